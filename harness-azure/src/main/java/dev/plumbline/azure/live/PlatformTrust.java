package dev.plumbline.azure.live;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Trust in some authorities alone.
 *
 * @param context with the manager
 * @param manager which trusts them
 */
record PlatformTrust(SSLContext context, X509TrustManager manager) {

  static PlatformTrust in(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority " + i, authorities.get(i));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          SSLContext context = SSLContext.getInstance("TLS");
          context.init(null, new TrustManager[] {x509}, null);
          return new PlatformTrust(context, x509);
        }
      }
      throw new IllegalStateException("this JDK has no trust manager for X.509");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the authorities cannot be trusted: " + e.getMessage(), e);
    }
  }
}
