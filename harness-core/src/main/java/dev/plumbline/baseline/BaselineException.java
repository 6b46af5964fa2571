package dev.plumbline.baseline;

/** A baseline that cannot be read, written or asked for; the message says what to do. */
public final class BaselineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes one with what is wrong, and what to do. */
  public BaselineException(String message) {
    super(message);
  }

  BaselineException(String message, Throwable cause) {
    super(message, cause);
  }
}
