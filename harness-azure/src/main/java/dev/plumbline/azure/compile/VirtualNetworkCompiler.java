package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Segment;
import java.util.List;

/** Virtual networks as segments, one for each subnet. */
final class VirtualNetworkCompiler {

  private VirtualNetworkCompiler() {}

  static void add(NetworkParts parts) {
    for (VirtualNetwork vnet : parts.topology.virtualNetworks()) {
      List<Placed> subnets = parts.subnets.of(vnet);
      for (Placed placed : subnets) {
        parts.add(
            new Segment(
                placed.name(),
                placed.subnet().prefixes(),
                false,
                IpAddresses.parse(AzureCompiler.PLATFORM_RESOLVER),
                IpAddresses.parse(AzureCompiler.DEFAULT_OUTBOUND),
                SecurityRules.of(parts.topology, vnet, placed.subnet()),
                List.of()));
        parts.link(placed.name(), AzureCompiler.INTERNET);
        parts.link(AzureCompiler.INTERNET, placed.name());
        parts.link(placed.name(), AzureCompiler.PLATFORM);
        for (Placed other : subnets) {
          if (!other.name().equals(placed.name())) {
            parts.link(placed.name(), other.name());
          }
        }
      }
    }
  }
}
