package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.RewriteRuleSet.UrlConfiguration;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.descriptor.DescriptorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Arguments of the provider azurerm, in the words of its documentation, mean what the provider
 * makes of them.
 */
class TerraformArgumentsTest {

  private static final String RG = "/subscriptions/s/resourceGroups/rg/providers/";
  private static final String VNET = RG + "Microsoft.Network/virtualNetworks/vnet";

  private static final String PUBLIC = " were not read; it is taken to answer to public callers";

  @TempDir Path folder;
  private final List<String> resources = new ArrayList<>();

  private void resource(String type, String name, String id, String values) {
    resource(type, name, id, values, "");
  }

  private void resource(String type, String name, String id, String values, String sensitive) {
    resources.add(
        """
        {"address": "%1$s.%2$s", "mode": "managed", "type": "%1$s", "name": "%2$s",
         "values": {"id": "%3$s", "name": "%2$s", "resource_group_name": "rg", "location": "westeurope"%4$s},
         "sensitive_values": {%5$s}}
        """
            .formatted(type, name, id, values.isBlank() ? "" : ", " + values.strip(), sensitive));
  }

  private void network(String... subnets) {
    resource("azurerm_virtual_network", "vnet", VNET, "\"address_space\": [\"10.0.0.0/16\"]");
    int number = 1;
    for (String subnet : subnets) {
      resource(
          "azurerm_subnet",
          subnet,
          VNET + "/subnets/" + subnet,
          "\"virtual_network_name\": \"vnet\", \"address_prefixes\": [\"10.0.%d.0/24\"]"
              .formatted(number++));
    }
  }

  private Path file(String name) throws IOException {
    String text =
        "{\"format_version\": \"1.0\", \"values\": {\"root_module\": {\"resources\": ["
            + String.join(",", resources)
            + "]}}}";
    resources.clear();
    return Files.writeString(folder.resolve(name), text);
  }

  private Topology read() throws IOException {
    return Topology.from(file("state.json"));
  }

  private AzureTopology model() throws IOException {
    return read().model();
  }

  private List<String> notes() throws IOException {
    return read().notes().stream().map(Note::message).toList();
  }

  private void gateway(String more, String sensitive) {
    network("agw");
    resource(
        "azurerm_public_ip",
        "front",
        RG + "Microsoft.Network/publicIPAddresses/front",
        "\"allocation_method\": \"Static\", \"sku\": \"Standard\"");
    resource(
        "azurerm_application_gateway",
        "agw",
        RG + "Microsoft.Network/applicationGateways/agw",
        """
        "sku": [{"name": "Standard_v2", "tier": "Standard_v2", "capacity": 1}],
        "gateway_ip_configuration": [{"name": "ip", "subnet_id": "%s/subnets/agw"}],
        "frontend_ip_configuration": [{"name": "front", "public_ip_address_id": "%s"}],
        "frontend_port": [{"name": "https", "port": 443}],
        "backend_address_pool": [{"name": "pool", "ip_addresses": ["10.0.9.9"], "fqdns": []}],
        "backend_http_settings": [{"name": "http", "port": 80, "protocol": "Http",
          "cookie_based_affinity": "Disabled", "request_timeout": 30}],
        "http_listener": [{"name": "listener", "frontend_ip_configuration_name": "front",
          "frontend_port_name": "https", "protocol": "Https", "ssl_certificate_name": "cert"}],
        "request_routing_rule": [{"name": "rule", "rule_type": "Basic", "priority": 10,
          "http_listener_name": "listener", "backend_address_pool_name": "pool",
          "backend_http_settings_name": "http"%s}],
        "ssl_certificate": [{"name": "cert", "data": "c2VjcmV0", "password": "secret",
          "key_vault_secret_id": ""}]
        """
            .formatted(VNET, RG + "Microsoft.Network/publicIPAddresses/front", more),
        sensitive);
  }

  /** Terraform cannot mark what is in a set: all of it is marked. */
  @Test
  void certificates_are_known_by_name_though_the_whole_set_is_sensitive() throws IOException {
    gateway("", "\"ssl_certificate\": true");

    assertThat(model().applicationGateways().get(0).sslCertificates())
        .extracting(c -> c.name())
        .containsExactly("cert");
  }

  @Test
  void what_is_sensitive_in_a_set_is_not_shown() throws IOException {
    gateway("", "\"ssl_certificate\": true, \"backend_http_settings\": true");

    assertThatThrownBy(this::read)
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("Terraform says it is sensitive")
        .hasMessageNotContaining("secret\"")
        .hasMessageNotContaining("c2VjcmV0");
  }

