package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.probe.DnsProbe;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What breaks while the lab runs: it is seen at once, and gone when it is taken away. */
@NotOn(value = Arm.LIVE, because = "nothing is broken in a network that is the world's")
interface FaultsContract extends OnLab {

  /** What a gateway passes on to a backend that it knows by its name. */
  String BY_NAME = "https://apps.contract.test/by-name/";

  private DnsObservation atTheNameServer(String name) {
    return internet().observe(DnsProbe.of(name).at("198.51.100.54"));
  }

  @Test
  default void a_name_fails_until_its_fault_is_taken_away() {
    assertThat(workload().resolve("named.apps.test")).resolvesOnlyTo("10.1.0.16");
    Lab.Guard failing = lab().fault(Fault.servfail("named.apps.test"));
    try {
      assertThat(workload().resolve("named.apps.test")).isServfail();
      assertThat(workload().resolve("echo.apps.test")).resolvesOnlyTo("10.1.0.9");
    } finally {
      failing.close();
    }
    assertThat(workload().resolve("named.apps.test")).resolvesOnlyTo("10.1.0.16");
  }

  @Test
  default void a_name_is_answered_wrongly_until_its_fault_is_taken_away() {
    assertThat(internet().resolve("www.contract.test")).resolvesOnlyTo("203.0.113.10");
    Lab.Guard wrong = lab().fault(Fault.wrongAnswer("edge.provider.test", "203.0.113.20"));
    try {
      assertThat(internet().resolve("www.contract.test"))
          .aliasesTo("edge.provider.test")
          .resolvesOnlyTo("203.0.113.20");
      assertThat(atTheNameServer("edge.provider.test")).resolvesOnlyTo("203.0.113.20");
    } finally {
      wrong.close();
    }
    assertThat(internet().resolve("www.contract.test")).resolvesOnlyTo("203.0.113.10");
    assertThat(atTheNameServer("edge.provider.test")).resolvesOnlyTo("203.0.113.10");
  }

  @Test
  default void an_answer_may_be_kept_as_long_as_a_fault_says() {
    Lab.Guard stale = lab().fault(Fault.staleTtl("mail.contract.test", Duration.ofDays(7)));
    try {
      assertThat(atTheNameServer("mail.contract.test"))
          .hasTtlBetween(Duration.ofDays(7), Duration.ofDays(7));
      assertThat(internet().resolve("mail.contract.test"))
          .hasTtlBetween(Duration.ofDays(6), Duration.ofDays(7));
    } finally {
      stale.close();
    }
    assertThat(internet().resolve("mail.contract.test"))
        .hasTtlBetween(Duration.ofSeconds(1), Duration.ofSeconds(300));
  }

  @Test
  default void what_a_forwarder_said_before_it_failed_is_not_remembered() {
    DnsProbe probe = DnsProbe.of("desk.partner.test").at("10.1.0.54");
    assertThat(workload().observe(probe)).resolvesOnlyTo("10.9.0.20");
    Lab.Guard cut = lab().fault(Fault.reject("asking-resolver", "partner-dns"));
    try {
      assertThat(workload().observe(probe)).isServfail();
    } finally {
      cut.close();
    }
    assertThat(workload().observe(probe)).resolvesOnlyTo("10.9.0.20");
  }

  @Test
  default void a_certificate_has_expired_until_its_fault_is_taken_away() {
    assertThat(workload().handshake("api.contract.test", 443)).isTrusted();
    assertThat(internet().get("https://www.contract.test/secure/")).hasStatus(404);
    Lab.Guard expired = lab().fault(Fault.expiredCertificate("api"));
    try {
      assertThat(workload().handshake("api.contract.test", 443))
          .isRejectedBecause(CertificateProblem.EXPIRED);
      assertThat(workload().handshake("portal.contract.test", 443)).isTrusted();
      assertThat(internet().get("https://www.contract.test/secure/")).hasStatus(502);
    } finally {
      expired.close();
    }
    assertThat(workload().handshake("api.contract.test", 443)).isTrusted();
    assertThat(internet().get("https://www.contract.test/secure/")).hasStatus(404);
  }

  @Test
  default void a_gateway_asks_the_backend_that_a_wrong_answer_names() {
    assertThat(workload().get(BY_NAME)).hasStatus(200).hasBody("named");
    Lab.Guard wrong = lab().fault(Fault.wrongAnswer("named.apps.test", "10.1.0.15"));
    try {
      assertThat(workload().get(BY_NAME)).hasStatus(200).hasBody("ill");
    } finally {
      wrong.close();
    }
    assertThat(workload().get(BY_NAME)).hasStatus(200).hasBody("named");
  }

  @Test
  default void a_gateway_goes_on_with_the_last_address_of_a_name_that_fails() {
    assertThat(workload().get(BY_NAME)).hasStatus(200).hasBody("named");
    Lab.Guard failing = lab().fault(Fault.servfail("named.apps.test"));
    try {
      assertThat(edge().resolve("named.apps.test")).isServfail();
      assertThat(workload().get(BY_NAME)).hasStatus(200).hasBody("named");
      lab().advance(Duration.ofMinutes(2));
      assertThat(edge().probe("by-a-name")).isHealthy();
    } finally {
      failing.close();
    }
  }

  @Test
  default void a_gateway_goes_on_with_the_last_address_when_no_name_server_answers_it() {
    assertThat(workload().get(BY_NAME)).hasStatus(200).hasBody("named");
    Lab.Guard cut = lab().fault(Fault.reject("apps", "resolver").onPort(53));
    try {
      assertThat(workload().get(BY_NAME)).hasStatus(200).hasBody("named");
      lab().advance(Duration.ofMinutes(2));
      assertThat(edge().probe("by-a-name")).isHealthy();
    } finally {
      cut.close();
    }
  }
}
