package dev.plumbline.report;

/** Reports that cannot be joined into one; the message says which, why, and what to do. */
final class MergeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MergeException(String message) {
    super(message);
  }
}
