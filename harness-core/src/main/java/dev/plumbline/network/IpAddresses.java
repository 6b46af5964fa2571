package dev.plumbline.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IP address literals, without ever asking the system's resolver. */
public final class IpAddresses {

  private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

  private IpAddresses() {}

  /**
   * Returns whether a text is an IPv4 or IPv6 literal, without brackets or zone; an IPv4 part has
   * no leading zeros (RFC 6943 section 3.1.1).
   */
  public static boolean isLiteral(String text) {
    return bytes(text) != null;
  }

  /**
   * Returns the address a literal stands for; an IPv4-mapped one (RFC 4291 section 2.5.5.2) stands
   * for the IPv4 address.
   *
   * @throws IllegalArgumentException when it is not a literal
   */
  public static InetAddress parse(String text) {
    byte[] bytes = bytes(text);
    if (bytes == null) {
      throw new IllegalArgumentException("\"" + text + "\" is not an IP address");
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns whether an address can be reached across the internet: not private (RFC 1918, RFC
   * 4193), shared (RFC 6598), link-local, loopback, multicast or unspecified. Addresses for
   * documentation (RFC 5737, RFC 3849) count as public: they stand for such in examples.
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

  private static byte @Nullable [] bytes(String text) {
    if (text.indexOf(':') < 0) {
      return v4(text);
    }
    return text.length() <= 45 ? v6(text) : null;
  }

  /** Returns null unless it is four numbers up to 255 without leading zeros. */
  private static byte @Nullable [] v4(String text) {
    byte[] bytes = new byte[4];
    int part = 0;
    int value = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && value >= 0 && part < 3) {
        bytes[part++] = (byte) value;
        value = -1;
      } else if (c >= '0' && c <= '9' && value != 0) {
        value = Math.max(value, 0) * 10 + c - '0';
      } else {
        return null;
      }
      if (value > 255) {
        return null;
      }
    }
    bytes[part] = (byte) value;
    return part == 3 && value >= 0 ? bytes : null;
  }

  /**
   * RFC 4291 section 2.2: eight groups, of which one run of zeros may be left out, and the last two
   * may be an IPv4 address.
   */
  private static byte @Nullable [] v6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] all = groups(text);
      return all != null && all.length == 16 ? all : null;
    }
    String before = text.substring(0, gap);
    // An IPv4 address can only be the end of the whole.
    byte[] front = before.indexOf('.') >= 0 ? null : groups(before);
    byte[] back = groups(text.substring(gap + 2));
    if (front == null || back == null || front.length + back.length > 14) {
      return null;
    }
    byte[] all = Arrays.copyOf(front, 16);
    System.arraycopy(back, 0, all, 16 - back.length, back.length);
    return all;
  }

  /**
   * Returns an address as servers write it: of IPv6, the longest run of zero groups is left out,
   * the first of several (RFC 5952 section 4).
   */
  public static String text(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address.getHostAddress();
    }
    int gap = -1;
    int longest = 1;
    for (int i = 0; i < bytes.length; i += 2) {
      int end = i;
      while (end < bytes.length && bytes[end] == 0 && bytes[end + 1] == 0) {
        end += 2;
      }
      if ((end - i) / 2 > longest) {
        gap = i;
        longest = (end - i) / 2;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length; i += 2) {
      if (i == gap) {
        text.append("::");
        i += 2 * longest - 2;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff));
      }
    }
    return text.toString();
  }

  private static byte @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    byte[] bytes = new byte[0];
    for (int i = 0; i < parts.length; i++) {
      byte[] group = i == parts.length - 1 ? v4(parts[i]) : null;
      if (group == null && GROUP.matcher(parts[i]).matches()) {
        int value = Integer.parseInt(parts[i], 16);
        group = new byte[] {(byte) (value >> 8), (byte) value};
      }
      if (group == null) {
        return null;
      }
      int end = bytes.length;
      bytes = Arrays.copyOf(bytes, end + group.length);
      System.arraycopy(group, 0, bytes, end, group.length);
    }
    return bytes;
  }
}
