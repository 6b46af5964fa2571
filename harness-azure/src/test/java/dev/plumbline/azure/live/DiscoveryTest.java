package dev.plumbline.azure.live;

import static dev.plumbline.azure.live.StubAzure.GROUP;
import static dev.plumbline.azure.live.StubAzure.NETWORK;
import static dev.plumbline.azure.live.StubAzure.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import dev.plumbline.azure.platform.PlatformAnswer;
import dev.plumbline.azure.read.Note;
import dev.plumbline.azure.read.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                               "properties":{"addressPrefix":"10.1.1.0/24"}}],
                   "virtualNetworkPeerings":[]}}"""
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
                   "virtualNetworkPeerings":[],
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

  private AzurePlatform with(String id, String type, String properties) {
    azure
        .on(LIST, ok("{\"value\":[" + row(id, type) + "]}"))
        .on(
            "GET " + id,
            ok(
                "{\"id\":\"%s\",\"name\":\"%s\",\"type\":\"%s\",\"location\":\"westeurope\",\"properties\":%s}"
                    .formatted(id, id.substring(id.lastIndexOf('/') + 1), type, properties)));
    return azure.opened();
  }

  @ParameterizedTest
  @CsvSource({
    "networkSecurityGroups, securityRules, {}",
    "routeTables, routes, {}",
    "routeTables, routes, '{\"routes\":null}'",
    "virtualNetworks, subnets, '{\"addressSpace\":{\"addressPrefixes\":[\"10.1.0.0/16\"]}}'",
    "virtualNetworks, virtualNetworkPeerings, '{\"addressSpace\":{\"addressPrefixes\":[\"10.1.0.0/16\"]},\"subnets\":[]}'",
  })
  void a_list_that_is_missing_is_not_taken_for_an_empty_one(
      String type, String list, String properties) {
    AzurePlatform platform = with(NETWORK + type + "/one", "Microsoft.Network/" + type, properties);

    assertThatThrownBy(platform::topology)
        .isInstanceOfSatisfying(
            AzurePlatformException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN))
        .hasMessage(
            "Azure's answer to the question for the one cannot be used: it has no list \""
                + list
                + "\"");
  }

  @Test
  void an_answer_that_is_no_resource_cannot_be_used() {
    String nic = NETWORK + "networkInterfaces/nic";
    azure
        .on(LIST, ok("{\"value\":[" + row(nic, "Microsoft.Network/networkInterfaces") + "]}"))
        .on("GET " + nic, ok("{}"));

    assertThatThrownBy(() -> azure.opened().topology())
        .hasMessage(
            "Azure's answer to the question for the nic cannot be used: it has no text \"id\"");
  }

  @ParameterizedTest
  @CsvSource({
    "numberOfRecordSets, 2, ALL",
    "numberOfVirtualNetworkLinks, 2, virtualNetworkLinks",
  })
  void a_zone_that_lists_less_than_it_has_cannot_be_used(String count, int has, String part) {
    String zone = NETWORK + "privateDnsZones/partners.internal";
    AzurePlatform platform =
        with(zone, "Microsoft.Network/privateDnsZones", "{\"%s\":%d}".formatted(count, has));
    azure
        .on(
            "GET " + zone + "/ALL",
            ok(
                "{\"value\":[{\"id\":\"%s/SOA/@\",\"name\":\"@\",\"type\":\"Microsoft.Network/privateDnsZones/SOA\",\"properties\":{}}]}"
                    .formatted(zone)))
        .on(
            "GET " + zone + "/virtualNetworkLinks",
            ok(
                """
                {"value":[{"id":"%s/virtualNetworkLinks/l","name":"l",
                  "type":"Microsoft.Network/privateDnsZones/virtualNetworkLinks","properties":{
                  "virtualNetwork":{"id":"%svirtualNetworks/vnet"}}}]}"""
                    .formatted(zone, NETWORK)));

    assertThatThrownBy(platform::topology)
        .isInstanceOfSatisfying(
            AzurePlatformException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN))
        .hasMessage(
            "Azure's answer to the question for the %s of partners.internal cannot be used: it lists 1, and \"%s\" is %d"
                .formatted(part, count, has));
  }

  @Test
  void a_firewall_policy_whose_groups_are_not_all_listed_cannot_be_used() {
    String policy = NETWORK + "firewallPolicies/hub";
    AzurePlatform platform =
        with(
            policy,
            "Microsoft.Network/firewallPolicies",
            "{\"ruleCollectionGroups\":[{\"id\":\"%s/ruleCollectionGroups/default\"}]}"
                .formatted(policy));
    azure.on("GET " + policy + "/ruleCollectionGroups", ok("{\"value\":[]}"));

    assertThatThrownBy(platform::topology)
        .hasMessage(
            "Azure's answer to the question for the ruleCollectionGroups of hub cannot be used: it"
                + " does not list "
                + policy
                + "/ruleCollectionGroups/default");
  }

  private static final String HUB = NETWORK.replace("/contoso/", "/hub/") + "virtualNetworks/hub";

  private void network(String id, String properties) {
    azure.on(
        "GET " + id,
        ok(
            "{\"id\":\"%s\",\"name\":\"%s\",\"type\":\"Microsoft.Network/virtualNetworks\",\"location\":\"westeurope\",\"properties\":{%s}}"
                .formatted(id, id.substring(id.lastIndexOf('/') + 1), properties)));
  }

  private static String space(String name, String prefix) {
    return "\"%s\":{\"addressPrefixes\":[\"%s\"]}".formatted(name, prefix);
  }

  private static String peering(String remote, String prefix, String state, String more) {
    return """
        {"name":"to-%s","properties":{"peeringState":"%s","allowVirtualNetworkAccess":true,
          "remoteVirtualNetwork":{"id":"%s"},%s%s}}"""
        .formatted(
            remote.substring(remote.lastIndexOf('/') + 1),
            state,
            remote,
            space("remoteAddressSpace", prefix),
            more);
  }

  private static String subnet(String network, String name, String prefix) {
    return "{\"id\":\"%s/subnets/%s\",\"name\":\"%s\",\"properties\":{\"addressPrefix\":\"%s\"}}"
        .formatted(network, name, name, prefix);
  }

  /** A spoke of the resource group and a hub of another one, which has another spoke. */
  private void withHub(String state, String more) {
    String spoke = NETWORK + "virtualNetworks/spoke";
    azure.on(LIST, ok("{\"value\":[" + row(spoke, "Microsoft.Network/virtualNetworks") + "]}"));
    network(
        spoke,
        space("addressSpace", "10.1.0.0/16")
            + ",\"subnets\":[%s],\"virtualNetworkPeerings\":[%s]"
                .formatted(
                    subnet(spoke, "web", "10.1.1.0/24"), peering(HUB, "10.0.0.0/16", state, more)));
  }

  private void hubIsRead() {
    network(
        HUB,
        space("addressSpace", "10.0.0.0/16")
            + ",\"subnets\":[%s],\"virtualNetworkPeerings\":[%s,%s]"
                .formatted(
                    subnet(HUB, "shared", "10.0.1.0/24"),
                    peering(NETWORK + "virtualNetworks/spoke", "10.1.0.0/16", "Connected", ""),
                    peering(HUB.replace("/hub", "/other"), "10.2.0.0/16", "Connected", "")));
  }

  @Test
  void a_peered_network_of_another_resource_group_is_read_too() {
    withHub("Connected", "");
    hubIsRead();

    Topology read = azure.opened().topology().value();

    assertThat(read.model().virtualNetworks())
        .extracting(VirtualNetwork::name, one -> one.addressSpace().toString())
        .containsExactly(
            tuple("spoke", "[10.1.0.0/16]"),
            tuple("hub", "[10.0.0.0/16]"),
            tuple("other", "[10.2.0.0/16]"));
    assertThat(read.model().virtualNetworks().get(1).subnets())
        .extracting(VirtualNetwork.Subnet::name)
        .containsExactly("shared");
    assertThat(read.notes())
        .filteredOn(note -> note.kind() == Note.Kind.ASSUMED)
        .extracting(Note::message)
        .containsExactly(
            "virtual network hub in resource group hub is referred to and was read alone, without"
                + " what is in it; add the group with resourceGroup(\"hub\")",
            "virtual network other in resource group other was not read; of it is known what a"
                + " peering of hub tells: its addresses 10.2.0.0/16; add the group with"
                + " resourceGroup(\"other\")");
  }

  @Test
  void a_peered_network_that_may_not_be_read_stops_it() {
    withHub("Connected", "");
    azure.on("GET " + HUB, new StubAzure.Reply(403, ""));

    assertThatThrownBy(() -> azure.opened().topology())
        .hasMessage(
            "Azure does not allow the question for the hub: 403. Give the identity a role with the"
                + " action Microsoft.Network/virtualNetworks/read at "
                + HUB);
  }

  @Test
  void a_peering_that_is_not_connected_leads_to_a_network_that_need_not_be_there() {
    withHub("Disconnected", "");

    assertThat(azure.opened().topology().value().model().virtualNetworks())
        .extracting(VirtualNetwork::name, one -> one.addressSpace().toString())
        .containsExactly(tuple("spoke", "[10.1.0.0/16]"), tuple("hub", "[10.0.0.0/16]"));
  }

  @Test
  void a_peering_that_tells_no_addresses_is_no_answer() {
    withHub("Disconnected", ",\"remoteAddressSpace\":{}");

    assertThatThrownBy(() -> azure.opened().topology())
        .hasMessage(
            "Azure's answer to the question for the spoke cannot be used: it has no list"
                + " \"addressPrefixes\"");
  }

  @Test
  void the_gateway_of_a_network_in_another_resource_group_is_asked_for() {
    withHub("Connected", ",\"useRemoteGateways\":true");
    hubIsRead();

    assertThatThrownBy(() -> azure.opened().topology())
        .isInstanceOf(AzurePlatformException.class)
        .hasMessage(
            "Virtual network spoke uses the gateway of hub in resource group hub, which is not among"
                + " the resources of contoso: add the group with resourceGroup(\"hub\")");
  }

  @Test
  void a_network_in_another_subscription_is_not_to_be_had_by_its_resource_group() {
    String far = HUB.replace(StubAzure.SUBSCRIPTION, "99999999-2222-3333-4444-555555555555");
    String spoke = NETWORK + "virtualNetworks/spoke";
    azure.on(LIST, ok("{\"value\":[" + row(spoke, "Microsoft.Network/virtualNetworks") + "]}"));
    network(
        spoke,
        space("addressSpace", "10.1.0.0/16")
            + ",\"subnets\":[],\"virtualNetworkPeerings\":["
            + peering(far, "10.0.0.0/16", "Initiated", "")
            + "]");

    assertThat(azure.opened().topology().value().notes())
        .extracting(Note::message)
        .containsExactly(
            "virtual network hub in resource group hub was not read; of it is known what a peering"
                + " of spoke tells: its addresses 10.0.0.0/16; it is in another subscription,"
                + " 99999999-2222-3333-4444-555555555555: describe both in files, which"
                + " Topology.from(..) reads together");
  }

  @Test
  void the_network_of_a_subnet_in_another_resource_group_is_read_with_its_rules() {
    String nic = NETWORK + "networkInterfaces/nic";
    azure
        .on(LIST, ok("{\"value\":[" + row(nic, "Microsoft.Network/networkInterfaces") + "]}"))
        .on(
            "GET " + nic,
            ok(
                """
                {"id":"%s","name":"nic","type":"Microsoft.Network/networkInterfaces",
                 "location":"westeurope","properties":{"ipConfigurations":[{"name":"a",
                   "properties":{"privateIPAddress":"10.0.1.4","subnet":{"id":"%s/subnets/web"}}}]}}"""
                    .formatted(nic, HUB)))
        .on(
            "GET " + ELSEWHERE + "networkSecurityGroups/central",
            ok(
                """
                {"id":"%snetworkSecurityGroups/central","name":"central",
                 "type":"Microsoft.Network/networkSecurityGroups","location":"westeurope",
                 "properties":{"securityRules":[],
                   "subnets":[{"id":"%s/subnets/web"},{"id":"%svirtualNetworks/far/subnets/x"}]}}"""
                    .formatted(ELSEWHERE, HUB, ELSEWHERE)));
    network(
        HUB,
        space("addressSpace", "10.0.0.0/16")
            + ",\"subnets\":["
            + subnet(HUB, "web", "10.0.1.0/24")
                .replace(
                    "}}",
                    ",\"networkSecurityGroup\":{\"id\":\"%snetworkSecurityGroups/central\"}}}"
                        .formatted(ELSEWHERE))
            + "],\"virtualNetworkPeerings\":[]");

    Topology read = azure.opened().topology().value();

    assertThat(read.model().virtualNetworks())
        .flatExtracting(VirtualNetwork::subnets)
        .extracting(
            VirtualNetwork.Subnet::name,
            one -> String.valueOf(one.addressPrefix()),
            VirtualNetwork.Subnet::networkSecurityGroup)
        .containsExactly(tuple("web", "10.0.1.0/24", "central"));
    assertThat(read.notes())
        .extracting(Note::message)
        .containsExactly(
            "virtual network hub in resource group hub is referred to and was read alone, without"
                + " what is in it; add the group with resourceGroup(\"hub\")");
  }

  @Test
  void a_zone_in_another_resource_group_is_told_by_a_note_with_what_to_add() {
    String endpoint = NETWORK + "privateEndpoints/db";
    String zone = ELSEWHERE + "privateDnsZones/contoso.internal";
    azure
        .on(
            LIST,
            ok(
                "{\"value\":[%s,%s]}"
                    .formatted(
                        row(NETWORK + "virtualNetworks/vnet", "Microsoft.Network/virtualNetworks"),
                        row(endpoint, "Microsoft.Network/privateEndpoints"))))
        .on(
            "GET " + endpoint,
            ok(
                """
                {"id":"%s","name":"db","type":"Microsoft.Network/privateEndpoints",
                 "location":"westeurope","properties":{
                   "subnet":{"id":"%svirtualNetworks/vnet/subnets/web"},
                   "privateLinkServiceConnections":[{"name":"db","properties":{
                     "privateLinkServiceId":"%s/providers/Microsoft.Sql/servers/db",
                     "groupIds":["sqlServer"]}}]}}"""
                    .formatted(endpoint, NETWORK, GROUP)))
        .on(
            "GET " + endpoint + "/privateDnsZoneGroups",
            ok(
                """
                {"value":[{"id":"%s/privateDnsZoneGroups/default","name":"default",
                  "type":"Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
                  "properties":{"privateDnsZoneConfigs":[{"name":"c",
                    "properties":{"privateDnsZoneId":"%s"}}]}}]}"""
                    .formatted(endpoint, zone)));

    assertThat(azure.opened().topology().value().notes())
        .extracting(Note::message)
        .contains(
            "privateDnsZones contoso.internal exists already and is in none of the resource groups"
                + " that were read; it is taken to have no records and links but those told here;"
                + " add its resource group with resourceGroup(..) to know better");
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
