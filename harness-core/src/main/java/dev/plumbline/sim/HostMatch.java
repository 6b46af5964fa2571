package dev.plumbline.sim;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which hosts the names of virtual hosts and of certificates are for. */
final class HostMatch {

  private HostMatch() {}

  /**
   * Returns the pattern of a virtual host's name: {@code *} stands for any characters, also dots,
   * {@code ?} for exactly one.
   */
  static Pattern pattern(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    StringBuilder regex = new StringBuilder();
    for (char c :
        (lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower).toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString());
  }

  /**
   * Returns whether a certificate's DNS name covers a host: equal, or {@code *.} for exactly one
   * label (RFC 9525 section 6.3).
   */
  static boolean covers(String certificateName, String host) {
    String name = certificateName.toLowerCase(Locale.ROOT);
    if (!name.startsWith("*.")) {
      return name.equals(host);
    }
    int dot = host.indexOf('.');
    return dot > 0 && host.substring(dot).equals(name.substring(1));
  }
}
