package dev.plumbline.report;

import dev.plumbline.report.ReportModel.GapModel;
import dev.plumbline.report.ReportModel.PlaceModel;
import dev.plumbline.report.ReportModel.WatchedModel;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was watched, in the part of the page of its test: a time line for each place. */
final class HtmlWatched {

  private final ReportModel model;
  private final Html html;

  HtmlWatched(ReportModel model, Html html) {
    this.model = model;
    this.html = html;
  }

  /** Returns what was watched in a test; outside of tests without one. */
  private List<WatchedModel> of(@Nullable String test) {
    return model.watched().stream()
        .filter(
            w ->
                test != null
                    ? test.equals(w.testId())
                    : model.tests().stream().noneMatch(t -> t.id().equals(w.testId())))
        .toList();
  }

  void write(@Nullable String test) {
    of(test).forEach(this::write);
  }

  private void write(WatchedModel watched) {
    html.open("div", "class", "watched " + watched.verdict());
    html.open("p").element("strong", "Watched ").text(watched.says());
    html.element(
        "span",
        watched.verdict().equals("none") ? " · not judged" : " · " + watched.verdict(),
        "class",
        "quiet");
    html.close();
    if (watched.note() != null) {
      html.element("p", watched.note(), "class", "quiet");
    }
    html.open("div", "class", "timelines");
    watched.places().forEach(place -> timeline(place, watched.tookMillis()));
    html.close();
    watched.places().forEach(place -> gaps(place, watched.everyMillis()));
    html.close();
  }

  private void timeline(PlaceModel place, double took) {
    html.element("span", place.place(), "class", "place");
    html.open("span", "class", "track", "role", "img", "aria-label", place.says());
    for (GapModel gap : place.gaps()) {
      html.open(
              "span",
              "class",
              "bar " + gap.kind(),
              "style",
              String.format(
                  Locale.ROOT,
                  "left:%.2f%%;width:%.2f%%",
                  share(gap.beginMillis(), took),
                  share(gap.endMillis() - gap.beginMillis(), took)))
          .close();
    }
    html.close();
    html.element("span", place.says(), "class", "millis");
  }

  private static double share(double part, double whole) {
    return whole <= 0 ? 100 : Math.min(100, 100 * part / whole);
  }

  private void gaps(PlaceModel place, double every) {
    List<String> unseen = place.unseen(every);
    if (place.gaps().isEmpty() && unseen.isEmpty()) {
      return;
    }
    html.open("ul", "class", "gaps");
    for (GapModel gap : place.gaps()) {
      html.open("li").text(place.place() + ": ");
      if (gap.observation() == null) {
        html.text(gap.says());
      } else {
        html.open("a", "href", "#o" + gap.observation()).text(gap.says()).close();
      }
      html.close();
    }
    if (place.gapsLeftOut() > 0) {
      html.element("li", place.gapsLeftOut() + " shorter ones", "class", "quiet");
    }
    unseen.forEach(what -> html.element("li", place.place() + ": " + what));
    html.close();
  }
}
