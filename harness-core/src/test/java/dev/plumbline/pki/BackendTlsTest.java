package dev.plumbline.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.Network.Verification;
import dev.plumbline.network.UpstreamBuilder;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendTlsTest {

  private static Network network(Consumer<UpstreamBuilder> pool) {
    return Network.builder("n")
        .segment("subnet", "10.1.0.0/24")
        .certificate("api", "api.test")
        .host("gateway", "subnet", "10.1.0.4", h -> h.upstream("pool", 443, pool))
        .build();
  }

  private static BackendTls settings(Consumer<UpstreamBuilder> pool, String member, String host) {
    Network network = network(pool);
    Upstream upstream = network.hosts().get(0).upstreams().get(0);
    return BackendTls.of(network, upstream, member, host);
  }

  private static SSLParameters applied(BackendTls settings) {
    SSLParameters parameters = new SSLParameters();
    parameters.setServerNames(List.of(new SNIHostName("made.up")));
    settings.applyTo(parameters);
    return parameters;
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "API.test.:8443, api.test, api.test",
        "[2001:db8::5]:8443, 2001:db8::5, none",
        "10.1.0.5, 10.1.0.5, none",
        "none, none, none",
        "no name, no name, none"
      })
  void the_name_asked_for_is_compared_and_sent_where_it_is_a_name(
      String host, String compared, String sent) {
    BackendTls settings = settings(u -> {}, "10.1.0.5", host);
    assertThat(settings.certificateName()).isEqualTo(compared);
    assertThat(applied(settings).getServerNames())
        .isEqualTo(sent == null ? List.of() : List.of(new SNIHostName(sent)));
    assertThat(applied(settings).getProtocols()).containsExactly("TLSv1.2");
    assertThat(settings.trust()).isEqualTo(new BackendTrust.Accepted(List.of(), true, List.of()));
  }

  @Test
  void a_verification_says_which_name_is_sent_and_whether_the_certificates_counts() {
    BackendTls named =
        settings(
            u -> u.verification(verification(true, "other.test", false)), "10.1.0.5", "a.test");
    assertThat(named.serverName()).isEqualTo("other.test");
    assertThat(named.certificateName()).isEqualTo("other.test");
    BackendTls nameless =
        settings(u -> u.verification(verification(false, null, false)), "10.1.0.5", "a.test");
    assertThat(nameless.serverName()).isEqualTo("a.test");
    assertThat(nameless.certificateName()).isNull();
    Consumer<UpstreamBuilder> byMember = u -> u.verification(verification(true, null, true));
    assertThat(settings(byMember, "Api.test", "a.test").certificateName()).isEqualTo("api.test");
    assertThat(settings(byMember, "10.1.0.5", "a.test").serverName()).isNull();
    assertThat(settings(byMember, "10.1.0.5", "a.test").certificateName()).isNull();
  }

  private static Verification verification(boolean name, String serverName, boolean fromMember) {
    return new Verification(List.of(), true, name, serverName, fromMember);
  }

  @Test
  void certificates_that_an_upstream_names_are_the_only_ones_accepted() {
    BackendTls pinned =
        settings(
            u -> u.verification(new Verification(List.of("api"), false, true, null, false)),
            "10.1.0.5",
            "api.test");
    X509Certificate api =
        LabAuthority.leaf(
                new CertificateSpec("api", List.of("api.test"), LabAuthority.LAB, Validity.VALID))
            .leaf();
    assertThat(pinned.trust()).isEqualTo(new BackendTrust.Accepted(List.of(), false, List.of(api)));
  }

  @Test
  void a_handshake_that_failed_says_why() {
    assertThat(BackendTrust.handshakeProblem(new SSLException("reset")))
        .isEqualTo("The TLS handshake with the backend failed: reset.");
    assertThat(
            BackendTrust.handshakeProblem(
                new SSLHandshakeException("Received fatal alert: protocol_version")))
        .isEqualTo(
            "The TLS handshake with the backend failed: Received fatal alert: protocol_version; a gateway speaks TLS 1.2 to backends.");
  }
}
