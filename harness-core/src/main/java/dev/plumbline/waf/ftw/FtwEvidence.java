package dev.plumbline.waf.ftw;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was observed of the request of a stage.
 *
 * @param status the answer's status; 0 when there was no answer
 * @param error why there was no answer, in words; null when there was one
 * @param sent whether the connection stood and the request was sent: without it, an error says
 *     nothing about the firewall
 * @param answer the answer's head and body, a byte a character; empty for none
 * @param rules the rules that the firewall's log names for the request; null when there is no log
 * @param rows the entries of the log for the request, as they stand there; empty for none
 * @param looked whether the firewall has looked at the request
 */
public record FtwEvidence(
    int status,
    @Nullable String error,
    boolean sent,
    String answer,
    @Nullable List<Integer> rules,
    List<String> rows,
    Looked looked) {

  /** Whether the firewall has looked at a request. */
  public enum Looked {
    /** It has: its log has an entry for the request, or it has answered it with its block page. */
    YES,
    /** It has not: its log tells of every request and has no entry for this one. */
    NO,
    /** Nothing says so. */
    UNKNOWN
  }

  /** Copies the lists. */
  public FtwEvidence {
    rules = rules == null ? null : List.copyOf(rules);
    rows = List.copyOf(rows);
  }

  /** Makes the evidence of an answer without a log: the firewall may or may not have looked. */
  public static FtwEvidence ofAnswer(int status, String answer) {
    return new FtwEvidence(status, null, true, answer, null, List.of(), Looked.UNKNOWN);
  }
}
