package dev.plumbline.waf.ftw;

import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * @param whole whether the entries are all that the log has for the request; where some may be
 *     missing, nothing shows that a text is in none of them
 * @param notAsked the rules that are on and were not asked, as {@code rule 941100}, and what else
 *     the firewall did not look at: see {@link FirewallReport#notAsked()}
 */
public record FtwEvidence(
    int status,
    @Nullable String error,
    boolean sent,
    String answer,
    @Nullable List<Integer> rules,
    List<String> rows,
    Looked looked,
    boolean whole,
    List<String> notAsked) {

  /** As many entries as reports keep. */
  private static final int KEPT = 20;

  /** Where entries name their rule. What is found in a request cannot stand there. */
  private static final Pattern NAMED =
      Pattern.compile(
          "^rule ([0-9]{6}) |.*\\[id \"([0-9]{6})\"\\]|\"rule_?id(?:_s)?\":\"?([0-9]{6})\\b",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

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
    notAsked = List.copyOf(notAsked);
  }

  /** Makes evidence with all the entries that the log has. */
  public FtwEvidence(
      int status,
      @Nullable String error,
      boolean sent,
      String answer,
      @Nullable List<Integer> rules,
      List<String> rows,
      Looked looked) {
    this(status, error, sent, answer, rules, rows, looked, true, List.of());
  }

  /**
   * Returns what a vantage has observed, as evidence. Rules that sum up others, of the groups 949,
   * 959 and 980, are read from the entries.
   */
  public static FtwEvidence of(WafObservation seen) {
    Outcome outcome = seen.exchange().outcome();
    Response response = outcome instanceof Outcome.Answered ? seen.exchange().response() : null;
    FirewallReport said = seen.log();
    FirewallReport report = said == null || said.isAmbiguous() ? null : said;
    // Then a control shows that the log would name the request had something been found in it.
    boolean silent = said == null && seen.verdict() == WafVerdict.PASSED;
    boolean blocked = said == null && seen.verdict() == WafVerdict.BLOCKED;
    List<String> rows = report == null ? List.of() : report.rows();
    List<Integer> rules = report != null ? rules(report) : silent ? List.of() : null;
    return new FtwEvidence(
        response == null ? 0 : response.status(),
        response == null ? outcome.describe() : null,
        outcome.phase().compareTo(Phase.TLS) > 0,
        response == null ? "" : text(response),
        rules,
        rows,
        isOpen(seen, report) || report == null && !silent && !blocked ? Looked.UNKNOWN : Looked.YES,
        rows.size() < KEPT && (report == null || !sumsUpUnnamed(report)),
        report == null ? List.of() : report.notAsked());
  }

  /** What became of the request is not in the log, or not yet: more entries may come. */
  private static boolean isOpen(WafObservation seen, @Nullable FirewallReport report) {
    return report != null && report.decision() == null && seen.verdict() == WafVerdict.UNDECIDABLE;
  }

  /** Something has summed up what was found, and the log does not name it. */
  private static boolean sumsUpUnnamed(FirewallReport report) {
    return (report.decision() == Decision.BLOCKED || report.decision() == Decision.DETECTED)
        && rules(report).stream().noneMatch(FtwEvidence::sumsUp);
  }

  private static String text(Response response) {
    StringBuilder text = new StringBuilder(response.version());
    text.append(" " + response.status() + " " + response.reason() + "\r\n");
    response
        .headers()
        .forEach(header -> text.append(header.name() + ": " + header.value() + "\r\n"));
    return text + "\r\n" + new String(response.body(), StandardCharsets.ISO_8859_1);
  }

  private static List<Integer> rules(FirewallReport report) {
    List<Integer> rules = new ArrayList<>(report.rules());
    for (String row : report.rows()) {
      Matcher matcher = NAMED.matcher(row);
      while (matcher.find()) {
        for (int group = 1; group <= 3; group++) {
          if (matcher.group(group) != null && sumsUp(Integer.parseInt(matcher.group(group)))) {
            rules.add(Integer.parseInt(matcher.group(group)));
          }
        }
      }
    }
    return rules.stream().distinct().toList();
  }

  /** Returns whether a rule adds up what others found, or reports it. */
  static boolean sumsUp(int rule) {
    int group = rule / 1000;
    return group == 949 || group == 959 || group == 980;
  }

  /** Makes the evidence of an answer without a log: the firewall may or may not have looked. */
  public static FtwEvidence ofAnswer(int status, String answer) {
    return new FtwEvidence(status, null, true, answer, null, List.of(), Looked.UNKNOWN);
  }
}
