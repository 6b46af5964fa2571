package dev.plumbline.descriptor;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 500ms}, {@code 2s}, {@code 1m30s}, {@code 2h}, {@code 1d}.
 */
public final class Durations {

  static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
  static final String PATTERN =
      "^(?=\\d)(\\d{1,6}d)?(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,9}s)?(\\d{1,9}ms)?$";

  private Durations() {}

  /**
   * Returns a duration such as {@code 500ms}, {@code 2s} or {@code 1m30s}.
   *
   * @throws IllegalArgumentException for what is none
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      boolean bare = text.matches("\\d+");
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a duration such as 500ms, 2s or 1m30s"
              + (bare ? ": it has no unit (d, h, m, s, ms)" : ""));
    }
    return Duration.ofDays(number(matcher, 1))
        .plusHours(number(matcher, 2))
        .plusMinutes(number(matcher, 3))
        .plusSeconds(number(matcher, 4))
        .plusMillis(number(matcher, 5));
  }

  private static long number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
