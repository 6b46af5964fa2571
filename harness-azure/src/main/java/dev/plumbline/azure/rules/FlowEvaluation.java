package dev.plumbline.azure.rules;

import java.util.List;

/**
 * What becomes of a flow from one end to the other, and of its answer.
 *
 * @param flow the flow, as its source sends it
 * @param outcome what becomes of it
 * @param decidedBy the rule or route that decided, in words
 * @param way the way it takes, each step in words
 * @param answer the way its answer takes, each step in words; empty when the flow does not arrive
 * @param security what security groups said on the way, in order
 * @param routes how the routes on the way were chosen, each as a table in text
 */
public record FlowEvaluation(
    FiveTuple flow,
    Outcome outcome,
    String decidedBy,
    List<String> way,
    List<String> answer,
    List<SecurityEvaluation> security,
    List<String> routes) {
  /** Copies the lists. */
  public FlowEvaluation {
    way = List.copyOf(way);
    answer = List.copyOf(answer);
    security = List.copyOf(security);
    routes = List.copyOf(routes);
  }

  /** What becomes of a flow. */
  public enum Outcome {
    /** It arrives, and its answer comes back. */
    ALLOWED,
    /**
     * A security group denies it, a peering does not take what is only passed on, or there is no
     * way out to the internet for it ({@link OutboundAccess}).
     */
    DENIED,
    /** No route leads there, or one leads nowhere. */
    NO_ROUTE,
    /**
     * It arrives, but its answer takes a way on which it is dropped: past a stateful device that
     * saw the flow, by one that did not, or out by another public address.
     */
    ASYMMETRIC
  }

  /** Returns whether the flow arrives and its answer comes back. */
  public boolean allowed() {
    return outcome == Outcome.ALLOWED;
  }

  /**
   * Returns the whole evaluation in text: the ways there and back, and a table of each security
   * group and route asked, with what decided marked.
   */
  public String explain() {
    StringBuilder text = new StringBuilder();
    text.append(flow).append(": ").append(outcome).append(", ").append(decidedBy).append("\n\n");
    way.forEach(step -> text.append("  ").append(step).append('\n'));
    if (!answer.isEmpty()) {
      text.append("answer\n");
      answer.forEach(step -> text.append("  ").append(step).append('\n'));
    }
    routes.forEach(table -> text.append('\n').append(table));
    security.forEach(evaluation -> text.append('\n').append(evaluation.explain()));
    return text.toString();
  }
}
