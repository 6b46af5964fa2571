package dev.plumbline.sim;

import dev.plumbline.network.Network.Validity;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.pki.LabCertificate;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** What clients need to speak TLS with a lab. */
final class TestCertificates {

  private TestCertificates() {}

  /**
   * Returns what a client needs that trusts the lab, without a certificate of its own. Sessions are
   * not shared with another.
   */
  static HandshakeCertificates client() {
    return new HandshakeCertificates.Builder()
        .addTrustedCertificate(LabAuthority.lab().rootCertificate())
        .build();
  }

  /** Returns what a client needs that trusts the lab and presents a certificate of an authority. */
  static HandshakeCertificates client(String issuer) {
    LabCertificate own =
        LabAuthority.of(issuer).issue(List.of("client.contoso.net"), Validity.VALID);
    X509Certificate leaf = own.chain().get(0);
    return new HandshakeCertificates.Builder()
        .addTrustedCertificate(LabAuthority.lab().rootCertificate())
        .heldCertificate(
            new HeldCertificate(new KeyPair(leaf.getPublicKey(), own.key()), leaf),
            own.chain().get(1))
        .build();
  }
}
