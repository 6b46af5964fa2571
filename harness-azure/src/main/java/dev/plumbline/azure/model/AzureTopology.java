package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Cidr;
import java.util.List;
import java.util.Map;

/**
 * The Azure resources of one network, and the networks around it. Resources refer to one another by
 * name.
 *
 * @param name its name
 * @param virtualNetworks the virtual networks
 * @param connectedNetworks networks outside Azure, such as an on-premises site
 * @param networkSecurityGroups the network security groups
 * @param applicationSecurityGroups the application security groups
 * @param routeTables the route tables
 * @param networkInterfaces the network interfaces, with the machines behind them
 * @param natGateways the NAT gateways
 * @param publicIPAddresses the public IP addresses
 * @param ddosProtectionPlans the DDoS protection plans
 * @param privateEndpoints the private endpoints
 * @param privateLinkServices the private link services
 * @param platformServices services of the platform with public names
 * @param privateDnsZones the private DNS zones
 * @param dnsZones the public DNS zones
 * @param dnsResolvers the private DNS resolvers
 * @param dnsForwardingRulesets the DNS forwarding rulesets
 * @param trafficManagerProfiles the Traffic Manager profiles
 * @param azureFirewalls the firewalls
 * @param firewallPolicies the firewall policies
 * @param loadBalancers the load balancers
 * @param virtualNetworkGateways the virtual network gateways
 * @param localNetworkGateways the sites at the other end of VPN connections
 * @param connections the connections of virtual network gateways
 * @param expressRouteCircuits the ExpressRoute circuits
 * @param vmwarePrivateClouds the Azure VMware Solution private clouds
 * @param applicationGateways the application gateways
 * @param webApplicationFirewallPolicies the firewall policies of application gateways
 * @param apiManagement the API Management services
 * @param serviceTags the prefixes of service tags that rules and routes use; they take the place of
 *     the built-in ones
 */
public record AzureTopology(
    @Doc("Its name") String name,
    @Doc("The virtual networks") List<VirtualNetwork> virtualNetworks,
    @Doc("Networks outside Azure, such as an on-premises site")
        List<ConnectedNetwork> connectedNetworks,
    @Doc("The network security groups") List<NetworkSecurityGroup> networkSecurityGroups,
    @Doc("The application security groups")
        List<ApplicationSecurityGroup> applicationSecurityGroups,
    @Doc("The route tables") List<RouteTable> routeTables,
    @Doc("The network interfaces, with the machines behind them")
        List<NetworkInterface> networkInterfaces,
    @Doc("The NAT gateways") List<NatGateway> natGateways,
    @Doc("The public IP addresses") List<PublicIPAddress> publicIPAddresses,
    @Doc("The DDoS protection plans") List<DdosProtectionPlan> ddosProtectionPlans,
    @Doc("The private endpoints") List<PrivateEndpoint> privateEndpoints,
    @Doc("The private link services") List<PrivateLinkService> privateLinkServices,
    @Doc("Services of the platform with public names") List<PlatformService> platformServices,
    @Doc("The private DNS zones") List<PrivateDnsZone> privateDnsZones,
    @Doc("The public DNS zones") List<DnsZone> dnsZones,
    @Doc("The private DNS resolvers") List<DnsResolver> dnsResolvers,
    @Doc("The DNS forwarding rulesets") List<DnsForwardingRuleset> dnsForwardingRulesets,
    @Doc("The Traffic Manager profiles") List<TrafficManagerProfile> trafficManagerProfiles,
    @Doc("The firewalls") List<AzureFirewall> azureFirewalls,
    @Doc("The firewall policies") List<FirewallPolicy> firewallPolicies,
    @Doc("The load balancers") List<LoadBalancer> loadBalancers,
    @Doc("The virtual network gateways") List<VirtualNetworkGateway> virtualNetworkGateways,
    @Doc("The sites at the other end of VPN connections")
        List<LocalNetworkGateway> localNetworkGateways,
    @Doc("The connections of virtual network gateways") List<Connection> connections,
    @Doc("The ExpressRoute circuits") List<ExpressRouteCircuit> expressRouteCircuits,
    @Doc("The Azure VMware Solution private clouds") List<VmwarePrivateCloud> vmwarePrivateClouds,
    @Doc("The application gateways") List<ApplicationGateway> applicationGateways,
    @Doc("The firewall policies of application gateways")
        List<WebApplicationFirewallPolicy> webApplicationFirewallPolicies,
    @Doc("The API Management services") List<ApiManagementService> apiManagement,
    @Doc("The prefixes of service tags that rules and routes use")
        Map<String, List<Cidr>> serviceTags) {
  /** Copies the collections. */
  public AzureTopology {
    virtualNetworks = List.copyOf(virtualNetworks);
    connectedNetworks = List.copyOf(connectedNetworks);
    networkSecurityGroups = List.copyOf(networkSecurityGroups);
    applicationSecurityGroups = List.copyOf(applicationSecurityGroups);
    routeTables = List.copyOf(routeTables);
    networkInterfaces = List.copyOf(networkInterfaces);
    natGateways = List.copyOf(natGateways);
    publicIPAddresses = List.copyOf(publicIPAddresses);
    ddosProtectionPlans = List.copyOf(ddosProtectionPlans);
    privateEndpoints = List.copyOf(privateEndpoints);
    privateLinkServices = List.copyOf(privateLinkServices);
    platformServices = List.copyOf(platformServices);
    privateDnsZones = List.copyOf(privateDnsZones);
    dnsZones = List.copyOf(dnsZones);
    dnsResolvers = List.copyOf(dnsResolvers);
    dnsForwardingRulesets = List.copyOf(dnsForwardingRulesets);
    trafficManagerProfiles = List.copyOf(trafficManagerProfiles);
    azureFirewalls = List.copyOf(azureFirewalls);
    firewallPolicies = List.copyOf(firewallPolicies);
    loadBalancers = List.copyOf(loadBalancers);
    virtualNetworkGateways = List.copyOf(virtualNetworkGateways);
    localNetworkGateways = List.copyOf(localNetworkGateways);
    connections = List.copyOf(connections);
    expressRouteCircuits = List.copyOf(expressRouteCircuits);
    vmwarePrivateClouds = List.copyOf(vmwarePrivateClouds);
    applicationGateways = List.copyOf(applicationGateways);
    webApplicationFirewallPolicies = List.copyOf(webApplicationFirewallPolicies);
    apiManagement = List.copyOf(apiManagement);
    serviceTags = Map.copyOf(serviceTags);
  }

  /** Returns a builder of a topology with nothing in it. */
  public static AzureTopologyBuilder builder(String name) {
    return new AzureTopologyBuilder(name);
  }

  /** Returns a builder that starts from this topology. */
  public AzureTopologyBuilder toBuilder() {
    return new AzureTopologyBuilder(this);
  }
}
