package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.azure.json.Misspelling;
import dev.plumbline.azure.terraform.TerraformReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says which members of resources were not read and are probably slips: each is nearly the name of
 * one that was looked for at the same place in vain, whose default would be simulated without a
 * word.
 *
 * <p>What is looked for is not listed anywhere: objects remember what the mappers ask them for.
 */
final class UnreadMembers {

  /** Members of every resource, which have nothing to do with what it is. */
  private static final Set<String> OF_ALL =
      keys(
          "id",
          "name",
          "type",
          "apiVersion",
          "location",
          "tags",
          "dependsOn",
          "condition",
          "copy",
          "comments",
          "metadata",
          "scope",
          "plan",
          "identity",
          "resources",
          "kind",
          "sku",
          "zones",
          "etag",
          "properties",
          "provisioningState",
          "resourceGroup",
          "resourceGuid",
          "subscriptionId",
          "tenantId",
          "managedBy",
          "extendedLocation",
          "systemData");

  /** Properties that the platform has beside those of nearly the same name that are read. */
  private static final Map<String, Set<String>> REAL =
      Map.of(
          // The addresses that it has; read where publicIpAddressId refers to one of the team's.
          "microsoft.apimanagement/service", keys("publicIPAddresses"),
          // Those for protocols below HTTP.
          "microsoft.network/applicationgateways", keys("listeners", "routingRules"),
          "microsoft.network/expressroutecircuits", keys("expressRouteCircuitPeering"),
          "microsoft.network/expressroutecircuits/peerings", keys("expressRouteCircuitPeering"),
          "microsoft.network/expressroutecircuits/peerings/connections",
              keys("expressRouteCircuitPeering"),
          "microsoft.network/localnetworkgateways", keys("bgpPeeringAddresses"),
          "microsoft.network/natgateways", keys("publicIpAddressesV6", "publicIpPrefixesV6"),
          "microsoft.network/networkinterfaces", keys("tapConfigurations"),
          "microsoft.web/sites", keys("hostingEnvironment"));

  /** Members that only the platform writes. */
  private static final List<String> PRINTED = List.of("provisioningState", "etag");

  private static final String NETWORK = "microsoft.network/";

  private final Mapping mapping;

  private UnreadMembers(Mapping mapping) {
    this.mapping = mapping;
  }

  private static Set<String> keys(String... names) {
    Set<String> keys = new TreeSet<>();
    for (String name : names) {
      keys.add(JsonObject.key(name));
    }
    return keys;
  }

  /** Returns resources that remember what they are asked for. */
  static List<ArmResource> remembering(List<ArmResource> resources) {
    return resources.stream()
        .map(
            r ->
                new ArmResource(
                    r.type(), r.name(), r.id(), r.existing(), r.body().remembering(), r.mark()))
        .toList();
  }

  /** Says what was not read of the resources of a mapping that is done. */
  static void tell(Mapping mapping) {
    UnreadMembers all = new UnreadMembers(mapping);
    for (ArmResource resource : mapping.estate.all()) {
      if (!resource.existing()) {
        all.walk(resource.body(), resource);
      }
    }
  }

  private void walk(JsonValue value, ArmResource owner) {
    if (value instanceof JsonArray array) {
      array.forEach(one -> walk(one, owner));
    } else if (value instanceof JsonObject object) {
      if (!object.asked().isEmpty()) {
        place(object, owner);
      }
      for (JsonObject.Member member : object.members()) {
        if (member.value() instanceof JsonUnknown && object.wasAsked(member.name())) {
          unknown(member);
        }
        // Words of the user's own.
        if (!member.name().equalsIgnoreCase("metadata")) {
          walk(member.value(), owner);
        }
      }
    }
  }

  /** What reads on without a value that only a deployment would tell takes a default for it. */
  private void unknown(JsonObject.Member member) {
    Mark mark = member.value().mark();
    if (!mapping.isSaid(mark)) {
      mapping.note(
          Note.Kind.ASSUMED,
          mark,
          member.name()
              + " is "
              + member.value().described()
              + "; it was read as if it were not given");
    }
  }

  /** An object and what it has under {@code properties} are one place. */
  private void place(JsonObject object, ArmResource owner) {
    JsonObject inner = object.value("properties") instanceof JsonObject one ? one : null;
    List<String> missing = new ArrayList<>(object.asked());
    if (inner != null) {
      missing.addAll(inner.asked());
    }
    missing.removeIf(
        name -> object.value(name) != null || inner != null && inner.value(name) != null);
    unread(object, missing, owner);
    if (inner != null) {
      unread(inner, missing, owner);
    }
  }

  private void unread(JsonObject object, List<String> missing, ArmResource owner) {
    for (JsonObject.Member member : object.members()) {
      String key = JsonObject.key(member.name());
      if (!object.wasAsked(key)
          && !OF_ALL.contains(key)
          && !REAL.getOrDefault(owner.typeKey(), Set.of()).contains(key)
          && !saysNothing(member.value())
          && !TerraformReader.isAttribute(member.value().mark())) {
        Misspelling.of(key, missing).ifPresent(meant -> slip(member, meant, object, owner));
      }
    }
  }

  private static boolean saysNothing(JsonValue value) {
    return value instanceof JsonNull
        || value instanceof JsonString text && text.value().isBlank()
        || value instanceof JsonArray array && array.size() == 0
        || value instanceof JsonObject object && object.size() == 0;
  }

  private void slip(JsonObject.Member member, String meant, JsonObject object, ArmResource owner) {
    Mark mark = member.value().mark();
    String message =
        "\""
            + member.name()
            + "\" is not read here, and \""
            + meant
            + "\" is missing; did you mean \""
            + meant
            + "\"? Correct the name, or remove it";
    boolean missed = mapping.takeBackMissing(object.mark().missing(meant), meant);
    if (missed || refused(owner) && Misspelling.isOfLetters(member.name(), meant)) {
      mapping.problem(mark, message);
    } else {
      mapping.note(Note.Kind.SLIP, mark, message);
    }
  }

  /**
   * Returns whether the platform refuses members that it does not know (its error {@code
   * InvalidRequestFormat}): the resource provider of networks does. What the platform has printed
   * it has taken.
   */
  private static boolean refused(ArmResource owner) {
    return owner.typeKey().startsWith(NETWORK)
        && PRINTED.stream()
            .noneMatch(
                name -> owner.body().value(name) != null || owner.properties().value(name) != null);
  }
}
