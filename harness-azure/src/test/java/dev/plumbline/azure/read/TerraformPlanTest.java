package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.descriptor.DescriptorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a plan does not know is found where it can only be one thing, and said or refused where it
 * could be several: a guess would be another network.
 */
class TerraformPlanTest {

  private static final String SUBNETS =
      """
      "name": "%s", "resource_group_name": "rg", "virtual_network_name": "vnet",
      "address_prefixes": ["10.0.%d.0/24"]
      """;

  @TempDir Path folder;

  private final List<String> planned = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final Map<String, String> configured = new LinkedHashMap<>();
  private final List<String> prior = new ArrayList<>();
  private String calls = "";
  private String variables = "";

  TerraformPlanTest() {
    resource(
        "azurerm_virtual_network.this",
        "\"name\": \"vnet\", \"resource_group_name\": \"rg\", \"address_space\": [\"10.0.0.0/16\"]",
        "\"id\": true, \"subnet\": true, \"guid\": true",
        "\"name\": {\"constant_value\": \"vnet\"}");
  }

  /** Adds a resource: what is known of it, what is not, and what its configuration says. */
  private void resource(String address, String known, String unknown, String expressions) {
    String base = address.replaceAll("\\[.*", "");
    String[] names = base.split("\\.");
    String index =
        address.equals(base)
            ? ""
            : ", \"index\": " + address.substring(base.length() + 1, address.length() - 1);
    String start =
        "{\"address\": \"%s\", \"mode\": \"managed\", \"type\": \"%s\", \"name\": \"%s\"%s"
            .formatted(address.replace("\"", "\\\""), names[0], names[1], index);
    planned.add(start + ", \"values\": {" + known + "}}");
    changes.add(
        start + ", \"change\": {\"actions\": [\"create\"], \"after_unknown\": {" + unknown + "}}}");
    configured.put(
        base,
        "{\"address\": \"%s\", \"mode\": \"managed\", \"type\": \"%s\", \"name\": \"%s\", \"expressions\": {%s}}"
            .formatted(base, names[0], names[1], expressions));
  }

  private void subnets(String... names) {
    int number = 1;
    for (String name : names) {
      resource(
          "azurerm_subnet.all[\"" + name + "\"]",
          SUBNETS.formatted(name, number++),
          "\"id\": true",
          "\"name\": {\"references\": [\"each.key\"]}");
    }
  }

  private void group(String name) {
    resource(
        "azurerm_network_security_group." + name,
        "\"name\": \"" + name + "\", \"resource_group_name\": \"rg\"",
        "\"id\": true, \"security_rule\": true",
        "");
  }

  private void networkInterface(String address, String references) {
    resource(
        address,
        """
        "name": "nic", "resource_group_name": "rg",
        "ip_configuration": [{"name": "ip", "private_ip_address_allocation": "Dynamic"}]
        """,
        """
        "id": true, "private_ip_address": true,
        "ip_configuration": [{"subnet_id": true, "private_ip_address": true, "primary": true}]
        """,
        "\"ip_configuration\": [{\"name\": {\"constant_value\": \"ip\"}, \"subnet_id\": {\"references\": ["
            + references
            + "]}}]");
  }

  private Topology read() throws IOException {
    String plan =
        """
        {"format_version": "1.2", "terraform_version": "1.11.4", "complete": true, "errored": false,
         "variables": {%s},
         "planned_values": {"root_module": {"resources": [%s]}},
         "resource_changes": [%s],
         "prior_state": {"values": {"root_module": {"resources": [%s]}}},
         "configuration": {"root_module": {"resources": [%s], "module_calls": {%s}}}}
        """
            .formatted(
                variables,
                String.join(",", planned),
                String.join(",", changes),
                String.join(",", prior),
                String.join(",", configured.values()),
                calls);
    return Topology.from(Files.writeString(folder.resolve("tfplan.json"), plan));
  }

  private AzureTopology model() throws IOException {
    return read().model();
  }

  private String refusal() throws IOException {
    try {
      read();
    } catch (DescriptorException e) {
      assertThat(e.problems()).hasSize(1);
      return e.problems().get(0).path() + ": " + e.problems().get(0).message();
    }
    throw new AssertionError("was read");
  }

  private String subnetOf(String nic) throws IOException {
    return model().networkInterfaces().stream()
        .filter(n -> n.name().equals(nic))
        .map(NetworkInterface::ipConfigurations)
        .findFirst()
        .orElseThrow()
        .get(0)
        .subnet();
  }

