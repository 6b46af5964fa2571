package dev.plumbline.report;

import dev.plumbline.descriptor.Durations;
import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Redaction;
import dev.plumbline.report.ReportModel.SourceModel;
import dev.plumbline.report.ReportModel.Totals;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Joins the reports of the shards of a run: a command for pipelines.
 *
 * <pre>
 * java -cp 'lib/*' dev.plumbline.report.Merge --into merged shard-1 shard-2 shard-3
 * </pre>
 *
 * <p>Each argument is a {@code report.json}, or a folder with such files below it. Into the folder
 * {@code --into} (default {@code merged}) come {@code report.html}, {@code report.json} and {@code
 * summary.md}. The exit code is
 *
 * <ul>
 *   <li>0 when all shards are there, at least one test passed, and none failed or was inconclusive
 *   <li>1 when all are there, but not green
 *   <li>2 when they cannot be joined: one of them is no whole report, is there twice, is of another
 *       run, commit, version or environment, or began more than {@code --within} (default {@code
 *       2h}) after another. The report says only that
 *   <li>3 when a shard is missing. What is there is joined, and the report says what is missing
 * </ul>
 */
public final class Merge {

  static final int GREEN = 0;
  static final int RED = 1;
  static final int IMPOSSIBLE = 2;
  static final int INCOMPLETE = 3;

  private static final String USAGE =
      "usage: java -cp … dev.plumbline.report.Merge [--into FOLDER] [--within DURATION] REPORT…\n"
          + "where REPORT is the report.json of a shard, or a folder that holds such files,\n"
          + "and DURATION how long after the first of them the last may have begun: 2h where it is not given";

  /** Longer than shards wait for a runner, shorter than from one deployment to most next ones. */
  private static final Duration WITHIN = Duration.ofHours(2);

  private Merge() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    String into = "merged";
    Duration within = WITHIN;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--into") && i + 1 < arguments.size()) {
        into = arguments.get(++i);
      } else if (argument.equals("--within") && i + 1 < arguments.size()) {
        try {
          within = Durations.parse(arguments.get(++i));
        } catch (IllegalArgumentException e) {
          err.println("Plumbline merge: --within: " + e.getMessage() + "\n" + USAGE);
          return IMPOSSIBLE;
        }
      } else if (argument.startsWith("-")) {
        err.println("Plumbline merge: there is no option " + argument + "\n" + USAGE);
        return IMPOSSIBLE;
      } else {
        names.add(argument);
      }
    }
    if (names.isEmpty()) {
      err.println("Plumbline merge: no report is named\n" + USAGE);
      return IMPOSSIBLE;
    }
    try {
      JacksonParts.requireFitting();
      return merge(names, within, Path.of(into), out, err);
    } catch (IOException e) {
      err.println("Plumbline merge: the report cannot be written to " + into + ": " + e);
      return IMPOSSIBLE;
    }
  }

  private static int merge(
      List<String> names, Duration within, Path into, PrintStream out, PrintStream err)
      throws IOException {
    @Nullable ReportModel merged = null;
    String error = "";
    try {
      merged = MergedReport.of(ReportFile.all(names), within);
    } catch (MergeException e) {
      error = "Plumbline merge: " + e.getMessage();
    }
    // Written in any case: the report of an earlier merge is not to be taken for this one's.
    Path page =
        new ReportFiles(into)
            .write(merged == null ? nothing(error) : merged, new Redaction(List.of()));
    if (merged == null) {
      err.println(error);
    } else {
      out.println("Plumbline merge: " + line(merged));
      merged.problems().forEach(err::println);
    }
    out.println("Plumbline report: " + page.toAbsolutePath());
    return merged == null ? IMPOSSIBLE : code(merged);
  }

  private static int code(ReportModel merged) {
    Totals totals = merged.totals();
    if (!MergedReport.isWhole(merged)) {
      return INCOMPLETE;
    }
    return totals.passed() > 0
            && totals.failed() == 0
            && totals.inconclusive() == 0
            && merged.problems().isEmpty()
        ? GREEN
        : RED;
  }

  private static String line(ReportModel merged) {
    Totals totals = merged.totals();
    return "shards "
        + merged.sources().stream()
            .map(SourceModel::shard)
            .distinct()
            .collect(Collectors.joining(", "))
        + ": "
        + totals.tests()
        + " tests, "
        + totals.passed()
        + " passed, "
        + totals.failed()
        + " failed, "
        + totals.inconclusive()
        + " inconclusive, "
        + totals.skipped()
        + " skipped; begun within "
        + Awaited.text(MergedReport.span(merged));
  }

  private static ReportModel nothing(String error) {
    RunReport nothing = new RunReport(new Journal());
    nothing.problem(error);
    return nothing.model();
  }
}
