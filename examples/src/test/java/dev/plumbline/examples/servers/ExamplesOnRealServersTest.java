package dev.plumbline.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Ground;
import dev.plumbline.junit.OnGround;
import dev.plumbline.servers.IsolatedNamespace;
import dev.plumbline.servers.Result;
import dev.plumbline.testing.ModSecurityServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The classes of the example suite, unchanged, against BIND 9 and nginx with ModSecurity, which are
 * configured from the same topology.
 *
 * <p>Needs root, the commands {@code unshare}, {@code ip}, {@code nft}, {@code named} and {@code
 * nginx}, ModSecurity and the OWASP rules; skipped elsewhere.
 */
class ExamplesOnRealServersTest {

  @TestFactory
  Stream<DynamicTest> the_suite_passes_unchanged(@TempDir Path directory)
      throws IOException, InterruptedException {
    ModSecurityServer.requireInstalled();
    List<Result> results = IsolatedNamespace.run(ExamplesStage.class, directory);
    Set<String> notLive = new TreeSet<>();
    ExamplesStage.classes().stream()
        .filter(ExamplesOnRealServersTest::notLive)
        .forEach(c -> notLive.add(c.getSimpleName()));
    List<Result> live = of("servers", results, notLive);
    List<Result> simulated = of("simulation", results, notLive);
    assertThat(names(live))
        .isNotEmpty()
        .as("tests run on real servers, against those on the simulation")
        .isEqualTo(names(simulated));
    return Stream.concat(live.stream(), simulated.stream())
        .map(
            result ->
                DynamicTest.dynamicTest(result.pass() + ": " + name(result), () -> passed(result)));
  }

  private static List<Result> of(String pass, List<Result> results, Set<String> without) {
    return results.stream()
        .filter(result -> result.pass().equals(pass) && !without.contains(result.testClass()))
        .toList();
  }

  private static Set<String> names(List<Result> results) {
    return results.stream()
        .map(ExamplesOnRealServersTest::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(Result result) {
    return result.testClass() + "." + result.test();
  }

  private static void passed(Result result) {
    assertThat(result.status()).as("%s", result.message()).isEqualTo("SUCCESSFUL");
  }

  private static boolean notLive(Class<?> suite) {
    OnGround ground = suite.getAnnotation(OnGround.class);
    return ground != null && !Set.of(ground.value()).contains(Ground.LIVE);
  }
}
