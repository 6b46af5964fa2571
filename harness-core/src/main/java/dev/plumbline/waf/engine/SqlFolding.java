package dev.plumbline.waf.engine;

import dev.plumbline.waf.engine.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tokens made fewer: what is calculated from values is a value, what words mean together is one
 * word, and signs, types and comments between them are left out. At most five remain.
 *
 * <p>Tokens are folded as they come, never more than eight are held.
 */
final class SqlFolding {

  /** So many tokens are judged. */
  private static final int LENGTH = 5;

  /** So many more are read, because they may be folded into the last. */
  private static final int AHEAD = 3;

  private static final int VALUES = Kind.anyOf(Kind.NAME, Kind.NUMBER, Kind.VARIABLE, Kind.STRING);

  private static final int WORDS =
      Kind.anyOf(
          Kind.KEYWORD,
          Kind.NAME,
          Kind.OPERATOR,
          Kind.UNION,
          Kind.FUNCTION,
          Kind.QUERY,
          Kind.STATEMENT,
          Kind.TYPE,
          Kind.LOGIC,
          Kind.CLAUSE,
          Kind.VARIABLE);

  private static final int TYPED = VALUES | Kind.anyOf(Kind.TYPE, Kind.OPEN, Kind.FUNCTION);

  private static final int SIGNED = Kind.anyOf(Kind.QUERY, Kind.CLAUSE, Kind.COMMA);

  private static final int BEFORE_SIGNED_VALUES = Kind.anyOf(Kind.KEYWORD, Kind.QUERY, Kind.CLAUSE);

  private static final int ENDS_OF_BRACKETED = Kind.anyOf(Kind.CLOSE, Kind.NUMBER, Kind.NAME);

  private static final int COUNTED = Kind.anyOf(Kind.VARIABLE, Kind.NUMBER, Kind.NAME);

  /** What may be names of columns, but are functions before a bracket. */
  private static final Set<String> NAMES_OF_FUNCTIONS =
      Set.of(
          "current_date",
          "current_time",
          "current_timestamp",
          "current_user",
          "database",
          "localtime",
          "localtimestamp",
          "password",
          "user",
          "user_id",
          "user_name");

  private final List<SqlToken> tokens = new ArrayList<>(LENGTH + AHEAD + 1);
  private int scanned;

  private SqlFolding() {}

  /** Reads tokens up to the end, or until five cannot become fewer. */
  static SqlFolding of(SqlScanner scanner) {
    SqlFolding folding = new SqlFolding();
    folding.read(scanner);
    return folding;
  }

  /** Returns the tokens that remain. */
  List<SqlToken> tokens() {
    return tokens;
  }

  /** Returns the symbols of the tokens that remain. */
  String shape() {
    StringBuilder shape = new StringBuilder(LENGTH);
    tokens.forEach(token -> shape.append(token.kind().symbol()));
    return shape.toString();
  }

  /** Returns how many tokens there were before. */
  int scanned() {
    return scanned;
  }

  private void read(SqlScanner scanner) {
    SqlToken comment = null;
    for (SqlToken token = next(scanner); token != null; token = next(scanner)) {
      if (token.is(Kind.COMMENT)) {
        comment = token;
      } else if (!tokens.isEmpty() || !isPrelude(token)) {
        comment = null;
        tokens.add(token);
        fold();
        if (ends()) {
          break;
        }
      }
    }
    if (!tokens.isEmpty()) {
      finish(comment);
    }
  }

  private @Nullable SqlToken next(SqlScanner scanner) {
    SqlToken token = scanner.next();
    scanned += token == null ? 0 : 1;
    return token;
  }

  /** What may stand before a value and does not change it. */
  private static boolean isPrelude(SqlToken token) {
    return token.is(Kind.OPEN, Kind.TYPE) || isSign(token);
  }

  /** A comment that hides something is the whole shape. */
  private boolean ends() {
    if (!tokens.isEmpty() && tokens.size() <= LENGTH && last(0).is(Kind.TRICK)) {
      SqlToken trick = last(0);
      tokens.clear();
      tokens.add(trick);
      return true;
    }
    return tokens.size() == LENGTH + AHEAD;
  }

  private void finish(@Nullable SqlToken comment) {
    SqlToken end = comment;
    if (end == null && tokens.size() <= LENGTH && isLoneBacktick(last(0))) {
      end = tokens.remove(tokens.size() - 1).as(Kind.COMMENT);
    }
    while (tokens.size() > LENGTH) {
      drop(1);
    }
    if (end != null && tokens.size() < LENGTH) {
      tokens.add(end);
    }
  }

  private void fold() {
    boolean folded = true;
    while (folded) {
      folded = tokens.size() >= 3 && foldThree(last(2), last(1), last(0));
      folded = folded || tokens.size() >= 2 && foldTwo(last(1), last(0));
    }
    if (tokens.size() == LENGTH && last(0).is(ENDS_OF_BRACKETED) && isBracketed()) {
      drop(LENGTH - 1);
    }
  }

  /** A calculation with brackets in it. */
  private boolean isBracketed() {
    return switch (shape()) {
      case "1o(1)", "1,(1)", "no(n)", "no(1)", "1),(1", "n)o(n" -> true;
      default -> false;
    };
  }

