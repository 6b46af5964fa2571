package dev.plumbline.assertion;

import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Messages about what a web application firewall did with requests. */
final class ShouldDecide {

  /** A message stands in a terminal: the rest is in the report. */
  private static final int MOST_ROWS = 40;

  private ShouldDecide() {}

  static Message decide(WafObservation seen, String expected) {
    return Message.expected("Expected", expected)
        .line("but was", seen.verdict().label() + found(seen))
        .line("proof", String.join("\n", seen.proof()))
        .line("described as", seen.expected().map(WafExpectation::because).orElse("not described"))
        .diagnosed(seen.provenance().diagnosis())
        .because(cause(seen));
  }

  static Message undecidable(WafObservation seen, String expected) {
    return Message.expected("INCONCLUSIVE", "nothing proves what a firewall did with the request")
        .line("Expected", expected)
        .line("and saw", String.join("\n", seen.proof()))
        .diagnosed(seen.provenance().diagnosis());
  }

  static Message unlogged(WafObservation seen, String expected) {
    return Message.expected("INCONCLUSIVE", "no log says what the firewall found in the request")
        .line("Expected", expected)
        .line("and saw", String.join("\n", seen.proof()))
        .line(
            "To prove it",
            "name the firewall's log in the environment's descriptor, under firewall-logs");
  }

  private static String source(WafObservation seen) {
    return seen.subject().source();
  }

  private static String found(WafObservation seen) {
    return seen.rules().isEmpty()
        ? ""
        : ", rules found: "
            + seen.rules().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Says which setting makes a firewall do what it was seen to do. */
  private static @Nullable String cause(WafObservation seen) {
    int rule = seen.subject().rule();
    boolean own = seen.rules().contains(rule);
    if (seen.verdict() == WafVerdict.BLOCKED) {
      String matches =
          seen.log() == null
              ? ""
              : seen.log().matches().stream()
                  .map(ShouldDecide::match)
                  .distinct()
                  .limit(5)
                  .collect(Collectors.joining(", "));
      return matches.isEmpty() ? null : "the firewall blocks and found " + matches;
    }
    if (seen.verdict() == WafVerdict.LOGGED_ONLY && seen.subject().attack()) {
      return own || rule == 0
          ? onlyLogged(seen.log() == null ? null : seen.log().decision())
          : "rule "
              + rule
              + " is off, excluded or not in the rule set; what was found is of others";
    }
    if (seen.verdict() == WafVerdict.PASSED && seen.subject().attack()) {
      return "rule "
          + rule
          + " is off, excluded for this part of the request, not in the rule set or paranoia level, or the part is not inspected";
    }
    return null;
  }

  /** Says the more, the more the log says. */
  private static String onlyLogged(@Nullable Decision decision) {
    String action = "the rule's action only logs, or the score stays below its threshold";
    if (decision == null) {
      return "the firewall's mode only logs, " + action;
    }
    return switch (decision) {
      case DETECTED ->
          "the firewall's mode is to log only: in the other mode it would have blocked the request";
      case ALLOWED -> "a rule that allows has let it pass";
      case PASSED, BLOCKED -> action;
    };
  }

  private static String match(Match match) {
    String what =
        match.isCustom()
            ? "custom rule " + match.name()
            : match.rule() == 0 ? match.title() : "rule " + match.rule();
    return what + (match.part().isEmpty() ? "" : " in " + match.part());
  }

  /** One case of many, judged. */
  record Row(WafObservation seen, String expected, String because, Judged judged) {}

  /** How a case is judged. */
  enum Judged {
    FINE,
    AT_ODDS,
    UNDECIDED
  }

  /**
   * Says which of many cases are at odds.
   *
   * @param known the cause, where the caller knows it; null where the first case is to show it
   */
  static Message table(List<Row> rows, @Nullable String known) {
    long odds = count(rows, Judged.AT_ODDS);
    long undecided = count(rows, Judged.UNDECIDED);
    String counts =
        rows.size()
            + (rows.size() == 1 ? " case: " : " cases: ")
            + count(rows, Judged.FINE)
            + " as expected, "
            + odds
            + " at odds, "
            + undecided
            + " undecidable";
    Message message =
        odds > 0
            ? Message.expected("Expected", "every case as expected").line("but", counts)
            : Message.expected(
                    "INCONCLUSIVE", "nothing proves what a firewall did with some of the requests")
                .line("and saw", counts);
    List<Row> shown =
        rows.stream().filter(r -> r.judged() != Judged.FINE).limit(MOST_ROWS).toList();
    Columns columns = new Columns();
    columns.row("", "", "case", "expected", "seen", "why");
    for (Row row : shown) {
      columns.row(
          row.judged() == Judged.UNDECIDED ? "  ?" : "  x",
          "#" + row.seen().number(),
          row.seen().subject().id(),
          row.expected(),
          row.seen().outcome().describe() + found(row.seen()),
          why(row));
    }
    List<String> lines = new java.util.ArrayList<>(columns.lines());
    if (odds + undecided > shown.size()) {
      lines.add("  and " + (odds + undecided - shown.size()) + " more, in the report");
    }
    message.table(lines).because(known);
    Row first = shown.stream().filter(r -> r.judged() == Judged.AT_ODDS).findFirst().orElse(null);
    return first == null ? message : message.because(cause(first.seen()));
  }

  private static String why(Row row) {
    List<String> proof = row.seen().proof();
    String last = proof.isEmpty() ? "" : proof.get(proof.size() - 1).replace('\n', ' ');
    return row.judged() == Judged.UNDECIDED
        ? last
        : row.because().isEmpty() ? last : "expected since " + row.because();
  }

  static long count(List<Row> rows, Judged judged) {
    return rows.stream().filter(r -> r.judged() == judged).count();
  }
}
