package dev.plumbline.report;

import dev.plumbline.report.DrillMatrix.Cell;
import dev.plumbline.report.DrillMatrix.Failure;
import dev.plumbline.report.DrillMatrix.Row;
import java.util.List;
import java.util.Locale;

/** A drill as Markdown, for the comment of a pull request. */
final class DrillSummary {

  private final DrillMatrix matrix;
  private final StringBuilder out = new StringBuilder();

  DrillSummary(DrillMatrix matrix) {
    this.matrix = matrix;
  }

  String text() {
    out.append("## Drill of ").append(escaped(matrix.environment())).append("\n\n");
    out.append("**")
        .append(matrix.headline())
        .append("**: ")
        .append(matrix.count())
        .append(", ")
        .append(String.format(Locale.ROOT, "%.1f s", matrix.tookMillis() / 1000.0))
        .append(" (")
        .append(String.format(Locale.ROOT, "%.1f s", matrix.plainMillis() / 1000.0))
        .append(" without any misconfiguration).\n");
    for (Failure failure : matrix.red()) {
      out.append("\n- ").append(escaped(failure.test())).append(": ");
      out.append(escaped(first(failure.message())));
    }
    list("Survived", matrix.survived());
    list("Survived, accepted", matrix.accepted());
    list("Could not be tried", matrix.rows("broken"));
    if (!matrix.rows().isEmpty()) {
      table();
    }
    return out.toString().stripTrailing() + "\n";
  }

  private void list(String title, List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    out.append("\n### ").append(title).append("\n\n");
    for (Row row : rows) {
      out.append("- **")
          .append(escaped(row.title()))
          .append("**: ")
          .append(escaped(row.statement()));
      if (row.accepted() != null) {
        out.append("\n  Accepted: ").append(escaped(row.accepted())).append('\n');
        continue;
      }
      out.append("\n  ").append(row.reason() == null ? "Would notice it: " : "");
      out.append('`')
          .append((row.reason() == null ? row.caughtBy() : first(row.reason())).replace('`', '\''))
          .append("`\n");
    }
  }

  private void table() {
    out.append("\n### Matrix\n\n| Misconfiguration | Verdict | Noticed by |\n|---|---|---|\n");
    for (Row row : matrix.rows()) {
      List<String> noticed =
          row.cells().stream()
              .filter(cell -> cell.state().equals("failed") || cell.state().equals("inconclusive"))
              .map(Cell::test)
              .toList();
      out.append("| ")
          .append(escaped(row.title()))
          .append(" | ")
          .append(row.accepted() == null ? row.verdict().replace('-', ' ') : "survived, accepted")
          .append(" | ")
          .append(
              row.verdict().equals("not-applicable")
                  ? "because " + escaped(first(String.valueOf(row.reason())))
                  : row.accepted() != null
                      ? "because " + escaped(first(row.accepted()))
                      : noticed.isEmpty()
                          ? ""
                          : escaped(noticed.get(0))
                              + (noticed.size() > 1
                                  ? " and " + (noticed.size() - 1) + " more"
                                  : ""))
          .append(" |\n");
    }
  }

  private static String first(String text) {
    return text.strip().lines().findFirst().orElse("");
  }

  private static String escaped(String text) {
    return text.replaceAll("([\\\\`*_{}\\[\\]<>#|])", "\\\\$1").replaceAll("\\s+", " ");
  }
}
