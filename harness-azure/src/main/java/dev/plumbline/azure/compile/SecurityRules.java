package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.DefaultSecurityRules;
import dev.plumbline.azure.rules.Prefixes;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Network security groups as filters of subnets and hosts: their own rules, the platform's default
 * rules, service tags and application security groups as prefixes.
 *
 * <p>A rule for ICMP, ESP or AH, or for an application security group without members, matches no
 * flow of the network description and is left out.
 */
final class SecurityRules {

  /** Behind the last own rule and before the first default one. */
  private static final int BEHIND_OWN_RULES = 4097;

  private final Map<String, NetworkSecurityGroup> groups = new HashMap<>();
  private final ServiceTags tags;
  private final SecurityGroups evaluated;
  private final Map<String, List<Cidr>> members = new HashMap<>();
  private final Map<List<Cidr>, List<Cidr>> internet = new HashMap<>();
  private final Map<Key, RuleSet> made = new HashMap<>();

  private record Key(String group, List<Cidr> virtualNetwork) {}

  SecurityRules(AzureTopology topology, AddressPlan addresses) {
    topology.networkSecurityGroups().forEach(g -> groups.putIfAbsent(g.name(), g));
    tags = ServiceTags.of(topology);
    evaluated = SecurityGroups.of(topology);
    for (NetworkInterface nic : topology.networkInterfaces()) {
      for (IpConfiguration ip : nic.ipConfigurations()) {
        member(ip.applicationSecurityGroups(), addresses.of(ip));
      }
    }
    for (PrivateEndpoint endpoint : topology.privateEndpoints()) {
      member(endpoint.applicationSecurityGroups(), addresses.of(endpoint));
    }
  }

  private void member(List<String> asgs, InetAddress address) {
    for (String asg : asgs) {
      members.computeIfAbsent(asg, k -> new ArrayList<>()).add(host(address));
    }
  }

  static Cidr host(InetAddress address) {
    return new Cidr(address, address.getAddress().length * 8);
  }

  /**
   * Returns a group as the filter of something in a subnet; null when the name is, and then
   * everything is allowed.
   */
  @Nullable RuleSet of(@Nullable String name, Placed subnet) {
    NetworkSecurityGroup group = name == null ? null : groups.get(name);
    if (group == null) {
      return null;
    }
    List<Cidr> virtualNetwork = evaluated.virtualNetwork(subnet.name());
    return made.computeIfAbsent(
        new Key(group.name(), virtualNetwork), k -> ruleSet(group, virtualNetwork));
  }

  /** Returns the filter of what has no group, and is closed to the outside nevertheless. */
  RuleSet closed(Placed subnet) {
    return new RuleSet(
        "nsg " + SecurityGroups.CLOSED,
        inbound(
            new NetworkSecurityGroup(SecurityGroups.CLOSED, List.of()),
            evaluated.virtualNetwork(subnet.name())),
        List.of(),
        Action.DROP,
        Action.ALLOW);
  }

  private RuleSet ruleSet(NetworkSecurityGroup group, List<Cidr> virtualNetwork) {
    return new RuleSet(
        "nsg " + group.name(),
        inbound(group, virtualNetwork),
        outbound(group, virtualNetwork),
        Action.DROP,
        Action.DROP);
  }

  private List<Rule> inbound(NetworkSecurityGroup group, List<Cidr> virtualNetwork) {
    List<Rule> rules = new ArrayList<>();
    for (SecurityRule rule : rules(group, Direction.INBOUND)) {
      add(rules, rule, virtualNetwork, List.of());
    }
    return rules;
  }

  /**
   * Flows to the platform's addresses pass, unless a rule names the tag for them; no other rule is
   * asked about them.
   */
  private List<Rule> outbound(NetworkSecurityGroup group, List<Cidr> virtualNetwork) {
    List<Cidr> platform =
        SecurityGroups.platformTags().stream().flatMap(t -> tags.prefixes(t).stream()).toList();
    List<SecurityRule> all = rules(group, Direction.OUTBOUND);
    boolean named = all.stream().anyMatch(SecurityRules::namesPlatform);
    List<Rule> rules = new ArrayList<>();
    rules.add(
        new Rule(
            "AzurePlatform",
            named ? BEHIND_OWN_RULES : 0,
            Action.ALLOW,
            Protocol.ANY,
            List.of(),
            List.of(),
            platform,
            List.of()));
    for (SecurityRule rule : all) {
      boolean own = rule.priority() < BEHIND_OWN_RULES;
      add(rules, rule, virtualNetwork, named && own ? platform : List.of());
    }
    return rules;
  }

