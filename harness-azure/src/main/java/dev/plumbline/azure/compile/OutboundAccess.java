package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.rules.Subnets.Placed;
import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ways out to the internet other than the default one. */
final class OutboundAccess {

  private OutboundAccess() {}

  /**
   * Returns whether something in a subnet has a public address or a load balancer's outbound
   * addresses, or is a service of the platform with a way out of its own.
   */
  static boolean inUse(NetworkParts parts, Placed subnet) {
    AzureTopology topology = parts.topology;
    boolean outboundPools =
        topology.loadBalancers().stream()
            .map(LoadBalancer::outboundPools)
            .anyMatch(pools -> !pools.isEmpty());
    boolean machines =
        topology.networkInterfaces().stream()
            .map(NetworkInterface::ipConfigurations)
            .flatMap(ips -> ips.stream())
            .anyMatch(
                ip ->
                    is(parts, ip.subnet(), subnet)
                        && (ip.publicIPAddress() != null || outboundPools));
    return machines
        || Stream.of(
                topology.apiManagement().stream().map(ApiManagementService::subnet),
                topology.applicationGateways().stream().map(ApplicationGateway::subnet),
                topology.azureFirewalls().stream().map(AzureFirewall::subnet),
                topology.virtualNetworkGateways().stream().map(VirtualNetworkGateway::subnet))
            .flatMap(names -> names)
            .anyMatch(name -> is(parts, name, subnet));
  }

  private static boolean is(NetworkParts parts, @Nullable String name, Placed subnet) {
    return parts.subnets.find(name).filter(subnet::equals).isPresent();
  }

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
