package dev.plumbline.azure.drill;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.Connection;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.RouteTable.NextHopType;
import dev.plumbline.azure.model.RouteTable.Route;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.drill.Catalogue;
import dev.plumbline.drill.Catalogue.Places;
import dev.plumbline.drill.Edit;
import dev.plumbline.network.Network.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Mistakes with network security groups, peerings, connections and route tables. */
final class AzureWays {

  private static final int FIRST = 100;

  private final AzureTopology topology;
  private final Catalogue<AzureTopology> catalogue;

  AzureWays(AzureTopology topology, Catalogue<AzureTopology> catalogue) {
    this.topology = topology;
    this.catalogue = catalogue;
  }

  void add() {
    groups();
    rules();
    routes();
  }

  private void groups() {
    String nowhere = "there is no network security group";
    catalogue
        .add("rules-allow-everything", nowhere, first(Direction.INBOUND, Access.ALLOW))
        .add("outbound-denied", nowhere, first(Direction.OUTBOUND, Access.DENY))
        .add(
            "rules-missing",
            "no subnet has a network security group",
            places -> {
              for (Subnet subnet : Edit.all(topology, Subnet.class)) {
                if (subnet.networkSecurityGroup() != null) {
                  places.add(
                      "subnet " + subnet.name(),
                      Edit.change(topology, subnet, "networkSecurityGroup", null));
                }
              }
            });
  }

  /** A rule before all others: those that are in its way come later. */
  private Consumer<Places<AzureTopology>> first(Direction direction, Access access) {
    return places -> {
      for (NetworkSecurityGroup group : topology.networkSecurityGroups()) {
        List<SecurityRule> rules = new ArrayList<>();
        rules.add(
            new SecurityRule(
                "Everything",
                FIRST,
                direction,
                access,
                SecurityRuleProtocol.ANY,
                List.of("*"),
                List.of("*"),
                List.of()));
        for (SecurityRule rule : group.securityRules()) {
          rules.add(
              rule.direction() == direction
                  ? Edit.with(rule, "priority", Math.min(4096, rule.priority() + 1))
                  : rule);
        }
        places.add(
            "network security group " + group.name(),
            Edit.change(topology, group, "securityRules", rules));
      }
    };
  }

  private void rules() {
    catalogue
        .add(
            "allow-rule-missing",
            "no rule of a network security group allows anything",
            without(rule -> rule.access() == Access.ALLOW))
        .add(
            "deny-rule-missing",
            "no rule of a network security group denies anything",
            without(rule -> rule.access() == Access.DENY))
        .add(
            "rule-port-wrong",
            "no rule of a network security group is for a port",
            places ->
                each(
                    (group, rule) -> {
                      if (rule.access() == Access.ALLOW
                          && !rule.destinationPortRanges().isEmpty()) {
                        int port = rule.destinationPortRanges().get(0).first() + 1;
                        places.add(
                            where(group, rule),
                            Edit.change(
                                topology,
                                rule,
                                "destinationPortRanges",
                                List.of(new PortRange(port, port))));
                      }
                    }))
        .add(
            "rule-source-too-wide",
            "no rule of a network security group is for some sources only",
            places ->
                each(
                    (group, rule) -> {
                      if (rule.access() == Access.ALLOW
                          && rule.direction() == Direction.INBOUND
                          && !rule.sourceAddressPrefixes().contains("*")) {
                        places.add(
                            where(group, rule),
                            Edit.change(
                                topology,
                                rule,
                                "sourceAddressPrefixes",
                                List.of("*"),
                                "sourceApplicationSecurityGroups",
                                List.of()));
                      }
                    }))
        .add(
            "rule-order-swapped",
            "no network security group both allows and denies by rules next to each other",
            this::swapped)
        .add(
            "management-open-to-the-internet",
            "no rule of a network security group is for management (3443)",
            places ->
                each(
                    (group, rule) -> {
                      if (rule.access() == Access.ALLOW
                          && rule.direction() == Direction.INBOUND
                          && rule.destinationPortRanges().stream()
                              .anyMatch(p -> p.contains(3443))) {
                        places.add(
                            where(group, rule),
                            Edit.change(
                                topology, rule, "sourceAddressPrefixes", List.of("Internet")));
                      }
                    }));
  }

  private Consumer<Places<AzureTopology>> without(Predicate<SecurityRule> which) {
    return places ->
        each(
            (group, rule) -> {
              if (which.test(rule)) {
                places.add(where(group, rule), Edit.remove(topology, rule));
              }
            });
  }

