package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.RouteTable.Route;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PrivateEndpointNetworkPolicies;
import dev.plumbline.azure.rules.EffectiveRoute.NextHop;
import dev.plumbline.azure.rules.EffectiveRoute.Source;
import dev.plumbline.azure.rules.EffectiveRoute.State;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The effective routes of every subnet of a topology.
 *
 * <ul>
 *   <li>The platform's own: each prefix of the address space to {@code VnetLocal}, those of peers
 *       to {@code VNetPeering}, 0.0.0.0/0 to {@code Internet}, the private blocks that the address
 *       space does not contain to {@code None} (they are gone once another route takes the place of
 *       0.0.0.0/0), the prefixes of services with a service endpoint, and one of each private
 *       endpoint in the virtual network or a peered one.
 *   <li>What gateways learn, here or in a peer that lends its gateway; not in a subnet whose route
 *       table disables it.
 *   <li>Those of the subnet's route table. A service tag stands for all its prefixes.
 * </ul>
 *
 * <p>Of routes with one prefix a user-defined one counts before one that a gateway learned, and
 * that before the platform's own; of user-defined ones a written prefix before a regional tag, then
 * another tag, then {@code AzureCloud} with a region, then {@code AzureCloud}. A route that a
 * gateway learned never counts inside the virtual network, a peer, or a service with a service
 * endpoint. The route to a private endpoint gives way to a user-defined one only with the same
 * prefix, or, where the network policies of its subnet include routes, with one at least as long as
 * the address space.
 *
 * <p>Source: Azure documentation, "Virtual network traffic routing", "Manage network policies for
 * private endpoints".
 */
public final class EffectiveRoutes {

  private static final Cidr EVERYTHING = Cidr.of("0.0.0.0/0");
  private static final Cidr EVERYTHING_V6 = Cidr.of("::/0");
  private static final List<Cidr> RESERVED =
      Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
          .map(Cidr::of)
          .toList();

  private final AzureTopology topology;
  private final Subnets subnets;
  private final ServiceTags tags;
  private final Peerings peerings;
  private final Map<String, List<EffectiveRoute>> learned = new HashMap<>();
  private final Map<String, EffectiveRouteTable> tables = new HashMap<>();
  private @Nullable AddressPlan plan;

  private EffectiveRoutes(AzureTopology topology) {
    this.topology = topology;
    this.subnets = Subnets.of(topology);
    this.tags = ServiceTags.of(topology);
    this.peerings = Peerings.of(topology);
  }

  /** Returns the effective routes of a topology, of which every name must be known. */
  public static EffectiveRoutes of(AzureTopology topology) {
    return new EffectiveRoutes(topology);
  }

