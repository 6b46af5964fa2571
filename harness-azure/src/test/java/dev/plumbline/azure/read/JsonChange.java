package dev.plumbline.azure.read;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Changes JSON at a place that a path leads to: names of members and indexes of elements. */
final class JsonChange {

  private JsonChange() {}

  /** Returns the path that is written as in messages, for example {@code rules[0].name}. */
  static List<Object> path(String written) {
    List<Object> steps = new ArrayList<>();
    for (String step : written.split("[.\\[\\]]+")) {
      steps.add(step.matches("\\d+") ? (Object) Integer.valueOf(step) : step);
    }
    return steps;
  }

  /** Returns a value with the member that a path leads to under another name. */
  static JsonValue renamed(JsonValue value, List<Object> path, String name) {
    String old = (String) path.get(path.size() - 1);
    return at(
        value,
        path.subList(0, path.size() - 1),
        object -> {
          JsonObject one = (JsonObject) object;
          return one.without(old).with(name, Objects.requireNonNull(one.get(old), old));
        });
  }

  /** Returns a value with another one where a path leads to. */
  static JsonValue replaced(JsonValue value, List<Object> path, JsonValue other) {
    return at(value, path, old -> other.at(old.mark()));
  }

  static JsonValue at(JsonValue value, List<Object> path, UnaryOperator<JsonValue> change) {
    if (path.isEmpty()) {
      return change.apply(value);
    }
    List<Object> rest = path.subList(1, path.size());
    if (path.get(0) instanceof Integer index) {
      List<JsonValue> all = new ArrayList<>(((JsonArray) value).values());
      all.set(index, at(all.get(index), rest, change));
      return new JsonArray(value.mark(), all);
    }
    String name = (String) path.get(0);
    JsonObject object = (JsonObject) value;
    return object.with(name, at(Objects.requireNonNull(object.get(name), name), rest, change));
  }
}
