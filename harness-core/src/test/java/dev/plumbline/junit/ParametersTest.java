package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.vantage.Vantage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

  @TempDir Path report;

  @ParameterizedTest
  @EnumSource
  void gives_what_is_asked_for(Kit.Mode mode) {
    Kit.Outcome outcome =
        Kit.in(mode, report)
            .run(AllTestCases.class, SingleVantageTestCases.class, MetaTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.passed()).isEqualTo(6);
  }

  @Test
  void refuses_an_unknown_vantage_and_names_the_nearest() {
    assertFailure(UnknownTestCases.class)
        .contains("parameter 0 (inside) of " + UnknownTestCases.class.getName() + ".asks")
        .contains("no vantage \"insidee\"")
        .contains("inside, outside")
        .contains("did you mean \"inside\"?");
  }

  @Test
  void refuses_a_vantage_without_a_name_where_there_are_several() {
    assertFailure(AmbiguousTestCases.class)
        .contains("parameter 0 (any)")
        .contains("has 2 vantages (inside, outside): say which one by @From");
  }

  @Test
  void refuses_from_on_another_type() {
    assertFailure(WrongTypeTestCases.class)
        .contains("@From belongs to a parameter of type Vantage, but this one is a String");
  }

  @Test
  void refuses_a_vantage_where_no_test_runs() {
    assertFailure(BeforeAllTestCases.class)
        .contains("no test is running yet")
        .contains("@BeforeEach");
    assertFailure(PerClassTestCases.class)
        .contains("no test is running yet")
        .contains("PER_METHOD");
  }

  @Test
  void leaves_other_types_to_others() {
    assertFailure(ForeignTestCases.class)
        .contains("No ParameterResolver registered for parameter [java.lang.String text]");
  }

  @Test
  void refuses_from_where_there_is_no_environment_and_says_what_to_do() {
    assertFailure(NoNetworkTestCases.class)
        .contains(
            "parameter 0 (inside) of "
                + NoNetworkTestCases.class.getName()
                + ".asks: @From names a vantage of an environment, but the test class has none: annotate "
                + NoNetworkTestCases.class.getName()
                + " with @NetworkTest(\"name of the environment\")");
    assertFailure(NoNetworkConstructorTestCases.class).contains("but the test class has none");
  }

  @Test
  void refuses_an_unknown_environment() {
    assertFailure(UnknownEnvironmentTestCases.class).contains("stand-inn");
  }

  private AbstractStringAssert<?> assertFailure(Class<?> cases) {
    Kit.Outcome outcome = Kit.in(Kit.Mode.SEQUENTIAL, report).run(cases);
    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures()).hasSize(1);
    StringWriter trace = new StringWriter();
    outcome.failures().get(0).printStackTrace(new PrintWriter(trace));
    return assertThat(trace.toString());
  }

  @NetworkTest("stand-in")
  static class AllTestCases {

    @BeforeAll
    static void environments_need_no_test(Environment environment) {
      assertThat(environment.name()).isEqualTo("stand-in");
    }

    @Test
    void all_types(
        Lab lab, Environment environment, @From("outside") Vantage outside, TestInfo info) {
      assertThat(lab.environment()).isEqualTo(environment);
      assertThat(outside.name()).isEqualTo("outside");
      assertThat(info.getDisplayName()).contains("all_types");
      assertThat(outside.connect("web")).isOpen();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void beside_cases(int host, @From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0." + host, 80)).isOpen();
    }
  }

  @NetworkTest("stand-in-single")
  static class SingleVantageTestCases {
    @Test
    void needs_no_name(Vantage only) {
      assertThat(only.name()).isEqualTo("inside");
      assertThat(only.connect("10.0.0.80", 80)).isOpen();
    }
  }

  @NetworkTest("stand-in")
  @Retention(RetentionPolicy.RUNTIME)
  @interface StandInTest {}

  @From("inside")
  @Retention(RetentionPolicy.RUNTIME)
  @interface FromInside {}

  @StandInTest
  static class MetaTestCases {
    @Test
    void annotations_of_one_s_own(@FromInside Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }

    @Test
    @OwnLab
    void of_the_lab_too(@FromInside Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }
  }

  @NetworkTest("stand-in")
  static class UnknownTestCases {
    @Test
    void asks(@From("insidee") Vantage inside) {}
  }

  @NetworkTest("stand-in")
  static class AmbiguousTestCases {
    @Test
    void asks(Vantage any) {}
  }

  @NetworkTest("stand-in")
  static class WrongTypeTestCases {
    @Test
    void asks(@From("inside") String text) {}
  }

  @NetworkTest("stand-in")
  static class BeforeAllTestCases {
    @BeforeAll
    static void asks(@From("inside") Vantage inside) {}

    @Test
    void never_runs() {}
  }

  @NetworkTest("stand-in")
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class PerClassTestCases {
    PerClassTestCases(@From("inside") Vantage inside) {}

    @Test
    void never_runs() {}
  }

  @NetworkTest("stand-in")
  static class ForeignTestCases {
    @Test
    void asks(String text) {}
  }

  static class NoNetworkTestCases {
    @Test
    void asks(@FromInside Vantage inside) {}
  }

  static class NoNetworkConstructorTestCases {
    NoNetworkConstructorTestCases(@From("inside") Vantage inside) {}

    @Test
    void never_runs() {}
  }

  @NetworkTest("stand-inn")
  static class UnknownEnvironmentTestCases {
    @Test
    void asks(Lab lab) {}
  }
}
