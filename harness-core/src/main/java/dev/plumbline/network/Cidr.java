package dev.plumbline.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * An address prefix (RFC 4632), IPv4 or IPv6.
 *
 * @param address the first address of the prefix
 * @param length the number of leading bits that count: 0 to 32, or 0 to 128
 */
public record Cidr(InetAddress address, int length) {

  private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");

  /** Checks the length, and that no bit is set beyond it. */
  public Cidr {
    byte[] bytes = address.getAddress();
    if (length < 0 || length > bytes.length * 8) {
      throw new IllegalArgumentException(
          "prefix length " + length + " is not within 0 to " + bytes.length * 8);
    }
    for (int bit = length; bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
        throw new IllegalArgumentException(
            address.getHostAddress()
                + "/"
                + length
                + " has bits set beyond the prefix; the network is "
                + masked(bytes, length)
                + "/"
                + length);
      }
    }
  }

  /**
   * Returns the prefix written as {@code address/length}, or as an address alone for a single host.
   *
   * @throws IllegalArgumentException when it is not one
   */
  public static Cidr of(String text) {
    int slash = text.indexOf('/');
    String first = slash < 0 ? text : text.substring(0, slash);
    String length = slash < 0 ? "" : text.substring(slash + 1);
    if (!IpAddresses.isLiteral(first) || slash >= 0 && !LENGTH.matcher(length).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an address prefix such as 10.1.0.0/24 or an address");
    }
    InetAddress address = IpAddresses.parse(first);
    int bits = address.getAddress().length * 8;
    if (slash >= 0 && Integer.parseInt(length) > bits) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has a prefix length that is not within 0 to " + bits);
    }
    return new Cidr(address, slash < 0 ? bits : Integer.parseInt(length));
  }

  /** Returns whether the prefix holds an address; false for one of the other family. */
  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    int whole = length / 8;
    int rest = 0xff00 >> length % 8 & 0xff;
    return Arrays.equals(mine, 0, whole, theirs, 0, whole)
        && (rest == 0 || (mine[whole] & rest) == (theirs[whole] & rest));
  }

  /** Returns whether two prefixes share an address. */
  public boolean overlaps(Cidr other) {
    return length <= other.length ? contains(other.address) : other.contains(address);
  }

  /** Returns {@code address/length}. */
  @Override
  public String toString() {
    return address.getHostAddress() + "/" + length;
  }

  private static String masked(byte[] bytes, int length) {
    byte[] masked = bytes.clone();
    for (int bit = length; bit < bytes.length * 8; bit++) {
      masked[bit / 8] &= (byte) ~(1 << (7 - bit % 8));
    }
    try {
      return InetAddress.getByAddress(masked).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