  @Test
  void a_state_file_with_a_sensitive_set_is_read() throws IOException {
    String state =
        """
        {"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "x", "resources": [
          {"mode": "managed", "type": "azurerm_key_vault", "name": "kv", "instances": [
            {"attributes": {"id": "%sMicrosoft.KeyVault/vaults/kv", "name": "kv",
              "public_network_access_enabled": false,
              "contact": [{"name": "Someone", "email": "someone@contoso.com"}]},
             "sensitive_attributes": [[{"type": "get_attr", "value": "contact"}]]}]}]}
        """
            .formatted(RG);

    assertThat(
            Topology.from(Files.writeString(folder.resolve("terraform.tfstate"), state))
                .model()
                .platformServices())
        .extracting(s -> s.name() + " " + s.publicNetworkAccess())
        .containsExactly("kv false");
  }

  /** The provider gives an empty query to the platform, which takes away the one that came. */
  @Test
  void a_rewritten_path_without_components_drops_the_query() throws IOException {
    gateway(", \"rewrite_rule_set_name\": \"set\"", "\"ssl_certificate\": true");
    String rule =
        """
        {"name": "%s", "rule_sequence": %d, "condition": [], "request_header_configuration": [],
         "response_header_configuration": [],
         "url": [{"path": "%s", "query_string": "%s", "components": "%s", "reroute": false}]}
        """;
    String rules =
        String.join(
            ",",
            rule.formatted("both", 1, "/a", "", ""),
            rule.formatted("path", 2, "/a", "", "path_only"),
            rule.formatted("query", 3, "", "b=1", "query_string_only"),
            rule.formatted("two", 4, "/a", "b=1", ""));
    int last = resources.size() - 1;
    resources.set(
        last,
        resources
            .get(last)
            .replace(
                "\"ssl_certificate\": [",
                "\"rewrite_rule_set\": [{\"name\": \"set\", \"rewrite_rule\": ["
                    + rules
                    + "]}], \"ssl_certificate\": ["));

    assertThat(model().applicationGateways().get(0).rewriteRuleSets().get(0).rewriteRules())
        .extracting(r -> r.actionSet().urlConfiguration())
        .containsExactly(
            new UrlConfiguration("/a", "", false),
            new UrlConfiguration("/a", null, false),
            new UrlConfiguration(null, "b=1", false),
            new UrlConfiguration("/a", "b=1", false));
  }

  private void peered(String more) {
    network("app");
    resource(
        "azurerm_virtual_network",
        "other",
        VNET.replace("vnet", "other"),
        "\"address_space\": [\"10.9.0.0/16\"]");
    resource(
        "azurerm_virtual_network_peering",
        "peer",
        VNET + "/virtualNetworkPeerings/peer",
        "\"virtual_network_name\": \"vnet\", \"remote_virtual_network_id\": \"%s\"%s"
            .formatted(VNET.replace("vnet", "other"), more));
  }

  @Test
  void a_peering_of_single_subnets_is_refused() throws IOException {
    peered(
        ", \"peer_complete_virtual_networks_enabled\": false, \"local_subnet_names\": [\"app\"],"
            + " \"remote_subnet_names\": [\"app\"]");

    assertThatThrownBy(this::read)
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining(
            "peer_complete_virtual_networks_enabled: only some subnets are peered");
  }

  @Test
  void a_peering_of_ipv6_only_is_refused() throws IOException {
    peered(", \"only_ipv6_peering_enabled\": true");

    assertThatThrownBy(this::read)
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("only_ipv6_peering_enabled: only the IPv6 addresses are peered");
  }

  @Test
  void the_provider_s_defaults_of_a_peering_are_read() throws IOException {
    peered(
        ", \"peer_complete_virtual_networks_enabled\": true, \"only_ipv6_peering_enabled\": false");

    assertThat(model().virtualNetworks().get(0).peerings()).hasSize(1);
  }

