package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The limits that a parameter's definition sets to its value. */
final class ParameterLimits {

  private ParameterLimits() {}

  /** Returns what is wrong with a value, as the end of a sentence; null when nothing is. */
  static @Nullable String broken(JsonObject definition, JsonValue value) {
    String length = value instanceof JsonString ? "characters" : "elements";
    if (value instanceof JsonString || value instanceof JsonArray) {
      BigDecimal size =
          BigDecimal.valueOf(
              value instanceof JsonArray array
                  ? array.size()
                  : ((JsonString) value).value().length());
      String found = "; it has " + size;
      if (beyond(definition, "minLength", size, -1)) {
        return "has to have at least " + definition.text("minLength") + " " + length + found;
      } else if (beyond(definition, "maxLength", size, 1)) {
        return "may have at most " + definition.text("maxLength") + " " + length + found;
      }
    } else if (value instanceof JsonNumber number) {
      if (beyond(definition, "minValue", number.decimal(), -1)) {
        return "has to be at least " + definition.text("minValue") + ", found " + number.text();
      } else if (beyond(definition, "maxValue", number.decimal(), 1)) {
        return "may be at most " + definition.text("maxValue") + ", found " + number.text();
      }
    }
    JsonValue allowed = definition.value("allowedValues");
    return allowed instanceof JsonArray values && !allows(values, value)
        ? "is "
            + value.described()
            + "; allowed: "
            + values.values().stream()
                .limit(40)
                .map(StringFunctions::text)
                .collect(Collectors.joining(", "))
        : null;
  }

  /** An array may hold any of the allowed values; texts are compared without regard to case. */
  private static boolean allows(JsonArray allowed, JsonValue value) {
    for (JsonValue one : allowed) {
      if (one.equals(value)
          || one instanceof JsonString text
              && value instanceof JsonString other
              && text.value().equalsIgnoreCase(other.value())) {
        return true;
      }
    }
    if (value instanceof JsonArray array) {
      return array.values().stream().allMatch(one -> allows(allowed, one));
    }
    return value instanceof JsonNull;
  }

  private static boolean beyond(JsonObject definition, String limit, BigDecimal size, int sign) {
    return definition.get(limit) instanceof JsonNumber number
        && size.compareTo(number.decimal()) * sign > 0;
  }
}
