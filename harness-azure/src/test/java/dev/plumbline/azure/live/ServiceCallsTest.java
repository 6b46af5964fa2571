package dev.plumbline.azure.live;

import static dev.plumbline.azure.live.StubAzure.GROUP;
import static dev.plumbline.azure.live.StubAzure.NETWORK;
import static dev.plumbline.azure.live.StubAzure.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.assertion.AzureAssertions;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.platform.Comparison;
import dev.plumbline.azure.platform.Comparisons;
import dev.plumbline.azure.platform.ConnectionCheck;
import dev.plumbline.azure.platform.PlatformAnswer;
import dev.plumbline.azure.platform.ServiceNetworkStatus;
import dev.plumbline.azure.platform.ServiceNetworkStatus.Dependency;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLog.Sent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ServiceCallsTest {

  private static final String SERVICE = GROUP + "/providers/Microsoft.ApiManagement/service/apim";
  private static final String POLICY =
      NETWORK + "ApplicationGatewayWebApplicationFirewallPolicies/waf";
  private static final String WORKSPACE = "99999999-8888-7777-6666-555555555555";
  private static final String ROWS = "POST /v1/workspaces/" + WORKSPACE + "/query";

  private static final String STATUS_BODY =
      """
      [{"location":"West US","networkStatus":{"dnsServers":["10.82.98.10"],"connectivityStatus":[
        {"name":"apimst.blob.core.windows.net","status":"success","error":"",
         "lastUpdated":"2026-01-01T12:15:00Z","lastStatusChange":"2025-12-01T00:00:00Z",
         "resourceType":"BlobStorage","isOptional":false},
        {"name":"smtpi-co1.msn.com:25028","status":"failure","error":"timed out",
         "lastUpdated":"2026-01-01T12:15:00Z","resourceType":"Email","isOptional":true}]}}]
      """;

  private static final String POLICY_BODY =
      """
      {"id":"%s","name":"waf","type":"Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
       "location":"westeurope",
       "properties":{
         "policySettings":{"state":"Enabled","mode":"Prevention","requestBodyCheck":true,
                           "maxRequestBodySizeInKb":128,"fileUploadLimitInMb":100},
         "customRules":[],
         "managedRules":{"managedRuleSets":[{"ruleSetType":"OWASP","ruleSetVersion":"3.2"}],"exclusions":[]}}}
      """
          .formatted(POLICY);

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
  void dependencies_of_api_management_are_data() {
    azure.on("GET " + SERVICE + "/networkstatus", ok(STATUS_BODY));

    PlatformAnswer<ServiceNetworkStatus> answer = azure.opened().networkStatus("apim");

    assertThat(answer.value().regions()).hasSize(1);
    assertThat(answer.value().regions().get(0).location()).isEqualTo("West US");
    assertThat(answer.value().regions().get(0).dnsServers()).containsExactly("10.82.98.10");
    assertThat(answer.value().regions().get(0).dependencies().get(0))
        .isEqualTo(
            new Dependency(
                "apimst.blob.core.windows.net",
                "BlobStorage",
                false,
                "success",
                "",
                Instant.parse("2026-01-01T12:15:00Z")));
    assertThat(answer.observation().says()).isEqualTo("1 of 2 dependencies reached");
    assertThat(answer.observation().provenance().diagnosis().route())
        .containsExactly(
            "West US BlobStorage apimst.blob.core.windows.net: success",
            "West US Email (optional) smtpi-co1.msn.com:25028: failure, timed out");
    assertThat(azure.asked.get(0).query()).isEqualTo("api-version=2022-08-01");
  }

  @Test
  void a_status_without_regions_or_parts_is_no_answer() {
    azure.on(
        "GET " + SERVICE + "/networkstatus",
        ok("[]"),
        ok(STATUS_BODY.replace("\"isOptional\":false", "\"isOptional\":null")),
        ok(STATUS_BODY.replace("connectivityStatus", "status")),
        ok("not JSON"));
    AzurePlatform platform = azure.opened();
    String cannot =
        "Azure's answer to the question for the network status of apim cannot be used: ";

    assertThatThrownBy(() -> platform.networkStatus("apim"))
        .hasMessage(cannot + "it is no list of regions");
    assertThatThrownBy(() -> platform.networkStatus("apim"))
        .hasMessage(cannot + "it does not say \"isOptional\" of a dependency");
    assertThatThrownBy(() -> platform.networkStatus("apim"))
        .hasMessage(cannot + "it has no list \"connectivityStatus\"");
    assertThatThrownBy(() -> platform.networkStatus("apim"))
        .hasMessageStartingWith(cannot + "it is no JSON: ");
  }

  @Test
  void an_answer_that_does_not_come_is_waited_for_until_the_deadline() {
    azure.on("GET " + SERVICE + "/networkstatus", StubAzure.never());

    try (AzurePlatform platform = azure.platform().deadline(Duration.ofSeconds(1)).open()) {
      assertThatThrownBy(() -> platform.networkStatus("apim"))
          .hasMessage(
              "Azure did not finish the network status of apim within 1 s. Ask again, or give it a"
                  + " longer deadline");
    }
  }

  @Test
  void api_management_connects_and_is_waited_for() {
    String result = SERVICE + "/connectivityCheck/operationresults/1";
    azure
        .on("POST " + SERVICE + "/connectivityCheck", azure.accepted(result))
        .on(
            "GET " + result,
            azure.accepted(result),
            ok(
                """
                {"hops":[{"type":"Source","id":"1","address":"10.1.0.6","resourceId":"%s",
                          "nextHopIds":["2"],"issues":[]},
                         {"type":"Internet","id":"2","address":"192.168.0.4","nextHopIds":[],"issues":[]}],
                 "connectionStatus":"Reachable","avgLatencyInMs":260,"probesSent":3,"probesFailed":0}"""
                    .formatted(SERVICE)));

    PlatformAnswer<ConnectionCheck> answer =
        azure.opened().checkConnection("apim", "westeurope", "192.168.0.4", 443);

    assertThat(answer.value().isReachable()).isTrue();
    assertThat(answer.value().from()).isEqualTo("apim in westeurope");
    assertThat(answer.observation().says()).isEqualTo("Reachable, 0 of 3 probes failed");
    assertThat(JsonMapper.shared().readTree(azure.asked.get(0).body()))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    "{\"source\":{\"region\":\"westeurope\"},\"destination\":{\"address\":\"192.168.0.4\",\"port\":443},\"protocol\":\"TCP\"}"));
    assertThat(azure.asked.get(0).query()).isEqualTo("api-version=2022-08-01");
  }

  @Test
  void who_may_not_connect_is_told_the_action() {
    azure.on("POST " + SERVICE + "/connectivityCheck", new StubAzure.Reply(403, ""));

    assertThatThrownBy(
            () -> azure.opened().checkConnection("apim", "westeurope", "192.168.0.4", 443))
        .hasMessage(
            "Azure does not allow the question for the connection from apim to 192.168.0.4:443:"
                + " 403. Give the identity a role with the action"
                + " Microsoft.ApiManagement/service/connectivityCheck/action at "
                + SERVICE);
  }

  @Test
  void a_firewall_policy_is_read_as_a_file_with_one_is_and_compared_with_the_described_one() {
    azure.on("GET " + POLICY, ok(POLICY_BODY), ok(POLICY_BODY.replace("Prevention", "Detection")));

    PlatformAnswer<WebApplicationFirewallPolicy> answer =
        azure.opened().webApplicationFirewallPolicy("waf");

    assertThat(answer.value().policySettings().mode()).isEqualTo(FirewallMode.PREVENTION);
    assertThat(answer.observation().says()).isEqualTo("prevention, enabled");
    AzureTopology described =
        AzureTopology.builder("contoso")
            .webApplicationFirewallPolicies(List.of(answer.value()))
            .build();
    AzureAssertions.assertThat(Comparisons.webApplicationFirewall(described, "waf", answer))
        .agrees();

    PlatformAnswer<WebApplicationFirewallPolicy> changed =
        azure.opened().webApplicationFirewallPolicy("waf");
    assertThatThrownBy(
            () ->
                AzureAssertions.assertThat(
                        Comparisons.webApplicationFirewall(described, "waf", changed))
                    .agrees())
        .hasMessage(
            """
            [#1 web application firewall policy waf]
            Expected to agree, but 1 of 11 rows differs
                                                                           predicted  | Azure says
               state                                                       enabled    | enabled
            => mode                                                        prevention | detection
               requestBodyCheck                                            true       | true
               requestBodyEnforcement                                      true       | true
               requestBodyInspectLimitInKB                                 none       | none
               maxRequestBodySizeInKb                                      128        | 128
               fileUploadEnforcement                                       true       | true
               fileUploadLimitInMb                                         100        | 100
               customBlockResponseStatusCode                               none       | none
               customBlockResponseBody                                     none       | none
               managed rule set ruleSetType=OWASP, ruleSetVersion=3.2… (1) there      | there
            (1) managed rule set ruleSetType=OWASP, ruleSetVersion=3.2, ruleGroupOverrides=[]""");
  }

  /** A policy with everything that Azure has examples of, and that is understood. */
  private static final String FULL_POLICY =
      POLICY_BODY
          .replace("\"location\"", "\"tags\":{\"a\":\"b\"},\"etag\":\"W/1\",\"location\"")
          .replace(
              "\"properties\":{",
              "\"properties\":{\"resourceState\":\"Enabled\",\"provisioningState\":\"Succeeded\",")
          .replace(
              "\"fileUploadLimitInMb\"",
              "\"jsChallengeCookieExpirationInMins\":30,\"logScrubbing\":{\"state\":\"Enabled\"},\"fileUploadLimitInMb\"")
          .replace(
              "\"customRules\":[]",
              """
              "customRules":[{"name":"own","priority":1,"ruleType":"RateLimitRule","action":"Block",
                "rateLimitDuration":"OneMin","rateLimitThreshold":10,
                "groupByUserSession":[{"groupByVariables":[{"variableName":"ClientAddr"}]}],
                "matchConditions":[{"matchVariables":[{"variableName":"RemoteAddr","selector":null}],
                  "operator":"IPMatch","negationConditon":false,"matchValues":["203.0.113.0/24"],"transforms":[]}]}]""")
          .replace(
              "\"ruleSetVersion\":\"3.2\"",
              "\"ruleSetVersion\":\"3.2\",\"ruleGroupOverrides\":[{\"ruleGroupName\":\"REQUEST-942\",\"rules\":[{\"ruleId\":\"942100\",\"state\":\"Enabled\",\"action\":\"Log\"}]}]")
          .replace(
              "\"exclusions\":[]",
              "\"exclusions\":[{\"matchVariable\":\"RequestHeaderNames\",\"selectorMatchOperator\":\"Equals\",\"selector\":\"a\"}]");

  private Comparison comparedWithFull(String told) {
    azure.on("GET " + POLICY, ok(FULL_POLICY), ok(told));
    AzurePlatform platform = azure.opened();
    AzureTopology described =
        AzureTopology.builder("contoso")
            .webApplicationFirewallPolicies(
                List.of(platform.webApplicationFirewallPolicy("waf").value()))
            .build();
    return Comparisons.webApplicationFirewall(
        described, "waf", platform.webApplicationFirewallPolicy("waf"));
  }

  @Test
  void what_azure_says_of_requests_in_every_member_that_is_understood_agrees() {
    AzureAssertions.assertThat(comparedWithFull(FULL_POLICY)).agrees();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"mode\"|\"inspectNothing\":true,\"mode\"|policySettings.inspectNothing = true",
        "\"priority\"|\"onSundays\":\"off\",\"priority\"|customRules[0].onSundays = \"off\"",
        "\"operator\":|\"within\":{\"a\":1},\"operator\":|customRules[0].matchConditions[0].within = {\"a\":1}",
        "\"ruleGroupName\"|\"state\":\"Disabled\",\"ruleGroupName\"|managedRules.managedRuleSets[0].ruleGroupOverrides[0].state = \"Disabled\"",
        "\"ruleId\"|\"sensitivity\":\"Low\",\"ruleId\"|managedRules.managedRuleSets[0].ruleGroupOverrides[0].rules[0].sensitivity = \"Low\"",
        "\"ruleSetVersion\"|\"computedDisabledRules\":[{\"ruleGroupName\":\"x\"}],\"ruleSetVersion\"|managedRules.managedRuleSets[0].computedDisabledRules = [{\"ruleGroupName\":\"x\"}]",
        "\"customRules\"|\"bypass\":1,\"customRules\"|bypass = 1",
        "\"exclusions\"|\"passes\":[\"/\"],\"exclusions\"|managedRules.passes = [\"/\"]"
      })
  void what_nobody_understands_of_a_firewall_policy_leaves_it_open(
      String part, String changed, String told) {
    Comparison comparison = comparedWithFull(FULL_POLICY.replaceFirst(part, changed));

    assertThat(comparison.rows())
        .filteredOn(row -> row.verdict() != Comparison.Verdict.AGREE)
        .containsExactly(
            new Comparison.Row(
                told,
                Comparison.Cell.none(),
                Comparison.Cell.none(),
                Comparison.Cell.missing("not understood here")));
    assertThat(comparison.verdict()).isEqualTo(Comparison.Verdict.OPEN);
    assertThat(comparison.observations().get(0).provenance().diagnosis().route())
        .contains("not understood: " + told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"state\":\"Enabled\",\"mode\"|\"mode\"|text \"state\"",
        "\"requestBodyCheck\":true,||\"requestBodyCheck\"",
        "\"maxRequestBodySizeInKb\":128,||\"maxRequestBodySizeInKb\"",
        "\"fileUploadLimitInMb\":100|\"x\":1|\"fileUploadLimitInMb\"",
        "\"customRules\"|\"noRules\"|list \"customRules\"",
        "\"priority\":1,||\"priority\"",
        "\"ruleType\"|\"kind\"|text \"ruleType\"",
        "\"matchConditions\"|\"when\"|list \"matchConditions\"",
        "\"matchValues\"|\"values\"|list \"matchValues\"",
        "\"ruleSetType\":\"OWASP\",||text \"ruleSetType\"",
        "\"exclusions\"|\"without\"|list \"exclusions\""
      })
  void what_azure_always_tells_of_a_firewall_policy_is_no_default(
      String part, @Nullable String changed, String missing) {
    assertThatThrownBy(
            () -> comparedWithFull(FULL_POLICY.replaceFirst(part, changed == null ? "" : changed)))
        .hasMessage(
            "Azure's answer to the question for the web application firewall policy waf cannot be"
                + " used: it has no "
                + missing);
  }

  @Test
  void what_is_no_firewall_policy_is_no_answer() {
    azure.on(
        "GET " + POLICY,
        ok("{\"id\":\"" + POLICY + "\",\"properties\":{}}"),
        ok(POLICY_BODY.replace("managedRuleSets", "sets")),
        ok(POLICY_BODY.replace(POLICY, NETWORK + "routeTables/waf")));
    AzurePlatform platform = azure.opened();
    String cannot =
        "Azure's answer to the question for the web application firewall policy waf cannot be used: ";

    assertThatThrownBy(() -> platform.webApplicationFirewallPolicy("waf"))
        .hasMessage(cannot + "it has no text \"mode\"");
    assertThatThrownBy(() -> platform.webApplicationFirewallPolicy("waf"))
        .hasMessage(cannot + "it has no list \"managedRuleSets\"");
    assertThatThrownBy(() -> platform.webApplicationFirewallPolicy("waf"))
        .hasMessage(cannot + "it holds 0 policies");
  }

  @Test
  void rows_of_log_analytics_are_evidence_of_what_a_firewall_did() {
    Instant now = Instant.now();
    azure.on(
        ROWS,
        ok(
            """
            {"tables":[{"name":"PrimaryResult","columns":[
              {"name":"TimeGenerated","type":"datetime"},{"name":"Type","type":"string"},
              {"name":"TransactionId","type":"string"},{"name":"RuleId","type":"string"},
              {"name":"Action","type":"string"},{"name":"Message","type":"string"},
              {"name":"RequestUri","type":"string"},{"name":"Hostname","type":"string"},
              {"name":"UserAgent","type":"string"},{"name":"HttpStatus","type":"int"}],
             "rows":[
              ["%1$s","AGWAccessLogs","t-1",null,null,null,"/echo",null,"plumbline test r1",403],
              ["%1$s","AGWFirewallLogs","t-1","942100","Matched","SQL","/echo?q=1","api.contoso.net",null,null],
              ["%1$s","AGWFirewallLogs","t-1","949110","Blocked","Inbound Anomaly Score Exceeded (Total Score: 5)",
               "/echo?q=1","api.contoso.net",null,null]]}]}"""
                .formatted(now)));
    AzurePlatform platform = azure.opened();

    try (FirewallLog log = platform.firewallLog(WORKSPACE)) {
      Optional<FirewallReport> report =
          log.report(
              new Sent(
                  "r1",
                  "plumbline test r1",
                  "GET",
                  "api.contoso.net",
                  "/echo?q=1",
                  now.minusSeconds(1),
                  now));

      assertThat(report).isPresent();
      assertThat(report.get().decision()).isEqualTo(Decision.BLOCKED);
      assertThat(report.get().log()).isEqualTo("Log Analytics workspace " + WORKSPACE);
      assertThat(log.tellsCleanRequests()).isFalse();
      log.report(new Sent("r2", null, "GET", "api.contoso.net", "/", now, now));
    }
    assertThat(azure.asked).hasSize(1);
    assertThat(azure.asked.get(0).body()).contains("AGWFirewallLogs").contains("AGWAccessLogs");
  }

  @Test
  void rows_that_are_not_all_are_no_answer() {
    azure.on(
        ROWS,
        ok(
            """
            {"tables":[{"name":"PrimaryResult","columns":[],"rows":[]}],
             "error":{"code":"PartialError","message":"There were some errors when processing your query."}}"""),
        ok("{\"tables\":{}}"),
        new StubAzure.Reply(403, "{\"error\":{\"code\":\"InsufficientAccessError\"}}"));
    Sent sent = new Sent("r1", null, "GET", "h", "/", Instant.now(), Instant.now());

    try (FirewallLog log = azure.opened().firewallLog(WORKSPACE)) {
      assertThatThrownBy(() -> log.report(sent))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Azure's answer to the question for the rows of Log Analytics workspace "
                  + WORKSPACE
                  + " cannot be used: it is incomplete, There were some errors when processing your"
                  + " query.");
      assertThatThrownBy(() -> log.report(sent))
          .hasMessageEndingWith("cannot be used: it has no list \"tables\"");
      assertThatThrownBy(() -> log.report(sent))
          .hasMessage(
              "Azure does not allow the question for the rows of Log Analytics workspace "
                  + WORKSPACE
                  + ": 403 InsufficientAccessError. Give the identity a role with the action"
                  + " Microsoft.OperationalInsights/workspaces/query/read at workspace "
                  + WORKSPACE);
    }
    assertThatThrownBy(() -> azure.opened().firewallLog("contoso-logs"))
        .hasMessage(
            "\"contoso-logs\" is no id of a Log Analytics workspace, such as"
                + " 00000000-0000-0000-0000-000000000000 (az monitor log-analytics workspace show"
                + " --query customerId)");
  }
}
