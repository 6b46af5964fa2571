package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.rules.HybridRoutes;
import dev.plumbline.azure.rules.HybridRoutes.Learned;
import dev.plumbline.azure.rules.HybridRoutes.Outside;
import dev.plumbline.azure.rules.HybridRoutes.Part;
import dev.plumbline.azure.rules.HybridRoutes.Reached;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ways between virtual networks and networks outside them.
 *
 * <p>What comes from outside passes the gateway's host in its subnet, so that the route table there
 * counts. What goes out from a subnet goes straight to the segment outside: no route table stands
 * between the gateway and there.
 */
final class HybridWays {

  private static final Cidr DEFAULT_ROUTE = Cidr.of("0.0.0.0/0");

  private final NetworkParts parts;

  HybridWays(NetworkParts parts) {
    this.parts = parts;
  }

  /** Adds the hosts of virtual network gateways, and the links to and from what is outside. */
  void add() {
    for (VirtualNetworkGateway gateway : parts.topology.virtualNetworkGateways()) {
      parts.subnets.find(gateway.subnet()).ifPresent(placed -> add(gateway, placed));
    }
    tunnels();
    List<Outside> outside = HybridRoutes.outside(parts.topology);
    for (Outside network : outside) {
      for (Reached reached : HybridRoutes.reached(parts.topology, network.name())) {
        network.parts().forEach(part -> link(part.segment(), reached));
      }
      for (String other : HybridRoutes.joined(parts.topology, network.name())) {
        outside.stream()
            .filter(o -> o.name().equals(other))
            .forEach(
                o ->
                    network
                        .parts()
                        .forEach(
                            from ->
                                o.parts().forEach(to -> parts.link(from.segment(), to.segment()))));
      }
    }
  }

  /** Both ends of a tunnel between virtual networks reach all of one another's subnets. */
  private void tunnels() {
    for (VirtualNetwork vnet : parts.topology.virtualNetworks()) {
      for (Learned learned : HybridRoutes.learned(parts.topology, vnet)) {
        for (Placed there : parts.subnets.all()) {
          if (learned.segment() == null
              && there.virtualNetwork().name().equals(learned.network())) {
            parts.subnets.of(vnet).forEach(here -> parts.link(here.name(), there.name()));
          }
        }
      }
    }
  }

  private void add(VirtualNetworkGateway gateway, Placed placed) {
    HostDraft host = new HostDraft(gateway.name(), placed.name());
    host.addresses.addAll(parts.addresses.instances(gateway));
    for (PublicIPAddress address : parts.topology.publicIPAddresses()) {
      if (gateway.publicIPAddresses().contains(address.name())) {
        host.publicAddresses.add(address.ipAddress());
      }
    }
    host.forwards = true;
    host.stateful = false;
    parts.add(host.host());
  }

  private void link(String outside, Reached reached) {
    for (Placed subnet : parts.subnets.of(reached.virtualNetwork())) {
      parts.link(subnet.name(), outside);
      Optional<Placed> gateway = gatewaySubnet(reached);
      if (gateway.isEmpty()) {
        parts.link(outside, subnet.name());
      } else {
        parts.link(outside, gateway.get().name());
        parts.link(gateway.get().name(), outside);
        if (!gateway.get().name().equals(subnet.name())) {
          parts.link(gateway.get().name(), subnet.name());
        }
      }
    }
  }

  private Optional<Placed> gatewaySubnet(Reached reached) {
    return parts.topology.virtualNetworkGateways().stream()
        .filter(g -> g.name().equals(reached.gateway()))
        .flatMap(g -> parts.subnets.find(g.subnet()).stream())
        .findFirst();
  }

  /** Returns the routes of a network outside: to virtual networks by their gateways. */
  List<Route> routes(String network) {
    List<Route> routes = new ArrayList<>();
    for (Reached reached : HybridRoutes.reached(parts.topology, network)) {
      if (reached.gateway() != null) {
        for (Cidr prefix : reached.virtualNetwork().addressSpace()) {
          routes.add(
              new Route(
                  "to " + reached.virtualNetwork().name(),
                  prefix,
                  reached.gateway(),
                  false,
                  false));
        }
      }
    }
    return routes;
  }

  /** Returns the same, with that to its edge and the exceptions from it where it has one. */
  List<Route> routes(ConnectedNetwork network) {
    List<Route> routes = new ArrayList<>(routes(network.name()));
    if (!HybridRoutes.hasEdge(network)) {
      return routes;
    }
    for (String other : HybridRoutes.joined(parts.topology, network.name())) {
      HybridRoutes.outside(parts.topology).stream()
          .filter(o -> o.name().equals(other))
          .flatMap(o -> o.parts().stream())
          .map(Part::prefixes)
          .flatMap(List::stream)
          .forEach(p -> routes.add(new Route("global reach to " + other, p, null, false, true)));
    }
    for (Reached reached : HybridRoutes.reached(parts.topology, network.name())) {
      if (reached.gateway() == null) {
        reached.virtualNetwork().addressSpace().stream()
            .map(p -> new Route("to " + reached.virtualNetwork().name(), p, null, false, true))
            .forEach(routes::add);
      }
    }
    routes.add(
        new Route(
            "to the internet", DEFAULT_ROUTE, HybridRoutes.edge(network.name()), false, false));
    return routes;
  }
}
