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
 */
public record TlsSession(
    @Nullable String sni,
    @Nullable String protocol,
    @Nullable String cipherSuite,
    @Nullable String alpn,
    List<X509Certificate> chain) {

  /** Copies the chain. */
  public TlsSession {
    chain = List.copyOf(chain);
  }
}
