package dev.plumbline.azure.management;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Queries of a Log Analytics workspace. */
final class LogAnalyticsEndpoint {

  private final LogTables tables;
  private final Clock clock;
  private final String workspace;

  LogAnalyticsEndpoint(LogTables tables, Clock clock, String workspace) {
    this.tables = tables;
    this.clock = clock;
    this.workspace = workspace;
  }

  Reply answer(Call call) {
    if (!call.has(0, "v1")
        || !call.has(1, "workspaces")
        || !call.has(3, "query")
        || call.segments().size() != 4) {
      throw new ManagementException(404, "PathNotFoundError", "The requested path does not exist");
    } else if (!call.segments().get(2).equalsIgnoreCase(workspace)) {
      throw new ManagementException(
          404,
          "WorkspaceNotFoundError",
          "The workspace '" + call.segments().get(2) + "' could not be found");
    }
    String query;
    String timespan;
    if (call.is("POST")) {
      JsonNode body = call.json();
      query = body.path("query").asString("");
      timespan = body.path("timespan").asString("");
      if (body.path("workspaces").size() > 0) {
        throw new ManagementException(
            400, "NotSimulated", "Queries of several workspaces are not known to the simulation.");
      }
    } else {
      query = call.query().getOrDefault("query", "");
      timespan = call.query().getOrDefault("timespan", "");
    }
    if (query.isBlank()) {
      return error(
          "BadArgumentError",
          "The request had some invalid properties",
          "EmptyQueryError",
          "The query is empty");
    }
    Instant now = clock.instant();
    try {
      return Reply.json(
          200, KustoQuery.answer(query, within(tables.at(now), timespan, now), now).json());
    } catch (KustoException e) {
      return error(
          "BadArgumentError",
          "The request had some invalid properties",
          e.code(),
          String.valueOf(e.getMessage()));
    }
  }

  private static Reply error(String code, String message, String inner, String detail) {
    return Reply.json(
        400,
        Map.of(
            "error",
            Fields.of()
                .with("message", message)
                .with("code", code)
                .with("innererror", Fields.of().with("code", inner).with("message", detail))
                .map()));
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
        Instant start = instant(timespan.substring(0, slash));
        to =
            second.startsWith("P") && start != null
                ? start.plus(Duration.parse(second))
                : instant(second);
        from =
            start == null && to != null
                ? to.minus(Duration.parse(timespan.substring(0, slash)))
                : start;
      }
    } catch (DateTimeException e) {
      from = null;
    }
    if (from == null || to == null) {
      throw new ManagementException(
          400,
          "BadArgumentError",
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

  private static @Nullable Instant instant(String text) {
    return KustoExpressions.instant(text);
  }
}
