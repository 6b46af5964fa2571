package dev.plumbline.waf.engine;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A word or mark of SQL in a text. */
final class SqlToken {

  /** No word of SQL is longer. */
  static final int LONGEST = 31;

  private final Kind kind;
  private final String source;
  private final int textStart;
  private final int textEnd;
  private final char opened;
  private final boolean closed;
  private final int start;
  private final int end;

  /** Made when it is asked for: of most tokens nobody asks. */
  private @Nullable String text;

  /**
   * A token.
   *
   * @param kind what it is
   * @param source the text that it is in
   * @param textStart where its own text begins: that of one in quotes is without them
   * @param textEnd where that ends
   * @param opened the quote before a text; 0 when it has none
   * @param closed whether a text ends with a quote
   * @param start where it begins
   * @param end where it ends
   */
  SqlToken(
      Kind kind,
      String source,
      int textStart,
      int textEnd,
      char opened,
      boolean closed,
      int start,
      int end) {
    this.kind = kind;
    this.source = source;
    this.textStart = textStart;
    this.textEnd = textEnd;
    this.opened = opened;
    this.closed = closed;
    this.start = start;
    this.end = end;
  }

  /** What a token is; the symbol stands for it in rules about sequences of tokens. */
  enum Kind {
    NUMBER('1'),
    STRING('s'),
    NAME('n'),
    VARIABLE('v'),
    OPERATOR('o'),
    LOGIC('&'),
    KEYWORD('k'),
    QUERY('E'),
    UNION('U'),
    CLAUSE('B'),
    FUNCTION('f'),
    STATEMENT('T'),
    TYPE('t'),
    COLLATE('A'),
    OPEN('('),
    CLOSE(')'),
    COMMA(','),
    SEMICOLON(';'),
    COLON(':'),
    DOT('.'),
    OPEN_BRACE('{'),
    CLOSE_BRACE('}'),
    COMMENT('c'),
    TRICK('X'),
    BACKSLASH('\\'),
    OTHER('?');

    private final char symbol;

    Kind(char symbol) {
      this.symbol = symbol;
    }

    char symbol() {
      return symbol;
    }

    /** Returns a bit for each of some kinds. */
    static int anyOf(Kind... kinds) {
      int bits = 0;
      for (Kind kind : kinds) {
        bits |= 1 << kind.ordinal();
      }
      return bits;
    }
  }

  /** Returns what it is. */
  Kind kind() {
    return kind;
  }

  /** Returns its first characters in lower case; of a text, without the quotes. */
  String text() {
    String made = text;
    if (made == null) {
      made =
          source
              .substring(textStart, Math.min(textEnd, textStart + LONGEST))
              .toLowerCase(Locale.ROOT);
      text = made;
    }
    return made;
  }

  /** Returns the quote before a text; 0 when it has none. */
  char opened() {
    return opened;
  }

  /** Returns whether a text ends with a quote. */
  boolean closed() {
    return closed;
  }

  /** Returns where it begins. */
  int start() {
    return start;
  }

  /** Returns where it ends. */
  int end() {
    return end;
  }

  /** Returns the same text as another kind. */
  SqlToken as(Kind other) {
    SqlToken token = new SqlToken(other, source, textStart, textEnd, opened, closed, start, end);
    token.text = text;
    return token;
  }

  /** Returns one token for this and the one behind it. */
  SqlToken with(SqlToken next, Kind phrase) {
    SqlToken token = new SqlToken(phrase, source, start, start, (char) 0, false, start, next.end);
    token.text = text() + " " + next.text();
    return token;
  }

  /** Returns whether it is of a kind. */
  boolean is(Kind only) {
    return kind == only;
  }

  /** Returns whether it is of one of two kinds. */
  boolean is(Kind one, Kind other) {
    return kind == one || kind == other;
  }

  /** Returns whether it is of one of some kinds: see {@link Kind#anyOf}. */
  boolean is(int kinds) {
    return (kinds >> kind.ordinal() & 1) != 0;
  }
}
