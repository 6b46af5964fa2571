package dev.plumbline.junit;

import dev.plumbline.assertion.InconclusiveError;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.MultipleFailuresError;
import org.opentest4j.TestAbortedException;

/**
 * Inconclusive tests, and the tests that gave up: they fail, or abort where the settings allow
 * that. They never pass.
 */
final class Inconclusive {

  private Inconclusive() {}

  /** Returns what to throw in place of a failure of a test. */
  static Throwable converted(Throwable thrown, ExtensionContext context) {
    Throwable failure = Redacted.of(thrown, NetworkRun.of(context).redaction());
    if (failure instanceof TestAbortedException
        && Settings.skips(context) != Settings.Skips.ALLOWED) {
      Throwable forbidden =
          new SkipForbiddenError("" + failure.getMessage(), Settings.skips(context));
      forbidden.addSuppressed(failure);
      return forbidden;
    }
    return is(failure) && Settings.inconclusiveAborts(context)
        ? new TestAbortedException(failure.getMessage(), failure)
        : failure;
  }

  /** Returns whether a failure says nothing but that a check was inconclusive. */
  static boolean is(Throwable failure) {
    if (failure instanceof MultipleFailuresError several) {
      List<Throwable> failures = several.getFailures();
      return !failures.isEmpty() && failures.stream().allMatch(Inconclusive::is);
    }
    return failure instanceof InconclusiveError
        || (failure instanceof TestAbortedException
            && failure.getCause() != null
            && is(failure.getCause()));
  }
}
