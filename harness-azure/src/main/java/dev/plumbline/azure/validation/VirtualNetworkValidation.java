package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.network.Cidr;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the platform would refuse of virtual networks, their subnets, and networks outside. */
final class VirtualNetworkValidation {

  private static final Set<String> PLATFORM_SEGMENTS =
      Set.of(NetworkRules.INTERNET, NetworkRules.PLATFORM);

  private final AzureTopology topology;
  private final Findings problems;

  VirtualNetworkValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
  }

  void check() {
    virtualNetworks();
    connectedNetworks();
  }

  private void virtualNetworks() {
    List<String> groups =
        topology.networkSecurityGroups().stream().map(NetworkSecurityGroup::name).toList();
    Set<String> segments = new HashSet<>(PLATFORM_SEGMENTS);
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
        if (PLATFORM_SEGMENTS.contains(subnet.name())) {
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
}
