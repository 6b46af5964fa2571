package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.DnsResolver;
import dev.plumbline.azure.model.DnsResolver.InboundEndpoint;
import dev.plumbline.azure.model.DnsResolver.OutboundEndpoint;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Dns.Forwarder;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The DNS servers of a topology, and where each asks on. */
final class DnsServers {

  private static final int PORT = 53;

  private DnsServers() {}

  /**
   * Returns a server that passes every question on, as a virtual machine or a firewall's DNS proxy
   * does.
   *
   * @param servers where to; the public resolver when empty, as a server that asks the root does
   */
  static Dns forwarding(List<InetAddress> servers) {
    List<InetAddress> asked =
        servers.isEmpty() ? List.of(IpAddresses.parse(Platform.PUBLIC_RESOLVER)) : servers;
    return new Dns(false, List.of(), null, List.of(new Forwarder(".", asked)));
  }

  /** Returns a listener on port 53 that passes every question on. See {@link #forwarding}. */
  static Listener listener(List<InetAddress> servers) {
    return listener(forwarding(servers));
  }

  private static Listener listener(Dns dns) {
    return new Listener(PORT, List.of(), null, 0, null, dns, null);
  }

  /**
   * Returns the resolver of a segment that has one of its own: that of the platform answers with
   * the view of who asks, and forwards by the rules of rulesets; that of the internet, and that of
   * a network outside Azure, answer everybody with their own view.
   */
  static Dns resolver(NetworkParts parts, String segment) {
    if (segment.equals(Platform.SEGMENT)) {
      return new Dns(true, List.of(), null, ForwardingRules.of(parts));
    }
    List<Forwarder> forwarders = new ArrayList<>();
    for (ConnectedNetwork network : parts.topology.connectedNetworks()) {
      if (network.name().equals(segment)
          && network.forwardsDns()
          && !network.connectedTo().isEmpty()) {
        List<InetAddress> inbound = inboundEndpoints(parts, network.connectedTo().get(0));
        if (!inbound.isEmpty()) {
          forwarders.add(new Forwarder(".", inbound));
        }
      }
    }
    return new Dns(true, List.of(), segment, forwarders);
  }

  /** Returns a segment that asks the servers of its virtual network, if that has any of its own. */
  static Segment asked(NetworkParts parts, Segment segment) {
    List<InetAddress> servers =
        parts
            .subnets
            .find(segment.name())
            .map(placed -> placed.virtualNetwork().dnsServers())
            .orElse(List.of());
    return servers.isEmpty()
        ? segment
        : new Segment(
            segment.name(),
            segment.prefixes(),
            segment.internet(),
            servers.get(0),
            segment.egress(),
            segment.rules(),
            segment.routes(),
            servers.subList(1, servers.size()));
  }

  /** Returns the addresses of the inbound endpoints of a virtual network. */
  static List<InetAddress> inboundEndpoints(NetworkParts parts, String virtualNetwork) {
    List<InetAddress> addresses = new ArrayList<>();
    for (DnsResolver resolver : parts.topology.dnsResolvers()) {
      if (resolver.virtualNetwork().equals(virtualNetwork)) {
        resolver.inboundEndpoints().forEach(e -> addresses.add(parts.addresses.of(e)));
      }
    }
    return addresses;
  }

  /**
   * Adds the endpoints of private DNS resolvers. An inbound endpoint asks the platform's resolver
   * from its own subnet, so that it answers everybody with the view of its virtual network; what
   * rules forward leaves from an outbound endpoint.
   */
  static void addEndpoints(NetworkParts parts) {
    for (DnsResolver resolver : parts.topology.dnsResolvers()) {
      for (InboundEndpoint endpoint : resolver.inboundEndpoints()) {
        add(
            parts,
            resolver.name() + "/" + endpoint.name(),
            endpoint.subnet(),
            parts.addresses.of(endpoint),
            List.of(listener(List.of(IpAddresses.parse(Platform.RESOLVER)))));
      }
      for (OutboundEndpoint endpoint : resolver.outboundEndpoints()) {
        add(
            parts,
            resolver.name() + "/" + endpoint.name(),
            endpoint.subnet(),
            parts.addresses.of(endpoint),
            List.of());
      }
    }
  }

  private static void add(
      NetworkParts parts,
      String name,
      String subnet,
      InetAddress address,
      List<Listener> listeners) {
    String segment = parts.subnets.find(subnet).map(Placed::name).orElseThrow();
    parts.add(
        new Host(name, segment, List.of(address), List.of(), false, null, listeners, List.of()));
  }
}
