package dev.plumbline.report;

import dev.plumbline.observation.Awaited;
import dev.plumbline.report.ReportModel.ShardModel;
import dev.plumbline.report.ReportModel.SourceModel;
import dev.plumbline.report.ReportModel.UnitModel;
import java.util.List;

/** What the page says of the jobs that a run was split over. */
final class HtmlShards {

  private final ReportModel model;
  private final Html html;

  HtmlShards(ReportModel model, Html html) {
    this.model = model;
    this.html = html;
  }

  void write() {
    if (model.shard() != null) {
      elsewhere(model.shard());
    }
    if (!model.sources().isEmpty()) {
      sources();
    }
  }

  private void elsewhere(ShardModel shard) {
    List<UnitModel> others =
        shard.units().stream().filter(unit -> unit.shard() != shard.number()).toList();
    html.open("section", "id", "shards").element("h2", "In another shard");
    html.element(
        "p",
        "This is shard "
            + shard.label()
            + ", split by "
            + shard.by()
            + ": whether the run is green, only all shards together say, merged.",
        "class",
        "quiet");
    if (!others.isEmpty()) {
      html.open("ul", "class", "attention");
      for (UnitModel unit : others) {
        html.open("li")
            .element("code", unit.name())
            .element("span", "in shard " + unit.shard() + "/" + shard.count(), "class", "path")
            .close();
      }
      html.close();
    }
    html.close();
  }

  private void sources() {
    html.open("section", "id", "shards").element("h2", "Merged from");
    html.element(
        "p",
        "The last of them began " + Awaited.text(MergedReport.span(model)) + " after the first.",
        "class",
        "quiet");
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (String head :
        List.of(
            "shard", "report", "began", "tests", "passed", "failed", "inconclusive", "skipped")) {
      html.element("th", head, "scope", "col");
    }
    html.close().close().open("tbody");
    for (SourceModel source : model.sources()) {
      html.open("tr").element("th", source.shard(), "scope", "row");
      html.element("td", source.file());
      html.element("td", HtmlPage.instant(source.startedAt()));
      html.element(
          "td",
          source.totals().tests() == 0
              ? "0: nothing fell to this shard"
              : Integer.toString(source.totals().tests()));
      html.element("td", source.totals().passed(), "class", "num");
      html.element("td", source.totals().failed(), "class", "num");
      html.element("td", source.totals().inconclusive(), "class", "num");
      html.element("td", source.totals().skipped(), "class", "num").close();
    }
    html.close().close().close().close();
  }
}
