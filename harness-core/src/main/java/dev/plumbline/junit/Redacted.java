package dev.plumbline.junit;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.observation.Redaction;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Failures as they may be shown on a console: with the secrets taken out of their messages, and of
 * those of their causes, whoever made them.
 */
final class Redacted {

  private Redacted() {}

  /** Returns a failure as it may be shown: itself, where nothing is to be hidden. */
  static Throwable of(Throwable failure, Redaction redaction) {
    if (!(failure instanceof AssertionError || failure instanceof Exception)) {
      return failure; // of the machine, not of what a test has met
    }
    String message = failure.getMessage();
    String clean = message == null ? null : redaction.text(message);
    Throwable cause = cause(failure, redaction);
    List<Throwable> suppressed =
        Stream.of(failure.getSuppressed()).map(each -> of(each, redaction)).toList();
    if (Objects.equals(clean, message)
        && cause == failure.getCause()
        && suppressed.equals(List.of(failure.getSuppressed()))) {
      return failure;
    }
    Throwable shown = shown(failure, clean, cause);
    shown.setStackTrace(failure.getStackTrace());
    suppressed.forEach(shown::addSuppressed);
    return shown;
  }

  /** Returns it as an unchecked one, for where no other can be thrown. */
  static RuntimeException unchecked(RuntimeException failure, Redaction redaction) {
    return of(failure, redaction) instanceof RuntimeException shown ? shown : failure;
  }

  private static Throwable shown(
      Throwable failure, @Nullable String clean, @Nullable Throwable cause) {
    if (failure instanceof TestAbortedException) {
      return new TestAbortedException(clean, cause);
    }
    if (Inconclusive.is(failure)) {
      return new InconclusiveError(String.valueOf(clean), cause);
    }
    return failure instanceof AssertionError
        ? new AssertionError(clean, cause)
        : new HiddenException(failure.getClass().getName(), clean, cause);
  }

  private static @Nullable Throwable cause(Throwable failure, Redaction redaction) {
    Throwable cause = failure.getCause();
    return cause == null ? null : of(cause, redaction);
  }

  /** An exception without the secrets of another one, whose kind it still tells. */
  private static final class HiddenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String kind;

    HiddenException(String kind, @Nullable String message, @Nullable Throwable cause) {
      super(message, cause);
      this.kind = kind;
    }

    @Override
    public String toString() {
      return getMessage() == null ? kind : kind + ": " + getMessage();
    }
  }
}