  @Test
  void machines_of_a_scale_set_have_public_addresses_of_their_own() throws IOException {
    network("app");
    resource(
        "azurerm_linux_virtual_machine_scale_set",
        "set",
        RG + "Microsoft.Compute/virtualMachineScaleSets/set",
        """
        "instances": 2, "sku": "Standard_B1s",
        "network_interface": [{"name": "nic", "primary": true, "enable_ip_forwarding": true,
          "ip_configuration": [{"name": "ip", "primary": true, "subnet_id": "%s/subnets/app",
            "version": "IPv4",
            "public_ip_address": [{"name": "pip", "domain_name_label": "web", "version": "IPv4"}]}]}]
        """
            .formatted(VNET));

    AzureTopology model = model();
    assertThat(model.publicIPAddresses())
        .extracting(PublicIPAddress::fqdn)
        .containsExactly(
            "vm0.web.westeurope.cloudapp.azure.com", "vm1.web.westeurope.cloudapp.azure.com");
    assertThat(model.networkInterfaces())
        .allMatch(NetworkInterface::enableIPForwarding)
        .extracting(n -> n.ipConfigurations().get(0).publicIPAddress())
        .doesNotContainNull();
  }

  @Test
  void a_flexible_server_with_a_delegated_subnet_is_inside_of_it() throws IOException {
    network("db");
    resource(
        "azurerm_postgresql_flexible_server",
        "pg",
        RG + "Microsoft.DBforPostgreSQL/flexibleServers/pg",
        "\"delegated_subnet_id\": \"%s/subnets/db\", \"public_network_access_enabled\": false"
            .formatted(VNET));

    AzureTopology model = model();
    assertThat(model.platformServices()).isEmpty();
    assertThat(model.networkInterfaces())
        .extracting(n -> n.name() + " in " + n.ipConfigurations().get(0).subnet())
        .containsExactly("pg in db");
  }

  @Test
  void an_environment_of_container_apps_has_an_address_in_its_subnet() throws IOException {
    network("apps");
    resource(
        "azurerm_container_app_environment",
        "env",
        RG + "Microsoft.App/managedEnvironments/env",
        "\"infrastructure_subnet_id\": \"%s/subnets/apps\", \"internal_load_balancer_enabled\": true"
            .formatted(VNET));

    assertThat(model().networkInterfaces())
        .extracting(n -> n.name() + " in " + n.ipConfigurations().get(0).subnet())
        .containsExactly("env in apps");
  }

  @Test
  void an_app_in_an_app_service_environment_has_no_public_address() throws IOException {
    network("ase");
    String environment = RG + "Microsoft.Web/hostingEnvironments/ase";
    String plan = RG + "Microsoft.Web/serverFarms/plan";
    resource(
        "azurerm_app_service_environment_v3",
        "ase",
        environment,
        "\"subnet_id\": \"%s/subnets/ase\", \"internal_load_balancing_mode\": \"Web, Publishing\""
            .formatted(VNET));
    resource(
        "azurerm_service_plan",
        "plan",
        plan,
        "\"app_service_environment_id\": \"%s\"".formatted(environment));
    resource(
        "azurerm_linux_web_app",
        "app",
        RG + "Microsoft.Web/sites/app",
        "\"service_plan_id\": \"%s\"".formatted(plan));

    AzureTopology model = model();
    assertThat(model.platformServices()).isEmpty();
    assertThat(model.networkInterfaces())
        .extracting(n -> n.ipConfigurations().get(0).subnet())
        .containsExactly("ase");
  }

  @Test
  void prefixes_that_are_resources_of_their_own_belong_to_their_ip_group() throws IOException {
    network("AzureFirewallSubnet");
    String group = RG + "Microsoft.Network/ipGroups/group";
    String policy = RG + "Microsoft.Network/firewallPolicies/policy";
    resource("azurerm_ip_group", "group", group, "\"cidrs\": [\"10.1.0.0/16\"]");
    resource(
        "azurerm_ip_group_cidr",
        "more",
        group + "/cidrs/10.2.0.0_16",
        "\"ip_group_id\": \"%s\", \"cidr\": \"10.2.0.0/16\"".formatted(group));
    resource("azurerm_firewall_policy", "policy", policy, "\"sku\": \"Standard\"");
    resource(
        "azurerm_firewall_policy_rule_collection_group",
        "rules",
        policy + "/ruleCollectionGroups/rules",
        """
        "firewall_policy_id": "%s", "priority": 100,
        "network_rule_collection": [{"name": "net", "priority": 100, "action": "Allow", "rule": [
          {"name": "all", "protocols": ["TCP"], "source_ip_groups": ["%s"],
           "destination_addresses": ["*"], "destination_ports": ["443"]}]}]
        """
            .formatted(policy, group));

    assertThat(
            model()
                .firewallPolicies()
                .get(0)
                .ruleCollectionGroups()
                .get(0)
                .ruleCollections()
                .get(0)
                .networkRules()
                .get(0)
                .sourceAddresses())
        .containsExactly("10.1.0.0/16", "10.2.0.0/16");
  }