  @Test
  void each_key_leads_to_the_resource_of_the_same_key() throws IOException {
    subnets("a", "b");
    networkInterface(
        "azurerm_network_interface.all[\"b\"]", "\"azurerm_subnet.all\", \"each.key\"");

    assertThat(subnetOf("nic")).isEqualTo("b");
  }

  @Test
  void another_key_than_its_own_is_not_guessed() throws IOException {
    subnets("a", "b");
    networkInterface(
        "azurerm_network_interface.all[\"web\"]",
        "\"azurerm_subnet.all\", \"each.value.subnet\", \"each.value\"");

    Topology topology = read();
    assertThat(topology.model().networkInterfaces()).isEmpty();
    assertThat(topology.notes())
        .extracting(n -> n.kind() + " " + n.path() + " " + n.message())
        .containsExactly(
            "ASSUMED planned_values.root_module.resources[3].values.ip_configuration[0].subnet_id"
                + " subnet is a value that is not known here (Terraform does not know it before"
                + " apply: azurerm_network_interface.all[\"web\"].subnet_id = azurerm_subnet.all,"
                + " each.value.subnet); what needs it was left out");
  }

  @Test
  void a_value_that_happens_to_have_the_same_key_is_noted() throws IOException {
    subnets("a", "b");
    networkInterface(
        "azurerm_network_interface.all[\"b\"]", "\"azurerm_subnet.all\", \"each.value\"");

    assertThat(subnetOf("nic")).isEqualTo("b");
    assertThat(read().notes())
        .extracting(Note::message)
        .containsExactly(
            "the plan does not tell which of azurerm_subnet.all is meant by subnet_id of"
                + " azurerm_network_interface.all[\"b\"]; it is taken to be the one of the same"
                + " key, [\"b\"]; the JSON of the state tells for certain");
  }

