package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.Mark;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Refuses resources with two children of one name, as the platform does (its error {@code
 * DuplicateResourceName}): one of them would be lost without a word.
 */
final class ChildNames {

  /** The arrays whose children may also be resources of their own; the model knows them by name. */
  private static final List<String> ARRAYS =
      List.of(
          "subnets",
          "securityRules",
          "routes",
          "virtualNetworkPeerings",
          "backendAddressPools",
          "inboundNatRules");

  private ChildNames() {}

  static void check(Mapping mapping) {
    for (ArmResource resource : mapping.estate.all()) {
      // The names within an application gateway are a matter of its own.
      if (ResourceKinds.isRead(resource.typeKey())
          && !resource.is(ResourceTypes.APPLICATION_GATEWAY)) {
        for (String array : ARRAYS) {
          boolean has = resource.body().has(array) || resource.properties().has(array);
          if (has && Part.of(resource.body()).value(array) instanceof JsonArray children) {
            check(mapping, array, children);
          }
        }
      }
    }
  }

  private static void check(Mapping mapping, String array, JsonArray children) {
    Map<String, Mark> names = new HashMap<>();
    children.values().stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .forEach(
            child -> {
              String name = child.text("name");
              Mark mark = Part.of(child).mark("name");
              Mark before =
                  name == null ? null : names.putIfAbsent(name.toLowerCase(Locale.ROOT), mark);
              if (before != null && Objects.equals(before.file(), mark.file())) {
                mapping.problem(
                    mark,
                    "\""
                        + name
                        + "\" is the name of two of the "
                        + array
                        + ", also in line "
                        + before.line()
                        + "; give one of them another name");
              }
            });
  }
}
