package dev.plumbline.probe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a handshake is made. Chain and dates are always verified.
 *
 * @param sni the server name to send; default: that of the target
 * @param versions the only protocol versions to offer: {@code TLSv1.3} and {@code TLSv1.2}, which
 *     is meant when empty; or {@code TLSv1.1} and {@code TLSv1.0}, which a handshake can only
 *     offer, to see whether they are accepted
 * @param certificateName the name the certificate must carry; null for the server name sent, else
 *     the target's host
 * @param anyCertificateName true to accept a trusted, valid certificate for any name; marked in the
 *     report; default false
 * @param clientCertificate the name of what is presented when the server asks for a certificate: of
 *     the environment on the ground {@code live}, elsewhere of the network description; null for
 *     that of the endpoint, or else of the vantage; empty for none
 */
public record TlsSettings(
    Sni sni,
    List<String> versions,
    @Nullable String certificateName,
    boolean anyCertificateName,
    @Nullable String clientCertificate) {

  private static final TlsSettings DEFAULTS =
      new TlsSettings(Sni.ofTarget(), List.of(), null, false, null);

  /** Copies the versions. */
  public TlsSettings {
    versions = List.copyOf(versions);
  }

  /** Returns the defaults. */
  public static TlsSettings defaults() {
    return DEFAULTS;
  }

  /** Returns these settings with another server name. */
  public TlsSettings withSni(Sni sni) {
    return new TlsSettings(sni, versions, certificateName, anyCertificateName, clientCertificate);
  }

  /**
   * Returns these settings, offering only the given versions, for example {@code "TLSv1.2"}; {@code
   * "TLSv1.1"} and {@code "TLSv1.0"} not beside newer ones.
   */
  public TlsSettings withVersions(String... versions) {
    return new TlsSettings(
        sni, List.of(versions), certificateName, anyCertificateName, clientCertificate);
  }

  /** Returns these settings with another name that the certificate must carry. */
  public TlsSettings withCertificateName(String name) {
    return new TlsSettings(sni, versions, name, false, clientCertificate);
  }

  /** Returns these settings, accepting a trusted, valid certificate for any name. */
  public TlsSettings withAnyCertificateName() {
    return new TlsSettings(sni, versions, null, true, clientCertificate);
  }

  /** Returns these settings, presenting no certificate, whatever endpoint or vantage say. */
  public TlsSettings withoutClientCertificate() {
    return withClientCertificate("");
  }

  /** Returns these settings with a client certificate. */
  public TlsSettings withClientCertificate(String name) {
    return new TlsSettings(sni, versions, certificateName, anyCertificateName, name);
  }
}
