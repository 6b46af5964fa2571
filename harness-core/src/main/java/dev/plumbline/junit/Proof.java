package dev.plumbline.junit;

import dev.plumbline.observation.Journal.Check;
import dev.plumbline.observation.Journal.Entry;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Journal.Verdict;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.Redaction;
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

  /** The rule that failures which were collected softly are thrown. */
  static void requireSettled(List<String> unsettled, Redaction redaction) {
    if (!unsettled.isEmpty()) {
      throw error(
          "The test passed, but failures of its soft assertions were never thrown.\n"
              + "Call assertAll() at its end, or use NetworkSoftAssertions.assertSoftly(..).\n"
              + String.join("\n", unsettled),
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

  private static String line(Entry entry) {
    Provenance p = entry.observation().provenance();
    return "  [#"
        + p.number()
        + " "
        + p.question()
        + " from "
        + p.vantage()
        + "] "
        + entry.observation().outcome().describe()
        + entry.checks().stream().map(Proof::failed).collect(Collectors.joining());
  }

  private static String failed(Check check) {
    return "; expected "
        + check.expectation()
        + ": "
        + check.verdict().name().toLowerCase(java.util.Locale.ROOT);
  }
}
