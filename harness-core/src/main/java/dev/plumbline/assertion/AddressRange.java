package dev.plumbline.assertion;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** A range of addresses with a common prefix (RFC 4632), and the ranges that have a name. */
record AddressRange(String text, byte[] prefix, int bits) {

  // The patterns stand first: the ranges below are read with them.
  private static final Pattern V4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

  /** What the JDK takes for a literal or refuses; anything else it would ask a resolver for. */
  private static final Pattern V6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*");

  /** RFC 1918 section 3, and RFC 4193 section 3.1 for IPv6. */
  private static final List<AddressRange> PRIVATE =
      List.of(of("10.0.0.0/8"), of("172.16.0.0/12"), of("192.168.0.0/16"), of("fc00::/7"));

  /** RFC 6598: between a customer's network and the carrier's translation. */
  private static final AddressRange SHARED = of("100.64.0.0/10");

  /** Returns the range written as {@code address/length}. */
  static AddressRange of(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash > 0 && cidr.substring(slash + 1).matches("\\d{1,3}")) {
      byte[] bytes = address(cidr.substring(0, slash)).getAddress();
      int bits = Integer.parseInt(cidr.substring(slash + 1));
      if (bits <= bytes.length * 8) {
        return new AddressRange(cidr, bytes, bits);
      }
    }
    throw new IllegalArgumentException(
        "\"" + cidr + "\" is not an address prefix; write it like 10.1.0.0/24 or fd00::/8");
  }

  /** Returns whether a text is an address rather than a name; no resolver is asked. */
  static boolean isAddress(String text) {
    if (V4.matcher(text).matches()) {
      return true;
    }
    if (text.indexOf(':') < 0 || !V6_CHARACTERS.matcher(text).matches()) {
      return false;
    }
    try {
      return InetAddress.getByName(text) != null;
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
  }

  /** Returns the address that a literal stands for. */
  static InetAddress address(String literal) {
    if (!isAddress(literal)) {
      throw new IllegalArgumentException("\"" + literal + "\" is not an IP address");
    }
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("\"" + literal + "\" is not an IP address", e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != prefix.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 1 << (7 - bit % 8);
      if ((bytes[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  static boolean isPrivate(InetAddress address) {
    return PRIVATE.stream().anyMatch(range -> range.contains(address));
  }

  /** Returns the word that messages put behind an address. */
  static String kind(InetAddress address) {
    if (isPrivate(address)) {
      return "private";
    }
    if (SHARED.contains(address)) {
      return "shared, RFC 6598";
    }
    if (address.isLoopbackAddress()) {
      return "loopback";
    }
    if (address.isLinkLocalAddress()) {
      return "link-local";
    }
    if (address.isAnyLocalAddress()) {
      return "unspecified";
    }
    return address.isMulticastAddress() ? "multicast" : "public";
  }
}
