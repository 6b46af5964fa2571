package dev.plumbline.containers.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.containers.plan.Plan.Listening;
import dev.plumbline.containers.plan.Plan.Service;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.testing.Requirements;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Transport.Connection;
import dev.plumbline.vantage.Transport.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalMachineTest {

  private static final Duration ENOUGH = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int DROPPED = 9;
  private static final byte[] QUESTION = {7, 8, 'q'};

  @TempDir static Path shared;
  @TempDir Path own;

  private static LocalMachine machine;
  private static Control control;
  private static Transport client;

  @BeforeAll
  static void start() {
    machine =
        LocalMachine.start(path -> TinyNetwork.plan(path, List.of(OddServer.service())), shared);
    control = new Control(machine);
    client = transport(machine, control);
  }

  @AfterAll
  static void end() {
    client.close();
    machine.close();
  }

  /** The description is for explanations alone: it knows less than the machine does. */
  private static Transport transport(LocalMachine machine, Control control) {
    Network network =
        Network.builder("tiny")
            .segment("all", "10.1.0.0/24", "fd00::/64")
            .host("server", "all", TinyNetwork.SERVER)
            .build();
    return new PlaceTransport(
        machine,
        control,
        network,
        "client",
        new VantageAddresses.Place(
            "all", IpAddresses.parse(TinyNetwork.CLIENT), IpAddresses.parse("fd00::4")),
        Set::of,
        host -> List.of());
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(IpAddresses.parse(address), port);
  }

  private static Socket open(String address, int port) {
    Connection connection = client.connect(at(address, port), ENOUGH).join();
    assertThat(connection).isInstanceOf(Connection.Opened.class);
    return ((Connection.Opened) connection).channel().socket();
  }

  private static Outcome failure(Transport from, String address, int port) {
    Duration timeout = port == DROPPED ? SHORT : ENOUGH;
    Connection connection = from.connect(at(address, port), timeout).join();
    assertThat(connection).isInstanceOf(Connection.Failed.class);
    return ((Connection.Failed) connection).outcome();
  }

  private static String text(InputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
  }

  @Test
  void a_connection_opens_from_its_place() throws Exception {
    try (Socket socket = open(TinyNetwork.SERVER, 13)) {
      assertThat(text(socket.getInputStream(), 6)).isEqualTo("hello\n");
      String connected = control.run("server", List.of("ss", "-Htn"), "").output();
      assertThat(connected).contains(TinyNetwork.SERVER + ":13", TinyNetwork.CLIENT + ":");
      assertThat(client.source(at(TinyNetwork.SERVER, 13)))
          .isEqualTo(IpAddresses.parse(TinyNetwork.CLIENT));
      assertThat(client.source(at(TinyNetwork.SERVER_6, 13)))
          .isEqualTo(IpAddresses.parse("fd00::4"));
    }
  }

  @Test
  void a_connection_opens_over_ipv6() throws Exception {
    try (Socket socket = open(TinyNetwork.SERVER_6, 7)) {
      socket.getOutputStream().write("six".getBytes(StandardCharsets.US_ASCII));
      assertThat(text(socket.getInputStream(), 3)).isEqualTo("six");
    }
  }

  @Test
  void a_closed_port_refuses() {
    assertThat(failure(client, TinyNetwork.SERVER, 81)).isEqualTo(new Outcome.Refused());
    assertThat(failure(client, TinyNetwork.SERVER_6, 81)).isEqualTo(new Outcome.Refused());
  }

  @Test
  void a_filter_drops() {
    assertThat(failure(client, TinyNetwork.SERVER, DROPPED))
        .isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
  }

  @Test
  void where_no_way_leads_there_is_no_route() {
    assertThat(failure(client, "10.9.0.1", 443)).isEqualTo(new Outcome.NoRoute());
  }

  @Test
  void what_the_description_says_explains_what_was_seen() {
    Connection connection = client.connect(at("10.9.0.1", 443), ENOUGH).join();
    assertThat(connection.diagnosis().cause()).get().asString().startsWith("by the description, ");
    assertThat(connection.diagnosis().route()).allMatch(hop -> hop.startsWith("described: "));
  }

  @Test
  void a_reset_is_passed_on_as_one_after_what_came_before_it() throws Exception {
    try (Socket socket = open(TinyNetwork.SERVER, OddServer.RESETTING)) {
      InputStream in = socket.getInputStream();
      assertThat(text(in, 3)).isEqualTo("bye");
      socket.getOutputStream().write(1);
      assertThatThrownBy(in::read)
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void a_half_that_is_closed_is_passed_on() throws Exception {
    try (Socket socket = open(TinyNetwork.SERVER, 7)) {
      socket.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      // The server ends its half only when it sees the end of the other.
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("half");
    }
  }

  @Test
  void much_is_carried_both_ways_at_once() throws Exception {
    byte[] much = new byte[4 << 20];
    new java.util.Random(7).nextBytes(much);
    try (Socket socket = open(TinyNetwork.SERVER, 7)) {
      CompletableFuture<byte[]> back =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      socket.getOutputStream().write(much);
      socket.shutdownOutput();
      assertThat(back.get(20, TimeUnit.SECONDS)).isEqualTo(much);
    }
  }

  @Test
  void hundreds_of_drops_cost_one_time_out_and_all_are_drops() {
    List<CompletableFuture<Connection>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(client.connect(at(TinyNetwork.SERVER, DROPPED), Duration.ofMillis(800)));
    }
    assertThat(all)
        .allSatisfy(
            one ->
                assertThat(((Connection.Failed) one.join()).outcome())
                    .isEqualTo(new Outcome.TimedOut(Phase.CONNECT)));
  }

  @Test
  void a_datagram_is_answered_by_the_one_that_fits() {
    Exchange answered =
        client.exchangeAndWait(
            at(TinyNetwork.SERVER, OddServer.ECHOING), QUESTION, ENOUGH, any -> true);
    assertThat(answered).isInstanceOf(Exchange.Answered.class);
    assertThat(((Exchange.Answered) answered).datagram()).containsExactly(7, 8, 'q', '!');
  }

  @Test
  void datagrams_are_refused_dropped_and_without_a_way() {
    assertThat(exchanged(client, TinyNetwork.SERVER, 54)).isEqualTo(new Outcome.Refused());
    assertThat(exchanged(client, TinyNetwork.SERVER, DROPPED))
        .isEqualTo(new Outcome.TimedOut(Phase.RESOLVE));
    assertThat(exchanged(client, "10.9.0.1", 53)).isEqualTo(new Outcome.NoRoute());
    assertThat(exchanged(client, TinyNetwork.SERVER_6, 54)).isEqualTo(new Outcome.Refused());
  }

  private static Outcome exchanged(Transport from, String address, int port) {
    Duration timeout = port == DROPPED ? SHORT : ENOUGH;
    Exchange seen = from.exchangeAndWait(at(address, port), QUESTION, timeout, any -> true);
    assertThat(seen).isInstanceOf(Exchange.Failed.class);
    return ((Exchange.Failed) seen).outcome();
  }

  @Test
  void files_are_read_from_an_offset_and_written_and_none_outside() {
    assertThat(control.read("hello.txt", 0)).hasValue("hello".getBytes(StandardCharsets.US_ASCII));
    assertThat(control.read("hello.txt", 3)).hasValue("lo".getBytes(StandardCharsets.US_ASCII));
    assertThat(control.read("hello.txt", 9)).hasValue(new byte[0]);
    assertThat(control.read("nothing", 0)).isEmpty();
    assertThat(control.read("../program/machine.py", 0)).isEmpty();
    control.write("some/where.txt", "thére".getBytes(StandardCharsets.UTF_8));
    assertThat(control.read("some/where.txt", 0))
        .hasValue("thére".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> control.write("../escaped", new byte[0]))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("404");
    assertThat(shared.resolve("escaped")).doesNotExist();
  }

  @Test
  void commands_run_where_they_are_told_to() {
    Control.Ran ran = control.run("client", List.of("sh", "-c", "cat; ip -br addr; exit 3"), "in ");
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.output()).startsWith("in ").contains(TinyNetwork.CLIENT);
    assertThat(control.run("", List.of("no-such-command"), "").status()).isEqualTo(127);
    assertThatThrownBy(() -> control.run("nowhere", List.of("true"), ""))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("there is no namespace \"nowhere\"");
  }

  @Test
  void the_state_names_what_runs() {
    Control.State state = control.state();
    assertThat(state.phase()).isEqualTo("ready");
    assertThat(state.trouble()).isNull();
    assertThat(state.programs()).extracting(Control.Program::name).contains("origins", "odd");
    assertThat(state.programs()).noneMatch(Control.Program::ended);
  }

  @Test
  void strangers_get_nothing() {
    for (String[] who : new String[][] {{"client", "wrong"}, {"nobody", machine.secret()}}) {
      try (Transport stranger = Transport.socks5(machine.socks(), who[0], who[1])) {
        assertThat(failure(stranger, TinyNetwork.SERVER, 13).vantageFailure())
            .contains("does not accept the user name");
      }
    }
  }

  @Test
  void another_client_sees_the_same() throws Exception {
    String curl = Requirements.command("curl").toString();
    String proxy =
        "socks5://client:" + machine.secret() + "@127.0.0.1:" + machine.socks().getPort();
    // Exit codes of curl: 97 the proxy's refusal, 28 the time is over, 52 nothing was answered.
    assertThat(curl(curl, proxy, "telnet://" + TinyNetwork.SERVER + ":81")).isEqualTo(97);
    assertThat(curl(curl, proxy, "http://10.9.0.1:80/")).isEqualTo(97);
    assertThat(curl(curl, proxy, "http://" + TinyNetwork.SERVER + ":9/")).isEqualTo(28);
    assertThat(curl(curl, proxy, "http://" + TinyNetwork.SERVER + ":7/")).isNotIn(0, 28, 97);
  }

  private static int curl(String curl, String proxy, String url) throws Exception {
    Process process =
        new ProcessBuilder(curl, "-s", "-m", "1", "--proxy", proxy, url)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void a_service_that_does_not_start_is_named_with_its_words_and_configuration() {
    Service bad =
        new Service(
            "bad",
            "server",
            List.of("sh", "-c", "echo line 3 is wrong; exit 3"),
            List.of(new Listening(TinyNetwork.SERVER, 99)),
            "conf/bad.conf");
    assertThatThrownBy(() -> LocalMachine.start(p -> TinyNetwork.plan(p, List.of(bad)), own))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("plumbline: failed: bad has ended with status 3")
        .hasMessageContaining("line 3 is wrong")
        .hasMessageContaining("its configuration is conf/bad.conf");
  }

  @Test
  void a_network_without_one_of_its_servers_shows_nothing_at_all() {
    try (LocalMachine broken =
            LocalMachine.start(path -> TinyNetwork.plan(path, List.of(OddServer.service())), own);
        Transport from = transport(broken, new Control(broken))) {
      assertThat(failure(from, TinyNetwork.SERVER, 81)).isEqualTo(new Outcome.Refused());
      Control its = new Control(broken);
      long pid =
          its.state().programs().stream()
              .filter(program -> program.name().equals("odd"))
              .findFirst()
              .orElseThrow()
              .pid();
      its.run("", List.of("kill", "-KILL", Long.toString(pid)), "");
      long deadline = System.nanoTime() + ENOUGH.toNanos();
      while (its.state().trouble() == null) {
        assertThat(System.nanoTime())
            .as("the end of a killed server is noticed")
            .isLessThan(deadline);
      }
      for (int port : new int[] {OddServer.RESETTING, 81, DROPPED}) {
        assertThat(failure(from, TinyNetwork.SERVER, port).vantageFailure())
            .contains("odd has ended");
      }
      assertThat(exchanged(from, TinyNetwork.SERVER, OddServer.ECHOING).vantageFailure())
          .contains("odd has ended by signal SIGKILL");
      assertThat(from.failure().join()).contains("odd has ended");
      assertThat(String.join("\n", broken.lastLines())).contains("odd has ended by signal SIGKILL");
    }
  }

  @Test
  void a_machine_that_is_gone_shows_nothing() {
    LocalMachine gone = LocalMachine.start(path -> TinyNetwork.plan(path, List.of()), own);
    Control its = new Control(gone);
    try (Transport from = transport(gone, its)) {
      gone.close();
      assertThat(failure(from, TinyNetwork.SERVER, 13).vantageFailure())
          .contains("the lab's machine is gone");
      assertThat(exchanged(from, TinyNetwork.SERVER, 53).vantageFailure())
          .contains("the lab's machine is gone");
      assertThatThrownBy(its::state)
          .isInstanceOf(LabException.class)
          .hasMessageContaining("the lab's machine is gone");
    }
  }

  @Test
  void a_machine_ends_with_its_lab() throws Exception {
    try (LocalMachine orphan =
        LocalMachine.start(path -> TinyNetwork.plan(path, List.of(OddServer.service())), own)) {
      Heartbeat heartbeat = Heartbeat.open(orphan.control(), orphan.secret(), event -> {});
      List<ProcessHandle> all = orphan.process().toHandle().descendants().toList();
      assertThat(all).hasSizeGreaterThan(2);
      heartbeat.close();
      orphan.process().onExit().get(20, TimeUnit.SECONDS);
      assertThat(orphan.ended()).get().asString().contains("the lab's heartbeat is gone");
      for (ProcessHandle one : all) {
        one.onExit().get(20, TimeUnit.SECONDS);
      }
    }
  }
}
