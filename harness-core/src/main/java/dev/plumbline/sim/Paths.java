package dev.plumbline.sim;

import java.nio.charset.StandardCharsets;
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

  /** Returns the raw path of a target in origin form. */
  static String path(String origin) {
    return origin.substring(0, firstOf(origin, "?#", 0));
  }

  /** Returns the raw query of a target in origin form; null when it has none. */
  static @Nullable String query(String origin) {
    int mark = origin.indexOf('?');
    return mark < 0 ? null : origin.substring(mark + 1);
  }

  /** Returns a path put behind another, with one slash between them. */
  static String join(String before, String path) {
    String base = before.endsWith("/") ? before.substring(0, before.length() - 1) : before;
    return path.startsWith("/") ? base + path : base + "/" + path;
  }

  /**
   * Returns a URL with the path of a request behind its own, and the query behind its own: both
   * before its fragment.
   *
   * @param path the path; null for none
   * @param query the query; null for none
   */
  static String redirected(String url, @Nullable String path, @Nullable String query) {
    String whole = url.substring(0, firstOf(url, "#", 0));
    String own = query(whole);
    String location = path == null ? path(whole) : join(path(whole), path);
    if (own != null) {
      location += "?" + own;
    }
    if (query != null) {
      location += own == null ? "?" + query : own.isEmpty() ? query : "&" + query;
    }
    return location + url.substring(whole.length());
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
   * Returns the path of a target, percent-decoded once, without the query: a character for each
   * octet, as those of the target are. Dot segments stay as they are.
   *
   * @return null when an escape is not {@code %} with two hexadecimal digits, or stands for NUL
   */
  static @Nullable String decoded(String target) {
    String raw = path(originForm(target));
    StringBuilder decoded = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) != '%') {
        decoded.append(raw.charAt(i));
        continue;
      }
      int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
      if (low < 0 || high + low == 0) {
        return null;
      }
      decoded.append((char) (high * 16 + low));
      i += 2;
    }
    return decoded.toString();
  }

  /**
   * Returns how much of a path a pattern matches: all of it where they are equal, what stands
   * before the {@code *} where the path begins with that. Where case does not count, it does not
   * for the letters A to Z: no server folds others in the octets of a path.
   *
   * @param pattern the pattern, whose UTF-8 counts
   * @param path the path, decoded or raw, a character for each octet
   * @param caseCounts whether case counts
   * @return the length; -1 when the pattern does not match
   */
  static int matched(String pattern, String path, boolean caseCounts) {
    boolean open = pattern.endsWith("*");
    String text = open ? pattern.substring(0, pattern.length() - 1) : pattern;
    String octets = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    boolean begins = caseCounts ? path.startsWith(octets) : folded(path).startsWith(folded(octets));
    return begins && (open || path.length() == octets.length()) ? octets.length() : -1;
  }

  private static String folded(String path) {
    StringBuilder folded = new StringBuilder(path);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        folded.setCharAt(i, (char) (c | 0x20));
      }
    }
    return folded.toString();
  }

  /** Returns how much of a raw path stands for the first octets of the decoded one. */
  static int rawLength(String raw, int octets) {
    int at = 0;
    for (int seen = 0; seen < octets && at < raw.length(); seen++) {
      at += raw.charAt(at) == '%' ? 3 : 1;
    }
    return Math.min(at, raw.length());
  }
}
