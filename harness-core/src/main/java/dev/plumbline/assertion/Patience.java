package dev.plumbline.assertion;

import java.time.Duration;

/**
 * How long something is waited for, and how often it is tried: {@code
 * within(ofMinutes(5)).every(ofSeconds(10))}.
 *
 * @param within how long it may take: the last attempt begins before that, and none of its checks
 *     is given more time than is left
 * @param every how long from the beginning of one attempt to that of the next; an attempt that
 *     takes longer is followed at once
 * @param inARow how many attempts have to pass, one after another
 */
public record Patience(Duration within, Duration every, int inARow) {

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException for times that are not longer than nothing, and for fewer
   *     attempts than one
   */
  public Patience {
    if (within.isZero() || within.isNegative()) {
      throw new IllegalArgumentException("within(" + within + ") leaves no time for an attempt");
    }
    if (every.isZero() || every.isNegative()) {
      throw new IllegalArgumentException(
          "every(" + every + ") would ask without a pause; give one, for example ofSeconds(1)");
    }
    if (inARow < 1) {
      throw new IllegalArgumentException(
          "inARow(" + inARow + "): at least one attempt has to pass");
    }
  }

  /** Returns this with another time from the beginning of one attempt to that of the next. */
  public Patience every(Duration every) {
    return new Patience(within, every, inARow);
  }

  /**
   * Returns this for what must not only come about but stay so: that many attempts have to pass,
   * one after another. One that fails among them starts the count again.
   */
  public Patience inARow(int attempts) {
    return new Patience(within, every, attempts);
  }
}
