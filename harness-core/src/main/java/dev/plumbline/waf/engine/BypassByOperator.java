package dev.plumbline.waf.engine;

import static dev.plumbline.waf.engine.Ascii.afterSpaces;
import static dev.plumbline.waf.engine.Ascii.beforeSpaces;
import static dev.plumbline.waf.engine.Ascii.isDigit;
import static dev.plumbline.waf.engine.Ascii.isQuote;
import static dev.plumbline.waf.engine.Ascii.isSpace;
import static dev.plumbline.waf.engine.Ascii.isWord;

import java.util.List;

/**
 * Finds SQL that makes a condition of a login true by operators: {@code in (select}, {@code is 1},
 * arithmetic, hexadecimal numbers, and quotes with one sign too many. JSON looks the same: {@code
 * {"name":"x"}} in one argument or cookie is found by the colon between its quotes.
 *
 * <p>The shapes were found by asking ModSecurity 3.0.9 with the rule set 3.3.4 about single texts,
 * byte by byte; on 890,000 texts made at random around them it said the same as this. No text is
 * known on which they differ. It could be one of many repeats on which an engine gives up after so
 * many steps: this never does, its time is linear in the length of the text. Other engines and
 * other versions of the rule set were not asked.
 */
final class BypassByOperator {

  /** What stands before an operand with a space between. */
  private static final List<String> BEFORE_SPACE =
      List.of("and", "or", "not", "like", "between", "div", "&&", "||");

  /** What may follow the operand of an arithmetic operator. */
  private static final List<String> AFTER_NUMBER =
      List.of("=", "or", "xor", "and", "div", "like", "between");

  private final String text;
  private final int lastWord;
  private final int lastQuote;

  private BypassByOperator(String text) {
    this.text = text;
    int word = text.length() - 1;
    while (word >= 0 && !isWord(text.charAt(word))) {
      word--;
    }
    int quote = text.length() - 1;
    while (quote >= 0 && !isQuote(text.charAt(quote))) {
      quote--;
    }
    this.lastWord = word;
    this.lastQuote = quote;
  }

  /** Returns whether a decoded text holds one of the shapes. */
  static boolean isFound(String text) {
    BypassByOperator bypass = new BypassByOperator(Ascii.lower(text));
    return bypass.selectsIn()
        || bypass.goesOnAfterQuote()
        || bypass.comparesNumberInQuotes()
        || bypass.hasUnusualOperand();
  }

  /** {@code in (select}: a value out of another query. */
  private boolean selectsIn() {
    for (int at = text.indexOf("in"); at >= 0; at = text.indexOf("in", at + 1)) {
      int bracket = afterSpaces(text, at + 2);
      int in = bracket;
      while (is(in, "(")) {
        in++;
      }
      if (in > bracket && text.startsWith("select", afterSpaces(text, in))) {
        return true;
      }
    }
    return false;
  }

  private boolean goesOnAfterQuote() {
    for (int quote = 0; quote <= lastQuote; quote++) {
      if (isQuote(text.charAt(quote))) {
        int next = afterSpaces(text, quote + 1);
        if (commentsAfterDigit(next)
            || isNumber(next)
            || calculates(quote + 1)
            || endsBySign(quote + 1)
            || is(quote + 1, "|") && endsBySign(quote + 2)) {
          return true;
        }
      }
    }
    return false;
  }

  /** {@code '1--} or {@code '1#}: one digit, and the rest of the query is made a comment. */
  private boolean commentsAfterDigit(int digit) {
    if (!isDigitAt(digit)) {
      return false;
    }
    int comment = afterSpaces(text, digit + 1);
    return is(comment, "#") || text.startsWith("--", comment);
  }

  /**
   * {@code ' is 1 or x} or {@code ' is 1.5 '}: a comparison with a number, and later a word, or a
   * quote when the number has come to its end before.
   */
  private boolean isNumber(int is) {
    if (!text.startsWith("is", is)) {
      return false;
    }
    int number = afterSpaces(text, is + 2);
    if (isDigitAt(number) && lastWord >= number + 2) {
      return true;
    }
    if (!isDigitAt(number) && !is(number, ".")) {
      return false;
    }
    int end = number + 1;
    while (isDigitAt(end)) {
      end++;
    }
    return end < text.length() && !isWord(text.charAt(end)) && lastQuote > end;
  }

