package dev.plumbline.waf.engine;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/** Percent codes as firewalls read them: {@code %41}, {@code %u0041}, and plus for a blank. */
final class PercentCode {

  /** What U+00A0 to U+00FF look like; an underscore for those that look like nothing else. */
  private static final String LATIN =
      " !c_$Y|__Ca<_-R___23___.,1o>____AAAAAAACEEEEIIIIDNOOOOO_OUUUUY__"
          + "aaaaaaaceeeeiiii_nooooo_ouuuuy_y";

  /** What others look like, each beside the character that it becomes. */
  private static final String ALIKE =
      "\u0110D\u0111d\u0126H\u0127h\u0131i\u0141L\u0142l\u0152O\u0153o\u0166T\u0167t"
          + "\u0180b\u0189D\u0191F\u0192f\u0197I\u019al\u019fO\u01abt\u01aeT\u01b6z"
          + "\u01e4G\u01e5g\u0261g"
          // marks that stand alone or above letters
          + "\u02b9'\u02ba\"\u02bc'\u02c4^\u02c6^\u02c8'\u02cb`\u02cd_\u02dc~"
          + "\u0300`\u0302^\u0303~\u030e\"\u0331_\u0332_"
          // spaces, dashes and quotes
          + "\u2000 \u2001 \u2002 \u2003 \u2004 \u2005 \u2006 \u2010-\u2011-\u2013-\u2014-"
          + "\u2018'\u2019'\u201a,\u201c\"\u201d\"\u201e\"\u2022.\u2026."
          + "\u2032'\u2035`\u2039<\u203a>\u2122T\u3002.\uff61.";

  /** The last letter that loses its accent. */
  private static final int LAST_WITH_ACCENT = 0x1f0;

  /** The last byte with which a character of Unicode may begin. */
  private static final char LAST_OF_UNICODE = 0xf4;

  private static final char[] NARROW = narrow();

  private PercentCode() {}

  private static char[] narrow() {
    char[] narrow = new char[0x10000];
    for (int code = 0; code < narrow.length; code++) {
      narrow[code] = (char) (code & 0xff);
    }
    for (int code = 0xa0; code <= 0xff; code++) {
      char like = LATIN.charAt(code - 0xa0);
      narrow[code] = like == '_' ? (char) code : like;
    }
    for (int code = 0x100; code <= LAST_WITH_ACCENT; code++) {
      char letter = Normalizer.normalize(String.valueOf((char) code), Form.NFD).charAt(0);
      if (letter < 0x80 && code != 0x1e0 && code != 0x1e1) {
        narrow[code] = letter;
      }
    }
    for (int i = 0; i < ALIKE.length(); i += 2) {
      narrow[ALIKE.charAt(i)] = ALIKE.charAt(i + 1);
    }
    for (int code = 0xff01; code <= 0xff5e; code++) {
      narrow[code] = (char) (code - 0xfee0);
    }
    return narrow;
  }

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
   * Returns a text with the characters of UTF-8 beyond ASCII as {@code %uXXXX}; that is what rules
   * see first of all, and it has the engine's ways with what is no UTF-8: an overlong form or a
   * surrogate is followed by its first byte, what begins beyond Unicode has it before; the first
   * byte of a character that does not go on is dropped, and so is NUL; other bytes stay.
   */
  static String unicode(String text) {
    int first = 0;
    while (first < text.length() && text.charAt(first) < 0x80 && text.charAt(first) > 0) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder coded = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); ) {
      char c = text.charAt(i);
      int length = lengthOfCharacter(c);
      boolean whole = length > 1 && goesOn(text, i + 1, i + length);
      if (length == 1 && c > 0 || c > LAST_OF_UNICODE) {
        coded.append(c);
      }
      if (whole) {
        character(text, i, length, coded);
      }
      i += whole ? length : 1;
    }
    return coded.toString();
  }

  private static void character(String text, int at, int length, StringBuilder coded) {
    char first = text.charAt(at);
    int code = first & 0xff >> length + 1;
    for (int i = at + 1; i < at + length; i++) {
      code = code << 6 | text.charAt(i) & 0x3f;
    }
    coded.append("%u");
    for (int shift = code > 0xfffff ? 20 : code > 0xffff ? 16 : 12; shift >= 0; shift -= 4) {
      coded.append(Character.forDigit(code >> shift & 15, 16));
    }
    boolean overlong = code < (length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000);
    if (overlong || code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
      coded.append(first);
    }
  }

  /** Returns how many bytes a character of UTF-8 has, by its first; 1 for what begins none. */
  private static int lengthOfCharacter(char first) {
    return first < 0xc0 || first > 0xf7 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  }

  private static boolean goesOn(String text, int from, int end) {
    if (end > text.length()) {
      return false;
    }
    for (int i = from; i < end; i++) {
      if ((text.charAt(i) & 0xc0) != 0x80) {
        return false;
      }
    }
    return true;
  }

  /**
   * Characters become the ones of ASCII that they look like, as in the best fit of Windows' code
   * page 20127: letters lose their accents up to U+01F0, but for U+01E0 and U+01E1, and full-width
   * forms their width. Others are cut to their last byte. An engine was asked about each.
   */
  private static char narrow(int code) {
    return code < 0xa0 ? (char) code : NARROW[code];
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
