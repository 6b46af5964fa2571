package dev.plumbline.azure.live;

import static dev.plumbline.azure.live.StubAzure.GROUP;
import static dev.plumbline.azure.live.StubAzure.NETWORK;
import static dev.plumbline.azure.live.StubAzure.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.live.StubAzure.Asked;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.ConnectionCheck;
import dev.plumbline.azure.platform.IpFlowVerdict;
import dev.plumbline.azure.platform.NextHopAnswer;
import dev.plumbline.azure.platform.PlatformAnswer;
import dev.plumbline.azure.platform.SecurityDiagnostic;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.IpProtocol;
import dev.plumbline.network.IpAddresses;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class WatcherCallsTest {

  private static final String SUBSCRIPTION = "/subscriptions/" + StubAzure.SUBSCRIPTION;
  private static final String MACHINE = GROUP + "/providers/Microsoft.Compute/virtualMachines/vm";
  private static final String WATCHER =
      SUBSCRIPTION
          + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope";
  private static final String RESULT = SUBSCRIPTION + "/operationResults/1";
  private static final FiveTuple FLOW = FiveTuple.tcp("10.0.0.4", "10.0.0.5", 443);

  private StubAzure azure;

  @BeforeEach
  void open() throws Exception {
    azure = new StubAzure();
    azure
        .on("GET " + MACHINE, ok("{\"id\":\"" + MACHINE + "\",\"location\":\"westeurope\"}"))
        .on(
            "GET " + SUBSCRIPTION + "/providers/Microsoft.Network/networkWatchers",
            ok(
                "{\"value\":[{\"id\":\"%s\",\"name\":\"other\",\"location\":\"northeurope\"},{\"id\":\"%s\",\"name\":\"NetworkWatcher_westeurope\",\"location\":\"westeurope\"}]}"
                    .formatted(WATCHER.replace("west", "north"), WATCHER)));
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @Test
  void the_rule_that_decides_a_flow_out_of_a_machine() {
    azure
        .on("POST " + WATCHER + "/ipFlowVerify", azure.accepted(RESULT))
        .on(
            "GET " + RESULT,
            ok("{\"access\":\"Allow\",\"ruleName\":\"defaultSecurityRules/AllowVnetOutBound\"}"));

    PlatformAnswer<IpFlowVerdict> answer =
        azure.opened().verifyIpFlow("vm", Direction.OUTBOUND, FLOW);

    assertThat(answer.value())
        .isEqualTo(new IpFlowVerdict(Direction.OUTBOUND, FLOW, Access.ALLOW, "AllowVnetOutBound"));
    assertThat(answer.observation().subject())
        .isEqualTo("IP flow out of vm, TCP 10.0.0.4:50000 -> 10.0.0.5:443");
    assertThat(answer.observation().says()).isEqualTo("allow by AllowVnetOutBound");
    assertThat(body("ipFlowVerify"))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"targetResourceId":"%s","direction":"Outbound","protocol":"TCP","localPort":"50000",
                     "remotePort":"443","localIPAddress":"10.0.0.4","remoteIPAddress":"10.0.0.5"}"""
                        .formatted(MACHINE)));
  }

  @Test
  void on_the_way_in_the_machine_is_the_destination() {
    azure.on(
        "POST " + WATCHER + "/ipFlowVerify",
        ok("{\"access\":\"Deny\",\"ruleName\":\"UserRule_deny-all\"}"));

    assertThat(azure.opened().verifyIpFlow("vm", Direction.INBOUND, FLOW).value().toString())
        .isEqualTo("deny by deny-all");
    assertThat(body("ipFlowVerify").path("localIPAddress").asString()).isEqualTo("10.0.0.5");
    assertThat(body("ipFlowVerify").path("localPort").asString()).isEqualTo("443");
  }

  @Test
  void the_watcher_is_looked_for_once() {
    azure.on("POST " + WATCHER + "/nextHop", ok("{\"nextHopType\":\"VnetLocal\"}"));
    AzurePlatform platform = azure.opened();

    platform.nextHop("vm", FLOW.source(), FLOW.destination());
    platform.nextHop("vm", FLOW.source(), FLOW.destination());

    assertThat(azure.asked)
        .filteredOn(asked -> asked.path().endsWith("/networkWatchers"))
        .hasSize(1);
  }

  @Test
  void a_next_hop_has_a_type_and_where_there_is_one_an_address_and_a_table() {
    azure.on(
        "POST " + WATCHER + "/nextHop",
        ok(
            """
            {"nextHopType":"VirtualAppliance","nextHopIpAddress":"10.0.1.4",
             "routeTableId":"%srouteTables/spoke"}"""
                .formatted(NETWORK)),
        ok("{\"nextHopType\":\"ConnectedGroup\",\"routeTableId\":\"System Route\"}"));
    AzurePlatform platform = azure.opened();

    assertThat(platform.nextHop("vm", FLOW.source(), FLOW.destination()).value().toString())
        .isEqualTo("VirtualAppliance 10.0.1.4 (route table spoke)");
    assertThat(platform.nextHop("vm", FLOW.source(), FLOW.destination()).value())
        .isEqualTo(new NextHopAnswer("ConnectedGroup", null, null));
  }

  @Test
  void a_connection_is_told_hop_by_hop_with_its_issues() {
    azure.on(
        "POST " + WATCHER + "/connectivityCheck",
        ok(
            """
            {"hops":[
               {"type":"Source","id":"1","address":"10.0.0.4","resourceId":"%s","nextHopIds":["2"],
                "issues":[{"origin":"Outbound","severity":"Error","type":"NetworkSecurityRule",
                           "context":[{"ruleName":"deny-all"}]}]},
               {"type":"Destination","id":"2","address":"10.0.0.5","nextHopIds":[],"issues":[]}],
             "connectionStatus":"Unreachable","probesSent":30,"probesFailed":30}"""
                .formatted(MACHINE)));

    PlatformAnswer<ConnectionCheck> answer =
        azure.opened().troubleshootConnection("vm", "10.0.0.5", 443);

    assertThat(answer.value().isReachable()).isFalse();
    assertThat(answer.value().isUnreachable()).isTrue();
    assertThat(answer.observation().says())
        .isEqualTo(
            "Unreachable, 30 of 30 probes failed; NetworkSecurityRule (Error, Outbound): ruleName"
                + " deny-all");
    assertThat(answer.observation().provenance().diagnosis().route())
        .containsExactly(
            "Source 10.0.0.4 "
                + MACHINE
                + ": [NetworkSecurityRule (Error, Outbound): ruleName deny-all]",
            "Destination 10.0.0.5");
  }

  @Test
  void what_an_azure_firewall_answers_says_nothing_of_what_is_behind_it() {
    azure.on(
        "POST " + WATCHER + "/connectivityCheck",
        ok(
            """
            {"hops":[{"type":"Source","address":"10.0.0.4"},
               {"type":"VirtualAppliance","address":"10.0.1.4","resourceId":"%sazureFirewalls/fw"}],
             "connectionStatus":"Reachable","probesSent":10,"probesFailed":0}"""
                .formatted(NETWORK)));

    ConnectionCheck check =
        azure.opened().troubleshootConnection("vm", "www.example.com", 443).value();

    assertThat(check.isAnsweredByFirewall()).isTrue();
    assertThat(check)
        .hasToString(
            "Reachable, 0 of 10 probes failed; an Azure Firewall on the way opens connections to"
                + " port 443 itself, so that this says nothing of what is behind it");
    assertThat(azure.opened().troubleshootConnection("vm", "www.example.com", 1433).value())
        .matches(other -> !other.isAnsweredByFirewall());
  }

  @Test
  void every_rule_tried_is_told() {
    azure.on(
        "POST " + WATCHER + "/networkConfigurationDiagnostic",
        ok(
            """
            {"results":[{"profile":{"direction":"Inbound"},
              "networkSecurityGroupResult":{"securityRuleAccessResult":"Deny",
                "evaluatedNetworkSecurityGroups":[
                  {"networkSecurityGroupId":"%snetworkSecurityGroups/nsg","appliedTo":"%s",
                   "matchedRule":{"ruleName":"securityRules/deny-all","action":"Deny"},
                   "rulesEvaluationResult":[
                     {"name":"securityRules/allow-ssh","protocolMatched":true,"sourceMatched":true,
                      "sourcePortMatched":true,"destinationMatched":true,"destinationPortMatched":false},
                     {"name":"securityRules/deny-all","protocolMatched":true,"sourceMatched":true,
                      "sourcePortMatched":true,"destinationMatched":true,"destinationPortMatched":true}]}]}}]}"""
                .formatted(NETWORK, MACHINE)));

    PlatformAnswer<SecurityDiagnostic> answer =
        azure.opened().diagnoseSecurity(MACHINE, Direction.INBOUND, FLOW);

    assertThat(answer.value().access()).isEqualTo(Access.DENY);
    assertThat(answer.value().groups())
        .containsExactly(
            new SecurityDiagnostic.Group(
                "nsg",
                MACHINE,
                "deny-all",
                "Deny",
                List.of(
                    new SecurityDiagnostic.Rule("allow-ssh", true, true, true, true, false),
                    new SecurityDiagnostic.Rule("deny-all", true, true, true, true, true))));
    assertThat(answer.observation().says()).isEqualTo("deny");
    assertThat(answer.observation().provenance().diagnosis().route())
        .containsExactly("nsg: Deny by deny-all");
  }

  @Test
  void a_rule_of_which_it_is_not_told_whether_it_matched_is_no_answer() {
    azure.on(
        "POST " + WATCHER + "/networkConfigurationDiagnostic",
        ok(
            """
            {"results":[{"profile":{"direction":"Inbound"},
              "networkSecurityGroupResult":{"securityRuleAccessResult":"Deny",
                "evaluatedNetworkSecurityGroups":[
                  {"networkSecurityGroupId":"%snetworkSecurityGroups/nsg","appliedTo":"%s",
                   "matchedRule":{"ruleName":"securityRules/deny-all","action":"Deny"},
                   "rulesEvaluationResult":[
                     {"name":"securityRules/deny-all","protocolMatched":true,
                      "sourcePortMatched":true,"destinationMatched":true,"destinationPortMatched":true}]}]}}]}"""
                .formatted(NETWORK, MACHINE)));

    assertThatThrownBy(() -> azure.opened().diagnoseSecurity(MACHINE, Direction.INBOUND, FLOW))
        .hasMessageEndingWith("cannot be used: it has no \"sourceMatched\"");
  }

  @Test
  void answers_without_what_was_asked_for_are_none() {
    azure
        .on("POST " + WATCHER + "/ipFlowVerify", ok("{\"access\":\"Allow\"}"))
        .on("POST " + WATCHER + "/nextHop", ok("{}"))
        .on("POST " + WATCHER + "/connectivityCheck", ok("{\"hops\":[]}"))
        .on("POST " + WATCHER + "/networkConfigurationDiagnostic", ok("{\"results\":[]}"));
    AzurePlatform platform = azure.opened();

    assertThatThrownBy(() -> platform.verifyIpFlow("vm", Direction.OUTBOUND, FLOW))
        .hasMessageEndingWith("cannot be used: it has no \"ruleName\"");
    assertThatThrownBy(() -> platform.nextHop("vm", FLOW.source(), FLOW.destination()))
        .hasMessage(
            "Azure's answer to the question for the next hop of vm to 10.0.0.5 cannot be used: it"
                + " has no \"nextHopType\"");
    assertThatThrownBy(() -> platform.troubleshootConnection("vm", "10.0.0.5", 443))
        .hasMessageEndingWith("cannot be used: it has no \"connectionStatus\"");
    assertThatThrownBy(() -> platform.diagnoseSecurity(MACHINE, Direction.INBOUND, FLOW))
        .hasMessageEndingWith("cannot be used: it has 0 results for one flow");
  }

  @Test
  void a_region_without_a_network_watcher_is_told() {
    azure.on(
        "GET " + MACHINE.replace("/vm", "/far"),
        ok("{\"id\":\"x\",\"location\":\"South Central US\"}"));

    assertThatThrownBy(() -> azure.opened().nextHop("far", FLOW.source(), FLOW.destination()))
        .hasMessage(
            "There is no network watcher in southcentralus to ask for the next hop of far to"
                + " 10.0.0.5; there are [other in northeurope, NetworkWatcher_westeurope in"
                + " westeurope]. Enable it (az network watcher configure --locations southcentralus"
                + " --enabled true), or name one with networkWatcher(..)");
  }

  @Test
  void a_flow_without_ports_is_no_question_for_ip_flow_verify() {
    FiveTuple ping =
        new FiveTuple(
            IpAddresses.parse("10.0.0.4"), 0, IpAddresses.parse("10.0.0.5"), 0, IpProtocol.ICMP);

    assertThatThrownBy(() -> azure.opened().verifyIpFlow("vm", Direction.OUTBOUND, ping))
        .hasMessage("IP flow verify knows TCP and UDP, not ICMP: ask diagnoseSecurity(..)");
  }

  private tools.jackson.databind.JsonNode body(String operation) {
    return azure.asked.stream()
        .filter(asked -> asked.path().endsWith(operation))
        .map(Asked::body)
        .map(JsonMapper.shared()::readTree)
        .findFirst()
        .orElseThrow();
  }
}
