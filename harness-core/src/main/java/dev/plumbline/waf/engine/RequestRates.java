package dev.plumbline.waf.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How many requests of each client came within a window that ends now. Safe for threads. */
final class RequestRates {

  /** So many clients are kept before those are dropped whose requests no longer count. */
  private static final int KEPT = 10_000;

  private final Duration window;
  private final Map<String, Recent> clients = new HashMap<>();
  private int dropAt = KEPT;

  RequestRates(Duration window) {
    this.window = window;
  }

  /** Counts a request; returns how many came within the window, this one with it. */
  synchronized int count(String client, Instant now) {
    Instant start = now.minus(window);
    if (clients.size() >= dropAt) {
      clients.values().removeIf(recent -> recent.forget(start) == 0);
      dropAt = Math.max(KEPT, 2 * clients.size());
    }
    Recent recent = clients.computeIfAbsent(client, c -> new Recent());
    recent.forget(start);
    return recent.add(now);
  }

  /** Returns how many clients are kept. */
  synchronized int size() {
    return clients.size();
  }

  /** The requests of one client. Those of one moment are kept as one, since clocks may stand. */
  private static final class Recent {
    private final Deque<Moment> moments = new ArrayDeque<>();
    private int total;

    /** Forgets what came at a time or before; returns how many are left. */
    int forget(Instant time) {
      while (!moments.isEmpty() && !moments.getFirst().time.isAfter(time)) {
        total -= moments.removeFirst().count;
      }
      return total;
    }

    int add(Instant now) {
      Moment last = moments.peekLast();
      if (last == null || last.time.isBefore(now)) {
        last = new Moment(now);
        moments.addLast(last);
      }
      last.count++;
      return ++total;
    }
  }

  private static final class Moment {
    private final Instant time;
    private int count;

    Moment(Instant time) {
      this.time = time;
    }
  }
}
