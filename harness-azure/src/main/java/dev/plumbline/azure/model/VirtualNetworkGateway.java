package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Cidr;
import java.util.List;

/**
 * A virtual network gateway ({@code Microsoft.Network/virtualNetworkGateways}) in the subnet {@code
 * GatewaySubnet}.
 *
 * @param name its name
 * @param subnet its subnet, by name
 * @param gatewayType VPN or ExpressRoute
 * @param enableBgp whether a VPN gateway learns routes by BGP; otherwise it knows of a site what
 *     the local network gateway says
 * @param publicIPAddresses its public IP addresses, by name
 * @param vpnClientAddressPool the addresses of point-to-site clients, which become a segment {@code
 *     <name>-clients}; none when empty
 */
public record VirtualNetworkGateway(
    @Doc("Its name") String name,
    @Doc("Its subnet, by name") String subnet,
    @Doc("VPN or ExpressRoute") GatewayType gatewayType,
    @Default("false") @Doc("Whether a VPN gateway learns routes by BGP") boolean enableBgp,
    @Doc("Its public IP addresses, by name") List<String> publicIPAddresses,
    @Doc("The addresses of point-to-site clients") List<Cidr> vpnClientAddressPool) {
  /** Copies the lists. */
  public VirtualNetworkGateway {
    publicIPAddresses = List.copyOf(publicIPAddresses);
    vpnClientAddressPool = List.copyOf(vpnClientAddressPool);
  }

  /** The kinds of gateways. */
  public enum GatewayType {
    /** IPsec over the internet. */
    VPN,
    /** A private circuit. */
    EXPRESS_ROUTE
  }
}
