package dev.plumbline.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate of a lab with its private key.
 *
 * @param key the private key, ECDSA P-256
 * @param chain the certificates, leaf first, then the intermediate; without the root, which a peer
 *     must know already (RFC 8446 section 4.4.2)
 */
public record LabCertificate(PrivateKey key, List<X509Certificate> chain) {

  /** Copies the chain. */
  public LabCertificate {
    chain = List.copyOf(chain);
  }

  /** Returns the certificate itself. */
  public X509Certificate leaf() {
    return chain.get(0);
  }

  /** Returns the subject and the last day; never the key. */
  @Override
  public String toString() {
    return "LabCertificate["
        + leaf().getSubjectX500Principal()
        + ", until "
        + leaf().getNotAfter().toInstant()
        + "]";
  }
}
