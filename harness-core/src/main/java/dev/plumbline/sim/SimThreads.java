package dev.plumbline.sim;

import dev.plumbline.lab.LabException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A lab's share in the threads of all simulated labs of this JVM: event loops for sockets, and one
 * timer for what happens later.
 *
 * <p>The threads start with the first lab and end with the last. They are daemons. The timer is
 * apart from the event loops, so that whoever goes on from a time-out cannot hold up a server.
 */
final class SimThreads implements AutoCloseable {

  private static final int EVENT_LOOPS =
      Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
  private static final long SECONDS_TO_END = 10;

  private static final Object LOCK = new Object();
  private static int leases;
  private static @Nullable SimThreads running;

  private final AtomicBoolean released = new AtomicBoolean();
  private final EventLoopGroup group;
  private final ScheduledThreadPoolExecutor timer;

  private SimThreads(EventLoopGroup group, ScheduledThreadPoolExecutor timer) {
    this.group = group;
    this.timer = timer;
  }

  /** Returns a share, which its holder closes. */
  static SimThreads acquire() {
    synchronized (LOCK) {
      SimThreads threads = running;
      if (threads == null) {
        threads = start();
        running = threads;
      }
      leases++;
      return new SimThreads(threads.group, threads.timer);
    }
  }

  private static SimThreads start() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("plumbline-sim-timer", true));
    timer.setRemoveOnCancelPolicy(true);
    return new SimThreads(
        new MultiThreadIoEventLoopGroup(
            EVENT_LOOPS,
            new DefaultThreadFactory("plumbline-sim", true),
            NioIoHandler.newFactory()),
        timer);
  }

  EventLoopGroup group() {
    return group;
  }

  /** Returns the timer; what runs on it must not wait. */
  ScheduledThreadPoolExecutor timer() {
    return timer;
  }

  /**
   * Gives the share back; with the last one the threads end. Harmless when repeated. Not to be
   * called by one of the threads.
   */
  @Override
  public void close() {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    synchronized (LOCK) {
      leases--;
      if (leases > 0) {
        return;
      }
      running = null;
      timer.shutdownNow();
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      boolean ended = false;
      try {
        ended =
            group.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)
                && timer.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (!ended) {
        throw new LabException(
            "the threads of the simulated network (plumbline-sim-…, plumbline-sim-timer-…) have not ended within %d s; a task of a server or of a"
                + " check still holds one".formatted(SECONDS_TO_END));
      }
    }
  }
}
