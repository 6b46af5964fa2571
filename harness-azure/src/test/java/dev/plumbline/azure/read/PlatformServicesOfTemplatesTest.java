package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.descriptor.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What services of the platform say of networks that they are not in. */
class PlatformServicesOfTemplatesTest {

  private static Topology topology(String type, String properties) {
    return Topology.from(
        Source.of(
            "net.json",
            """
            {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
             "contentVersion": "1.0.0.0", "resources": [
              {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01",
               "name": "vnet", "location": "westeurope", "properties": {
                "addressSpace": {"addressPrefixes": ["10.3.0.0/16"]},
                "subnets": [{"name": "inside", "properties": {"addressPrefix": "10.3.1.0/24"}}]}},
              {"type": "TYPE", "apiVersion": "2023-09-01", "name": "it", "location": "westeurope",
               "properties": {PROPERTIES}}]}
            """
                .replace("TYPE", type)
                .replace("PROPERTIES", properties)
                .replace(
                    "SUBNET",
                    "\"[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet',"
                        + " 'inside')]\"")
                .replace("VNET", "\"[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]\"")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Microsoft.Web/sites            | "virtualNetworkSubnetId": SUBNET                               | vnet/inside
          Microsoft.Kusto/clusters       | "virtualNetworkConfiguration": {"subnetId": SUBNET}            | vnet/inside
          Microsoft.Databricks/workspaces | "parameters": {"customVirtualNetworkId": {"value": VNET}}     | vnet
          Microsoft.HDInsight/clusters   | "computeProfile": {"roles": [{"virtualNetworkProfile": {"id": VNET, "subnet": SUBNET}}]} | vnet/inside
          """)
  void what_a_service_has_in_a_subnet_is_said_to_be_left_out(
      String type, String properties, String where) {
    Topology topology = topology(type, properties);

    assertThat(topology.model().platformServices()).hasSize(1);
    assertThat(topology.notes())
        .extracting(Note::message)
        .contains(
            "it is joined to "
                + where
                + ", to go out there or with machines of its own: nothing stands for that part,"
                + " its public names were read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Microsoft.Storage/storageAccounts     | "publicNetworkAccess": "SecuredByPerimeter" | false | the rules of the network security perimeter of it were not read; it is taken to refuse public callers
          Microsoft.DocumentDB/databaseAccounts | "ipRules": [{"ipAddressOrRange": "192.0.2.1"}] | true | the access restrictions of it were not read; it is taken to answer to public callers
          Microsoft.DocumentDB/databaseAccounts | "isVirtualNetworkFilterEnabled": true, "virtualNetworkRules": [{"id": SUBNET}] | true | the access restrictions of it were not read; it is taken to answer to public callers
          Microsoft.Web/sites                   | "siteConfig": {"ipSecurityRestrictions": [{"ipAddress": "192.0.2.1/32"}]} | true | the access restrictions of it were not read; it is taken to answer to public callers
          Microsoft.Storage/storageAccounts     | "networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [{"id": SUBNET}]} | true | the network rules of it were not read; it is taken to answer to public callers
          """)
  void whom_a_service_answers_to_is_taken_for_granted_and_said(
      String type, String properties, boolean open, String message) {
    Topology topology = topology(type, properties);

    assertThat(topology.model().platformServices())
        .extracting(PlatformService::publicNetworkAccess)
        .containsExactly(open);
    assertThat(topology.notes())
        .extracting(Note::kind, Note::message)
        .containsExactly(tuple(Note.Kind.ASSUMED, message));
  }

  @Test
  void a_private_endpoint_leads_to_the_service_of_somebody_else() {
    Topology topology =
        topology(
            "Microsoft.Network/privateEndpoints",
            """
            "subnet": {"id": SUBNET}, "privateLinkServiceConnections": [{"name": "c", "properties": {
              "privateLinkServiceId": "/subscriptions/s/resourceGroups/theirs/providers/Microsoft.Network/privateLinkServices/shop"}}]
            """);

    assertThat(topology.model().privateEndpoints())
        .extracting(PrivateEndpoint::name, PrivateEndpoint::service)
        .containsExactly(tuple("it", "shop"));
    assertThat(topology.model().platformServices())
        .extracting(PlatformService::name, PlatformService::hostNames)
        .containsExactly(tuple("shop", List.of()));
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "privateLinkServices shop exists already and is not in the files; add the file that"
                + " describes it to know better");
  }

  @Test
  void a_private_endpoint_of_an_alias_is_left_out_and_said() {
    Topology topology =
        topology(
            "Microsoft.Network/privateEndpoints",
            """
            "subnet": {"id": SUBNET}, "manualPrivateLinkServiceConnections": [{"name": "c", "properties": {
              "privateLinkServiceId": "shop.0000.westeurope.azure.privatelinkservice"}}]
            """);

    assertThat(topology.model().privateEndpoints()).isEmpty();
    assertThat(topology.notes())
        .extracting(Note::message)
        .containsExactly(
            "the private endpoint it left out: flows meet it, but where the alias"
                + " shop.0000.westeurope.azure.privatelinkservice leads is not known");
  }

  @Test
  void a_group_of_containers_has_a_public_name_only_with_a_label() {
    String address = "\"ipAddress\": {\"type\": \"Public\", \"ports\": [{\"port\": 80}] %s}";
    String type = "Microsoft.ContainerInstance/containerGroups";

    Topology without = topology(type, address.formatted(""));
    Topology with = topology(type, address.formatted(", \"dnsNameLabel\": \"Shop\""));

    assertThat(without.model().platformServices())
        .extracting(PlatformService::hostNames)
        .containsExactly(List.of());
    assertThat(with.model().platformServices())
        .extracting(PlatformService::hostNames)
        .containsExactly(List.of("shop.westeurope.azurecontainer.io"));
    assertThat(without.network().hosts()).hasSameSizeAs(with.network().hosts());
  }
}
