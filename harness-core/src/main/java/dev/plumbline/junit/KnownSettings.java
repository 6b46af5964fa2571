package dev.plumbline.junit;

import dev.plumbline.descriptor.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of all settings. A name that is none would have no effect, and the run would show
 * something else than it was asked for: the simulation, say, in place of the live network.
 *
 * <p>What else on the class path has settings that begin with {@code plumbline.} names them in
 * resources {@value #OTHERS}, one on each line.
 */
final class KnownSettings {

  static final String OTHERS = "META-INF/plumbline/settings";

  static final List<String> OWN =
      List.of(
          "plumbline.armed",
          "plumbline.baseline",
          "plumbline.baseline.dir",
          "plumbline.commit",
          "plumbline.containers.base-image",
          "plumbline.containers.image",
          "plumbline.containers.start-timeout",
          "plumbline.deadline",
          "plumbline.environment",
          "plumbline.ground",
          "plumbline.inconclusive",
          "plumbline.report.dir",
          "plumbline.run",
          "plumbline.shard",
          "plumbline.shard.by",
          "plumbline.shards",
          "plumbline.skips");

  /** What builds call the version of this library; Maven hands on what its command line says. */
  private static final String VERSION = "plumbline.version";

  private static final Pattern PROPERTY = Pattern.compile("(?i)plumbline[._].*");
  private static final Pattern VARIABLE = Pattern.compile("(?i)plumbline[._-].*");

  private final Set<String> names = new TreeSet<>(OWN);

  /**
   * The settings of Plumbline and of others.
   *
   * @param others the names of theirs
   */
  KnownSettings(Collection<String> others) {
    names.addAll(others);
  }

  /** Returns those of this class path. */
  static KnownSettings ofThisJvm() {
    ClassLoader loader =
        Objects.requireNonNullElse(
            Thread.currentThread().getContextClassLoader(), KnownSettings.class.getClassLoader());
    try {
      List<String> others = new ArrayList<>();
      for (URL resource : Collections.list(loader.getResources(OTHERS))) {
        try (InputStream in = resource.openStream()) {
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .forEach(others::add);
        }
      }
      return new KnownSettings(others);
    } catch (IOException e) {
      throw new UncheckedIOException("the resources " + OTHERS + " cannot be read", e);
    }
  }

  /**
   * Returns what is wrong with the names of settings; empty when nothing is.
   *
   * @param properties the names of system properties: all that begin with {@code plumbline.} have
   *     to be known
   * @param parameters the names of JUnit's configuration parameters, likewise
   * @param variables the environment variables: one that is not near any is somebody's own, as
   *     those that descriptors have for placeholders
   */
  Optional<String> mistakes(
      Collection<String> properties, Collection<String> parameters, Map<String, String> variables) {
    List<String> found = new ArrayList<>();
    Set<String> all = new TreeSet<>(properties);
    all.forEach(name -> property("the system property", name).ifPresent(found::add));
    Set<String> others = new TreeSet<>(parameters);
    others.removeAll(all);
    others.forEach(name -> property("the configuration parameter", name).ifPresent(found::add));
    new TreeSet<>(variables.keySet())
        .forEach(name -> variable(name, variables).ifPresent(found::add));
    return found.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", found));
  }

  private Optional<String> property(String kind, String name) {
    if (!PROPERTY.matcher(name).matches() || names.contains(name) || name.equals(VERSION)) {
      return Optional.empty();
    }
    String told = kind + " " + name + " is no setting of Plumbline, and would do nothing";
    return Optional.of(
        nearest(name)
            .map(near -> told + "; did you mean " + near + "?")
            .orElseGet(() -> told + "; there are " + String.join(", ", names)));
  }

  private Optional<String> variable(String name, Map<String, String> variables) {
    if (!VARIABLE.matcher(name).matches()) {
      return Optional.empty();
    }
    Map<String, String> known =
        names.stream().collect(Collectors.toMap(KnownSettings::variable, each -> each));
    String upper = name.toUpperCase(Locale.ROOT);
    boolean asked =
        known.containsKey(name)
            // Windows asks for names in whatever case.
            || known.containsKey(upper)
                && Objects.equals(variables.get(name), System.getenv(upper));
    if (asked || upper.equals(variable(VERSION))) {
      return Optional.empty();
    }
    return nearest(name)
        .map(
            near ->
                "the environment variable "
                    + name
                    + " is no setting of Plumbline, and would do nothing; did you mean "
                    + variable(near)
                    + "? One of your own needs a name that is less like it");
  }

  /** What all names begin with would make all of them alike. */
  private Optional<String> nearest(String name) {
    int prefix = "plumbline.".length();
    return NearestName.to(
            name.substring(prefix), names.stream().map(each -> each.substring(prefix)).toList())
        .map(near -> "plumbline." + near);
  }

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
