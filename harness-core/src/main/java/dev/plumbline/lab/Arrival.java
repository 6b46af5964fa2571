package dev.plumbline.lab;

import dev.plumbline.observation.HttpObservation.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived at a host.
 *
 * @param method the method
 * @param target the request target
 * @param headers the header lines in order, as far as they were read: nginx reads no further than
 *     to what it refuses a request for
 * @param source the source address that the host saw
 * @param sni the server name of the handshake; null when there was none
 * @param port the port it arrived at
 */
public record Arrival(
    String method,
    String target,
    List<Header> headers,
    String source,
    @Nullable String sni,
    int port) {

  /** Copies the headers. */
  public Arrival {
    headers = List.copyOf(headers);
  }
}
