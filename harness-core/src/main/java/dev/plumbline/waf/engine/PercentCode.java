package dev.plumbline.waf.engine;

import java.util.Locale;

/** Percent codes as firewalls read them: {@code %41}, {@code %u0041}, and plus for a blank. */
final class PercentCode {

  private PercentCode() {}

  /** Returns a text decoded once; what is no whole code stays as it is. */
  static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '+') {
        decoded.append(' ');
      } else if (c == '%' && number(text, i + 1, 2) >= 0) {
        decoded.append((char) number(text, i + 1, 2));
        i += 2;
      } else if (c == '%'
          && i + 1 < text.length()
          && (text.charAt(i + 1) | 0x20) == 'u'
          && number(text, i + 2, 4) >= 0) {
        decoded.append(narrow(number(text, i + 2, 4)));
        i += 5;
      } else {
        decoded.append(c);
      }
    }
    return decoded.toString();
  }

  /** Returns a text whose characters beyond ASCII, in UTF-8, are {@code %uXXXX}. */
  static String escaped(String text) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() * 2);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int more = (c & 0xe0) == 0xc0 ? 1 : (c & 0xf0) == 0xe0 ? 2 : (c & 0xf8) == 0xf0 ? 3 : 0;
      int code = c & 0x3f >> more;
      int end = i;
      while (end < i + more && end + 1 < text.length() && (text.charAt(end + 1) & 0xc0) == 0x80) {
        end++;
        code = code << 6 | text.charAt(end) & 0x3f;
      }
      if (more > 0 && end == i + more) {
        escaped.append("%u").append(String.format(Locale.ROOT, "%04x", code));
        i = end;
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** Returns a text with typographic quotes and full-width forms, in UTF-8, as plain characters. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int code = -1;
      int length = 1;
      if ((c & 0xe0) == 0xc0 && i + 1 < text.length()) {
        length = 2;
        code = (c & 0x1f) << 6 | text.charAt(i + 1) & 0x3f;
      } else if ((c & 0xf0) == 0xe0 && i + 2 < text.length()) {
        length = 3;
        code = (c & 0xf) << 12 | (text.charAt(i + 1) & 0x3f) << 6 | text.charAt(i + 2) & 0x3f;
      }
      char narrow = code < 0 ? c : narrow(code);
      boolean known = code >= 0 && narrow < 128 && narrow != (code & 0xff) || code == 0xb4;
      plain.append(known ? narrow : c);
      i += known ? length - 1 : 0;
    }
    return plain.toString();
  }

  /** Full-width forms and quotes become the characters they are like, others their last byte. */
  private static char narrow(int code) {
    if (code >= 0x2018 && code <= 0x201b
        || code == 0xb4
        || code == 0x2b9
        || code == 0x2bc
        || code == 0x2c8
        || code == 0x2032) {
      return code == 0x201a ? ',' : '\'';
    }
    if (code >= 0x201c && code <= 0x201f || code == 0x2ba || code == 0x2033) {
      return '"';
    }
    if (code == 0x2cb || code == 0x2035) {
      return '`';
    }
    boolean fullWidth = code >= 0xff01 && code <= 0xff5e;
    return (char) ((code & 0xff) + (fullWidth ? 0x20 : 0));
  }

  /** Returns the value of some hexadecimal digits; -1 when they are none. */
  private static int number(String text, int from, int digits) {
    if (from + digits > text.length()) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * 16 + digit;
    }
    return number;
  }
}
