package dev.plumbline.assertion;

import dev.plumbline.baseline.Comparison;
import dev.plumbline.baseline.Recording;
import dev.plumbline.baseline.ThreeWay;
import dev.plumbline.baseline.ThreeWay.Fate;
import dev.plumbline.baseline.ThreeWay.Row;
import dev.plumbline.observation.BaselineTable;
import dev.plumbline.observation.BaselineTable.Weight;
import dev.plumbline.observation.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages and rows about a change that is not the one that was meant. */
final class ShouldChangeAsIntended {

  /** More than this is read in the report. */
  private static final int MOST = 40;

  private ShouldChangeAsIntended() {}

  static Message intendSomething(Path file, Recording intended) {
    return Message.expected("Expected", "changed from " + file + " as intended")
        .line(
            "but",
            intended.isEmpty()
                ? "the intended recording has nothing that a vantage saw"
                : "the intended recording is not another one, so nothing was meant to change")
        .line("To check that", "nothing changed, use matchesBaseline(..)");
  }

  static Message change(Path file, ThreeWay change, boolean open) {
    String wanted = "changed from " + file + " as intended, and not otherwise";
    Message message =
        open
            ? Message.expected("INCONCLUSIVE", "not all was seen or could be foretold, marked ?")
                .line("Expected", wanted)
                .line("and saw", counts(change))
            : Message.expected("Expected", wanted).line("but", counts(change));
    List<String> lines = new ArrayList<>();
    change
        .compared()
        .otherRules()
        .forEach(r -> lines.add(r.charAt(0) + " rule: " + r.substring(2)));
    lines.addAll(
        groups(
            change,
            Fate.NOT_INTENDED,
            Fate.NOT_DONE,
            Fate.OTHERWISE,
            Fate.UNSEEN,
            Fate.NOT_FORETOLD));
    return message.table(lines);
  }

  static Message changeSomething(Path file, ThreeWay change) {
    return Message.expected("Expected", "changed from " + file + " as intended, and not otherwise")
        .line("but", "nothing that was meant to change has changed: " + counts(change))
        .table(groups(change, Fate.ALREADY_SO));
  }

  /** Returns how many facts became what. */
  static String counts(ThreeWay change) {
    List<String> counts =
        new ArrayList<>(
            Stream.of(
                    Fate.AS_INTENDED,
                    Fate.ALREADY_SO,
                    Fate.NOT_INTENDED,
                    Fate.NOT_DONE,
                    Fate.OTHERWISE,
                    Fate.UNSEEN,
                    Fate.NOT_FORETOLD)
                .filter(f -> !change.rows(f).isEmpty())
                .map(f -> change.rows(f).size() + " " + words(f))
                .toList());
    int rules = change.compared().otherRules().size();
    if (rules > 0) {
      counts.add(rules + (rules == 1 ? " rule" : " rules") + " of recording changed");
    }
    int all = change.rows().size();
    return (counts.isEmpty() ? "nothing changed" : String.join(", ", counts))
        + ", of "
        + (all == 1 ? "1 fact" : all + " facts");
  }

  static String words(Fate fate) {
    return switch (fate) {
      case UNCHANGED -> "unchanged";
      case AS_INTENDED -> "changed as intended";
      case ALREADY_SO -> "already so before";
      case NOT_INTENDED -> "changed but not intended";
      case NOT_DONE -> "intended but not changed";
      case OTHERWISE -> "changed otherwise than intended";
      case UNSEEN -> "not seen";
      case NOT_FORETOLD -> "not foretold";
    };
  }

  /** What is the same seen from several vantages is said once. */
  private record Group(
      Fate fate,
      String subject,
      String what,
      @Nullable String was,
      @Nullable String is,
      @Nullable String intended,
      @Nullable String note) {}

