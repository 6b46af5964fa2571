package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every name is served with a certificate for it, from an authority that clients trust, for long
 * enough.
 */
@Tag("smoke")
@NetworkTest("contoso")
class CertificatesTest {

  @Test
  void each_listener_presents_the_certificate_of_its_name(@From("internet") Vantage outside) {
    assertThat(outside.handshake("api"))
        .presentsCertificateFor("api.contoso.net")
        .isTrusted()
        .expiresAfter(Duration.ofDays(14));
    assertThat(outside.handshake("portal"))
        .presentsCertificateFor("portal.contoso.net")
        .isTrusted()
        .expiresAfter(Duration.ofDays(14));
  }

  @Test
  void the_default_name_of_the_service_has_the_platforms_certificate(
      @From("workload-subnet") Vantage inside) {
    assertThat(inside.handshake("apim"))
        .presentsCertificateFor("contosointernalvnet.azure-api.net")
        .isTrusted();
  }

  @Test
  void tls_1_2_is_spoken_for_clients_that_know_nothing_newer_and_nothing_older(
      @From("internet") Vantage outside) {
    TlsProbe gateway = TlsProbe.to("api.contoso.net", 443);
    assertThat(outside.handshake(gateway.withVersions("TLSv1.2"))).negotiated("TLSv1.2");
    assertThat(outside.handshake(gateway.withVersions("TLSv1.1"))).refusesVersion();
  }
}
