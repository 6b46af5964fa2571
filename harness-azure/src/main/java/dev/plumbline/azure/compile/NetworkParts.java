package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.PublicVips;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Admission;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Mesh;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.Zone;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A network description in the making: every kind of resource adds its parts. */
final class NetworkParts {

  final AzureTopology topology;
  final Subnets subnets;
  final AddressPlan addresses;
  final SecurityRules securityRules;
  final PublicVips vips;

  private final List<Segment> segments = new ArrayList<>();
  private final Set<Link> links = new LinkedHashSet<>();
  private final List<Mesh> meshes = new ArrayList<>();
  private final List<Host> hosts = new ArrayList<>();
  private final List<CertificateSpec> certificates = new ArrayList<>();
  private final List<Zone> zones = new ArrayList<>();

  NetworkParts(AzureTopology topology) {
    this.topology = topology;
    this.subnets = Subnets.of(topology);
    this.addresses = AddressPlan.of(topology);
    this.securityRules = new SecurityRules(topology, addresses);
    this.vips = PublicVips.of(topology);
  }

  /** Adds a segment; one of a virtual network asks the DNS servers of that one, if it has any. */
  void add(Segment segment) {
    segments.add(DnsServers.asked(this, segment));
  }

  void add(Host host) {
    hosts.add(host);
  }

  void add(CertificateSpec certificate) {
    certificates.add(certificate);
  }

  void add(Zone zone) {
    zones.add(zone);
  }

  /** Adds a way from one segment to another, once however often it is said. */
  void link(String from, String to) {
    links.add(new Link(from, to, Duration.ZERO));
  }

  /** Says what the way from one segment to another takes. */
  void link(String from, String to, Admission admission) {
    links.removeIf(l -> l.from().equals(from) && l.to().equals(to));
    links.add(new Link(from, to, Duration.ZERO, admission));
  }

  /**
   * Returns the names of the segments in which appliances pass on what is not for themselves. In a
   * gateway subnet there are gateways only.
   */
  Set<String> passingOn() {
    Set<String> all =
        hosts.stream()
            .filter(h -> h.forwards() || !h.translations().isEmpty())
            .map(Host::segment)
            .collect(Collectors.toSet());
    topology
        .virtualNetworkGateways()
        .forEach(g -> subnets.find(g.subnet()).ifPresent(subnet -> all.remove(subnet.name())));
    return all;
  }

  /** Adds ways from each of some segments to each other of them. */
  void mesh(String name, List<String> names) {
    if (names.size() > 1) {
      meshes.add(new Mesh(name, names, Duration.ZERO));
    }
  }

  /** Adds the DNS server of a segment. See {@link DnsServers#resolver}. */
  void resolver(String name, String segment, InetAddress address) {
    Listener dns =
        new Listener(53, List.of(), null, 0, null, DnsServers.resolver(this, segment), null);
    add(new Host(name, segment, List.of(address), List.of(), false, null, List.of(dns), List.of()));
  }

  /** Returns the zones added so far. */
  List<Zone> zones() {
    return List.copyOf(zones);
  }

  Network network() {
    return new Network(
        topology.name(),
        segments,
        List.copyOf(links),
        hosts,
        certificates,
        zones,
        List.of(),
        meshes);
  }
}
