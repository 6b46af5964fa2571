package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Templates of a directory, where the system property {@code plumbline.samples} names one: each
 * makes a network, or is refused with one message that has its place. Without it, those of the
 * tests.
 */
class SamplesTest {

  @TestFactory
  Stream<DynamicTest> every_template_makes_a_network_or_is_refused_with_one_message()
      throws IOException {
    String samples = System.getProperty("plumbline.samples");
    Path directory =
        samples == null
            ? TopologyFormatsTest.file("shop.template.json").getParent()
            : Path.of(samples);
    String ending = samples == null ? ".template.json" : "azuredeploy.json";
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .sorted()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      directory.relativize(file).toString(), () -> check(file, samples != null)))
          .toList()
          .stream();
    }
  }

  private static void check(Path file, boolean mayBeRefused) {
    try {
      Topology topology = Topology.from(file);
      assertThat(topology.network().segments()).isNotEmpty();
    } catch (DescriptorException e) {
      if (!mayBeRefused) {
        throw e;
      }
      assertThat(e.problems()).as(e.getMessage()).hasSize(1);
      Problem problem = e.problems().get(0);
      assertThat(problem.file()).as(e.getMessage()).isNotNull();
      assertThat(problem.line()).as(e.getMessage()).isPositive();
    }
  }
}
