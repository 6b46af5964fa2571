package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.assertj.core.groups.Tuple.tuple;

import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What templates say of a network, and what the network then does with flows. */
class NetworkOfTemplateTest {

  private static final String VNET =
      """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01", "name": "vnet",
       "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
         {"name": "apps", "properties": {"addressPrefix": "10.0.1.0/24"}},
         {"name": "gateway", "properties": {"addressPrefix": "10.0.2.0/24"}}]}}
      """;

  @TempDir private Path directory;

  private Topology topology(String... resources) throws IOException {
    Path file = directory.resolve("net.json");
    Files.writeString(
        file,
        """
        {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
         "contentVersion": "1.0.0.0",
         "resources": [%s]}
        """
            .formatted(String.join(",\n", resources)));
    return Topology.from(file);
  }

  private static String subnet(String name) {
    return "{\"id\": \"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet', '%s')]\"}"
        .formatted(name);
  }

  private static String address(String name, String sku, String version) {
    return """
    {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-04-01", "name": "%s",
     "sku": {"name": "%s"}, "properties": {"publicIPAllocationMethod": "Static",
       "publicIPAddressVersion": "%s"}}
    """
        .formatted(name, sku, version);
  }

  private static String regional(String region, int backendPort) {
    return """
    {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-04-01", "name": "nic-%1$s",
     "properties": {"ipConfigurations": [{"name": "ip", "properties": {"subnet": %2$s,
       "loadBalancerBackendAddressPools": [{"id":
         "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb-%1$s', 'p')]"}]}}],
      "networkSecurityGroup": {"id":
        "[resourceId('Microsoft.Network/networkSecurityGroups', 'web')]"}}},
    {"type": "Microsoft.Network/loadBalancers", "apiVersion": "2023-04-01", "name": "lb-%1$s",
     "sku": {"name": "Standard"}, "properties": {
      "frontendIPConfigurations": [{"name": "front", "properties": {"publicIPAddress":
        {"id": "[resourceId('Microsoft.Network/publicIPAddresses', 'pip-%1$s')]"}}}],
      "backendAddressPools": [{"name": "p"}],
      "loadBalancingRules": [{"name": "web", "properties": {
        "frontendIPConfiguration": {"id":
          "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb-%1$s', 'front')]"},
        "backendAddressPool": {"id":
          "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb-%1$s', 'p')]"},
        "protocol": "Tcp", "frontendPort": 80, "backendPort": %3$d}}]}}
    """
        .formatted(region, subnet("apps"), backendPort);
  }

  private static String global(int port) {
    return """
    {"type": "Microsoft.Network/loadBalancers", "apiVersion": "2023-04-01", "name": "lb-global",
     "sku": {"name": "Standard", "tier": "Global"}, "properties": {
      "frontendIPConfigurations": [{"name": "front", "properties": {"publicIPAddress":
        {"id": "[resourceId('Microsoft.Network/publicIPAddresses', 'pip')]"}}}],
      "backendAddressPools": [{"name": "regions"}],
      "loadBalancingRules": [{"name": "web", "properties": {
        "frontendIPConfiguration": {"id":
          "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb-global', 'front')]"},
        "backendAddressPool": {"id":
          "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb-global', 'regions')]"},
        "protocol": "Tcp", "frontendPort": %1$d, "backendPort": %1$d}}]}},
    {"type": "Microsoft.Network/loadBalancers/backendAddressPools", "apiVersion": "2023-04-01",
     "name": "lb-global/regions", "properties": {"loadBalancerBackendAddresses": [
      {"name": "a", "properties": {"loadBalancerFrontendIPConfiguration": {"id":
        "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb-east', 'front')]"}}},
      {"name": "b", "properties": {"loadBalancerFrontendIPConfiguration": {"id":
        "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb-west', 'front')]"}}}]}}
    """
        .formatted(port);
  }

  private static final String WEB =
      """
      {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-04-01",
       "name": "web", "properties": {"securityRules": [{"name": "web", "properties": {
         "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
         "sourcePortRange": "*", "destinationPortRange": "8080", "sourceAddressPrefix": "Internet",
         "destinationAddressPrefix": "*"}}]}}
      """;

