package dev.plumbline.network;

import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Mesh;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.Network.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Builds a {@link Network} in code. Things are kept in the order in which they are added; one with
 * the name of an earlier one takes its place.
 *
 * <p>Not safe for use by several threads. A builder can go on after {@link #build()}; networks
 * built before do not change.
 */
public final class NetworkBuilder {

  private String name;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private final List<Host> hosts = new ArrayList<>();
  private final List<CertificateSpec> certificates = new ArrayList<>();
  private final List<Zone> zones = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Mesh> meshes = new ArrayList<>();

  NetworkBuilder(String name) {
    this.name = name;
  }

  NetworkBuilder(Network network) {
    this(network.name());
    segments.addAll(network.segments());
    links.addAll(network.links());
    hosts.addAll(network.hosts());
    certificates.addAll(network.certificates());
    zones.addAll(network.zones());
    faults.addAll(network.faults());
    meshes.addAll(network.meshes());
  }

  /** Sets the network's name. */
  public NetworkBuilder name(String name) {
    this.name = name;
    return this;
  }

  /** Adds a segment with its prefixes. */
  public NetworkBuilder segment(String name, String... prefixes) {
    return segment(name, segment -> segment.prefixes(prefixes));
  }

  /** Adds a segment. */
  public NetworkBuilder segment(String name, Consumer<SegmentBuilder> with) {
    return segment(built(new SegmentBuilder(name), with).build());
  }

  /** Adds a segment. */
  public NetworkBuilder segment(Segment segment) {
    put(segments, Segment::name, segment);
    return this;
  }

  /** Changes a segment added before. */
  public NetworkBuilder changeSegment(String name, Consumer<SegmentBuilder> change) {
    return segment(
        built(new SegmentBuilder(named(segments, Segment::name, "segment", name)), change).build());
  }

  /** Adds a segment named {@code internet} that is the internet. */
  public NetworkBuilder internet() {
    return internet(segment -> {});
  }

  /** Adds a segment named {@code internet} that is the internet. */
  public NetworkBuilder internet(Consumer<SegmentBuilder> with) {
    return segment("internet", segment -> with.accept(segment.isInternet()));
  }

  /** Adds a way from one segment to another, in this direction only. */
  public NetworkBuilder link(String from, String to) {
    return link(from, to, Duration.ZERO);
  }

  /**
   * Adds a way from one segment to another, in this direction only, on which everything takes
   * longer.
   */
  public NetworkBuilder link(String from, String to, Duration latency) {
    return link(new Link(from, to, latency));
  }

  /** Adds a way from one segment to another. */
  public NetworkBuilder link(Link link) {
    links.removeIf(other -> other.from().equals(link.from()) && other.to().equals(link.to()));
    links.add(link);
    return this;
  }

  /** Adds a way from one segment to another and a way back. */
  public NetworkBuilder linkBoth(String one, String other) {
    return link(one, other).link(other, one);
  }

  /** Takes a way away, in this direction only. */
  public NetworkBuilder withoutLink(String from, String to) {
    if (!links.removeIf(link -> link.from().equals(from) && link.to().equals(to))) {
      throw new IllegalArgumentException(
          "there is no link " + from + " -> " + to + " among " + links);
    }
    return this;
  }

  /** Adds that segments all reach one another. */
  public NetworkBuilder mesh(String name, String... segments) {
    return mesh(new Mesh(name, List.of(segments), Duration.ZERO));
  }

  /** Adds that segments all reach one another. */
  public NetworkBuilder mesh(Mesh mesh) {
    put(meshes, Mesh::name, mesh);
    return this;
  }

  /** Adds a host with an address and nothing that listens. */
  public NetworkBuilder host(String name, String segment, String address) {
    return host(name, segment, address, host -> {});
  }

  /** Adds a host with an address. */
  public NetworkBuilder host(
      String name, String segment, String address, Consumer<HostBuilder> with) {
    return host(built(new HostBuilder(name, segment).addresses(address), with).build());
  }

  /** Adds a host. */
  public NetworkBuilder host(Host host) {
    put(hosts, Host::name, host);
    return this;
  }

  /** Changes a host added before. */
  public NetworkBuilder changeHost(String name, Consumer<HostBuilder> change) {
    return host(built(new HostBuilder(named(hosts, Host::name, "host", name)), change).build());
  }

  /** Takes a host away. */
  public NetworkBuilder withoutHost(String name) {
    hosts.remove(named(hosts, Host::name, "host", name));
    return this;
  }

  /** Adds a certificate of the lab's authority, valid now, for DNS names. */
  public NetworkBuilder certificate(String name, String... dnsNames) {
    return certificate(new CertificateSpec(name, List.of(dnsNames), "lab", Validity.VALID));
  }

  /** Adds a certificate of an authority that no vantage trusts, for DNS names. */
  public NetworkBuilder certificateOf(String issuer, String name, String... dnsNames) {
    return certificate(new CertificateSpec(name, List.of(dnsNames), issuer, Validity.VALID));
  }

  /** Adds a certificate. */
  public NetworkBuilder certificate(CertificateSpec certificate) {
    put(certificates, CertificateSpec::name, certificate);
    return this;
  }

  /**
   * Adds a DNS zone that every segment sees, with its records as lines of a zone file, for example
   * {@code api A 10.1.0.5}.
   */
  public NetworkBuilder zone(String name, String... records) {
    return zone(name, zone -> zone.records(records));
  }

  /** Adds a DNS zone. Several zones may have one name: they are views of it. */
  public NetworkBuilder zone(String name, Consumer<ZoneBuilder> with) {
    return zone(built(new ZoneBuilder(name), with).build());
  }

  /** Adds a DNS zone. Several zones may have one name: they are views of it. */
  public NetworkBuilder zone(Zone zone) {
    zones.add(zone);
    return this;
  }

  /** Changes every zone of a name. */
  public NetworkBuilder changeZones(String name, UnaryOperator<Zone> change) {
    if (zones.stream().noneMatch(zone -> zone.name().equalsIgnoreCase(name))) {
      throw new IllegalArgumentException(
          "there is no zone " + name + " among " + zones.stream().map(Zone::name).toList());
    }
    zones.replaceAll(zone -> zone.name().equalsIgnoreCase(name) ? change.apply(zone) : zone);
    return this;
  }

  /** Takes every zone of a name away. */
  public NetworkBuilder withoutZones(String name) {
    changeZones(name, zone -> zone);
    zones.removeIf(zone -> zone.name().equalsIgnoreCase(name));
    return this;
  }

  /** Adds something that is broken from the start. */
  public NetworkBuilder fault(Fault fault) {
    faults.add(fault);
    return this;
  }

  /**
   * Returns the network, checked as one that is read from a file is.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when something is wrong with it; with
   *     everything that is
   */
  public Network build() {
    Network network =
        new Network(name, segments, links, hosts, certificates, zones, faults, meshes);
    Networks.check(network);
    return network;
  }

  static <B> B built(B builder, Consumer<? super B> with) {
    with.accept(builder);
    return builder;
  }

  static <T> T named(List<T> all, Function<T, String> naming, String kind, String name) {
    return all.stream()
        .filter(one -> naming.apply(one).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no "
                        + kind
                        + " \""
                        + name
                        + "\" among "
                        + all.stream().map(naming).toList()));
  }

  static <T> void put(List<T> all, Function<T, String> naming, T item) {
    for (int i = 0; i < all.size(); i++) {
      if (naming.apply(all.get(i)).equals(naming.apply(item))) {
        all.set(i, item);
        return;
      }
    }
    all.add(item);
  }
}
