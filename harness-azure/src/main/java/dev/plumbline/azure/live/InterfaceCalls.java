package dev.plumbline.azure.live;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.EffectiveRouteList;
import dev.plumbline.azure.platform.EffectiveRouteList.Route;
import dev.plumbline.azure.platform.EffectiveSecurityRules;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Group;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Rule;
import dev.plumbline.azure.rules.SecurityEvaluation.Level;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Asks for what is in force at a network interface. Its machine must be running. */
final class InterfaceCalls {

  private static final String TYPE = "Microsoft.Network/networkInterfaces";
  private static final String VERSION = "?api-version=2024-05-01";

  private final ResourceId nic;

  InterfaceCalls(Ids ids, String nic) {
    this.nic = ids.of(TYPE, nic);
  }

  Question rulesQuestion() {
    return new Question(
        "effective security rules of " + nic.lastName(),
        TYPE + "/effectiveNetworkSecurityGroups/action",
        nic.text());
  }

  Question routesQuestion() {
    return new Question(
        "effective routes of " + nic.lastName(), TYPE + "/effectiveRouteTable/action", nic.text());
  }

  /**
   * Not by the SDK's client: that takes {@code tagMap} for a text, which Azure gives as an object,
   * and reads what comes after it as part of something else.
   */
  EffectiveSecurityRules rules(ArmConnection azure) {
    Question question = rulesQuestion();
    Reading read = new Reading(question);
    JsonNode answer =
        azure.finishedPost(
            question, nic.text() + "/effectiveNetworkSecurityGroups" + VERSION, null);
    List<Group> groups = new ArrayList<>();
    for (JsonNode group : azure.listed(question, answer)) {
      groups.add(group(question, read, group));
    }
    return new EffectiveSecurityRules(nic.lastName(), groups);
  }

