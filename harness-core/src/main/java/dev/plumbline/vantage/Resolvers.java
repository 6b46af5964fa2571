package dev.plumbline.vantage;

import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;

/** Which DNS servers are asked, and which of their answers count. */
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

  /**
   * Returns whether an answer with a code counts, and no further server is asked: all but SERVFAIL,
   * NOTIMP and REFUSED, after which stub resolvers go on to the next (resolv.conf(5)).
   *
   * @param rcode the code's name as registered with IANA
   */
  public static boolean serves(String rcode) {
    return !List.of("SERVFAIL", "NOTIMP", "REFUSED").contains(rcode);
  }

  /** Returns the addresses in the answer section, in order, whatever alias they stand under. */
  public static List<InetAddress> addresses(Message answer) {
    List<InetAddress> addresses = new ArrayList<>();
    for (Record record : answer.getSection(Section.ANSWER)) {
      if (record instanceof ARecord a) {
        addresses.add(a.getAddress());
      } else if (record instanceof AAAARecord aaaa) {
        addresses.add(aaaa.getAddress());
      }
    }
    return List.copyOf(addresses);
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
