package dev.plumbline.sim;

import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Validity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Authorities made for tests: each with a root and an intermediate. */
final class TestCertificates implements Certificates {

  private record Authority(HeldCertificate root, HeldCertificate intermediate) {
    static Authority named(String name) {
      HeldCertificate root =
          new HeldCertificate.Builder().commonName(name + " root").certificateAuthority(1).build();
      return new Authority(
          root,
          new HeldCertificate.Builder()
              .commonName(name + " intermediate")
              .certificateAuthority(0)
              .signedBy(root)
              .build());
    }
  }

  private static final Map<String, Authority> AUTHORITIES = new ConcurrentHashMap<>();
  private static final Map<List<Object>, Identity> LEAVES = new ConcurrentHashMap<>();

  private static Authority authority(String name) {
    return AUTHORITIES.computeIfAbsent(name, Authority::named);
  }

  @Override
  public Identity identity(CertificateSpec certificate, boolean expired) {
    return LEAVES.computeIfAbsent(
        List.of(certificate, expired),
        key -> {
          Validity validity = expired ? Validity.EXPIRED : certificate.validity();
          HeldCertificate leaf = leaf(certificate.issuer(), certificate.names(), validity);
          return new Identity(
              leaf.keyPair().getPrivate(),
              List.of(leaf.certificate(), authority(certificate.issuer()).intermediate().certificate()));
        });
  }

  private static HeldCertificate leaf(String issuer, List<String> names, Validity validity) {
    long now = Instant.now().toEpochMilli();
    long day = Duration.ofDays(1).toMillis();
    long from =
        switch (validity) {
          case VALID -> now - day;
          case EXPIRED -> now - 2 * day;
          case NOT_YET_VALID -> now + day;
        };
    HeldCertificate.Builder builder =
        new HeldCertificate.Builder()
            .validityInterval(from, from + day + (validity == Validity.VALID ? day : 0))
            .signedBy(authority(issuer).intermediate());
    names.forEach(builder::addSubjectAlternativeName);
    return builder.build();
  }

  @Override
  public X509Certificate root(String issuer) {
    return authority(issuer).root().certificate();
  }

  /** Returns what a client needs that trusts the lab, without a certificate of its own. */
  static HandshakeCertificates client() {
    return new HandshakeCertificates.Builder()
        .addTrustedCertificate(authority("lab").root().certificate())
        .build();
  }

  /** Returns what a client needs that trusts the lab and presents a certificate of an authority. */
  static HandshakeCertificates client(String issuer) {
    return new HandshakeCertificates.Builder()
        .addTrustedCertificate(authority("lab").root().certificate())
        .heldCertificate(
            leaf(issuer, List.of("client.contoso.net"), Validity.VALID),
            authority(issuer).intermediate().certificate())
        .build();
  }
}
