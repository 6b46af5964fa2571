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
}
