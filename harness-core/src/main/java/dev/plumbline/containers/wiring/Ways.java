package dev.plumbline.containers.wiring;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Admission;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Mesh;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where flows and answers go from a segment, for whole prefixes at once.
 *
 * <p>The {@link #prefixes()} of a network are those of which all addresses that lie in no longer
 * one go the same ways; so one question for each of them makes a routing table.
 */
final class Ways {

  /** Addresses that are not reached across the internet (see {@link IpAddresses#isPublic}). */
  private static final List<Cidr> NOT_PUBLIC =
      Stream.of(
              "0.0.0.0/32",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "224.0.0.0/4",
              "::/128",
              "::1/128",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .map(Cidr::of)
          .toList();

  private final Site site;
  private final Network network;
  private final boolean v6;
  private final Map<String, Segment> segments = new LinkedHashMap<>();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<InetAddress, Host> published = new LinkedHashMap<>();
  private final List<Cidr> prefixes;

  /** Makes the ways of a network. */
  Ways(Site site) {
    this.site = site;
    this.network = site.network();
    network.segments().forEach(segment -> segments.put(segment.name(), segment));
    network.hosts().forEach(host -> hosts.putIfAbsent(host.name(), host));
    network
        .hosts()
        .forEach(host -> host.publicAddresses().forEach(one -> published.putIfAbsent(one, host)));
    this.v6 =
        Stream.concat(
                network.segments().stream().flatMap(s -> s.prefixes().stream()).map(Cidr::address),
                network.hosts().stream().flatMap(host -> Site.addresses(host).stream()))
            .anyMatch(address -> !NftText.isV4(address));
    this.prefixes = collect();
  }

  /** Where a packet goes from a segment's router. */
  sealed interface Way {}

  /** To a host or vantage on the segment. */
  record Near(String namespace) implements Way {}

  /** To an address on the segment that no host has. */
  record Nobody() implements Way {}

  /** Nowhere. */
  record None() implements Way {}

  /** To an appliance. */
  record By(Host appliance) implements Way {}

  /**
   * To another segment, or across the internet back to the same.
   *
   * @param to the segment
   * @param byInternet whether it starts in the internet, ends there or passes it
   * @param taken the links that are taken, each as its two segments
   */
  record Beyond(Segment to, boolean byInternet, List<Edge> taken) implements Way {}

  /**
   * A link or a mesh's way.
   *
   * @param admission what it takes; null for all
   */
  record Edge(Segment from, Segment to, @Nullable Admission admission) {}

  /** Returns whether the network has IPv6 addresses. */
  boolean v6() {
    return v6;
  }

  /** Returns the prefixes to ask about, shorter ones first. */
  List<Cidr> prefixes() {
    return prefixes;
  }

  private List<Cidr> collect() {
    Set<Cidr> all = new LinkedHashSet<>();
    all.add(Cidr.of("0.0.0.0/0"));
    all.add(Cidr.of("::/0"));
    all.addAll(NOT_PUBLIC);
    for (Segment segment : network.segments()) {
      all.addAll(segment.prefixes());
      segment.routes().forEach(route -> all.add(route.prefix()));
    }
    network.hosts().forEach(h -> Site.addresses(h).forEach(address -> all.add(single(address))));
    for (VantageAddresses.Place place : site.vantages().values()) {
      Stream.of(place.v4(), place.v6())
          .forEach(
              address -> {
                if (address != null) {
                  all.add(single(address));
                }
              });
    }
    return all.stream()
        .filter(prefix -> v6 || NftText.isV4(prefix.address()))
        .sorted(Comparator.comparingInt(Cidr::length))
        .toList();
  }

  static Cidr single(InetAddress address) {
    return new Cidr(address, address.getAddress().length * 8);
  }

  /** Returns whether a prefix is for one address alone that is among some. */
  static boolean isSingle(Cidr prefix, List<InetAddress> addresses) {
    InetAddress only = only(prefix);
    return only != null && addresses.contains(only);
  }

  private static boolean holds(Cidr outer, Cidr inner) {
    return outer.length() <= inner.length() && outer.contains(inner.address());
  }

  /** Returns the address that a prefix is for alone; null when there are more. */
  private static @Nullable InetAddress only(Cidr prefix) {
    return prefix.length() == prefix.address().getAddress().length * 8 ? prefix.address() : null;
  }

  @Nullable Host host(String name) {
    return hosts.get(name);
  }

  @Nullable Segment internet() {
    return network.segments().stream().filter(Segment::internet).findFirst().orElse(null);
  }

  /** Returns the link from one segment to another, or their mesh's way; null for none. */
  @Nullable Edge edge(Segment from, Segment to) {
    for (Link link : network.links()) {
      if (link.from().equals(from.name()) && link.to().equals(to.name())) {
        return new Edge(from, to, link.admission());
      }
    }
    for (Mesh mesh : network.meshes()) {
      if (from != to
          && mesh.segments().contains(from.name())
          && mesh.segments().contains(to.name())) {
        return new Edge(from, to, null);
      }
    }
    return null;
  }

  /**
   * Returns where what opens a connection goes, as {@link Network#fate} finds it: by the segment's
   * routes, else by its links.
   *
   * @param sender the host that sends; null for another, or for none
   */
  Way opening(Segment from, @Nullable Host sender, Cidr to) {
    Route route = route(from, sender, to);
    if (route == null || route.direct() || isVia(route, sender)) {
      return lastLeg(from, to);
    }
    Host appliance = route.via() == null ? null : host(route.via());
    if (appliance == null || !appliance.forwards()) {
      return new None();
    }
    Segment there = segment(appliance.segment());
    return there == from || edge(from, there) != null ? new By(appliance) : new None();
  }

  /** Returns where answers go: by the segment's routes, else straight back. */
  Way answer(Segment from, @Nullable Host sender, Cidr to) {
    Route route = route(from, sender, to);
    if (route != null && !route.direct() && !isVia(route, sender)) {
      Host appliance = route.via() == null ? null : host(route.via());
      InetAddress only = only(to);
      boolean itself =
          only != null
              && appliance != null
              && (appliance.addresses().contains(only)
                  || appliance.attachments().stream().anyMatch(a -> a.address().equals(only)));
      if (!itself) {
        return appliance == null || !appliance.forwards() ? new None() : new By(appliance);
      }
    }
    String near = near(from, to, true);
    return near == null ? new Beyond(from, false, List.of()) : new Near(near);
  }

  private static boolean isVia(Route route, @Nullable Host sender) {
    return sender != null && sender.name().equals(route.via());
  }

  private static @Nullable Route route(Segment from, @Nullable Host sender, Cidr to) {
    if (sender != null && sender.apart()) {
      return null;
    }
    int atLeast =
        from.prefixes().stream()
            .filter(prefix -> holds(prefix, to))
            .mapToInt(Cidr::length)
            .max()
            .orElse(-1);
    Route best = null;
    for (Route route : from.routes()) {
      int length = route.prefix().length();
      if (length >= atLeast
          && holds(route.prefix(), to)
          && (best == null || length > best.prefix().length())) {
        best = route;
      }
    }
    return best;
  }

  /** Returns the namespace on a segment that has an address; null when none has. */
  @Nullable String near(Segment segment, Cidr to, boolean vantages) {
    InetAddress address = only(to);
    if (address == null) {
      return null;
    }
    for (Host host : network.hosts()) {
      if (host.segment().equals(segment.name()) && host.addresses().contains(address)
          || host.attachments().contains(new Attachment(segment.name(), address))) {
        return site.namespace(host);
      }
    }
    if (vantages) {
      for (Map.Entry<String, VantageAddresses.Place> vantage : site.vantages().entrySet()) {
        VantageAddresses.Place place = vantage.getValue();
        if (place.segment().equals(segment.name())
            && (address.equals(place.v4()) || address.equals(place.v6()))) {
          return site.namespace(vantage.getKey());
        }
      }
    }
    return null;
  }

  /** Returns where the links lead, once no route sends a flow elsewhere. */
  Way lastLeg(Segment from, Cidr to) {
    Way way = direct(from, to);
    // What stays in the internet passes it, too, and may be seen by another address.
    return from.internet() && !(way instanceof None || way instanceof Beyond) && hidesSources(from)
        ? new Beyond(from, true, List.of())
        : way;
  }

  private boolean hidesSources(Segment internet) {
    return internet.egress() != null
        || network.hosts().stream()
            .anyMatch(
                host ->
                    host.segment().equals(internet.name())
                        && !host.publicAddresses().isEmpty()
                        && (internet.ownEgress()
                            || !host.sourceTranslations().isEmpty()
                            || !host.translations().isEmpty()));
  }

  private Way direct(Segment from, Cidr to) {
    InetAddress address = only(to);
    String neighbour = near(from, to, false);
    if (neighbour != null) {
      return new Near(neighbour);
    }
    Host publisher = address == null ? null : published.get(address);
    if (publisher != null && from.internet() && publisher.segment().equals(from.name())) {
      return publisher.addresses().isEmpty() ? new None() : new Near(site.namespace(publisher));
    }
    if (publisher != null) {
      return publisher.addresses().isEmpty()
          ? new None()
          : throughInternet(from, segment(publisher.segment()));
    }
    if (!from.internet() && from.prefixes().stream().anyMatch(prefix -> holds(prefix, to))) {
      return new Nobody();
    }
    boolean isPublic = NOT_PUBLIC.stream().noneMatch(prefix -> holds(prefix, to));
    if (from.internet() && !isPublic) {
      return new None();
    }
    Edge linked = holder(to, segment -> edge(from, segment));
    if (linked != null) {
      boolean byInternet = from.internet() || linked.to().internet();
      return new Beyond(linked.to(), byInternet, List.of(linked));
    }
    Segment elsewhere = holder(to, segment -> segment);
    Segment end = elsewhere == null ? internet() : elsewhere;
    return !isPublic || end == null ? new None() : throughInternet(from, end);
  }

  private Way throughInternet(Segment from, Segment to) {
    Segment internet = internet();
    if (internet == null) {
      return new None();
    }
    List<Edge> taken = new ArrayList<>();
    if (from != internet) {
      Edge out = edge(from, internet);
      if (out == null) {
        return new None();
      }
      taken.add(out);
    }
    if (to != internet) {
      Edge in = edge(internet, to);
      if (in == null) {
        return new None();
      }
      taken.add(in);
    }
    return from == to && taken.isEmpty() ? new Nobody() : new Beyond(to, true, List.copyOf(taken));
  }

  /**
   * Returns what a question about the segments that could hold an address says first: those of
   * hosts that have it, then by the longest prefix.
   */
  <T> @Nullable T holder(Cidr to, Function<Segment, @Nullable T> question) {
    InetAddress address = only(to);
    if (address != null) {
      for (Segment segment : withHost(address)) {
        T found = question.apply(segment);
        if (found != null) {
          return found;
        }
      }
    }
    for (int length = to.length(); length >= 0; length--) {
      for (Segment segment : network.segments()) {
        for (Cidr prefix : segment.prefixes()) {
          if (prefix.length() == length && holds(prefix, to)) {
            T found = question.apply(segment);
            if (found != null) {
              return found;
            }
          }
        }
      }
    }
    return null;
  }

  private Set<Segment> withHost(InetAddress address) {
    Set<Segment> found = new LinkedHashSet<>();
    for (Host host : network.hosts()) {
      if (host.addresses().contains(address)) {
        found.add(segment(host.segment()));
      }
      for (Attachment attachment : host.attachments()) {
        if (attachment.address().equals(address)) {
          found.add(segment(attachment.segment()));
        }
      }
    }
    return found;
  }

  Segment segment(String name) {
    Segment segment = segments.get(name);
    if (segment == null) {
      throw new IllegalArgumentException("network has no segment \"" + name + "\"");
    }
    return segment;
  }
}
