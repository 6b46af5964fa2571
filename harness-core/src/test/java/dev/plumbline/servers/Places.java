package dev.plumbline.servers;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Segment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which addresses belong where: what a description says of its segments and hosts, and the
 * addresses that vantages look from.
 */
record Places(Network network, Environment environment) {

  /** Checks that this kernel can be made to behave like the network. */
  Places {
    for (Segment segment : network.segments()) {
      if (segment.routes().stream().anyMatch(route -> route.via() != null)) {
        throw unsupported("segment \"" + segment.name() + "\" has a route through a host");
      }
    }
    for (Host host : network.hosts()) {
      host.addresses().forEach(Places::requireV4);
      host.publicAddresses().forEach(Places::requireV4);
    }
    for (VantageSpec vantage : environment.vantages().values()) {
      if (vantage.bind() == null || vantage.segment() == null) {
        throw new IllegalArgumentException(
            "environment \""
                + environment.name()
                + "\": on real servers every vantage needs bind and segment, this one has not: "
                + vantage);
      }
    }
  }

  static IllegalArgumentException unsupported(String what) {
    return new IllegalArgumentException(
        what + ", which the real servers of one machine cannot show");
  }

  private static void requireV4(InetAddress address) {
    if (!(address instanceof Inet4Address)) {
      throw unsupported("the network has the address " + address.getHostAddress());
    }
  }

  /** Returns every address that this machine must have. */
  Set<String> all() {
    Set<String> all = new LinkedHashSet<>();
    for (Host host : network.hosts()) {
      all.addAll(texts(host.addresses()));
      all.addAll(texts(host.publicAddresses()));
    }
    for (Segment segment : network.segments()) {
      all.addAll(bound(segment));
      if (segment.egress() != null) {
        all.add(segment.egress().getHostAddress());
      }
    }
    return all;
  }

  /** Returns the prefixes and single addresses from which a segment's hosts and vantages speak. */
  Set<String> sources(Segment segment) {
    Set<String> sources = new LinkedHashSet<>();
    segment.prefixes().forEach(prefix -> sources.add(prefix.toString()));
    network.hosts().stream()
        .filter(in(segment))
        .forEach(host -> add(sources, segment, host.addresses()));
    bound(segment).forEach(address -> addSingle(sources, segment, address));
    return sources;
  }

  /**
   * Returns the prefixes and single addresses under which a segment's hosts are reached without
   * passing the internet.
   */
  Set<String> own(Segment segment) {
    Set<String> own = new LinkedHashSet<>();
    segment.prefixes().forEach(prefix -> own.add(prefix.toString()));
    network.hosts().stream()
        .filter(in(segment))
        .forEach(host -> add(own, segment, host.addresses()));
    return own;
  }

  /** Returns the public addresses of a segment's hosts that are not their own ones. */
  Set<String> published(Segment segment) {
    Set<String> published = new LinkedHashSet<>();
    network.hosts().stream()
        .filter(in(segment))
        .forEach(host -> published.addAll(texts(host.publicAddresses())));
    published.removeAll(own(segment));
    return published;
  }

  boolean linked(Segment from, Segment to) {
    return from == to
        || network.links().stream()
            .anyMatch(l -> l.from().equals(from.name()) && l.to().equals(to.name()))
        || network.meshes().stream()
            .anyMatch(m -> m.segments().containsAll(List.of(from.name(), to.name())));
  }

  /** Returns the segment that is the internet, or an empty list. */
  List<Segment> internet() {
    return network.segments().stream().filter(Segment::internet).toList();
  }

  static List<String> texts(List<InetAddress> addresses) {
    return addresses.stream().map(InetAddress::getHostAddress).toList();
  }

  private static Predicate<Host> in(Segment segment) {
    return host -> host.segment().equals(segment.name());
  }

  private Set<String> bound(Segment segment) {
    Set<String> bound = new LinkedHashSet<>();
    for (VantageSpec vantage : environment.vantages().values()) {
      if (segment.name().equals(vantage.segment()) && vantage.bind() != null) {
        bound.add(vantage.bind().getHostAddress());
      }
    }
    return bound;
  }

  private static void add(Set<String> all, Segment segment, List<InetAddress> addresses) {
    texts(addresses).forEach(address -> addSingle(all, segment, address));
  }

  /**
   * Adds an address that no prefix of the segment holds already: the kernel's sets take no
   * overlaps.
   */
  private static void addSingle(Set<String> all, Segment segment, String address) {
    InetAddress parsed = IpAddresses.parse(address);
    for (Cidr prefix : segment.prefixes()) {
      if (prefix.contains(parsed)) {
        return;
      }
    }
    all.add(address);
  }
}
