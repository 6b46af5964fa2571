package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.SourceTranslation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Network interfaces as hosts, with the machines behind them. */
final class NetworkInterfaceCompiler {

  /** What no public address is put in front of. */
  private static final List<Cidr> PRIVATE =
      Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "168.63.129.16")
          .map(Cidr::of)
          .toList();

  private NetworkInterfaceCompiler() {}

  static void add(NetworkParts parts) {
    parts.topology.networkInterfaces().forEach(nic -> add(parts, nic));
  }

  private static void add(NetworkParts parts, NetworkInterface nic) {
    List<InetAddress> addresses = new ArrayList<>();
    List<InetAddress> publicAddresses = new ArrayList<>();
    for (IpConfiguration ip : nic.ipConfigurations()) {
      addresses.add(parts.addresses.of(ip));
      parts.topology.publicIPAddresses().stream()
          .filter(a -> a.name().equals(ip.publicIPAddress()))
          .map(PublicIPAddress::ipAddress)
          .forEach(publicAddresses::add);
    }
    Placed subnet =
        parts
            .subnets
            .find(nic.ipConfigurations().get(0).subnet())
            .orElseThrow(() -> new IllegalStateException("no subnet of " + nic.name()));
    // A NAT gateway takes what goes out, though the interface has a public address.
    boolean seenByPublicAddress =
        !publicAddresses.isEmpty() && subnet.subnet().natGateway() == null;
    parts.add(
        new Host(
            nic.name(),
            subnet.name(),
            addresses,
            publicAddresses,
            nic.enableIPForwarding(),
            SecurityGroups.isClosed(parts.topology, parts.subnets, nic)
                ? parts.securityRules.closed(subnet)
                : parts.securityRules.of(nic.networkSecurityGroup(), subnet),
            MachineServices.listeners(parts, nic.name(), nic.services()),
            List.of(),
            true,
            List.of(),
            seenByPublicAddress
                ? List.of(
                    new SourceTranslation(
                        "public-ip-address", List.of(), List.of(), excepted(subnet), null))
                : List.of(),
            List.of(),
            List.of(),
            null,
            nic.dnsServers()));
  }

  private static List<Cidr> excepted(Placed subnet) {
    return Stream.concat(PRIVATE.stream(), subnet.virtualNetwork().addressSpace().stream())
        .distinct()
        .toList();
  }
}
