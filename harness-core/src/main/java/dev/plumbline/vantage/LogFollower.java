package dev.plumbline.vantage;

import dev.plumbline.waf.FirewallLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has firewalls' logs read on while many requests are sent, on a thread of its own, so that what
 * they say is known when the last answer has come. Only the reading is done ahead: nothing is
 * concluded from a log before all requests were sent.
 */
final class LogFollower implements AutoCloseable {

  private static final long EVERY_MILLIS = 50;

  /** Reading takes a tenth of the time at most, however long it takes with many files. */
  private static final long SHARE = 10;

  private final List<FirewallLog> logs;

  /** What was wrong with logs that could not be read, by log; guarded by this. */
  private final Map<FirewallLog, String> unreadable = new LinkedHashMap<>();

  private final Thread thread = new Thread(this::run, "plumbline-firewall-log");

  /** Guarded by this. */
  private boolean ended;

  private LogFollower(List<FirewallLog> logs) {
    this.logs = logs;
  }

  /** Follows logs, none or many, until it is closed. */
  static LogFollower of(List<FirewallLog> logs) {
    LogFollower follower = new LogFollower(List.copyOf(logs));
    if (!logs.isEmpty()) {
      follower.thread.setDaemon(true);
      follower.thread.start();
    }
    return follower;
  }

  private void run() {
    List<FirewallLog> readable = new ArrayList<>(logs);
    long pause = EVERY_MILLIS;
    while (!readable.isEmpty() && goesOn(pause)) {
      long since = System.nanoTime();
      readable.removeIf(log -> !isReadOn(log));
      pause = Math.max(EVERY_MILLIS, SHARE * (System.nanoTime() - since) / 1_000_000);
    }
  }

  private boolean isReadOn(FirewallLog log) {
    try {
      log.readOn();
      return true;
    } catch (RuntimeException e) {
      // It is said where the requests are judged: what was missed may be what they need.
      synchronized (this) {
        unreadable.put(log, String.valueOf(e.getMessage()));
      }
      return false;
    }
  }

  private synchronized boolean goesOn(long pause) {
    long end = System.nanoTime() + pause * 1_000_000;
    for (long left = pause; !ended && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        // Nobody knows this thread; what it leaves unread is read when it is asked for.
        ended = true;
      }
    }
    return !ended;
  }

  /**
   * Ends it, waits for a reading that is under way, and returns what was wrong with logs that could
   * not be read.
   */
  Map<FirewallLog, String> end() {
    close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a firewall's log was read", e);
    }
    synchronized (this) {
      return Map.copyOf(unreadable);
    }
  }

  /** Ends it; a reading that is under way comes to its end by itself. */
  @Override
  public void close() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
  }
}
