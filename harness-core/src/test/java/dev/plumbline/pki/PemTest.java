package dev.plumbline.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Network.Validity;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class PemTest {

  private final LabCertificate certificate =
      LabAuthority.lab().issue(List.of("api.test"), Validity.VALID);

  @Test
  void a_chain_is_read_again_in_its_order() throws GeneralSecurityException {
    byte[] text = Pem.of(certificate.chain()).getBytes(StandardCharsets.US_ASCII);
    assertThat(
            List.copyOf(
                CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text))))
        .isEqualTo(certificate.chain());
    assertThat(Pem.of(List.of())).isEmpty();
  }

  @Test
  void a_key_is_read_again_from_lines_of_64_characters() throws GeneralSecurityException {
    String text = Pem.of(certificate.key());
    assertThat(text)
        .startsWith("-----BEGIN PRIVATE KEY-----\n")
        .endsWith("\n-----END PRIVATE KEY-----\n");
    assertThat(text.lines()).allMatch(line -> line.length() <= 64);
    byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    assertThat(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)))
        .isEqualTo(certificate.key());
  }
}
