package dev.plumbline.probe;

import org.jspecify.annotations.Nullable;

/**
 * What the head of a request says, however broken it is: read character by character, since it is
 * read for each request that is sent, and patterns would cost more than sending it.
 *
 * @param text the request, one byte a character
 * @param end where the empty line at the end of the head begins; the length of the text when there
 *     is none
 * @param isEnded whether there is one
 */
record RequestHead(String text, int end, boolean isEnded) {

  static RequestHead of(String text) {
    int end = endOfHead(text);
    return new RequestHead(text, end < 0 ? text.length() : end, end >= 0);
  }

  private static int endOfHead(String text) {
    int start = 0;
    while (start < text.length() && (text.charAt(start) == '\r' || text.charAt(start) == '\n')) {
      start++;
    }
    for (int at = text.indexOf('\n', start); at >= 0; at = text.indexOf('\n', at + 1)) {
      if (text.startsWith("\r\n", at + 1) || text.startsWith("\n", at + 1)) {
        return at + 1;
      }
    }
    return -1;
  }

  /** Returns the first word; empty for none. */
  String method() {
    int start = firstWord();
    return text.substring(start, endOfWord(start));
  }

  /** Returns the second word; empty for none. */
  String target() {
    int start = endOfWord(firstWord());
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start, endOfWord(start));
  }

  private int firstWord() {
    int start = 0;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    return start;
  }

  private int endOfWord(int start) {
    int last = end;
    while (last > start && Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    int at = start;
    while (at < last && !isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  /**
   * Returns the value of the first line of a header; null for none.
   *
   * @param name in any case
   */
  @Nullable String value(String name) {
    int start = 0;
    while (start < end) {
      int lineEnd = text.indexOf('\n', start);
      if (lineEnd < 0 || lineEnd > end) {
        lineEnd = end;
      }
      int colon = start;
      while (colon < lineEnd && text.charAt(colon) != ':') {
        colon++;
      }
      if (colon < lineEnd && isNamed(start, colon, name)) {
        return text.substring(colon + 1, lineEnd).strip();
      }
      start = lineEnd + 1;
    }
    return null;
  }

  private boolean isNamed(int start, int colon, String name) {
    int from = start;
    int to = colon;
    while (from < to && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    return to - from == name.length() && text.regionMatches(true, from, name, 0, name.length());
  }
}
