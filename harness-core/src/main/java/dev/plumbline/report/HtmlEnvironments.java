package dev.plumbline.report;

import dev.plumbline.report.ReportModel.EndpointModel;
import dev.plumbline.report.ReportModel.EnvironmentModel;
import dev.plumbline.report.ReportModel.VantageModel;
import java.util.List;
import java.util.Objects;

/** What the page says of the environments: their vantages and endpoints. */
final class HtmlEnvironments {

  private final ReportModel model;
  private final Html html;

  HtmlEnvironments(ReportModel model, Html html) {
    this.model = model;
    this.html = html;
  }

  void write() {
    if (model.environments().isEmpty()) {
      return;
    }
    html.open("section", "id", "environments")
        .element("h2", model.environments().size() == 1 ? "Environment" : "Environments");
    for (EnvironmentModel e : model.environments()) {
      html.open("div", "class", "panel")
          .open("h3")
          .text(e.name() + " ")
          .element("span", e.ground(), "class", "ground")
          .close();
      if (e.network() != null) {
        html.open("p", "class", "quiet").text("network ").element("code", e.network()).close();
      }
      html.open("div", "class", "scroll").open("table").open("thead").open("tr");
      for (String head :
          List.of("vantage", "segment", "address", "way out", "resolver", "control")) {
        html.element("th", head, "scope", "col");
      }
      html.close().close().open("tbody");
      for (VantageModel v : e.vantages()) {
        html.open("tr").element("th", v.name(), "scope", "row");
        for (String cell :
            new String[] {v.segment(), v.address(), v.via(), v.resolver(), v.control()}) {
          html.element("td", Objects.requireNonNullElse(cell, "–"));
        }
        html.close();
      }
      html.close().close().close();
      if (!e.endpoints().isEmpty()) {
        html.open("dl", "class", "facts");
        for (EndpointModel endpoint : e.endpoints()) {
          html.element("dt", endpoint.name()).open("dd").element("code", endpoint.url()).close();
        }
        html.close();
      }
      notes(e.notes());
      html.close();
    }
    html.close();
  }

  private void notes(List<String> notes) {
    if (notes.isEmpty()) {
      return;
    }
    html.open("details", "class", "notes")
        .element(
            "summary",
            (notes.size() == 1 ? "1 note" : notes.size() + " notes")
                + " on the network: what was left out of it, what was taken for granted, and how it came up")
        .open("ul");
    notes.forEach(note -> html.element("li", note));
    html.close().close();
  }
}
