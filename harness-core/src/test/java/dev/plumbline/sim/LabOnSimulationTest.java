package dev.plumbline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.Watched;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole way, as a suite goes it: a lab, its vantages, their observations. */
class LabOnSimulationTest {

  private final Environment environment =
      SimulatedWorld.environment().toBuilder().probeTimeout(Duration.ofSeconds(4)).build();
  private final Lab lab = Lab.open(environment, SimulatedWorld.network(), new Journal());
  private final Vantage workload = lab.vantage("workload");

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void a_name_is_resolved_and_the_gateway_behind_it_answers_over_tls() {
    assertThat(workload.resolve("api.contoso.net").outcome()).isEqualTo(new Outcome.Resolved());
    assertThat(workload.get("https://api.contoso.net/orders").outcome())
        .isEqualTo(new Outcome.Answered(200));
    assertThat(lab.arrivals("backend")).extracting("target").contains("/orders");
  }

  @Test
  void every_fate_is_its_own_outcome() {
    List<TcpProbe> probes =
        List.of(
            TcpProbe.to("10.2.0.7", 7),
            TcpProbe.to("10.2.0.7", 3443),
            TcpProbe.to("10.2.0.7", 22),
            TcpProbe.to("10.3.0.9", 7));
    assertThat(workload.observeAll(probes))
        .extracting("outcome")
        .containsExactly(
            new Outcome.Open(),
            new Outcome.TimedOut(Phase.CONNECT),
            new Outcome.Refused(),
            new Outcome.NoRoute());
  }

  @Test
  void a_connection_starts_from_the_address_of_its_vantage() {
    Environment known =
        Environment.builder("addresses")
            .vantage("given", v -> v.segment("workload").address("10.1.0.253"))
            .vantage("free", "workload")
            .build();
    try (Lab other = Lab.open(known, SimulatedWorld.network(), new Journal())) {
      assertThat(other.vantage("given").connect("10.2.0.7", 7).from())
          .isEqualTo(IpAddresses.parse("10.1.0.253"));
      assertThat(other.vantage("free").connect("10.2.0.7", 7).from())
          .isEqualTo(IpAddresses.parse("10.1.0.254"));
    }
  }

  @Test
  void a_dropped_name_server_is_unreachable() {
    try (Lab.Guard cut = lab.fault(Fault.drop("workload", "dns"))) {
      assertThat(cut).isNotNull();
      assertThat(workload.resolve("api.contoso.net").outcome())
          .isEqualTo(new Outcome.ResolverUnreachable(new Outcome.TimedOut(Phase.RESOLVE)));
    }
    assertThat(workload.resolve("api.contoso.net").outcome()).isEqualTo(new Outcome.Resolved());
  }

  @Test
  void what_a_faulted_lab_shows_is_not_to_be_recorded() {
    assertThat(lab.notToBeRecorded()).isEmpty();
    try (Lab.Guard expired = lab.fault(Fault.drop("workload", "dns"))) {
      assertThat(expired).isNotNull();
      assertThat(lab.notToBeRecorded())
          .contains(
              "while a fault is in force: what is broken on purpose would be recorded as right."
                  + " Close the fault's guard first");
    }
    assertThat(lab.notToBeRecorded()).isEmpty();
  }

  @Test
  @Timeout(60)
  void in_a_drill_what_is_dropped_has_timed_out_without_its_time() {
    Environment patient = environment.toBuilder().probeTimeout(Duration.ofHours(1)).build();
    try (Lab drilled = Lab.openForDrill(patient, SimulatedWorld.network(), new Journal())) {
      Vantage there = drilled.vantage("workload");
      assertThat(there.connect("10.2.0.7", 3443).outcome())
          .isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
      try (Lab.Guard cut = drilled.fault(Fault.drop("workload", "dns"))) {
        assertThat(cut).isNotNull();
        assertThat(there.resolve("api.contoso.net").outcome())
            .isEqualTo(new Outcome.ResolverUnreachable(new Outcome.TimedOut(Phase.RESOLVE)));
      }
      try (Lab.Guard halfOpen = drilled.fault(Fault.halfOpen("gateway"))) {
        assertThat(halfOpen).isNotNull();
        assertThat(there.connect("10.2.0.5", 443).outcome()).isEqualTo(new Outcome.Open());
      }
    }
  }

