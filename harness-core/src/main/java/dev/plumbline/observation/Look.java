package dev.plumbline.observation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One look of something that is watched: what a thread observes until it is closed. What is of no
 * interest of it can be forgotten, since a watch may look a million times.
 */
public final class Look implements AutoCloseable {

  private static final ThreadLocal<@Nullable Look> CURRENT = new ThreadLocal<>();

  private final Journal journal;

  /** By number; guarded by this. */
  private final TreeMap<Integer, Journal.Entry> entries = new TreeMap<>();

  private Look(Journal journal) {
    this.journal = journal;
  }

  /** Begins a look of this thread. */
  public static Look begin(Journal journal) {
    Look look = new Look(journal);
    CURRENT.set(look);
    return look;
  }

  /** Returns the look that this thread is making; empty when it makes none. */
  public static Optional<Look> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  static <T> Supplier<T> carried(Supplier<T> what) {
    Look look = CURRENT.get();
    if (look == null) {
      return what;
    }
    return () -> {
      CURRENT.set(look);
      try {
        return what.get();
      } finally {
        CURRENT.remove();
      }
    };
  }

  /** Notes what was recorded in it. */
  synchronized void recorded(Journal.Entry entry) {
    entries.put(entry.observation().number(), entry);
  }

  /** Returns what it observed, by number, without what the harness made for its own ends. */
  public synchronized Collection<Journal.Entry> entries() {
    return entries.values().stream().filter(e -> e.role() == Journal.Role.CHECK).toList();
  }

  /** Returns whether an assertion of what it observed ended in a way. */
  public boolean has(Journal.Verdict verdict) {
    return entries().stream()
        .flatMap(entry -> entry.checks().stream())
        .anyMatch(check -> check.verdict() == verdict);
  }

  /** Returns whether an assertion in it failed that was not allowed to. */
  public boolean hasFailures() {
    return entries().stream().anyMatch(entry -> !entry.swallowedInLook().isEmpty());
  }

  /** Forgets what it observed, controls too. */
  public void forget() {
    List<Journal.Entry> all;
    synchronized (this) {
      all = List.copyOf(entries.values());
    }
    journal.forget(all);
  }

  /**
   * Ends it. What was asserted in it is the watch's to judge, not the test's: only what is asserted
   * from now on counts for that.
   */
  @Override
  public void close() {
    CURRENT.remove();
    entries().forEach(Journal.Entry::seal);
  }
}
