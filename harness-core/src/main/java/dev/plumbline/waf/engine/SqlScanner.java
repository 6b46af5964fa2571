package dev.plumbline.waf.engine;

import dev.plumbline.waf.engine.SqlToken.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes a text apart into tokens of SQL, from left to right.
 *
 * <p>It knows the marks of several dialects at once: texts in quotes, between dollars, and behind
 * the letters n, e, q and u&; names in backticks and brackets; numbers in decimal, hexadecimal and
 * binary, and amounts of money; comments of C, of two dashes, and of a hash.
 */
final class SqlScanner {

  private static final String ENDS_OF_WORDS = " []{}<>:\\?=@!#~+-*/&|^%(),';\t\n\013\f\r\"\240\000";

  private static final String ENDS_OF_VARIABLES = " <>:\\?=@!#~+-*/&|^%(),';\t\n\013\f\r`\"";

  private static final String HEXADECIMAL = "0123456789abcdefABCDEF";

  private static final String BINARY = "01";

  private final String text;
  private final boolean mysql;
  private char context;
  private int at;
  private boolean dialectsDiffer;

  /**
   * Begins at the beginning.
   *
   * @param context what the text stands in: a quote, or 0
   * @param mysql whether a hash begins a comment, and two dashes only before a space
   */
  SqlScanner(String text, char context, boolean mysql) {
    this.text = text;
    this.context = context;
    this.mysql = mysql;
  }

  /** Returns whether something was met that is a comment only in one dialect. */
  boolean dialectsDiffer() {
    return dialectsDiffer;
  }

  /** Returns the next token; null at the end. */
  @Nullable SqlToken next() {
    if (context != 0) {
      char quote = context;
      context = 0;
      return string(0, 0, quote, (char) 0);
    }
    while (at < text.length()) {
      SqlToken token = token();
      if (token != null) {
        return token;
      }
    }
    return null;
  }

