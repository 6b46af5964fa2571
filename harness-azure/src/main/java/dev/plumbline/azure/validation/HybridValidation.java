package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.Connection;
import dev.plumbline.azure.model.Connection.ConnectionType;
import dev.plumbline.azure.model.ExpressRouteCircuit;
import dev.plumbline.azure.model.LocalNetworkGateway;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.model.VirtualNetworkGateway.GatewayType;
import dev.plumbline.azure.rules.HybridRoutes;
import dev.plumbline.azure.rules.ReservedSubnet;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the platform would refuse in gateways, connections and circuits, and in sites. */
final class HybridValidation {

  private final AzureTopology topology;
  private final Findings problems;
  private final Subnets subnets;

  HybridValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
    this.subnets = Subnets.of(topology);
  }

  void check() {
    gateways();
    connections();
    circuits();
    transit();
    sites();
  }

  private void gateways() {
    List<VirtualNetworkGateway> gateways = topology.virtualNetworkGateways();
    problems.unique(
        "virtualNetworkGateways", gateways.stream().map(VirtualNetworkGateway::name).toList());
    List<String> addresses =
        topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList();
    Map<String, String> one = new HashMap<>();
    for (int g = 0; g < gateways.size(); g++) {
      VirtualNetworkGateway gateway = gateways.get(g);
      String path = "virtualNetworkGateways[" + g + "]";
      problems.known(path + ".subnet", "a subnet", gateway.subnet(), subnets.names());
      for (int a = 0; a < gateway.publicIPAddresses().size(); a++) {
        problems.known(
            path + ".publicIPAddresses[" + a + "]",
            "a public IP address",
            gateway.publicIPAddresses().get(a),
            addresses);
      }
      Optional<Placed> placed = subnets.find(gateway.subnet());
      if (placed.isPresent()) {
        String vnet = placed.get().virtualNetwork().name();
        if (!ReservedSubnet.GATEWAY.is(placed.get().subnet())) {
          problems.add(
              path + ".subnet",
              "is "
                  + placed.get().subnet().name()
                  + "; a virtual network gateway stands in a subnet named "
                  + ReservedSubnet.GATEWAY);
        }
        String other = one.putIfAbsent(vnet + " " + gateway.gatewayType(), gateway.name());
        if (other != null) {
          problems.add(
              path + ".gatewayType",
              "virtual network "
                  + vnet
                  + " has "
                  + type(gateway)
                  + " gateway "
                  + other
                  + " already; it takes one of each type");
        }
      }
    }
  }

  private static String type(VirtualNetworkGateway gateway) {
    return gateway.gatewayType() == GatewayType.VPN ? "VPN" : "ExpressRoute";
  }

  private void connections() {
    problems.unique("connections", topology.connections().stream().map(Connection::name).toList());
    List<String> gateways =
        topology.virtualNetworkGateways().stream().map(VirtualNetworkGateway::name).toList();
    List<String> circuits = circuitNames().stream().sorted().toList();
    List<String> sites =
        topology.localNetworkGateways().stream().map(LocalNetworkGateway::name).toList();
    for (int c = 0; c < topology.connections().size(); c++) {
      Connection connection = topology.connections().get(c);
      String path = "connections[" + c + "]";
      problems.known(
          path + ".virtualNetworkGateway",
          "a virtual network gateway",
          connection.virtualNetworkGateway(),
          gateways);
      switch (connection.connectionType()) {
        case IPSEC ->
            problems.known(path + ".peer", "a local network gateway", connection.peer(), sites);
        case EXPRESS_ROUTE ->
            problems.known(path + ".peer", "an ExpressRoute circuit", connection.peer(), circuits);
        case VNET2VNET ->
            problems.known(
                path + ".peer", "a virtual network gateway", connection.peer(), gateways);
      }
      GatewayType needed =
          connection.connectionType() == ConnectionType.EXPRESS_ROUTE
              ? GatewayType.EXPRESS_ROUTE
              : GatewayType.VPN;
      for (VirtualNetworkGateway gateway : topology.virtualNetworkGateways()) {
        boolean end =
            gateway.name().equals(connection.virtualNetworkGateway())
                || connection.connectionType() == ConnectionType.VNET2VNET
                    && gateway.name().equals(connection.peer());
        if (end && gateway.gatewayType() != needed) {
          problems.add(
              path + ".connectionType",
              "a connection of type "
                  + text(connection.connectionType())
                  + " needs "
                  + (needed == GatewayType.VPN ? "a VPN" : "an ExpressRoute")
                  + " gateway; "
                  + gateway.name()
                  + " is of type "
                  + type(gateway));
        }
      }
    }
  }

  private static String text(ConnectionType type) {
    return switch (type) {
      case IPSEC -> "IPsec";
      case EXPRESS_ROUTE -> "ExpressRoute";
      case VNET2VNET -> "Vnet2Vnet";
    };
  }

  private Set<String> circuitNames() {
    Set<String> names = new HashSet<>();
    topology.expressRouteCircuits().forEach(c -> names.add(c.name()));
    topology.vmwarePrivateClouds().forEach(c -> names.add(HybridRoutes.circuitOf(c)));
    return names;
  }

  private void circuits() {
    problems.unique(
        "expressRouteCircuits",
        topology.expressRouteCircuits().stream().map(ExpressRouteCircuit::name).toList());
    List<String> networks = new ArrayList<>();
    topology.connectedNetworks().forEach(n -> networks.add(n.name()));
    topology.vmwarePrivateClouds().forEach(c -> networks.add(c.name()));
    List<String> names = circuitNames().stream().sorted().toList();
    for (int c = 0; c < topology.expressRouteCircuits().size(); c++) {
      ExpressRouteCircuit circuit = topology.expressRouteCircuits().get(c);
      String path = "expressRouteCircuits[" + c + "]";
      problems.known(
          path + ".connectedNetwork",
          "a connected network or private cloud",
          circuit.connectedNetwork(),
          networks);
      for (int g = 0; g < circuit.globalReach().size(); g++) {
        String other = circuit.globalReach().get(g);
        String here = path + ".globalReach[" + g + "]";
        problems.known(here, "an ExpressRoute circuit", other, names);
        if (other.equals(circuit.name())) {
          problems.add(here, "a circuit is not joined with itself");
        }
        if (!circuit.privatePeering()) {
          problems.add(
              here, "Global Reach needs private peering on both circuits; this one has none");
        }
        topology.expressRouteCircuits().stream()
            .filter(o -> o.name().equals(other) && !o.privatePeering())
            .forEach(
                o ->
                    problems.add(
                        here,
                        "Global Reach needs private peering on both circuits; "
                            + o.name()
                            + " has none"));
      }
    }
  }

  /** A gateway that is to be used by a peer must be there, and the peer have none of its own. */
  private void transit() {
    for (int v = 0; v < topology.virtualNetworks().size(); v++) {
      VirtualNetwork vnet = topology.virtualNetworks().get(v);
      for (int p = 0; p < vnet.peerings().size(); p++) {
        VirtualNetworkPeering peering = vnet.peerings().get(p);
        String path = "virtualNetworks[" + v + "].peerings[" + p + "].useRemoteGateways";
        if (peering.useRemoteGateways()
            && !hasGateway(topology, subnets, peering.remoteVirtualNetwork())
            && topology.connectedNetworks().stream()
                .noneMatch(n -> n.connectedTo().contains(peering.remoteVirtualNetwork()))) {
          problems.add(
              path,
              "virtual network "
                  + peering.remoteVirtualNetwork()
                  + " has no gateway: add one to virtualNetworkGateways, or leave this out");
        }
      }
    }
  }

  /** Returns whether a virtual network has a VPN or an ExpressRoute gateway. */
  static boolean hasGateway(AzureTopology topology, Subnets subnets, String virtualNetwork) {
    return topology.virtualNetworkGateways().stream()
        .flatMap(gateway -> subnets.find(gateway.subnet()).stream())
        .anyMatch(placed -> placed.virtualNetwork().name().equals(virtualNetwork));
  }

  private void sites() {
    problems.unique(
        "localNetworkGateways",
        topology.localNetworkGateways().stream().map(LocalNetworkGateway::name).toList());
    for (int n = 0; n < topology.connectedNetworks().size(); n++) {
      ConnectedNetwork network = topology.connectedNetworks().get(n);
      String path = "connectedNetworks[" + n + "]";
      Map<InetAddress, String> taken = new HashMap<>();
      if (!network.addressPrefixes().isEmpty()) {
        taken.put(Subnets.addressAt(network.addressPrefixes().get(0), 53), "its resolver");
        if (HybridRoutes.hasEdge(network)) {
          if (network.firewall() != null) {
            address(path + ".firewall.address", network, network.firewall().address(), taken);
          }
          taken.put(HybridRoutes.edgeAddress(network), "its way to the internet");
        }
      }
      for (int h = 0; h < network.hosts().size(); h++) {
        address(
            path + ".hosts[" + h + "].address", network, network.hosts().get(h).address(), taken);
        taken.putIfAbsent(network.hosts().get(h).address(), network.hosts().get(h).name());
      }
    }
  }

  private void address(
      String path, ConnectedNetwork network, InetAddress address, Map<InetAddress, String> taken) {
    String shown = address.getHostAddress();
    if (network.addressPrefixes().stream().noneMatch(p -> p.contains(address))) {
      problems.add(path, shown + " lies outside " + network.addressPrefixes());
    }
    String other = taken.get(address);
    if (other != null) {
      problems.add(path, shown + " is the address of " + other + " already");
    }
  }
}
