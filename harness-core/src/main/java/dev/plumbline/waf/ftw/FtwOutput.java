package dev.plumbline.waf.ftw;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a stage expects. Texts of logs that only name a rule, such as {@code id "942100"}, are among
 * the rules; others are searched in the entries of the log.
 *
 * @param statuses the statuses, one of which is expected; empty for any
 * @param error whether an error is expected instead of an answer; null when the test does not say
 * @param answerContains what the answer is to contain; null for anything
 * @param expectedRules the rules to be found, in the order of the file
 * @param unexpectedRules the rules not to be found
 * @param logContains what an entry of the log is to contain; null for anything
 * @param logLacks what no entry of the log may contain; null for nothing
 * @param isolated whether no other rule than the expected one may be found
 * @param retriesOnce whether a failure may be tried again, once: a late entry of the log would make
 *     it
 */
public record FtwOutput(
    Set<Integer> statuses,
    @Nullable Boolean error,
    @Nullable Pattern answerContains,
    Set<Integer> expectedRules,
    Set<Integer> unexpectedRules,
    @Nullable Pattern logContains,
    @Nullable Pattern logLacks,
    boolean isolated,
    boolean retriesOnce) {

  /** Returns whether there is something that an observation could contradict. */
  public boolean assertsSomething() {
    return !statuses.isEmpty() || error != null || answerContains != null || needsLog();
  }

  /** Returns whether the log decides, or something in it. */
  public boolean needsLog() {
    return !expectedRules.isEmpty()
        || !unexpectedRules.isEmpty()
        || logContains != null
        || logLacks != null
        || isolated;
  }

  FtwOutput retried() {
    return new FtwOutput(
        statuses,
        error,
        answerContains,
        expectedRules,
        unexpectedRules,
        logContains,
        logLacks,
        isolated,
        true);
  }
}
