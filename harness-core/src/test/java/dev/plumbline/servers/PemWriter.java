package dev.plumbline.servers;

import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.pki.LabCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Certificates of the lab's authorities as files that servers read. */
final class PemWriter {

  private final Path directory;

  PemWriter(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /** Returns the name of a certificate's files, without what follows the dot. */
  static String fileName(String certificate) {
    return certificate.replaceAll("[^A-Za-z0-9.-]", "_");
  }

  /** Writes a certificate's chain and key as {@code .pem} and {@code .key}. */
  void write(CertificateSpec certificate) throws IOException {
    LabCertificate leaf = LabAuthority.leaf(certificate);
    String name = fileName(certificate.name());
    Files.writeString(directory.resolve(name + ".pem"), pem(leaf.chain()));
    Files.writeString(
        directory.resolve(name + ".key"), block("PRIVATE KEY", leaf.key().getEncoded()));
  }

  /** Writes the roots of some authorities into one file, and returns it. */
  Path writeRoots(String name, List<String> issuers) throws IOException {
    List<X509Certificate> roots =
        issuers.stream().map(issuer -> LabAuthority.of(issuer).rootCertificate()).toList();
    return Files.writeString(directory.resolve(name), pem(roots));
  }

  private static String pem(List<X509Certificate> certificates) {
    StringBuilder pem = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        pem.append(block("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException(e);
      }
    }
    return pem.toString();
  }

  private static String block(String kind, byte[] der) {
    byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, newline).encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}
