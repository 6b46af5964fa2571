package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.network.Network.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resources of different types may have one name; each is a host nevertheless. */
class SharedNamesTest {

  private static final String NETWORK =
      """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "it",
       "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.3.0.0/16"]},
       "subnets": [{"name": "apps", "properties": {"addressPrefix": "10.3.1.0/24"}},
         {"name": "gateway", "properties": {"addressPrefix": "10.3.2.0/24"}}]}}
      """;

  @TempDir private Path folder;

  private Topology topology(String... resources) throws IOException {
    return Topology.from(
        Files.writeString(
            folder.resolve("net.json"),
            "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/"
                + "deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\", \"resources\": ["
                + NETWORK
                + ","
                + String.join(",", resources)
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

  private static String subnet(String name) {
    return "{\"id\": \"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'it', '"
        + name
        + "')]\"}";
  }

  private static String nic() {
    return resource(
        "Microsoft.Network/networkInterfaces",
        "\"ipConfigurations\": [{\"name\": \"ip\", \"properties\": {\"subnet\": "
            + subnet("apps")
            + ", \"publicIPAddress\": {\"id\":"
            + " \"[resourceId('Microsoft.Network/publicIPAddresses', 'it')]\"}}}]");
  }

  private static String endpoint(String type) {
    return resource(
        "Microsoft.Network/privateEndpoints",
        "\"subnet\": "
            + subnet("apps")
            + ", \"privateLinkServiceConnections\": [{\"name\": \"c\", \"properties\":"
            + " {\"privateLinkServiceId\": \"[resourceId('"
            + type
            + "', 'it')]\", \"groupIds\": [\"g\"]}}]");
  }

  @Test
  void an_interface_keeps_the_name_that_a_storage_account_has_too() throws IOException {
    Topology topology =
        topology(
            resource("Microsoft.Storage/storageAccounts", ""),
            resource("Microsoft.Network/publicIPAddresses", ""),
            nic(),
            endpoint("Microsoft.Storage/storageAccounts"));

    assertThat(topology.model().networkInterfaces())
        .extracting(NetworkInterface::name)
        .containsExactly("it");
    PlatformService storage = topology.model().platformServices().get(0);
    assertThat(storage.name()).isEqualTo("storageAccounts/it");
    assertThat(storage.hostNames()).contains("it.blob.core.windows.net");
    assertThat(topology.model().privateEndpoints().get(0).service())
        .isEqualTo("storageAccounts/it");
    assertThat(topology.network().hosts())
        .extracting(Host::name)
        .contains("it", "storageAccounts/it");
  }

  @Test
  void an_interface_of_a_container_group_or_environment_has_a_name_of_its_own() throws IOException {
    Topology topology =
        topology(
            resource("Microsoft.Network/publicIPAddresses", ""),
            nic(),
            resource(
                "Microsoft.App/managedEnvironments",
                "\"vnetConfiguration\": {\"internal\": true, \"infrastructureSubnetId\":"
                    + " \"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'it',"
                    + " 'gateway')]\"}"),
            resource(
                "Microsoft.ContainerInstance/containerGroups",
                "\"subnetIds\": [" + subnet("apps") + "]"));

    assertThat(topology.model().networkInterfaces())
        .extracting(NetworkInterface::name)
        .containsExactlyInAnyOrder("it", "managedEnvironments/it", "containerGroups/it");
    assertThat(topology.network().hosts())
        .extracting(Host::name)
        .contains("it", "managedEnvironments/it", "containerGroups/it");
  }

  @Test
  void api_management_keeps_its_name_and_what_is_in_front_of_it_is_told_by_its_type()
      throws IOException {
    Topology topology =
        topology(
            "{\"type\": \"Microsoft.ApiManagement/service\", \"apiVersion\": \"2022-08-01\","
                + " \"name\": \"it\", \"location\": \"westeurope\", \"sku\": {\"name\":"
                + " \"Developer\", \"capacity\": 1}, \"properties\": {\"virtualNetworkType\":"
                + " \"None\"}}",
            resource(
                    "Microsoft.Network/publicIPAddresses",
                    "\"publicIPAllocationMethod\": \"Static\"")
                .replace("\"name\": \"it\"", "\"name\": \"it\", \"sku\": {\"name\": \"Standard\"}"),
            gateway());

    assertThat(topology.model().apiManagement().get(0).name()).isEqualTo("it");
    assertThat(topology.model().applicationGateways())
        .extracting(ApplicationGateway::name)
        .containsExactly("applicationGateways/it");
    assertThat(topology.network().hosts())
        .extracting(Host::name)
        .contains("it", "applicationGateways/it");
  }

  private static String gateway() {
    String own = "[resourceId('Microsoft.Network/applicationGateways/%s', 'it', '%s')]";
    return resource(
        "Microsoft.Network/applicationGateways",
        """
        "sku": {"name": "Standard_v2", "tier": "Standard_v2", "capacity": 1},
        "gatewayIPConfigurations": [{"name": "ip", "properties": {"subnet": %s}}],
        "frontendIPConfigurations": [{"name": "front", "properties": {"publicIPAddress": {"id":
          "[resourceId('Microsoft.Network/publicIPAddresses', 'it')]"}}}],
        "frontendPorts": [{"name": "http", "properties": {"port": 80}}],
        "backendAddressPools": [{"name": "pool", "properties": {"backendAddresses": [
          {"fqdn": "it.azure-api.net"}]}}],
        "backendHttpSettingsCollection": [{"name": "https", "properties": {"port": 443,
          "protocol": "Https", "pickHostNameFromBackendAddress": true}}],
        "httpListeners": [{"name": "listener", "properties": {"protocol": "Http",
          "frontendIPConfiguration": {"id": "%s"}, "frontendPort": {"id": "%s"}}}],
        "requestRoutingRules": [{"name": "rule", "properties": {"ruleType": "Basic",
          "priority": 1, "httpListener": {"id": "%s"}, "backendAddressPool": {"id": "%s"},
          "backendHttpSettings": {"id": "%s"}}}]
        """
            .formatted(
                subnet("gateway"),
                own.formatted("frontendIPConfigurations", "front"),
                own.formatted("frontendPorts", "http"),
                own.formatted("httpListeners", "listener"),
                own.formatted("backendAddressPools", "pool"),
                own.formatted("backendHttpSettingsCollection", "https")));
  }

  @Test
  void types_that_end_in_one_word_are_told_by_all_of_it() throws IOException {
    Topology topology =
        topology(
            resource("Microsoft.ServiceBus/namespaces", ""),
            resource("Microsoft.EventHub/namespaces", ""),
            resource("Microsoft.KeyVault/vaults", ""),
            resource("Microsoft.RecoveryServices/vaults", ""),
            endpoint("Microsoft.RecoveryServices/vaults"));

    assertThat(topology.model().platformServices())
        .extracting(PlatformService::name)
        .containsExactlyInAnyOrder(
            "Microsoft.ServiceBus/namespaces/it",
            "Microsoft.EventHub/namespaces/it",
            "Microsoft.KeyVault/vaults/it",
            "Microsoft.RecoveryServices/vaults/it");
    assertThat(topology.network().hosts()).hasSizeGreaterThan(4);
  }

  @Test
  void nodes_of_several_clusters_with_pools_of_one_name_have_names_of_their_own()
      throws IOException {
    String pool =
        "\"agentPoolProfiles\": [{\"name\": \"agentpool\", \"count\": 1, \"vnetSubnetID\":"
            + " \"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'it', 'apps')]\"}]";
    String cluster = resource("Microsoft.ContainerService/managedClusters", pool);

    assertThat(topology(cluster).model().networkInterfaces())
        .extracting(NetworkInterface::name)
        .containsExactly("aks-agentpool-0");
    assertThat(
            topology(cluster, cluster.replace("\"name\": \"it\"", "\"name\": \"other\""))
                .network()
                .hosts())
        .extracting(Host::name)
        .contains("it/aks-agentpool-0", "other/aks-agentpool-0");
  }
}
