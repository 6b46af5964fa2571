package dev.plumbline.containers.http;

import dev.plumbline.containers.machine.MachineFiles;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.LabException;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.AccessRecord.Forwarded;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The requests that the hosts of a lab have answered, or tried to. */
public final class AccessLog {

  private final RequestLines log;

  /** The records of each host; guarded by this. */
  private final Map<String, List<AccessRecord>> byHost = new HashMap<>();

  public AccessLog(Site site, MachineFiles files) {
    this.log = new RequestLines(site, files, RequestLog.ACCESS);
  }

  /**
   * Returns what a host has answered, oldest first: all of it.
   *
   * @throws LabException when the log cannot be read, or has more than is kept
   */
  public synchronized List<AccessRecord> of(String host) {
    log.read(
        (name, json) -> byHost.computeIfAbsent(name, any -> new ArrayList<>()).add(record(json)));
    return List.copyOf(byHost.getOrDefault(host, List.of()));
  }

  private static AccessRecord record(JsonNode json) {
    return new AccessRecord(
        json.required("id").asString(),
        Instant.EPOCH.plus(seconds(json.required("time"))),
        json.required("source").asString(),
        json.required("sourcePort").asInt(),
        json.required("port").asInt(),
        RequestLines.text(json, "service"),
        json.required("method").asString(),
        json.required("target").asString(),
        json.required("version").asString(),
        RequestLines.headers(json),
        json.required("status").asInt(),
        json.required("received").asLong(),
        json.required("sent").asLong(),
        seconds(json.required("took")),
        RequestLines.text(json, "tls"),
        CipherSuites.named(RequestLines.text(json, "cipher")),
        RequestLines.text(json, "sni"),
        forwarded(json),
        Failure.valueOf(json.required("failure").asString()));
  }

  private static @Nullable Forwarded forwarded(JsonNode json) {
    String pool = RequestLines.text(json, "pool");
    if (pool == null) {
      return null;
    }
    JsonNode status = json.path("backendStatus");
    JsonNode latency = json.path("latency");
    return new Forwarded(
        pool,
        RequestLines.text(json, "member"),
        RequestLines.text(json, "sentHost"),
        RequestLines.text(json, "sentTarget"),
        status.isNumber() ? status.asInt() : null,
        latency.isNumber() ? seconds(latency) : null);
  }

  private static Duration seconds(JsonNode number) {
    return Duration.ofNanos(new BigDecimal(number.asString()).movePointRight(9).longValueExact());
  }
}
