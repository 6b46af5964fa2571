package dev.plumbline.assertion;

import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.Watched;
import dev.plumbline.observation.Watched.Gap;
import dev.plumbline.observation.Watched.Kind;
import dev.plumbline.observation.Watched.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Assertions of what was seen while something was watched. */
public class WatchedAssert extends AbstractNetworkAssert<WatchedAssert, Watched> {

  /** How many gaps of a place a message shows. */
  private static final int SHOWN = 10;

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public WatchedAssert(@Nullable Watched actual) {
    super(
        actual,
        WatchedAssert.class,
        headline(actual),
        actual == null ? List.of() : actual.observations());
  }

  @Override
  WatchedAssert passed(String expectation) {
    noteJudged();
    return super.passed(expectation);
  }

  @Override
  AssertionError failed(String expectation, Message message) {
    noteJudged();
    return super.failed(expectation, message);
  }

  @Override
  InconclusiveError inconclusive(String expectation, Message message) {
    noteJudged();
    return super.inconclusive(expectation, message);
  }

  private void noteJudged() {
    actual.observations().stream()
        .findFirst()
        .ifPresent(o -> o.provenance().scope().journal().judged(actual));
  }

  private static String headline(@Nullable Watched actual) {
    if (actual == null) {
      return "no watch";
    }
    String number =
        actual.observations().isEmpty() ? "" : "#" + actual.observations().get(0).number() + " ";
    int places = actual.places().size();
    return number
        + "watched from "
        + places
        + (places == 1 ? " place for " : " places for ")
        + Awaited.text(actual.took())
        + ", every "
        + Awaited.text(actual.every());
  }

  /**
   * Checks that it was as expected all the time, from each place.
   *
   * <pre><code class='java'>
   * assertThat(watch.during(() -> rollOut())).hasNoGap(); // passes when each look was as expected
   * assertThat(watch.during(() -> reboot())).hasNoGap();  // fails: down from 3 s to 9 s
   * </code></pre>
   *
   * <p>A time of more than twice the interval in which nothing was seen is a gap as well: then the
   * assertion is inconclusive. So it is where no look was begun while something was changed, and
   * where no time has passed.
   */
  public WatchedAssert hasNoGap() {
    return judge("no gap", gap -> true, place -> false);
  }

  /**
   * Checks that it was not as expected, or not seen, for no longer than a time on end, from each
   * place. A gap is measured from the end of the last look before it to the end of the first look
   * after it that were as expected; one that had begun before the watch, or had not ended with it,
   * may be of any length and is too long. Where two looks that were as expected ended further apart
   * than that, the assertion is inconclusive: the watch has to look more often than the time it is
   * asked about.
   *
   * <pre><code class='java'>
   * assertThat(seen).hasNoGapLongerThan(ofSeconds(10)); // passes: down from 3 s to 9 s
   * assertThat(seen).hasNoGapLongerThan(ofSeconds(5));  // fails
   * </code></pre>
   *
   * @param time how long a gap may be
   */
  public WatchedAssert hasNoGapLongerThan(Duration time) {
    return judge(
        "no gap longer than " + Awaited.text(time),
        gap -> !gap.isBounded() || gap.atMost().compareTo(time) > 0,
        place -> place.longestBetween().compareTo(time) > 0);
  }

  private WatchedAssert judge(
      String expectation, Predicate<Gap> tooLong, Predicate<Place> tooRarely) {
    isNotNull();
    List<String> lines = new ArrayList<>();
    boolean down = actual.places().isEmpty();
    boolean unseen = actual.note() != null;
    for (Place place : actual.places()) {
      lines.add("  " + place.describe() + ": " + place.count());
      down |= place.looks() == 0;
      List<Gap> bad = place.gaps().stream().filter(tooLong).toList();
      bad.stream().limit(SHOWN).forEach(gap -> lines.add("    " + gap.describe()));
      if (bad.size() > SHOWN) {
        lines.add("    and " + (bad.size() - SHOWN) + " more");
      }
      if (place.gapsLeftOut() > 0) {
        lines.add("    and " + place.gapsLeftOut() + " shorter ones");
      }
      down |= bad.stream().anyMatch(gap -> gap.kind() == Kind.DOWN);
      unseen |= !bad.isEmpty();
      if (bad.isEmpty() && tooRarely.test(place)) {
        unseen = true;
        lines.add(
            "    up to "
                + Awaited.text(place.longestBetween())
                + " between looks that were as expected: look more often, or allow more");
      }
      if (place.changeMissed()) {
        unseen = true;
        lines.add(
            "    no look was begun during the change: let it last until watching.awaitLook(), or look more often");
      }
      // what was never as expected was not so for the whole time, however that is counted
      down |= place.asExpected() == 0 && place.gaps().stream().anyMatch(g -> g.kind() == Kind.DOWN);
      unseen |= place.asExpected() == 0;
    }
    if (actual.note() != null) {
      lines.add("  " + actual.note());
    }
    if (down) {
      throw failed(expectation, Message.expected("Expected", expectation).table(lines));
    }
    if (unseen) {
      throw inconclusive(
          expectation,
          Message.expected("INCONCLUSIVE", "it was not seen all the time, so it may have been down")
              .line("Expected", expectation)
              .table(lines));
    }
    return passed(expectation);
  }
}
