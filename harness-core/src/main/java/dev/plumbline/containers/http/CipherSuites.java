package dev.plumbline.containers.http;

import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The names of cipher suites that OpenSSL calls by names of its own: {@code
 * ECDHE-RSA-AES128-GCM-SHA256} is {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}.
 */
final class CipherSuites {

  private static final Map<String, String> BY_OPENSSL = byOpenSsl();

  private CipherSuites() {}

  /** Returns the name that IANA has for a suite; its own where none is known, null for none. */
  static @Nullable String named(@Nullable String openSsl) {
    return openSsl == null ? null : BY_OPENSSL.getOrDefault(openSsl, openSsl);
  }

  /** Those that this JVM knows, and so can have agreed on. */
  private static Map<String, String> byOpenSsl() {
    Map<String, String> names = new HashMap<>();
    try {
      for (String suite : SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()) {
        names.put(
            suite
                .replaceFirst("^TLS_", "")
                .replaceFirst("^RSA_WITH_", "")
                .replace("_WITH_", "_")
                .replace("AES_", "AES")
                .replace("_CBC_", "_")
                .replaceFirst("(CHACHA20_POLY1305)_SHA256$", "$1")
                .replace('_', '-'),
            suite);
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    return names;
  }
}
