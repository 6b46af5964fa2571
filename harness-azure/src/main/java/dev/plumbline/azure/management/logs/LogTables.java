package dev.plumbline.azure.management.logs;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.document.ApplicationGatewayAccessLog;
import dev.plumbline.azure.document.ApplicationGatewayFirewallLog;
import dev.plumbline.azure.management.logs.KustoTable.Column;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.lab.Lab;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tables of the workspace that application gateways log to: of what the gateways of a lab have
 * served, and what their firewalls have found.
 *
 * <p>Sources: Azure Monitor reference, tables AzureDiagnostics, AGWFirewallLogs and AGWAccessLogs.
 */
public final class LogTables {

  static final String DIAGNOSTICS = "AzureDiagnostics";
  static final String FIREWALL = "AGWFirewallLogs";
  static final String ACCESS = "AGWAccessLogs";

  private static final List<Column> COMMON =
      List.of(
          new Column("TenantId", "string"),
          new Column("TimeGenerated", "datetime"),
          new Column("ResourceId", "string"),
          new Column("Category", "string"),
          new Column("ResourceGroup", "string"),
          new Column("SubscriptionId", "string"),
          new Column("ResourceProvider", "string"),
          new Column("Resource", "string"),
          new Column("ResourceType", "string"),
          new Column("OperationName", "string"),
          new Column("Message", "string"),
          new Column("Type", "string"),
          new Column("_ResourceId", "string"));

  /** Columns of both logs there are from the beginning, also where no row has come yet. */
  private static final List<String> TEXTS =
      List.of(
          "instanceId_s",
          "clientIp_s",
          "clientPort_s",
          "requestUri_s",
          "ruleSetType_s",
          "ruleSetVersion_s",
          "ruleId_s",
          "ruleGroup_s",
          "action_s",
          "site_s",
          "details_message_s",
          "details_data_s",
          "details_file_s",
          "details_line_s",
          "hostname_s",
          "transactionId_g",
          "transactionId_s",
          "policyId_s",
          "policyScope_s",
          "policyScopeName_s",
          "engine_s",
          "listenerName_s",
          "ruleName_s",
          "backendPoolName_s",
          "backendSettingName_s",
          "clientIP_s",
          "httpMethod_s",
          "originalRequestUriWithArgs_s",
          "requestQuery_s",
          "userAgent_s",
          "httpVersion_s",
          "timeTaken_s",
          "WAFEvaluationTime_s",
          "WAFMode_s",
          "sslEnabled_s",
          "sslCipher_s",
          "sslProtocol_s",
          "sslClientVerify_s",
          "sslClientCertificateFingerprint_s",
          "sslClientCertificateIssuerName_s",
          "serverRouted_s",
          "serverStatus_s",
          "serverResponseLatency_s",
          "upstreamSourcePort_s",
          "originalHost_s",
          "host_s",
          "error_info_s",
          "contentType_s");

  private static final List<String> NUMBERS =
      List.of(
          "clientPort_d", "httpStatus_d", "receivedBytes_d", "sentBytes_d", "clientResponseTime_d");

  /** The columns of the table of the firewall's log, by where a row has their value. */
  private static final Map<String, String> OF_FIREWALL = new LinkedHashMap<>();

  private static final Map<String, String> OF_ACCESS = new LinkedHashMap<>();

