package dev.plumbline.baseline;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where baselines are, and whether this run rewrites them. The system properties {@value #MODE} and
 * {@value #DIRECTORY} say so, or else the environment variables of their names in capitals, with
 * {@code _} for the dots.
 */
public final class Baselines {

  /** {@code compare}, the default, or {@code update}. */
  public static final String MODE = "plumbline.baseline";

  /** The folder of the files; {@value #DEFAULT_DIRECTORY} by default. */
  public static final String DIRECTORY = "plumbline.baseline.dir";

  /** The folder of the files where none is named, relative to the module that is built. */
  public static final String DEFAULT_DIRECTORY = "src/test/resources/baselines";

  /** By which build servers say that they are one. */
  private static final List<String> BUILD_SERVERS =
      List.of(
          "CI",
          "TF_BUILD",
          "GITHUB_ACTIONS",
          "GITLAB_CI",
          "JENKINS_URL",
          "TEAMCITY_VERSION",
          "TEAMCITY_PROJECT_NAME",
          "bamboo_buildNumber",
          "BUILD_ID",
          "BUILD_NUMBER",
          "BUILDKITE",
          "CIRCLECI",
          "TRAVIS",
          "BITBUCKET_BUILD_NUMBER",
          "CODEBUILD_BUILD_ID",
          "KUBERNETES_SERVICE_HOST");

  /** How many drills of this JVM run tests. */
  private static final AtomicInteger DRILLS = new AtomicInteger();

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private final UnaryOperator<@Nullable String> properties;
  private final UnaryOperator<@Nullable String> variables;

  Baselines(UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> variables) {
    this.properties = properties;
    this.variables = variables;
  }

  /** Returns the baselines by this JVM's system properties and environment variables. */
  public static Baselines ofSettings() {
    return new Baselines(System::getProperty, System::getenv);
  }

  /**
   * Runs tests in a network that is broken on purpose, and returns what came of them. Until then no
   * baseline is written in this JVM, by whichever thread: the tests may have threads of their own.
   */
  public static <T> T drill(Supplier<T> tests) {
    DRILLS.incrementAndGet();
    try {
      return tests.get();
    } finally {
      DRILLS.decrementAndGet();
    }
  }

  private Optional<String> setting(String property) {
    return Optional.ofNullable(properties.apply(property))
        .or(
            () ->
                Optional.ofNullable(
                    variables.apply(property.toUpperCase(Locale.ROOT).replace('.', '_'))))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /**
   * Returns whether this run rewrites baselines.
   *
   * @throws BaselineException when it is asked to and may not: on a build server, where skips are
   *     forbidden, as they are in runs that others rely on, and while a drill is under way
   */
  public boolean isUpdating() {
    String mode = setting(MODE).orElse("compare");
    if (mode.equalsIgnoreCase("compare")) {
      return false;
    }
    if (!mode.equalsIgnoreCase("update")) {
      throw new BaselineException(MODE + "=" + mode + " is not one of compare, update");
    }
    BUILD_SERVERS.stream()
        .filter(v -> isSet(variables.apply(v)))
        .findFirst()
        .ifPresent(v -> refuse(v + " is set: on a build server"));
    setting("plumbline.skips")
        .filter(s -> s.equalsIgnoreCase("forbidden"))
        .ifPresent(s -> refuse("plumbline.skips=forbidden: in a run that others rely on"));
    if (DRILLS.get() > 0) {
      refuse("a drill is under way: while a network is broken on purpose");
    }
    return true;
  }

  private static boolean isSet(@Nullable String value) {
    return value != null
        && !value.isBlank()
        && !value.strip().equalsIgnoreCase("false")
        && !value.strip().equals("0");
  }

  private static void refuse(String where) {
    throw new BaselineException(
        MODE
            + "=update is refused, since "
            + where
            + " no baseline is rewritten. Update it where its difference is reviewed and committed.");
  }

  /**
   * Returns the file of a baseline, whether it is there or not.
   *
   * @param name its name, which stands for {@code <name>.json} in the folder of baselines; or a
   *     path, which has a slash or ends with {@code .json}
   * @throws BaselineException for a name that is none
   */
  public Path file(String name) {
    if (isPath(name)) {
      return Path.of(name);
    }
    if (!NAME.matcher(name).matches()) {
      throw new BaselineException(
          "\""
              + name
              + "\" is not the name of a baseline: letters, digits, points, dashes and underscores; or a path that ends with .json");
    }
    return directory().resolve(name + ".json");
  }

  private static boolean isPath(String name) {
    return name.endsWith(".json") || name.contains("/") || name.contains("\\");
  }

  private Path directory() {
    return Path.of(setting(DIRECTORY).orElse(DEFAULT_DIRECTORY));
  }

  /**
   * Returns a baseline; empty when there is none. Where there is no folder of baselines, as in a
   * test jar, {@code baselines/<name>.json} on the class path is read.
   *
   * @throws BaselineException when it cannot be read, or is none
   */
  public Optional<Recording> read(String name) {
    Path file = file(name);
    if (Files.exists(file)) {
      return Optional.of(Recording.read(file));
    }
    if (isPath(name) || Files.isDirectory(directory())) {
      return Optional.empty();
    }
    String resource = "baselines/" + name + ".json";
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    URL url = loader == null ? null : loader.getResource(resource);
    if (url == null) {
      return Optional.empty();
    }
    try (InputStream in = url.openStream()) {
      return Optional.of(
          RecordingFile.read(
              url.toString(), new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new BaselineException("baseline " + url + " cannot be read: " + e, e);
    }
  }

  /**
   * Writes a baseline anew and returns its file.
   *
   * @throws BaselineException when something of the recording was not seen, when it is empty, when
   *     its folder is not the one of a module, while a drill is under way, and when it cannot be
   *     written
   */
  public Path write(String name, Recording recording) {
    Path file = file(name);
    if (DRILLS.get() > 0) {
      throw new BaselineException(
          "baseline "
              + name
              + " is not written: a drill is under way, in which a network is broken on purpose");
    }
    if (!recording.isWhole() || recording.isEmpty()) {
      throw new BaselineException(
          "baseline "
              + name
              + " is not written: "
              + (recording.isEmpty()
                  ? "it has nothing that a vantage saw"
                  : "not all of it was seen"));
    }
    if (!isPath(name)
        && setting(DIRECTORY).isEmpty()
        && !Files.isDirectory(Path.of("src", "test", "resources"))) {
      throw new BaselineException(
          "baseline "
              + name
              + " is not written: there is no folder src/test/resources in "
              + Path.of("").toAbsolutePath()
              + "; run from the module's folder, or name one with "
              + DIRECTORY);
    }
    recording.write(file);
    return file;
  }
}
