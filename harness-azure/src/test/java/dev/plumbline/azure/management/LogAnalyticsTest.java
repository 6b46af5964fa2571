package dev.plumbline.azure.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.lab.Lab;
import dev.plumbline.vantage.Vantage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows of a lab's firewall and gateway, asked for as one asks Log Analytics. */
class LogAnalyticsTest {

  private static final String ATTACK = "http://203.0.113.10/?id=1%27%20or%20%271%27%3D%271";

  private static Lab lab;
  private static SimulatedResourceManager manager;
  private static RawClient client;

  @BeforeAll
  static void start() {
    lab = Shop.ESTATE.open("internet");
    manager = SimulatedResourceManager.builder(Shop.ESTATE.topology()).lab(lab).start();
    client = new RawClient(manager).with(manager.token(manager.logAnalytics()));
    Vantage outside = lab.vantage("internet");
    assertThat(outside.get(ATTACK).response().status()).isEqualTo(403);
    assertThat(outside.get("http://203.0.113.10/quiet").response().status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    manager.close();
    lab.close();
  }

  private static RawClient.Answer ask(
      SimulatedResourceManager of, RawClient with, Map<String, ?> body) {
    return with.send(
        "POST",
        of.logAnalytics() + "/v1/workspaces/" + of.workspace() + "/query",
        JsonMapper.shared().writeValueAsString(body));
  }

  private static List<Map<String, String>> rows(RawClient.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode table = answer.json().path("tables").get(0);
    assertThat(table.path("name").asString()).isEqualTo("PrimaryResult");
    List<Map<String, String>> rows = new ArrayList<>();
    for (JsonNode row : table.path("rows")) {
      Map<String, String> named = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        named.put(table.path("columns").get(i).path("name").asString(), row.get(i).asString(""));
      }
      rows.add(named);
    }
    return rows;
  }

  private static List<Map<String, String>> rows(String query) {
    return rows(ask(manager, client, Map.of("query", query)));
  }

  @Test
  void what_the_firewall_found_is_in_the_diagnostics_of_its_gateway() {
    List<Map<String, String>> found =
        rows(
            """
            AzureDiagnostics
            | where Category == "ApplicationGatewayFirewallLog"
            | where TimeGenerated > ago(1h) and action_s in ("Blocked", "Matched")
            | order by TimeGenerated asc
            | project TimeGenerated, ruleId_s, action_s, hostname_s, requestUri_s, transactionId_g, _ResourceId
            """);

    assertThat(found)
        .extracting(row -> row.get("ruleId_s"), row -> row.get("action_s"))
        .contains(tuple("942100", "Matched"))
        .contains(tuple("949110", "Blocked"));
    assertThat(found)
        .allSatisfy(
            row -> {
              assertThat(row.get("requestUri_s")).startsWith("/?id=1");
              assertThat(row.get("transactionId_g"))
                  .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
              assertThat(row.get("_ResourceId")).endsWith("/applicationgateways/shop-gateway");
            });
  }

