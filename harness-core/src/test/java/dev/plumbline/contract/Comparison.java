package dev.plumbline.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.servers.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A ground's behaviours against those of the simulation: each holds on both, and shows the same.
 */
final class Comparison {

  private final Arm arm;
  private final List<Result> here;
  private final List<Result> simulated;

  private Comparison(Arm arm, List<Result> here, List<Result> simulated) {
    this.arm = arm;
    this.here = here;
    this.simulated = simulated;
  }

  /** Runs the contract on a ground and on the simulation, unless that has been done. */
  static Comparison of(Arm arm, Path directory) throws IOException, InterruptedException {
    List<Result> here = Grounds.run(arm, directory);
    return new Comparison(arm, here, Grounds.run(Arm.SIMULATION, directory));
  }

  /** Returns a test for each behaviour. */
  Stream<DynamicTest> tests() {
    // A class that could not be set up ran none of its behaviours: its failure says why.
    assertThat(here.stream().filter(result -> result.method().isEmpty()))
        .as("failures outside of behaviours on the ground %s", arm.title())
        .isEmpty();
    return Behaviour.all().stream()
        .map(behaviour -> DynamicTest.dynamicTest(behaviour.title(), () -> check(behaviour)));
  }

  private void check(Behaviour behaviour) {
    List<Result> shown = behaviour.in(here);
    List<Result> expected = behaviour.in(simulated);
    Optional<String> notOn = behaviour.notOn(arm);
    if (notOn.isPresent()) {
      assertThat(shown).extracting(Result::status).containsOnly("ABORTED");
      assertThat(shown).allSatisfy(result -> assertThat(result.message()).contains(notOn.get()));
      return;
    }
    assertThat(shown).as("results on the ground %s", arm.title()).isNotEmpty();
    assertThat(shown).extracting(Result::test).isEqualTo(titles(expected));
    boolean differs = false;
    for (Result result : shown) {
      holds(result);
    }
    for (Result result : expected) {
      holds(result);
    }
    for (int i = 0; i < shown.size(); i++) {
      differs |= !shown.get(i).observed().equals(expected.get(i).observed());
      if (behaviour.differsOn(arm).isEmpty()) {
        agree(shown.get(i), expected.get(i));
      }
    }
    assertThat(differs)
        .as(
            "shows something else than the simulation, as @Differs says; if it does no more, take that away")
        .isEqualTo(behaviour.differsOn(arm).isPresent());
  }

  private static List<String> titles(List<Result> results) {
    return results.stream().map(Result::test).toList();
  }

  private static void holds(Result result) {
    assertThat(result.status())
        .as("%s: %s", result.pass(), result.message())
        .isEqualTo("SUCCESSFUL");
    assertThat(result.observed()).as("%s: something was observed", result.pass()).isNotEmpty();
  }

  private static void agree(Result shown, Result simulated) {
    List<String> here = shown.observed();
    List<String> there = simulated.observed();
    List<String> other =
        IntStream.range(0, there.size())
            .filter(i -> i >= here.size() || !here.contains(there.get(i)))
            .mapToObj(there::get)
            .toList();
    assertThat(other)
        .as(
            "what the simulation shows otherwise than %s, which shows:\n%s\n",
            shown.pass(),
            String.join("\n", here.stream().filter(line -> !there.contains(line)).toList()))
        .isEmpty();
    assertThat(there).hasSameSizeAs(here);
  }
}
