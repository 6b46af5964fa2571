package dev.plumbline.azure.terraform;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which blocks of a Terraform configuration the elements of a plan are made of. */
final class TerraformBlocks {

  /** Blocks whose order in a plan is not that of the configuration. */
  private static final Set<String> SETS =
      Set.of(
          "subnet",
          "security_rule",
          "backend_address_pool",
          "backend_http_settings",
          "http_listener",
          "probe",
          "request_routing_rule");

  private TerraformBlocks() {}

  /**
   * Returns the block of the configuration that an element is made of; null for one of a dynamic
   * block, which a plan does not tell. Sets have another order than the configuration.
   */
  static @Nullable JsonObject of(String name, JsonArray blocks, JsonObject element, int place) {
    JsonObject best = null;
    int most = -1;
    boolean choice = false;
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i) instanceof JsonObject one && fits(one, element)) {
        int count = constants(one, element);
        choice = count == most || count < most && choice;
        if (count > most || count == most && i == place) {
          best = one;
          most = count;
        }
      }
    }
    return choice && SETS.contains(name) ? null : best;
  }

  private static boolean fits(JsonObject block, JsonObject element) {
    for (JsonObject.Member member : block.members()) {
      JsonValue said = constant(member.value());
      JsonValue known = element.value(member.name());
      if (said != null && !said.equals(known) && !same(said, known)) {
        return false;
      }
    }
    return true;
  }

  private static int constants(JsonObject block, JsonObject element) {
    int count = 0;
    for (JsonObject.Member member : block.members()) {
      JsonValue said = constant(member.value());
      count += said != null && same(said, element.value(member.name())) ? 1 : 0;
    }
    return count;
  }

  /** Returns the text, number or boolean that an expression is; null for another one. */
  private static @Nullable JsonValue constant(JsonValue expression) {
    if (!(expression instanceof JsonObject object)) {
      return null;
    }
    JsonValue value = object.value("constant_value");
    return value instanceof JsonArray || value instanceof JsonObject ? null : value;
  }

  private static boolean same(JsonValue one, @Nullable JsonValue other) {
    return other != null
        && !(other instanceof JsonArray || other instanceof JsonObject)
        && !(other instanceof JsonUnknown || other instanceof JsonNull)
        && one.scalar().equals(other.scalar());
  }
}
