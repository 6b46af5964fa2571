package dev.plumbline.vantage;

/**
 * A request that looks like an attack was not sent, since the environment does not allow it. The
 * message has the lines to add to its descriptor.
 */
public final class AttackTrafficException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  AttackTrafficException(String message) {
    super(message);
  }
}
