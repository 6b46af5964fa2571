package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.FirewallPolicy;
import dev.plumbline.azure.model.FirewallPolicy.ApplicationRule;
import dev.plumbline.azure.model.FirewallPolicy.NatRule;
import dev.plumbline.azure.model.FirewallPolicy.NetworkRule;
import dev.plumbline.azure.model.FirewallPolicy.RuleCollection;
import dev.plumbline.azure.model.FirewallPolicy.RuleCollectionGroup;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.AddressSet;
import dev.plumbline.azure.rules.ReservedSubnet;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the platform would refuse in firewalls and their policies. */
final class FirewallValidation {

  private static final int LARGEST_LENGTH = 26;
  private static final Set<String> FQDN_TAGS =
      Set.of(
          "AppServiceEnvironment",
          "AzureBackup",
          "AzureHDInsight",
          "AzureKubernetesService",
          "MicrosoftActiveProtectionService",
          "MicrosoftIntune",
          "Office365",
          "Windows365",
          "WindowsDiagnostics",
          "WindowsUpdate",
          "WindowsVirtualDesktop",
          "citrixHdxPlusForWindows365");

  private final AzureTopology topology;
  private final Findings problems;
  private final ServiceTags tags;

  FirewallValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
    this.tags = ServiceTags.of(topology);
  }

  void check() {
    List<String> policies = topology.firewallPolicies().stream().map(FirewallPolicy::name).toList();
    problems.unique("firewallPolicies", policies);
    problems.unique(
        "azureFirewalls", topology.azureFirewalls().stream().map(AzureFirewall::name).toList());
    for (int p = 0; p < policies.size(); p++) {
      policy("firewallPolicies[" + p + "]", topology.firewallPolicies().get(p), policies);
    }
    for (int f = 0; f < topology.azureFirewalls().size(); f++) {
      firewall("azureFirewalls[" + f + "]", topology.azureFirewalls().get(f), policies);
    }
  }

  private void firewall(String path, AzureFirewall firewall, List<String> policies) {
    Subnets subnets = Subnets.of(topology);
    problems.known(path + ".subnet", "a subnet", firewall.subnet(), subnets.names());
    subnets
        .find(firewall.subnet())
        .ifPresent(
            placed -> {
              if (!ReservedSubnet.FIREWALL.is(placed.subnet())) {
                problems.add(
                    path + ".subnet",
                    "is "
                        + placed.subnet().name()
                        + "; a firewall stands in a subnet named "
                        + ReservedSubnet.FIREWALL);
              }
              placed.subnet().prefixes().stream()
                  .filter(p -> !isIPv6(p.address()) && p.length() > LARGEST_LENGTH)
                  .forEach(
                      p ->
                          problems.add(
                              path + ".subnet",
                              p
                                  + " is too small: "
                                  + ReservedSubnet.FIREWALL
                                  + " needs a /"
                                  + LARGEST_LENGTH
                                  + " or larger"));
              InetAddress own = firewall.privateIPAddress();
              if (own != null
                  && placed.subnet().prefixes().stream().noneMatch(p -> p.contains(own))) {
                problems.add(
                    path + ".privateIPAddress",
                    own.getHostAddress()
                        + " lies outside "
                        + VirtualNetworkValidation.shown(placed.subnet()));
              }
            });
    managementSubnet(path, firewall, subnets);
    List<String> known = topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList();
    for (int a = 0; a < firewall.publicIPAddresses().size(); a++) {
      problems.known(
          path + ".publicIPAddresses[" + a + "]",
          "a public IP address",
          firewall.publicIPAddresses().get(a),
          known);
    }
    problems.known(
        path + ".firewallPolicy", "a firewall policy", firewall.firewallPolicy(), policies);
    if (firewall.firewallPolicy() != null && !firewall.ruleCollections().isEmpty()) {
      problems.add(
          path + ".ruleCollections",
          "a firewall with a policy has no rules of its own: move them to policy "
              + firewall.firewallPolicy());
    }
    collections(path + ".ruleCollections", firewall.ruleCollections(), ownAddresses(firewall));
  }

  private void managementSubnet(String path, AzureFirewall firewall, Subnets subnets) {
    problems.known(
        path + ".managementSubnet", "a subnet", firewall.managementSubnet(), subnets.names());
    subnets
        .find(firewall.managementSubnet())
        .filter(placed -> !ReservedSubnet.FIREWALL_MANAGEMENT.is(placed.subnet()))
        .ifPresent(
            placed ->
                problems.add(
                    path + ".managementSubnet",
                    "is "
                        + placed.subnet().name()
                        + "; the management interface of a firewall stands in a subnet named "
                        + ReservedSubnet.FIREWALL_MANAGEMENT));
  }

  private void policy(String path, FirewallPolicy policy, List<String> policies) {
    problems.known(path + ".basePolicy", "a firewall policy", policy.basePolicy(), policies);
    if (isItsOwnParent(policy)) {
      problems.add(
          path + ".basePolicy", "the parents of " + policy.name() + " go round in a circle");
    }
    addresses(
        path + ".privateRanges",
        policy.privateRanges().stream()
            .filter(r -> !r.equalsIgnoreCase("IANAPrivateRanges"))
            .toList());
    List<RuleCollectionGroup> groups = policy.ruleCollectionGroups();
    problems.unique(
        path + ".ruleCollectionGroups", groups.stream().map(RuleCollectionGroup::name).toList());
    Set<InetAddress> published = new LinkedHashSet<>();
    topology.azureFirewalls().stream()
        .filter(f -> uses(f, policy))
        .forEach(f -> published.addAll(ownAddresses(f)));
    Set<Integer> taken = new HashSet<>();
    for (int g = 0; g < groups.size(); g++) {
      String here = path + ".ruleCollectionGroups[" + g + "]";
      priority(here, groups.get(g).priority(), taken, "rule collection group");
      collections(here + ".ruleCollections", groups.get(g).ruleCollections(), published);
    }
  }

  private boolean isItsOwnParent(FirewallPolicy policy) {
    Set<String> seen = new HashSet<>(Set.of(policy.name()));
    Optional<FirewallPolicy> next = parent(policy);
    while (next.isPresent() && seen.add(next.get().name())) {
      next = parent(next.get());
    }
    return next.isPresent() && next.get().name().equals(policy.name());
  }

  private Optional<FirewallPolicy> parent(FirewallPolicy policy) {
    return topology.firewallPolicies().stream()
        .filter(p -> p.name().equals(policy.basePolicy()))
        .findFirst();
  }

  private boolean uses(AzureFirewall firewall, FirewallPolicy policy) {
    Set<String> seen = new HashSet<>();
    Optional<FirewallPolicy> at =
        topology.firewallPolicies().stream()
            .filter(p -> p.name().equals(firewall.firewallPolicy()))
            .findFirst();
    while (at.isPresent() && seen.add(at.get().name())) {
      if (at.get().name().equals(policy.name())) {
        return true;
      }
      at = parent(at.get());
    }
    return false;
  }

  /** Returns the addresses that DNAT rules may be for: the public ones, and the private one. */
  private Set<InetAddress> ownAddresses(AzureFirewall firewall) {
    Set<InetAddress> own = new LinkedHashSet<>();
    topology.publicIPAddresses().stream()
        .filter(a -> firewall.publicIPAddresses().contains(a.name()))
        .map(PublicIPAddress::ipAddress)
        .forEach(own::add);
    if (firewall.privateIPAddress() != null) {
      own.add(firewall.privateIPAddress());
    } else if (!problems.any() && AddressPlan.of(topology).has(firewall)) {
      own.add(AddressPlan.of(topology).of(firewall));
    }
    return own;
  }

  private void collections(
      String path, List<RuleCollection> collections, Set<InetAddress> published) {
    problems.unique(path, collections.stream().map(RuleCollection::name).toList());
    // Rules of a firewall without a policy are asked kind by kind, and so are their priorities.
    Set<String> taken = new HashSet<>();
    for (int c = 0; c < collections.size(); c++) {
      RuleCollection collection = collections.get(c);
      String here = path + "[" + c + "]";
      long kinds =
          Stream.of(collection.natRules(), collection.networkRules(), collection.applicationRules())
              .filter(rules -> !rules.isEmpty())
              .count();
      if (kinds > 1) {
        problems.add(
            here,
            "has rules of several kinds; the rules of one collection are all DNAT, all network or"
                + " all application rules");
      }
      boolean ofPolicy = path.contains("ruleCollectionGroups");
      String kind = ofPolicy ? "" : kind(collection);
      range(here, collection.priority());
      if (!taken.add(kind + collection.priority())) {
        problems.add(
            here + ".priority",
            collection.priority()
                + " is taken by another rule collection of "
                + (ofPolicy ? "the group" : "this kind"));
      }
      if (!collection.natRules().isEmpty() && collection.action() == FirewallPolicy.Action.DENY) {
        problems.add(here + ".action", "DNAT rules cannot deny");
      }
      rules(here, collection, published);
    }
  }

  private static String kind(RuleCollection collection) {
    return collection.natRules().isEmpty()
        ? collection.networkRules().isEmpty() ? "application " : "network "
        : "DNAT ";
  }

  private void rules(String path, RuleCollection collection, Set<InetAddress> published) {
    problems.unique(path + ".natRules", collection.natRules().stream().map(NatRule::name).toList());
    for (int r = 0; r < collection.natRules().size(); r++) {
      NatRule rule = collection.natRules().get(r);
      String here = path + ".natRules[" + r + "]";
      sources(here, rule.sourceAddresses());
      if (rule.ipProtocols().isEmpty()) {
        problems.add(here + ".ipProtocols", "is empty: name TCP or UDP");
      }
      if ((rule.translatedAddress() == null) == (rule.translatedFqdn() == null)) {
        problems.add(here, "needs either translatedAddress or translatedFqdn");
      }
      if (!published.isEmpty() && !published.contains(rule.destinationAddress())) {
        problems.add(
            here + ".destinationAddress",
            rule.destinationAddress().getHostAddress()
                + " is no address of the firewall; it has "
                + String.join(", ", published.stream().map(InetAddress::getHostAddress).toList()));
      }
    }
    problems.unique(
        path + ".networkRules", collection.networkRules().stream().map(NetworkRule::name).toList());
    for (int r = 0; r < collection.networkRules().size(); r++) {
      NetworkRule rule = collection.networkRules().get(r);
      String here = path + ".networkRules[" + r + "]";
      sources(here, rule.sourceAddresses());
      addresses(here + ".destinationAddresses", rule.destinationAddresses());
      if (rule.destinationAddresses().isEmpty() && rule.destinationFqdns().isEmpty()) {
        problems.add(
            here, "needs destinationAddresses or destinationFqdns: write '*' for anywhere");
      }
      if (rule.ipProtocols().isEmpty()) {
        problems.add(here + ".ipProtocols", "is empty: write any for all protocols");
      }
    }
    problems.unique(
        path + ".applicationRules",
        collection.applicationRules().stream().map(ApplicationRule::name).toList());
    for (int r = 0; r < collection.applicationRules().size(); r++) {
      application(path + ".applicationRules[" + r + "]", collection.applicationRules().get(r));
    }
  }

  private void application(String here, ApplicationRule rule) {
    sources(here, rule.sourceAddresses());
    if (rule.targetFqdns().isEmpty() && rule.fqdnTags().isEmpty()) {
      problems.add(here, "needs targetFqdns or fqdnTags: write '*' for every name");
    }
    for (int n = 0; n < rule.targetFqdns().size(); n++) {
      String name = rule.targetFqdns().get(n);
      if (name.lastIndexOf('*') > 0) {
        problems.add(
            here + ".targetFqdns[" + n + "]",
            "\"" + name + "\": '*' stands only at the beginning of a name, or alone");
      }
    }
    for (int t = 0; t < rule.fqdnTags().size(); t++) {
      // Its sub-tags stand after a point, as in Office365.Exchange.Optimize.
      String tag = rule.fqdnTags().get(t).split("\\.")[0];
      if (FQDN_TAGS.stream().noneMatch(tag::equalsIgnoreCase)) {
        problems.known(
            here + ".fqdnTags[" + t + "]",
            "an FQDN tag",
            tag,
            FQDN_TAGS.stream().sorted().toList());
      }
    }
    if (rule.protocols().isEmpty() && rule.fqdnTags().isEmpty()) {
      problems.add(here + ".protocols", "is empty: name for example https at port 443");
    }
  }

  private void sources(String path, List<String> sources) {
    addresses(path + ".sourceAddresses", sources);
  }

  private void addresses(String path, List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      try {
        AddressSet.of(List.of(texts.get(i)), tags);
      } catch (IllegalArgumentException e) {
        problems.add(path + "[" + i + "]", String.valueOf(e.getMessage()));
      }
    }
  }

  private void priority(String path, int priority, Set<Integer> taken, String what) {
    range(path, priority);
    if (!taken.add(priority)) {
      problems.add(path + ".priority", priority + " is taken by another " + what);
    }
  }

  private void range(String path, int priority) {
    if (priority < 100 || priority > 65000) {
      problems.add(path + ".priority", priority + " is not within 100 to 65000");
    }
  }

  private static boolean isIPv6(InetAddress address) {
    return address.getAddress().length != 4;
  }
}
