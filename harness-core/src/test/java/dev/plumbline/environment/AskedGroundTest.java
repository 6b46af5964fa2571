package dev.plumbline.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.environment.Environments.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskedGroundTest {

  private static final String HUB = "name: hub\nsegments: [{name: hub, prefixes: 10.0.0.0/24}]\n";

  @TempDir Path folder;

  @Test
  void an_environment_is_put_on_another_ground_and_is_the_same_otherwise() throws IOException {
    Path file = environment("simulated");
    Loaded before = load(file, Map.of(), Map.of());

    Loaded after = load(file, Map.of("plumbline.ground", "containers"), Map.of());

    assertThat(after.environment().ground()).isEqualTo(Ground.CONTAINERS);
    assertThat(after.environment().toBuilder().ground(Ground.SIMULATED).build())
        .isEqualTo(before.environment());
    assertThat(after.network()).isNotNull().isEqualTo(before.network());
    assertThat(before.notes()).isEmpty();
    assertThat(after.notes())
        .containsExactly(
            "on the ground containers, as the system property plumbline.ground asks; the descriptor says simulated");
  }

  @Test
  void the_system_property_wins_over_the_environment_variable_and_both_over_the_descriptor()
      throws IOException {
    Path file = environment("containers");
    Map<String, String> variable = Map.of("PLUMBLINE_GROUND", "Simulated");

    Loaded byVariable = load(file, Map.of(), variable);
    Loaded byProperty = load(file, Map.of("plumbline.ground", "containers"), variable);

    assertThat(byVariable.environment().ground()).isEqualTo(Ground.SIMULATED);
    assertThat(byVariable.notes())
        .containsExactly(
            "on the ground simulated, as the environment variable PLUMBLINE_GROUND asks; the descriptor says containers");
    assertThat(byProperty.environment().ground()).isEqualTo(Ground.CONTAINERS);
    assertThat(byProperty.notes()).isEmpty();
  }

  @Test
  void live_is_never_reached_by_a_switch() throws IOException {
    Path file = environment("simulated");

    assertThatThrownBy(() -> load(file, Map.of("plumbline.ground", "live"), Map.of()))
        .isInstanceOf(DescriptorException.class)
        .hasMessage(
            "the ground of environments cannot be set to live: 1 problem\n"
                + "  the system property plumbline.ground asks for it, but guards and budgets are written for one ground:"
                + " those of a lab would let a live network be attacked. Allowed: simulated, containers."
                + " To look at the live network, name an environment of the ground live by plumbline.environment");
  }

  @Test
  void an_environment_on_the_ground_live_stays_there() throws IOException {
    Path file = environment("live");

    assertThatThrownBy(() -> load(file, Map.of(), Map.of("PLUMBLINE_GROUND", "containers")))
        .isInstanceOf(DescriptorException.class)
        .hasMessage(
            "the environment \"a\" cannot be put on the ground containers: 1 problem\n"
                + "  the environment variable PLUMBLINE_GROUND asks for that, but its descriptor says live: what it looks at"
                + " is not what a description says, and a test that was meant for it would pass without it. Unset"
                + " PLUMBLINE_GROUND for this environment, or name another one by plumbline.environment");
  }

  @Test
  void what_is_no_ground_is_an_error_and_never_the_descriptor_s() throws IOException {
    Path file = environment("simulated");

    assertThatThrownBy(() -> load(file, Map.of("plumbline.ground", "container"), Map.of()))
        .hasMessage(
            "the ground of environments cannot be set: 1 problem\n"
                + "  the system property plumbline.ground is \"container\"; allowed: simulated, containers; did you mean \"containers\"?");
    assertThatThrownBy(() -> load(file, Map.of(), Map.of("PLUMBLINE_GROUND", " ")))
        .hasMessage(
            "the ground of environments cannot be set: 1 problem\n"
                + "  the environment variable PLUMBLINE_GROUND is set and empty; unset it, or name one of simulated, containers");
  }

  private Path environment(String ground) throws IOException {
    Files.writeString(folder.resolve("hub.yaml"), HUB);
    return Files.writeString(
        folder.resolve("a.yaml"),
        "name: a\nground: "
            + ground
            + "\nnetwork: hub.yaml\nvantages: {inside: {segment: hub}}\n"
            + "guards: {faults: false}\ntimeouts: {probe: 2s}\n");
  }

  private static Loaded load(
      Path file, Map<String, String> properties, Map<String, String> variables) {
    return Environments.load(file.toString(), properties::get, variables::get);
  }
}
