package dev.plumbline.azure.terraform;

import static dev.plumbline.azure.terraform.TerraformNames.nested;
import static dev.plumbline.azure.terraform.TerraformNames.renamed;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonValue;

/** How single types of the provider azurerm differ from Azure Resource Manager. */
final class TerraformBodies {

  private TerraformBodies() {}

  /** Returns the properties of a type, whose names are Azure's otherwise already. */
  static JsonObject body(String type, JsonObject c) {
    return switch (type.substring(type.indexOf('_') + 1)) {
      case "virtual_network" -> TerraformNetworks.virtualNetwork(c);
      case "subnet" -> TerraformNetworks.subnet(c);
      case "virtual_network_peering" ->
          renamed(
              c,
              "peerCompleteVirtualNetworksEnabled",
              "peerCompleteVnets",
              "onlyIpv6PeeringEnabled",
              "enableOnlyIPv6Peering");
      case "network_security_group" -> renamed(c, "securityRule", "securityRules");
      case "route_table" -> TerraformNetworks.routeTable(c);
      case "route" -> renamed(c, "nextHopInIpAddress", "nextHopIpAddress");
      case "network_interface" ->
          nested(
              renamed(
                  c,
                  "ipConfiguration",
                  "ipConfigurations",
                  "ipForwardingEnabled",
                  "enableIPForwarding"),
              "dnsServers",
              "dnsSettings",
              "dnsServers");
      case "linux_virtual_machine", "windows_virtual_machine", "virtual_machine" ->
          nested(c, "networkInterfaceIds", "networkProfile", "networkInterfaces");
      case "virtual_machine_scale_set",
          "linux_virtual_machine_scale_set",
          "windows_virtual_machine_scale_set",
          "orchestrated_virtual_machine_scale_set" ->
          TerraformNetworks.scaleSet(c);
      case "bastion_host", "firewall", "virtual_network_gateway" ->
          TerraformNetworks.gateway(type, c);
      case "public_ip", "public_ip_prefix" -> TerraformNetworks.publicAddress(c);
      case "nat_gateway" ->
          renamed(
              c, "publicIpAddresss", "publicIpAddresses", "publicIpPrefixs", "publicIpPrefixes");
      case "lb" -> renamed(c, "frontendIpConfiguration", "frontendIPConfigurations");
      case "lb_outbound_rule" -> renamed(c, "frontendIpConfiguration", "frontendIPConfigurations");
      case "lb_rule" -> renamed(c, "floatingIpEnabled", "enableFloatingIP");
      case "lb_nat_rule", "lb_nat_pool" ->
          renamed(
              c,
              "floatingIpEnabled",
              "enableFloatingIP",
              "frontendPortStart",
              "frontendPortRangeStart",
              "frontendPortEnd",
              "frontendPortRangeEnd");
      case "application_gateway" -> TerraformGateways.applicationGateway(c);
      case "web_application_firewall_policy" -> TerraformGateways.firewallPolicy(c);
      case "api_management" -> TerraformServices.apiManagement(c);
      case "private_endpoint" -> TerraformNetworks.privateEndpoint(c);
      case "private_link_service" -> renamed(c, "natIpConfiguration", "ipConfigurations");
      case "private_dns_resolver_forwarding_rule" -> renamed(c, "enabled", "forwardingRuleState");
      case "private_dns_resolver_dns_forwarding_ruleset" ->
          renamed(c, "privateDnsResolverOutboundEndpointIds", "dnsResolverOutboundEndpoints");
      case "traffic_manager_profile" -> c;
      case "traffic_manager_azure_endpoint",
          "traffic_manager_external_endpoint",
          "traffic_manager_nested_endpoint" ->
          renamed(c, "enabled", "endpointStatus");
      case "firewall_policy" -> TerraformFirewalls.azureFirewallPolicy(c);
      case "firewall_policy_rule_collection_group" -> TerraformFirewalls.collectionGroup(c);
      case "ip_group" -> renamed(c, "cidrs", "ipAddresses");
      case "local_network_gateway" ->
          renamed(
              nested(c, "addressSpace", "localNetworkAddressSpace", "addressPrefixes"),
              "gatewayAddress",
              "gatewayIpAddress");
      case "virtual_network_gateway_connection" -> TerraformNetworks.connection(c);
      case "express_route_circuit_connection" ->
          renamed(c, "peerPeering", "peerExpressRouteCircuitPeering");
      case "vmware_private_cloud" -> renamed(c, "networkSubnetCidr", "networkBlock");
      case "kubernetes_cluster" -> TerraformServices.kubernetes(c);
      case "container_group" -> TerraformServices.containerGroup(c);
      case "container_app_environment" -> TerraformServices.environment(c);
      case "app_service_environment_v3" -> {
        JsonValue subnet = c.value("subnetId");
        yield subnet == null
            ? c
            : c.with("virtualNetwork", JsonObject.builder(subnet.mark()).put("id", subnet).build());
      }
      case "service_plan", "app_service_plan" ->
          renamed(c, "appServiceEnvironment", "hostingEnvironmentProfile");
      case "mysql_flexible_server", "postgresql_flexible_server" ->
          TerraformServices.flexibleServer(c);
      case "api_management_api" -> c;
      default ->
          type.endsWith("_record")
              ? TerraformNetworks.record(type, c)
              : TerraformServices.service(c);
    };
  }
}
