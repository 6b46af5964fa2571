package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.Networks;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the platform would refuse, and what leads nowhere; all of it at once. */
final class Validation {

  /** As public templates have it, for what tests them to write another name there. */
  private static final Pattern STANDS_FOR_A_NAME =
      Pattern.compile("(?:GEN|GET)-[A-Z][A-Za-z0-9-]*");

  private final AzureTopology topology;
  private final Findings problems;

  private Validation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
  }

  static void check(AzureTopology topology, Findings problems) {
    Validation validation = new Validation(topology, problems);
    validation.virtualNetworks();
    validation.connectedNetworks();
    new SecurityGroupValidation(topology, problems).check();
    new RoutingValidation(topology, problems).check();
    validation.names();
    new DnsValidation(topology, problems).check();
    ResourceValidation resources = new ResourceValidation(topology, problems);
    resources.check();
    new FirewallValidation(topology, problems).check();
    new HybridValidation(topology, problems).check();
    new PrivateCloudValidation(topology, problems).check();
    new LoadBalancerValidation(topology, problems).check();
    for (int i = 0; i < topology.applicationGateways().size(); i++) {
      new ApplicationGatewayValidation(
              topology,
              topology.applicationGateways().get(i),
              "applicationGateways[" + i + "]",
              validation.problems)
          .check();
    }
    for (int i = 0; i < topology.apiManagement().size(); i++) {
      new ApiManagementValidation(
              topology,
              topology.apiManagement().get(i),
              "apiManagement[" + i + "]",
              validation.problems)
          .check();
    }
    resources.room();
    new PrivateEndpointValidation(topology, problems).check();
    validation.compiled();
  }

  /** What the checks above did not foresee is found in the network that the topology stands for. */
  private void compiled() {
    if (problems.any()) {
      return;
    }
    try {
      Networks.check(AzureCompiler.compileValid(topology));
    } catch (DescriptorException e) {
      e.problems()
          .forEach(
              p ->
                  problems.add(
                      "name",
                      "the network made of it cannot be used: " + p.path() + ": " + p.message()));
    }
  }

  private void virtualNetworks() {
    List<String> groups =
        topology.networkSecurityGroups().stream().map(NetworkSecurityGroup::name).toList();
    Set<String> segments = new HashSet<>(Set.of(AzureCompiler.INTERNET, AzureCompiler.PLATFORM));
    segments.addAll(Subnets.of(topology).names());
    problems.unique(
        "virtualNetworks", topology.virtualNetworks().stream().map(VirtualNetwork::name).toList());
    for (int v = 0; v < topology.virtualNetworks().size(); v++) {
      VirtualNetwork vnet = topology.virtualNetworks().get(v);
      String place = "virtualNetworks[" + v + "]";
      problems.unique(place + ".subnets", vnet.subnets().stream().map(Subnet::name).toList());
      Map<Cidr, Subnet> seen = new LinkedHashMap<>();
      for (int s = 0; s < vnet.subnets().size(); s++) {
        Subnet subnet = vnet.subnets().get(s);
        String path = place + ".subnets[" + s + "]";
        if (Set.of(AzureCompiler.INTERNET, AzureCompiler.PLATFORM).contains(subnet.name())) {
          problems.add(path + ".name", "\"" + subnet.name() + "\" is taken by the platform");
        }
        prefixes(path, vnet, subnet, seen);
        problems.known(
            path + ".networkSecurityGroup",
            "a network security group",
            subnet.networkSecurityGroup(),
            groups);
        subnet.prefixes().forEach(prefix -> seen.putIfAbsent(prefix, subnet));
      }
    }
    for (int i = 0; i < topology.connectedNetworks().size(); i++) {
      String name = topology.connectedNetworks().get(i).name();
      if (!segments.add(name)) {
        problems.add(
            "connectedNetworks[" + i + "].name",
            "\"" + name + "\" is taken by a subnet or network");
      }
    }
  }

  private void prefixes(String path, VirtualNetwork vnet, Subnet subnet, Map<Cidr, Subnet> seen) {
    if (subnet.prefixes().isEmpty()) {
      problems.add(path, "needs an addressPrefix");
    }
    for (Cidr prefix : subnet.prefixes()) {
      if (vnet.addressSpace().stream()
          .noneMatch(a -> a.contains(prefix.address()) && a.length() <= prefix.length())) {
        problems.add(
            path + ".addressPrefix",
            prefix + " lies outside the address space " + vnet.addressSpace());
      }
      for (Map.Entry<Cidr, Subnet> other : seen.entrySet()) {
        if (prefix.overlaps(other.getKey())) {
          problems.add(
              path + ".addressPrefix",
              prefix
                  + " overlaps subnet "
                  + other.getValue().name()
                  + " ("
                  + shown(other.getValue())
                  + ")");
          break;
        }
      }
      if (Subnets.usable(prefix) < 1) {
        problems.add(
            path + ".addressPrefix",
            prefix + " is too small: five addresses of each subnet are the platform's");
      }
    }
  }

  /** Returns the prefixes of a subnet as text. */
  static String shown(Subnet subnet) {
    return String.join(", ", subnet.prefixes().stream().map(Cidr::toString).toList());
  }

  private void connectedNetworks() {
    List<String> vnets = topology.virtualNetworks().stream().map(VirtualNetwork::name).toList();
    for (int i = 0; i < topology.connectedNetworks().size(); i++) {
      ConnectedNetwork network = topology.connectedNetworks().get(i);
      String path = "connectedNetworks[" + i + "]";
      if (network.addressPrefixes().isEmpty()) {
        problems.add(
            path + ".addressPrefixes", "a connected network needs at least one address prefix");
      }
      for (int c = 0; c < network.connectedTo().size(); c++) {
        problems.known(
            path + ".connectedTo[" + c + "]",
            "a virtual network",
            network.connectedTo().get(c),
            vnets);
      }
      if (network.forwardsDns() && network.connectedTo().isEmpty()) {
        problems.add(path + ".forwardsDns", "needs a virtual network in connectedTo to forward to");
      }
    }
  }

  private void names() {
    problems.unique(
        "publicIPAddresses",
        topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList());
    for (int i = 0; i < topology.publicIPAddresses().size(); i++) {
      String fqdn = topology.publicIPAddresses().get(i).fqdn();
      if (fqdn != null && !(fqdn.endsWith(".cloudapp.azure.com") && HostNames.isHostName(fqdn))) {
        problems.add(
            "publicIPAddresses[" + i + "].fqdn",
            "\"" + fqdn + "\" is not of the form label.region.cloudapp.azure.com");
      }
    }
    List<String> vnets = topology.virtualNetworks().stream().map(VirtualNetwork::name).toList();
    for (int z = 0; z < topology.privateDnsZones().size(); z++) {
      PrivateDnsZone zone = topology.privateDnsZones().get(z);
      String path = "privateDnsZones[" + z + "]";
      if (!zone.name().contains(".") && !STANDS_FOR_A_NAME.matcher(zone.name()).matches()) {
        problems.add(
            path + ".name",
            "\"" + zone.name() + "\" has one label; a private zone needs two or more");
      }
      for (int l = 0; l < zone.virtualNetworkLinks().size(); l++) {
        problems.known(
            path + ".virtualNetworkLinks[" + l + "].virtualNetwork",
            "a virtual network",
            zone.virtualNetworkLinks().get(l).virtualNetwork(),
            vnets);
      }
      records(path, zone.name(), zone.records());
    }
    for (int z = 0; z < topology.dnsZones().size(); z++) {
      records(
          "dnsZones[" + z + "]",
          topology.dnsZones().get(z).name(),
          topology.dnsZones().get(z).records());
    }
  }

  /**
   * The core knows what a zone may hold; it is asked about one zone at a time, so that what it says
   * has its place here.
   */
  private void records(String path, String name, List<String> records) {
    if (problems.broken(path)) {
      return;
    }
    String place = "zones[0]";
    Zone zone = new Zone(name, List.of(), List.of(), records, Duration.ofSeconds(300), false);
    try {
      Networks.check(
          new Network(
              "zone", List.of(), List.of(), List.of(), List.of(), List.of(zone), List.of()));
    } catch (DescriptorException e) {
      for (Problem problem : e.problems()) {
        String at =
            problem.path().startsWith(place) ? problem.path().substring(place.length()) : "";
        problems.add(path + at, problem.message());
      }
    }
  }
}
