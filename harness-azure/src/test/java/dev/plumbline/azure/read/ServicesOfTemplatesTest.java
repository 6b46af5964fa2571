package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.Service;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.descriptor.DescriptorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services of the platform in templates, and values that only a deployment would know. */
class ServicesOfTemplatesTest {

  private static final String NETWORK =
      """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "vnet",
       "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.3.0.0/16"]},
       "subnets": [{"name": "inside", "properties": {"addressPrefix": "10.3.1.0/24"}}]}}
      """;

  private static final String SUBNET =
      "\"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet', 'inside')]\"";

  @TempDir private Path folder;

  private Topology topology(String resources) throws IOException {
    return Topology.from(
        Files.writeString(
            folder.resolve("net.json"),
            "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/"
                + "deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\", \"resources\": ["
                + NETWORK
                + ","
                + resources
                + "]}"));
  }

  private static String resource(String type, String properties) {
    return "{\"type\": \""
        + type
        + "\", \"apiVersion\": \"2023-01-01\", \"name\": \"it\", \"location\": \"westeurope\","
        + " \"properties\": {"
        + properties
        + "}}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Microsoft.DBforPostgreSQL/flexibleServers | "network": {"delegatedSubnetResourceId": SUBNET} | 5432
          Microsoft.DBforMySQL/flexibleServers      | "network": {"delegatedSubnetResourceId": SUBNET} | 3306
          Microsoft.Cache/Redis                     | "subnetId": SUBNET                               | 6380
          Microsoft.Sql/managedInstances            | "subnetId": SUBNET                               | 1433
          Microsoft.ContainerInstance/containerGroups | "subnetIds": [{"id": SUBNET}], "containers": [{"name": "c", "properties": {"ports": [{"port": "8080"}]}}] | 8080
          """)
  void a_service_in_a_subnet_is_reached_there_and_not_in_public(
      String type, String properties, int port) throws IOException {
    Topology topology = topology(resource(type, properties.replace("SUBNET", SUBNET)));

    assertThat(topology.model().platformServices()).isEmpty();
    assertThat(topology.model().networkInterfaces())
        .extracting(
            NetworkInterface::name,
            nic -> nic.ipConfigurations().get(0).subnet(),
            nic -> nic.services().stream().map(Service::port).toList())
        .containsExactly(tuple("it", "inside", List.of(port)));
    assertThat(topology.network().hosts())
        .filteredOn(host -> host.name().equals("it"))
        .singleElement()
        .satisfies(host -> assertThat(host.segment()).isEqualTo("inside"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Microsoft.Storage/storageAccounts | "networkAcls": {"defaultAction": "Deny", "bypass": "None"}             | false
          Microsoft.KeyVault/vaults         | "networkAcls": {"defaultAction": "deny", "ipRules": []}                 | false
          Microsoft.ContainerRegistry/registries | "networkRuleSet": {"defaultAction": "Deny"}                        | false
          Microsoft.Storage/storageAccounts | "networkAcls": {"defaultAction": "Allow"}                               | true
          Microsoft.Storage/storageAccounts | "networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.7"}]} | true
          Microsoft.Storage/storageAccounts | "publicNetworkAccess": "Disabled"                                       | false
          Microsoft.Storage/storageAccounts | "publicNetworkAccess": "SecuredByPerimeter"                             | false
          Microsoft.DBforMySQL/flexibleServers | "network": {"publicNetworkAccess": "Disabled"}                       | false
          Microsoft.DBforMySQL/flexibleServers | "network": {"publicNetworkAccess": "Enabled"}                        | true
          Microsoft.Devices/IotHubs         | "networkRuleSets": {"defaultAction": "Deny", "ipRules": []}             | false
          Microsoft.Batch/batchAccounts     | "networkProfile": {"accountAccess": {"defaultAction": "Deny"}}          | false
          Microsoft.Batch/batchAccounts     | "networkProfile": {"nodeManagementAccess": {"defaultAction": "Deny"}}   | true
          """)
  void a_service_that_denies_everybody_is_closed_to_public_callers(
      String type, String properties, boolean open) throws IOException {
    Topology topology = topology(resource(type, properties));

    assertThat(topology.model().platformServices())
        .extracting(PlatformService::publicNetworkAccess)
        .containsExactly(open);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Microsoft.Storage/storageAccounts      | "networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.7"}]}
          Microsoft.Batch/batchAccounts          | "networkProfile": {"accountAccess": {"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.7"}]}}
          """)
  void a_service_with_exceptions_from_denying_is_said_to_be_taken_for_an_open_one(
      String type, String properties) throws IOException {
    Topology topology = topology(resource(type, properties));

    assertThat(topology.model().platformServices())
        .extracting(PlatformService::publicNetworkAccess)
        .containsExactly(true);
    assertThat(topology.notes())
        .filteredOn(note -> note.kind() == Note.Kind.ASSUMED)
        .extracting(Note::message)
        .containsExactly(
            "the network rules of it were not read; it is taken to answer to public callers");
  }

  @Test
  void access_rules_of_a_site_are_met_where_its_configuration_is_a_resource_of_its_own()
      throws IOException {
    Topology topology =
        topology(
            resource("Microsoft.Web/sites", "\"siteConfig\": {}")
                + """
                , {"type": "Microsoft.Web/sites/config", "name": "it/web",
                 "properties": {"ipSecurityRestrictions": [{"ipAddress": "203.0.113.7/32"}]}}
                """);

    assertThat(topology.notes())
        .extracting(Note::message)
        .contains(
            "the access restrictions of it were not read; it is taken to answer to public callers");
  }

  @Test
  void nodes_of_a_cluster_are_those_of_its_pools_wherever_they_are_written() throws IOException {
    Topology topology =
        topology(
            resource(
                    "Microsoft.ContainerService/managedClusters",
                    "\"agentPoolProfiles\": [{\"name\": \"system\", \"count\": 1,"
                        + " \"vnetSubnetID\": "
                        + SUBNET
                        + "}]")
                + ", {\"type\": \"Microsoft.ContainerService/managedClusters/agentPools\","
                + " \"apiVersion\": \"2023-01-01\", \"name\": \"it/user\", \"properties\":"
                + " {\"count\": 2, \"vnetSubnetID\": "
                + SUBNET
                + "}}");

    assertThat(topology.model().networkInterfaces())
        .extracting(NetworkInterface::name)
        .containsExactly("aks-system-0", "aks-user-0", "aks-user-1");
    assertThat(topology.notes()).isEmpty();
  }

  private static final String LINKED =
      """
      {"type": "Microsoft.Resources/deployments", "apiVersion": "2021-04-01", "name": "linked",
       "properties": {"mode": "Incremental", "templateLink": {"uri": "https://example.com/a.json"}}}
      """;

  @Test
  void what_stands_in_a_subnet_of_a_template_that_is_not_here_is_left_out_and_said()
      throws IOException {
    String unknown = "\"[reference('linked').outputs.subnet.value]\"";
    Topology topology =
        topology(
            LINKED
                + ","
                + resource(
                    "Microsoft.Network/networkInterfaces",
                    "\"ipConfigurations\": [{\"name\": \"ip\", \"properties\": {\"subnet\": {\"id\": "
                        + unknown
                        + "}}}]")
                + ","
                + resource(
                    "Microsoft.Network/loadBalancers",
                    "\"frontendIPConfigurations\": [{\"name\": \"f\", \"properties\": {\"subnet\":"
                        + " {\"id\": "
                        + unknown
                        + "}}}], \"backendAddressPools\": [{\"name\": \"p\"}],"
                        + " \"loadBalancingRules\": [{\"name\": \"r\", \"properties\":"
                        + " {\"frontendPort\": 80, \"backendPort\": 80, \"protocol\": \"Tcp\","
                        + " \"frontendIPConfiguration\": {\"id\":"
                        + " \"[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations',"
                        + " 'it', 'f')]\"}, \"backendAddressPool\": {\"id\":"
                        + " \"[resourceId('Microsoft.Network/loadBalancers/backendAddressPools',"
                        + " 'it', 'p')]\"}}}]"));

    assertThat(topology.model().networkInterfaces()).isEmpty();
    assertThat(topology.network().segments()).extracting(s -> s.name()).contains("inside");
    assertThat(topology.notes())
        .filteredOn(note -> note.kind() == Note.Kind.ASSUMED)
        .extracting(Note::message)
        .contains(
            "subnet is a value that is not known here (outputs of the deployment \"linked\", whose"
                + " template is not here); what needs it was left out");
  }

  @Test
  void a_record_of_an_address_that_only_a_deployment_knows_is_left_out_and_said()
      throws IOException {
    Topology topology =
        topology(
            LINKED
                + ", {\"type\": \"Microsoft.Network/privateDnsZones\", \"apiVersion\":"
                + " \"2020-06-01\", \"name\": \"corp.example.net\", \"location\": \"global\"},"
                + " {\"type\": \"Microsoft.Network/privateDnsZones/A\", \"apiVersion\":"
                + " \"2020-06-01\", \"name\": \"corp.example.net/www\", \"properties\": {\"ttl\":"
                + " 60, \"aRecords\": [{\"ipv4Address\":"
                + " \"[reference('linked').outputs.ip.value]\"}]}}");

    assertThat(topology.model().privateDnsZones().get(0).records()).isEmpty();
    assertThat(topology.notes())
        .extracting(Note::message)
        .anySatisfy(message -> assertThat(message).startsWith("left out: needed for the network"));
  }

  @Test
  void unknown_values_in_rules_and_routes_are_refused_with_one_message() {
    assertThatThrownBy(
            () ->
                topology(
                    LINKED
                        + ","
                        + resource(
                            "Microsoft.Network/networkSecurityGroups",
                            "\"securityRules\": [{\"name\": \"a\", \"properties\": {\"priority\":"
                                + " 100, \"protocol\": \"Tcp\", \"access\": \"Deny\","
                                + " \"direction\": \"Inbound\", \"sourcePortRange\": \"*\","
                                + " \"sourceAddressPrefix\":"
                                + " \"[reference('linked').outputs.prefix.value]\","
                                + " \"destinationAddressPrefix\": \"*\", \"destinationPortRange\":"
                                + " \"*\"}}]")
                        + ",\n"
                        + resource(
                            "Microsoft.Network/routeTables",
                            "\"routes\": [{\"name\": \"d\", \"properties\": {\"addressPrefix\":"
                                + " \"0.0.0.0/0\", \"nextHopType\": \"VirtualAppliance\","
                                + " \"nextHopIpAddress\":"
                                + " \"[reference('linked').outputs.ip.value]\"}}]")))
        .isInstanceOfSatisfying(
            DescriptorException.class,
            e -> {
              assertThat(e.problems()).hasSize(1);
              assertThat(e.problems().get(0).message())
                  .startsWith("needed for the network, but a value that is not known here")
                  .contains("(so do others, line ");
            });
  }

  @Test
  void an_internal_environment_of_container_apps_has_an_address_and_a_domain() throws IOException {
    String environment = "resourceId('Microsoft.App/managedEnvironments', 'it')";
    Topology topology =
        topology(
            resource(
                    "Microsoft.App/managedEnvironments",
                    "\"vnetConfiguration\": {\"internal\": true, \"infrastructureSubnetId\": "
                        + SUBNET
                        + "}")
                + ", {\"type\": \"Microsoft.App/containerApps\", \"apiVersion\": \"2023-05-01\","
                + " \"name\": \"shop\", \"location\": \"westeurope\", \"properties\":"
                + " {\"managedEnvironmentId\": \"["
                + environment
                + "]\", \"configuration\": {\"ingress\": {\"external\": true}}}},"
                + " {\"type\": \"Microsoft.Network/dnsZones\", \"apiVersion\": \"2018-05-01\","
                + " \"name\": \"contoso.com\", \"location\": \"global\"},"
                + " {\"type\": \"Microsoft.Network/dnsZones/A\", \"apiVersion\": \"2018-05-01\","
                + " \"name\": \"contoso.com/env\", \"properties\": {\"ttl\": 60, \"aRecords\":"
                + " [{\"ipv4Address\": \"[reference("
                + environment
                + ").staticIp]\"}]}},"
                + " {\"type\": \"Microsoft.Network/dnsZones/CNAME\", \"apiVersion\":"
                + " \"2018-05-01\", \"name\": \"contoso.com/shop\", \"properties\": {\"ttl\": 60,"
                + " \"cnameRecord\": {\"cname\":"
                + " \"[reference(resourceId('Microsoft.App/containerApps',"
                + " 'shop')).configuration.ingress.fqdn]\"}}}");

    assertThat(topology.model().networkInterfaces())
        .extracting(
            NetworkInterface::name,
            nic -> nic.services().stream().map(Service::port).toList(),
            nic -> nic.ipConfigurations().get(0).privateIPAddress().getHostAddress())
        .containsExactly(tuple("it", List.of(443, 80), "10.3.1.4"));
    assertThat(topology.model().dnsZones().get(0).records())
        .hasSize(2)
        .contains("env 60 A 10.3.1.4")
        .anySatisfy(
            record ->
                assertThat(record)
                    .matches(
                        "shop 60 CNAME shop\\.env-[0-9a-f]{8}\\.westeurope\\.azurecontainerapps\\.io\\."));
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "1 × Microsoft.App/containerApps left out: flows meet it, but there is no model of it");
  }

  @Test
  void what_a_private_endpoint_leads_to_is_not_said_to_be_left_out() throws IOException {
    Topology topology =
        topology(
            resource("Microsoft.RecoveryServices/vaults", "")
                + ", {\"type\": \"Microsoft.Network/privateEndpoints\", \"apiVersion\":"
                + " \"2023-04-01\", \"name\": \"endpoint\", \"location\": \"westeurope\","
                + " \"properties\": {\"subnet\": {\"id\": "
                + SUBNET
                + "}, \"privateLinkServiceConnections\": [{\"name\": \"c\", \"properties\":"
                + " {\"privateLinkServiceId\": \"[resourceId('Microsoft.RecoveryServices/vaults',"
                + " 'it')]\", \"groupIds\": [\"AzureBackup\"]}}]}}");

    assertThat(topology.model().privateEndpoints()).hasSize(1);
    assertThat(topology.notes()).isEmpty();
  }

  @Test
  void a_private_cloud_is_connected_by_the_circuit_that_the_platform_gives_it() throws IOException {
    Topology topology =
        topology(
            """
            {"type": "Microsoft.AVS/privateClouds", "apiVersion": "2022-05-01", "name": "cloud",
             "location": "westeurope", "properties": {"networkBlock": "192.168.48.0/22"}},
            {"type": "Microsoft.Network/virtualNetworks/subnets", "apiVersion": "2023-04-01",
             "name": "vnet/GatewaySubnet", "properties": {"addressPrefix": "10.3.255.0/27"}},
            {"type": "Microsoft.Network/virtualNetworkGateways", "apiVersion": "2023-04-01",
             "name": "gateway", "location": "westeurope", "properties": {
               "gatewayType": "ExpressRoute", "sku": {"name": "Standard", "tier": "Standard"},
               "ipConfigurations": [{"name": "c", "properties": {"subnet": {"id":
                 "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet', 'GatewaySubnet')]"
               }}}]}},
            {"type": "Microsoft.Network/connections", "apiVersion": "2023-04-01", "name": "join",
             "location": "westeurope", "properties": {"connectionType": "ExpressRoute",
               "virtualNetworkGateway1":
                 {"id": "[resourceId('Microsoft.Network/virtualNetworkGateways', 'gateway')]"},
               "peer": {"id": "[reference(resourceId('Microsoft.AVS/privateClouds',
                 'cloud')).circuit.expressRouteID]"}}}
            """
                .replace(
                    "'Microsoft.AVS/privateClouds',\n     ", "'Microsoft.AVS/privateClouds',"));

    assertThat(topology.model().vmwarePrivateClouds().get(0).circuit()).isEqualTo("cloud-circuit");
    assertThat(topology.model().connections())
        .extracting(c -> c.virtualNetworkGateway() + " " + c.peer())
        .containsExactly("gateway cloud-circuit");
    assertThat(topology.notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "Web, Publishing" | {"id": SUBNET}
          3                 | {"id": "[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]", "subnet": "inside"}
          """)
  void a_site_in_an_internal_environment_is_reached_at_the_environments_address(
      String mode, String network) throws IOException {
    Topology topology =
        topology(
            resource(
                    "Microsoft.Web/hostingEnvironments",
                    "\"internalLoadBalancingMode\": "
                        + mode
                        + ", \"virtualNetwork\": "
                        + network.replace("SUBNET", SUBNET))
                + ", {\"type\": \"Microsoft.Web/serverfarms\", \"apiVersion\": \"2022-03-01\","
                + " \"name\": \"plan\", \"location\": \"westeurope\", \"properties\":"
                + " {\"hostingEnvironmentProfile\": {\"id\":"
                + " \"[resourceId('Microsoft.Web/hostingEnvironments', 'it')]\"}}},"
                + " {\"type\": \"Microsoft.Web/sites\", \"apiVersion\": \"2022-03-01\", \"name\":"
                + " \"shop\", \"location\": \"westeurope\", \"properties\": {\"serverFarmId\":"
                + " \"[resourceId('Microsoft.Web/serverfarms', 'plan')]\"}}");

    assertThat(topology.model().platformServices()).isEmpty();
    assertThat(topology.model().networkInterfaces())
        .extracting(NetworkInterface::name, nic -> nic.ipConfigurations().get(0).subnet())
        .containsExactly(tuple("it", "inside"));
    assertThat(topology.notes())
        .extracting(Note::message)
        .contains(
            "shop is in App Service Environment it, whose address stands for it; it has none of"
                + " its own");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reference(concat(ENV, '/configurations/networking'), '2022-03-01')"
            + ".internalInboundIpAddresses[0]",
        "reference(ENV, '2022-03-01').networkingConfiguration.properties"
            + ".internalInboundIpAddresses[0]",
        "reference(ENV, '2020-06-01').internalInboundIpAddresses[0]",
        "reference(concat(ENV, '/capacities/virtualip'), '2019-08-01').internalIpAddress"
      })
  void the_address_of_an_internal_environment_is_known_to_records(String address)
      throws IOException {
    String environment = "resourceId('Microsoft.Web/hostingEnvironments', 'it')";
    Topology topology =
        topology(
            resource(
                    "Microsoft.Web/hostingEnvironments",
                    "\"internalLoadBalancingMode\": 3, \"virtualNetwork\": {\"id\": "
                        + SUBNET
                        + "}")
                + ", {\"type\": \"Microsoft.Network/dnsZones\", \"apiVersion\": \"2018-05-01\","
                + " \"name\": \"contoso.com\", \"location\": \"global\"},"
                + " {\"type\": \"Microsoft.Network/dnsZones/A\", \"apiVersion\": \"2018-05-01\","
                + " \"name\": \"contoso.com/*\", \"properties\": {\"ttl\": 60, \"aRecords\":"
                + " [{\"ipv4Address\": \"["
                + address.replace("ENV", environment)
                + "]\"}]}}");

    assertThat(topology.model().dnsZones().get(0).records()).containsExactly("* 60 A 10.3.1.4");
  }

  @Test
  void an_environment_with_a_public_address_is_left_out_and_said() throws IOException {
    assertThat(
            topology(
                    resource("Microsoft.App/managedEnvironments", "")
                        + ","
                        + resource("Microsoft.Web/hostingEnvironments", ""))
                .notes())
        .extracting(Note::message)
        .containsExactly(
            "Microsoft.App/managedEnvironments it left out: flows meet it, but there is no model"
                + " of it",
            "Microsoft.Web/hostingEnvironments it left out: flows meet it, but there is no model"
                + " of it");
  }

  @Test
  void a_mistake_that_a_loop_repeats_is_one_message() {
    String rule =
        """
        {"name": "NAME", "properties": {"priority": NUMBER, "protocol": "Tcp", "access": "Deny",
         "direction": "Inbound", "sourcePortRange": "*", "sourceAddressPrefix": "NoSuchTag",
         "destinationAddressPrefix": "*", "destinationPortRange": "*"}}""";
    assertThatThrownBy(
            () ->
                topology(
                    "{\"type\": \"Microsoft.Network/networkSecurityGroups\", \"apiVersion\":"
                        + " \"2023-01-01\", \"name\": \"[concat('nsg', copyIndex())]\", \"copy\":"
                        + " {\"name\": \"loop\", \"count\": 3}, \"properties\": {\"securityRules\": ["
                        + rule.replace("NAME", "a").replace("NUMBER", "100")
                        + ","
                        + rule.replace("NAME", "b").replace("NUMBER", "110")
                        + "]}}"))
        .isInstanceOfSatisfying(
            DescriptorException.class,
            e -> {
              assertThat(e.problems()).hasSize(1);
              assertThat(e.problems().get(0).message())
                  .startsWith("\"NoSuchTag\" is neither an address prefix")
                  .matches(".* \\(also line \\d+\\)");
            });
  }

  @ParameterizedTest
  @CsvSource({"theirs, apps", "GET-PREREQ-vnetName, GET-PREREQ-subnetName"})
  void an_environment_in_a_network_that_exists_already_names_its_subnet(
      String network, String subnet) throws IOException {
    Topology topology =
        topology(
            resource(
                "Microsoft.Web/hostingEnvironments",
                "\"internalLoadBalancingMode\": \"Web\", \"virtualNetwork\": {\"id\":"
                    + " \"[resourceId('shared', 'Microsoft.Network/virtualNetworks', '"
                    + network
                    + "')]\", \"subnet\": \""
                    + subnet
                    + "\"}"));

    assertThat(topology.model().virtualNetworks())
        .extracting(VirtualNetwork::name, one -> one.subnets().get(0).name())
        .contains(tuple(network, subnet));
    assertThat(topology.model().networkInterfaces())
        .extracting(nic -> nic.ipConfigurations().get(0).subnet())
        .containsExactly(subnet);
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "virtualNetworks "
                + network
                + " exists already and is not in the files; its subnets are taken to have no"
                + " security group and no route table, and the prefixes "
                + subnet
                + " 100.64.0.0/24; add the file that describes it to know better");
  }

  @Test
  void what_is_not_in_the_files_may_be_in_a_template_that_is_not_here() throws IOException {
    String machine =
        resource(
            "Microsoft.Network/networkInterfaces",
            "\"ipConfigurations\": [{\"name\": \"a\", \"properties\": {\"subnet\": {\"id\":"
                + " \"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'other',"
                + " 'apps')]\"}}}]");

    assertThatThrownBy(() -> topology(machine))
        .hasMessageContaining("\"other\" is none of the virtualNetworks in the files");
    assertThat(topology(LINKED + "," + machine).model().virtualNetworks())
        .extracting(VirtualNetwork::name)
        .containsExactly("vnet", "other");
  }

  @Test
  void what_is_in_a_subnet_and_not_read_is_said_to_be_met_by_flows() throws IOException {
    String acls = "\"networkAcls\": {\"virtualNetworkRules\": [{\"id\": " + SUBNET + "}]}";
    Topology topology =
        topology(
            String.join(
                ",",
                resource(
                    "Microsoft.DevCenter/networkConnections",
                    "\"domainJoinType\": \"AzureADJoin\", \"subnetId\": " + SUBNET),
                resource("Microsoft.Authorization/roleAssignments", "\"scope\": " + SUBNET),
                resource("Microsoft.OperationalInsights/workspaces", ""),
                resource(
                    "Microsoft.HDInsight/clusters",
                    "\"computeProfile\": {\"roles\": [{\"name\": \"headnode\","
                        + " \"virtualNetworkProfile\": {\"id\": \"[resourceId("
                        + "'Microsoft.Network/virtualNetworks', 'vnet')]\", \"subnet\": "
                        + SUBNET
                        + "}}]}"),
                resource("Microsoft.KeyVault/vaults", acls).replace("\"it\"", "\"vault\"")));

    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactlyInAnyOrder(
            "1 × Microsoft.DevCenter/networkConnections left out: flows meet it, but there is no"
                + " model of it",
            "1 × Microsoft.Authorization/roleAssignments left out: of no meaning for the network",
            "1 × Microsoft.OperationalInsights/workspaces left out: of no meaning for the network",
            "it is joined to vnet/inside, to go out there or with machines of its own: nothing"
                + " stands for that part, its public names were read");
  }
}