  @Test
  void what_the_gateway_served_is_there_too() {
    assertThat(
            rows(
                "AzureDiagnostics | where Category == 'ApplicationGatewayAccessLog' and"
                    + " requestUri_s has 'quiet' | project httpStatus_d, ruleName_s"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row).containsEntry("ruleName_s", "rule");
              assertThat(Double.parseDouble(row.get("httpStatus_d"))).isEqualTo(200);
            });
  }

  @Test
  void rows_are_counted_by_what_they_have() {
    assertThat(
            rows(
                "AzureDiagnostics | where action_s == 'Blocked' | summarize blocked = count() by"
                    + " ruleId_s"))
        .containsExactly(Map.of("ruleId_s", "949110", "blocked", "1"));
    assertThat(rows("AzureDiagnostics | where ruleId_s == '1' | count"))
        .containsExactly(Map.of("Count", "0"));
  }

  @Test
  void logs_go_to_tables_of_their_own_where_the_setting_says_so() {
    try (SimulatedResourceManager dedicated =
        SimulatedResourceManager.builder(Shop.ESTATE.topology())
            .lab(lab)
            .resourceSpecificLogs()
            .start()) {
      RawClient with = new RawClient(dedicated).with(dedicated.token(dedicated.logAnalytics()));
      String query =
          "AGWFirewallLogs | where Action =~ 'blocked' | project RuleId, DetailedMessage, ClientIp";

      assertThat(rows(ask(dedicated, with, Map.of("query", query))))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row).containsEntry("RuleId", "949110");
                assertThat(row.get("DetailedMessage")).contains("Inbound Anomaly Score Exceeded");
              });
      assertThat(rows(ask(dedicated, with, Map.of("query", "AzureDiagnostics | take 5"))))
          .isEmpty();
      assertThat(rows(query)).isEmpty();
      RawClient resources = new RawClient(dedicated);
      assertThat(
              resources
                  .get(
                      RawClient.id(ResourceTypes.APPLICATION_GATEWAY, "shop-gateway")
                          + "/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview")
                  .text())
          .contains("\"logAnalyticsDestinationType\":\"Dedicated\"")
          .contains("Microsoft.OperationalInsights/workspaces/logs");
    }
  }

  @Test
  void the_time_span_of_a_call_holds_beside_its_query() {
    String all = "AzureDiagnostics | count";
    assertThat(rows(ask(manager, client, Map.of("query", all, "timespan", "PT1H"))))
        .isNotEqualTo(List.of(Map.of("Count", "0")));
    assertThat(
            rows(
                ask(
                    manager,
                    client,
                    Map.of("query", all, "timespan", "2020-01-01T00:00:00Z/2020-01-02T00:00:00Z"))))
        .containsExactly(Map.of("Count", "0"));
    assertThat(ask(manager, client, Map.of("query", all, "timespan", "yesterday")).message())
        .isEqualTo("The time span 'yesterday' is neither a duration such as PT1H nor start/end");
  }

  /** A question that is not understood is never answered as if nothing had been found. */
  @Test
  void what_a_query_gets_wrong_is_said() {
    assertRefused(
        "NoTable", "SemanticError", "Failed to resolve table or column expression named 'NoTable'");
    assertRefused(
        "AzureDiagnostics | where ruleid_s == '1'",
        "SemanticError",
        "Failed to resolve column or scalar expression named 'ruleid_s'");
    assertRefused(
        "AzureDiagnostics | where ruleId_s ==", "SyntaxError", "Query could not be parsed at ''");
    assertRefused(
        "AzureDiagnostics where x",
        "SyntaxError",
        "Query could not be parsed at 'where': the end is expected");
    assertRefused(
        "AzureDiagnostics | where TimeGenerated > 'now'",
        "SemanticError",
        "Cannot compare values of types Instant and String; try adding explicit casts");
    assertRefused(
        "AzureDiagnostics | join AzureDiagnostics on ruleId_s",
        "NotSimulated",
        "the operator join is not known to the simulation, which answers: union, where, extend,"
            + " project, project-away, project-rename, distinct, summarize count(), count, take,"
            + " limit, top, sort, order; ask in these words, or ask Azure");
  }

  private static void assertRefused(String query, String code, String message) {
    RawClient.Answer answer = ask(manager, client, Map.of("query", query));
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    JsonNode error = answer.json().path("error");
    assertThat(error.path("code").asString()).isEqualTo("BadArgumentError");
    assertThat(error.path("innererror").path("code").asString()).isEqualTo(code);
    assertThat(error.path("innererror").path("message").asString()).isEqualTo(message);
  }

  @Test
  void a_query_needs_a_token_for_logs_and_a_workspace_that_is_there() {
    RawClient.Answer other =
        ask(manager, new RawClient(manager), Map.of("query", "AzureDiagnostics"));
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.code()).isEqualTo("InvalidAuthenticationTokenAudience");
    assertThat(
            ask(manager, new RawClient(manager).with(null), Map.of("query", "AzureDiagnostics"))
                .status())
        .isEqualTo(401);
    RawClient.Answer nowhere =
        client.send("POST", manager.logAnalytics() + "/v1/workspaces/none/query", "{}");
    assertThat(nowhere.status()).isEqualTo(404);
    assertThat(nowhere.code()).isEqualTo("WorkspaceNotFoundError");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "where ruleId_s has '942100' # 1",
        "where ruleId_s !has '942100' and isnotempty(ruleId_s) and ruleId_s != '949110' | where ruleId_s == '942100' # 0",
        "where ruleId_s contains '4910' and not(action_s == 'Matched') # 0",
        "where ruleId_s startswith '949' or ruleId_s endswith '2100' | distinct ruleId_s # 2",
        "where action_s in~ ('blocked') # 1",
        "where ruleId_s == '949110' and TimeGenerated between (ago(1d) .. now()) # 1",
        "where ruleId_s == '949110' and TimeGenerated between (ago(1d) .. 1m) # 0",
        "where ruleId_s == '949110' and TimeGenerated > datetime(2020-01-01) # 1",
        "where column_ifexists('noColumn', 'x') == 'x' and action_s == 'Blocked' # 1",
        "extend t = coalesce(transactionId_g, transactionId_s) | where isnotempty(t) and action_s == 'Blocked' # 1",
        "top 1 by TimeGenerated desc # 1",
        "where Message matches regex @'Anomaly Score Exceeded \\(Total' # 1",
        "project-away Message | take 2 # 2",
        "project-rename rule = ruleId_s | where rule == '949110' # 1"
      })
  void questions_are_answered_as_the_language_says(String rest, int rows) {
    assertThat(
            rows("AzureDiagnostics | where Category == 'ApplicationGatewayFirewallLog' | " + rest))
        .hasSize(rows);
  }

  @Test
  void a_variable_and_a_union_are_understood() {
    assertThat(
            rows(
                """
                let wanted = 'Blocked'; // comment
                union isfuzzy=true
                  (AzureDiagnostics | where action_s == wanted | project rule = ruleId_s),
                  (AGWFirewallLogs | where Action == wanted | project rule = RuleId)
                """))
        .containsExactly(Map.of("rule", "949110"));
  }
}
