package dev.plumbline.waf.engine;

import dev.plumbline.waf.engine.SqlToken.Kind;
import java.util.List;
import java.util.Locale;

/**
 * Finds SQL that a text brings into a statement, by the order of its tokens.
 *
 * <p>A text may land in a statement bare, within single quotes or within double quotes: it is taken
 * apart as each of the three, where it holds the quote; and where dialects differ about comments,
 * as each of the two. Tokens are folded to five at most. An injection is a text with one of the
 * shapes of {@link SqlShapes}, or a short one that {@link #isShortInjection} tells by its quotes
 * and comments.
 */
final class SqlInjection {

  /** Statements with this word in a comment are kept out of logs. */
  private static final String UNLOGGED = "sp_password";

  private static final int VALUES = Kind.anyOf(Kind.NUMBER, Kind.STRING, Kind.NAME, Kind.VARIABLE);

  private SqlInjection() {}

  /** Returns whether a text, one byte a character, holds SQL. */
  static boolean isFound(String text) {
    return isFound(text, (char) 0, false)
        || text.indexOf('\'') >= 0 && isFound(text, '\'', false)
        || text.indexOf('"') >= 0 && isFound(text, '"', true);
  }

  private static boolean isFound(String text, char context, boolean mysql) {
    SqlScanner scanner = new SqlScanner(text, context, mysql);
    return isInjection(SqlFolding.of(scanner), text)
        || !mysql && scanner.dialectsDiffer() && isFound(text, context, true);
  }

  private static boolean isInjection(SqlFolding folding, String text) {
    List<SqlToken> tokens = folding.tokens();
    String shape = folding.shape();
    return switch (shape.length()) {
      case 1 -> tokens.get(0).is(Kind.TRICK);
      case 2, 3 -> isShortInjection(shape, folding, text);
      default -> SqlShapes.isInjection(shape);
    };
  }

  /** Few tokens are an injection when quotes do not match, or when something was hidden. */
  private static boolean isShortInjection(String shape, SqlFolding folding, String text) {
    List<SqlToken> tokens = folding.tokens();
    SqlToken first = tokens.get(0);
    SqlToken last = tokens.get(tokens.size() - 1);
    return switch (shape) {
      case "1c", "nc", "sc", "vc" ->
          isCutOff(folding, text.substring(last.start(), last.end()), text)
              || text.toLowerCase(Locale.ROOT).contains(UNLOGGED);
      case "1U", "vU", "1&1", "1&v", "1&s", "n&1", "s&n" -> folding.scanned() > shape.length();
      case "s&s", "sos" ->
          first.opened() == 0 && !last.closed() && last.opened() == text.charAt(first.end() - 1);
      default ->
          SqlShapes.isInjection(shape)
              || tokens.get(1).is(Kind.KEYWORD)
                  && tokens.get(1).text().startsWith("into ")
                  && isValue(first)
                  && isValue(last);
    };
  }

  private static boolean isValue(SqlToken token) {
    return token.is(VALUES);
  }

  /** A comment of C after anything; dashes after a number, or as the very end of the text. */
  private static boolean isCutOff(SqlFolding folding, String comment, String text) {
    SqlToken first = folding.tokens().get(0);
    if (comment.startsWith("/*")) {
      return true;
    }
    if (first.is(Kind.NUMBER)) {
      // blanks before the number are not reckoned with: so does the engine
      int behind = first.end() - first.start();
      return comment.startsWith("--")
          && (folding.scanned() > 2 || text.charAt(behind) <= ' ' || text.startsWith("--", behind));
    }
    return first.is(Kind.STRING, Kind.VARIABLE) && (comment.equals("--") || comment.equals("--\n"));
  }
}
