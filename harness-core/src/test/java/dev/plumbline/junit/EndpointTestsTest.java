package dev.plumbline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.Journal;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointTestsTest {

  private static final String VANTAGE = "inside";

  @TempDir Path report;

  @ParameterizedTest
  @EnumSource
  void run_in_a_factory_and_are_in_the_report(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(EveryEndpointTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.passed()).isEqualTo(1);
    assertThat(report.resolve("report.json"))
        .content()
        .contains("every_endpoint_answers(Lab)", "\"web\"", "port is open");
  }

  @Test
  void ask_of_each_scheme_what_it_can_answer() {
    try (Lab lab = lab()) {
      assertThat(EndpointTests.of(lab, VANTAGE).toList())
          .extracting(DynamicNode::getDisplayName, EndpointTestsTest::tests)
          .containsExactly(
              tuple(
                  "api",
                  List.of("resolves", "port is open", "certificate is valid", "GET / is answered")),
              tuple(
                  "vip",
                  List.of(
                      "port is open (no certificate or answer is checked: the host is an address)")),
              tuple("plain", List.of("port is open", "GET / is answered")),
              tuple("ssh", List.of("resolves", "port is open")));
    }
  }

  @Test
  void are_made_of_those_chosen_in_the_order_given() {
    try (Lab lab = lab()) {
      assertThat(names(EndpointTests.only(lab, VANTAGE, "ssh", "api")))
          .containsExactly("ssh", "api");
    }
  }

  @Test
  void are_made_of_all_but_those_left_out() {
    try (Lab lab = lab()) {
      assertThat(names(EndpointTests.except(lab, VANTAGE, "ssh")))
          .containsExactly("api", "vip", "plain");
      assertThat(names(EndpointTests.except(lab, VANTAGE)))
          .containsExactly("api", "vip", "plain", "ssh");
    }
  }

  @Test
  void refuse_a_name_that_is_not_there_and_say_the_nearest() {
    try (Lab lab = lab()) {
      String message =
          "environment made-up has no endpoint \"shh\"; allowed: api, vip, plain, ssh; did you mean \"ssh\"?";
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EndpointTests.only(lab, VANTAGE, "api", "shh"))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EndpointTests.except(lab, VANTAGE, "shh"))
          .withMessage(message);
    }
  }

  @Test
  void refuse_a_choice_of_nothing() {
    try (Lab lab = lab()) {
      String message =
          "no endpoint of environment made-up is chosen, so nothing would be checked; it has api, vip, plain, ssh";
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EndpointTests.only(lab, VANTAGE))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EndpointTests.except(lab, VANTAGE, "api", "vip", "plain", "ssh"))
          .withMessage(message);
    }
  }

  @Test
  void refuse_an_environment_without_an_endpoint() {
    Kit.Outcome outcome = Kit.in(Kit.Mode.SEQUENTIAL, report).run(NoEndpointTestCases.class);

    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(f -> assertThat(f).hasMessageContaining("has no endpoint to check"));
  }

  /** Opened, and never looked from. */
  private static Lab lab() {
    Environment environment =
        Environment.builder("made-up")
            .ground(Ground.LIVE)
            .vantage(VANTAGE)
            .https("api", "api.example", 443)
            .https("vip", "10.0.0.80", 443)
            .http("plain", "10.0.0.80", 80)
            .tcp("ssh", "jump.example", 22)
            .build();
    return Lab.open(environment, null, new Journal());
  }

  private static List<String> names(Stream<DynamicNode> nodes) {
    return nodes.map(DynamicNode::getDisplayName).toList();
  }

  private static List<String> tests(DynamicNode node) {
    return ((DynamicContainer) node)
        .getChildren()
        .map(DynamicNode::getDisplayName)
        .map(String.class::cast)
        .toList();
  }

  @NetworkTest("stand-in")
  static class EveryEndpointTestCases {
    @TestFactory
    Stream<DynamicNode> every_endpoint_answers(Lab lab) {
      return EndpointTests.of(lab, VANTAGE);
    }
  }

  @NetworkTest("stand-in-single")
  static class NoEndpointTestCases {
    @TestFactory
    Stream<DynamicNode> every_endpoint_answers(Lab lab) {
      return EndpointTests.of(lab, VANTAGE);
    }
  }
}