  private static List<SecurityRule> rules(NetworkSecurityGroup group, Direction direction) {
    List<SecurityRule> rules = new ArrayList<>();
    group.securityRules().stream().filter(r -> r.direction() == direction).forEach(rules::add);
    for (SecurityRule rule : DefaultSecurityRules.of(direction)) {
      // An own rule may be called as one of the platform's.
      boolean taken = rules.stream().anyMatch(r -> r.name().equals(rule.name()));
      rules.add(taken ? named(rule, "defaultSecurityRules/" + rule.name()) : rule);
    }
    return rules;
  }

  private static SecurityRule named(SecurityRule rule, String name) {
    return new SecurityRule(
        name,
        rule.priority(),
        rule.direction(),
        rule.access(),
        rule.protocol(),
        rule.sourceAddressPrefixes(),
        rule.sourcePortRanges(),
        rule.sourceApplicationSecurityGroups(),
        rule.destinationAddressPrefixes(),
        rule.destinationPortRanges(),
        rule.destinationApplicationSecurityGroups());
  }

  private static boolean namesPlatform(SecurityRule rule) {
    return rule.destinationAddressPrefixes().stream().anyMatch(SecurityGroups::isPlatformTag);
  }

  private void add(
      List<Rule> rules, SecurityRule rule, List<Cidr> virtualNetwork, List<Cidr> platform) {
    Protocol protocol =
        switch (rule.protocol()) {
          case TCP -> Protocol.TCP;
          case UDP -> Protocol.UDP;
          case ANY -> Protocol.ANY;
          case ICMP, ESP, AH -> null;
        };
    List<Cidr> from =
        addresses(
            rule.sourceAddressPrefixes(), rule.sourceApplicationSecurityGroups(), virtualNetwork);
    List<Cidr> to = destinations(rule, virtualNetwork, platform);
    if (protocol != null && from != null && to != null) {
      rules.add(
          new Rule(
              rule.name(),
              rule.priority(),
              rule.access() == Access.ALLOW ? Action.ALLOW : Action.DROP,
              protocol,
              from,
              rule.sourcePortRanges(),
              to,
              rule.destinationPortRanges()));
    }
  }

  private @Nullable List<Cidr> destinations(
      SecurityRule rule, List<Cidr> virtualNetwork, List<Cidr> platform) {
    List<Cidr> to =
        addresses(
            rule.destinationAddressPrefixes(),
            rule.destinationApplicationSecurityGroups(),
            virtualNetwork);
    if (to == null || platform.isEmpty()) {
      return to;
    }
    // What a rule says of the platform's addresses counts only by their tags.
    List<Cidr> rest = to.isEmpty() ? Prefixes.allBut(platform) : Prefixes.without(to, platform);
    List<Cidr> all = new ArrayList<>(rest);
    rule.destinationAddressPrefixes().stream()
        .filter(SecurityGroups::isPlatformTag)
        .forEach(t -> all.addAll(tags.prefixes(t)));
    return all.isEmpty() ? null : all;
  }

  /**
   * Returns the prefixes meant: an empty list for anywhere, as the network description has it; null
   * for nowhere.
   */
  private @Nullable List<Cidr> addresses(
      List<String> names, List<String> asgs, List<Cidr> virtualNetwork) {
    List<Cidr> all = new ArrayList<>();
    if (!asgs.isEmpty()) {
      asgs.forEach(asg -> all.addAll(members.getOrDefault(asg, List.of())));
    } else if (names.contains("*")) {
      return List.of();
    } else {
      names.forEach(name -> all.addAll(prefixes(name, virtualNetwork)));
    }
    return all.isEmpty() ? null : all;
  }

  private List<Cidr> prefixes(String name, List<Cidr> virtualNetwork) {
    if (name.equalsIgnoreCase(ServiceTags.VIRTUAL_NETWORK)) {
      return virtualNetwork;
    }
    if (name.equalsIgnoreCase(ServiceTags.INTERNET)) {
      return internet.computeIfAbsent(
          virtualNetwork, v -> Prefixes.allBut(SecurityGroups.outsideInternet(v)));
    }
    return tags.isTag(name) ? tags.prefixes(name) : List.of(Cidr.of(name));
  }
}
