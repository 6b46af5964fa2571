package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the platform adds to a resource by fixed rules, whatever it is connected to.
 *
 * <ul>
 *   <li>identifiers of what has a name inside of a network resource, such as a subnet or a frontend
 *       configuration: {@code <resource>/<property>/<name>};
 *   <li>principals of managed identities, made of the identifier of the resource;
 *   <li>the endpoints of storage accounts and key vaults, which follow from their names.
 * </ul>
 */
final class KnownProperties {

  private KnownProperties() {}

  /** Returns a resource's body with what is known of it. */
  static JsonObject in(JsonObject body, String id, String tenantId) {
    String type = String.valueOf(body.text("type")).toLowerCase(Locale.ROOT);
    String name = String.valueOf(body.text("name")).toLowerCase(Locale.ROOT);
    JsonObject known = body;
    if (type.startsWith("microsoft.network/")) {
      JsonObject.Builder properties = JsonObject.builder(body.object("properties").mark());
      for (JsonObject.Member member : body.object("properties").members()) {
        properties.put(member.name(), withIds(member.value(), id + "/" + member.name()));
      }
      known = body.with("properties", properties.build());
    }
    if (body.get("identity") instanceof JsonObject) {
      known = known.overlaid(json(Map.of("identity", principal(id, tenantId))));
    }
    Map<String, Object> more =
        switch (type) {
          case "microsoft.managedidentity/userassignedidentities" -> {
            Map<String, Object> identity = principal(id, tenantId);
            identity.put("clientId", NameBasedId.guid(ResourceId.key(id) + " client"));
            yield identity;
          }
          case "microsoft.storage/storageaccounts" -> Map.of("primaryEndpoints", endpoints(name));
          case "microsoft.keyvault/vaults" ->
              Map.of("vaultUri", "https://" + name + ".vault.azure.net/");
          default -> Map.of();
        };
    return more.isEmpty() ? known : known.overlaid(json(Map.of("properties", more)));
  }

  private static JsonObject json(Map<String, Object> members) {
    return (JsonObject) JsonValue.of(members);
  }

  private static Map<String, Object> principal(String id, String tenantId) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("principalId", NameBasedId.guid(ResourceId.key(id) + " principal"));
    identity.put("tenantId", tenantId);
    return identity;
  }

  private static Map<String, Object> endpoints(String account) {
    Map<String, Object> endpoints = new LinkedHashMap<>();
    for (String service : List.of("blob", "dfs", "file", "queue", "table")) {
      endpoints.put(service, "https://" + account + "." + service + ".core.windows.net/");
    }
    // The number of the zone is the platform's choice.
    endpoints.put("web", "https://" + account + ".z6.web.core.windows.net/");
    return endpoints;
  }

  private static JsonValue withIds(JsonValue value, String collection) {
    if (!(value instanceof JsonArray array)) {
      return value;
    }
    List<JsonValue> values = new ArrayList<>();
    for (JsonValue one : array) {
      values.add(
          one instanceof JsonObject object
                  && object.get("name") instanceof JsonString name
                  && !object.has("id")
              ? object.with("id", StringFunctions.string(collection + "/" + name.value()))
              : one);
    }
    return new JsonArray(array.mark(), values);
  }
}
