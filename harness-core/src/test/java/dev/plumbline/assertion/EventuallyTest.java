package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.Failing.inconclusive;
import static dev.plumbline.assertion.Failing.refused;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.assertion.NetworkAssertions.eventually;
import static dev.plumbline.assertion.NetworkAssertions.within;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.DescriptionObservation;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Verdict;
import dev.plumbline.observation.LabTime;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.Timings;
import dev.plumbline.testing.ManualTime;
import dev.plumbline.testing.Observations;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class EventuallyTest {

  private final Journal journal = new Journal();
  private final ManualTime time = new ManualTime();
  private final Observations inside =
      Observations.in(journal.scope("lab", "test").at(time), "inside");

  /** Answers one after another; null for NXDOMAIN. The last is given from then on. */
  private Supplier<DnsObservation> answers(String... addresses) {
    Iterator<String> all = List.of(addresses).iterator();
    String[] last = {""};
    return () -> {
      last[0] = all.hasNext() ? all.next() : last[0];
      return last[0].isEmpty() ? inside.nxDomain("a.net") : inside.resolved("a.net", last[0]);
    };
  }

  private Awaited awaited() {
    assertThat(journal.awaited()).hasSize(1);
    return journal.awaited().get(0);
  }

  @Test
  void passes_on_the_attempt_that_is_as_expected_and_tells_which() {
    Supplier<DnsObservation> name = answers("", "10.1.0.9", "10.1.0.5");

    eventually(
        within(ofMinutes(5)).every(ofSeconds(10)),
        () -> assertThat(name.get()).resolvesOnlyTo("10.1.0.5"));

    assertThat(awaited().describe()).isEqualTo("passed on attempt 3 after 20 s");
    assertThat(awaited().bounds()).isEqualTo("within 5 min, every 10 s");
    assertThat(awaited().history())
        .extracting(c -> c.attempt() + " " + c.after() + " " + c.seen().get(0).text())
        .containsExactly("1 PT0S NXDOMAIN", "2 PT10S 10.1.0.9", "3 PT20S 10.1.0.5");
  }

  @Test
  void tells_also_what_came_on_the_first_attempt() {
    eventually(
        within(ofMinutes(5)), () -> assertThat(inside.resolved("a.net", "10.1.0.5")).isPrivate());

    assertThat(awaited().describe()).isEqualTo("passed on attempt 1 after 0 s");
    assertThat(awaited().bounds()).isEqualTo("within 5 min, every 1 s");
  }

  @Test
  void fails_with_the_first_the_changed_and_the_last_observation() {
    Supplier<DnsObservation> name = answers("", "", "10.1.0.9");

    fails(
        () ->
            eventually(
                within(ofSeconds(45)).every(ofSeconds(10)),
                () -> assertThat(name.get()).resolvesOnlyTo("10.1.0.5")),
        """
        [#5 a.net A from inside by 168.63.129.16]
        Expected to resolve only to:  10.1.0.5
        but resolved to:              10.1.0.9 (private), ttl 300, NOERROR

        Waited:   within 45 s, every 10 s; failed after 5 attempts in 40 s
        first:    attempt 1 after 0 s, #1 a.net A from inside: NXDOMAIN
        changed:  attempt 3 after 20 s, #3 a.net A from inside: 10.1.0.9
        last:     attempt 5 after 40 s, #5 a.net A from inside: 10.1.0.9""");
  }

  @Test
  void names_the_cause_of_the_last_attempt() {
    Throwable thrown =
        catchThrowable(
            () ->
                eventually(
                    within(ofSeconds(1)),
                    () -> assertThat(inside.nxDomain("a.net")).resolvesTo("10.1.0.5")));

    assertThat(thrown.getCause()).isInstanceOf(AssertionError.class);
    assertThat(thrown.getStackTrace()[0].getClassName()).doesNotStartWith("org.assertj");
  }

  @Test
  void asks_again_after_an_inconclusive_attempt_and_never_passes_on_one() {
    inconclusive(
        () ->
            eventually(
                within(ofSeconds(25)).every(ofSeconds(10)),
                () -> assertThat(inside.nxDomain("a.net")).isNxDomain()),
        """
        [#3 a.net A from inside by 168.63.129.16]
        INCONCLUSIVE:  168.63.129.16 answered no other question from inside with data in the same window of time, so it may know nothing at all
        Expected:      NXDOMAIN
        and saw:       NXDOMAIN
        To prove it:   declare "control: <endpoint>" for the vantage inside with an endpoint that has a host name, or first resolve a name that must exist there

        Waited:  within 25 s, every 10 s; inconclusive after 3 attempts in 20 s
        first:   attempt 1 after 0 s, #1 a.net A from inside: NXDOMAIN
        last:    attempt 3 after 20 s, #3 a.net A from inside: NXDOMAIN""");
  }

  @Test
  void a_failed_attempt_makes_the_whole_fail_although_the_last_was_inconclusive() {
    Supplier<DnsObservation> name = answers("10.1.0.5", "");

    Throwable thrown =
        catchThrowable(
            () -> eventually(within(ofSeconds(2)), () -> assertThat(name.get()).isNxDomain()));

    assertThat(thrown)
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("failed after 2 attempts");
  }

  @Test
  void a_control_of_an_earlier_attempt_shows_nothing() {
    int[] attempt = {0};
    Runnable assertions =
        () -> {
          if (attempt[0]++ == 0) {
            assertThat(inside.resolved("other.net", "10.1.0.9")).isPrivate();
          }
          assertThat(inside.nxDomain("a.net")).isNxDomain();
        };

    eventually(within(ofSeconds(1)), assertions);
    assertThat(awaited().attempts()).isEqualTo(1);

    // the control is within the journal's window of time, but not within the attempt
    Throwable thrown = catchThrowable(() -> eventually(within(ofSeconds(1)), assertions));
    assertThat(thrown).isExactlyInstanceOf(InconclusiveError.class);
  }

  @Test
  void what_was_not_as_expected_before_it_was_is_no_failure_of_the_journal() {
    Supplier<DnsObservation> name = answers("", "10.1.0.5");
    eventually(within(ofMinutes(1)), () -> assertThat(name.get()).resolvesOnlyTo("10.1.0.5"));

    List<Journal.Entry> entries = journal.entries();
    assertThat(entries.get(0).checks())
        .extracting(Journal.Check::verdict)
        .containsExactly(Verdict.FAILED);
    assertThat(entries.get(0).isSuperseded()).isTrue();
    assertThat(entries.get(0).isUnproved()).isTrue();
    assertThat(entries.get(1).checks())
        .extracting(Journal.Check::verdict)
        .containsExactly(Verdict.PASSED);
    assertThat(entries.get(1).isSuperseded()).isFalse();
    assertThat(entries.get(1).isUnproved()).isFalse();
  }

  @Test
  void stays_so_for_several_attempts_in_a_row() {
    Supplier<DnsObservation> name = answers("10.1.0.5", "", "10.1.0.5");
    eventually(
        within(ofMinutes(1)).every(ofSeconds(5)).inARow(3),
        () -> assertThat(name.get()).resolvesOnlyTo("10.1.0.5"));

    assertThat(awaited().describe()).isEqualTo("passed on attempts 3 to 5 after 20 s");
    assertThat(awaited().bounds()).isEqualTo("within 1 min, every 5 s, 3 attempts in a row");
  }

  @Test
  void fails_when_it_did_not_stay_so_for_long_enough() {
    Supplier<DnsObservation> name = answers("", "10.1.0.5");
    fails(
        () ->
            eventually(
                within(ofSeconds(3)).inARow(3),
                () -> assertThat(name.get()).resolvesOnlyTo("10.1.0.5")),
        """
        Expected to stay so for 3 attempts in a row, but the time was over after 2.

        Waited:   within 3 s, every 1 s, 3 attempts in a row; failed after 3 attempts in 2 s
        first:    attempt 1 after 0 s, #1 a.net A from inside: NXDOMAIN
        changed:  attempt 2 after 1 s, #2 a.net A from inside: 10.1.0.5
        last:     attempt 3 after 2 s, #3 a.net A from inside: 10.1.0.5""");
  }

  @Test
  void an_attempt_that_observes_nothing_proves_nothing() {
    fails(
        () -> eventually(within(ofMinutes(5)), () -> {}),
        """
        Expected what eventually(..) is given to observe something and to assert something of it,
        but an attempt observed nothing, so it proves nothing.
        Both belong inside: eventually(within(..), () -> assertThat(vantage.resolve(name))...)

        Waited:  within 5 min, every 1 s; given up after 1 attempt in 0 s: an attempt observed nothing
        first:   attempt 1 after 0 s, nothing observed""");
  }

  @Test
  void an_attempt_that_asserts_nothing_proves_nothing() {
    Throwable thrown =
        catchThrowable(() -> eventually(within(ofMinutes(5)), () -> inside.nxDomain("a.net")));

    assertThat(thrown).hasMessageContaining("asserted nothing of what it observed");
    assertThat(awaited().attempts()).isEqualTo(1);
  }

  @Test
  void an_attempt_that_swallowed_a_failure_has_failed() {
    AtomicInteger attempts = new AtomicInteger();

    Throwable thrown =
        catchThrowable(
            () ->
                eventually(
                    within(ofSeconds(1)),
                    () -> {
                      assertThat(inside.resolved("a.net", "10.1.0.5")).resolvesTo("10.1.0.5");
                      catchThrowable(
                          () -> assertThat(inside.nxDomain("a.net")).resolvesTo("10.1.0.5"));
                      attempts.incrementAndGet();
                    }));

    assertThat(thrown)
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            """
            Expected what eventually(..) is given to throw what fails in it, but an attempt returned although this did:
            """)
        .hasMessageContaining(
            """
            but was:                 NXDOMAIN
            Let it be thrown; what may fail belongs inside of tentatively(..).

            Waited:""");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void an_attempt_that_swallowed_only_what_is_inconclusive_is_that() {
    Throwable thrown =
        catchThrowable(
            () ->
                eventually(
                    within(ofSeconds(1)),
                    () -> catchThrowable(() -> assertThat(inside.nxDomain("a.net")).isNxDomain())));

    assertThat(thrown).isInstanceOf(InconclusiveError.class);
  }

  @Test
  void what_was_observed_before_does_not_change_by_waiting() {
    DnsObservation before = inside.nxDomain("a.net");
    Throwable thrown =
        catchThrowable(
            () ->
                eventually(within(ofMinutes(5)), () -> assertThat(before).resolvesTo("10.1.0.5")));

    assertThat(thrown)
        .hasMessageContaining(
            "given up after 1 attempt in 0 s: an attempt observed nothing, so that another would be about the same observations");
  }

  @Test
  void what_only_a_description_says_does_not_change_by_waiting() {
    Throwable thrown =
        catchThrowable(
            () -> eventually(within(ofMinutes(5)), () -> assertThat(described()).says("dropped")));

    assertThat(thrown)
        .hasMessageContaining("only a description was asked, which does not change by itself");
    assertThat(awaited().attempts()).isEqualTo(1);
  }

  private DescriptionObservation described() {
    Journal.Scope scope = inside.scope();
    Provenance provenance =
        new Provenance(
            scope.nextNumber(),
            DescriptionObservation.VANTAGE,
            "a flow",
            Observations.NOON,
            new Timings(Map.of(), Duration.ZERO),
            Diagnosis.unknown(),
            scope);
    return scope.record(
        new DescriptionObservation(
            provenance, new Outcome.Described("delivered"), "a flow", "delivered"),
        Journal.Role.CHECK);
  }

  @Test
  void a_vantage_that_stays_broken_is_not_asked_again() {
    Outcome broken = new Outcome.VantageFailed("proxy p does not accept the user name", true);
    Throwable thrown =
        catchThrowable(
            () ->
                eventually(
                    within(ofMinutes(5)),
                    () -> assertThat(inside.tcp("10.1.0.5:443", broken)).isOpen()));

    assertThat(thrown)
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining(
            "given up after 1 attempt in 0 s: the vantage stays broken until it is changed: proxy p does not accept the user name");
  }

  @Test
  void a_vantage_that_may_recover_is_asked_again() {
    Outcome broken = new Outcome.VantageFailed("proxy p cannot be reached", false);
    int[] attempt = {0};
    eventually(
        within(ofMinutes(5)),
        () ->
            assertThat(inside.tcp("10.1.0.5:443", attempt[0]++ < 3 ? broken : new Outcome.Open()))
                .isOpen());

    assertThat(awaited().describe()).isEqualTo("passed on attempt 4 after 3 s");
  }

  @Test
  void a_lab_whose_clock_stands_still_is_asked_once() {
    Observations still =
        Observations.in(
            journal.scope("lab", "test").at(LabTime.standingStill("the clock stands still: why")),
            "inside");
    Throwable thrown =
        catchThrowable(
            () ->
                eventually(
                    within(ofMinutes(5)),
                    () -> assertThat(still.nxDomain("a.net")).resolvesTo("10.1.0.5")));

    assertThat(thrown)
        .hasMessageContaining("given up after 1 attempt in 0 s: the clock stands still: why");
  }

  @Test
  void a_lab_whose_clock_stands_still_needs_no_pause_to_stay_so() {
    Observations still =
        Observations.in(journal.scope("lab", "t").at(LabTime.standingStill("why")), "inside");

    eventually(
        within(ofMinutes(5)).inARow(3),
        () -> assertThat(still.resolved("a.net", "10.1.0.5")).isPrivate());

    assertThat(awaited().attempts()).isEqualTo(3);
  }

  @Test
  void what_is_no_failed_assertion_ends_it_at_once() {
    IllegalArgumentException misuse = new IllegalArgumentException("no such endpoint");
    assertThatThrownBy(
            () ->
                eventually(
                    within(ofMinutes(5)),
                    () -> {
                      inside.nxDomain("a.net");
                      throw misuse;
                    }))
        .isSameAs(misuse);

    assertThat(awaited().describe())
        .isEqualTo("given up after 1 attempt in 0 s: IllegalArgumentException");
    assertThat(Awaited.current()).isEmpty();
  }

  @Test
  void the_inner_one_of_two_is_refused() {
    assertThatThrownBy(
            () ->
                eventually(
                    within(ofMinutes(5)),
                    () -> eventually(within(ofMinutes(1)), () -> inside.nxDomain("a.net"))))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(
            "eventually(..) inside of eventually(..): the outer one tries again whatever is in it, so leave the inner one out");
  }

  @Test
  void bounds_that_leave_nothing_are_refused() {
    refused(() -> within(Duration.ZERO), "within(PT0S) leaves no time for an attempt");
    refused(
        () -> within(ofSeconds(1)).every(Duration.ZERO),
        "every(PT0S) would ask without a pause; give one, for example ofSeconds(1)");
    refused(() -> within(ofSeconds(1)).inARow(0), "inARow(0): at least one attempt has to pass");
  }

  @Test
  void soft_assertions_of_the_attempt_are_thrown_in_it() {
    Supplier<DnsObservation> name = answers("", "10.1.0.5");
    eventually(
        within(ofMinutes(1)),
        () ->
            NetworkSoftAssertions.assertSoftly(
                softly -> softly.assertThat(name.get()).resolvesTo("10.1.0.5").isPrivate()));

    assertThat(awaited().attempts()).isEqualTo(2);
  }

  @Test
  void soft_assertions_from_outside_are_refused_since_the_attempt_would_pass() {
    NetworkSoftAssertions softly = new NetworkSoftAssertions();
    assertThatThrownBy(
            () ->
                eventually(
                    within(ofMinutes(1)),
                    () -> softly.assertThat(inside.nxDomain("a.net")).resolvesTo("10.1.0.5")))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(
            "what these soft assertions collect is thrown after the attempt of eventually(..), which would pass whatever they find. Use NetworkSoftAssertions.assertSoftly(..) inside of it, or softly.eventually(..) with NetworkAssertions.assertThat(..)");
  }

  @Test
  void softly_waited_for_is_collected_and_has_to_be_thrown() {
    NetworkSoftAssertions softly = new NetworkSoftAssertions();
    softly.eventually(
        within(ofSeconds(1)), () -> assertThat(inside.nxDomain("a.net")).resolvesTo("10.1.0.5"));
    softly.assertThat(inside.resolved("b.net", "10.1.0.5")).isPrivate();

    assertThat(inside.scope().takeUnsettled()).singleElement().asString().contains("Waited:");
    assertThatThrownBy(softly::assertAll).hasMessageContaining("Waited:");
  }

  @Test
  void shows_only_so_many_changes_and_tells_how_many_more_there_were() {
    int[] attempt = {0};
    Throwable thrown =
        catchThrowable(
            () ->
                eventually(
                    within(ofSeconds(30)),
                    () ->
                        assertThat(inside.resolved("a.net", "20.0.0." + attempt[0]++))
                            .isPrivate()));

    assertThat(thrown.getMessage().lines().filter(l -> l.startsWith("changed:"))).hasSize(19);
    assertThat(thrown)
        .hasMessageContaining("          10 more changes are left out\nlast:     attempt 30");
  }

  @Test
  void shows_no_secret() {
    journal.secrets(List.of("S3cr3tV4lue"));
    Throwable thrown =
        catchThrowable(
            () ->
                eventually(
                    within(ofSeconds(1)),
                    () ->
                        assertThat(
                                inside.unanswered(
                                    "https://a.net/S3cr3tV4lue",
                                    "10.1.0.5:443",
                                    new Outcome.TimedOut(Phase.CONNECT)))
                            .hasStatus(200)));

    assertThat(thrown).hasMessageContaining("first:");
    assertThat(thrown.getMessage()).doesNotContain("S3cr3tV4lue");
  }

  @Test
  void times_are_written_as_one_reads_them() {
    assertThat(
            List.of(
                0L,
                40L,
                1_300L,
                9_940L,
                9_960L,
                40_000L,
                59_600L,
                290_000L,
                3_600_000L,
                5_520_000L))
        .extracting(millis -> Awaited.text(Duration.ofMillis(millis)))
        .containsExactly(
            "0 s",
            "0 s",
            "1.3 s",
            "9.9 s",
            "10 s",
            "40 s",
            "1 min",
            "4 min 50 s",
            "1 h",
            "1 h 32 min");
  }
}
