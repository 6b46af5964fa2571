package dev.plumbline.sim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Paths of request targets, and the patterns they are routed by. */
final class Paths {

  private Paths() {}

  /**
   * Returns the raw path and query of a target in origin or absolute form (RFC 9112 section 3.2);
   * other targets as they are.
   */
  static String originForm(String target) {
    int scheme = target.indexOf("://");
    if (target.startsWith("/") || scheme < 0) {
      return target;
    }
    int start = firstOf(target, "/?#", scheme + 3);
    String rest = target.substring(start);
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  /** Returns the authority of a target in absolute form; null for another form. */
  static @Nullable String authority(String target) {
    int scheme = target.indexOf("://");
    if (target.startsWith("/") || scheme < 0) {
      return null;
    }
    return target.substring(scheme + 3, firstOf(target, "/?#", scheme + 3));
  }

  private static int firstOf(String text, String characters, int from) {
    for (int i = from; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  /**
   * Returns the path of a target, percent-decoded once as UTF-8, without the query. Dot segments
   * stay as they are.
   *
   * @return null when an escape is not {@code %} with two hexadecimal digits, or stands for NUL
   */
  static @Nullable String decoded(String target) {
    String origin = originForm(target);
    String path = origin.substring(0, firstOf(origin, "?#", 0));
    if (path.indexOf('%') < 0) {
      return path;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
    byte[] raw = path.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        bytes.write(raw[i]);
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
      if (low < 0 || high + low == 0) {
        return null;
      }
      bytes.write(high * 16 + low);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /**
   * Returns whether a decoded path fits a pattern: equal, or begins with what stands before the
   * {@code *}; case does not count.
   */
  static boolean fits(String pattern, String path) {
    String p = pattern.toLowerCase(Locale.ROOT);
    String candidate = path.toLowerCase(Locale.ROOT);
    return p.endsWith("*")
        ? candidate.startsWith(p.substring(0, p.length() - 1))
        : candidate.equals(p);
  }
}
