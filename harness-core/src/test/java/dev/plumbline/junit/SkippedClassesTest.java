package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a class that JUnit's own conditions leave out, no extension is told. */
class SkippedClassesTest {

  @TempDir Path report;

  static Stream<Arguments> skipped_classes() {
    return Stream.of(
        Arguments.of(DisabledTestCases.class, "broken since Tuesday"),
        Arguments.of(OtherSystemTestCases.class, "Disabled on operating system"),
        Arguments.of(ConditionFirstTestCases.class, "System property [moon] does not exist"),
        Arguments.of(NestedTestCases.class, "the inner one is broken"),
        Arguments.of(SubclassTestCases.class, "inherited"),
        Arguments.of(PlainTestCases.class, "all of it"));
  }

  @ParameterizedTest
  @MethodSource("skipped_classes")
  void are_in_the_report_and_harm_nothing_where_skips_are_allowed(Class<?> cases, String reason) {
    Kit.Launched launched = kit("allowed").launch(cases);

    assertThat(launched.failures()).isEmpty();
    assertThat(launched.session()).isEmpty();
    assertThat(report.resolve("summary.md")).content().contains(reason).contains("stand-in");
    assertThat(report.resolve("report.json")).content().contains("\"skipped\"");
  }

  @ParameterizedTest
  @MethodSource("skipped_classes")
  void fail_the_run_beside_others_that_ran_where_skips_are_forbidden(
      Class<?> cases, String reason) {
    Kit.Launched launched = kit("forbidden").launch(cases, RunningTestCases.class);

    assertThat(launched.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(SkipForbiddenError.class)
                    .hasMessageContaining("plumbline.skips=forbidden forbids to skip: ")
                    .hasMessageContaining(cases.getName())
                    .hasMessageContaining(reason)
                    .hasMessageContaining("leave it out of this run by a JUnit tag"));
    assertThat(launched.session()).isEmpty();
    assertThat(report.resolve("summary.md")).content().contains(reason);
    assertThat(report.resolve("report.json")).content().contains("\"failed\"", "\"passed\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"forbidden", "ground"})
  void fail_the_session_where_nothing_ran_and_skips_are_not_allowed(String setting) {
    Kit.Launched launched = kit(setting).launch(DisabledTestCases.class, SubclassTestCases.class);

    assertThat(launched.failures()).isEmpty();
    assertThat(launched.session())
        .hasValueSatisfying(
            f ->
                assertThat(f)
                    .isInstanceOf(SkipForbiddenError.class)
                    .hasMessageContaining("plumbline.skips=" + setting)
                    .hasMessageContaining(
                        DisabledTestCases.class.getName() + ": broken since Tuesday; ")
                    .hasMessageContaining(SubclassTestCases.class.getName()));
    assertThat(report.resolve("report.json")).content().contains("\"failed\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"forbidden", "ground"})
  void fail_the_engine_where_nothing_ran_but_a_condition_of_ours_was_asked(String setting) {
    Kit.Launched launched =
        kit(setting).launch(DisabledTestCases.class, OtherSystemTestCases.class);

    assertThat(launched.session()).isEmpty();
    assertThat(launched.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(SkipForbiddenError.class)
                    .hasMessageContaining("plumbline.skips=" + setting)
                    .hasMessageContaining(
                        DisabledTestCases.class.getName() + ": broken since Tuesday; ")
                    .hasMessageContaining(OtherSystemTestCases.class.getName()));
  }

  @Test
  void fail_a_run_by_a_setting_that_does_not_exist() {
    assertThat(kit("forbiden").launch(DisabledTestCases.class).session())
        .hasValueSatisfying(
            f -> assertThat(f).hasMessageContaining("plumbline.skips=forbiden is not one of"));
  }

  @Test
  void are_told_once_where_an_extension_saw_them_too() {
    Kit.Launched launched = kit("forbidden").launch(SkipsTest.JUnitTestCases.class);

    assertThat(launched.failures())
        .hasSize(2)
        .allSatisfy(f -> assertThat(f).isInstanceOf(SkipForbiddenError.class))
        .anySatisfy(f -> assertThat(f).hasMessageContaining("is_disabled"));
    assertThat(launched.session()).isEmpty();
  }

  @Test
  void do_not_fail_a_run_for_what_the_project_s_own_conditions_skipped() {
    Kit.Launched launched = kit("allowed").launch(SkipsTest.DeclaredTestCases.class);

    assertThat(launched.failures()).isEmpty();
    assertThat(report.resolve("summary.md")).content().contains("| 5 | 2 | 0 | 0 | 3 |");
  }

  @Test
  void of_others_do_not_matter() {
    Kit.Launched launched = kit("forbidden").launch(ForeignTestCases.class, RunningTestCases.class);

    assertThat(launched.failures()).isEmpty();
    assertThat(launched.session()).isEmpty();
    assertThat(report.resolve("summary.md")).content().doesNotContain("not of the network");
  }

  @Test
  void of_others_that_give_up_do_not_take_back_what_ran_in_them() {
    Kit.Launched launched = kit("forbidden").launch(GivesUpAtItsEndTestCases.class);

    assertThat(launched.failures()).isEmpty();
    assertThat(launched.session()).isEmpty();
    assertThat(report.resolve("summary.md")).content().contains("| 1 | 1 | 0 | 0 | 0 |");
  }

  @Test
  void of_others_alone_make_no_report() {
    assertThat(kit("forbidden").launch(ForeignTestCases.class).session()).isEmpty();
    assertThat(report).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        GivesUpBeforeAllTestCases.class,
        GivesUpAsItIsMadeTestCases.class,
        GivesUpAfterTestCases.class
      })
  void that_give_up_fail_the_run_where_skips_are_forbidden(Class<?> cases) {
    Kit.Launched allowed = kit("allowed").launch(cases);

    assertThat(allowed.failures()).isEmpty();
    assertThat(allowed.session()).isEmpty();
    assertThat(report.resolve("summary.md")).content().contains("the moon is not up");

    Kit.Launched forbidden = kit("forbidden").launch(cases);

    assertThat(Stream.concat(forbidden.failures().stream(), forbidden.session().stream()))
        .isNotEmpty()
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(SkipForbiddenError.class)
                    .hasMessageContaining("the moon is not up"));
  }

  @Test
  void a_dry_run_proves_nothing() {
    Kit.Launched launched =
        kit("forbidden")
            .with("junit.platform.execution.dryRun.enabled", "true")
            .launch(RunningTestCases.class);

    assertThat(launched.session())
        .hasValueSatisfying(f -> assertThat(f).isInstanceOf(SkipForbiddenError.class));
  }

  private Kit kit(String skips) {
    return Kit.in(Kit.Mode.SEQUENTIAL, report).with("plumbline.skips", skips);
  }

  @NetworkTest("stand-in")
  static class RunningTestCases {
    @Test
    void runs(@From("inside") Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }
  }

  @NetworkTest("stand-in")
  @Disabled("broken since Tuesday")
  static class DisabledTestCases {
    @Test
    void never_runs() {}
  }

  @NetworkTest("stand-in")
  @EnabledOnOs(OS.SOLARIS)
  static class OtherSystemTestCases {
    @Test
    void never_runs() {}
  }

  @EnabledIfSystemProperty(named = "moon", matches = "up")
  @NetworkTest("stand-in")
  static class ConditionFirstTestCases {
    @Test
    void never_runs() {}
  }

  @NetworkTest("stand-in")
  static class NestedTestCases {
    @Test
    void runs(@From("inside") Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }

    @Nested
    @Disabled("the inner one is broken")
    class InnerTestCases {
      @Test
      void never_runs() {}
    }
  }

  @Disabled("inherited")
  static class SubclassTestCases extends RunningTestCases {}

  @Disabled("all of it")
  static class PlainTestCases {
    @Nested
    @NetworkTest("stand-in")
    class InnerTestCases {
      @Test
      void never_runs() {}
    }
  }

  @NetworkTest("stand-in")
  static class GivesUpBeforeAllTestCases {
    @BeforeAll
    static void needs_the_moon() {
      assumeTrue(false, "the moon is not up");
    }

    @Test
    void never_runs() {}
  }

  @NetworkTest("stand-in")
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class GivesUpAsItIsMadeTestCases {
    GivesUpAsItIsMadeTestCases() {
      assumeTrue(false, "the moon is not up");
    }

    @Test
    void never_runs() {}
  }

  @NetworkTest("stand-in")
  static class GivesUpAfterTestCases {
    @Test
    void runs(@From("inside") Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }

    @AfterEach
    void needs_the_moon() {
      assumeTrue(false, "the moon is not up");
    }
  }

  static class GivesUpAtItsEndTestCases {
    @Nested
    @NetworkTest("stand-in")
    class InnerTestCases {
      @Test
      void runs(@From("inside") Vantage inside) {
        assertThat(inside.connect("web")).isOpen();
      }
    }

    @AfterAll
    static void gives_up() {
      assumeTrue(false, "the moon is not up");
    }
  }

  @Disabled("not of the network")
  static class ForeignTestCases {
    @Test
    void never_runs() {}
  }
}
