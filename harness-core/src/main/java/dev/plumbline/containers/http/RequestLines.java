package dev.plumbline.containers.http;

import dev.plumbline.containers.machine.GrowingLog;
import dev.plumbline.containers.machine.MachineFiles;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Network.Host;
import dev.plumbline.observation.HttpObservation.Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The lines of a {@link RequestLog}, read as they come. What cannot be read, once, is an error for
 * every question: what it lacks may be what is asked for. Not safe for use by several threads.
 */
final class RequestLines {

  /** So many lines are kept for each host; nothing is forgotten to make room. */
  private static final int KEPT = 20_000;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final GrowingLog log;

  /** The hosts that serve HTTP, by their namespaces. */
  private final Map<String, String> hosts = new HashMap<>();

  private final Map<String, Integer> counts = new HashMap<>();
  private @Nullable LabException broken;

  RequestLines(Site site, MachineFiles files, String path) {
    this.log = new GrowingLog(files, path);
    for (Host host : site.network().hosts()) {
      if (host.listeners().stream().anyMatch(listener -> listener.http() != null)) {
        hosts.put(site.namespace(host), host.name());
      }
    }
  }

  /**
   * Reads on.
   *
   * @param line told each new line with the name of its host
   * @throws LabException when the log cannot be read, or has more lines than are kept
   */
  void read(BiConsumer<String, JsonNode> line) {
    if (broken != null) {
      throw new LabException(String.valueOf(broken.getMessage()), broken);
    }
    if (hosts.isEmpty()) {
      return;
    }
    try {
      for (String text : log.newLines()) {
        keep(text, line);
      }
    } catch (IllegalStateException e) {
      throw broken(String.valueOf(e.getMessage()), e);
    }
  }

  private void keep(String text, BiConsumer<String, JsonNode> line) {
    try {
      JsonNode json = JSON.readTree(text);
      String host = hosts.get(json.required("host").asString());
      if (host == null) {
        throw broken(log.path() + " has a line of a host that does not serve HTTP: " + text, null);
      }
      if (counts.merge(host, 1, Integer::sum) > KEPT) {
        throw broken(
            "more than %d requests of host \"%s\" are in %s, and the lab keeps no more: what came later would look as if it had never come. Ask in a lab of its own, before so many come"
                .formatted(KEPT, host, log.path()),
            null);
      }
      line.accept(host, json);
    } catch (JacksonException e) {
      throw broken(
          "%s has a line that cannot be read: %s".formatted(log.path(), e.getOriginalMessage()), e);
    }
  }

  private LabException broken(String what, @Nullable Throwable cause) {
    broken = new LabException(what, cause);
    return broken;
  }

  /** Returns the header lines of a request. */
  static List<Header> headers(JsonNode json) {
    List<Header> headers = new ArrayList<>();
    for (JsonNode header : json.required("headers")) {
      headers.add(new Header(header.path(0).asString(), header.path(1).asString()));
    }
    return headers;
  }

  /** Returns a text; null where there is none. */
  static @Nullable String text(JsonNode json, String name) {
    JsonNode text = json.path(name);
    return text.isString() ? text.asString() : null;
  }
}
