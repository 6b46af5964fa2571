package dev.plumbline.servers;

import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.pki.LabCertificate;
import dev.plumbline.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
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
    Files.writeString(directory.resolve(name + ".pem"), Pem.of(leaf.chain()));
    Files.writeString(directory.resolve(name + ".key"), Pem.of(leaf.key()));
  }

  /** Writes the roots of some authorities into one file, and returns it. */
  Path writeRoots(String name, List<String> issuers) throws IOException {
    List<X509Certificate> roots =
        issuers.stream().map(issuer -> LabAuthority.of(issuer).rootCertificate()).toList();
    return Files.writeString(directory.resolve(name), Pem.of(roots));
  }
}