  @Test
  void what_was_reached_before_a_fault_shows_nothing_of_what_is_not_reached_under_it() {
    assertThat(workload.connect("10.2.0.7", 7).outcome()).isEqualTo(new Outcome.Open());
    try (Lab.Guard cut = lab.fault(Fault.drop("workload", "gateway"))) {
      assertThat(cut).isNotNull();
      TcpObservation dropped = workload.connect("10.2.0.5", 443);
      assertThat(dropped.outcome()).isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
      assertThatThrownBy(() -> NetworkAssertions.assertThat(dropped).isDropped())
          .isInstanceOf(InconclusiveError.class);

      workload.connect("10.2.0.7", 7);
      NetworkAssertions.assertThat(dropped).isDropped();
    }
    TcpObservation after = workload.connect("10.2.0.7", 3443);
    assertThatThrownBy(() -> NetworkAssertions.assertThat(after).isDropped())
        .isInstanceOf(InconclusiveError.class);
  }

  @Test
  void a_connection_that_a_fault_breaks_off_is_shown_by_the_same_door_before_it() {
    workload.get("https://api.contoso.net/");
    try (Lab.Guard guard = lab.fault(Fault.resetAfter("gateway", 100))) {
      assertThat(guard).isNotNull();
      NetworkAssertions.assertThat(workload.get("https://api.contoso.net/")).isReset();
    }
  }

  @Test
  void a_handshake_cut_off_by_a_fault_is_not_taken_for_a_refusal() {
    TlsProbe own = TlsProbe.to("10.2.0.5", 443).withSni("api.contoso.net");
    assertThat(workload.handshake(own).outcome()).isEqualTo(new Outcome.HandshakeCompleted());
    try (Lab.Guard guard = lab.fault(Fault.truncatedTls("gateway", 50))) {
      assertThat(guard).isNotNull();
      TlsObservation version = workload.handshake(own.withVersions("TLSv1.2"));
      TlsObservation name = workload.handshake(own.withSni("other.contoso.net"));
      assertThat(version.outcome()).isEqualTo(new Outcome.Closed(Phase.TLS));
      assertThatThrownBy(() -> NetworkAssertions.assertThat(version).refusesVersion())
          .isInstanceOf(InconclusiveError.class);
      assertThatThrownBy(() -> NetworkAssertions.assertThat(name).refusesSni())
          .isInstanceOf(InconclusiveError.class);
    }
  }

  @Test
  void every_fault_of_a_connection_is_its_own_outcome() {
    assertThat(outcomeUnder(Fault.resetAfter("gateway", 100)))
        .isEqualTo(new Outcome.Reset(Phase.TLS));
    assertThat(outcomeUnder(Fault.truncatedTls("gateway", 100)))
        .isEqualTo(new Outcome.Closed(Phase.TLS));
    assertThat(outcomeUnder(Fault.halfOpen("gateway"))).isEqualTo(new Outcome.TimedOut(Phase.TLS));
    assertThat(outcomeUnder(Fault.hostDown("gateway"))).isEqualTo(new Outcome.Refused());
    assertThat(outcomeUnder(Fault.latency("gateway", Duration.ofMillis(20))))
        .isEqualTo(new Outcome.Answered(200));
    assertThat(outcomeUnder(Fault.expiredCertificate("api")))
        .isInstanceOfSatisfying(
            Outcome.CertificateRejected.class,
            r -> assertThat(r.problem()).isEqualTo(Outcome.CertificateProblem.EXPIRED));
  }

  private Outcome outcomeUnder(Fault fault) {
    try (Lab.Guard guard = lab.fault(fault)) {
      assertThat(guard).isNotNull();
      return workload.get("https://api.contoso.net/").outcome();
    }
  }

