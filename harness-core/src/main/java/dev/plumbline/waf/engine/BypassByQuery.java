package dev.plumbline.waf.engine;

import static dev.plumbline.waf.engine.Ascii.afterSpaces;
import static dev.plumbline.waf.engine.Ascii.beforeSpaces;
import static dev.plumbline.waf.engine.Ascii.isDigit;
import static dev.plumbline.waf.engine.Ascii.isQuote;
import static dev.plumbline.waf.engine.Ascii.isSpace;
import static dev.plumbline.waf.engine.Ascii.isWord;

import java.util.List;

/**
 * Finds SQL that gets past a login by a query of its own: <i>union select</i>, <i>select …
 * from</i>, a pattern of <i>like</i>, a search in a set; and, before all, a quote with symbols and
 * words behind it. That last one is what ordinary texts share with it: JSON such as {@code
 * {"a":1,"b":2}} in an argument or a cookie is found too, and so is <i>select</i> with <i>from</i>
 * later in a sentence.
 *
 * <p>The shapes were found by asking a real engine about single texts, byte by byte. On two million
 * texts made at random around them it said the same. What is known not to agree: an engine that
 * gives up after so many steps finds nothing in some long texts, this does. The time is linear in
 * the length of the text.
 */
final class BypassByQuery {

  /** What joins or compares conditions, as a word. */
  private static final List<String> OPERATORS =
      List.of("and", "nand", "or", "xor", "not", "like", "between", "div");

  private final String text;

  private BypassByQuery(String text) {
    this.text = text;
  }

  /** Returns whether a decoded text holds one of the shapes. */
  static boolean isFound(String text) {
    BypassByQuery bypass = new BypassByQuery(Ascii.lower(text));
    return bypass.unites()
        || bypass.selects()
        || bypass.searchesSet()
        || bypass.comparesByLike()
        || bypass.hasCondition()
        || bypass.goesOnAfterQuote();
  }

