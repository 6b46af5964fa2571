package dev.plumbline.containers.http;

import dev.plumbline.containers.plan.PlanBuilder;
import java.util.List;

/**
 * What every nginx of a lab writes down of the requests that come to it: all in {@value #ARRIVALS}
 * as soon as one has been read, and in {@value #ACCESS} before the end of its answer is sent. Both
 * are files of the whole machine, so that their lines are in the order of what happened.
 *
 * <p>nginx's own log is written when an answer has been sent: whoever has it could look and find
 * nothing.
 */
final class RequestLog {

  static final String ARRIVALS = "log/arrivals.jsonl";
  static final String ACCESS = "log/access.jsonl";

  private static final String PROGRAM = "requests.lua";

  /** What is known of a request later than it comes, and what it came with, as variables. */
  private static final List<String> TOLD =
      List.of(
          "arrived",
          "came",
          "head",
          "body",
          "service",
          "turns",
          "failure",
          "pool",
          "asked",
          "sent_host",
          "sent_target");

  private RequestLog() {}

  /** Returns the directives for all that an nginx serves. */
  static String directives(PlanBuilder plan, String namespace) {
    return """
          access_log off;
          init_by_lua_block {
            requests = dofile "%s"
            requests.open("%s", "%s")
          }
          header_filter_by_lua_block { requests.answering() }
          body_filter_by_lua_block { requests.sending() }
          log_by_lua_block { requests.ended() }
        """
        .formatted(plan.program(RequestLog.class, PROGRAM), namespace, plan.path("log"));
  }

  /** Returns the directives of a server that are for nginx itself: nothing of it is told. */
  static String none() {
    return """
          header_filter_by_lua_block { }
          body_filter_by_lua_block { }
          log_by_lua_block { }
        """;
  }

  /** Returns the directives where every request comes first that could be read. */
  static String arrived() {
    StringBuilder lines = new StringBuilder();
    for (String told : TOLD) {
      lines.append("      set $").append(told).append(" \"\";\n");
    }
    return lines + "      set_by_lua_block $nothing_said { requests.arrived() }\n";
  }

  /**
   * Returns the directives of a place that answers, or passes on.
   *
   * @param guarded whether a firewall stands before it: it has blocked what does not get past
   * @param plainNames whether header lines with odd names are left out of what is passed on
   */
  static String place(boolean guarded, boolean plainNames) {
    String before = "      set $failure " + (guarded ? "BLOCKED" : "\"\"") + ";\n";
    return guarded || plainNames
        ? before + "      access_by_lua_block { requests.passed(%s) }\n".formatted(plainNames)
        : before;
  }
}
