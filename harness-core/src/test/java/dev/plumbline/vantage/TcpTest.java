package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.testing.ClosedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class TcpTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Stage stage = new Stage();

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private ServerSocket listen() throws IOException {
    return stage.with(new ServerSocket(0, 50, LOOPBACK));
  }

  private int closedPort() {
    return stage.with(new ClosedPort()).number();
  }

  @Test
  void an_address_that_accepts_is_open() throws IOException {
    ServerSocket server = listen();

    TcpObservation seen = stage.vantage().connect("127.0.0.1", server.getLocalPort());

    assertThat(seen.outcome()).isEqualTo(new Outcome.Open());
    assertThat(seen.target()).isEqualTo("127.0.0.1:" + server.getLocalPort());
    assertThat(seen.dialled()).isEqualTo(server.getLocalSocketAddress());
    assertThat(seen.resolution()).isNull();
    assertThat(seen.provenance().vantage()).isEqualTo(Stage.VANTAGE);
    assertThat(seen.provenance().timings().phases()).containsOnlyKeys(Phase.CONNECT);
    assertThat(stage.journal().entries()).extracting(e -> e.observation()).containsExactly(seen);
  }

  @Test
  void it_is_told_from_which_address_a_connection_started() throws IOException {
    int port = listen().getLocalPort();

    assertThat(stage.vantage().connect("127.0.0.1", port).from()).isEqualTo(LOOPBACK);
    assertThat(stage.vantage().connect("127.0.0.1", closedPort()).from()).isEqualTo(LOOPBACK);
    InetAddress other = InetAddress.getByName("127.0.0.2");
    assertThat(stage.transport(Transport.direct(other)).vantage().connect("127.0.0.1", port).from())
        .isEqualTo(other);
  }

  @Test
  void of_a_way_out_that_does_not_know_its_address_the_environment_tells_it() throws IOException {
    InetSocketAddress web = new InetSocketAddress("10.1.2.4", 443);
    InetSocketAddress server = new InetSocketAddress(LOOPBACK, listen().getLocalPort());
    stage.transport(new FakeTransport().route(web, server));

    assertThat(stage.vantage().connect("10.1.2.4", 443).from()).isNull();

    stage.environment(
        Environment.builder("loopback")
            .ground(Ground.LIVE)
            .vantage(Stage.VANTAGE, v -> v.address("10.1.1.4")));
    assertThat(stage.vantage().connect("10.1.2.4", 443).from())
        .isEqualTo(InetAddress.getByName("10.1.1.4"));
    assertThat(stage.vantage().connect("2001:db8::4", 443).from()).isNull();
  }

  @Test
  void a_closed_port_is_refused() throws IOException {
    assertThat(stage.vantage().connect("127.0.0.1", closedPort()).outcome())
        .isEqualTo(new Outcome.Refused());
  }

  @Test
  void a_listener_whose_queue_is_full_looks_dropped() throws IOException {
    ServerSocket server = stage.with(new ServerSocket(0, 1, LOOPBACK));
    List<Socket> filling = new ArrayList<>();
    for (boolean full = false; !full && filling.size() < 50; ) {
      Socket socket = stage.with(new Socket());
      filling.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 200);
      } catch (SocketTimeoutException e) {
        full = true;
      }
    }

    TcpProbe probe = TcpProbe.to("127.0.0.1", server.getLocalPort()).within(Duration.ofMillis(200));
    TcpObservation seen = stage.vantage().observe(probe);

    assertThat(seen.outcome()).isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
    assertThat(seen.outcome().describe()).startsWith("dropped");
  }

  @Test
  void a_name_is_resolved_by_the_vantage_and_its_first_address_dialled() throws IOException {
    ServerSocket server = listen();
    DnsServer dns =
        new DnsServer(
            q ->
                DnsServer.answer(q, "app.test. 60 IN A 127.0.0.1", "app.test. 60 IN A 127.0.0.2")
                    .toWire());

    TcpObservation seen = stage.resolver(dns).vantage().connect("app.test", server.getLocalPort());

    assertThat(seen.outcome()).isEqualTo(new Outcome.Open());
    assertThat(seen.target()).isEqualTo("app.test:" + server.getLocalPort());
    assertThat(seen.dialled()).isEqualTo(server.getLocalSocketAddress());
    assertThat(seen.resolution().data()).containsExactly("127.0.0.1", "127.0.0.2");
    assertThat(seen.resolution().number()).isEqualTo(seen.number());
    assertThat(seen.provenance().timings().phases()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT);
  }

  @Test
  void a_second_address_is_not_tried_when_the_first_fails() throws IOException {
    ServerSocket server = listen();
    DnsServer dns =
        new DnsServer(
            q ->
                DnsServer.answer(q, "app.test. 60 IN A 127.0.0.2", "app.test. 60 IN A 127.0.0.1")
                    .toWire());

    TcpObservation seen = stage.resolver(dns).vantage().connect("app.test", server.getLocalPort());

    assertThat(seen.outcome()).isEqualTo(new Outcome.Refused());
    assertThat(seen.dialled().getAddress().getHostAddress()).isEqualTo("127.0.0.2");
  }

  @Test
  void ipv6_addresses_are_asked_for_when_there_are_no_others() {
    InetSocketAddress six = new InetSocketAddress(IpTexts.address("2001:db8::5"), 443);
    DnsServer dns =
        new DnsServer(
            q ->
                (q.getQuestion().getType() == Type.AAAA
                        ? DnsServer.answer(q, "app.test. 60 IN AAAA 2001:db8::5")
                        : DnsServer.reply(q, Rcode.NOERROR))
                    .toWire());
    FakeTransport transport =
        new FakeTransport().route(dns.address(), dns.address()).fails(six, new Outcome.NoRoute());

    TcpObservation seen =
        stage.resolver(dns).transport(transport).vantage().connect("app.test", 443);

    assertThat(seen.outcome()).isEqualTo(new Outcome.NoRoute());
    assertThat(seen.dialled()).isEqualTo(six);
    assertThat(dns.asked()).containsExactly("UDP app.test A", "UDP app.test AAAA");
  }

  @Test
  void a_name_that_does_not_resolve_stops_the_check_before_it_dials() {
    DnsServer dns = new DnsServer(q -> DnsServer.reply(q, Rcode.NXDOMAIN).toWire());

    TcpObservation seen = stage.resolver(dns).vantage().connect("gone.test", 443);

    assertThat(seen.outcome()).isEqualTo(new Outcome.NxDomain());
    assertThat(seen.dialled()).isNull();
    assertThat(seen.resolution().outcome()).isEqualTo(new Outcome.NxDomain());
  }

  @Test
  void the_diagnosis_of_the_way_is_kept() {
    FakeTransport transport =
        new FakeTransport()
            .fails(new InetSocketAddress(IpTexts.address("10.1.0.5"), 22), new Outcome.NoRoute());

    TcpObservation seen = stage.transport(transport).vantage().connect("10.1.0.5", 22);

    assertThat(seen.provenance().diagnosis())
        .isEqualTo(new Diagnosis(List.of("segment a"), "rule b", "cause c"));
  }

  @Test
  void an_endpoint_stands_for_its_host_and_port() throws IOException {
    ServerSocket server = listen();
    stage.environment(
        Environment.builder("loopback")
            .ground(Ground.LIVE)
            .vantage(Stage.VANTAGE)
            .tcp("db", "127.0.0.1", server.getLocalPort()));
    Vantage vantage = stage.vantage();

    assertThat(vantage.connect("db").outcome()).isEqualTo(new Outcome.Open());
    assertThat(vantage.connect("db", closedPort()).outcome()).isEqualTo(new Outcome.Refused());
    assertThat(vantage.connect("db").target()).isEqualTo("127.0.0.1:" + server.getLocalPort());
  }

  @Test
  void refuses_an_endpoint_that_does_not_exist_and_names_the_nearest() {
    stage.environment(
        Environment.builder("loopback")
            .ground(Ground.LIVE)
            .vantage(Stage.VANTAGE)
            .tcp("database", "127.0.0.1", 1)
            .tcp("gateway", "127.0.0.1", 2));

    assertThatThrownBy(() -> stage.vantage().connect("gatewya"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no endpoint \"gatewya\"; allowed: database, gateway; did you mean \"gateway\"?");
    assertThat(stage.journal().entries()).isEmpty();
  }

  @Test
  void refuses_to_look_after_it_was_closed() {
    Vantage vantage = stage.vantage();
    vantage.close();

    assertThatThrownBy(() -> vantage.connect("127.0.0.1", 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"workload-subnet\" is closed");
    assertThatThrownBy(() -> vantage.observeAll(List.of(TcpProbe.to("127.0.0.1", 1))))
        .isInstanceOf(IllegalStateException.class);
  }
}
