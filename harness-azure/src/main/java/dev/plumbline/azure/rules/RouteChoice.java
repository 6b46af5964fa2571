package dev.plumbline.azure.rules;

import dev.plumbline.azure.rules.EffectiveRoute.NextHop;
import dev.plumbline.azure.rules.EffectiveRoute.Source;
import dev.plumbline.network.Cidr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which routes of a subnet count, so that the longest prefix of those decides. */
final class RouteChoice {

  private final List<EffectiveRoute> routes;
  private final List<Cidr> ownPrefixes = new ArrayList<>();
  private final Map<Cidr, EffectiveRoute> best = new HashMap<>();

  RouteChoice(List<EffectiveRoute> routes) {
    this.routes = routes;
    for (EffectiveRoute route : routes) {
      if (route.source() == Source.DEFAULT && outranksGateways(route.nextHopType())) {
        ownPrefixes.add(route.prefix());
      }
    }
  }

  private static boolean outranksGateways(NextHop nextHop) {
    return nextHop == NextHop.VNET_LOCAL
        || nextHop == NextHop.VNET_PEERING
        || nextHop == NextHop.VIRTUAL_NETWORK_SERVICE_ENDPOINT;
  }

  /** Returns the routes in their order, with those that do not count marked. */
  List<EffectiveRoute> decided(List<EffectiveRoutes.Endpoint> endpoints) {
    List<EffectiveRoute> candidates = routes.stream().map(this::besideOwnPrefixes).toList();
    for (EffectiveRoute route : candidates) {
      if (route.isActive()) {
        best.merge(route.prefix(), route, (a, b) -> rank(b) > rank(a) ? b : a);
      }
    }
    List<EffectiveRoute> decided = new ArrayList<>();
    for (EffectiveRoute route : candidates) {
      EffectiveRoute winner = best.get(route.prefix());
      if (route.isActive() && winner != null && winner != route) {
        decided.add(route.invalid("the same prefix: " + winner));
      } else {
        decided.add(besideUserRoutes(route, endpoints));
      }
    }
    return decided;
  }

  private EffectiveRoute besideOwnPrefixes(EffectiveRoute route) {
    if (route.source() != Source.VIRTUAL_NETWORK_GATEWAY) {
      return route;
    }
    return ownPrefixes.stream()
        .filter(p -> EffectiveRoutes.holds(p, route.prefix()))
        .findFirst()
        .map(p -> route.invalid("learned, within " + p + " that the platform routes itself"))
        .orElse(route);
  }

  /** A user-defined route that is long enough takes the place of that to a private endpoint. */
  private EffectiveRoute besideUserRoutes(
      EffectiveRoute route, List<EffectiveRoutes.Endpoint> endpoints) {
    if (!route.isActive() || route.nextHopType() != NextHop.INTERFACE_ENDPOINT) {
      return route;
    }
    int longest =
        endpoints.stream()
            .filter(e -> e.prefix().equals(route.prefix()))
            .mapToInt(EffectiveRoutes.Endpoint::longest)
            .min()
            .orElse(route.prefix().length());
    return routes.stream()
        .filter(r -> r.source() == Source.USER && r.prefix().length() >= longest)
        .filter(r -> EffectiveRoutes.holds(r.prefix(), route.prefix()))
        .findFirst()
        .map(r -> route.invalid("network policies let this one take its place: " + r))
        .orElse(route);
  }

  /** Returns how far a route goes before others with its prefix. */
  private static int rank(EffectiveRoute route) {
    int source = 10 * route.source().ordinal();
    String tag = route.serviceTag();
    if (tag == null) {
      // Among the platform's own, what is there to be reached goes before what is not.
      return source + (route.nextHopType() == NextHop.NONE ? 8 : 9);
    }
    String whole = ServiceTags.withoutRegion(tag);
    boolean regional = !whole.equals(tag);
    boolean cloud = whole.equalsIgnoreCase(ServiceTagTable.AZURE_CLOUD);
    return source + (cloud ? 0 : 2) + (regional ? 1 : 0);
  }
}
