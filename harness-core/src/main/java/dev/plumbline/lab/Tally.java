package dev.plumbline.lab;

import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Watched;
import dev.plumbline.observation.Watched.Gap;
import dev.plumbline.observation.Watched.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the looks from one place and finds the gaps between them, in as much memory for a million
 * as for a hundred. Times are since the watch began. Used by one thread at a time.
 *
 * <p>A look that was as expected proves that it was so when it ended, and of no other moment: while
 * it took its time, a client may have tried again and again until it was answered.
 */
final class Tally {

  /** How many gaps are kept. */
  static final int GAPS_KEPT = 50;

  private static final String LATE = "it was not looked: the watcher came late";

  private final String vantage;

  /** Looks that were as expected end within that time of each other; more is not seen. */
  private final Duration late;

  private String what = "";
  private int looks;
  private int good;
  private Duration slowest = Duration.ZERO;
  private Duration longestBetween = Duration.ZERO;
  private boolean changeMissed;
  private @Nullable Observation last;
  private @Nullable Duration lastGood;
  private Duration lastEnd = Duration.ZERO;
  private final List<Gap> gaps = new ArrayList<>();
  private int gapsLeftOut;

  /** The gap that has not ended; null when there is none. */
  private @Nullable Open open;

  Tally(String vantage, Duration every) {
    this.vantage = vantage;
    late = every.multipliedBy(2);
  }

  private static final class Open {
    final @Nullable Duration from;
    final Duration firstBegin;
    Kind kind;
    Duration lastEnd = Duration.ZERO;
    int looks;
    int first;
    int last;
    String reason;

    Open(@Nullable Duration from, Duration firstBegin, Kind kind, String reason) {
      this.from = from;
      this.firstBegin = firstBegin;
      this.kind = kind;
      this.reason = reason;
    }
  }

  /**
   * Adds a look.
   *
   * @param gap what kind of gap it shows; null when it was as expected
   * @param seen the observation to show for it; null when nothing was observed
   * @param reason what was wrong, in words; empty when nothing was
   */
  void look(
      Duration begin, Duration end, @Nullable Kind gap, @Nullable Observation seen, String reason) {
    looks++;
    Duration took = end.minus(begin);
    slowest = took.compareTo(slowest) > 0 ? took : slowest;
    if (seen != null) {
      last = seen;
      what = what.isEmpty() ? seen.provenance().question() : what;
    }
    if (gap == null) {
      good++;
      if (open == null) {
        between(begin, end);
      }
      close(end);
      lastGood = end;
    } else {
      Open now = open;
      if (now == null) {
        now = new Open(lastGood, begin, gap, reason);
        open = now;
      } else if (gap == Kind.DOWN && now.kind == Kind.UNSEEN) {
        now.kind = Kind.DOWN;
        now.reason = reason;
      }
      now.looks++;
      now.lastEnd = end;
      if (seen != null) {
        now.first = now.first == 0 ? seen.number() : now.first;
        now.last = seen.number();
      }
    }
    lastEnd = end;
  }

  /** Notes the time since the last look that was as expected: too long a one is a gap. */
  private void between(Duration begin, Duration end) {
    Duration from = lastGood;
    if (from == null) {
      return;
    }
    Duration unseen = end.minus(from);
    longestBetween = unseen.compareTo(longestBetween) > 0 ? unseen : longestBetween;
    if (unseen.compareTo(late) > 0) {
      String reason =
          begin.minus(lastEnd).compareTo(late) > 0
              ? LATE
              : "the look that ended it took " + Awaited.text(end.minus(begin));
      keep(new Gap(Kind.UNSEEN, from, end, from, end, Duration.ZERO, 0, 0, 0, reason));
    }
  }

  /** Notes that no look was begun while something was being changed. */
  void missedTheChange() {
    changeMissed = true;
  }

  private void close(@Nullable Duration to, Duration end) {
    Open ended = open;
    if (ended == null) {
      return;
    }
    open = null;
    keep(
        new Gap(
            ended.kind,
            ended.from,
            to,
            ended.from == null ? Duration.ZERO : ended.from,
            end,
            ended.lastEnd.minus(ended.firstBegin),
            ended.looks,
            ended.first,
            ended.last,
            ended.reason));
  }

  private void close(Duration to) {
    close(to, to);
  }

  /** Keeps a gap; when there are too many, all but the shortest: nothing long is ever lost. */
  private void keep(Gap gap) {
    gaps.add(gap);
    if (gaps.size() > GAPS_KEPT) {
      Gap shortest =
          gaps.stream()
              .min(Comparator.comparing(Gap::isBounded).reversed().thenComparing(Gap::atMost))
              .orElse(gap);
      gaps.remove(shortest);
      gapsLeftOut++;
    }
  }

  /** Returns what was seen until the watch ended. */
  Watched.Place ended(Duration at) {
    if (open == null && at.minus(lastEnd).compareTo(late) > 0) {
      keep(
          new Gap(
              Kind.UNSEEN,
              lastGood == null ? null : lastEnd,
              null,
              lastEnd,
              at,
              Duration.ZERO,
              0,
              0,
              0,
              LATE));
    }
    close(null, at);
    return new Watched.Place(
        vantage, what, looks, good, gaps, gapsLeftOut, slowest, longestBetween, changeMissed, last);
  }
}