  private Topology crossRegion(int port, int westPort) throws IOException {
    return topology(
        VNET,
        WEB,
        address("pip", "Standard", "IPv4"),
        address("pip-east", "Standard", "IPv4"),
        address("pip-west", "Standard", "IPv4"),
        regional("east", 8080),
        regional("west", westPort),
        global(port));
  }

  @Test
  void a_cross_region_load_balancer_leads_on_by_the_rules_of_the_regional_ones()
      throws IOException {
    Verdict open = fate(crossRegion(80, 8080), 80);
    Verdict other = fate(crossRegion(81, 8080), 81);

    // It gets to a machine, where nothing is said to listen.
    assertThat(open.explanation()).contains("nothing listens").contains("8080");
    assertThat(other.fate()).isEqualTo(Verdict.Fate.DROPPED);
    assertThat(other.explanation()).contains("load balancer lb-global");
  }

  @Test
  void a_cross_region_rule_that_regions_lead_to_different_ports_is_left_out_and_said()
      throws IOException {
    Topology topology = crossRegion(80, 8081);

    assertThat(topology.notes())
        .anySatisfy(
            note -> assertThat(note.toString()).contains("lead port 80 to different ports"));
    assertThat(fate(topology, 80).fate()).isEqualTo(Verdict.Fate.DROPPED);
  }

  @Test
  void what_flows_meet_and_the_model_has_nothing_for_is_told_apart() throws IOException {
    Topology topology =
        topology(
            VNET,
            """
            {"type": "Microsoft.Network/bastionHosts", "apiVersion": "2023-04-01", "name": "jump",
             "sku": {"name": "Developer"}, "properties": {"virtualNetwork":
               {"id": "[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]"}}}
            """,
            """
            {"type": "Microsoft.Network/networkSecurityPerimeters/profiles",
             "apiVersion": "2023-07-01-preview", "name": "around/inner", "properties": {}}
            """,
            """
            {"type": "Microsoft.Sql/servers/firewallRules", "apiVersion": "2021-11-01",
             "name": "sql/office", "properties": {"startIpAddress": "192.0.2.1"}}
            """);

    assertThat(topology.notes())
        .extracting(Note::toString)
        .anySatisfy(n -> assertThat(n).contains("the Bastion host jump has no address"))
        .anySatisfy(n -> assertThat(n).contains("profiles left out: flows meet it"))
        .anySatisfy(n -> assertThat(n).contains("firewallRules left out: flows meet it"));
  }

  private static Verdict fate(Topology topology, int port) {
    return topology
        .network()
        .fate(
            new Flow(
                "internet",
                IpAddresses.parse("198.51.100.7"),
                40000,
                topology.model().publicIPAddresses().get(0).ipAddress(),
                port,
                Network.Protocol.TCP));
  }

  @Test
  void the_ipv6_frontend_of_a_gateway_is_left_out_with_its_listener_and_rule() throws IOException {
    Topology topology =
        topology(
            VNET,
            address("pip", "Standard", "IPv4"),
            address("pip6", "Standard", "IPv6"),
            """
            {"type": "Microsoft.Network/applicationGateways", "apiVersion": "2023-04-01",
             "name": "agw", "properties": {
              "sku": {"name": "Standard_v2", "tier": "Standard_v2", "capacity": 2},
              "gatewayIPConfigurations": [{"name": "c", "properties": {"subnet": %s}}],
              "frontendIPConfigurations": [%s, %s],
              "frontendPorts": [{"name": "p", "properties": {"port": 80}}],
              "backendAddressPools": [{"name": "pool"}],
              "backendHttpSettingsCollection": [
                {"name": "s", "properties": {"port": 80, "protocol": "Http"}}],
              "httpListeners": [%s, %s],
              "requestRoutingRules": [%s, %s]}}
            """
                .formatted(
                    subnet("gateway"),
                    frontend("four", "pip"),
                    frontend("six", "pip6"),
                    listener("l4", "four"),
                    listener("l6", "six"),
                    rule("r4", "l4", 10),
                    rule("r6", "l6", 20)));

    assertThat(topology.model().applicationGateways().get(0).httpListeners())
        .extracting(HttpListener::name)
        .containsExactly("l4");
    assertThat(topology.model().applicationGateways().get(0).requestRoutingRules())
        .extracting(RequestRoutingRule::name)
        .containsExactly("r4");
    assertThat(topology.notes())
        .anySatisfy(note -> assertThat(note.toString()).contains("the IPv6 frontend six of agw"));
  }

