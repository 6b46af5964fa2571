package dev.plumbline.junit;

/**
 * A test passed, but proved nothing: it observed nothing, or asserted nothing that held of what it
 * observed.
 */
public final class NothingAssertedError extends AssertionError {

  private static final long serialVersionUID = 1L;

  NothingAssertedError(String message) {
    super(message);
  }
}
