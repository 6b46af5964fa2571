package dev.plumbline.lab;

import dev.plumbline.observation.LabTime;
import dev.plumbline.observation.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A watch under way, with a thread for each place. To be stopped; safe for use by many threads. */
public final class Watching implements AutoCloseable {

  private final Lab lab;
  private final Duration every;
  private final List<Lookout> lookouts;
  private final LabTime time;
  private final Duration since;
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch looked;

  /** Whether something is changed meanwhile, which each place has to look at. */
  private final boolean ofChange;

  /** Everything below is guarded by this. */
  private boolean changing;

  private final int[] begun;
  private final int[] ended;
  private final boolean[] sawChange;
  private boolean stopped;

  private @Nullable Throwable defect;
  private @Nullable Watched seen;

  private Watching(
      Lab lab, Duration every, List<Lookout> lookouts, LabTime time, boolean ofChange) {
    this.lab = lab;
    this.every = every;
    this.lookouts = lookouts;
    this.time = time;
    since = time.now();
    this.ofChange = ofChange;
    looked = new CountDownLatch(lookouts.size());
    begun = new int[lookouts.size()];
    ended = new int[lookouts.size()];
    sawChange = new boolean[lookouts.size()];
  }

  /**
   * Starts it, and returns when each place has looked once.
   *
   * @param ofChange whether something is changed from then on until it is stopped
   */
  static Watching start(
      Lab lab, Duration every, List<Lookout> lookouts, LabTime time, boolean ofChange) {
    Watching watching = new Watching(lab, every, lookouts, time, ofChange);
    for (int i = 0; i < lookouts.size(); i++) {
      Lookout lookout = lookouts.get(i);
      int place = i;
      lookout.reset();
      Thread thread =
          new Thread(() -> watching.watch(lookout, place), "plumbline-watch-" + lookout.vantage());
      thread.setDaemon(true);
      watching.threads.add(thread);
    }
    lab.scope().unsettled(watching::neverStopped);
    watching.threads.forEach(Thread::start);
    try {
      watching.looked.await();
    } catch (InterruptedException e) {
      IllegalStateException interrupted =
          new IllegalStateException("interrupted before each place of a watch has looked once", e);
      watching.stopAfter(interrupted);
      Thread.currentThread().interrupt();
      throw interrupted;
    }
    if (watching.broken()) {
      watching.stop(); // throws what broke it, before anything is changed
    }
    watching.changes();
    return watching;
  }

  /** Looks until it is stopped, and once after that. */
  private void watch(Lookout lookout, int place) {
    try {
      boolean last = false;
      while (true) {
        Duration begin = time.now();
        begins(place);
        lookout.look(time, since);
        ends(place);
        looked.countDown();
        if (last) {
          lookout.over(time.now().minus(since), missed(place));
          return;
        }
        last = pause(every.minus(time.now().minus(begin)));
      }
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        stopped = true;
        if (defect == null) {
          defect = e;
        }
        notifyAll();
      }
      looked.countDown();
    }
  }

  private synchronized void changes() {
    changing = true;
  }

  private synchronized void begins(int place) {
    begun[place]++;
    sawChange[place] |= changing && !stopped;
  }

  private synchronized void ends(int place) {
    ended[place]++;
    notifyAll();
  }

  private synchronized boolean missed(int place) {
    return ofChange && !sawChange[place];
  }

  /**
   * Returns when each place has made a look that was begun after the call, or the watch has ended:
   * so what was changed before is seen before it is changed back.
   *
   * @throws IllegalStateException when it is interrupted
   */
  public synchronized void awaitLook() {
    int[] before = begun.clone();
    while (!stopped && !eachEndedAfter(before)) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted before each place of a watch has looked", e);
      }
    }
  }

  private synchronized boolean eachEndedAfter(int[] before) {
    for (int i = 0; i < before.length; i++) {
      if (ended[i] <= before[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns when a time has passed, or it was stopped or broke; whether it did. */
  synchronized boolean pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long left = time.toNanos();
    while (!stopped && left > 0) {
      try {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      } catch (InterruptedException e) {
        stopped = true;
        Thread.currentThread().interrupt();
        throw new IllegalStateException("a watch was interrupted", e);
      }
      left = end - System.nanoTime();
    }
    return stopped;
  }

  private synchronized boolean broken() {
    return defect != null;
  }

  /**
   * Stops it when each place has looked once more, and returns what was seen; the same each time.
   *
   * @throws RuntimeException what a look has thrown that is no failed assertion
   */
  public Watched stop() {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true; // a look ends by its own time-out; the interruption is passed on
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (seen == null) {
        Duration took = time.now().minus(since);
        seen =
            lab.scope()
                .record(
                    new Watched(
                        lab.name(),
                        every,
                        took,
                        lookouts.stream().map(lookout -> lookout.ended(took)).toList(),
                        null));
      }
      if (defect instanceof RuntimeException e) {
        throw e;
      }
      if (defect instanceof Error e) {
        throw e;
      }
      return Objects.requireNonNull(seen);
    }
  }

  /** Stops it at the end of its test, and says that nobody did; empty where somebody has. */
  private Optional<String> neverStopped() {
    synchronized (this) {
      if (seen != null) {
        return Optional.empty();
      }
    }
    String broke = "";
    try {
      stop();
    } catch (RuntimeException | Error e) {
      broke = "\n  " + e;
    }
    Watched watched;
    synchronized (this) {
      watched = Objects.requireNonNull(seen);
    }
    lab.scope().journal().judged(watched); // this failure tells of it
    return Optional.of(
        "a watch that it started was never stopped, so that nothing was asserted of it.\n"
            + "Stop it, watching.stop(), and assert what it returns; or let it stop by itself, watch(..).during(..).\n"
            + watched.describe()
            + broke);
  }

  /** Stops it since something else went wrong. */
  void stopAfter(Throwable failure) {
    try {
      stop();
    } catch (RuntimeException | Error e) {
      if (e != failure) {
        failure.addSuppressed(e);
      }
    }
  }

  /** Stops it, if it was not stopped. */
  @Override
  public void close() {
    stop();
  }
}
