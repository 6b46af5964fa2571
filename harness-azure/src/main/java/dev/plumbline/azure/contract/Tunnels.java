package dev.plumbline.azure.contract;

import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.EffectiveRoute.NextHop;
import dev.plumbline.azure.rules.EffectiveRouteTable;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.vantage.Vantage;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The routes by which a subnet sends the internet, or a part of it such as 0.0.0.0/1, elsewhere.
 */
final class Tunnels {

  /** An address of the internet that no platform service has (RFC 5737). */
  private static final InetAddress ANYWHERE = IpAddresses.parse("192.0.2.99");

  /** Nobody has a block that is larger than of length 8: a shorter prefix is for the internet. */
  private static final int WIDE = 7;

  /** So many routes are enough for a message. */
  private static final int SHOWN = 5;

  private final EffectiveRouteTable table;
  private final List<EffectiveRoute> routes;

  private Tunnels(EffectiveRouteTable table, List<EffectiveRoute> routes) {
    this.table = table;
    this.routes = routes;
  }

  /** Returns those of a subnet: the routes that an address of any part of the internet takes. */
  static Tunnels of(EffectiveRouteTable table) {
    Set<InetAddress> parts = new LinkedHashSet<>();
    ApiManagementSecurityRules.CLIENTS.forEach(client -> parts.add(IpAddresses.parse(client)));
    table.active().forEach(route -> parts.addAll(Corners.clientsAtEnds(route.prefix())));
    Set<EffectiveRoute> taken = new LinkedHashSet<>();
    for (InetAddress part : parts) {
      table
          .select(part)
          .filter(route -> route.nextHopType() != NextHop.INTERNET)
          .filter(route -> isWide(route) || part.equals(ANYWHERE))
          .ifPresent(taken::add);
    }
    return new Tunnels(
        table,
        taken.stream()
            .sorted(
                Comparator.comparing(
                    route -> new BigInteger(1, route.prefix().address().getAddress())))
            .toList());
  }

  boolean isEmpty() {
    return routes.isEmpty();
  }

  /**
   * Checks that what was seen of a service goes for all its addresses. Where they are not written
   * one address stands for them, wherever they are: that it has a way tells nothing of those that
   * another route takes.
   */
  void checkSeen(Subject subject, String tag) {
    ServiceTags tags = ServiceTags.of(subject.topology());
    InetAddress seen = IpAddresses.parse(subject.addressOf(tag));
    EffectiveRoute way = table.select(seen).orElse(null);
    if (way == null || isOf(tags.prefixes(tag), way)) {
      return;
    }
    List<EffectiveRoute> others = routes.stream().filter(route -> !leadsWhere(way, route)).toList();
    if (!others.isEmpty()) {
      throw new AssertionError(
          seen.getHostAddress()
              + " stands for all addresses of "
              + tag
              + ", and takes "
              + way
              + "; those that take "
              + words(others)
              + " are not seen: write a route for the tag, or a service endpoint, or send all of"
              + " the internet the same way");
    }
  }

  /**
   * Checks that clients of every part of the internet are answered by the way they came, unless a
   * route to the internet tells that the one that was looked from is in a prefix that clients are
   * in. A route for others, such as one for an address of management, tells nothing of it.
   */
  void checkClients(Subject subject, Vantage from) {
    List<EffectiveRoute> narrow =
        table.active().stream()
            .filter(
                route ->
                    route.nextHopType() == NextHop.INTERNET
                        && route.serviceTag() == null
                        && !isWide(route))
            .toList();
    Optional<InetAddress> client = subject.clientAddress(from);
    if (client.flatMap(table::select).filter(narrow::contains).isPresent()) {
      return;
    }
    String untold = "";
    if (!narrow.isEmpty()) {
      untold =
          client
              .map(address -> "; " + address.getHostAddress() + " is not in ")
              .orElse("; write the address of vantage " + from.name() + ", to tell if it is in ");
      untold += words(narrow.subList(0, Math.min(narrow.size(), SHOWN)));
      untold += narrow.size() > SHOWN ? " or " + (narrow.size() - SHOWN) + " more" : "";
    }
    throw new AssertionError(
        "the client that was looked from is answered, but clients whose answers take "
            + words(routes)
            + " are not: write routes to Internet for the prefixes that clients are in, and look"
            + " from one of them"
            + untold);
  }

  private static boolean isWide(EffectiveRoute route) {
    return route.prefix().length() <= WIDE;
  }

  /** Whether a route is for the addresses of a tag, or the tag among others. */
  private static boolean isOf(List<Cidr> tag, EffectiveRoute route) {
    Cidr prefix = route.prefix();
    return route.serviceTag() != null
        || tag.stream()
            .anyMatch(p -> p.length() <= prefix.length() && p.contains(prefix.address()));
  }

  private static boolean leadsWhere(EffectiveRoute one, EffectiveRoute other) {
    return one.nextHopType() == other.nextHopType()
        && Objects.equals(one.nextHopIpAddress(), other.nextHopIpAddress())
        && Objects.equals(one.network(), other.network());
  }

  private static String words(List<EffectiveRoute> routes) {
    return routes.stream().map(EffectiveRoute::toString).collect(Collectors.joining(", "));
  }

  /** Returns the routes in words, as titles have them. */
  @Override
  public String toString() {
    return words(routes);
  }
}
