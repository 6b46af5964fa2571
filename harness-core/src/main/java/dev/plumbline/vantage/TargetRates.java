package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Rate;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.Journal;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How often checks are made of one address and port: one for all vantages, and on the ground live
 * for all labs of an environment in a run, since its targets are the same.
 */
final class TargetRates {

  /** By run, and there by lab or live environment; guarded by itself. */
  private static final Map<Journal, Map<String, TargetRates>> ALL = new WeakHashMap<>();

  /** More addresses than that are looked through for those whose turn is long past. */
  private static final int MANY = 1_000;

  private final long apart;

  /** When the next check of an address may be made; guarded by this. */
  private final Map<InetSocketAddress, Long> next = new HashMap<>();

  private TargetRates(Rate rate) {
    apart = TimeUnit.SECONDS.toNanos(1) / rate.perTarget();
  }

  /** Returns the rates that checks in a part of a journal keep to; null where there are none. */
  static @Nullable TargetRates of(Environment environment, Journal.Scope scope) {
    Rate rate = environment.guards().rate();
    if (rate == null) {
      return null;
    }
    String of =
        environment.ground() == Ground.LIVE
            ? "live " + environment.name() + " " + rate.perTarget()
            : "lab " + scope.lab();
    synchronized (ALL) {
      return ALL.computeIfAbsent(scope.journal(), any -> new HashMap<>())
          .computeIfAbsent(of, any -> new TargetRates(rate));
    }
  }

  /**
   * Takes the next turn at an address.
   *
   * @param latest a turn after that is not taken, so that nobody waits for it in vain
   * @return when it is; later than {@code latest} when it was not taken
   */
  synchronized long turn(InetSocketAddress address, long now, long latest) {
    Long free = next.get(address);
    long turn = free == null || free - now < 0 ? now : free;
    if (turn - latest <= 0) {
      if (next.size() > MANY) {
        next.values().removeIf(time -> time - now < 0);
      }
      next.put(address, turn + apart);
    }
    return turn;
  }
}
