package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.Failing.inconclusive;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Watched;
import dev.plumbline.observation.Watched.Gap;
import dev.plumbline.observation.Watched.Kind;
import dev.plumbline.observation.Watched.Place;
import dev.plumbline.testing.Observations;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchedAssertTest {

  private final Observations inside = Observations.from("inside");
  private final DnsObservation last = inside.resolved("a.net", "10.1.0.5");

  private static Gap gap(Kind kind, @Nullable Integer from, @Nullable Integer to) {
    int begin = from == null ? 0 : from;
    int end = to == null ? 60 : to;
    return new Gap(
        kind,
        from == null ? null : ofSeconds(from),
        to == null ? null : ofSeconds(to),
        ofSeconds(begin),
        ofSeconds(end),
        Duration.ZERO,
        kind == Kind.DOWN ? 3 : 0,
        kind == Kind.DOWN ? 7 : 0,
        kind == Kind.DOWN ? 9 : 0,
        kind == Kind.DOWN ? "answered 502" : "the watcher came late");
  }

  private Watched watched(int looks, int asExpected, Gap... gaps) {
    return watched(place(looks, asExpected, false, gaps), null);
  }

  private static Watched watched(Place place, @Nullable String note) {
    return new Watched("lab", ofSeconds(1), ofSeconds(60), List.of(place), note);
  }

  private Place place(int looks, int asExpected, boolean changeMissed, Gap... gaps) {
    return new Place(
        "inside",
        "a.net A",
        looks,
        asExpected,
        List.of(gaps),
        0,
        Duration.ZERO,
        ofSeconds(2),
        changeMissed,
        last);
  }

  @Test
  void passes_without_a_gap_and_records_it() {
    assertThat(watched(60, 60)).hasNoGap().hasNoGapLongerThan(ofSeconds(5));

    assertThat(inside.checks(last))
        .extracting(Journal.Check::expectation)
        .containsExactly("no gap", "no gap longer than 5 s");
  }

  @Test
  void a_gap_that_is_short_enough_passes_only_where_it_is_allowed() {
    Watched seen = watched(60, 57, gap(Kind.DOWN, 10, 14));

    assertThat(seen).hasNoGapLongerThan(ofSeconds(4));
    fails(
        () -> assertThat(seen).hasNoGapLongerThan(Duration.ofMillis(3_999)),
        """
        [#1 watched from 1 place for 1 min, every 1 s]
        Expected:  no gap longer than 4 s
          a.net A from inside: 57 of 60 looks as expected
            down from 10 s to 14 s (4 s at most, 3 looks), #7 to #9: answered 502""");
    fails(
        () -> assertThat(seen).hasNoGap(),
        """
        [#1 watched from 1 place for 1 min, every 1 s]
        Expected:  no gap
          a.net A from inside: 57 of 60 looks as expected
            down from 10 s to 14 s (4 s at most, 3 looks), #7 to #9: answered 502""");
  }

  @Test
  void a_gap_of_no_known_length_is_always_too_long() {
    fails(
        () ->
            assertThat(watched(60, 57, gap(Kind.DOWN, 58, null))).hasNoGapLongerThan(ofSeconds(30)),
        """
        [#1 watched from 1 place for 1 min, every 1 s]
        Expected:  no gap longer than 30 s
          a.net A from inside: 57 of 60 looks as expected
            down from 58 s to 1 min, when the watch ended (2 s or more, 3 looks), #7 to #9: answered 502""");
    assertThatThrownBy(
            () ->
                assertThat(watched(60, 57, gap(Kind.DOWN, null, 1)))
                    .hasNoGapLongerThan(ofSeconds(30)))
        .isExactlyInstanceOf(AssertionError.class);
  }

  @Test
  void a_time_in_which_nothing_was_seen_is_inconclusive() {
    Watched seen = watched(60, 60, gap(Kind.UNSEEN, 10, 40));

    assertThat(seen).hasNoGapLongerThan(ofSeconds(30));
    inconclusive(
        () -> assertThat(seen).hasNoGapLongerThan(ofSeconds(29)),
        """
        [#1 watched from 1 place for 1 min, every 1 s]
        INCONCLUSIVE:  it was not seen all the time, so it may have been down
        Expected:      no gap longer than 29 s
          a.net A from inside: 60 of 60 looks as expected
            not seen from 10 s to 40 s (30 s at most): the watcher came late""");
  }

  @Test
  void a_bound_that_is_shorter_than_the_time_between_looks_is_inconclusive() {
    Watched seen = watched(60, 60);

    assertThat(seen).hasNoGapLongerThan(ofSeconds(2)).hasNoGap();
    inconclusive(
        () -> assertThat(seen).hasNoGapLongerThan(Duration.ofMillis(1_900)),
        """
        [#1 watched from 1 place for 1 min, every 1 s]
        INCONCLUSIVE:  it was not seen all the time, so it may have been down
        Expected:      no gap longer than 1.9 s
          a.net A from inside: 60 of 60 looks as expected
            up to 2 s between looks that were as expected: look more often, or allow more""");
  }

  @Test
  void a_change_at_which_nobody_looked_is_inconclusive() {
    Watched seen = watched(place(2, 2, true), null);

    inconclusive(
        () -> assertThat(seen).hasNoGap(),
        """
        [#1 watched from 1 place for 1 min, every 1 s]
        INCONCLUSIVE:  it was not seen all the time, so it may have been down
        Expected:      no gap
          a.net A from inside: 2 of 2 looks as expected
            no look was begun during the change: let it last until watching.awaitLook(), or look more often""");
    assertThatThrownBy(() -> assertThat(seen).hasNoGapLongerThan(ofSeconds(30)))
        .isExactlyInstanceOf(InconclusiveError.class);
  }

  @Test
  void a_watch_in_which_no_time_has_passed_is_inconclusive() {
    Watched seen =
        watched(place(2, 2, false), "no time has passed: the clock of lab lab stands still");

    inconclusive(
        () -> assertThat(seen).hasNoGap(),
        """
        [#1 watched from 1 place for 1 min, every 1 s]
        INCONCLUSIVE:  it was not seen all the time, so it may have been down
        Expected:      no gap
          a.net A from inside: 2 of 2 looks as expected
          no time has passed: the clock of lab lab stands still""");
    assertThatThrownBy(() -> assertThat(seen).hasNoGapLongerThan(ofSeconds(30)))
        .isExactlyInstanceOf(InconclusiveError.class);
  }

  @Test
  void something_down_makes_it_fail_although_something_was_not_seen() {
    fails(
        () ->
            assertThat(watched(60, 57, gap(Kind.UNSEEN, 10, 40), gap(Kind.DOWN, 50, 54)))
                .hasNoGap(),
        """
        [#1 watched from 1 place for 1 min, every 1 s]
        Expected:  no gap
          a.net A from inside: 57 of 60 looks as expected
            not seen from 10 s to 40 s (30 s at most): the watcher came late
            down from 50 s to 54 s (4 s at most, 3 looks), #7 to #9: answered 502""");
  }

  @Test
  void a_place_from_which_it_was_not_looked_fails() {
    Place none =
        new Place("outside", "", 0, 0, List.of(), 0, Duration.ZERO, Duration.ZERO, false, null);
    Place good = watched(60, 60).places().get(0);
    Watched seen = new Watched("lab", ofSeconds(1), ofSeconds(60), List.of(good, none), null);

    fails(
        () -> assertThat(seen).hasNoGapLongerThan(ofSeconds(90)),
        """
        [#1 watched from 2 places for 1 min, every 1 s]
        Expected:  no gap longer than 1 min 30 s
          a.net A from inside: 60 of 60 looks as expected
          nothing from outside: 0 of 0 looks as expected""");
  }

  @Test
  void a_watch_without_a_place_fails() {
    assertThatThrownBy(
            () ->
                assertThat(new Watched("lab", ofSeconds(1), ofSeconds(60), List.of(), null))
                    .hasNoGap())
        .isExactlyInstanceOf(AssertionError.class);
  }

  @Test
  void soft_assertions_collect_it() {
    NetworkSoftAssertions softly = new NetworkSoftAssertions();
    softly.assertThat(watched(60, 57, gap(Kind.DOWN, 10, 14))).hasNoGap();

    assertThat(softly.assertionErrorsCollected()).hasSize(1);
    assertThat(inside.scope().takeUnsettled()).hasSize(1);
  }
}
