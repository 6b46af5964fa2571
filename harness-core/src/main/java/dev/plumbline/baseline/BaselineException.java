package dev.plumbline.baseline;

/** A baseline that cannot be read, written or asked for; the message says what to do. */
public final class BaselineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BaselineException(String message) {
    super(message);
  }

  BaselineException(String message, Throwable cause) {
    super(message, cause);
  }
}