  private static Group group(Question question, Reading read, JsonNode group) {
    String name = Reading.lastName(read.text(group.path("networkSecurityGroup"), "id"));
    JsonNode at = group.path("association");
    String interfaceId = at.path("networkInterface").path("id").asString("");
    String subnetId = at.path("subnet").path("id").asString("");
    if (interfaceId.isEmpty() && subnetId.isEmpty()) {
      throw Failures.broken(
          question,
          "it does not say which subnet or network interface " + name + " is attached to");
    }
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : read.list(group, "effectiveSecurityRules")) {
      rules.add(rule(question, read, rule));
    }
    Map<String, List<String>> tags = new LinkedHashMap<>();
    JsonNode map = tagMap(group.path("tagMap"));
    map.properties().stream()
        .filter(tag -> tag.getValue().isArray())
        .forEach(tag -> tags.put(tag.getKey(), read.texts(map, tag.getKey())));
    return new Group(
        name,
        interfaceId.isEmpty() ? Level.SUBNET : Level.NETWORK_INTERFACE,
        Reading.lastName(interfaceId.isEmpty() ? subnetId : interfaceId),
        rules,
        tags);
  }

  /** The specification has a text for what is a map in examples: both are read. */
  private static JsonNode tagMap(JsonNode told) {
    try {
      return told.isString() ? JsonMapper.shared().readTree(told.asString()) : told;
    } catch (JacksonException e) {
      // Rules stay open then whose tags it would have told.
      return MissingNode.getInstance();
    }
  }

  private static Rule rule(Question question, Reading read, JsonNode rule) {
    if (!rule.path("priority").isInt()) {
      read.text(rule, "priority");
    }
    return new Rule(
        Reading.ruleName(read.text(rule, "name")),
        rule.path("priority").asInt(),
        read.word(Direction.class, read.text(rule, "direction")),
        read.word(Access.class, read.text(rule, "access")),
        read.text(rule, "protocol"),
        ports(question, read, rule, "sourcePortRange"),
        ports(question, read, rule, "destinationPortRange"),
        places(question, read, rule, "sourceAddressPrefix"),
        read.texts(rule, "expandedSourceAddressPrefix"),
        places(question, read, rule, "destinationAddressPrefix"),
        read.texts(rule, "expandedDestinationAddressPrefix"));
  }

  /** One range alone is written as {@code 443-443}. A rule without any would be one for nothing. */
  private static List<String> ports(Question question, Reading read, JsonNode rule, String name) {
    List<String> ranges = both(read, rule, name, name + "s");
    if (ranges.isEmpty()) {
      throw without(question, rule, name);
    }
    return ranges.stream()
        .map(range -> range.replaceFirst("^(\\d+)-\\1$", "$1"))
        .distinct()
        .toList();
  }

  /** Where a rule is for application security groups there may be nothing in the list. */
  private static List<String> places(Question question, Reading read, JsonNode rule, String name) {
    List<String> prefixes = both(read, rule, name, name + "es");
    if (prefixes.isEmpty() && !rule.path(name + "es").isArray()) {
      throw without(question, rule, name);
    }
    return prefixes;
  }

  private static AzurePlatformException without(Question question, JsonNode rule, String name) {
    return Failures.broken(
        question,
        "its rule %s has no \"%s\""
            .formatted(Reading.ruleName(rule.path("name").asString("")), name));
  }

  private static List<String> both(Reading read, JsonNode rule, String one, String more) {
    List<String> all = new ArrayList<>(read.texts(rule, more));
    String single = rule.path(one).isContainer() ? read.text(rule, one) : read.textOr(rule, one);
    if (!single.isBlank() && !all.contains(single)) {
      all.add(0, single);
    }
    return all;
  }

  /** Not by the SDK's client either: that leaves out the service tags of routes. */
  EffectiveRouteList routes(ArmConnection azure) {
    Question question = routesQuestion();
    Reading read = new Reading(question);
    JsonNode answer =
        azure.finishedPost(question, nic.text() + "/effectiveRouteTable" + VERSION, null);
    List<Route> routes = new ArrayList<>();
    for (JsonNode route : azure.listed(question, answer)) {
      String state = read.text(route, "state");
      if (!state.equalsIgnoreCase("Active") && !state.equalsIgnoreCase("Invalid")) {
        throw Failures.broken(question, "\"" + state + "\" is no state of a route");
      }
      String name = named(read.textOr(route, "name"));
      List<String> prefixes = read.texts(route, "addressPrefix");
      List<String> tags = read.texts(route, "destinationServiceTags");
      if (prefixes.size() < read.list(route, "addressPrefix").size()
          || prefixes.isEmpty() && tags.isEmpty()) {
        throw Failures.broken(
            question,
            "it does not say which prefixes "
                + (name == null ? "one of its routes" : "its route " + name)
                + " is for");
      }
      routes.add(
          new Route(
              name,
              read.text(route, "source"),
              state.equalsIgnoreCase("Active"),
              prefixes.stream().map(prefix -> read.meant(prefix, Cidr::of)).toList(),
              read.text(route, "nextHopType"),
              read.texts(route, "nextHopIpAddress").stream()
                  .map(hop -> read.meant(hop, IpAddresses::parse))
                  .toList(),
              tags));
    }
    return new EffectiveRouteList(nic.lastName(), routes);
  }

  private static @Nullable String named(@Nullable String name) {
    return name == null || name.isBlank() ? null : name;
  }

  static Saying told(EffectiveSecurityRules rules) {
    List<String> facts = new ArrayList<>();
    int count = 0;
    for (Group group : rules.groups()) {
      for (Rule rule : group.rules()) {
        count++;
        facts.add(
            "%s %s %d %s: %s %s from %s to %s ports %s"
                .formatted(
                    group.name(),
                    rule.direction().name().toLowerCase(java.util.Locale.ROOT),
                    rule.priority(),
                    rule.name(),
                    rule.access() == Access.ALLOW ? "allow" : "deny",
                    rule.protocol(),
                    String.join(", ", rule.sources()),
                    String.join(", ", rule.destinations()),
                    String.join(", ", rule.destinationPorts())));
      }
    }
    return new Saying(
        rules.groups().size() + " network security groups with " + count + " rules", facts);
  }

  static Saying told(EffectiveRouteList routes) {
    List<String> facts = new ArrayList<>();
    for (Route route : routes.routes()) {
      facts.add(
          "%s %s%s -> %s"
              .formatted(
                  route.source(),
                  route.prefixes().stream().map(Cidr::toString).toList(),
                  route.active() ? "" : " (invalid)",
                  route.nextHop()));
    }
    long active = routes.routes().stream().filter(Route::active).count();
    return new Saying(routes.routes().size() + " routes, " + active + " of them active", facts);
  }
}
