package dev.plumbline.containers.plan;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a regular expression means the same to Java and to PCRE, which ModSecurity and
 * nginx have. The two agree on most; what is not known to be the same is taken to be other.
 */
public final class CommonPattern {

  /** Escapes that differ, or that one of the two does not have. */
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:[pPQERXNGZuhHvVcKkgoxCL0]|[1-9][0-9])");

  /** Groups that only one of the two has, and flags that differ. */
  private static final Pattern GROUP = Pattern.compile("\\(\\?(?![:=!>]|<[=!]|i\\)|i:)");

  /** A character by its number, which may be beyond the octets that PCRE sees. */
  private static final Pattern WIDE = Pattern.compile("(?<!\\\\)(?:\\\\{2})*\\\\x\\{");

  private static final Pattern CLASS = Pattern.compile("\\[(?:\\\\.|[^\\\\\\]])*\\]");

  private CommonPattern() {}

  /** Returns what in an expression may not mean the same; empty when it does. */
  public static Optional<String> differs(String regex) {
    for (int i = 0; i < regex.length(); i++) {
      if (regex.charAt(i) < ' ' || regex.charAt(i) > '~') {
        return Optional.of("a character that is not printable ASCII");
      }
    }
    String plain = regex.replace("\\\\", "\\x");
    String known = plain.replaceAll("\\\\x[0-9a-fA-F]{2}", "_").replace("\\x", "_");
    if (WIDE.matcher(regex).find()) {
      return Optional.of("\\x{");
    }
    for (Pattern pattern : new Pattern[] {ESCAPE, GROUP}) {
      Matcher found = pattern.matcher(known);
      if (found.find()) {
        return Optional.of(found.group());
      }
    }
    Matcher characters = CLASS.matcher(known);
    while (characters.find()) {
      String inside = characters.group().substring(1, characters.group().length() - 1);
      if (inside.contains("&&") || inside.contains("[")) {
        return Optional.of("the character class " + characters.group());
      }
    }
    return Optional.empty();
  }
}
