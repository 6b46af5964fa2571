package dev.plumbline.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.report.Merge;
import dev.plumbline.testing.Requirements;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The smoke suite as the page "after every deployment" runs it inside a network: an image, a pod
 * for each shard, all at a time, and their reports joined. The pods are containers of the Docker
 * daemon here, without any network.
 *
 * <p>Needs Docker, the image {@code debian:bookworm-slim} and {@code jlink}; skipped elsewhere.
 */
class ShardsInContainersTest {

  private static final int SHARDS = 3;
  private static final String IMAGE = "plumbline/smoke-test-" + ProcessHandle.current().pid();
  private static final List<String> CONTAINERS = new ArrayList<>();

  @TempDir static Path directory;
  private static String docker = "";

  @BeforeAll
  static void run_all_shards_at_a_time() throws IOException, InterruptedException {
    // Debian's client comes first: a newer one may refuse Debian's daemon.
    Path debians = Path.of("/usr/bin/docker");
    docker = (Files.isExecutable(debians) ? debians : Requirements.command("docker")).toString();
    Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
    Requirements.that(Files.isExecutable(jlink), "this JVM is no JDK with jlink");
    Requirements.that(
        new Ended(docker, "version").ok(), "no Docker answers, which the image is built by");
    Requirements.that(
        new Ended(docker, "image", "inspect", "debian:bookworm-slim").ok(),
        "Docker has no image debian:bookworm-slim");
    Path context = Files.createDirectory(directory.resolve("image"));
    classPath(context);
    new Ended(
            jlink.toString(),
            "--add-modules",
            "java.se,jdk.crypto.ec,jdk.naming.dns,jdk.unsupported",
            "--strip-debug",
            "--output",
            context.resolve("jre").toString())
        .require();
    new Ended(
            docker,
            "build",
            "--tag",
            IMAGE,
            "--build-arg",
            "COMMIT=c0ffee",
            "--file",
            "pipelines/Dockerfile",
            context.toString())
        .require();
    List<Process> running = new ArrayList<>();
    for (int index = 0; index < SHARDS; index++) {
      String container =
          new Ended(
                  docker,
                  "create",
                  "--network=none",
                  "--env=PLUMBLINE_SHARDS=" + SHARDS,
                  "--env=JOB_COMPLETION_INDEX=" + index,
                  "--env=PLUMBLINE_RUN=17",
                  "--env=PLUMBLINE_SKIPS=forbidden",
                  IMAGE)
              .require()
              .strip();
      CONTAINERS.add(container);
      running.add(
          new ProcessBuilder(docker, "start", "--attach", container)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve(index + ".log").toFile())
              .start());
    }
    for (int index = 0; index < SHARDS; index++) {
      assertThat(running.get(index).waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(running.get(index).exitValue())
          .as("%s", Files.readString(directory.resolve(index + ".log")))
          .isZero();
      new Ended(
              docker,
              "cp",
              CONTAINERS.get(index) + ":/reports",
              directory.resolve("shard-" + index).toString())
          .require();
    }
  }

  @AfterAll
  static void leave_nothing_behind() throws IOException, InterruptedException {
    for (String container : CONTAINERS) {
      new Ended(docker, "rm", "--force", container).require();
    }
    if (!docker.isEmpty() && new Ended(docker, "image", "inspect", IMAGE).ok()) {
      new Ended(docker, "rmi", "--force", IMAGE).require();
    }
  }

  @Test
  void together_they_have_run_every_class_once() throws IOException, InterruptedException {
    Ended merge = merge("shard-0", "shard-1", "shard-2");

    assertThat(merge.code).as("%s", merge.output).isZero();
    JsonNode report = read("merged/report.json");
    Set<String> ran = new TreeSet<>();
    List<String> each = new ArrayList<>();
    for (int index = 0; index < SHARDS; index++) {
      for (JsonNode unit : read("shard-" + index + "/report.json").at("/shard/units")) {
        if (unit.get("tests").intValue() > 0) {
          each.add(unit.get("name").stringValue());
        }
      }
    }
    ran.addAll(each);
    assertThat(each).doesNotHaveDuplicates();
    assertThat(ran).isEqualTo(smokeClasses());
    assertThat(report.at("/run/commit").stringValue()).isEqualTo("c0ffee");
    assertThat(report.at("/totals/tests").intValue())
        .isGreaterThan(ran.size())
        .isEqualTo(report.at("/totals/passed").intValue());
    assertThat(merge.output)
        .contains("Plumbline merge: shards 1/3, 2/3, 3/3: ")
        .contains(" 0 failed, 0 inconclusive, 0 skipped");
  }

