package dev.plumbline.vantage;

import dev.plumbline.vantage.Trust.ClientCertificate;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The socket factories of one {@link Trust}: one for each client certificate, made once. */
final class TlsContexts {

  /** More than the handshakes that one client certificate makes at once. */
  private static final int KEPT = 256;

  private final Trust trust;
  private final Map<String, SSLSocketFactory> factories = new ConcurrentHashMap<>();

  /**
   * What the handshake of this thread showed; the JDK calls trust and key managers on the thread
   * that makes the handshake.
   */
  private final ThreadLocal<@Nullable Seen> current = new ThreadLocal<>();

  TlsContexts(Trust trust) {
    this.trust = trust;
  }

  /** What one handshake showed to the managers. */
  static final class Seen {
    List<X509Certificate> chain = List.of();
    @Nullable CertificateException rejection;
    boolean clientCertificateAsked;
    @Nullable String presented;
  }

  /** Begins to note what this thread's handshakes show; ended by {@link #end()}. */
  Seen begin() {
    Seen seen = new Seen();
    current.set(seen);
    return seen;
  }

  void end() {
    current.remove();
  }

  /**
   * Returns the factory that presents a client certificate.
   *
   * @param client its name; null to present none
   * @throws IllegalArgumentException when there is no such certificate
   */
  SSLSocketFactory factory(@Nullable String client) {
    return factories.computeIfAbsent(client == null ? "" : client, this::make);
  }

  /** Checks that there is a client certificate of that name. */
  void require(String client) {
    if (!trust.clients().containsKey(client)) {
      throw Unknown.name("client certificate", client, trust.clients().keySet());
    }
  }

  private SSLSocketFactory make(String client) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keys = {new Keys(client, client.isEmpty() ? null : trust.clients().get(client))};
      context.init(keys, new TrustManager[] {new Noting(manager())}, null);
      // No session is ever resumed, which would hide that the certificate has changed. Those of
      // handshakes that are under way are kept: one that is there tells that a ticket has come.
      context.getClientSessionContext().setSessionCacheSize(KEPT);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM cannot make a TLS context: " + e.getMessage(), e);
    }
  }

  private X509ExtendedTrustManager manager() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    List<X509Certificate> authorities = new ArrayList<>(trust.authorities());
    if (trust.systemAuthorities()) {
      authorities.addAll(Arrays.asList(delegate(null).getAcceptedIssuers()));
    }
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    if (authorities.isEmpty()) {
      return new NoAuthorities();
    }
    return delegate(store);
  }

  private static X509ExtendedTrustManager delegate(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("no X.509 trust manager");
  }

  /** Notes what is presented, and leaves every decision to the JDK's trust manager. */
  private final class Noting extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager delegate;

    Noting(X509ExtendedTrustManager delegate) {
      this.delegate = delegate;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      Seen seen = current.get();
      if (seen != null) {
        seen.chain = List.of(chain);
      }
      try {
        delegate.checkServerTrusted(chain, authType, socket);
      } catch (CertificateException e) {
        if (seen != null) {
          seen.rejection = e;
        }
        throw e;
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      delegate.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      delegate.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      delegate.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      delegate.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      delegate.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return delegate.getAcceptedIssuers();
    }
  }

  /** Trusts nobody: the JDK's manager cannot be made without an authority. */
  private static final class NoAuthorities extends X509ExtendedTrustManager {

    private static CertificateException none() {
      return new CertificateException("the vantage trusts no authority");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      throw none();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      throw none();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw none();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      throw none();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      throw none();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw none();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /**
   * Presents the certificate it is told to, whichever authorities the server says it would take;
   * that is what a check asks for.
   */
  private final class Keys extends X509ExtendedKeyManager {

    private static final String ALIAS = "client";
    private final String name;
    private final @Nullable ClientCertificate client;

    Keys(String name, @Nullable ClientCertificate client) {
      this.name = name;
      this.client = client;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      Seen seen = current.get();
      boolean fits =
          client != null && Arrays.asList(keyTypes).contains(client.key().getAlgorithm());
      if (seen != null) {
        seen.clientCertificateAsked = true;
        seen.presented = fits ? name : seen.presented;
      }
      return fits ? ALIAS : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return client == null ? null : new String[] {ALIAS};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return client == null ? null : client.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return client == null ? null : client.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
