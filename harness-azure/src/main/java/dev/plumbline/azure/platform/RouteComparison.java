package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.platform.Comparison.Cell;
import dev.plumbline.azure.platform.Comparison.Row;
import dev.plumbline.azure.platform.EffectiveRouteList.Route;
import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.EffectiveRoute.NextHop;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares routes: those for prefixes by their prefixes, those for service tags by their tags. */
final class RouteComparison {

  /** What Azure lists beside the documented system routes; nobody reaches anything there. */
  private static final Set<Cidr> UNDOCUMENTED =
      Set.of(Cidr.of("25.33.80.0/20"), Cidr.of("25.41.3.0/25"));

  private static final Cell ABSENT = Cell.said("no route");

  /** A user-defined route for a service tag, as one side has it. */
  private static final class Tagged {
    final String name;
    final String tag;
    final Map<String, Cell> cells = new TreeMap<>();

    /** Only of ours: what the description takes the tag for. */
    final Set<Cidr> prefixes = new LinkedHashSet<>();

    Tagged(String name, String tag) {
      this.name = name;
      this.tag = tag;
    }

    void add(Cell cell) {
      cells.put(cell.value(), cell);
    }
  }

  private final Map<Cidr, Map<String, Cell>> predicted = new LinkedHashMap<>();
  private final Map<Cidr, Map<String, Cell>> told = new LinkedHashMap<>();
  private final Map<String, Tagged> predictedTags = new LinkedHashMap<>();
  private final Map<String, Tagged> toldTags = new LinkedHashMap<>();

  /** What Azure may mean by a route of that name, and does not say. */
  private final Map<String, Cell> unmarked = new LinkedHashMap<>();

  /** Their prefixes change weekly, and no list says which service they are of. */
  private boolean predictedEndpoints;

  private boolean toldEndpoints;

  private RouteComparison() {}

  static Comparison of(
      AzureTopology topology, String nic, PlatformAnswer<EffectiveRouteList> azure) {
    RouteComparison comparison = new RouteComparison();
    EffectiveRoutes.of(topology)
        .of(Interfaces.subnet(topology, nic))
        .routes()
        .forEach(comparison::predict);
    List<Route> routes = azure.value().routes();
    boolean marks = routes.stream().anyMatch(route -> !route.serviceTags().isEmpty());
    routes.forEach(route -> comparison.take(route, marks));
    return new Comparison(
        azure.observation().subject(), comparison.rows(), List.of(azure.observation()));
  }

  private void predict(EffectiveRoute route) {
    if (!route.isActive()) {
      return;
    }
    if (route.nextHopType() == NextHop.VIRTUAL_NETWORK_SERVICE_ENDPOINT) {
      predictedEndpoints = true;
      return;
    }
    InetAddress address = route.nextHopIpAddress();
    String hop = route.nextHopType() + (address == null ? "" : " " + address.getHostAddress());
    Cell cell = cell(route.source().toString(), hop, route.name());
    String tag = route.serviceTag();
    if (tag == null) {
      put(predicted, route.prefix(), cell);
      return;
    }
    Tagged tagged = tagged(predictedTags, named(route.name()), tag);
    tagged.add(cell);
    tagged.prefixes.add(route.prefix());
  }

