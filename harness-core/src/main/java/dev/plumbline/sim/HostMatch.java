package dev.plumbline.sim;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Host names as they stand in a Host header, in {@code :authority} and in the names of virtual
 * hosts.
 */
final class HostMatch {

  // RFC 3986 section 3.2.2: an IP literal in brackets, or a registered name
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::\\d*)?");

  private HostMatch() {}

  /**
   * Returns the host of an authority such as {@code api.contoso.net:443}: in lower case, without
   * the port, brackets and one trailing dot, so that {@code API.contoso.net.} and {@code
   * api.contoso.net} are the same (RFC 1034 section 3.1).
   *
   * @return the host; empty for an empty authority; null when it is not an authority (RFC 3986
   *     section 3.2)
   */
  static @Nullable String normalise(String authority) {
    var parts = AUTHORITY.matcher(authority.strip());
    if (!parts.matches()) {
      return null;
    }
    String host = parts.group(1).toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

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
