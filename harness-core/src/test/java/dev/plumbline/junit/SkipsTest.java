package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.environment.Ground;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SkipsTest {

  private static final String LIVE_ONLY =
      "only for live or simulated, but environment stand-in is containers";
  private static final String NO_VANTAGE =
      "environment stand-in has no vantage moon; it has inside, outside";

  @TempDir Path report;

  @ParameterizedTest
  @EnumSource
  void skips_what_is_not_for_this_environment_and_lists_the_reasons(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(DeclaredTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.passed()).isEqualTo(2);
    assertThat(outcome.skipped()).isEqualTo(2);
    assertThat(report.resolve("summary.md"))
        .content()
        .contains(LIVE_ONLY)
        .contains(NO_VANTAGE)
        .contains("| 5 | 2 | 0 | 0 | 3 |");
  }

  @ParameterizedTest
  @EnumSource
  void fails_what_would_be_skipped_where_that_is_forbidden(Kit.Mode mode) {
    Kit.Outcome outcome =
        Kit.in(mode, report).with("plumbline.skips", "forbidden").run(DeclaredTestCases.class);

    assertThat(outcome.passed()).isEqualTo(2);
    assertThat(outcome.skipped()).isZero();
    assertThat(outcome.failures())
        .hasSize(3)
        .allSatisfy(f -> assertThat(f).isInstanceOf(SkipForbiddenError.class))
        .anySatisfy(
            f ->
                assertThat(f)
                    .hasStackTraceContaining(
                        "plumbline.skips=forbidden forbids to skip: " + LIVE_ONLY))
        .anySatisfy(
            f ->
                assertThat(f)
                    .hasStackTraceContaining(
                        "plumbline.skips=forbidden forbids to skip: " + NO_VANTAGE));
    assertThat(report.resolve("summary.md")).content().contains("| 5 | 2 | 3 | 0 | 0 |");
  }

  @ParameterizedTest
  @EnumSource
  void may_allow_the_skips_of_another_ground_alone(Kit.Mode mode) {
    Kit.Outcome outcome =
        Kit.in(mode, report).with("plumbline.skips", "ground").run(DeclaredTestCases.class);

    assertThat(outcome.passed()).isEqualTo(2);
    assertThat(outcome.skipped()).isEqualTo(1);
    assertThat(outcome.failures())
        .hasSize(2)
        .allSatisfy(f -> assertThat(f).hasMessageContaining(NO_VANTAGE));
  }

  @ParameterizedTest
  @EnumSource
  void lists_tests_that_junit_skipped_and_tests_that_gave_up(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(JUnitTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.aborted()).isEqualTo(1);
    assertThat(outcome.skipped()).isEqualTo(1);
    assertThat(report.resolve("summary.md"))
        .content()
        .contains("broken since Tuesday")
        .contains("the moon is not up");
  }

  @ParameterizedTest
  @EnumSource
  void fails_tests_that_junit_skipped_and_tests_that_gave_up_where_that_is_forbidden(
      Kit.Mode mode) {
    Kit.Outcome outcome =
        Kit.in(mode, report).with("plumbline.skips", "forbidden").run(JUnitTestCases.class);

    assertThat(outcome.aborted()).isZero();
    assertThat(outcome.failures())
        .hasSize(2)
        .allSatisfy(f -> assertThat(f).isInstanceOf(SkipForbiddenError.class))
        .anySatisfy(f -> assertThat(f).hasMessageContaining("broken since Tuesday"))
        .anySatisfy(f -> assertThat(f).hasMessageContaining("the moon is not up"));
  }

  @Test
  void refuses_a_setting_that_does_not_exist() {
    Kit.Outcome outcome =
        Kit.in(Kit.Mode.SEQUENTIAL, report)
            .with("plumbline.skips", "forbiden")
            .run(DeclaredTestCases.class);

    assertThat(outcome.failures())
        .isNotEmpty()
        .allSatisfy(
            f ->
                assertThat(f)
                    .hasStackTraceContaining(
                        "plumbline.skips=forbiden is not one of allowed, ground, forbidden"));
    assertThat(outcome.passed()).isZero();
  }

  @Test
  void refuses_it_also_where_only_junit_skips() {
    Kit.Outcome outcome =
        Kit.in(Kit.Mode.SEQUENTIAL, report)
            .with("plumbline.skips", "forbiden")
            .run(OnlyDisabledTestCases.class);

    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .hasStackTraceContaining(
                        "plumbline.skips=forbiden is not one of allowed, ground, forbidden"));
  }

  @Test
  void refuses_a_condition_without_an_environment() {
    Kit.Outcome outcome = Kit.in(Kit.Mode.SEQUENTIAL, report).run(NoEnvironmentTestCases.class);

    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(f -> assertThat(f).hasStackTraceContaining("annotate it with @NetworkTest"));
  }

  @NetworkTest("stand-in")
  static class DeclaredTestCases {

    @Test
    @OnGround(Ground.CONTAINERS)
    @RequiresVantage({"inside", "outside"})
    void is_for_this_one(@From("inside") Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }

    @Test
    @OnGround({Ground.LIVE, Ground.SIMULATED})
    void is_for_others(@From("inside") Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }

    @Test
    @RequiresVantage({"inside", "moon"})
    void needs_the_moon(@From("moon") Vantage moon) {
      assertThat(moon.connect("web")).isOpen();
    }

    @Nested
    @RequiresVantage("moon")
    class AllNeedTheMoonTestCases {
      @Test
      void one(@From("moon") Vantage moon) {
        assertThat(moon.connect("web")).isOpen();
      }
    }

    @Nested
    @RequiresVantage("outside")
    class NoneNeedsTheMoonTestCases {
      @Test
      void one(@From("outside") Vantage outside) {
        assertThat(outside.connect("web")).isOpen();
      }
    }
  }

  @NetworkTest("stand-in")
  static class JUnitTestCases {

    @Test
    @Disabled("broken since Tuesday")
    void is_disabled(@From("inside") Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }

    @Test
    void gives_up(@From("inside") Vantage inside) {
      assumeTrue(inside.connect("10.0.0.80", 81).outcome().reached(), "the moon is not up");
    }
  }

  @NetworkTest("stand-in")
  static class OnlyDisabledTestCases {

    @Test
    @Disabled("broken since Tuesday")
    void is_disabled(@From("inside") Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }
  }

  static class NoEnvironmentTestCases {
    @Test
    @OnGround(Ground.LIVE)
    void has_no_environment() {}
  }
}
