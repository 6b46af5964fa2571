package dev.plumbline.environment;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArmingTest {

  private static void require(Map<String, String> properties, Map<String, String> variables) {
    Arming.of(properties::get, variables::get).require("contoso-production", "a fault");
  }

  @Test
  void says_exactly_what_to_set() {
    assertThatThrownBy(() -> require(Map.of(), Map.of()))
        .isExactlyInstanceOf(NotArmedException.class)
        .hasMessage(
            """
            environment "contoso-production" is production (guards.production: true), so a fault is refused unless the run is armed for it by name, and plumbline.armed is not set. If it is really meant, run with:
              -Dplumbline.armed=contoso-production
            (or the environment variable PLUMBLINE_ARMED=contoso-production)""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "true         | names true, not this environment",
        "contoso      | names contoso, not this environment",
        "contoso-production2, *  | names contoso-production2, *, not this environment",
        "CONTOSO-PRODUCTION | names CONTOSO-PRODUCTION, not this environment",
        "\" , \"    | is set and empty"
      })
  void nothing_but_the_name_arms(String value, String says) {
    assertThatThrownBy(() -> require(Map.of(Arming.PROPERTY, value), Map.of()))
        .hasMessageContaining("plumbline.armed " + says + ". If it is really meant");
  }

  @Test
  void the_name_arms_alone_or_among_others() {
    assertThatCode(() -> require(Map.of(Arming.PROPERTY, "contoso-production"), Map.of()))
        .doesNotThrowAnyException();
    assertThatCode(() -> require(Map.of(Arming.PROPERTY, "other, contoso-production"), Map.of()))
        .doesNotThrowAnyException();
    assertThatCode(() -> require(Map.of(), Map.of(Arming.VARIABLE, "contoso-production")))
        .doesNotThrowAnyException();
  }

  @Test
  void the_property_counts_before_the_variable() {
    assertThatThrownBy(
            () ->
                require(
                    Map.of(Arming.PROPERTY, "other"),
                    Map.of(Arming.VARIABLE, "contoso-production")))
        .hasMessageContaining("plumbline.armed names other");
  }

  @Test
  void what_is_no_production_needs_no_arming() {
    assertThatCode(() -> Environment.builder("contoso").build().requireArmed("a drill"))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> Environment.builder("never-armed").production().build().requireArmed("a drill"))
        .hasMessageContaining("so a drill is refused");
  }
}
