package dev.plumbline.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Ground;
import dev.plumbline.junit.OnGround;
import dev.plumbline.servers.IsolatedNamespace;
import dev.plumbline.servers.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The classes of the example suite, unchanged, against BIND 9 and nginx, which are configured from the same topology.
 *
 * <p>Needs root and the commands {@code unshare}, {@code ip}, {@code nft}, {@code named} and {@code nginx}; skipped elsewhere.
 */
class ExamplesOnRealServersTest {

  @TestFactory
  Stream<DynamicTest> the_suite_passes_unchanged(@TempDir Path directory) throws IOException, InterruptedException {
    List<Result> results = IsolatedNamespace.run(ExamplesStage.class, directory);
    List<Class<?>> classes = ExamplesStage.classes();
    assertThat(classes).isNotEmpty();
    for (Class<?> suite : classes) {
      assertThat(results).as("results of %s in %s", suite, results).anyMatch(result -> result.testClass().equals(suite.getSimpleName()));
    }
    List<String> simulatedOnly = classes.stream().filter(ExamplesOnRealServersTest::simulatedOnly).map(Class::getSimpleName).toList();
    return results.stream().map(result -> DynamicTest.dynamicTest(result.testClass() + "." + result.test(), () -> passed(result, simulatedOnly)));
  }

  private static void passed(Result result, List<String> simulatedOnly) {
    String expected = simulatedOnly.contains(result.testClass()) ? "SKIPPED" : "SUCCESSFUL";
    assertThat(result.status()).as("on real servers: %s", result.message()).isEqualTo(expected);
  }

  private static boolean simulatedOnly(Class<?> suite) {
    OnGround ground = suite.getAnnotation(OnGround.class);
    return ground != null && Arrays.stream(ground.value()).collect(Collectors.toSet()).equals(Set.of(Ground.SIMULATED));
  }
}
