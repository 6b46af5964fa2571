package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which network interfaces belong to the pools and rules of load balancers and gateways. A template
 * says it at the interface, the platform at the pool, too.
 */
public final class Members {

  /** The arrays of an IP configuration that lead to pools and rules. */
  private static final List<String> ARRAYS =
      List.of(
          "loadBalancerBackendAddressPools",
          "loadBalancerInboundNatRules",
          "loadBalancerInboundNatPools",
          "applicationGatewayBackendAddressPools");

  private final Map<String, Set<String>> byTarget = new HashMap<>();
  private final Map<String, String> interfaces = new HashMap<>();

  /** Remembers that an IP configuration belongs to what it refers to. */
  void add(Part configuration, String networkInterface) {
    for (String array : ARRAYS) {
      for (JsonValue value : configuration.values(array)) {
        JsonValue id = value instanceof JsonObject object ? object.value("id") : value;
        if (id != null && !(id instanceof JsonUnknown)) {
          String text = id.scalar();
          if (ResourceId.parse(text).isEmpty() && !Placeholders.is(text)) {
            throw id.mark().refuse("\"" + text + "\" is no identifier of a resource");
          }
          byTarget
              .computeIfAbsent(ResourceId.key(id.scalar()), k -> new LinkedHashSet<>())
              .add(networkInterface);
        }
      }
    }
  }

  /** Remembers the model's name of a network interface, in the order of the model. */
  void known(String id, String name) {
    interfaces.put(ResourceId.key(id), name);
  }

  /** Returns the members of an identifier. */
  List<String> of(String id) {
    return List.copyOf(byTarget.getOrDefault(ResourceId.key(id), Set.of()));
  }

  /**
   * Returns the members of a pool or rule of a resource: those that it tells and those that say so.
   */
  List<String> of(ArmResource owner, String kind, Part part) {
    Set<String> all = new LinkedHashSet<>(of(owner.id() + "/" + kind + "/" + part.name()));
    List<JsonValue> configurations =
        part.values("backendIPConfigurations", "backendIPConfiguration");
    for (JsonValue value : configurations) {
      JsonValue id = value instanceof JsonObject object ? object.value("id") : value;
      if (id != null && !(id instanceof JsonUnknown)) {
        String key = ResourceId.key(id.scalar());
        int end = key.lastIndexOf("/ipconfigurations/");
        String name = interfaces.get(end < 0 ? key : key.substring(0, end));
        if (name != null) {
          all.add(name);
        }
      }
    }
    return all.stream().sorted().toList();
  }
}
