package dev.plumbline.azure.rules;

import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * All routes of a subnet, those that do not count among them. Every network interface of the subnet
 * has these.
 *
 * @param subnet the subnet, by its name in the topology
 * @param routes the routes: the platform's own, those learned by gateways, those of its route table
 */
public record EffectiveRouteTable(String subnet, List<EffectiveRoute> routes) {
  /** Copies the list. */
  public EffectiveRouteTable {
    routes = List.copyOf(routes);
  }

  /** Returns the routes that count. */
  public List<EffectiveRoute> active() {
    return routes.stream().filter(EffectiveRoute::isActive).toList();
  }

  /**
   * Returns the route that a packet to an address takes: of those that count, the one with the
   * longest prefix. Empty when none holds the address: then the packet is dropped.
   */
  public Optional<EffectiveRoute> select(InetAddress destination) {
    EffectiveRoute best = null;
    for (EffectiveRoute route : routes) {
      if (route.isActive()
          && (best == null || route.prefix().length() > best.prefix().length())
          && route.prefix().contains(destination)) {
        best = route;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Returns the route of those addresses of a prefix that have no longer route of their own. */
  public Optional<EffectiveRoute> select(Cidr prefix) {
    EffectiveRoute best = null;
    for (EffectiveRoute route : routes) {
      if (route.isActive()
          && route.prefix().length() <= prefix.length()
          && (best == null || route.prefix().length() > best.prefix().length())
          && route.prefix().contains(prefix.address())) {
        best = route;
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * Returns which route a packet to an address takes, and why not another: every route that holds
   * the address, the one taken marked.
   */
  public String explain(InetAddress destination) {
    EffectiveRoute taken = select(destination).orElse(null);
    TextTable table =
        new TextTable("", "Source", "State", "Address Prefix", "Next Hop Type", "Next Hop IP", "");
    routes.stream()
        .filter(r -> r.prefix().contains(destination))
        .forEach(
            r ->
                table.row(
                    r == taken ? "=>" : "",
                    r.source().toString(),
                    r.state().toString(),
                    r.prefix().toString(),
                    r.nextHopType().toString(),
                    ip(r),
                    r.why() != null ? r.why() : r == taken ? "" : "a longer prefix is taken"));
    return "routes of "
        + subnet
        + " to "
        + destination.getHostAddress()
        + "\n"
        + table
        + (taken == null ? "no route: dropped\n" : "");
  }

  /** Returns the table as {@code az network nic show-effective-route-table} prints it. */
  @Override
  public String toString() {
    TextTable table =
        new TextTable("Source", "State", "Address Prefix", "Next Hop Type", "Next Hop IP");
    routes.forEach(
        r ->
            table.row(
                r.source().toString(),
                r.state().toString(),
                r.prefix().toString(),
                r.nextHopType().toString(),
                ip(r)));
    table.underline();
    return table.toString();
  }

  private static String ip(EffectiveRoute route) {
    InetAddress address = route.nextHopIpAddress();
    return address == null ? "" : address.getHostAddress();
  }
}
