package dev.plumbline.azure.management;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts resources in the place of references to them, as {@code $expand} asks for it. */
final class Expansion {

  private final Inventory inventory;

  Expansion(Inventory inventory) {
    this.inventory = inventory;
  }

  /**
   * Returns what is shown of a resource.
   *
   * @param expand paths of properties, {@code subnets/ipConfigurations}, with commas; null for none
   */
  Map<String, Object> of(Resource resource, @Nullable String expand) {
    Map<String, Object> body = resource.body();
    for (String path : expand == null ? new String[0] : expand.split(",", -1)) {
      body = expanded(body, List.of(path.strip().split("/", -1)));
    }
    return body;
  }

  private Map<String, Object> expanded(Map<String, Object> object, List<String> path) {
    if (path.isEmpty() || !(object.get("properties") instanceof Map<?, ?> properties)) {
      return object;
    }
    Map<String, Object> changed = new LinkedHashMap<>();
    boolean found = false;
    for (Map.Entry<?, ?> member : properties.entrySet()) {
      String name = String.valueOf(member.getKey());
      boolean meant = name.equalsIgnoreCase(path.get(0));
      found |= meant;
      changed.put(
          name, meant ? whole(member.getValue(), path.subList(1, path.size())) : member.getValue());
    }
    if (!found) {
      return object;
    }
    Map<String, Object> copy = new LinkedHashMap<>(object);
    copy.put("properties", changed);
    return copy;
  }

  private Object whole(Object value, List<String> path) {
    if (value instanceof List<?> list) {
      List<Object> all = new ArrayList<>();
      list.forEach(one -> all.add(whole(one, path)));
      return all;
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> object = new LinkedHashMap<>();
      map.forEach((name, member) -> object.put(String.valueOf(name), member));
      Resource found =
          map.containsKey("properties") ? null : inventory.find(String.valueOf(map.get("id")));
      return expanded(found == null ? object : found.body(), path);
    }
    return value;
  }
}
