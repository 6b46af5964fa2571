package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual network ({@code Microsoft.Network/virtualNetworks}).
 *
 * @param name its name
 * @param location its region; null when not told
 * @param addressSpace its address prefixes
 * @param dnsServers the DNS servers its hosts ask, in order; the platform's resolver,
 *     168.63.129.16, when empty
 * @param subnets its subnets, within the address space
 * @param peerings its peerings
 * @param ddosProtectionPlan the DDoS protection plan, by name; null for none
 */
public record VirtualNetwork(
    @Doc("Its name") String name,
    @Doc("Its region") @Nullable String location,
    @Doc("Its address prefixes") List<Cidr> addressSpace,
    @Doc("The DNS servers its hosts ask, in order") List<InetAddress> dnsServers,
    @Doc("Its subnets, within the address space") List<Subnet> subnets,
    @Doc("Its peerings") List<VirtualNetworkPeering> peerings,
    @Doc("The DDoS protection plan, by name") @Nullable String ddosProtectionPlan) {
  /** Copies the lists. */
  public VirtualNetwork {
    addressSpace = List.copyOf(addressSpace);
    dnsServers = List.copyOf(dnsServers);
    subnets = List.copyOf(subnets);
    peerings = List.copyOf(peerings);
  }

  /** Makes a virtual network with subnets, asking the platform's resolver. */
  public VirtualNetwork(String name, List<Cidr> addressSpace, List<Subnet> subnets) {
    this(name, null, addressSpace, List.of(), subnets, List.of(), null);
  }

  /**
   * A subnet. It becomes a segment of its name, or {@code vnet/name} where another virtual network
   * has one of that name.
   *
   * @param name its name, unique in its virtual network
   * @param addressPrefix its address prefix, where it has one; Azure keeps the first four addresses
   *     and the last one of each for itself
   * @param addressPrefixes its address prefixes, where it has several, such as an IPv4 and an IPv6
   *     one
   * @param networkSecurityGroup the network security group attached to it, by name; null for none,
   *     and then everything is allowed
   * @param routeTable the route table attached to it, by name; null for none
   * @param natGateway the NAT gateway attached to it, by name; null for none
   * @param serviceEndpoints the services it has service endpoints for, for example {@code
   *     Microsoft.Storage}
   * @param delegations the services it is delegated to, for example {@code
   *     Microsoft.Network/dnsResolvers}
   * @param privateEndpointNetworkPolicies whether network security groups and route tables apply to
   *     private endpoints in it
   * @param defaultOutboundAccess whether its hosts reach the internet without a public address, NAT
   *     gateway or load balancer of their own
   */
  public record Subnet(
      @Doc("Its name, unique in its virtual network") String name,
      @Doc("Its address prefix, where it has one") @Nullable Cidr addressPrefix,
      @Doc("Its address prefixes, where it has several, such as an IPv4 and an IPv6 one")
          List<Cidr> addressPrefixes,
      @Doc("The network security group attached to it, by name")
          @Nullable String networkSecurityGroup,
      @Doc("The route table attached to it, by name") @Nullable String routeTable,
      @Doc("The NAT gateway attached to it, by name") @Nullable String natGateway,
      @Doc("The services it has service endpoints for, for example Microsoft.Storage")
          List<String> serviceEndpoints,
      @Doc("The services it is delegated to, for example Microsoft.Network/dnsResolvers")
          List<String> delegations,
      @Default("disabled")
          @Doc("Whether network security groups and route tables apply to private endpoints in it")
          PrivateEndpointNetworkPolicies privateEndpointNetworkPolicies,
      @Default("true")
          @Doc(
              "Whether its hosts reach the internet without a public address, NAT gateway or load balancer of their own")
          boolean defaultOutboundAccess) {
    /** Copies the lists. */
    public Subnet {
      addressPrefixes = List.copyOf(addressPrefixes);
      serviceEndpoints = List.copyOf(serviceEndpoints);
      delegations = List.copyOf(delegations);
    }

    /** Makes a subnet with one prefix and a network security group. */
    public Subnet(String name, Cidr addressPrefix, @Nullable String networkSecurityGroup) {
      this(
          name,
          addressPrefix,
          List.of(),
          networkSecurityGroup,
          null,
          null,
          List.of(),
          List.of(),
          PrivateEndpointNetworkPolicies.DISABLED,
          true);
    }

    /** Returns its address prefixes, whichever way they were given. */
    public List<Cidr> prefixes() {
      if (addressPrefix == null || addressPrefixes.contains(addressPrefix)) {
        return addressPrefixes;
      }
      List<Cidr> all = new ArrayList<>(List.of(addressPrefix));
      all.addAll(addressPrefixes);
      return List.copyOf(all);
    }
  }

  /**
   * A peering with another virtual network; each side has one of its own.
   *
   * @param name its name
   * @param remoteVirtualNetwork the other virtual network, by name
   * @param allowVirtualNetworkAccess whether flows from here to the other side are let through
   * @param allowForwardedTraffic whether flows are taken from the other side that did not start
   *     there
   * @param allowGatewayTransit whether the other side may use the gateway here
   * @param useRemoteGateways whether the gateway of the other side is used here
   * @param peeringState connected when both sides have one
   */
  public record VirtualNetworkPeering(
      @Doc("Its name") String name,
      @Doc("The other virtual network, by name") String remoteVirtualNetwork,
      @Default("true") @Doc("Whether flows from here to the other side are let through")
          boolean allowVirtualNetworkAccess,
      @Default("false") @Doc("Whether flows are taken from the other side that did not start there")
          boolean allowForwardedTraffic,
      @Default("false") @Doc("Whether the other side may use the gateway here")
          boolean allowGatewayTransit,
      @Default("false") @Doc("Whether the gateway of the other side is used here")
          boolean useRemoteGateways,
      @Default("connected") @Doc("Connected when both sides have one") PeeringState peeringState) {}

  /** The state of a peering. */
  public enum PeeringState {
    /** Only this side has one. */
    INITIATED,
    /** Both sides have one. */
    CONNECTED,
    /** The other side's is gone. */
    DISCONNECTED
  }

  /** What applies to private endpoints of a subnet. */
  public enum PrivateEndpointNetworkPolicies {
    /** Neither network security groups nor route tables. */
    DISABLED,
    /** Both. */
    ENABLED,
    /** Network security groups. */
    NETWORK_SECURITY_GROUP_ENABLED,
    /** Route tables. */
    ROUTE_TABLE_ENABLED
  }
}
