package dev.plumbline.azure.terraform;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types of the provider azurerm and what they are in Azure Resource Manager. */
final class TerraformTypes {

  /**
   * A type.
   *
   * @param arm the type in Azure Resource Manager
   * @param parentId the attribute with the parent's identifier; null when a name tells it
   * @param parentName the attribute with the parent's name; null when an identifier tells it, and
   *     for a type without a parent
   */
  record Kind(String arm, @Nullable String parentId, @Nullable String parentName) {}

  private static final Map<String, Kind> KINDS = new HashMap<>();

  static {
    top("virtual_network", ResourceTypes.VIRTUAL_NETWORK);
    child("subnet", ResourceTypes.SUBNET, null, "virtual_network_name");
    child(
        "virtual_network_peering",
        ResourceTypes.VIRTUAL_NETWORK + "/virtualNetworkPeerings",
        null,
        "virtual_network_name");
    top("network_ddos_protection_plan", "Microsoft.Network/ddosProtectionPlans");
    top("network_security_group", ResourceTypes.NETWORK_SECURITY_GROUP);
    child(
        "network_security_rule",
        ResourceTypes.NETWORK_SECURITY_GROUP + "/securityRules",
        null,
        "network_security_group_name");
    top("application_security_group", ResourceTypes.APPLICATION_SECURITY_GROUP);
    top("route_table", ResourceTypes.ROUTE_TABLE);
    child("route", ResourceTypes.ROUTE_TABLE + "/routes", null, "route_table_name");
    top("network_interface", ResourceTypes.NETWORK_INTERFACE);
    top("virtual_machine", ResourceTypes.VIRTUAL_MACHINE);
    top("linux_virtual_machine", ResourceTypes.VIRTUAL_MACHINE);
    top("windows_virtual_machine", ResourceTypes.VIRTUAL_MACHINE);
    top("virtual_machine_scale_set", ResourceTypes.VIRTUAL_MACHINE_SCALE_SET);
    top("linux_virtual_machine_scale_set", ResourceTypes.VIRTUAL_MACHINE_SCALE_SET);
    top("windows_virtual_machine_scale_set", ResourceTypes.VIRTUAL_MACHINE_SCALE_SET);
    top("orchestrated_virtual_machine_scale_set", ResourceTypes.VIRTUAL_MACHINE_SCALE_SET);
    top("bastion_host", ResourceTypes.BASTION_HOST);
    top("kubernetes_cluster", ResourceTypes.KUBERNETES_CLUSTER);
    top("mssql_managed_instance", ResourceTypes.SQL_MANAGED_INSTANCE);
    top("sql_managed_instance", ResourceTypes.SQL_MANAGED_INSTANCE);
    top("container_app_environment", ResourceTypes.CONTAINER_APPS_ENVIRONMENT);
    top("app_service_environment_v3", ResourceTypes.APP_SERVICE_ENVIRONMENT);
    top("service_plan", "Microsoft.Web/serverFarms");
    top("app_service_plan", "Microsoft.Web/serverFarms");
    top("container_group", ResourceTypes.CONTAINER_GROUP);
    top("public_ip", ResourceTypes.PUBLIC_IP_ADDRESS);
    top("public_ip_prefix", ResourceTypes.PUBLIC_IP_PREFIX);
    top("nat_gateway", ResourceTypes.NAT_GATEWAY);
    top("lb", ResourceTypes.LOAD_BALANCER);
    child(
        "lb_backend_address_pool",
        ResourceTypes.LOAD_BALANCER + "/backendAddressPools",
        "loadbalancer_id",
        null);
    child("lb_nat_rule", ResourceTypes.LOAD_BALANCER + "/inboundNatRules", "loadbalancer_id", null);
    child("lb_probe", ResourceTypes.LOAD_BALANCER + "/probes", "loadbalancer_id", null);
    child("lb_rule", ResourceTypes.LOAD_BALANCER + "/loadBalancingRules", "loadbalancer_id", null);
    child(
        "lb_outbound_rule",
        ResourceTypes.LOAD_BALANCER + "/outboundRules",
        "loadbalancer_id",
        null);
    child("lb_nat_pool", ResourceTypes.LOAD_BALANCER + "/inboundNatPools", "loadbalancer_id", null);
    top("application_gateway", ResourceTypes.APPLICATION_GATEWAY);
    top("web_application_firewall_policy", ResourceTypes.WEB_APPLICATION_FIREWALL_POLICY);
    top("api_management", ResourceTypes.API_MANAGEMENT);
    child(
        "api_management_api", ResourceTypes.API_MANAGEMENT + "/apis", null, "api_management_name");
    top("private_endpoint", ResourceTypes.PRIVATE_ENDPOINT);
    top("private_link_service", ResourceTypes.PRIVATE_LINK_SERVICE);
    top("private_dns_zone", ResourceTypes.PRIVATE_DNS_ZONE);
    child(
        "private_dns_zone_virtual_network_link",
        ResourceTypes.PRIVATE_DNS_ZONE + "/virtualNetworkLinks",
        "private_dns_zone_id",
        "private_dns_zone_name");
    top("dns_zone", ResourceTypes.DNS_ZONE);
    for (String type :
        new String[] {"a", "aaaa", "cname", "mx", "txt", "srv", "ptr", "caa", "ns"}) {
      String upper = type.toUpperCase(Locale.ROOT);
      child(
          "private_dns_" + type + "_record",
          ResourceTypes.PRIVATE_DNS_ZONE + "/" + upper,
          "private_dns_zone_id",
          "zone_name");
      child(
          "dns_" + type + "_record",
          ResourceTypes.DNS_ZONE + "/" + upper,
          "dns_zone_id",
          "zone_name");
    }
    top("private_dns_resolver", ResourceTypes.DNS_RESOLVER);
    child(
        "private_dns_resolver_inbound_endpoint",
        ResourceTypes.DNS_RESOLVER + "/inboundEndpoints",
        "private_dns_resolver_id",
        null);
    child(
        "private_dns_resolver_outbound_endpoint",
        ResourceTypes.DNS_RESOLVER + "/outboundEndpoints",
        "private_dns_resolver_id",
        null);
    top("private_dns_resolver_dns_forwarding_ruleset", ResourceTypes.DNS_FORWARDING_RULESET);
    child(
        "private_dns_resolver_forwarding_rule",
        ResourceTypes.DNS_FORWARDING_RULESET + "/forwardingRules",
        "dns_forwarding_ruleset_id",
        null);
    child(
        "private_dns_resolver_virtual_network_link",
        ResourceTypes.DNS_FORWARDING_RULESET + "/virtualNetworkLinks",
        "dns_forwarding_ruleset_id",
        null);
    top("traffic_manager_profile", ResourceTypes.TRAFFIC_MANAGER_PROFILE);
    child(
        "traffic_manager_azure_endpoint",
        ResourceTypes.TRAFFIC_MANAGER_PROFILE + "/azureEndpoints",
        "profile_id",
        null);
    child(
        "traffic_manager_external_endpoint",
        ResourceTypes.TRAFFIC_MANAGER_PROFILE + "/externalEndpoints",
        "profile_id",
        null);
    child(
        "traffic_manager_nested_endpoint",
        ResourceTypes.TRAFFIC_MANAGER_PROFILE + "/nestedEndpoints",
        "profile_id",
        null);
    top("firewall", ResourceTypes.FIREWALL);
    top("firewall_policy", ResourceTypes.FIREWALL_POLICY);
    child(
        "firewall_policy_rule_collection_group",
        ResourceTypes.FIREWALL_POLICY + "/ruleCollectionGroups",
        "firewall_policy_id",
        null);
    top("ip_group", ResourceTypes.IP_GROUP);
    top("virtual_network_gateway", ResourceTypes.VIRTUAL_NETWORK_GATEWAY);
    top("virtual_network_gateway_connection", ResourceTypes.CONNECTION);
    top("local_network_gateway", ResourceTypes.LOCAL_NETWORK_GATEWAY);
    top("express_route_circuit", ResourceTypes.EXPRESS_ROUTE_CIRCUIT);
    child(
        "express_route_circuit_peering",
        ResourceTypes.EXPRESS_ROUTE_CIRCUIT + "/peerings",
        null,
        "express_route_circuit_name");
    child(
        "express_route_circuit_connection",
        ResourceTypes.EXPRESS_ROUTE_CIRCUIT + "/peerings/connections",
        "peering_id",
        null);
    top("vmware_private_cloud", ResourceTypes.PRIVATE_CLOUD);
    top("storage_account", "Microsoft.Storage/storageAccounts");
    top("sql_server", "Microsoft.Sql/servers");
    top("mssql_server", "Microsoft.Sql/servers");
    top("key_vault", "Microsoft.KeyVault/vaults");
    top("app_service", "Microsoft.Web/sites");
    top("function_app", "Microsoft.Web/sites");
    top("linux_web_app", "Microsoft.Web/sites");
    top("windows_web_app", "Microsoft.Web/sites");
    top("linux_function_app", "Microsoft.Web/sites");
    top("function_app_flex_consumption", "Microsoft.Web/sites");
    top("windows_function_app", "Microsoft.Web/sites");
    top("logic_app_standard", "Microsoft.Web/sites");
    String slots = "Microsoft.Web/sites/slots";
    child("linux_web_app_slot", slots, "app_service_id", null);
    child("windows_web_app_slot", slots, "app_service_id", null);
    child("linux_function_app_slot", slots, "function_app_id", null);
    child("windows_function_app_slot", slots, "function_app_id", null);
    child("app_service_slot", slots, null, "app_service_name");
    child("function_app_slot", slots, null, "function_app_name");
    top("static_site", "Microsoft.Web/staticSites");
    top("static_web_app", "Microsoft.Web/staticSites");
    top("cosmosdb_account", "Microsoft.DocumentDB/databaseAccounts");
    top("servicebus_namespace", "Microsoft.ServiceBus/namespaces");
    top("relay_namespace", "Microsoft.Relay/namespaces");
    top("eventgrid_topic", "Microsoft.EventGrid/topics");
    top("eventgrid_domain", "Microsoft.EventGrid/domains");
    top("redis_enterprise_cluster", "Microsoft.Cache/redisEnterprise");
    top("key_vault_managed_hardware_security_module", "Microsoft.KeyVault/managedHSMs");
    top("eventhub_namespace", "Microsoft.EventHub/namespaces");
    top("container_registry", "Microsoft.ContainerRegistry/registries");
    top("redis_cache", "Microsoft.Cache/redis");
    top("search_service", "Microsoft.Search/searchServices");
    top("cognitive_account", "Microsoft.CognitiveServices/accounts");
    top("app_configuration", "Microsoft.AppConfiguration/configurationStores");
    top("mysql_server", "Microsoft.DBforMySQL/servers");
    top("mysql_flexible_server", "Microsoft.DBforMySQL/flexibleServers");
    top("postgresql_server", "Microsoft.DBforPostgreSQL/servers");
    top("postgresql_flexible_server", "Microsoft.DBforPostgreSQL/flexibleServers");
    top("mariadb_server", "Microsoft.DBforMariaDB/servers");
    top("signalr_service", "Microsoft.SignalRService/signalR");
    top("web_pubsub", "Microsoft.SignalRService/webPubSub");
    top("iothub", "Microsoft.Devices/IotHubs");
    top("kusto_cluster", "Microsoft.Kusto/clusters");
    top("synapse_workspace", "Microsoft.Synapse/workspaces");
    top("databricks_workspace", "Microsoft.Databricks/workspaces");
    top("machine_learning_workspace", "Microsoft.MachineLearningServices/workspaces");
    top("batch_account", "Microsoft.Batch/batchAccounts");
    top("automation_account", "Microsoft.Automation/automationAccounts");
    top("data_factory", "Microsoft.DataFactory/factories");
    top("purview_account", "Microsoft.Purview/accounts");
  }

