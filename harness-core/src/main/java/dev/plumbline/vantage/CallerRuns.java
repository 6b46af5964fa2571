package dev.plumbline.vantage;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Runs the blocking steps of one check on the thread that waits for its result, so that a single
 * check needs no other.
 */
final class CallerRuns implements Executor {

  private static final Runnable WAKE_UP = () -> {};

  private final Thread caller = Thread.currentThread();
  private final BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();

  @Override
  public void execute(Runnable step) {
    steps.add(step);
  }

  /** Returns whether this is the thread that waits for the result, and so may block. */
  boolean isHere() {
    return Thread.currentThread() == caller;
  }

  /** Runs steps until the result is there, and returns it. */
  <T> T await(CompletableFuture<T> result) {
    if (!result.isDone()) {
      result.whenComplete((value, error) -> steps.add(WAKE_UP));
    }
    boolean interrupted = false;
    while (!result.isDone()) {
      try {
        steps.take().run();
      } catch (InterruptedException e) {
        // A check ends by its own time-out; the interruption is passed on after it.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return result.join();
  }
}
