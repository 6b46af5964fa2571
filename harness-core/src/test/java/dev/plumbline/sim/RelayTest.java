package dev.plumbline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.network.Fault;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport.Connection;
import dev.plumbline.vantage.Transport.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/**
 * Faults and latency, seen by a bare socket. Port 8 of the host misc greets with 2,000 bytes, port
 * 7 echoes.
 */
class RelayTest {

  private final SimulatedWorld world = new SimulatedWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1_999})
  void a_connection_is_reset_after_so_many_bytes_of_the_answer(int bytes) throws IOException {
    world.lab.apply(Set.of(Fault.resetAfter("misc", bytes)));

    try (Socket socket = world.open("workload", "10.2.0.7", 8)) {
      assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void a_connection_is_reset_before_the_first_byte() throws IOException {
    world.lab.apply(Set.of(Fault.resetAfter("misc", 0)));

    try (Socket socket = world.open("workload", "10.2.0.7", 8)) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void an_answer_that_is_shorter_than_the_fault_says_is_whole() throws IOException {
    world.lab.apply(Set.of(Fault.resetAfter("misc", 5_000)));

    try (Socket socket = world.open("workload", "10.2.0.7", 8)) {
      assertThat(socket.getInputStream().readNBytes(2_000)).hasSize(2_000);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void a_handshake_is_cut_off_and_the_connection_closed() throws IOException {
    world.lab.apply(Set.of(Fault.truncatedTls("misc", 40)));

    try (Socket tcp = world.open("workload", "10.2.0.7", 4443);
        SSLSocket tls =
            (SSLSocket)
                world
                    .trusting()
                    .getSocketFactory()
                    .createSocket(tcp, "api.contoso.net", 4443, true)) {
      assertThatThrownBy(tls::startHandshake)
          .isInstanceOf(SSLException.class)
          .satisfies(e -> assertThat(e.toString()).doesNotContain("reset"));
    }
    try (Socket plain = world.open("workload", "10.2.0.7", 8)) {
      assertThat(plain.getInputStream().readAllBytes()).as("an orderly end").hasSize(40);
    }
  }

  @Test
  void a_half_open_connection_opens_and_carries_nothing() throws IOException {
    world.lab.apply(Set.of(Fault.halfOpen("misc")));

    try (Socket socket = world.open("workload", "10.2.0.7", 8)) {
      socket.setSoTimeout(300);
      socket.getOutputStream().write(1);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void a_half_open_connection_counts_towards_the_limit_until_it_is_closed() throws IOException {
    world.lab.apply(Set.of(Fault.halfOpen("misc")));

    try (Socket first = world.open("workload", "10.2.0.7", 9);
        Socket second = world.open("workload", "10.2.0.7", 9)) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      assertThat(world.connect("workload", "10.2.0.7", 9))
          .isInstanceOfSatisfying(
              Connection.Failed.class,
              f -> assertThat(f.outcome()).isEqualTo(new Outcome.Refused()));
    }
    Connection again = world.connect("workload", "10.2.0.7", 9);
    long end = System.nanoTime() + SimulatedWorld.PATIENCE.toNanos();
    while (!(again instanceof Connection.Opened) && System.nanoTime() < end) {
      again = world.connect("workload", "10.2.0.7", 9);
    }
    assertThat(again).isInstanceOf(Connection.Opened.class);
    ((Connection.Opened) again).channel().close();
  }

  @Test
  void an_answer_comes_byte_by_byte() throws IOException {
    Duration pause = Duration.ofMillis(20);
    world.lab.apply(Set.of(Fault.slowResponse("misc", pause)));

    try (Socket socket = world.open("workload", "10.2.0.7", 7)) {
      long start = System.nanoTime();
      socket.getOutputStream().write(new byte[] {1, 2, 3, 4, 5, 6});
      assertThat(socket.getInputStream().readNBytes(6)).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(pause.multipliedBy(5));
    }
  }

  @Test
  void latency_delays_the_opening_and_every_answer_by_a_round_trip() throws IOException {
    Duration delay = Duration.ofMillis(60);
    world.lab.apply(Set.of(Fault.latency("misc", delay)));

    long start = System.nanoTime();
    try (Socket socket = world.open("workload", "10.2.0.7", 7)) {
      long opened = System.nanoTime();
      socket.getOutputStream().write(9);
      assertThat(socket.getInputStream().read()).isEqualTo(9);
      assertThat(Duration.ofNanos(opened - start)).isGreaterThanOrEqualTo(delay.multipliedBy(2));
      assertThat(Duration.ofNanos(System.nanoTime() - opened))
          .isGreaterThanOrEqualTo(delay.multipliedBy(2));
    }
  }

  @Test
  void a_round_trip_longer_than_the_time_out_is_a_time_out() {
    world.lab.apply(Set.of(Fault.latency("hub", Duration.ofMillis(400))));

    assertThat(world.connect("workload", "10.2.0.7", 7, Duration.ofMillis(300)))
        .isInstanceOfSatisfying(
            Connection.Failed.class,
            f -> assertThat(f.outcome()).isEqualTo(new Outcome.TimedOut(Phase.CONNECT)));
    assertThat(world.ask("workload", "10.2.0.4", "api.contoso.net", Type.A, Duration.ofMillis(300)))
        .isInstanceOfSatisfying(
            Exchange.Failed.class,
            f -> assertThat(f.outcome()).isEqualTo(new Outcome.TimedOut(Phase.RESOLVE)));
  }

  @Test
  void datagrams_are_late_too_and_vanish_at_a_half_open_server() {
    long start = System.nanoTime();
    assertThat(world.ask("remote", "10.2.0.4", "api.contoso.net", Type.A, SimulatedWorld.PATIENCE))
        .isInstanceOf(Exchange.Answered.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(100));

    world.lab.apply(Set.of(Fault.halfOpen("dns")));
    assertThat(world.ask("workload", "10.2.0.4", "api.contoso.net", Type.A, Duration.ofMillis(200)))
        .isInstanceOfSatisfying(
            Exchange.Failed.class,
            f -> assertThat(f.outcome()).isEqualTo(new Outcome.TimedOut(Phase.RESOLVE)));
  }

  @Test
  void the_server_sees_the_virtual_client_through_the_relay() throws IOException {
    world.get("remote", "10.2.0.6", 8080, "backend.contoso.net", "/");

    assertThat(world.lab.arrivals("backend"))
        .last()
        .satisfies(a -> assertThat(a.source()).startsWith("10.3.0.254"));
  }

  @Test
  void a_megabyte_each_way_arrives_whole_and_in_order_though_late() throws Exception {
    byte[] sent = new byte[3 << 20];
    new Random(7).nextBytes(sent);

    try (Socket socket = world.open("remote", "10.2.0.7", 7)) {
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  socket.getOutputStream().write(sent);
                  socket.shutdownOutput();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8_192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        got.write(buffer, 0, n);
      }
      writing.get();
      // The echo closes with the end of the stream, and may not have sent all; but what came is
      // right.
      byte[] back = got.toByteArray();
      assertThat(Arrays.equals(back, 0, back.length, sent, 0, back.length)).isTrue();
      assertThat(back.length).isGreaterThan(0);
    }
  }

  @Test
  void a_reset_by_the_client_reaches_the_server() throws IOException {
    world.lab.apply(Set.of(Fault.latency("misc", Duration.ofMillis(1))));
    for (int i = 0; i < 2; i++) {
      Socket socket = world.open("workload", "10.2.0.7", 9);
      socket.getOutputStream().write(1);
      assertThat(socket.getInputStream().read()).isEqualTo(1);
      socket.setSoLinger(true, 0);
      socket.close();
    }
    // Both places are free again only if the server's side has ended too.
    Connection again = world.connect("workload", "10.2.0.7", 9);
    long end = System.nanoTime() + SimulatedWorld.PATIENCE.toNanos();
    while (!(again instanceof Connection.Opened) && System.nanoTime() < end) {
      again = world.connect("workload", "10.2.0.7", 9);
    }
    assertThat(again).isInstanceOf(Connection.Opened.class);
    ((Connection.Opened) again).channel().close();
  }

  @Test
  void the_way_says_which_fault_shapes_it() throws IOException {
    world.lab.apply(Set.of(Fault.resetAfter("misc", 1)));

    Connection connection = world.connect("workload", "10.2.0.7", 8);
    ((Connection.Opened) connection).channel().close();
    assertThat(connection.diagnosis().cause())
        .hasValueSatisfying(why -> assertThat(why).contains("RESET_AFTER"));
  }

  @Test
  void a_fault_taken_away_is_gone_for_the_next_connection() throws IOException {
    world.lab.apply(Set.of(Fault.hostDown("misc")));
    assertThat(world.connect("workload", "10.2.0.7", 8)).isInstanceOf(Connection.Failed.class);
    world.lab.apply(Set.of());

    try (Socket socket = world.open("workload", "10.2.0.7", 8)) {
      assertThat(socket.getInputStream().readNBytes(2_000)).hasSize(2_000);
    }
  }
}