  @Test
  void many_checks_at_once_all_come_back_right() {
    List<HttpProbe> gets = new ArrayList<>();
    List<DnsProbe> names = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      gets.add(HttpProbe.get("http://192.0.2.80/" + i));
      names.add(DnsProbe.of(i % 2 == 0 ? "api.contoso.net" : "no-" + i + ".contoso.net"));
    }
    assertThat(workload.observeAll(gets))
        .allSatisfy(o -> assertThat(o.outcome()).isEqualTo(new Outcome.Answered(200)));
    assertThat(workload.observeAll(names)).filteredOn(o -> o.outcome().reached()).hasSize(100);
    assertThat(lab.arrivals("site")).hasSize(200);
  }

  @Test
  void waiting_in_a_lab_of_its_own_moves_the_labs_clock_and_takes_none_of_this_machines() {
    Lab.Guard outage = lab.fault(Fault.hostDown("backend"));
    lab.advance(Duration.ofMinutes(5));
    HealthObservation before = workload.probe("api-probe");
    assertThat(before.outcome()).isInstanceOf(Outcome.Unhealthy.class);
    outage.close();

    NetworkAssertions.eventually(
        NetworkAssertions.within(Duration.ofHours(10)).every(Duration.ofHours(1)),
        () -> NetworkAssertions.assertThat(workload.probe("api-probe")).isHealthy());

    Awaited awaited = lab.journal().awaited().get(0);
    assertThat(awaited.describe()).startsWith("passed on attempt 2 after 1 h");
    assertThat(awaited.history())
        .extracting(change -> change.seen().get(0).text())
        .hasSize(2)
        .endsWith("healthy");
  }

  @Test
  void waiting_in_a_shared_lab_is_given_up_since_its_clock_stands_still() {
    Lab shared = lab.readOnly("other tests look at it too");

    assertThatThrownBy(
            () ->
                NetworkAssertions.eventually(
                    NetworkAssertions.within(Duration.ofHours(10)),
                    () ->
                        NetworkAssertions.assertThat(
                                shared.vantage("workload").resolve("gone.contoso.net"))
                            .resolvesTo("10.2.0.5")))
        .hasMessageContaining(
            "given up after 1 attempt in 0 s: the clock of lab contoso stands still: other tests look at it too");
  }

  @Test
  void a_table_of_reachability_is_waited_for_with_all_its_cells() {
    NetworkAssertions.eventually(
        NetworkAssertions.within(Duration.ofMinutes(1)),
        () ->
            NetworkAssertions.assertThat(
                    lab.reachability(
                        """
                                 | 10.2.0.7:7 | 10.2.0.7:22
                        workload | open       | refused
                        """))
                .isAsExpected());

    assertThat(lab.journal().awaited().get(0).history().get(0).seen()).hasSize(2);
  }

  @Test
  void what_is_watched_during_an_outage_has_a_gap_from_where_it_is_out_and_from_nowhere_else() {
    CountDownLatch seenRefused = new CountDownLatch(1);
    Watched seen =
        lab.watch(Duration.ofMillis(20))
            .from(
                "workload",
                vantage -> {
                  TcpObservation seenNow = vantage.connect("10.2.0.7", 7);
                  if (seenNow.outcome() instanceof Outcome.Refused) {
                    seenRefused.countDown();
                  }
                  NetworkAssertions.assertThat(seenNow).isOpen();
                })
            .from(
                "hub",
                vantage -> NetworkAssertions.assertThat(vantage.connect("10.2.0.7", 7)).isOpen())
            .during(
                () -> {
                  try (Lab.Guard refused = lab.fault(Fault.reject("workload", "misc"))) {
                    assertThat(refused).isNotNull();
                    assertThat(seenRefused.await(60, TimeUnit.SECONDS)).isTrue();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });

    assertThat(seen.places().get(0).gaps())
        .anySatisfy(gap -> assertThat(gap.reason()).isEqualTo("refused"));
    assertThat(seen.places().get(1).gaps()).noneMatch(gap -> gap.kind() == Watched.Kind.DOWN);
    assertThatThrownBy(() -> NetworkAssertions.assertThat(seen).hasNoGap())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("connect 10.2.0.7:7 from workload")
        .hasMessageContaining(": refused");
  }

  @Test
  void what_holds_for_an_hour_of_the_labs_clock_is_seen_in_a_moment() {
    Watched seen =
        lab.watch(Duration.ofMinutes(1))
            .from(
                "workload",
                vantage -> NetworkAssertions.assertThat(vantage.probe("api-probe")).isHealthy())
            .holdsFor(Duration.ofHours(1));

    NetworkAssertions.assertThat(seen).hasNoGap();
    assertThat(seen.places().get(0).looks()).isEqualTo(61);
    assertThat(seen.took()).isEqualTo(Duration.ofHours(1));
  }
}
