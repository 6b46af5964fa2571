package dev.plumbline.lab;

import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Verdict;
import dev.plumbline.observation.LabTime;
import dev.plumbline.observation.Look;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Watched;
import dev.plumbline.observation.Watched.Kind;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A place to look from, and what was seen from there. Used by one thread at a time. */
final class Lookout {

  /** Looks at which something changed are kept up to that many: some things flap for hours. */
  private static final int MOST_KEPT = 100;

  private final Vantage vantage;
  private final Consumer<Vantage> look;
  private final Journal.Scope scope;
  private Tally tally;
  private final Duration every;

  /** The look before this one, which is kept when this one shows something else. */
  private @Nullable Look before;

  private boolean beforeIsKept;
  private int kept;
  private @Nullable Kind stateBefore;

  /** When its last look had ended; null while it has not. */
  private @Nullable Duration over;

  Lookout(Vantage vantage, Consumer<Vantage> look, Journal.Scope scope, Duration every) {
    this.vantage = vantage;
    this.look = look;
    this.scope = scope;
    this.every = every;
    tally = new Tally(vantage.name(), every);
  }

  String vantage() {
    return vantage.name();
  }

  /** Forgets an earlier watch. */
  void reset() {
    tally = new Tally(vantage.name(), every);
    before = null;
    kept = 0;
    over = null;
  }

  /** Notes that it looks no more: what another place does after that is not missed here. */
  void over(Duration at, boolean missedTheChange) {
    over = at;
    if (missedTheChange) {
      tally.missedTheChange();
    }
  }

  /**
   * Looks once.
   *
   * @param since when the watch began, by the time
   * @throws RuntimeException what the look threw that is no failed assertion
   */
  void look(LabTime time, Duration since) {
    Duration begin = time.now().minus(since);
    Look now;
    AssertionError failed = null;
    try (Look look = Look.begin(scope.journal())) {
      now = look;
      try {
        this.look.accept(vantage);
      } catch (AssertionError e) {
        failed = e;
      }
    }
    Kind gap = gap(now, failed);
    tally.look(
        begin, time.now().minus(since), gap, shown(now), gap == null ? "" : reason(now, failed));
    keep(now, gap);
  }

  private static @Nullable Kind gap(Look look, @Nullable AssertionError failed) {
    if (failed != null) {
      boolean only = look.has(Verdict.INCONCLUSIVE) && !look.has(Verdict.FAILED);
      return only ? Kind.UNSEEN : Kind.DOWN;
    }
    return look.has(Verdict.PASSED) && !look.hasFailures() ? null : Kind.UNSEEN;
  }

  private static String reason(Look look, @Nullable AssertionError failed) {
    if (failed == null && look.hasFailures()) {
      return "an assertion failed and the look did not throw it: "
          + Objects.requireNonNull(shown(look)).outcome().describe();
    }
    if (failed == null) {
      return look.entries().isEmpty()
          ? "the look observed nothing"
          : "the look asserted nothing of what it observed";
    }
    Observation seen = shown(look);
    return seen == null ? String.valueOf(failed.getMessage()) : seen.outcome().describe();
  }

  /** Returns the observation that failed; the first where none did. */
  private static @Nullable Observation shown(Look look) {
    Collection<Journal.Entry> all = look.entries();
    return all.stream()
        .filter(e -> e.checks().stream().anyMatch(c -> c.verdict() != Verdict.PASSED))
        .findFirst()
        .or(() -> all.stream().findFirst())
        .map(Journal.Entry::observation)
        .orElse(null);
  }

  /** Keeps the look for now, and forgets the one before it unless something changed at it. */
  private void keep(Look now, @Nullable Kind gap) {
    Look last = before;
    boolean changed = last == null || !Objects.equals(gap, stateBefore);
    if (last != null && !(beforeIsKept || changed && kept < MOST_KEPT)) {
      last.forget();
    }
    before = now;
    beforeIsKept = changed && kept < MOST_KEPT;
    kept += beforeIsKept ? 1 : 0;
    stateBefore = gap;
  }

  Watched.Place ended(Duration at) {
    return tally.ended(over == null ? at : over);
  }
}
