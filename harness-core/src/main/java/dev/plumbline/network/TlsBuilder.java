package dev.plumbline.network;

import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownSni;
import java.util.List;

/** Builds how a listener does TLS. Without more: TLS 1.2 or newer, the first certificate for unknown server names, no client certificate, HTTP/1.1. */
public final class TlsBuilder {

  private List<String> certificates;
  private String minimumVersion = "TLSv1.2";
  private UnknownSni onUnknownSni = UnknownSni.DEFAULT_CERTIFICATE;
  private boolean clientCertificate;
  private boolean http2;

  TlsBuilder(String... certificates) {
    this.certificates = List.of(certificates);
  }

  TlsBuilder(Tls tls) {
    certificates = tls.certificates();
    minimumVersion = tls.minimumVersion();
    onUnknownSni = tls.onUnknownSni();
    clientCertificate = tls.clientCertificate();
    http2 = tls.http2();
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

  /** Asks the client for a certificate of the lab's authority, and ends the handshake without one. */
  public TlsBuilder clientCertificate() {
    clientCertificate = true;
    return this;
  }

  /** Offers HTTP/2 beside HTTP/1.1. */
  public TlsBuilder http2() {
    http2 = true;
    return this;
  }

  Tls build() {
    return new Tls(certificates, minimumVersion, onUnknownSni, clientCertificate, http2);
  }
}
