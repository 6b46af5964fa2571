package dev.plumbline.observation;

import java.time.Duration;

/**
 * When a run has to be over.
 *
 * @param after how long it may take
 * @param by the setting that says so, as it was given
 * @param time the time it goes by
 * @param end when it is over, by that time
 */
record RunDeadline(Duration after, String by, LabTime time, Duration end) {

  static RunDeadline from(Duration begun, Duration after, String by, LabTime time) {
    return new RunDeadline(after, by, time, begun.plus(after));
  }

  /** Returns this one, or another where that comes earlier. */
  RunDeadline or(RunDeadline other) {
    return other.left().compareTo(left()) < 0 ? other : this;
  }

  /** Returns what is left; negative when it has passed. */
  Duration left() {
    return end.minus(time.now());
  }

  /** Returns the deadline in words. */
  String describe() {
    return "the deadline of this run, " + Awaited.text(after) + " (" + by + ")";
  }

  /** Refuses something when it has passed. */
  void require(String what) {
    if (!left().isNegative() && !left().isZero()) {
      return;
    }
    throw new RunDeadlineException(
        describe()
            + ", has passed: "
            + what
            + ", so nothing is known of it. Give the run more time, or fewer tests");
  }
}
