package dev.plumbline.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * What a drill came to: misconfigurations by tests.
 *
 * @param environment the environment's name
 * @param tests the tests, in the order they ran; a test method with all its cases is one
 * @param before what failed without any misconfiguration: then no misconfiguration was tried
 * @param after what failed without any misconfiguration while the others were tried: then nothing
 *     that was caught counts
 * @param rows one for each misconfiguration and place, those where it is refused too
 * @param named the misconfigurations that were asked for by name; none where none was
 * @param plain how long the tests took without any misconfiguration
 * @param took how long all of it took
 * @param page the page with the matrix, beside which {@code .json} and {@code .md} lie; null when
 *     none was written
 */
public record DrillResult(
    String environment,
    List<String> tests,
    List<Failure> before,
    List<Failure> after,
    List<Row> rows,
    List<String> named,
    Duration plain,
    Duration took,
    @Nullable Path page)
    implements AssertProvider<DrillAssert> {

  /** Copies the lists. */
  public DrillResult {
    tests = List.copyOf(tests);
    before = List.copyOf(before);
    after = List.copyOf(after);
    rows = List.copyOf(rows);
    named = List.copyOf(named);
  }

  /** Returns the rows of a verdict. */
  public List<Row> rows(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).toList();
  }

  /** Returns what was asked for by name, and applies nowhere: the drill says nothing of it. */
  List<Row> notTriedThoughNamed() {
    return rows(Verdict.NOT_APPLICABLE).stream()
        .filter(row -> named.contains(row.misconfiguration()))
        .filter(
            row ->
                rows.stream()
                    .filter(other -> other.misconfiguration().equals(row.misconfiguration()))
                    .allMatch(other -> other.verdict() == Verdict.NOT_APPLICABLE))
        .toList();
  }

  /** Returns the assertions of what it came to. */
  @Override
  public DrillAssert assertThat() {
    return new DrillAssert(this);
  }

  DrillResult writtenTo(Path page) {
    return new DrillResult(environment, tests, before, after, rows, named, plain, took, page);
  }

  /** What became of a misconfiguration at a place. */
  public enum Verdict {
    /** A test failed by an assertion: the suite noticed. */
    CAUGHT,
    /** Every test passed, or gave up: the suite did not notice. */
    SURVIVED,
    /**
     * It could not be tried: no assertion failed, but something else did, in a test or outside. It
     * is not known whether the suite would notice.
     */
    BROKEN,
    /** It applies nowhere in the network, or is refused at this place. */
    NOT_APPLICABLE
  }

  /** What became of a test. */
  public enum State {
    /** An assertion failed. */
    FAILED,
    /** A negative check had no positive control. */
    INCONCLUSIVE,
    /** Something else than an assertion failed. */
    BROKEN,
    /** It passed. */
    PASSED,
    /** It gave up, or was left out by a condition. */
    SKIPPED,
    /** It was not run, since the misconfiguration cannot reach what it looks at. */
    NOT_AFFECTED,
    /** It was not run, since what it is part of failed before. */
    NOT_RUN
  }

  /**
   * A misconfiguration at a place.
   *
   * @param misconfiguration its name
   * @param tag what it is about
   * @param where the place; empty where it applies nowhere
   * @param statement what went wrong
   * @param caughtBy the assertion that would notice it
   * @param verdict what became of it
   * @param reason why it does not apply, or could not be tried; null otherwise
   * @param cells what became of each test, in the order of {@link DrillResult#tests()}; empty where
   *     none ran
   */
  public record Row(
      String misconfiguration,
      String tag,
      String where,
      String statement,
      String caughtBy,
      Verdict verdict,
      @Nullable String reason,
      List<Cell> cells) {
    /** Copies the list. */
    public Row {
      cells = List.copyOf(cells);
    }

    /** Returns what to call it: its name and the place. */
    public String title() {
      return where.isEmpty() ? misconfiguration : misconfiguration + ": " + where;
    }

    /** Returns the test that noticed it first. */
    public Optional<Cell> caught() {
      return cells.stream().filter(Cell::notices).findFirst();
    }
  }

  /**
   * What became of a test under a misconfiguration.
   *
   * @param test the test
   * @param state what became of it
   * @param message the first message of what failed; null when nothing did
   */
  public record Cell(String test, State state, @Nullable String message) {

    /** Returns whether it noticed the misconfiguration. */
    public boolean notices() {
      return state == State.FAILED || state == State.INCONCLUSIVE;
    }
  }

  /**
   * A test that failed without any misconfiguration.
   *
   * @param test the test
   * @param message why
   */
  public record Failure(String test, String message) {}
}
