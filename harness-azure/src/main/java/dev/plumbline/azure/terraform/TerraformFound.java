package dev.plumbline.azure.terraform;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a reference of a Terraform configuration leads to.
 *
 * @param of whose value it is; null for a constant
 * @param value the value
 */
record TerraformFound(@Nullable TerraformResource of, JsonValue value) {

  /** Returns the values, each once. */
  static List<JsonValue> distinct(List<TerraformFound> found) {
    return List.copyOf(new LinkedHashSet<>(found.stream().map(TerraformFound::value).toList()));
  }

  /** Returns the identifiers among values; of several those of the type that a name speaks of. */
  static List<JsonValue> identifiers(List<TerraformFound> found, String name) {
    List<JsonValue> all =
        distinct(found).stream()
            .filter(v -> v instanceof JsonString text && text.value().startsWith("/"))
            .filter(v -> !TerraformParts.isMeant(name) || isOf(v.scalar(), name))
            .toList();
    if (all.size() < 2) {
      return all;
    }
    List<JsonValue> fitting = all.stream().filter(v -> isOf(v.scalar(), name)).toList();
    return fitting.isEmpty() ? all : fitting;
  }

  /** Returns the identifiers among values, and what is not known of them. */
  static List<JsonValue> references(List<TerraformFound> found, String name) {
    return distinct(found).stream()
        .filter(
            v ->
                v instanceof JsonUnknown
                    || v instanceof JsonString text && text.value().startsWith("/"))
        .filter(
            v ->
                v instanceof JsonUnknown || !TerraformParts.isMeant(name) || isOf(v.scalar(), name))
        .toList();
  }

  /** Returns whether a name such as {@code subnet_id} speaks of the type of an identifier. */
  static boolean isOf(String id, String name) {
    String type =
        ResourceId.parse(id)
            .map(i -> i.type().substring(i.type().lastIndexOf('/') + 1).toLowerCase(Locale.ROOT))
            .orElse("");
    String bare =
        name.replaceAll("(?i)(_?resource)?_?ids?$", "").replace("_", "").toLowerCase(Locale.ROOT);
    return !bare.isEmpty()
        && !type.isEmpty()
        && (bare.endsWith(type.replaceAll("s$", ""))
            || bare.endsWith(type.replaceAll("es$", ""))
            // Subnets in a virtual network have a security_group only.
            || bare.equals("securitygroup") && type.equals("networksecuritygroups")
            || bare.equals("natrule") && type.equals("inboundnatrules"));
  }

  /** Returns those of a key, if there are any. */
  static List<TerraformFound> keyed(List<TerraformFound> found, String key) {
    if (key.isEmpty() || distinct(found).size() < 2) {
      return found;
    }
    List<TerraformFound> mine = found.stream().filter(f -> isKeyed(f.of(), key)).toList();
    return mine.isEmpty() ? found : mine;
  }

  private static boolean isKeyed(@Nullable TerraformResource resource, String key) {
    return resource != null
        && (resource.indexText().equals(key)
            || resource.index() == null
                && (resource.module().endsWith(key)
                    || key.equals("[\"" + resource.azureName() + "\"]")));
  }
}
