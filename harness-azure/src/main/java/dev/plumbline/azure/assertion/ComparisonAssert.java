package dev.plumbline.azure.assertion;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.azure.platform.Comparison;
import dev.plumbline.azure.platform.Comparison.Cell;
import dev.plumbline.azure.platform.Comparison.Row;
import dev.plumbline.azure.platform.Comparison.Verdict;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.description.TextDescription;
import org.jspecify.annotations.Nullable;

/** Assertions of what is predicted, observed and said by Azure, side by side. */
public class ComparisonAssert extends AbstractAssert<ComparisonAssert, Comparison> {

  private static final String EXPECTATION = "prediction, observation and Azure agree";
  private static final int WIDEST = 60;
  private static final int MOST_ROWS = 30;

  /** Makes the assertion; tests use {@link AzureAssertions}. */
  public ComparisonAssert(@Nullable Comparison actual) {
    super(actual, ComparisonAssert.class);
    if (actual != null) {
      info.description(new TextDescription("%s", headline(actual)));
    }
  }

  private static String headline(Comparison comparison) {
    String numbers =
        comparison.observations().stream()
            .map(o -> "#" + o.number())
            .collect(Collectors.joining(" "));
    return (numbers.isEmpty() ? "" : numbers + " ") + comparison.subject();
  }

  /**
   * Checks that all that was said of each row is the same. What differs is told first; where
   * nothing does, but something could not be had, nothing is proved.
   *
   * <pre><code class='java'>
   * assertThat(azure.flow(topology, flow, client.connect("10.1.0.5", 443))).agrees(); // passes
   * assertThat(Comparisons.routes(topology, "client-nic", azure.effectiveRoutes("client-nic"))).agrees(); // fails: 0.0.0.0/0 leads elsewhere
   * </code></pre>
   *
   * @throws InconclusiveError when nothing differs, but something that was to be compared could not
   *     be had, or there is nothing to compare
   */
  public ComparisonAssert agrees() {
    isNotNull();
    Verdict verdict = actual.verdict();
    if (verdict == Verdict.AGREE) {
      record(Journal.Verdict.PASSED, null);
      return this;
    }
    String own = info.overridingErrorMessage();
    String text =
        redaction()
            .text("[" + info.descriptionText() + "]" + (own == null ? message() : " " + own));
    if (verdict == Verdict.DIFFER) {
      record(Journal.Verdict.FAILED, text);
      throw new AssertionError(text);
    }
    record(Journal.Verdict.INCONCLUSIVE, text);
    throw new InconclusiveError(text);
  }

  private void record(Journal.Verdict verdict, @Nullable String message) {
    Journal.Check check = new Journal.Check(EXPECTATION, verdict, message);
    for (Observation o : actual.observations()) {
      o.provenance().scope().asserted(o.number(), check);
    }
  }

  private Redaction redaction() {
    return actual.observations().isEmpty()
        ? new Redaction(List.of())
        : actual.observations().get(0).provenance().scope().journal().redaction();
  }

  private String message() {
    List<Row> rows = actual.rows();
    if (rows.isEmpty()) {
      return "\nInconclusive: there is nothing to compare";
    }
    long differing = rows.stream().filter(row -> row.verdict() == Verdict.DIFFER).count();
    long open = rows.stream().filter(row -> row.verdict() == Verdict.OPEN).count();
    StringBuilder text = new StringBuilder();
    if (differing > 0) {
      text.append("\nExpected to agree, but ")
          .append(differing)
          .append(" of ")
          .append(rows.size())
          .append(rows.size() == 1 ? " row" : " rows")
          .append(differing == 1 ? " differs" : " differ");
      if (open > 0) {
        text.append(", and ").append(open).append(open == 1 ? " is" : " are").append(" not known");
      }
    } else {
      text.append("\nInconclusive: nothing differs, but ")
          .append(open)
          .append(" of ")
          .append(rows.size())
          .append(rows.size() == 1 ? " row" : " rows")
          .append(open == 1 ? " is" : " are")
          .append(" not known");
    }
    return text + table();
  }

  /**
   * Rows that are not as they should be are marked. What does not fit stands below; of many rows
   * those that agree are counted only, and of the others the first are shown.
   */
  private String table() {
    List<Row> all = actual.rows();
    List<Row> shown = all;
    if (all.size() > MOST_ROWS) {
      shown = all.stream().filter(row -> row.verdict() != Verdict.AGREE).limit(MOST_ROWS).toList();
    }
    boolean observed = all.stream().anyMatch(row -> row.observed().state() != Cell.State.NONE);
    List<String> below = new ArrayList<>();
    List<List<String>> lines = new ArrayList<>();
    lines.add(cells(observed, "  ", "", "predicted", "observed", "Azure says"));
    for (Row row : shown) {
      lines.add(
          cells(
              observed,
              switch (row.verdict()) {
                case DIFFER -> "=>";
                case OPEN -> "?";
                case AGREE -> "";
              },
              shown(row.what(), below),
              shown(row.predicted(), below),
              shown(row.observed(), below),
              shown(row.azure(), below)));
    }
    String rest =
        shown.size() == all.size() ? "" : "\n   and " + (all.size() - shown.size()) + " more rows";
    return aligned(lines) + rest + (below.isEmpty() ? "" : "\n" + String.join("\n", below));
  }

  private static String aligned(List<List<String>> lines) {
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder one = new StringBuilder();
      for (int i = 0; i < line.size(); i++) {
        int column = i;
        int width = lines.stream().mapToInt(l -> l.get(column).length()).max().orElse(0);
        one.append(line.get(i)).append(" ".repeat(width - line.get(i).length()));
        one.append(i < 2 || i == line.size() - 1 ? " " : " | ");
      }
      text.append('\n').append(one.toString().stripTrailing());
    }
    return text.toString();
  }

  private static List<String> cells(boolean observed, String... all) {
    return Stream.iterate(0, i -> i < all.length, i -> i + 1)
        .filter(i -> observed || i != 3)
        .map(i -> all[i])
        .toList();
  }

  private static String shown(Cell cell, List<String> below) {
    return shown(cell.shown(), below);
  }

  private static String shown(String all, List<String> below) {
    String text = all.replaceAll("\\s+", " ");
    if (text.length() <= WIDEST) {
      return text;
    }
    int known = 0;
    while (known < below.size() && !below.get(known).equals("(" + (known + 1) + ") " + text)) {
      known++;
    }
    if (known == below.size()) {
      below.add("(" + (known + 1) + ") " + text);
    }
    return text.substring(0, WIDEST - 6).stripTrailing() + "… (" + (known + 1) + ")";
  }
}
