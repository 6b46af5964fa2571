package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.RouteTable.NextHopType;
import dev.plumbline.azure.model.RouteTable.Route;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.ReservedSubnet;
import dev.plumbline.azure.rules.SecurityEvaluation;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import java.util.List;
import java.util.Optional;

/**
 * What the platform would refuse in the subnets that it reserves by their names, for firewalls and
 * Bastion hosts.
 *
 * <p>Source: Azure documentation, "Azure Firewall FAQ", "Azure Firewall forced tunneling", "Azure
 * Bastion FAQ", "Working with NSG access and Azure Bastion".
 */
final class ReservedSubnetValidation {

  private static final String DEFAULT_ROUTE = "0.0.0.0/0";

  private final AzureTopology topology;
  private final Findings problems;
  private final Subnets subnets;

  ReservedSubnetValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
    this.subnets = Subnets.of(topology);
  }

  void check() {
    for (int v = 0; v < topology.virtualNetworks().size(); v++) {
      List<Subnet> all = topology.virtualNetworks().get(v).subnets();
      for (int s = 0; s < all.size(); s++) {
        Subnet subnet = all.get(s);
        String path = "virtualNetworks[" + v + "].subnets[" + s + "]";
        if (ReservedSubnet.FIREWALL.is(subnet)) {
          firewall(path, subnet);
        } else if (ReservedSubnet.FIREWALL_MANAGEMENT.is(subnet)) {
          noGroup(path, subnet);
          defaultRoute(subnet)
              .filter(route -> route.nextHopType() != NextHopType.INTERNET)
              .ifPresent(
                  route ->
                      problems.add(
                          path + ".routeTable",
                          "route "
                              + route.name()
                              + " leads 0.0.0.0/0 elsewhere than to the internet; the management"
                              + " interface of a firewall needs the internet"));
        } else if (ReservedSubnet.BASTION.is(subnet) && subnet.routeTable() != null) {
          problems.add(
              path + ".routeTable",
              "user-defined routes are not supported in a " + ReservedSubnet.BASTION);
        }
      }
    }
  }

  /** Asked last: it evaluates rules, which must be valid for that. */
  void checkRules() {
    if (problems.any()) {
      return;
    }
    for (int v = 0; v < topology.virtualNetworks().size(); v++) {
      List<Subnet> all = topology.virtualNetworks().get(v).subnets();
      for (int s = 0; s < all.size(); s++) {
        if (ReservedSubnet.BASTION.is(all.get(s)) && all.get(s).networkSecurityGroup() != null) {
          String network = topology.virtualNetworks().get(v).name();
          String path = "virtualNetworks[" + v + "].subnets[" + s + "].networkSecurityGroup";
          placed(network, all.get(s)).ifPresent(placed -> bastion(path, placed));
        }
      }
    }
  }

  private Optional<Placed> placed(String network, Subnet subnet) {
    return subnets
        .find(network + "/" + subnet.name())
        .or(() -> subnets.find(subnet.name()))
        .filter(placed -> placed.virtualNetwork().name().equals(network));
  }

  private void firewall(String path, Subnet subnet) {
    noGroup(path, subnet);
    List<AzureFirewall> here =
        topology.azureFirewalls().stream()
            .filter(f -> subnets.find(f.subnet()).filter(p -> p.subnet() == subnet).isPresent())
            .toList();
    defaultRoute(subnet)
        .ifPresent(
            route -> {
              if (here.stream().anyMatch(f -> leadsTo(route, f))) {
                problems.add(
                    path + ".routeTable",
                    "route " + route.name() + " leads 0.0.0.0/0 to the firewall itself");
              } else if (route.nextHopType() != NextHopType.INTERNET
                  && here.stream().anyMatch(f -> f.managementSubnet() == null)) {
                problems.add(
                    path + ".routeTable",
                    "route "
                        + route.name()
                        + " leads 0.0.0.0/0 elsewhere than to the internet; forced tunnelling"
                        + " needs a firewall with a management interface (managementSubnet)");
              }
            });
  }

  private boolean leadsTo(Route route, AzureFirewall firewall) {
    return route.nextHopIpAddress() != null
        && (route.nextHopIpAddress().equals(firewall.privateIPAddress())
            || (firewall.privateIPAddress() == null
                && !problems.any()
                && AddressPlan.of(topology).of(firewall).equals(route.nextHopIpAddress())));
  }

  private void noGroup(String path, Subnet subnet) {
    if (subnet.networkSecurityGroup() != null) {
      problems.add(
          path + ".networkSecurityGroup",
          "a " + subnet.name() + " has no network security group: the platform disables it there");
    }
  }

  private Optional<Route> defaultRoute(Subnet subnet) {
    return topology.routeTables().stream()
        .filter(table -> table.name().equals(subnet.routeTable()))
        .map(RouteTable::routes)
        .flatMap(List::stream)
        .filter(route -> route.addressPrefix().equals(DEFAULT_ROUTE))
        .findFirst();
  }

  /** The rules without which the platform does not take the group. */
  private void bastion(String path, Placed placed) {
    SecurityGroups groups = SecurityGroups.of(topology);
    String host = Subnets.addressAt(placed.subnet().prefixes().get(0), 4).getHostAddress();
    Cidr network = placed.virtualNetwork().addressSpace().get(0);
    String machine = Subnets.addressAt(network, Integer.MAX_VALUE - 2).getHostAddress();
    String name = placed.name();
    needs(
        path,
        "443 from GatewayManager",
        groups.inbound(name, FiveTuple.tcp(first("GatewayManager"), host, 443)));
    needs(
        path,
        "443 to AzureCloud",
        groups.outbound(name, FiveTuple.tcp(host, first("AzureCloud"), 443)));
    for (int port : new int[] {3389, 22}) {
      needs(
          path,
          port + " to VirtualNetwork",
          groups.outbound(name, FiveTuple.tcp(host, machine, port)));
    }
  }

  private void needs(String path, String what, SecurityEvaluation evaluation) {
    if (!evaluation.allowed()) {
      problems.add(
          path,
          "a network security group of a "
              + ReservedSubnet.BASTION
              + " must allow "
              + what
              + ": "
              + evaluation.decision());
    }
  }

  private String first(String tag) {
    return ServiceTags.of(topology).prefixes(tag).get(0).address().getHostAddress();
  }
}
