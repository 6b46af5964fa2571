package dev.plumbline.containers.machine;

import dev.plumbline.lab.LabException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of the ground. System properties come first, then environment variables; the
 * provider's documentation says what they mean.
 *
 * @param image the image that labs run on, made elsewhere; empty for one that is built here
 * @param base what the image is built from
 * @param startTimeout how long a lab may take to come up, without the making of its image
 */
public record Settings(Optional<String> image, String base, Duration startTimeout) {

  static final String IMAGE = "plumbline.containers.image";
  static final String BASE_IMAGE = "plumbline.containers.base-image";
  static final String START_TIMEOUT = "plumbline.containers.start-timeout";

  static final String USUAL_BASE = "debian:bookworm-slim";
  static final Duration USUAL_START_TIMEOUT = Duration.ofMinutes(2);

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

  /**
   * Returns the settings of this JVM.
   *
   * @throws LabException for a value that is none
   */
  public static Settings ofThisJvm() {
    return of(System::getProperty, System::getenv);
  }

  /** Returns the settings that properties and environment variables hold, by their names. */
  static Settings of(Function<String, String> properties, Function<String, String> variables) {
    Function<String, Optional<String>> text =
        name ->
            Optional.ofNullable(properties.apply(name))
                .or(() -> Optional.ofNullable(variables.apply(variable(name))))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    return new Settings(
        text.apply(IMAGE),
        text.apply(BASE_IMAGE).orElse(USUAL_BASE),
        text.apply(START_TIMEOUT).map(Settings::duration).orElse(USUAL_START_TIMEOUT));
  }

  /** Returns the environment variable of a property. */
  static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new LabException(
          START_TIMEOUT
              + "="
              + text
              + " is not a duration such as 90s or 2m: digits, then ms, s or m");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      default -> Duration.ofMinutes(number);
    };
  }
}
