package dev.plumbline.azure.rules;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Address prefixes with bits set beyond their length, such as 10.0.0.5/24, for the network they lie
 * in. Network security groups and route tables refuse such.
 */
public final class AddressPrefixes {

  private AddressPrefixes() {}

  /** Returns whether a text is an address or an address prefix. */
  public static boolean isPrefix(String text) {
    try {
      of(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Returns the prefix written as {@code address/length}, or as an address alone for a single host;
   * bits beyond the length are cleared.
   *
   * @throws IllegalArgumentException when it is not one
   */
  public static Cidr of(String text) {
    int slash = text.indexOf('/');
    if (slash < 0
        || !IpAddresses.isLiteral(text.substring(0, slash))
        || !text.substring(slash + 1).matches("0|[1-9]\\d{0,2}")) {
      return Cidr.of(text);
    }
    byte[] bytes = IpAddresses.parse(text.substring(0, slash)).getAddress();
    int length = Integer.parseInt(text.substring(slash + 1));
    for (int bit = length; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(1 << (7 - bit % 8));
    }
    try {
      return new Cidr(InetAddress.getByAddress(bytes), length);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
