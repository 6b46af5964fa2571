package dev.plumbline.network;

import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is looked up in a network again and again: segments and hosts by name and address, with
 * their filters made ready.
 */
final class NetworkIndex {

  private static final Map<Key, NetworkIndex> INDEXES = new ConcurrentHashMap<>();
  private static final ReferenceQueue<Network> GONE = new ReferenceQueue<>();

  private final Map<String, Place> segments = new LinkedHashMap<>();
  private final Map<String, Station> hosts = new HashMap<>();
  private final Map<InetAddress, Station> publicAddresses = new HashMap<>();
  private final @Nullable Place internet;

  private NetworkIndex(Network network) {
    for (Segment segment : network.segments()) {
      segments.put(segment.name(), new Place(segment));
    }
    internet =
        segments.values().stream().filter(p -> p.segment.internet()).findFirst().orElse(null);
    for (Host host : network.hosts()) {
      Place place = segment(host.segment(), "host " + host.name());
      Station station = new Station(host, place);
      hosts.putIfAbsent(host.name(), station);
      host.addresses().forEach(address -> place.hosts.putIfAbsent(address, station));
      host.publicAddresses().forEach(address -> publicAddresses.putIfAbsent(address, station));
      for (Attachment attachment : host.attachments()) {
        Place other = segment(attachment.segment(), "host " + host.name());
        other.hosts.putIfAbsent(attachment.address(), new Station(host, other));
      }
    }
    for (Link link : network.links()) {
      String where = "link " + link.from() + " -> " + link.to();
      segment(link.from(), where).links.putIfAbsent(segment(link.to(), where), link);
    }
  }

  /** Returns the index of a network, made once for each instance and forgotten with it. */
  static NetworkIndex of(Network network) {
    for (Reference<?> gone = GONE.poll(); gone != null; gone = GONE.poll()) {
      INDEXES.remove(gone);
    }
    NetworkIndex known = INDEXES.get(new Key(network, null));
    if (known == null) {
      known = new NetworkIndex(network);
      INDEXES.put(new Key(network, GONE), known);
    }
    return known;
  }

  Place segment(String name, String asker) {
    Place place = segments.get(name);
    if (place == null) {
      throw new IllegalArgumentException(
          asker + ": the network has no segment \"" + name + "\"; it has " + segments.keySet());
    }
    return place;
  }

  Iterable<Place> segments() {
    return segments.values();
  }

  @Nullable Place internet() {
    return internet;
  }

  @Nullable Station host(String name) {
    return hosts.get(name);
  }

  @Nullable Station publicAddress(InetAddress address) {
    return publicAddresses.get(address);
  }

  private static @Nullable Filter inbound(@Nullable RuleSet rules, String place) {
    return rules == null ? null : Filter.inbound(rules, place);
  }

  private static @Nullable Filter outbound(@Nullable RuleSet rules, String place) {
    return rules == null ? null : Filter.outbound(rules, place);
  }

  /** A segment with its hosts, links and filters. */
  static final class Place {
    final Segment segment;
    final String text;
    final Map<InetAddress, Station> hosts = new HashMap<>();
    final Map<Place, Link> links = new LinkedHashMap<>();
    final @Nullable Filter in;
    final @Nullable Filter out;
    private final List<AddressBits.Prefix> prefixes;
    private final List<Routed> routes;

    Place(Segment segment) {
      this.segment = segment;
      this.text = "segment " + segment.name();
      this.in = inbound(segment.rules(), text);
      this.out = outbound(segment.rules(), text);
      this.prefixes = segment.prefixes().stream().map(AddressBits.Prefix::of).toList();
      List<Routed> compiled = new ArrayList<>();
      segment
          .routes()
          .forEach(route -> compiled.add(new Routed(route, AddressBits.Prefix.of(route.prefix()))));
      this.routes = List.copyOf(compiled);
    }

    /** Returns the length of the longest own prefix that holds an address; -1 for none. */
    int onLink(AddressBits address) {
      int longest = -1;
      for (AddressBits.Prefix prefix : prefixes) {
        if (prefix.length() > longest && prefix.contains(address)) {
          longest = prefix.length();
        }
      }
      return longest;
    }

    /**
     * Returns the route with the longest prefix that holds an address and is at least so long; of
     * equals the first.
     */
    @Nullable Route route(AddressBits address, int atLeast) {
      Routed best = null;
      for (Routed routed : routes) {
        int length = routed.prefix.length();
        if (length >= atLeast
            && (best == null || length > best.prefix.length())
            && routed.prefix.contains(address)) {
          best = routed;
        }
      }
      return best == null ? null : best.route;
    }
  }

  private record Routed(Route route, AddressBits.Prefix prefix) {}

  /** A host with its filters. */
  static final class Station {
    final Host host;
    final Place place;
    final String text;
    final @Nullable Filter in;
    final @Nullable Filter out;

    Station(Host host, Place place) {
      this.host = host;
      this.place = place;
      this.text = "host " + host.name() + " in " + place.text;
      this.in = inbound(host.rules(), "host " + host.name());
      this.out = outbound(host.rules(), "host " + host.name());
    }
  }

  /** A network compared by identity: comparing its lists would cost more than the index saves. */
  private static final class Key extends WeakReference<Network> {
    private final int hash;

    Key(Network network, @Nullable ReferenceQueue<Network> queue) {
      super(network, queue);
      hash = System.identityHashCode(network);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Network mine = get();
      return mine != null && other instanceof Key key && key.get() == mine;
    }
  }
}
