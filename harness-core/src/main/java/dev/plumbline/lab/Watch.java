package dev.plumbline.lab;

import dev.plumbline.observation.LabTime;
import dev.plumbline.observation.Watched;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks at something again and again, from one or several places: whether it stays as it is while
 * something is changed.
 *
 * <pre><code class='java'>
 * Watched seen =
 *     lab.watch(ofSeconds(1))
 *         .from("internet", outside -> assertThat(outside.get(API)).hasStatus(200))
 *         .during(() -> rollOut());
 * assertThat(seen).hasNoGapLongerThan(ofSeconds(5));
 * </code></pre>
 *
 * <p>A look observes and asserts. It is as expected when it returns, at least one assertion of what
 * it observed held, and none failed; it shows a gap when it throws a failed assertion, and that
 * nothing was seen when all that failed was inconclusive, nothing was asserted, or what failed was
 * not thrown. What a look throws beside failed assertions ends the watch, which throws it; {@code
 * eventually(..)} and soft assertions that were made outside are refused in a look, since they hide
 * for a while, or for good, that it is down.
 *
 * <p>A network test does not pass when it asserts nothing of what it watched, or never stops it.
 *
 * <p>The journal keeps the first and the last look of each place, and those at which something
 * changed; of the others only how many there were.
 */
public final class Watch {

  private final Lab lab;
  private final Duration every;
  private final List<Lookout> lookouts = new ArrayList<>();

  Watch(Lab lab, Duration every) {
    if (every.isZero() || every.isNegative()) {
      throw new IllegalArgumentException(
          "watch(" + every + ") would look without a pause; give one, for example ofSeconds(1)");
    }
    this.lab = lab;
    this.every = every;
  }

  /**
   * Adds a place to look from; for several targets, once for each.
   *
   * @param vantage the name of the vantage
   * @param look what observes and asserts
   * @return this
   * @throws IllegalArgumentException when there is no such vantage
   */
  public Watch from(String vantage, Consumer<Vantage> look) {
    lookouts.add(new Lookout(lab.vantage(vantage), look, lab.scope(), every));
    return this;
  }

  /**
   * Watches while something is done: each place looks once before it, once after it, and meanwhile
   * beside it, in a thread of its own. Time is this machine's, on every ground. Where a place
   * begins no look before the change is over, assertions are inconclusive.
   *
   * @param change what is done, on this thread
   * @throws IllegalStateException when there is no place to look from
   * @throws RuntimeException what the change has thrown, or a look that threw no failed assertion
   */
  public Watched during(Runnable change) {
    return during(start(), watching -> change.run());
  }

  /**
   * Watches likewise while something is done that has to last until it was looked at, see {@link
   * Watching#awaitLook}.
   *
   * <pre><code class='java'>
   * lab.watch(ofSeconds(1))
   *     .from("internet", outside -> assertThat(outside.get(API)).hasStatus(200))
   *     .during(
   *         watching -> {
   *           Lab.Guard outage = lab.fault(Fault.hostDown("one-of-two"));
   *           watching.awaitLook();
   *           outage.close();
   *         });
   * </code></pre>
   *
   * @param change what is done, on this thread, and is given the watch
   * @throws IllegalStateException when there is no place to look from
   * @throws RuntimeException what the change has thrown, or a look that threw no failed assertion
   */
  public Watched during(Consumer<Watching> change) {
    return during(start(), change);
  }

  private static Watched during(Watching watching, Consumer<Watching> change) {
    try {
      change.accept(watching);
    } catch (RuntimeException | Error e) {
      watching.stopAfter(e);
      throw e;
    }
    return watching.stop();
  }

  /**
   * Watches until it is stopped; for what cannot be done in one call. When it returns, each place
   * has looked once; what is done until it is stopped is the change.
   *
   * @throws IllegalStateException when there is no place to look from
   */
  public Watching start() {
    return start(LabTime.ofThisMachine());
  }

  Watching start(LabTime time) {
    requirePlaces();
    return Watching.start(lab, every, lookouts, time, true);
  }

  /**
   * Watches for a time, and returns when it is over. Where the lab's clock may be moved, it is
   * moved on instead of waiting; where it stands still, each place looks twice and no time passes:
   * then assertions are inconclusive.
   *
   * @param time how long
   * @throws IllegalArgumentException for a time that is not longer than nothing
   * @throws IllegalStateException when there is no place to look from
   */
  public Watched holdsFor(Duration time) {
    requirePlaces();
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("holdsFor(" + time + ") leaves no time to look");
    }
    if (lab.scope().time() != LabTime.ofThisMachine()) {
      return OnThisThread.watch(lab, every, lookouts, time);
    }
    return during(
        Watching.start(lab, every, lookouts, LabTime.ofThisMachine(), false),
        watching -> watching.pause(time));
  }

  private void requirePlaces() {
    if (lookouts.isEmpty()) {
      throw new IllegalStateException(
          "nothing is watched: say from where, watch(..).from(\"internet\", outside -> assertThat(outside.get(url)).hasStatus(200))");
    }
  }
}
