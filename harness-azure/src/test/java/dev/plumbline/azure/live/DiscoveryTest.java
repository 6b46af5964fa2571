package dev.plumbline.azure.live;

import static dev.plumbline.azure.live.StubAzure.GROUP;
import static dev.plumbline.azure.live.StubAzure.NETWORK;
import static dev.plumbline.azure.live.StubAzure.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.PlatformAnswer;
import dev.plumbline.azure.read.Note;
import dev.plumbline.azure.read.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {

  private static final String LIST = "GET " + GROUP + "/resources";
  private static final String ZONE = NETWORK + "privateDnsZones/contoso.internal";

  /** The same of another resource group. */
  private static final String ELSEWHERE = NETWORK.replace("/contoso/", "/security/");

  private StubAzure azure;

  @BeforeEach
  void open() throws Exception {
    azure = new StubAzure();
    azure
        .on(
            "GET " + NETWORK + "virtualNetworks/vnet",
            ok(
                """
                {"id":"%svirtualNetworks/vnet","name":"vnet","type":"Microsoft.Network/virtualNetworks",
                 "location":"westeurope",
                 "properties":{"addressSpace":{"addressPrefixes":["10.1.0.0/16"]},
                   "subnets":[{"name":"web","id":"%svirtualNetworks/vnet/subnets/web",
                               "properties":{"addressPrefix":"10.1.1.0/24"}}]}}"""
                    .formatted(NETWORK, NETWORK)))
        .on(
            "GET " + ZONE,
            ok(
                "{\"id\":\"%s\",\"name\":\"contoso.internal\",\"type\":\"Microsoft.Network/privateDnsZones\",\"location\":\"global\",\"properties\":{}}"
                    .formatted(ZONE)))
        .on(
            "GET " + ZONE + "/ALL",
            ok(
                """
                {"value":[{"id":"%s/A/db","name":"db","type":"Microsoft.Network/privateDnsZones/A",
                  "properties":{"ttl":60,"aRecords":[{"ipv4Address":"10.1.1.9"}]}}]}"""
                    .formatted(ZONE)))
        .on(
            "GET " + ZONE + "/virtualNetworkLinks",
            ok(
                """
                {"value":[{"id":"%s/virtualNetworkLinks/l","name":"l",
                  "type":"Microsoft.Network/privateDnsZones/virtualNetworkLinks",
                  "properties":{"registrationEnabled":false,"virtualNetwork":{"id":"%svirtualNetworks/vnet"}}}]}"""
                    .formatted(ZONE, NETWORK)));
  }

  @AfterEach
  void close() {
    azure.close();
  }

  private static String row(String id, String type) {
    return "{\"id\":\"%s\",\"name\":\"%s\",\"type\":\"%s\",\"location\":\"westeurope\"}"
        .formatted(id, id.substring(id.lastIndexOf('/') + 1), type);
  }

  @Test
  void a_resource_group_is_read_page_by_page_with_the_parts_of_its_resources() {
    azure.on(
        LIST,
        ok(
            "{\"value\":[%s],\"nextLink\":\"%s%s/resources?api-version=2021-04-01&$skiptoken=2\"}"
                .formatted(
                    row(NETWORK + "virtualNetworks/vnet", "Microsoft.Network/virtualNetworks"),
                    azure.url(),
                    GROUP)),
        ok(
            "{\"value\":[%s,%s,%s]}"
                .formatted(
                    row(ZONE, "Microsoft.Network/privateDnsZones"),
                    row(
                        ZONE + "/virtualNetworkLinks/l",
                        "Microsoft.Network/privateDnsZones/virtualNetworkLinks"),
                    row(
                        GROUP + "/providers/Microsoft.Insights/components/insights",
                        "Microsoft.Insights/components"))));

    azure.on(
        "GET " + ZONE + "/virtualNetworkLinks/l",
        ok(
            """
            {"id":"%s/virtualNetworkLinks/l","name":"l",
             "type":"Microsoft.Network/privateDnsZones/virtualNetworkLinks",
             "properties":{"registrationEnabled":false,"virtualNetwork":{"id":"%svirtualNetworks/vnet"}}}"""
                .formatted(ZONE, NETWORK)));

    PlatformAnswer<Topology> answer = azure.opened().topology();

    assertThat(answer.value().model().name()).isEqualTo("contoso");
    assertThat(answer.value().model().virtualNetworks())
        .extracting(VirtualNetwork::name)
        .containsExactly("vnet");
    assertThat(answer.value().model().privateDnsZones().get(0).records()).hasSize(1);
    assertThat(answer.value().model().privateDnsZones().get(0).virtualNetworkLinks()).hasSize(1);
    assertThat(answer.value().notes())
        .extracting(Note::kind, Note::message)
        .anySatisfy(
            note -> assertThat(note.toString()).contains("IGNORED").contains("Microsoft.Insights"));
    assertThat(answer.observation().subject()).isEqualTo("resources of contoso");
    assertThat(answer.observation().says()).startsWith("read, with ");
  }

  @Test
  void a_page_on_another_host_is_not_asked_for() {
    azure.on(
        LIST,
        ok(
            "{\"value\":[],\"nextLink\":\"https://management.azure.example%s/resources?page=2\"}"
                .formatted(GROUP)));

    assertThatThrownBy(() -> azure.opened().topology())
        .hasMessage(
            "Azure's answer to the question for the resources of contoso cannot be used: the answer"
                + " leads on to https://management.azure.example, which is not localhost: it is not"
                + " followed, since the token would go there");
  }

  @Test
  void pages_that_lead_in_a_circle_end() {
    azure.on(
        LIST,
        ok(
            "{\"value\":[],\"nextLink\":\"%s%s/resources?api-version=2021-04-01\"}"
                .formatted(azure.url(), GROUP)));

    assertThatThrownBy(() -> azure.opened().topology())
        .hasMessage(
            "Azure's answer to the question for the resources of contoso cannot be used: its pages"
                + " do not end");
  }

  @Test
  void a_list_that_is_none_is_no_answer() {
    azure.on(LIST, ok("{}"));

    assertThatThrownBy(() -> azure.opened().topology())
        .hasMessage(
            "Azure's answer to the question for the resources of contoso cannot be used: a page of"
                + " it has no list \"value\"");
  }

  @Test
  void a_resource_that_may_not_be_read_stops_it() {
    String nic = NETWORK + "networkInterfaces/nic";
    azure
        .on(LIST, ok("{\"value\":[" + row(nic, "Microsoft.Network/networkInterfaces") + "]}"))
        .on("GET " + nic, new StubAzure.Reply(403, ""));

    assertThatThrownBy(() -> azure.opened().topology())
        .hasMessage(
            "Azure does not allow the question for the nic: 403. Give the identity a role with the"
                + " action Microsoft.Network/networkInterfaces/read at "
                + nic);
  }

  @Test
  void a_resource_group_that_shows_nothing_is_no_network() {
    azure.on(
        LIST,
        ok("{\"value\":[]}"),
        ok(
            "{\"value\":["
                + row(
                    GROUP + "/providers/Microsoft.Insights/components/insights",
                    "Microsoft.Insights/components")
                + "]}"));
    AzurePlatform platform = azure.opened();

    assertThatThrownBy(platform::topology)
        .isInstanceOf(AzurePlatformException.class)
        .hasMessage(
            "Azure lists no resource of the resource group contoso: it is empty, or the identity may"
                + " read none of it. Give the identity the role Reader at "
                + GROUP
                + ", or leave the group out");
    assertThatThrownBy(platform::topology)
        .isInstanceOf(AzurePlatformException.class)
        .hasMessage(
            "Azure lists nothing that has a part in a network among the resources of contoso: name"
                + " the resource groups of the network, or give the identity the role Reader at them");
  }

  /** A network whose subnet has its security group and route table in another resource group. */
  private void withGroupsElsewhere() {
    azure
        .on(
            LIST,
            ok(
                "{\"value\":["
                    + row(NETWORK + "virtualNetworks/spoke", "Microsoft.Network/virtualNetworks")
                    + "]}"))
        .on(
            "GET " + NETWORK + "virtualNetworks/spoke",
            ok(
                """
                {"id":"%svirtualNetworks/spoke","name":"spoke","type":"Microsoft.Network/virtualNetworks",
                 "location":"westeurope",
                 "properties":{"addressSpace":{"addressPrefixes":["10.1.0.0/16"]},
                   "subnets":[{"name":"web","id":"%svirtualNetworks/spoke/subnets/web",
                     "properties":{"addressPrefix":"10.1.1.0/24",
                       "networkSecurityGroup":{"id":"%snetworkSecurityGroups/central"},
                       "routeTable":{"id":"%srouteTables/central"}}}]}}"""
                    .formatted(NETWORK, NETWORK, ELSEWHERE, ELSEWHERE)))
        .on(
            "GET " + ELSEWHERE + "routeTables/central",
            ok(
                """
                {"id":"%srouteTables/central","name":"central","type":"Microsoft.Network/routeTables",
                 "location":"westeurope","properties":{"routes":[{"name":"out",
                   "properties":{"addressPrefix":"0.0.0.0/0","nextHopType":"None"}}]}}"""
                    .formatted(ELSEWHERE)));
  }

  @Test
  void what_a_subnet_refers_to_in_another_resource_group_is_read_too() {
    withGroupsElsewhere();
    azure.on(
        "GET " + ELSEWHERE + "networkSecurityGroups/central",
        ok(
            """
            {"id":"%snetworkSecurityGroups/central","name":"central",
             "type":"Microsoft.Network/networkSecurityGroups","location":"westeurope",
             "properties":{"securityRules":[{"name":"deny-all","properties":{"priority":100,
               "direction":"Inbound","access":"Deny","protocol":"*","sourceAddressPrefix":"*",
               "sourcePortRange":"*","destinationAddressPrefix":"*","destinationPortRange":"*"}}]}}"""
                .formatted(ELSEWHERE)));

    Topology read = azure.opened().topology().value();

    assertThat(read.model().networkSecurityGroups().get(0).securityRules()).hasSize(1);
    assertThat(read.model().routeTables().get(0).routes()).hasSize(1);
    assertThat(read.notes()).extracting(Note::kind).doesNotContain(Note.Kind.ASSUMED);
  }

  @Test
  void what_is_referred_to_and_may_not_be_read_stops_it() {
    withGroupsElsewhere();
    azure.on("GET " + ELSEWHERE + "networkSecurityGroups/central", new StubAzure.Reply(403, ""));

    assertThatThrownBy(() -> azure.opened().topology())
        .hasMessage(
            "Azure does not allow the question for the central: 403. Give the identity a role with"
                + " the action Microsoft.Network/networkSecurityGroups/read at "
                + ELSEWHERE
                + "networkSecurityGroups/central");
  }

  @Test
  void without_a_resource_group_there_is_nothing_to_discover() {
    try (AzurePlatform platform = AzurePlatform.of(StubAzure.SUBSCRIPTION).open()) {
      assertThatThrownBy(platform::topology)
          .hasMessage(
              "the platform has no resource group to discover: give it one with resourceGroup(..)");
    }
  }
}
