package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NatGateway;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.RouteTable.NextHopType;
import dev.plumbline.azure.model.RouteTable.Route;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.azure.rules.ReservedSubnet;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the platform would refuse in route tables, peerings, NAT gateways, network interfaces. */
final class RoutingValidation {

  private static final int MOST_ROUTES = 400;
  private static final int MOST_TAG_ROUTES = 25;

  private final AzureTopology topology;
  private final Findings problems;
  private final ServiceTags tags;
  private final Subnets subnets;

  RoutingValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
    this.tags = ServiceTags.of(topology);
    this.subnets = Subnets.of(topology);
  }

  void check() {
    routeTables();
    for (int v = 0; v < topology.virtualNetworks().size(); v++) {
      VirtualNetwork vnet = topology.virtualNetworks().get(v);
      String place = "virtualNetworks[" + v + "]";
      for (int s = 0; s < vnet.subnets().size(); s++) {
        subnet(place + ".subnets[" + s + "]", vnet.subnets().get(s));
      }
      for (int p = 0; p < vnet.peerings().size(); p++) {
        peering(place + ".peerings[" + p + "]", vnet, vnet.peerings().get(p));
      }
      if (vnet.peerings().stream().filter(VirtualNetworkPeering::useRemoteGateways).count() > 1) {
        problems.add(
            place + ".peerings", "only one peering of a virtual network uses remote gateways");
      }
    }
    natGateways();
    networkInterfaces();
  }

  private void routeTables() {
    problems.unique("routeTables", topology.routeTables().stream().map(RouteTable::name).toList());
    for (int t = 0; t < topology.routeTables().size(); t++) {
      RouteTable table = topology.routeTables().get(t);
      String place = "routeTables[" + t + "].routes";
      problems.unique(place, table.routes().stream().map(Route::name).toList());
      if (table.routes().size() > MOST_ROUTES) {
        problems.add(place, "has " + table.routes().size() + " routes; at most " + MOST_ROUTES);
      }
      long tagged = table.routes().stream().filter(r -> tags.isTag(r.addressPrefix())).count();
      if (tagged > MOST_TAG_ROUTES) {
        problems.add(
            place, "has " + tagged + " routes for service tags; at most " + MOST_TAG_ROUTES);
      }
      Map<String, String> taken = new HashMap<>();
      for (int r = 0; r < table.routes().size(); r++) {
        route(place + "[" + r + "]", table.routes().get(r), taken);
      }
    }
  }

  private void route(String path, Route route, Map<String, String> taken) {
    String prefix = route.addressPrefix();
    if (prefix.equalsIgnoreCase(ServiceTags.VIRTUAL_NETWORK)
        || prefix.equalsIgnoreCase(ServiceTags.INTERNET)
        || prefix.equalsIgnoreCase(ServiceTags.AZURE_LOAD_BALANCER)) {
      problems.add(path + ".addressPrefix", "\"" + prefix + "\" is no service tag for routes");
    } else if (!tags.isTag(prefix)) {
      SecurityGroupValidation.prefix(path + ".addressPrefix", prefix, tags, problems);
    }
    String other = taken.putIfAbsent(prefix.toLowerCase(Locale.ROOT), route.name());
    if (other != null) {
      problems.add(
          path + ".addressPrefix",
          "route \"" + other + "\" of this table is for " + prefix + " as well");
    }
    InetAddress address = route.nextHopIpAddress();
    if (route.nextHopType() == NextHopType.VIRTUAL_APPLIANCE && address == null) {
      problems.add(path + ".nextHopIpAddress", "a virtual appliance needs its address here");
    }
    if (route.nextHopType() != NextHopType.VIRTUAL_APPLIANCE && address != null) {
      problems.add(
          path + ".nextHopIpAddress",
          "only a virtual appliance has one; the next hop is "
              + route.nextHopType().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  private void subnet(String path, Subnet subnet) {
    problems.known(
        path + ".routeTable",
        "a route table",
        subnet.routeTable(),
        topology.routeTables().stream().map(RouteTable::name).toList());
    problems.known(
        path + ".natGateway",
        "a NAT gateway",
        subnet.natGateway(),
        topology.natGateways().stream().map(NatGateway::name).toList());
    for (int i = 0; i < subnet.serviceEndpoints().size(); i++) {
      String service = subnet.serviceEndpoints().get(i);
      if (ServiceTags.ofServiceEndpoint(service).isEmpty()) {
        problems.known(
            path + ".serviceEndpoints[" + i + "]",
            "a service with service endpoints",
            service,
            ServiceTags.serviceEndpoints());
      }
    }
    if (!ReservedSubnet.GATEWAY.is(subnet)) {
      return;
    }
    if (subnet.networkSecurityGroup() != null) {
      problems.add(
          path + ".networkSecurityGroup",
          "a " + ReservedSubnet.GATEWAY + " has no network security group");
    }
    for (RouteTable table : topology.routeTables()) {
      if (table.name().equals(subnet.routeTable())) {
        if (table.disableBgpRoutePropagation()) {
          problems.add(
              path + ".routeTable",
              "route table "
                  + table.name()
                  + " disables BGP route propagation; in a "
                  + ReservedSubnet.GATEWAY
                  + " the gateway would not work");
        }
        if (table.routes().stream().anyMatch(r -> r.addressPrefix().equals("0.0.0.0/0"))) {
          problems.add(
              path + ".routeTable",
              "route table "
                  + table.name()
                  + " has a route for 0.0.0.0/0; in a "
                  + ReservedSubnet.GATEWAY
                  + " the gateway would not work");
        }
      }
    }
  }

  private void peering(String path, VirtualNetwork vnet, VirtualNetworkPeering peering) {
    String name = peering.remoteVirtualNetwork();
    List<String> names = topology.virtualNetworks().stream().map(VirtualNetwork::name).toList();
    problems.known(path + ".remoteVirtualNetwork", "a virtual network", name, names);
    if (name.equals(vnet.name())) {
      problems.add(path + ".remoteVirtualNetwork", "a virtual network is not peered with itself");
      return;
    }
    boolean gateway = HybridValidation.hasGateway(topology, subnets, vnet.name());
    if (peering.useRemoteGateways() && gateway) {
      problems.add(
          path + ".useRemoteGateways",
          "virtual network " + vnet.name() + " has a gateway of its own, and uses that only");
    }
    if (peering.useRemoteGateways() && peering.allowGatewayTransit()) {
      problems.add(path + ".allowGatewayTransit", "cannot be set together with useRemoteGateways");
    }
    topology.virtualNetworks().stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .ifPresent(remote -> peering(path, vnet, peering, remote));
  }

  private void peering(
      String path, VirtualNetwork vnet, VirtualNetworkPeering peering, VirtualNetwork remote) {
    for (Cidr own : vnet.addressSpace()) {
      for (Cidr other : remote.addressSpace()) {
        if (own.overlaps(other)) {
          problems.add(
              path + ".remoteVirtualNetwork",
              own
                  + " overlaps "
                  + other
                  + " of "
                  + remote.name()
                  + "; address spaces of peers do not overlap");
        }
      }
    }
    Optional<VirtualNetworkPeering> back =
        remote.peerings().stream()
            .filter(p -> p.remoteVirtualNetwork().equals(vnet.name()))
            .findFirst();
    if (peering.useRemoteGateways() && back.isPresent() && !back.get().allowGatewayTransit()) {
      problems.add(
          path + ".useRemoteGateways",
          "peering "
              + back.get().name()
              + " of "
              + remote.name()
              + " does not allow gateway transit");
    }
  }

  private void natGateways() {
    problems.unique("natGateways", topology.natGateways().stream().map(NatGateway::name).toList());
    for (int n = 0; n < topology.natGateways().size(); n++) {
      NatGateway gateway = topology.natGateways().get(n);
      for (int i = 0; i < gateway.publicIPAddresses().size(); i++) {
        problems.known(
            "natGateways[" + n + "].publicIPAddresses[" + i + "]",
            "a public IP address",
            gateway.publicIPAddresses().get(i),
            publicAddresses());
      }
    }
  }

  private List<String> publicAddresses() {
    return topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList();
  }

  private void networkInterfaces() {
    problems.unique(
        "networkInterfaces",
        topology.networkInterfaces().stream().map(NetworkInterface::name).toList());
    for (int n = 0; n < topology.networkInterfaces().size(); n++) {
      NetworkInterface nic = topology.networkInterfaces().get(n);
      String place = "networkInterfaces[" + n + "]";
      problems.known(
          place + ".networkSecurityGroup",
          "a network security group",
          nic.networkSecurityGroup(),
          SecurityGroupValidation.names(topology));
      if (nic.ipConfigurations().isEmpty()) {
        problems.add(place + ".ipConfigurations", "a network interface has at least one");
      }
      Set<String> in = new HashSet<>();
      for (int i = 0; i < nic.ipConfigurations().size(); i++) {
        IpConfiguration ip = nic.ipConfigurations().get(i);
        String path = place + ".ipConfigurations[" + i + "]";
        if (subnets.find(ip.subnet()).isEmpty()) {
          problems.known(path + ".subnet", "a subnet", ip.subnet(), subnets.names());
        }
        problems.known(
            path + ".publicIPAddress",
            "a public IP address",
            ip.publicIPAddress(),
            publicAddresses());
        subnets.find(ip.subnet()).ifPresent(s -> address(path, ip, s, in));
      }
    }
  }

  private void address(String path, IpConfiguration ip, Placed subnet, Set<String> in) {
    InetAddress address = ip.privateIPAddress();
    if (address != null
        && subnet.subnet().prefixes().stream().noneMatch(p -> p.contains(address))) {
      problems.add(
          path + ".privateIPAddress",
          address.getHostAddress()
              + " lies outside subnet "
              + subnet.name()
              + " ("
              + VirtualNetworkValidation.shown(subnet.subnet())
              + ")");
    }
    if (in.add(subnet.name()) && in.size() > 1) {
      problems.add(
          path + ".subnet", "all addresses of a network interface are in one subnet: " + in);
    }
  }
}
