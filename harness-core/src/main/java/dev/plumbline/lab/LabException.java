package dev.plumbline.lab;

import org.jspecify.annotations.Nullable;

/**
 * A lab that cannot be opened, or is used in a way it does not allow. Never thrown for what a
 * network does.
 */
public final class LabException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes an exception that says what is wrong and what to do. */
  public LabException(String message) {
    super(message);
  }

  /** Makes an exception that says what is wrong and what to do, with its cause. */
  public LabException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
