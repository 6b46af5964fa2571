package dev.plumbline.assertion;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.ReachabilityMatrix.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Messages about tables of what is reachable from where. */
final class ShouldBeReachable {

  private ShouldBeReachable() {}

  static Message asExpected(ReachabilityMatrix seen, List<Cell> odds, List<Cell> unproved) {
    Message message =
        Message.expected("Expected", cells(seen.cells().size()) + " as written")
            .line("but at odds", cells(odds.size()));
    if (!unproved.isEmpty()) {
      message.line("INCONCLUSIVE", rows(unproved));
    }
    return message.table(table(odds));
  }

  static Message proved(ReachabilityMatrix seen, List<Cell> unproved) {
    List<Cell> unseen =
        unproved.stream().filter(c -> c.seen().outcome().vantageFailure() != null).toList();
    if (!unseen.isEmpty()) {
      return Message.expected(
              "INCONCLUSIVE", cells(unseen.size()) + " not seen, since a vantage is broken")
          .line("Expected", cells(seen.cells().size()) + " as written")
          .table(table(unproved));
    }
    return Message.expected("INCONCLUSIVE", rows(unproved))
        .line("Expected", cells(seen.cells().size()) + " as written")
        .line("and saw", "each as written, but nothing that shows that these rows see anything")
        .line(
            "To prove it",
            "give each of these rows a target that must be open, or declare \"control: <endpoint>\" for its vantage")
        .table(table(unproved));
  }

  private static String rows(List<Cell> unproved) {
    return unproved.stream().map(Cell::vantage).distinct().collect(Collectors.joining(", "))
        + ": "
        + cells(unproved.size())
        + " without a positive control";
  }

  private static String cells(int count) {
    return count == 1 ? "1 cell" : count + " cells";
  }

  private static List<String> table(List<Cell> cells) {
    Columns columns = new Columns();
    columns.row("", "from", "to", "expected", "seen", "why");
    for (Cell cell : cells) {
      columns.row(
          "  #" + cell.seen().number(),
          cell.vantage(),
          cell.target(),
          cell.expected().label(),
          cell.seen().outcome().describe(),
          why(cell.seen().provenance().diagnosis()));
    }
    return columns.lines();
  }

  private static String why(Diagnosis diagnosis) {
    List<String> known = new ArrayList<>();
    diagnosis.decider().ifPresent(known::add);
    diagnosis.cause().ifPresent(known::add);
    return String.join("; ", known);
  }
}
