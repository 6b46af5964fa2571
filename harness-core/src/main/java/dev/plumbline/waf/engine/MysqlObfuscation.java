package dev.plumbline.waf.engine;

import static dev.plumbline.waf.engine.Ascii.afterSpaces;
import static dev.plumbline.waf.engine.Ascii.beforeSpaces;
import static dev.plumbline.waf.engine.Ascii.isDigit;
import static dev.plumbline.waf.engine.Ascii.isQuote;
import static dev.plumbline.waf.engine.Ascii.isWord;

import java.util.List;

/**
 * Finds SQL of MySQL whose words are kept apart by comments or brackets in place of spaces, and
 * text ended by a quote or backtick.
 *
 * <p>The shapes were checked by asking a real engine: about texts of up to six characters one by
 * one, and about texts made at random, of which it found the same. What is known not to agree: an
 * engine that gives up after so many steps finds nothing in some long texts, this does. The time is
 * linear in the length of the text.
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
    String lower = Ascii.lower(text);
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

  /** {@code select(space(}: a verb, and in brackets behind it the function that makes spaces. */
  private static boolean callsSpace(String text) {
    for (int at = text.indexOf("space"); at >= 0; at = text.indexOf("space", at + 1)) {
      int bracket = beforeSpaces(text, at) - 1;
      if (is(text, afterSpaces(text, at + "space".length()), '(') && is(text, bracket, '(')) {
        int end = beforeSpaces(text, bracket);
        if (VERBS.stream().anyMatch(verb -> text.startsWith(verb, end - verb.length()))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean is(String text, int at, char c) {
    return at >= 0 && at < text.length() && text.charAt(at) == c;
  }

  private static int lastQuote(String text) {
    return Math.max(text.lastIndexOf('"'), Math.max(text.lastIndexOf('\''), text.lastIndexOf('`')));
  }

  private static boolean isEndOfValue(char c) {
    return isQuote(c) || c == ')' || isDigit(c) || c >= 'a' && c <= 'f';
  }
}
