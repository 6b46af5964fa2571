package dev.plumbline.waf.engine;

import static dev.plumbline.waf.engine.Ascii.afterSpaces;
import static dev.plumbline.waf.engine.Ascii.isDigit;
import static dev.plumbline.waf.engine.Ascii.isQuote;
import static dev.plumbline.waf.engine.Ascii.isSpace;
import static dev.plumbline.waf.engine.Ascii.isWord;

import java.util.List;

/**
 * Finds texts by which SQL injection is tried out: a quote, and behind it symbols, a comment, a
 * product or a condition. Ordinary texts that quote things share its shapes: {@code ["a"]}, {@code
 * "a", "b"} in brackets, {@code contains(name,'x')}.
 *
 * <p>The shapes were found by asking a real engine about single texts, byte by byte. On two million
 * texts made at random around them it said the same. What is known not to agree: an engine that
 * gives up after so many steps finds nothing in some long texts, this does. The time is linear in
 * the length of the text.
 */
final class InjectionProbing {

  /** What joins or compares conditions, as a word. */
  private static final List<String> OPERATORS =
      List.of("and", "or", "xor", "like", "between", "div");

  private final String text;

  private InjectionProbing(String text) {
    this.text = text;
  }

  /** Returns whether a decoded text holds one of the shapes. */
  static boolean isFound(String text) {
    InjectionProbing probing = new InjectionProbing(Ascii.lower(text));
    return probing.raisesToQuote()
        || probing.multiplies()
        || probing.quotesSymbols()
        || probing.commentsOut()
        || probing.quotesAfterName()
        || probing.joins()
        || probing.joinsAfterStar();
  }

  /** {@code ^'}: a power, or an exclusive or, with a text. */
  private boolean raisesToQuote() {
    for (int at = text.indexOf('^'); at >= 0; at = text.indexOf('^', at + 1)) {
      if (isQuoteAt(at + 1)) {
        return true;
      }
    }
    return false;
  }

  /** {@code ' … * 1}: anywhere behind a quote a star and a digit, at most spaces between. */
  private boolean multiplies() {
    int quote = firstQuote();
    for (int at = text.indexOf('*', quote + 1);
        quote >= 0 && at >= 0;
        at = text.indexOf('*', at + 1)) {
      if (isDigitAt(afterSpaces(text, at + 1))) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code '=='} or {@code "], ["}: two symbols or more between quotes, and no more than two groups
   * of them. The first group has no question mark. A quote is a symbol as well; so all ways to read
   * a text are followed at once, character by character.
   */
  private boolean quotesSymbols() {
    boolean quote = false;
    boolean first = false;
    boolean firstGap = false;
    boolean second = false;
    boolean secondGap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isQuote(c) && (second || secondGap)) {
        return true;
      }
      secondGap = isSpace(c) && (second || secondGap);
      second = isSymbol(c) && (first || firstGap || second);
      firstGap = isSpace(c) && (first || firstGap);
      first = isSymbol(c) && c != '?' && (quote || first);
      quote = isQuote(c) || isSpace(c) && quote;
    }
    return false;
  }

  /**
   * {@code '; --}: a quote, symbols, something that is no letter, and anywhere later a mark that
   * begins a comment. Of all such places the first has most behind it, so it decides.
   */
  private boolean commentsOut() {
    boolean quote = false;
    boolean symbols = false;
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((symbols || gap) && (!isWord(c) || isDigit(c))) {
        return text.indexOf('#', i + 1) >= 0 || text.indexOf("--", i + 1) >= 0;
      }
      gap = isSpace(c) && (symbols || gap);
      symbols = isSymbol(c) && (quote || symbols);
      quote = isQuote(c) || isSpace(c) && quote;
    }
    return false;
  }

  /**
   * {@code (name,'x}: an operator or bracket, a name, symbols and a quote, behind which something
   * follows that is no comma: lists of quoted texts have one there.
   */
  private boolean quotesAfterName() {
    boolean operator = false;
    boolean name = false;
    boolean symbols = false;
    boolean quote = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote && c != ',') {
        return true;
      }
      quote = isQuote(c) && symbols;
      symbols = isSymbol(c) && (name || symbols);
      name = (isWord(c) || c == '-') && (operator || name);
      operator = "%()*+-<>".indexOf(c) >= 0;
    }
    return false;
  }

  /**
   * {@code ' or 'a'=1}: a quote, a word that joins, a space, something that is no digit, later part
   * of a word or a dash, and later a digit. {@code ' or 1=1} begins with a digit: it is left to
   * other rules.
   */
  private boolean joins() {
    int digit = text.length() - 1;
    while (digit >= 0 && !isDigit(text.charAt(digit))) {
      digit--;
    }
    int part = digit - 1;
    while (part >= 0 && !isWord(text.charAt(part)) && text.charAt(part) != '-') {
      part--;
    }
    for (int quote = 0; quote < part; quote++) {
      if (isQuote(text.charAt(quote))) {
        int space = afterOperator(afterSpaces(text, quote + 1));
        if (space >= 0
            && space + 1 < part
            && isSpace(text.charAt(space))
            && !isDigit(text.charAt(space + 1))) {
          return true;
        }
      }
    }
    return false;
  }

  private int afterOperator(int at) {
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        return at + operator.length();
      }
    }
    return -1;
  }

  /**
   * {@code '*x or '1}: a quote and a star, later the end of a word that joins, and a quote right
   * before a digit, with no other word between.
   */
  private boolean joinsAfterStar() {
    int star = firstStarAfterQuote();
    for (int quote = star + 1; star >= 0 && quote < text.length(); quote++) {
      if (isQuote(text.charAt(quote)) && isDigitAt(quote + 1)) {
        int end = quote;
        while (end > star && !isWord(text.charAt(end - 1))) {
          end--;
        }
        if (operatorEnds(end, star + 2)) {
          return true;
        }
      }
    }
    return false;
  }

  private int firstStarAfterQuote() {
    for (int quote = 0; quote < text.length(); quote++) {
      if (isQuote(text.charAt(quote))) {
        int star = afterSpaces(text, quote + 1);
        if (star < text.length() && text.charAt(star) == '*') {
          return star;
        }
      }
    }
    return -1;
  }

  private boolean operatorEnds(int end, int from) {
    for (String operator : OPERATORS) {
      int at = end - operator.length();
      if (at >= from && text.startsWith(operator, at)) {
        return true;
      }
    }
    return false;
  }

  private int firstQuote() {
    for (int at = 0; at < text.length(); at++) {
      if (isQuote(text.charAt(at))) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isSymbol(char c) {
    return !isWord(c) && !isSpace(c);
  }

  private boolean isQuoteAt(int at) {
    return at < text.length() && isQuote(text.charAt(at));
  }

  private boolean isDigitAt(int at) {
    return at < text.length() && isDigit(text.charAt(at));
  }
}
