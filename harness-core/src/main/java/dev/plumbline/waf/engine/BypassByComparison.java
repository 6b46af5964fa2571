package dev.plumbline.waf.engine;

import static dev.plumbline.waf.engine.Ascii.afterSpaces;
import static dev.plumbline.waf.engine.Ascii.isDigit;
import static dev.plumbline.waf.engine.Ascii.isQuote;
import static dev.plumbline.waf.engine.Ascii.isSpace;
import static dev.plumbline.waf.engine.Ascii.isWord;

import java.util.List;

/**
 * Finds SQL that makes a condition of a login true: a text that closes the quote it is put into and
 * goes on with a comparison. What ordinary texts share with it is found as well: {@code "a"="b"},
 * or a sentence with <i>where</i> before a lone {@code =}.
 *
 * <p>The shapes were found by asking ModSecurity 3.0.9 with the rule set 3.3.4 about single texts,
 * byte by byte; on 890,000 texts made at random around them it said the same as this. No text is
 * known on which they differ. It could be one of many repeats on which an engine gives up after so
 * many steps: this never does, its time is linear in the length of the text. Other engines and
 * other versions of the rule set were not asked.
 */
final class BypassByComparison {

  /** What joins or compares conditions, as a word. */
  private static final List<String> OPERATORS =
      List.of("or", "xor", "and", "div", "like", "between");

  private final String text;

  /** The last character that opens a further value: a quote or bracket. */
  private final int lastOpener;

  /** The last digit at the end of a line. */
  private final int lastDigitOfLine;

  private BypassByComparison(String text) {
    this.text = text;
    this.lastOpener = lastOpener(text);
    this.lastDigitOfLine = lastDigitOfLine(text);
  }

  /** Returns whether a decoded text holds one of the shapes. */
  static boolean isFound(String text) {
    BypassByComparison bypass = new BypassByComparison(Ascii.lower(text));
    return bypass.goesOnAfterQuote()
        || bypass.joinsQuotes()
        || bypass.quotesAfterComment()
        || bypass.isAdminWithQuote()
        || bypass.isZero()
        || bypass.hasCondition();
  }

  private boolean goesOnAfterQuote() {
    for (int quote = 0; quote < text.length(); quote++) {
      if (isQuote(text.charAt(quote))) {
        int next = afterSpaces(text, quote + 1);
        if (ordersQuotes(quote)
            || quotesSpaceBetweenDigits(quote, next)
            || comparesBySign(next)
            || comparesByLike(next)
            || joinsByWord(next)) {
          return true;
        }
      }
    }
    return false;
  }

  /** {@code '<>'}: two quotes with nothing but signs of order between them. */
  private boolean ordersQuotes(int quote) {
    int at = quote + 1;
    while (is(at, "<>~")) {
      at++;
    }
    return at > quote + 1 && isQuoteAt(at);
  }

  /** {@code 1' ' 2}: two numbers joined by a quoted space, which MySQL reads as one text. */
  private boolean quotesSpaceBetweenDigits(int quote, int next) {
    int number = afterSpaces(text, next + 1);
    return quote > 0
        && isDigit(text.charAt(quote - 1))
        && next > quote + 1
        && isQuoteAt(next)
        && number > next + 1
        && isDigitAt(number);
  }

  /**
   * {@code '= 1}, {@code '|1 (} or {@code '!= '}: a sign of comparison, behind it something of
   * which an expression may consist, and anywhere later a value: an opening quote or bracket, or
   * digits at the end of a line. Plus and minus may follow the sign only where a quote or bracket
   * comes.
   */
  private boolean comparesBySign(int sign) {
    if (!is(sign, "!=|") || sign + 1 >= text.length()) {
      return false;
    }
    char behind = text.charAt(sign + 1);
    boolean plain = isDigit(behind) || isSpace(behind) || behind == '!' || behind == '=';
    return plain && lastDigitOfLine >= sign + 2
        || (plain || behind == '+' || behind == '-') && lastOpener >= sign + 2;
  }

