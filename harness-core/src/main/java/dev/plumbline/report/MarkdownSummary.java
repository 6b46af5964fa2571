package dev.plumbline.report;

import dev.plumbline.observation.Awaited;
import dev.plumbline.report.ReportModel.AwaitedModel;
import dev.plumbline.report.ReportModel.CellModel;
import dev.plumbline.report.ReportModel.EnvironmentModel;
import dev.plumbline.report.ReportModel.PlaceModel;
import dev.plumbline.report.ReportModel.RowModel;
import dev.plumbline.report.ReportModel.ShardModel;
import dev.plumbline.report.ReportModel.SourceModel;
import dev.plumbline.report.ReportModel.TableModel;
import dev.plumbline.report.ReportModel.TestModel;
import dev.plumbline.report.ReportModel.Totals;
import dev.plumbline.report.ReportModel.WatchedModel;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The report as a page of Markdown for a pull request or a build's summary: counts, what went
 * wrong, tables.
 */
final class MarkdownSummary {

  /** A summary stands in pull requests: the rest is in the report. */
  private static final int MOST_NOTES = 20;

  private static final int MOST_GAPS = 5;

  private final ReportModel model;
  private final StringBuilder out = new StringBuilder();

  MarkdownSummary(ReportModel model) {
    this.model = model;
  }

  String text() {
    Totals t = model.totals();
    out.append("# Plumbline\n\n");
    out.append(
        model.environments().stream()
            .map(e -> escaped(e.name()) + " (" + e.ground() + ")")
            .collect(Collectors.joining(", ", "", "\n\n")));
    out.append(
        "| tests | passed | failed | inconclusive | skipped | observations | not judged |\n");
    out.append("|---|---|---|---|---|---|---|\n");
    out.append(
        String.format(
            Locale.ROOT,
            "| %d | %d | %d | %d | %d | %d | %d |\n",
            t.tests(),
            t.passed(),
            t.failed(),
            t.inconclusive(),
            t.skipped(),
            t.observations(),
            t.unasserted()));
    if (t.tests() == 0) {
      out.append("\n**").append(HtmlPage.nothing(model)).append("**\n");
    }
    model
        .problems()
        .forEach(p -> out.append("\n**Outside the tests:** ").append(escaped(p)).append('\n'));
    tests("Failed", "failed");
    tests("Inconclusive", "inconclusive");
    tests("Skipped", "skipped");
    awaited();
    watched();
    model.tables().forEach(this::table);
    model.environments().forEach(this::notes);
    shards();
    if (!model.earlierRuns().isEmpty()) {
      out.append("\n## Earlier runs in this directory\n\n");
      model
          .earlierRuns()
          .forEach(
              r ->
                  out.append(
                      String.format(
                          Locale.ROOT,
                          "- %s: %d tests, %d passed, %d failed, %d inconclusive, %d skipped (%s)\n",
                          r.startedAt(),
                          r.totals().tests(),
                          r.totals().passed(),
                          r.totals().failed(),
                          r.totals().inconclusive(),
                          r.totals().skipped(),
                          r.directory())));
    }
    return out.toString();
  }

  private void shards() {
    ShardModel shard = model.shard();
    if (shard != null) {
      out.append("\n## In another shard than this one, ").append(shard.label()).append("\n\n");
      shard.units().stream()
          .filter(unit -> unit.shard() != shard.number())
          .forEach(
              unit ->
                  out.append("- ")
                      .append(escaped(unit.name()))
                      .append(": ")
                      .append(unit.shard())
                      .append('/')
                      .append(shard.count())
                      .append('\n'));
    }
    if (!model.sources().isEmpty()) {
      out.append("\n## Merged from\n\nThe last of them began ")
          .append(Awaited.text(MergedReport.span(model)))
          .append(" after the first.\n\n");
      for (SourceModel source : model.sources()) {
        out.append("- shard ")
            .append(source.shard())
            .append(", ")
            .append(escaped(source.file()))
            .append(", ")
            .append(source.startedAt())
            .append(": ")
            .append(
                source.totals().tests() == 0
                    ? "nothing fell to it"
                    : source.totals().tests() + " tests, " + source.totals().passed() + " passed")
            .append('\n');
      }
    }
  }

