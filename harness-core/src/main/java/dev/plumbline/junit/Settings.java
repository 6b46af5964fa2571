package dev.plumbline.junit;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The settings of a run. System properties come first, then environment variables, then JUnit's
 * configuration parameters.
 */
final class Settings {

  /** Which skips are allowed. */
  enum Skips {
    ALLOWED,
    GROUND,
    FORBIDDEN;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What becomes of an inconclusive test. */
  enum Inconclusive {
    FAIL,
    ABORT
  }

  private Settings() {}

  /** Refuses values that do not exist, also of settings that this run would never ask for. */
  static void requireValid(ExtensionContext context) {
    skips(context);
    inconclusive(context);
  }

  static Skips skips(ExtensionContext context) {
    return skips(context::getConfigurationParameter);
  }

  /**
   * Returns which skips are allowed.
   *
   * @param configuration JUnit's configuration parameters, by name
   */
  static Skips skips(Function<String, Optional<String>> configuration) {
    return choice(configuration, "plumbline.skips", Skips.ALLOWED);
  }

  /**
   * Returns the folder of the report.
   *
   * @param configuration JUnit's configuration parameters, by name
   */
  static Path reportDirectory(Function<String, Optional<String>> configuration) {
    return Path.of(text(configuration, "plumbline.report.dir").orElse("target/plumbline"));
  }

  /**
   * An aborted test is skipped in all but name: where skips are not allowed, an inconclusive test
   * fails.
   */
  static boolean inconclusiveAborts(ExtensionContext context) {
    return inconclusive(context) == Inconclusive.ABORT && skips(context) == Skips.ALLOWED;
  }

  private static Inconclusive inconclusive(ExtensionContext context) {
    return choice(context::getConfigurationParameter, "plumbline.inconclusive", Inconclusive.FAIL);
  }

  private static Optional<String> text(
      Function<String, Optional<String>> configuration, String property) {
    String variable = property.toUpperCase(Locale.ROOT).replace('.', '_');
    return Optional.ofNullable(System.getProperty(property))
        .or(() -> Optional.ofNullable(System.getenv(variable)))
        .or(() -> configuration.apply(property))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static <E extends Enum<E>> E choice(
      Function<String, Optional<String>> configuration, String property, E otherwise) {
    Optional<String> value = text(configuration, property);
    if (value.isEmpty()) {
      return otherwise;
    }
    E[] all = otherwise.getDeclaringClass().getEnumConstants();
    return Arrays.stream(all)
        .filter(each -> each.name().equalsIgnoreCase(value.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new ExtensionConfigurationException(
                    property
                        + "="
                        + value.get()
                        + " is not one of "
                        + Arrays.stream(all)
                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))));
  }
}
