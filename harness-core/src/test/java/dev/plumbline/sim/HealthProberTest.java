package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.forwardingTo;
import static dev.plumbline.network.Network.Handling.replying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Arrival;
import dev.plumbline.network.Fault;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.NetworkBuilder;
import dev.plumbline.network.UpstreamBuilder;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthProberTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final InetAddress API = IpAddresses.parse("10.1.0.5");

  private Stage stage;
  private HealthProber prober;
  private Instant now = START;

  @AfterEach
  void close() {
    prober.close();
    stage.close();
  }

  private static NetworkBuilder network(Consumer<UpstreamBuilder> upstream) {
    return Network.builder("test")
        .segment("subnet", "10.1.0.0/24")
        .certificate("api", "api.contoso.net")
        .certificate("other", "other.contoso.net")
        .certificateOf("somebody", "foreign", "api.contoso.net")
        .host(
            "gateway",
            "subnet",
            "10.1.0.4",
            h -> h.http(80, forwardingTo("pool")).upstream("pool", 443, upstream))
        .host(
            "api",
            "subnet",
            "10.1.0.5",
            h ->
                h.https(
                        443,
                        "api",
                        http ->
                            http.host(
                                "api.contoso.net",
                                v ->
                                    v.route("/status", replying(200, "all is well"))
                                        .route("/moved", replying(301, ""))
                                        .route("/broken", replying(503, ""))
                                        .route(
                                            "/unhurried",
                                            replying(200, "").after(Duration.ofMillis(2_500)))
                                        .route(
                                            "/slow",
                                            replying(200, "").after(Duration.ofSeconds(5)))))
                    .https(444, "other", replying(200, ""))
                    .https(445, "foreign", replying(200, ""))
                    .http(80, replying(200, "plain"))
                    .tcp(22));
  }

  private void open(Consumer<UpstreamBuilder> upstream) throws Exception {
    stage = new Stage(network(upstream).build());
    prober = new HealthProber(stage.network, stage.group, stage, START);
    stage.healthBy(prober);
    run();
  }

  private void run() throws Exception {
    prober.runDue(now).get(30, TimeUnit.SECONDS);
  }

  private void advance(Duration time) throws Exception {
    now = now.plus(time);
    run();
  }

  private Backend backend() {
    return prober.backends("probe").orElseThrow().get(0);
  }

  private static Consumer<UpstreamBuilder> probing(Consumer<UpstreamBuilder.ProbeBuilder> with) {
    return u -> u.members("10.1.0.5").port(443).tls().probe("probe", p -> with.accept(p.tls()));
  }

  private int gatewayStatus() throws IOException {
    return RawClient.status(
        RawClient.plain(
            stage.at("gateway", 80),
            "GET /status HTTP/1.1\r\nHost: api.contoso.net\r\nConnection: close\r\n\r\n"));
  }

  @Test
  void a_probe_with_the_right_host_makes_the_backend_healthy_and_the_gateway_answer()
      throws Exception {
    open(probing(p -> p.host("api.contoso.net").path("/status")));
    assertThat(backend())
        .isEqualTo(new Backend("10.1.0.5:443", true, "Success. Received 200 status code", 0));
    assertThat(gatewayStatus()).isEqualTo(200);
    Arrival arrival = stage.arrivals.at("api").get(0);
    assertThat(arrival.sni()).isEqualTo("api.contoso.net");
    assertThat(arrival.source()).isEqualTo("10.1.0.4");
  }

  @Test
  void a_probe_without_a_host_is_refused_by_the_backend_and_the_gateway_answers_502()
      throws Exception {
    open(probing(p -> p.path("/status")));
    assertThat(backend())
        .isEqualTo(
            new Backend(
                "10.1.0.5:443",
                false,
                "Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}.",
                1));
    assertThat(gatewayStatus()).isEqualTo(502);
    Arrival arrival = stage.arrivals.at("api").get(0);
    assertThat(arrival.sni()).isNull();
    assertThat(arrival.headers())
        .anyMatch(h -> h.name().equals("Host") && h.value().equals("127.0.0.1"));
    assertThat(stage.servers.get("gateway").lastErrors())
        .last()
        .satisfies(e -> assertThat(e.reason()).contains("[10.1.0.5] is healthy"));
  }

  @Test
  void every_member_is_unhealthy_until_the_first_attempt() {
    stage = new Stage(network(probing(p -> p.path("/status"))).build());
    prober = new HealthProber(stage.network, stage.group, stage, START);
    assertThat(backend()).isEqualTo(new Backend("10.1.0.5:443", false, "not probed yet", 0));
  }

  @Test
  void an_upstream_without_a_probe_is_healthy() throws Exception {
    open(u -> u.members("10.1.0.5").port(443).tls());
    assertThat(gatewayStatus()).isEqualTo(200);
    assertThat(prober.backends("probe")).isEmpty();
  }

  @Test
  void a_probe_of_an_empty_pool_is_known_and_has_no_backends() throws Exception {
    open(u -> u.port(443).tls().probe("probe", p -> p.path("/")));
    assertThat(prober.backends("probe")).contains(List.of());
  }

  @Test
  void
      a_probe_that_upstreams_share_is_told_with_all_of_them_and_an_empty_pool_among_them_is_unhealthy()
          throws Exception {
    Network shared =
        network(probing(p -> p.host("api.contoso.net").path("/status")))
            .changeHost(
                "gateway",
                h ->
                    h.upstream(
                            "other",
                            443,
                            u ->
                                u.members("10.1.0.5")
                                    .tls()
                                    .probe(
                                        "probe@other",
                                        p -> p.tls().host("api.contoso.net").path("/broken")))
                        .upstream("third", 443, u -> u.tls().probe("probe@third", p -> p.tls())))
            .build();
    stage = new Stage(shared);
    prober = new HealthProber(stage.network, stage.group, stage, START);
    run();
    assertThat(prober.backends("probe").orElseThrow())
        .extracting(b -> b.address() + " " + b.healthy())
        .containsExactly("10.1.0.5:443 true", "10.1.0.5:443 false", "upstream third false");
    assertThat(prober.backends("probe@other").orElseThrow()).hasSize(1);
    assertThat(prober.backends("pro")).isEmpty();
  }

  @Test
  void becomes_unhealthy_after_so_many_failures_in_a_row_and_healthy_after_one_good_answer()
      throws Exception {
    open(
        probing(
            p ->
                p.host("api.contoso.net")
                    .path("/status")
                    .interval(Duration.ofSeconds(30))
                    .unhealthyThreshold(3)));
    stage.unreachable.put(API, new Outcome.Refused());
    advance(Duration.ofSeconds(29));
    assertThat(backend().failuresInARow()).isZero();
    advance(Duration.ofSeconds(1));
    assertThat(backend().failuresInARow()).isEqualTo(1);
    assertThat(backend().healthy()).isTrue();
    advance(Duration.ofSeconds(30));
    assertThat(backend().healthy()).isTrue();
    advance(Duration.ofSeconds(30));
    assertThat(backend().healthy()).isFalse();
    assertThat(backend().failuresInARow()).isEqualTo(3);
    stage.unreachable.clear();
    assertThat(backend().healthy()).isFalse();
    advance(Duration.ofSeconds(30));
    assertThat(backend().healthy()).isTrue();
    assertThat(backend().failuresInARow()).isZero();
  }

  @Test
  void an_advance_over_many_intervals_makes_as_many_attempts() throws Exception {
    open(probing(p -> p.host("api.contoso.net").path("/status").interval(Duration.ofSeconds(10))));
    advance(Duration.ofSeconds(105));
    assertThat(stage.arrivals.at("api")).hasSize(11);
    advance(Duration.ofSeconds(4));
    assertThat(stage.arrivals.at("api")).hasSize(11);
    advance(Duration.ofSeconds(1));
    assertThat(stage.arrivals.at("api")).hasSize(12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/status    | true  | Success. Received 200 status code",
        "/moved     | true  | Success. Received 301 status code",
        "/broken    | false | Expected:{200-399} Received:{503}",
        "/elsewhere | false | Expected:{200-399} Received:{404}"
      })
  void judges_the_status(String path, boolean healthy, String reason) throws Exception {
    open(probing(p -> p.host("api.contoso.net").path(path)));
    assertThat(backend().healthy()).isEqualTo(healthy);
    assertThat(backend().reason()).contains(reason);
  }

  @Test
  void judges_the_status_by_the_ranges_described() throws Exception {
    open(probing(p -> p.host("api.contoso.net").path("/broken").statuses("401", "500-599")));
    assertThat(backend().healthy()).isTrue();
    close();
    open(probing(p -> p.host("api.contoso.net").path("/status").statuses("401", "500-599")));
    assertThat(backend().reason()).contains("Expected:{401,500-599} Received:{200}");
  }

  @ParameterizedTest
  @CsvSource({"all is, true", "all was, false"})
  void judges_the_body(String text, boolean healthy) throws Exception {
    open(probing(p -> p.host("api.contoso.net").path("/status").bodyContains(text)));
    assertThat(backend().healthy()).isEqualTo(healthy);
    if (!healthy) {
      assertThat(backend().reason())
          .startsWith("Body of the backend's HTTP response did not match the probe setting");
    }
  }

  @Test
  void says_that_nothing_listens() throws Exception {
    open(probing(p -> p.host("api.contoso.net").port(9999)));
    assertThat(backend().address()).isEqualTo("10.1.0.5:9999");
    assertThat(backend().reason())
        .contains("could not connect to the backend", "NSG/UDR/Firewall", "refused");
  }

  @Test
  void says_that_the_connection_is_dropped() throws Exception {
    stage = new Stage(network(probing(p -> p.timeout(Duration.ofMillis(100)))).build());
    stage.unreachable.put(API, new Outcome.TimedOut(Phase.CONNECT));
    prober = new HealthProber(stage.network, stage.group, stage, START);
    run();
    assertThat(backend().reason()).contains("could not connect to the backend", "dropped");
  }

  @Test
  void awaits_a_backend_that_is_slow_on_a_busy_machine() throws Exception {
    open(probing(p -> p.host("api.contoso.net").path("/unhurried")));
    assertThat(backend().healthy()).isTrue();
  }

  @Test
  void a_silence_that_is_certain_is_a_late_answer_and_the_limit_of_the_simulation_is_told()
      throws Exception {
    stage = new Stage(network(probing(p -> p.path("/"))).build());
    Uplink impatient =
        new Uplink() {
          @Override
          public CompletableFuture<Connection> connect(
              String host, InetSocketAddress destination, Duration timeout) {
            return CompletableFuture.completedFuture(
                new Connection.Failed(new Outcome.TimedOut(Phase.RESPONSE), Diagnosis.unknown()));
          }

          @Override
          public CompletableFuture<List<InetAddress>> resolve(
              String host, String name, Duration timeout) {
            return CompletableFuture.completedFuture(List.of());
          }
        };
    prober = new HealthProber(stage.network, stage.group, impatient, START);
    run();
    assertThat(backend().reason())
        .isEqualTo(
            "Time taken by the backend to respond to the health probe is more than the timeout threshold of 30 s in the probe setting"
                + " (the lab waits 15 s at most).");
  }

  @Test
  void says_that_the_answer_is_late() throws Exception {
    open(probing(p -> p.host("api.contoso.net").path("/slow").timeout(Duration.ofSeconds(1))));
    assertThat(backend().healthy()).isFalse();
    assertThat(backend().reason())
        .contains("Time taken by the backend to respond", "more than the timeout threshold of 1 s");
  }

  @Test
  void says_that_the_name_does_not_resolve_and_asks_by_name_when_it_does() throws Exception {
    Consumer<UpstreamBuilder> byName =
        u ->
            u.members("backend.contoso.net")
                .port(443)
                .tls()
                .probe("probe", p -> p.tls().host("api.contoso.net").path("/status"));
    open(byName);
    assertThat(backend().reason()).contains("could not create a probe for this backend", "FQDN");
    stage.names.put("backend.contoso.net", List.of(API));
    advance(Duration.ofSeconds(30));
    assertThat(backend().healthy()).isTrue();
    assertThat(backend().address()).isEqualTo("backend.contoso.net:443");
  }

  @Test
  void says_that_the_certificate_is_for_another_name() throws Exception {
    open(probing(p -> p.host("api.contoso.net").port(444)));
    assertThat(backend().healthy()).isFalse();
    assertThat(backend().reason())
        .contains("The Common Name of the leaf certificate", "does not match", "other.contoso.net");
    assertThat(stage.arrivals.at("api")).isEmpty();
  }

  @Test
  void says_that_the_certificate_is_of_an_unknown_authority_unless_its_root_is_trusted()
      throws Exception {
    open(probing(p -> p.host("api.contoso.net").port(445)));
    assertThat(backend().reason())
        .contains(
            "not signed by a well-known Certificate Authority (CA)", "Plumbline root of somebody");
    assertThat(stage.arrivals.at("api")).isEmpty();
    close();
    open(
        probing(p -> p.host("api.contoso.net").port(445)).andThen(u -> u.trustedRoots("somebody")));
    assertThat(backend().healthy()).isTrue();
    close();
    open(
        probing(p -> p.host("api.contoso.net").port(443)).andThen(u -> u.trustedRoots("somebody")));
    assertThat(backend().reason())
        .contains("not signed by any Root certificates uploaded", "Plumbline root of lab");
  }

  @Test
  void says_that_the_certificate_has_expired_from_the_moment_it_does() throws Exception {
    open(probing(p -> p.host("api.contoso.net").path("/status").unhealthyThreshold(1)));
    assertThat(backend().healthy()).isTrue();
    stage.faults.add(Fault.expiredCertificate("api"));
    advance(Duration.ofSeconds(30));
    assertThat(backend().healthy()).isFalse();
    assertThat(backend().reason())
        .contains("Backend certificate is invalid", "\"Valid from\" and \"Valid to\"");
    stage.faults.clear();
    advance(Duration.ofSeconds(30));
    assertThat(backend().healthy()).isTrue();
  }

  @Test
  void says_that_the_backend_does_not_speak_http_or_tls() throws Exception {
    open(probing(p -> p.host("api.contoso.net").port(80)));
    assertThat(backend().healthy()).isFalse();
    assertThat(backend().reason()).contains("TLS handshake");
  }
}
