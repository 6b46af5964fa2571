package dev.plumbline.observation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one address answered to a battery of host names: its own, its own in other spellings, and
 * names that are not its.
 *
 * @param vantage the vantage that asked
 * @param address the address and port asked, as {@code address:port}
 * @param path the path asked for
 * @param ownNames the names the address is to answer on
 * @param rows what was sent and what came back, in the order of the battery
 */
public record HostExclusivity(
    String vantage, String address, String path, List<String> ownNames, List<Row> rows)
    implements Table {

  /** Copies the lists. */
  public HostExclusivity {
    ownNames = List.copyOf(ownNames);
    rows = List.copyOf(rows);
  }

  /**
   * One request of the battery.
   *
   * @param variant what is special about it, for example {@code "unknown host"}
   * @param host the Host header sent; null when none was
   * @param sni the server name sent in the handshake; null when none was
   * @param expectation what a gateway that answers only on its own names does with it
   * @param observation what came back
   */
  public record Row(
      String variant,
      @Nullable String host,
      @Nullable String sni,
      Expectation expectation,
      HttpObservation observation) {}

  /** What is expected of a row. */
  public enum Expectation {
    /** It is one of the own names: it must be answered. */
    ANSWERED,
    /**
     * It is not: it must be turned away, by a TLS alert, a close, or a status that says so (400,
     * 404, 421).
     */
    TURNED_AWAY,
    /** Both are allowed by the standards: shown, not judged. */
    EITHER
  }
}
