package dev.plumbline.containers.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.lab.LabException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @Test
  void without_any_the_image_is_built_from_debian() {
    assertThat(settings(Map.of(), Map.of()))
        .isEqualTo(new Settings(Optional.empty(), "debian:bookworm-slim", Duration.ofMinutes(2)));
  }

  @Test
  void a_property_comes_before_its_environment_variable() {
    assertThat(
            settings(
                Map.of("plumbline.containers.base-image", "mirror.contoso.com/debian:12"),
                Map.of(
                    "PLUMBLINE_CONTAINERS_BASE_IMAGE",
                    "other:1",
                    "PLUMBLINE_CONTAINERS_IMAGE",
                    "mirror.contoso.com/lab:1")))
        .isEqualTo(
            new Settings(
                Optional.of("mirror.contoso.com/lab:1"),
                "mirror.contoso.com/debian:12",
                Duration.ofMinutes(2)));
  }

  @Test
  void a_blank_value_is_none() {
    assertThat(settings(Map.of("plumbline.containers.image", " "), Map.of()).image()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1500ms, PT1.5S", "90s, PT1M30S", "5m, PT5M"})
  void durations_have_a_unit(String text, Duration duration) {
    assertThat(
            settings(Map.of(), Map.of("PLUMBLINE_CONTAINERS_START_TIMEOUT", text)).startTimeout())
        .isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"90", "0s", "a while", "-1s", "9999999s"})
  void other_durations_are_refused(String text) {
    Map<String, String> properties = Map.of("plumbline.containers.start-timeout", text);
    assertThatThrownBy(() -> settings(properties, Map.of()))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "plumbline.containers.start-timeout="
                + text
                + " is not a duration such as 90s or 2m: digits, then ms, s or m");
  }

  private static Settings settings(Map<String, String> properties, Map<String, String> variables) {
    return Settings.of(properties::get, variables::get);
  }
}
