package dev.plumbline.containers.http;

import dev.plumbline.containers.machine.MachineFiles;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.WafObservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The requests that have arrived at the hosts of a lab. */
public final class ArrivalLog {

  private final RequestLines log;

  /** The arrivals at each host; guarded by this. */
  private final Map<String, List<Arrival>> byHost = new HashMap<>();

  /** Where requests with an id of their sender's own have been, in that order, by that id. */
  private final Map<String, List<String>> marked = new HashMap<>();

  public ArrivalLog(Site site, MachineFiles files) {
    this.log = new RequestLines(site, files, RequestLog.ARRIVALS);
  }

  private void read() {
    log.read(
        (host, json) -> {
          Arrival arrival =
              new Arrival(
                  json.required("method").asString(),
                  json.required("target").asString(),
                  RequestLines.headers(json),
                  json.required("source").asString(),
                  RequestLines.text(json, "sni"),
                  json.required("port").asInt());
          byHost.computeIfAbsent(host, any -> new ArrayList<>()).add(arrival);
          for (Header header : arrival.headers()) {
            if (header.name().equalsIgnoreCase(WafObservation.ID_HEADER)) {
              marked.computeIfAbsent(header.value(), any -> new ArrayList<>(1)).add(host);
            }
          }
        });
  }

  /**
   * Returns the hosts at which a request with an id of its sender's own has arrived, in that order.
   *
   * @throws LabException when the log cannot be read, or has more than is kept
   */
  public synchronized List<String> hostsOf(String id) {
    read();
    return List.copyOf(marked.getOrDefault(id, List.of()));
  }

  /**
   * Returns what has arrived at a host, oldest first: all of it, with all header lines that nginx
   * could read.
   *
   * @throws LabException when the log cannot be read, or has more than is kept
   */
  public synchronized List<Arrival> at(String host) {
    read();
    return List.copyOf(byHost.getOrDefault(host, List.of()));
  }
}
