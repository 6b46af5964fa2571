package dev.plumbline.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.servers.IsolatedNamespace;
import dev.plumbline.servers.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on BIND 9 and nginx, and its comparison with the simulation: each behaviour must
 * hold on both, and show the same.
 *
 * <p>Needs root and the commands {@code unshare}, {@code ip}, {@code nft}, {@code named} and {@code
 * nginx}; skipped elsewhere.
 */
class LiveLabContractTest {

  @TestFactory
  Stream<DynamicTest> each_behaviour_is_shown_by_real_servers_and_by_the_simulation_alike(
      @TempDir Path directory) throws IOException, InterruptedException {
    List<Result> results = IsolatedNamespace.run(ContractStage.class, directory);
    Map<String, Result> live = of("servers", results);
    Map<String, Result> simulated = of("simulation", results);
    TreeSet<String> contract =
        Arrays.stream(LabContract.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> method.getName() + "()")
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(contract).isNotEmpty();
    // A class that could not be set up ran none of its behaviours: its failure says why.
    assertThat(results.stream().filter(result -> !contract.contains(result.test())))
        .as("failures outside of behaviours")
        .isEmpty();
    assertThat(new TreeSet<>(live.keySet()))
        .as("behaviours run on real servers")
        .isEqualTo(contract);
    assertThat(new TreeSet<>(simulated.keySet()))
        .as("behaviours run on the simulation")
        .isEqualTo(contract);
    return contract.stream()
        .map(
            name ->
                DynamicTest.dynamicTest(name, () -> agree(live.get(name), simulated.get(name))));
  }

  private static Map<String, Result> of(String pass, List<Result> results) {
    return results.stream()
        .filter(result -> result.pass().equals(pass))
        .collect(Collectors.toMap(Result::test, Function.identity()));
  }

  private static void agree(Result live, Result simulated) {
    assertThat(live.status()).as("on real servers: %s", live.message()).isEqualTo("SUCCESSFUL");
    assertThat(simulated.status())
        .as("on the simulation: %s", simulated.message())
        .isEqualTo("SUCCESSFUL");
    assertThat(live.observed()).as("something was observed").isNotEmpty();
    assertThat(without(simulated.observed(), live.observed()))
        .as(
            "what the simulation shows otherwise than real servers, which show:\n%s\n",
            String.join("\n", without(live.observed(), simulated.observed())))
        .isEmpty();
    assertThat(simulated.observed()).hasSameSizeAs(live.observed());
  }

  private static List<String> without(List<String> lines, List<String> others) {
    return lines.stream().filter(line -> !others.contains(line)).toList();
  }
}
