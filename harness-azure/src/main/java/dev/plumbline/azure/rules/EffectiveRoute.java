package dev.plumbline.azure.rules;

import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A route of a subnet, as Azure shows it among the effective routes of a network interface.
 *
 * @param name the name of a user-defined route; null for others
 * @param source where it comes from
 * @param state whether it counts
 * @param prefix the destinations it is for
 * @param nextHopType where they are sent
 * @param nextHopIpAddress the address of a virtual appliance; null for other next hops
 * @param serviceTag the service tag that a user-defined route is for; null when it is for a prefix
 * @param network where it leads to, by name: the virtual network of a peer or private endpoint, the
 *     segment behind a gateway; null for other next hops
 * @param why why it does not count; null when it does
 */
public record EffectiveRoute(
    @Nullable String name,
    Source source,
    State state,
    Cidr prefix,
    NextHop nextHopType,
    @Nullable InetAddress nextHopIpAddress,
    @Nullable String serviceTag,
    @Nullable String network,
    @Nullable String why) {

  /** Where a route comes from; of routes with one prefix, the later source wins. */
  public enum Source {
    /** The platform's own route. */
    DEFAULT("Default"),
    /** Learned by a gateway. */
    VIRTUAL_NETWORK_GATEWAY("VirtualNetworkGateway"),
    /** Of a route table. */
    USER("User");

    private final String text;

    Source(String text) {
      this.text = text;
    }

    /** Returns the name that Azure gives it. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** Whether a route counts. */
  public enum State {
    /** It does. */
    ACTIVE("Active"),
    /** Another one takes its place. */
    INVALID("Invalid");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** Returns the name that Azure gives it. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** The types of next hops, those that only the platform sets among them. */
  public enum NextHop {
    /** Within the virtual network. */
    VNET_LOCAL("VnetLocal"),
    /** To a peered virtual network. */
    VNET_PEERING("VNetPeering"),
    /** To what a gateway connects. */
    VIRTUAL_NETWORK_GATEWAY("VirtualNetworkGateway"),
    /** To the host with the given address. */
    VIRTUAL_APPLIANCE("VirtualAppliance"),
    /** To the internet, or along the platform's backbone to Azure's public addresses. */
    INTERNET("Internet"),
    /** Nowhere. */
    NONE("None"),
    /** To a service, by the platform's own way and with the private address. */
    VIRTUAL_NETWORK_SERVICE_ENDPOINT("VirtualNetworkServiceEndpoint"),
    /** To a private endpoint. */
    INTERFACE_ENDPOINT("InterfaceEndpoint");

    private final String text;

    NextHop(String text) {
      this.text = text;
    }

    /** Returns the name that Azure gives it. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** Returns whether it counts. */
  public boolean isActive() {
    return state == State.ACTIVE;
  }

  EffectiveRoute invalid(String because) {
    return new EffectiveRoute(
        name,
        source,
        State.INVALID,
        prefix,
        nextHopType,
        nextHopIpAddress,
        serviceTag,
        network,
        because);
  }

  /**
   * Returns the route in a few words: {@code route to-firewall (User) 0.0.0.0/0 -> VirtualAppliance
   * 10.0.1.4}.
   */
  @Override
  public String toString() {
    return "route "
        + (name == null ? "" : name + " ")
        + "("
        + source
        + ") "
        + prefix
        + (serviceTag == null ? "" : " of " + serviceTag)
        + " -> "
        + nextHopType
        + (nextHopIpAddress == null ? "" : " " + nextHopIpAddress.getHostAddress());
  }
}