  @Test
  void one_of_two_by_a_condition_is_not_guessed() throws IOException {
    subnets("a", "b");
    networkInterface(
        "azurerm_network_interface.one",
        "\"var.first\", \"azurerm_subnet.all[\\\"a\\\"].id\", \"azurerm_subnet.all[\\\"a\\\"]\","
            + " \"azurerm_subnet.all\", \"azurerm_subnet.all[\\\"b\\\"].id\"");

    Topology topology = read();
    assertThat(topology.model().networkInterfaces()).isEmpty();
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "subnet is a value that is not known here (Terraform does not know it before apply:"
                + " azurerm_network_interface.one.subnet_id = var.first,"
                + " azurerm_subnet.all[\"a\"].id, azurerm_subnet.all[\"b\"].id); what needs it was"
                + " left out");
  }

  private void association(String unknown, String known) {
    resource(
        "azurerm_subnet_network_security_group_association.a",
        known,
        unknown,
        """
        "subnet_id": {"references": ["azurerm_subnet.all[\\"a\\"].id"]},
        "network_security_group_id": {"references": ["var.closed", "azurerm_network_security_group.closed.id"]}
        """);
  }

  @Test
  void a_condition_that_is_decided_is_not_followed() throws IOException {
    group("closed");
    resource(
        "azurerm_network_interface.one",
        """
        "name": "nic", "resource_group_name": "rg",
        "ip_configuration": [{"name": "ip", "public_ip_address_id": null}]
        """,
        "\"id\": true, \"ip_configuration\": [{\"subnet_id\": true}]",
        """
        "ip_configuration": [{
          "subnet_id": {"references": ["azurerm_subnet.all[\\"a\\"].id"]},
          "public_ip_address_id": {"references": ["var.public", "azurerm_public_ip.it.id"]}}]
        """);
    resource(
        "azurerm_public_ip.it",
        "\"name\": \"it\", \"resource_group_name\": \"rg\", \"allocation_method\": \"Static\", \"sku\": \"Standard\"",
        "\"id\": true",
        "");
    subnets("a");

    assertThat(model().networkInterfaces().get(0).ipConfigurations().get(0).publicIPAddress())
        .isNull();
  }

  @Test
  void an_association_is_found_through_both_of_its_expressions() throws IOException {
    group("closed");
    subnets("a");
    association("\"id\": true, \"subnet_id\": true, \"network_security_group_id\": true", "");

    assertThat(model().virtualNetworks().get(0).subnets())
        .extracting(Subnet::networkSecurityGroup)
        .containsExactly("closed");
  }

  /** Inline subnets are a set, whose order in the plan is not that of the configuration. */
  @Test
  void blocks_are_known_by_what_they_say() throws IOException {
    group("one");
    group("two");
    resource(
        "azurerm_virtual_network.inline",
        """
        "name": "inline", "resource_group_name": "rg", "address_space": ["10.9.0.0/16"],
        "subnet": [
          {"name": "b", "address_prefixes": ["10.9.2.0/24"]},
          {"name": "a", "address_prefixes": ["10.9.1.0/24"]}]
        """,
        "\"id\": true, \"subnet\": [{\"id\": true, \"security_group\": true}, {\"id\": true, \"security_group\": true}]",
        """
        "subnet": [
          {"name": {"constant_value": "a"}, "security_group": {"references": ["azurerm_network_security_group.one.id"]}},
          {"name": {"constant_value": "b"}, "security_group": {"references": ["azurerm_network_security_group.two.id"]}}]
        """);

    assertThat(model().virtualNetworks().get(1).subnets())
        .extracting(s -> s.name() + " " + s.networkSecurityGroup())
        .containsExactly("b two", "a one");
  }

  /** The configuration in a plan has no dynamic blocks. */
  @Test
  void what_a_dynamic_block_leaves_open_is_refused() throws IOException {
    resource(
        "azurerm_network_security_group.dynamic",
        """
        "name": "dynamic", "resource_group_name": "rg",
        "security_rule": [{"name": "in", "priority": 100, "direction": "Inbound", "access": "Allow",
          "protocol": "Tcp", "source_port_range": "*", "destination_port_range": "*",
          "source_address_prefix": "*"}]
        """,
        "\"id\": true, \"security_rule\": [{\"destination_address_prefix\": true}]",
        "");

    assertThat(refusal())
        .startsWith(
            "planned_values.root_module.resources[1].values.security_rule[0]"
                + ".destination_address_prefix: needed for the network, but");
  }

  @Test
  void a_list_that_is_known_in_part_keeps_its_other_part() throws IOException {
    subnets("a");
    resource(
        "azurerm_lb.inner",
        """
        "name": "inner", "resource_group_name": "rg", "sku": "Standard",
        "frontend_ip_configuration": [{"name": "front"}]
        """,
        "\"id\": true, \"frontend_ip_configuration\": [{\"subnet_id\": true, \"private_ip_address\": true}]",
        """
        "frontend_ip_configuration": [{"name": {"constant_value": "front"},
          "subnet_id": {"references": ["azurerm_subnet.all[\\"a\\"].id"]}}]
        """);
    resource(
        "azurerm_virtual_network.spoke",
        """
        "name": "spoke", "resource_group_name": "rg", "address_space": ["10.1.0.0/16"],
        "dns_servers": ["10.0.9.9", null]
        """,
        "\"id\": true, \"dns_servers\": [false, true]",
        "\"dns_servers\": {\"references\": [\"azurerm_lb.inner.private_ip_address\"]}");

    assertThat(model().virtualNetworks().get(1).dnsServers())
        .extracting(a -> a.getHostAddress())
        .containsExactly("10.0.9.9", "10.0.1.4");
  }

  @Test
  void outputs_of_modules_are_found_by_their_keys() throws IOException {
    subnets("a", "b.c");
    calls =
        """
        "nics": {"expressions": {"ids": {"references": ["azurerm_subnet.all"]}},
          "module": {"outputs": {}, "resources": []}}
        """;
    variables = "\"unused\": {\"value\": \"x\"}";
    networkInterface("azurerm_network_interface.one", "\"local.one\"");
    planned.set(
        planned.size() - 1,
        planned
            .get(planned.size() - 1)
            .replace("azurerm_network_interface.one", "module.nics.azurerm_network_interface.one"));
    changes.set(
        changes.size() - 1,
        changes
            .get(changes.size() - 1)
            .replace("azurerm_network_interface.one", "module.nics.azurerm_network_interface.one"));
    String inner =
        String.valueOf(configured.remove("azurerm_network_interface.one"))
            .replace("local.one", "var.ids[\\\"b.c\\\"]");
    calls = calls.replace("\"resources\": []", "\"resources\": [" + inner + "]");
    String nic = planned.remove(planned.size() - 1);
    planned.add(
        "{\"address\": \"azurerm_resource_group.rg\", \"mode\": \"managed\", \"type\": \"azurerm_resource_group\", \"name\": \"rg\", \"values\": {\"name\": \"rg\"}}");

    assertThat(inModule(nic).networkInterfaces().get(0).ipConfigurations().get(0).subnet())
        .isEqualTo("b.c");
  }

  private AzureTopology inModule(String resource) throws IOException {
    String whole = Files.readString(folder.resolve(write()));
    int end = whole.indexOf("]}},\n \"resource_changes\"");
    String text =
        whole.substring(0, end)
            + "], \"child_modules\": [{\"address\": \"module.nics\", \"resources\": ["
            + resource
            + "]}]}},\n \"resource_changes\""
            + whole.substring(end + "]}},\n \"resource_changes\"".length());
    return Topology.from(Files.writeString(folder.resolve("modules.json"), text)).model();
  }

  private String write() throws IOException {
    try {
      read();
    } catch (DescriptorException e) {
      throw new AssertionError(e);
    }
    return "tfplan.json";
  }

  @Test
  void what_azapi_changes_counts_and_what_it_only_does_is_noted() throws IOException {
    group("closed");
    subnets("a");
    resource(
        "azapi_update_resource.subnet",
        """
        "type": "Microsoft.Network/virtualNetworks/subnets@2024-05-01",
        "body": {"properties": {"networkSecurityGroup": {}, "defaultOutboundAccess": false}}
        """,
        "\"id\": true, \"resource_id\": true, \"body\": {\"properties\": {\"networkSecurityGroup\": {\"id\": true}}}",
        """
        "resource_id": {"references": ["azurerm_subnet.all[\\"a\\"].id"]},
        "body": {"references": ["azurerm_network_security_group.closed.id", "azurerm_network_security_group.closed"]}
        """);
    resource(
        "azapi_resource_action.start",
        """
        "type": "Microsoft.Network/virtualNetworks@2024-05-01", "action": "start",
        "resource_id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/other"
        """,
        "\"id\": true",
        "");

    Topology topology = read();
    assertThat(topology.model().virtualNetworks()).hasSize(1);
    assertThat(topology.model().virtualNetworks().get(0).subnets())
        .extracting(s -> s.networkSecurityGroup() + " " + s.defaultOutboundAccess())
        .containsExactly("closed false");
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "1 × azapi_resource_action left out: of no meaning for the network, or not known");
  }

  @Test
  void a_body_of_azapi_that_is_not_known_is_refused() throws IOException {
    resource(
        "azapi_resource.vnet",
        """
        "type": "Microsoft.Network/virtualNetworks@2024-05-01", "name": "late",
        "parent_id": "/subscriptions/s/resourceGroups/rg"
        """,
        "\"id\": true, \"body\": true",
        "\"body\": {\"references\": [\"local.body\"]}");

    assertThat(refusal())
        .startsWith(
            "planned_values.root_module.resources[1].values.body: needed for the network, but");
  }

  @Test
  void a_zone_that_is_only_looked_up_is_known_by_its_name_and_no_more() throws IOException {
    prior.add(
        """
        {"address": "data.azurerm_private_dns_zone.z", "mode": "data", "type": "azurerm_private_dns_zone",
         "name": "z", "values": {"name": "corp.contoso.com", "resource_group_name": "dns",
         "id": "/subscriptions/s/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/corp.contoso.com"}}
        """);

    Topology topology = read();
    assertThat(topology.model().privateDnsZones())
        .extracting(z -> z.name())
        .containsExactly("corp.contoso.com");
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "privateDnsZones corp.contoso.com exists already and is not in the files; it is taken"
                + " to have no records and links but those told here; add the file that describes"
                + " it to know better");
  }

  @Test
  void what_flows_meet_without_a_model_is_said_so() throws IOException {
    for (String type :
        List.of("virtual_hub", "resource_group_template_deployment", "role_assignment")) {
      resource("azurerm_" + type + ".it", "\"name\": \"it\"", "\"id\": true", "");
    }

    assertThat(read().notes())
        .extracting(Note::message)
        .containsExactly(
            "1 × azurerm_virtual_hub left out: flows meet it, but there is no model of it",
            "1 × azurerm_resource_group_template_deployment left out: the template that it deploys"
                + " was not read; name that template as a file",
            "1 × azurerm_role_assignment left out: of no meaning for the network, or not known");
  }

  @Test
  void a_plan_that_tells_a_part_is_noted() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("part.json"),
            Files.readString(folder.resolve(write()))
                .replace("\"complete\": true", "\"complete\": false"));

    assertThat(Topology.from(file).notes())
        .extracting(Note::message)
        .containsExactly(
            "the plan tells only a part of the network: Terraform says that it is not complete;"
                + " make one without -target and without errors");
  }

  /** The plan does not name the output of a module whose key is an expression. */
  @Test
  void modules_in_modules_are_followed_by_keys_of_any_characters() {
    AzureTopology model = Topology.from(TopologyFormatsTest.file("modules.tfplan.json")).model();

    assertThat(model.networkInterfaces())
        .extracting(n -> n.name() + " in " + n.ipConfigurations().get(0).subnet())
        .containsExactly("nic-x.module.y in snet-x.module.y", "nic-b] in snet-b]");
  }

  /** {@code records = service.private_ip_addresses}, whole, or one of them by its index. */
  @Test
  void a_list_that_the_platform_gives_is_followed_whole_and_by_index() throws IOException {
    resource(
        "azurerm_subnet.apim",
        SUBNETS.formatted("apim", 1),
        "\"id\": true",
        "\"name\": {\"constant_value\": \"apim\"}");
    resource(
        "azurerm_api_management.service",
        """
        "name": "service", "resource_group_name": "rg", "location": "westeurope",
        "sku_name": "Developer_1", "virtual_network_type": "Internal",
        "virtual_network_configuration": [{}]
        """,
        """
        "id": true, "private_ip_addresses": true,
        "virtual_network_configuration": [{"subnet_id": true}]
        """,
        """
        "virtual_network_configuration": [{"subnet_id": {"references": ["azurerm_subnet.apim.id",
          "azurerm_subnet.apim"]}}]
        """);
    resource(
        "azurerm_private_dns_zone.zone",
        "\"name\": \"azure-api.net\", \"resource_group_name\": \"rg\"",
        "\"id\": true",
        "");
    record("whole", "");
    record("indexed", "[0]");

    AzureTopology model = model();

    String address =
        Objects.requireNonNull(model.apiManagement().get(0).privateIPAddress()).getHostAddress();
    assertThat(model.privateDnsZones().get(0).records())
        .containsExactlyInAnyOrder("whole 300 A " + address, "indexed 300 A " + address);
  }

  private void record(String name, String index) {
    String list = "\"azurerm_api_management.service.private_ip_addresses";
    resource(
        "azurerm_private_dns_a_record." + name,
        "\"name\": \""
            + name
            + "\", \"resource_group_name\": \"rg\", \"zone_name\": \"azure-api.net\", \"ttl\": 300",
        "\"id\": true, \"fqdn\": true, \"records\": true",
        "\"records\": {\"references\": ["
            + (index.isEmpty() ? "" : list + index + "\", ")
            + list
            + "\", \"azurerm_api_management.service\"]}");
  }

  private void balancer(String... frontends) {
    resource(
        "azurerm_lb.inner",
        """
        "name": "inner", "resource_group_name": "rg", "sku": "Standard",
        "frontend_ip_configuration": [%s]
        """
            .formatted(
                String.join(
                    ",", Stream.of(frontends).map(f -> "{\"name\": \"" + f + "\"}").toList())),
        "\"id\": true, \"frontend_ip_configuration\": ["
            + String.join(
                ",",
                Stream.of(frontends)
                    .map(f -> "{\"id\": true, \"subnet_id\": true, \"private_ip_address\": true}")
                    .toList())
            + "]",
        "\"frontend_ip_configuration\": ["
            + String.join(
                ",",
                Stream.of(frontends)
                    .map(
                        f ->
                            "{\"name\": {\"constant_value\": \""
                                + f
                                + "\"}, \"subnet_id\": {\"references\":"
                                + " [\"azurerm_subnet.all[\\\"a\\\"].id\"]}}")
                    .toList())
            + "]");
  }

  /** The example of the provider's documentation. */
  @Test
  void a_block_of_a_resource_is_found_by_its_index() throws IOException {
    subnets("a");
    balancer("one", "two");
    resource(
        "azurerm_private_link_service.pls",
        """
        "name": "pls", "resource_group_name": "rg",
        "nat_ip_configuration": [{"name": "nat", "primary": true}]
        """,
        """
        "id": true, "load_balancer_frontend_ip_configuration_ids": true,
        "nat_ip_configuration": [{"subnet_id": true}]
        """,
        """
        "load_balancer_frontend_ip_configuration_ids": {"references": [
          "azurerm_lb.inner.frontend_ip_configuration[1].id",
          "azurerm_lb.inner.frontend_ip_configuration[1]",
          "azurerm_lb.inner.frontend_ip_configuration", "azurerm_lb.inner"]},
        "nat_ip_configuration": [{"name": {"constant_value": "nat"},
          "subnet_id": {"references": ["azurerm_subnet.all[\\"a\\"].id"]}}]
        """);

    assertThat(model().privateLinkServices())
        .extracting(s -> s.loadBalancer() + "/" + s.frontendIPConfiguration())
        .containsExactly("inner/two");
  }

  @Test
  void an_address_of_a_block_is_that_of_the_block() throws IOException {
    subnets("a");
    balancer("one", "two");
    resource(
        "azurerm_private_dns_zone.z",
        "\"name\": \"corp.contoso.com\", \"resource_group_name\": \"rg\"",
        "\"id\": true",
        "");
    resource(
        "azurerm_private_dns_a_record.r",
        """
        "name": "app", "resource_group_name": "rg", "zone_name": "corp.contoso.com", "ttl": 30
        """,
        "\"id\": true, \"records\": true",
        """
        "zone_name": {"constant_value": "corp.contoso.com"},
        "records": {"references": [
          "azurerm_lb.inner.frontend_ip_configuration[1].private_ip_address",
          "azurerm_lb.inner.frontend_ip_configuration[1]",
          "azurerm_lb.inner.frontend_ip_configuration", "azurerm_lb.inner"]}
        """);

    assertThat(model().privateDnsZones().get(0).records())
        .extracting(Object::toString)
        .containsExactly("app 30 A 10.0.1.5");
  }

  private void pools(String... names) {
    subnets("a", "b");
    String pools =
        String.join(",", Stream.of(names).map(n -> "{\"name\": \"" + n + "\"}").toList());
    resource(
        "azurerm_public_ip.front",
        """
        "name": "front", "resource_group_name": "rg", "allocation_method": "Static",
        "sku": "Standard"
        """,
        "\"id\": true, \"ip_address\": true",
        "");
    resource(
        "azurerm_application_gateway.agw",
        """
        "name": "agw", "resource_group_name": "rg",
        "sku": [{"name": "Standard_v2", "tier": "Standard_v2", "capacity": 1}],
        "gateway_ip_configuration": [{"name": "ip"}],
        "frontend_ip_configuration": [{"name": "front"}],
        "frontend_port": [{"name": "http", "port": 80}],
        "backend_address_pool": [%s],
        "backend_http_settings": [{"name": "http", "port": 80, "protocol": "Http",
          "cookie_based_affinity": "Disabled"}],
        "http_listener": [{"name": "listener", "frontend_ip_configuration_name": "front",
          "frontend_port_name": "http", "protocol": "Http"}],
        "request_routing_rule": [{"name": "rule", "rule_type": "Basic", "priority": 10,
          "http_listener_name": "listener", "backend_address_pool_name": "%s",
          "backend_http_settings_name": "http"}]
        """
            .formatted(pools, names[0]),
        """
        "id": true, "gateway_ip_configuration": [{"id": true, "subnet_id": true}],
        "frontend_ip_configuration": [{"id": true, "public_ip_address_id": true}]
        """,
        """
        "gateway_ip_configuration": [{"name": {"constant_value": "ip"},
          "subnet_id": {"references": ["azurerm_subnet.all[\\"a\\"].id"]}}],
        "frontend_ip_configuration": [{"name": {"constant_value": "front"},
          "public_ip_address_id": {"references": ["azurerm_public_ip.front.id"]}}]
        """);
    networkInterface("azurerm_network_interface.one", "\"azurerm_subnet.all[\\\"b\\\"].id\"");
    resource(
        "azurerm_network_interface_application_gateway_backend_address_pool_association.a",
        "\"ip_configuration_name\": \"ip\"",
        "\"id\": true, \"network_interface_id\": true, \"backend_address_pool_id\": true",
        """
        "network_interface_id": {"references": ["azurerm_network_interface.one.id"]},
        "backend_address_pool_id": {"references": [
          "azurerm_application_gateway.agw.backend_address_pool", "azurerm_application_gateway.agw"]}
        """);
  }

  /** A set has no index in a plan: tolist(….backend_address_pool)[0].id. */
  @Test
  void the_only_block_of_a_set_is_meant() throws IOException {
    pools("only");

    assertThat(model().applicationGateways().get(0).backendAddressPools())
        .extracting(p -> p.name() + " " + p.backendIPConfigurations())
        .containsExactly("only [nic]");
  }

  @Test
  void one_of_several_blocks_of_a_set_is_not_guessed() throws IOException {
    pools("one", "two");

    assertThat(refusal())
        .startsWith(
            "planned_values.root_module.resources[6].values.backend_address_pool_id: needed for the"
                + " network, but");
  }

  /** "${azurerm_virtual_network.this.id}/subnets/a" refers to the network only. */
  @Test
  void what_a_subnet_lies_in_is_not_the_subnet() throws IOException {
    subnets("a");
    networkInterface(
        "azurerm_network_interface.one",
        "\"azurerm_virtual_network.this.id\", \"azurerm_virtual_network.this\"");

    Topology topology = read();
    assertThat(topology.model().networkInterfaces()).isEmpty();
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "subnet is a value that is not known here (Terraform does not know it before apply:"
                + " azurerm_network_interface.one.subnet_id = azurerm_virtual_network.this.id);"
                + " what needs it was left out");
  }

  /** Subnets of a network are one attribute, whose expression names all that is in them. */
  @Test
  void a_security_group_of_an_inline_subnet_is_found() throws IOException {
    group("closed");
    resource(
        "azurerm_route_table.r",
        "\"name\": \"r\", \"resource_group_name\": \"rg\"",
        "\"id\": true",
        "");
    resource(
        "azurerm_virtual_network.inline",
        """
        "name": "inline", "resource_group_name": "rg", "address_space": ["10.9.0.0/16"],
        "subnet": [{"name": "a", "address_prefixes": ["10.9.1.0/24"]}]
        """,
        "\"id\": true, \"subnet\": [{\"id\": true, \"security_group\": true, \"route_table_id\": true}]",
        """
        "subnet": {"references": ["azurerm_route_table.r.id", "azurerm_route_table.r",
          "azurerm_network_security_group.closed.id", "azurerm_network_security_group.closed"]}
        """);

    assertThat(model().virtualNetworks().get(1).subnets())
        .extracting(s -> s.networkSecurityGroup() + " " + s.routeTable())
        .containsExactly("closed r");
  }

  @Test
  void a_plan_that_only_deletes_is_refused() throws IOException {
    planned.clear();
    changes.set(0, changes.get(0).replace("\"create\"", "\"delete\""));

    assertThat(refusal())
        .isEqualTo(
            "planned_values: the plan deletes all that there is and leaves no network; write the"
                + " JSON of the state, or of a plan without -destroy");
  }

  /** The platform makes the circuit of a private cloud, which a gateway is connected to. */
  @Test
  void a_connection_to_a_private_cloud_is_found_by_its_circuit() throws IOException {
    subnets("GatewaySubnet");
    resource(
        "azurerm_vmware_private_cloud.avs",
        """
        "name": "avs", "resource_group_name": "rg", "location": "westeurope",
        "network_subnet_cidr": "192.168.48.0/22", "sku_name": "av36"
        """,
        "\"id\": true, \"circuit\": true",
        "");
    resource(
        "azurerm_public_ip.er",
        """
        "name": "er", "resource_group_name": "rg", "allocation_method": "Static",
        "sku": "Standard"
        """,
        "\"id\": true, \"ip_address\": true",
        "");
    resource(
        "azurerm_virtual_network_gateway.er",
        """
        "name": "er", "resource_group_name": "rg", "type": "ExpressRoute", "sku": "Standard",
        "ip_configuration": [{"name": "ip"}]
        """,
        "\"id\": true, \"ip_configuration\": [{\"subnet_id\": true, \"public_ip_address_id\": true}]",
        """
        "ip_configuration": [{"name": {"constant_value": "ip"},
          "public_ip_address_id": {"references": ["azurerm_public_ip.er.id"]},
          "subnet_id": {"references": ["azurerm_subnet.all[\\"GatewaySubnet\\"].id"]}}]
        """);
    resource(
        "azurerm_virtual_network_gateway_connection.c",
        "\"name\": \"c\", \"resource_group_name\": \"rg\", \"type\": \"ExpressRoute\"",
        """
        "id": true, "virtual_network_gateway_id": true, "express_route_circuit_id": true
        """,
        """
        "virtual_network_gateway_id": {"references": ["azurerm_virtual_network_gateway.er.id"]},
        "express_route_circuit_id": {"references": [
          "azurerm_vmware_private_cloud.avs.circuit[0].express_route_id",
          "azurerm_vmware_private_cloud.avs.circuit[0]",
          "azurerm_vmware_private_cloud.avs.circuit", "azurerm_vmware_private_cloud.avs"]}
        """);

    AzureTopology model = model();
    assertThat(model.connections())
        .extracting(c -> c.peer())
        .containsExactly(model.vmwarePrivateClouds().get(0).circuit());
  }

  @Test
  void a_record_leads_to_the_name_of_a_profile_and_the_address_of_an_environment()
      throws IOException {
    subnets("apps");
    resource(
        "azurerm_traffic_manager_profile.tm",
        """
        "name": "tm", "resource_group_name": "rg", "traffic_routing_method": "Priority",
        "dns_config": [{"relative_name": "shop", "ttl": 30}]
        """,
        "\"id\": true, \"fqdn\": true",
        "");
    resource(
        "azurerm_container_app_environment.env",
        """
        "name": "env", "resource_group_name": "rg", "location": "westeurope",
        "internal_load_balancer_enabled": true
        """,
        "\"id\": true, \"infrastructure_subnet_id\": true, \"static_ip_address\": true",
        "\"infrastructure_subnet_id\": {\"references\": [\"azurerm_subnet.all[\\\"apps\\\"].id\"]}");
    resource(
        "azurerm_private_dns_zone.zone",
        "\"name\": \"corp.contoso.com\", \"resource_group_name\": \"rg\"",
        "\"id\": true",
        "");
    resource(
        "azurerm_private_dns_cname_record.www",
        "\"name\": \"www\", \"resource_group_name\": \"rg\", \"zone_name\": \"corp.contoso.com\","
            + " \"ttl\": 30",
        "\"id\": true, \"record\": true",
        "\"record\": {\"references\": [\"azurerm_traffic_manager_profile.tm.fqdn\","
            + " \"azurerm_traffic_manager_profile.tm\"]}");
    resource(
        "azurerm_private_dns_a_record.apps",
        "\"name\": \"apps\", \"resource_group_name\": \"rg\", \"zone_name\": \"corp.contoso.com\","
            + " \"ttl\": 30",
        "\"id\": true, \"records\": true",
        "\"records\": {\"references\": [\"azurerm_container_app_environment.env.static_ip_address\","
            + " \"azurerm_container_app_environment.env\"]}");

    assertThat(model().privateDnsZones().get(0).records())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder("www 30 CNAME shop.trafficmanager.net.", "apps 30 A 10.0.1.4");
  }

  /** A plan of -refresh-only has no planned values. */
  @Test
  void a_plan_that_plans_nothing_tells_the_state_before_it() throws IOException {
    prior.add(
        """
        {"address": "azurerm_virtual_network.this", "mode": "managed", "name": "this",
         "type": "azurerm_virtual_network", "values": {"name": "vnet", "resource_group_name": "rg",
         "address_space": ["10.0.0.0/16"],
         "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"}}
        """);
    planned.clear();
    changes.clear();

    Topology topology = read();
    assertThat(topology.notes()).isEmpty();
    assertThat(topology.model().virtualNetworks())
        .extracting(v -> v.name())
        .containsExactly("vnet");
  }

  @Test
  void a_subnet_that_is_read_during_apply_only_is_refused() throws IOException {
    planned.add(
        """
        {"address": "data.azurerm_subnet.late", "mode": "data", "type": "azurerm_subnet",
         "name": "late", "values": {"name": "late", "virtual_network_name": "vnet",
         "resource_group_name": "rg"}}
        """);
    networkInterface("azurerm_network_interface.one", "\"data.azurerm_subnet.late.id\"");

    assertThat(refusal())
        .startsWith(
            "planned_values.root_module.resources[1]: needed for the network, but a value that is"
                + " not known here (Terraform reads data.azurerm_subnet.late during apply only)");
  }
}
