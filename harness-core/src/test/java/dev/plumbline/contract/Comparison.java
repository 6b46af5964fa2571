package dev.plumbline.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.servers.Result;
import dev.plumbline.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A ground's behaviours: each holds, and shows what is written down of the simulation, unless it is
 * said why not.
 */
final class Comparison {

  private final Arm arm;
  private final List<Result> here;

  private Comparison(Arm arm, List<Result> here) {
    this.arm = arm;
    this.here = here;
  }

  /**
   * Runs the contract on a ground, and returns a test for each behaviour and for what is written.
   */
  static Stream<DynamicTest> tests(Arm arm, Path directory)
      throws IOException, InterruptedException {
    if (Golden.writing() && arm != Arm.SIMULATION) {
      Seen.compare(Arm.SIMULATION, Grounds.run(Arm.SIMULATION, directory));
    }
    Comparison comparison = new Comparison(arm, Grounds.run(arm, directory));
    // A class that could not be set up ran none of its behaviours: its failure says why.
    assertThat(comparison.here.stream().filter(result -> result.method().isEmpty()))
        .as("failures outside of behaviours on the ground %s", arm.title())
        .isEmpty();
    return Stream.concat(
        Behaviour.all().stream()
            .map(
                behaviour ->
                    DynamicTest.dynamicTest(behaviour.title(), () -> comparison.check(behaviour))),
        Stream.of(
            DynamicTest.dynamicTest(
                "what is seen is what is written down", () -> Seen.compare(arm, comparison.here)),
            DynamicTest.dynamicTest(
                "the page tells what is written down", Faithfulness::comparePage)));
  }

  private void check(Behaviour behaviour) {
    List<Result> shown = behaviour.in(here);
    assertThat(shown).as("results on the ground %s", arm.title()).isNotEmpty();
    Optional<String> notOn = behaviour.notOn(arm);
    if (notOn.isPresent()) {
      assertThat(shown).extracting(Result::status).containsOnly("ABORTED");
      assertThat(shown).allSatisfy(result -> assertThat(result.message()).contains(notOn.get()));
      return;
    }
    shown.forEach(Comparison::holds);
    if (arm == Arm.SIMULATION) {
      return;
    }
    List<String> otherwise = new ArrayList<>();
    for (Result result : shown) {
      List<String> simulated = Seen.onSimulation(behaviour.title(result)).lines();
      add(otherwise, "the simulation alone", simulated, result.observed());
      add(otherwise, arm.title() + " alone", result.observed(), simulated);
    }
    if (behaviour.differsOn(arm).isEmpty()) {
      assertThat(otherwise).as("what is seen on one of the two grounds alone").isEmpty();
    } else {
      assertThat(otherwise)
          .as("what differs, as @Differs says; where nothing does any more, take that away")
          .isNotEmpty();
    }
  }

  private static void add(
      List<String> otherwise, String where, List<String> lines, List<String> others) {
    List<String> left = new ArrayList<>(lines);
    others.forEach(left::remove);
    left.forEach(line -> otherwise.add(where + ": " + line));
  }

  private static void holds(Result result) {
    assertThat(result.status())
        .as("%s: %s", result.pass(), result.message())
        .isEqualTo("SUCCESSFUL");
    assertThat(result.observed()).as("%s: something was observed", result.pass()).isNotEmpty();
  }
}