  private @Nullable SqlToken token() {
    char c = text.charAt(at);
    switch (c) {
      case '\'', '"':
        return string(at, at + 1, c, c);
      case '`':
        return backtick();
      case '(':
        return mark(Kind.OPEN);
      case ')':
        return mark(Kind.CLOSE);
      case ',':
        return mark(Kind.COMMA);
      case ';':
        return mark(Kind.SEMICOLON);
      case '{':
        return mark(Kind.OPEN_BRACE);
      case '}':
        return mark(Kind.CLOSE_BRACE);
      case '?', ']':
        return mark(Kind.OTHER);
      case '[':
        return bracketed();
      case '\\':
        return peek(1) == 'N' ? token(Kind.NUMBER, at + 2) : mark(Kind.BACKSLASH);
      case '#':
        dialectsDiffer = true;
        return mysql ? toEndOfLine() : token(Kind.OPERATOR, at + 1);
      case '-':
        return dash();
      case '/':
        return slash();
      case '@':
        return variable();
      case '$':
        return dollar();
      case '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
        return number();
      default:
        if (c <= ' ' || c == 0xa0 || c == 0x7f) {
          at++;
          return null;
        }
        return "!%&*+:<=>^|~".indexOf(c) >= 0 ? operator() : word();
    }
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  private SqlToken mark(Kind kind) {
    return token(kind, at + 1);
  }

  private SqlToken token(Kind kind, int end) {
    int start = at;
    at = Math.min(end, text.length());
    return new SqlToken(kind, text, start, at, (char) 0, false, start, at);
  }

  private String shortened(int start, int end) {
    return text.substring(start, Math.min(end, start + SqlToken.LONGEST)).toLowerCase(Locale.ROOT);
  }

  /** A quote behind a backslash or doubled does not end a text. */
  private SqlToken string(int start, int inside, char quote, char opened) {
    int end = inside;
    boolean closed = false;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == '\\') {
        end++;
      } else if (c == quote) {
        if (end + 1 < text.length() && text.charAt(end + 1) == quote) {
          end++;
        } else {
          closed = true;
          break;
        }
      }
      end++;
    }
    end = Math.min(end, text.length());
    at = closed ? end + 1 : end;
    return new SqlToken(Kind.STRING, text, inside, end, opened, closed, start, at);
  }

  private SqlToken backtick() {
    SqlToken string = string(at, at + 1, '`', '`');
    Kind kind = SqlWords.kind(string.text());
    return string.as(kind == Kind.FUNCTION ? Kind.FUNCTION : Kind.NAME);
  }

  private SqlToken bracketed() {
    int end = text.indexOf(']', at);
    return token(Kind.NAME, end < 0 ? text.length() : end + 1);
  }

  private SqlToken toEndOfLine() {
    int end = text.indexOf('\n', at);
    return token(Kind.COMMENT, end < 0 ? text.length() : end + 1);
  }

  private SqlToken dash() {
    if (peek(1) == '-') {
      char behind = peek(2);
      if (at + 2 >= text.length() || isSpace(behind)) {
        return toEndOfLine();
      }
      dialectsDiffer = true;
      if (!mysql) {
        return toEndOfLine();
      }
    }
    return token(Kind.OPERATOR, at + 1);
  }

  private SqlToken slash() {
    if (peek(1) != '*') {
      return token(Kind.OPERATOR, at + 1);
    }
    int end = text.indexOf("*/", at + 2);
    int nested = text.indexOf("/*", at + 2);
    boolean trick = peek(2) == '!' || end >= 0 && nested >= 0 && nested < end;
    return token(trick ? Kind.TRICK : Kind.COMMENT, end < 0 ? text.length() : end + 2);
  }

  private SqlToken operator() {
    char c = text.charAt(at);
    char second = peek(1);
    if (c == '<' && second == '=' && peek(2) == '>') {
      return token(Kind.OPERATOR, at + 3);
    }
    if (c == second && (c == '|' || c == '&')) {
      return token(Kind.LOGIC, at + 2);
    }
    boolean two =
        switch (c) {
          case '!' -> "=<>!~".indexOf(second) >= 0;
          case '<' -> "=><@".indexOf(second) >= 0;
          case '>' -> "=>".indexOf(second) >= 0;
          case ':' -> "=:".indexOf(second) >= 0;
          case '*', '&' -> second == '=';
          case '|' -> "=/".indexOf(second) >= 0;
          case '~' -> second == '~';
          default -> false;
        };
    if (two) {
      return token(Kind.OPERATOR, at + 2);
    }
    return token(c == ':' && at + 1 < text.length() ? Kind.COLON : Kind.OPERATOR, at + 1);
  }

  private SqlToken variable() {
    int start = at;
    int name = peek(1) == '@' ? at + 2 : at + 1;
    char c = name < text.length() ? text.charAt(name) : 0;
    if (c == '\'' || c == '"' || c == '`') {
      return string(start, name + 1, c, c).as(Kind.VARIABLE);
    }
    int end = name;
    while (end < text.length() && ENDS_OF_VARIABLES.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return token(Kind.VARIABLE, end);
  }

  /** An amount of money, or a text between equal tags. */
  private SqlToken dollar() {
    int end = at + 1;
    while (end < text.length()
        && (isDigit(text.charAt(end)) || ".,".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    if (end > at + 1) {
      return end == at + 2 && text.charAt(at + 1) == '.'
          ? token(Kind.NAME, end)
          : token(Kind.NUMBER, end);
    }
    while (end < text.length() && isLetter(text.charAt(end))) {
      end++;
    }
    if (end < text.length() && text.charAt(end) == '$') {
      String tag = text.substring(at, end + 1);
      int close = text.indexOf(tag, end + 1);
      int start = at;
      at = close < 0 ? text.length() : close + tag.length();
      return new SqlToken(Kind.STRING, text, at, at, '$', close >= 0, start, at);
    }
    return token(Kind.NAME, at + 1);
  }

  private SqlToken number() {
    char c = text.charAt(at);
    if (c == '0' && "xXbB".indexOf(peek(1)) >= 0 && peek(1) != 0) {
      String digits = (peek(1) | 0x20) == 'x' ? HEXADECIMAL : BINARY;
      int end = at + 2;
      while (end < text.length() && digits.indexOf(text.charAt(end)) >= 0) {
        end++;
      }
      return token(end == at + 2 ? Kind.NAME : Kind.NUMBER, end);
    }
    int end = digits(at);
    if (end < text.length() && text.charAt(end) == '.') {
      end = digits(end + 1);
      if (end == at + 1) {
        return mark(Kind.DOT);
      }
    }
    if (end < text.length() && (text.charAt(end) | 0x20) == 'e') {
      int sign = end + 1;
      if (sign < text.length() && "+-".indexOf(text.charAt(sign)) >= 0) {
        sign++;
      }
      if (digits(sign) == sign) {
        return token(Kind.NAME, sign);
      }
      end = digits(sign);
    }
    if (end < text.length() && "dDfF".indexOf(text.charAt(end)) >= 0) {
      boolean ends =
          end + 1 == text.length()
              || isSpace(text.charAt(end + 1))
              || text.charAt(end + 1) == ';'
              || text.startsWith("union", end + 1);
      end += ends ? 1 : 0;
    }
    return token(Kind.NUMBER, end);
  }

  private int digits(int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private SqlToken word() {
    SqlToken prefixed = prefixed();
    if (prefixed != null) {
      return prefixed;
    }
    int end = at;
    while (end < text.length() && ENDS_OF_WORDS.indexOf(text.charAt(end)) < 0) {
      char c = text.charAt(end);
      if ((c == '.' || c == '`') && end > at) {
        Kind before = end - at <= SqlToken.LONGEST ? SqlWords.kind(shortened(at, end)) : Kind.NAME;
        if (before != Kind.NAME) {
          return token(before, end);
        }
      }
      end++;
    }
    if (end == at) {
      return token(Kind.OTHER, at + 1);
    }
    return token(end - at <= SqlToken.LONGEST ? SqlWords.kind(shortened(at, end)) : Kind.NAME, end);
  }

  /** Texts with a letter before the quote. */
  private @Nullable SqlToken prefixed() {
    char c = (char) (text.charAt(at) | 0x20);
    char second = peek(1);
    if (c == 'u' && second == '&' && peek(2) == '\'') {
      return string(at, at + 3, '\'', 'u');
    }
    if (c == 'n' && (second | 0x20) == 'q' && peek(2) == '\'') {
      return quoted(at + 3);
    }
    if (second != '\'') {
      return null;
    }
    switch (c) {
      case 'e', 'n':
        return string(at, at + 2, '\'', '\'');
      case 'q':
        return quoted(at + 2);
      case 'b', 'x':
        int end = at + 2;
        String digits = c == 'x' ? HEXADECIMAL : BINARY;
        while (end < text.length() && digits.indexOf(text.charAt(end)) >= 0) {
          end++;
        }
        return end < text.length() && text.charAt(end) == '\'' ? token(Kind.NUMBER, end + 1) : null;
      default:
        return null;
    }
  }

  private @Nullable SqlToken quoted(int open) {
    if (open >= text.length() || text.charAt(open) <= ' ') {
      return null;
    }
    char c = text.charAt(open);
    int pair = "([{<".indexOf(c);
    String close = (pair < 0 ? c : ")]}>".charAt(pair)) + "'";
    int end = text.indexOf(close, open + 1);
    int start = at;
    at = end < 0 ? text.length() : end + 2;
    return new SqlToken(Kind.STRING, text, at, at, 'q', end >= 0, start, at);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r' || c == 0xa0 || c == 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }
}
