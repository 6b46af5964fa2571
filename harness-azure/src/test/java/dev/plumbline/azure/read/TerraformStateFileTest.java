package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.descriptor.DescriptorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that Terraform keeps its state in, which many teams have and nobody means to show. */
class TerraformStateFileTest {

  private static final String STATE =
      """
      {"version": 4, "terraform_version": "1.9.5", "serial": 7, "lineage": "f00", "outputs": {},
       "resources": [
        {"module": "module.net[\\"a.b\\"]", "mode": "managed", "type": "azurerm_virtual_network", "name": "this",
         "provider": "provider[\\"registry.terraform.io/hashicorp/azurerm\\"]",
         "instances": [{"schema_version": 0, "attributes": {
            "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet",
            "name": "vnet", "resource_group_name": "rg", "location": "westeurope",
            "address_space": ["10.0.0.0/16"], "dns_servers": [], "subnet": []}, "sensitive_attributes": []}]},
        {"mode": "managed", "type": "azurerm_subnet", "name": "all",
         "provider": "provider[\\"registry.terraform.io/hashicorp/azurerm\\"]",
         "instances": [
          {"index_key": "one", "schema_version": 0, "attributes": {
            "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/one",
            "name": "one", "resource_group_name": "rg", "virtual_network_name": "vnet",
            "address_prefixes": ["10.0.1.0/24"]}, "sensitive_attributes": []},
          {"index_key": "old", "deposed": "8a1f", "schema_version": 0, "attributes": {
            "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/old",
            "name": "old", "resource_group_name": "rg", "virtual_network_name": "vnet",
            "address_prefixes": ["10.0.2.0/24"]}, "sensitive_attributes": []},
          {"index_key": 1, "schema_version": 0, "attributes": {
            "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/two",
            "name": "two", "resource_group_name": "rg", "virtual_network_name": "vnet",
            "address_prefixes": ["10.0.3.0/24"]}, "sensitive_attributes": [SECRET]}]}],
       "check_results": null}
      """;

  @TempDir Path folder;

  private Topology read(String state) throws IOException {
    return Topology.from(Files.writeString(folder.resolve("terraform.tfstate"), state));
  }

  @Test
  void a_state_file_is_read_as_terraform_shows_it() throws IOException {
    AzureTopology model = read(STATE.replace("SECRET", "")).model();

    assertThat(model.virtualNetworks().get(0).subnets())
        .extracting(VirtualNetwork.Subnet::name)
        .containsExactly("one", "two");
  }

  @Test
  void what_is_sensitive_in_it_is_never_shown() throws IOException {
    String secret =
        "[{\"type\": \"get_attr\", \"value\": \"address_prefixes\"},"
            + " {\"type\": \"index\", \"value\": {\"type\": \"number\", \"value\": 0}}]";

    assertThatThrownBy(() -> read(STATE.replace("SECRET", secret)))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("Terraform says it is sensitive")
        .message()
        .doesNotContain("10.0.3.0");
  }

  @Test
  void a_state_of_another_format_is_refused_with_what_to_do() throws IOException {
    assertThatThrownBy(
            () -> read(STATE.replace("SECRET", "").replace("\"version\": 4", "\"version\": 3")))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining(
            "terraform.tfstate:1:13 version: a state of format 4 is expected, which Terraform writes"
                + " since 0.12; write it with terraform show -json");
  }
}
