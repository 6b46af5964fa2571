package dev.plumbline.azure.terraform;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What references to blocks of a resource lead to, such as {@code
 * azurerm_lb.inner.frontend_ip_configuration[0].id}: their identifiers, names and addresses.
 */
final class TerraformParts {

  /** Blocks that have identifiers of their own, and what Azure calls them. */
  private static final Map<String, String> PARTS =
      Map.of(
          "backend_address_pool", "backendAddressPools",
          "frontend_ip_configuration", "frontendIPConfigurations",
          "frontend_port", "frontendPorts",
          "http_listener", "httpListeners",
          "ip_configuration", "ipConfigurations",
          "private_link_configuration", "privateLinkConfigurations",
          "probe", "probes",
          "ssl_certificate", "sslCertificates",
          "subnet", "subnets");

  /** Ends of names of attributes that lead to a part, never to what it lies in. */
  private static final List<String> MEANT =
      List.of("subnet", "backendaddresspool", "frontendipconfiguration", "probe", "natrule");

  private TerraformParts() {}

  /** Returns whether an attribute leads to a part of a resource. */
  static boolean isMeant(String attribute) {
    String bare = attribute.replaceAll("_ids?$", "").replace("_", "").toLowerCase(Locale.ROOT);
    return !attribute.equals(bare) && MEANT.stream().anyMatch(bare::endsWith);
  }

  /**
   * Returns what a reference into blocks leads to: of the block of an index, or of all of them;
   * none when it leads to no block.
   *
   * @param values what is known of the resource
   * @param id its identifier
   * @param runtime what the platform gives to it; null when that is not known
   * @param steps the names and indices behind the resource
   * @param attribute the attribute that refers to it
   */
  static List<JsonValue> of(
      JsonObject values,
      String id,
      @Nullable JsonObject runtime,
      List<String> steps,
      String attribute) {
    String azure = steps.isEmpty() ? null : PARTS.get(steps.get(0));
    if (azure == null || !(values.value(steps.get(0)) instanceof JsonArray blocks)) {
      return List.of();
    }
    String index = steps.size() > 1 && steps.get(1).matches("\\[\\d{1,6}]") ? steps.get(1) : "";
    String last = steps.get(steps.size() - 1);
    String wanted =
        steps.size() > 1 && !last.startsWith("[")
            ? last
            : attribute.matches(".*_ids?") ? "id" : attribute.matches(".*_names?") ? "name" : "";
    List<JsonValue> found = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i) instanceof JsonObject block
          && (index.isEmpty() || index.equals("[" + i + "]"))
          && block.value("name") instanceof JsonString name) {
        JsonValue value =
            switch (wanted) {
              case "id" -> JsonValue.of(id + "/" + azure + "/" + name.value());
              case "private_ip_address" -> address(block, runtime, azure, i);
              default -> block.value(wanted);
            };
        if (value != null) {
          found.add(value);
        }
      }
    }
    return found;
  }

  private static @Nullable JsonValue address(
      JsonObject block, @Nullable JsonObject runtime, String azure, int place) {
    if (block.value("private_ip_address") instanceof JsonString known && !known.value().isEmpty()) {
      return known;
    }
    return runtime != null
            && runtime.object("properties").value(azure) instanceof JsonArray array
            && place < array.size()
            && array.get(place) instanceof JsonObject part
        ? TerraformParts.member(part, "privateIPAddress")
        : null;
  }

  /** Returns a member of a part, which has it in its properties or beside them. */
  static @Nullable JsonValue member(JsonObject part, String name) {
    JsonValue value = part.object("properties").value(name);
    value = value == null ? part.value(name) : value;
    return value instanceof JsonString text && text.value().isBlank() ? null : value;
  }
}
