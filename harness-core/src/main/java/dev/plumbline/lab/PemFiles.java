package dev.plumbline.lab;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads the authorities of certificate files. */
public final class PemFiles {

  private static final String CLASS_PATH = "classpath:";

  private PemFiles() {}

  /**
   * Returns the certificates of files, given as paths, URLs, or names on the class path after
   * {@code classpath:}.
   *
   * @throws LabException when one cannot be read or holds no certificate
   */
  public static List<X509Certificate> authorities(List<String> files) {
    List<X509Certificate> all = new ArrayList<>();
    for (String file : files) {
      int before = all.size();
      try {
        for (Certificate c :
            CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(bytes(file)))) {
          all.add((X509Certificate) c);
        }
      } catch (CertificateException e) {
        throw new LabException(
            "trust file \""
                + file
                + "\" is not a file of certificates in PEM form: "
                + e.getMessage(),
            e);
      }
      if (all.size() == before) {
        throw new LabException("trust file \"" + file + "\" holds no certificate");
      }
    }
    return all;
  }

  private static byte[] bytes(String file) {
    try {
      if (file.startsWith(CLASS_PATH)) {
        return resource(file.substring(CLASS_PATH.length()));
      }
      if (file.matches("[a-z]{2,}:.*")) {
        try (InputStream in = new URI(file).toURL().openStream()) {
          return in.readAllBytes();
        }
      }
      return Files.readAllBytes(Path.of(file));
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      throw new LabException("trust file \"" + file + "\" cannot be read: " + e, e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? PemFiles.class.getClassLoader() : context;
    try (InputStream in =
        loader.getResourceAsStream(name.startsWith("/") ? name.substring(1) : name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }
}
