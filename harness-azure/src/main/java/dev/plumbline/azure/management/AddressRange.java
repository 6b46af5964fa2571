package dev.plumbline.azure.management;

import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Addresses as a caller writes them: one of them, a prefix, a service tag, or {@code *}.
 *
 * @param text as written
 * @param prefixes all of them
 */
record AddressRange(String text, List<Cidr> prefixes) {

  private static final Cidr ALL = Cidr.of("0.0.0.0/0");

  /**
   * Reads one.
   *
   * @param subnet where it is asked about: service tags differ by that
   * @throws ManagementException when it is none of these
   */
  static AddressRange of(String text, String member, NetworkRules rules, String subnet) {
    if (text.equals("*")) {
      return new AddressRange(text, List.of(ALL));
    } else if (rules.serviceTags().isTag(text)) {
      return new AddressRange(text, TagPrefixes.of(rules, text, subnet));
    } else if (IpAddresses.isLiteral(text)) {
      InetAddress address = IpAddresses.parse(text);
      return new AddressRange(text, List.of(new Cidr(address, address.getAddress().length * 8)));
    }
    try {
      return new AddressRange(text, List.of(Cidr.of(text)));
    } catch (IllegalArgumentException e) {
      throw ManagementException.badRequest(
          "InvalidParameterValue",
          "'"
              + text
              + "' is not a valid "
              + member
              + ": an IP address, a prefix, a service tag or *.");
    }
  }

  boolean contains(InetAddress address) {
    return prefixes.stream().anyMatch(prefix -> prefix.contains(address));
  }

  /**
   * Returns addresses of the range, of which there is one between any two borders of prefixes: who
   * knows only whether an address is in these, tells no other ones apart.
   */
  Set<InetAddress> between(Collection<Cidr> borders) {
    Set<InetAddress> all = new LinkedHashSet<>();
    for (Cidr own : prefixes) {
      all.add(own.address());
      for (Cidr border : borders) {
        int size = own.address().getAddress().length;
        if (border.length() > own.length()
            && border.address().getAddress().length == size
            && own.contains(border.address())) {
          all.add(border.address());
          BigInteger next =
              new BigInteger(1, border.address().getAddress())
                  .add(BigInteger.ONE.shiftLeft(size * 8 - border.length()));
          if (next.bitLength() <= size * 8 && own.contains(address(next, size))) {
            all.add(address(next, size));
          }
        }
      }
    }
    return all;
  }

  private static InetAddress address(BigInteger number, int size) {
    byte[] bytes = new byte[size];
    byte[] all = number.toByteArray();
    int from = Math.max(0, all.length - size);
    System.arraycopy(all, from, bytes, size - (all.length - from), all.length - from);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
