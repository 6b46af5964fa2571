package dev.plumbline.assertion;

import org.jspecify.annotations.Nullable;

/**
 * A check that proves nothing: what was seen is what was expected, but it would look the same if
 * the vantage saw nothing at all. Thrown for a negative without a positive control, and for a check
 * that had no cases.
 *
 * <p>It is an {@link AssertionError}, so that it fails a test that knows nothing of it; its own
 * type lets a runner report it under its own name.
 */
public class InconclusiveError extends AssertionError {

  private static final long serialVersionUID = 1L;

  /** Makes an error that says what was seen, why it proves nothing, and what to do. */
  public InconclusiveError(String message) {
    super(message);
  }

  /**
   * Makes an error with a cause; soft assertions use it to add the line of the test to the message.
   */
  public InconclusiveError(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
