package dev.plumbline.azure.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.drill.Drill;
import dev.plumbline.drill.Misconfiguration;
import dev.plumbline.drill.Misconfiguration.Place;
import dev.plumbline.environment.Environments;
import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.network.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every misconfiguration is one: it makes a valid network, which behaves differently. */
class MisconfigurationsTest {

  private static final List<String> ENVIRONMENTS = List.of("drilled-azure", "drilled-core");

  @TestFactory
  Stream<DynamicTest> each_is_valid_and_makes_a_difference() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : ENVIRONMENTS) {
      Loaded loaded = Environments.loadWithNetwork(name);
      Behaviour behaviour =
          new Behaviour(loaded.environment(), Objects.requireNonNull(loaded.network()));
      for (Misconfiguration one : Drill.of(name).misconfigurations()) {
        if (one.places().isEmpty()) {
          continue;
        }
        tests.add(
            DynamicTest.dynamicTest(
                name + ": " + one.name(),
                () -> {
                  List<String> same = new ArrayList<>();
                  for (Place place : one.places()) {
                    Networks.check(place.network());
                    String difference = behaviour.difference(place.network());
                    if (difference != null) {
                      return;
                    }
                    same.add(place.where());
                  }
                  assertThat(same).as("places where nothing was seen to differ").isEmpty();
                }));
      }
    }
    return tests.stream();
  }

  @Test
  void each_applies_somewhere_in_both_kinds_of_descriptions_that_know_it() {
    Set<String> nowhere = new LinkedHashSet<>();
    Set<String> all = new LinkedHashSet<>();
    for (String name : ENVIRONMENTS) {
      for (Misconfiguration one : Drill.of(name).misconfigurations()) {
        all.add(one.name());
        if (one.places().isEmpty()) {
          nowhere.add(name + ": " + one.name() + ", because " + one.notApplicable());
        }
      }
    }
    assertThat(nowhere).isEmpty();
    assertThat(all).hasSizeGreaterThanOrEqualTo(40);
  }

  @Test
  void the_documentation_has_the_catalogue() throws IOException {
    Map<String, Misconfiguration> all = new TreeMap<>();
    for (String name : ENVIRONMENTS) {
      Drill.of(name).misconfigurations().forEach(one -> all.putIfAbsent(one.name(), one));
    }
    StringBuilder table =
        new StringBuilder(
            "| Name | About | What went wrong | Would notice it |\n|---|---|---|---|\n");
    all.values().stream()
        .sorted(Comparator.comparing(Misconfiguration::tag))
        .forEach(
            one ->
                table
                    .append("| `" + one.name() + "` | " + one.tag() + " | " + one.statement())
                    .append(" | `" + one.caughtBy() + "` |\n"));
    assertThat(Files.readString(Path.of("..", "docs", "drills.md"))).endsWith("\n" + table);
  }
}
