package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The virtual networks and subnets that a resource says it is in. */
final class NetworkUse {

  private static final String VNET = ResourceTypes.VIRTUAL_NETWORK.toLowerCase(Locale.ROOT);

  /** Providers whose resources are about others: rights to them, and what is recorded of them. */
  private static final List<String> ABOUT_OTHERS =
      List.of(
          "microsoft.authorization/",
          "microsoft.insights/",
          "microsoft.network/networkwatchers",
          "microsoft.network/networkintentpolicies",
          "microsoft.policyinsights/");

  /** Members that tell who is let in, and from where: that is not where a service is. */
  private static final Set<String> RULES =
      Set.of(
          "networkacls",
          "networkruleset",
          "networkrulesets",
          "virtualnetworkrules",
          "siteconfig",
          "privateendpointconnections");

  private NetworkUse() {}

  /** Returns their names, each once: of networks only where no subnet is named. */
  static List<String> of(ArmResource resource) {
    String type = resource.typeKey();
    boolean aboutOthers =
        ABOUT_OTHERS.stream().anyMatch(type::startsWith) || type.contains("/providers/");
    Set<String> subnets = new LinkedHashSet<>();
    Set<String> networks = new LinkedHashSet<>();
    if (!aboutOthers) {
      find(resource.properties(), subnets, networks);
    }
    return List.copyOf(subnets.isEmpty() ? networks : subnets);
  }

  private static void find(JsonValue value, Set<String> subnets, Set<String> networks) {
    if (value instanceof JsonObject object) {
      for (JsonObject.Member member : object.members()) {
        if (!RULES.contains(JsonObject.key(member.name()))) {
          find(member.value(), subnets, networks);
        }
      }
    } else if (value instanceof JsonArray array) {
      array.forEach(one -> find(one, subnets, networks));
    } else if (value instanceof JsonString text && text.value().startsWith("/")) {
      ResourceId.parse(text.value())
          .ifPresent(
              id -> {
                String type = id.type().toLowerCase(Locale.ROOT);
                if (type.equals(VNET + "/subnets")) {
                  subnets.add(id.name());
                } else if (type.equals(VNET)) {
                  networks.add(id.name());
                }
              });
    }
  }
}
