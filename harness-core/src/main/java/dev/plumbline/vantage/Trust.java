package dev.plumbline.vantage;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/**
 * Whom a vantage trusts, and as whom it can present itself. There is no way to trust everything.
 *
 * @param authorities the authorities trusted
 * @param systemAuthorities whether those of the Java runtime are trusted too
 * @param clients client certificates by name
 */
public record Trust(
    List<X509Certificate> authorities,
    boolean systemAuthorities,
    Map<String, ClientCertificate> clients) {

  /** Copies the collections. */
  public Trust {
    authorities = List.copyOf(authorities);
    clients = Map.copyOf(clients);
  }

  /**
   * A client certificate with its key.
   *
   * @param key the private key
   * @param chain the certificates, leaf first
   */
  public record ClientCertificate(PrivateKey key, List<X509Certificate> chain) {
    /** Copies the chain. */
    public ClientCertificate {
      chain = List.copyOf(chain);
    }
  }
}