  /** {@code union all (select }: brackets, and in MySQL signs of negation, may stand between. */
  private boolean unites() {
    for (int at = text.indexOf("union"); at >= 0; at = text.indexOf("union", at + 1)) {
      int next = afterSpaces(text, at + "union".length());
      if (text.startsWith("all", next)) {
        next += "all".length();
      } else if (text.startsWith("distinct", next)) {
        next += "distinct".length();
      } else {
        next = after(next, "(!@");
      }
      next = afterSpaces(text, after(afterSpaces(text, next), "(["));
      if (text.startsWith("select", next) && isSpaceAt(next + "select".length())) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code select a, b from }: between the two words only what a list of columns is made of, and a
   * space and one character at least. A star or a slash between them hides it from this rule.
   */
  private boolean selects() {
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && isOfColumns(text.charAt(end))) {
        end++;
      }
      int select = firstWithSpace("select", start, end);
      if (select >= 0 && lastWithSpace("from", end) >= select + "select".length() + 2) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private int firstWithSpace(String word, int from, int end) {
    for (int at = from; at + word.length() < end; at++) {
      if (text.startsWith(word, at) && isSpace(text.charAt(at + word.length()))) {
        return at;
      }
    }
    return -1;
  }

  /**
   * The caller has found the first word in the same stretch, so the search ends there or before.
   */
  private int lastWithSpace(String word, int end) {
    int at = end - word.length() - 1;
    while (at >= 0
        && isOfColumns(text.charAt(at))
        && !(text.startsWith(word, at) && isSpace(text.charAt(at + word.length())))) {
      at--;
    }
    return at >= 0 && isOfColumns(text.charAt(at)) ? at : -1;
  }

  private static boolean isOfColumns(char c) {
    return isWord(c) || isSpace(c) || isQuote(c) || "(),-.[]".indexOf(c) >= 0;
  }

  /** {@code find_in_set(}: a function of MySQL that few texts name by chance. */
  private boolean searchesSet() {
    for (int at = text.indexOf("find_in_set"); at >= 0; at = text.indexOf("find_in_set", at + 1)) {
      if (is(afterSpaces(text, at + "find_in_set".length()), "(")) {
        return true;
      }
    }
    return false;
  }

  /** The word <i>like</i>, also as the end or beginning of a longer one, as a comparison. */
  private boolean comparesByLike() {
    for (int at = text.indexOf("like"); at >= 0; at = text.indexOf("like", at + 1)) {
      if (comparesToPattern(at) || comparesQuoted(at) || comparesName(at)) {
        return true;
      }
    }
    return false;
  }

  /** {@code like '%}: a pattern that begins with anything. */
  private boolean comparesToPattern(int like) {
    int quote = afterSpaces(text, like + 4);
    return isQuoteAt(quote) && is(quote + 1, "%");
  }

  /** {@code ' like "} or {@code 'like(1}: a quote that closes before, a value behind. */
  private boolean comparesQuoted(int like) {
    boolean quoted = false;
    for (int at = like - 1; at >= 0 && !quoted && isSpaceOrQuote(text.charAt(at)); at--) {
      quoted = isQuote(text.charAt(at));
    }
    int value = like + 4;
    while (value < text.length() && !isWord(text.charAt(value)) && !isQuoteAt(value)) {
      value++;
    }
    return quoted && value < text.length() && (isQuoteAt(value) || isDigit(text.charAt(value)));
  }

  /** {@code name like '}: a name before, a quote behind, spaces between. */
  private boolean comparesName(int like) {
    int name = beforeSpaces(text, like) - 1;
    int quote = afterSpaces(text, like + 4);
    return name >= 0
        && name < like - 1
        && isWord(text.charAt(name))
        && quote > like + 4
        && isQuoteAt(quote);
  }

  private static boolean isSpaceOrQuote(char c) {
    return isSpace(c) || isQuote(c);
  }

  /** {@code ' or x=1 having }: a quote, a word that joins, a comparison and the next clause. */
  private boolean hasCondition() {
    for (int quote = 0; quote < text.length(); quote++) {
      if (isQuote(text.charAt(quote)) && isCondition(afterSpaces(text, quote + 1))) {
        return true;
      }
    }
    return false;
  }

  private boolean isCondition(int operator) {
    int from = afterOperator(operator);
    if (from < 0 || !isSpaceAt(from)) {
      return false;
    }
    int sign = from + 1;
    while (isSpaceAt(sign) || isWordAt(sign)) {
      sign++;
    }
    if (sign == from + 1 || !is(sign, "=")) {
      return false;
    }
    int value = afterSpaces(text, sign + 1);
    int end = value;
    while (isWordAt(end)) {
      end++;
    }
    int next = afterSpaces(text, end);
    boolean joined = end - value > "having".length() && text.startsWith("having", end - 6);
    boolean apart = next > end && end > value && text.startsWith("having", next);
    return joined && isSpaceAt(end) || apart && isSpaceAt(next + "having".length());
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
   * {@code '|x y} or {@code ":1,"b}: a quote, symbols, maybe brackets, quotes or at-signs, a word,
   * and later another word. Behind a star the other word can be a quote: {@code '*a, '}. A quote is
   * a symbol as well; so all ways to read a text are followed at once, character by character.
   */
  private boolean goesOnAfterQuote() {
    boolean quote = false;
    boolean symbols = false;
    boolean gap = false;
    boolean opened = false;
    boolean openedGap = false;
    boolean star = false;
    boolean word = false;
    boolean afterWord = false;
    boolean starWord = false;
    boolean afterStarWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (afterWord && isWord(c) || afterStarWord && isQuote(c)) {
        return true;
      }
      afterWord |= word && !isWord(c);
      afterStarWord |= starWord && !isWord(c);
      word |= isWord(c) && (symbols || gap || opened || openedGap);
      starWord |= isWord(c) && star;
      star = c == '*' && quote || isSpace(c) && star;
      openedGap = isSpace(c) && (opened || openedGap);
      opened = isOpener(c) && (symbols || gap || opened);
      gap = isSpace(c) && (symbols || gap);
      symbols = isSymbol(c) && (quote || symbols);
      quote = isQuote(c) || isSpace(c) && quote;
    }
    return false;
  }

  private static boolean isOpener(char c) {
    return isQuote(c) || c == '(' || c == '@';
  }

  /** Marks of sentences and brackets are none: {@code 'quoted', so} is left alone. */
  private static boolean isSymbol(char c) {
    return !isWord(c) && !isSpace(c) && "(),.;=?".indexOf(c) < 0;
  }

  private int after(int from, String run) {
    int at = from;
    while (is(at, run)) {
      at++;
    }
    return at;
  }

  private boolean is(int at, String oneOf) {
    return at < text.length() && oneOf.indexOf(text.charAt(at)) >= 0;
  }

  private boolean isQuoteAt(int at) {
    return at < text.length() && isQuote(text.charAt(at));
  }

  private boolean isSpaceAt(int at) {
    return at < text.length() && isSpace(text.charAt(at));
  }

  private boolean isWordAt(int at) {
    return at < text.length() && isWord(text.charAt(at));
  }
}
