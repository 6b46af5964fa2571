package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Observation;
import dev.plumbline.probe.Probe;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Many checks at once, for one call.
 *
 * <p>The bound on concurrency is on what makes work: a check counts while it is new or holds a
 * worker. One that has waited a moment for the network counts no more, so that targets that never
 * answer hold up nobody.
 */
final class Batch<O extends Observation> {

  /**
   * How long a new check counts although it holds no worker: about as long as a connection in one
   * site takes to open.
   */
  private static final long NEW_NANOS = 10_000_000;

  /** How many checks are under way at most, each with a socket of its own. */
  private static final int UNDER_WAY = 512;

  private final Engine engine;
  private final Environment environment;
  private final Controls controls;
  private final Journal.Scope scope;
  private final List<? extends Probe<O>> probes;
  private final long deadline;
  private final ExecutorService workers;

  /** Everything below is guarded by this. */
  private final List<Item> items = new ArrayList<>();

  private final Queue<Item> fresh = new ArrayDeque<>();
  private final Queue<Item> negatives = new ArrayDeque<>();
  private int working;
  private int done;
  private boolean abandoned;
  private @Nullable Throwable defect;

  Batch(
      Engine engine,
      Environment environment,
      Controls controls,
      Journal.Scope scope,
      List<? extends Probe<O>> probes) {
    this.engine = engine;
    this.environment = environment;
    this.controls = controls;
    this.scope = scope;
    this.probes = probes;
    deadline = System.nanoTime() + environment.timeouts().suite().toNanos();
    int threads = Math.max(1, Math.min(environment.guards().concurrency(), probes.size()));
    workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "plumbline-check");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** One check of the batch; runs the check's blocking steps on the batch's workers. */
  private final class Item implements Executor {

    final Probe<O> probe;
    final Check check;
    final long startedAt = System.nanoTime();
    boolean atWork;
    boolean over;
    @Nullable O observation;

    Item(Probe<O> probe) {
      this.probe = probe;
      check = new Check(engine.name(), scope, probe.question(), engine.timeout(probe), this);
      check.toBeginBy(
          deadline, "the time for a suite of checks (" + environment.timeouts().suite() + ")");
    }

    @Override
    public void execute(Runnable step) {
      synchronized (Batch.this) {
        atWork = true;
        working++;
      }
      long queuedAt = System.nanoTime();
      workers.execute(
          () -> {
            check.waitedSince(queuedAt);
            try {
              step.run();
            } finally {
              stopped();
            }
          });
    }

    private void stopped() {
      synchronized (Batch.this) {
        atWork = false;
        working--;
        Batch.this.notifyAll();
      }
    }

    void start() {
      engine
          .start(probe, check)
          .whenComplete(
              (value, error) ->
                  finished(value == null ? null : engine.record(value, scope, Role.CHECK), error));
    }

    private void finished(@Nullable O value, @Nullable Throwable error) {
      synchronized (Batch.this) {
        over = true;
        done++;
        observation = value;
        if (error != null && defect == null) {
          defect = error;
        }
        if (value != null && !value.outcome().reached()) {
          negatives.add(this);
        }
        if (abandoned && done == items.size()) {
          workers.shutdown();
        }
        if (!atWork) {
          // otherwise its worker is about to wake who waits, when the next can be started
          Batch.this.notifyAll();
        }
      }
    }
  }

  /** Asks all probes and returns what came of them, in their order. */
  List<O> observe() {
    try {
      while (!isOver()) {
        Item next = admit();
        if (next != null) {
          next.start();
        }
        control(false);
      }
    } finally {
      release();
    }
    control(true);
    List<O> observations = new ArrayList<>();
    for (Item item : items) {
      if (item.observation != null) {
        observations.add(item.observation);
      }
    }
    return observations;
  }

  private synchronized boolean isOver() {
    if (defect != null) {
      throw defect instanceof CompletionException e
              && e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(
              "a check failed by a defect of the harness: " + defect, defect);
    }
    int left = probes.size() - items.size();
    if (left > 0) {
      scope.requireTime(
          () ->
              left
                  + (left == 1 ? " check, " : " checks, ")
                  + probes.get(items.size()).question()
                  + (left == 1 ? "" : " first")
                  + ", from "
                  + engine.name()
                  + (left == 1 ? " was" : " were")
                  + " not made");
    }
    if (done < probes.size() && System.nanoTime() - deadline > 0) {
      int unasked = probes.size() - items.size();
      Probe<O> first = unasked > 0 ? probes.get(items.size()) : unanswered();
      throw new IllegalStateException(
          "the time for a suite of checks, "
              + environment.timeouts().suite()
              + ", was over before all were made from vantage \""
              + engine.name()
              + "\": of "
              + probes.size()
              + ", "
              + unasked
              + " were not asked and "
              + (items.size() - done)
              + " had not ended. The first of them: "
              + first.question()
              + ". Raise timeouts.suite of environment \""
              + environment.name()
              + "\", or ask fewer at a time.");
    }
    return done == probes.size();
  }

  private Probe<O> unanswered() {
    return items.stream()
        .filter(item -> !item.over)
        .findFirst()
        .map(item -> item.probe)
        .orElse(probes.get(0));
  }

  /**
   * Returns the next check to start; null after a while in which there was none to start, or when
   * something has happened.
   */
  private synchronized @Nullable Item admit() {
    long now = System.nanoTime();
    while (!fresh.isEmpty()
        && (fresh.peek().over || fresh.peek().atWork || now - fresh.peek().startedAt > NEW_NANOS)) {
      fresh.remove();
    }
    boolean more = items.size() < probes.size();
    if (more
        && working + fresh.size() < environment.guards().concurrency()
        && items.size() - done < UNDER_WAY) {
      Item next = new Item(probes.get(items.size()));
      items.add(next);
      fresh.add(next);
      return next;
    }
    if (done < probes.size()) {
      long wait = Math.min(deadline - now, more && !fresh.isEmpty() ? NEW_NANOS : 250_000_000L);
      try {
        wait(Math.max(1, wait / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(
            "interrupted while checks were made from vantage \"" + engine.name() + "\"", e);
      }
    }
    return null;
  }

  /**
   * Sees to the controls of negatives: at the end, or, in a long batch, while a control would still
   * lie in their window.
   */
  private void control(boolean all) {
    long half = environment.timeouts().controlWindow().toNanos() / 2;
    while (true) {
      Item negative;
      synchronized (this) {
        negative = negatives.peek();
        if (negative == null || !all && System.nanoTime() - negative.startedAt < half) {
          return;
        }
        negatives.remove();
      }
      if (negative.observation != null) {
        controls.ensure(negative.probe, negative.observation, scope);
      }
    }
  }

  /** Lets the workers end, now or when the last check that was begun is over. */
  private synchronized void release() {
    abandoned = true;
    if (done == items.size()) {
      workers.shutdown();
    }
  }
}
