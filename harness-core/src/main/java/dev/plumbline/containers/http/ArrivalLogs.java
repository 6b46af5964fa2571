package dev.plumbline.containers.http;

import dev.plumbline.containers.machine.GrowingLog;
import dev.plumbline.containers.machine.MachineFiles;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import dev.plumbline.observation.HttpObservation.Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the origins of a lab have written down of the requests that arrived at them, which they do
 * before they answer.
 */
public final class ArrivalLogs {

  /** So many requests are kept for each host; nothing is forgotten to make room. */
  private static final int KEPT = 20_000;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Map<String, HostArrivals> byHost = new LinkedHashMap<>();

  /** Makes the logs of all origins; nothing is read yet. */
  public ArrivalLogs(List<Plan.Origin> origins, MachineFiles files) {
    for (Plan.Origin origin : origins) {
      String path = "log/arrivals-%s.jsonl".formatted(origin.namespace());
      String access = "log/access-%s.jsonl".formatted(origin.namespace());
      byHost.put(
          origin.host(),
          new HostArrivals(new GrowingLog(files, path), new GrowingLog(files, access)));
    }
  }

  /** The arrivals at one host. Guarded by the logs' monitor. */
  private static final class HostArrivals {
    private final GrowingLog log;
    private final List<Arrival> all = new ArrayList<>();

    /** The values of each header that identifies requests, by its name in small letters. */
    private final Map<String, Set<String>> marked = new HashMap<>();

    private final GrowingLog access;

    /** How many requests did not get to the origin. */
    private int others;

    HostArrivals(GrowingLog log, GrowingLog access) {
      this.log = log;
      this.access = access;
    }

    /** Returns how many requests nginx did not leave to the origin. */
    int others() {
      try {
        for (String line : access.newLines()) {
          others += JSON.readTree(line).path("origin").asString("").equals("1") ? 0 : 1;
        }
        return others;
      } catch (JacksonException e) {
        throw new LabException(
            "%s has a line that is not JSON: %s".formatted(access.path(), e.getOriginalMessage()),
            e);
      } catch (IllegalStateException e) {
        throw new LabException(String.valueOf(e.getMessage()), e);
      }
    }

    void read() {
      try {
        for (String line : log.newLines()) {
          if (all.size() == KEPT) {
            throw new LabException(
                "more than %d requests are in %s, and the lab keeps no more: what came later would look as if it had never arrived. Ask in a lab of its own, before so many arrive"
                    .formatted(KEPT, log.path()));
          }
          keep(arrival(line));
        }
      } catch (IllegalStateException e) {
        throw new LabException(String.valueOf(e.getMessage()), e);
      }
    }

    private void keep(Arrival arrival) {
      all.add(arrival);
      for (Header header : arrival.headers()) {
        marked
            .computeIfAbsent(header.name().toLowerCase(Locale.ROOT), n -> new LinkedHashSet<>())
            .add(header.value());
      }
    }

    private Arrival arrival(String line) {
      try {
        JsonNode json = JSON.readTree(line);
        List<Header> headers = new ArrayList<>();
        for (JsonNode header : json.path("headers")) {
          headers.add(new Header(header.path(0).asString(""), header.path(1).asString("")));
        }
        JsonNode sni = json.path("sni");
        return new Arrival(
            json.required("method").asString(),
            json.required("target").asString(),
            headers,
            json.required("source").asString(),
            sni.isString() && !sni.asString().equals("-") ? sni.asString() : null,
            json.required("port").asInt());
      } catch (JacksonException e) {
        throw new LabException(
            "%s has a line that is no arrival: %s".formatted(log.path(), e.getOriginalMessage()),
            e);
      }
    }
  }

  /**
   * Returns the hosts at which a request with such a header has arrived.
   *
   * @throws LabException when a log cannot be read, or has more than is kept
   */
  public synchronized List<String> hostsOf(String header, String value) {
    List<String> hosts = new ArrayList<>();
    byHost.forEach(
        (host, arrivals) -> {
          arrivals.read();
          Set<String> values = arrivals.marked.get(header.toLowerCase(Locale.ROOT));
          if (values != null && values.contains(value)) {
            hosts.add(host);
          }
        });
    return hosts;
  }

  /**
   * Returns what has arrived at a host, oldest first: all of it, with all header lines.
   *
   * @throws LabException when the log cannot be read, or has more than is kept; and where nginx has
   *     answered or passed on requests itself, since it writes down some header lines only
   */
  public synchronized List<Arrival> at(String host) {
    HostArrivals arrivals = byHost.get(host);
    if (arrivals == null) {
      throw new LabException(
          "what arrived at host \"%s\" is not kept on this ground: nginx passes requests on there, and writes down some of their header lines only. Ask for the arrivals at what is behind it, or for its access log"
              .formatted(host));
    }
    arrivals.read();
    int others = arrivals.others();
    if (others > 0) {
      throw new LabException(
          "%d requests at host \"%s\" were answered or passed on by nginx itself, which writes down some of their header lines only, so that the arrivals there are not all of them. Ask for those at what is behind it, or for its access log"
              .formatted(others, host));
    }
    return List.copyOf(arrivals.all);
  }
}