  static {
    for (String name :
        List.of(
            "instanceId",
            "clientIp",
            "clientPort",
            "requestUri",
            "ruleSetType",
            "ruleSetVersion",
            "ruleId",
            "ruleGroup",
            "message",
            "action",
            "site",
            "hostname",
            "transactionId",
            "policyId",
            "policyScope",
            "policyScopeName",
            "engine")) {
      OF_FIREWALL.put(capital(name), name);
    }
    OF_FIREWALL.put("DetailedMessage", "details_message");
    OF_FIREWALL.put("DetailedData", "details_data");
    OF_FIREWALL.put("FileDetails", "details_file");
    OF_FIREWALL.put("LineDetails", "details_line");
    for (String name :
        List.of(
            "instanceId",
            "clientPort",
            "httpMethod",
            "originalRequestUriWithArgs",
            "requestUri",
            "requestQuery",
            "userAgent",
            "httpStatus",
            "httpVersion",
            "receivedBytes",
            "sentBytes",
            "clientResponseTime",
            "timeTaken",
            "WAFEvaluationTime",
            "WAFMode",
            "transactionId",
            "sslEnabled",
            "sslCipher",
            "sslProtocol",
            "sslClientVerify",
            "sslClientCertificateFingerprint",
            "sslClientCertificateIssuerName",
            "serverRouted",
            "serverStatus",
            "serverResponseLatency",
            "upstreamSourcePort",
            "originalHost",
            "host",
            "contentType",
            "listenerName",
            "ruleName",
            "backendPoolName",
            "backendSettingName")) {
      OF_ACCESS.put(capital(name), name);
    }
    OF_ACCESS.put("ClientIp", "clientIP");
    OF_ACCESS.put("ErrorInfo", "error_info");
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static final Set<String> WHOLE =
      Set.of("clientPort", "httpStatus", "receivedBytes", "sentBytes", "clientResponseTime");

  private final AzureTopology topology;
  private final UnaryOperator<String> ids;
  private final @Nullable Lab lab;
  private final String workspace;
  private final boolean resourceSpecific;
  private final Duration delay;

  /**
   * Makes them.
   *
   * @param ids gives the identifier of an application gateway by its name in the topology
   * @param lab the lab; null for none, then nothing has happened
   * @param resourceSpecific whether the rows are in tables of their own, not in AzureDiagnostics
   * @param delay how long after it was written a row can be found
   */
  public LogTables(
      AzureTopology topology,
      UnaryOperator<String> ids,
      @Nullable Lab lab,
      String workspace,
      boolean resourceSpecific,
      Duration delay) {
    this.topology = topology;
    this.ids = ids;
    this.lab = lab;
    this.workspace = workspace;
    this.resourceSpecific = resourceSpecific;
    this.delay = delay;
  }

  /**
   * Returns the answer to a query, as the service writes it in JSON.
   *
   * @param query in the Kusto query language
   * @param timespan a duration back from now, or a start and an end, of which one may be a duration
   *     ({@code PT1H}, {@code 2024-05-01T00:00:00Z/PT1H}); empty for all times
   * @throws KustoException when the query cannot be answered
   * @throws IllegalArgumentException when the time span is none
   */
  public Map<String, Object> answer(String query, String timespan, Instant now) {
    return KustoQuery.answer(query, within(at(now), timespan, now), now).json();
  }

  /** The time span of a call holds beside what the query says. */
  private static Map<String, KustoTable> within(
      Map<String, KustoTable> all, String timespan, Instant now) {
    if (timespan.isEmpty()) {
      return all;
    }
    Instant from = Instant.MIN;
    Instant to = Instant.MAX;
    try {
      int slash = timespan.indexOf('/');
      if (slash < 0) {
        from = now.minus(Duration.parse(timespan));
      } else {
        String second = timespan.substring(slash + 1);
        Instant start = KustoExpressions.instant(timespan.substring(0, slash));
        to =
            second.startsWith("P") && start != null
                ? start.plus(Duration.parse(second))
                : KustoExpressions.instant(second);
        from =
            start == null && to != null
                ? to.minus(Duration.parse(timespan.substring(0, slash)))
                : start;
      }
    } catch (DateTimeException e) {
      from = null;
    }
    if (from == null || to == null) {
      throw new IllegalArgumentException(
          "The time span '" + timespan + "' is neither a duration such as PT1H nor start/end");
    }
    Instant first = from;
    Instant last = to;
    Map<String, KustoTable> cut = new LinkedHashMap<>();
    all.forEach(
        (name, table) -> {
          int column = table.index("TimeGenerated");
          cut.put(
              name,
              table.withRows(
                  table.rows().stream()
                      .filter(
                          row ->
                              row.get(column) instanceof Instant time
                                  && !time.isBefore(first)
                                  && !time.isAfter(last))
                      .toList()));
        });
    return cut;
  }

  /** A row as a diagnostic setting writes it, its properties one beside the other. */
  private record Row(
      JsonNode row, Map<String, JsonNode> properties, String resource, Instant time) {}

  /** Returns the tables as they are at a time. */
  private Map<String, KustoTable> at(Instant now) {
    List<Row> firewall = new ArrayList<>();
    List<Row> access = new ArrayList<>();
    Lab given = lab;
    for (ApplicationGateway gateway :
        given == null ? List.<ApplicationGateway>of() : topology.applicationGateways()) {
      if (given == null) {
        break;
      }
      String id = ids.apply(gateway.name());
      ApplicationGatewayAccessLog.rows(topology, gateway.name(), given.accessLog(gateway.name()))
          .forEach(row -> add(access, row, id, now));
      if (hasFirewall(gateway)) {
        ApplicationGatewayFirewallLog.rows(
                topology, gateway.name(), given.firewallLog(gateway.name()))
            .forEach(row -> add(firewall, row, id, now));
      }
    }
    List<Row> both = new ArrayList<>(firewall);
    both.addAll(access);
    Map<String, KustoTable> tables = new LinkedHashMap<>();
    tables.put(DIAGNOSTICS, diagnostics(resourceSpecific ? List.of() : both));
    tables.put(FIREWALL, specific(FIREWALL, OF_FIREWALL, resourceSpecific ? firewall : List.of()));
    tables.put(ACCESS, specific(ACCESS, OF_ACCESS, resourceSpecific ? access : List.of()));
    return tables;
  }

  /** Returns whether a firewall that is on stands at a gateway: others have no log. */
  private boolean hasFirewall(ApplicationGateway gateway) {
    WebApplicationFirewallConfiguration own = gateway.webApplicationFirewallConfiguration();
    boolean atListeners =
        gateway.httpListeners().stream()
            .map(
                one ->
                    one.firewallPolicy() == null ? gateway.firewallPolicy() : one.firewallPolicy())
            .anyMatch(policy -> policy == null ? own != null && own.enabled() : isOn(policy));
    return atListeners
        || gateway.urlPathMaps().stream()
            .flatMap(map -> map.pathRules().stream())
            .map(PathRule::firewallPolicy)
            .anyMatch(policy -> policy != null && isOn(policy));
  }

  private boolean isOn(String policy) {
    return topology.webApplicationFirewallPolicies().stream()
        .filter(one -> one.name().equals(policy))
        .anyMatch(
            one -> one.policySettings() == null || one.policySettings().state() == State.ENABLED);
  }

  private void add(List<Row> rows, String text, String resource, Instant now) {
    JsonNode row = JsonMapper.shared().readTree(text);
    Instant time = Instant.parse(row.path("timeStamp").asString());
    if (delay.isZero() || !time.plus(delay).isAfter(now)) {
      Map<String, JsonNode> properties = new LinkedHashMap<>();
      for (String name :
          List.of("listenerName", "ruleName", "backendPoolName", "backendSettingName")) {
        if (row.has(name)) {
          properties.put(name, row.path(name));
        }
      }
      flatten("", row.path("properties"), properties);
      rows.add(new Row(row, properties, resource, time));
    }
  }

  private static void flatten(String prefix, JsonNode object, Map<String, JsonNode> properties) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (member.getValue().isObject()) {
        flatten(prefix + member.getKey() + "_", member.getValue(), properties);
      } else {
        properties.put(prefix + member.getKey(), member.getValue());
      }
    }
  }

  private KustoTable diagnostics(List<Row> rows) {
    List<Column> columns = new ArrayList<>(COMMON);
    TEXTS.forEach(name -> columns.add(new Column(name, "string")));
    NUMBERS.forEach(name -> columns.add(new Column(name, "real")));
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> cells = common(row, DIAGNOSTICS);
      cells.put(
          "Message",
          row.properties().containsKey("message")
              ? row.properties().get("message").asString()
              : "");
      row.properties()
          .forEach(
              (name, value) -> {
                if (value.isNumber()) {
                  cells.put(name + "_d", value.asDouble());
                } else if (name.equals("transactionId")) {
                  String id = value.asString();
                  cells.put(isGuid(id) ? "transactionId_g" : "transactionId_s", guid(id));
                } else {
                  cells.put(name + "_s", value.asString());
                }
              });
      all.add(row(columns, cells));
    }
    return new KustoTable(columns, all);
  }

  private static boolean isGuid(String id) {
    return id.matches("[0-9a-fA-F]{32}");
  }

  /** What looks like a GUID the workspace keeps as one. */
  private static String guid(String id) {
    return isGuid(id) ? id.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5") : id;
  }

  private KustoTable specific(String table, Map<String, String> names, List<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (String name :
        List.of("TenantId", "TimeGenerated", "Category", "OperationName", "Type", "_ResourceId")) {
      columns.add(new Column(name, name.equals("TimeGenerated") ? "datetime" : "string"));
    }
    names.forEach(
        (name, property) ->
            columns.add(new Column(name, WHOLE.contains(property) ? "long" : "string")));
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> cells = common(row, table);
      names.forEach(
          (name, property) -> {
            JsonNode value = row.properties().get(property);
            if (value != null) {
              cells.put(
                  name,
                  WHOLE.contains(property)
                      ? (Object)
                          (value.isNumber() ? value.asLong() : Long.parseLong(value.asString()))
                      : value.asString());
            }
          });
      all.add(row(columns, cells));
    }
    return new KustoTable(columns, all);
  }

  private Map<String, Object> common(Row row, String table) {
    Map<String, Object> cells = new LinkedHashMap<>();
    String id = row.resource();
    ResourceId parsed = ResourceId.parse(id).orElseThrow();
    cells.put("TenantId", workspace);
    cells.put("TimeGenerated", row.time());
    cells.put("ResourceId", id.toUpperCase(Locale.ROOT));
    cells.put("Category", row.row().path("category").asString());
    cells.put("ResourceGroup", String.valueOf(parsed.resourceGroup()).toUpperCase(Locale.ROOT));
    cells.put("SubscriptionId", String.valueOf(parsed.subscription()));
    cells.put("ResourceProvider", "MICROSOFT.NETWORK");
    cells.put("Resource", parsed.lastName().toUpperCase(Locale.ROOT));
    cells.put("ResourceType", "APPLICATIONGATEWAYS");
    cells.put("OperationName", row.row().path("operationName").asString());
    cells.put("Type", table);
    cells.put("_ResourceId", id.toLowerCase(Locale.ROOT));
    return cells;
  }

  private static List<@Nullable Object> row(List<Column> columns, Map<String, Object> cells) {
    List<@Nullable Object> row = new ArrayList<>();
    for (Column column : columns) {
      Object cell = cells.get(column.name());
      row.add(cell == null && column.type().equals("string") ? "" : cell);
    }
    return row;
  }
}
