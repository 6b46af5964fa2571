package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthTest {

  private final Stage stage = new Stage().trusting(Certificates.AUTHORITY.certificate());

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  /** Answers 200 "fine" to its own Host, 404 otherwise. */
  private TlsServer backend() {
    return stage.with(
        TlsServer.plain(
            s -> {
              byte[] buffer = new byte[8192];
              int n = s.getInputStream().read(buffer);
              boolean own =
                  new String(buffer, 0, n, StandardCharsets.US_ASCII)
                      .contains("Host: app.test\r\n");
              s.getOutputStream()
                  .write(
                      ("HTTP/1.1 " + (own ? 200 : 404) + " x\r\nContent-Length: 4\r\n\r\nfine")
                          .getBytes(StandardCharsets.US_ASCII));
            }));
  }

  private static Network network(
      List<String> members, int port, @Nullable String host, @Nullable String body) {
    Probe probe =
        new Probe(
            "backend-probe",
            false,
            host,
            null,
            "/status",
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            3,
            List.of(new PortRange(200, 399)),
            body);
    Upstream upstream =
        new Upstream(
            "pool",
            members,
            port,
            false,
            List.of(),
            null,
            false,
            Duration.ofSeconds(30),
            504,
            502,
            probe,
            true);
    Host gateway =
        new Host("gateway", "a", List.of(), List.of(), false, null, List.of(), List.of(upstream));
    return new Network(
        "n", List.of(), List.of(), List.of(gateway), List.of(), List.of(), List.of());
  }

  /** A gateway whose second upstream shares the probe. */
  private static Network sharing(List<String> second, int port) {
    Network one = network(List.of("127.0.0.1"), port, "app.test", null);
    Host gateway = one.hosts().get(0);
    Upstream pool = gateway.upstreams().get(0);
    Probe probe = pool.probe();
    Probe shared =
        new Probe(
            "backend-probe@other",
            false,
            probe.host(),
            null,
            probe.path(),
            probe.interval(),
            probe.timeout(),
            3,
            probe.statuses(),
            null);
    Upstream other =
        new Upstream(
            "other",
            second,
            port,
            false,
            List.of(),
            null,
            false,
            Duration.ofSeconds(30),
            504,
            502,
            shared,
            true);
    Host both =
        new Host(
            "gateway", "a", List.of(), List.of(), false, null, List.of(), List.of(pool, other));
    return new Network("n", List.of(), List.of(), List.of(both), List.of(), List.of(), List.of());
  }

  @Test
  void a_probe_that_upstreams_share_is_sent_to_the_members_of_all() {
    TlsServer backend = backend();

    HealthObservation seen = probe(sharing(List.of("127.0.0.2"), backend.port()));

    assertThat(seen.backends()).extracting(Backend::healthy).containsExactly(true, false);
    assertThat(seen.outcome()).isInstanceOf(Outcome.Unhealthy.class);
  }

  @Test
  void a_pool_without_members_is_unhealthy_beside_a_healthy_one() {
    TlsServer backend = backend();

    HealthObservation seen = probe(sharing(List.of(), backend.port()));

    assertThat(seen.outcome())
        .isEqualTo(new Outcome.Unhealthy("upstream other: the pool has no members"));
  }

  private HealthObservation probe(Network network) {
    return stage.network(network).vantage().probe("backend-probe");
  }

  @Test
  void each_backend_is_asked_once_as_the_gateway_would() {
    TlsServer backend = backend();

    HealthObservation seen =
        probe(network(List.of("127.0.0.1"), backend.port(), "app.test", "fine"));

    assertThat(seen.outcome()).isEqualTo(new Outcome.Healthy());
    assertThat(seen.emulated()).isTrue();
    Backend told = seen.backends().get(0);
    assertThat(told)
        .isEqualTo(
            new Backend(
                "127.0.0.1:" + backend.port(),
                true,
                "Success. Received 200 status code",
                0,
                told.attempt()));
    assertThat(told.attempt().outcome()).isEqualTo(new Outcome.Answered(200));
    assertThat(seen.backends()).hasSize(1);
  }

  @Test
  void a_probe_without_its_host_name_is_told_expected_and_received_status() {
    HealthObservation seen = probe(network(List.of("127.0.0.1"), backend().port(), null, null));

    assertThat(seen.outcome())
        .isEqualTo(
            new Outcome.Unhealthy(
                "Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}."));
  }

  @Test
  void a_body_without_the_text_is_unhealthy() {
    assertThat(
            probe(network(List.of("127.0.0.1"), backend().port(), "app.test", "ready"))
                .outcome()
                .describe())
        .contains(
            "Body of the backend's HTTP response did not match the probe setting. Expected:{ready}");
  }

  @Test
  void one_backend_that_cannot_be_connected_makes_it_unhealthy_and_is_named() {
    TlsServer backend = backend();

    HealthObservation seen =
        probe(network(List.of("127.0.0.1", "127.0.0.2"), backend.port(), "app.test", null));

    assertThat(seen.backends()).extracting(Backend::healthy).containsExactly(true, false);
    assertThat(seen.outcome().describe())
        .startsWith(
            "unhealthy: 127.0.0.2:"
                + backend.port()
                + ": The gateway could not connect to the backend (refused)");
  }

  @Test
  void an_unhealthy_backend_that_answered_is_its_own_evidence() {
    HealthObservation seen = probe(network(List.of("127.0.0.1"), backend().port(), null, null));

    assertThat(seen.backends()).noneMatch(Backend::needsControl);
    NetworkAssertions.assertThat(seen).isUnhealthy().isUnhealthyBecause("Received:{404}");
  }

  @Test
  void a_vantage_that_connects_to_nothing_proves_no_backend_unhealthy() {
    HealthObservation seen = probe(network(List.of("127.0.0.2"), 1, "app.test", null));

    assertThat(seen.backends()).allMatch(Backend::needsControl);
    assertThatThrownBy(() -> NetworkAssertions.assertThat(seen).isUnhealthy())
        .isInstanceOf(InconclusiveError.class)
        .hasMessage(
            """
            [#1 probe backend-probe from workload-subnet]
            INCONCLUSIVE:  nothing else was reached from workload-subnet in the same window of time, so it may be unable to reach anything
            Expected:      unhealthy
            and saw:       unhealthy: The gateway could not connect to the backend (refused). Check whether an NSG/UDR/Firewall is blocking the way
            seen by:       one probe sent from workload-subnet itself
            To prove it:   declare "control: <endpoint>" for the vantage workload-subnet, or first connect from there to something that must be open"""
                .strip());
  }

  @Test
  void a_connection_elsewhere_is_the_control_of_a_backend_that_cannot_be_connected() {
    TlsServer other = backend();
    Vantage vantage = stage.network(network(List.of("127.0.0.2"), 1, "app.test", null)).vantage();
    vantage.connect("127.0.0.1", other.port());

    NetworkAssertions.assertThat(vantage.probe("backend-probe"))
        .isUnhealthyBecause("could not connect");
  }

  @Test
  void another_backend_that_answered_is_the_control_of_one_that_cannot_be_connected() {
    TlsServer backend = backend();
    HealthObservation seen =
        probe(network(List.of("127.0.0.1", "127.0.0.2"), backend.port(), "app.test", null));

    NetworkAssertions.assertThat(seen).isUnhealthyBecause("could not connect");
  }

  @Test
  void the_control_endpoint_is_asked_for_a_backend_that_cannot_be_connected() {
    TlsServer other = backend();
    stage.environment(
        Environment.builder("loopback")
            .ground(Ground.LIVE)
            .vantage(Stage.VANTAGE, v -> v.control("other"))
            .tcp("other", "127.0.0.1", other.port()));

    NetworkAssertions.assertThat(probe(network(List.of("127.0.0.2"), 1, "app.test", null)))
        .isUnhealthy();
  }

  @Test
  void a_pool_without_members_is_unhealthy() {
    assertThat(probe(network(List.of(), 80, null, null)).outcome())
        .isEqualTo(new Outcome.Unhealthy("the pool has no members"));
  }

  @Test
  void the_gateways_own_state_is_read_where_it_can_be() {
    Backend down = new Backend("10.1.0.5:443", false, "late", 3);
    stage.health(name -> Optional.of(List.of(down)));

    HealthObservation seen = probe(network(List.of("127.0.0.1"), 1, null, null));

    assertThat(seen.emulated()).isFalse();
    assertThat(seen.backends()).containsExactly(down);
    assertThat(seen.outcome()).isEqualTo(new Outcome.Unhealthy("late"));
  }

  @Test
  void refuses_a_probe_that_does_not_exist() {
    Vantage vantage = stage.network(network(List.of(), 80, null, null)).vantage();

    assertThatThrownBy(() -> vantage.probe("backend-prob"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no health probe \"backend-prob\"; allowed: backend-probe; did you mean \"backend-probe\"?");
    assertThatThrownBy(() -> new Stage().vantage().probe("any"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no network description");
  }
}
