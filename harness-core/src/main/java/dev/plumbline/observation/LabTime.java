package dev.plumbline.observation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How time passes in a lab, for those who wait until something in it is another. */
public interface LabTime {

  /** Returns the time of this machine, by which a live network goes. */
  static LabTime ofThisMachine() {
    return MachineTime.TIME;
  }

  /**
   * Returns the time of a lab whose clock nobody moves: what is not so at once will not be so.
   *
   * @param why why it is not moved, and what to do instead
   */
  static LabTime standingStill(String why) {
    return new LabTime() {
      @Override
      public Duration now() {
        return Duration.ZERO;
      }

      @Override
      public void pass(Duration time) {
        throw new IllegalStateException(why);
      }

      @Override
      public String standsStill() {
        return why;
      }
    };
  }

  /** Returns the time since some moment of its own; only the difference of two says anything. */
  Duration now();

  /**
   * Returns when that much time has passed: after a while, or when a clock was moved.
   *
   * @throws IllegalStateException when the thread is interrupted meanwhile
   */
  void pass(Duration time);

  /** Returns why no time passes here, however long it is waited; null where time does pass. */
  default @Nullable String standsStill() {
    return null;
  }
}
