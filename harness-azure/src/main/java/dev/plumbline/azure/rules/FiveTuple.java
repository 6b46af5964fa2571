package dev.plumbline.azure.rules;

import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;

/**
 * What security rules look at in a flow: the first packet's addresses, ports and protocol.
 *
 * @param source its source address, as the network interface has it: a private one before it is
 *     translated on the way out
 * @param sourcePort its source port, 0 to 65535; 0 for a protocol without ports
 * @param destination its destination address
 * @param destinationPort its destination port, 0 to 65535; 0 for a protocol without ports
 * @param protocol its protocol
 */
public record FiveTuple(
    InetAddress source,
    int sourcePort,
    InetAddress destination,
    int destinationPort,
    IpProtocol protocol) {

  /** Checks the ports. */
  public FiveTuple {
    port(sourcePort, protocol);
    port(destinationPort, protocol);
  }

  private static void port(int port, IpProtocol protocol) {
    if (port < 0 || port > (protocol.hasPorts() ? 65535 : 0)) {
      throw new IllegalArgumentException(
          protocol.hasPorts()
              ? port + " is not a port within 0 to 65535"
              : protocol + " has no ports: write 0 instead of " + port);
    }
  }

  /** Returns a TCP flow from an ephemeral port (50000). */
  public static FiveTuple tcp(String source, String destination, int port) {
    return of(source, destination, port, IpProtocol.TCP);
  }

  /** Returns a UDP flow from an ephemeral port (50000). */
  public static FiveTuple udp(String source, String destination, int port) {
    return of(source, destination, port, IpProtocol.UDP);
  }

  private static FiveTuple of(String source, String destination, int port, IpProtocol protocol) {
    return new FiveTuple(
        IpAddresses.parse(source), 50000, IpAddresses.parse(destination), port, protocol);
  }

  /** Returns the same flow to another address, as after a translation. */
  FiveTuple to(InetAddress other) {
    return new FiveTuple(source, sourcePort, other, destinationPort, protocol);
  }

  /** Returns the same flow from another address, as after a translation. */
  FiveTuple from(InetAddress other) {
    return new FiveTuple(other, sourcePort, destination, destinationPort, protocol);
  }

  /** Returns {@code TCP 10.1.0.4:50000 -> 10.1.0.5:443}. */
  @Override
  public String toString() {
    return protocol
        + " "
        + shown(source, sourcePort)
        + " -> "
        + shown(destination, destinationPort);
  }

  private String shown(InetAddress address, int port) {
    String text = address.getHostAddress();
    if (!protocol.hasPorts()) {
      return text;
    }
    return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port;
  }
}
