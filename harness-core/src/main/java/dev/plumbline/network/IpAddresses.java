package dev.plumbline.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** IP address literals, without ever asking the system's resolver. */
public final class IpAddresses {

  private static final Pattern V4 =
      Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
  private static final Pattern V6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private IpAddresses() {}

  /** Returns whether a text is an IPv4 or IPv6 literal, without brackets or zone. */
  public static boolean isLiteral(String text) {
    return V4.matcher(text).matches() || V6_CHARACTERS.matcher(text).matches();
  }

  /**
   * Returns the address a literal stands for.
   *
   * @throws IllegalArgumentException when it is not a literal
   */
  public static InetAddress parse(String text) {
    if (!isLiteral(text)) {
      throw new IllegalArgumentException("\"" + text + "\" is not an IP address");
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not an IP address", e);
    }
  }

  /**
   * Returns whether an address can be reached across the internet: not private (RFC 1918, RFC 4193), shared (RFC 6598), link-local, loopback, multicast or
   * unspecified. Addresses for documentation (RFC 5737, RFC 3849) count as public: they stand for such in examples.
   */
  public static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    return !(shared
        || uniqueLocal
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isLoopbackAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress());
  }
}
