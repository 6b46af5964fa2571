package dev.plumbline.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.ClientCertificateSpec;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.environment.WayOut;
import dev.plumbline.observation.Journal;
import org.junit.jupiter.api.Test;

/** What stands in code is a secret as much as what descriptors have from placeholders. */
class SecretsInCodeTest {

  @Test
  void of_an_open_lab_are_in_nothing_that_is_said() {
    Journal journal = new Journal();
    Environment environment =
        Environment.builder("contoso")
            .ground(Ground.LIVE)
            .vantage(
                "here",
                vantage ->
                    vantage
                        .via(WayOut.http("127.0.0.1:1").withCredentials("jane", "swordfish"))
                        .resolver("tcp://127.0.0.1:1"))
            .build();

    try (Lab lab = Lab.open(environment, journal)) {
      assertThat(lab.name()).isEqualTo("contoso");
    }

    assertThat(journal.redaction().text("the proxy says: no swordfish"))
        .isEqualTo("the proxy says: no [redacted]");
  }

  @Test
  void are_passwords_and_passphrases() {
    Environment environment =
        Environment.builder("contoso")
            .ground(Ground.LIVE)
            .vantage(
                "a",
                vantage -> vantage.via(WayOut.socks5("a:1").withCredentials("jane", "swordfish")))
            .vantage("b", vantage -> vantage.via(WayOut.ssh("ops@b").withPassphrase("open sesame")))
            .vantage("c", vantage -> vantage.via(WayOut.http("c:1").withCredentials("x", "abc")))
            .clientCertificate(
                "partner", new ClientCertificateSpec("partner.pem", null, "literal passphrase"))
            .clientCertificate("other", new ClientCertificateSpec("other.pem", null, null))
            .build();

    assertThat(environment.secrets())
        .containsExactly("swordfish", "open sesame", "literal passphrase");
  }
}
