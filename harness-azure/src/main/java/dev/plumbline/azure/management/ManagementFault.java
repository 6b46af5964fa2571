package dev.plumbline.azure.management;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong with calls to a {@link SimulatedResourceManager}, while its guard is
 * open: {@code try (var fault = manager.fault(ManagementFault.brokenBody().times(1))) { … }}.
 */
public final class ManagementFault {

  /** What goes wrong. */
  enum Kind {
    STATUS,
    FORBIDDEN,
    THROTTLED,
    DROPPED,
    BROKEN_BODY,
    MALFORMED_BODY,
    ENDLESS_OPERATION,
    FAILED_OPERATION
  }

  final Kind kind;
  final int status;
  final String code;
  final String message;
  final Duration retryAfter;
  final @Nullable String part;
  final int times;

  private ManagementFault(
      Kind kind,
      int status,
      String code,
      String message,
      Duration retryAfter,
      @Nullable String part,
      int times) {
    this.kind = kind;
    this.status = status;
    this.code = code;
    this.message = message;
    this.retryAfter = retryAfter;
    this.part = part;
    this.times = times;
  }

  private static ManagementFault of(Kind kind, int status, String code, String message) {
    return new ManagementFault(kind, status, code, message, Duration.ZERO, null, Integer.MAX_VALUE);
  }

  /**
   * Returns a fault that answers calls with an error.
   *
   * @param status the status, 400 to 599
   * @param code the code in the body, for example {@code InternalServerError}
   * @param message the message in the body
   */
  public static ManagementFault status(int status, String code, String message) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException(status + " is no status of an error, within 400 to 599");
    }
    return of(Kind.STATUS, status, code, message);
  }

  /** Returns a fault that answers 403 {@code AuthorizationFailed}, naming the action. */
  public static ManagementFault forbidden() {
    return of(Kind.FORBIDDEN, 403, "AuthorizationFailed", "");
  }

  /**
   * Returns a fault that answers 429 {@code TooManyRequests}.
   *
   * @param retryAfter what {@code Retry-After} says, in whole seconds
   */
  public static ManagementFault throttled(Duration retryAfter) {
    return new ManagementFault(
        Kind.THROTTLED,
        429,
        "TooManyRequests",
        "The request is being throttled.",
        retryAfter,
        null,
        Integer.MAX_VALUE);
  }

  /** Returns a fault that ends the connection instead of answering. */
  public static ManagementFault droppedConnection() {
    return of(Kind.DROPPED, 0, "", "");
  }

  /** Returns a fault that ends the connection after half of the body. */
  public static ManagementFault brokenBody() {
    return of(Kind.BROKEN_BODY, 0, "", "");
  }

  /** Returns a fault that answers with half of the body, as if that were all: JSON without end. */
  public static ManagementFault malformedBody() {
    return of(Kind.MALFORMED_BODY, 0, "", "");
  }

  /** Returns a fault under which long-running operations that begin never end. */
  public static ManagementFault endlessOperation() {
    return of(Kind.ENDLESS_OPERATION, 0, "", "");
  }

  /**
   * Returns a fault under which long-running operations that begin fail.
   *
   * @param code the code of their error
   * @param message its message
   */
  public static ManagementFault failedOperation(String code, String message) {
    return of(Kind.FAILED_OPERATION, 0, code, message);
  }

  /**
   * Returns the fault for calls with a text in their path, in any case; by default for all but
   * those for tokens.
   *
   * @param text a part of the path, for example {@code /backendhealth}
   */
  public ManagementFault on(String text) {
    return new ManagementFault(
        kind, status, code, message, retryAfter, text.toLowerCase(Locale.ROOT), times);
  }

  /** Returns the fault for a number of calls only; by default for all while its guard is open. */
  public ManagementFault times(int calls) {
    if (calls < 1) {
      throw new IllegalArgumentException("a fault meets one call or more, not " + calls);
    }
    return new ManagementFault(kind, status, code, message, retryAfter, part, calls);
  }

  /** Returns whether it is of a kind that decides how long-running operations end. */
  boolean isOfOperations() {
    return kind == Kind.ENDLESS_OPERATION || kind == Kind.FAILED_OPERATION;
  }

  boolean meets(Call call) {
    return part == null || call.path().toLowerCase(Locale.ROOT).contains(part);
  }
}
