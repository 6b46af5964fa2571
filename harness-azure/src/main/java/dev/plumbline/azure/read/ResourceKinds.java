package dev.plumbline.azure.read;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which types of resources have a part in the model. */
final class ResourceKinds {

  private static final Set<String> READ =
      keys(
          NetworkMapper.VNET,
          NetworkMapper.SUBNET,
          NetworkMapper.VNET + "/virtualNetworkPeerings",
          "Microsoft.Network/ddosProtectionPlans",
          SecurityMapper.NSG,
          SecurityMapper.NSG + "/securityRules",
          SecurityMapper.NSG + "/defaultSecurityRules",
          SecurityMapper.ASG,
          SecurityMapper.ROUTES,
          SecurityMapper.ROUTES + "/routes",
          InterfaceMapper.NIC,
          InterfaceMapper.VM,
          InterfaceMapper.SCALE_SET,
          InterfaceMapper.BASTION,
          InterfaceMapper.KUBERNETES,
          InterfaceMapper.KUBERNETES + "/agentPools",
          InterfaceMapper.CONTAINERS,
          InterfaceMapper.NETWORK_PROFILE,
          InterfaceMapper.SQL_INSTANCE,
          InterfaceMapper.APP_ENVIRONMENT,
          InterfaceMapper.APP_SERVICE_ENVIRONMENT,
          PublicAddressMapper.ADDRESS,
          PublicAddressMapper.PREFIX,
          PublicAddressMapper.NAT,
          LoadBalancerMapper.BALANCER,
          LoadBalancerMapper.BALANCER + "/backendAddressPools",
          LoadBalancerMapper.BALANCER + "/inboundNatRules",
          ApplicationGatewayMapper.GATEWAY,
          FirewallConfigurations.POLICY,
          ApiManagementMapper.SERVICE,
          ApiManagementMapper.SERVICE + "/apis",
          PrivateLinkMapper.ENDPOINT,
          PrivateLinkMapper.ENDPOINT + "/privateDnsZoneGroups",
          PrivateLinkMapper.SERVICE,
          DnsMapper.PRIVATE_ZONE,
          DnsMapper.PRIVATE_ZONE + "/virtualNetworkLinks",
          DnsMapper.ZONE,
          DnsMapper.RESOLVER,
          DnsMapper.RESOLVER + "/inboundEndpoints",
          DnsMapper.RESOLVER + "/outboundEndpoints",
          DnsMapper.RULESET,
          DnsMapper.RULESET + "/forwardingRules",
          DnsMapper.RULESET + "/virtualNetworkLinks",
          TrafficManagerMapper.PROFILE,
          TrafficManagerMapper.PROFILE + "/azureEndpoints",
          TrafficManagerMapper.PROFILE + "/externalEndpoints",
          TrafficManagerMapper.PROFILE + "/nestedEndpoints",
          FirewallMapper.FIREWALL,
          FirewallMapper.POLICY,
          FirewallMapper.POLICY + "/ruleCollectionGroups",
          FirewallMapper.POLICY + "/ruleGroups",
          FirewallMapper.IP_GROUP,
          GatewayMapper.GATEWAY,
          GatewayMapper.LOCAL,
          GatewayMapper.CONNECTION,
          GatewayMapper.CIRCUIT,
          GatewayMapper.CIRCUIT + "/peerings",
          GatewayMapper.CIRCUIT + "/peerings/connections",
          GatewayMapper.SEGMENTS,
          GatewayMapper.PRIVATE_CLOUD);

