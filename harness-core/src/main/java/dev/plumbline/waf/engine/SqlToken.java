package dev.plumbline.waf.engine;

/**
 * A word or mark of SQL.
 *
 * @param kind what it is
 * @param text its first characters in lower case; of a text, without the quotes
 * @param opened the quote before a text; 0 when it has none
 * @param closed whether a text ends with a quote
 * @param start where it begins
 * @param end where it ends
 */
record SqlToken(Kind kind, String text, char opened, boolean closed, int start, int end) {

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
  }

  /** Returns the same text as another kind. */
  SqlToken as(Kind other) {
    return new SqlToken(other, text, opened, closed, start, end);
  }

  /** Returns whether it is of a kind. */
  boolean is(Kind only) {
    return kind == only;
  }

  /** Returns whether it is of one of two kinds. */
  boolean is(Kind one, Kind other) {
    return kind == one || kind == other;
  }

  /** Returns whether it is of one of some kinds. */
  boolean is(Kind... kinds) {
    for (Kind one : kinds) {
      if (kind == one) {
        return true;
      }
    }
    return false;
  }
}
