package dev.plumbline.sim;

import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.WafObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

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

  /** Where requests with an id of their sender's own have been, in that order, by that id. */
  private final Map<String, List<Station>> marked = new ConcurrentHashMap<>();

  private final AtomicBoolean marksOverflowed = new AtomicBoolean();

  /**
   * A host that a request has come to.
   *
   * @param host its name
   * @param record the id of the request in its logs
   */
  record Station(String host, String record) {}

  private static final class Host {
    private final List<Arrival> arrivals = new ArrayList<>();
    private boolean overflowed;
  }

  void record(String name, Arrival arrival) {
    record(name, arrival, "");
  }

  /**
   * Notes an arrival.
   *
   * @param record the id of the request in the host's logs
   */
  void record(String name, Arrival arrival, String record) {
    for (Header header : arrival.headers()) {
      if (header.name().equalsIgnoreCase(WafObservation.ID_HEADER)) {
        mark(header.value(), new Station(name, record));
      }
    }
    Host host = byHost.computeIfAbsent(name, h -> new Host());
    synchronized (host) {
      if (host.arrivals.size() < KEPT) {
        host.arrivals.add(arrival);
      } else {
        host.overflowed = true;
      }
    }
  }

  private void mark(String id, Station station) {
    if (marked.size() < KEPT || marked.containsKey(id)) {
      marked.computeIfAbsent(id, any -> new CopyOnWriteArrayList<>()).add(station);
    } else {
      marksOverflowed.set(true);
    }
  }

  /**
   * Returns where a request with an id of its sender's own has been, in that order.
   *
   * @throws LabException when it has been nowhere, and more of them have come than is kept
   */
  List<Station> marked(String id) {
    List<Station> stations = marked.get(id);
    if (stations == null && marksOverflowed.get()) {
      throw new LabException(
          "more than %d requests with an id of their own have arrived in this lab, and it keeps no more: what came later would look as if it had never arrived. Ask in a lab of its own"
              .formatted(KEPT));
    }
    return stations == null ? List.of() : List.copyOf(stations);
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
