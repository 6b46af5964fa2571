package dev.plumbline.observation;

/**
 * The deadline of a run has passed, so something was not done: nothing is known of what it would
 * have shown.
 */
public class RunDeadlineException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  RunDeadlineException(String message) {
    super(message);
  }
}
