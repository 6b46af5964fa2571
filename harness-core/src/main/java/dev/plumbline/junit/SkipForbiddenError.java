package dev.plumbline.junit;

/** A test was to be skipped, but {@code plumbline.skips} forbids that. */
public final class SkipForbiddenError extends AssertionError {

  private static final long serialVersionUID = 1L;

  SkipForbiddenError(String what, Settings.Skips setting) {
    super(
        "plumbline.skips="
            + setting.label()
            + " forbids to skip: "
            + what
            + "; mend what keeps the test from running, or leave it out of this run by a JUnit tag");
  }
}
