package dev.plumbline.azure.platform;

import dev.plumbline.observation.Observation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is predicted, what was observed, and what Azure says, side by side; {@code
 * assertThat(comparison).agrees()} asserts that they agree.
 *
 * @param subject what it is about
 * @param rows what is compared
 * @param observations what was observed for it, Azure's answers among them
 */
public record Comparison(String subject, List<Row> rows, List<Observation> observations) {
  /** Copies the lists. */
  public Comparison {
    rows = List.copyOf(rows);
    observations = List.copyOf(observations);
  }

  /** What comes of comparing. */
  public enum Verdict {
    /** Whatever was to be said was said, and is the same. */
    AGREE,
    /** Two say different things. */
    DIFFER,
    /** Nothing differs, but something that was to be said could not be had. */
    OPEN
  }

  /**
   * One thing, three times.
   *
   * @param what what it is
   * @param predicted by the description and our rules
   * @param observed from a vantage
   * @param azure by Azure itself
   */
  public record Row(String what, Cell predicted, Cell observed, Cell azure) {

    private Stream<Cell> said() {
      return Stream.of(predicted, observed, azure).filter(c -> c.state() == Cell.State.SAID);
    }

    /** Returns what comes of this row. */
    public Verdict verdict() {
      if (said().map(Cell::value).distinct().count() > 1) {
        return Verdict.DIFFER;
      }
      boolean missing =
          Stream.of(predicted, observed, azure).anyMatch(c -> c.state() == Cell.State.MISSING);
      return missing || said().count() < 2 ? Verdict.OPEN : Verdict.AGREE;
    }
  }

  /**
   * What one side says.
   *
   * @param state whether it says something
   * @param value what counts; only said ones are compared
   * @param shown what is read
   */
  public record Cell(State state, String value, String shown) {

    /** Whether something is said. */
    public enum State {
      /** It is. */
      SAID,
      /** This side has no say in it. */
      NONE,
      /** It should be, but could not be had. */
      MISSING
    }

    /** Returns what is said, in words that count. */
    public static Cell said(String value) {
      return new Cell(State.SAID, value, value);
    }

    /** Returns what is said, in other words than those that count. */
    public static Cell said(String value, String shown) {
      return new Cell(State.SAID, value, shown);
    }

    /** Returns the cell of a side that has no say in something. */
    public static Cell none() {
      return new Cell(State.NONE, "", "-");
    }

    /** Returns the cell of what could not be had. */
    public static Cell missing(String why) {
      return new Cell(State.MISSING, "", "(not known)" + (why.isEmpty() ? "" : " " + why));
    }

    /**
     * Joins what one side says of one thing more than once: none takes the place of another. What
     * is said and not known at once is not known.
     */
    static Cell all(Collection<Cell> cells) {
      Map<String, Cell> said = new TreeMap<>();
      cells.stream().filter(c -> c.state() == State.SAID).forEach(c -> said.put(c.value(), c));
      List<Cell> missing = cells.stream().filter(c -> c.state() == State.MISSING).toList();
      String shown =
          Stream.concat(said.values().stream(), missing.stream())
              .map(Cell::shown)
              .distinct()
              .collect(Collectors.joining(" and "));
      return said.size() > 1 || missing.isEmpty()
          ? new Cell(State.SAID, String.join(" and ", said.keySet()), shown)
          : new Cell(State.MISSING, "", shown);
    }
  }

  /** Returns what comes of it: one row that differs decides, then one that is open. */
  public Verdict verdict() {
    if (rows.stream().anyMatch(row -> row.verdict() == Verdict.DIFFER)) {
      return Verdict.DIFFER;
    }
    return rows.isEmpty() || rows.stream().anyMatch(row -> row.verdict() == Verdict.OPEN)
        ? Verdict.OPEN
        : Verdict.AGREE;
  }
}