  /**
   * Returns the routes of a subnet, by its name in the topology.
   *
   * @throws IllegalArgumentException when there is no such subnet
   */
  public synchronized EffectiveRouteTable of(String subnet) {
    Placed placed =
        subnets
            .find(subnet)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no subnet \"" + subnet + "\"; there are " + subnets.names()));
    return tables.computeIfAbsent(placed.name(), name -> table(placed));
  }

  private EffectiveRouteTable table(Placed subnet) {
    RouteTable own =
        topology.routeTables().stream()
            .filter(t -> t.name().equals(subnet.subnet().routeTable()))
            .findFirst()
            .orElse(null);
    List<EffectiveRoute> user = own == null ? List.of() : user(own);
    List<EffectiveRoute> gateway =
        own != null && own.disableBgpRoutePropagation()
            ? List.of()
            : learned.computeIfAbsent(
                subnet.virtualNetwork().name(), v -> learned(subnet.virtualNetwork()));
    boolean defaultReplaced =
        Stream.concat(user.stream(), gateway.stream()).anyMatch(r -> r.prefix().equals(EVERYTHING));
    List<EffectiveRoute> all = new ArrayList<>(system(subnet, defaultReplaced));
    all.addAll(gateway);
    all.addAll(user);
    return new EffectiveRouteTable(subnet.name(), new RouteChoice(all).decided(endpoints(subnet)));
  }

  private List<EffectiveRoute> system(Placed subnet, boolean defaultReplaced) {
    VirtualNetwork vnet = subnet.virtualNetwork();
    List<EffectiveRoute> routes = new ArrayList<>();
    vnet.addressSpace().forEach(p -> routes.add(route(p, NextHop.VNET_LOCAL, vnet.name())));
    for (Peerings.Peer peer : peerings.of(vnet.name())) {
      String name = peer.virtualNetwork().name();
      peer.virtualNetwork()
          .addressSpace()
          .forEach(p -> routes.add(route(p, NextHop.VNET_PEERING, name)));
    }
    routes.add(route(EVERYTHING, NextHop.INTERNET, null));
    if (vnet.addressSpace().stream().anyMatch(p -> p.address().getAddress().length == 16)) {
      routes.add(route(EVERYTHING_V6, NextHop.INTERNET, null));
    }
    if (!defaultReplaced) {
      for (Cidr block : RESERVED) {
        if (vnet.addressSpace().stream().noneMatch(p -> holds(p, block))) {
          routes.add(route(block, NextHop.NONE, null));
        }
      }
    }
    for (String service : subnet.subnet().serviceEndpoints()) {
      ServiceTags.ofServiceEndpoint(service)
          .ifPresent(
              tag ->
                  tags.prefixes(tag)
                      .forEach(
                          p ->
                              routes.add(
                                  route(p, NextHop.VIRTUAL_NETWORK_SERVICE_ENDPOINT, null))));
    }
    endpoints(subnet)
        .forEach(e -> routes.add(route(e.prefix(), NextHop.INTERFACE_ENDPOINT, e.network())));
    return routes;
  }

  private static EffectiveRoute route(Cidr prefix, NextHop nextHop, @Nullable String network) {
    return new EffectiveRoute(
        null, Source.DEFAULT, State.ACTIVE, prefix, nextHop, null, null, network, null);
  }

  private List<EffectiveRoute> learned(VirtualNetwork vnet) {
    return peerings.learned(topology, vnet).stream()
        .map(
            l ->
                new EffectiveRoute(
                    null,
                    Source.VIRTUAL_NETWORK_GATEWAY,
                    State.ACTIVE,
                    l.prefix(),
                    NextHop.VIRTUAL_NETWORK_GATEWAY,
                    null,
                    null,
                    l.segment(),
                    null))
        .toList();
  }

  private List<EffectiveRoute> user(RouteTable table) {
    List<EffectiveRoute> routes = new ArrayList<>();
    for (Route route : table.routes()) {
      boolean tag = tags.isTag(route.addressPrefix());
      List<Cidr> prefixes =
          tag ? tags.prefixes(route.addressPrefix()) : List.of(Cidr.of(route.addressPrefix()));
      for (Cidr prefix : prefixes) {
        routes.add(
            new EffectiveRoute(
                route.name(),
                Source.USER,
                State.ACTIVE,
                prefix,
                NextHop.valueOf(route.nextHopType().name()),
                route.nextHopIpAddress(),
                tag ? route.addressPrefix() : null,
                null,
                null));
      }
    }
    return routes;
  }

  /**
   * A private endpoint that a subnet has a route to.
   *
   * @param prefix its address as a prefix
   * @param network its virtual network
   * @param longest the length from which on a user-defined prefix takes its place; the whole of an
   *     address when only the same one does
   */
  record Endpoint(Cidr prefix, String network, int longest) {}

  private List<Endpoint> endpoints(Placed subnet) {
    if (topology.privateEndpoints().isEmpty()) {
      return List.of();
    }
    if (plan == null) {
      plan = AddressPlan.of(topology);
    }
    String vnet = subnet.virtualNetwork().name();
    List<Endpoint> endpoints = new ArrayList<>();
    for (PrivateEndpoint endpoint : topology.privateEndpoints()) {
      Placed there = subnets.find(endpoint.subnet()).orElse(null);
      if (there == null || endpoint.connectionState() != ConnectionState.APPROVED) {
        continue;
      }
      String network = there.virtualNetwork().name();
      if (network.equals(vnet) || peerings.between(vnet, network).isPresent()) {
        InetAddress address = plan.of(endpoint);
        Cidr prefix = new Cidr(address, address.getAddress().length * 8);
        endpoints.add(new Endpoint(prefix, network, longest(there, prefix)));
      }
    }
    return endpoints;
  }

  private static int longest(Placed subnet, Cidr endpoint) {
    PrivateEndpointNetworkPolicies policies = subnet.subnet().privateEndpointNetworkPolicies();
    boolean routes =
        policies == PrivateEndpointNetworkPolicies.ENABLED
            || policies == PrivateEndpointNetworkPolicies.ROUTE_TABLE_ENABLED;
    return !routes
        ? endpoint.length()
        : subnet.virtualNetwork().addressSpace().stream()
            .filter(p -> p.contains(endpoint.address()))
            .mapToInt(Cidr::length)
            .max()
            .orElse(endpoint.length());
  }

  static boolean holds(Cidr outer, Cidr inner) {
    return outer.length() <= inner.length() && outer.contains(inner.address());
  }
}
