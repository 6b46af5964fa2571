package dev.plumbline.waf.engine;

/** Percent codes as firewalls read them: {@code %41}, {@code %u0041}, and plus for a blank. */
final class PercentCode {

  /** What U+00A0 to U+00FF look like; an underscore for those that look like nothing else. */
  private static final String LATIN =
      " !c_$Y|__Ca<_-R___23____,1o>____AAAAAAACEEEEIIIIDNOOOOO_OUUUUY__"
          + "aaaaaaaceeeeiiii_nooooo_ouuuuy_y";

  private PercentCode() {}

  /** Returns a text decoded once, {@code %uXXXX} too; what is no whole code stays as it is. */
  static String decoded(String text) {
    return decoded(text, true);
  }

  /** Returns a text decoded as that of an argument is: {@code %uXXXX} stays. */
  static String argument(String text) {
    return decoded(text, false);
  }

  private static String decoded(String text, boolean unicode) {
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
          && unicode
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

  /**
   * Returns a text with the characters of UTF-8 beyond ASCII as {@code %uXXXX}, overlong forms of
   * ASCII among them; bytes that are no UTF-8 stay.
   */
  static String unicode(String text) {
    int first = 0;
    while (first < text.length() && text.charAt(first) < 0x80) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder coded = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); ) {
      int length = lengthOfCharacter(text, i);
      if (length < 2) {
        coded.append(text.charAt(i++));
      } else {
        int code = text.charAt(i) & 0xff >> length + 1;
        for (int j = 1; j < length; j++) {
          code = code << 6 | text.charAt(i + j) & 0x3f;
        }
        String hex = Integer.toHexString(code);
        coded.append("%u").append("0".repeat(Math.max(0, 4 - hex.length()))).append(hex);
        i += length;
      }
    }
    return coded.toString();
  }

  /** Returns how many bytes a character of UTF-8 has; 1 for what is none. */
  private static int lengthOfCharacter(String text, int at) {
    char first = text.charAt(at);
    int length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 1;
    for (int i = at + 1; i < at + length; i++) {
      if (i >= text.length() || (text.charAt(i) & 0xc0) != 0x80) {
        return 1;
      }
    }
    return length;
  }

  /**
   * Characters become the ones of ASCII that they look like, as in the best fit of Windows' code
   * page 20127; others their last byte.
   */
  private static char narrow(int code) {
    if (code >= 0xa0 && code <= 0xff) {
      char like = LATIN.charAt(code - 0xa0);
      return like == '_' ? (char) code : like;
    }
    if (code >= 0xff01 && code <= 0xff5e) {
      return (char) (code - 0xfee0);
    }
    return switch (code) {
      case 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x3000 -> ' ';
      case 0x2010, 0x2011, 0x2013, 0x2014 -> '-';
      case 0x2018, 0x2019, 0x201b, 0x2b9, 0x2bc, 0x2c8, 0x2032 -> '\'';
      case 0x201c, 0x201d, 0x201e, 0x201f, 0x2ba, 0x2033 -> '"';
      case 0x2cb, 0x2035 -> '`';
      case 0x201a -> ',';
      case 0x2022, 0x2026 -> '.';
      case 0x2039 -> '<';
      case 0x203a -> '>';
      case 0x2122 -> 'T';
      default -> (char) (code & 0xff);
    };
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
