package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * Whether services of the platform serve public callers. Rules that serve some of them are not
 * read: it is said that all are taken to be served.
 */
final class PublicCallers {

  private static final String SWITCH = "publicNetworkAccess";

  /** What the rules of a service are called, each with a default action. */
  private static final List<String> RULES =
      List.of("networkAcls", "networkRuleSet", "networkRuleSets");

  private final Mapping mapping;

  PublicCallers(Mapping mapping) {
    this.mapping = mapping;
  }

  boolean areServed(ArmResource resource) {
    Part part = Part.of(resource.body());
    String type = resource.typeKey();
    if (!isOn(part, resource)
        || type.endsWith("/flexibleservers") && !isOn(part.part("network"), resource)) {
      return false;
    }
    for (String name : RULES) {
      if (!passes(part.part(name), part, name, resource)) {
        return false;
      }
    }
    if (type.equals("microsoft.batch/batchaccounts")) {
      Part profile = part.part("networkProfile");
      return passes(profile.part("accountAccess"), profile, "accountAccess", resource);
    }
    restrictions(part, "ipRules", resource);
    restrictions(part, "virtualNetworkRules", resource);
    restrictions(part, "ipRangeFilter", resource);
    restrictions(part.part("siteConfig"), "ipSecurityRestrictions", resource);
    if (type.equals("microsoft.web/sites")) {
      for (ArmResource config : mapping.estate.separate(resource, "config")) {
        restrictions(Part.of(config.body()), "ipSecurityRestrictions", resource);
      }
    }
    return true;
  }

  private boolean isOn(Part part, ArmResource resource) {
    String word = part.textIfKnown(SWITCH);
    if ("NotSpecified".equalsIgnoreCase(word)) {
      return true;
    } else if (!"SecuredByPerimeter".equalsIgnoreCase(word)) {
      return part.enabled(SWITCH, true);
    }
    mapping.note(
        Note.Kind.ASSUMED,
        part.mark(SWITCH),
        "the rules of the network security perimeter of "
            + resource.name()
            + " were not read; it is taken to refuse public callers");
    return false;
  }

  private boolean passes(Part rules, Part owner, String name, ArmResource resource) {
    if (rules.word("defaultAction", Map.of("allow", true, "deny", false), true)) {
      return true;
    } else if (rules.values("ipRules").isEmpty() && rules.values("virtualNetworkRules").isEmpty()) {
      return false;
    }
    assumed(owner, name, "network rules", resource);
    return true;
  }

  /** Says that a service tells whom it answers to, in a way of its own. */
  private void restrictions(Part part, String name, ArmResource resource) {
    JsonValue value = part.value(name);
    if (value instanceof JsonArray rules && rules.size() > 0
        || value instanceof JsonString filter && !filter.value().isBlank()) {
      assumed(part, name, "access restrictions", resource);
    }
  }

  private void assumed(Part part, String name, String what, ArmResource resource) {
    mapping.note(
        Note.Kind.ASSUMED,
        part.mark(name),
        "the "
            + what
            + " of "
            + resource.name()
            + " were not read; it is taken to answer to public callers");
  }
}