  @Test
  void without_one_of_them_the_whole_is_not_green() throws IOException, InterruptedException {
    Ended merge = merge("shard-0", "shard-2");

    assertThat(merge.code).isEqualTo(3);
    assertThat(merge.output).contains("Not whole: shard 2/3 is missing");
  }

  /** Returns the classes with tests that are run after each deployment. */
  private static Set<String> smokeClasses() {
    Set<String> names = new TreeSet<>();
    ReflectionSupport.findAllClassesInPackage("dev.plumbline.examples", type -> true, name -> true)
        .stream()
        .filter(
            type ->
                Stream.concat(Stream.of(type), Stream.of(type.getDeclaredMethods()))
                    .flatMap(
                        element ->
                            AnnotationSupport.findRepeatableAnnotations(element, Tag.class)
                                .stream())
                    .anyMatch(tag -> tag.value().equals("smoke")))
        .forEach(type -> names.add(type.getName()));
    return names;
  }

  private static JsonNode read(String file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(directory.resolve(file)));
  }

  /** The command of the page, in the folder of the shards' reports. */
  private static Ended merge(String... shards) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "image/classes:image/lib/*",
                Merge.class.getName(),
                "--into",
                "merged"));
    command.addAll(List.of(shards));
    return new Ended(directory, command);
  }

  /** Copies this JVM's class path: jars, and folders as one. */
  private static void classPath(Path context) throws IOException {
    Path lib = Files.createDirectory(context.resolve("lib"));
    Path classes = Files.createDirectory(context.resolve("classes"));
    // Surefire's own is a jar that only names the class path.
    String path =
        Objects.requireNonNullElse(
            System.getProperty("surefire.test.class.path"), System.getProperty("java.class.path"));
    Map<String, Integer> names = new HashMap<>();
    List<Path> folders = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator)) {
      Path at = Path.of(entry);
      if (Files.isRegularFile(at)) {
        int same = names.merge(at.getFileName().toString(), 1, Integer::sum);
        if (same == 1) {
          Files.copy(at, lib.resolve(at.getFileName()));
        }
      } else if (Files.isDirectory(at)) {
        folders.add(at);
      }
    }
    for (int i = 0; i < folders.size(); i++) {
      // The suite's own is what is searched for tests; those of the harness are beside the jars.
      copy(folders.get(i), isSuite(folders.get(i)) ? classes : lib.resolve("harness"));
    }
    if (Files.isDirectory(lib.resolve("harness"))) {
      new Ended(
              Path.of(System.getProperty("java.home"), "bin", "jar").toString(),
              "--create",
              "--file",
              lib.resolve("harness.jar").toString(),
              "-C",
              lib.resolve("harness").toString(),
              ".")
          .require();
    }
  }

  private static boolean isSuite(Path folder) {
    return Files.isDirectory(folder.resolve("dev/plumbline/examples"));
  }

  /** Files of services are there in several folders: all of them count. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        if (!Files.exists(target)) {
          Files.copy(file, target);
        } else if (target.toString().contains("META-INF/services")) {
          Files.writeString(target, Files.readString(target) + "\n" + Files.readString(file));
        }
      }
    }
  }

  /** A command that has ended. */
  private static final class Ended {

    private final List<String> command;
    private final String output;
    private final int code;

    Ended(String... command) {
      this(Path.of("."), List.of(command));
    }

    Ended(Path folder, List<String> command) {
      this.command = command;
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        code = process.waitFor();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(String.join(" ", command), e);
      }
    }

    boolean ok() {
      return code == 0;
    }

    String require() {
      assertThat(code).as("%s\n%s", String.join(" ", command), output).isZero();
      return output;
    }
  }
}
