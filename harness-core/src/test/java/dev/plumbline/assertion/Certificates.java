package dev.plumbline.assertion;

import dev.plumbline.testing.Observations;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import okhttp3.tls.HeldCertificate;

/** Certificates valid from the day before the observations were made. */
final class Certificates {

  private Certificates() {}

  static X509Certificate valid(Duration remaining, String... names) {
    return between(
        Observations.NOON.minus(Duration.ofDays(1)), Observations.NOON.plus(remaining), names);
  }

  static X509Certificate between(Instant from, Instant to, String... names) {
    HeldCertificate.Builder builder =
        new HeldCertificate.Builder()
            .commonName("contoso.net")
            .validityInterval(from.toEpochMilli(), to.toEpochMilli());
    for (String name : names) {
      builder.addSubjectAlternativeName(name);
    }
    return builder.build().certificate();
  }
}
