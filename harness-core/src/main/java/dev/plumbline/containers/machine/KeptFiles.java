package dev.plumbline.containers.machine;

import dev.plumbline.containers.plan.Plan;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps what was generated for a machine that did not come up, for whoever looks into it. */
final class KeptFiles {

  /** How many are kept where nobody else clears up. */
  static final int MOST = 10;

  private static final String OWNER_ONLY = "rwx------";

  private KeptFiles() {}

  /**
   * Writes a plan's files below the folder of the report, or below one of this user's own where
   * there is none, and returns where they are, in words; where they cannot be written, why.
   *
   * @param name a name that no other machine has
   */
  static String of(Plan plan, String name) {
    return Optional.ofNullable(System.getProperty("plumbline.report.dir"))
        .or(() -> Optional.ofNullable(System.getenv("PLUMBLINE_REPORT_DIR")))
        .or(
            () ->
                Files.isDirectory(Path.of("target"))
                    ? Optional.of("target/plumbline")
                    : Optional.empty())
        .map(folder -> kept(plan, Path.of(folder).resolve(name)))
        .orElseGet(() -> keptIn(Path.of(System.getProperty("java.io.tmpdir")), plan, name));
  }

  /** Writes them below a folder that belongs to nobody. */
  static String keptIn(Path everybodys, Plan plan, String name) {
    Path own = everybodys.resolve("plumbline-" + user()).toAbsolutePath();
    try {
      own = owned(own);
      removeOldest(own);
      return kept(plan, own.resolve(name)) + ", where the " + MOST + " latest are kept";
    } catch (IOException e) {
      return cannot(own, e);
    }
  }

  private static String user() {
    return System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
  }

  /** Returns a folder that nobody else can look into: this one, or where it is another's, a new. */
  private static Path owned(Path wanted) throws IOException {
    Path parent = wanted.getParent();
    try {
      return Files.createDirectory(wanted, ownerOnly(wanted));
    } catch (FileAlreadyExistsException e) {
      Path fresh = Files.createTempDirectory(parent, "plumbline-");
      if (!Files.isDirectory(wanted, LinkOption.NOFOLLOW_LINKS)
          || !Files.getOwner(wanted, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(fresh))) {
        return fresh;
      }
      Files.delete(fresh);
      if (isPosix(wanted)) {
        Files.setPosixFilePermissions(wanted, PosixFilePermissions.fromString(OWNER_ONLY));
      }
      return wanted;
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Leaves room for one more. */
  private static void removeOldest(Path folder) throws IOException {
    Map<Path, FileTime> times = new HashMap<>();
    try (Stream<Path> kept = Files.list(folder)) {
      for (Path one : kept.toList()) {
        times.put(one, Files.getLastModifiedTime(one, LinkOption.NOFOLLOW_LINKS));
      }
    }
    List<Path> newestFirst = new ArrayList<>(times.keySet());
    newestFirst.sort(Comparator.comparing(times::get).reversed());
    for (Path old :
        newestFirst.subList(Math.min(MOST - 1, newestFirst.size()), newestFirst.size())) {
      try (Stream<Path> below = Files.walk(old)) {
        for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  private static String kept(Plan plan, Path folder) {
    Path directory = folder.toAbsolutePath();
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
      return cannot(directory, e);
    }
  }

  private static String cannot(Path directory, IOException e) {
    return "its generated configuration cannot be written to %s: %s".formatted(directory, e);
  }
}
