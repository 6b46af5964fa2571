package dev.plumbline.assertion;

import dev.plumbline.baseline.BaselineException;
import dev.plumbline.baseline.Baselines;
import dev.plumbline.baseline.Comparison;
import dev.plumbline.baseline.Comparison.Row;
import dev.plumbline.baseline.Comparison.State;
import dev.plumbline.baseline.Recording;
import dev.plumbline.baseline.Surveyed;
import dev.plumbline.baseline.ThreeWay;
import dev.plumbline.baseline.ThreeWay.Fate;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.BaselineTable;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Assertions of a network as a whole: whether it is as its baseline has it. */
public class SurveyedAssert extends AbstractNetworkAssert<SurveyedAssert, Surveyed> {

  private static final State[] CHANGES = {State.CHANGED, State.ADDED, State.REMOVED};

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
   * report says so. That is refused on a build server, in a drill, for a {@link Recording} (a
   * forecast, or an earlier run, is not what the network shows now), and for a network on another
   * ground than the recorded one.
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

  /**
   * Looks at the network from all its vantages and checks that it has changed from its baseline as
   * it was meant to, and not otherwise: every fact that was to become another one is the one that
   * was meant, and every other one is as before.
   *
   * <pre><code class='java'>
   * assertThat(lab).changedAsIntended("contoso", lab.foresee(Path.of("contoso-next.yaml")));
   * </code></pre>
   *
   * @param name the baseline's name: what the network showed before the change
   * @param intended what it is to show after the change
   * @throws InconclusiveError when nothing is at odds, but not all was seen, or could be foretold
   * @throws BaselineException when the baseline cannot be read
   */
  public SurveyedAssert changedAsIntended(String name, Recording intended) {
    isNotNull();
    Given.some("changedAsIntended", "recording", intended);
    return changedAsIntended(name, null, intended);
  }

  /**
   * Checks likewise where the intention was recorded elsewhere, on the simulation for instance,
   * which shows some things otherwise than the network does: what was meant to change is what
   * differs between the two recordings given. Where all of that was in the baseline already, the
   * check fails: nothing has changed.
   *
   * @param name the baseline's name: what the network showed before the change
   * @param foreseen what the description before the change shows
   * @param intended what the changed description shows
   * @throws InconclusiveError when nothing is at odds, but not all was seen, or could be foretold
   * @throws BaselineException when the baseline cannot be read
   */
  public SurveyedAssert changedAsIntended(
      String name, @Nullable Recording foreseen, Recording intended) {
    isNotNull();
    Given.some("changedAsIntended", "recording", intended);
    Baselines baselines = Baselines.ofSettings();
    Path file = baselines.file(Given.one("changedAsIntended", "name", name));
    headline("change of baseline " + name + " of " + actual.surveyName());
    Recording before = baselines.read(name).orElse(null);
    if (before == null) {
      throw trimmed(new AssertionError(text(ShouldMatchBaseline.haveFile(file))));
    }
    if (before.isEmpty()) {
      throw trimmed(new AssertionError(text(ShouldMatchBaseline.haveFacts(file))));
    }
    Recording from = foreseen == null ? before : foreseen;
    if (intended.isEmpty() || Comparison.of(from, intended).rows(CHANGES).isEmpty()) {
      throw trimmed(
          new AssertionError(text(ShouldChangeAsIntended.intendSomething(file, intended))));
    }
    Recording now = actual.survey();
    ThreeWay change = ThreeWay.of(before, now, from, intended);
    table(
        new BaselineTable(
            name,
            "Change of baseline " + name + ": " + ShouldChangeAsIntended.counts(change),
            List.of("before", "now", "intended"),
            ShouldChangeAsIntended.rows(change),
            now.text()),
        now);
    String expectation = "changed from baseline " + name + " as intended";
    boolean odds =
        !change.rows(Fate.NOT_INTENDED, Fate.NOT_DONE, Fate.OTHERWISE).isEmpty()
            || !change.compared().otherRules().isEmpty();
    boolean open =
        !change.rows(Fate.UNSEEN, Fate.NOT_FORETOLD).isEmpty() || !now.isWhole() || now.isEmpty();
    boolean nothing = change.rows(Fate.AS_INTENDED).isEmpty();
    String text = "";
    if (odds || open) {
      text = text(ShouldChangeAsIntended.change(file, change, !odds));
    } else if (nothing) {
      text = text(ShouldChangeAsIntended.changeSomething(file, change));
    }
    Map<Integer, Journal.Verdict> verdicts = new TreeMap<>();
    for (ThreeWay.Row row : change.rows()) {
      Journal.Verdict verdict =
          nothing && row.fate() == Fate.ALREADY_SO ? Journal.Verdict.FAILED : verdict(row.fate());
      for (Observation source : row.seen().sources()) {
        verdicts.merge(source.number(), verdict, SurveyedAssert::worse);
      }
    }
    record(now, verdicts, expectation, text);
    if (odds) {
      throw trimmed(new AssertionError(text));
    }
    if (open) {
      throw trimmed(new InconclusiveError(text));
    }
    if (nothing) {
      throw trimmed(new AssertionError(text));
    }
    return this;
  }

