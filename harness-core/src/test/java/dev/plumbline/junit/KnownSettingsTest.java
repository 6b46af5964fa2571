package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.vantage.Vantage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownSettingsTest {

  private static final String MISTAKE =
      "the configuration parameter plumbline.skip is no setting of Plumbline, and would do nothing;"
          + " did you mean plumbline.skips?";

  @TempDir Path report;

  @ParameterizedTest
  @CsvSource({
    "plumbline.enviroment, plumbline.environment",
    "plumbline.skip, plumbline.skips",
    "plumbline.dealine, plumbline.deadline",
    "Plumbline.Skips, plumbline.skips",
    "PLUMBLINE_REPORT_DIR, plumbline.report.dir",
    "plumbline.report-dir, plumbline.report.dir"
  })
  void a_property_that_is_none_is_refused_with_the_nearest_that_is_one(String name, String near) {
    assertThat(own().mistakes(List.of(name), List.of(), Map.of()))
        .hasValue(
            "the system property "
                + name
                + " is no setting of Plumbline, and would do nothing; did you mean "
                + near
                + "?");
  }

  @Test
  void all_settings_are_named_where_none_is_near_and_all_mistakes_at_once() {
    assertThat(
            own()
                .mistakes(
                    List.of("plumbline.zz"),
                    List.of("plumbline.skip"),
                    Map.of("PLUMBLINE_GROUNDS", "live")))
        .hasValue(
            "the system property plumbline.zz is no setting of Plumbline, and would do nothing; there are "
                + String.join(", ", KnownSettings.OWN)
                + "\n"
                + MISTAKE
                + "\nthe environment variable PLUMBLINE_GROUNDS is no setting of Plumbline, and would do"
                + " nothing; did you mean PLUMBLINE_GROUND? One of your own needs a name that is less like it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PLUMBLINE_ENVIROMENT",
        "plumbline_environment",
        "plumbline.environment",
        "PLUMBLINE_ENV"
      })
  void a_variable_that_is_like_one_is_refused(String name) {
    assertThat(own().mistakes(List.of(), List.of(), Map.of(name, "contoso-production")).orElse(""))
        .startsWith("the environment variable " + name + " is no setting of Plumbline")
        .contains("did you mean PLUMBLINE_ENVIRONMENT?")
        .doesNotContain("contoso-production");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PLUMBLINE_PROBE_TIMEOUT",
        "PLUMBLINE_NULL_CHECKS",
        "PLUMBLINE_SECRET",
        "PLUMBLINE_PROXY_PASSWORD",
        "PLUMBLINE_VERSION",
        "PLUMBLINE_SERVICE_HOST",
        "PLUMBLINE_PORT_8080_TCP",
        "PLUMBLINES",
        "PATH"
      })
  void variables_of_somebodys_own_are_not_our_concern(String name) {
    assertThat(own().mistakes(List.of(), List.of(), Map.of(name, "1"))).isEmpty();
  }

  @Test
  void settings_of_others_are_known_where_a_resource_names_them() {
    assertThat(own().mistakes(List.of("plumbline.golden"), List.of(), Map.of())).isNotEmpty();
    assertThat(KnownSettings.ofThisJvm().mistakes(List.of("plumbline.golden"), List.of(), Map.of()))
        .isEmpty();
    assertThat(own().mistakes(List.of("plumbline.version", "dns.server"), List.of(), Map.of()))
        .isEmpty();
  }

  /** A setting that somebody adds would be refused, or one that is gone accepted. */
  @Test
  void what_is_known_is_what_the_code_asks_for() throws IOException {
    Set<String> asked = new TreeSet<>();
    Pattern literal = Pattern.compile("\"(plumbline\\.[a-z.-]*[a-z])\"");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        if (!file.endsWith("KnownSettings.java")) {
          literal
              .matcher(Files.readString(file))
              .results()
              .map((MatchResult found) -> found.group(1))
              .forEach(asked::add);
        }
      }
    }
    assertThat(KnownSettings.OWN).containsExactlyElementsOf(asked);
    assertThat(
            own()
                .mistakes(
                    asked,
                    asked,
                    Map.of("PLUMBLINE_CONTAINERS_BASE_IMAGE", "", "PLUMBLINE_SHARD_BY", "")))
        .isEmpty();
  }

  @Test
  void a_class_that_runs_fails_with_the_mistake() {
    Kit.Launched launched = kit().launch(RunningTestCases.class);

    assertThat(launched.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasMessage(MISTAKE));
    assertThat(launched.session()).isEmpty();
  }

  @Test
  void so_does_one_that_a_condition_of_ours_skips() {
    Kit.Launched launched = kit().launch(ElsewhereTestCases.class);

    assertThat(launched.failures())
        .isNotEmpty()
        .allSatisfy(failure -> assertThat(failure).hasMessageContaining(MISTAKE));
  }

  @Test
  void a_run_in_which_all_is_skipped_fails_as_a_whole() {
    Kit.Launched ofEngine = kit().launch(OtherSystemTestCases.class);
    assertThat(ofEngine.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasRootCauseMessage(MISTAKE));
    assertThat(report.resolve("report.json")).content().contains(MISTAKE);

    Kit.Launched ofSession = kit().launch(DisabledTestCases.class);
    assertThat(ofSession.failures()).isEmpty();
    assertThat(ofSession.session())
        .hasValueSatisfying(failure -> assertThat(failure).hasMessage(MISTAKE));
  }

  private Kit kit() {
    return Kit.in(Kit.Mode.SEQUENTIAL, report).with("plumbline.skip", "forbidden");
  }

  private static KnownSettings own() {
    return new KnownSettings(List.of());
  }

  @NetworkTest("stand-in")
  static class RunningTestCases {

    @Test
    void runs(@From("inside") Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }
  }

  @NetworkTest("stand-in")
  @RequiresVantage("the moon")
  static class ElsewhereTestCases extends RunningTestCases {}

  @EnabledOnOs(OS.SOLARIS)
  @NetworkTest("stand-in")
  static class OtherSystemTestCases extends RunningTestCases {}

  @Disabled
  @NetworkTest("stand-in")
  static class DisabledTestCases extends RunningTestCases {}
}
