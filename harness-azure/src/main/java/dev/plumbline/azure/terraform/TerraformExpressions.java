package dev.plumbline.azure.terraform;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Expressions of a Terraform configuration, as a plan shows them: what they refer to. */
final class TerraformExpressions {

  private TerraformExpressions() {}

  /** Returns whether an object is an expression, and no block. */
  static boolean isExpression(JsonObject object) {
    return object.has("references") || object.has("constant_value");
  }

  /** Returns the references of an expression, as Terraform lists them. */
  static List<String> names(JsonObject expression) {
    List<String> names = new ArrayList<>();
    for (JsonValue value : expression.array("references")) {
      if (value instanceof JsonString text) {
        names.add(text.value());
      }
    }
    return names;
  }

  /** Returns references without their beginnings, which Terraform lists, too. */
  static List<String> mostSpecific(List<String> names) {
    return names.stream()
        .distinct()
        .filter(n -> names.stream().noneMatch(k -> k.startsWith(n + ".") || k.startsWith(n + "[")))
        .toList();
  }

  /** Returns the references that messages show. */
  static List<String> shown(List<String> names) {
    return mostSpecific(names).stream().limit(4).toList();
  }
}