  /**
   * Takes a route that Azure lists.
   *
   * @param marks whether Azure says of routes that they are for service tags: then one of which it
   *     does not say so is for none
   */
  private void take(Route route, boolean marks) {
    if (!route.active()) {
      return;
    }
    boolean platform = route.source().equalsIgnoreCase("Default");
    if (platform && route.nextHopType().equalsIgnoreCase("VirtualNetworkServiceEndpoint")) {
      toldEndpoints = true;
      return;
    }
    Cell cell = cell(route.source(), route.nextHop(), route.name());
    if (!route.serviceTags().isEmpty()) {
      route.serviceTags().forEach(tag -> tagged(toldTags, named(route.name()), tag).add(cell));
      return;
    }
    if (route.prefixes().isEmpty()) {
      tagged(toldTags, named(route.name()), "(no prefix)").add(cell);
      return;
    }
    Tagged ours = sameName(route);
    if (ours != null && ours.prefixes.equals(Set.copyOf(route.prefixes()))) {
      tagged(toldTags, ours.name, ours.tag).add(cell);
    } else if (ours != null && !marks && ours.cells.containsKey(cell.value())) {
      unmarked.put(
          key(ours.name, ours.tag),
          Cell.missing(
              "%s, for %s%s: Azure does not say whether these are the prefixes of %s"
                  .formatted(
                      cell.shown(),
                      route.prefixes().get(0),
                      route.prefixes().size() == 1
                          ? ""
                          : " and " + (route.prefixes().size() - 1) + " more",
                      ours.tag)));
    } else {
      for (Cidr prefix : route.prefixes()) {
        if (!(platform
            && UNDOCUMENTED.contains(prefix)
            && route.nextHopType().equalsIgnoreCase("None"))) {
          put(told, prefix, cell);
        }
      }
    }
  }

  private @Nullable Tagged sameName(Route route) {
    return predictedTags.values().stream()
        .filter(one -> !one.name.isEmpty() && one.name.equalsIgnoreCase(named(route.name())))
        .findFirst()
        .orElse(null);
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    Set<Cidr> prefixes = new LinkedHashSet<>(predicted.keySet());
    prefixes.addAll(told.keySet());
    for (Cidr prefix : prefixes) {
      rows.add(
          new Row(
              prefix.toString(),
              all(predicted.getOrDefault(prefix, Map.of())),
              Cell.none(),
              all(told.getOrDefault(prefix, Map.of()))));
    }
    Map<String, Tagged> tags = new LinkedHashMap<>(predictedTags);
    toldTags.forEach(tags::putIfAbsent);
    tags.forEach(
        (key, tag) ->
            rows.add(
                new Row(
                    tag.tag,
                    cells(predictedTags.get(key)),
                    Cell.none(),
                    toldTags.containsKey(key)
                        ? cells(toldTags.get(key))
                        : unmarked.getOrDefault(key, ABSENT))));
    if (predictedEndpoints || toldEndpoints) {
      rows.add(
          new Row("service endpoints", any(predictedEndpoints), Cell.none(), any(toldEndpoints)));
    }
    return rows;
  }

  private static Cell any(boolean any) {
    return any ? Cell.said("routes") : ABSENT;
  }

  private static Cell cells(@Nullable Tagged tagged) {
    return tagged == null ? ABSENT : all(tagged.cells);
  }

  /** Several routes to one prefix are several next hops; none takes the place of another. */
  private static Cell all(Map<String, Cell> cells) {
    return cells.isEmpty() ? ABSENT : Cell.all(cells.values());
  }

  private static void put(Map<Cidr, Map<String, Cell>> cells, Cidr prefix, Cell cell) {
    cells.computeIfAbsent(prefix, p -> new TreeMap<>()).put(cell.value(), cell);
  }

  private static Tagged tagged(Map<String, Tagged> all, String name, String tag) {
    return all.computeIfAbsent(key(name, tag), key -> new Tagged(name, tag));
  }

  private static String key(String name, String tag) {
    return (name + " " + tag).toLowerCase(Locale.ROOT);
  }

  private static String named(@Nullable String name) {
    return name == null ? "" : name;
  }

  /** Global peerings have a next hop of their own; both are peerings. */
  private static Cell cell(String source, String hop, @Nullable String named) {
    String name = named(named);
    String key = hop.replace("VNetGlobalPeering", "VNetPeering").toLowerCase(Locale.ROOT);
    return Cell.said(
        source + " " + key + " " + name,
        hop + " (" + source + (name.isEmpty() ? "" : " " + name) + ")");
  }
}
