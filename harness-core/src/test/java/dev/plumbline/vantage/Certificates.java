package dev.plumbline.vantage;

import dev.plumbline.observation.Outcome;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/** Certificates of tests, and server contexts made from them. */
final class Certificates {

  static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().commonName("Test authority").certificateAuthority(0).build();
  static final HeldCertificate STRANGER =
      new HeldCertificate.Builder().commonName("Strange authority").certificateAuthority(0).build();
  static final HeldCertificate SERVER = leaf(AUTHORITY, "app.test");

  private Certificates() {}

  static HeldCertificate leaf(HeldCertificate issuer, String... names) {
    HeldCertificate.Builder builder =
        new HeldCertificate.Builder().commonName("leaf").signedBy(issuer);
    for (String name : names) {
      builder.addSubjectAlternativeName(name);
    }
    return builder.build();
  }

  /** Returns a certificate for app.test that was or will be valid, some days from now. */
  static HeldCertificate dated(long fromDays, long toDays) {
    long now = System.currentTimeMillis();
    return new HeldCertificate.Builder()
        .commonName("leaf")
        .addSubjectAlternativeName("app.test")
        .signedBy(AUTHORITY)
        .validityInterval(
            now + TimeUnit.DAYS.toMillis(fromDays), now + TimeUnit.DAYS.toMillis(toDays))
        .build();
  }

  /**
   * Returns the alerts with which Java's server refuses a client without a certificate: those of
   * RFC 5246, section 7.4.6, and RFC 8446, section 4.4.2.4, since JDK 25; before, {@code
   * bad_certificate}.
   */
  static List<Outcome> missingClientCertificateAlerts(String version) {
    return List.of(
        new Outcome.TlsAlert("bad_certificate"),
        new Outcome.TlsAlert(
            version.equals("TLSv1.3") ? "certificate_required" : "handshake_failure"));
  }

  /**
   * Returns the context of a server.
   *
   * @param clients the authority of client certificates; null for none
   */
  static SSLContext context(HeldCertificate certificate, @Nullable HeldCertificate clients) {
    try {
      char[] password = "password".toCharArray();
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "server",
          certificate.keyPair().getPrivate(),
          password,
          new Certificate[] {certificate.certificate()});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("clients", (clients == null ? AUTHORITY : clients).certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
