package dev.plumbline.assertion;

import dev.plumbline.observation.Observation;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the assertions of all observations share: a negative passes only with a positive control.
 *
 * @param <SELF> the type of the assertion
 * @param <O> the type of the observation
 */
public abstract class AbstractObservationAssert<
        SELF extends AbstractObservationAssert<SELF, O>, O extends Observation>
    extends AbstractNetworkAssert<SELF, O> {

  AbstractObservationAssert(@Nullable O actual, Class<?> selfType) {
    super(actual, selfType, Headline.of(actual), actual == null ? List.of() : List.of(actual));
  }

  /** Judges something that only what was reached can show. */
  SELF expect(
      String expectation, Predicate<? super O> holds, Function<? super O, Message> failure) {
    isNotNull();
    requireSeen(expectation);
    if (!holds.test(actual)) {
      throw failed(expectation, failure.apply(actual));
    }
    return passed(expectation);
  }

  /** Judges something that a vantage which sees nothing would show as well. */
  SELF expectNegative(
      String expectation, Predicate<? super O> holds, Function<? super O, Message> failure) {
    return expectNegative(expectation, holds, failure, any -> true);
  }

  /** Judges a negative whose control must meet a further condition. */
  SELF expectNegative(
      String expectation,
      Predicate<? super O> holds,
      Function<? super O, Message> failure,
      Predicate<? super Observation> further) {
    isNotNull();
    requireSeen(expectation);
    if (!holds.test(actual)) {
      throw failed(expectation, failure.apply(actual));
    }
    if (actual.provenance().scope().journal().controlFor(actual, further).isEmpty()) {
      throw inconclusive(expectation, NeedsControl.of(actual, expectation));
    }
    return passed(expectation);
  }
}
