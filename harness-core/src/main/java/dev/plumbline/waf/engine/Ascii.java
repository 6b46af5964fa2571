package dev.plumbline.waf.engine;

/**
 * Kinds of characters, as engines tell them apart in texts with one byte a character: what is not
 * ASCII is no space, no digit and no part of a word.
 */
final class Ascii {

  private Ascii() {}

  static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '_';
  }

  static boolean isQuote(char c) {
    return c == '\'' || c == '"' || c == '`';
  }

  /** Returns a text with ASCII letters in lower case; it stays as long as it is. */
  static String lower(String text) {
    int upper = 0;
    while (upper < text.length() && !(text.charAt(upper) >= 'A' && text.charAt(upper) <= 'Z')) {
      upper++;
    }
    if (upper == text.length()) {
      return text;
    }
    char[] lower = text.toCharArray();
    for (int i = upper; i < lower.length; i++) {
      if (lower[i] >= 'A' && lower[i] <= 'Z') {
        lower[i] += 'a' - 'A';
      }
    }
    return new String(lower);
  }

  /** Returns where the spaces end that begin at an index; the index itself when none do. */
  static int afterSpaces(String text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Returns where the spaces begin that end before an index; the index itself when none do. */
  static int beforeSpaces(String text, int end) {
    int at = end;
    while (at > 0 && isSpace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }
}
