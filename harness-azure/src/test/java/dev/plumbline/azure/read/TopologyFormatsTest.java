package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.descriptor.DescriptorException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One network in all formats, and files that are of none. */
class TopologyFormatsTest {

  private static final TopologyOptions SHOP = TopologyOptions.defaults().withName("shop");

  @TempDir Path folder;

  static Path file(String name) {
    URL url = Objects.requireNonNull(TopologyFormatsTest.class.getResource(name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AzureTopology shop(String file) {
    return Topology.from(SHOP, file(file)).model();
  }

  @Test
  void a_template_is_read_to_the_last_address() {
    AzureTopology shop = shop("shop.template.json");

    assertThat(shop.virtualNetworks()).hasSize(1);
    assertThat(shop.virtualNetworks().get(0).location()).isEqualTo("westeurope");
    assertThat(shop.virtualNetworks().get(0).subnets())
        .extracting(
            s ->
                s.name()
                    + " "
                    + s.prefixes()
                    + " "
                    + s.networkSecurityGroup()
                    + " "
                    + s.routeTable())
        .containsExactly(
            "web [10.7.1.0/24] web-nsg null", "data [10.7.2.0/24] null through-appliance");
    assertThat(shop.networkSecurityGroups().get(0).securityRules().get(0).destinationPortRanges())
        .extracting(Object::toString)
        .containsExactly("443", "8443");
    NetworkInterface nic = shop.networkInterfaces().get(0);
    assertThat(nic.virtualMachine()).isEqualTo("web");
    assertThat(nic.ipConfigurations().get(0).privateIPAddress().getHostAddress())
        .isEqualTo("10.7.1.4");
    assertThat(shop.publicIPAddresses().get(0).fqdn())
        .isEqualTo("shop.westeurope.cloudapp.azure.com");
    assertThat(shop.privateDnsZones().get(0).records()).containsExactly("web 60 A 10.7.1.4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop.az.json", "shop.tfstate.json", "shop.tfplan.json"})
  void the_same_network_in_another_format_is_an_equal_model(String other) {
    assertThat(shop(other)).isEqualTo(shop("shop.template.json"));
  }

  @Test
  void what_has_no_meaning_for_the_network_is_said() {
    assertThat(Topology.from(SHOP, file("shop.template.json")).notes())
        .extracting(n -> n.kind() + " " + n.message())
        .containsExactly(
            "IGNORED 1 × Microsoft.Insights/components left out: of no meaning for the network");
    assertThat(Topology.from(SHOP, file("shop.tfstate.json")).notes())
        .extracting(n -> n.kind() + " " + n.message())
        .containsExactly(
            "IGNORED 1 × azurerm_application_insights left out: of no meaning for the network, or"
                + " not known");
  }

  @Test
  void a_directory_is_read_as_one_network() throws IOException {
    Files.copy(file("shop.az.json"), folder.resolve("one.json"));
    Files.writeString(folder.resolve("one.parameters.json"), "{}");

    assertThat(Topology.from(SHOP, folder).model()).isEqualTo(shop("shop.az.json"));
  }

  @Test
  void the_network_of_a_common_file_name_is_called_as_its_directory() throws IOException {
    Path shop = Files.createDirectory(folder.resolve("corner-shop"));
    Files.copy(file("shop.template.json"), shop.resolve("azuredeploy.json"));

    assertThat(Topology.from(shop.resolve("azuredeploy.json")).model().name())
        .isEqualTo("corner-shop");
  }

  private String message(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    try {
      Topology.from(file);
    } catch (DescriptorException e) {
      assertThat(e.problems()).hasSize(1);
      return e.problems().get(0).message();
    }
    throw new AssertionError("was read: " + text);
  }

  @Test
  void bicep_is_compiled_first() throws IOException {
    assertThat(message("main.bicep", "param location string = 'westeurope'\n"))
        .startsWith("this is Bicep; compile it first, az bicep build --file ")
        .endsWith("main.bicep, and name the template that this writes");
  }

  @Test
  void a_parameters_file_is_no_template() throws IOException {
    assertThat(
            message(
                "x.parameters.json",
                "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#\", \"parameters\": {}}"))
        .isEqualTo(
            "this is a parameters file, not a template; name the template, which takes the"
                + " parameters file beside it");
  }

  @Test
  void other_files_are_refused_with_what_is_read() throws IOException {
    String read =
        "this is no format that is read; read are ARM templates, JSON of az (show, list, graph"
            + " query), terraform show -json of a plan or state, and YAML with the top-level key"
            + " azure";
    assertThat(message("package.json", "{\"name\": \"x\"}")).isEqualTo(read);
    assertThat(message("network.yaml", "name: x\n")).isEqualTo(read);
    assertThat(message("list.json", "[{\"name\": \"x\"}]"))
        .isEqualTo(
            "a resource is expected, with \"id\" such as"
                + " /subscriptions/…/providers/Microsoft.Network/virtualNetworks/vnet; found an"
                + " object with name");
  }

  @Test
  void a_page_that_is_not_the_last_is_noted() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("page.json"),
            "{\"data\": [{\"id\": \"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/applicationSecurityGroups/a\"}], \"skip_token\": \"more\"}");

    assertThat(Topology.from(file).notes())
        .extracting(Note::message)
        .containsExactly(
            "this is one page of several; add the others, or what they hold is missing");
  }

  @Test
  void no_file_is_no_network() {
    assertThatThrownBy(() -> Topology.from())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no file: there is nothing to read");
  }

  @Test
  void what_terraform_calls_sensitive_is_never_shown() {
    assertThat(Topology.from(SHOP, file("shop.tfstate.json")).toString())
        .doesNotContain("very-secret-word");
  }

  @Test
  void what_uses_a_resource_need_not_be_in_the_files() throws IOException {
    String group = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";
    Path file =
        Files.writeString(
            folder.resolve("nsg.json"),
            """
            [
              {"id": "GROUPnetworkSecurityGroups/nsg", "securityRules": [],
               "subnets": [{"id": "GROUPvirtualNetworks/elsewhere/subnets/s"}],
               "networkInterfaces": [{"id": "GROUPnetworkInterfaces/other"}]},
              {"id": "GROUPpublicIPAddresses/ip", "ipAddress": "203.0.113.9",
               "ipConfiguration": {"id": "GROUPnetworkInterfaces/other/ipConfigurations/a"}},
              {"id": "GROUPvirtualNetworks/vnet", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
               "subnets": [{"name": "s", "addressPrefix": "10.0.0.0/24",
                 "ipConfigurations": [{"id": "GROUPnetworkInterfaces/other/ipConfigurations/a"}],
                 "privateEndpoints": [{"id": "GROUPprivateEndpoints/other"}]}]},
              {"id": "GROUPnetworkInterfaces/one",
               "ipConfigurations": [{"name": "a", "subnet": {"id": "GROUPvirtualNetworks/vnet/subnets/s"}}]}
            ]
            """
                .replace("GROUP", group));

    Topology topology = Topology.from(file);
    assertThat(topology.model().virtualNetworks())
        .extracting(v -> v.name())
        .containsExactly("vnet");
    assertThat(topology.notes()).isEmpty();
  }

  @Test
  void private_link_to_a_gateway_is_left_out_and_said() throws IOException {
    String group = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";
    Path file =
        Files.writeString(
            folder.resolve("endpoint.json"),
            """
            [
              {"id": "GROUPvirtualNetworks/vnet", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
               "subnets": [{"name": "s", "addressPrefix": "10.0.0.0/24"}]},
              {"id": "GROUPprivateEndpoints/to-gateway", "subnet": {"id": "GROUPvirtualNetworks/vnet/subnets/s"},
               "privateLinkServiceConnections": [{"name": "c", "groupIds": ["private"],
                 "privateLinkServiceId": "GROUPapplicationGateways/gate"}]}
            ]
            """
                .replace("GROUP", group));

    Topology topology = Topology.from(file);
    assertThat(topology.model().privateEndpoints()).isEmpty();
    assertThat(topology.notes())
        .extracting(Note::message)
        .contains(
            "the private endpoint to-gateway left out: flows meet it, but there is no model of"
                + " private link to an application gateway");
  }

  @Test
  void segments_of_a_private_cloud_are_read_and_its_other_parts_are_said() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("cloud.json"),
            """
            [
              {"id": "CLOUD", "properties": {"networkBlock": "10.200.0.0/22"}},
              {"id": "CLOUD/workloadNetworks/default/segments/web", "displayName": "web",
               "connectedGateway": "/infra/tier-1s/gateway",
               "subnet": {"gatewayAddress": "192.168.50.1/24", "dhcpRanges": ["192.168.50.10-192.168.50.99"]}},
              {"id": "CLOUD/globalReachConnections/office", "properties": {}}
            ]
            """
                .replace(
                    "CLOUD",
                    "/subscriptions/s/resourceGroups/g/providers/Microsoft.AVS/privateClouds/cloud"));

    Topology topology = Topology.from(file);
    assertThat(topology.model().vmwarePrivateClouds().get(0).segments())
        .extracting(s -> s.name() + " " + s.prefix())
        .containsExactly("web 192.168.50.0/24");
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "1 × Microsoft.AVS/privateClouds/globalReachConnections left out: flows meet it, but"
                + " there is no model of it");
  }
}