  private static String inner(String kind, String name) {
    return "{\"id\": \"[resourceId('Microsoft.Network/applicationGateways/%s', 'agw', '%s')]\"}"
        .formatted(kind, name);
  }

  private static String frontend(String name, String address) {
    return """
    {"name": "%s", "properties": {"publicIPAddress":
      {"id": "[resourceId('Microsoft.Network/publicIPAddresses', '%s')]"}}}
    """
        .formatted(name, address);
  }

  private static String listener(String name, String frontend) {
    return """
    {"name": "%s", "properties": {"frontendIPConfiguration": %s, "frontendPort": %s,
      "protocol": "Http"}}
    """
        .formatted(name, inner("frontendIPConfigurations", frontend), inner("frontendPorts", "p"));
  }

  private static String rule(String name, String listener, int priority) {
    return """
    {"name": "%s", "properties": {"ruleType": "Basic", "priority": %d, "httpListener": %s,
      "backendAddressPool": %s, "backendHttpSettings": %s}}
    """
        .formatted(
            name,
            priority,
            inner("httpListeners", listener),
            inner("backendAddressPools", "pool"),
            inner("backendHttpSettingsCollection", "s"));
  }

  @Test
  void a_subnet_that_is_changed_keeps_the_prefix_that_it_had() throws IOException {
    String prefix =
        "[reference(resourceId('there', 'Microsoft.Network/virtualNetworks/subnets', 'old',"
            + " 'apps'), '2023-04-01').addressPrefix]";

    Topology topology =
        topology(
            """
            {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-04-01",
             "name": "nsg", "properties": {"securityRules": [{"name": "within", "properties": {
               "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
               "sourcePortRange": "*", "destinationPortRange": "6380",
               "sourceAddressPrefix": "%s", "destinationAddressPrefix": "*"}}]}}
            """
                .formatted(prefix),
            """
            {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01",
             "name": "change", "resourceGroup": "there", "properties": {"mode": "Incremental",
              "template": {"$schema":
                "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
               "contentVersion": "1.0.0.0", "resources": [
                {"type": "Microsoft.Network/virtualNetworks/subnets", "apiVersion": "2023-04-01",
                 "name": "old/apps", "properties": {"addressPrefix": "%s",
                   "networkSecurityGroup": {"id":
                     "[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg')]"}}}]}}}
            """
                .formatted(prefix));

    String taken =
        topology.model().virtualNetworks().get(0).subnets().get(0).prefixes().get(0).toString();
    assertThat(
            topology
                .model()
                .networkSecurityGroups()
                .get(0)
                .securityRules()
                .get(0)
                .sourceAddressPrefixes())
        .containsExactly(taken);
    assertThat(topology.network().segments()).anyMatch(s -> s.name().equals("apps"));
    assertThat(topology.notes())
        .anySatisfy(note -> assertThat(note.toString()).contains("exists already"));
  }

  @Test
  void what_stands_for_an_identifier_is_taken_for_something_that_exists() throws IOException {
    Topology topology =
        topology(
            nic("a", "GET-PREREQ-subnetId"),
            nic("b", "GET-PREREQ-networkId/subnets/apps"),
            """
            {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-04-01",
             "name": "keys", "properties": {"subnet": {"id": "GET-PREREQ-subnetId"},
              "privateLinkServiceConnections": [{"name": "c", "properties": {
                "privateLinkServiceId": "GEN-KEYVAULT-RESOURCE-ID", "groupIds": ["vault"]}}]}}
            """);

    Network network = topology.network();

    assertThat(topology.model().virtualNetworks()).hasSize(1);
    assertThat(topology.model().privateEndpoints()).hasSize(1);
    assertThat(network.segments()).anyMatch(s -> s.name().equals("GET-PREREQ-subnetId"));
    assertThat(network.hosts()).anyMatch(h -> h.name().equals("a"));
    assertThat(network.hosts()).anyMatch(h -> h.name().equals("b"));
    assertThat(topology.notes())
        .anySatisfy(
            note ->
                assertThat(note.toString())
                    .contains("virtualNetworks GET-PREREQ-networkId exists already"));
  }