  /** Returns what a pull request has to show of baselines, by their names. */
  String baselines(Set<String> names) {
    model.tables().stream()
        .filter(t -> t.baseline() != null && names.contains(t.baseline()))
        .forEach(this::table);
    return out.toString().stripLeading();
  }

  private void notes(EnvironmentModel environment) {
    List<String> notes = environment.notes();
    if (notes.isEmpty()) {
      return;
    }
    out.append("\n## Notes on the network of ").append(escaped(environment.name())).append("\n\n");
    notes.stream()
        .limit(MOST_NOTES)
        .forEach(note -> out.append("- ").append(escaped(note)).append('\n'));
    if (notes.size() > MOST_NOTES) {
      out.append("- and ").append(notes.size() - MOST_NOTES).append(" more in the report\n");
    }
  }

  private void tests(String title, String status) {
    List<TestModel> tests = model.tests().stream().filter(t -> t.status().equals(status)).toList();
    if (tests.isEmpty()) {
      return;
    }
    out.append("\n## ").append(title).append("\n\n");
    for (TestModel test : tests) {
      out.append("- **")
          .append(escaped(test.name()))
          .append("** in ")
          .append(escaped(String.join(" › ", test.path())))
          .append('\n');
      if (test.message() != null) {
        test.message().lines().forEach(line -> out.append("\n      ").append(line));
        out.append("\n\n");
      }
    }
  }

  /** What had to be waited for is never hidden, also where it came about. */
  private void awaited() {
    if (model.awaited().isEmpty()) {
      return;
    }
    out.append("\n## Waited for\n\n| test | what came | asked |\n|---|---|---|\n");
    for (AwaitedModel awaited : model.awaited()) {
      String test =
          model.tests().stream()
              .filter(t -> t.id().equals(awaited.testId()))
              .findFirst()
              .map(TestModel::name)
              .orElse("outside of tests");
      out.append(
          String.format(
              "| %s | %s | %s |\n",
              escaped(test), escaped(awaited.says()), escaped(awaited.bounds())));
    }
  }

  private void watched() {
    if (model.watched().isEmpty()) {
      return;
    }
    out.append("\n## Watched\n\n| place | watched | as expected | gaps |\n|---|---|---|---|\n");
    for (WatchedModel watched : model.watched()) {
      for (PlaceModel place : watched.places()) {
        List<String> gaps =
            place.gaps().stream().limit(MOST_GAPS).map(gap -> escaped(gap.says())).toList();
        int more = place.gaps().size() - gaps.size() + place.gapsLeftOut();
        out.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s |\n",
                escaped(place.place()),
                escaped(watched.says()),
                escaped(place.says()),
                Stream.of(
                        gaps.isEmpty() ? Stream.of("none") : gaps.stream(),
                        more == 0 ? Stream.<String>empty() : Stream.of("and " + more + " more"),
                        place.unseen(watched.everyMillis()).stream())
                    .flatMap(texts -> texts)
                    .collect(Collectors.joining("; "))));
      }
    }
  }

  private void table(TableModel table) {
    out.append("\n## ").append(escaped(table.title())).append('\n');
    if (table.rows().isEmpty()) {
      return;
    }
    out.append("\n| ").append(table.corner()).append(table.corner().isEmpty() ? "|" : " |");
    table.columns().forEach(c -> out.append(' ').append(escaped(c)).append(" |"));
    out.append("\n|---|").append("---|".repeat(table.columns().size())).append('\n');
    for (RowModel row : table.rows()) {
      out.append("| ").append(escaped(row.head())).append(" |");
      for (CellModel cell : row.cells()) {
        String text = escaped(cell.text());
        out.append(' ')
            .append(
                cell.tone().equals("bad") || cell.tone().equals("inconclusive")
                    ? "**" + text + "**"
                    : text);
        out.append(cell.tone().equals("inconclusive") ? " (inconclusive) |" : " |");
      }
      out.append('\n');
    }
  }

  /**
   * Returns a text that Markdown shows as it is: nothing in it is markup, and it stays on its line.
   */
  private static String escaped(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c < ' ' || c == 0x7F) {
                clean.append(' ');
              } else if (c == '<') {
                clean.append("&lt;");
              } else if (c == '&') {
                clean.append("&amp;");
              } else {
                if ("\\`*_{}[]()#+!|~>".indexOf(c) >= 0) {
                  clean.append('\\');
                }
                clean.appendCodePoint(c);
              }
            });
    return clean.toString();
  }
}
