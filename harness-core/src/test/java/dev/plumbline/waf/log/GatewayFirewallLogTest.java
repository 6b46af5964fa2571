package dev.plumbline.waf.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLog.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Rows of an application gateway's logs, in the forms that the platform's documentation shows. */
class GatewayFirewallLogTest {

  private static final String TARGET = "/?state=%22a%22,%22b%22";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("rows.json");
  }

  @Test
  void a_row_a_line_as_a_diagnostic_setting_writes_it() throws IOException {
    Files.writeString(
        file,
        diagnostic("t-1", "942200", "Matched", TARGET, "")
            + "\n"
            + diagnostic("t-1", "949110", "Blocked", TARGET, " (Total Score: 8)")
            + "\n"
            + diagnostic("t-2", "942100", "Blocked", "/other", "")
            + "\n");
    FirewallReport report = report().orElseThrow();
    assertThat(report.decision()).isEqualTo(Decision.BLOCKED);
    assertThat(report.transaction()).isEqualTo("t1");
    assertThat(report.score()).isEqualTo(8);
    assertThat(report.matches())
        .containsExactly(new Match(942200, 0, "a message", "ARGS:state", ",\"b\""));
    assertThat(report.rows()).hasSize(2).allMatch(row -> row.contains("\"extra\":\"kept\""));
  }

  @Test
  void blobs_with_records_and_arrays() throws IOException {
    String rows =
        diagnostic("t-1", "942200", "Matched", TARGET, "")
            + ","
            + diagnostic("t-1", "949110", "Detected", TARGET, " (Total Score: 5)");
    Files.writeString(file, "{\n \"records\": [\n" + rows + "]}");
    assertThat(report().orElseThrow().decision()).isEqualTo(Decision.DETECTED);
    Files.writeString(file, "[" + rows + "]");
    assertThat(report().orElseThrow().decision()).isEqualTo(Decision.DETECTED);
    // as an event hub hands them on: a blob a line
    Files.writeString(file, "{\"records\": [" + rows + "]}\n");
    assertThat(report().orElseThrow().decision()).isEqualTo(Decision.DETECTED);
  }

  @Test
  void rows_of_the_resource_specific_tables_found_by_the_user_agent() throws IOException {
    Files.writeString(
        file,
        """
        [{"TimeGenerated":"2026-01-01T10:00:01.7561032Z","Type":"AGWAccessLogs","TransactionId":"AB-12",
          "UserAgent":"Plumbline/1.0 (network acceptance test r1)","HttpStatus":403,"RequestUri":"/"},
         {"TimeGenerated":"2026-01-01T10:00:01Z","Type":"AGWAccessLogs","TransactionId":"AB-13",
          "UserAgent":"Plumbline/1.0 (network acceptance test r12)","HttpStatus":200,"RequestUri":"/"},
         {"TimeGenerated":"2026-01-01T10:00:01Z","Type":"AGWFirewallLogs","TransactionId":"ab12",
          "Action":"Matched","RuleId":"942200","Message":"a message","DetailedMessage":"m",
          "DetailedData":"{,\\"b\\" found within [ARGS:state:\\"a\\",\\"b\\"]}",
          "RequestUri":"/","Hostname":"api.contoso.net"},
         {"TimeGenerated":"2026-01-01T10:00:01Z","Type":"AGWFirewallLogs","TransactionId":"ab12",
          "Action":"Blocked","RuleId":"949110","Message":"Inbound Anomaly Score Exceeded (Total Score: 5)",
          "RequestUri":"/","Hostname":"api.contoso.net"},
         {"TimeGenerated":"2026-01-01T10:00:01Z","Type":"AGWFirewallLogs","TransactionId":"ab13",
          "Action":"Detected","RuleId":"949110","RequestUri":"/","Hostname":"api.contoso.net"}]
        """);
    FirewallReport report = report().orElseThrow();
    assertThat(report.decision()).isEqualTo(Decision.BLOCKED);
    assertThat(report.rules()).containsExactly(942200);
    assertThat(report.matches().get(0).part()).isEqualTo("ARGS:state");
    assertThat(report.score()).isEqualTo(5);
  }

  @Test
  void the_answer_of_a_query_with_columns_of_azure_diagnostics() throws IOException {
    Files.writeString(
        file,
        """
        {"tables":[{"name":"PrimaryResult","columns":[{"name":"TimeGenerated","type":"datetime"},
          {"name":"Category","type":"string"},{"name":"transactionId_g","type":"string"},
          {"name":"ruleId_s","type":"string"},{"name":"action_s","type":"string"},
          {"name":"Message","type":"string"},{"name":"details_data_s","type":"string"},
          {"name":"hostname_s","type":"string"},{"name":"requestUri_s","type":"string"},
          {"name":"userAgent_s","type":"string"},{"name":"Type","type":"string"}],
         "rows":[
          ["2026-01-01T10:00:00Z","ApplicationGatewayFirewallLog","0a-1","BlockBots","Blocked","m","",
           "api.contoso.net","/?state=%22a%22,%22b%22",null,"AzureDiagnostics"],
          ["2026-01-01T10:00:00Z","ApplicationGatewayPerformanceLog",null,null,null,null,null,
           null,null,null,"AzureDiagnostics"]]}]}
        """);
    FirewallReport report = report().orElseThrow();
    assertThat(report.decision()).isEqualTo(Decision.BLOCKED);
    // a custom rule has a name, not a number
    assertThat(report.matches()).containsExactly(new Match(0, 0, "BlockBots", "", ""));
  }

  /** Joined tables have the columns of each other, in which a text is an empty one, not null. */
  @Test
  void an_empty_column_of_another_table_takes_nothing_away() throws IOException {
    Files.writeString(
        file,
        """
        {"tables":[{"name":"PrimaryResult","columns":[{"name":"TimeGenerated","type":"datetime"},
          {"name":"Category","type":"string"},{"name":"transactionId_g","type":"string"},
          {"name":"ruleId_s","type":"string"},{"name":"action_s","type":"string"},
          {"name":"hostname_s","type":"string"},{"name":"requestUri_s","type":"string"},
          {"name":"TransactionId","type":"string"},{"name":"RuleId","type":"string"},
          {"name":"Action","type":"string"},{"name":"Hostname","type":"string"},
          {"name":"RequestUri","type":"string"}],
         "rows":[
          ["2026-01-01T10:00:00Z","ApplicationGatewayFirewallLog","0a-1","BlockBots","Blocked",
           "api.contoso.net","/?state=%22a%22,%22b%22","","","","",""]]}]}
        """);
    assertThat(report().orElseThrow().decision()).isEqualTo(Decision.BLOCKED);
  }

  @ParameterizedTest
  @CsvSource({"Matched,", "Log,", "Allowed,ALLOWED", "Detected,DETECTED", "Blocked,BLOCKED"})
  void a_row_that_only_matches_leaves_the_decision_open(String action, Decision decision)
      throws IOException {
    Files.writeString(file, diagnostic("t-1", "942200", action, TARGET, "") + "\n");
    assertThat(report().orElseThrow().decision()).isEqualTo(decision);
  }

  @Test
  void two_transactions_of_the_same_request_are_ambiguous() throws IOException {
    Files.writeString(
        file,
        diagnostic("t-1", "949110", "Blocked", TARGET, "")
            + "\n"
            + diagnostic("t-2", "949110", "Detected", TARGET, "")
            + "\n");
    FirewallReport report = report().orElseThrow();
    assertThat(report.isAmbiguous()).isTrue();
    assertThat(report.candidates()).containsExactly("t1", "t2");
    assertThat(report.decision()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T10:05:00Z, api.contoso.net, /?state=%22a%22%2C%22b%22",
    "2026-01-01T10:00:00Z, portal.contoso.net, /?state=%22a%22%2C%22b%22",
    "2026-01-01T10:00:00Z, api.contoso.net, /"
  })
  void a_row_of_another_time_host_or_target_is_not_of_the_request(
      String time, String host, String target) throws IOException {
    Files.writeString(
        file,
        diagnostic("t-1", "949110", "Blocked", target.replace("%2C", ","), "")
                .replace("2026-01-01T10:00:00+00:00", time)
                .replace("api.contoso.net", host)
            + "\n");
    assertThat(report()).isEmpty();
  }

  @Test
  void files_that_come_and_change_are_read_and_a_last_line_without_an_end_waits()
      throws IOException {
    try (FirewallLog log = new GatewayFirewallLog(directory)) {
      assertThat(log.report(sent())).isEmpty();
      String row = diagnostic("t-1", "949110", "Blocked", TARGET, "");
      Files.writeString(
          file, diagnostic("t-9", "942100", "Matched", "/", "") + "\n" + row.substring(0, 40));
      assertThat(log.report(sent())).isEmpty();
      Files.writeString(file, diagnostic("t-9", "942100", "Matched", "/", "") + "\n" + row);
      assertThat(log.report(sent())).isPresent();
      Files.delete(file);
      assertThat(log.report(sent())).isEmpty();
      assertThat(log.tellsCleanRequests()).isFalse();
    }
    assertThat(new GatewayFirewallLog(file).name()).endsWith("rows.json (which does not exist)");
  }

  @Test
  void a_request_with_a_user_agent_of_its_own_is_found_beside_an_access_log() throws IOException {
    String others =
        access("a-1", "Plumbline/1.0 (network acceptance test r7)")
            + diagnostic("a-1", "949110", "Blocked", TARGET, "")
            + "\n";
    Files.writeString(file, others + access("a-2", "u"));
    assertThat(report()).isEmpty();
    Files.writeString(
        file,
        others + access("a-2", "u") + diagnostic("a-2", "949110", "Detected", TARGET, "") + "\n");
    assertThat(report().orElseThrow().transaction()).isEqualTo("a2");
    // its row of the access log is still to come
    Files.writeString(file, others + diagnostic("a-2", "949110", "Detected", TARGET, "") + "\n");
    assertThat(report().orElseThrow().decision()).isEqualTo(Decision.DETECTED);
  }

  @Test
  void one_transaction_is_not_of_two_requests() throws IOException {
    Files.writeString(file, diagnostic("t-1", "949110", "Blocked", TARGET, "") + "\n");
    Instant at = Instant.parse("2026-01-01T10:00:05Z");
    try (FirewallLog log = new GatewayFirewallLog(file)) {
      assertThat(log.report(sent()).orElseThrow().decision()).isEqualTo(Decision.BLOCKED);
      Sent other = new Sent("r2", "u", "POST", "api.contoso.net", TARGET, at, at);
      assertThat(log.report(other).orElseThrow().candidates()).containsExactly("t1");
      assertThat(log.report(sent()).orElseThrow().candidates()).containsExactly("t1");
    }
  }

  private static String access(String transaction, String userAgent) {
    return """
        {"timeStamp":"2026-01-01T10:00:00+00:00","category":"ApplicationGatewayAccessLog",\
        "properties":{"userAgent":"%s","httpStatus":200,"transactionId":"%s"}}
        """
        .formatted(userAgent, transaction);
  }

  @Test
  void what_is_no_row_is_an_error_with_file_and_line() throws IOException {
    String good = diagnostic("t-9", "942100", "Matched", "/", "") + "\n";
    Files.writeString(file, good + "not json\n" + good);
    assertThatThrownBy(this::report)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rows.json:2 is not JSON");
    Files.writeString(file, good + good + "{\"a\":1}\n");
    assertThatThrownBy(this::report)
        .hasMessageContaining("rows.json:3, row 1, is no row")
        .hasMessageContaining("neither a category");
    Files.writeString(file, good.replace("\"ruleId\":\"942100\",", ""));
    assertThatThrownBy(this::report).hasMessageContaining("has no \"ruleid\"");
    Files.writeString(file, good.replace("2026-01-01T10:00:00+00:00", "yesterday"));
    assertThatThrownBy(this::report).hasMessageContaining("its time \"yesterday\"");
    Files.writeString(file, "[\n" + good + ",\n}");
    assertThatThrownBy(this::report).hasMessageContaining("rows.json:4 is not JSON");
  }

  private Optional<FirewallReport> report() {
    try (FirewallLog log = new FirewallLogFormats().open("application-gateway", file)) {
      return log.report(sent());
    }
  }

  private static Sent sent() {
    Instant at = Instant.parse("2026-01-01T10:00:00Z");
    return new Sent("r1", "u", "GET", "api.contoso.net:443", TARGET, at, at.plusSeconds(1));
  }

  private static String diagnostic(
      String transaction, String rule, String action, String target, String message) {
    return """
        {"timeStamp":"2026-01-01T10:00:00+00:00","resourceId":"/SUBSCRIPTIONS/1","category":\
        "ApplicationGatewayFirewallLog","properties":{"instanceId":"appgw_0","requestUri":"%s",\
        "ruleSetType":"OWASP_CRS","ruleSetVersion":"3.2.0","ruleId":"%s","message":"a message%s",\
        "action":"%s","details":{"message":"m","data":"Matched Data: ,\\"b\\" found within ARGS:state",\
        "file":"f","line":"1"},"hostname":"api.contoso.net","transactionId":"%s","extra":"kept"}}"""
        .formatted(target, rule, message, action, transaction);
  }

  @Test
  void a_column_that_is_two_of_which_one_is_empty_has_the_value_of_the_other() {
    GatewayRow row =
        GatewayRow.of(
            JsonMapper.shared()
                .readTree(
                    """
                    {"TimeGenerated":"2026-01-01T10:00:00Z","Category":"ApplicationGatewayFirewallLog",
                     "ruleId_s":"942100","action_s":"Blocked","transactionId_g":"0a-1","transactionId_s":""}"""));

    assertThat(row.transaction()).isEqualTo("0a1");
  }
}