  /** {@code '^1=} or {@code '<>0 or}: a digit behind signs, and compared or joined again. */
  private boolean calculates(int sign) {
    int digit = sign;
    while (is(digit, "%&<=>^")) {
      digit++;
    }
    if (digit == sign || !isDigitAt(digit)) {
      return false;
    }
    int next = afterSpaces(text, digit + 1);
    for (String word : AFTER_NUMBER) {
      if (text.startsWith(word, next)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code 'abc)'}: a name of three characters or more between quotes, with signs behind it that
   * are no stops. Dashes are both: of a name, and signs.
   */
  private boolean endsBySign(int name) {
    int end = name;
    while (end < text.length() && isOfName(text.charAt(end))) {
      end++;
    }
    if (end - name < 3) {
      return false;
    }
    int sign = end;
    while (sign > name + 3 && text.charAt(sign - 1) == '-') {
      sign--;
    }
    for (int at = sign; at < text.length() && isSign(text.charAt(at)); at++) {
      if (at > sign && isQuote(text.charAt(at))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfName(char c) {
    return isWord(c) || c == '-';
  }

  private static boolean isSign(char c) {
    return !isWord(c) && !isSpace(c) && c != '.' && c != ',';
  }

  /**
   * {@code '.a = 1.'}: in quotes, something compared with one digit, with no words around it. The
   * end is looked at first: it has a digit of its own, so no stretch of signs is read twice.
   */
  private boolean comparesNumberInQuotes() {
    for (int at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
      int digit = afterSpaces(text, at + 1);
      if (isDigitAt(digit)
          && signsBeforeQuote(digit + 1)
          && quoteBeforeOperand(beforeSpaces(text, at))) {
        return true;
      }
    }
    return false;
  }

  /** Whether signs, one at least, and a quote follow. */
  private boolean signsBeforeQuote(int from) {
    for (int at = from; at < text.length() && !isWord(text.charAt(at)); at++) {
      if (at > from && isQuote(text.charAt(at))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a quote, signs, one at least, and an operand end here; it may begin with a sign. */
  private boolean quoteBeforeOperand(int end) {
    int operand = end;
    while (operand > 0 && isOfOperand(text.charAt(operand - 1))) {
      operand--;
    }
    if (operand == end) {
      return false;
    }
    // a sign that the operand begins with can be the one that stands before it
    int signs = end - operand > 1 && !isWord(text.charAt(operand)) ? operand + 1 : operand;
    for (int at = signs - 1; at >= 0 && !isWord(text.charAt(at)); at--) {
      if (at < signs - 1 && isQuote(text.charAt(at))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfOperand(char c) {
    return isWord(c) || c == '+' || c == '-';
  }

  /**
   * {@code or a 0x}, {@code and x sounds like '} or {@code not x regexp (}: a word that joins
   * conditions, a space, an operand, and what hardly occurs but in SQL. Looked at stretch by
   * stretch of words, spaces and plus signs, from the first such word in it.
   */
  private boolean hasUnusualOperand() {
    int begin = 0;
    while (begin < text.length()) {
      int end = begin;
      while (end < text.length() && isOfStretch(text.charAt(end))) {
        end++;
      }
      int operand = end - begin < 2 ? -1 : operandIn(begin, end);
      if (operand >= 0 && (hasHexadecimal(operand, end) || isFollowedByFunction(operand, end))) {
        return true;
      }
      begin = end + 1;
    }
    return false;
  }

  private static boolean isOfStretch(char c) {
    return isWord(c) || isSpace(c) || c == '+';
  }

  /** Where what is unusual may begin: behind the joining word, a space and one character. */
  private int operandIn(int begin, int end) {
    for (int at = begin; at + 2 <= end; at++) {
      boolean endsWord = at > 0 && isSpace(text.charAt(at)) && !isSpace(text.charAt(at - 1));
      if (endsWord && isJoined(at)) {
        return at + 2;
      }
    }
    return -1;
  }

  private boolean isJoined(int end) {
    for (String word : BEFORE_SPACE) {
      if (text.startsWith(word, end - word.length())) {
        return true;
      }
    }
    return false;
  }

  /** Digits with an x behind them; behind the stretch also equals signs and digits. */
  private boolean hasHexadecimal(int from, int end) {
    for (int at = from; at + 1 < end; at++) {
      if (isDigit(text.charAt(at)) && text.charAt(at + 1) == 'x') {
        return true;
      }
    }
    int at = end;
    while (is(at, "=") || isDigitAt(at)) {
      at++;
    }
    return at > end && is(at, "x");
  }

  /** The stretch ends by the name of a comparing function, and its bracket or quote follows. */
  private boolean isFollowedByFunction(int from, int end) {
    int name = beforeSpaces(text, end);
    if (is(end, "(")) {
      return name - "regexp".length() >= from
          && text.startsWith("regexp", name - "regexp".length());
    }
    if (!isQuoteAt(end) || name - "like".length() < from) {
      return false;
    }
    int like = name - "like".length();
    int sounds = beforeSpaces(text, like);
    return text.startsWith("like", like)
        && sounds < like
        && sounds - "sounds".length() >= from
        && text.startsWith("sounds", sounds - "sounds".length());
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
}
