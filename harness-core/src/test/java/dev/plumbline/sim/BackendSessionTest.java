package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.forwardingTo;
import static dev.plumbline.network.Network.Handling.replying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.TlsBuilder;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import org.junit.jupiter.api.Test;

/**
 * A gateway resumes the TLS sessions with its backends, of earlier labs too: that hides nothing.
 */
class BackendSessionTest {

  /** The certificate that the backend presents, by the name of its issuer. */
  private static Network network(String issuer, String minimumVersion) {
    return network(issuer, minimumVersion, "api.contoso.net", true);
  }

  private static Network network(
      String issuer, String minimumVersion, String name, boolean probed) {
    return Network.builder("sessions")
        .segment("subnet", "10.1.0.0/24")
        .certificateOf(issuer, "api", name)
        .host(
            "api",
            "subnet",
            "10.1.0.5",
            h ->
                h.https(
                    443,
                    TlsBuilder.tls("api").minimumVersion(minimumVersion),
                    http -> http.anyHost(replying(200, ""))))
        .host(
            "gateway",
            "subnet",
            "10.1.0.4",
            h ->
                h.http(80, forwardingTo("api"))
                    .upstream(
                        "api",
                        443,
                        u -> {
                          u.members("10.1.0.5").tls().host(name);
                          if (probed) {
                            u.probe("probe", p -> p.tls().host(name).path("/"));
                          }
                        }))
        .build();
  }

  private static Lab open(String issuer) {
    return open(network(issuer, "TLSv1.2"));
  }

  private static Lab open(Network network) {
    return Lab.open(
        Environment.builder("sessions")
            .ground(Ground.SIMULATED)
            .vantage("inside", v -> v.segment("subnet"))
            .build(),
        network,
        new Journal());
  }

  private static Outcome asked(Lab lab) {
    return lab.vantage("inside").get("http://10.1.0.4/").outcome();
  }

  @Test
  void a_later_lab_whose_backend_has_another_certificate_is_judged_anew() {
    for (int i = 0; i < 2; i++) {
      try (Lab good = open("lab")) {
        assertThat(asked(good)).isEqualTo(new Outcome.Answered(200));
      }
      try (Lab bad = open("somebody")) {
        assertThat(bad.vantage("inside").probe("probe").backends())
            .extracting(Backend::healthy)
            .containsExactly(false);
        assertThat(asked(bad)).isEqualTo(new Outcome.Answered(502));
      }
    }
  }

  @Test
  void what_a_fault_does_to_a_handshake_does_not_depend_on_earlier_ones() {
    // Without a probe, nothing has been asked of this name before the fault.
    try (Lab lab = open(network("lab", "TLSv1.2", "first-asked.contoso.net", false))) {
      int first = bytesToAnAnswer(lab);
      assertThat(asked(lab)).isEqualTo(new Outcome.Answered(200));
      // Signatures differ by some bytes; a resumed session saves hundreds.
      assertThat(bytesToAnAnswer(lab)).isBetween(first - 100, first + 100);
    }
  }

  /** Returns how much the backend has to be let say until its answer comes through. */
  private static int bytesToAnAnswer(Lab lab) {
    for (int bytes = 50; bytes < 5_000; bytes += 50) {
      try (Lab.Guard cut = lab.fault(Fault.truncatedTls("api", bytes))) {
        assertThat(cut).isNotNull();
        if (asked(lab).equals(new Outcome.Answered(200))) {
          return bytes;
        }
      }
    }
    throw new AssertionError("no answer within 5,000 bytes");
  }

  @Test
  void a_backend_of_tls_1_3_only_is_unhealthy_and_the_reason_says_why() {
    try (Lab lab = open(network("lab", "TLSv1.3"))) {
      assertThat(lab.vantage("inside").probe("probe").backends())
          .singleElement()
          .satisfies(
              backend -> {
                assertThat(backend.healthy()).isFalse();
                assertThat(backend.reason())
                    .contains("protocol_version", "a gateway speaks TLS 1.2 to backends");
              });
    }
  }
}
