package dev.plumbline.waf.log;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The sum of scores in the message of a rule that evaluates it. */
final class TotalScore {

  private static final Pattern TOTAL = Pattern.compile("Total (?:Inbound )?Score: (\\d{1,6})");

  private TotalScore() {}

  /** Returns it; null when there is none. */
  static @Nullable Integer in(String message) {
    Matcher matcher = TOTAL.matcher(message);
    return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
  }
}
