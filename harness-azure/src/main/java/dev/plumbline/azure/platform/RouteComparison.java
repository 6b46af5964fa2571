package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.platform.Comparison.Cell;
import dev.plumbline.azure.platform.Comparison.Row;
import dev.plumbline.azure.platform.EffectiveRouteList.Route;
import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.EffectiveRoute.NextHop;
import dev.plumbline.azure.rules.EffectiveRouteTable;
import dev.plumbline.azure.rules.EffectiveRoutes;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares routes. */
final class RouteComparison {

  /** What Azure lists beside the documented system routes; nobody reaches anything there. */
  private static final Set<Cidr> UNDOCUMENTED =
      Set.of(Cidr.of("25.33.80.0/20"), Cidr.of("25.41.3.0/25"));

  private RouteComparison() {}

  static Comparison of(
      AzureTopology topology, String nic, PlatformAnswer<EffectiveRouteList> azure) {
    EffectiveRouteTable ours = EffectiveRoutes.of(topology).of(Interfaces.subnet(topology, nic));
    Map<Cidr, Cell> predicted = new LinkedHashMap<>();
    for (EffectiveRoute route : ours.routes()) {
      if (route.isActive()
          && route.serviceTag() == null
          && route.nextHopType() != NextHop.VIRTUAL_NETWORK_SERVICE_ENDPOINT) {
        InetAddress address = route.nextHopIpAddress();
        String hop = route.nextHopType() + (address == null ? "" : " " + address.getHostAddress());
        predicted.put(
            route.prefix(),
            cell(route.source().toString(), hop, route.name() == null ? "" : route.name()));
      }
    }
    Map<Cidr, Cell> told = new LinkedHashMap<>();
    Set<String> tags = new TreeSet<>();
    for (EffectiveRoute route : ours.routes()) {
      if (route.serviceTag() != null && route.name() != null) {
        tags.add(route.name());
      }
    }
    for (Route route : azure.value().routes()) {
      boolean endpoint = route.nextHopType().equalsIgnoreCase("VirtualNetworkServiceEndpoint");
      boolean tagged = route.name() != null && tags.contains(route.name());
      if (!route.active() || endpoint || tagged) {
        continue;
      }
      for (Cidr prefix : route.prefixes()) {
        if (!(UNDOCUMENTED.contains(prefix) && route.nextHopType().equalsIgnoreCase("None"))) {
          told.put(
              prefix,
              cell(route.source(), route.nextHop(), route.name() == null ? "" : route.name()));
        }
      }
    }
    Set<Cidr> prefixes = new LinkedHashSet<>(predicted.keySet());
    prefixes.addAll(told.keySet());
    Cell absent = Cell.said("no route");
    List<Row> rows = new ArrayList<>();
    for (Cidr prefix : prefixes) {
      rows.add(
          new Row(
              prefix.toString(),
              predicted.getOrDefault(prefix, absent),
              Cell.none(),
              told.getOrDefault(prefix, absent)));
    }
    return new Comparison(azure.observation().subject(), rows, List.of(azure.observation()));
  }

  /** Global peerings have a next hop of their own; both are peerings. */
  private static Cell cell(String source, String hop, String name) {
    String key = hop.replace("VNetGlobalPeering", "VNetPeering").toLowerCase(Locale.ROOT);
    return Cell.said(
        source + " " + key + " " + name,
        hop + " (" + source + (name.isEmpty() ? "" : " " + name) + ")");
  }
}
