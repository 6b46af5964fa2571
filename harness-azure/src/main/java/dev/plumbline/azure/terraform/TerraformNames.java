package dev.plumbline.azure.terraform;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renames and regroups members of what the provider azurerm says. */
final class TerraformNames {

  private TerraformNames() {}

  static Map<String, String> names(String... pairs) {
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      names.put(pairs[i], pairs[i + 1]);
    }
    return names;
  }

  static JsonObject renamed(JsonObject object, String... pairs) {
    return top(object, names(pairs));
  }

  /** Renames members of an object itself only. */
  static JsonObject top(JsonObject object, Map<String, String> names) {
    JsonObject.Builder all = JsonObject.builder(object.mark());
    for (JsonObject.Member member : object.members()) {
      if (!names.containsKey(member.name())) {
        all.put(member.name(), member.value());
      }
    }
    for (JsonObject.Member member : object.members()) {
      String name = names.get(member.name());
      if (name != null && (all.get(name) == null || isEmptyArray(all.get(name)))) {
        all.put(name, member.value());
      }
    }
    return all.build();
  }

  static boolean isEmptyArray(@Nullable JsonValue value) {
    return value instanceof JsonArray array && array.size() == 0;
  }

  static JsonObject nested(JsonObject c, String name, String outer, String inner) {
    JsonValue value = c.value(name);
    if (value == null || isEmptyArray(value)) {
      return c.without(name);
    }
    return c.without(name).with(outer, JsonObject.builder(value.mark()).put(inner, value).build());
  }

  interface Change {
    JsonObject of(JsonObject object);
  }

  static JsonObject eachOf(JsonObject object, String member, Change change) {
    if (!(object.value(member) instanceof JsonArray array)) {
      return object;
    }
    List<JsonValue> made = new ArrayList<>();
    array.forEach(one -> made.add(one instanceof JsonObject o ? change.of(o) : one));
    return object.with(member, new JsonArray(array.mark(), made));
  }
}