  private boolean foldTwo(SqlToken a, SqlToken b) {
    if (a.is(Kind.STRING) && b.is(Kind.STRING)
        || a.is(Kind.SEMICOLON) && b.is(Kind.SEMICOLON)
        || a.is(Kind.OPERATOR, Kind.LOGIC) && (isSign(b) || b.is(Kind.TYPE))
        || a.is(Kind.OPEN) && (isSign(b) || b.is(Kind.OPEN))
        || a.is(Kind.CLOSE) && b.is(Kind.CLOSE)
        || b.is(Kind.CLOSE_BRACE)) {
      return drop(1);
    }
    if (a.is(Kind.TYPE) && b.is(TYPED)) {
      return dropBefore(1);
    }
    return foldPhrase(a, b) || foldByNext(a, b) || foldMarks(a, b);
  }

  private boolean foldPhrase(SqlToken a, SqlToken b) {
    Kind kind = isWord(a) && isWord(b) ? SqlWords.phrase(a.text(), b.text()) : null;
    if (kind == null) {
      return false;
    }
    drop(2);
    return tokens.add(a.with(b, kind));
  }

  /** Words that mean one thing before a bracket and another before anything else. */
  private boolean foldByNext(SqlToken a, SqlToken b) {
    if (a.is(Kind.SEMICOLON) && b.is(Kind.FUNCTION) && b.text().startsWith("if")) {
      return replace(0, b.as(Kind.STATEMENT));
    }
    if (a.is(Kind.NAME, Kind.VARIABLE)
        && b.is(Kind.OPEN)
        && NAMES_OF_FUNCTIONS.contains(a.text())) {
      return replace(1, a.as(Kind.FUNCTION));
    }
    if (a.is(Kind.KEYWORD) && (a.text().equals("in") || a.text().equals("not in"))) {
      return replace(1, a.as(b.is(Kind.OPEN) ? Kind.OPERATOR : Kind.NAME));
    }
    if (a.is(Kind.OPERATOR)
        && b.is(Kind.OPEN)
        && (a.text().equals("like") || a.text().equals("not like"))) {
      return replace(1, a.as(Kind.FUNCTION));
    }
    return a.is(Kind.COLLATE)
        && b.is(Kind.NAME)
        && b.text().contains("_")
        && replace(0, b.as(Kind.TYPE));
  }

  /** A backslash before a sign is a value; a brace hides the name behind it. */
  private boolean foldMarks(SqlToken a, SqlToken b) {
    if (a.is(Kind.BACKSLASH)) {
      boolean value = b.is(Kind.OPERATOR) && "+-*/%".contains(b.text());
      return value ? replace(1, a.as(Kind.NUMBER)) : dropBefore(1);
    }
    if (a.is(Kind.OPEN_BRACE) && b.is(Kind.NAME)) {
      return isLoneBacktick(b) ? !replace(0, b.as(Kind.TRICK)) : drop(2);
    }
    return false;
  }

  private boolean foldThree(SqlToken a, SqlToken b, SqlToken c) {
    if (isCalculation(a, b, c)
        || a.is(VALUES) && b.is(Kind.COMMA) && c.is(VALUES)
        || a.is(Kind.NAME) && b.is(Kind.DOT) && c.is(Kind.NAME)) {
      return drop(2);
    }
    if (isSign(b)) {
      if (a.is(Kind.COMMA) && c.is(VALUES)) {
        return drop(3);
      }
      boolean signed =
          a.is(SIGNED) && c.is(Kind.OPEN)
              || a.is(BEFORE_SIGNED_VALUES) && (c.is(VALUES) || c.is(Kind.FUNCTION))
              || a.is(Kind.COMMA) && c.is(Kind.FUNCTION);
      if (signed) {
        return dropBefore(1);
      }
    }
    if (a.is(Kind.FUNCTION) && a.text().equals("user") && b.is(Kind.OPEN) && !c.is(Kind.CLOSE)) {
      // without arguments only
      replace(2, a.as(Kind.NAME));
      return false;
    }
    return a.is(Kind.QUERY) && b.is(Kind.DOT) && c.is(Kind.NAME) && dropBefore(1);
  }

  private static boolean isCalculation(SqlToken a, SqlToken b, SqlToken c) {
    if (a.is(Kind.LOGIC) && c.is(Kind.LOGIC)
        || a.is(Kind.OPERATOR) && c.is(Kind.OPERATOR) && !b.is(Kind.OPEN)) {
      return true;
    }
    return b.is(Kind.OPERATOR)
        && (a.is(Kind.NAME, Kind.NUMBER) && c.is(Kind.NAME, Kind.NUMBER)
            || a.is(Kind.VARIABLE) && c.is(COUNTED)
            || a.is(VALUES) && c.is(Kind.TYPE) && b.text().equals("::"));
  }

  /** Returns a token counted from the last, which is 0. */
  private SqlToken last(int before) {
    return tokens.get(tokens.size() - 1 - before);
  }

  private boolean replace(int before, SqlToken token) {
    tokens.set(tokens.size() - 1 - before, token);
    return true;
  }

  /** Drops so many of the last. */
  private boolean drop(int count) {
    for (int i = 0; i < count; i++) {
      tokens.remove(tokens.size() - 1);
    }
    return true;
  }

  private boolean dropBefore(int before) {
    tokens.remove(tokens.size() - 1 - before);
    return true;
  }

  private static boolean isLoneBacktick(SqlToken token) {
    return token.is(Kind.NAME)
        && token.opened() == '`'
        && !token.closed()
        && token.text().isEmpty();
  }

  private static boolean isWord(SqlToken token) {
    return token.is(WORDS);
  }

  private static boolean isSign(SqlToken token) {
    return token.is(Kind.OPERATOR)
        && switch (token.text()) {
          case "+", "-", "!", "~", "!!", "not" -> true;
          default -> false;
        };
  }
}