  private static List<String> groups(ThreeWay change, Fate... fates) {
    Map<Group, List<Comparison.Row>> groups = new LinkedHashMap<>();
    for (Row row : change.rows(fates)) {
      Comparison.Row seen = row.seen();
      boolean together = seen.note() != null;
      groups
          .computeIfAbsent(
              new Group(
                  row.fate(),
                  seen.subject(),
                  together ? "" : seen.what(),
                  together ? null : seen.was(),
                  seen.is(),
                  together ? null : row.intended(),
                  seen.note()),
              any -> new ArrayList<>())
          .add(seen);
    }
    List<String> lines = new ArrayList<>();
    int shown = 0;
    for (Map.Entry<Group, List<Comparison.Row>> group : groups.entrySet()) {
      if (++shown > MOST) {
        lines.add("… and " + (groups.size() - MOST) + " more, in the report");
        break;
      }
      lines(group.getKey(), group.getValue(), lines);
    }
    return lines;
  }

  private static void lines(Group group, List<Comparison.Row> rows, List<String> lines) {
    boolean open = group.fate() == Fate.UNSEEN || group.fate() == Fate.NOT_FORETOLD;
    lines.add(
        (open ? "? " : "x ")
            + words(group.fate())
            + ": "
            + group.subject()
            + ", from "
            + joined(rows.stream().map(Comparison.Row::vantage))
            + ": "
            + joined(rows.stream().map(Comparison.Row::what)));
    if (group.note() != null) {
      lines.add("    " + group.note());
      return;
    }
    lines.add("    before    " + text(group.was()));
    lines.add("    now       " + text(group.is()) + BaselineRows.numbers(rows));
    lines.add("    intended  " + text(group.intended()));
  }

  private static String text(@Nullable String value) {
    return value == null ? "(nothing)" : value;
  }

  private static String joined(Stream<String> texts) {
    return texts.distinct().collect(Collectors.joining(", "));
  }

  /** Facts that one cause keeps from being seen stand together. */
  private record Together(String vantage, String subject, Fate fate, String note) {}

  /** Returns the rows of the report, what changed as intended among them. */
  static List<BaselineTable.Row> rows(ThreeWay change) {
    Map<Together, List<Row>> together = new LinkedHashMap<>();
    for (Row row : change.rows()) {
      if (row.seen().note() != null) {
        together.computeIfAbsent(together(row), any -> new ArrayList<>()).add(row);
      }
    }
    List<BaselineTable.Row> rows = new ArrayList<>();
    for (Row row : change.rows()) {
      if (row.fate() == Fate.UNCHANGED) {
        continue;
      }
      Comparison.Row seen = row.seen();
      if (seen.note() == null) {
        rows.add(row(row, seen.what(), cell(seen.was()), cell(seen.is()), cell(row.intended())));
        continue;
      }
      List<Row> group = together.remove(together(row));
      if (group != null) {
        rows.add(
            row(
                row,
                joined(group.stream().map(r -> r.seen().what())),
                folded(group.stream().map(r -> cell(r.seen().was()))),
                "(" + seen.note() + ")",
                folded(group.stream().map(r -> cell(r.intended())))));
      }
    }
    return rows;
  }

  private static Together together(Row row) {
    Comparison.Row seen = row.seen();
    return new Together(seen.vantage(), seen.subject(), row.fate(), cell(seen.note()));
  }

  private static String folded(Stream<String> values) {
    List<String> given = values.filter(v -> !v.isEmpty()).toList();
    return given.size() == 1 ? given.get(0) : given.isEmpty() ? "" : given.size() + " facts";
  }

  private static String cell(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static BaselineTable.Row row(
      Row row, String what, String was, String is, String intended) {
    Comparison.Row seen = row.seen();
    return new BaselineTable.Row(
        seen.vantage(),
        seen.subject(),
        what,
        List.of(was, is, intended),
        words(row.fate()),
        switch (row.fate()) {
          case UNCHANGED, AS_INTENDED, ALREADY_SO -> Weight.MEANT;
          case NOT_INTENDED, NOT_DONE, OTHERWISE -> Weight.FAILS;
          case UNSEEN, NOT_FORETOLD -> Weight.INCONCLUSIVE;
        },
        seen.sources().stream().map(Observation::number).findFirst().orElse(null));
  }
}
