package dev.plumbline.azure.terraform;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import org.jspecify.annotations.Nullable;

/** What a Terraform plan says it does not know: true in the places of values. */
final class TerraformUnknowns {

  private TerraformUnknowns() {}

  /** Returns what a plan says of a member: false where it says nothing, all of it being known. */
  static JsonValue open(JsonObject unknown, String name) {
    JsonValue open = unknown.value(name);
    return open == null ? new JsonBoolean(unknown.mark(), false) : open;
  }

  /** Returns whether all of a value is unknown. */
  static boolean isTrue(@Nullable JsonValue value) {
    return value instanceof JsonBoolean bool && bool.value();
  }

  /** Returns whether a value or anything in it is unknown. */
  static boolean isOpen(@Nullable JsonValue value) {
    return isTrue(value)
        || value instanceof JsonArray array
            && array.values().stream().anyMatch(TerraformUnknowns::isOpen)
        || value instanceof JsonObject object
            && object.members().stream().anyMatch(m -> isOpen(m.value()));
  }

  /** Returns whether a value is missing, or is an empty text or array. */
  static boolean isEmpty(@Nullable JsonValue value) {
    return value == null
        || value instanceof JsonString text && text.value().isEmpty()
        || value instanceof JsonArray array && array.size() == 0;
  }

  /** Returns the value that stands for what is not known before apply. */
  static JsonUnknown unknown(Mark mark, String what) {
    return new JsonUnknown(mark, "Terraform does not know it before apply: " + what);
  }
}
