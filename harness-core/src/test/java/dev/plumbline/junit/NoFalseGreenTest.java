package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.assertion.NetworkAssertions.eventually;
import static dev.plumbline.assertion.NetworkAssertions.tentatively;
import static dev.plumbline.assertion.NetworkAssertions.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkSoftAssertions;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.Watching;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoFalseGreenTest {

  @TempDir Path report;

  @ParameterizedTest
  @EnumSource
  void passes_a_test_that_asserted_something_of_what_it_observed(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(AssertingTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.passed()).isEqualTo(27);
  }

  @ParameterizedTest
  @EnumSource
  void fails_a_test_that_observed_nothing(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(ObservingNothingTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(NothingAssertedError.class)
                    .hasMessageContaining("without observing anything"));
  }

  @ParameterizedTest
  @EnumSource
  void fails_a_test_that_asserted_nothing_of_what_it_observed_and_names_the_observations(
      Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(AssertingNothingTestCases.class);

    assertThat(outcome.passed()).isEqualTo(20);
    assertThat(outcome.failures())
        .hasSize(2)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(NothingAssertedError.class)
                    .hasMessageContaining("asserted nothing of what it observed")
                    .hasMessageContaining("10.0.0.80:80 from inside] open")
                    .hasMessageContaining("assertThat(observation)"));
  }

  @ParameterizedTest
  @EnumSource
  void fails_a_test_that_swallowed_the_failure_of_its_only_assertion(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(SwallowingTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(NothingAssertedError.class)
                    .hasMessageContaining("the failure was swallowed"));
  }

  @ParameterizedTest
  @EnumSource
  void what_held_in_an_attempt_that_failed_is_no_proof(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(SwallowingWaitTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(NothingAssertedError.class)
                    .hasMessageContaining("the failure was swallowed"));
  }

  @ParameterizedTest
  @EnumSource
  void a_watch_of_which_nothing_was_asserted_is_no_proof(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(UnjudgedWatchTestCases.class);

    assertThat(outcome.passed()).isEqualTo(1);
    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(NothingAssertedError.class)
                    .hasMessageContaining("asserted nothing of what it watched")
                    .hasMessageContaining("connect 10.0.0.80:80 from inside: 2 of 2 looks"));
  }

  @ParameterizedTest
  @EnumSource
  void fails_a_test_that_never_threw_what_its_soft_assertions_collected(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(ForgetfulTestCases.class);

    assertThat(outcome.passed()).isEqualTo(1);
    assertThat(outcome.failures())
        .hasSize(2)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(NothingAssertedError.class)
                    .hasMessageContaining("never thrown")
                    .hasMessageContaining("assertAll()")
                    .hasMessageContaining("but was:       refused"));
  }

  @ParameterizedTest
  @EnumSource
  void keeps_the_failure_of_a_test_that_failed_by_itself(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(FailingTestCases.class);

    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(f -> assertThat(f).hasMessage("of its own"));
    assertThat(outcome.failures().get(0).getSuppressed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void judges_each_dynamic_test_by_itself(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(DynamicTestCases.class);

    assertThat(outcome.passed()).isEqualTo(40);
    assertThat(outcome.failures())
        .hasSize(4)
        .allSatisfy(f -> assertThat(f).isInstanceOf(NothingAssertedError.class));
  }

  @ParameterizedTest
  @EnumSource
  void does_not_count_the_assertion_of_a_dynamic_test_beside_it(Kit.Mode mode) {
    BesideTestCases.asserted = new CountDownLatch(1);

    Kit.Outcome outcome = Kit.in(mode, report).run(BesideTestCases.class);

    assertThat(outcome.passed()).isEqualTo(1);
    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(f -> assertThat(f).isInstanceOf(NothingAssertedError.class));
  }

  @ParameterizedTest
  @EnumSource
  void fails_a_factory_without_a_test(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(EmptyFactoryTestCases.class);

    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(NothingAssertedError.class)
                    .hasMessageContaining("made no test"));
  }

  @ParameterizedTest
  @EnumSource
  void fails_the_class_of_a_parameterized_test_without_a_case(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(NoCaseTestCases.class);

    assertThat(outcome.passed()).isEqualTo(2);
    assertThat(outcome.failures())
        .singleElement()
        .isInstanceOfSatisfying(
            NothingAssertedError.class,
            f ->
                assertThat(f)
                    .hasMessage(
                        "These tests had no invocation, so they prove nothing: "
                            + "has_none(int, Vantage). Give each at least one case."));
  }

  @ParameterizedTest
  @EnumSource
  void fails_an_inconclusive_test_under_its_own_name(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(InconclusiveTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .hasSize(3)
        .allSatisfy(f -> assertThat(f).isInstanceOf(InconclusiveError.class));
  }

  @ParameterizedTest
  @EnumSource
  void aborts_an_inconclusive_test_where_the_project_chose_so(Kit.Mode mode) {
    Kit.Outcome outcome =
        Kit.in(mode, report)
            .with("plumbline.inconclusive", "abort")
            .run(InconclusiveTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.passed()).isZero();
    assertThat(outcome.aborted()).isEqualTo(3);
  }

  @Test
  void fails_an_inconclusive_test_where_nothing_may_be_skipped() {
    Kit.Outcome outcome =
        Kit.in(Kit.Mode.SEQUENTIAL, report)
            .with("plumbline.inconclusive", "abort")
            .with("plumbline.skips", "forbidden")
            .run(InconclusiveTestCases.class);

    assertThat(outcome.aborted()).isZero();
    assertThat(outcome.failures())
        .hasSize(3)
        .allSatisfy(f -> assertThat(f).isInstanceOf(InconclusiveError.class));
  }

  @ParameterizedTest
  @EnumSource
  void takes_nothing_from_before_the_clock_was_moved_for_a_control(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(ClockTestCases.class);

    assertThat(outcome.passed()).isEqualTo(2);
    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(f -> assertThat(f).isInstanceOf(InconclusiveError.class));
  }

  @NetworkTest("stand-in")
  @OwnLab
  static class ClockTestCases {

    @Test
    void saw_something_before_only(Lab lab, @From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      lab.advance(Duration.ofMinutes(1));
      assertThat(inside.connect("10.0.0.80", 81)).isRefused();
    }

    @Test
    void saw_something_after_too(Lab lab, @From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      lab.advance(Duration.ofMinutes(1));
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      assertThat(inside.connect("10.0.0.80", 81)).isRefused();
    }

    @Test
    void moved_nothing(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      assertThat(inside.connect("10.0.0.80", 81)).isRefused();
    }
  }

  @NetworkTest("stand-in")
  static class AssertingTestCases {

    @ParameterizedTest
    @ValueSource(
        ints = {
          1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25
        })
    void sees_an_open_port(int host, @From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0." + host, 80)).isOpen();
    }

    @Test
    void looks_at_more_than_it_judges(@From("inside") Vantage inside) {
      inside.connect("10.0.0.7", 81);
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }

    @Test
    void judges_something_that_held_after_something_that_may_fail(@From("inside") Vantage inside) {
      tentatively(
          () ->
              assertThat(catchThrowable(() -> assertThat(inside.connect("10.0.0.80", 81)).isOpen()))
                  .isNotNull());
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }
  }

  @NetworkTest("stand-in")
  static class ForgetfulTestCases {

    @Test
    void forgets(@From("inside") Vantage inside) {
      NetworkSoftAssertions softly = new NetworkSoftAssertions();
      softly.assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      softly.assertThat(inside.connect("10.0.0.80", 81)).isOpen();
    }

    @TestFactory
    DynamicTest forgets_in_a_dynamic_test(Lab lab) {
      return DynamicNetworkTest.of(
          "forgets",
          lab,
          own -> {
            NetworkSoftAssertions softly = new NetworkSoftAssertions();
            softly.assertThat(own.vantage("inside").connect("10.0.0.80", 80)).isOpen();
            softly.assertThat(own.vantage("inside").connect("10.0.0.80", 81)).isOpen();
          });
    }

    @Test
    void remembers(@From("inside") Vantage inside) {
      NetworkSoftAssertions softly = new NetworkSoftAssertions();
      softly.assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      softly.assertAll();
    }
  }

  @NetworkTest("stand-in")
  static class ObservingNothingTestCases {
    @Test
    void asserts_something_else(Lab lab) {
      assertThat(lab.environment().name()).isEqualTo("stand-in");
    }
  }

  @NetworkTest("stand-in")
  static class AssertingNothingTestCases {

    @Test
    void looks_only(@From("inside") Vantage inside) {
      inside.connect("10.0.0.80", 80);
    }

    @Test
    void asserts_of_a_part_that_proves_nothing(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80).target()).contains("80");
    }

    // Those beside them assert in the same lab at the same time: that must not count for the two
    // above.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void asserts(int host, @From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0." + host, 80)).isOpen();
    }
  }

  @NetworkTest("stand-in")
  static class SwallowingTestCases {
    @Test
    void swallows(@From("inside") Vantage inside) {
      assertThat(catchThrowable(() -> assertThat(inside.connect("10.0.0.80", 81)).isOpen()))
          .isNotNull();
    }
  }

  @NetworkTest("stand-in")
  static class SwallowingWaitTestCases {
    @Test
    void swallows(@From("inside") Vantage inside) {
      assertThat(
              catchThrowable(
                  () ->
                      eventually(
                          within(Duration.ofMinutes(5)),
                          () -> {
                            assertThat(inside.connect("10.0.0.80", 80)).isOpen();
                            assertThat(inside.connect("10.0.0.80", 81)).isOpen();
                          })))
          .hasMessageContaining("the clock of lab stand-in stands still: other tests look at it");
    }
  }

  @NetworkTest("stand-in")
  static class UnjudgedWatchTestCases {
    @Test
    void watches_and_asserts_nothing_of_it(Lab lab) {
      lab.watch(Duration.ofSeconds(1))
          .from("inside", inside -> assertThat(inside.connect("10.0.0.80", 80)).isOpen())
          .during(() -> {});
    }

    @Test
    void watches_and_judges(Lab lab) {
      assertThat(
              lab.watch(Duration.ofMillis(10))
                  .from("inside", inside -> assertThat(inside.connect("10.0.0.80", 80)).isOpen())
                  .during(Watching::awaitLook))
          .hasNoGapLongerThan(Duration.ofMinutes(1));
    }
  }

  @NetworkTest("stand-in")
  static class FailingTestCases {
    @Test
    void fails() {
      throw new IllegalStateException("of its own");
    }
  }

  @NetworkTest("stand-in")
  static class DynamicTestCases {

    @TestFactory
    Stream<DynamicTest> with_views_of_their_own(Lab lab) {
      return IntStream.rangeClosed(1, 22)
          .mapToObj(
              i ->
                  DynamicNetworkTest.of(
                      "case " + i,
                      lab,
                      own -> {
                        var seen = own.vantage("inside").connect("10.0.0." + i, 80);
                        if (i % 11 != 0) {
                          assertThat(seen).isOpen();
                        }
                      }));
    }

    @TestFactory
    Stream<DynamicTest> with_the_view_of_the_factory(@From("inside") Vantage inside) {
      return IntStream.rangeClosed(1, 22)
          .mapToObj(
              i ->
                  DynamicTest.dynamicTest(
                      "case " + i,
                      () -> {
                        if (i != 5) {
                          var seen = inside.connect("10.0.0." + i, 80);
                          if (i != 17) {
                            assertThat(seen).isOpen();
                          }
                        }
                      }));
    }
  }

  @NetworkTest("stand-in")
  static class BesideTestCases {

    static CountDownLatch asserted = new CountDownLatch(1);

    @TestFactory
    Stream<DynamicTest> one_looks_away_until_the_other_has_asserted(
        @From("inside") Vantage inside) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "looks away",
              () -> assertThat(asserted.await(300, TimeUnit.MILLISECONDS)).isIn(true, false)),
          DynamicTest.dynamicTest(
              "asserts",
              () -> {
                assertThat(inside.connect("10.0.0.80", 80)).isOpen();
                asserted.countDown();
              }));
    }
  }

  @NetworkTest("stand-in")
  static class EmptyFactoryTestCases {
    @TestFactory
    Stream<DynamicTest> makes_nothing() {
      return Stream.empty();
    }
  }

  @NetworkTest("stand-in")
  static class NoCaseTestCases {
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("nothing")
    void has_none(int port, @From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", port)).isOpen();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @ValueSource(ints = {80, 80})
    void has_two(int port, @From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", port)).isOpen();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("nothing")
    @RequiresVantage("elsewhere")
    void is_skipped(int port) {}

    static IntStream nothing() {
      return IntStream.empty();
    }
  }

  @NetworkTest("stand-in")
  static class InconclusiveTestCases {

    @Test
    void sees_nothing_but_a_closed_port(@From("inside") Vantage inside) {
      throw new InconclusiveError("no control");
    }

    @TestFactory
    Stream<DynamicTest> sees_nothing_in_a_dynamic_test() {
      return Stream.of(
          DynamicTest.dynamicTest(
              "one",
              () -> {
                throw new InconclusiveError("no control");
              }));
    }

    @ParameterizedTest
    @ValueSource(strings = "once")
    void sees_nothing_in_a_case(String once) {
      throw new InconclusiveError("no control");
    }
  }

  @ParameterizedTest
  @EnumSource
  void counts_what_lifecycle_methods_observe_for_their_test(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(LifecycleTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.passed()).isEqualTo(2);
  }

  @NetworkTest("stand-in")
  static class LifecycleTestCases {

    private final Vantage constructed;

    LifecycleTestCases(@From("inside") Vantage constructed) {
      this.constructed = constructed;
    }

    @BeforeEach
    void looks_before(@From("inside") Vantage inside) {
      inside.connect("10.0.0.1", 80);
    }

    @Test
    void asserts_by_the_constructor_s_vantage() {
      assertThat(constructed.connect("10.0.0.80", 80)).isOpen();
    }

    @Test
    void leaves_it_to_the_method_after() {}

    @AfterEach
    void asserts_after(@From("outside") Vantage outside) {
      assertThat(outside.connect("10.0.0.2", 80)).isOpen();
    }
  }
}
