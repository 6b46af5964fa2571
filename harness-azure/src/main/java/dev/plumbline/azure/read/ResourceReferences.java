package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The references of a resource to others, by their identifiers. */
final class ResourceReferences {

  private ResourceReferences() {}

  /** Tells all references of a resource in the order of the file, and where they stand. */
  static void each(ArmResource owner, BiConsumer<ResourceId, Mark> found) {
    walk(Part.of(owner.body()).json(), owner, null, found);
  }

  private static void walk(
      JsonValue value,
      ArmResource owner,
      @Nullable JsonObject around,
      BiConsumer<ResourceId, Mark> found) {
    if (value instanceof JsonObject object) {
      subnetByName(object, owner, found);
      for (JsonObject.Member member : object.members()) {
        if (!member.name().equalsIgnoreCase("dependsOn")
            && !member.name().equalsIgnoreCase("tags")
            && !member.name().equalsIgnoreCase("identity")
            && !tellsUsers(member.name(), owner)
            && !(around == null && member.name().equalsIgnoreCase("id"))) {
          walk(member.value(), owner, object, found);
        }
      }
    } else if (value instanceof JsonArray array) {
      array.forEach(one -> walk(one, owner, around, found));
    } else if (value instanceof JsonString text
        && text.value().startsWith("/")
        && text.value().toLowerCase(Locale.ROOT).contains("/providers/")) {
      Optional<ResourceId> id = ResourceId.parse(text.value().replaceAll("/+$", ""));
      id.ifPresent(one -> found.accept(one, text.mark()));
    }
  }

  /** The network and the name of the subnet, as earlier versions of the API have it. */
  private static void subnetByName(
      JsonObject reference, ArmResource owner, BiConsumer<ResourceId, Mark> found) {
    if (owner.is(ResourceTypes.APP_SERVICE_ENVIRONMENT)
        && reference.value("id") instanceof JsonString network
        && reference.value("subnet") instanceof JsonString subnet) {
      ResourceId.parse(network.value().replaceAll("/+$", ""))
          .filter(id -> id.type().equalsIgnoreCase(ResourceTypes.VIRTUAL_NETWORK))
          .flatMap(id -> ResourceId.parse(id.text() + "/subnets/" + subnet.value()))
          .ifPresent(id -> found.accept(id, subnet.mark()));
    }
  }

  /**
   * Returns whether a member lists what uses the resource, as the platform shows it. Who uses it
   * says so itself, and need not be in the files.
   */
  private static boolean tellsUsers(String member, ArmResource owner) {
    return switch (member.toLowerCase(Locale.ROOT)) {
      case "networkinterfaces" -> !owner.is(ResourceTypes.VIRTUAL_MACHINE);
      // The platform's own, which is joined by what refers to it.
      case "circuit" -> owner.is(ResourceTypes.PRIVATE_CLOUD);
      case "subnets" -> !owner.is(ResourceTypes.VIRTUAL_NETWORK);
      case "ipconfigurations" ->
          owner.is(ResourceTypes.VIRTUAL_NETWORK)
              || owner.is(ResourceTypes.SUBNET)
              || owner.is(ResourceTypes.PUBLIC_IP_ADDRESS);
      case "ipconfigurationprofiles",
          "ipconfiguration",
          "virtualmachine",
          "privateendpoint",
          "privateendpoints",
          "privateendpointconnections",
          "backendipconfiguration",
          "backendipconfigurations",
          "serviceassociationlinks",
          "resourcenavigationlinks",
          "publicipaddresses",
          "virtualnetworks",
          "loadbalancerfrontendipconfiguration" ->
          !owner.is(ResourceTypes.NAT_GATEWAY) || member.equalsIgnoreCase("virtualNetworks");
      default -> false;
    };
  }
}
