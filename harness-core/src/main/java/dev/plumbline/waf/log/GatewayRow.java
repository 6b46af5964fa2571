package dev.plumbline.waf.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A row of a log of an application gateway, in any of the platform's forms: as a diagnostic setting
 * writes it, from a resource-specific table (AGWFirewallLogs, AGWAccessLogs), or from the table
 * AzureDiagnostics, whose columns end in a letter for their type.
 *
 * @param kind which log it is of
 * @param time when it was written
 * @param transaction the id of the request
 * @param text the row as it stands in the log
 * @param columns the columns by their names in lower case, without what tells their types
 */
record GatewayRow(
    Kind kind, Instant time, String transaction, String text, Map<String, String> columns) {

  /** The logs. */
  enum Kind {
    /** ApplicationGatewayFirewallLog. */
    FIREWALL,
    /** ApplicationGatewayAccessLog. */
    ACCESS,
    /** Another one, which says nothing of single requests. */
    OTHER
  }

  /**
   * Reads a row.
   *
   * @throws IllegalArgumentException when it is none: the message says what is missing
   */
  static GatewayRow of(JsonNode row) {
    if (!row.isObject()) {
      throw new IllegalArgumentException("it is no JSON object: " + shown(row));
    }
    Map<String, String> columns = new HashMap<>();
    flatten("", row, columns);
    Kind kind = kind(columns);
    if (kind == Kind.OTHER) {
      return new GatewayRow(kind, Instant.EPOCH, "", "", columns);
    }
    String transaction = first(columns, "transactionid");
    if (kind == Kind.FIREWALL) {
      for (String needed : new String[] {"ruleid", "action", "transactionid"}) {
        if (first(columns, needed).isEmpty()) {
          throw new IllegalArgumentException(
              "a row of the firewall log has no \"" + needed + "\": " + shown(row));
        }
      }
    }
    String id = transaction.replace("-", "").toLowerCase(Locale.ROOT);
    return new GatewayRow(kind, time(columns, row), id, row.toString(), columns);
  }

  /** Returns the first of some columns that is there and not empty; empty for none. */
  String column(String... names) {
    return first(columns, names);
  }

  private static String first(Map<String, String> columns, String... names) {
    return Stream.of(names)
        .map(name -> columns.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static void flatten(String prefix, JsonNode object, Map<String, String> columns) {
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      String name = prefix + plain(property.getKey());
      if (property.getValue().isObject()) {
        flatten(name.equals("properties") ? "" : name, property.getValue(), columns);
      } else if (!property.getValue().isNull()) {
        // Tables that were joined have columns of both; a text that is not there is an empty one.
        columns.merge(
            name, property.getValue().asString(""), (one, other) -> other.isEmpty() ? one : other);
      }
    }
  }

  /** {@code transactionId_g} and {@code TransactionId} are the same column. */
  private static String plain(String name) {
    int end = name.length();
    if (end > 2 && name.charAt(end - 2) == '_' && "sgdbt".indexOf(name.charAt(end - 1)) >= 0) {
      end -= 2;
    }
    return name.substring(0, end).replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static Kind kind(Map<String, String> columns) {
    String named = first(columns, "category").toLowerCase(Locale.ROOT);
    if (named.isEmpty() || named.equals("azurediagnostics")) {
      named = first(columns, "type").toLowerCase(Locale.ROOT);
    }
    return switch (named) {
      case "applicationgatewayfirewalllog", "agwfirewalllogs" -> Kind.FIREWALL;
      case "applicationgatewayaccesslog", "agwaccesslogs" -> Kind.ACCESS;
      case "", "azurediagnostics" -> {
        if (columns.containsKey("ruleid") && columns.containsKey("action")) {
          yield Kind.FIREWALL;
        }
        if (columns.containsKey("useragent") && columns.containsKey("httpstatus")) {
          yield Kind.ACCESS;
        }
        throw new IllegalArgumentException(
            "it has neither a category, nor the columns of the firewall log (ruleId, action) or of"
                + " the access log (userAgent, httpStatus); it has "
                + columns.keySet().stream().sorted().toList());
      }
      default -> Kind.OTHER;
    };
  }

  private static Instant time(Map<String, String> columns, JsonNode row) {
    String text = first(columns, "timegenerated", "timestamp", "time");
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "its time \"" + text + "\" is no time like 2026-01-01T10:00:00Z: " + shown(row), e);
    }
  }

  private static String shown(JsonNode row) {
    String text = row.toString();
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
