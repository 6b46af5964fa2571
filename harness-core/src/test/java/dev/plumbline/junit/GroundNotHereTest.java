package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.LabProvider;
import dev.plumbline.lab.Realisation;
import dev.plumbline.network.Network;
import dev.plumbline.vantage.Vantage;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of network tests on a machine without Docker. */
class GroundNotHereTest {

  private static final String REASON =
      "environment stand-in is containers, which this machine has not: no Docker answers at /var/run/docker.sock";

  @TempDir Path report;

  @ParameterizedTest
  @EnumSource
  void skips_the_class_and_lists_the_reason(Kit.Mode mode) {
    Kit.Outcome outcome = absent(mode, "allowed").run(PlainTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.passed()).isZero();
    assertThat(outcome.results().containerEvents().skipped().count()).isEqualTo(1);
    assertThat(report.resolve("summary.md"))
        .content()
        .contains(REASON)
        .contains("| 1 | 0 | 0 | 0 | 1 |");
  }

  @ParameterizedTest
  @ValueSource(strings = {"forbidden", "ground"})
  void fails_the_class_where_skips_are_not_allowed(String skips) {
    Kit.Outcome outcome = absent(Kit.Mode.SEQUENTIAL, skips).run(PlainTestCases.class);

    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .hasStackTraceContaining(
                        "plumbline.skips=" + skips + " forbids to skip: " + REASON));
    assertThat(report.resolve("summary.md")).content().contains("| 1 | 0 | 1 | 0 | 0 |");
    assertThat(report.resolve("report.json")).content().contains("\"failed\"");
  }

  static Stream<Class<?>> ways_to_ask_for_docker() {
    return Stream.of(
        OnContainersTestCases.class,
        ConditionFirstTestCases.class,
        ConditionLastTestCases.class,
        NestedTestCases.class);
  }

  @ParameterizedTest
  @MethodSource("ways_to_ask_for_docker")
  void is_told_once_beside_conditions_of_the_class_itself(Class<?> cases) {
    Kit.Launched allowed = absent(Kit.Mode.SEQUENTIAL, "allowed").launch(cases);

    assertThat(allowed.failures()).isEmpty();
    assertThat(allowed.session()).isEmpty();
    assertThat(report.resolve("summary.md")).content().contains("| 1 | 0 | 0 | 0 | 1 |");

    Kit.Launched forbidden = absent(Kit.Mode.SEQUENTIAL, "forbidden").launch(cases);

    assertThat(Stream.concat(forbidden.failures().stream(), forbidden.session().stream()))
        .hasSize(1)
        .allSatisfy(
            f ->
                assertThat(f)
                    .hasStackTraceContaining("plumbline.skips=forbidden forbids to skip: ")
                    .hasStackTraceContaining("ocker"));
  }

  @Test
  void what_is_for_other_grounds_is_skipped_for_that_alone() {
    Kit.Outcome outcome = absent(Kit.Mode.SEQUENTIAL, "ground").run(OnSimulationTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(report.resolve("summary.md"))
        .content()
        .contains("only for simulated, but environment stand-in is containers")
        .doesNotContain("Docker");
  }

  @Test
  void a_ground_that_dies_between_two_classes_fails_the_second() {
    DyingGround.died = false;

    Kit.Outcome outcome =
        Kit.in(Kit.Mode.SEQUENTIAL, report)
            .withGround(DyingGround.class)
            .run(PlainTestCases.class, OtherNetworkTestCases.class);

    assertThat(DyingGround.died).isTrue();
    assertThat(outcome.passed()).isEqualTo(2);
    assertThat(outcome.skipped()).isZero();
    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(f -> assertThat(f).hasStackTraceContaining("the daemon does not answer"));
    assertThat(report.resolve("summary.md")).content().contains("| 3 | 2 | 1 | 0 | 0 |");
  }

  @Test
  void a_ground_that_nobody_provides_is_no_reason_to_skip() {
    Kit.Outcome outcome =
        Kit.in(Kit.Mode.SEQUENTIAL, report).withGround(null).run(PlainTestCases.class);

    assertThat(outcome.skipped()).isZero();
    assertThat(outcome.failures())
        .hasSize(2)
        .allSatisfy(f -> assertThat(f).hasStackTraceContaining("no lab provider for the ground"));
  }

  private Kit absent(Kit.Mode mode, String skips) {
    return Kit.in(mode, report).withGround(AbsentGround.class).with("plumbline.skips", skips);
  }

  /** A ground that this machine has not. */
  public static final class AbsentGround implements LabProvider {
    @Override
    public Ground ground() {
      return Ground.CONTAINERS;
    }

    @Override
    public Optional<String> unavailable() {
      return Optional.of("no Docker answers at /var/run/docker.sock");
    }

    @Override
    public Realisation open(Environment environment, @Nullable Network network) {
      throw new AssertionError("nothing is opened on a ground that is not there");
    }
  }

  /** A ground that opens one lab, and is gone then. */
  public static final class DyingGround implements LabProvider {

    static volatile boolean died;

    @Override
    public Ground ground() {
      return Ground.CONTAINERS;
    }

    @Override
    public Optional<String> unavailable() {
      return died ? new AbsentGround().unavailable() : Optional.empty();
    }

    @Override
    public Realisation open(Environment environment, @Nullable Network network) {
      if (died) {
        throw new LabException("the daemon does not answer");
      }
      died = true;
      return new StandInGround().open(environment, network);
    }
  }

  @NetworkTest("stand-in")
  @TestMethodOrder(MethodOrderer.MethodName.class)
  static class PlainTestCases {
    @Test
    void a_first(@From("inside") Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }

    @Test
    void b_second(@From("outside") Vantage outside) {
      assertThat(outside.connect("web")).isOpen();
    }
  }

  @NetworkTest("stand-in-single")
  static class OtherNetworkTestCases {
    @Test
    void is_reached(Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }
  }

  @NetworkTest("stand-in")
  @OnGround(Ground.CONTAINERS)
  static class OnContainersTestCases {
    @Test
    void never_runs() {}
  }

  @NetworkTest("stand-in")
  @OnGround(Ground.SIMULATED)
  static class OnSimulationTestCases {
    @Test
    void never_runs() {}
  }

  /** Of the form of the annotation that Testcontainers brings. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @ExtendWith(NoDocker.class)
  @interface EnabledIfDockerIsThere {}

  private static final class NoDocker implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return ConditionEvaluationResult.disabled("Docker is not available");
    }
  }

  @EnabledIfDockerIsThere
  @NetworkTest("stand-in")
  static class ConditionFirstTestCases {
    @Test
    void never_runs() {}
  }

  @NetworkTest("stand-in")
  @EnabledIfDockerIsThere
  static class ConditionLastTestCases {
    @Test
    void never_runs() {}
  }

  @NetworkTest("stand-in")
  static class NestedTestCases {
    @Nested
    class InnerTestCases {
      @Test
      void never_runs() {}
    }
  }
}
