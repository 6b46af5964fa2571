package dev.plumbline.sim;

import dev.plumbline.network.Network.CertificateSpec;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** Where the certificates of a simulated network come from. Answers are cached by whoever implements it. */
interface Certificates {

  /**
   * Returns the key and chain of a certificate.
   *
   * @param certificate its description; its validity counts unless {@code expired}
   * @param expired whether its last day is to be over, whatever the description says
   */
  Identity identity(CertificateSpec certificate, boolean expired);

  /**
   * Returns the root of an authority.
   *
   * @param issuer {@code lab}, or another name of {@link CertificateSpec#issuer()}
   */
  X509Certificate root(String issuer);

  /**
   * Whom a server presents itself as.
   *
   * @param key the private key
   * @param chain the certificates, leaf first, without the root
   */
  record Identity(PrivateKey key, List<X509Certificate> chain) {
    /** Copies the chain. */
    public Identity {
      chain = List.copyOf(chain);
    }
  }
}