  private static Journal.Verdict verdict(Fate fate) {
    return switch (fate) {
      case UNCHANGED, AS_INTENDED, ALREADY_SO -> Journal.Verdict.PASSED;
      case NOT_INTENDED, NOT_DONE, OTHERWISE -> Journal.Verdict.FAILED;
      case UNSEEN, NOT_FORETOLD -> Journal.Verdict.INCONCLUSIVE;
    };
  }

  private SurveyedAssert update(String name, Baselines baselines) {
    actual
        .notToBeRecorded()
        .ifPresent(
            why -> {
              throw new BaselineException("baseline " + name + " is not rewritten " + why);
            });
    Optional<Recording> before = baselines.read(name);
    Recording now = actual.survey();
    if (before.isPresent() && !before.get().environment().equals(now.environment())) {
      throw new BaselineException(
          "baseline "
              + name
              + " was recorded in the environment "
              + before.get().environment()
              + " and is not rewritten from "
              + now.environment()
              + ": give this one a baseline of another name, or delete "
              + baselines.file(name)
              + " first");
    }
    if (before.isPresent() && before.get().ground() != now.ground()) {
      throw new BaselineException(
          "baseline "
              + name
              + " was recorded on the ground "
              + word(before.get().ground())
              + " and is not rewritten from the ground "
              + word(now.ground())
              + ", which shows some things otherwise, and keys of certificates not at all: update it"
              + " there, or delete "
              + baselines.file(name)
              + " first");
    }
    Comparison comparison = Comparison.of(before.orElse(now), now);
    String expectation = "recorded in baseline " + name;
    if (!now.isWhole() || !comparison.rows(State.UNSEEN).isEmpty()) {
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

  private static String word(Ground ground) {
    return ground.name().toLowerCase(Locale.ROOT);
  }

  /** Records of each observation the worst that its facts came to. */
  private static void judge(Comparison comparison, String expectation, String text) {
    Map<Integer, Journal.Verdict> verdicts = new TreeMap<>();
    for (Row row : comparison.rows()) {
      for (Observation source : row.sources()) {
        verdicts.merge(source.number(), verdict(row.state()), SurveyedAssert::worse);
      }
    }
    record(comparison.now(), verdicts, expectation, text);
  }

  /** What no row is about was not judged; where not all held, that is said of it too. */
  private static void record(
      Recording now, Map<Integer, Journal.Verdict> verdicts, String expectation, String text) {
    for (Observation o : now.observations()) {
      if (text.isEmpty() && !verdicts.containsKey(o.number())) {
        continue;
      }
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
    table(
        new BaselineTable(
            name, title, List.of("recorded", "now"), BaselineRows.of(comparison), now.text()),
        now);
  }

  private static void table(BaselineTable table, Recording now) {
    now.observations().stream()
        .findFirst()
        .map(o -> o.provenance().scope())
        .ifPresent(scope -> scope.record(table));
  }
}
