package dev.plumbline.sim;

import java.io.ByteArrayOutputStream;
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
   * Returns how much of a path a pattern matches: all of it where they are equal, what stands
   * before the {@code *} where the path begins with that.
   *
   * @param path the path, decoded or raw
   * @param caseCounts whether case counts
   * @return the length; -1 when the pattern does not match
   */
  static int matched(String pattern, String path, boolean caseCounts) {
    boolean open = pattern.endsWith("*");
    int length = open ? pattern.length() - 1 : pattern.length();
    boolean begins = path.regionMatches(!caseCounts, 0, pattern, 0, length);
    return begins && (open || path.length() == length) ? length : -1;
  }

  /** Returns how much of a raw path stands for the first characters of the decoded one. */
  static int rawLength(String raw, String decoded, int characters) {
    int bytes = decoded.substring(0, characters).getBytes(StandardCharsets.UTF_8).length;
    int at = 0;
    for (int seen = 0; seen < bytes && at < raw.length(); ) {
      int step = raw.charAt(at) == '%' ? 3 : Character.charCount(raw.codePointAt(at));
      seen += step == 3 ? 1 : raw.substring(at, at + step).getBytes(StandardCharsets.UTF_8).length;
      at += step;
    }
    return Math.min(at, raw.length());
  }
}
