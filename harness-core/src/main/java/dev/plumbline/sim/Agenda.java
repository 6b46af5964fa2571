package dev.plumbline.sim;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one lab will do later, or never once it is closed. */
final class Agenda implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofDays(365);

  private final String network;
  private final ScheduledExecutorService timer;
  private final Set<Item> items = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Makes an empty agenda.
   *
   * @param timer stays the caller's
   */
  Agenda(String network, ScheduledExecutorService timer) {
    this.network = network;
    this.timer = timer;
  }

  /** Does something after a time; at once, by the caller, when there is none to wait. */
  <T> CompletableFuture<T> after(Duration time, Supplier<? extends T> what) {
    return time.isZero() ? CompletableFuture.completedFuture(what.get()) : later(time, what);
  }

  private <T> CompletableFuture<T> later(Duration time, Supplier<? extends T> what) {
    CompletableFuture<T> result = new CompletableFuture<>();
    schedule(
        time,
        () -> {
          try {
            result.complete(what.get());
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        },
        result);
    return result;
  }

  /**
   * Does something after a time.
   *
   * @param result what fails when the agenda is closed before
   */
  Item schedule(Duration time, Runnable what, CompletableFuture<?> result) {
    Item item = new Item(what, result);
    items.add(item);
    try {
      item.timeOut = timer.schedule(item, nanos(time), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The last lab of this JVM has closed since it was asked whether this one is open.
      item.abandon();
    }
    if (closed) {
      item.abandon();
    }
    return item;
  }

  /** Returns a time that a timer can count, however long it was meant to be. */
  private static long nanos(Duration time) {
    return time.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : time.toNanos();
  }

  /** Abandons all that is still to be done. Harmless when repeated. */
  @Override
  public void close() {
    closed = true;
    items.forEach(Item::abandon);
  }

  /** Something that will be done. */
  final class Item implements Runnable {

    private final Runnable what;
    private final CompletableFuture<?> result;
    private volatile @Nullable ScheduledFuture<?> timeOut;

    private Item(Runnable what, CompletableFuture<?> result) {
      this.what = what;
      this.result = result;
    }

    @Override
    public void run() {
      if (items.remove(this)) {
        what.run();
      }
    }

    /** Takes it off the agenda. */
    void cancel() {
      items.remove(this);
      ScheduledFuture<?> scheduled = timeOut;
      if (scheduled != null) {
        scheduled.cancel(false);
      }
    }

    private void abandon() {
      cancel();
      result.completeExceptionally(
          new IllegalStateException(
              "the lab of network \"" + network + "\" was closed while a check waited"));
    }
  }
}
