package dev.plumbline.assertion;

import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.error.AssertJMultipleFailuresError;

/** Keeps many failures inconclusive when each of them is. */
final class Inconclusive {

  private Inconclusive() {}

  /**
   * Returns the error as it is, or as inconclusive when it stands for nothing but inconclusive
   * ones.
   */
  static AssertionError unwrap(AssertionError error) {
    return error instanceof AssertJMultipleFailuresError many && all(many.getFailures())
        ? of(many.getFailures())
        : error;
  }

  static boolean all(List<? extends Throwable> errors) {
    return !errors.isEmpty() && errors.stream().allMatch(InconclusiveError.class::isInstance);
  }

  /** Returns one error with the messages of all, which it suppresses. */
  static InconclusiveError of(List<? extends Throwable> errors) {
    InconclusiveError all =
        new InconclusiveError(
            errors.stream().map(Throwable::getMessage).collect(Collectors.joining("\n\n")));
    errors.forEach(all::addSuppressed);
    return all;
  }
}
