package dev.plumbline.vantage;

import dev.plumbline.network.IpAddresses;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.xbill.DNS.ResolverConfig;

/** Which DNS server a vantage asks. */
public final class Resolvers {

  private static final int DNS_PORT = 53;

  private Resolvers() {}

  /**
   * Returns the server written as {@code address} or {@code address:port}; the port is 53 unless
   * written.
   *
   * @throws IllegalArgumentException when it names none
   */
  public static InetSocketAddress parse(String text) {
    String address = text;
    int port = DNS_PORT;
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && text.contains("]");
    if (colon > 0 && (bracketed ? text.charAt(colon - 1) == ']' : text.indexOf(':') == colon)) {
      address = text.substring(0, colon);
      port = port(text, text.substring(colon + 1));
    }
    if (bracketed) {
      address = address.substring(1, address.length() - 1);
    }
    if (!IpAddresses.isLiteral(address)) {
      throw new IllegalArgumentException(
          "resolver \"" + text + "\" is not an address such as 10.1.0.4 or 10.1.0.4:5353");
    }
    return new InetSocketAddress(IpAddresses.parse(address), port);
  }

  /** Returns the first DNS server that this machine is set up to ask; empty when there is none. */
  public static Optional<InetSocketAddress> ofSystem() {
    return ResolverConfig.getCurrentConfig().servers().stream()
        .filter(server -> server.getAddress() != null)
        .findFirst();
  }

  private static int port(String text, String digits) {
    if (!digits.matches("\\d{1,5}")
        || Integer.parseInt(digits) < 1
        || Integer.parseInt(digits) > 65535) {
      throw new IllegalArgumentException("resolver \"" + text + "\" has no port from 1 to 65535");
    }
    return Integer.parseInt(digits);
  }
}
