package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Budget;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much attack traffic an environment may still be sent: one for all its labs of a run. Safe for
 * use by many threads.
 */
public final class AttackBudget {

  private final String environment;
  private final @Nullable Budget budget;
  private final Pause pause;

  /** Everything below is guarded by this. */
  private int reserved;

  private boolean begun;
  private long next;

  /** Makes the budget of an environment, of which nothing is used. */
  public AttackBudget(Environment environment) {
    this(environment, Pause.SYSTEM);
  }

  AttackBudget(Environment environment, Pause pause) {
    this.environment = environment.name();
    this.budget = environment.guards().attackTraffic().budget();
    this.pause = pause;
  }

  /**
   * Takes requests out of the budget.
   *
   * @throws AttackTrafficException when there are not so many in it; then none is taken
   */
  synchronized void reserve(int requests) {
    if (budget != null && requests > budget.requests() - reserved) {
      throw new AttackTrafficException(
          """
          the budget of attack traffic of environment "%s" is used up: of %d requests %d were sent, and %s more %s asked for. None of these was sent. To allow them, raise it in its descriptor:
            guards:
              attack-traffic:
                budget: {requests: %d, per-second: %d}"""
              .formatted(
                  environment,
                  budget.requests(),
                  reserved,
                  requests,
                  requests == 1 ? "is" : "are",
                  reserved + requests,
                  budget.perSecond()));
    }
    reserved += requests;
  }

  /** Waits until the next request may be sent. */
  void pace() {
    Budget rate = budget;
    if (rate == null) {
      return;
    }
    long turn;
    synchronized (this) {
      long now = pause.nanoTime();
      turn = begun && next - now > 0 ? next : now;
      begun = true;
      next = turn + TimeUnit.SECONDS.toNanos(1) / rate.perSecond();
    }
    pause.until(turn);
  }
}
