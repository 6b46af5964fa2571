package dev.plumbline.waf.engine;

import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a web application firewall finds in one request, and does with it.
 *
 * @param matches what was found, in the order in which it was: custom rules, the body's size and
 *     form, then the rules
 * @param spared what would have been found, had an exclusion not spared it
 * @param score the sum of the scores
 * @param threshold the sum that decides
 * @param decision what becomes of the request
 * @param status the status of the answer to what is blocked, where it is not that of every other
 *     block; null otherwise
 * @param asked the rules that were asked
 * @param notAsked what was not, each in a few words: rules that are on and not known, custom rules
 *     that cannot be decided, parts of the request that are not looked at, and what the description
 *     leaves out of the real firewall
 */
public record Evaluation(
    List<Match> matches,
    List<Match> spared,
    int score,
    int threshold,
    Decision decision,
    @Nullable Integer status,
    List<Integer> asked,
    List<String> notAsked) {

  /** Copies the lists. */
  public Evaluation {
    matches = List.copyOf(matches);
    spared = List.copyOf(spared);
    asked = List.copyOf(asked);
    notAsked = List.copyOf(notAsked);
  }

  /** Returns why the request is decided on as it is, in one line; empty where it passes. */
  public String reason() {
    List<String> places =
        matches.stream()
            .map(
                match ->
                    (match.isCustom()
                            ? "custom rule " + match.name()
                            : match.rule() == 0 ? match.title() : "rule " + match.rule())
                        + " in "
                        + match.part())
            .toList();
    return decision == Decision.PASSED
        ? ""
        : "score %d of %d, %s".formatted(score, threshold, String.join(", ", places));
  }
}