  @Test
  void what_stands_for_an_identifier_of_an_unknown_kind_is_left_out_and_said() throws IOException {
    Topology topology =
        topology(
            VNET,
            """
            {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-04-01",
             "name": "some", "properties": {"subnet": %s,
              "privateLinkServiceConnections": [{"name": "c", "properties": {
                "privateLinkServiceId": "GET-PREREQ-id", "groupIds": ["other"]}}]}}
            """
                .formatted(subnet("apps")));

    assertThat(topology.model().privateEndpoints()).isEmpty();
    assertThat(topology.notes())
        .anySatisfy(
            note -> assertThat(note.toString()).contains("GET-PREREQ-id").contains("was left out"));
  }

  private static String nic(String name, String subnet) {
    return """
    {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-04-01", "name": "%s",
     "properties": {"ipConfigurations": [{"name": "ip", "properties": {
       "subnet": {"id": "%s"}}}]}}
    """
        .formatted(name, subnet);
  }

  @Test
  void the_interface_of_a_machine_that_is_not_in_the_files_is_said() throws IOException {
    Topology topology =
        topology(
            """
            {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2023-03-01",
             "name": "vm", "properties": {"networkProfile": {"networkInterfaces": [
               {"id": "[resourceId('Microsoft.Network/networkInterfaces', 'elsewhere')]"}]}}}
            """);

    assertThat(topology.notes())
        .anySatisfy(
            note ->
                assertThat(note.toString())
                    .contains("networkInterfaces/elsewhere\" of virtual machine vm is not in"));
  }

  @Test
  void what_stands_for_an_address_is_left_out_with_its_rule_and_said() throws IOException {
    Topology topology =
        topology(
            VNET,
            """
            {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-04-01",
             "name": "nsg", "properties": {"securityRules": [%s, %s]}},
            {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-04-01",
             "name": "nic", "properties": {"dnsSettings": {"dnsServers": ["GET-PREREQ-dns"]},
              "ipConfigurations": [{"name": "ip", "properties": {"subnet": %s,
                "privateIPAllocationMethod": "Static", "privateIPAddress": "GET-PREREQ-ip"}}]}}
            """
                .formatted(
                    rule("known", 100, "10.9.0.0/16"),
                    rule("unknown", 200, "GET-PREREQ-range"),
                    subnet("apps")));

    assertThat(topology.model().networkSecurityGroups().get(0).securityRules())
        .extracting(rule -> rule.name())
        .containsExactly("known");
    assertThat(topology.network().hosts()).anyMatch(host -> host.name().equals("nic"));
    assertThat(topology.notes().toString())
        .contains("GET-PREREQ-dns", "GET-PREREQ-ip", "\"unknown\" was left out");
  }

  private static String rule(String name, int priority, String source) {
    return """
    {"name": "%s", "properties": {"priority": %d, "direction": "Inbound", "access": "Allow",
     "protocol": "Tcp", "sourcePortRange": "*", "destinationPortRange": "22",
     "sourceAddressPrefix": "%s", "destinationAddressPrefix": "*"}}
    """
        .formatted(name, priority, source);
  }

  @Test
  void a_private_zone_may_have_the_name_that_stands_for_another() throws IOException {
    Topology topology =
        topology(
            VNET,
            """
            {"type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01",
             "name": "GEN-CUSTOM-FQDN-NAME", "location": "global", "properties": {}},
            {"type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
             "apiVersion": "2020-06-01", "name": "GEN-CUSTOM-FQDN-NAME/link",
             "location": "global", "properties": {"registrationEnabled": false, "virtualNetwork":
               {"id": "[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]"}}}
            """);

    assertThat(topology.network().zones())
        .anyMatch(zone -> zone.toString().toLowerCase(Locale.ROOT).contains("gen-custom-fqdn"));
  }

  @Test
  void a_part_of_an_identifier_that_is_not_known_is_what_stands_for_it() throws IOException {
    Path file = directory.resolve("parts.json");
    Files.writeString(
        file,
        """
        {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
         "contentVersion": "1.0.0.0",
         "parameters": {"network": {"type": "string", "defaultValue": "GET-PREREQ-networkId"}},
         "variables": {"parts": "[split(parameters('network'), '/')]"},
         "resources": [%s]}
        """
            .formatted(
                nic(
                    "nic",
                    "[resourceId(variables('parts')[4], 'Microsoft.Network/virtualNetworks/subnets',"
                        + " variables('parts')[8], 'apps')]")));

    Topology topology = Topology.from(file);

    assertThat(topology.network().segments()).anyMatch(s -> s.name().equals("apps"));
    assertThat(topology.notes().toString())
        .contains("virtualNetworks GET-PREREQ-networkId exists already");
  }