  /** Types that flows meet, and that the model has nothing for. */
  private static final Set<String> WITHOUT_MODEL =
      keys(
          "Microsoft.Network/virtualWans",
          "Microsoft.Network/virtualHubs",
          "Microsoft.Network/virtualHubs/hubRouteTables",
          "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections",
          "Microsoft.Network/virtualHubs/routingIntent",
          "Microsoft.Network/virtualHubs/bgpConnections",
          "Microsoft.Network/virtualHubs/ipConfigurations",
          "Microsoft.Network/vpnGateways",
          "Microsoft.Network/vpnSites",
          "Microsoft.Network/p2sVpnGateways",
          "Microsoft.Network/vpnServerConfigurations",
          "Microsoft.Network/expressRouteGateways",
          "Microsoft.Network/networkVirtualAppliances",
          "Microsoft.Network/networkManagers",
          "Microsoft.Network/networkManagers/securityAdminConfigurations",
          "Microsoft.Network/networkManagers/connectivityConfigurations",
          "Microsoft.Network/serviceEndpointPolicies",
          "Microsoft.AVS/privateClouds/globalReachConnections",
          "Microsoft.AVS/privateClouds/cloudLinks",
          "Microsoft.AVS/privateClouds/workloadNetworks/gateways",
          "Microsoft.AVS/privateClouds/workloadNetworks/publicIPs",
          "Microsoft.AVS/privateClouds/workloadNetworks/dnsZones",
          "Microsoft.Network/networkSecurityPerimeters",
          "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
          "Microsoft.Cdn/profiles",
          "Microsoft.Cdn/profiles/afdEndpoints",
          "Microsoft.Cdn/profiles/afdEndpoints/routes",
          "Microsoft.Cdn/profiles/originGroups",
          "Microsoft.Cdn/profiles/originGroups/origins",
          "Microsoft.Cdn/profiles/customDomains",
          "Microsoft.Cdn/profiles/securityPolicies",
          "Microsoft.Cdn/profiles/endpoints",
          "Microsoft.Cdn/CdnWebApplicationFirewallPolicies",
          "Microsoft.Web/sites/networkConfig",
          "Microsoft.Web/sites/slots/networkConfig",
          "Microsoft.Web/sites/virtualNetworkConnections",
          "Microsoft.App/containerApps",
          "Microsoft.AppPlatform/Spring",
          "Microsoft.Batch/batchAccounts/pools",
          "Microsoft.Compute/cloudServices",
          "Microsoft.DevTestLab/labs/virtualMachines",
          "Microsoft.DevTestLab/labs/virtualNetworks",
          "Microsoft.Logic/integrationServiceEnvironments",
          "Microsoft.MachineLearningServices/workspaces/computes",
          "Microsoft.NetApp/netAppAccounts/capacityPools/volumes",
          "Microsoft.RedHatOpenShift/openShiftClusters",
          "Microsoft.ServiceFabric/managedClusters",
          "Microsoft.StorageCache/caches",
          "Microsoft.AAD/domainServices",
          "Microsoft.DocumentDB/cassandraClusters",
          "Microsoft.HardwareSecurityModules/dedicatedHSMs",
          "Microsoft.Network/dnsResolverPolicies",
          "Microsoft.Network/securityPartnerProviders",
          "Microsoft.Network/virtualRouters",
          "Microsoft.ServiceNetworking/trafficControllers",
          "NGINX.NGINXPLUS/nginxDeployments",
          "Oracle.Database/cloudVmClusters",
          "PaloAltoNetworks.Cloudngfw/firewalls");

  private ResourceKinds() {}

  private static Set<String> keys(String... types) {
    return Stream.of(types).map(t -> t.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /** Returns whether a type, in lower case, is read. */
  static boolean isRead(String typeKey) {
    return READ.contains(typeKey)
        || PlatformServiceMapper.handles(typeKey)
        || typeKey.matches(
            "microsoft\\.network/(privatednszones|dnszones)/(a|aaaa|cname|mx|txt|srv|ptr|caa|ns|soa)");
  }

  /**
   * Returns whether flows meet resources of a type, in lower case, that the model has nothing for:
   * those and their children, and the firewall rules of services.
   */
  static boolean isWithoutModel(String typeKey) {
    return WITHOUT_MODEL.stream().anyMatch(t -> (typeKey + "/").startsWith(t + "/"))
        || typeKey.matches(
            ".*/(firewallrules|ipv6firewallrules|virtualnetworkrules|networkrulesets|ipfilterrules)");
  }
}
