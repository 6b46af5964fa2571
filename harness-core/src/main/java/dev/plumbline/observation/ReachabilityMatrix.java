package dev.plumbline.observation;

import java.util.List;

/**
 * What was reachable from where, beside what ought to be.
 *
 * @param vantages the rows
 * @param targets the columns, by the names given to them
 * @param cells the cells, row by row
 */
public record ReachabilityMatrix(List<String> vantages, List<String> targets, List<Cell> cells)
    implements Table {

  /** Copies the lists. */
  public ReachabilityMatrix {
    vantages = List.copyOf(vantages);
    targets = List.copyOf(targets);
    cells = List.copyOf(cells);
  }

  /**
   * One cell.
   *
   * @param vantage its row
   * @param target its column
   * @param expected what ought to be seen
   * @param seen what was seen
   */
  public record Cell(String vantage, String target, Reach expected, TcpObservation seen) {

    /**
     * Returns whether what was seen is what ought to be; a positive control is another question.
     */
    public boolean agrees() {
      return expected.isShownBy(seen.outcome());
    }
  }

  /** What a connection attempt can come to. */
  public enum Reach {
    /** The connection opens. */
    OPEN("open"),
    /** The connection is refused. */
    REFUSED("refused"),
    /** Nothing comes back. */
    DROPPED("dropped"),
    /** There is no way to the address. */
    NO_ROUTE("no route"),
    /** The name does not exist. */
    NXDOMAIN("nxdomain");

    private final String label;

    Reach(String label) {
      this.label = label;
    }

    /** Returns the word used in tables. */
    public String label() {
      return label;
    }

    /** Returns whether an outcome is this one. */
    public boolean isShownBy(Outcome outcome) {
      return switch (this) {
        case OPEN -> outcome instanceof Outcome.Open;
        case REFUSED -> outcome instanceof Outcome.Refused;
        case DROPPED -> outcome instanceof Outcome.TimedOut t && t.phase() == Phase.CONNECT;
        case NO_ROUTE -> outcome instanceof Outcome.NoRoute;
        case NXDOMAIN -> outcome instanceof Outcome.NxDomain;
      };
    }
  }
}
