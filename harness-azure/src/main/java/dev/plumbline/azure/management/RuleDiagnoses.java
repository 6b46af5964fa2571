package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.management.WatcherActions.Place;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.rules.DefaultSecurityRules;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.IpProtocol;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.azure.rules.SecurityEvaluation;
import dev.plumbline.azure.rules.SecurityEvaluation.GroupEvaluation;
import dev.plumbline.azure.rules.SecurityEvaluation.Level;
import dev.plumbline.azure.rules.SecurityEvaluation.RuleEvaluation;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * NSG diagnostics: every rule that is tried for a flow, with what of it matches.
 *
 * <p>Azure takes prefixes, service tags and {@code *} for addresses too. Where the rules do not
 * tell the flows of such a range apart, what is said of one is said of all; what Azure says
 * elsewhere is not documented, and so it is refused.
 */
final class RuleDiagnoses {

  private static final int MOST_FLOWS = 10_000;

  private final Estate estate;
  private final NetworkRules rules;

  RuleDiagnoses(Estate estate, NetworkRules rules) {
    this.estate = estate;
    this.rules = rules;
  }

  /**
   * Answers a question.
   *
   * @param body the question, with one or more flows
   * @param places where the resource that is asked about is
   */
  Object answer(JsonNode body, List<Place> places) {
    boolean brief = body.path("verbosityLevel").asString("Normal").equalsIgnoreCase("Minimum");
    List<Object> results = new ArrayList<>();
    for (JsonNode profile : body.path("profiles")) {
      SecurityEvaluation evaluation = evaluation(profile, places);
      results.add(
          Fields.of()
              .with("profile", profile)
              .with(
                  "networkSecurityGroupResult",
                  Fields.of()
                      .with("securityRuleAccessResult", evaluation.allowed() ? "Allow" : "Deny")
                      .each(
                          "evaluatedNetworkSecurityGroups",
                          evaluation.groups().stream().filter(RuleDiagnoses::isAttached).toList(),
                          group -> group(group, brief)))
              .map());
    }
    return Map.of("results", results);
  }

  /** A public address that is closed without a group has none to tell of. */
  private static boolean isAttached(GroupEvaluation group) {
    return !group.networkSecurityGroup().equals(SecurityGroups.CLOSED);
  }

  private SecurityEvaluation evaluation(JsonNode profile, List<Place> places) {
    boolean in = WatcherActions.inbound(profile);
    int port = WatcherActions.port(profile, "destinationPort");
    IpProtocol protocol = WatcherActions.protocol(profile);
    String subnet = places.get(0).subnet();
    AddressRange source =
        AddressRange.of(WatcherActions.text(profile, "source"), "source", rules, subnet);
    AddressRange destination =
        AddressRange.of(WatcherActions.text(profile, "destination"), "destination", rules, subnet);
    AddressRange near = in ? destination : source;
    AddressRange far = in ? source : destination;
    SecurityEvaluation first = null;
    int asked = 0;
    for (Place place : near(near, places)) {
      for (InetAddress other : far.between(borders(place.subnet()))) {
        InetAddress here =
            place.address() == null ? near.prefixes().get(0).address() : place.address();
        FiveTuple flow =
            in
                ? new FiveTuple(other, WatcherActions.SOME_PORT, here, port, protocol)
                : new FiveTuple(here, WatcherActions.SOME_PORT, other, port, protocol);
        SecurityEvaluation found =
            in
                ? rules.securityGroups().inbound(place.subnet(), flow)
                : rules.securityGroups().outbound(place.subnet(), flow);
        if (first != null && !first.groups().equals(found.groups()) || ++asked > MOST_FLOWS) {
          throw apart(near, far, first, found);
        }
        first = first == null ? found : first;
      }
    }
    if (first == null) {
      throw ManagementException.badRequest(
          "InvalidParameterValue", "'" + far.text() + "' stands for no address.");
    }
    return first;
  }

  /** A flow to the public address of a machine, for instance, is asked about at the machine. */
  private static List<Place> near(AddressRange near, List<Place> places) {
    List<Place> within =
        places.stream()
            .filter(place -> place.address() != null && near.contains(place.address()))
            .toList();
    return within.isEmpty() ? places.subList(0, 1) : within;
  }

  private static ManagementException apart(
      AddressRange near,
      AddressRange far,
      @Nullable SecurityEvaluation one,
      SecurityEvaluation other) {
    return ManagementException.badRequest(
        "NotSimulated",
        "The rules tell flows between '"
            + near.text()
            + "' and '"
            + far.text()
            + "' apart, and what the service says then is not known to the simulation: "
            + (one == null ? "" : one.flow() + " (" + one.decision() + ") and ")
            + other.flow()
            + " ("
            + other.decision()
            + "). Ask for a smaller range.");
  }

  /** Returns whatever a rule may know of addresses. */
  private Set<Cidr> borders(String subnet) {
    Set<Cidr> all = new LinkedHashSet<>();
    Stream.concat(
            estate.topology.networkSecurityGroups().stream()
                .map(NetworkSecurityGroup::securityRules)
                .flatMap(List::stream),
            Stream.of(Direction.values())
                .flatMap(direction -> DefaultSecurityRules.of(direction).stream()))
        .flatMap(RuleDiagnoses::addresses)
        .filter(text -> !text.equals("*"))
        .forEach(text -> all.addAll(AddressRange.of(text, "address", rules, subnet).prefixes()));
    SecurityGroups.platformTags().forEach(tag -> all.addAll(TagPrefixes.of(rules, tag, subnet)));
    for (NetworkInterface nic : estate.topology.networkInterfaces()) {
      nic.ipConfigurations().forEach(one -> all.add(host(estate.addresses.of(one))));
    }
    estate.topology.privateEndpoints().forEach(one -> all.add(host(estate.addresses.of(one))));
    return all;
  }

  private static Stream<String> addresses(SecurityRule rule) {
    return Stream.concat(
        rule.sourceAddressPrefixes().stream(), rule.destinationAddressPrefixes().stream());
  }

  private static Cidr host(InetAddress address) {
    return new Cidr(address, address.getAddress().length * 8);
  }

  private Fields group(GroupEvaluation group, boolean brief) {
    return Fields.of()
        .with(
            "networkSecurityGroupId",
            estate.ids.of(ResourceTypes.NETWORK_SECURITY_GROUP, group.networkSecurityGroup()))
        .with(
            "appliedTo",
            group.level() == Level.SUBNET
                ? estate.ids.subnet(group.place())
                : estate.ids.of(ResourceTypes.NETWORK_INTERFACE, group.place()))
        .with(
            "matchedRule",
            Fields.of()
                .with("ruleName", named(group.decision()))
                .with("action", group.decision().access() == Access.ALLOW ? "Allow" : "Deny"))
        .some(
            "rulesEvaluationResult",
            brief ? List.<RuleEvaluation>of() : group.rules(),
            rule ->
                Fields.of()
                    .with("name", named(rule))
                    .with("protocolMatched", rule.protocolMatched())
                    .with("sourceMatched", rule.sourceMatched())
                    .with("sourcePortMatched", rule.sourcePortMatched())
                    .with("destinationMatched", rule.destinationMatched())
                    .with("destinationPortMatched", rule.destinationPortMatched()));
  }

  private static String named(RuleEvaluation rule) {
    return (WatcherActions.isDefault(rule) ? "DefaultRule_" : "UserRule_") + rule.name();
  }
}
