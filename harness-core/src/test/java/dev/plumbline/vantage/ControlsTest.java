package dev.plumbline.vantage;

import static dev.plumbline.vantage.IpTexts.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Journal.Entry;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Look;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.TcpProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class ControlsTest {

  private static final InetSocketAddress CONTROL = at("10.1.0.1", 443);
  private static final InetSocketAddress OTHER = at("10.1.0.2", 443);

  private final Stage stage = new Stage();
  private final FakeTransport transport = new FakeTransport();
  private InetSocketAddress server;

  @BeforeEach
  void open() throws IOException {
    ServerSocket socket = stage.with(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    InetSocketAddress address = (InetSocketAddress) socket.getLocalSocketAddress();
    transport.route(CONTROL, address).route(OTHER, address);
    this.server = address;
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private Vantage vantage(String controlHost) {
    EnvironmentBuilder environment =
        Environment.builder("loopback")
            .ground(Ground.LIVE)
            .probeTimeout(Duration.ofMillis(150))
            .tcp("known", controlHost, 443)
            .vantage(Stage.VANTAGE, v -> v.control("known"));
    return stage.environment(environment).transport(transport).vantage();
  }

  private List<Entry> controls() {
    return stage.journal().entries().stream().filter(e -> e.role() == Role.CONTROL).toList();
  }

  private static byte[] zone(Message q) {
    return (q.getQuestion().getName().toString().equals("known.test.")
            ? DnsServer.answer(q, "known.test. 60 IN A 10.1.0.1")
            : DnsServer.reply(q, Rcode.NXDOMAIN))
        .toWire();
  }

  @Test
  void a_negative_gets_a_control_of_the_vantages_control_endpoint() {
    TcpObservation negative = vantage("10.1.0.1").connect("10.1.0.9", 443);

    assertThat(controls())
        .extracting(e -> e.observation().outcome())
        .containsExactly(new Outcome.Open());
    assertThat(stage.journal().controlFor(negative))
        .hasValueSatisfying(c -> assertThat(c.number()).isGreaterThan(negative.number()));
  }

  @Test
  void a_name_that_does_not_exist_gets_one_that_does_from_the_same_resolver() {
    DnsServer dns = new DnsServer(ControlsTest::zone);
    transport.route(dns.address(), dns.address());
    stage.resolver(dns);
    Vantage vantage = vantage("known.test");

    var negative = vantage.resolve("gone.test");

    assertThat(stage.journal().controlFor(negative)).isPresent();
  }

  @Test
  void another_resolver_is_shown_by_the_control_name_asked_there() {
    DnsServer other = stage.with(new DnsServer(ControlsTest::zone));
    transport.route(other.address(), other.address());
    Vantage vantage = vantage("known.test");

    var negative =
        vantage.observe(DnsProbe.of("gone.test").at("127.0.0.1:" + other.address().getPort()));

    assertThat(negative.outcome()).isEqualTo(new Outcome.NxDomain());
    assertThat(stage.journal().controlFor(negative)).isPresent();
  }

  @Test
  void what_failed_over_IPv6_gets_a_control_over_IPv6() {
    DnsServer dns =
        stage.with(
            new DnsServer(
                q ->
                    DnsServer.answer(
                            q,
                            q.getQuestion().getType() == Type.AAAA
                                ? "known.test. 60 IN AAAA 2001:db8::1"
                                : "known.test. 60 IN A 10.1.0.1")
                        .toWire()));
    transport.route(dns.address(), dns.address()).route(at("2001:db8::1", 443), server);
    stage.resolver(dns);
    Vantage vantage = vantage("known.test");
    vantage.connect("10.1.0.2", 443);

    TcpObservation negative = vantage.connect("2001:db8::9", 443);
    vantage.connect("2001:db8::8", 443);

    assertThat(controls())
        .extracting(e -> e.observation().provenance().question())
        .containsExactly("connect known.test:443 over IPv6");
    assertThat(stage.journal().controlFor(negative))
        .hasValueSatisfying(c -> assertThat(c.number()).isGreaterThan(negative.number()));
  }

  @Test
  void an_address_of_the_other_family_is_not_asked_since_it_would_show_nothing() {
    Vantage vantage = vantage("10.1.0.1");
    vantage.connect("10.1.0.2", 443);

    TcpObservation target = vantage.connect("2001:db8::9", 443);
    DnsObservation resolver = vantage.observe(DnsProbe.of("any.test").at("2001:db8::53"));
    DnsObservation overTls =
        vantage.observe(DnsProbe.of("any.test").at("tls://[2001:db8::53]:8853"));

    assertThat(resolver.outcome()).isInstanceOf(Outcome.ResolverUnreachable.class);
    assertThat(overTls.outcome()).isInstanceOf(Outcome.ResolverUnreachable.class);
    assertThat(controls()).isEmpty();
    assertThat(List.of(target, resolver, overTls))
        .allMatch(negative -> stage.journal().controlFor(negative).isEmpty());
  }

  @Test
  void no_control_is_made_where_the_journal_has_one() {
    Vantage vantage = vantage("10.1.0.1");
    vantage.connect("10.1.0.2", 443);

    vantage.connect("10.1.0.9", 443);

    assertThat(controls()).isEmpty();
  }

  @Test
  void a_control_is_made_anew_after_the_network_changed() {
    Vantage vantage = vantage("10.1.0.1");
    TcpObservation before = vantage.connect("10.1.0.9", 443);
    stage.journal().networkChanged("loopback");

    TcpObservation after = vantage.connect("10.1.0.9", 443);

    assertThat(controls()).hasSize(2);
    assertThat(stage.journal().sameNetwork(before, after)).isFalse();
    assertThat(stage.journal().controlFor(after))
        .hasValueSatisfying(c -> assertThat(c.number()).isGreaterThan(after.number()));
  }

  @Test
  void each_look_of_a_watch_has_a_control_of_its_own_that_is_forgotten_with_it() {
    Vantage vantage = vantage("10.1.0.1");
    for (int i = 0; i < 2; i++) {
      Look look = Look.begin(stage.journal());
      try (look) {
        TcpObservation first = vantage.connect("10.1.0.8", 443);
        TcpObservation second = vantage.connect("10.1.0.9", 443);

        assertThat(controls()).hasSize(1);
        assertThat(stage.journal().controlFor(first)).isPresent();
        assertThat(stage.journal().controlFor(second)).isPresent();
        assertThat(look.entries()).extracting(e -> e.observation()).containsExactly(first, second);
      }
      look.forget();

      assertThat(stage.journal().entries()).isEmpty();
    }
    TcpObservation afterwards = vantage.connect("10.1.0.9", 443);

    assertThat(stage.journal().controlFor(afterwards)).isPresent();
  }

  @Test
  void a_control_that_fails_is_not_repeated_within_its_window_and_proves_nothing() {
    transport.fails(at("10.1.0.7", 443), new Outcome.Refused());
    Vantage vantage = vantage("10.1.0.7");

    TcpObservation first = vantage.connect("10.1.0.8", 443);
    TcpObservation second = vantage.connect("10.1.0.9", 443);

    assertThat(controls()).hasSize(1);
    assertThat(stage.journal().controlFor(first)).isEmpty();
    assertThat(stage.journal().controlFor(second)).isEmpty();
  }

  @Test
  void a_batch_of_negatives_makes_one_control() {
    List<TcpProbe> probes =
        IntStream.range(10, 40).mapToObj(i -> TcpProbe.to("10.1.0." + i, 443)).toList();

    List<TcpObservation> seen = vantage("10.1.0.1").observeAll(probes);

    assertThat(controls()).hasSize(1);
    assertThat(seen).allMatch(o -> stage.journal().controlFor(o).isPresent());
  }

  @Test
  void what_was_reached_needs_no_control() {
    vantage("10.1.0.1").connect("10.1.0.2", 443);

    assertThat(controls()).isEmpty();
  }

  @Test
  void a_control_is_no_control_of_itself() {
    transport.fails(at("10.1.0.7", 443), new Outcome.Refused());

    TcpObservation negative = vantage("10.1.0.7").connect("known");

    assertThat(stage.journal().controlFor(negative)).isEmpty();
    assertThat(controls()).isEmpty();
  }

  @Test
  void refuses_a_control_endpoint_that_does_not_exist() {
    EnvironmentBuilder environment =
        Environment.builder("loopback")
            .ground(Ground.LIVE)
            .vantage(Stage.VANTAGE, v -> v.control("unknown"));

    assertThatThrownBy(() -> stage.environment(environment).vantage())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no control endpoint \"unknown\"; there are none");
  }
}
