package dev.plumbline.azure.live;

import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.observation.Redaction;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.log.FirewallLogFormats;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of application gateways in a Log Analytics workspace, from the resource-specific tables
 * and the old one. All since the beginning are asked for again each time: rows come late, and not
 * in order.
 */
final class LogAnalytics {

  /** Log Analytics answers 200 queries in 30 seconds, and rows come minutes late anyway. */
  private static final Duration BETWEEN = Duration.ofSeconds(5);

  /** How far the gateway's clock may be behind ours. */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private final ArmConnection azure;
  private final String workspace;
  private final Supplier<Redaction> redaction;
  private final Clock clock;
  private final Instant since;
  private String last = "";
  private Instant asked = Instant.MIN;

  private LogAnalytics(
      ArmConnection azure, String workspace, Supplier<Redaction> redaction, Clock clock) {
    this.azure = azure;
    this.workspace = workspace;
    this.redaction = redaction;
    this.clock = clock;
    this.since = clock.instant().minus(SLACK);
  }

  static FirewallLog open(
      ArmConnection azure, String workspace, Supplier<Redaction> redaction, Clock clock) {
    if (!workspace.matches("[0-9a-fA-F-]{36}")) {
      throw new IllegalArgumentException(
          "\""
              + workspace
              + "\" is no id of a Log Analytics workspace, such as"
              + " 00000000-0000-0000-0000-000000000000 (az monitor log-analytics workspace show"
              + " --query customerId)");
    }
    return FirewallLogFormats.applicationGateway(
        "Log Analytics workspace " + workspace,
        new LogAnalytics(azure, workspace, redaction, clock)::rows);
  }

  private Question question() {
    return new Question(
        "rows of Log Analytics workspace " + workspace,
        "Microsoft.OperationalInsights/workspaces/query/read",
        "workspace " + workspace);
  }

  private String query() {
    return "union isfuzzy=true AGWFirewallLogs, AGWAccessLogs, (AzureDiagnostics | where Category in"
        + " ('ApplicationGatewayFirewallLog', 'ApplicationGatewayAccessLog'))"
        + " | where TimeGenerated >= datetime("
        + since
        + ") | order by TimeGenerated asc";
  }

  private synchronized String rows() {
    Instant now = clock.instant();
    if (!asked.equals(Instant.MIN) && now.isBefore(asked.plus(BETWEEN))) {
      return last;
    }
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("query", query());
    try {
      JsonNode answer = azure.query(question(), workspace, body.toString());
      // Part of the rows with an error beside them would look like silence about the others.
      JsonNode error = answer.path("error");
      if (!error.isMissingNode() && !error.isNull()) {
        throw Failures.broken(
            question(), "it is incomplete, " + error.path("message").asString(error.toString()));
      }
      if (!answer.path("tables").isArray()) {
        throw Failures.broken(question(), "it has no list \"tables\"");
      }
      last = answer.toString();
      asked = now;
      return last;
    } catch (AzurePlatformException e) {
      throw new IllegalStateException(redaction.get().text(String.valueOf(e.getMessage())), e);
    }
  }
}
