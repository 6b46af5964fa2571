package dev.plumbline.observation;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a web application firewall is to do with a request.
 *
 * @param verdicts the verdicts that are as expected, at least one; never {@code UNDECIDABLE}
 * @param rule whether the rule that the request is about is to be found in it
 * @param because why, in one sentence: the setting or the description that it follows from
 */
public record WafExpectation(Set<WafVerdict> verdicts, Finding rule, String because) {

  /** Whether a rule is to be found. */
  public enum Finding {
    /** It is to be found. */
    FOUND,
    /** It is not to be found. */
    NOT_FOUND,
    /** Either will do. */
    EITHER
  }

  /** Copies the verdicts. */
  public WafExpectation {
    if (verdicts.isEmpty() || verdicts.contains(WafVerdict.UNDECIDABLE)) {
      throw new IllegalArgumentException(
          "an expectation of a firewall names at least one verdict, and never "
              + WafVerdict.UNDECIDABLE
              + ", which is none; it names "
              + verdicts);
    }
    verdicts = Set.copyOf(EnumSet.copyOf(verdicts));
  }

  /** Returns whether a verdict and the rules that were found are as expected. */
  public boolean agrees(WafVerdict verdict, int about, Collection<Integer> found) {
    return verdicts.contains(verdict)
        && switch (rule) {
          case FOUND -> found.contains(about);
          case NOT_FOUND -> !found.contains(about);
          case EITHER -> true;
        };
  }

  /** Returns it in a few words, for example {@code "blocked, and rule 942200 found"}. */
  public String describe(int about) {
    String what =
        EnumSet.copyOf(verdicts).stream()
            .map(WafVerdict::label)
            .collect(Collectors.joining(" or "));
    return switch (rule) {
      case FOUND -> what + ", and rule " + about + " found";
      case NOT_FOUND -> what + ", and rule " + about + " not found";
      case EITHER -> what;
    };
  }
}
