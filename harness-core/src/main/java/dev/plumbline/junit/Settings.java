package dev.plumbline.junit;

import dev.plumbline.descriptor.Durations;
import dev.plumbline.environment.Environments;
import dev.plumbline.report.RunFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

  /** Of GitHub Actions, Azure Pipelines, GitLab, Jenkins. */
  private static final List<String> COMMIT_VARIABLES =
      List.of("GITHUB_SHA", "BUILD_SOURCEVERSION", "CI_COMMIT_SHA", "GIT_COMMIT");

  /** Of the same: one value for all jobs of a run. */
  private static final List<String> RUN_VARIABLES =
      List.of("GITHUB_RUN_ID", "BUILD_BUILDID", "CI_PIPELINE_ID", "BUILD_TAG");

  private Settings() {}

  /**
   * When the run has to be over.
   *
   * @param text as it was given
   */
  record Deadline(Duration after, String text) {
    /** Returns the setting as it was given. */
    String setting() {
      return DEADLINE + "=" + text;
    }
  }

  private static final String DEADLINE = "plumbline.deadline";

  /** Refuses values that do not exist, also of settings that this run would never ask for. */
  static void requireValid(ExtensionContext context) {
    deadline(context::getConfigurationParameter);
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
   * Returns how long the run may take; empty for as long as it takes.
   *
   * @param configuration JUnit's configuration parameters, by name
   */
  static Optional<Deadline> deadline(Function<String, Optional<String>> configuration) {
    return text(configuration, DEADLINE)
        .map(
            text -> {
              try {
                Duration after = Durations.parse(text);
                if (after.isZero()) {
                  throw new IllegalArgumentException("\"" + text + "\" leaves no time for a test");
                }
                return new Deadline(after, text);
              } catch (IllegalArgumentException e) {
                throw new ExtensionConfigurationException(
                    DEADLINE + "=" + text + " cannot be kept to: " + e.getMessage());
              }
            });
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
   * Returns what the jobs of a run have in common: by settings of ours, or else what pipelines tell
   * each job.
   *
   * @param configuration JUnit's configuration parameters, by name
   */
  static RunFacts facts(Function<String, Optional<String>> configuration) {
    return new RunFacts(
        RunFacts.class.getPackage().getImplementationVersion(),
        fact(configuration, "plumbline.commit", COMMIT_VARIABLES),
        fact(configuration, "plumbline.run", RUN_VARIABLES),
        fact(configuration, Environments.PROPERTY, List.of()),
        fact(configuration, Environments.GROUND_PROPERTY, List.of()));
  }

  private static @Nullable String fact(
      Function<String, Optional<String>> configuration, String property, List<String> variables) {
    return text(configuration, property)
        .or(
            () ->
                variables.stream()
                    .flatMap(variable -> Optional.ofNullable(System.getenv(variable)).stream())
                    .filter(value -> !value.isBlank())
                    .findFirst())
        .orElse(null);
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

  /**
   * Returns a setting; empty where it is not set, or blank.
   *
   * @param configuration JUnit's configuration parameters, by name
   */
  static Optional<String> text(Function<String, Optional<String>> configuration, String property) {
    return text(configuration, System::getProperty, System::getenv, property);
  }

  static Optional<String> text(
      Function<String, Optional<String>> configuration,
      UnaryOperator<@Nullable String> properties,
      UnaryOperator<@Nullable String> variables,
      String property) {
    String variable = property.toUpperCase(Locale.ROOT).replace('.', '_');
    return Optional.ofNullable(properties.apply(property))
        .or(() -> Optional.ofNullable(variables.apply(variable)))
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
