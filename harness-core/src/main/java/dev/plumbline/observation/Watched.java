package dev.plumbline.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was seen while something was watched, from one or several places: how often it was looked,
 * and when it was not as expected.
 *
 * @param lab the name of the lab
 * @param every how long from the beginning of one look to that of the next
 * @param took how long it was watched, by the lab's time
 * @param places what was seen from each place
 * @param note why no time has passed, so that nothing was seen to last; null when it has
 */
public record Watched(
    String lab, Duration every, Duration took, List<Place> places, @Nullable String note) {

  /** Copies the list. */
  public Watched {
    places = List.copyOf(places);
  }

  /**
   * What was seen from one place.
   *
   * @param vantage the name of the vantage
   * @param what what was asked first in each look
   * @param looks how often it was looked
   * @param asExpected how many of them were as expected
   * @param gaps when it was not as expected, or not seen, oldest first; of very many only some, the
   *     longest among them
   * @param gapsLeftOut how many gaps are left out
   * @param slowest how long the longest look took
   * @param longestBetween the longest time from the end of a look that was as expected to that of
   *     the next, with no look between them that was not: what was in it, nobody saw
   * @param changeMissed whether no look was begun while something was being changed
   * @param last the last observation made; null when none was
   */
  public record Place(
      String vantage,
      String what,
      int looks,
      int asExpected,
      List<Gap> gaps,
      int gapsLeftOut,
      Duration slowest,
      Duration longestBetween,
      boolean changeMissed,
      @Nullable Observation last) {

    /** Copies the list. */
    public Place {
      gaps = List.copyOf(gaps);
    }

    /** Returns the place in words: {@code "GET https://api.contoso.net/ from internet"}. */
    public String describe() {
      return (what.isEmpty() ? "nothing" : what) + " from " + vantage;
    }

    /** Returns how often it was as expected, in words: {@code "118 of 120 looks as expected"}. */
    public String count() {
      return asExpected + " of " + looks + (looks == 1 ? " look" : " looks") + " as expected";
    }
  }

  /** What a gap is. */
  public enum Kind {
    /** Something was seen that was not as expected. */
    DOWN,
    /** Nothing was seen: it was not looked, or what was seen proves nothing. */
    UNSEEN
  }

  /**
   * A time in which it was not as expected, or not seen.
   *
   * @param kind what it is; {@code DOWN} when it is both
   * @param from the end of the last look before it that was as expected; null when there was none,
   *     so that nobody knows since when
   * @param to the end of the next look that was; null when there was none
   * @param begin {@code from}, or when the watch began
   * @param end {@code to}, or when the watch ended
   * @param atLeast from the beginning of its first look to the end of its last
   * @param looks how many looks were made in it
   * @param first the number of the first observation in it; 0 when there was none
   * @param last the number of the last observation in it; 0 when there was none
   * @param reason what was seen first, in words
   */
  public record Gap(
      Kind kind,
      @Nullable Duration from,
      @Nullable Duration to,
      Duration begin,
      Duration end,
      Duration atLeast,
      int looks,
      int first,
      int last,
      String reason) {

    /** Returns how long it was at most, as far as the watch shows. */
    public Duration atMost() {
      return end.minus(begin);
    }

    /**
     * Returns whether it began and ended while it was watched: else nobody knows how long it is.
     */
    public boolean isBounded() {
      return from != null && to != null;
    }

    /** Returns it in words, with its numbers in the journal. */
    public String describe() {
      StringBuilder text = new StringBuilder();
      text.append(kind == Kind.DOWN ? "down" : "not seen")
          .append(from == null ? " since before the watch, until " : " from ");
      if (from != null) {
        text.append(Awaited.text(begin)).append(" to ");
      }
      text.append(Awaited.text(end));
      if (to == null) {
        text.append(", when the watch ended");
      }
      text.append(" (")
          .append(Awaited.text(atMost()))
          .append(isBounded() ? " at most" : " or more");
      if (looks > 0) {
        text.append(", ").append(looks).append(looks == 1 ? " look" : " looks");
      }
      text.append(")");
      if (first > 0) {
        text.append(", #").append(first).append(last > first ? " to #" + last : "");
      }
      return text.append(": ").append(reason).toString();
    }
  }

  /** Returns how often each place was as expected, in words, a line for each. */
  public String describe() {
    return places.stream()
        .map(place -> "  " + place.describe() + ": " + place.count())
        .collect(Collectors.joining("\n"));
  }

  /** Returns the last observation of each place. */
  public List<Observation> observations() {
    List<Observation> all = new ArrayList<>();
    places.forEach(place -> Stream.ofNullable(place.last()).forEach(all::add));
    return all;
  }
}
