package dev.plumbline.testing;

import dev.plumbline.observation.LabTime;
import java.time.Duration;

/** A time that passes only when somebody lets it. */
public final class ManualTime implements LabTime {

  private Duration now = Duration.ofDays(3);

  @Override
  public synchronized Duration now() {
    return now;
  }

  @Override
  public synchronized void pass(Duration time) {
    now = now.plus(time);
  }
}
