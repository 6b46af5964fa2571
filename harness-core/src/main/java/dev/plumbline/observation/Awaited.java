package dev.plumbline.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that is asked again and again until it is as expected: its attempts, what they saw, and
 * how it ended.
 *
 * <p>An attempt is its thread's: what that thread observes meanwhile belongs to it. Its time is
 * that of the lab first observed. Safe for use by many threads.
 */
public final class Awaited {

  /** How many changes are kept: something that flaps for hours would fill the journal. */
  private static final int CHANGES_KEPT = 20;

  private static final ThreadLocal<@Nullable Attempt> CURRENT = new ThreadLocal<>();

  /** How it ended. */
  public enum End {
    /** What was expected was seen. */
    PASSED,
    /** It was not. */
    FAILED,
    /** What was seen proves nothing. */
    INCONCLUSIVE,
    /** It was given up before its time was over, since waiting could not change anything. */
    STOPPED
  }

  /**
   * What one attempt saw, where it was not what the attempt before it saw.
   *
   * @param attempt its number, counted from 1
   * @param after how long after the beginning it was begun
   * @param seen what was seen, in the order of the journal
   */
  public record Change(int attempt, Duration after, List<Seen> seen) {
    /** Copies the list. */
    public Change {
      seen = List.copyOf(seen);
    }
  }

  /**
   * One observation in a few words.
   *
   * @param observation its number in the journal
   * @param question what was asked, and from where
   * @param text what was seen
   */
  public record Seen(int observation, String question, String text) {
    private boolean sameAs(Seen other) {
      return question.equals(other.question) && text.equals(other.text);
    }
  }

  private final Duration within;
  private final Duration every;
  private final int inARow;

  /** Everything below is guarded by this. */
  private final Set<LabTime> times = new HashSet<>();

  private Journal.@Nullable Scope scope;
  private @Nullable LabTime time;
  private Duration startedAt = Duration.ZERO;
  private int attempts;
  private @Nullable Attempt last;
  private Duration lastedFor = Duration.ZERO;
  private final List<Change> changes = new ArrayList<>();
  private int changesLeftOut;
  private @Nullable End end;
  private @Nullable String reason;

  /**
   * Makes something that was not tried yet.
   *
   * @param within how long it may take
   * @param every how long from the beginning of one attempt to that of the next
   * @param inARow how many attempts have to pass, one after another
   */
  public Awaited(Duration within, Duration every, int inARow) {
    this.within = within;
    this.every = every;
    this.inARow = inARow;
  }

  /** Returns the attempt that this thread is making; empty when it makes none. */
  public static Optional<Attempt> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /**
   * Returns something that belongs to this thread's attempt or look when another thread does it.
   */
  public static <T> Supplier<T> carried(Supplier<T> what) {
    Attempt attempt = CURRENT.get();
    if (attempt == null) {
      return Look.carried(what);
    }
    return () -> {
      CURRENT.set(attempt);
      try {
        return what.get();
      } finally {
        CURRENT.remove();
      }
    };
  }

  /**
   * Begins the next attempt, on this thread, until it is closed.
   *
   * @throws IllegalStateException when this thread is making one already, or a look of a watch
   */
  public Attempt begin() {
    if (CURRENT.get() != null) {
      throw new IllegalStateException(
          "eventually(..) inside of eventually(..): the outer one tries again whatever is in it, so leave the inner one out");
    }
    if (Look.current().isPresent()) {
      throw new IllegalStateException(
          "eventually(..) inside of a look of watch(..): it would wait until what is down is up again, and hide the gap. Assert it at once; the watch looks again, and hasNoGapLongerThan(..) says how long it may be down");
    }
    Attempt attempt;
    synchronized (this) {
      attempt = new Attempt(++attempts, elapsed());
      if (last != null) {
        last.followed = true;
      }
      last = attempt;
    }
    CURRENT.set(attempt);
    return attempt;
  }

  /** Returns the time since the first attempt's first observation. */
  public synchronized Duration elapsed() {
    return time == null ? Duration.ZERO : time.now().minus(startedAt);
  }

  /** Returns what is left of its time, and of the run's; never less than nothing. */
  public synchronized Duration left() {
    Duration left = ownTimeLeft();
    Duration run = timeOfTheRun().orElse(left);
    return run.compareTo(left) < 0 ? run : left;
  }

