package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.ApplicationSecurityGroup;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.network.Cidr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the platform would refuse in network security groups and application security groups. */
final class SecurityGroupValidation {

  private static final int MOST_RULES = 1000;
  private static final int MOST_ADDRESSES = 4000;
  private static final int MOST_GROUPS_OF_A_RULE = 10;
  private static final int MOST_GROUPS_OF_AN_ADDRESS = 20;
  private static final List<String> ANYWHERE = List.of("*");

  private final AzureTopology topology;
  private final Findings problems;
  private final ServiceTags tags;
  private final List<String> applicationSecurityGroups;
  private final Map<String, Set<String>> networks = new HashMap<>();

  SecurityGroupValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
    this.tags = ServiceTags.of(topology);
    this.applicationSecurityGroups =
        topology.applicationSecurityGroups().stream().map(ApplicationSecurityGroup::name).toList();
  }

  void check() {
    problems.unique("applicationSecurityGroups", applicationSecurityGroups);
    members();
    List<String> names =
        topology.networkSecurityGroups().stream().map(NetworkSecurityGroup::name).toList();
    problems.unique("networkSecurityGroups", names);
    for (int g = 0; g < names.size(); g++) {
      group(topology.networkSecurityGroups().get(g), "networkSecurityGroups[" + g + "]");
    }
  }

  /** All members of an application security group are in one virtual network. */
  private void members() {
    Subnets subnets = Subnets.of(topology);
    for (int n = 0; n < topology.networkInterfaces().size(); n++) {
      NetworkInterface nic = topology.networkInterfaces().get(n);
      for (int i = 0; i < nic.ipConfigurations().size(); i++) {
        IpConfiguration ip = nic.ipConfigurations().get(i);
        member(
            subnets,
            "networkInterfaces[" + n + "].ipConfigurations[" + i + "]",
            ip.subnet(),
            ip.applicationSecurityGroups());
      }
    }
    for (int e = 0; e < topology.privateEndpoints().size(); e++) {
      PrivateEndpoint endpoint = topology.privateEndpoints().get(e);
      member(
          subnets,
          "privateEndpoints[" + e + "]",
          endpoint.subnet(),
          endpoint.applicationSecurityGroups());
    }
  }

  private void member(Subnets subnets, String path, String subnet, List<String> groups) {
    path += ".applicationSecurityGroups";
    if (groups.size() > MOST_GROUPS_OF_AN_ADDRESS) {
      problems.add(
          path,
          "has "
              + groups.size()
              + " application security groups; an address is in at most "
              + MOST_GROUPS_OF_AN_ADDRESS);
    }
    String network = subnets.find(subnet).map(s -> s.virtualNetwork().name()).orElse(null);
    for (int i = 0; i < groups.size(); i++) {
      String group = groups.get(i);
      String here = path + "[" + i + "]";
      problems.known(here, "an application security group", group, applicationSecurityGroups);
      if (network != null) {
        Set<String> known = networks.computeIfAbsent(group, k -> new LinkedHashSet<>());
        if (!known.isEmpty() && known.add(network)) {
          problems.add(
              here,
              "application security group \""
                  + group
                  + "\" has members in virtual network "
                  + known.iterator().next()
                  + " already; all members of one are in one virtual network, and this one is in "
                  + network);
        }
        known.add(network);
      }
    }
  }

  private void group(NetworkSecurityGroup group, String place) {
    Set<String> taken = new HashSet<>();
    List<SecurityRule> rules = group.securityRules();
    problems.unique(place + ".securityRules", rules.stream().map(SecurityRule::name).toList());
    if (rules.size() > MOST_RULES) {
      problems.add(
          place + ".securityRules", "has " + rules.size() + " rules; at most " + MOST_RULES);
    }
    int addresses =
        rules.stream()
            .mapToInt(r -> r.sourceAddressPrefixes().size() + r.destinationAddressPrefixes().size())
            .sum();
    if (addresses > MOST_ADDRESSES) {
      problems.add(
          place + ".securityRules",
          "have " + addresses + " address prefixes together; at most " + MOST_ADDRESSES);
    }
    for (int r = 0; r < rules.size(); r++) {
      SecurityRule rule = rules.get(r);
      String path = place + ".securityRules[" + r + "]";
      if (rule.priority() < 100 || rule.priority() > 4096) {
        problems.add(path + ".priority", rule.priority() + " is not within 100 to 4096");
      }
      if (!taken.add(rule.direction() + " " + rule.priority())) {
        problems.add(
            path + ".priority", rule.priority() + " is taken by another rule of this direction");
      }
      String from = network(rule.sourceApplicationSecurityGroups());
      String to = network(rule.destinationApplicationSecurityGroups());
      addresses(
          path, "source", rule.sourceAddressPrefixes(), rule.sourceApplicationSecurityGroups());
      addresses(
          path,
          "destination",
          rule.destinationAddressPrefixes(),
          rule.destinationApplicationSecurityGroups());
      if (from != null && to != null && !from.equals(to)) {
        problems.add(
            path + ".destinationApplicationSecurityGroups",
            "are of virtual network "
                + to
                + ", those of the source of "
                + from
                + "; both are of one virtual network");
      }
    }
  }

  private @Nullable String network(List<String> groups) {
    return groups.stream()
        .map(g -> networks.getOrDefault(g, Set.of()))
        .flatMap(Set::stream)
        .findFirst()
        .orElse(null);
  }

  private void addresses(String path, String end, List<String> prefixes, List<String> groups) {
    String groupsPath = path + "." + end + "ApplicationSecurityGroups";
    String prefixesPath = path + "." + end + "AddressPrefixes";
    if (groups.isEmpty()) {
      prefixes(prefixesPath, prefixes);
      return;
    }
    // Anywhere is the default, and then nobody wrote it.
    if (!prefixes.isEmpty() && !prefixes.equals(ANYWHERE)) {
      problems.add(
          groupsPath, "a rule has either application security groups or address prefixes here");
    }
    if (groups.size() > MOST_GROUPS_OF_A_RULE) {
      problems.add(
          groupsPath, "has " + groups.size() + " groups; at most " + MOST_GROUPS_OF_A_RULE);
    }
    Set<String> of = new TreeSet<>();
    for (int i = 0; i < groups.size(); i++) {
      problems.known(
          groupsPath + "[" + i + "]",
          "an application security group",
          groups.get(i),
          applicationSecurityGroups);
      of.addAll(networks.getOrDefault(groups.get(i), Set.of()));
    }
    if (of.size() > 1) {
      problems.add(
          groupsPath, "are of several virtual networks: " + String.join(", ", of) + "; one is");
    }
  }

  /**
   * An unknown service tag is an error, never an empty set: a rule that matches nothing would look
   * like one that holds.
   */
  private void prefixes(String path, List<String> prefixes) {
    if (prefixes.isEmpty()) {
      problems.add(path, "is empty: write '*' for anywhere");
    }
    for (int i = 0; i < prefixes.size(); i++) {
      String prefix = prefixes.get(i);
      if (!prefix.equals("*") && !tags.isTag(prefix)) {
        prefix(path + "[" + i + "]", prefix, tags, problems);
      }
    }
  }

  /** Adds a problem when a text that is no service tag is no address prefix either. */
  static void prefix(String path, String text, ServiceTags tags, Findings problems) {
    try {
      Cidr.of(text);
    } catch (IllegalArgumentException e) {
      boolean address = text.matches("[0-9.]+(/\\d+)?") || text.indexOf(':') >= 0;
      problems.add(path, address ? String.valueOf(e.getMessage()) : tags.unknown(text));
    }
  }

  /** Returns the names of all network security groups. */
  static List<String> names(AzureTopology topology) {
    return new ArrayList<>(
        topology.networkSecurityGroups().stream().map(NetworkSecurityGroup::name).toList());
  }
}
