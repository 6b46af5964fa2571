package dev.plumbline.network;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host names, and their form (RFC 1123 section 2.1), with underscores, which occur. */
public final class HostNames {

  private static final Pattern LABELS =
      Pattern.compile(
          "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\\.?");

  // RFC 3986 section 3.2.2: an IP literal in brackets, or a registered name
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::\\d*)?");

  private HostNames() {}

  /**
   * Returns the host of an authority such as {@code api.contoso.net:443}: in lower case, without
   * the port, brackets and one trailing dot, so that {@code API.contoso.net.} and {@code
   * api.contoso.net} are the same (RFC 1034 section 3.1).
   *
   * @return the host; empty for an empty authority; null when it is not an authority (RFC 3986
   *     section 3.2)
   */
  public static @Nullable String ofAuthority(String authority) {
    Matcher parts = AUTHORITY.matcher(authority.strip());
    if (!parts.matches()) {
      return null;
    }
    String host = parts.group(1).toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** Returns a host name or an address as it stands in a Host header (RFC 3986 section 3.2.2). */
  public static String authority(String host) {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  /**
   * Returns whether a text is a host name: labels of letters, digits, hyphens and underscores, 253
   * characters at most, and no IPv4 address.
   */
  public static boolean isHostName(String text) {
    return text.length() <= 254 && LABELS.matcher(text).matches() && !text.matches("[0-9.]+");
  }
}
