package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;

/**
 * A connection of a virtual network gateway ({@code Microsoft.Network/connections}).
 *
 * @param name its name
 * @param virtualNetworkGateway the gateway, by name
 * @param peer what it leads to, by name: a local network gateway, an ExpressRoute circuit or
 *     another virtual network gateway
 * @param connectionType the kind of peer
 */
public record Connection(
    @Doc("Its name") String name,
    @Doc("The gateway, by name") String virtualNetworkGateway,
    @Doc(
            "What it leads to, by name: a local network gateway, an ExpressRoute circuit or another virtual network gateway")
        String peer,
    @Doc("The kind of peer") ConnectionType connectionType) {

  /** The kinds of connections. */
  public enum ConnectionType {
    /** To a local network gateway. */
    IPSEC,
    /** To a circuit. */
    EXPRESS_ROUTE,
    /** To another virtual network gateway. */
    VNET2VNET
  }
}
