package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.Failing.inconclusive;
import static dev.plumbline.assertion.Failing.refused;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.ReachabilityMatrix.Cell;
import dev.plumbline.observation.ReachabilityMatrix.Reach;
import dev.plumbline.testing.Observations;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachabilityMatrixAssertTest {

  private static final Outcome OPEN = new Outcome.Open();
  private static final Outcome DROPPED = new Outcome.TimedOut(Phase.CONNECT);

  private final Observations inside = Observations.from("workload-subnet");
  private final Observations outside = inside.alsoFrom("internet");

  @Test
  void passes_when_every_cell_agrees_and_every_row_reached_something() {
    List<Cell> cells =
        List.of(
            new Cell("workload-subnet", "gateway", Reach.OPEN, inside.tcp("10.2.0.10:443", OPEN)),
            new Cell(
                "workload-subnet", "apim", Reach.DROPPED, inside.tcp("10.1.0.5:3443", DROPPED)),
            new Cell("internet", "gateway", Reach.OPEN, outside.tcp("20.0.0.1:443", OPEN)),
            new Cell(
                "internet",
                "apim",
                Reach.NO_ROUTE,
                outside.tcp("10.1.0.5:3443", new Outcome.NoRoute())));
    assertThat(matrix(cells)).isAsExpected();
    assertThat(cells)
        .allSatisfy(
            c ->
                assertThat(inside.checks(c.seen()))
                    .containsExactly(
                        new Journal.Check(c.expected().label(), Journal.Verdict.PASSED, null)));
  }

  @Test
  void the_message_shows_only_the_cells_at_odds() {
    List<Cell> cells =
        List.of(
            new Cell("workload-subnet", "gateway", Reach.OPEN, inside.tcp("10.2.0.10:443", OPEN)),
            new Cell(
                "workload-subnet",
                "apim",
                Reach.OPEN,
                inside
                    .diagnosed(List.of(), "rule 4096 deny-all", "no rule allows 3443")
                    .tcp("10.1.0.5:3443", DROPPED)),
            new Cell("internet", "gateway", Reach.OPEN, outside.tcp("20.0.0.1:443", OPEN)),
            new Cell("internet", "apim", Reach.DROPPED, outside.tcp("10.1.0.5:3443", OPEN)));
    fails(
        () -> assertThat(matrix(cells)).isAsExpected(),
        """
        [reachability of 2 targets from 2 vantages]
        Expected:     4 cells as written
        but at odds:  2 cells
              from             to    expected  seen                                           why
          #2  workload-subnet  apim  open      dropped (no answer to the connection attempt)  rule 4096 deny-all; no rule allows 3443
          #4  internet         apim  dropped   open
        """);
    assertThat(inside.checks(cells.get(1).seen()))
        .extracting(Journal.Check::verdict)
        .containsExactly(Journal.Verdict.FAILED);
    assertThat(inside.checks(cells.get(0).seen()))
        .extracting(Journal.Check::verdict)
        .containsExactly(Journal.Verdict.PASSED);
  }

  @Test
  void a_row_that_reached_nothing_is_inconclusive_and_named() {
    List<Cell> cells =
        List.of(
            new Cell("workload-subnet", "gateway", Reach.OPEN, inside.tcp("10.2.0.10:443", OPEN)),
            new Cell(
                "workload-subnet", "apim", Reach.DROPPED, inside.tcp("10.1.0.5:3443", DROPPED)),
            new Cell("internet", "gateway", Reach.DROPPED, outside.tcp("20.0.0.1:443", DROPPED)),
            new Cell("internet", "apim", Reach.DROPPED, outside.tcp("10.1.0.5:3443", DROPPED)));
    inconclusive(
        () -> assertThat(matrix(cells)).isAsExpected(),
        """
        [reachability of 2 targets from 2 vantages]
        INCONCLUSIVE:  internet: 2 cells without a positive control
        Expected:      4 cells as written
        and saw:       each as written, but nothing that shows that these rows see anything
        To prove it:   give each of these rows a target that must be open, or declare "control: <endpoint>" for its vantage
              from      to       expected  seen                                           why
          #3  internet  gateway  dropped   dropped (no answer to the connection attempt)
          #4  internet  apim     dropped   dropped (no answer to the connection attempt)
        """);
  }

  @Test
  void a_cell_at_odds_fails_though_another_one_is_inconclusive() {
    List<Cell> cells =
        List.of(
            new Cell(
                "workload-subnet", "gateway", Reach.DROPPED, inside.tcp("10.2.0.10:443", OPEN)),
            new Cell("internet", "gateway", Reach.DROPPED, outside.tcp("20.0.0.1:443", DROPPED)));
    Throwable thrown = catchThrowable(() -> assertThat(matrix(cells)).isAsExpected());
    assertThat(thrown)
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("INCONCLUSIVE:  internet: 1 cell without a positive control");
  }

  @Test
  void an_empty_matrix_is_an_error() {
    refused(
        () -> assertThat(new ReachabilityMatrix(List.of(), List.of(), List.of())).isAsExpected(),
        "the reachability matrix has no cells, so nothing would be checked; "
            + "give it at least one vantage and one target");
  }

  @Test
  void a_row_or_column_without_a_cell_is_an_error() {
    List<Cell> cells =
        List.of(
            new Cell("workload-subnet", "gateway", Reach.OPEN, inside.tcp("10.2.0.10:443", OPEN)));
    refused(
        () -> assertThat(matrix(cells)).isAsExpected(),
        "the reachability matrix has no cell for internet, apim, so nothing would be checked there; "
            + "give it one or leave it out");
  }

  private static ReachabilityMatrix matrix(List<Cell> cells) {
    List<String> targets =
        cells.stream().anyMatch(c -> c.target().equals("apim")) || cells.size() == 1
            ? List.of("gateway", "apim")
            : List.of("gateway");
    return new ReachabilityMatrix(List.of("workload-subnet", "internet"), targets, cells);
  }
}
