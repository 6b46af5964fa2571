package dev.plumbline.azure.model;

import dev.plumbline.network.Cidr;
import java.util.List;
import java.util.Map;

/** A builder of {@link AzureTopology}; a setter takes the place of what was set before. */
public final class AzureTopologyBuilder {

  private String name;
  private List<VirtualNetwork> virtualNetworks = List.of();
  private List<ConnectedNetwork> connectedNetworks = List.of();
  private List<NetworkSecurityGroup> networkSecurityGroups = List.of();
  private List<ApplicationSecurityGroup> applicationSecurityGroups = List.of();
  private List<RouteTable> routeTables = List.of();
  private List<NetworkInterface> networkInterfaces = List.of();
  private List<NatGateway> natGateways = List.of();
  private List<PublicIPAddress> publicIPAddresses = List.of();
  private List<DdosProtectionPlan> ddosProtectionPlans = List.of();
  private List<PrivateEndpoint> privateEndpoints = List.of();
  private List<PrivateLinkService> privateLinkServices = List.of();
  private List<PlatformService> platformServices = List.of();
  private List<PrivateDnsZone> privateDnsZones = List.of();
  private List<DnsZone> dnsZones = List.of();
  private List<DnsResolver> dnsResolvers = List.of();
  private List<DnsForwardingRuleset> dnsForwardingRulesets = List.of();
  private List<TrafficManagerProfile> trafficManagerProfiles = List.of();
  private List<AzureFirewall> azureFirewalls = List.of();
  private List<FirewallPolicy> firewallPolicies = List.of();
  private List<LoadBalancer> loadBalancers = List.of();
  private List<VirtualNetworkGateway> virtualNetworkGateways = List.of();
  private List<LocalNetworkGateway> localNetworkGateways = List.of();
  private List<Connection> connections = List.of();
  private List<ExpressRouteCircuit> expressRouteCircuits = List.of();
  private List<VmwarePrivateCloud> vmwarePrivateClouds = List.of();
  private List<ApplicationGateway> applicationGateways = List.of();
  private List<WebApplicationFirewallPolicy> webApplicationFirewallPolicies = List.of();
  private List<ApiManagementService> apiManagement = List.of();
  private Map<String, List<Cidr>> serviceTags = Map.of();

  AzureTopologyBuilder(String name) {
    this.name = name;
  }

  AzureTopologyBuilder(AzureTopology from) {
    name = from.name();
    virtualNetworks = from.virtualNetworks();
    connectedNetworks = from.connectedNetworks();
    networkSecurityGroups = from.networkSecurityGroups();
    applicationSecurityGroups = from.applicationSecurityGroups();
    routeTables = from.routeTables();
    networkInterfaces = from.networkInterfaces();
    natGateways = from.natGateways();
    publicIPAddresses = from.publicIPAddresses();
    ddosProtectionPlans = from.ddosProtectionPlans();
    privateEndpoints = from.privateEndpoints();
    privateLinkServices = from.privateLinkServices();
    platformServices = from.platformServices();
    privateDnsZones = from.privateDnsZones();
    dnsZones = from.dnsZones();
    dnsResolvers = from.dnsResolvers();
    dnsForwardingRulesets = from.dnsForwardingRulesets();
    trafficManagerProfiles = from.trafficManagerProfiles();
    azureFirewalls = from.azureFirewalls();
    firewallPolicies = from.firewallPolicies();
    loadBalancers = from.loadBalancers();
    virtualNetworkGateways = from.virtualNetworkGateways();
    localNetworkGateways = from.localNetworkGateways();
    connections = from.connections();
    expressRouteCircuits = from.expressRouteCircuits();
    vmwarePrivateClouds = from.vmwarePrivateClouds();
    applicationGateways = from.applicationGateways();
    webApplicationFirewallPolicies = from.webApplicationFirewallPolicies();
    apiManagement = from.apiManagement();
    serviceTags = from.serviceTags();
  }

  /** Sets the name. */
  public AzureTopologyBuilder name(String value) {
    name = value;
    return this;
  }

  /** Sets the virtual networks. */
  public AzureTopologyBuilder virtualNetworks(List<VirtualNetwork> values) {
    virtualNetworks = List.copyOf(values);
    return this;
  }

  /** Sets networks outside Azure, such as an on-premises site. */
  public AzureTopologyBuilder connectedNetworks(List<ConnectedNetwork> values) {
    connectedNetworks = List.copyOf(values);
    return this;
  }

  /** Sets the network security groups. */
  public AzureTopologyBuilder networkSecurityGroups(List<NetworkSecurityGroup> values) {
    networkSecurityGroups = List.copyOf(values);
    return this;
  }

  /** Sets the application security groups. */
  public AzureTopologyBuilder applicationSecurityGroups(List<ApplicationSecurityGroup> values) {
    applicationSecurityGroups = List.copyOf(values);
    return this;
  }

  /** Sets the route tables. */
  public AzureTopologyBuilder routeTables(List<RouteTable> values) {
    routeTables = List.copyOf(values);
    return this;
  }

  /** Sets the network interfaces, with the machines behind them. */
  public AzureTopologyBuilder networkInterfaces(List<NetworkInterface> values) {
    networkInterfaces = List.copyOf(values);
    return this;
  }

  /** Sets the NAT gateways. */
  public AzureTopologyBuilder natGateways(List<NatGateway> values) {
    natGateways = List.copyOf(values);
    return this;
  }

