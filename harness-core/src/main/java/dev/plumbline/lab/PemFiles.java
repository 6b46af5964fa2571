package dev.plumbline.lab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads the authorities of certificate files. */
final class PemFiles {

  private PemFiles() {}

  /**
   * Returns the certificates of files on the file system or the class path.
   *
   * @throws LabException when one cannot be read or holds no certificate
   */
  static List<X509Certificate> authorities(List<String> files) {
    List<X509Certificate> all = new ArrayList<>();
    for (String file : files) {
      int before = all.size();
      try {
        for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes(file)))) {
          all.add((X509Certificate) c);
        }
      } catch (CertificateException e) {
        throw new LabException("trust file \"" + file + "\" is not a file of certificates in PEM form: " + e.getMessage(), e);
      }
      if (all.size() == before) {
        throw new LabException("trust file \"" + file + "\" holds no certificate");
      }
    }
    return all;
  }

  private static byte[] bytes(String file) {
    try {
      Path path = Path.of(file);
      if (Files.isRegularFile(path)) {
        return Files.readAllBytes(path);
      }
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      try (InputStream in =
          loader == null ? ClassLoader.getSystemResourceAsStream(file) : loader.getResourceAsStream(file)) {
        if (in != null) {
          return in.readAllBytes();
        }
      }
    } catch (IOException e) {
      throw new LabException("trust file \"" + file + "\" cannot be read: " + e, e);
    }
    throw new LabException(
        "trust file \"" + file + "\" is neither a file (looked for " + Path.of(file).toAbsolutePath() + ") nor on the class path");
  }
}
