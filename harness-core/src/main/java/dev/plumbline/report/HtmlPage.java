package dev.plumbline.report;

import dev.plumbline.report.ReportModel.EarlierRun;
import dev.plumbline.report.ReportModel.ObservationModel;
import dev.plumbline.report.ReportModel.RunModel;
import dev.plumbline.report.ReportModel.SourceModel;
import dev.plumbline.report.ReportModel.TestModel;
import dev.plumbline.report.ReportModel.Totals;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The report as one page that needs nothing but itself. */
final class HtmlPage {

  private static final List<String> STATES = List.of("failed", "inconclusive", "skipped", "passed");

  private final ReportModel model;
  private final Html html = new Html();
  private final HtmlObservation observations = new HtmlObservation(html);
  private final HtmlAwaited awaited;
  private final HtmlWatched watched;

  HtmlPage(ReportModel model) {
    this.model = model;
    awaited = new HtmlAwaited(model, html);
    watched = new HtmlWatched(model, html);
  }

  String text() {
    String script = resource("report.js");
    html.open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    // Should a text of the network's ever get past the escaping, the browser still runs nothing but
    // our own script.
    html.open(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
            + digest(script)
            + "'");
    html.open("meta", "name", "color-scheme", "content", "light dark");
    html.element("title", "Plumbline: " + headline());
    html.own("style", resource("report.css"));
    html.close().open("body");
    masthead();
    html.open("main");
    attention();
    new HtmlTables(model, html).write();
    tests();
    outside();
    new HtmlShards(model, html).write();
    new HtmlEnvironments(model, html).write();
    earlier();
    html.close();
    html.element(
        "footer",
        "Plumbline. Secrets are taken out of this page; each observation has the number that opens the messages about it.");
    html.own("script", script);
    return html.page();
  }

  private String headline() {
    Totals t = model.totals();
    List<String> parts = new ArrayList<>();
    for (String state : STATES) {
      if (count(t, state) > 0) {
        parts.add(count(t, state) + " " + state);
      }
    }
    return parts.isEmpty() ? "no test ran" : String.join(", ", parts);
  }

  private static int count(Totals t, String state) {
    return switch (state) {
      case "failed" -> t.failed();
      case "inconclusive" -> t.inconclusive();
      case "skipped" -> t.skipped();
      default -> t.passed();
    };
  }

  private String worst() {
    if (!model.problems().isEmpty()) {
      return "failed";
    }
    return STATES.stream().filter(s -> count(model.totals(), s) > 0).findFirst().orElse("skipped");
  }

  private void masthead() {
    Totals t = model.totals();
    html.open("header", "class", "masthead " + worst());
    html.open("div", "class", "wordmark")
        .element("span", "", "class", "bob", "aria-hidden", "true")
        .text("Plumbline")
        .close();
    html.element("h1", headline());
    html.open("p", "class", "lede");
    html.text(
        model.environments().isEmpty()
            ? "No environment was opened"
            : model.environments().stream()
                .map(e -> e.name() + " (" + e.ground() + ")")
                .collect(Collectors.joining(", ")));
    html.text(" · ").element("time", instant(model.startedAt()), "datetime", model.startedAt());
    html.text(" · " + HtmlObservation.time(model.tookMillis()));
    html.text(" · " + plural(t.observations(), "observation"));
    if (t.controls() > 0) {
      html.text(" · " + plural(t.controls(), "positive control"));
    }
    facts();
    html.close();
    if (t.tests() > 0) {
      html.open("div", "class", "share", "role", "img", "aria-label", headline());
      for (String state : STATES) {
        if (count(t, state) > 0) {
          html.open("span", "class", state, "style", "flex-grow:" + count(t, state)).close();
        }
      }
      html.close();
    }
    html.close();
  }

  /** What the jobs of the run have in common, and which of them this is. */
  private void facts() {
    RunModel run = model.run();
    if (model.shard() != null) {
      html.text(" · shard " + model.shard().label() + " by " + model.shard().by());
    }
    if (run.commit() != null) {
      html.text(" · commit " + run.commit());
    }
    if (run.id() != null) {
      html.text(" · run " + run.id());
    }
  }

  /** What a reader must not miss: problems, failures, inconclusive and skipped tests. */
  private void attention() {
    List<TestModel> tests =
        model.tests().stream().filter(t -> !t.status().equals("passed")).toList();
    int unasserted = model.totals().unasserted();
    if (tests.isEmpty()
        && model.problems().isEmpty()
        && unasserted == 0
        && model.totals().tests() > 0) {
      return;
    }
    html.open("section", "id", "attention").element("h2", "Needs attention");
    for (String problem : model.problems()) {
      html.open("div", "class", "note failed")
          .element("strong", "Outside the tests")
          .element("pre", problem)
          .close();
    }
    if (model.totals().tests() == 0) {
      html.element("div", nothing(model), "class", "note failed");
    }
    html.open("ul", "class", "attention");
    for (String state : STATES) {
      tests.stream().filter(t -> t.status().equals(state)).forEach(this::attentionLine);
    }
    html.close();
    if (unasserted > 0) {
      html.open("p", "class", "quiet");
      html.text(
          plural(unasserted, "observation")
              + " of which nothing was asserted: marked “not judged” below.");
      html.close();
    }
    html.close();
  }

  /** Says what a report without a test is worth. */
  static String nothing(ReportModel model) {
    return model.shard() == null
        ? "No test ran: this run proves nothing."
        : "No test ran in shard " + model.shard().label() + ": it proves nothing.";
  }

