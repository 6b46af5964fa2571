package dev.plumbline.drill;

import dev.plumbline.drill.Catalogue.Places;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Mistakes with filters, links and routes. */
final class NetworkWays {

  private static final Cidr EVERYWHERE = Cidr.of("0.0.0.0/0");

  private final Network network;
  private final Catalogue<Network> catalogue;

  NetworkWays(Network network, Catalogue<Network> catalogue) {
    this.network = network;
    this.catalogue = catalogue;
  }

  void add() {
    filters();
    routes();
  }

  private void filters() {
    String nowhere = "there is no filter";
    catalogue
        .add(
            "rules-allow-everything",
            nowhere,
            places ->
                sets(
                    (set, where) ->
                        places.add(
                            where,
                            Edit.change(
                                network,
                                set,
                                "inbound",
                                NetworkMisconfigurations.before(
                                    first(Action.ALLOW, set.inbound()), set.inbound())))))
        .add(
            "outbound-denied",
            nowhere,
            places ->
                sets(
                    (set, where) ->
                        places.add(
                            where,
                            Edit.change(
                                network,
                                set,
                                "outbound",
                                NetworkMisconfigurations.before(
                                    first(Action.DROP, set.outbound()), set.outbound())))))
        .add("rules-missing", nowhere, this::unfiltered)
        .add(
            "allow-rule-missing",
            "no rule of a filter lets anything in or out",
            without(rule -> rule.action() == Action.ALLOW))
        .add(
            "deny-rule-missing",
            "no rule of a filter keeps anything out",
            without(rule -> rule.action() != Action.ALLOW))
        .add(
            "rule-port-wrong",
            "no rule of a filter is for a port",
            places ->
                rules(
                    (rule, where) -> {
                      if (rule.action() == Action.ALLOW && !rule.ports().isEmpty()) {
                        PortRange port = rule.ports().get(0);
                        places.add(
                            where,
                            Edit.change(
                                network,
                                rule,
                                "ports",
                                List.of(new PortRange(port.first() + 1, port.first() + 1))));
                      }
                    }))
        .add(
            "rule-source-too-wide",
            "no rule of a filter is for some sources only",
            places ->
                rules(
                    (rule, where) -> {
                      if (rule.action() == Action.ALLOW && !rule.from().isEmpty()) {
                        places.add(where, Edit.change(network, rule, "from", List.of()));
                      }
                    }))
        .add(
            "rule-order-swapped",
            "no filter both lets in and keeps out by rules next to each other",
            this::swapped);
  }

  private static Rule first(Action action, List<Rule> others) {
    int least = others.stream().mapToInt(Rule::priority).min().orElse(100);
    return new Rule(
        "everything", least - 1, action, Protocol.ANY, List.of(), List.of(), List.of(), List.of());
  }

  private void unfiltered(Places<Network> places) {
    for (Segment segment : network.segments()) {
      if (segment.rules() != null) {
        places.add("segment " + segment.name(), Edit.change(network, segment, "rules", null));
      }
    }
    for (Host host : network.hosts()) {
      if (host.rules() != null) {
        places.add("host " + host.name(), Edit.change(network, host, "rules", null));
      }
    }
  }

  private Consumer<Places<Network>> without(Predicate<Rule> which) {
    return places ->
        rules(
            (rule, where) -> {
              if (which.test(rule)) {
                places.add(where, Edit.remove(network, rule));
              }
            });
  }

  private void swapped(Places<Network> places) {
    sets(
        (set, where) -> {
          for (List<Rule> rules : List.of(set.inbound(), set.outbound())) {
            List<Rule> sorted = new ArrayList<>(rules);
            sorted.sort((a, b) -> Integer.compare(a.priority(), b.priority()));
            for (int i = 0; i + 1 < sorted.size(); i++) {
              Rule one = sorted.get(i);
              Rule next = sorted.get(i + 1);
              if (one.action() != next.action()) {
                Network changed = Edit.change(network, one, "priority", next.priority());
                places.add(
                    "rules " + one.name() + " and " + next.name() + " of " + where,
                    Edit.change(changed, next, "priority", one.priority()));
              }
            }
          }
        });
  }

  private void sets(BiConsumer<RuleSet, String> each) {
    for (RuleSet set : Edit.all(network, RuleSet.class)) {
      each.accept(set, "filter " + set.name());
    }
  }

  private void rules(BiConsumer<Rule, String> each) {
    sets(
        (set, where) -> {
          for (Rule rule : Edit.all(set, Rule.class)) {
            each.accept(rule, "rule " + rule.name() + " of " + where);
          }
        });
  }

  private void routes() {
    catalogue
        .add(
            "link-missing",
            "there is no link",
            places -> {
              for (Link link : network.links()) {
                places.add("link " + link.from() + " -> " + link.to(), Edit.remove(network, link));
              }
            })
        .add(
            "route-missing",
            "no segment has a route of its own",
            places ->
                routes(
                    (segment, route) ->
                        places.add(where(segment, route), Edit.remove(network, route))))
        .add(
            "forced-tunnel-without-its-exception",
            "no segment has a route that is an exception from a shorter one",
            places ->
                routes(
                    (segment, route) -> {
                      if (route.direct()) {
                        places.add(where(segment, route), Edit.remove(network, route));
                      }
                    }))
        .add("route-to-a-dead-appliance", "no segment has a host", this::dead);
  }

  private void dead(Places<Network> places) {
    for (Segment segment : network.segments()) {
      if (segment.internet() || segment.prefixes().isEmpty()) {
        continue;
      }
      List<Route> routes = new ArrayList<>();
      for (Route route : segment.routes()) {
        if (!route.prefix().equals(EVERYWHERE)) {
          routes.add(route);
        }
      }
      routes.add(new Route("to-nobody", EVERYWHERE, null, true, false));
      places.add("segment " + segment.name(), Edit.change(network, segment, "routes", routes));
    }
  }

  private void routes(BiConsumer<Segment, Route> each) {
    for (Segment segment : network.segments()) {
      segment.routes().forEach(route -> each.accept(segment, route));
    }
  }

  private static String where(Segment segment, Route route) {
    return "route " + route.name() + " of segment " + segment.name();
  }
}