  /** Beginnings of types that flows meet, and that the model has nothing for. */
  private static final List<String> WITHOUT_MODEL =
      List.of(
          "active_directory_domain_service",
          "app_service_environment",
          "app_service_slot_virtual_network_swift_connection",
          "app_service_virtual_network_swift_connection",
          "application_load_balancer",
          "batch_pool",
          "cdn_",
          "container_app",
          "express_route_connection",
          "express_route_gateway",
          "frontdoor",
          "iotcentral_application_network_rule_set",
          "kubernetes_fleet",
          "machine_learning_compute",
          "network_manager",
          "network_security_perimeter",
          "nginx_deployment",
          "palo_alto_",
          "point_to_site_vpn_gateway",
          "redhat_openshift_cluster",
          "route_filter",
          "route_map",
          "route_server",
          "service_fabric_managed_cluster",
          "servicebus_namespace_network_rule_set",
          "spring_cloud_",
          "subnet_service_endpoint_storage_policy",
          "virtual_hub",
          "virtual_network_gateway_nat_rule",
          "virtual_wan",
          "vmware_netapp_",
          "vpn_",
          "web_application_firewall_policy_");

  /** Ends of types that let callers of a service in, or lead out of it. */
  private static final Pattern RULES =
      Pattern.compile(
          ".*_(firewall_rule|virtual_network_rule|network_acl|managed_private_endpoint)");

