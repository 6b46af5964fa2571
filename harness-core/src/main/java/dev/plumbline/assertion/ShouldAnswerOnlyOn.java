package dev.plumbline.assertion;

import dev.plumbline.assertion.JudgedRow.Verdict;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.HostExclusivity;
import dev.plumbline.observation.HostExclusivity.Expectation;
import dev.plumbline.observation.HostExclusivity.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about an address that is to answer only on its own host names. */
final class ShouldAnswerOnlyOn {

  private ShouldAnswerOnlyOn() {}

  static Message fail(HostExclusivity seen, List<JudgedRow> rows) {
    long strangers = count(rows, Verdict.AT_ODDS, Expectation.TURNED_AWAY);
    long own = count(rows, Verdict.AT_ODDS, Expectation.ANSWERED);
    String odds =
        (strangers == 0 ? "" : strangers + " of them not turned away, though not its own")
            + (strangers > 0 && own > 0 ? "; " : "")
            + (own == 0 ? "" : own + " of them not answered, though its own");
    return expected(seen)
        .line("but of " + rows.size() + " requests", odds)
        .table(table(rows))
        .because(cause(rows, strangers, own));
  }

  static Message undecided(HostExclusivity seen, List<JudgedRow> rows) {
    boolean missing =
        rows.stream()
            .anyMatch(
                r ->
                    r.verdict() == Verdict.UNDECIDED
                        && r.row().expectation() == Expectation.ANSWERED);
    long unclear = rows.stream().filter(r -> r.verdict() == Verdict.UNDECIDED).count();
    return Message.expected(
            "INCONCLUSIVE",
            missing
                ? "its own names are answered 404 at "
                    + seen.path()
                    + ", which a stranger may get too"
                : unclear + " of " + rows.size() + " requests say nothing about host names")
        .line("Expected to answer only on", String.join(", ", seen.ownNames()))
        .line(
            "To prove it",
            missing
                ? "give a path that its own names answer"
                : "see why the rows marked \"?\" ended before a name could be refused, or raise the time-out")
        .table(table(rows));
  }

  static Message empty(HostExclusivity seen, String what) {
    return Message.expected("INCONCLUSIVE", what)
        .line("Expected to answer only on", String.join(", ", seen.ownNames()))
        .line("To prove it", "ask with its own names and with names that are not its");
  }

  static String headline(HostExclusivity seen) {
    List<Integer> numbers =
        seen.rows().stream().map(r -> r.observation().number()).sorted().toList();
    String range =
        numbers.isEmpty()
            ? ""
            : numbers.size() == 1
                ? "#" + numbers.get(0) + " "
                : "#" + numbers.get(0) + " to #" + numbers.get(numbers.size() - 1) + " ";
    return range
        + "host names at "
        + seen.address()
        + " "
        + seen.path()
        + " from "
        + seen.vantage();
  }

  private static Message expected(HostExclusivity seen) {
    return Message.expected("Expected to answer only on", String.join(", ", seen.ownNames()));
  }

  private static long count(List<JudgedRow> rows, Verdict verdict, Expectation expectation) {
    return rows.stream()
        .filter(r -> r.verdict() == verdict && r.row().expectation() == expectation)
        .count();
  }

  private static List<String> table(List<JudgedRow> rows) {
    Columns columns = new Columns();
    columns.row("", "request", "Host", "server name", "expected", "seen");
    for (JudgedRow judged : rows) {
      Row row = judged.row();
      columns.row(
          judged.mark() + " #" + row.observation().number(),
          row.variant(),
          shown(row.host()),
          shown(row.sni()),
          switch (row.expectation()) {
            case ANSWERED -> "answered";
            case TURNED_AWAY -> "turned away";
            case EITHER -> "either";
          },
          judged.finding());
    }
    return columns.lines();
  }

  private static String shown(@Nullable String name) {
    return name == null ? "(none)" : name.isEmpty() ? "(empty)" : name;
  }

  private static @Nullable String cause(List<JudgedRow> rows, long strangers, long own) {
    for (JudgedRow judged : rows) {
      Diagnosis diagnosis = judged.row().observation().provenance().diagnosis();
      if (judged.verdict() == Verdict.AT_ODDS && diagnosis.cause().isPresent()) {
        return diagnosis.cause().get();
      }
    }
    if (strangers > 0 && own == 0) {
      return "a default site or a listener without a host name takes what no other listener takes";
    }
    return null;
  }
}
