package dev.plumbline.azure.live;

import static dev.plumbline.azure.live.StubAzure.NETWORK;
import static dev.plumbline.azure.live.StubAzure.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.EffectiveRouteList;
import dev.plumbline.azure.platform.EffectiveRouteList.Route;
import dev.plumbline.azure.platform.EffectiveSecurityRules;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Decision;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Group;
import dev.plumbline.azure.platform.PlatformAnswer;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.SecurityEvaluation.Level;
import dev.plumbline.network.IpAddresses;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterfaceCallsTest {

  private static final String NIC = NETWORK + "networkInterfaces/nic";
  private static final String RULES = "POST " + NIC + "/effectiveNetworkSecurityGroups";
  private static final String ROUTES = "POST " + NIC + "/effectiveRouteTable";
  private static final String RESULT =
      "/subscriptions/" + StubAzure.SUBSCRIPTION + "/operationResults/1";

  /** In the shape of Azure's own examples; {@code tagMap} as it is answered, before the rules. */
  static final String RULES_BODY =
      """
      {"value":[
        {"networkSecurityGroup":{"id":"NET/networkSecurityGroups/subnet-nsg"},
         "association":{"subnet":{"id":"NET/virtualNetworks/vnet/subnets/web"}},
         "tagMap":{"VirtualNetwork":["10.0.0.0/16","168.63.129.16/32"],"Internet":["1.0.0.0/8"]},
         "effectiveSecurityRules":[
           {"name":"securityRules/allow-https","protocol":"Tcp",
            "sourcePortRange":"0-65535","destinationPortRange":"443-443",
            "sourcePortRanges":["0-65535"],"destinationPortRanges":["443-443"],
            "sourceAddressPrefix":"Internet","sourceAddressPrefixes":["Internet"],
            "expandedSourceAddressPrefix":["1.0.0.0/8","203.0.113.0/24"],
            "destinationAddressPrefix":"0.0.0.0/0","destinationAddressPrefixes":["0.0.0.0/0"],
            "access":"Allow","priority":100,"direction":"Inbound"},
           {"name":"defaultSecurityRules/AllowVnetInBound","protocol":"All",
            "sourcePortRange":"0-65535","destinationPortRange":"0-65535",
            "sourceAddressPrefix":"VirtualNetwork","destinationAddressPrefix":"VirtualNetwork",
            "access":"Allow","priority":65000,"direction":"Inbound"},
           {"name":"defaultSecurityRules/DenyAllInBound","protocol":"All",
            "sourcePortRange":"0-65535","destinationPortRange":"0-65535",
            "sourceAddressPrefix":"0.0.0.0/0","destinationAddressPrefix":"0.0.0.0/0",
            "access":"Deny","priority":65500,"direction":"Inbound"}]},
        {"networkSecurityGroup":{"id":"NET/networkSecurityGroups/nic-nsg"},
         "association":{"subnet":{"id":"NET/virtualNetworks/vnet/subnets/web"},
                        "networkInterface":{"id":"NET/networkInterfaces/nic"}},
         "effectiveSecurityRules":[
           {"name":"securityRules/deny-storage","protocol":"Tcp",
            "sourcePortRange":"0-65535","destinationPortRange":"443-443",
            "sourceAddressPrefix":"Storage","destinationAddressPrefix":"0.0.0.0/0",
            "access":"Deny","priority":200,"direction":"Inbound"},
           {"name":"defaultSecurityRules/DenyAllInBound","protocol":"All",
            "sourcePortRange":"0-65535","destinationPortRange":"0-65535",
            "sourceAddressPrefix":"0.0.0.0/0","destinationAddressPrefix":"0.0.0.0/0",
            "access":"Deny","priority":65500,"direction":"Inbound"}]}],
       "nextLink":null}
      """
          .replace("NET/", NETWORK);

  static final String ROUTES_BODY =
      """
      {"value":[
        {"name":null,"source":"Default","state":"Active","addressPrefix":["10.0.0.0/16"],
         "nextHopType":"VnetLocal","nextHopIpAddress":[]},
        {"name":"to-fw","source":"User","state":"Active","addressPrefix":["0.0.0.0/0"],
         "nextHopType":"VirtualAppliance","nextHopIpAddress":["10.0.1.4"],"hasBgpOverride":false},
        {"source":"Default","state":"Invalid","addressPrefix":["0.0.0.0/0"],"nextHopType":"Internet"},
        {"source":"Default","state":"Active","addressPrefix":["10.2.0.0/16","10.3.0.0/16"],
         "nextHopType":"VNetPeering","nextHopIpAddress":[]}]}
      """;

  private StubAzure azure;

  @BeforeEach
  void open() throws Exception {
    azure = new StubAzure();
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @Test
  void the_rules_of_both_groups_are_data() {
    azure.on(RULES, azure.accepted(RESULT)).on("GET " + RESULT, ok(RULES_BODY));

    PlatformAnswer<EffectiveSecurityRules> answer = azure.opened().effectiveSecurityRules("nic");

    List<Group> groups = answer.value().groups();
    assertThat(groups).extracting(Group::name).containsExactly("subnet-nsg", "nic-nsg");
    assertThat(groups)
        .extracting(Group::level)
        .containsExactly(Level.SUBNET, Level.NETWORK_INTERFACE);
    assertThat(groups).extracting(Group::place).containsExactly("web", "nic");
    assertThat(groups.get(0).rules(Direction.INBOUND))
        .extracting(EffectiveSecurityRules.Rule::name)
        .containsExactly("allow-https", "AllowVnetInBound", "DenyAllInBound");
    assertThat(groups.get(0).rules().get(0))
        .isEqualTo(
            new EffectiveSecurityRules.Rule(
                "allow-https",
                100,
                Direction.INBOUND,
                Access.ALLOW,
                "Tcp",
                List.of("0-65535"),
                List.of("443"),
                List.of("Internet"),
                List.of("1.0.0.0/8", "203.0.113.0/24"),
                List.of("0.0.0.0/0"),
                List.of()));
    assertThat(groups.get(0).tags())
        .isEqualTo(
            Map.of(
                "VirtualNetwork",
                List.of("10.0.0.0/16", "168.63.129.16/32"),
                "Internet",
                List.of("1.0.0.0/8")));
    assertThat(answer.observation().says()).isEqualTo("2 network security groups with 5 rules");
    assertThat(answer.observation().provenance().diagnosis().route())
        .startsWith(
            "subnet-nsg inbound 100 allow-https: allow Tcp from Internet to 0.0.0.0/0 ports 443");
  }

  @Test
  void what_tags_stand_for_is_read_from_a_text_too() {
    String map =
        "{\"VirtualNetwork\":[\"10.0.0.0/16\",\"168.63.129.16/32\"],\"Internet\":[\"1.0.0.0/8\"]}";
    assertThat(RULES_BODY).contains(map);
    azure.on(RULES, ok(RULES_BODY.replace(map, '"' + map.replace("\"", "\\\"") + '"')));

    assertThat(azure.opened().effectiveSecurityRules("nic").value().groups().get(0).tags())
        .containsEntry("Internet", List.of("1.0.0.0/8"))
        .hasSize(2);
  }

  @Test
  void a_text_that_tells_of_no_tags_tells_none() {
    azure.on(RULES, ok(RULES_BODY.replaceFirst("\"tagMap\":\\{[^}]*}", "\"tagMap\":\"Internet\"")));

    assertThat(azure.opened().effectiveSecurityRules("nic").value().groups().get(0).tags())
        .isEmpty();
  }

  @Test
  void a_flow_is_decided_by_the_rules_as_azure_lists_them() {
    azure.on(RULES, ok(RULES_BODY));
    EffectiveSecurityRules rules = azure.opened().effectiveSecurityRules("nic").value();

    assertThat(rules.decide(Direction.INBOUND, FiveTuple.tcp("192.0.2.1", "10.0.0.4", 443)))
        .isEqualTo(new Decision(Access.DENY, "DenyAllInBound of subnet-nsg"));
    assertThat(rules.decide(Direction.INBOUND, FiveTuple.tcp("10.0.3.1", "10.0.0.4", 22)))
        .isEqualTo(new Decision(Access.DENY, "DenyAllInBound of nic-nsg"));
    assertThat(rules.decide(Direction.INBOUND, FiveTuple.tcp("203.0.113.9", "10.0.0.4", 443)))
        .isEqualTo(
            new Decision(
                null,
                "rule deny-storage of nic-nsg, whose service tag Storage Azure does not expand"));
    assertThat(rules.decide(Direction.OUTBOUND, FiveTuple.tcp("10.0.0.4", "10.0.0.5", 443)))
        .isEqualTo(new Decision(null, "no rule of nic-nsg"));
  }

  @Test
  void a_group_without_its_rules_is_no_answer() {
    azure.on(RULES, ok(RULES_BODY.replace("effectiveSecurityRules", "rules")));

    assertThatThrownBy(() -> azure.opened().effectiveSecurityRules("nic"))
        .hasMessage(
            "Azure's answer to the question for the effective security rules of nic cannot be used:"
                + " it has no list \"effectiveSecurityRules\"");
  }

  @Test
  void a_rule_without_a_priority_is_no_answer() {
    azure.on(RULES, ok(RULES_BODY.replace("\"priority\":65500", "\"priority\":null")));

    assertThatThrownBy(() -> azure.opened().effectiveSecurityRules("nic"))
        .hasMessage(
            "Azure's answer to the question for the effective security rules of nic cannot be used:"
                + " it has no text \"priority\"");
  }

  @Test
  void a_rule_without_ports_or_addresses_is_no_answer() {
    String noPorts =
        RULES_BODY.replace(
            "\"sourcePortRange\":\"0-65535\",\"destinationPortRange\":\"0-65535\",",
            "\"sourcePortRange\":\"0-65535\",");
    String noSource = RULES_BODY.replace("\"sourceAddressPrefix\":\"Storage\",", "");
    azure.on(RULES, ok(noPorts), ok(noSource));
    AzurePlatform platform = azure.opened();

    assertThatThrownBy(() -> platform.effectiveSecurityRules("nic"))
        .hasMessage(
            "Azure's answer to the question for the effective security rules of nic cannot be used:"
                + " its rule AllowVnetInBound has no \"destinationPortRange\"");
    assertThatThrownBy(() -> platform.effectiveSecurityRules("nic"))
        .hasMessage(
            "Azure's answer to the question for the effective security rules of nic cannot be used:"
                + " its rule deny-storage has no \"sourceAddressPrefix\"");
  }

  @Test
  void a_group_that_is_attached_nowhere_is_no_answer() {
    azure.on(
        RULES,
        ok(
            RULES_BODY.replaceFirst(
                "\"association\":\\{\"subnet\":\\{[^}]*}}", "\"association\":{}")));

    assertThatThrownBy(() -> azure.opened().effectiveSecurityRules("nic"))
        .hasMessage(
            "Azure's answer to the question for the effective security rules of nic cannot be used:"
                + " it does not say which subnet or network interface subnet-nsg is attached to");
  }

  @Test
  void what_stands_on_a_further_page_belongs_to_it() {
    String more = "{\"value\":[],\"nextLink\":\"" + azure.url() + "/more\"}";
    azure
        .on(RULES, ok(more))
        .on(ROUTES, ok(more))
        .on("GET /more", ok(RULES_BODY), ok(ROUTES_BODY), ok("{}"));
    AzurePlatform platform = azure.opened();

    assertThat(platform.effectiveSecurityRules("nic").value().groups()).hasSize(2);
    assertThat(platform.effectiveRoutes("nic").value().routes()).hasSize(4);
    assertThatThrownBy(() -> platform.effectiveRoutes("nic"))
        .hasMessage(
            "Azure's answer to the question for the effective routes of nic cannot be used: a page"
                + " of it has no list \"value\"");
  }

  @Test
  void a_route_says_which_service_tag_it_is_for() {
    azure.on(
        ROUTES,
        ok(
            ROUTES_BODY.replace(
                "\"hasBgpOverride\":false", "\"destinationServiceTags\":[\"Storage\"]")));

    assertThat(azure.opened().effectiveRoutes("nic").value().routes())
        .extracting(Route::serviceTags)
        .containsExactly(List.of(), List.of("Storage"), List.of(), List.of());
  }

  @Test
  void a_token_that_azure_repeats_stands_nowhere() {
    azure.on(ROUTES, StubAzure.error(400, "BadToken", "the value opaque-0123456789 is odd"));
    try (AzurePlatform platform =
        azure.platform().credential(AzureCredential.token(scope -> "opaque-0123456789")).open()) {
      assertThatThrownBy(() -> platform.effectiveRoutes("nic"))
          .hasMessageContaining("BadToken, \"the value ")
          .message()
          .doesNotContain("opaque-0123456789");
    }
  }

  @Test
  void the_machine_of_the_interface_must_run() {
    azure.on(
        RULES,
        StubAzure.error(
            400,
            "NetworkInterfaceNotAttachedToRunningVirtualMachine",
            "The virtual machine is not running."));

    assertThatThrownBy(() -> azure.opened().effectiveSecurityRules("nic"))
        .hasMessage(
            "Azure refuses the question for the effective security rules of nic: 400"
                + " NetworkInterfaceNotAttachedToRunningVirtualMachine, \"The virtual machine is not"
                + " running\"");
  }

  @Test
  void routes_are_data_and_say_where_a_packet_goes() {
    azure.on(ROUTES, azure.accepted(RESULT)).on("GET " + RESULT, ok(ROUTES_BODY));

    PlatformAnswer<EffectiveRouteList> answer = azure.opened().effectiveRoutes("nic");

    EffectiveRouteList routes = answer.value();
    assertThat(routes.routes()).hasSize(4);
    assertThat(routes.select(IpAddresses.parse("10.3.1.1")).map(Route::nextHop))
        .contains("VNetPeering");
    assertThat(routes.select(IpAddresses.parse("192.0.2.1")).map(Route::nextHop))
        .contains("VirtualAppliance 10.0.1.4");
    assertThat(answer.observation().says()).isEqualTo("4 routes, 3 of them active");
    assertThat(answer.observation().provenance().diagnosis().route())
        .containsExactly(
            "Default [10.0.0.0/16] -> VnetLocal",
            "User [0.0.0.0/0] -> VirtualAppliance 10.0.1.4",
            "Default [0.0.0.0/0] (invalid) -> Internet",
            "Default [10.2.0.0/16, 10.3.0.0/16] -> VNetPeering");
  }

  @Test
  void a_route_in_an_unknown_state_is_no_answer() {
    azure.on(ROUTES, ok(ROUTES_BODY.replace("Invalid", "Pending")));

    assertThatThrownBy(() -> azure.opened().effectiveRoutes("nic"))
        .hasMessage(
            "Azure's answer to the question for the effective routes of nic cannot be used:"
                + " \"Pending\" is no state of a route");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|it does not say which prefixes its route evil is for",
        "[\"0.0.0.0/0\",\"\"]|it does not say which prefixes its route evil is for",
        "[\"0.0.0.0/0\",{\"v\":1}]|its list \"addressPrefix\" has {\"v\":1}, not a text",
        "\"0.0.0.0/0\"|it has no list \"addressPrefix\"",
        "[\"0.0.0.0/0\"],\"nextHopIpAddress\":\"10.0.0.4\"|it has no list \"nextHopIpAddress\"",
        "[\"0.0.0.0/0\"],\"destinationServiceTags\":[null]|its list \"destinationServiceTags\" has null, not a text"
      })
  void a_route_that_does_not_say_what_it_is_for_is_no_answer(String prefixes, String problem) {
    azure.on(
        ROUTES,
        ok(
            "{\"value\":[{\"name\":\"evil\",\"source\":\"User\",\"state\":\"Active\",\"addressPrefix\":"
                + prefixes
                + ",\"nextHopType\":\"Internet\"}]}"));

    assertThatThrownBy(() -> azure.opened().effectiveRoutes("nic"))
        .hasMessage(
            "Azure's answer to the question for the effective routes of nic cannot be used: "
                + problem);
  }

  @Test
  void names_without_a_resource_group_and_ids_of_others_are_refused() {
    try (AzurePlatform bare = AzurePlatform.of(StubAzure.SUBSCRIPTION).open()) {
      assertThatThrownBy(() -> bare.effectiveRoutes("nic"))
          .hasMessage(
              "\"nic\" is a bare name, and the platform has no resource group: give it one with"
                  + " resourceGroup(..), or write the whole id");
      assertThatThrownBy(() -> bare.effectiveRoutes(NETWORK + "loadBalancers/lb"))
          .hasMessage(
              "\""
                  + NETWORK
                  + "loadBalancers/lb\" is no id of type Microsoft.Network/networkInterfaces");
      assertThatThrownBy(
              () ->
                  bare.effectiveRoutes(
                      NIC.replace("1111-2222", "9999-2222").replace("11111111", "99999999")))
          .hasMessageEndingWith(
              "is in another subscription than "
                  + StubAzure.SUBSCRIPTION
                  + ": open a platform of its own for that");
    }
  }
}
