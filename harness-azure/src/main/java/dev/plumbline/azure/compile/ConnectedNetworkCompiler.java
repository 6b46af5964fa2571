package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.List;

/** Networks outside Azure as segments, each with a resolver of its own. */
final class ConnectedNetworkCompiler {

  private ConnectedNetworkCompiler() {}

  static void add(NetworkParts parts) {
    parts.topology.connectedNetworks().forEach(network -> add(parts, network));
  }

  private static void add(NetworkParts parts, ConnectedNetwork network) {
    InetAddress resolver = Subnets.addressAt(network.addressPrefixes().get(0), 53);
    parts.add(
        new Segment(
            network.name(),
            network.addressPrefixes(),
            false,
            resolver,
            IpAddresses.parse(AzureCompiler.DEFAULT_OUTBOUND),
            null,
            List.of()));
    parts.resolver(network.name() + "-resolver", network.name(), resolver);
    parts.link(network.name(), AzureCompiler.INTERNET);
    for (VirtualNetwork vnet : parts.topology.virtualNetworks()) {
      if (network.connectedTo().contains(vnet.name())) {
        for (Placed placed : parts.subnets.of(vnet)) {
          parts.link(network.name(), placed.name());
          parts.link(placed.name(), network.name());
        }
      }
    }
  }
}
