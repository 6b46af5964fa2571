package dev.plumbline.waf.engine;

import dev.plumbline.network.CustomRule.Transform;
import java.util.List;
import java.util.Map;

/** What is done to a text, one byte a character, before a custom rule compares it. */
final class Transforms {

  /** The entities of HTML 2 that have names. */
  private static final Map<String, Character> ENTITIES =
      Map.of("quot", '"', "amp", '&', "lt", '<', "gt", '>', "nbsp", '\u00a0', "apos", '\'');

  private static final String HEX = "0123456789abcdef";
  private static final int LONGEST_NUMBER = 7;

  private Transforms() {}

  static String apply(List<Transform> transforms, String text) {
    String done = text;
    for (Transform transform : transforms) {
      done = apply(transform, done);
    }
    return done;
  }

  private static String apply(Transform transform, String text) {
    return switch (transform) {
      case LOWERCASE -> shifted(text, 'A', 'Z', 32);
      case UPPERCASE -> shifted(text, 'a', 'z', -32);
      case TRIM -> trimmed(text);
      case URL_DECODE -> PercentCode.decoded(text);
      case URL_ENCODE -> encoded(text);
      case REMOVE_NULLS -> text.replace("\0", "");
      case HTML_ENTITY_DECODE -> withoutEntities(text);
    };
  }

  private static String shifted(String text, char first, char last, int by) {
    StringBuilder shifted = new StringBuilder(text);
    for (int i = 0; i < shifted.length(); i++) {
      char c = shifted.charAt(i);
      if (c >= first && c <= last) {
        shifted.setCharAt(i, (char) (c + by));
      }
    }
    return shifted.toString();
  }

  private static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (start < end && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9' || (c | 32) >= 'a' && (c | 32) <= 'z' || c == '*') {
        encoded.append(c);
      } else if (c == ' ') {
        encoded.append('+');
      } else {
        encoded.append('%').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
      }
    }
    return encoded.toString();
  }

  /** Entities end with a semicolon, or where they cannot go on; what is none stays as it is. */
  private static String withoutEntities(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = text.charAt(at) == '&' ? endOfEntity(text, at + 1) : at;
      int code = end > at + 1 ? code(text.substring(at + 1, end)) : -1;
      if (code < 0) {
        decoded.append(text.charAt(at));
        at++;
      } else {
        decoded.append((char) (code & 0xff));
        at = end < text.length() && text.charAt(end) == ';' ? end + 1 : end;
      }
    }
    return decoded.toString();
  }

  private static int endOfEntity(String text, int start) {
    int end = start;
    while (end < text.length()
        && (text.charAt(end) == '#' && end == start
            || Character.digit(text.charAt(end), 36) >= 0 && text.charAt(end) < 0x80)) {
      end++;
    }
    return end;
  }

  private static int code(String entity) {
    Character named = ENTITIES.get(shifted(entity, 'A', 'Z', 32));
    if (named != null) {
      return named;
    }
    boolean hex = entity.startsWith("#x") || entity.startsWith("#X");
    String digits = hex ? entity.substring(2) : entity.startsWith("#") ? entity.substring(1) : "";
    if (digits.isEmpty() || digits.length() > LONGEST_NUMBER) {
      return -1;
    }
    int code = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), hex ? 16 : 10);
      if (digit < 0) {
        return -1;
      }
      code = code * (hex ? 16 : 10) + digit;
    }
    return code;
  }
}
