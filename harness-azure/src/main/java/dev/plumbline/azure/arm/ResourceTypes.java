package dev.plumbline.azure.arm;

/** The names of types of resources, as in Azure Resource Manager. They are compared in any case. */
public final class ResourceTypes {

  /** API Management services. */
  public static final String API_MANAGEMENT = "Microsoft.ApiManagement/service";

  /** Application gateways. */
  public static final String APPLICATION_GATEWAY = "Microsoft.Network/applicationGateways";

  /** Application security groups. */
  public static final String APPLICATION_SECURITY_GROUP =
      "Microsoft.Network/applicationSecurityGroups";

  /** App Service Environments. */
  public static final String APP_SERVICE_ENVIRONMENT = "Microsoft.Web/hostingEnvironments";

  /** Bastion hosts. */
  public static final String BASTION_HOST = "Microsoft.Network/bastionHosts";

  /** Connections of virtual network gateways. */
  public static final String CONNECTION = "Microsoft.Network/connections";

  /** Environments of Container Apps. */
  public static final String CONTAINER_APPS_ENVIRONMENT = "Microsoft.App/managedEnvironments";

  /** Container groups. */
  public static final String CONTAINER_GROUP = "Microsoft.ContainerInstance/containerGroups";

  /** Forwarding rulesets of DNS private resolvers. */
  public static final String DNS_FORWARDING_RULESET = "Microsoft.Network/dnsForwardingRulesets";

  /** DNS private resolvers. */
  public static final String DNS_RESOLVER = "Microsoft.Network/dnsResolvers";

  /** Public DNS zones. */
  public static final String DNS_ZONE = "Microsoft.Network/dnsZones";

  /** ExpressRoute circuits. */
  public static final String EXPRESS_ROUTE_CIRCUIT = "Microsoft.Network/expressRouteCircuits";

  /** Azure Firewalls. */
  public static final String FIREWALL = "Microsoft.Network/azureFirewalls";

  /** Policies of Azure Firewall. */
  public static final String FIREWALL_POLICY = "Microsoft.Network/firewallPolicies";

  /** IP groups. */
  public static final String IP_GROUP = "Microsoft.Network/ipGroups";

  /** Clusters of Azure Kubernetes Service. */
  public static final String KUBERNETES_CLUSTER = "Microsoft.ContainerService/managedClusters";

  /** Load balancers. */
  public static final String LOAD_BALANCER = "Microsoft.Network/loadBalancers";

  /** Local network gateways. */
  public static final String LOCAL_NETWORK_GATEWAY = "Microsoft.Network/localNetworkGateways";

  /** NAT gateways. */
  public static final String NAT_GATEWAY = "Microsoft.Network/natGateways";

  /** Network interfaces. */
  public static final String NETWORK_INTERFACE = "Microsoft.Network/networkInterfaces";

  /** Network profiles of container groups. */
  public static final String NETWORK_PROFILE = "Microsoft.Network/networkProfiles";

  /** Network security groups. */
  public static final String NETWORK_SECURITY_GROUP = "Microsoft.Network/networkSecurityGroups";

  /** Private clouds of Azure VMware Solution. */
  public static final String PRIVATE_CLOUD = "Microsoft.AVS/privateClouds";

  /** Private DNS zones. */
  public static final String PRIVATE_DNS_ZONE = "Microsoft.Network/privateDnsZones";

  /** Private endpoints. */
  public static final String PRIVATE_ENDPOINT = "Microsoft.Network/privateEndpoints";

  /** Private link services. */
  public static final String PRIVATE_LINK_SERVICE = "Microsoft.Network/privateLinkServices";

  /** Public IP addresses. */
  public static final String PUBLIC_IP_ADDRESS = "Microsoft.Network/publicIPAddresses";

  /** Public IP prefixes. */
  public static final String PUBLIC_IP_PREFIX = "Microsoft.Network/publicIPPrefixes";

  /** Route tables. */
  public static final String ROUTE_TABLE = "Microsoft.Network/routeTables";

  /** SQL managed instances. */
  public static final String SQL_MANAGED_INSTANCE = "Microsoft.Sql/managedInstances";

  /** Traffic Manager profiles. */
  public static final String TRAFFIC_MANAGER_PROFILE = "Microsoft.Network/trafficManagerProfiles";

  /** Virtual machines. */
  public static final String VIRTUAL_MACHINE = "Microsoft.Compute/virtualMachines";

  /** Virtual machine scale sets. */
  public static final String VIRTUAL_MACHINE_SCALE_SET =
      "Microsoft.Compute/virtualMachineScaleSets";

  /** Virtual networks. */
  public static final String VIRTUAL_NETWORK = "Microsoft.Network/virtualNetworks";

  /** Virtual network gateways. */
  public static final String VIRTUAL_NETWORK_GATEWAY = "Microsoft.Network/virtualNetworkGateways";

  /** Policies of the web application firewall of application gateways. */
  public static final String WEB_APPLICATION_FIREWALL_POLICY =
      "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies";

  /** Subnets of virtual networks. */
  public static final String SUBNET = VIRTUAL_NETWORK + "/subnets";

  private ResourceTypes() {}
}
