package dev.plumbline.environment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The environments that a run is armed for. To name them is meant to be a deed: a word such as
 * {@code true} would stand in a pipeline for ever, and arm it for whatever environment comes.
 *
 * @param names their names
 * @param by where they are named; null where none is
 */
record Arming(List<String> names, @Nullable String by) {

  static final String PROPERTY = "plumbline.armed";
  static final String VARIABLE = "PLUMBLINE_ARMED";

  static Arming ofTheRun() {
    return of(System::getProperty, System::getenv);
  }

  static Arming of(
      UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> variables) {
    String property = properties.apply(PROPERTY);
    String text = property == null ? variables.apply(VARIABLE) : property;
    if (text == null) {
      return new Arming(List.of(), null);
    }
    return new Arming(
        Arrays.stream(text.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList(),
        property == null ? VARIABLE : PROPERTY);
  }

  /** Refuses something in an environment that it is not armed for. */
  void require(String environment, String what) {
    if (names.contains(environment)) {
      return;
    }
    String set =
        Optional.ofNullable(by)
            .map(
                where ->
                    where
                        + (names.isEmpty()
                            ? " is set and empty"
                            : " names " + String.join(", ", names) + ", not this environment"))
            .orElse(PROPERTY + " is not set");
    throw new NotArmedException(
        "environment \""
            + environment
            + "\" is production (guards.production: true), so "
            + what
            + " is refused unless the run is armed for it by name, and "
            + set
            + ". If it is really meant, run with:\n  -D"
            + PROPERTY
            + "="
            + environment
            + "\n(or the environment variable "
            + VARIABLE
            + "="
            + environment
            + ")");
  }
}
