package dev.plumbline.containers.machine;

import dev.plumbline.containers.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Keeps what was generated for a machine that did not come up, for whoever looks into it. */
final class KeptFiles {

  private KeptFiles() {}

  /**
   * Writes a plan's files below the folder of the report, and returns where they are, in words;
   * where they cannot be written, why.
   *
   * @param name a name that no other machine has
   */
  static String of(Plan plan, String name) {
    Path directory =
        Path.of(
                Optional.ofNullable(System.getProperty("plumbline.report.dir"))
                    .or(() -> Optional.ofNullable(System.getenv("PLUMBLINE_REPORT_DIR")))
                    .orElse(
                        Files.isDirectory(Path.of("target"))
                            ? "target/plumbline"
                            : System.getProperty("java.io.tmpdir") + "/plumbline"))
            .resolve(name)
            .toAbsolutePath();
    try {
      for (Map.Entry<String, String> file : plan.files().entrySet()) {
        Path path = directory.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("plan.json"), PlanJson.write(plan));
      return "its generated configuration is in " + directory;
    } catch (IOException e) {
      return "its generated configuration cannot be written to %s: %s".formatted(directory, e);
    }
  }
}
