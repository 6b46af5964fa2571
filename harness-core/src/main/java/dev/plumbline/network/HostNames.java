package dev.plumbline.network;

import java.util.regex.Pattern;

/** The form of host names (RFC 1123 section 2.1), with underscores, which occur. */
public final class HostNames {

  private static final Pattern LABELS =
      Pattern.compile(
          "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\\.?");

  private HostNames() {}

  /**
   * Returns whether a text is a host name: labels of letters, digits, hyphens and underscores, 253
   * characters at most, and no IPv4 address.
   */
  public static boolean isHostName(String text) {
    return text.length() <= 254 && LABELS.matcher(text).matches() && !text.matches("[0-9.]+");
  }
}
