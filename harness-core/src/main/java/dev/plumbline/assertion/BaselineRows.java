package dev.plumbline.assertion;

import dev.plumbline.baseline.Comparison;
import dev.plumbline.baseline.Comparison.Row;
import dev.plumbline.baseline.Comparison.State;
import dev.plumbline.observation.BaselineTable;
import dev.plumbline.observation.BaselineTable.Weight;
import dev.plumbline.observation.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of a report about what is not as a baseline has it. */
final class BaselineRows {

  private BaselineRows() {}

  /** Facts that one cause keeps from being seen stand together. */
  private record Group(String vantage, String subject, State state, String note) {}

  static List<BaselineTable.Row> of(Comparison comparison) {
    List<BaselineTable.Row> rows = new ArrayList<>();
    comparison.otherRules().forEach(rule -> rows.add(rule(rule)));
    Map<Group, List<Row>> together = new LinkedHashMap<>();
    for (Row row : comparison.rows()) {
      if (row.note() != null) {
        together
            .computeIfAbsent(
                new Group(row.vantage(), row.subject(), row.state(), row.note()),
                any -> new ArrayList<>())
            .add(row);
      }
    }
    for (Row row : comparison.rows()) {
      if (row.state() == State.UNCHANGED) {
        continue;
      }
      if (row.note() == null) {
        rows.add(row(row, row.what(), text(row.was()), text(row.is())));
        continue;
      }
      List<Row> group =
          together.remove(new Group(row.vantage(), row.subject(), row.state(), row.note()));
      if (group != null) {
        long recorded = group.stream().filter(r -> r.was() != null).count();
        rows.add(
            row(
                row,
                group.stream().map(Row::what).collect(Collectors.joining(", ")),
                recorded == 1 ? text(group.get(0).was()) : recorded == 0 ? "" : recorded + " facts",
                "(" + row.note() + ")"));
      }
    }
    return rows;
  }

  /** Returns the numbers of the observations that rows stand on, as messages end; maybe empty. */
  static String numbers(List<Row> rows) {
    String numbers =
        rows.stream()
            .flatMap(r -> r.sources().stream())
            .map(Observation::number)
            .distinct()
            .sorted()
            .map(n -> "#" + n)
            .collect(Collectors.joining(", "));
    return numbers.isEmpty() ? "" : "  [" + numbers + "]";
  }

  private static BaselineTable.Row rule(String rule) {
    boolean recorded = rule.startsWith("-");
    String words = rule.substring(2);
    return new BaselineTable.Row(
        "rules of recording",
        "",
        "",
        List.of(recorded ? words : "", recorded ? "" : words),
        recorded ? "removed" : "added",
        Weight.FAILS,
        null);
  }

  private static BaselineTable.Row row(Row row, String what, String was, String is) {
    boolean unseen = row.state() == State.UNSEEN;
    return new BaselineTable.Row(
        row.vantage(),
        row.subject(),
        what,
        List.of(was, is),
        unseen ? "not seen" : row.state().name().toLowerCase(Locale.ROOT),
        unseen ? Weight.INCONCLUSIVE : Weight.FAILS,
        row.sources().stream().map(Observation::number).findFirst().orElse(null));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
