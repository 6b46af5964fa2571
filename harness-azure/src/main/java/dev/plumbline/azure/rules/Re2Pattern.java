package dev.plumbline.azure.rules;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Patterns of RE2, the platform's dialect, for Java's engine: what that one would silently read
 * otherwise is said in its words, or refused.
 *
 * <p>Source: "RE2 regular expression syntax reference".
 */
public final class Re2Pattern {

  /** The classes in brackets of their own, such as {@code [:alpha:]}, in Java's words. */
  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("alnum", "p{Alnum}"),
          Map.entry("alpha", "p{Alpha}"),
          Map.entry("ascii", "p{ASCII}"),
          Map.entry("blank", "p{Blank}"),
          Map.entry("cntrl", "p{Cntrl}"),
          Map.entry("digit", "p{Digit}"),
          Map.entry("graph", "p{Graph}"),
          Map.entry("lower", "p{Lower}"),
          Map.entry("print", "p{Print}"),
          Map.entry("punct", "p{Punct}"),
          Map.entry("space", "p{Space}"),
          Map.entry("upper", "p{Upper}"),
          Map.entry("word", "w"),
          Map.entry("xdigit", "p{XDigit}"));

  /** Of the letters that set flags, others mean something else to Java, or nothing to RE2. */
  private static final Pattern FLAGS = Pattern.compile("\\(\\?(?![ims-]*[:)])[a-zA-Z-]+[:)]");

  private static final Pattern REPETITION = Pattern.compile("\\{\\d+(,\\d*)?}");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([pPx]\\{[^}]*}|[^\\dQ])");

  private final String pattern;
  private final StringBuilder said = new StringBuilder();
  private int at;

  private Re2Pattern(String pattern) {
    this.pattern = pattern;
  }

  /**
   * Returns a pattern that finds what RE2 finds.
   *
   * @param caseCounts whether case does, where the pattern does not say so itself
   * @throws IllegalArgumentException for one that Java's engine does not know, or reads otherwise
   */
  public static Pattern of(String pattern, boolean caseCounts) {
    return Pattern.compile(
        new Re2Pattern(pattern).inJava(), caseCounts ? 0 : Pattern.CASE_INSENSITIVE);
  }

  private String inJava() {
    while (at < pattern.length()) {
      if (pattern.startsWith("\\Q", at)) {
        int end = pattern.indexOf("\\E", at);
        int last = end < 0 ? pattern.length() : end;
        said.append(Pattern.quote(pattern.substring(at + 2, last)));
        at = end < 0 ? last : last + 2;
        continue;
      }
      switch (pattern.charAt(at)) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '{' -> take(is(REPETITION) ? "{" : "\\{");
        case '(' -> {
          if (is(FLAGS)) {
            throw refused("flags");
          }
          take("(");
        }
        default -> take(pattern.substring(at, at + 1));
      }
    }
    return said.toString();
  }

  /** Here Java knows classes in classes and what they share; to RE2 those signs are themselves. */
  private void characterClass() {
    take("[");
    if (pattern.startsWith("^", at)) {
      take("^");
    }
    int first = at;
    while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
      char sign = pattern.charAt(at);
      if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at + 2) > 0) {
        namedClass();
      } else if (sign == '\\') {
        escape();
      } else {
        take("[]&^".indexOf(sign) < 0 ? String.valueOf(sign) : "\\" + sign);
      }
    }
    if (at == pattern.length()) {
      throw refused("a class without its end");
    }
    take("]");
  }

  private void namedClass() {
    int end = pattern.indexOf(":]", at + 2);
    boolean negated = pattern.startsWith("^", at + 2);
    String java = CLASSES.get(pattern.substring(at + (negated ? 3 : 2), end));
    if (java == null) {
      throw refused("a class that is not known");
    }
    said.append('\\')
        .append(negated ? java.substring(0, 1).toUpperCase(Locale.ROOT) : java.substring(0, 1))
        .append(java.substring(1));
    at = end + 2;
  }

  /** A number is a sign's code to RE2, and a group to Java. */
  private void escape() {
    Matcher escape = ESCAPE.matcher(pattern).region(at, pattern.length());
    if (!escape.lookingAt()) {
      throw refused("an escape that is not known");
    }
    said.append(escape.group());
    at = escape.end();
  }

  private boolean is(Pattern wanted) {
    return wanted.matcher(pattern).region(at, pattern.length()).lookingAt();
  }

  private void take(String as) {
    said.append(as);
    at++;
  }

  private IllegalArgumentException refused(String what) {
    return new IllegalArgumentException(
        "pattern " + pattern + " has " + what + " at index " + at + ": it cannot be tried");
  }
}
