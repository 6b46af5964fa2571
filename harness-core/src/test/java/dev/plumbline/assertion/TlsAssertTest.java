package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.Failing.inconclusive;
import static dev.plumbline.assertion.Failing.refused;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.testing.Observations;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TlsAssertTest {

  private static final X509Certificate LEAF =
      Certificates.valid(Duration.ofDays(40), "*.contoso.net", "contoso.net", "10.1.0.5");

  private final Observations inside = Observations.from("workload-subnet");

  @Test
  void presentsCertificateFor_takes_a_wildcard_for_one_label() {
    assertThat(completed())
        .presentsCertificateFor("api.contoso.net")
        .presentsCertificateFor("API.Contoso.net.")
        .presentsCertificateFor("contoso.net")
        .presentsCertificateFor("10.1.0.5");
    fails(
        () -> assertThat(completed()).presentsCertificateFor("a.api.contoso.net"),
        """
        [#2 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
        Expected a certificate for:  a.api.contoso.net
        but it names:                *.contoso.net, contoso.net, 10.1.0.5
        valid:                       2029-12-31T12:00:00Z to 2030-02-10T12:00:00Z
        server name sent:            api.contoso.net
        """);
  }

  @Test
  void a_common_name_does_not_count() {
    X509Certificate old = Certificates.valid(Duration.ofDays(1));
    fails(
        () ->
            assertThat(inside.tls("10.1.0.5:443", null, new Outcome.HandshakeCompleted(), old))
                .presentsCertificateFor("contoso.net"),
        """
        [#1 handshake 10.1.0.5:443 from workload-subnet]
        Expected a certificate for:  contoso.net
        but it names:                nothing
        valid:                       2029-12-31T12:00:00Z to 2030-01-02T12:00:00Z
        server name sent:            none
        Likely cause:                the certificate has no subject alternative name; a common name does not count
        """);
  }

  @Test
  void presentsCertificateFor_fails_when_none_was_presented() {
    fails(
        () -> assertThat(alert("api.contoso.net")).presentsCertificateFor("api.contoso.net"),
        """
        [#1 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
        Expected a certificate for:  api.contoso.net
        but was:                     TLS alert unrecognized_name
        server name sent:            api.contoso.net
        """);
  }

  @Test
  void expiresAfter_fails_before_the_first_valid_day() {
    X509Certificate early =
        Certificates.between(
            Observations.NOON.plus(Duration.ofDays(2)),
            Observations.NOON.plus(Duration.ofDays(90)),
            "contoso.net");
    fails(
        () ->
            assertThat(inside.tls("10.1.0.5:443", null, new Outcome.HandshakeCompleted(), early))
                .expiresAfter(Duration.ofDays(30)),
        """
        [#1 handshake 10.1.0.5:443 from workload-subnet]
        Expected to be valid until:  2030-01-31T12:00:00Z (30 days)
        but is valid only from:      2030-01-03T12:00:00Z
        certificate of:              CN=contoso.net
        """);
  }

  @Test
  void isTrusted_passes_for_a_completed_handshake() {
    assertThat(completed()).isTrusted();
  }

  @Test
  void isTrusted_shows_the_names_of_a_certificate_for_another_host() {
    fails(
        () ->
            assertThat(
                    rejected(CertificateProblem.NAME_MISMATCH, "portal.fabrikam.com is not named"))
                .isTrusted(),
        """
        [#1 handshake 10.1.0.5:443 as portal.fabrikam.com from workload-subnet]
        Expected:          a trusted certificate
        but was:           certificate name mismatch: portal.fabrikam.com is not named, TLSv1.3
        server name sent:  portal.fabrikam.com
        Likely cause:      the certificate is for *.contoso.net, contoso.net, 10.1.0.5
        """);
  }

  @Test
  void isTrusted_shows_the_dates_of_an_expired_certificate() {
    X509Certificate expired =
        Certificates.between(
            Observations.NOON.minus(Duration.ofDays(30)),
            Observations.NOON.minus(Duration.ofDays(2)),
            "api.contoso.net");
    fails(
        () ->
            assertThat(
                    inside.tls(
                        "10.1.0.5:443",
                        "api.contoso.net",
                        new Outcome.CertificateRejected(CertificateProblem.EXPIRED, ""),
                        expired))
                .isTrusted(),
        """
        [#1 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
        Expected:          a trusted certificate
        but was:           certificate expired, TLSv1.3
        server name sent:  api.contoso.net
        Likely cause:      the certificate of CN=contoso.net is valid from 2029-12-02T12:00:00Z to 2029-12-30T12:00:00Z
        """);
  }

  @Test
  void isTrusted_names_the_issuer_that_is_not_trusted() {
    fails(
        () -> assertThat(rejected(CertificateProblem.UNTRUSTED, "")).isTrusted(),
        """
        [#1 handshake 10.1.0.5:443 as portal.fabrikam.com from workload-subnet]
        Expected:          a trusted certificate
        but was:           certificate untrusted, TLSv1.3
        server name sent:  portal.fabrikam.com
        Likely cause:      the chain presented ends at the issuer CN=contoso.net, \
        whom the vantage does not trust, or an intermediate is missing
        """);
  }

  @Test
  void isRejectedBecause_passes_for_the_problem_found_and_no_other() {
    assertThat(rejected(CertificateProblem.UNTRUSTED, ""))
        .isRejectedBecause(CertificateProblem.UNTRUSTED);
    fails(
        () -> assertThat(completed()).isRejectedBecause(CertificateProblem.EXPIRED),
        """
        [#2 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
        Expected:          certificate expired
        but was:           handshake completed, TLSv1.3
        server name sent:  api.contoso.net
        """);
  }

  @Test
  void expiresAfter_counts_from_the_observation() {
    assertThat(completed()).expiresAfter(Duration.ofDays(39));
    fails(
        () -> assertThat(completed()).expiresAfter(Duration.ofDays(60)),
        """
        [#2 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
        Expected to be valid until:  2030-03-02T12:00:00Z (60 days)
        but expires:                 2030-02-10T12:00:00Z (in 40 days)
        certificate of:              CN=contoso.net
        """);
  }

  @Test
  void expiresAfter_judges_the_intermediates_too() {
    X509Certificate intermediate = Certificates.valid(Duration.ofDays(10));
    fails(
        () ->
            assertThat(
                    inside.tls(
                        "10.1.0.5:443",
                        "api.contoso.net",
                        new Outcome.HandshakeCompleted(),
                        LEAF,
                        intermediate))
                .expiresAfter(Duration.ofDays(30)),
        """
        [#1 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
        Expected to be valid until:  2030-01-31T12:00:00Z (30 days)
        but expires:                 2030-01-11T12:00:00Z (in 10 days)
        certificate of:              CN=contoso.net
        """);
  }

  @Test
  void expiresAfter_fails_when_no_certificate_was_seen() {
    fails(
        () ->
            assertThat(inside.tls("10.1.0.5:443", "api.contoso.net", new Outcome.Refused()))
                .expiresAfter(Duration.ofDays(1)),
        """
        [#1 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
        Expected to be valid until:  2030-01-02T12:00:00Z (24 hours)
        but was:                     refused
        Likely cause:                the host is there, but nothing listens at this port, or a filter rejects it
        """);
  }

  @Test
  void negotiated_compares_the_version() {
    assertThat(completed()).negotiated("TLSv1.3");
    fails(
        () -> assertThat(completed()).negotiated("TLSv1.2"),
        """
        [#2 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
        Expected to agree on:  TLSv1.2
        but agreed on:         TLSv1.3 with TLS_AES_128_GCM_SHA256
        """);
    fails(
        () -> assertThat(alert("api.contoso.net")).negotiated("TLSv1.2"),
        """
        [#3 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
        Expected to agree on:  TLSv1.2
        but was:               TLS alert unrecognized_name
        server name sent:      api.contoso.net
        """);
  }

  @Nested
  class Negatives {

    @Test
    void a_server_name_refused_passes_when_another_one_was_taken() {
      completed();
      assertThat(alert("portal.fabrikam.com")).refusesSni();
      assertThat(inside.tls("10.1.0.5:443", null, new Outcome.Reset(Phase.TLS))).refusesSni();
      assertThat(inside.tls("10.1.0.5:443", "x.net", new Outcome.Closed(Phase.TLS))).refusesSni();
    }

    @Test
    void a_server_name_refused_is_inconclusive_when_no_other_was_taken() {
      inconclusive(
          () -> assertThat(alert("portal.fabrikam.com")).refusesSni(),
          """
          [#1 handshake 10.1.0.5:443 as portal.fabrikam.com from workload-subnet]
          INCONCLUSIVE:  no other handshake or request succeeded at 10.1.0.5:443 from workload-subnet \
          in the same window of time, so it may fail for everyone
          Expected:      the server name refused
          and saw:       TLS alert unrecognized_name
          To prove it:   first make a handshake or request at the same address and port that must succeed
          """);
    }

    @Test
    void the_same_server_name_taken_is_no_control_of_its_refusal() {
      completed();
      inconclusive(() -> assertThat(alert("api.contoso.net")).refusesSni());
    }

    @Test
    void a_handshake_at_another_port_is_no_control() {
      inside.tls("10.1.0.5:8443", "api.contoso.net", new Outcome.HandshakeCompleted(), LEAF);
      inconclusive(() -> assertThat(alert("portal.fabrikam.com")).refusesSni());
    }

    @Test
    void an_open_port_alone_is_no_control_of_a_handshake() {
      inside.tcp("10.1.0.5:443", new Outcome.Open());
      inconclusive(() -> assertThat(alert("portal.fabrikam.com")).refusesSni());
    }

    @Test
    void refusesSni_fails_for_a_completed_handshake_and_for_an_alert_about_something_else() {
      fails(
          () -> assertThat(completed()).refusesSni(),
          """
          [#1 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
          Expected:          the server name refused
          but was:           handshake completed, TLSv1.3
          server name sent:  api.contoso.net
          """);
      TlsObservation other =
          inside.tls("10.1.0.5:443", "x.net", new Outcome.TlsAlert("certificate_required"));
      fails(
          () -> assertThat(other).refusesSni(),
          """
          [#2 handshake 10.1.0.5:443 as x.net from workload-subnet]
          Expected:          the server name refused
          but was:           TLS alert certificate_required
          server name sent:  x.net
          """);
    }

    @Test
    void refusesVersion_needs_another_handshake_with_the_same_server_name() {
      TlsObservation refused =
          inside.tls("10.1.0.5:443", "api.contoso.net", new Outcome.TlsAlert("protocol_version"));
      inconclusive(() -> assertThat(refused).refusesVersion());
      inside.tls("10.1.0.5:443", "portal.contoso.net", new Outcome.HandshakeCompleted(), LEAF);
      inconclusive(() -> assertThat(refused).refusesVersion());
      inside.http(
          "https://api.contoso.net/",
          "10.1.0.5:443",
          new Outcome.Answered(200),
          completed().session(),
          null,
          List.of());
      assertThat(refused).refusesVersion();
      fails(
          () -> assertThat(completed()).refusesVersion(),
          """
          [#5 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
          Expected:          the version refused
          but was:           handshake completed, TLSv1.3
          server name sent:  api.contoso.net
          """);
    }

    @Test
    void an_old_version_that_was_accepted_is_not_refused_and_nothing_is_trusted_for_it() {
      TlsObservation accepted =
          inside.tls("10.1.0.5:443", "api.contoso.net", new Outcome.VersionAccepted("TLSv1.1"));
      fails(
          () -> assertThat(accepted).refusesVersion(),
          """
          [#1 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
          Expected:          the version refused
          but was:           TLSv1.1 accepted
          server name sent:  api.contoso.net
          """);
      fails(
          () -> assertThat(accepted).isTrusted(),
          """
          [#1 handshake 10.1.0.5:443 as api.contoso.net from workload-subnet]
          Expected:          a trusted certificate
          but was:           TLSv1.1 accepted
          server name sent:  api.contoso.net
          """);
    }

    @Test
    void a_server_that_cannot_sign_for_an_old_version_refuses_it() {
      TlsObservation refused =
          inside.tls("10.1.0.5:443", "api.contoso.net", new Outcome.TlsAlert("internal_error"));
      inconclusive(() -> assertThat(refused).refusesVersion());
      inside.http(
          "https://api.contoso.net/",
          "10.1.0.5:443",
          new Outcome.Answered(200),
          completed().session(),
          null,
          List.of());
      assertThat(refused).refusesVersion();
    }

    @Test
    void endsWithAlert_needs_a_control() {
      inconclusive(
          () -> assertThat(alert("portal.fabrikam.com")).endsWithAlert("unrecognized_name"));
      completed();
      assertThat(alert("portal.fabrikam.com")).endsWithAlert("unrecognized_name");
      fails(
          () -> assertThat(alert("portal.fabrikam.com")).endsWithAlert("handshake_failure"),
          """
          [#4 handshake 10.1.0.5:443 as portal.fabrikam.com from workload-subnet]
          Expected:          TLS alert handshake_failure
          but was:           TLS alert unrecognized_name
          server name sent:  portal.fabrikam.com
          """);
    }

    @Test
    void isReset_and_isClosed_need_a_control() {
      TlsObservation reset = inside.tls("10.1.0.5:443", "x.net", new Outcome.Reset(Phase.TLS));
      TlsObservation closed = inside.tls("10.1.0.5:443", "x.net", new Outcome.Closed(Phase.TLS));
      inconclusive(() -> assertThat(reset).isReset());
      inconclusive(() -> assertThat(closed).isClosed());
      completed();
      assertThat(reset).isReset();
      assertThat(closed).isClosed();
      fails(
          () -> assertThat(reset).isClosed(),
          """
          [#1 handshake 10.1.0.5:443 as x.net from workload-subnet]
          Expected:          closed by the peer
          but was:           reset by the peer in phase TLS
          server name sent:  x.net
          """);
    }

    @Test
    void a_connection_that_does_not_open_needs_something_else_reached() {
      TlsObservation dropped =
          inside.tls("10.1.0.9:443", "x.net", new Outcome.TimedOut(Phase.CONNECT));
      inconclusive(() -> assertThat(dropped).isDropped());
      completed();
      assertThat(dropped).isDropped();
    }
  }

  @Test
  void a_negative_time_is_refused() {
    refused(
        () -> assertThat(completed()).expiresAfter(Duration.ofDays(-1)),
        "expiresAfter(PT-24H): the time is negative");
  }

  private TlsObservation completed() {
    return inside.tls("10.1.0.5:443", "api.contoso.net", new Outcome.HandshakeCompleted(), LEAF);
  }

  private TlsObservation alert(String sni) {
    return inside.tls("10.1.0.5:443", sni, new Outcome.TlsAlert("unrecognized_name"));
  }

  private TlsObservation rejected(CertificateProblem problem, String detail) {
    return inside.tls(
        "10.1.0.5:443",
        "portal.fabrikam.com",
        new Outcome.CertificateRejected(problem, detail),
        LEAF);
  }
}
