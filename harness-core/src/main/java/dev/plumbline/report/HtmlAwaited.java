package dev.plumbline.report;

import dev.plumbline.report.ReportModel.AwaitedModel;
import dev.plumbline.report.ReportModel.ChangeModel;
import dev.plumbline.report.ReportModel.SeenModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was waited for, in the part of the page of its test: how it ended, and what was seen. */
final class HtmlAwaited {

  private final ReportModel model;
  private final Html html;

  HtmlAwaited(ReportModel model, Html html) {
    this.model = model;
    this.html = html;
  }

  /** Returns what a test has waited for; outside of tests without one. */
  List<AwaitedModel> of(@Nullable String test) {
    return model.awaited().stream()
        .filter(
            a ->
                test != null
                    ? test.equals(a.testId())
                    : model.tests().stream().noneMatch(t -> t.id().equals(a.testId())))
        .toList();
  }

  void write(@Nullable String test) {
    of(test).forEach(this::write);
  }

  private void write(AwaitedModel awaited) {
    String end = awaited.end().equals("stopped") ? "failed" : awaited.end();
    html.open("div", "class", "awaited " + end);
    html.open("p")
        .element("strong", "Waited: ")
        .text(awaited.says())
        .element("span", " (" + awaited.bounds() + ")", "class", "quiet")
        .close();
    html.open("ol", "class", "changes");
    awaited.history().forEach(this::change);
    html.close();
    if (awaited.changesLeftOut() > 0) {
      html.element("p", awaited.changesLeftOut() + " more changes are left out.", "class", "quiet");
    }
    html.close();
  }

  private void change(ChangeModel change) {
    html.open("li")
        .element(
            "span",
            "attempt " + change.attempt() + " after " + HtmlObservation.time(change.afterMillis()),
            "class",
            "quiet");
    for (SeenModel seen : change.seen()) {
      html.open("div")
          .open("a", "href", "#o" + seen.observation())
          .text(HtmlObservation.number(seen.observation()))
          .close()
          .text(" " + seen.question() + ": ")
          .element("b", seen.text())
          .close();
    }
    html.close();
  }
}
