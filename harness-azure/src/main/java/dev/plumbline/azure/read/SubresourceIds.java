package dev.plumbline.azure.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The identifiers of what has a name inside of a network resource, such as a subnet or a frontend
 * configuration: {@code <resource>/<property>/<name>}. The platform writes them into every answer.
 */
final class SubresourceIds {

  private SubresourceIds() {}

  /** Returns a resource's body with the identifiers of what is in its properties. */
  static JsonObject in(JsonObject body, String id) {
    String type = String.valueOf(body.text("type")).toLowerCase(Locale.ROOT);
    if (!type.startsWith("microsoft.network/")) {
      return body;
    }
    JsonObject.Builder properties = JsonObject.builder(body.object("properties").mark());
    for (JsonObject.Member member : body.object("properties").members()) {
      properties.put(member.name(), withIds(member.value(), id + "/" + member.name()));
    }
    return body.with("properties", properties.build());
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
