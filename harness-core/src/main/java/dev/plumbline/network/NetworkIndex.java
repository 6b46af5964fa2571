package dev.plumbline.network;

import dev.plumbline.network.Network.Admission;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Mesh;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.SourceTranslation;
import dev.plumbline.network.Network.Translation;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
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
  private final Map<InetAddress, List<Place>> placesByHostAddress = new HashMap<>();
  private final PrefixIndex prefixes;
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
      for (InetAddress address : host.addresses()) {
        place.hosts.putIfAbsent(address, station);
        holds(place, address);
      }
      host.publicAddresses().forEach(address -> publicAddresses.putIfAbsent(address, station));
      for (Attachment attachment : host.attachments()) {
        Place other = segment(attachment.segment(), "host " + host.name());
        other.hosts.putIfAbsent(attachment.address(), new Station(host, other));
        holds(other, attachment.address());
      }
    }
    for (Link link : network.links()) {
      String where = "link " + link.from() + " -> " + link.to();
      Place from = segment(link.from(), where);
      Place to = segment(link.to(), where);
      from.links.putIfAbsent(to, new Edge(from, to, link.latency(), null, Gate.of(link)));
    }
    for (Mesh mesh : network.meshes()) {
      for (String name : mesh.segments()) {
        segment(name, "mesh " + mesh.name()).join(mesh);
      }
    }
    prefixes = new PrefixIndex(segments.values());
  }

  /** Returns the index of a network, made once for each instance and forgotten with it. */
  static NetworkIndex of(Network network) {
    for (Reference<?> gone = GONE.poll(); gone != null; gone = GONE.poll()) {
      INDEXES.remove(gone);
    }
    NetworkIndex known = INDEXES.get(new Question(network));
    if (known == null) {
      known = new NetworkIndex(network);
      INDEXES.put(new Key(network, GONE), known);
    }
    return known;
  }

  private void holds(Place place, InetAddress address) {
    List<Place> places = placesByHostAddress.computeIfAbsent(address, a -> new ArrayList<>(1));
    if (!places.contains(place)) {
      places.add(place);
    }
  }

  Place segment(String name, Object asker) {
    Place place = segments.get(name);
    if (place == null) {
      throw new IllegalArgumentException(
          asker + ": the network has no segment \"" + name + "\"; it has " + segments.keySet());
    }
    return place;
  }

  /**
   * Returns the segment that holds an address, by a host of its own, else by the longest prefix,
   * among those that a segment has a link to, or among all when that is null; null for none.
   */
  @Nullable Place holder(InetAddress address, AddressBits bits, @Nullable Place linkedFrom) {
    List<Place> places = placesByHostAddress.get(address);
    if (places != null) {
      for (int i = 0; i < places.size(); i++) {
        if (linkedFrom == null || linkedFrom.leadsTo(places.get(i))) {
          return places.get(i);
        }
      }
    }
    return prefixes.holder(bits, linkedFrom);
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
    final Map<Place, Edge> links = new HashMap<>();
    private final List<Mesh> meshes = new ArrayList<>(1);
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

    void join(Mesh mesh) {
      if (!meshes.contains(mesh)) {
        meshes.add(mesh);
      }
    }

    List<AddressBits.Prefix> prefixes() {
      return prefixes;
    }

    boolean hasRoutes() {
      return !routes.isEmpty();
    }

    /** Returns whether there is a link to another segment. */
    boolean leadsTo(Place other) {
      return links.containsKey(other) || common(other) != null;
    }

    /** Returns the link to another segment; null for none. */
    @Nullable Edge edge(Place other) {
      Edge link = links.get(other);
      if (link != null) {
        return link;
      }
      Mesh mesh = common(other);
      return mesh == null ? null : new Edge(this, other, mesh.latency(), mesh.name(), null);
    }

    /** Most segments are in one mesh or none, so that looking at all of them is quick. */
    private @Nullable Mesh common(Place other) {
      if (other == this) {
        return null;
      }
      for (int i = 0; i < meshes.size(); i++) {
        for (int j = 0; j < other.meshes.size(); j++) {
          if (meshes.get(i) == other.meshes.get(j)) {
            return meshes.get(i);
          }
        }
      }
      return null;
    }

    /** Returns the length of the longest own prefix that holds an address; -1 for none. */
    int onLink(AddressBits address) {
      int longest = -1;
      for (int i = 0; i < prefixes.size(); i++) {
        AddressBits.Prefix prefix = prefixes.get(i);
        if (prefix.length() > longest && prefix.contains(address)) {
          longest = prefix.length();
        }
      }
      return longest;
    }

    /**
     * Returns the route with the longest prefix that holds an address, unless an own prefix that
     * does is longer; of equals the first.
     */
    @Nullable Route route(AddressBits address) {
      if (routes.isEmpty()) {
        return null;
      }
      int atLeast = onLink(address);
      Routed best = null;
      for (int i = 0; i < routes.size(); i++) {
        Routed routed = routes.get(i);
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

  /**
   * A link, or a mesh's way from one of its segments to another.
   *
   * @param mesh the mesh's name; null for a link
   * @param gate which flows it takes; null for all
   */
  record Edge(Place from, Place to, Duration latency, @Nullable String mesh, @Nullable Gate gate) {
    String inWords() {
      return (mesh == null ? "link " : "mesh " + mesh + ": ")
          + from.segment.name()
          + " -> "
          + to.segment.name();
    }
  }

  /** What a link takes, made ready. */
  record Gate(Admission admission, PrefixSet sources) {
    static @Nullable Gate of(Link link) {
      Admission admission = link.admission();
      return admission == null ? null : new Gate(admission, PrefixSet.of(admission.sources()));
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
    final List<SourceHiding> sourceTranslations;
    final List<Translating> translations;

    Station(Host host, Place place) {
      this.host = host;
      this.place = place;
      this.sourceTranslations = host.sourceTranslations().stream().map(SourceHiding::new).toList();
      this.translations = host.translations().stream().map(Translating::new).toList();
      this.text = "host " + host.name() + " in " + place.text;
      this.in = inbound(host.rules(), "host " + host.name());
      this.out = outbound(host.rules(), "host " + host.name());
    }

    /** Returns the station at which the host has an address of its own; null for none. */
    @Nullable Station at(NetworkIndex index, InetAddress address) {
      if (host.addresses().contains(address)) {
        return this;
      }
      for (Attachment attachment : host.attachments()) {
        if (attachment.address().equals(address)) {
          return index.segment(attachment.segment(), host).hosts.get(address);
        }
      }
      return null;
    }
  }

  /** A translation of sources, made ready. */
  static final class SourceHiding {
    final SourceTranslation translation;
    private final PrefixSet from;
    private final PrefixSet to;
    private final PrefixSet except;

    SourceHiding(SourceTranslation translation) {
      this.translation = translation;
      this.from = PrefixSet.of(translation.from());
      this.to = PrefixSet.of(translation.to());
      this.except = PrefixSet.of(translation.except());
    }

    boolean isFor(AddressBits source, AddressBits destination) {
      InetAddress given = translation.address();
      return (given == null || given instanceof Inet4Address == source.v4())
          && (translation.from().isEmpty() || from.contains(source))
          && (translation.to().isEmpty() || to.contains(destination))
          && !except.contains(destination);
    }
  }

  /** A translation of destinations, made ready. */
  static final class Translating {
    final Translation translation;
    private final PrefixSet from;

    Translating(Translation translation) {
      this.translation = translation;
      this.from = PrefixSet.of(translation.from());
    }

    boolean isFor(Protocol protocol, AddressBits source, InetAddress destination, int port) {
      return (translation.protocol() == Protocol.ANY || translation.protocol() == protocol)
          && (translation.port() == null || translation.port() == port)
          && (translation.address() == null || translation.address().equals(destination))
          && translation.to().getClass() == destination.getClass()
          && (translation.from().isEmpty() || from.contains(source));
    }
  }

  /** Asks for a network's index, without the cost of a reference that the collector looks after. */
  private record Question(Network network) {
    @Override
    public int hashCode() {
      return System.identityHashCode(network);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Question question && question.network == network
          || other instanceof Key key && key.get() == network;
    }
  }

  /** A network compared by identity: comparing its lists would cost more than the index saves. */
  private static final class Key extends WeakReference<Network> {
    private final int hash;

    Key(Network network, ReferenceQueue<Network> queue) {
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
