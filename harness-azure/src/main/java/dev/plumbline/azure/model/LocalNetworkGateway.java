package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A local network gateway ({@code Microsoft.Network/localNetworkGateways}): the site at the other
 * end of a VPN connection. It becomes a segment of its name.
 *
 * @param name its name
 * @param addressPrefixes the site's address prefixes
 * @param gatewayIpAddress the public address of its VPN device; null when a name tells it
 */
public record LocalNetworkGateway(
    @Doc("Its name") String name,
    @Doc("The site's address prefixes") List<Cidr> addressPrefixes,
    @Doc("The public address of its VPN device") @Nullable InetAddress gatewayIpAddress) {
  /** Copies the list. */
  public LocalNetworkGateway {
    addressPrefixes = List.copyOf(addressPrefixes);
  }
}