  /** Attributes that place a resource in a network. */
  private static final Pattern IN_A_NETWORK =
      Pattern.compile("(.*_)?(subnet_ids?|virtual_network_id|vnet_id)");

  private TerraformTypes() {}

  /** Returns why resources such as this one are left out, as the end of a sentence. */
  static String why(TerraformResource resource) {
    String type = resource.type();
    String bare = type.replaceFirst("^azurerm_", "");
    if (bare.endsWith("template_deployment")) {
      return "the template that it deploys was not read; name that template as a file";
    } else if (!type.startsWith("azurerm_")) {
      return "of no meaning for the network, or not known";
    } else if (WITHOUT_MODEL.stream().anyMatch(bare::startsWith) || RULES.matcher(bare).matches()) {
      return "flows meet it, but there is no model of it";
    }
    return isInANetwork(resource.values()) || isInANetwork(resource.expressions())
        ? "it belongs to a network, but there is no model of it"
        : "of no meaning for the network, or not known";
  }

  private static boolean isInANetwork(JsonValue value) {
    if (value instanceof JsonArray array) {
      return array.values().stream().anyMatch(TerraformTypes::isInANetwork);
    }
    return value instanceof JsonObject object
        && object.members().stream()
            .anyMatch(
                m ->
                    IN_A_NETWORK.matcher(m.name()).matches() && says(m.value())
                        || isInANetwork(m.value()));
  }

  private static boolean says(JsonValue value) {
    return !(value instanceof JsonNull)
        && !(value instanceof JsonString text && text.value().isEmpty())
        && !(value instanceof JsonArray array && array.size() == 0);
  }

  private static void top(String type, String arm) {
    KINDS.put("azurerm_" + type, new Kind(arm, null, null));
  }

  private static void child(
      String type, String arm, @Nullable String parentId, @Nullable String parentName) {
    KINDS.put("azurerm_" + type, new Kind(arm, parentId, parentName));
  }

  /** Returns what a type is; null for one that has no part in the network. */
  static @Nullable Kind of(String type) {
    return KINDS.get(type);
  }
}
