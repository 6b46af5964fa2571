package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.ConnectedNetwork.Machine;
import dev.plumbline.azure.model.ConnectedNetwork.SiteFirewall;
import dev.plumbline.azure.model.LocalNetworkGateway;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.rules.HybridRoutes;
import dev.plumbline.azure.rules.HybridRoutes.Outside;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Networks outside Azure as segments, each with a resolver of its own: connected networks, the
 * sites of local network gateways that nothing more is told about, and the point-to-site clients of
 * VPN gateways, which ask a resolver of their own.
 */
final class ConnectedNetworkCompiler {

  private ConnectedNetworkCompiler() {}

  static void add(NetworkParts parts) {
    parts.topology.connectedNetworks().forEach(network -> add(parts, network));
    List<Outside> outside = HybridRoutes.outside(parts.topology);
    List<String> told =
        parts.topology.connectedNetworks().stream().map(ConnectedNetwork::name).toList();
    for (LocalNetworkGateway site : parts.topology.localNetworkGateways()) {
      outside.stream()
          .filter(o -> o.name().equals(site.name()) && !told.contains(site.name()))
          .filter(o -> !o.parts().isEmpty())
          .forEach(o -> add(parts, site(o)));
    }
    for (VirtualNetworkGateway gateway : parts.topology.virtualNetworkGateways()) {
      outside.stream()
          .filter(o -> o.name().equals(HybridRoutes.clients(gateway)))
          .filter(o -> !told.contains(o.name()))
          .forEach(o -> add(parts, site(o)));
    }
  }

  /** A site that only its prefixes are known of. */
  private static ConnectedNetwork site(Outside site) {
    return new ConnectedNetwork(
        site.name(),
        site.parts().get(0).prefixes(),
        List.of(),
        false,
        site.advertisesDefaultRoute());
  }

  private static void add(NetworkParts parts, ConnectedNetwork network) {
    InetAddress resolver = Subnets.addressAt(network.addressPrefixes().get(0), 53);
    SiteFirewall firewall = network.firewall();
    InetAddress seen = firewall == null ? null : firewall.publicAddress();
    parts.add(
        new Segment(
            network.name(),
            network.addressPrefixes(),
            false,
            resolver,
            seen != null ? seen : IpAddresses.parse(Platform.DEFAULT_OUTBOUND),
            null,
            new HybridWays(parts).routes(network)));
    parts.resolver(network.name() + "-resolver", network.name(), resolver);
    parts.link(network.name(), Platform.INTERNET);
    if (HybridRoutes.hasEdge(network)) {
      edge(parts, network, firewall);
    }
    for (Machine machine : network.hosts()) {
      HostDraft host = new HostDraft(machine.name(), network.name());
      host.addresses.add(machine.address());
      host.listeners.addAll(MachineServices.listeners(parts, machine.name(), machine.services()));
      parts.add(host.host());
    }
  }

  private static void edge(
      NetworkParts parts, ConnectedNetwork network, @Nullable SiteFirewall firewall) {
    HostDraft edge = new HostDraft(HybridRoutes.edge(network.name()), network.name());
    edge.addresses.add(HybridRoutes.edgeAddress(network));
    edge.forwards = true;
    // Stateful without a firewall too: it translates, so an answer to what it never saw is lost.
    edge.stateful = true;
    if (firewall != null) {
      boolean allows = firewall.internet() == Access.ALLOW;
      Action opposite = allows ? Action.DROP : Action.ALLOW;
      List<Rule> exceptions =
          firewall.exceptions().isEmpty()
              ? List.of()
              : List.of(
                  new Rule(
                      "exceptions",
                      100,
                      opposite,
                      Protocol.ANY,
                      List.of(),
                      List.of(),
                      firewall.exceptions(),
                      List.of()));
      edge.rules =
          new RuleSet(
              "firewall of " + network.name(),
              exceptions,
              List.of(),
              allows ? Action.ALLOW : Action.DROP,
              Action.ALLOW);
    }
    parts.add(edge.host());
  }
}
