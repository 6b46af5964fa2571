package dev.plumbline.waf.log;

import java.io.IOException;
import java.util.stream.Stream;

/** Where the rows of an application gateway's log come from. */
interface RowsOfGateway {

  /** Returns its name in messages. */
  String name();

  /**
   * Reads what has changed, and returns whether anything has.
   *
   * @throws IOException when it cannot be read
   */
  boolean refresh() throws IOException;

  /** Returns all rows. */
  Stream<GatewayRow> rows();

  /** Returns what could not be read, naming the place; empty for nothing. */
  String broken();
}
