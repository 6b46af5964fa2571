package dev.plumbline.containers.machine;

import dev.plumbline.containers.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A {@link Plan} as {@link MachineProgram} reads it. */
public final class PlanJson {

  private PlanJson() {}

  /** Returns a plan as JSON: its components by name, durations in milliseconds. */
  public static String write(Plan plan) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("files", plan.files());
    json.put("namespaces", plan.namespaces());
    json.put("wires", plan.wires());
    json.put("origins", plan.origins().stream().map(PlanJson::origin).toList());
    json.put("services", plan.services());
    json.put("places", plan.places());
    return JsonMapper.shared().writeValueAsString(json);
  }

  private static Map<String, Object> origin(Plan.Origin origin) {
    return Map.of(
        "host",
        origin.host(),
        "namespace",
        origin.namespace(),
        "handlings",
        origin.handlings().stream().map(PlanJson::answering).toList(),
        "streams",
        List.copyOf(origin.streams()));
  }

  private static Map<String, @Nullable Object> answering(Plan.Answering answering) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("port", answering.port());
    json.put("delayMillis", answering.delay().toNanos() / 1e6);
    json.put("reply", answering.reply());
    return json;
  }
}
