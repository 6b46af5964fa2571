package dev.plumbline.containers;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.DnsBuilder;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults put into a lab that runs on real servers: those it can show, and what becomes of others.
 */
class LabFaultsTest {

  @TempDir Path directory;

  private Lab lab() {
    Network network =
        Network.builder("faults")
            .segment("lan", s -> s.prefixes("10.0.0.0/24").resolver("10.0.0.4"))
            .host("resolver", "lan", "10.0.0.4", h -> h.resolver())
            .host(
                "front",
                "lan",
                "10.0.0.6",
                h -> h.dns(DnsBuilder.resolver().forward("corp.example", "10.0.0.4")))
            .zone("contoso.net", "www A 10.0.0.8", "alias CNAME www", "*.wild A 10.0.0.9")
            .zone("corp.example", "host A 10.0.0.8")
            .build();
    Environment environment =
        Environment.builder("faults").ground(Ground.CONTAINERS).vantage("desk", "lan").build();
    return NamespacesGround.in(directory, () -> Lab.open(environment, network, new Journal()));
  }

  @Test
  void name_servers_forget_what_others_have_told_them_when_the_clock_moves_on() {
    try (Lab lab = lab()) {
      Vantage desk = lab.vantage("desk");
      DnsProbe probe = DnsProbe.of("host.corp.example").at("10.0.0.6");
      long whole = ttl(desk.observe(probe));
      while (ttl(desk.observe(probe)) == whole) {
        // Kept answers count down.
        Thread.onSpinWait();
      }
      lab.advance(Duration.ofMinutes(1));
      assertThat(ttl(desk.observe(probe))).isEqualTo(whole);
    }
  }

  private static long ttl(DnsObservation observation) {
    return observation.answer().get(0).ttl();
  }

  @Test
  void what_names_cannot_show_is_refused_by_name_and_nothing_changes() {
    try (Lab lab = lab();
        Lab.Guard wrong = lab.fault(Fault.wrongAnswer("www.contoso.net", "10.0.0.7"))) {
      Vantage desk = lab.vantage("desk");
      assertThatThrownBy(() -> lab.fault(Fault.servfail("host.corp.example")))
          .isInstanceOf(LabException.class)
          .hasMessage(
              """
              the ground containers cannot put faults in force:
                - host "front", DNS server on port 53: DNS_SERVFAIL of host.corp.example: a forwarder is asked for the name
              Run the test on the ground simulated: @OnGround(Ground.SIMULATED)""");
      assertThatThrownBy(() -> lab.fault(Fault.wrongAnswer("alias.contoso.net", "10.0.0.7")))
          .isInstanceOf(LabException.class)
          .hasMessage(
              """
              the ground containers cannot put faults in force:
                - host "resolver", DNS server on port 53: DNS_WRONG_ANSWER of alias.contoso.net: the name is an alias, beside which no address can stand
                - host "front", DNS server on port 53: DNS_WRONG_ANSWER of alias.contoso.net: the name is an alias, beside which no address can stand
              Run the test on the ground simulated: @OnGround(Ground.SIMULATED)""");
      assertThatThrownBy(() -> lab.fault(Fault.staleTtl("any.wild.contoso.net", Duration.ZERO)))
          .isInstanceOf(LabException.class)
          .hasMessageContaining(": the name is below a wildcard, a DNAME or a delegation");
      assertThat(desk.resolve("host.corp.example")).resolvesOnlyTo("10.0.0.8");
      assertThat(desk.resolve("www.contoso.net")).as("%s", wrong).resolvesOnlyTo("10.0.0.7");
      lab.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void kinds_that_it_does_not_have_are_refused_by_name() {
    try (Lab lab = lab()) {
      assertThatThrownBy(() -> lab.fault(Fault.latency("resolver", Duration.ofMillis(1))))
          .isInstanceOf(LabException.class)
          .hasMessage(
              "the ground containers cannot put [LATENCY to resolver] in force; of faults it has"
                  + " [DROP, REJECT, DNS_SERVFAIL, DNS_WRONG_ANSWER, DNS_STALE_TTL, EXPIRED_CERTIFICATE, HOST_DOWN]."
                  + " Run the test on the ground simulated: @OnGround(Ground.SIMULATED)");
      assertThat(lab.isFaulted()).isFalse();
      assertThat(lab.vantage("desk").resolve("www.contoso.net")).resolvesOnlyTo("10.0.0.8");
    }
  }

  @Test
  void a_lab_is_no_longer_whole_where_a_fault_is_in_force_only_in_part() {
    try (Lab lab = lab()) {
      List<ProcessHandle> servers =
          ProcessHandle.current()
              .descendants()
              .filter(one -> one.info().commandLine().orElse("").contains(directory.toString()))
              .filter(one -> one.info().command().orElse("").endsWith("/named"))
              .toList();
      assertThat(servers).hasSize(2);
      servers.get(1).destroyForcibly();
      servers.get(1).onExit().join();

      assertThatThrownBy(() -> lab.fault(Fault.servfail("www.contoso.net")))
          .isInstanceOf(LabException.class)
          .hasMessageContaining(
              ", reload] failed with status 1 on the lab's machine: rndc: connect failed");
      assertThatThrownBy(() -> lab.advance(Duration.ofMinutes(1)))
          .isInstanceOf(LabException.class)
          .hasMessage(
              "the lab of network \"faults\" is no longer whole: putting faults in force has failed halfway");
    }
  }
}
