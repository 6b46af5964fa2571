package dev.plumbline.azure.platform;

import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The effective routes of a network interface.
 *
 * @param networkInterface its name
 * @param routes the routes in Azure's order, those that do not count among them
 */
public record EffectiveRouteList(String networkInterface, List<Route> routes) {
  /** Copies the list. */
  public EffectiveRouteList {
    routes = List.copyOf(routes);
  }

  /**
   * A route.
   *
   * @param name the name of a user-defined route; null for others
   * @param source where it comes from, in Azure's word: {@code Default}, {@code User}, {@code
   *     VirtualNetworkGateway}
   * @param active whether it counts
   * @param prefixes the destinations
   * @param nextHopType where they are sent, in Azure's word
   * @param nextHopAddresses the addresses of the next hop; empty where the type has none
   * @param serviceTags the service tags whose prefixes it is for, where Azure says so; empty for a
   *     route that is for prefixes as they are
   */
  public record Route(
      @Nullable String name,
      String source,
      boolean active,
      List<Cidr> prefixes,
      String nextHopType,
      List<InetAddress> nextHopAddresses,
      List<String> serviceTags) {
    /** Copies the lists. */
    public Route {
      prefixes = List.copyOf(prefixes);
      nextHopAddresses = List.copyOf(nextHopAddresses);
      serviceTags = List.copyOf(serviceTags);
    }

    /** Returns the next hop: {@code "VirtualAppliance 10.0.1.4"}. */
    public String nextHop() {
      StringBuilder text = new StringBuilder(nextHopType);
      nextHopAddresses.forEach(a -> text.append(' ').append(a.getHostAddress()));
      return text.toString();
    }
  }

  /** Returns the route that a packet to an address takes; empty when none holds it. */
  public Optional<Route> select(InetAddress destination) {
    Route best = null;
    int longest = -1;
    for (Route route : routes) {
      for (Cidr prefix : route.prefixes()) {
        if (route.active() && prefix.length() > longest && prefix.contains(destination)) {
          best = route;
          longest = prefix.length();
        }
      }
    }
    return Optional.ofNullable(best);
  }
}
