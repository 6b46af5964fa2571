package dev.plumbline.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Checks how an assertion ends when it does not pass. */
final class Failing {

  private Failing() {}

  /** Checks that it fails, as an ordinary assertion, with exactly this message. */
  static void fails(ThrowingCallable assertion, String message) {
    Throwable thrown = catchThrowable(assertion);
    assertThat(thrown).isExactlyInstanceOf(AssertionError.class);
    assertThat(thrown.getMessage()).isEqualTo(message.stripTrailing());
  }

  /** Checks that it is inconclusive with exactly this message. */
  static void inconclusive(ThrowingCallable assertion, String message) {
    Throwable thrown = catchThrowable(assertion);
    assertThat(thrown).isExactlyInstanceOf(InconclusiveError.class);
    assertThat(thrown.getMessage()).isEqualTo(message.stripTrailing());
  }

  /** Checks that it is inconclusive. */
  static void inconclusive(ThrowingCallable assertion) {
    assertThat(catchThrowable(assertion)).isExactlyInstanceOf(InconclusiveError.class);
  }

  /** Checks that it is refused as a misuse with this message. */
  static void refused(ThrowingCallable assertion, String message) {
    Throwable thrown = catchThrowable(assertion);
    assertThat(thrown).isExactlyInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
