package dev.plumbline.azure.platform;

/**
 * Azure could not be asked, or gave no answer that can be used. Nothing is known then of what was
 * asked. The message says what to do; it holds no secrets.
 */
public final class AzurePlatformException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What went wrong. */
  public enum Kind {
    /** There is no token: nobody is logged in, or the credential was refused. */
    NOT_LOGGED_IN,
    /** The token was refused (401). */
    TOKEN_REFUSED,
    /** The identity may not ask this (403). */
    FORBIDDEN,
    /** There is no such resource (404). */
    NOT_FOUND,
    /** Too many questions (429), and the wait that Azure wants is longer than the deadline. */
    THROTTLED,
    /** Azure refuses the question as it is (another status of 400 to 499). */
    REFUSED,
    /** Azure failed (500 to 599), or its operation did. */
    FAILED,
    /** The answer cannot be read, or is not what the interface promises. */
    BROKEN,
    /** The operation was not finished within the deadline. */
    UNFINISHED,
    /** No connection, or no answer. */
    UNREACHABLE
  }

  /** Makes one with a message that says what was asked, what went wrong, and what to do. */
  public AzurePlatformException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Returns what went wrong. */
  public Kind kind() {
    return kind;
  }
}
