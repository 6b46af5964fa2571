package dev.plumbline.containers.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.dockerjava.api.model.Ports;
import dev.plumbline.containers.plan.Plan.Listening;
import dev.plumbline.containers.plan.Plan.Service;
import dev.plumbline.lab.LabException;
import dev.plumbline.vantage.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DockerMachineTest {

  private static Docker docker;
  private static String image;

  @BeforeAll
  static void needsDocker() {
    docker = WithDocker.here();
    image = LabImage.ready(docker, Settings.ofThisJvm(), new StartUp("machine-test"));
  }

  @Test
  void starts_what_the_plan_says_and_leaves_nothing() {
    StartUp startUp = new StartUp("machine-whole");
    try (DockerMachine machine =
        start("machine-whole", List.of(), Duration.ofMinutes(1), startUp)) {
      assertThat(WithDocker.containers("machine-whole")).containsExactly(machine.name());
      InetAddress at = machine.socks().getAddress();
      assertThat(at.isLoopbackAddress() || at.isSiteLocalAddress()).as("%s", at).isTrue();
      assertThat(machine.control().getPort()).isNotEqualTo(machine.socks().getPort());
      assertThat(machine.ended()).isEmpty();
      assertThat(machine.lastLines()).contains(MachineProgram.READY);
    }

    assertThat(WithDocker.containers("machine-whole")).isEmpty();
    assertThat(startUp.steps())
        .anyMatch(step -> step.startsWith("container plumbline-machine-whole-"))
        .anyMatch(step -> step.startsWith("3 namespaces"))
        .anyMatch(step -> step.startsWith("plan carried out"));
  }

  @Test
  void a_reset_arrives_as_a_reset() throws Exception {
    try (DockerMachine machine =
            start(
                "machine-reset",
                List.of(OddServer.service()),
                Duration.ofMinutes(1),
                new StartUp("machine-reset"));
        Transport client = Transport.socks5(machine.socks(), "client", machine.secret())) {
      Transport.Connection connection =
          client
              .connect(
                  new InetSocketAddress(TinyNetwork.SERVER, OddServer.RESETTING),
                  Duration.ofSeconds(10))
              .join();
      assertThat(connection).isInstanceOf(Transport.Connection.Opened.class);
      try (Socket socket = ((Transport.Connection.Opened) connection).channel().socket()) {
        assertThat(socket.getInputStream().readNBytes(3)).hasSize(3);
        socket.getOutputStream().write(1);
        assertThatThrownBy(socket.getInputStream()::read)
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("reset");
      }
    }
  }

  @Test
  void tells_that_it_was_killed_and_what_it_said_last() {
    try (DockerMachine machine =
        start("machine-killed", List.of(), Duration.ofMinutes(1), new StartUp("machine-killed"))) {
      docker.client().killContainerCmd(machine.name()).exec();

      assertThat(machine.endedSoon())
          .hasValueSatisfying(
              how ->
                  assertThat(how)
                      .startsWith("container " + machine.name() + " was killed (status 137)")
                      .contains("\n  " + MachineProgram.READY));
      assertThat(machine.ended()).isPresent();
    }
    assertThat(WithDocker.containers("machine-killed")).isEmpty();
  }

  @Test
  void a_server_that_does_not_start_is_told_with_its_last_lines_and_its_configuration()
      throws Exception {
    Service broken =
        new Service(
            "broken",
            "server",
            List.of("sh", "-c", "echo broken: no such directive in line 3; exit 1"),
            List.of(new Listening("10.1.0.5", 8000)),
            "hello.txt");

    Throwable thrown =
        catchThrowable(
            () ->
                start(
                    "machine-broken",
                    List.of(broken),
                    Duration.ofMinutes(1),
                    new StartUp("machine-broken")));

    assertThat(thrown)
        .isInstanceOf(LabException.class)
        .hasMessageContaining("lab \"machine-broken\" does not come up on Docker ")
        .hasMessageContaining("has ended with status 1")
        .hasMessageContaining("broken: no such directive in line 3")
        .hasMessageContaining("its generated configuration is in ");
    String message = thrown.getMessage();
    Path kept = Path.of(message.substring(message.lastIndexOf(" is in ") + " is in ".length()));
    assertThat(kept.resolve("hello.txt")).hasContent("hello");
    try (var files = Files.walk(kept)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    assertThat(WithDocker.containers("machine-broken")).isEmpty();
  }

  @Test
  void gives_up_after_its_time() {
    Service silent =
        new Service(
            "silent",
            "server",
            List.of("sleep", "600"),
            List.of(new Listening("10.1.0.5", 8000)),
            "hello.txt");

    assertThatThrownBy(
            () ->
                start(
                    "machine-slow",
                    List.of(silent),
                    Duration.ofMillis(1_500),
                    new StartUp("machine-slow")))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("is not ready after 1.50 s (plumbline.containers.start-timeout)")
        .hasMessageContaining("plumbline: waiting for silent on 10.1.0.5:8000");
    assertThat(WithDocker.containers("machine-slow")).isEmpty();
  }

  @Test
  void a_port_that_somebody_else_has_is_tried_again_with_another() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AtomicInteger attempts = new AtomicInteger();
      try (DockerMachine machine =
          start(
              "machine-port",
              attempt -> {
                attempts.set(attempt);
                return attempt == 1
                    ? Ports.Binding.bindPort(taken.getLocalPort())
                    : Ports.Binding.empty();
              })) {
        assertThat(attempts).hasValue(2);
        assertThat(machine.socks().getPort()).isNotEqualTo(taken.getLocalPort());
        assertThat(WithDocker.containers("machine-port")).containsExactly(machine.name());
      }
      assertThatThrownBy(
              () -> start("machine-port", attempt -> Ports.Binding.bindPort(taken.getLocalPort())))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("address already in use");
    }
    assertThat(WithDocker.containers("machine-port")).isEmpty();
  }

  @Test
  void a_daemon_that_does_not_answer_is_named() {
    assertThatThrownBy(() -> Docker.at("unix:///nowhere/docker.sock"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("nobody answers at unix:///nowhere/docker.sock")
        .hasMessageContaining("No such file or directory");
    assertThatThrownBy(() -> Docker.at("tcp://127.0.0.1:1"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("nobody answers at tcp://127.0.0.1:1")
        .hasMessageContaining("refused");
  }

  private static DockerMachine start(
      String lab, List<Service> services, Duration timeout, StartUp startUp) {
    return DockerMachine.start(
        docker,
        image,
        lab,
        TinyNetwork.plan(DockerMachine.DIRECTORY, services),
        new Settings(Optional.empty(), Settings.USUAL_BASE, timeout),
        startUp);
  }

  private static DockerMachine start(String lab, DockerMachine.Publishing publishing) {
    return DockerMachine.start(
        docker,
        image,
        lab,
        TinyNetwork.plan(DockerMachine.DIRECTORY, List.of()),
        Settings.ofThisJvm(),
        new StartUp(lab),
        publishing);
  }
}
