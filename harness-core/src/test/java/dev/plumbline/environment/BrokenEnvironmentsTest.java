package dev.plumbline.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.testing.Golden;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenEnvironmentsTest {

  private static final Map<String, String> VARIABLES = Map.of("PASSWORD", "hunter2", "EMPTY", "");

  static Stream<Golden.Case> broken() {
    return Golden.cases(
        "src/test/resources/dev/plumbline/environment/broken-environments.txt",
        BrokenEnvironmentsTest::message);
  }

  @ParameterizedTest
  @MethodSource("broken")
  void a_broken_environment_gets_one_error_with_all_its_problems(Golden.Case broken) {
    assertThat(message(broken.input())).isEqualTo(broken.expected().stripTrailing());
  }

  private static String message(String yaml) {
    try {
      return "accepted as " + Environments.read(Source.of("contoso.yaml", yaml), VARIABLES::get);
    } catch (DescriptorException e) {
      // Where the classes are differs from machine to machine.
      return e.getMessage().replaceAll("\\S*/(dev/plumbline/)", "$1");
    }
  }
}
