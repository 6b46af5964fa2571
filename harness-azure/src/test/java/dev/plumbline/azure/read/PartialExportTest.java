package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the command line shows of one resource often counts or names what it lists apart: where that
 * is not in the files, a note says so, lest an empty zone or firewall is taken for the real one.
 */
class PartialExportTest {

  private static final String ID =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network/";

  private static final String ZONE =
      """
      {"id": "ID/privateDnsZones/azure-api.net", "name": "azure-api.net",
       "type": "Microsoft.Network/privateDnsZones", "location": "global", "resourceGroup": "rg",
       "numberOfRecordSets": 2, "numberOfVirtualNetworkLinks": LINKS}
      """;
  private static final String RECORD =
      """
      {"id": "ID/privateDnsZones/azure-api.net/A/apis", "name": "apis",
       "type": "Microsoft.Network/privateDnsZones/A", "resourceGroup": "rg", "ttl": 300,
       "aRecords": [{"ipv4Address": "10.0.0.5"}]}
      """;
  private static final String POLICY =
      """
      {"id": "ID/firewallPolicies/hub", "name": "hub", "type": "Microsoft.Network/firewallPolicies",
       "resourceGroup": "rg", "location": "westeurope", "sku": {"tier": "Standard"},
       "ruleCollectionGroups": [{"id": "ID/firewallPolicies/hub/ruleCollectionGroups/default"}]}
      """;
  private static final String GROUP =
      """
      {"id": "ID/firewallPolicies/hub/ruleCollectionGroups/default", "name": "default",
       "type": "Microsoft.Network/firewallPolicies/ruleCollectionGroups", "resourceGroup": "rg",
       "priority": 200, "ruleCollections": []}
      """;

  @TempDir Path folder;

  private Topology read(String... resources) throws IOException {
    String text = "[" + String.join(",", resources) + "]";
    return Topology.from(Files.writeString(folder.resolve("az.json"), text.replace("ID/", ID)));
  }

  private List<String> assumed(String... resources) throws IOException {
    return read(resources).notes().stream()
        .filter(n -> n.kind() == Note.Kind.ASSUMED)
        .map(Note::message)
        .toList();
  }

  @Test
  void notes_links_and_records_of_a_zone_that_are_not_there() throws IOException {
    assertThat(assumed(ZONE.replace("LINKS", "1")))
        .containsExactlyInAnyOrder(
            "zone azure-api.net has 1 virtual network links, of which the files tell 0; it is taken"
                + " to have no others; add the file that lists them",
            "zone azure-api.net has 2 record sets, of which the files tell 1; it is taken to have"
                + " no others; add the file that lists them");
    assertThat(assumed(ZONE.replace("LINKS", "0"), RECORD)).isEmpty();
  }

  @Test
  void takes_the_addresses_of_a_peered_network_from_the_peering() throws IOException {
    String network =
        """
        {"id": "ID/virtualNetworks/spoke", "name": "spoke", "resourceGroup": "rg",
         "type": "Microsoft.Network/virtualNetworks", "location": "westeurope",
         "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": [],
         "virtualNetworkPeerings": [{"name": "to-hub", "peeringState": "Connected",
           "remoteVirtualNetwork": {"id": "HUB/virtualNetworks/hub"},
           "remoteAddressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}]}
        """
            .replace("HUB", ID.replaceFirst("/rg/", "/hub/").replaceFirst("/$", ""));
    String inside =
        """
        {"id": "ID/networkInterfaces/nic", "name": "nic", "resourceGroup": "rg",
         "type": "Microsoft.Network/networkInterfaces", "location": "westeurope",
         "ipConfigurations": [{"name": "a", "privateIPAddress": "10.0.1.4",
           "subnet": {"id": "HUB/virtualNetworks/hub/subnets/web"}}]}
        """
            .replace("HUB", ID.replaceFirst("/rg/", "/hub/").replaceFirst("/$", ""));

    assertThat(read(network).model().virtualNetworks())
        .extracting(VirtualNetwork::name, one -> one.addressSpace().toString())
        .containsExactly(tuple("spoke", "[10.1.0.0/16]"), tuple("hub", "[10.0.0.0/16]"));
    assertThat(assumed(network))
        .containsExactly(
            "virtualNetworks hub exists already and is not in the files; its address space is taken"
                + " to be 10.0.0.0/16, as its peering tells; add the file that describes it to know"
                + " better");
    assertThat(read(network, inside).model().virtualNetworks())
        .extracting(VirtualNetwork::name, one -> one.addressSpace().toString())
        .containsExactly(tuple("spoke", "[10.1.0.0/16]"), tuple("hub", "[10.0.0.0/16]"));
  }

  @Test
  void notes_groups_of_a_firewall_policy_that_are_not_there() throws IOException {
    assertThat(assumed(POLICY))
        .containsExactly(
            "rule collection group default of firewall policy hub is not in the files; the policy"
                + " is taken to have no such rules; add the file that lists its groups");
    assertThat(assumed(POLICY, GROUP)).isEmpty();
  }

  @Test
  void a_public_address_that_is_not_there_is_of_the_kind_that_its_user_needs() throws IOException {
    Topology topology =
        read(
            """
            {"id": "ID/virtualNetworks/vnet", "name": "vnet", "resourceGroup": "rg",
             "type": "Microsoft.Network/virtualNetworks", "location": "westeurope",
             "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
             "subnets": [{"id": "ID/virtualNetworks/vnet/subnets/AzureFirewallSubnet",
                          "name": "AzureFirewallSubnet", "addressPrefix": "10.0.0.0/26"}]}
            """,
            """
            {"id": "ID/azureFirewalls/fw", "name": "fw", "type": "Microsoft.Network/azureFirewalls",
             "resourceGroup": "rg", "location": "westeurope",
             "ipConfigurations": [{"name": "one",
               "subnet": {"id": "ID/virtualNetworks/vnet/subnets/AzureFirewallSubnet"},
               "publicIPAddress": {"id": "ID/publicIPAddresses/fw-ip"}}]}
            """);

    PublicIPAddress address = topology.model().publicIPAddresses().get(0);
    assertThat(address.name()).isEqualTo("fw-ip");
    assertThat(address.sku()).isEqualTo(PublicIPAddress.Sku.STANDARD);
    assertThat(topology.network()).isNotNull();
    assertThat(topology.notes())
        .anyMatch(n -> n.message().contains("fw-ip exists already and is not in the files"));
  }
}
