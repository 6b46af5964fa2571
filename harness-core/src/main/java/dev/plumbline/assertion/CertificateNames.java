package dev.plumbline.assertion;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Whether a certificate names a host, by RFC 9525 section 6.3: only subject alternative names
 * count, never the common name; a wildcard is the whole leftmost label and stands for exactly one
 * label; addresses match only address entries.
 */
final class CertificateNames {

  /** Kinds of subject alternative names, RFC 5280 section 4.2.1.6. */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  private CertificateNames() {}

  static boolean name(X509Certificate certificate, String host) {
    if (AddressRange.isAddress(host)) {
      InetAddress wanted = AddressRange.address(host);
      return entries(certificate, IP_ADDRESS).stream()
          .anyMatch(entry -> AddressRange.address(entry).equals(wanted));
    }
    return entries(certificate, DNS_NAME).stream().anyMatch(entry -> matches(entry, host));
  }

  /** Returns the host names and addresses in a certificate; empty when it has none. */
  static List<String> in(X509Certificate certificate) {
    List<String> all = new ArrayList<>(entries(certificate, DNS_NAME));
    all.addAll(entries(certificate, IP_ADDRESS));
    return all;
  }

  static boolean matches(String presented, String host) {
    String pattern = canonical(presented);
    String name = canonical(host);
    if (!pattern.startsWith("*.")) {
      return pattern.equals(name);
    }
    int dot = name.indexOf('.');
    return dot > 0
        && pattern.indexOf('*', 1) < 0
        && pattern.substring(1).equals(name.substring(dot));
  }

  private static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static List<String> entries(X509Certificate certificate, int kind) {
    List<String> found = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> entry : all) {
          if (Integer.valueOf(kind).equals(entry.get(0))) {
            found.add(String.valueOf(entry.get(1)));
          }
        }
      }
    } catch (CertificateParsingException e) {
      // A certificate whose names cannot be read names nothing; that is what the assertion then
      // says.
      return List.of();
    }
    return found;
  }
}
