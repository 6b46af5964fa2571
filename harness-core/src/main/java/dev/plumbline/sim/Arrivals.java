package dev.plumbline.sim;

import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The canary: what arrived at each host, also what was then refused, so that "it never arrived" can
 * be believed.
 *
 * <p>A request whose head cannot be read is kept with {@code (malformed)} as its method and target,
 * and so is what is not TLS at a port of HTTPS; one that was never finished with {@code
 * (incomplete)}.
 */
final class Arrivals {

  /**
   * How many requests are kept for each host. Nothing is forgotten to make room: beyond, the canary
   * is dead and says so.
   */
  static final int KEPT = 20_000;

  private final Map<String, Host> byHost = new ConcurrentHashMap<>();

  private static final class Host {
    private final List<Arrival> arrivals = new ArrayList<>();
    private boolean overflowed;
  }

  void record(String name, Arrival arrival) {
    Host host = byHost.computeIfAbsent(name, h -> new Host());
    synchronized (host) {
      if (host.arrivals.size() < KEPT) {
        host.arrivals.add(arrival);
      } else {
        host.overflowed = true;
      }
    }
  }

  /**
   * Returns what arrived at a host, oldest first.
   *
   * @throws LabException when more has arrived than is kept
   */
  List<Arrival> at(String name) {
    Host host = byHost.get(name);
    if (host == null) {
      return List.of();
    }
    synchronized (host) {
      if (host.overflowed) {
        throw new LabException(
            "more than %d requests have arrived at host \"%s\", and the lab keeps no more: what came later would look as if it had never arrived. Ask in a lab of its own, before so many arrive"
                .formatted(KEPT, name));
      }
      return List.copyOf(host.arrivals);
    }
  }
}
