package dev.plumbline.azure.read;

import dev.plumbline.network.HostNames;
import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The DNS names of a listener's certificate, from what the service tells of it ({@code
 * publicCertData}): the PKCS #7 of a certificate with its chain, or a certificate alone, in Base64.
 */
final class ServedCertificate {

  private static final int DNS_NAME = 2;

  private ServedCertificate() {}

  /** Returns its DNS names; empty when nothing is told, or nothing that can be read. */
  static List<String> names(@Nullable String publicCertData) {
    if (publicCertData == null || publicCertData.isBlank()) {
      return List.of();
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(publicCertData);
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes));
      for (Certificate one : all) {
        if (one instanceof X509Certificate leaf
            && (all.size() == 1 || leaf.getBasicConstraints() < 0)) {
          return names(leaf);
        }
      }
      return List.of();
    } catch (CertificateException | IllegalArgumentException e) {
      // Not known, as of a certificate that is not told: then the listener's names stand for it.
      return List.of();
    }
  }

  private static List<String> names(X509Certificate leaf) throws CertificateException {
    Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
    return alternatives == null
        ? List.of()
        : alternatives.stream()
            .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
            .map(name -> String.valueOf(name.get(1)))
            .filter(name -> HostNames.isHostName(name.startsWith("*.") ? name.substring(2) : name))
            .distinct()
            .toList();
  }
}
