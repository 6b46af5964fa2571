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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every misconfiguration is one: it makes a valid network, which behaves differently. */
class MisconfigurationsTest {

  private static final List<String> ENVIRONMENTS = List.of("drilled-azure", "drilled-core");

  /** Places whose mistake another part of the same network hides, by what hides it. */
  private static final Map<String, Set<String>> HIDDEN =
      Map.of(
          "the firewall blocks the path before the rule of paths counts",
          Set.of("path-rule-to-the-wrong-pool: path rule narrow to pool apim of contoso-gateway"),
          "no way leads from the internet to the private address, whatever the rule allows",
          Set.of("rule-source-too-wide: rule AllowHttps of apim-nsg"),
          "all that the appliance would get is dropped by another route as it is",
          Set.of(
              "route-to-a-dead-appliance: route table apim-routes",
              "route-to-a-dead-appliance: segment site"),
          "the gateway has the name, and asks the service by another one",
          Set.of(
              "custom-host-name-missing: partners.contoso.net of service contoso-apim",
              "certificate-expired: certificate contoso-apim/partners.contoso.net",
              "certificate-untrusted: certificate contoso-apim/partners.contoso.net",
              "certificate-without-the-name: certificate contoso-apim/partners.contoso.net"),
          "none of the endpoints is the management port",
          Set.of(
              "clients-with-tls-1.2-shut-out: port 3443 of host contoso-apim",
              "listener-without-sni: port 3443 of host contoso-apim"),
          "the server of the site asks the one inside for this zone as it is",
          Set.of("zone-seen-too-widely: zone contoso.net for segment site"),
          "the backend is asked by its gateway alone, for that name and for these paths",
          Set.of(
              "host-check-off: backend.contoso.internal at host backend",
              "path-rule-too-wide: paths /status at host backend",
              "path-rule-too-wide: paths /external/* at host backend"));

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
                    if (difference == null) {
                      same.add(one.name() + ": " + place.where());
                    }
                  }
                  assertThat(same)
                      .as("places where nothing was seen to differ")
                      .containsExactlyInAnyOrderElementsOf(hidden(one));
                }));
      }
    }
    return tests.stream();
  }

  private static List<String> hidden(Misconfiguration one) {
    Set<String> places = one.places().stream().map(Place::where).collect(Collectors.toSet());
    return HIDDEN.values().stream()
        .flatMap(Set::stream)
        .filter(place -> place.startsWith(one.name() + ": "))
        .filter(place -> places.contains(place.substring(one.name().length() + 2)))
        .toList();
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
