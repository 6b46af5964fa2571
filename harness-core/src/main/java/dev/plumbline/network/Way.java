package dev.plumbline.network;

import dev.plumbline.network.NetworkIndex.Edge;
import dev.plumbline.network.NetworkIndex.Place;
import dev.plumbline.network.NetworkIndex.Station;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** How a segment leads to a destination, once no route sends the flow elsewhere. */
sealed interface Way {

  /**
   * A way to the segment that holds the destination, or would hold it.
   *
   * @param to the segment
   * @param target the host; null when none has the address
   * @param seen the destination's address as filters there see it
   * @param first the link that is taken first; null for none
   * @param second the link out of the internet; null for none
   * @param byInternet whether it starts in the internet, ends there or passes it
   */
  record Open(
      Place to,
      @Nullable Station target,
      InetAddress seen,
      @Nullable Edge first,
      @Nullable Edge second,
      boolean byInternet)
      implements Way {}

  /**
   * No way.
   *
   * @param because why, as the second half of a sentence
   */
  record None(String because) implements Way {}

  /** Finds the way from a segment to an address. */
  static Way find(NetworkIndex index, Place from, InetAddress address, AddressBits bits) {
    Station neighbour = from.hosts.get(address);
    boolean fromInternet = from.segment.internet();
    if (neighbour != null) {
      return new Open(from, neighbour, address, null, null, fromInternet);
    }
    Station published = index.publicAddress(address);
    if (published != null) {
      if (published.host.addresses().isEmpty()) {
        return new None("host " + published.host.name() + " has no address of its own behind it");
      }
      return throughInternet(
          index, from, published.place, published, published.host.addresses().get(0));
    }
    if (!fromInternet && from.onLink(bits) >= 0) {
      return new Open(from, null, address, null, null, false);
    }
    boolean isPublic = IpAddresses.isPublic(address);
    if (fromInternet && !isPublic) {
      return new None("it is not a public address, and the internet has no way to others");
    }
    Place linked = index.holder(address, bits, from);
    if (linked != null) {
      boolean byInternet = fromInternet || linked.segment.internet();
      return new Open(
          linked, linked.hosts.get(address), address, from.edge(linked), null, byInternet);
    }
    Place elsewhere = index.holder(address, bits, null);
    if (!isPublic) {
      return new None(
          elsewhere == null
              ? "no segment holds that address"
              : "no link leads from " + from.text + " to " + elsewhere.text);
    }
    Place internet = index.internet();
    if (elsewhere == null && internet == null) {
      return new None("no segment holds that address, and the network has no internet");
    }
    Place to = elsewhere == null || internet == null ? internet : elsewhere;
    if (to == null) {
      return new None("no link leads from " + from.text + " to the segment that holds it");
    }
    return throughInternet(index, from, to, to.hosts.get(address), address);
  }

  private static Way throughInternet(
      NetworkIndex index, Place from, Place to, @Nullable Station target, InetAddress seen) {
    Place internet = index.internet();
    if (internet == null) {
      return new None("the network has no internet segment that would lead to " + to.text);
    }
    Edge out = from.edge(internet);
    if (from != internet && out == null) {
      return new None("no link leads from " + from.text + " to " + internet.text);
    }
    Edge in = internet.edge(to);
    if (to != internet && in == null) {
      return new None("no link leads from " + internet.text + " to " + to.text);
    }
    return out == null
        ? new Open(to, target, seen, in, null, true)
        : new Open(to, target, seen, out, in, true);
  }
}
