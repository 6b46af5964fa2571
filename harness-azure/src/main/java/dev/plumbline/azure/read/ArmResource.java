package dev.plumbline.azure.read;

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
record ArmResource(
    String type, String name, String id, boolean existing, JsonObject body, Mark mark) {

  /** Returns the properties; an empty object when there are none. */
  JsonObject properties() {
    return body.object("properties");
  }

  JsonObject sku() {
    return body.object("sku");
  }

  JsonObject tags() {
    return body.object("tags");
  }

  /** Returns the zones as written; none for a resource that is in none. */
  List<JsonValue> zones() {
    return body.array("zones");
  }

  @Nullable String apiVersion() {
    return body.text("apiVersion");
  }

  @Nullable String location() {
    return body.text("location");
  }

  @Nullable String kind() {
    return body.text("kind");
  }

  /** Returns whether it is of a type, without regard to case. */
  boolean is(String other) {
    return type.equalsIgnoreCase(other);
  }

  /** Returns the type in lower case, as a key. */
  String typeKey() {
    return type.toLowerCase(Locale.ROOT);
  }

  /** Returns the last part of the name. */
  String lastName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
