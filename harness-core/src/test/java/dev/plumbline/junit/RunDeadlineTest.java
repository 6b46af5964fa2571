package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.lab.Lab;
import dev.plumbline.observation.LabTime;
import dev.plumbline.observation.RunDeadlineException;
import dev.plumbline.vantage.Vantage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunDeadlineTest {

  @TempDir Path report;

  /** Returns when a millisecond has passed since this was called, and so since the run began. */
  private static void letTheDeadlinePass() {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun <= TimeUnit.MILLISECONDS.toNanos(1)) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tests_that_begin_after_it_are_not_run_and_fail(Kit.Mode mode) throws IOException {
    Kit.Outcome outcome =
        Kit.in(mode, report).with("plumbline.deadline", "1ms").run(LateTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .hasSize(2)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isExactlyInstanceOf(RunDeadlineException.class)
                    .hasMessage(
                        "the deadline of this run, 0 s (plumbline.deadline=1ms), has passed: this test was not run, so nothing is known of it. Give the run more time, or fewer tests"));
    assertThat(Files.readString(report.resolve("summary.md")))
        .contains("2 tests were not run, and count as failed")
        .contains("| 2 | 0 | 2 | 0 | 0 | 0 | 0 |");
  }

  @Test
  void an_environment_may_say_it_too_and_the_earlier_counts() {
    Kit.Outcome late =
        Kit.in(Kit.Mode.SEQUENTIAL, report)
            .with("plumbline.deadline", "1h")
            .run(LateByItsEnvironmentTestCases.class);
    assertThat(late.passed()).isZero();
    assertThat(late.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isExactlyInstanceOf(RunDeadlineException.class)
                    .hasMessage(
                        "the deadline of this run, 0 s (guards.deadline of environment stand-in-late), has passed: this test was not run, so nothing is known of it. Give the run more time, or fewer tests"));

    Kit.Outcome first =
        Kit.in(Kit.Mode.SEQUENTIAL, report)
            .with("plumbline.deadline", "1ms")
            .run(HourTestCases.class);
    assertThat(first.failures())
        .hasSize(1)
        .allSatisfy(f -> assertThat(f).hasMessageContaining("(plumbline.deadline=1ms)"));
    assertThat(Kit.in(Kit.Mode.SEQUENTIAL, report).run(HourTestCases.class).failures()).hasSize(0);
  }

  @ParameterizedTest
  @EnumSource
  void a_test_whose_checks_were_refused_does_not_pass_whatever_it_makes_of_that(Kit.Mode mode) {
    Kit.Outcome outcome =
        Kit.in(mode, report).with("plumbline.deadline", "1h").run(MissingItTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isExactlyInstanceOf(RunDeadlineException.class)
                    .hasMessageContaining("connect 10.0.0.80:80 from inside was not made"));
  }

  @Test
  void dynamic_tests_are_not_run_after_it() {
    Kit.Outcome outcome =
        Kit.in(Kit.Mode.SEQUENTIAL, report)
            .with("plumbline.deadline", "1h")
            .run(DynamicTestCases.class);

    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(f -> assertThat(f).isExactlyInstanceOf(RunDeadlineException.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "soon", "0s"})
  void what_is_no_time_is_refused(String value) {
    Kit.Outcome outcome =
        Kit.in(Kit.Mode.SEQUENTIAL, report)
            .with("plumbline.deadline", value)
            .run(InTimeTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .isNotEmpty()
        .allSatisfy(
            f ->
                assertThat(f)
                    .hasMessageContaining(
                        "plumbline.deadline=" + value + " cannot be kept to: \"" + value + "\""));
  }

  @Test
  void tests_that_end_before_it_pass() {
    Kit.Outcome outcome =
        Kit.in(Kit.Mode.SEQUENTIAL, report)
            .with("plumbline.deadline", "1h")
            .run(InTimeTestCases.class);

    assertThat(outcome.passed()).isEqualTo(1);
  }

  @NetworkTest("stand-in")
  static class InTimeTestCases {
    @Test
    void is_in_time(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }
  }

  @NetworkTest("stand-in-late")
  static class LateByItsEnvironmentTestCases {
    @BeforeAll
    static void waits() {
      letTheDeadlinePass();
    }

    @Test
    void is_late(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }
  }

  @NetworkTest("stand-in-hour")
  static class HourTestCases {
    @BeforeAll
    static void waits() {
      letTheDeadlinePass();
    }

    @Test
    void has_an_hour(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }
  }

  @NetworkTest("stand-in")
  static class LateTestCases {
    @BeforeAll
    static void waits() {
      letTheDeadlinePass();
    }

    @Test
    void is_late(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }

    @Test
    void is_late_too(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }
  }

  @NetworkTest("stand-in")
  static class MissingItTestCases {
    @Test
    void misses_it(Lab lab) {
      Vantage inside = lab.vantage("inside");
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      lab.journal().endAfter(Duration.ZERO, "a test", LabTime.ofThisMachine());
      assertThat(catchThrowable(() -> inside.connect("10.0.0.80", 80)))
          .isInstanceOf(RunDeadlineException.class);
    }
  }

  @NetworkTest("stand-in")
  static class DynamicTestCases {
    @TestFactory
    Stream<DynamicTest> with_views_of_their_own(Lab lab) {
      return Stream.of(
          DynamicNetworkTest.of(
              "first",
              lab,
              own -> {
                assertThat(own.vantage("inside").connect("10.0.0.80", 80)).isOpen();
                own.journal().endAfter(Duration.ZERO, "a test", LabTime.ofThisMachine());
              }),
          DynamicNetworkTest.of(
              "second",
              lab,
              own -> assertThat(own.vantage("inside").connect("10.0.0.80", 80)).isOpen()));
    }
  }
}
