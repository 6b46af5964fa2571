package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ResourceTypes;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which types of resources have a part in the model. */
final class ResourceKinds {

  private static final Set<String> READ =
      keys(
          ResourceTypes.VIRTUAL_NETWORK,
          ResourceTypes.SUBNET,
          ResourceTypes.VIRTUAL_NETWORK + "/virtualNetworkPeerings",
          "Microsoft.Network/ddosProtectionPlans",
          ResourceTypes.NETWORK_SECURITY_GROUP,
          ResourceTypes.NETWORK_SECURITY_GROUP + "/securityRules",
          ResourceTypes.NETWORK_SECURITY_GROUP + "/defaultSecurityRules",
          ResourceTypes.APPLICATION_SECURITY_GROUP,
          ResourceTypes.ROUTE_TABLE,
          ResourceTypes.ROUTE_TABLE + "/routes",
          ResourceTypes.NETWORK_INTERFACE,
          ResourceTypes.VIRTUAL_MACHINE,
          ResourceTypes.VIRTUAL_MACHINE_SCALE_SET,
          ResourceTypes.BASTION_HOST,
          ResourceTypes.KUBERNETES_CLUSTER,
          ResourceTypes.KUBERNETES_CLUSTER + "/agentPools",
          ResourceTypes.CONTAINER_GROUP,
          ResourceTypes.NETWORK_PROFILE,
          ResourceTypes.SQL_MANAGED_INSTANCE,
          ResourceTypes.CONTAINER_APPS_ENVIRONMENT,
          ResourceTypes.APP_SERVICE_ENVIRONMENT,
          ResourceTypes.PUBLIC_IP_ADDRESS,
          ResourceTypes.PUBLIC_IP_PREFIX,
          ResourceTypes.NAT_GATEWAY,
          ResourceTypes.LOAD_BALANCER,
          ResourceTypes.LOAD_BALANCER + "/backendAddressPools",
          ResourceTypes.LOAD_BALANCER + "/inboundNatRules",
          ResourceTypes.APPLICATION_GATEWAY,
          ResourceTypes.WEB_APPLICATION_FIREWALL_POLICY,
          ResourceTypes.API_MANAGEMENT,
          ResourceTypes.API_MANAGEMENT + "/apis",
          ResourceTypes.PRIVATE_ENDPOINT,
          ResourceTypes.PRIVATE_ENDPOINT + "/privateDnsZoneGroups",
          ResourceTypes.PRIVATE_LINK_SERVICE,
          ResourceTypes.PRIVATE_DNS_ZONE,
          ResourceTypes.PRIVATE_DNS_ZONE + "/virtualNetworkLinks",
          ResourceTypes.DNS_ZONE,
          ResourceTypes.DNS_RESOLVER,
          ResourceTypes.DNS_RESOLVER + "/inboundEndpoints",
          ResourceTypes.DNS_RESOLVER + "/outboundEndpoints",
          ResourceTypes.DNS_FORWARDING_RULESET,
          ResourceTypes.DNS_FORWARDING_RULESET + "/forwardingRules",
          ResourceTypes.DNS_FORWARDING_RULESET + "/virtualNetworkLinks",
          ResourceTypes.TRAFFIC_MANAGER_PROFILE,
          ResourceTypes.TRAFFIC_MANAGER_PROFILE + "/azureEndpoints",
          ResourceTypes.TRAFFIC_MANAGER_PROFILE + "/externalEndpoints",
          ResourceTypes.TRAFFIC_MANAGER_PROFILE + "/nestedEndpoints",
          ResourceTypes.FIREWALL,
          ResourceTypes.FIREWALL_POLICY,
          ResourceTypes.FIREWALL_POLICY + "/ruleCollectionGroups",
          ResourceTypes.FIREWALL_POLICY + "/ruleGroups",
          ResourceTypes.IP_GROUP,
          ResourceTypes.VIRTUAL_NETWORK_GATEWAY,
          ResourceTypes.LOCAL_NETWORK_GATEWAY,
          ResourceTypes.CONNECTION,
          ResourceTypes.EXPRESS_ROUTE_CIRCUIT,
          ResourceTypes.EXPRESS_ROUTE_CIRCUIT + "/peerings",
          ResourceTypes.EXPRESS_ROUTE_CIRCUIT + "/peerings/connections",
          GatewayMapper.SEGMENTS,
          ResourceTypes.PRIVATE_CLOUD);

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
