package dev.plumbline.containers;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.observation.Journal;
import dev.plumbline.testing.Requirements;
import dev.plumbline.vantage.Vantage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a lab's disk is full, a request that cannot be written down is not answered, and nothing is
 * said of what has come or has not: the lab is whole no longer.
 */
class UnwrittenRequestsTest {

  @TempDir private Path directory;

  private Path disk;

  @BeforeEach
  void aSmallDisk() throws IOException, InterruptedException {
    Requirements.that("root".equals(System.getProperty("user.name")), "needs root");
    disk = Files.createDirectories(directory.resolve("machine/log"));
    run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString());
  }

  @AfterEach
  void noDisk() throws IOException, InterruptedException {
    run("umount", disk.toString());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    command[0] = Requirements.command(command[0]).toString();
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private void fill() {
    assertThatThrownBy(
            () -> {
              try (OutputStream file = Files.newOutputStream(disk.resolve("full"))) {
                while (true) {
                  file.write(new byte[1024]);
                }
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  @Test
  void nothing_is_said_where_requests_cannot_be_written_down() {
    Network network =
        Network.builder("full")
            .segment("net", "10.7.0.0/24")
            .host("app", "net", "10.7.0.5", host -> host.http(80, Handling.replying(200, "here")))
            .build();
    Environment environment =
        Environment.builder("full").ground(Ground.CONTAINERS).vantage("desk", "net").build();
    try (Lab lab =
        NamespacesGround.in(directory, () -> Lab.open(environment, network, new Journal()))) {
      Vantage desk = lab.vantage("desk");
      assertThat(lab.arrivals("app")).isEmpty();
      fill();
      assertThat(desk.get("http://10.7.0.5/").outcome().describe())
          .contains("a server of the lab is gone: nginx-h0 has ended by signal SIGKILL")
          .contains("a request cannot be written down: No space left on device");
      for (ThrowingCallable asked :
          new ThrowingCallable[] {() -> lab.arrivals("app"), () -> lab.accessLog("app")}) {
        assertThatThrownBy(asked)
            .isInstanceOf(LabException.class)
            .hasMessageStartingWith(
                "the lab of network \"full\" is no longer whole: a server of the lab is gone: nginx-h0 has ended by signal SIGKILL");
      }
    }
  }
}
