package dev.plumbline.azure.terraform;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the words of Terraform into those of Azure Resource Manager. */
final class Camel {

  private Camel() {}

  /**
   * Returns an object with its members' names as in Azure: {@code subnet_id} is also {@code
   * subnet}, an object with an identifier; {@code x_ids} is also {@code xs}, a list of such
   * objects; {@code x_name} is also {@code x}, an object with a name, where there is none.
   */
  static JsonObject of(JsonObject object) {
    JsonObject.Builder all = JsonObject.builder(object.mark());
    for (JsonObject.Member member : object.members()) {
      JsonValue value = member.value();
      if (value instanceof JsonNull || value instanceof JsonString text && text.value().isEmpty()) {
        continue;
      }
      String name = member.name();
      all.put(camel(name), of(value));
      if (name.endsWith("_id") && !(value instanceof JsonArray)) {
        all.put(camel(name.substring(0, name.length() - 3)), with("id", value));
      } else if (name.endsWith("_ids") && value instanceof JsonArray ids) {
        List<JsonValue> references = new ArrayList<>();
        ids.forEach(id -> references.add(with("id", id)));
        all.put(
            camel(name.substring(0, name.length() - 4)) + "s",
            new JsonArray(value.mark(), references));
      } else if (name.endsWith("_name")) {
        String base = camel(name.substring(0, name.length() - 5));
        if (all.get(base) == null && !object.has(name.substring(0, name.length() - 5))) {
          all.put(base, with("name", value));
        }
      }
    }
    return all.build();
  }

  private static JsonObject with(String name, JsonValue value) {
    return JsonObject.builder(value.mark()).put(name, value).build();
  }

  private static JsonValue of(JsonValue value) {
    if (value instanceof JsonObject object) {
      return of(object);
    } else if (value instanceof JsonArray array) {
      return new JsonArray(array.mark(), array.values().stream().map(Camel::of).toList());
    }
    return value;
  }

  static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    boolean upper = false;
    for (char c : name.toCharArray()) {
      if (c == '_') {
        upper = true;
      } else {
        camel.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return camel.toString();
  }

  /** Returns an object with members under other names, here and in the objects in it. */
  static JsonObject renamed(JsonObject object, Map<String, String> names) {
    JsonObject.Builder all = JsonObject.builder(object.mark());
    for (JsonObject.Member member : object.members()) {
      String name = names.getOrDefault(member.name(), member.name());
      if (all.get(name) == null || !name.equals(member.name())) {
        all.put(name, renamed(member.value(), names));
      }
    }
    return all.build();
  }

  private static JsonValue renamed(JsonValue value, Map<String, String> names) {
    if (value instanceof JsonObject object) {
      return renamed(object, names);
    } else if (value instanceof JsonArray array) {
      return new JsonArray(
          array.mark(), array.values().stream().map(one -> renamed(one, names)).toList());
    }
    return value;
  }

  /** Returns the first object of a list, or the object itself; null for neither. */
  static @Nullable JsonObject first(@Nullable JsonValue value) {
    if (value instanceof JsonArray array) {
      return array.size() > 0 && array.get(0) instanceof JsonObject first ? first : null;
    }
    return value instanceof JsonObject object ? object : null;
  }
}
