package dev.plumbline.network;

import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownSni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds how a listener does TLS. Without more: TLS 1.2 or newer, the first certificate for unknown
 * server names, no client certificate, HTTP/1.1.
 */
public final class TlsBuilder {

  private List<String> certificates;
  private String minimumVersion = "TLSv1.2";
  private UnknownSni onUnknownSni = UnknownSni.DEFAULT_CERTIFICATE;
  private boolean clientCertificate;
  private boolean http2;
  private final Map<String, String> serverNames = new LinkedHashMap<>();
  private @Nullable String withoutServerName;
  private List<String> clientCertificateNames = List.of();

  TlsBuilder(String... certificates) {
    this.certificates = List.of(certificates);
  }

  TlsBuilder(Tls tls) {
    certificates = tls.certificates();
    minimumVersion = tls.minimumVersion();
    onUnknownSni = tls.onUnknownSni();
    clientCertificate = tls.clientCertificate();
    http2 = tls.http2();
    serverNames.putAll(tls.serverNames());
    withoutServerName = tls.withoutServerName();
    clientCertificateNames = tls.clientCertificateNames();
  }

  /** Returns TLS with certificates to choose from by server name; the first one is the default. */
  public static TlsBuilder tls(String... certificates) {
    return new TlsBuilder(certificates);
  }

  /** Sets the certificates to choose from by server name; the first one is the default. */
  public TlsBuilder certificates(String... certificates) {
    this.certificates = List.of(certificates);
    return this;
  }

  /** Sets the lowest protocol version: {@code TLSv1.2} or {@code TLSv1.3}. */
  public TlsBuilder minimumVersion(String version) {
    minimumVersion = version;
    return this;
  }

  /** Sets what happens when no certificate fits the server name, or none is sent. */
  public TlsBuilder onUnknownSni(UnknownSni what) {
    onUnknownSni = what;
    return this;
  }

  /**
   * Asks the client for a certificate of the lab's authority, and ends the handshake without one.
   */
  public TlsBuilder clientCertificate() {
    clientCertificate = true;
    return this;
  }

  /**
   * Asks for a client certificate for some server names only; {@code *} for all that are not named,
   * and for clients that send none. A request for them without a certificate is answered 400, one
   * over a handshake for another name 421.
   */
  public TlsBuilder clientCertificateFor(String... names) {
    clientCertificateNames = List.of(names);
    return this;
  }

  /** Offers HTTP/2 beside HTTP/1.1. */
  public TlsBuilder http2() {
    http2 = true;
    return this;
  }

  /**
   * Presents a certificate for a server name, whatever names it carries; {@code *} stands for any
   * characters, {@code ?} for one.
   */
  public TlsBuilder serverName(String name, String certificate) {
    serverNames.put(name, certificate);
    return this;
  }

  /** Presents a certificate to clients that send no server name, in place of the first one. */
  public TlsBuilder withoutServerName(String certificate) {
    withoutServerName = certificate;
    return this;
  }

  Tls build() {
    return new Tls(
        certificates,
        minimumVersion,
        onUnknownSni,
        clientCertificate,
        http2,
        serverNames,
        withoutServerName,
        clientCertificateNames);
  }
}
