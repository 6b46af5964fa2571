package dev.plumbline.environment;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Document;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Environments from descriptor files. */
public final class Environments {

  /** The system property that names the environment to use in place of the one a test names. */
  public static final String PROPERTY = "plumbline.environment";

  /** The environment variable that does so where the system property is not set. */
  public static final String VARIABLE = "PLUMBLINE_ENVIRONMENT";

  /**
   * The system property that names the ground of environments in place of the one that their
   * descriptors name: {@code simulated} or {@code containers}.
   */
  public static final String GROUND_PROPERTY = "plumbline.ground";

  /** The environment variable that does so where the system property is not set. */
  public static final String GROUND_VARIABLE = "PLUMBLINE_GROUND";

  private Environments() {}

  /**
   * An environment, with the network that it names.
   *
   * @param environment the environment; its paths are absolute
   * @param network the network description; null when the environment names none
   * @param secrets the texts that must not be shown in a report: see {@link Document#secrets()}
   * @param notes what was left out of the network, and what was taken for granted: see {@link
   *     Document#notes()}; and that it is on another ground than its descriptor says
   */
  public record Loaded(
      Environment environment, @Nullable Network network, Set<String> secrets, List<String> notes) {
    /** Copies the collections. */
    public Loaded {
      secrets = Set.copyOf(secrets);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Returns an environment by name or path, or the one that overrides it.
   *
   * <p>A name stands for {@code environments/<name>.yaml} on the class path, or else for a file of
   * that name; what holds a slash or ends in {@code .yaml} is the path of a file. The system
   * property {@value #PROPERTY}, or else the environment variable {@value #VARIABLE}, names another
   * environment to use instead; when there is no such environment, that is an error. The paths of
   * the network and of trusted certificates are made absolute. The network is read, and both are
   * checked together.
   *
   * <p>The system property {@value #GROUND_PROPERTY}, or else the environment variable {@value
   * #GROUND_VARIABLE}, puts it on another ground than its descriptor says: {@code simulated} or
   * {@code containers}. Never on {@code live}, and none that is there on another: guards, budgets
   * and vantages are written for one or the other.
   *
   * @throws DescriptorException when something is wrong with it; with everything that is, and where
   *     it was looked for when there is none; and when it cannot be put on the ground asked for
   */
  public static Environment load(String nameOrPath) {
    return loadWithNetwork(nameOrPath).environment();
  }

  /**
   * Returns an environment by name or path, or the one that overrides it, with its network. See
   * {@link #load}.
   *
   * @throws DescriptorException when something is wrong with either; with everything that is
   */
  public static Loaded loadWithNetwork(String nameOrPath) {
    return load(nameOrPath, System::getProperty, System::getenv);
  }

  /**
   * Checks an environment that was built in code together with its network, as those that are read
   * from files are checked.
   *
   * @param network the network; null where the environment has none
   * @throws DescriptorException when something is wrong with either; with everything that is
   */
  public static void check(Environment environment, @Nullable Network network) {
    Problems problems =
        Problems.inCode("the environment \"" + environment.name() + "\" is not valid");
    Environment whole =
        network == null || environment.network() != null
            ? environment
            : environment.toBuilder().network("in code").build();
    EnvironmentChecks.check(whole, problems);
    if (network != null) {
      EnvironmentChecks.check(environment, network, problems);
      try {
        Networks.check(network);
      } catch (DescriptorException e) {
        problems.addAll(e);
      }
    }
    problems.throwIfAny();
  }

  static Loaded load(
      String nameOrPath,
      UnaryOperator<@Nullable String> properties,
      UnaryOperator<@Nullable String> variables) {
    Optional<AskedGround> ground = AskedGround.of(properties, variables);
    Loaded loaded =
        read(
            Locations.find(Asked.of(properties, variables).orElse(new Asked(nameOrPath, "")))
                .withVariables(variables),
            variables);
    return ground.map(asked -> asked.applied(loaded)).orElse(loaded);
  }

  static Loaded read(Source source, UnaryOperator<@Nullable String> variables) {
    // The network is read while the environment is checked, so that the problems of both are said
    // at once.
    AtomicReference<@Nullable Loaded> loaded = new AtomicReference<>();
    Document<Environment> document =
        EnvironmentDescriptor.FORMAT.toBuilder()
            .check(
                (environment, problems) ->
                    loaded.set(withNetwork(environment, source, variables, problems)))
            .build()
            .read(source.withVariables(variables));
    Loaded both = Objects.requireNonNull(loaded.get());
    Set<String> secrets = new LinkedHashSet<>(document.secrets());
    secrets.addAll(both.secrets());
    secrets.addAll(both.environment().secrets());
    return new Loaded(both.environment(), both.network(), secrets, both.notes());
  }

  private static Loaded withNetwork(
      Environment environment,
      Source source,
      UnaryOperator<@Nullable String> variables,
      Problems problems) {
    Environment absolute = Locations.absolute(environment, source, problems);
    if (absolute.network() == null || problems.broken("network")) {
      return new Loaded(absolute, null, Set.of(), List.of());
    }
    try {
      Document<Network> network =
          Networks.read(Locations.source(absolute.network()).withVariables(variables));
      EnvironmentChecks.check(absolute, network.value(), problems);
      return new Loaded(absolute, network.value(), network.secrets(), network.notes());
    } catch (DescriptorException e) {
      problems.addAll(e);
      return new Loaded(absolute, null, Set.of(), List.of());
    }
  }

  /** Which environment was asked for, and by whom: empty for a test. */
  record Asked(String nameOrPath, String by) {

    static Optional<Asked> of(
        UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> variables) {
      String property = properties.apply(PROPERTY);
      String variable = variables.apply(VARIABLE);
      if (property != null) {
        return Optional.of(new Asked(property, "the system property " + PROPERTY));
      }
      return variable == null
          ? Optional.empty()
          : Optional.of(new Asked(variable, "the environment variable " + VARIABLE));
    }
  }
}
