package dev.plumbline.vantage;

import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One check under way: its number, its clock, and what is known of its way so far.
 *
 * <p>Its steps follow one another, on different threads; a future between two steps makes the one's
 * writes visible to the next.
 */
final class Check {

  private final String vantage;
  private final Journal.Scope scope;
  private final String question;
  private final int number;
  private final Instant startedAt = Instant.now();
  private final long started = System.nanoTime();
  private final Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
  private final Executor worker;

  /** What the check is made for; null when nobody waits for it to come out differently. */
  private final Awaited.@Nullable Attempt attempt;

  /** When the time of that is over, by {@link System#nanoTime()}. */
  private final long end;

  /** By when the check has to be begun; see {@link #toBeginBy}. */
  private long begun;

  private @Nullable String why;

  /** When the check is over, by {@link System#nanoTime()}. */
  private long deadline;

  /** How long the check waited for its turn, which is not the network's doing. */
  private long waited;

  private Diagnosis diagnosis = Diagnosis.unknown();

  /** Of the latest connection. */
  private Function<Outcome, @Nullable String> doubt = end -> null;

  /**
   * Starts a check's clock.
   *
   * @param worker runs the steps that block
   */
  Check(String vantage, Journal.Scope scope, String question, Duration timeout, Executor worker) {
    this(vantage, scope, question, scope.nextNumber(), timeout, worker, null);
  }

  private Check(
      String vantage,
      Journal.Scope scope,
      String question,
      int number,
      Duration timeout,
      Executor worker,
      @Nullable Check whole) {
    this.vantage = vantage;
    this.scope = scope;
    this.question = question;
    this.number = number;
    this.worker = worker;
    if (whole == null) {
      Journal journal = scope.journal();
      journal
          .timeLeft()
          .ifPresent(left -> toBeginBy(started + left.toNanos(), journal.deadline().orElse("")));
      attempt = Awaited.current().orElse(null);
      end = attempt == null ? 0 : started + attempt.awaited().left().toNanos();
      if (attempt != null) {
        toBeginBy(end, "the time of the waiting (" + attempt.awaited().bounds() + ")");
      }
    } else {
      attempt = whole.attempt;
      end = whole.end;
      begun = whole.begun;
      why = whole.why;
    }
    until(started + timeout.toNanos());
  }

  /**
   * Says by when the check has to be begun, if it waits for its turn.
   *
   * @param time by {@link System#nanoTime()}
   * @param what what is over then, in words
   */
  void toBeginBy(long time, String what) {
    if (why == null || time - begun < 0) {
      begun = time;
      why = what;
    }
  }

  /** Returns how long the check may wait for its turn, in nanoseconds. */
  long patience() {
    return why == null ? Long.MAX_VALUE / 4 : Math.max(0, begun - System.nanoTime());
  }

  /** Returns what is over when its patience is, in words. */
  String whatIsOverThen() {
    return String.valueOf(why);
  }

  /** Sets when the check is over: not later than what it is made for. */
  private void until(long time) {
    deadline = time;
    if (attempt != null && time - end > 0) {
      deadline = end;
      attempt.cutShort(number);
    }
  }

  /** Returns the clock of a part of this check, with a time-out of its own. */
  Check part(Duration timeout) {
    return new Check(vantage, scope, question, number, timeout, worker, this);
  }

  Journal.Scope scope() {
    return scope;
  }

  Executor worker() {
    return worker;
  }

  /** Returns whether this thread is the one that waits for the check, and so may block. */
  boolean mayBlock() {
    return worker instanceof CallerRuns caller && caller.isHere();
  }

  /**
   * Returns what is left of the check's time, at least a millisecond, so that a step ends by its
   * own time-out.
   */
  Duration left() {
    return Duration.ofNanos(Math.max(deadline - System.nanoTime(), 1_000_000));
  }

  long deadline() {
    return deadline;
  }

  /**
   * Notes that a phase took from {@code since} until now; phases that come again, as with a
   * redirect, add up.
   */
  void took(Phase phase, long since) {
    took(phase, since, System.nanoTime());
  }

  void took(Phase phase, long since, long until) {
    phases.merge(phase, Duration.ofNanos(until - since), Duration::plus);
  }

  /** Takes a time of waiting for a free worker or target out of the check's clock. */
  void waitedSince(long since) {
    waited(System.nanoTime() - since);
  }

  /** Takes a time of waiting out of the check's clock, in nanoseconds. */
  void waited(long time) {
    waited += time;
    until(deadline + time);
  }

  /** Notes what is known of the way; what knows more than nothing stays. */
  void learned(Diagnosis news) {
    if (!news.equals(Diagnosis.unknown())) {
      diagnosis = news;
    }
  }

  /** Notes that a connection is open, and what is known of its way. */
  void opened(Transport.Connection.Opened connection) {
    learned(connection.diagnosis());
    doubt = connection.doubt();
  }

  /** Returns why what ended the check may be the doing of its latest connection's way. */
  @Nullable String doubt(Outcome end) {
    return doubt.apply(end);
  }

  /** Returns where the observation comes from, with the times until now. */
  Provenance provenance() {
    Timings timings = new Timings(phases, Duration.ofNanos(System.nanoTime() - started - waited));
    return new Provenance(number, vantage, question, startedAt, timings, diagnosis, scope);
  }

  /** Returns the provenance of the question that precedes a connection. */
  Provenance provenance(String part, long since, Diagnosis known) {
    Duration time = Duration.ofNanos(System.nanoTime() - since);
    return new Provenance(
        number,
        vantage,
        part,
        startedAt,
        new Timings(Map.of(Phase.RESOLVE, time), time),
        known,
        scope);
  }
}