  @Test
  void a_profile_that_is_switched_off_has_no_endpoint_that_takes_part() throws IOException {
    String profile = RG + "Microsoft.Network/trafficManagerProfiles/tm";
    resource(
        "azurerm_traffic_manager_profile",
        "tm",
        profile,
        """
        "profile_status": "Disabled", "traffic_routing_method": "Priority",
        "dns_config": [{"relative_name": "tm", "ttl": 30}]
        """);
    resource(
        "azurerm_traffic_manager_external_endpoint",
        "e",
        profile + "/externalEndpoints/e",
        "\"profile_id\": \"%s\", \"target\": \"www.contoso.com\", \"enabled\": true"
            .formatted(profile));

    assertThat(model().trafficManagerProfiles().get(0).endpoints())
        .extracting(e -> e.name() + " " + e.enabled())
        .containsExactly("e false");
  }

  @Test
  void an_association_with_what_is_in_no_file_is_noted() throws IOException {
    resource(
        "azurerm_network_security_group",
        "nsg",
        RG + "Microsoft.Network/networkSecurityGroups/nsg",
        "\"security_rule\": []");
    association();

    assertThat(notes())
        .containsExactly(
            "networkSecurityGroup of Microsoft.Network/virtualNetworks/subnets/vnet/app left out:"
                + " that is not in the files; add the file that describes it");
  }

  private void association() {
    resource(
        "azurerm_subnet_network_security_group_association",
        "a",
        VNET + "/subnets/app",
        "\"subnet_id\": \"%s/subnets/app\", \"network_security_group_id\": \"%s\""
            .formatted(VNET, RG + "Microsoft.Network/networkSecurityGroups/nsg"));
  }

  /** Teams keep a network and what is in it in states of their own. */
  @Test
  void an_association_counts_for_a_subnet_of_another_file() throws IOException {
    network("app");
    Path base = file("base.json");
    resource(
        "azurerm_network_security_group",
        "nsg",
        RG + "Microsoft.Network/networkSecurityGroups/nsg",
        "\"security_rule\": []");
    association();
    Path apps = file("apps.json");

    for (Topology topology : List.of(Topology.from(base, apps), Topology.from(apps, base))) {
      assertThat(topology.notes()).isEmpty();
      assertThat(topology.model().virtualNetworks().get(0).subnets())
          .extracting(Subnet::networkSecurityGroup)
          .containsExactly("nsg");
    }
  }

  @Test
  void what_belongs_to_a_network_and_has_no_model_is_said_so() throws IOException {
    network("app");
    String subnet = "\"subnet_id\": \"%s/subnets/app\"".formatted(VNET);
    resource("azurerm_netapp_volume", "v", RG + "Microsoft.NetApp/x/v", subnet);
    resource("azurerm_mssql_firewall_rule", "f", RG + "Microsoft.Sql/x/f", "");
    resource("azurerm_user_assigned_identity", "i", RG + "Microsoft.ManagedIdentity/x/i", "");

    assertThat(notes())
        .containsExactly(
            "1 × azurerm_netapp_volume left out: it belongs to a network, but there is no model of"
                + " it",
            "1 × azurerm_mssql_firewall_rule left out: flows meet it, but there is no model of it",
            "1 × azurerm_user_assigned_identity left out: of no meaning for the network, or not"
                + " known");
  }

  @Test
  void a_file_without_a_network_is_noted() throws IOException {
    resource("azurerm_user_assigned_identity", "i", RG + "Microsoft.ManagedIdentity/x/i", "");

    assertThat(notes())
        .contains("nothing in it is a part of a network of Azure; resources that are told: 1");
  }

  @Test
  void a_body_of_azapi_in_a_state_file_has_its_type_beside_it() throws IOException {
    String state =
        """
        {"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "x", "resources": [
          {"mode": "managed", "type": "azapi_resource", "name": "vnet", "instances": [
            {"attributes": {"id": "%s", "name": "vnet", "location": "westeurope",
              "parent_id": "/subscriptions/s/resourceGroups/rg",
              "type": "Microsoft.Network/virtualNetworks@2024-05-01",
              "body": {"type": ["object", {"properties": ["object", {}]}], "value": {"properties":
                {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}},
              "output": {"type": ["object", {}], "value": {}}}}]}]}
        """
            .formatted(VNET);

    assertThat(
            Topology.from(Files.writeString(folder.resolve("terraform.tfstate"), state))
                .model()
                .virtualNetworks())
        .extracting(v -> v.name() + " " + v.addressSpace())
        .containsExactly("vnet [10.0.0.0/16]");
  }