  private void swapped(Places<AzureTopology> places) {
    for (NetworkSecurityGroup group : topology.networkSecurityGroups()) {
      for (Direction direction : Direction.values()) {
        List<SecurityRule> sorted = new ArrayList<>(group.securityRules());
        sorted.removeIf(rule -> rule.direction() != direction);
        sorted.sort((a, b) -> Integer.compare(a.priority(), b.priority()));
        for (int i = 0; i + 1 < sorted.size(); i++) {
          SecurityRule one = sorted.get(i);
          SecurityRule next = sorted.get(i + 1);
          if (one.access() != next.access()) {
            AzureTopology changed = Edit.change(topology, one, "priority", next.priority());
            places.add(
                "rules " + one.name() + " and " + next.name() + " of " + group.name(),
                Edit.change(changed, next, "priority", one.priority()));
          }
        }
      }
    }
  }

  private void each(BiConsumer<NetworkSecurityGroup, SecurityRule> each) {
    for (NetworkSecurityGroup group : topology.networkSecurityGroups()) {
      group.securityRules().forEach(rule -> each.accept(group, Objects.requireNonNull(rule)));
    }
  }

  private static String where(NetworkSecurityGroup group, SecurityRule rule) {
    return "rule " + rule.name() + " of " + group.name();
  }

  private void routes() {
    catalogue
        .add("link-missing", "no network is connected to another", this::unconnected)
        .add(
            "route-missing",
            "there is no route",
            places -> {
              for (Route route : Edit.all(topology, Route.class)) {
                places.add("route " + route.name(), Edit.remove(topology, route));
              }
            })
        .add(
            "forced-tunnel-without-its-exception",
            "no route is an exception from one that is forced",
            places -> {
              for (Route route : Edit.all(topology, Route.class)) {
                if (route.nextHopType() == NextHopType.INTERNET
                    && !route.addressPrefix().equals("0.0.0.0/0")) {
                  places.add("route " + route.name(), Edit.remove(topology, route));
                }
              }
            })
        .add("route-to-a-dead-appliance", "there is no subnet", this::dead)
        .add(
            "route-table-missing",
            "no subnet has a route table",
            places -> {
              for (Subnet subnet : Edit.all(topology, Subnet.class)) {
                if (subnet.routeTable() != null) {
                  places.add(
                      "subnet " + subnet.name(), Edit.change(topology, subnet, "routeTable", null));
                }
              }
            });
  }

  private void unconnected(Places<AzureTopology> places) {
    for (VirtualNetwork network : topology.virtualNetworks()) {
      for (VirtualNetworkPeering peering : network.peerings()) {
        places.add(
            "peering from " + network.name() + " to " + peering.remoteVirtualNetwork(),
            Edit.remove(topology, peering));
      }
    }
    for (ConnectedNetwork network : topology.connectedNetworks()) {
      for (String to : network.connectedTo()) {
        List<String> others = new ArrayList<>(network.connectedTo());
        others.remove(to);
        places.add(
            "connection of " + network.name() + " to " + to,
            Edit.change(
                topology,
                network,
                "connectedTo",
                others,
                "forwardsDns",
                !others.isEmpty() && network.forwardsDns()));
      }
    }
    for (Connection connection : topology.connections()) {
      places.add("connection " + connection.name(), Edit.remove(topology, connection));
    }
  }

  /** Everything goes to an address of the subnet that nobody has. */
  private void dead(Places<AzureTopology> places) {
    for (Subnet subnet : Edit.all(topology, Subnet.class)) {
      if (subnet.routeTable() == null) {
        RouteTable table =
            new RouteTable(
                "to-nobody",
                false,
                List.of(new Route("to-nobody", "0.0.0.0/0", NextHopType.NONE, null)));
        List<RouteTable> tables = new ArrayList<>(topology.routeTables());
        tables.add(table);
        AzureTopology changed = Edit.change(topology, subnet, "routeTable", table.name());
        places.add("subnet " + subnet.name(), Edit.with(changed, "routeTables", tables));
      }
    }
    for (RouteTable table : topology.routeTables()) {
      List<Route> routes = new ArrayList<>(table.routes());
      routes.removeIf(route -> route.addressPrefix().equals("0.0.0.0/0"));
      routes.add(new Route("to-nobody", "0.0.0.0/0", NextHopType.NONE, null));
      places.add("route table " + table.name(), Edit.change(topology, table, "routes", routes));
    }
  }
}
