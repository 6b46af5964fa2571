package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.rules.AddressPlan;
import java.net.InetAddress;

/** Network interfaces of a topology. */
final class Interfaces {

  private Interfaces() {}

  static NetworkInterface find(AzureTopology topology, String name) {
    return topology.networkInterfaces().stream()
        .filter(nic -> nic.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "topology \"%s\" has no network interface \"%s\"; it has %s"
                        .formatted(
                            topology.name(),
                            name,
                            topology.networkInterfaces().stream()
                                .map(NetworkInterface::name)
                                .toList())));
  }

  /** Returns the subnet of its first address. */
  static String subnet(AzureTopology topology, String name) {
    return find(topology, name).ipConfigurations().get(0).subnet();
  }

  /** Returns its first address. */
  static InetAddress address(AzureTopology topology, String name) {
    return AddressPlan.of(topology).of(find(topology, name).ipConfigurations().get(0));
  }
}
