package dev.plumbline.observation;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said in a TLS handshake.
 *
 * @param sni the server name sent; null when none was sent
 * @param protocol the version agreed on, for example {@code TLSv1.3}; null when the handshake did
 *     not come so far
 * @param cipherSuite the cipher suite agreed on; null as above
 * @param alpn the application protocol agreed on, for example {@code h2}; null when none was
 * @param chain the certificates presented, leaf first; empty when the handshake did not come so far
 * @param clientCertificate the name of the certificate that the server asked for and was shown;
 *     null when it asked for none, or was shown none. That the handshake was completed does not say
 *     that it is accepted: some servers, nginx for instance, refuse it in their answer to a request
 */
public record TlsSession(
    @Nullable String sni,
    @Nullable String protocol,
    @Nullable String cipherSuite,
    @Nullable String alpn,
    List<X509Certificate> chain,
    @Nullable String clientCertificate) {

  /** Copies the chain. */
  public TlsSession {
    chain = List.copyOf(chain);
  }

  /** Makes what was said in a handshake in which no client certificate was shown. */
  public TlsSession(
      @Nullable String sni,
      @Nullable String protocol,
      @Nullable String cipherSuite,
      @Nullable String alpn,
      List<X509Certificate> chain) {
    this(sni, protocol, cipherSuite, alpn, chain, null);
  }
}
