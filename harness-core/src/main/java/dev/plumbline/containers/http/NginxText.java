package dev.plumbline.containers.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Texts and expressions as nginx reads them. */
final class NginxText {

  private NginxText() {}

  /** Returns a text in quotes that means nothing but itself. */
  static String quoted(String text) {
    return '"' + literal(text) + '"';
  }

  /** Returns a text that means nothing but itself, to stand between quotes. */
  static String literal(String text) {
    return escaped(plain(text));
  }

  /** Returns an expression or a text with variables, in quotes. */
  static String open(String text) {
    return '"' + escaped(text) + '"';
  }

  /** Returns a text that means nothing but itself, to become part of one with variables. */
  static String plain(String text) {
    return text.replace("$", "${dollar}");
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }

  /**
   * Returns the expression for a text that means nothing but itself: what is beyond ASCII as the
   * octets of UTF-8, which nginx sees.
   */
  static String exactly(String text) {
    StringBuilder regex = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      regex.append(exactly(octet & 0xff));
    }
    return regex.toString();
  }

  private static String exactly(int octet) {
    if (octet < ' ' || octet > '~') {
      return "\\x%02x".formatted(octet);
    }
    boolean plain = Character.isLetterOrDigit(octet) || "/-_".indexOf(octet) >= 0;
    return (plain ? "" : "\\") + (char) octet;
  }

  /** Returns the expression for a host name in which * stands for any characters, ? for one. */
  static String hostName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String host = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    StringBuilder regex = new StringBuilder();
    for (char c : host.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : exactly(String.valueOf(c)));
    }
    return regex.toString();
  }

  /** Returns the expression for the DNS name of a certificate: {@code *.} stands for one label. */
  static String certificateName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("*.") ? "[^.]+" + exactly(lower.substring(1)) : exactly(lower);
  }

  /**
   * Returns the expression for a path of a request as it was sent, when each character of it may be
   * percent-encoded (RFC 3986 section 2.1).
   */
  static String decodedPath(String path, boolean caseCounts) {
    StringBuilder regex = new StringBuilder();
    for (byte signed : path.getBytes(StandardCharsets.UTF_8)) {
      int octet = signed & 0xff;
      regex.append("(?:");
      if (octet != '%') {
        regex.append(exactly(octet)).append('|');
      }
      regex.append(encoded(octet));
      if (!caseCounts && octet < 128 && Character.isLetter(octet)) {
        regex.append('|').append(encoded(octet ^ 0x20));
      }
      regex.append(')');
    }
    return regex.toString();
  }

  private static String encoded(int octet) {
    StringBuilder text = new StringBuilder("%");
    for (char digit : "%02x".formatted(octet).toCharArray()) {
      boolean letter = Character.isLetter(digit);
      text.append(letter ? "[" + digit + Character.toUpperCase(digit) + "]" : digit);
    }
    return text.toString();
  }

  /** Returns an address as it stands before a port. */
  static String address(String address) {
    return address.indexOf(':') < 0 ? address : "[" + address + "]";
  }
}
