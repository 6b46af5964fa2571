package dev.plumbline.azure.compile;

import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.EffectiveRoute.NextHop;
import dev.plumbline.azure.rules.EffectiveRouteTable;
import dev.plumbline.azure.rules.EffectiveRoutes;
import dev.plumbline.azure.rules.HybridRoutes;
import dev.plumbline.azure.rules.Peerings;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Route;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effective routes of a subnet as routes of its segment.
 *
 * <p>What the platform routes itself goes by the links of the segment; it needs a route here only
 * as an exception from a shorter one that leads elsewhere. The segment's own prefixes, which the
 * network description routes to itself, get a route where the effective ones lead elsewhere.
 */
final class SubnetRoutes {

  private static final Cidr PLATFORM = Cidr.of(Platform.RESOLVER);

  private final EffectiveRoutes effective;
  private final NextHops nextHops;
  private final NetworkParts parts;
  private final Peerings peerings;

  SubnetRoutes(EffectiveRoutes effective, NextHops nextHops, NetworkParts parts) {
    this.effective = effective;
    this.nextHops = nextHops;
    this.parts = parts;
    this.peerings = Peerings.of(parts.topology);
  }

  List<Route> of(Placed subnet) {
    EffectiveRouteTable table = effective.of(subnet.name());
    Map<Cidr, Route> all = new LinkedHashMap<>();
    for (EffectiveRoute route : table.active()) {
      all.put(route.prefix(), route(subnet, route, route.prefix()));
      if (route.nextHopType() == NextHop.VIRTUAL_NETWORK_GATEWAY && route.network() == null) {
        toGateway(subnet, table, route, all);
      }
    }
    for (Cidr own : subnet.subnet().prefixes()) {
      table
          .select(own)
          .filter(r -> !r.prefix().equals(own))
          .map(r -> route(subnet, r, own))
          .filter(r -> !r.direct())
          .ifPresent(r -> all.put(own, r));
    }
    // User-defined routes are not for the platform's addresses.
    all.put(PLATFORM, direct("platform", PLATFORM));
    return needed(all);
  }

  /** Leaves out what goes by the links anyway. */
  private static List<Route> needed(Map<Cidr, Route> all) {
    List<Route> byLength = new ArrayList<>(all.values());
    byLength.sort(Comparator.comparingInt(r -> r.prefix().length()));
    List<Route> kept = new ArrayList<>();
    for (Route route : byLength) {
      boolean exception =
          kept.stream().anyMatch(k -> !k.direct() && k.prefix().contains(route.prefix().address()));
      if (!route.direct() || exception) {
        kept.add(route);
      }
    }
    return kept;
  }

  private Route route(Placed subnet, EffectiveRoute route, Cidr prefix) {
    String name = name(route, prefix);
    return switch (route.nextHopType()) {
      case VNET_LOCAL ->
          // What is wider holds addresses of others; the network's own have routes of their own.
          subnet.virtualNetwork().addressSpace().stream()
                  .anyMatch(
                      own -> own.length() <= prefix.length() && own.contains(prefix.address()))
              ? direct(name, prefix)
              : none(name + " in the virtual network, which does not have it", prefix);
      case VNET_PEERING, INTERFACE_ENDPOINT, VIRTUAL_NETWORK_SERVICE_ENDPOINT ->
          direct(name, prefix);
      case INTERNET -> isPrivate(prefix) ? none(name, prefix) : direct(name, prefix);
      case NONE -> none(name, prefix);
      case VIRTUAL_APPLIANCE -> appliance(name, prefix, route.nextHopIpAddress());
      case VIRTUAL_NETWORK_GATEWAY -> gateway(subnet, name, prefix, route);
    };
  }

  /** An address that nobody has leads nowhere; the name of the route says why. */
  private Route appliance(String name, Cidr prefix, @Nullable InetAddress address) {
    String host = address == null ? null : nextHops.host(address);
    if (host == null) {
      String shown = address == null ? "without an address" : address.getHostAddress();
      return none(name + " to virtual appliance " + shown + ", which nothing has", prefix);
    }
    return new Route(name, prefix, host, false, false);
  }

  /**
   * What goes to a network outside goes by a link; what goes there because of its default route
   * goes on from its edge.
   */
  private Route gateway(Placed subnet, String name, Cidr prefix, EffectiveRoute route) {
    if (route.network() != null) {
      if (parts.subnets.find(route.network()).isPresent()) {
        // A tunnel between two gateways; ways to networks outside are added with them.
        parts.link(subnet.name(), route.network());
      }
      return outside(name, prefix, route.prefix().length() == 0 ? route.network() : null);
    }
    HybridRoutes.Learned best = null;
    for (HybridRoutes.Learned learned : learned(subnet)) {
      if (holds(learned.prefix(), prefix)
          && (best == null || learned.prefix().length() > best.prefix().length())) {
        best = learned;
      }
    }
    if (best != null) {
      return outside(name, prefix, best.prefix().length() == 0 ? best.network() : null);
    }
    return none(name + " to a VPN gateway that knows no network for it", prefix);
  }

  private List<HybridRoutes.Learned> learned(Placed subnet) {
    return peerings.byUserRoutes(parts.topology, subnet.virtualNetwork());
  }

  private static boolean holds(Cidr outer, Cidr inner) {
    return outer.length() <= inner.length() && outer.contains(inner.address());
  }

  /** A user-defined route to the gateway may hold several of the prefixes that this one knows. */
  private void toGateway(
      Placed subnet, EffectiveRouteTable table, EffectiveRoute route, Map<Cidr, Route> all) {
    for (HybridRoutes.Learned learned : learned(subnet)) {
      Cidr prefix = learned.prefix();
      if (prefix.length() > route.prefix().length()
          && table.select(prefix).filter(route::equals).isPresent()) {
        all.put(prefix, direct(name(route, prefix), prefix));
      }
    }
  }

  private static Route outside(String name, Cidr prefix, @Nullable String edgeOf) {
    return edgeOf == null
        ? direct(name, prefix)
        : new Route(name, prefix, HybridRoutes.edge(edgeOf), false, false);
  }

  private static boolean isPrivate(Cidr prefix) {
    return prefix.length() > 8 && !IpAddresses.isPublic(prefix.address());
  }

  private static String name(EffectiveRoute route, Cidr prefix) {
    String name = route.name();
    boolean several = route.serviceTag() != null || !route.prefix().equals(prefix);
    return name == null ? route.nextHopType() + " " + prefix : several ? name + " " + prefix : name;
  }

  private static Route direct(String name, Cidr prefix) {
    return new Route(name, prefix, null, false, true);
  }

  private static Route none(String name, Cidr prefix) {
    return new Route(name, prefix, null, true, false);
  }
}
