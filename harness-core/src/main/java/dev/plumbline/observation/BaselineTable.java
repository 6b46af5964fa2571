package dev.plumbline.observation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a network is not as a baseline has it, side by side.
 *
 * @param name the name of the baseline
 * @param title what came of the comparison, in one line
 * @param columns the heads of the values, for example {@code recorded} and {@code now}
 * @param rows the rows, those alone that a reader has to see
 * @param recording what the network shows now, as the text of a baseline's file
 */
public record BaselineTable(
    String name, String title, List<String> columns, List<Row> rows, String recording)
    implements Table {

  /** Copies the lists. */
  public BaselineTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * A fact that is not as it was.
   *
   * @param vantage where it is seen from
   * @param subject what it is of, for example an endpoint
   * @param what which fact of it
   * @param values one for each column; empty where there is none
   * @param verdict what that is, for example {@code changed}
   * @param weight how it counts
   * @param observation the number of the observation that shows it; null where none does
   */
  public record Row(
      String vantage,
      String subject,
      String what,
      List<String> values,
      String verdict,
      Weight weight,
      @Nullable Integer observation) {
    /** Copies the list. */
    public Row {
      values = List.copyOf(values);
    }
  }

  /** How a row counts. */
  public enum Weight {
    /** It fails the comparison. */
    FAILS,
    /** It was not seen. */
    INCONCLUSIVE,
    /** It is as it was meant to be. */
    MEANT
  }
}
