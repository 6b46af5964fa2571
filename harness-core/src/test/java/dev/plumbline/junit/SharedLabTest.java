package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Fault;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts the labs of the stand-in, so one test at a time. */
@ResourceLock("stand-in")
class SharedLabTest {

  @TempDir Path report;

  @ParameterizedTest
  @EnumSource
  void opens_one_lab_for_all_classes_of_an_environment_and_closes_it_at_the_end(Kit.Mode mode) {
    int opened = StandInGround.OPENED.get();
    int closed = StandInGround.CLOSED.get();

    Kit.Outcome outcome = Kit.in(mode, report).run(OneTestCases.class, OtherTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.passed()).isEqualTo(22);
    assertThat(StandInGround.OPENED.get() - opened).isEqualTo(1);
    assertThat(StandInGround.CLOSED.get() - closed).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void gives_each_test_that_asks_for_it_a_lab_of_its_own_and_closes_it_after_the_test(
      Kit.Mode mode) {
    int opened = StandInGround.OPENED.get();
    int closed = StandInGround.CLOSED.get();
    FaultTestCases.NAMES.clear();

    Kit.Outcome outcome = Kit.in(mode, report).run(FaultTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.passed()).isEqualTo(61);
    assertThat(FaultTestCases.NAMES).hasSize(31);
    assertThat(StandInGround.OPENED.get() - opened).isEqualTo(32);
    assertThat(StandInGround.CLOSED.get() - closed).isEqualTo(32);
  }

  @ParameterizedTest
  @EnumSource
  void refuses_to_change_a_shared_lab_and_names_the_remedy(Kit.Mode mode) {
    assertThat(Kit.in(mode, report).run(ChangingTestCases.class).failures()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void fails_each_test_alike_when_the_lab_cannot_be_opened(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(CannotOpenTestCases.class);

    assertThat(outcome.failures())
        .hasSize(2)
        .allSatisfy(
            f ->
                assertThat(f)
                    .hasRootCauseInstanceOf(LabException.class)
                    .hasStackTraceContaining("the stand-in cannot be opened"));
    assertThat(report.resolve("report.html")).content().contains("the stand-in cannot be opened");
  }

  @NetworkTest("stand-in")
  static class OneTestCases {
    @RepeatedTest(20)
    void sees_an_open_port(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }

    @Nested
    class InnerTestCases {
      @Test
      void belongs_to_the_same_environment(@From("inside") Vantage inside) {
        assertThat(inside.connect("web")).isOpen();
      }
    }
  }

  @NetworkTest("stand-in")
  abstract static class InheritedTestCases {}

  static class OtherTestCases extends InheritedTestCases {
    @Test
    void inherits_the_environment(Lab lab) {
      assertThat(lab.vantage("outside").connect("10.0.0.80", 80)).isOpen();
    }
  }

  @NetworkTest("stand-in")
  static class FaultTestCases {

    static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    @OwnLab
    @RepeatedTest(30)
    void breaks_the_network(Lab lab, @From("inside") Vantage inside) {
      NAMES.add(lab.name());
      try (var broken = lab.fault(Fault.hostDown("web"))) {
        assertThat(broken).isNotNull();
        assertThat(inside.connect("10.0.0.80", 80).outcome().reached()).isFalse();
      }
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }

    @RepeatedTest(30)
    void never_sees_what_others_broke(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }

    @OwnLab
    @Nested
    class InnerTestCases {
      @Test
      void may_move_the_clock(Lab lab, @From("inside") Vantage inside) {
        NAMES.add(lab.name());
        lab.advance(Duration.ofMinutes(1));
        assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      }
    }
  }

  @NetworkTest("stand-in")
  static class ChangingTestCases {

    @Test
    void asks_for_what_would_be_seen_by_others(Lab lab, @From("inside") Vantage inside) {
      assertThatThrownBy(() -> lab.fault(Fault.hostDown("web")))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("@OwnLab");
      assertThatThrownBy(() -> lab.advance(Duration.ofMinutes(1)))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("@OwnLab");
      assertThatThrownBy(() -> lab.in("other").fault(Fault.hostDown("web")))
          .isInstanceOf(LabException.class);
      assertThatThrownBy(lab::close).isInstanceOf(LabException.class);
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }
  }

  @NetworkTest("cannot-open")
  static class CannotOpenTestCases {
    @Test
    void one(Vantage only) {
      assertThat(only.connect("10.0.0.80", 80)).isOpen();
    }

    @Test
    void two(Lab lab) {
      assertThat(lab.vantage("inside").connect("10.0.0.80", 80)).isOpen();
    }
  }
}
