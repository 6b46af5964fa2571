package dev.plumbline.report;

import dev.plumbline.report.ReportModel.CellModel;
import dev.plumbline.report.ReportModel.RowModel;
import dev.plumbline.report.ReportModel.TableModel;

/** The tables of the page, reachability matrices above all: each cell leads to its observation. */
final class HtmlTables {

  private final ReportModel model;
  private final Html html;

  HtmlTables(ReportModel model, Html html) {
    this.model = model;
    this.html = html;
  }

  void write() {
    if (model.tables().isEmpty()) {
      return;
    }
    html.open("section", "id", "tables").element("h2", "Tables");
    model.tables().forEach(this::table);
    html.close();
  }

  private void table(TableModel table) {
    html.open("div", "class", "panel").element("h3", table.title());
    model.tests().stream()
        .filter(t -> t.id().equals(table.testId()))
        .findFirst()
        .ifPresent(
            t ->
                html.open("p", "class", "quiet")
                    .text("in ")
                    .open("a", "href", "#" + HtmlPage.anchor(model, t))
                    .text(HtmlPage.sentence(t.name()))
                    .close()
                    .close());
    if (table.rows().isEmpty()) {
      html.close();
      return;
    }
    html.open("div", "class", "scroll")
        .open("table", "class", "matrix")
        .open("thead")
        .open("tr")
        .element("th", table.corner(), "scope", "col");
    table.columns().forEach(c -> html.element("th", c, "scope", "col"));
    html.close().close().open("tbody");
    for (RowModel row : table.rows()) {
      html.open("tr").element("th", row.head(), "scope", "row");
      row.cells().forEach(this::cell);
      html.close();
    }
    html.close().close().close().close();
  }

  private void cell(CellModel cell) {
    html.open("td", "class", cell.tone());
    // Colour is never the only sign.
    String mark = cell.tone().equals("bad") ? " ✗" : cell.tone().equals("inconclusive") ? " ?" : "";
    if (cell.observation() == null) {
      html.text(cell.text() + mark);
    } else {
      html.open("a", "href", "#o" + cell.observation()).text(cell.text() + mark).close();
    }
    html.close();
  }
}
