package dev.plumbline.waf.engine;

/** Finds texts that look like SQL by single characters: quotes at ends, comments, many symbols. */
final class ArgumentShapes {

  /** So many symbols in one text are too many. */
  private static final int MANY = 12;

  private static final String SYMBOLS = "~!@#$%^&*()-+={}[]|:;\"'`<>";

  /** The bytes of typographic quotes in UTF-8: each counts, whatever character it is a part of. */
  private static final String QUOTE_BYTES = "\u00c2\u00b4\u00e2\u0080\u0098\u0099";

  private static final boolean[] IS_SYMBOL = new boolean[256];

  static {
    (SYMBOLS + QUOTE_BYTES).chars().forEach(c -> IS_SYMBOL[c] = true);
  }

  private ArgumentShapes() {}

  /** Returns whether a text holds many symbols. */
  static boolean hasManySymbols(String text) {
    int symbols = 0;
    for (int i = 0; i < text.length(); i++) {
      if (IS_SYMBOL[text.charAt(i) & 0xff] && ++symbols == MANY) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a line begins with a quote or semicolon, or ends with a quote. */
  static boolean hasQuoteAtEndOfLine(String text) {
    int begin = 0;
    while (begin <= text.length()) {
      int end = text.indexOf('\n', begin);
      end = end < 0 ? text.length() : end;
      int first = begin;
      while (first < end && isSpace(text.charAt(first))) {
        first++;
      }
      int last = end - 1;
      while (last > first && isSpace(text.charAt(last))) {
        last--;
      }
      if (first < end
          && (isQuote(text.charAt(first))
              || text.charAt(first) == ';'
              || isQuote(text.charAt(last)))) {
        return true;
      }
      begin = end + 1;
    }
    return false;
  }

  /**
   * Returns whether a text holds a mark that begins or ends a comment: those of C, two dashes where
   * SQL would take them for one, a hash in a line that goes on after it, or a written NUL.
   */
  static boolean hasComment(String text) {
    return text.contains("/*")
        || text.contains("*/")
        || text.contains("\\x00")
        || hasDashes(text)
        || hasHash(text);
  }

  private static boolean hasDashes(String text) {
    int lastDash = text.lastIndexOf('-');
    for (int at = text.indexOf("--"); at >= 0; at = text.indexOf("--", at + 1)) {
      boolean behind = at > 0 && (text.charAt(at - 1) == '\'' || text.charAt(at - 1) == ';');
      boolean before = at + 2 < text.length() && isSpace(text.charAt(at + 2));
      if (behind || before || lastDash > at + 1) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasHash(String text) {
    int lastSpace = text.length() - 1;
    while (lastSpace >= 0 && !isSpace(text.charAt(lastSpace))) {
      lastSpace--;
    }
    for (int at = text.indexOf('#', 1); at >= 0 && at < lastSpace; at = text.indexOf('#', at + 1)) {
      if (text.charAt(at - 1) != '&' && text.charAt(at - 1) != '-') {
        return true;
      }
    }
    return false;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }
}
