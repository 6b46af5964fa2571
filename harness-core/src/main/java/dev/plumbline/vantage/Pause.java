package dev.plumbline.vantage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A clock and how to wait by it. */
interface Pause {

  /** The time of this machine. */
  Pause SYSTEM =
      new Pause() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void until(long time) {
          for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
            if (Thread.currentThread().isInterrupted()) {
              throw new IllegalStateException(
                  "interrupted while it was waited for the log of a firewall, or for the turn of a request to one");
            }
          }
        }
      };

  /** Returns the time, as {@link System#nanoTime()} does. */
  long nanoTime();

  /** Returns when it is that late. */
  void until(long time);

  /**
   * Returns what is done when it is that late, without holding a thread until then.
   *
   * @param worker runs what follows
   */
  default CompletableFuture<Void> reached(long time, Executor worker) {
    return CompletableFuture.runAsync(
        () -> {},
        CompletableFuture.delayedExecutor(time - nanoTime(), TimeUnit.NANOSECONDS, worker));
  }
}
