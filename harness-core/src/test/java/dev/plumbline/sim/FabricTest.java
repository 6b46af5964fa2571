package dev.plumbline.sim;

import static dev.plumbline.sim.SimulatedWorld.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Transport.Connection;
import dev.plumbline.vantage.Transport.Exchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class FabricTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  private final SimulatedWorld world = new SimulatedWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_delivered_connection_carries_bytes_both_ways_and_knows_its_way() throws IOException {
    Connection connection = world.connect("workload", "10.2.0.7", 7);

    assertThat(connection).isInstanceOf(Connection.Opened.class);
    SocketChannel channel = ((Connection.Opened) connection).channel();
    try (channel) {
      assertThat(channel.isBlocking()).isTrue();
      assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      ByteBuffer back = ByteBuffer.allocate(3);
      while (back.hasRemaining() && channel.read(back) >= 0) {}
      assertThat(back.array()).containsExactly(1, 2, 3);
    }
    assertThat(connection.diagnosis().route()).isNotEmpty();
    assertThat(connection.diagnosis().decider())
        .hasValueSatisfying(by -> assertThat(by).contains("misc").contains("7"));
    assertThat(connection.diagnosis().cause()).isEmpty();
  }

  @Test
  void a_dropped_connection_is_a_time_out_that_names_the_rule() {
    long start = System.nanoTime();
    Connection connection = world.connect("workload", "10.2.0.7", 3443, SHORT);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
    assertFailed(connection, new Outcome.TimedOut(Phase.CONNECT));
    assertThat(connection.diagnosis().decider())
        .hasValueSatisfying(by -> assertThat(by).contains("DropManagement"));
    assertThat(connection.diagnosis().cause())
        .hasValueSatisfying(why -> assertThat(why).contains("hub-nsg"));
  }

  @Test
  void a_rejected_connection_is_refused_and_names_the_rule() {
    Connection connection = world.connect("workload", "10.2.0.7", 22);

    assertFailed(connection, new Outcome.Refused());
    assertThat(connection.diagnosis().decider())
        .hasValueSatisfying(by -> assertThat(by).contains("RejectSsh"));
  }

  @Test
  void a_port_nobody_listens_on_is_refused() {
    assertFailed(world.connect("workload", "10.2.0.7", 12_345), new Outcome.Refused());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.3.0.9", "10.99.0.1", "10.2.0.99"})
  void where_no_link_leads_or_no_host_is_there_is_no_route(String address) {
    Connection connection = world.connect("workload", address, 443);

    assertFailed(connection, new Outcome.NoRoute());
    assertThat(connection.diagnosis().cause()).isPresent();
  }

  @Test
  void a_source_without_an_address_of_the_family_has_no_route() {
    assertFailed(world.connect("workload", "2001:db8:2::7", 7), new Outcome.NoRoute());
    assertThat(world.connect("hub", "2001:db8:2::7", 7)).isInstanceOf(Connection.Opened.class);
  }

  @Test
  void two_hundred_dropped_targets_take_one_time_out_and_no_thread() {
    Duration timeout = Duration.ofMillis(500);
    int threads = Thread.activeCount();
    long start = System.nanoTime();
    Transport transport = world.from("workload");
    List<CompletableFuture<Connection>> all =
        IntStream.range(0, 200)
            .mapToObj(i -> transport.connect(to("10.2.0.7", 3443), timeout))
            .toList();
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);

    all.forEach(one -> assertFailed(one.join(), new Outcome.TimedOut(Phase.CONNECT)));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(timeout, timeout.multipliedBy(20));
  }

  @Test
  void the_server_sees_the_virtual_client() throws IOException {
    assertThat(world.get("workload", "192.0.2.80", 80, "site", "/who")).contains("198.51.100.7");
    assertThat(world.lab.arrivals("site"))
        .singleElement()
        .satisfies(a -> assertThat(a.source()).startsWith("198.51.100.7"));

    world.get("hub", "10.2.0.6", 8080, "backend.contoso.net", "/who");
    assertThat(world.lab.arrivals("backend"))
        .last()
        .satisfies(a -> assertThat(a.source()).startsWith("10.2.0.254"));
  }

  @Test
  void a_stranger_on_this_machine_gets_nothing() throws IOException {
    try (Socket known = world.open("workload", "10.2.0.7", 8);
        Socket stranger = new Socket("127.0.0.1", known.getPort())) {
      assertThat(known.getInputStream().read()).isEqualTo('x');
      stranger.setSoTimeout(5_000);
      assertThat(stranger.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void names_are_asked_over_datagrams_as_the_segment_sees_them() throws IOException {
    assertThat(
            world
                .answer("workload", "10.2.0.4", "api.contoso.net", Type.A)
                .getSectionRRsets(Section.ANSWER)
                .get(0)
                .first()
                .rdataToString())
        .isEqualTo("10.2.0.5");
    assertThat(world.answer("remote", "10.2.0.4", "api.contoso.net", Type.A).getRcode())
        .isEqualTo(Rcode.REFUSED);
    assertThat(world.answer("workload", "10.2.0.4", "nothing.contoso.net", Type.A).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void a_datagram_nobody_takes_is_refused_dropped_or_without_a_route() {
    assertThat(world.ask("workload", "10.2.0.7", "x.contoso.net", Type.A, SHORT))
        .isInstanceOfSatisfying(
            Exchange.Failed.class, f -> assertThat(f.outcome()).isEqualTo(new Outcome.Refused()));
    assertThat(world.ask("workload", "10.3.0.4", "x.contoso.net", Type.A, SHORT))
        .isInstanceOfSatisfying(
            Exchange.Failed.class, f -> assertThat(f.outcome()).isEqualTo(new Outcome.NoRoute()));
    world.lab.apply(Set.of(Fault.drop("workload", "dns")));
    assertThat(world.ask("workload", "10.2.0.4", "api.contoso.net", Type.A, SHORT))
        .isInstanceOfSatisfying(
            Exchange.Failed.class,
            f -> assertThat(f.outcome()).isEqualTo(new Outcome.TimedOut(Phase.RESOLVE)));
  }

  @Test
  void an_answer_that_is_not_expected_is_no_answer() {
    byte[] question = DnsQuestioner.question("api.contoso.net", Type.A).toWire();
    Exchange exchange =
        world
            .from("workload")
            .exchange(to("10.2.0.4", 53), question, SHORT, answer -> false)
            .join();

    assertThat(exchange)
        .isInstanceOfSatisfying(
            Exchange.Failed.class,
            f -> assertThat(f.outcome()).isEqualTo(new Outcome.TimedOut(Phase.RESOLVE)));
  }

  @Test
  void many_datagrams_at_once_each_get_their_own_answer() {
    Transport transport = world.from("workload");
    List<CompletableFuture<Exchange>> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      byte[] question = DnsQuestioner.question(i + ".contoso.net", Type.A).toWire();
      question[0] = (byte) (i >> 8);
      question[1] = (byte) i;
      all.add(
          transport.exchange(
              to("10.2.0.4", 53),
              question,
              SimulatedWorld.PATIENCE,
              a -> a[0] == question[0] && a[1] == question[1]));
      if (i % 50 == 49) {
        // No more at once than a socket's buffer holds.
        all.get(i).join();
      }
    }
    for (int i = 0; i < all.size(); i++) {
      byte[] answer = ((Exchange.Answered) all.get(i).join()).datagram();
      assertThat((answer[0] & 0xff) << 8 | answer[1] & 0xff).isEqualTo(i);
    }
  }

  @Test
  void connections_above_a_listeners_limit_are_refused_until_one_is_closed() throws IOException {
    Socket first = world.open("workload", "10.2.0.7", 9);
    try (Socket second = world.open("workload", "10.2.0.7", 9)) {
      Connection third = world.connect("workload", "10.2.0.7", 9);
      assertFailed(third, new Outcome.Refused());
      assertThat(third.diagnosis().cause())
          .hasValueSatisfying(why -> assertThat(why).contains("limit of 2"));
      second.getOutputStream().write(5);
      assertThat(second.getInputStream().read()).isEqualTo(5);

      first.shutdownOutput();
      // The server has closed its side when the stream ends.
      assertThat(first.getInputStream().read()).isEqualTo(-1);
      first.close();
      assertTimeoutPreemptively(
          SimulatedWorld.PATIENCE,
          () -> {
            Connection again = world.connect("workload", "10.2.0.7", 9);
            while (!(again instanceof Connection.Opened)) {
              again = world.connect("workload", "10.2.0.7", 9);
            }
            ((Connection.Opened) again).channel().close();
          });
    }
  }

  @Test
  void sixty_four_threads_open_are_refused_and_wait_at_once() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(64);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 64 * 30; i++) {
        int kind = i % 4;
        byte mark = (byte) i;
        tasks.add(
            () -> {
              switch (kind) {
                case 0 -> {
                  try (Socket socket = world.open("workload", "10.2.0.7", 7)) {
                    socket.getOutputStream().write(mark);
                    assertThat((byte) socket.getInputStream().read()).isEqualTo(mark);
                  }
                }
                case 1 -> {
                  // Closed with a reset before the server may have accepted it: its entry must not
                  // be the next one's.
                  try (Socket socket = world.open("hub", "10.2.0.7", 8)) {
                    socket.setSoLinger(true, 0);
                  }
                }
                case 2 ->
                    assertFailed(world.connect("workload", "10.2.0.7", 22), new Outcome.Refused());
                default ->
                    assertFailed(
                        world.connect("workload", "10.2.0.7", 3443, SHORT),
                        new Outcome.TimedOut(Phase.CONNECT));
              }
              return null;
            });
      }
      for (Future<Void> one : pool.invokeAll(tasks)) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void a_listener_cannot_be_served_at_a_virtual_address() {
    InetSocketAddress virtual = to("10.2.0.7", 7);
    Network network = SimulatedWorld.network();
    Network.Host host = network.hosts().get(0);

    assertThatThrownBy(
            () -> new Bindings().add("dns", host.listeners().get(0), Network.Protocol.TCP, virtual))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Loopback.require(InetSocketAddress.createUnresolved("localhost", 7)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void every_real_socket_has_loopback_addresses_at_both_ends() throws IOException {
    try (Socket socket = world.open("internet", "40.112.7.9", 443)) {
      assertThat(socket.getInetAddress().isLoopbackAddress()).isTrue();
      assertThat(socket.getLocalAddress().isLoopbackAddress()).isTrue();
    }
  }

  @Test
  void a_name_instead_of_an_address_is_a_misuse() {
    assertThatThrownBy(
            () ->
                world
                    .from("workload")
                    .connect(InetSocketAddress.createUnresolved("api.contoso.net", 443), SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("api.contoso.net");
  }

  private static void assertFailed(Connection connection, Outcome outcome) {
    assertThat(connection)
        .isInstanceOfSatisfying(
            Connection.Failed.class, failed -> assertThat(failed.outcome()).isEqualTo(outcome));
  }
}
