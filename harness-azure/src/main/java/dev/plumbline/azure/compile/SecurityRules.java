package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.Prefixes;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network security group as the filter of a subnet: its own rules, the platform's default rules,
 * service tags as prefixes.
 */
final class SecurityRules {

  static final String VIRTUAL_NETWORK = "VirtualNetwork";
  static final String INTERNET_TAG = "Internet";
  static final String LOAD_BALANCER = "AzureLoadBalancer";

  private static final Cidr PLATFORM = Cidr.of(AzureCompiler.PLATFORM_RESOLVER);

  private final Map<String, List<Cidr>> custom;
  private final List<Cidr> virtualNetwork = new ArrayList<>();

  private SecurityRules(AzureTopology topology, VirtualNetwork vnet) {
    custom = topology.serviceTags();
    virtualNetwork.addAll(vnet.addressSpace());
    for (ConnectedNetwork network : topology.connectedNetworks()) {
      if (network.connectedTo().contains(vnet.name())) {
        virtualNetwork.addAll(network.addressPrefixes());
      }
    }
    virtualNetwork.add(PLATFORM);
  }

  /** Returns the tags that need no entry in the topology. */
  static Set<String> builtInTags() {
    return Set.of(VIRTUAL_NETWORK, INTERNET_TAG, LOAD_BALANCER);
  }

  /**
   * Returns the filter of a subnet; null when it has no network security group, and then everything
   * is allowed.
   */
  static @Nullable RuleSet of(AzureTopology topology, VirtualNetwork vnet, Subnet subnet) {
    return topology.networkSecurityGroups().stream()
        .filter(g -> g.name().equals(subnet.networkSecurityGroup()))
        .findFirst()
        .map(g -> new SecurityRules(topology, vnet).ruleSet(g))
        .orElse(null);
  }

  private RuleSet ruleSet(NetworkSecurityGroup group) {
    List<Rule> inbound = own(group, Direction.INBOUND);
    inbound.add(rule("AllowVnetInBound", 65000, Action.ALLOW, virtualNetwork, virtualNetwork));
    inbound.add(
        rule("AllowAzureLoadBalancerInBound", 65001, Action.ALLOW, List.of(PLATFORM), List.of()));
    inbound.add(rule("DenyAllInBound", 65500, Action.DROP, List.of(), List.of()));
    List<Rule> outbound = own(group, Direction.OUTBOUND);
    // The platform's resolver is not filtered unless a rule names a tag for it.
    outbound.add(0, rule("AzurePlatform", 0, Action.ALLOW, List.of(), List.of(PLATFORM)));
    outbound.add(rule("AllowVnetOutBound", 65000, Action.ALLOW, virtualNetwork, virtualNetwork));
    outbound.add(
        rule("AllowInternetOutBound", 65001, Action.ALLOW, List.of(), prefixes(INTERNET_TAG)));
    outbound.add(rule("DenyAllOutBound", 65500, Action.DROP, List.of(), List.of()));
    return new RuleSet("nsg " + group.name(), inbound, outbound, Action.DROP, Action.DROP);
  }

  private List<Rule> own(NetworkSecurityGroup group, Direction direction) {
    List<Rule> rules = new ArrayList<>();
    for (SecurityRule rule : group.securityRules()) {
      if (rule.direction() == direction) {
        rules.add(
            new Rule(
                rule.name(),
                rule.priority(),
                rule.access() == Access.ALLOW ? Action.ALLOW : Action.DROP,
                Protocol.valueOf(rule.protocol().name()),
                prefixes(rule.sourceAddressPrefixes()),
                List.of(),
                prefixes(rule.destinationAddressPrefixes()),
                rule.destinationPortRanges()));
      }
    }
    return rules;
  }

  private List<Cidr> prefixes(List<String> names) {
    // An empty list means anywhere to the network description: a "*" must not be lost among others.
    return names.contains("*")
        ? List.of()
        : names.stream().flatMap(n -> prefixes(n).stream()).toList();
  }

  private List<Cidr> prefixes(String name) {
    return switch (name) {
      case VIRTUAL_NETWORK -> virtualNetwork;
      case LOAD_BALANCER -> List.of(PLATFORM);
      case INTERNET_TAG -> Prefixes.allBut(virtualNetwork);
      default -> custom.containsKey(name) ? custom.get(name) : List.of(Cidr.of(name));
    };
  }

  private static Rule rule(
      String name, int priority, Action action, List<Cidr> from, List<Cidr> to) {
    return new Rule(name, priority, action, Protocol.ANY, from, List.of(), to, List.of());
  }
}