  /** Sets the public IP addresses. */
  public AzureTopologyBuilder publicIPAddresses(List<PublicIPAddress> values) {
    publicIPAddresses = List.copyOf(values);
    return this;
  }

  /** Sets the DDoS protection plans. */
  public AzureTopologyBuilder ddosProtectionPlans(List<DdosProtectionPlan> values) {
    ddosProtectionPlans = List.copyOf(values);
    return this;
  }

  /** Sets the private endpoints. */
  public AzureTopologyBuilder privateEndpoints(List<PrivateEndpoint> values) {
    privateEndpoints = List.copyOf(values);
    return this;
  }

  /** Sets the private link services. */
  public AzureTopologyBuilder privateLinkServices(List<PrivateLinkService> values) {
    privateLinkServices = List.copyOf(values);
    return this;
  }

  /** Sets services of the platform with public names. */
  public AzureTopologyBuilder platformServices(List<PlatformService> values) {
    platformServices = List.copyOf(values);
    return this;
  }

  /** Sets the private DNS zones. */
  public AzureTopologyBuilder privateDnsZones(List<PrivateDnsZone> values) {
    privateDnsZones = List.copyOf(values);
    return this;
  }

  /** Sets the public DNS zones. */
  public AzureTopologyBuilder dnsZones(List<DnsZone> values) {
    dnsZones = List.copyOf(values);
    return this;
  }

  /** Sets the private DNS resolvers. */
  public AzureTopologyBuilder dnsResolvers(List<DnsResolver> values) {
    dnsResolvers = List.copyOf(values);
    return this;
  }

  /** Sets the DNS forwarding rulesets. */
  public AzureTopologyBuilder dnsForwardingRulesets(List<DnsForwardingRuleset> values) {
    dnsForwardingRulesets = List.copyOf(values);
    return this;
  }

  /** Sets the Traffic Manager profiles. */
  public AzureTopologyBuilder trafficManagerProfiles(List<TrafficManagerProfile> values) {
    trafficManagerProfiles = List.copyOf(values);
    return this;
  }

  /** Sets the firewalls. */
  public AzureTopologyBuilder azureFirewalls(List<AzureFirewall> values) {
    azureFirewalls = List.copyOf(values);
    return this;
  }

  /** Sets the firewall policies. */
  public AzureTopologyBuilder firewallPolicies(List<FirewallPolicy> values) {
    firewallPolicies = List.copyOf(values);
    return this;
  }

  /** Sets the load balancers. */
  public AzureTopologyBuilder loadBalancers(List<LoadBalancer> values) {
    loadBalancers = List.copyOf(values);
    return this;
  }

  /** Sets the virtual network gateways. */
  public AzureTopologyBuilder virtualNetworkGateways(List<VirtualNetworkGateway> values) {
    virtualNetworkGateways = List.copyOf(values);
    return this;
  }

  /** Sets the sites at the other end of VPN connections. */
  public AzureTopologyBuilder localNetworkGateways(List<LocalNetworkGateway> values) {
    localNetworkGateways = List.copyOf(values);
    return this;
  }

  /** Sets the connections of virtual network gateways. */
  public AzureTopologyBuilder connections(List<Connection> values) {
    connections = List.copyOf(values);
    return this;
  }

  /** Sets the ExpressRoute circuits. */
  public AzureTopologyBuilder expressRouteCircuits(List<ExpressRouteCircuit> values) {
    expressRouteCircuits = List.copyOf(values);
    return this;
  }

  /** Sets the Azure VMware Solution private clouds. */
  public AzureTopologyBuilder vmwarePrivateClouds(List<VmwarePrivateCloud> values) {
    vmwarePrivateClouds = List.copyOf(values);
    return this;
  }

  /** Sets the application gateways. */
  public AzureTopologyBuilder applicationGateways(List<ApplicationGateway> values) {
    applicationGateways = List.copyOf(values);
    return this;
  }

  /** Sets the firewall policies of application gateways. */
  public AzureTopologyBuilder webApplicationFirewallPolicies(
      List<WebApplicationFirewallPolicy> values) {
    webApplicationFirewallPolicies = List.copyOf(values);
    return this;
  }

  /** Sets the API Management services. */
  public AzureTopologyBuilder apiManagement(List<ApiManagementService> values) {
    apiManagement = List.copyOf(values);
    return this;
  }

  /** Sets the prefixes of service tags. */
  public AzureTopologyBuilder serviceTags(Map<String, List<Cidr>> values) {
    serviceTags = Map.copyOf(values);
    return this;
  }

  /** Returns the topology. */
  public AzureTopology build() {
    return new AzureTopology(
        name,
        virtualNetworks,
        connectedNetworks,
        networkSecurityGroups,
        applicationSecurityGroups,
        routeTables,
        networkInterfaces,
        natGateways,
        publicIPAddresses,
        ddosProtectionPlans,
        privateEndpoints,
        privateLinkServices,
        platformServices,
        privateDnsZones,
        dnsZones,
        dnsResolvers,
        dnsForwardingRulesets,
        trafficManagerProfiles,
        azureFirewalls,
        firewallPolicies,
        loadBalancers,
        virtualNetworkGateways,
        localNetworkGateways,
        connections,
        expressRouteCircuits,
        vmwarePrivateClouds,
        applicationGateways,
        webApplicationFirewallPolicies,
        apiManagement,
        serviceTags);
  }
}
