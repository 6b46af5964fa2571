package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.Outcome;
import dev.plumbline.testing.Requirements;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A proxy by others, on the loopback interface. */
class SocksTransportAgainstMicrosocksTest {

  private static final Duration ENOUGH = Duration.ofSeconds(10);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static Process microsocks;
  private static InetSocketAddress proxy;

  @BeforeAll
  static void start() throws IOException {
    String command = Requirements.command("microsocks").toString();
    proxy = new InetSocketAddress(HERE, freePort());
    microsocks =
        new ProcessBuilder(
                command,
                "-i",
                HERE.getHostAddress(),
                "-p",
                Integer.toString(proxy.getPort()),
                "-u",
                "outside",
                "-P",
                "secret")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long deadline = System.nanoTime() + ENOUGH.toNanos();
    while (!listens()) {
      assertThat(System.nanoTime()).as("microsocks listens").isLessThan(deadline);
    }
  }

  private static boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(proxy, 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
      return server.getLocalPort();
    }
  }

  @AfterAll
  static void end() throws InterruptedException {
    if (microsocks != null) {
      microsocks.destroy();
      assertThat(microsocks.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Connection connect(String password, int port) {
    try (Transport transport = Transport.socks5(proxy, "outside", password)) {
      return transport.connect(new InetSocketAddress(HERE, port), ENOUGH).join();
    }
  }

  @Test
  void an_open_port_opens_although_the_proxy_does_not_say_from_where() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, HERE)) {
      Connection connection = connect("secret", server.getLocalPort());
      assertThat(connection).isInstanceOf(Connection.Opened.class);
      try (Socket near = ((Connection.Opened) connection).channel().socket();
          Socket far = server.accept()) {
        far.getOutputStream().write(42);
        assertThat(near.getInputStream().read()).isEqualTo(42);
      }
    }
  }

  @Test
  void a_closed_port_refuses() throws IOException {
    Connection connection = connect("secret", freePort());
    assertThat(((Connection.Failed) connection).outcome()).isEqualTo(new Outcome.Refused());
  }

  @Test
  void a_wrong_password_is_a_broken_vantage() throws IOException {
    Connection connection = connect("wrong", freePort());
    assertThat(((Connection.Failed) connection).outcome().vantageFailure())
        .contains("does not accept the user name or the password that it was told");
  }
}
