package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.rules.AddressPlan;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /** Returns its addresses, each with its subnet. */
  static Map<InetAddress, String> addresses(AzureTopology topology, String name) {
    AddressPlan plan = AddressPlan.of(topology);
    Map<InetAddress, String> addresses = new LinkedHashMap<>();
    find(topology, name)
        .ipConfigurations()
        .forEach(one -> addresses.putIfAbsent(plan.of(one), one.subnet()));
    return addresses;
  }
}
