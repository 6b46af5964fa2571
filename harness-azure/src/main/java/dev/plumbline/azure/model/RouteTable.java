package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route table ({@code Microsoft.Network/routeTables}), attached to subnets.
 *
 * @param name its name
 * @param disableBgpRoutePropagation whether routes that gateways learn are kept out of its subnets
 * @param routes its routes
 */
public record RouteTable(
    @Doc("Its name") String name,
    @Default("false") @Doc("Whether routes that gateways learn are kept out of its subnets")
        boolean disableBgpRoutePropagation,
    @Doc("Its routes") List<Route> routes) {
  /** Copies the list. */
  public RouteTable {
    routes = List.copyOf(routes);
  }

  /**
   * A user-defined route.
   *
   * @param name its name
   * @param addressPrefix the destinations it is for: an address prefix, or a service tag
   * @param nextHopType where they are sent
   * @param nextHopIpAddress the address of the virtual appliance; null for other next hops
   */
  public record Route(
      @Doc("Its name") String name,
      @Doc("The destinations it is for: an address prefix, or a service tag") String addressPrefix,
      @Doc("Where they are sent") NextHopType nextHopType,
      @Doc("The address of the virtual appliance") @Nullable InetAddress nextHopIpAddress) {}

  /** Where a user-defined route leads. */
  public enum NextHopType {
    /** To the host with the given address. */
    VIRTUAL_APPLIANCE,
    /** To the VPN gateway of the virtual network. */
    VIRTUAL_NETWORK_GATEWAY,
    /** Within the virtual network. */
    VNET_LOCAL,
    /** To the internet. */
    INTERNET,
    /** Nowhere: flows vanish. */
    NONE
  }
}
