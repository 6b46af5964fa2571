package dev.plumbline.waf.engine;

import java.util.List;
import java.util.Locale;

/**
 * Finds SQL of MySQL whose words are kept apart by comments or brackets in place of spaces, and
 * text ended by a quote or backtick. The time is linear in the length of the text.
 */
final class MysqlObfuscation {

  private static final List<String> VERBS =
      List.of(
          "select",
          "create",
          "rename",
          "truncate",
          "load",
          "alter",
          "delete",
          "update",
          "insert",
          "desc");

  private MysqlObfuscation() {}

  /** Returns whether a decoded text holds one of the shapes. */
  static boolean isFound(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return quoteClosesAfterComma(lower) || selectsFrom(lower) || callsSpace(lower);
  }

  /**
   * A list whose later member is closed by a quote: after a comma, a quote behind a digit, a letter
   * up to f, a bracket or another quote. A quote right behind it must itself be closed again.
   */
  private static boolean quoteClosesAfterComma(String text) {
    int comma = text.indexOf(',');
    if (comma < 0) {
      return false;
    }
    int last = lastQuote(text);
    for (int i = comma + 2; i < text.length(); i++) {
      if (isQuote(text.charAt(i)) && isEndOfValue(text.charAt(i - 1))) {
        boolean doubled = i + 1 < text.length() && isQuote(text.charAt(i + 1));
        if (!doubled || last > i + 1) {
          return true;
        }
      }
    }
    return false;
  }

  /** Something selected from somewhere, whatever stands between; no word ends in "select". */
  private static boolean selectsFrom(String text) {
    int from = text.lastIndexOf("from");
    for (int at = text.indexOf("select", 1); at >= 0 && at + 6 < from; ) {
      if (!isWord(text.charAt(at - 1))) {
        return true;
      }
      at = text.indexOf("select", at + 1);
    }
    return false;
  }

  /** A verb, and in brackets behind it the function that makes spaces. */
  private static boolean callsSpace(String text) {
    for (int at = text.indexOf("space"); at >= 0; at = text.indexOf("space", at + 1)) {
      int behind = skip(text, at + 5, 1);
      int bracket = skip(text, at - 1, -1);
      if (is(text, behind, '(') && is(text, bracket, '(')) {
        String before = text.substring(Math.max(0, bracket - 64), bracket).stripTrailing();
        if (VERBS.stream().anyMatch(before::endsWith)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int skip(String text, int from, int step) {
    int at = from;
    while (at >= 0 && at < text.length() && isSpace(text.charAt(at))) {
      at += step;
    }
    return at;
  }

  private static boolean is(String text, int at, char c) {
    return at >= 0 && at < text.length() && text.charAt(at) == c;
  }

  private static int lastQuote(String text) {
    return Math.max(text.lastIndexOf('"'), Math.max(text.lastIndexOf('\''), text.lastIndexOf('`')));
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  private static boolean isEndOfValue(char c) {
    return isQuote(c) || c == ')' || c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
  }

  private static boolean isWord(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }
}
