package dev.plumbline.junit;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.observation.Redaction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Failures as they may be shown on a console: with the secrets taken out of the messages of
 * assertions, also of those that are not Plumbline's own.
 */
final class Redacted {

  private Redacted() {}

  /**
   * Returns a failure as it may be shown: itself, where nothing is to be hidden or it is no failed
   * assertion.
   */
  static Throwable of(Throwable failure, Redaction redaction) {
    if (!(failure instanceof AssertionError)) {
      return failure;
    }
    String message = failure.getMessage();
    String clean = message == null ? null : redaction.text(message);
    Throwable cause = cause(failure, redaction);
    if (Objects.equals(clean, message) && cause == failure.getCause()) {
      return failure;
    }
    AssertionError shown =
        Inconclusive.is(failure)
            ? new InconclusiveError(String.valueOf(clean), cause)
            : new AssertionError(clean, cause);
    shown.setStackTrace(failure.getStackTrace());
    for (Throwable suppressed : failure.getSuppressed()) {
      shown.addSuppressed(of(suppressed, redaction));
    }
    return shown;
  }

  private static @Nullable Throwable cause(Throwable failure, Redaction redaction) {
    Throwable cause = failure.getCause();
    return cause == null ? null : of(cause, redaction);
  }
}