  @Test
  void a_network_that_is_switched_off_is_so_in_every_word() throws IOException {
    resource(
        "azurerm_data_factory",
        "adf",
        RG + "Microsoft.DataFactory/factories/adf",
        "\"public_network_enabled\": false");
    resource(
        "azurerm_purview_account",
        "pv",
        RG + "Microsoft.Purview/accounts/pv",
        "\"public_network_enabled\": false");
    resource(
        "azurerm_mysql_flexible_server",
        "my",
        RG + "Microsoft.DBforMySQL/flexibleServers/my",
        "\"public_network_access\": \"Disabled\"");
    resource(
        "azurerm_key_vault",
        "kv",
        RG + "Microsoft.KeyVault/vaults/kv",
        "\"public_network_access_enabled\": false");

    assertThat(model().platformServices())
        .hasSize(4)
        .extracting(s -> s.publicNetworkAccess())
        .containsOnly(false);
  }

  @Test
  void rules_that_let_some_callers_in_are_noted_in_every_word() throws IOException {
    String subnet = VNET + "/subnets/app";
    network("app");
    resource(
        "azurerm_storage_account",
        "st",
        RG + "Microsoft.Storage/storageAccounts/st",
        "\"network_rules\": [{\"default_action\": \"Deny\", \"ip_rules\": [],"
            + " \"virtual_network_subnet_ids\": [\"%s\"]}]".formatted(subnet));
    resource(
        "azurerm_eventhub_namespace",
        "eh",
        RG + "Microsoft.EventHub/namespaces/eh",
        "\"network_rulesets\": [{\"default_action\": \"Deny\", \"ip_rule\": [{\"ip_mask\":"
            + " \"52.0.0.0/24\", \"action\": \"Allow\"}], \"virtual_network_rule\": []}]");
    resource(
        "azurerm_servicebus_namespace",
        "sb",
        RG + "Microsoft.ServiceBus/namespaces/sb",
        "\"network_rule_set\": [{\"default_action\": \"Deny\", \"ip_rules\": [],"
            + " \"network_rules\": [{\"subnet_id\": \"%s\"}]}]".formatted(subnet));
    resource(
        "azurerm_cosmosdb_account",
        "co",
        RG + "Microsoft.DocumentDB/databaseAccounts/co",
        "\"ip_range_filter\": [], \"virtual_network_rule\": [{\"id\": \"%s\"}]".formatted(subnet));
    resource(
        "azurerm_search_service",
        "se",
        RG + "Microsoft.Search/searchServices/se",
        "\"allowed_ips\": [\"52.0.0.1\"]");
    resource(
        "azurerm_linux_web_app",
        "web",
        RG + "Microsoft.Web/sites/web",
        "\"site_config\": [{\"ip_restriction\": [{\"ip_address\": \"52.0.0.0/24\"}]}]");
    resource(
        "azurerm_batch_account",
        "ba",
        RG + "Microsoft.Batch/batchAccounts/ba",
        "\"network_profile\": [{\"account_access\": [{\"default_action\": \"Deny\","
            + " \"ip_rule\": [{\"ip_range\": \"52.0.0.0/24\"}]}]}]");

    assertThat(notes())
        .containsExactlyInAnyOrder(
            "the network rules of st" + PUBLIC,
            "the network rules of eh" + PUBLIC,
            "the network rules of sb" + PUBLIC,
            "the access restrictions of co" + PUBLIC,
            "the access restrictions of se" + PUBLIC,
            "the access restrictions of web" + PUBLIC,
            "the network rules of ba" + PUBLIC);
  }

  @Test
  void an_address_of_an_orchestrated_set_tells_its_sku_with_the_tier() throws IOException {
    network("app");
    resource(
        "azurerm_orchestrated_virtual_machine_scale_set",
        "set",
        RG + "Microsoft.Compute/virtualMachineScaleSets/set",
        """
        "instances": 1, "sku_name": "Standard_B1s",
        "network_interface": [{"name": "nic", "primary": true,
          "ip_configuration": [{"name": "ip", "primary": true, "subnet_id": "%s/subnets/app",
            "public_ip_address": [{"name": "pip", "sku_name": "Standard_Regional"}]}]}]
        """
            .formatted(VNET));

    assertThat(model().publicIPAddresses())
        .extracting(PublicIPAddress::sku)
        .containsExactly(PublicIPAddress.Sku.STANDARD);
  }
}
