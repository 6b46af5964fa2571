package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ExceptionEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What templates and Terraform say of firewalls, and of where services are. */
class GuardsOfFilesTest {

  private static final String TEMPLATE =
      """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0",
       "resources": [
        {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "hub",
         "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.3.0.0/16"]},
         "subnets": [
          {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.3.1.0/26"}},
          {"name": "AzureFirewallManagementSubnet", "properties": {"addressPrefix": "10.3.2.0/26"}}]}},
        {"type": "Microsoft.Network/azureFirewalls", "apiVersion": "2023-09-01", "name": "fw",
         "location": "westeurope", "properties": {
          "ipConfigurations": [{"name": "data", "properties": {"subnet": {"id":
           "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'hub', 'AzureFirewallSubnet')]"}}}],
          "managementIpConfiguration": {"name": "management", "properties": {"subnet": {"id":
           "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'hub', 'AzureFirewallManagementSubnet')]"}}}}},
        {"type": "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
         "apiVersion": "2025-01-01", "name": "waf", "location": "westeurope", "properties": {
          "managedRules": {"managedRuleSets": [{"ruleSetType": "OWASP", "ruleSetVersion": "3.2"}],
           "exceptions": [{"matchVariable": "RequestURI", "valueMatchOperator": "StartsWith",
            "values": ["/login"], "exceptionManagedRuleSets": [{"ruleSetType": "OWASP",
             "ruleSetVersion": "3.2"}]}]}}},
        {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "store",
         "location": "North Europe", "kind": "StorageV2", "sku": {"name": "Standard_LRS"},
         "properties": {}}]}
      """;

  private static final String STATE =
      """
      {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [
       {"address": "azurerm_virtual_network.hub", "mode": "managed", "type": "azurerm_virtual_network",
        "name": "hub", "values": {"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub",
         "name": "hub", "resource_group_name": "rg", "location": "westeurope", "address_space": ["10.3.0.0/16"]}},
       {"address": "azurerm_subnet.data", "mode": "managed", "type": "azurerm_subnet", "name": "data",
        "values": {"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub/subnets/AzureFirewallSubnet",
         "name": "AzureFirewallSubnet", "resource_group_name": "rg", "virtual_network_name": "hub", "address_prefixes": ["10.3.1.0/26"]}},
       {"address": "azurerm_subnet.management", "mode": "managed", "type": "azurerm_subnet", "name": "management",
        "values": {"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub/subnets/AzureFirewallManagementSubnet",
         "name": "AzureFirewallManagementSubnet", "resource_group_name": "rg", "virtual_network_name": "hub", "address_prefixes": ["10.3.2.0/26"]}},
       {"address": "azurerm_firewall.fw", "mode": "managed", "type": "azurerm_firewall", "name": "fw",
        "values": {"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/azureFirewalls/fw",
         "name": "fw", "resource_group_name": "rg", "location": "westeurope", "sku_name": "AZFW_VNet", "sku_tier": "Standard",
         "ip_configuration": [{"name": "data", "private_ip_address": "10.3.1.4", "subnet_id":
          "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub/subnets/AzureFirewallSubnet"}],
         "management_ip_configuration": [{"name": "management", "subnet_id":
          "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub/subnets/AzureFirewallManagementSubnet"}]}},
       {"address": "azurerm_storage_account.store", "mode": "managed", "type": "azurerm_storage_account",
        "name": "store", "values": {"id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/store",
         "name": "store", "resource_group_name": "rg", "location": "northeurope"}}]}}}
      """;

  @TempDir private Path folder;

  private Topology topology(String text) throws IOException {
    return Topology.from(Files.writeString(folder.resolve("net.json"), text));
  }

  @Test
  void the_management_interface_of_a_firewall_is_read() throws IOException {
    for (String text : new String[] {TEMPLATE, STATE}) {
      assertThat(topology(text).model().azureFirewalls())
          .extracting(AzureFirewall::managementSubnet)
          .containsExactly("AzureFirewallManagementSubnet");
    }
  }

  @Test
  void the_region_of_a_service_is_read() throws IOException {
    for (String text : new String[] {TEMPLATE, STATE}) {
      assertThat(topology(text).model().platformServices())
          .extracting(PlatformService::location)
          .containsExactly("northeurope");
    }
  }

  @Test
  void the_exceptions_of_a_firewall_policy_are_read() throws IOException {
    ExceptionEntry entry =
        topology(TEMPLATE).model().webApplicationFirewallPolicies().get(0).exceptions().get(0);

    assertThat(entry.matchVariable()).isEqualTo("RequestURI");
    assertThat(entry.valueMatchOperator()).isEqualTo("StartsWith");
    assertThat(entry.values()).containsExactly("/login");
    assertThat(entry.exceptionManagedRuleSets())
        .singleElement()
        .satisfies(set -> assertThat(set.ruleGroupOverrides()).isEmpty());
  }
}
