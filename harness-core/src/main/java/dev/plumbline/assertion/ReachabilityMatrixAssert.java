package dev.plumbline.assertion;

import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.ReachabilityMatrix.Cell;
import dev.plumbline.observation.ReachabilityMatrix.Reach;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Assertions of a table of what is reachable from where. */
public class ReachabilityMatrixAssert
    extends AbstractNetworkAssert<ReachabilityMatrixAssert, ReachabilityMatrix> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public ReachabilityMatrixAssert(@Nullable ReachabilityMatrix actual) {
    super(
        actual,
        ReachabilityMatrixAssert.class,
        actual == null ? "no matrix" : headline(actual),
        actual == null ? List.<Observation>of() : actual.cells().stream().map(Cell::seen).toList());
  }

  /**
   * Checks that every cell shows what it expects. Each cell that expects anything but {@code open}
   * needs a positive control of its own: something that its vantage did reach. The message has only
   * the cells at odds.
   *
   * <pre><code class='java'>
   * assertThat(lab.reachability("""
   *     |                 | gateway:443 | apim-management:3443 |
   *     | workload-subnet | open        | dropped              |
   *     | internet        | open        | dropped              |
   *     """)).isAsExpected(); // passes; fails when a cell is otherwise
   * </code></pre>
   *
   * @throws IllegalArgumentException when the matrix is empty, or has a row or column without a
   *     cell
   * @throws InconclusiveError when no cell is at odds, but a negative one has no positive control
   */
  public ReachabilityMatrixAssert isAsExpected() {
    isNotNull();
    refuseEmpty(actual);
    List<Cell> odds = actual.cells().stream().filter(c -> isSeen(c) && !c.agrees()).toList();
    List<Cell> unproved =
        actual.cells().stream()
            .filter(c -> !isSeen(c) || c.agrees() && c.expected() != Reach.OPEN && !hasControl(c))
            .toList();
    if (odds.isEmpty() && unproved.isEmpty()) {
      actual.cells().forEach(c -> record(c, Journal.Verdict.PASSED, null));
      return this;
    }
    String text =
        text(
            odds.isEmpty()
                ? ShouldBeReachable.proved(actual, unproved)
                : ShouldBeReachable.asExpected(actual, odds, unproved));
    for (Cell cell : actual.cells()) {
      if (odds.contains(cell)) {
        record(cell, Journal.Verdict.FAILED, text);
      } else if (unproved.contains(cell)) {
        record(cell, Journal.Verdict.INCONCLUSIVE, text);
      } else {
        record(cell, Journal.Verdict.PASSED, null);
      }
    }
    throw trimmed(odds.isEmpty() ? new InconclusiveError(text) : new AssertionError(text));
  }

  /** A cell of a vantage that is broken agrees with nothing, and is at odds with nothing. */
  private static boolean isSeen(Cell cell) {
    return cell.seen().outcome().vantageFailure() == null;
  }

  private static boolean hasControl(Cell cell) {
    return cell.seen().provenance().scope().journal().controlFor(cell.seen()).isPresent();
  }

  private static void record(Cell cell, Journal.Verdict verdict, @Nullable String message) {
    record(cell.seen(), cell.expected().label(), verdict, message);
  }

  private static void refuseEmpty(ReachabilityMatrix matrix) {
    if (matrix.cells().isEmpty()) {
      throw new IllegalArgumentException(
          "the reachability matrix has no cells, so nothing would be checked; give it at least one vantage and one target");
    }
    List<String> unused =
        Stream.concat(
                matrix.vantages().stream()
                    .filter(v -> matrix.cells().stream().noneMatch(c -> c.vantage().equals(v))),
                matrix.targets().stream()
                    .filter(t -> matrix.cells().stream().noneMatch(c -> c.target().equals(t))))
            .toList();
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(
          "the reachability matrix has no cell for "
              + String.join(", ", unused)
              + ", so nothing would be checked there; give it one or leave it out");
    }
  }

  private static String headline(ReachabilityMatrix matrix) {
    return String.format(
        Locale.ROOT,
        "reachability of %d %s from %d %s",
        matrix.targets().size(),
        matrix.targets().size() == 1 ? "target" : "targets",
        matrix.vantages().size(),
        matrix.vantages().size() == 1 ? "vantage" : "vantages");
  }
}
