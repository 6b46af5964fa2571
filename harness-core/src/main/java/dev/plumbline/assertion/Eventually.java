package dev.plumbline.assertion;

import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.Awaited.Attempt;
import dev.plumbline.observation.Awaited.End;
import dev.plumbline.observation.Journal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;

/** Tries assertions again and again until they hold, they never will, or the time is over. */
final class Eventually {

  private final Patience patience;
  private final Runnable assertions;
  private final Awaited awaited;

  Eventually(Patience patience, Runnable assertions) {
    this.patience = patience;
    this.assertions = assertions;
    awaited = new Awaited(patience.within(), patience.every(), patience.inARow());
  }

  /** How an attempt failed; {@code futile} says why no other can end differently, if none can. */
  private record Failed(AssertionError error, @Nullable String futile) {}

  /** Returns the part of the journal that was observed in; empty when nothing was observed. */
  Optional<Journal.Scope> scope() {
    return awaited.scope();
  }

  /** Returns when they hold; else throws how they failed last, with what was seen until then. */
  void run() {
    int passedInARow = 0;
    boolean everFailed = false;
    while (true) {
      Failed failed = attempt();
      if (failed == null) {
        if (++passedInARow == patience.inARow()) {
          awaited.ended(End.PASSED, null);
          return;
        }
      } else {
        passedInARow = 0;
        everFailed |= !(failed.error() instanceof InconclusiveError);
        if (failed.futile() != null) {
          awaited.ended(End.STOPPED, failed.futile());
          throw error(failed.error(), everFailed);
        }
      }
      if (!awaited.passUntilNext()) {
        everFailed |= failed == null; // it did not stay so for as long as it has to
        awaited.ended(everFailed ? End.FAILED : End.INCONCLUSIVE, awaited.endsEarly().orElse(null));
        throw error(failed == null ? tooFew(passedInARow) : failed.error(), everFailed);
      }
    }
  }

  /** Makes one attempt; returns how it failed, null when it did not. */
  private @Nullable Failed attempt() {
    try (Attempt attempt = awaited.begin()) {
      try {
        assertions.run();
      } catch (AssertionError e) {
        return new Failed(Inconclusive.unwrap(e), futile(attempt));
      }
      List<Journal.Check> swallowed = attempt.failures();
      if (!swallowed.isEmpty()) {
        return new Failed(swallowed(swallowed), futile(attempt));
      }
      if (attempt.assertionsHeld() == 0) {
        String what =
            attempt.hasObserved() ? "asserted nothing of what it observed" : "observed nothing";
        return new Failed(
            new AssertionError(
                "Expected what eventually(..) is given to observe something and to assert something of it,\n"
                    + "but an attempt "
                    + what
                    + ", so it proves nothing.\n"
                    + "Both belong inside: eventually(within(..), () -> assertThat(vantage.resolve(name))...)"),
            "an attempt " + what);
      }
      List<Journal.Entry> cutOff = attempt.cutOff();
      if (!cutOff.isEmpty()) {
        return new Failed(cutOff(cutOff), null);
      }
      attempt.passed();
      return null;
    } catch (RuntimeException | Error e) {
      // no failed assertion: misuse, something that is not allowed, a lab that is closed
      awaited.ended(End.STOPPED, e.getClass().getSimpleName());
      throw e;
    }
  }

  /** Returns why no other attempt can end differently; null when one can. */
  private @Nullable String futile(Attempt attempt) {
    if (!attempt.hasObserved()) {
      return "an attempt observed nothing, so that another would be about the same observations";
    }
    if (!attempt.hasObservedTheNetwork()) {
      return "only a description was asked, which does not change by itself";
    }
    Optional<String> broken = attempt.lastingFailure();
    return broken.isPresent()
        ? "the vantage stays broken until it is changed: " + broken.get()
        : awaited.standsStill().orElse(null);
  }

  /** Judges what had not the time that it needs. */
  private static InconclusiveError cutOff(List<Journal.Entry> entries) {
    String expectation = "an answer, or none in a check's whole time";
    String message =
        entries.stream()
            .map(Journal.Entry::observation)
            .map(
                o ->
                    Message.expected(
                            "INCONCLUSIVE",
                            "the time of the waiting was over before that of this check, so that no answer proves nothing")
                        .line("Expected", expectation)
                        .line("and saw", o.outcome().describe())
                        .line(
                            "To prove it",
                            "wait longer: within(..) has to be longer than the time-out of a check")
                        .below(Headline.of(o)))
            .collect(Collectors.joining("\n\n"));
    for (Journal.Entry entry : entries) {
      AbstractNetworkAssert.record(
          entry.observation(), expectation, Journal.Verdict.INCONCLUSIVE, message);
    }
    return new InconclusiveError(message);
  }

  /** An attempt is as its assertions are, whether or not their failures reach it. */
  private static AssertionError swallowed(List<Journal.Check> failures) {
    String message =
        "Expected what eventually(..) is given to throw what fails in it, but an attempt returned although this did:\n"
            + failures.stream().map(Eventually::told).collect(Collectors.joining("\n"))
            + "\nLet it be thrown; what may fail belongs inside of tentatively(..).";
    return failures.stream().allMatch(c -> c.verdict() == Journal.Verdict.INCONCLUSIVE)
        ? new InconclusiveError(message)
        : new AssertionError(message);
  }

  private static String told(Journal.Check check) {
    String message = check.message();
    return message == null ? check.expectation() : message;
  }

  private AssertionError tooFew(int passed) {
    return new AssertionError(
        "Expected to stay so for "
            + patience.inARow()
            + " attempts in a row, but the time was over after "
            + passed
            + ".");
  }

  /** Returns the last failure, with what was seen until then. */
  private AssertionError error(AssertionError last, boolean everFailed) {
    String history = ShouldCome.about(awaited);
    String message =
        last.getMessage()
            + "\n\n"
            + scope().map(s -> s.journal().redaction().text(history)).orElse(history);
    AssertionError all =
        everFailed ? new AssertionError(message, last) : new InconclusiveError(message, last);
    Throwables.removeAssertJRelatedElementsFromStackTrace(all);
    return all;
  }
}
