package dev.plumbline.environment;

import dev.plumbline.descriptor.Doc;
import dev.plumbline.descriptor.NotSecret;
import org.jspecify.annotations.Nullable;

/**
 * What a client can present in a handshake: a certificate and its private key, in files. The
 * passphrase is shown by nothing, {@link #toString()} included.
 *
 * @param certificate the file of the certificate (PEM), and of those between it and an authority,
 *     the client's own first; relative to the descriptor
 * @param key the file of the private key (PEM), relative to the descriptor; null where it is in the
 *     file of the certificate
 * @param passphrase what the key is encrypted with; null for one that is not
 */
public record ClientCertificateSpec(
    @NotSecret @Doc("The file of the certificate (PEM), the client's own first") String certificate,
    @NotSecret @Doc("The file of the private key (PEM), where it is not the same one")
        @Nullable String key,
    @Doc("What the key is encrypted with; written as ${NAME}, an environment variable")
        @Nullable String passphrase) {

  /** Returns the file that the key is in. */
  public String keyFile() {
    return key == null ? certificate : key;
  }

  @Override
  public String toString() {
    return "client certificate " + certificate + ", key " + keyFile();
  }
}
