package dev.plumbline.network;

import dev.plumbline.network.Network.Protocol;
import java.net.InetAddress;

/**
 * A connection attempt or datagram whose fate is asked for.
 *
 * @param segment the segment it starts in
 * @param source its source address; decides which host's own filter applies on the way out
 * @param sourcePort its source port
 * @param destination the address it goes to
 * @param port the port it goes to
 * @param protocol {@code TCP} or {@code UDP}
 */
public record Flow(
    String segment,
    InetAddress source,
    int sourcePort,
    InetAddress destination,
    int port,
    Protocol protocol) {

  /** Returns {@code TCP 10.1.0.4 -> 10.1.0.5:443}. */
  @Override
  public String toString() {
    return protocol
        + " "
        + source.getHostAddress()
        + " -> "
        + destination.getHostAddress()
        + ":"
        + port;
  }
}
