package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.Connection;
import dev.plumbline.azure.model.Connection.ConnectionType;
import dev.plumbline.azure.model.ExpressRouteCircuit;
import dev.plumbline.azure.model.LocalNetworkGateway;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.model.VirtualNetworkGateway.GatewayType;
import dev.plumbline.azure.model.VmwarePrivateCloud;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The routes that virtual networks learn from networks outside them, by ExpressRoute, by VPN, or by
 * the word of {@link ConnectedNetwork#connectedTo()}.
 *
 * <ul>
 *   <li>A gateway learns the prefixes of every network that one of its connections leads to; an
 *       ExpressRoute circuit without private peering leads nowhere.
 *   <li>Without BGP a VPN gateway knows of a site what its local network gateway says. It knows its
 *       point-to-site clients.
 *   <li>By a circuit it also reaches the networks of the circuits that Global Reach joins it with.
 *   <li>A virtual network knows the routes of its own gateways, and of those of a peered one where
 *       the peering uses remote gateways and the other side allows gateway transit.
 *   <li>A connection between two VPN gateways gives each the other's address space.
 *   <li>One gateway does not hand routes from one circuit on to another: without Global Reach two
 *       networks with a circuit each do not reach one another (unverified; a route server or a VPN
 *       with BGP between branches is not modelled).
 * </ul>
 *
 * <p>Sources: "Azure virtual network traffic routing", "About ExpressRoute Global Reach".
 */
public final class HybridRoutes {

  private static final Cidr DEFAULT_ROUTE = Cidr.of("0.0.0.0/0");

  private HybridRoutes() {}

  /**
   * A network outside virtual networks: a connected network, the site of a local network gateway,
   * the point-to-site clients of a VPN gateway, or a private cloud.
   *
   * @param name its name
   * @param parts its segments with their prefixes
   * @param advertisesDefaultRoute whether it also advertises 0.0.0.0/0
   */
  public record Outside(String name, List<Part> parts, boolean advertisesDefaultRoute) {
    /** Copies the list. */
    public Outside {
      parts = List.copyOf(parts);
    }
  }

  /**
   * A segment of a network outside.
   *
   * @param segment the name of its segment
   * @param prefixes its prefixes
   */
  public record Part(String segment, List<Cidr> prefixes) {
    /** Copies the list. */
    public Part {
      prefixes = List.copyOf(prefixes);
    }
  }

  /**
   * A route that a virtual network learned.
   *
   * @param prefix the destinations
   * @param segment the segment that holds them; for 0.0.0.0/0 the network that leads on to the
   *     internet; null for another virtual network, whose subnets hold them
   * @param network the network outside, or the other virtual network, that it is from
   * @param gateway the virtual network gateway that learned it, which is also the name of its host;
   *     null where a connected network says that it is connected, without a gateway
   */
  public record Learned(
      Cidr prefix, @Nullable String segment, String network, @Nullable String gateway) {}

  /**
   * A virtual network that a network outside reaches.
   *
   * @param virtualNetwork the virtual network
   * @param gateway the gateway on the way; null where there is none
   */
  public record Reached(VirtualNetwork virtualNetwork, @Nullable String gateway) {}

  /**
   * Returns the name of the host that a network outside passes on to the internet by, where there
   * is one: what a virtual network sends there by the default route goes on from it.
   */
  public static String edge(String network) {
    return network + "-edge";
  }

  /** Returns whether what a network passes on to the internet passes a host. */
  public static boolean hasEdge(ConnectedNetwork network) {
    return network.firewall() != null || network.advertisesDefaultRoute();
  }

  /** Returns the address of a network's edge: its firewall's, or the first of its addresses. */
  public static InetAddress edgeAddress(ConnectedNetwork network) {
    return network.firewall() != null
        ? network.firewall().address()
        : Subnets.addressAt(network.addressPrefixes().get(0), 1);
  }

  /** Returns the name of the network of a VPN gateway's point-to-site clients. */
  public static String clients(VirtualNetworkGateway gateway) {
    return gateway.name() + "-clients";
  }

  /** Returns all networks outside virtual networks. */
  public static List<Outside> outside(AzureTopology topology) {
    List<Outside> all = new ArrayList<>();
    Set<String> connected = new LinkedHashSet<>();
    for (ConnectedNetwork network : topology.connectedNetworks()) {
      connected.add(network.name());
      all.add(
          new Outside(
              network.name(),
              List.of(new Part(network.name(), network.addressPrefixes())),
              network.advertisesDefaultRoute()));
    }
    for (LocalNetworkGateway site : topology.localNetworkGateways()) {
      // A connected network of the same name is the same site, told more about.
      if (!connected.contains(site.name()) && !site.addressPrefixes().isEmpty()) {
        List<Cidr> own =
            site.addressPrefixes().stream()
                .filter(p -> !p.equals(DEFAULT_ROUTE) && holder(topology, p).isEmpty())
                .toList();
        if (own.isEmpty() && site.addressPrefixes().stream().noneMatch(DEFAULT_ROUTE::equals)) {
          continue;
        }
        all.add(
            new Outside(
                site.name(),
                own.isEmpty() ? List.of() : List.of(new Part(site.name(), own)),
                own.size() < site.addressPrefixes().size()));
      }
    }
    for (VirtualNetworkGateway gateway : topology.virtualNetworkGateways()) {
      if (!gateway.vpnClientAddressPool().isEmpty()) {
        String clients = clients(gateway);
        all.add(
            new Outside(
                clients, List.of(new Part(clients, gateway.vpnClientAddressPool())), false));
      }
    }
    for (VmwarePrivateCloud cloud : topology.vmwarePrivateClouds()) {
      List<Part> parts = new ArrayList<>();
      parts.add(new Part(cloud.name(), management(cloud)));
      cloud.segments().forEach(s -> parts.add(new Part(s.name(), List.of(s.prefix()))));
      all.add(new Outside(cloud.name(), parts, false));
    }
    return all;
  }

  /**
   * Returns the virtual network that a prefix lies in: a local network gateway with one stands for
   * the gateway of that virtual network, seen from another.
   */
  private static Optional<VirtualNetwork> holder(AzureTopology topology, Cidr prefix) {
    return topology.virtualNetworks().stream()
        .filter(
            v ->
                v.addressSpace().stream()
                    .anyMatch(a -> a.length() <= prefix.length() && a.contains(prefix.address())))
        .findFirst();
  }

  /** The management block, and the virtual IP addresses that lie in no segment. */
  private static List<Cidr> management(VmwarePrivateCloud cloud) {
    List<Cidr> prefixes = new ArrayList<>(List.of(cloud.networkBlock()));
    cloud.loadBalancers().stream()
        .map(VmwarePrivateCloud.NsxLoadBalancer::virtualIP)
        .filter(
            vip ->
                !cloud.networkBlock().contains(vip)
                    && cloud.segments().stream().noneMatch(s -> s.prefix().contains(vip)))
        .map(vip -> Cidr.of(vip.getHostAddress()))
        .distinct()
        .forEach(prefixes::add);
    return prefixes;
  }

  /**
   * Returns the routes that the gateways of a virtual network itself learned, without those that a
   * peered one lends it.
   */
  public static List<Learned> learned(AzureTopology topology, VirtualNetwork vnet) {
    List<Learned> routes = new ArrayList<>();
    for (Outside network : outside(topology)) {
      Optional<Reached> way = directly(topology, vnet, network.name());
      if (way.isPresent()) {
        add(routes, told(topology, network, way.get().gateway()), way.get().gateway());
      }
    }
    for (VirtualNetworkGateway own : gateways(topology, vnet)) {
      for (VirtualNetwork there : tunnels(topology, own)) {
        there
            .addressSpace()
            .forEach(p -> routes.add(new Learned(p, null, there.name(), own.name())));
      }
      sites(topology, vnet, own, routes);
    }
    return List.copyOf(new LinkedHashSet<>(routes));
  }

  /**
   * Returns what a gateway knows of a network. Without BGP a VPN gateway knows of a site what its
   * local network gateway says, and no more, whatever the site's network holds or advertises.
   */
  private static Outside told(AzureTopology topology, Outside network, @Nullable String gateway) {
    boolean byBgp =
        topology.virtualNetworkGateways().stream()
            .filter(g -> g.name().equals(gateway))
            .anyMatch(g -> g.gatewayType() == GatewayType.EXPRESS_ROUTE || g.enableBgp());
    LocalNetworkGateway site =
        topology.localNetworkGateways().stream()
            .filter(s -> s.name().equals(network.name()) && !s.addressPrefixes().isEmpty())
            .findFirst()
            .orElse(null);
    boolean tunnel =
        topology.connections().stream()
            .anyMatch(
                c ->
                    c.connectionType() == ConnectionType.IPSEC
                        && c.virtualNetworkGateway().equals(gateway)
                        && c.peer().equals(network.name()));
    if (byBgp || site == null || !tunnel) {
      return network;
    }
    List<Part> parts =
        network.parts().stream()
            .map(
                part ->
                    new Part(
                        part.segment(),
                        part.prefixes().stream()
                            .flatMap(p -> common(p, site.addressPrefixes()))
                            .distinct()
                            .toList()))
            .toList();
    return new Outside(
        network.name(), parts, site.addressPrefixes().stream().anyMatch(DEFAULT_ROUTE::equals));
  }

  /** Returns what a prefix has in common with each of others, but for the default route. */
  private static Stream<Cidr> common(Cidr prefix, List<Cidr> others) {
    return others.stream()
        .filter(o -> o.overlaps(prefix) && o.length() > 0)
        .map(o -> o.length() > prefix.length() ? o : prefix);
  }

  private static void add(List<Learned> routes, Outside network, @Nullable String gateway) {
    for (Part part : network.parts()) {
      part.prefixes()
          .forEach(p -> routes.add(new Learned(p, part.segment(), network.name(), gateway)));
    }
    if (network.advertisesDefaultRoute()) {
      routes.add(new Learned(DEFAULT_ROUTE, network.name(), network.name(), gateway));
    }
  }

  /**
   * Returns the virtual networks behind the VPN gateways that one has a connection to, or they to
   * it: a connection is made on each side, where one is written the other is meant.
   */
  private static List<VirtualNetwork> tunnels(AzureTopology topology, VirtualNetworkGateway own) {
    Subnets subnets = Subnets.of(topology);
    Set<VirtualNetwork> there = new LinkedHashSet<>();
    topology.virtualNetworkGateways().stream()
        .filter(other -> tunnel(topology, own, other) || tunnel(topology, other, own))
        .flatMap(other -> subnets.find(other.subnet()).stream())
        .map(Subnets.Placed::virtualNetwork)
        .forEach(there::add);
    subnets.find(own.subnet()).map(Subnets.Placed::virtualNetwork).ifPresent(there::remove);
    return List.copyOf(there);
  }

  /**
   * Adds what local network gateways say whose prefixes lie in another virtual network: they stand
   * for its gateway. With BGP all of the other network is learned.
   */
  private static void sites(
      AzureTopology topology,
      VirtualNetwork vnet,
      VirtualNetworkGateway own,
      List<Learned> routes) {
    if (own.gatewayType() != GatewayType.VPN) {
      return;
    }
    Set<String> peers =
        topology.connections().stream()
            .filter(c -> c.connectionType() == ConnectionType.IPSEC)
            .filter(c -> c.virtualNetworkGateway().equals(own.name()))
            .map(Connection::peer)
            .collect(Collectors.toSet());
    for (LocalNetworkGateway site : topology.localNetworkGateways()) {
      for (Cidr prefix : peers.contains(site.name()) ? site.addressPrefixes() : List.<Cidr>of()) {
        VirtualNetwork there = holder(topology, prefix).orElse(vnet);
        if (!there.name().equals(vnet.name())) {
          (own.enableBgp() ? there.addressSpace() : List.of(prefix))
              .forEach(p -> routes.add(new Learned(p, null, there.name(), own.name())));
        }
      }
    }
  }

  private static boolean tunnel(
      AzureTopology topology, VirtualNetworkGateway from, VirtualNetworkGateway to) {
    return topology.connections().stream()
        .anyMatch(
            c ->
                c.connectionType() == ConnectionType.VNET2VNET
                    && c.virtualNetworkGateway().equals(from.name())
                    && c.peer().equals(to.name()));
  }

  /** Returns the virtual networks that a network outside reaches. */
  public static List<Reached> reached(AzureTopology topology, String network) {
    List<Reached> all = new ArrayList<>();
    topology
        .virtualNetworks()
        .forEach(vnet -> gatewayOnTheWay(topology, vnet, network).ifPresent(all::add));
    return all;
  }

  /**
   * Returns the networks outside that a network outside reaches by Global Reach, without itself.
   */
  public static List<String> joined(AzureTopology topology, String network) {
    Set<String> others = new LinkedHashSet<>();
    for (Circuit mine : circuits(topology)) {
      if (network.equals(mine.network()) && mine.privatePeering()) {
        for (Circuit other : circuits(topology)) {
          if (other.network() != null && other.privatePeering() && joined(mine, other)) {
            others.add(other.network());
          }
        }
      }
    }
    others.remove(network);
    return List.copyOf(others);
  }

  private static Optional<Reached> gatewayOnTheWay(
      AzureTopology topology, VirtualNetwork vnet, String network) {
    return gatewayHolders(topology, vnet).stream()
        .flatMap(holder -> directly(topology, holder, network).stream())
        .map(way -> new Reached(vnet, way.gateway()))
        .findFirst();
  }

  private static Optional<Reached> directly(
      AzureTopology topology, VirtualNetwork vnet, String network) {
    List<VirtualNetworkGateway> gateways = gateways(topology, vnet);
    for (ConnectedNetwork connected : topology.connectedNetworks()) {
      if (connected.name().equals(network) && connected.connectedTo().contains(vnet.name())) {
        return Optional.of(new Reached(vnet, gateways.isEmpty() ? null : gateways.get(0).name()));
      }
    }
    return gateways.stream()
        .filter(
            gateway ->
                network.equals(clients(gateway)) && !gateway.vpnClientAddressPool().isEmpty()
                    || leadsTo(topology, gateway, network))
        .map(gateway -> new Reached(vnet, gateway.name()))
        .findFirst();
  }

  /** The virtual network itself, and the peered ones whose gateways it may use. */
  private static List<VirtualNetwork> gatewayHolders(AzureTopology topology, VirtualNetwork vnet) {
    List<VirtualNetwork> holders = new ArrayList<>(List.of(vnet));
    for (VirtualNetworkPeering peering : vnet.peerings()) {
      if (peering.useRemoteGateways()) {
        topology.virtualNetworks().stream()
            .filter(
                other ->
                    other.name().equals(peering.remoteVirtualNetwork())
                        && other.peerings().stream()
                            .anyMatch(
                                back ->
                                    back.remoteVirtualNetwork().equals(vnet.name())
                                        && back.allowGatewayTransit()))
            .forEach(holders::add);
      }
    }
    return holders;
  }

  /** Returns the gateways in a virtual network, ExpressRoute before VPN, as Azure prefers them. */
  static List<VirtualNetworkGateway> gateways(AzureTopology topology, VirtualNetwork vnet) {
    Subnets subnets = Subnets.of(topology);
    return topology.virtualNetworkGateways().stream()
        .filter(
            g ->
                subnets
                    .find(g.subnet())
                    .filter(p -> p.virtualNetwork().name().equals(vnet.name()))
                    .isPresent())
        .sorted((a, b) -> b.gatewayType().compareTo(a.gatewayType()))
        .toList();
  }

  private static boolean leadsTo(
      AzureTopology topology, VirtualNetworkGateway gateway, String network) {
    for (Connection connection : topology.connections()) {
      if (!connection.virtualNetworkGateway().equals(gateway.name())) {
        continue;
      }
      if (connection.connectionType() == ConnectionType.IPSEC
          && gateway.gatewayType() == GatewayType.VPN
          && connection.peer().equals(network)) {
        return true;
      }
      if (connection.connectionType() == ConnectionType.EXPRESS_ROUTE
          && gateway.gatewayType() == GatewayType.EXPRESS_ROUTE) {
        for (Circuit circuit : circuits(topology)) {
          if (circuit.name().equals(connection.peer()) && circuit.privatePeering()) {
            String there = circuit.network();
            if (network.equals(there)
                || circuits(topology).stream()
                    .anyMatch(
                        other ->
                            network.equals(other.network())
                                && other.privatePeering()
                                && joined(circuit, other))) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private record Circuit(
      String name, @Nullable String network, List<String> globalReach, boolean privatePeering) {}

  /** Returns the circuits, with those that the platform makes for private clouds. */
  private static List<Circuit> circuits(AzureTopology topology) {
    List<Circuit> all = new ArrayList<>();
    Set<String> named = new LinkedHashSet<>();
    for (ExpressRouteCircuit circuit : topology.expressRouteCircuits()) {
      named.add(circuit.name());
      String network =
          circuit.connectedNetwork() != null
              ? circuit.connectedNetwork()
              : topology.vmwarePrivateClouds().stream()
                  .filter(c -> circuitOf(c).equals(circuit.name()))
                  .map(VmwarePrivateCloud::name)
                  .findFirst()
                  .orElse(null);
      all.add(
          new Circuit(circuit.name(), network, circuit.globalReach(), circuit.privatePeering()));
    }
    for (VmwarePrivateCloud cloud : topology.vmwarePrivateClouds()) {
      if (named.add(circuitOf(cloud))) {
        all.add(new Circuit(circuitOf(cloud), cloud.name(), List.of(), true));
      }
    }
    return all;
  }

  /** Returns the name of a private cloud's circuit, its own or that of the platform. */
  public static String circuitOf(VmwarePrivateCloud cloud) {
    return cloud.circuit() != null ? cloud.circuit() : cloud.name() + "-circuit";
  }

  private static boolean joined(Circuit one, Circuit other) {
    return one.globalReach().contains(other.name()) || other.globalReach().contains(one.name());
  }
}
