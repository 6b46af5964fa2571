package dev.plumbline.azure.rules;

import java.util.regex.Pattern;

/** Host names of listeners: {@code *} stands for any characters, {@code ?} for exactly one. */
public final class HostPattern {

  /** What a valid one looks like, in words. */
  public static final String FORM =
      "letters, digits, - and points, with * (at most one in a label, two in all) and ? (four of"
          + " both in all, none beside another)";

  private static final Pattern CHARACTERS =
      Pattern.compile("[A-Za-z0-9_*?-]+(\\.[A-Za-z0-9_*?-]+)*\\.?");
  private static final Pattern NEIGHBOURS = Pattern.compile("\\*\\?|\\?\\*|\\*\\*");

  private HostPattern() {}

  /** Returns whether a listener may have it. */
  public static boolean isValid(String name) {
    long stars = name.chars().filter(c -> c == '*').count();
    long marks = name.chars().filter(c -> c == '?').count();
    return name.length() <= 254
        && CHARACTERS.matcher(name).matches()
        && !NEIGHBOURS.matcher(name).find()
        && stars <= 2
        && stars + marks <= 4
        && Pattern.compile("\\.")
            .splitAsStream(name)
            .allMatch(label -> label.indexOf('*') == label.lastIndexOf('*'));
  }

  /** Returns whether it stands for more than one name. */
  public static boolean isWild(String name) {
    return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
  }

  /** Returns a name that a certificate can carry for a pattern: with {@code *} for one label. */
  public static String certificateName(String pattern) {
    if (!isWild(pattern)) {
      return pattern;
    }
    int dot = pattern.indexOf('.');
    String rest = dot < 0 ? "" : pattern.substring(dot);
    return rest.isEmpty() || isWild(rest) ? "wildcard.invalid" : "*" + rest;
  }
}
