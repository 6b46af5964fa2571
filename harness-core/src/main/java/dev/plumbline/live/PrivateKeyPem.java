package dev.plumbline.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A private key in PEM form: PKCS #8, encrypted or not (RFC 5958, RFC 7468 sections 10 and 11), and
 * the older forms of RSA (RFC 8017 appendix A.1.2) and elliptic curves (RFC 5915).
 */
final class PrivateKeyPem {

  private static final Pattern BLOCK =
      Pattern.compile("(?s)-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final String CONVERT =
      "; convert it by: openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.key -out new.key";

  private static final byte[] RSA = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };
  private static final byte[] EC_PUBLIC_KEY = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1
  };
  private static final byte[] VERSION = {2, 1, 0};

  private PrivateKeyPem() {}

  /** Why a key cannot be used, in words that follow the name of its file; nothing of the key. */
  static final class UnusableKeyException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableKeyException(String message) {
      super(message);
    }
  }

  /** Returns the blocks of a kind, one after another, as they stand; empty for none. */
  static String blocks(String text, String kind) {
    StringBuilder found = new StringBuilder();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals(kind)) {
        found.append(block.group()).append('\n');
      }
    }
    return found.toString();
  }

  /**
   * Returns the key of a file.
   *
   * @param passphrase what it is encrypted with; null for one that is not
   */
  static PrivateKey read(String text, @Nullable String passphrase) throws UnusableKeyException {
    List<String[]> keys = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).endsWith("PRIVATE KEY")) {
        keys.add(new String[] {block.group(1), block.group(2)});
      }
    }
    if (keys.size() != 1) {
      throw new UnusableKeyException(
          keys.isEmpty()
              ? "holds no private key; it has a PEM block that begins with -----BEGIN PRIVATE KEY-----"
              : "holds " + keys.size() + " private keys; leave one");
    }
    String kind = keys.get(0)[0];
    String body = keys.get(0)[1];
    if (body.contains("Proc-Type:")) {
      throw new UnusableKeyException("is encrypted in the form of old OpenSSL" + CONVERT);
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(body.strip());
    } catch (IllegalArgumentException e) {
      throw new UnusableKeyException("is broken: what stands between its lines is not Base64");
    }
    boolean encrypted = kind.equals("ENCRYPTED PRIVATE KEY");
    if (encrypted && passphrase == null) {
      throw new UnusableKeyException(
          "is encrypted; give its passphrase, as in passphrase: ${CLIENT_KEY_PASSPHRASE}");
    }
    if (!encrypted && passphrase != null) {
      throw new UnusableKeyException("is not encrypted, but there is a passphrase; leave that out");
    }
    return switch (kind) {
      case "PRIVATE KEY" -> key(der);
      case "ENCRYPTED PRIVATE KEY" -> key(decrypted(der, String.valueOf(passphrase)));
      case "RSA PRIVATE KEY" -> key(sequence(VERSION, RSA, tagged(0x04, der)));
      case "EC PRIVATE KEY" ->
          key(sequence(VERSION, sequence(EC_PUBLIC_KEY, curve(der)), tagged(0x04, der)));
      default -> throw new UnusableKeyException("is of the kind " + kind + CONVERT);
    };
  }

  private static PrivateKey key(byte[] pkcs8) throws UnusableKeyException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // It is of another kind.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JVM knows no " + algorithm + " keys", e);
      }
    }
    throw new UnusableKeyException("is broken, or holds no key of RSA, of a common curve or EdDSA");
  }

  private static byte[] decrypted(byte[] der, String passphrase) throws UnusableKeyException {
    SecretKey secret;
    Cipher cipher;
    EncryptedPrivateKeyInfo info;
    try {
      info = new EncryptedPrivateKeyInfo(der);
      // Of PBES2 (RFC 8018 section 6.2) only the parameters tell what it is made of.
      String algorithm =
          info.getAlgName().startsWith("PBE") && !info.getAlgName().equals("PBES2")
              ? info.getAlgName()
              : info.getAlgParameters().toString();
      secret =
          SecretKeyFactory.getInstance(algorithm)
              .generateSecret(new PBEKeySpec(passphrase.toCharArray()));
      cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
    } catch (IOException | GeneralSecurityException e) {
      throw new UnusableKeyException("is encrypted in a way that Java does not know" + CONVERT);
    }
    try {
      return info.getKeySpec(cipher).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new UnusableKeyException("cannot be decrypted with the passphrase given");
    }
  }

  /** Returns the curve's name of RFC 5915: the content of the element with the tag [0]. */
  private static byte[] curve(byte[] der) throws UnusableKeyException {
    try {
      ByteBuffer all = ByteBuffer.wrap(der);
      ByteBuffer elements = element(all, 0x30);
      element(elements, 0x02);
      element(elements, 0x04);
      ByteBuffer parameters = element(elements, 0xa0);
      byte[] name = new byte[parameters.remaining()];
      parameters.get(name);
      return name;
    } catch (RuntimeException e) {
      throw new UnusableKeyException("is broken, or does not name its curve" + CONVERT);
    }
  }

  /** Returns the content of the next element, which must have a tag. */
  private static ByteBuffer element(ByteBuffer from, int tag) {
    if ((from.get() & 0xff) != tag) {
      throw new IllegalArgumentException("another tag");
    }
    int length = from.get() & 0xff;
    if (length > 0x80) {
      int octets = length - 0x80;
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | from.get() & 0xff;
      }
    }
    ByteBuffer content = from.slice(from.position(), length);
    from.position(from.position() + length);
    return content;
  }

  private static byte[] sequence(byte[]... elements) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] element : elements) {
      all.writeBytes(element);
    }
    return tagged(0x30, all.toByteArray());
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    if (content.length < 0x80) {
      all.write(content.length);
    } else if (content.length < 0x100) {
      all.write(0x81);
      all.write(content.length);
    } else {
      all.write(0x82);
      all.write(content.length >> 8);
      all.write(content.length & 0xff);
    }
    all.writeBytes(content);
    return all.toByteArray();
  }
}
