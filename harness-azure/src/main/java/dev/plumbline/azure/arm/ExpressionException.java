package dev.plumbline.azure.arm;

/**
 * An expression that cannot be parsed or evaluated. Says what is wrong in it, not where it is
 * written: that adds who knows.
 */
final class ExpressionException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ExpressionException(String message) {
    super(message, null, false, false);
  }
}
