package dev.plumbline.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.Watched;
import dev.plumbline.observation.Watched.Gap;
import dev.plumbline.observation.Watched.Kind;
import dev.plumbline.testing.Observations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TallyTest {

  private final Observations inside = Observations.from("inside");
  private final Tally tally = new Tally("inside", Duration.ofSeconds(1));

  private void look(double begin, double end, @Nullable Kind gap) {
    tally.look(
        seconds(begin), seconds(end), gap, inside.nxDomain("a.net"), gap == null ? "" : "NXDOMAIN");
  }

  private static Duration seconds(double time) {
    return Duration.ofMillis(Math.round(time * 1_000));
  }

  @Test
  void a_gap_is_from_the_end_of_the_last_good_look_before_it_to_that_of_the_first_after_it() {
    look(0, 0.1, null);
    look(1, 1.1, Kind.DOWN);
    look(2, 2.4, Kind.DOWN);
    look(3, 3.1, null);
    Watched.Place place = tally.ended(seconds(3.1));

    assertThat(place.count()).isEqualTo("2 of 4 looks as expected");
    assertThat(place.describe()).isEqualTo("a.net A from inside");
    assertThat(place.slowest()).isEqualTo(seconds(0.4));
    assertThat(place.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.atMost()).isEqualTo(seconds(3));
              assertThat(gap.atLeast()).isEqualTo(seconds(1.4));
              assertThat(gap.isBounded()).isTrue();
              assertThat(gap.describe())
                  .isEqualTo("down from 0.1 s to 3.1 s (3 s at most, 2 looks), #2 to #3: NXDOMAIN");
            });
  }

  @Test
  void a_gap_that_had_begun_before_or_has_not_ended_is_of_no_known_length() {
    look(0, 0.1, Kind.DOWN);
    look(1, 1.1, null);
    look(2, 2.1, Kind.DOWN);
    Watched.Place place = tally.ended(seconds(2.1));

    assertThat(place.gaps())
        .extracting(Gap::describe)
        .containsExactly(
            "down since before the watch, until 1.1 s (1.1 s or more, 1 look), #1: NXDOMAIN",
            "down from 1.1 s to 2.1 s, when the watch ended (1 s or more, 1 look), #3: NXDOMAIN");
    assertThat(place.gaps()).noneMatch(Gap::isBounded);
  }

  @Test
  void a_watcher_that_came_late_has_not_seen_what_was_meanwhile() {
    look(0, 0.1, null);
    look(9, 9.1, null);
    Watched.Place place = tally.ended(seconds(9.1));

    assertThat(place.gaps())
        .singleElement()
        .satisfies(
            gap ->
                assertThat(gap.describe())
                    .isEqualTo(
                        "not seen from 0.1 s to 9.1 s (9 s at most): it was not looked: the watcher came late"));
  }

  @Test
  void a_watcher_that_never_came_again_has_not_seen_the_rest() {
    look(0, 0.1, null);
    Watched.Place place = tally.ended(seconds(60));

    assertThat(place.gaps())
        .singleElement()
        .matches(g -> g.kind() == Kind.UNSEEN && !g.isBounded());
  }

  @Test
  void a_look_that_took_long_has_seen_nothing_but_how_it_ended() {
    look(0, 0.1, null);
    look(1, 4.1, null); // a client asks again until it is answered
    look(4.1, 4.2, null);
    Watched.Place place = tally.ended(seconds(4.2));

    assertThat(place.gaps())
        .singleElement()
        .satisfies(
            gap ->
                assertThat(gap.describe())
                    .isEqualTo(
                        "not seen from 0.1 s to 4.1 s (4 s at most): the look that ended it took 3.1 s"));
    assertThat(place.slowest()).isEqualTo(seconds(3.1));
    assertThat(place.longestBetween()).isEqualTo(seconds(4));
  }

  @Test
  void a_first_look_that_took_long_ended_before_anything_was_to_be_seen() {
    look(0, 30, null);
    look(30, 30.1, null);
    Watched.Place place = tally.ended(seconds(30.1));

    assertThat(place.gaps()).isEmpty();
    assertThat(place.longestBetween()).isEqualTo(seconds(0.1));
  }

  @Test
  void looks_up_to_two_intervals_apart_leave_no_gap_but_the_time_between_them_is_told() {
    look(0, 0.1, null);
    look(1, 2.1, null);
    look(3, 3.1, null);
    Watched.Place place = tally.ended(seconds(3.1));

    assertThat(place.gaps()).isEmpty();
    assertThat(place.longestBetween()).isEqualTo(seconds(2));
  }

  @Test
  void what_is_in_a_gap_is_not_between_two_looks_that_were_as_expected() {
    look(0, 0.1, null);
    look(1, 1.1, Kind.DOWN);
    look(2, 2.1, null);
    look(2.5, 2.6, null);

    assertThat(tally.ended(seconds(2.6)).longestBetween()).isEqualTo(seconds(0.5));
  }

  @Test
  void lateness_makes_the_gap_longer_in_which_it_is() {
    look(0, 0.1, null);
    look(1, 1.1, Kind.DOWN);
    look(20, 20.1, null);
    Watched.Place place = tally.ended(seconds(20.1));

    assertThat(place.gaps())
        .singleElement()
        .satisfies(gap -> assertThat(gap.atMost()).isEqualTo(seconds(20)));
  }

  @Test
  void what_was_seen_as_down_in_a_gap_makes_all_of_it_down() {
    look(0, 0.1, null);
    look(1, 1.1, Kind.UNSEEN);
    look(2, 2.1, Kind.DOWN);
    look(3, 3.1, Kind.UNSEEN);
    look(4, 4.1, null);

    assertThat(tally.ended(seconds(4.1)).gaps())
        .singleElement()
        .satisfies(
            gap ->
                assertThat(gap.describe())
                    .isEqualTo(
                        "down from 0.1 s to 4.1 s (4 s at most, 3 looks), #2 to #4: NXDOMAIN"));
  }

  @Test
  void of_very_many_gaps_the_longest_are_kept_and_the_others_counted() {
    look(0, 0, null);
    double now = 0;
    for (int i = 1; i <= 10_000; i++) {
      double length = i == 5_000 ? 2 : 0.5;
      look(now + 0.1, now + 0.2, i == 5_000 ? Kind.UNSEEN : Kind.DOWN);
      look(now + length, now + length, null);
      now += length;
    }
    Watched.Place place = tally.ended(seconds(now));

    assertThat(place.looks()).isEqualTo(20_001);
    assertThat(place.asExpected()).isEqualTo(10_001);
    assertThat(place.gaps()).hasSize(Tally.GAPS_KEPT).anyMatch(g -> g.atMost().equals(seconds(2)));
    assertThat(place.gapsLeftOut()).isEqualTo(10_000 - Tally.GAPS_KEPT);
  }

  @Test
  void without_a_look_there_is_nothing() {
    Watched.Place place = tally.ended(Duration.ZERO);

    assertThat(place.looks()).isZero();
    assertThat(place.last()).isNull();
    assertThat(place.describe()).isEqualTo("nothing from inside");
  }
}