  @Test
  void zones_that_are_the_empty_text_are_none() throws IOException {
    Topology topology =
        topology(
            """
            {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2020-08-01",
             "name": "pip", "zones": "[if(equals('none', 'none'), '', array('1'))]",
             "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}}
            """);

    assertThat(topology.model().publicIPAddresses().get(0).zones()).isEmpty();
  }

  /** Two interfaces; the second asks for the address of another, and a deployment keeps it. */
  @Test
  void a_private_address_that_is_not_known_is_one_that_the_platform_chooses() throws IOException {
    String nic =
        """
        {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-04-01", "name": "%s",
         "properties": {"ipConfigurations": [{"name": "ip", "properties": {
          "subnet": %s, "privateIPAllocationMethod": "%s", "privateIPAddress": %s}}]}}
        """;
    String of =
        "\"[reference(resourceId('Microsoft.Network/networkInterfaces', '%s'), '2023-04-01')"
            + ".ipConfigurations[0].properties.privateIPAddress]\"";
    Topology topology =
        topology(
            """
            {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01",
             "name": "vnet", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
              "subnets": [{"name": "apps", "properties": {"addressPrefix": "10.0.1.0/24"}}]}}
            """,
            nic.formatted("kept", subnet("apps"), "Dynamic", "null"),
            """
            {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01",
             "name": "keep", "properties": {"mode": "Incremental",
              "expressionEvaluationOptions": {"scope": "inner"},
              "parameters": {"address": {"value": %s}},
              "template": {"parameters": {"address": {"type": "string"}}, "resources": [%s]}},
             "dependsOn": ["kept"]}
            """
                .formatted(
                    of.formatted("kept"),
                    nic.formatted("kept", subnet("apps"), "Static", "\"[parameters('address')]\"")),
            nic.formatted("other", subnet("apps"), "Static", of.formatted("elsewhere")));

    assertThat(topology.model().networkInterfaces())
        .extracting(
            NetworkInterface::name,
            n -> n.ipConfigurations().get(0).privateIPAddress().getHostAddress())
        .containsExactlyInAnyOrder(tuple("kept", "10.0.1.4"), tuple("other", "10.0.1.5"));
    assertThat(topology.notes())
        .filteredOn(note -> note.kind() == Note.Kind.ASSUMED)
        .extracting(Note::message)
        .singleElement(STRING)
        .endsWith("the platform is taken to choose an address of the subnet");
  }

  @ParameterizedTest
  @CsvSource({
    "Standard_Large, Standard_v2, 1",
    "Standard_Large, Standard, 0",
    "WAF_v2, WAF_v2, 0",
    "WAF_Medium, WAF, 0"
  })
  void a_tier_that_is_not_that_of_the_sku_is_said_not_to_count(String sku, String tier, int said)
      throws IOException {
    Topology topology =
        topology(
            """
            {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-04-01",
             "name": "vnet", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
              "subnets": [{"name": "edge", "properties": {"addressPrefix": "10.0.1.0/24"}}]}}
            """,
            address("pip", "Standard", "IPv4"),
            """
            {"type": "Microsoft.Network/applicationGateways", "apiVersion": "2023-04-01",
             "name": "agw", "properties": {"sku": {"name": "%s", "tier": "%s", "capacity": 2},
              "gatewayIPConfigurations": [{"name": "ip", "properties": {"subnet": %s}}],
              "frontendIPConfigurations": [{"name": "f", "properties": {"publicIPAddress": {"id":
               "[resourceId('Microsoft.Network/publicIPAddresses', 'pip')]"}}}]}}
            """
                .formatted(sku, tier, subnet("edge")));

    assertThat(topology.notes())
        .extracting(Note::message)
        .filteredOn(
            message ->
                message.equals(
                    "the tier " + tier + " is not that of the SKU " + sku + ", which was taken"))
        .hasSize(said);
  }
}