  private synchronized Duration ownTimeLeft() {
    Duration left = within.minus(elapsed());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private synchronized Optional<Duration> timeOfTheRun() {
    return scope == null ? Optional.empty() : scope.journal().timeLeft();
  }

  /** Returns why it ends before its time is over: the run's is; empty where it does not. */
  public synchronized Optional<String> endsEarly() {
    Duration left = ownTimeLeft();
    return timeOfTheRun().orElse(left).compareTo(left) < 0 && scope != null
        ? scope.journal().deadline().map(which -> which + ", comes before its time is over")
        : Optional.empty();
  }

  /**
   * Lets time pass until the next attempt is due.
   *
   * @return whether there is time for one
   */
  public boolean passUntilNext() {
    Duration pause;
    List<LabTime> all;
    synchronized (this) {
      Duration since = elapsed().minus(last == null ? Duration.ZERO : last.after);
      pause = every.minus(since);
      if (pause.compareTo(left()) >= 0 || left().isZero()) {
        return false;
      }
      all = List.copyOf(times);
    }
    for (LabTime each : all) {
      if (!pause.isNegative() && !pause.isZero() && each.standsStill() == null) {
        each.pass(pause);
      }
    }
    return true;
  }

  /** Returns why waiting is of no use in a lab that was observed; empty where it may be. */
  public synchronized Optional<String> standsStill() {
    return times.stream().flatMap(each -> Stream.ofNullable(each.standsStill())).findFirst();
  }

  /**
   * Notes how it ended.
   *
   * @param reason why it was given up; null where it was not
   */
  public synchronized void ended(End end, @Nullable String reason) {
    this.end = end;
    this.reason = reason;
    lastedFor = elapsed();
  }

  /** Returns how long it may take. */
  public Duration within() {
    return within;
  }

  /** Returns the part of the journal that was first observed in; empty when nothing was. */
  public synchronized Optional<Journal.Scope> scope() {
    return Optional.ofNullable(scope);
  }

  /** Returns how many attempts were begun. */
  public synchronized int attempts() {
    return attempts;
  }

  /** Returns how long it took until it ended; nothing while it has not. */
  public synchronized Duration took() {
    return lastedFor;
  }

  /** Returns how it ended; empty while it has not. */
  public synchronized Optional<End> end() {
    return Optional.ofNullable(end);
  }

  /**
   * Returns what the first attempt saw, what was another than before, and what the last one saw,
   * oldest first. Of very many changes the later ones are left out.
   */
  public synchronized List<Change> history() {
    List<Change> all = new ArrayList<>(changes);
    if (last != null && last.complete != null && !all.contains(last.complete)) {
      all.add(last.complete);
    }
    return all;
  }

  /** Returns how many changes {@link #history()} leaves out. */
  public synchronized int changesLeftOut() {
    return changesLeftOut;
  }

  /** Returns what it was to wait for, in words: {@code "within 5 min, every 10 s"}. */
  public String bounds() {
    return "within "
        + text(within)
        + ", every "
        + text(every)
        + (inARow == 1 ? "" : ", " + inARow + " attempts in a row");
  }

  /** Returns how it ended, in words: {@code "passed on attempt 3 after 20 s"}. */
  public synchronized String describe() {
    if (end == null) {
      return "has not ended";
    }
    String made = attempts == 1 ? "1 attempt" : attempts + " attempts";
    return switch (end) {
      case PASSED ->
          inARow == 1
              ? "passed on attempt " + attempts + " after " + text(lastedFor)
              : "passed on attempts "
                  + (attempts - inARow + 1)
                  + " to "
                  + attempts
                  + " after "
                  + text(lastedFor);
      case FAILED -> "failed after " + made + " in " + text(lastedFor) + because();
      case INCONCLUSIVE -> "inconclusive after " + made + " in " + text(lastedFor) + because();
      case STOPPED -> "given up after " + made + " in " + text(lastedFor) + because();
    };
  }

  private synchronized String because() {
    return reason == null ? "" : ": " + reason;
  }

  /** Returns a time as one reads it, for example {@code "0.4 s"}, {@code "4 min 50 s"}. */
  public static String text(Duration time) {
    long tenths = Math.round(time.toNanos() / 1e8);
    if (tenths < 100) {
      return tenths % 10 == 0
          ? tenths / 10 + " s"
          : String.format(Locale.ROOT, "%d.%d s", tenths / 10, tenths % 10);
    }
    long seconds = Math.round(time.toMillis() / 1e3);
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 60) {
      return minutes + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
    return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  private synchronized void observedIn(Journal.Scope observed) {
    times.add(observed.time());
    if (scope == null) {
      scope = observed;
      time = observed.time();
      startedAt = time.now();
      observed.journal().add(this);
    }
  }

  private synchronized void complete(Attempt attempt) {
    Change seen = new Change(attempt.number, attempt.after, List.copyOf(attempt.seen.values()));
    Change before = attempt.before;
    attempt.complete = seen;
    if (before != null && same(before.seen, seen.seen)) {
      return;
    }
    if (changes.size() < CHANGES_KEPT) {
      changes.add(seen);
    } else {
      changesLeftOut++;
    }
  }

  private static boolean same(List<Seen> a, List<Seen> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!a.get(i).sameAs(b.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** One attempt. */
  public final class Attempt implements AutoCloseable {

    private final int number;
    private final Duration after;
    private final @Nullable Change before;

    /** Everything below is guarded by the waiting. */
    private final TreeMap<Integer, Seen> seen = new TreeMap<>();

    private final Set<Integer> cut = new HashSet<>();
    private @Nullable Change complete;
    private int firstNumber;
    private boolean alive;
    private int held;
    private final List<Journal.Check> failed = new ArrayList<>();
    private boolean passed;
    private boolean followed;
    private @Nullable String lastingFailure;

    private Attempt(int number, Duration after) {
      this.number = number;
      this.after = after;
      before = last == null ? null : last.complete;
    }

    /** Returns its number, counted from 1. */
    public int number() {
      return number;
    }

    /** Returns what it is an attempt of. */
    public Awaited awaited() {
      return Awaited.this;
    }

    /** Notes that an observation is begun in a part of a journal. */
    void begins(int observation, Journal.Scope in) {
      synchronized (Awaited.this) {
        observedIn(in);
        firstNumber = firstNumber == 0 ? observation : Math.min(firstNumber, observation);
      }
    }

    /** Notes what was observed for the test. */
    void saw(Observation observation) {
      Provenance p = observation.provenance();
      synchronized (Awaited.this) {
        alive |= !(observation instanceof DescriptionObservation);
        if (observation.outcome().lasts()) {
          lastingFailure = observation.outcome().vantageFailure();
        }
        seen.put(
            observation.number(),
            new Seen(
                observation.number(),
                p.question() + " from " + p.vantage(),
                Brief.of(observation)));
      }
    }

    /** Notes that an assertion of what it observed held. */
    void held() {
      synchronized (Awaited.this) {
        held++;
      }
    }

    /** Notes that an assertion in it did not hold. */
    void failed(Journal.Check check) {
      synchronized (Awaited.this) {
        failed.add(check);
      }
    }

    /** Returns what was asserted in it and did not hold. */
    public List<Journal.Check> failures() {
      synchronized (Awaited.this) {
        return List.copyOf(failed);
      }
    }

    /** Notes that an observation has less time than it would have had outside of the waiting. */
    public void cutShort(int observation) {
      synchronized (Awaited.this) {
        cut.add(observation);
      }
    }

    /**
     * Returns what had too little time and got no answer in it: whatever it seems to show, it
     * proves nothing.
     */
    public List<Journal.Entry> cutOff() {
      Optional<Journal.Scope> in = scope();
      if (in.isEmpty()) {
        return List.of();
      }
      Set<Integer> numbers;
      synchronized (Awaited.this) {
        numbers = Set.copyOf(cut);
      }
      return in.get().journal().entries().stream()
          .filter(e -> numbers.contains(e.observation().number()) && e.attempt() == this)
          .filter(e -> e.role() == Journal.Role.CHECK && ranOutOfTime(e.observation().outcome()))
          .toList();
    }

    private static boolean ranOutOfTime(Outcome outcome) {
      return outcome instanceof Outcome.TimedOut
          || outcome instanceof Outcome.ResolverUnreachable resolver
              && ranOutOfTime(resolver.cause())
          || outcome instanceof Outcome.FirewallDecided decided && ranOutOfTime(decided.answer())
          || outcome instanceof Outcome.Unhealthy;
    }

    /** Returns whether it has observed anything. */
    public boolean hasObserved() {
      synchronized (Awaited.this) {
        return !seen.isEmpty();
      }
    }

    /** Returns whether it has observed what can change: not only what a description says. */
    public boolean hasObservedTheNetwork() {
      synchronized (Awaited.this) {
        return alive;
      }
    }

    /** Returns how many assertions of what it observed held. */
    public int assertionsHeld() {
      synchronized (Awaited.this) {
        return held;
      }
    }

    /**
     * Returns how a vantage is broken that it looked from, where that lasts until the vantage is
     * changed; empty where none is.
     */
    public Optional<String> lastingFailure() {
      synchronized (Awaited.this) {
        return Optional.ofNullable(lastingFailure);
      }
    }

    /** Notes that all was as expected. */
    public void passed() {
      synchronized (Awaited.this) {
        passed = true;
      }
    }

    /** Returns whether all was as expected. */
    public boolean hasPassed() {
      synchronized (Awaited.this) {
        return passed;
      }
    }

    /** Returns whether another attempt was begun after it. */
    boolean isFollowed() {
      synchronized (Awaited.this) {
        return followed;
      }
    }

    /** Returns whether it was closed. */
    boolean isOver() {
      synchronized (Awaited.this) {
        return complete != null;
      }
    }

    /** Returns the number of its first observation. */
    int firstNumber() {
      synchronized (Awaited.this) {
        return firstNumber;
      }
    }

    /** Ends it: what this thread observes from now on does not belong to it. */
    @Override
    public void close() {
      CURRENT.remove();
      complete(this);
    }
  }
}
