package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.TrafficManagerProfile;
import dev.plumbline.azure.model.TrafficManagerProfile.Endpoint;
import dev.plumbline.azure.model.TrafficManagerProfile.TrafficRoutingMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traffic Manager profiles. */
final class TrafficManagerMapper {

  private final Mapping mapping;

  TrafficManagerMapper(Mapping mapping) {
    this.mapping = mapping;
  }

  static String label(ArmResource resource) {
    String label = Part.of(resource.body()).part("dnsConfig").textIfKnown("relativeName");
    return (label == null ? resource.name() : label).toLowerCase(Locale.ROOT);
  }

  List<TrafficManagerProfile> profiles() {
    return mapping.all(ResourceTypes.TRAFFIC_MANAGER_PROFILE, this::profile);
  }

  private TrafficManagerProfile profile(ArmResource resource) {
    Part part = Part.of(resource.body());
    List<Part> endpoints = new ArrayList<>(part.parts("endpoints"));
    for (String kind : List.of("azureEndpoints", "externalEndpoints", "nestedEndpoints")) {
      for (ArmResource one : mapping.estate.separate(resource, kind)) {
        endpoints.removeIf(e -> e.name().equalsIgnoreCase(one.lastName()));
        endpoints.add(Part.of(one.body()));
      }
    }
    // A profile that is switched off has no endpoint that takes part.
    boolean on = part.enabled("profileStatus", true);
    List<Endpoint> made = new ArrayList<>();
    for (Part endpoint : endpoints) {
      made.addAll(mapping.each(List.of(endpoint), e -> endpoint(e, made.size() + 1, on)));
    }
    return new TrafficManagerProfile(
        mapping.estate.local(resource),
        label(resource),
        Duration.ofSeconds(part.part("dnsConfig").integer("ttl", 60)),
        part.word(
            "trafficRoutingMethod",
            Map.of(
                "priority", TrafficRoutingMethod.PRIORITY,
                "weighted", TrafficRoutingMethod.WEIGHTED,
                "performance", TrafficRoutingMethod.PERFORMANCE,
                "geographic", TrafficRoutingMethod.GEOGRAPHIC,
                "multivalue", TrafficRoutingMethod.MULTI_VALUE,
                "subnet", TrafficRoutingMethod.SUBNET),
            TrafficRoutingMethod.PRIORITY),
        made);
  }

  private @Nullable Endpoint endpoint(Part part, int place, boolean on) {
    String target = target(part);
    if (target == null) {
      mapping.note(
          Note.Kind.ASSUMED,
          part.mark(),
          "the endpoint " + part.name() + " was left out, since its target is not in the files");
      return null;
    }
    boolean healthy =
        part.word(
            "endpointMonitorStatus",
            Map.of(
                "checkingendpoint", true,
                "online", true,
                "degraded", false,
                "disabled", true,
                "inactive", true,
                "stopped", true,
                "unmonitored", true),
            true);
    return new Endpoint(
        part.name(),
        target,
        part.integer("priority", place),
        part.integer("weight", 1),
        Mapping.region(part.text("endpointLocation")),
        on && part.enabled("endpointStatus", true),
        healthy);
  }

  private @Nullable String target(Part part) {
    JsonValue id = Mapping.id(part, "targetResourceId");
    if (id instanceof JsonString text) {
      ArmResource resource = mapping.estate.find(text.value());
      if (resource == null) {
        return part.textIfKnown("target");
      } else if (resource.is(ResourceTypes.PUBLIC_IP_ADDRESS)
          || resource.is(ResourceTypes.API_MANAGEMENT)) {
        return mapping.estate.local(resource);
      } else if (resource.is(ResourceTypes.TRAFFIC_MANAGER_PROFILE)) {
        return label(resource) + ".trafficmanager.net";
      }
      List<String> names = PlatformServiceMapper.hostNames(resource);
      return names.isEmpty() ? part.textIfKnown("target") : names.get(0);
    }
    return part.textIfKnown("target");
  }
}
