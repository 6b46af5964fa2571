package dev.plumbline.vantage;

import dev.plumbline.network.IpAddresses;
import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The names a certificate carries, and whether one of them is a host's (RFC 9525): subject
 * alternative names, never the subject.
 */
final class CertificateNames {

  private static final int DNS = 2;
  private static final int IP = 7;

  private CertificateNames() {}

  /** Returns the DNS names and addresses of a certificate. */
  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>(list(certificate, DNS));
    names.addAll(list(certificate, IP));
    return names;
  }

  /** Returns whether a certificate is for a host name or address. */
  static boolean cover(X509Certificate certificate, String host) {
    if (IpAddresses.isLiteral(host)) {
      return list(certificate, IP).stream()
          .anyMatch(
              a ->
                  IpAddresses.isLiteral(a) && IpAddresses.parse(a).equals(IpAddresses.parse(host)));
    }
    String name = normal(host);
    return list(certificate, DNS).stream().anyMatch(pattern -> matches(normal(pattern), name));
  }

  private static boolean matches(String pattern, String name) {
    if (!pattern.startsWith("*.")) {
      return pattern.equals(name);
    }
    // The wildcard stands for exactly one label, the leftmost (RFC 9525 section 6.3).
    int dot = name.indexOf('.');
    return dot > 0
        && name.substring(dot).equals(pattern.substring(1))
        && pattern.indexOf('.', 2) > 0;
  }

  private static String normal(String name) {
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    boolean ascii = plain.chars().allMatch(c -> c < 0x80);
    return (ascii ? plain : IDN.toASCII(plain)).toLowerCase(Locale.ROOT);
  }

  private static List<String> list(X509Certificate certificate, int kind) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> entry : all) {
          if (entry.get(0).equals(kind) && entry.get(1) instanceof String name) {
            names.add(name);
          }
        }
      }
    } catch (CertificateParsingException e) {
      // Names that cannot be read are no names: the certificate is for no host.
      return List.of();
    }
    return names;
  }
}
