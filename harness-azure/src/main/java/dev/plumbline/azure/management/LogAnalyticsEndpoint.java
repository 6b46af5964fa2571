package dev.plumbline.azure.management;

import dev.plumbline.azure.management.logs.KustoException;
import dev.plumbline.azure.management.logs.LogTables;
import java.time.Clock;
import java.util.Map;
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
    try {
      return Reply.json(200, tables.answer(query, timespan, clock.instant()));
    } catch (IllegalArgumentException e) {
      throw new ManagementException(400, "BadArgumentError", String.valueOf(e.getMessage()));
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
}
