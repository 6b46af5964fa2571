package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import java.net.InetAddress;
import java.util.Optional;

/** The addresses that the internet sees, where they are not the default one. */
final class OutboundAddresses {

  private OutboundAddresses() {}

  /**
   * Returns the public address of a load balancer whose outbound rules are for a machine in a
   * subnet; it then counts for the whole subnet. Empty when there is none.
   */
  static Optional<InetAddress> byLoadBalancer(NetworkParts parts, Subnet subnet) {
    for (LoadBalancer balancer : parts.topology.loadBalancers()) {
      boolean here =
          balancer.backendAddressPools().stream()
              .filter(pool -> balancer.outboundPools().contains(pool.name()))
              .flatMap(pool -> pool.networkInterfaces().stream())
              .flatMap(
                  name ->
                      parts.topology.networkInterfaces().stream()
                          .filter(nic -> nic.name().equals(name)))
              .flatMap(nic -> nic.ipConfigurations().stream())
              .flatMap(ip -> parts.subnets.find(ip.subnet()).stream())
              .anyMatch(placed -> placed.subnet().equals(subnet));
      if (here) {
        return balancer.frontendIPConfigurations().stream()
            .flatMap(
                frontend ->
                    parts.topology.publicIPAddresses().stream()
                        .filter(a -> a.name().equals(frontend.publicIPAddress())))
            .map(PublicIPAddress::ipAddress)
            .findFirst();
      }
    }
    return Optional.empty();
  }
}
