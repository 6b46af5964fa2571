package dev.plumbline.report;

import dev.plumbline.report.DrillMatrix.Cell;
import dev.plumbline.report.DrillMatrix.Failure;
import dev.plumbline.report.DrillMatrix.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A drill as one page that needs nothing but itself. */
final class DrillPage {

  /** What a cell shows for a state; colour is never the only sign. */
  private static final Map<String, String> MARKS = new LinkedHashMap<>();

  static {
    MARKS.put("failed", "✓");
    MARKS.put("inconclusive", "?");
    MARKS.put("broken", "!");
    MARKS.put("passed", "·");
    MARKS.put("skipped", "–");
    MARKS.put("not-affected", "○");
    MARKS.put("not-run", "");
  }

  private static final Map<String, String> MEANINGS =
      Map.of(
          "failed", "noticed it",
          "inconclusive", "noticed it, inconclusive",
          "broken", "failed by something else than an assertion",
          "passed", "passed",
          "skipped", "gave up or was left out",
          "not-affected", "cannot be affected, was not run",
          "not-run", "did not run");

  private final DrillMatrix matrix;
  private final Html html = new Html();

  DrillPage(DrillMatrix matrix) {
    this.matrix = matrix;
  }

  String text() {
    html.open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.open(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'");
    html.open("meta", "name", "color-scheme", "content", "light dark");
    html.element("title", "Plumbline drill of " + matrix.environment());
    html.own("style", HtmlPage.resource("report.css") + HtmlPage.resource("drill.css"));
    html.close().open("body");
    masthead();
    html.open("main");
    red();
    list("Survived", "survived", matrix.survived());
    list("Survived, accepted", "accepted", matrix.accepted());
    list("Could not be tried", "broken", matrix.rows("broken"));
    if (!matrix.rows().isEmpty()) {
      table();
      notApplicable();
    }
    html.close();
    html.element(
        "footer",
        "Plumbline. Each row is the suite once more, with one mistake in the network. A mistake is caught when an assertion fails.");
    return html.page();
  }

  private void masthead() {
    boolean failed =
        !matrix.red().isEmpty() || !matrix.survived().isEmpty() || !matrix.rows("broken").isEmpty();
    html.open("header", "class", "masthead " + (failed ? "failed" : "passed"));
    html.open("div", "class", "wordmark")
        .element("span", "", "class", "bob", "aria-hidden", "true")
        .text("Plumbline drill")
        .close();
    html.element("h1", matrix.headline());
    html.open("p", "class", "lede");
    html.text(matrix.environment() + " · " + matrix.count() + " · ");
    html.text(seconds(matrix.tookMillis()) + ", " + seconds(matrix.plainMillis()));
    html.text(" without any misconfiguration").close();
    html.close();
  }

  private void red() {
    for (Failure failure : matrix.red()) {
      html.open("div", "class", "note failed");
      html.element("strong", failure.test()).element("pre", failure.message()).close();
    }
  }

  private void list(String title, String id, List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    html.open("section", "id", id).element("h2", title);
    for (Row row : rows) {
      html.open("div", "class", "panel").element("h3", row.title());
      html.element("p", row.statement(), "class", "quiet");
      if (row.accepted() != null) {
        html.element("h4", "Need not be noticed").element("p", "because " + row.accepted());
      } else if (row.reason() == null) {
        html.element("h4", "Would notice it").element("pre", row.caughtBy());
      } else {
        html.element("h4", "Why").element("pre", row.reason());
      }
      html.close();
    }
    html.close();
  }

  private void table() {
    html.open("section", "id", "matrix").element("h2", "Misconfigurations by tests");
    html.open("p", "class", "quiet legend");
    MARKS.forEach(
        (state, mark) -> {
          if (!mark.isEmpty()) {
            html.element("span", mark, "class", "mark " + state);
            html.text(" " + MEANINGS.get(state) + "  ");
          }
        });
    html.close();
    html.open("div", "class", "scroll").open("table", "class", "drill").open("thead").open("tr");
    html.element("th", "Misconfiguration", "scope", "col").element("th", "", "scope", "col");
    for (String test : matrix.tests()) {
      html.open("th", "scope", "col", "class", "test");
      html.element("span", sentence(test), "title", test).close();
    }
    html.close().close();
    matrix.rows().stream()
        .filter(row -> !row.verdict().equals("not-applicable"))
        .collect(Collectors.groupingBy(Row::tag, LinkedHashMap::new, Collectors.toList()))
        .forEach(this::group);
    html.close().close().close();
  }

  private void group(String tag, List<Row> rows) {
    html.open("tbody").open("tr", "class", "group");
    html.element("th", tag, "scope", "rowgroup", "colspan", "" + (matrix.tests().size() + 2));
    html.close();
    for (Row row : rows) {
      html.open("tr");
      html.open("th", "scope", "row", "title", row.statement());
      html.element("span", row.name()).element("span", row.where(), "class", "where").close();
      html.open("td");
      if (row.accepted() == null) {
        html.element("span", row.verdict(), "class", "state " + tone(row.verdict())).close();
      } else {
        html.element("span", "survived, accepted", "class", "state skipped");
        html.element("span", row.accepted(), "class", "where").close();
      }
      Map<String, Cell> cells = new LinkedHashMap<>();
      row.cells().forEach(cell -> cells.put(cell.test(), cell));
      for (String test : matrix.tests()) {
        cell(cells.get(test));
      }
      html.close();
    }
    html.close();
  }

  private void cell(@Nullable Cell cell) {
    String state = cell == null ? "not-run" : cell.state();
    String message = cell == null ? null : cell.message();
    html.element(
        "td",
        MARKS.getOrDefault(state, ""),
        "class",
        "mark " + state,
        "title",
        MEANINGS.get(state) + (message == null ? "" : "\n" + message));
  }

  private void notApplicable() {
    List<Row> rows = matrix.rows("not-applicable");
    if (rows.isEmpty()) {
      return;
    }
    html.open("section", "id", "not-applicable").element("h2", "Not applicable");
    html.open("div", "class", "scroll").open("table").open("tbody");
    for (Row row : rows) {
      html.open("tr").element("th", row.title(), "scope", "row");
      html.element("td", "because " + row.reason()).close();
    }
    html.close().close().close().close();
  }

  private static String tone(String verdict) {
    return switch (verdict) {
      case "caught" -> "passed";
      case "broken" -> "inconclusive";
      default -> "failed";
    };
  }

  private static String sentence(String test) {
    int dot = test.lastIndexOf('.');
    return test.substring(0, dot + 1) + test.substring(dot + 1).replace('_', ' ');
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
