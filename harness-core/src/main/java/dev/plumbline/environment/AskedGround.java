package dev.plumbline.environment;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.NearestName;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.environment.Environments.Loaded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The ground that a run asks for in place of those that descriptors name.
 *
 * @param ground the ground; never {@code live}
 * @param by who asks for it
 */
record AskedGround(Ground ground, String by) {

  private static final List<String> ALLOWED =
      Arrays.stream(Ground.values()).filter(g -> g != Ground.LIVE).map(AskedGround::word).toList();

  /**
   * Returns what a run asks for; empty where it leaves the ground to descriptors.
   *
   * @throws DescriptorException when it asks for {@code live}, or for what is no ground
   */
  static Optional<AskedGround> of(
      UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> variables) {
    String property = properties.apply(Environments.GROUND_PROPERTY);
    String variable = variables.apply(Environments.GROUND_VARIABLE);
    if (property != null) {
      return Optional.of(of(property, "the system property " + Environments.GROUND_PROPERTY));
    }
    return variable == null
        ? Optional.empty()
        : Optional.of(of(variable, "the environment variable " + Environments.GROUND_VARIABLE));
  }

  private static AskedGround of(String text, String by) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (word.equals(word(Ground.LIVE))) {
      throw refused(
          "the ground of environments cannot be set to live",
          by
              + " asks for it, but guards and budgets are written for one ground: those of a lab would let"
              + " a live network be attacked. Allowed: "
              + String.join(", ", ALLOWED)
              + ". To look at the live network, name an environment of the ground live by "
              + Environments.PROPERTY);
    }
    if (!ALLOWED.contains(word)) {
      throw refused(
          "the ground of environments cannot be set",
          word.isEmpty()
              ? by + " is set and empty; unset it, or name one of " + String.join(", ", ALLOWED)
              : by + " is \"" + text + "\"" + NearestName.hint(word, ALLOWED));
    }
    return new AskedGround(Ground.valueOf(word.toUpperCase(Locale.ROOT)), by);
  }

  /**
   * Returns an environment on this ground, with a note of it where it is another one than before.
   *
   * @throws DescriptorException when the environment is on the ground {@code live}
   */
  Loaded applied(Loaded loaded) {
    Environment environment = loaded.environment();
    if (environment.ground() == ground) {
      return loaded;
    }
    if (environment.ground() == Ground.LIVE) {
      throw refused(
          "the environment \""
              + environment.name()
              + "\" cannot be put on the ground "
              + word(ground),
          by
              + " asks for that, but its descriptor says live: what it looks at is not what a description"
              + " says, and a test that was meant for it would pass without it. Unset "
              + by.substring(by.lastIndexOf(' ') + 1)
              + " for this environment, or name another one by "
              + Environments.PROPERTY);
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        "on the ground "
            + word(ground)
            + ", as "
            + by
            + " asks; the descriptor says "
            + word(environment.ground()));
    notes.addAll(loaded.notes());
    return new Loaded(
        environment.toBuilder().ground(ground).build(), loaded.network(), loaded.secrets(), notes);
  }

  private static DescriptorException refused(String what, String why) {
    return new DescriptorException(what, List.of(new Problem(null, 0, 0, "", why)));
  }

  private static String word(Ground ground) {
    return ground.name().toLowerCase(Locale.ROOT);
  }
}