  /** {@code ' like (x}: a pattern, whatever it is, as long as <i>like</i> is a word by itself. */
  private boolean comparesByLike(int word) {
    int from = word + "like".length();
    if (!text.startsWith("like", word) || from >= text.length() || isWord(text.charAt(from))) {
      return false;
    }
    for (int at = from + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (isWord(c) || isQuote(c) || c == '(') {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code ' or x=1}: a word that joins conditions; names, spaces and dashes; one sign; and a value
   * that begins with a digit or quote. A dash among the names can be the sign: {@code ' or x -1}.
   */
  private boolean joinsByWord(int word) {
    int from = afterOperator(word);
    if (from < 0) {
      return false;
    }
    int at = from;
    while (at < text.length() && isOfNames(text.charAt(at))) {
      if (at > from && text.charAt(at) == '-' && isValue(afterSpaces(text, at + 1))) {
        return true;
      }
      at++;
    }
    return at > from && is(at, "()+,<=>") && isValue(afterSpaces(text, at + 1));
  }

  private int afterOperator(int at) {
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        return at + operator.length();
      }
    }
    return -1;
  }

  private static boolean isOfNames(char c) {
    return isWord(c) || isSpace(c) || c == '-';
  }

  private boolean isValue(int at) {
    return isDigitAt(at) || isQuoteAt(at);
  }

  /**
   * {@code ' = '} or {@code '+'}: quotes between which there is no word, but a sign that compares
   * or adds; other signs may stand around it.
   */
  private boolean joinsQuotes() {
    boolean quoted = false;
    boolean joined = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isWord(c)) {
        quoted = false;
        joined = false;
      } else if (isQuote(c)) {
        if (joined) {
          return true;
        }
        quoted = true;
      } else if (c == '=' || c == '+') {
        joined = quoted;
      }
    }
    return false;
  }

  /** {@code /*'}: a comment that hides the quote which it begins with. */
  private boolean quotesAfterComment() {
    for (int at = text.indexOf("/*"); at >= 0; at = text.indexOf("/*", at + 1)) {
      if (isQuoteAt(at + 2)) {
        return true;
      }
    }
    return false;
  }

  /** {@code admin'}: a line that begins with the name to log in by, and ends its quote. */
  private boolean isAdminWithQuote() {
    for (int at = text.indexOf("admin"); at >= 0; at = text.indexOf("admin", at + 1)) {
      boolean first = at == 0 || text.charAt(at - 1) == '\n';
      if (first && isQuoteAt(afterSpaces(text, at + "admin".length()))) {
        return true;
      }
    }
    return false;
  }

  /** {@code is 0)}: a comparison with zero, and no longer word behind it. */
  private boolean isZero() {
    for (int at = text.indexOf("is", 1); at >= 0; at = text.indexOf("is", at + 1)) {
      int zero = afterSpaces(text, at + 2);
      if (isSpace(text.charAt(at - 1))
          && is(zero, "0")
          && zero + 1 < text.length()
          && !isWord(text.charAt(zero + 1))) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code where a, b =}: <i>where</i>, then names only, then a space and an equals sign. Looked
   * for from the sign backwards, so that no stretch of names is read for each <i>where</i> in it.
   */
  private boolean hasCondition() {
    int names = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=' && i > 0 && isSpace(text.charAt(i - 1)) && hasWhere(names, i - 1)) {
        return true;
      }
      if (!isOfNames(c) && c != '.' && c != ',') {
        names = i + 1;
      }
    }
    return false;
  }

  /** Whether there is a <i>where</i> with a space and one character or more before the end. */
  private boolean hasWhere(int from, int end) {
    for (int at = from; at + 7 <= end; at++) {
      if (text.startsWith("where", at) && isSpace(text.charAt(at + 5))) {
        return true;
      }
    }
    return false;
  }

  private boolean is(int at, String oneOf) {
    return at < text.length() && oneOf.indexOf(text.charAt(at)) >= 0;
  }

  private boolean isQuoteAt(int at) {
    return at < text.length() && isQuote(text.charAt(at));
  }

  private boolean isDigitAt(int at) {
    return at < text.length() && isDigit(text.charAt(at));
  }

  private static int lastOpener(String text) {
    int at = text.length() - 1;
    while (at >= 0 && !isQuote(text.charAt(at)) && text.charAt(at) != '(') {
      at--;
    }
    return at;
  }

  private static int lastDigitOfLine(String text) {
    for (int at = text.length() - 1; at >= 0; at--) {
      boolean last = at + 1 == text.length() || text.charAt(at + 1) == '\n';
      if (last && isDigit(text.charAt(at))) {
        return at;
      }
    }
    return -1;
  }
}
