package dev.plumbline.assertion;

import dev.plumbline.baseline.Comparison;
import dev.plumbline.baseline.Comparison.Row;
import dev.plumbline.baseline.Comparison.State;
import dev.plumbline.observation.Diagnosis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages about what is not as a baseline has it: what became of it first, then from where. */
final class ShouldMatchBaseline {

  /** More changes than this are read in the report. */
  private static final int MOST = 40;

  private static final String UPDATE = "-Dplumbline.baseline=update";

  private ShouldMatchBaseline() {}

  static Message haveFile(Path file) {
    return Message.expected("Expected", "as recorded in " + file)
        .line("but", "there is no such file, so there is nothing to compare with")
        .line(
            "To record it",
            "run this test once with " + UPDATE + ", then review and commit the file");
  }

  static Message haveFacts(Path file) {
    return Message.expected("Expected", "as recorded in " + file)
        .line(
            "but",
            "that has nothing that a vantage saw, so whatever is seen now would be as recorded")
        .line(
            "To record it",
            "run this test once with " + UPDATE + ", then review and commit the file");
  }

  static Message seeAnything(Path file) {
    return Message.expected("Expected", "as recorded in " + file)
        .line(
            "but",
            "nothing was asked of the network: its environment has no endpoint, or leaves all of them out");
  }

  static Message match(Path file, Comparison comparison) {
    Message message =
        Message.expected("Expected", "as recorded in " + file)
            .line("but", counts(comparison, false));
    unseen(comparison, message);
    List<String> lines = new ArrayList<>();
    comparison.otherRules().forEach(r -> lines.add(r.charAt(0) + " rule: " + r.substring(2)));
    lines.addAll(lines(comparison));
    lines.add("If all of this is meant: run with " + UPDATE + ", then review and commit the file");
    return message.table(lines);
  }

  static Message beSeen(Path file, Comparison comparison) {
    return Message.expected(
            "INCONCLUSIVE", "not all was seen, so whether it is as recorded is not known")
        .line("Expected", "as recorded in " + file)
        .line("and saw", counts(comparison, false))
        .table(lines(comparison));
  }

  static Message beWhole(Path file, Comparison comparison) {
    List<String> lines = new ArrayList<>(groups(comparison.rows(State.UNSEEN)));
    lines.add(
        "What can never be seen is left out by the descriptor: baseline.leave-out, with a reason");
    return Message.expected(
            "INCONCLUSIVE", "the baseline was not rewritten: what was not seen may not be recorded")
        .line("Expected", "all that is asked for " + file + " is seen")
        .table(lines);
  }

  static String title(String name, Comparison comparison) {
    return "Baseline " + name + ": " + counts(comparison, false);
  }

  /** Returns how many facts became what. */
  static String counts(Comparison comparison, boolean first) {
    int all = comparison.rows().size();
    if (first) {
      return facts(all) + " for the first time";
    }
    List<String> counts =
        new ArrayList<>(
            Stream.of(State.CHANGED, State.REMOVED, State.ADDED, State.UNSEEN)
                .filter(s -> !comparison.rows(s).isEmpty())
                .map(s -> comparison.rows(s).size() + " " + word(s))
                .toList());
    int rules = comparison.otherRules().size();
    if (rules > 0) {
      counts.add(rules + (rules == 1 ? " rule" : " rules") + " of recording changed");
    }
    return (counts.isEmpty()
            ? facts(all) + " as recorded"
            : String.join(", ", counts) + ", of " + facts(all))
        + notCompared(comparison);
  }

  /** Certificates of another ground are others: who pinned a key has to know that it is not. */
  private static String notCompared(Comparison comparison) {
    int count = comparison.notCompared();
    return count == 0
        ? ""
        : "; "
            + facts(count)
            + " of certificates not compared, recorded on the ground "
            + comparison.recorded().ground().name().toLowerCase(Locale.ROOT);
  }

  private static String facts(int count) {
    return count == 1 ? "1 fact" : count + " facts";
  }

  private static String word(State state) {
    return state == State.UNSEEN ? "not seen" : state.name().toLowerCase(Locale.ROOT);
  }

  private static void unseen(Comparison comparison, Message message) {
    int unseen = comparison.rows(State.UNSEEN).size();
    if (unseen > 0) {
      message.line("INCONCLUSIVE", facts(unseen) + " not seen, marked ?");
    }
  }

  private static List<String> lines(Comparison comparison) {
    return groups(comparison.rows(State.CHANGED, State.REMOVED, State.ADDED, State.UNSEEN));
  }

  /** What is the same seen from several vantages is said once. */
  private record Group(
      char mark,
      String subject,
      String what,
      @Nullable String was,
      @Nullable String is,
      @Nullable String note) {}

  private static List<String> groups(List<Row> rows) {
    Map<Group, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : rows) {
      boolean together = row.note() != null;
      groups
          .computeIfAbsent(
              new Group(
                  mark(row.state()),
                  row.subject(),
                  together ? "" : row.what(),
                  together ? null : row.was(),
                  row.is(),
                  row.note()),
              any -> new ArrayList<>())
          .add(row);
    }
    List<String> lines = new ArrayList<>();
    int shown = 0;
    for (Map.Entry<Group, List<Row>> group : groups.entrySet()) {
      if (++shown > MOST) {
        lines.add("… and " + (groups.size() - MOST) + " more, in the report");
        break;
      }
      lines(group.getKey(), group.getValue(), lines);
    }
    return lines;
  }

  private static char mark(State state) {
    return switch (state) {
      case CHANGED -> '~';
      case REMOVED -> '-';
      case ADDED -> '+';
      default -> '?';
    };
  }

  private static void lines(Group group, List<Row> rows, List<String> lines) {
    String from = joined(rows.stream().map(Row::vantage));
    if (group.note() != null) {
      lines.add(
          group.mark()
              + " "
              + group.subject()
              + ", from "
              + from
              + ": "
              + joined(rows.stream().map(Row::what)));
      lines.add("    " + group.note());
      return;
    }
    lines.add(group.mark() + " " + group.subject() + ", from " + from + ": " + group.what());
    if (group.was() != null) {
      lines.add("    recorded  " + group.was());
    }
    if (group.is() != null) {
      lines.add("    now       " + group.is() + BaselineRows.numbers(rows));
    }
    why(rows).ifPresent(w -> lines.add("    because   " + w));
  }

  private static Optional<String> why(List<Row> rows) {
    return rows.stream()
        .flatMap(r -> r.sources().stream())
        .filter(o -> !o.outcome().reached())
        .map(o -> why(o.provenance().diagnosis()))
        .filter(w -> !w.isEmpty())
        .findFirst();
  }

  private static String why(Diagnosis diagnosis) {
    return Stream.concat(diagnosis.decider().stream(), diagnosis.cause().stream())
        .collect(Collectors.joining("; "));
  }

  private static String joined(Stream<String> texts) {
    return texts.distinct().collect(Collectors.joining(", "));
  }
}