  private void attentionLine(TestModel test) {
    html.open("li").element("span", test.status(), "class", "state " + test.status());
    html.open("a", "href", "#" + anchor(model, test)).text(sentence(test.name())).close();
    html.element("span", path(test), "class", "path");
    if (test.message() != null) {
      html.element("span", gist(test.message()), "class", "reason");
    }
    html.close();
  }

  private void tests() {
    if (model.tests().isEmpty()) {
      return;
    }
    html.open("section", "id", "tests").element("h2", "Tests");
    filter();
    Map<String, List<TestModel>> groups = new LinkedHashMap<>();
    model.tests().forEach(t -> groups.computeIfAbsent(path(t), k -> new ArrayList<>()).add(t));
    groups.forEach(
        (group, tests) -> {
          html.open("div", "class", "group").element("h3", group);
          tests.forEach(this::test);
          html.close();
        });
    html.element("p", "No test matches.", "class", "quiet none", "hidden", "");
    html.close();
  }

  /** Shown by the script: without it there is nothing to filter by. */
  private void filter() {
    html.open("div", "class", "filter", "hidden", "");
    html.open(
        "input",
        "type",
        "search",
        "placeholder",
        "Filter by name, host, address, outcome…",
        "aria-label",
        "Filter tests");
    for (String state : STATES) {
      if (count(model.totals(), state) > 0) {
        html.open("label", "class", state);
        html.open("input", "type", "checkbox", "value", state, "checked", "")
            .text(state + " " + count(model.totals(), state))
            .close();
      }
    }
    html.open("button", "type", "button").text("Open all").close();
    html.close();
  }

  private void test(TestModel test) {
    boolean wrong = test.status().equals("failed") || test.status().equals("inconclusive");
    html.open(
        "details",
        "class",
        "test",
        "id",
        anchor(model, test),
        "data-status",
        test.status(),
        "open",
        wrong ? "" : null);
    html.open("summary").element("span", test.status(), "class", "state " + test.status());
    html.element("span", sentence(test.name()), "class", "name");
    html.open("span", "class", "meta");
    awaited.of(test.id()).forEach(a -> html.text("waited: " + a.says() + " · "));
    if (!test.observations().isEmpty()) {
      html.text(plural(test.observations().size(), "observation") + " · ");
    }
    html.text(test.status().equals("skipped") ? "" : HtmlObservation.time(test.tookMillis()))
        .close()
        .close();
    html.open("div", "class", "inside");
    if (test.source() != null) {
      SourceModel source = model.sources().get(test.source() - 1);
      html.element("p", "shard " + source.shard() + ", " + source.file(), "class", "quiet source");
    }
    if (test.message() != null) {
      String kind =
          test.error() == null ? "" : test.error().substring(test.error().lastIndexOf('.') + 1);
      html.open("div", "class", "message " + test.status());
      if (!kind.isEmpty()) {
        html.element("div", kind, "class", "kind");
      }
      html.element("pre", test.message()).close();
    }
    awaited.write(test.id());
    watched.write(test.id());
    test.observations()
        .forEach(o -> observations.write(o, wrong && HtmlObservation.isBad(o), test.message()));
    if (test.observations().isEmpty() && test.message() == null) {
      html.element("p", "Nothing was observed.", "class", "quiet");
    }
    html.close().close();
  }

  private void outside() {
    List<ObservationModel> others = model.outsideTests();
    if (others.isEmpty()) {
      return;
    }
    html.open("section", "id", "outside").element("h2", "Observed outside of tests");
    awaited.write(null);
    watched.write(null);
    others.forEach(o -> observations.write(o, false, null));
    html.close();
  }

  private void earlier() {
    if (model.earlierRuns().isEmpty()) {
      return;
    }
    html.open("section", "id", "earlier")
        .element("h2", "Earlier runs in this directory")
        .open("ul", "class", "attention");
    for (EarlierRun run : model.earlierRuns()) {
      Totals t = run.totals();
      String state = STATES.stream().filter(s -> count(t, s) > 0).findFirst().orElse("skipped");
      html.open("li").element("span", state, "class", "state " + state);
      html.open("a", "href", run.directory() + "/report.html")
          .text(instant(run.startedAt()))
          .close();
      html.element(
          "span", plural(t.tests(), "test") + ", " + t.passed() + " passed", "class", "path");
      html.close();
    }
    html.close().close();
  }

  private static String path(TestModel test) {
    return test.path().stream().map(HtmlPage::sentence).collect(Collectors.joining(" › "));
  }

  static String anchor(ReportModel model, TestModel test) {
    return "t" + (model.tests().indexOf(test) + 1);
  }

  /** A test's name is a fact, written as an identifier. */
  static String sentence(String name) {
    String plain =
        name.endsWith("()")
            ? name.substring(0, name.length() - 2)
            : name.replaceFirst("\\([A-Z][\\w., ]*\\)$", "");
    return plain.contains(" ") ? plain : plain.replace('_', ' ');
  }

  /**
   * Returns the first lines of a message; what it is about stands in brackets on its first line,
   * and in the test's name.
   */
  private static String gist(String message) {
    List<String> lines =
        message
            .lines()
            .map(l -> l.strip().replaceAll("\\s+", " "))
            .filter(l -> !l.isEmpty())
            .toList();
    int from = lines.size() > 1 && lines.get(0).startsWith("[") ? 1 : 0;
    return String.join(" · ", lines.subList(from, Math.min(from + 2, lines.size())));
  }

  private static String plural(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  static String instant(String iso) {
    return iso.substring(0, Math.min(19, iso.length())).replace('T', ' ') + " UTC";
  }

  private static String digest(String script) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
