package dev.plumbline.containers.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other JVMs do with labs: those that are killed, and those that lack something. */
class OtherJvmTest {

  /** The machine waits ten seconds for another heartbeat. */
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void what_a_killed_jvm_leaves_is_gone_soon() throws Exception {
    WithDocker.here();
    Process jvm = jvm(List.of(), Map.of(), LabOfAnotherJvm.class, "killed-jvm").start();
    Fate fate = new Fate();
    try {
      String up = jvm.inputReader().readLine();
      assertThat(up).startsWith("up: plumbline-killed-jvm-");
      String name = up.substring("up: ".length());
      assertThat(WithDocker.containers("killed-jvm")).containsExactly(name);
      WithDocker.here().client().eventsCmd().withContainerFilter(name).exec(fate).awaitStarted();

      jvm.destroyForcibly().waitFor();

      assertThat(fate.awaitRemoved(SOON)).isTrue();
      assertThat(WithDocker.containers("killed-jvm")).isEmpty();
    } finally {
      jvm.destroyForcibly();
      fate.close();
    }
  }

  @Test
  void a_full_disk_for_temporary_files_is_no_hindrance() throws Exception {
    WithDocker.here();
    Requirements.that("root".equals(System.getProperty("user.name")), "needs root");
    List<String> full =
        List.of(
            Requirements.command("unshare").toString(),
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=16k tmpfs /mnt; dd if=/dev/zero of=/mnt/full bs=1k 2> /dev/null; exec \"$@\"",
            "sh");
    Process jvm = jvm(full, Map.of(), LabOfAnotherJvm.class, "full-disk").start();
    try {
      assertThat(jvm.inputReader().readLine()).startsWith("up: plumbline-full-disk-");
      jvm.getOutputStream().close();
      assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(jvm.exitValue()).isZero();
      assertThat(WithDocker.containers("full-disk")).isEmpty();
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void a_daemon_that_stops_while_a_lab_runs_is_told_and_leaves_nothing(@TempDir Path directory)
      throws Exception {
    try (DockerBehindDoor door = door(directory, null)) {
      Map<String, String> through = Map.of("DOCKER_HOST", door.address());
      Process jvm = jvm(List.of(), through, LabOfAnotherJvm.class, "daemon-stops").start();
      try {
        String name = jvm.inputReader().readLine().substring("up: ".length());
        assertThat(WithDocker.containers("daemon-stops")).containsExactly(name);

        door.shut();
        jvm.getOutputStream().close();

        assertThat(jvm.inputReader().readLine())
            .isEqualTo(
                "ended: container %s is out of sight: the connection to Docker has ended, as it does when Docker is stopped. Its last lines:"
                    .formatted(name));
        assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        jvm.destroyForcibly();
      }
      // Nobody has told the daemon: the machine has ended by itself.
      Fate fate = new Fate();
      try {
        WithDocker.here()
            .client()
            .eventsCmd()
            .withLabelFilter(Map.of(DockerMachine.LABEL, "daemon-stops"))
            .exec(fate)
            .awaitStarted();
        if (!WithDocker.containers("daemon-stops").isEmpty()) {
          assertThat(fate.awaitRemoved(SOON)).isTrue();
        }
      } finally {
        fate.close();
      }
      assertThat(WithDocker.containers("daemon-stops")).isEmpty();
    }
  }

  @Test
  void a_daemon_that_stops_while_a_lab_opens_is_one_clear_error(@TempDir Path directory)
      throws Exception {
    try (DockerBehindDoor door = door(directory, "/containers/create")) {
      Map<String, String> through = Map.of("DOCKER_HOST", door.address());
      assertThat(output(jvm(List.of(), through, GroundOfAnotherJvm.class, "open")))
          .startsWith(
              "dev.plumbline.lab.LabException: the container of lab \"tiny\" cannot be made")
          .contains(door.address());
    }
    assertThat(WithDocker.containers("tiny")).isEmpty();
  }

  /** Opens a door to this machine's daemon; skips the test where that has no socket. */
  private static DockerBehindDoor door(Path directory, @Nullable String lastRequest)
      throws IOException {
    WithDocker.here();
    String host =
        Objects.requireNonNullElse(System.getenv("DOCKER_HOST"), "unix:///var/run/docker.sock");
    Requirements.that(host.startsWith("unix://"), "the daemon has no socket: " + host);
    return new DockerBehindDoor(
        Path.of(host.substring("unix://".length())), directory.resolve("d.sock"), lastRequest);
  }

  @Test
  void without_docker_the_ground_is_not_available_and_opening_says_so() throws Exception {
    Map<String, String> nowhere = Map.of("DOCKER_HOST", "unix:///nowhere/docker.sock");

    assertThat(output(jvm(List.of(), nowhere, GroundOfAnotherJvm.class, "unavailable")))
        .contains("nobody answers at unix:///nowhere/docker.sock: No such file or directory")
        .contains("DOCKER_HOST is unix:///nowhere/docker.sock");
    assertThat(output(jvm(List.of(), nowhere, GroundOfAnotherJvm.class, "open")))
        .startsWith("dev.plumbline.lab.LabException: the ground containers needs Docker: ")
        .contains("nobody answers at unix:///nowhere/docker.sock");
  }

  @Test
  void without_testcontainers_the_error_prints_the_dependency_to_add() throws Exception {
    ProcessBuilder open = jvm(List.of(), Map.of(), GroundOfAnotherJvm.class, "open");
    withoutTestcontainers(open);
    assertThat(output(open))
        .isEqualTo(
            """
            dev.plumbline.lab.LabException: environment "tiny" is on the ground containers, which needs Testcontainers, and that is not on the class path. Add to the dependencies of the project:
              <dependency>
                <groupId>org.testcontainers</groupId>
                <artifactId>testcontainers</artifactId>
                <version>%s</version>
                <scope>test</scope>
              </dependency>
            or, with Gradle: testImplementation("org.testcontainers:testcontainers:%s")
            """
                .formatted(
                    org.testcontainers.DockerClientFactory.TESTCONTAINERS_VERSION,
                    org.testcontainers.DockerClientFactory.TESTCONTAINERS_VERSION));

    ProcessBuilder unavailable = jvm(List.of(), Map.of(), GroundOfAnotherJvm.class, "unavailable");
    withoutTestcontainers(unavailable);
    // For the project to mend, not a reason to skip.
    assertThat(output(unavailable)).isEqualTo("available\n");
  }

  private static void withoutTestcontainers(ProcessBuilder jvm) {
    List<String> command = jvm.command();
    int path = command.indexOf("-cp") + 1;
    command.set(
        path,
        String.join(
            ":",
            List.of(command.get(path).split(":")).stream()
                .filter(entry -> !entry.contains("testcontainers"))
                .filter(entry -> !entry.contains("docker-java"))
                .toList()));
  }

  private static String output(ProcessBuilder jvm) throws IOException, InterruptedException {
    Process process = jvm.start();
    String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return all;
  }

  private static ProcessBuilder jvm(
      List<String> before, Map<String, String> variables, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            before.isEmpty() ? "-Dplumbline.other=jvm" : "-Djava.io.tmpdir=/mnt",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(variables);
    return builder;
  }
}
