package dev.plumbline.sim;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.pki.LabCertificate;
import io.netty.handler.ssl.ApplicationProtocolNames;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How one listener does TLS: which certificate it presents for a server name, and with which
 * settings.
 */
final class ServerTls {

  private static final int CACHED_CONTEXTS = 512;

  // A ready SSLContext costs milliseconds, an environment per test class must not: one for each
  // leaf in this JVM, the least used go.
  private static final Map<X509Certificate, SSLContext> CONTEXTS =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<X509Certificate, SSLContext> eldest) {
          return size() > CACHED_CONTEXTS;
        }
      };

  private final HostContext context;
  private final Tls tls;
  private final List<CertificateSpec> certificates;
  private final List<String> protocols;
  private final ClientCertificates clients;
  private final boolean speaksHttp;

  ServerTls(HostContext context, Listener listener) {
    this.context = context;
    this.tls = Objects.requireNonNull(listener.tls(), "a listener without TLS");
    this.clients = new ClientCertificates(tls);
    this.speaksHttp = listener.http() != null;
    this.certificates = tls.certificates().stream().map(this::specification).toList();
    if (listener.http() == null) {
      this.protocols = List.of();
    } else if (tls.http2()) {
      this.protocols = List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
    } else {
      this.protocols = List.of(ApplicationProtocolNames.HTTP_1_1);
    }
  }

  private CertificateSpec specification(String name) {
    return context.network().certificates().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "host \"%s\" presents certificate \"%s\", which the network does not have"
                        .formatted(context.host().name(), name)));
  }

  boolean http2() {
    return tls.http2();
  }

  UnknownSni onUnknownSni() {
    return tls.onUnknownSni();
  }

  /**
   * Returns the certificate for a server name: the one that the listener binds to it; where it
   * binds none, one that carries it, else one that covers it with a wildcard.
   *
   * @param serverName the server name in lower case; null when none was sent
   * @return null when no certificate fits
   */
  @Nullable CertificateSpec choose(@Nullable String serverName) {
    if (serverName == null) {
      return tls.withoutServerName() == null ? null : specification(tls.withoutServerName());
    }
    if (!tls.serverNames().isEmpty()) {
      return bound(serverName);
    }
    return Stream.<BiPredicate<String, String>>of(String::equalsIgnoreCase, HostMatch::covers)
        .flatMap(
            rule ->
                certificates.stream()
                    .filter(c -> c.names().stream().anyMatch(name -> rule.test(name, serverName))))
        .findFirst()
        .orElse(null);
  }

  private @Nullable CertificateSpec bound(String serverName) {
    return Stream.<BiPredicate<String, String>>of(
            String::equalsIgnoreCase,
            (name, sent) -> HostMatch.pattern(name).matcher(sent).matches())
        .flatMap(
            rule ->
                tls.serverNames().entrySet().stream()
                    .filter(e -> rule.test(e.getKey(), serverName)))
        .findFirst()
        .map(e -> specification(e.getValue()))
        .orElse(null);
  }

  /**
   * Returns the server's side of a handshake that starts now.
   *
   * @param chosen the certificate; null for the first one
   * @param serverName the server name in lower case; null when none was sent
   */
  SSLEngine handshake(@Nullable CertificateSpec chosen, @Nullable String serverName) {
    CertificateSpec certificate = chosen == null ? certificates.get(0) : chosen;
    boolean expired =
        Stream.concat(context.network().faults().stream(), context.faults().get().stream())
            .anyMatch(
                f ->
                    f.kind() == Fault.Kind.EXPIRED_CERTIFICATE
                        && certificate.name().equals(f.name()));
    LabCertificate identity =
        expired ? LabAuthority.expiredLeaf(certificate) : LabAuthority.leaf(certificate);
    boolean asks = clients.needed(serverName);
    SSLContext ssl =
        tls.clientCertificate() || asks
            ? create(identity, LabAuthority.lab().rootCertificate())
            : cached(identity);
    SSLEngine engine = ssl.createSSLEngine();
    engine.setUseClientMode(false);
    if (tls.clientCertificate() || asks && !speaksHttp) {
      engine.setNeedClientAuth(true);
    } else {
      engine.setWantClientAuth(asks);
    }
    engine.setEnabledProtocols(
        tls.minimumVersion().equals("TLSv1.3")
            ? new String[] {"TLSv1.3"}
            : new String[] {"TLSv1.3", "TLSv1.2"});
    // The empty name is none: who offers only others goes on without (RFC 7301 would end it).
    engine.setHandshakeApplicationProtocolSelector(
        (shaking, offered) -> protocols.stream().filter(offered::contains).findFirst().orElse(""));
    return engine;
  }

  private static SSLContext cached(LabCertificate identity) {
    synchronized (CONTEXTS) {
      return CONTEXTS.computeIfAbsent(identity.chain().get(0), leaf -> create(identity, null));
    }
  }

  private static SSLContext create(LabCertificate identity, @Nullable X509Certificate clients) {
    try {
      TrustManager[] trustManagers = {};
      if (clients != null) {
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("clients", clients);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(roots);
        trustManagers = factory.getTrustManagers();
      }
      SSLContext ssl = SSLContext.getInstance("TLS");
      // an empty array, not null: null would load the Java runtime's own authorities, which nobody
      // here may use
      ssl.init(new KeyManager[] {new ServerKey(identity)}, trustManagers, null);
      return ssl;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(
          "the Java runtime cannot serve TLS with the lab's certificates", e);
    }
  }
}
