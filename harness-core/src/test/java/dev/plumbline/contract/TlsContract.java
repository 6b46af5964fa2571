package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.Sni;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.probe.TlsSettings;
import org.junit.jupiter.api.Test;

/** TLS handshakes. */
interface TlsContract extends OnLab {

  @Test
  default void a_certificate_is_presented_for_the_server_name_asked_for() {
    assertThat(workload().handshake("api.contract.test", 443))
        .presentsCertificateFor("api.contract.test")
        .isTrusted();
    assertThat(workload().handshake("portal.contract.test", 443))
        .presentsCertificateFor("portal.contract.test")
        .isTrusted();
    assertThat(workload().handshake("one.apps.contract.test", 443))
        .presentsCertificateFor("one.apps.contract.test")
        .isTrusted();
  }

  @Test
  default void a_certificate_for_another_name_is_rejected() {
    assertThat(workload().handshake("wrong.contract.test", 443))
        .isRejectedBecause(CertificateProblem.NAME_MISMATCH);
  }

  @Test
  default void a_certificate_of_another_authority_is_rejected() {
    assertThat(workload().handshake("stranger.contract.test", 443))
        .isRejectedBecause(CertificateProblem.UNTRUSTED);
  }

  @Test
  default void a_certificate_past_its_last_day_is_rejected() {
    assertThat(workload().handshake("old.contract.test", 443))
        .isRejectedBecause(CertificateProblem.EXPIRED);
  }

  @Test
  default void a_handshake_without_a_server_name_gets_the_default_certificate() {
    TlsSettings nameless =
        TlsSettings.defaults().withSni(Sni.none()).withCertificateName("api.contract.test");
    assertThat(workload().handshake(TlsProbe.to("10.1.0.5", 443).with(nameless)))
        .presentsCertificateFor("api.contract.test")
        .isTrusted();
  }

  @Test
  default void a_listener_that_requires_a_known_server_name_ends_the_handshake_with_an_alert() {
    assertThat(workload().handshake("modern.contract.test", 443)).isTrusted();
    assertThat(
            workload()
                .handshake(
                    TlsProbe.to("modern.contract.test", 443).withSni("unknown.contract.test")))
        .refusesSni();
    assertThat(workload().handshake(TlsProbe.to("modern.contract.test", 443).withoutSni()))
        .refusesSni();
  }

  @Test
  default void the_lowest_version_is_kept() {
    assertThat(workload().handshake(TlsProbe.to("api.contract.test", 443).withVersions("TLSv1.2")))
        .negotiated("TLSv1.2");
    assertThat(workload().handshake("modern.contract.test", 443)).negotiated("TLSv1.3");
    assertThat(
            workload().handshake(TlsProbe.to("modern.contract.test", 443).withVersions("TLSv1.2")))
        .refusesVersion();
  }

  @Test
  default void http_2_is_agreed_on_where_it_is_offered() {
    var observation = workload().get("https://api.contract.test:8443/");
    assertThat(observation).hasStatus(200).hasBody("h2");
    assertThat(OnLab.answer(observation).version()).isEqualTo("h2");
    assertThat(OnLab.answer(workload().get("https://api.contract.test/status")).version())
        .isEqualTo("HTTP/1.1");
  }

  @Test
  default void a_port_without_tls_does_not_complete_a_handshake() {
    var observation = edge().handshake("backend.contract.test", 8083);
    assertThat(observation.outcome().reached()).isFalse();
    assertThat(observation.outcome().phase()).isEqualTo(Phase.TLS);
  }

  @Test
  default void a_certificate_before_its_first_day_is_rejected() {
    assertThat(workload().handshake("early.contract.test", 443))
        .isRejectedBecause(CertificateProblem.NOT_YET_VALID);
  }

  @Test
  default void versions_before_1_2_are_refused() {
    assertThat(workload().handshake(TlsProbe.to("api.contract.test", 443).withVersions("TLSv1.1")))
        .refusesVersion();
  }

  @Test
  default void a_wildcard_stands_for_one_label() {
    assertThat(workload().handshake("one.apps.contract.test", 443)).isTrusted();
    assertThat(workload().handshake("a.b.apps.contract.test", 443))
        .isRejectedBecause(CertificateProblem.NAME_MISMATCH);
  }

  @Test
  default void case_does_not_count_in_server_names() {
    assertThat(
            workload()
                .handshake(
                    TlsProbe.to("portal.contract.test", 443).withSni("PORTAL.Contract.TEST")))
        .presentsCertificateFor("portal.contract.test");
  }
}
