package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.NameBasedId;
import dev.plumbline.azure.arm.ResourceId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A resource as it is shown.
 *
 * @param id its identifier
 * @param listed whether lists of resources name it; parts of others they do not
 * @param body what is shown of it
 */
record Resource(ResourceId id, boolean listed, Map<String, Object> body) {

  /**
   * Makes a resource.
   *
   * @param id its identifier
   * @param location its region; null for a part of another resource
   * @param above members beside {@code properties}, such as {@code sku}
   * @param properties its properties
   */
  static Resource of(String id, @Nullable String location, Fields above, Fields properties) {
    ResourceId parsed = ResourceId.parse(id).orElseThrow();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", id);
    body.put("name", parsed.lastName());
    body.put("type", parsed.type());
    if (location != null) {
      body.put("location", location);
    }
    body.put("etag", "W/\"" + NameBasedId.guid(id) + "\"");
    body.putAll(above.map());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("provisioningState", "Succeeded");
    all.putAll(properties.map());
    body.put("properties", all);
    return new Resource(parsed, location != null, body);
  }

  String key() {
    return ResourceId.key(id.text());
  }

  String typeKey() {
    return id.type().toLowerCase(Locale.ROOT);
  }

  boolean isIn(String group) {
    return group.equalsIgnoreCase(id.resourceGroup());
  }

  /** Returns what generic lists show of it: no properties. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    for (String member : new String[] {"id", "name", "type", "location", "sku", "kind", "tags"}) {
      Object value = body.get(member);
      if (value != null) {
        summary.put(member, value);
      }
    }
    return summary;
  }
}
