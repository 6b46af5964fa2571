package dev.plumbline.assertion;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Journal.Check;
import dev.plumbline.observation.Journal.Verdict;
import dev.plumbline.testing.Observations;
import java.util.List;
import org.assertj.core.api.Condition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Imports both doors statically: that this compiles is a test of its own. */
class RecordedAssertionsTest {

  private final Observations inside = Observations.from("workload-subnet");
  private final DnsObservation seen = inside.resolved("a.net", "10.1.0.5");

  @Test
  void asserting_nothing_records_nothing() {
    assertThat(seen).as("the API's name").isNotNull().isInstanceOf(DnsObservation.class);
    assertThat(inside.checks(seen)).isEmpty();
  }

  @Test
  void a_pass_is_recorded_with_the_expectation_in_words() {
    assertThat(seen).resolvesOnlyTo("10.1.0.5");
    assertThat(inside.checks(seen))
        .containsExactly(new Check("resolves only to 10.1.0.5", Verdict.PASSED, null));
  }

  @Test
  void a_failure_is_recorded_with_its_message() {
    Throwable thrown = catchThrowable(() -> assertThat(seen).isWithin("10.2.0.0/16"));
    assertThat(inside.checks(seen))
        .containsExactly(
            new Check(
                "resolves only to addresses within 10.2.0.0/16",
                Verdict.FAILED,
                thrown.getMessage()));
  }

  @Test
  void an_inconclusive_one_is_recorded_as_such() {
    DnsObservation none = inside.alsoFrom("internet").nxDomain("a.net");
    Throwable thrown = catchThrowable(() -> assertThat(none).isNxDomain());
    assertThat(inside.checks(none))
        .containsExactly(new Check("NXDOMAIN", Verdict.INCONCLUSIVE, thrown.getMessage()));
  }

  @Test
  void what_assertj_gives_every_assertion_is_recorded_as_well() {
    Condition<DnsObservation> named = new Condition<>(o -> o.name().equals("a.net"), "named a.net");
    assertThat(seen)
        .isEqualTo(seen)
        .isNotEqualTo(null)
        .isIn(seen)
        .isIn(List.of(seen))
        .isNotIn("x")
        .isNotIn(List.of("x"))
        .hasToString(seen.toString())
        .doesNotHaveToString("x")
        .is(named)
        .has(named)
        .satisfies(named)
        .matches(o -> o.type().equals("A"))
        .matches(o -> o.type().equals("A"), "of type A")
        .doesNotMatch(o -> o.type().equals("AAAA"))
        .doesNotMatch(o -> o.type().equals("AAAA"), "of type AAAA")
        .satisfies(o -> assertThat(o.name()).isEqualTo("a.net"))
        .satisfiesAnyOf(
            o -> assertThat(o.name()).isEqualTo("b.net"),
            o -> assertThat(o.name()).isEqualTo("a.net"));
    assertThat(inside.checks(seen)).hasSize(17).allMatch(c -> c.verdict() == Verdict.PASSED);
  }

  @Test
  void what_assertj_gives_every_assertion_is_recorded_when_it_fails() {
    Condition<DnsObservation> other = new Condition<>(o -> false, "never");
    List<ThrowingCallable> failing =
        List.of(
            () -> assertThat(seen).isEqualTo(null),
            () -> assertThat(seen).is(other),
            () -> assertThat(seen).isNot(new Condition<>(o -> true, "always")),
            () -> assertThat(seen).doesNotHave(new Condition<>(o -> true, "always")),
            () -> assertThat(seen).matches(o -> false),
            () -> assertThat(seen).satisfies(o -> assertThat(o.name()).isEmpty()));
    for (ThrowingCallable assertion : failing) {
      assertThat(catchThrowable(assertion))
          .hasMessageContaining("[#1 a.net A from workload-subnet by 168.63.129.16]");
    }
    assertThat(inside.checks(seen))
        .hasSize(failing.size())
        .allMatch(c -> c.verdict() == Verdict.FAILED && c.message() != null);
  }

  @Test
  void an_inconclusive_check_within_satisfies_stays_inconclusive() {
    DnsObservation none = inside.alsoFrom("internet").nxDomain("a.net");
    Throwable thrown =
        catchThrowable(() -> assertThat(none).satisfies(o -> assertThat(o).isNxDomain()));
    assertThat(thrown).isInstanceOf(InconclusiveError.class);
    assertThat(inside.checks(none))
        .extracting(Check::verdict)
        .containsExactly(Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE);
  }

  @Test
  void a_description_follows_the_number() {
    assertThat(catchThrowable(() -> assertThat(seen).as("the %s", "API").isNxDomain()))
        .hasMessageStartingWith("[#1 a.net A from workload-subnet by 168.63.129.16; the API]\n");
  }

  @Test
  void a_message_of_the_users_own_keeps_the_number() {
    assertThat(catchThrowable(() -> assertThat(seen).withFailMessage("100% wrong").isNxDomain()))
        .hasMessage("[#1 a.net A from workload-subnet by 168.63.129.16] 100% wrong");
  }

  @Test
  void a_missing_observation_fails_and_is_not_taken_for_a_negative() {
    @Nullable DnsObservation none = null;
    assertThat(catchThrowable(() -> assertThat(none).isNxDomain()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expecting actual not to be null");
  }

  @Test
  void both_doors_may_be_imported_side_by_side() {
    assertThat(seen).isPrivate();
    assertThat("text").isEqualTo("text");
    assertThat(List.of(1)).hasSize(1);
    assertThat(seen.name()).startsWith("a");
  }
}
