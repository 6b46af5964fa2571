package dev.plumbline.azure.management;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How many calls are answered in a window of time, before the next ones have to wait. */
final class CallBudget {

  private final Clock clock;
  private int calls = 12_000;
  private Duration window = Duration.ofHours(1);
  private Instant start;
  private int used;

  CallBudget(Clock clock) {
    this.clock = clock;
    this.start = clock.instant();
  }

  synchronized void set(int newCalls, Duration newWindow) {
    calls = newCalls;
    window = newWindow;
    start = clock.instant();
    used = 0;
  }

  /** Counts a call, and returns how long to wait instead; null when it is answered. */
  synchronized @Nullable Duration spend() {
    Instant now = clock.instant();
    if (!now.isBefore(start.plus(window))) {
      start = now;
      used = 0;
    }
    if (used >= calls) {
      return Duration.between(now, start.plus(window));
    }
    used++;
    return null;
  }

  synchronized int remaining() {
    return Math.max(0, calls - used);
  }
}
