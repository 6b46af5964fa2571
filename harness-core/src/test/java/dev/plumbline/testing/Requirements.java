package dev.plumbline.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs from the machine. Where it is missing the test is skipped with the reason,
 * unless skips are forbidden: then it fails with it.
 *
 * <p>Skips are forbidden by the system property {@code plumbline.skips=forbidden} or the
 * environment variable {@code PLUMBLINE_SKIPS=forbidden}.
 */
public final class Requirements {

  private Requirements() {}

  /**
   * Returns the path of a command, as {@code named}: from PATH, or from the directories of system
   * commands that it may lack.
   */
  public static Path command(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    Stream<String> directories =
        Stream.concat(
            Stream.of(path.split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/sbin", "/usr/local/sbin"));
    Path found =
        directories
            .filter(directory -> !directory.isEmpty())
            .map(directory -> Path.of(directory, name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    that(found != null, "the command \"" + name + "\" is not installed");
    return Objects.requireNonNull(found);
  }

  /** Skips the test when a requirement is not met, or fails it where skips are forbidden. */
  public static void that(boolean met, String reason) {
    if (met) {
      return;
    }
    if (skipsForbidden(System.getProperty("plumbline.skips"), System.getenv("PLUMBLINE_SKIPS"))) {
      Assertions.fail(reason + ", and skips are forbidden (plumbline.skips=forbidden)");
    }
    Assumptions.abort(reason);
  }

  static boolean skipsForbidden(String property, String variable) {
    return "forbidden".equals(property == null ? variable : property);
  }
}
