package dev.plumbline.assertion;

import dev.plumbline.baseline.BaselineException;
import dev.plumbline.baseline.Baselines;
import dev.plumbline.baseline.Comparison;
import dev.plumbline.baseline.Comparison.Row;
import dev.plumbline.baseline.Comparison.State;
import dev.plumbline.baseline.Recording;
import dev.plumbline.baseline.Surveyed;
import dev.plumbline.observation.BaselineTable;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Assertions of a network as a whole: whether it is as its baseline has it. */
public class SurveyedAssert extends AbstractNetworkAssert<SurveyedAssert, Surveyed> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public SurveyedAssert(@Nullable Surveyed actual) {
    super(
        actual,
        SurveyedAssert.class,
        actual == null ? "no network" : "network " + actual.surveyName(),
        List.of());
  }

  /**
   * Looks at the network from all its vantages and checks that it shows what its baseline has: no
   * fact is another one, none is gone and none is new.
   *
   * <pre><code class='java'>
   * assertThat(lab).matchesBaseline("contoso"); // passes while the network is as it was recorded
   * </code></pre>
   *
   * <p>With {@code -Dplumbline.baseline=update} the baseline is written anew instead, and the
   * report says so; on a build server that is refused.
   *
   * @param name the baseline's name, which stands for {@code
   *     src/test/resources/baselines/<name>.json}; see {@link Baselines}
   * @throws InconclusiveError when nothing has changed of what was seen, but not all was seen
   * @throws BaselineException when the baseline cannot be read, or may not be written
   */
  public SurveyedAssert matchesBaseline(String name) {
    isNotNull();
    return matchesBaseline(Given.one("matchesBaseline", "name", name), Baselines.ofSettings());
  }

  SurveyedAssert matchesBaseline(String name, Baselines baselines) {
    Path file = baselines.file(name);
    headline("baseline " + name + " of " + actual.surveyName());
    if (baselines.isUpdating()) {
      return update(name, baselines);
    }
    Optional<Recording> recorded = baselines.read(name);
    if (recorded.isEmpty()) {
      throw trimmed(new AssertionError(text(ShouldMatchBaseline.haveFile(file))));
    }
    if (recorded.get().isEmpty()) {
      throw trimmed(new AssertionError(text(ShouldMatchBaseline.haveFacts(file))));
    }
    Recording now = actual.survey();
    Comparison comparison = Comparison.of(recorded.get(), now);
    String expectation = "as recorded in baseline " + name;
    boolean unseen = !comparison.rows(State.UNSEEN).isEmpty();
    if (now.isEmpty() && !unseen) {
      throw trimmed(new AssertionError(text(ShouldMatchBaseline.seeAnything(file))));
    }
    table(name, ShouldMatchBaseline.title(name, comparison), comparison, now);
    if (comparison.hasChanged()) {
      String text = text(ShouldMatchBaseline.match(file, comparison));
      judge(comparison, expectation, text);
      throw trimmed(new AssertionError(text));
    }
    if (unseen || !now.isWhole()) {
      String text = text(ShouldMatchBaseline.beSeen(file, comparison));
      judge(comparison, expectation, text);
      throw trimmed(new InconclusiveError(text));
    }
    judge(comparison, expectation, "");
    return this;
  }

  private SurveyedAssert update(String name, Baselines baselines) {
    Optional<Recording> before = baselines.read(name);
    Recording now = actual.survey();
    Comparison comparison = Comparison.of(before.orElse(now), now);
    String expectation = "recorded in baseline " + name;
    if (!now.isWhole()) {
      String text = text(ShouldMatchBaseline.beWhole(baselines.file(name), comparison));
      table(name, "Baseline " + name + " was not rewritten", comparison, now);
      judge(comparison, expectation, text);
      throw trimmed(new InconclusiveError(text));
    }
    Path file = baselines.write(name, now);
    table(
        name,
        "Baseline "
            + name
            + " was rewritten: "
            + ShouldMatchBaseline.counts(comparison, before.isEmpty())
            + ", in "
            + file,
        comparison,
        now);
    now.observations().forEach(o -> record(o, expectation, Journal.Verdict.PASSED, null));
    return this;
  }

  /** Records of each observation the worst that its facts came to. */
  private static void judge(Comparison comparison, String expectation, String text) {
    Map<Integer, Journal.Verdict> verdicts = new TreeMap<>();
    for (Row row : comparison.rows()) {
      for (Observation source : row.sources()) {
        verdicts.merge(source.number(), verdict(row.state()), SurveyedAssert::worse);
      }
    }
    for (Observation o : comparison.now().observations()) {
      Journal.Verdict verdict = verdicts.getOrDefault(o.number(), Journal.Verdict.INCONCLUSIVE);
      record(o, expectation, verdict, verdict == Journal.Verdict.PASSED ? null : text);
    }
  }

  private static Journal.Verdict verdict(State state) {
    return switch (state) {
      case UNCHANGED -> Journal.Verdict.PASSED;
      case CHANGED, ADDED, REMOVED -> Journal.Verdict.FAILED;
      case UNSEEN -> Journal.Verdict.INCONCLUSIVE;
    };
  }

  private static Journal.Verdict worse(Journal.Verdict a, Journal.Verdict b) {
    if (a == Journal.Verdict.FAILED || b == Journal.Verdict.FAILED) {
      return Journal.Verdict.FAILED;
    }
    return a == Journal.Verdict.INCONCLUSIVE ? a : b;
  }

  private static void table(String name, String title, Comparison comparison, Recording now) {
    now.observations().stream()
        .findFirst()
        .map(o -> o.provenance().scope())
        .ifPresent(
            scope ->
                scope.record(
                    new BaselineTable(
                        name,
                        title,
                        List.of("recorded", "now"),
                        BaselineRows.of(comparison),
                        now.text())));
  }
}
