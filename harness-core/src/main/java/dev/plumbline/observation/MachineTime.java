package dev.plumbline.observation;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The clock of this machine. */
final class MachineTime implements LabTime {

  static final LabTime TIME = new MachineTime();

  private MachineTime() {}

  @Override
  public Duration now() {
    return Duration.ofNanos(System.nanoTime());
  }

  @Override
  public void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted while it was waited for a network to change");
      }
    }
  }
}
