package dev.plumbline.azure.document;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.rules.ManagedRule;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows of an application gateway's firewall log ({@code ApplicationGatewayFirewallLog}), of what
 * the web application firewalls of a gateway of a lab have found.
 *
 * <p>A request in which nothing is found has no row. One that is decided by its score has a row
 * {@code Matched} for each part that a rule is found in, and one of rule 949110 with the total.
 *
 * <p>The simulated firewall knows the rules of {@code dev.plumbline.waf.engine.KnownRule} only:
 * that there is no row of another rule says nothing. {@link FirewallRecord#asked()} names those
 * that were asked.
 *
 * <p>Sources: Azure documentation, "Resource logs for Azure Web Application Firewall" and
 * "Troubleshoot Web Application Firewall (WAF) for Azure Application Gateway".
 */
public final class ApplicationGatewayFirewallLog {

  private static final int EVALUATION = 949110;

  private ApplicationGatewayFirewallLog() {}

  /**
   * Returns the rows, a JSON object each.
   *
   * @param topology the topology
   * @param gateway the gateway's name
   * @param examined what its firewalls have looked at, for example {@code
   *     lab.firewallLog("contoso-gateway")}
   * @throws IllegalArgumentException when there is no such gateway
   */
  public static List<String> rows(
      AzureTopology topology, String gateway, List<FirewallRecord> examined) {
    ApplicationGateway found = GatewayId.find(topology, gateway);
    List<String> rows = new ArrayList<>();
    for (FirewallRecord record : examined) {
      Firewall firewall = Firewall.of(topology, found, record.firewall());
      boolean byScore = record.score() >= record.threshold();
      for (Match match : record.matches()) {
        String group =
            match.isCustom()
                ? match.ruleSet()
                : ManagedRule.of(match.rule())
                    .map(r -> r.groupIn(firewall.type()))
                    .orElse(match.group());
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("message", match.title());
        details.put("data", "Matched Data: " + match.data() + " found within " + match.part());
        details.put("file", "rules/" + group + ".conf");
        details.put("line", "");
        String action = action(record, match);
        rows.add(
            row(
                topology,
                found,
                record,
                match.isCustom() ? firewall.custom() : firewall,
                match.name(),
                group,
                match.title(),
                action,
                details));
      }
      if (byScore && record.decision() != Decision.ALLOWED) {
        String message =
            "Mandatory rule. Cannot be disabled. Inbound Anomaly Score Exceeded (Total Score: "
                + record.score()
                + ")";
        rows.add(
            row(
                topology,
                found,
                record,
                firewall,
                Integer.toString(EVALUATION),
                "REQUEST-949-BLOCKING-EVALUATION",
                message,
                verdict(record),
                Map.of("message", message)));
      }
    }
    return List.copyOf(rows);
  }

  /** A rule that scores has matched; others are what they do, in the mode that there is. */
  private static String action(FirewallRecord record, Match match) {
    return switch (match.action()) {
      case SCORED -> "Matched";
      case LOGGED -> "Log";
      case ALLOWED -> "Allowed";
      case BLOCKED -> record.blocks() ? "Blocked" : "Detected";
    };
  }

  private static String verdict(FirewallRecord record) {
    return record.decision() == Decision.BLOCKED ? "Blocked" : "Detected";
  }

  private static String row(
      AzureTopology topology,
      ApplicationGateway gateway,
      FirewallRecord record,
      Firewall firewall,
      String rule,
      String group,
      String message,
      String action,
      Map<String, Object> details) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("instanceId", "appgw_0");
    properties.put("clientIp", record.source());
    properties.put("clientPort", Integer.toString(record.sourcePort()));
    properties.put("requestUri", record.target());
    properties.put("ruleSetType", firewall.loggedType());
    properties.put("ruleSetVersion", firewall.loggedVersion());
    properties.put("ruleId", rule);
    properties.put("ruleGroup", group);
    properties.put("message", message);
    properties.put("action", action);
    properties.put("site", "Global");
    properties.put("details", details);
    properties.put("hostname", record.host());
    properties.put("transactionId", record.id());
    properties.put(
        "policyId",
        firewall.policy().isEmpty()
            ? ""
            : GatewayId.inGroup(
                topology, "ApplicationGatewayWebApplicationFirewallPolicies/" + firewall.policy()));
    properties.put("policyScope", firewall.scope());
    properties.put("policyScopeName", firewall.scopeName());
    if (firewall.isNewEngine()) {
      properties.put("engine", "Azwaf");
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("timeStamp", record.time().toString());
    row.put("resourceId", GatewayId.of(topology, gateway).toUpperCase(Locale.ROOT));
    row.put("operationName", "ApplicationGatewayFirewall");
    row.put("category", "ApplicationGatewayFirewallLog");
    row.put("properties", properties);
    return JsonText.of(row);
  }

  /** A firewall of a gateway, by the name that the compiled network gives it. */
  private record Firewall(
      String scope, String scopeName, String policy, String type, String version) {

    static Firewall of(AzureTopology topology, ApplicationGateway gateway, String name) {
      String[] parts = name.split("/", -1);
      if (parts.length != 3) {
        throw new IllegalArgumentException(
            "\"%s\" is no firewall of application gateway \"%s\": take the log of its own host"
                .formatted(name, gateway.name()));
      }
      WebApplicationFirewallConfiguration own = gateway.webApplicationFirewallConfiguration();
      String type = own == null ? "" : own.ruleSetType();
      String version = own == null ? "" : own.ruleSetVersion();
      if (!parts[2].isEmpty()) {
        List<ManagedRuleSet> sets =
            topology.webApplicationFirewallPolicies().stream()
                .filter(policy -> policy.name().equals(parts[2]))
                .flatMap(policy -> policy.managedRuleSets().stream())
                .filter(set -> !ManagedRule.in(set.ruleSetType(), set.ruleSetVersion()).isEmpty())
                .toList();
        type = sets.isEmpty() ? "" : sets.get(0).ruleSetType();
        version = sets.isEmpty() ? "" : sets.get(0).ruleSetVersion();
      }
      return new Firewall(parts[0], parts[1], parts[2], type, version);
    }

    /** The same, for rows of custom rules. */
    Firewall custom() {
      return new Firewall(scope, scopeName, policy, Match.CUSTOM, "");
    }

    /** The log has another name for the sets of the OWASP project, and a third digit. */
    String loggedType() {
      return isOwasp() ? "OWASP_CRS" : type;
    }

    String loggedVersion() {
      return isOwasp() ? version + ".0" : version;
    }

    boolean isNewEngine() {
      return !type.isEmpty() && (!isOwasp() || version.equals("3.2"));
    }

    private boolean isOwasp() {
      return type.equalsIgnoreCase("OWASP");
    }
  }
}
