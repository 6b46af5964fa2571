package dev.plumbline.sim;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.network.Network.Handling.replying;
import static dev.plumbline.network.TlsBuilder.tls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.Scheme;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.TlsProbe;
import org.junit.jupiter.api.Test;

/** What vantages and endpoints present in a lab: certificates of the network, by their names. */
class PresentedCertificateTest {

  @Test
  void vantages_and_endpoints_present_certificates_of_the_network() {
    Network network =
        Network.builder("presented")
            .segment("subnet", "10.1.0.0/24")
            .certificate("api", "api.contoso.net")
            .certificate("partner", "partner.contoso.net")
            .certificateOf("strangers", "foreign", "partner.contoso.net")
            .host(
                "api",
                "subnet",
                "10.1.0.5",
                h ->
                    h.https(
                        443,
                        tls("api").clientCertificate(),
                        http -> http.anyHost(replying(200, "known"))))
            .build();
    Environment environment =
        Environment.builder("presented")
            .vantage("partner", v -> v.segment("subnet").clientCertificate("partner"))
            .vantage("foreign", v -> v.segment("subnet").clientCertificate("foreign"))
            .endpoint("api", new Endpoint("10.1.0.5", 443, Scheme.HTTPS, "/"))
            .endpoint("as-partner", new Endpoint("10.1.0.5", 443, Scheme.HTTPS, "/", "partner"))
            .build();
    try (Lab lab = Lab.open(environment, network, new Journal())) {
      assertThat(shown(lab, "partner", "api")).isEqualTo("partner");
      assertThat(shown(lab, "foreign", "as-partner")).isEqualTo("partner");
      assertThat(lab.vantage("foreign").handshake(probe("as-partner"))).isTrusted();
      TlsObservation refused = lab.vantage("foreign").handshake(probe("api"));
      assertThat(refused.outcome().reached()).isFalse();
      assertThat(refused.session().clientCertificate()).isEqualTo("foreign");
    }
  }

  private static TlsProbe probe(String endpoint) {
    return TlsProbe.to(Target.endpoint(endpoint)).withSni("api.contoso.net");
  }

  private static String shown(Lab lab, String vantage, String endpoint) {
    TlsObservation seen = lab.vantage(vantage).handshake(probe(endpoint));
    assertThat(seen.outcome().reached()).isTrue();
    return seen.session().clientCertificate();
  }
}
