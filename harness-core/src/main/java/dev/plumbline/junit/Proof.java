package dev.plumbline.junit;

import dev.plumbline.observation.Journal.Check;
import dev.plumbline.observation.Journal.Entry;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Journal.Verdict;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.Redaction;
import dev.plumbline.observation.Watched;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rule that a test which passes has proved something: at least one assertion about at least one
 * of its observations held.
 *
 * <p>One is enough: a test may look at more than it judges, for example while it waits. What was
 * not judged is in the report.
 */
final class Proof {

  private Proof() {}

  static void require(List<Entry> entries, Redaction redaction) {
    List<Entry> asked = entries.stream().filter(e -> e.role() == Role.CHECK).toList();
    if (asked.isEmpty()) {
      throw new NothingAssertedError(
          "The test passed without observing anything, so it proves nothing.\n"
              + "Ask for a Vantage or Lab parameter, observe something from it, and assert what is expected of it;\n"
              + "a test that needs no network belongs to a class without @NetworkTest.");
    }
    if (held(asked) > 0) {
      requireThrown(asked, redaction);
      return;
    }
    boolean judged = asked.stream().anyMatch(e -> !e.ownChecks().isEmpty());
    throw error(
        (judged
                ? "The test passed, but nothing that it asserted of its observations held: the failure was swallowed.\n"
                : "The test passed, but asserted nothing of what it observed, so it proves nothing.\n")
            + asked.stream().map(Proof::line).collect(Collectors.joining("\n"))
            + "\nAssert what is expected of at least one of them: assertThat(observation) of NetworkAssertions.",
        redaction);
  }

  /**
   * The rule that a failed assertion reaches its test: not caught on the way, nor lost in a thread.
   */
  static void requireThrown(List<Entry> entries, Redaction redaction) {
    List<Entry> swallowed = entries.stream().filter(e -> !e.swallowed().isEmpty()).toList();
    if (!swallowed.isEmpty()) {
      throw error(
          "The test passed, but what it asserted of these failed and was not thrown in it: it was caught, or lost in another thread.\n"
              + swallowed.stream().map(Proof::swallowed).collect(Collectors.joining("\n"))
              + "\nAssert on the test's own thread, wait with eventually(..); what may fail belongs inside of NetworkAssertions.tentatively(..).",
          redaction);
    }
  }

  /** The rule that a test finishes what it began: soft assertions, watches. */
  static void requireSettled(List<String> unsettled, Redaction redaction) {
    if (!unsettled.isEmpty()) {
      throw error("The test passed, but " + String.join("\nAnd ", unsettled), redaction);
    }
  }

  /** The rule that something is asserted of what was watched. */
  static void requireJudged(List<Watched> unjudged, Redaction redaction) {
    if (!unjudged.isEmpty()) {
      throw error(
          "The test passed, but asserted nothing of what it watched.\n"
              + unjudged.stream().map(Watched::describe).collect(Collectors.joining("\n"))
              + "\nAssert what is expected of it: assertThat(watched).hasNoGap() or hasNoGapLongerThan(..).",
          redaction);
    }
  }

  private static NothingAssertedError error(String message, Redaction redaction) {
    return new NothingAssertedError(redaction.text(message));
  }

  /** Returns how many assertions held. */
  static long held(List<Entry> entries) {
    return entries.stream()
        .filter(e -> e.role() == Role.CHECK && !e.isUnproved())
        .flatMap(e -> e.ownChecks().stream())
        .filter(c -> c.verdict() == Verdict.PASSED)
        .count();
  }

  /** Returns an observation with what failed of it, for what is told of a run. */
  static String swallowed(Entry entry) {
    return line(entry, entry.swallowed());
  }

  private static String line(Entry entry) {
    return line(entry, entry.checks());
  }

  private static String line(Entry entry, List<Check> checks) {
    Provenance p = entry.observation().provenance();
    return "  [#"
        + p.number()
        + " "
        + p.question()
        + " from "
        + p.vantage()
        + "] "
        + entry.observation().outcome().describe()
        + checks.stream().map(Proof::failed).collect(Collectors.joining());
  }

  private static String failed(Check check) {
    return "; expected "
        + check.expectation()
        + ": "
        + check.verdict().name().toLowerCase(java.util.Locale.ROOT);
  }
}
