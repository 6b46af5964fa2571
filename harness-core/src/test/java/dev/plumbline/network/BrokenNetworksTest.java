package dev.plumbline.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.testing.Golden;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenNetworksTest {

  static Stream<Golden.Case> broken() {
    return Golden.cases(
        "src/test/resources/dev/plumbline/network/broken-networks.txt",
        BrokenNetworksTest::message);
  }

  @ParameterizedTest
  @MethodSource("broken")
  void a_broken_network_gets_one_error_with_all_its_problems(Golden.Case broken) {
    assertThat(message(broken.input())).isEqualTo(broken.expected().stripTrailing());
  }

  private static String message(String yaml) {
    try {
      return "accepted as " + Networks.read(Source.of("network.yaml", yaml)).value();
    } catch (DescriptorException e) {
      return e.getMessage();
    }
  }
}
