package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A resource in the shape of Azure Resource Manager, with every expression evaluated.
 *
 * @param type the full type as written, for example {@code Microsoft.Network/virtualNetworks};
 *     casing differs between files
 * @param name the full name, for example {@code vnet/subnet}
 * @param id the identifier
 * @param existing whether it is only referred to and not deployed: there are no properties then
 * @param body the whole resource, with {@code properties}, {@code sku}, {@code tags}, {@code zones}
 * @param mark where it is written
 */
public record ArmResource(
    String type, String name, String id, boolean existing, JsonObject body, Mark mark) {

  /** Returns the properties; an empty object when there are none. */
  public JsonObject properties() {
    return body.object("properties");
  }

  JsonObject sku() {
    return body.object("sku");
  }

  /** Returns the tags; empty when there are none. */
  public JsonObject tags() {
    return body.object("tags");
  }

  /**
   * Returns the zones as written; none for a resource that is in none, which templates also write
   * as the empty text.
   */
  public List<JsonValue> zones() {
    return body.get("zones") instanceof JsonString text && text.value().isEmpty()
        ? List.of()
        : body.array("zones");
  }

  /** Returns the version of the API that it is written for; null when not said. */
  public @Nullable String apiVersion() {
    return body.text("apiVersion");
  }

  /** Returns the region as it is written; null when not said. */
  public @Nullable String location() {
    return body.text("location");
  }

  /** Returns the kind within the type; null when not said. */
  public @Nullable String kind() {
    return body.text("kind");
  }

  /** Returns whether it is of a type, without regard to case. */
  public boolean is(String other) {
    return type.equalsIgnoreCase(other);
  }

  /** Returns the type in lower case, as a key. */
  public String typeKey() {
    return type.toLowerCase(Locale.ROOT);
  }

  /** Returns the last part of the name. */
  public String lastName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
