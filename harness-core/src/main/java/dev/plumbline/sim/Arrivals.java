package dev.plumbline.sim;

import dev.plumbline.lab.Arrival;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The canary: what arrived at each host, also what was then refused, so that "it never arrived" can be believed.
 *
 * <p>A request whose head cannot be read is kept with {@code (malformed)} as its method and target; one that was never finished with {@code
 * (incomplete)}.
 */
final class Arrivals {

  /** How many requests are kept for each host: the latest. */
  static final int KEPT = 1_000;

  private final Map<String, Deque<Arrival>> byHost = new ConcurrentHashMap<>();

  void record(String host, Arrival arrival) {
    Deque<Arrival> arrivals = byHost.computeIfAbsent(host, h -> new ArrayDeque<>());
    synchronized (arrivals) {
      if (arrivals.size() == KEPT) {
        arrivals.removeFirst();
      }
      arrivals.addLast(arrival);
    }
  }

  /** Returns what arrived at a host, oldest first. */
  List<Arrival> at(String host) {
    Deque<Arrival> arrivals = byHost.get(host);
    if (arrivals == null) {
      return List.of();
    }
    synchronized (arrivals) {
      return List.copyOf(arrivals);
    }
  }
}
