package dev.plumbline.live;

import dev.plumbline.environment.ClientCertificateSpec;
import dev.plumbline.lab.LabException;
import dev.plumbline.vantage.Trust.ClientCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what clients can present from files. Nothing of a key is ever said. */
final class ClientCertificateFiles {

  private ClientCertificateFiles() {}

  /**
   * Returns client certificates by name.
   *
   * @throws LabException when a file cannot be read, or holds something else, or a key is not that
   *     of its certificate
   */
  static Map<String, ClientCertificate> read(Map<String, ClientCertificateSpec> specs) {
    Map<String, ClientCertificate> all = new LinkedHashMap<>();
    specs.forEach((name, spec) -> all.put(name, read(name, spec)));
    return all;
  }

  private static ClientCertificate read(String name, ClientCertificateSpec spec) {
    try {
      List<X509Certificate> chain = chain(spec.certificate());
      PrivateKey key = PrivateKeyPem.read(text(spec.keyFile()), spec.passphrase());
      if (!belong(key, chain.get(0))) {
        throw new UnusableException(
            "the key in \""
                + spec.keyFile()
                + "\" is not that of the first certificate in \""
                + spec.certificate()
                + "\", \""
                + chain.get(0).getSubjectX500Principal().getName()
                + "\"; name the key that the certificate was made for, and put the client's own"
                + " certificate first");
      }
      return new ClientCertificate(key, chain);
    } catch (PrivateKeyPem.UnusableKeyException e) {
      throw failed(name, "the key file \"" + spec.keyFile() + "\" " + e.getMessage());
    } catch (UnusableException e) {
      throw failed(name, String.valueOf(e.getMessage()));
    }
  }

  /** No cause is kept: it might say what is in a key. */
  private static LabException failed(String name, String why) {
    return new LabException("client certificate \"" + name + "\" cannot be used: " + why);
  }

  /** Why a client certificate cannot be used. */
  private static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  private static String text(String file) throws UnusableException {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException | InvalidPathException e) {
      throw new UnusableException("the file \"" + file + "\" cannot be read");
    }
  }

  private static List<X509Certificate> chain(String file) throws UnusableException {
    List<X509Certificate> chain = new ArrayList<>();
    String remedy = "; it has PEM blocks that begin with -----BEGIN CERTIFICATE-----";
    try {
      // A key in the same file is none of the certificates.
      String certificates = PrivateKeyPem.blocks(text(file), "CERTIFICATE");
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(certificates.getBytes(StandardCharsets.US_ASCII)))) {
        chain.add((X509Certificate) one);
      }
    } catch (CertificateException e) {
      throw new UnusableException(
          "the file \"" + file + "\" has a certificate that is broken" + remedy);
    }
    if (chain.isEmpty()) {
      throw new UnusableException("the file \"" + file + "\" holds no certificate" + remedy);
    }
    return chain;
  }

  /** Returns whether a certificate's key confirms what a private key has signed. */
  private static boolean belong(PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = "plumbline".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(text);
      Signature confirming = Signature.getInstance(algorithm);
      confirming.initVerify(certificate.getPublicKey());
      confirming.update(text);
      return confirming.verify(signing.sign());
    } catch (GeneralSecurityException e) {
      return false; // a key of another kind
    }
  }
}
