package dev.plumbline.vantage;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TlsSession;
import dev.plumbline.probe.Sni;
import dev.plumbline.probe.TlsSettings;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;

/** Makes TLS handshakes over open connections, each a full one, and says how they ended. */
final class TlsClient {

  private static final List<String> DEFAULT_VERSIONS = List.of("TLSv1.3", "TLSv1.2");
  private static final Set<String> VERSIONS = Set.copyOf(DEFAULT_VERSIONS);
  private static final Pattern ALERT =
      Pattern.compile("Received (?:fatal|close_notify) alert: (\\S+)");

  private static final AtomicLong HANDSHAKES = new AtomicLong();

  private final TlsContexts contexts;

  TlsClient(Trust trust) {
    contexts = new TlsContexts(trust);
  }

  /**
   * How a handshake ended.
   *
   * @param outcome {@code HandshakeCompleted} or what went wrong
   * @param session what was said
   * @param socket the socket to go on with; null when the handshake was not completed
   */
  record Handshake(Outcome outcome, TlsSession session, @Nullable SSLSocket socket) {}

  /**
   * Checks what can be checked before anything is sent.
   *
   * @throws IllegalArgumentException when the settings cannot be met
   */
  void require(TlsSettings settings) {
    for (String version : settings.versions()) {
      if (!VERSIONS.contains(version) && !OldHello.offers(version)) {
        throw new IllegalArgumentException(
            "TLS version "
                + version
                + " cannot be offered. Allowed: TLSv1.3, TLSv1.2, and in a handshake of their own TLSv1.1, TLSv1.0");
      }
    }
    if (isOld(settings)) {
      if (settings.versions().stream().anyMatch(VERSIONS::contains)) {
        throw new IllegalArgumentException(
            "TLS versions "
                + String.join(", ", settings.versions())
                + " cannot be offered together: TLSv1.1 and TLSv1.0 need a handshake of their own");
      }
      if (presents(settings)) {
        throw new IllegalArgumentException(
            "client certificate \""
                + settings.clientCertificate()
                + "\" cannot be presented with TLSv1.1 or TLSv1.0: that handshake ends with the server's choice of a version");
      }
    }
    if (presents(settings)) {
      require(String.valueOf(settings.clientCertificate()));
    }
    if (settings.sni() instanceof Sni.Named named && named.name().isEmpty()) {
      throw new IllegalArgumentException(
          "a server name cannot be empty; a handshake without one is withoutSni()");
    }
  }

  /** Checks that there is a client certificate of a name. */
  void require(String clientCertificate) {
    contexts.require(clientCertificate);
  }

  private static boolean presents(TlsSettings settings) {
    return settings.clientCertificate() != null && !settings.clientCertificate().isEmpty();
  }

  /** Returns whether the settings offer versions that Java does not speak. */
  static boolean isOld(TlsSettings settings) {
    return settings.versions().stream().anyMatch(OldHello::offers);
  }

  /** Returns the server name that a handshake with a host sends; null for none. */
  static @Nullable String sni(TlsSettings settings, String host) {
    if (settings.sni() instanceof Sni.Named named) {
      return named.name();
    }
    if (settings.sni() instanceof Sni.None || IpAddresses.isLiteral(host)) {
      return null;
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /**
   * Makes a handshake. Closes the connection when that does not succeed.
   *
   * @param host the target's host, for the default server and certificate names
   * @param confirm whether to wait for a server's verdict on a client certificate, which with TLS
   *     1.3 comes after the handshake
   */
  Handshake handshake(
      TimedSocket connection,
      TlsSettings settings,
      String host,
      List<String> alpn,
      boolean confirm) {
    String sni = sni(settings, host);
    if (isOld(settings)) {
      return OldHello.handshake(connection, settings.versions(), sni, alpn);
    }
    TlsContexts.Seen seen = contexts.begin();
    SSLSocket socket = null;
    TlsSession agreed = null;
    try {
      // The JDK finds the session to resume by the peer's name: under a new name there is none.
      String peer = "check-" + HANDSHAKES.incrementAndGet();
      socket =
          (SSLSocket)
              contexts
                  .factory(settings.clientCertificate())
                  .createSocket(connection, peer, connection.getPort(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(sni == null ? List.of() : List.of(new AsWritten(sni)));
      parameters.setApplicationProtocols(alpn.toArray(new String[0]));
      parameters.setProtocols(
          (settings.versions().isEmpty() ? DEFAULT_VERSIONS : settings.versions())
              .toArray(new String[0]));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      TlsSession session = session(sni, socket, seen);
      agreed = session;
      Outcome problem = checkName(settings, sni, host, session.chain());
      if (problem == null
          && confirm
          && seen.clientCertificateAsked
          && "TLSv1.3".equals(session.protocol())) {
        problem = withoutVerdict(socket, connection, peer);
      }
      if (problem != null) {
        close(socket);
        return new Handshake(problem, session, null);
      }
      return new Handshake(new Outcome.HandshakeCompleted(), session, socket);
    } catch (IOException e) {
      Outcome outcome =
          seen.rejection == null ? outcome(e, Phase.TLS) : rejected(seen.rejection, seen.chain);
      TlsSession session =
          agreed != null
              ? agreed
              : new TlsSession(sni, null, null, null, seen.chain, seen.presented);
      close(socket == null ? connection : socket);
      return new Handshake(outcome, session, null);
    } finally {
      contexts.end();
    }
  }

  private static TlsSession session(@Nullable String sni, SSLSocket socket, TlsContexts.Seen seen) {
    SSLSession session = socket.getSession();
    String alpn = socket.getApplicationProtocol();
    return new TlsSession(
        sni,
        session.getProtocol(),
        session.getCipherSuite(),
        alpn == null || alpn.isEmpty() ? null : alpn,
        seen.chain,
        seen.presented);
  }

  /**
   * Ends our side and reads on: a server that refuses our certificate sends its alert before it
   * closes (RFC 8446 section 4.4.2.4). One that accepts it says something else: application data, a
   * ticket, or at least a close_notify in answer to ours.
   *
   * @return how it ended without any of that; null when it has accepted
   * @throws IOException when it refuses
   */
  private static @Nullable Outcome withoutVerdict(
      SSLSocket socket, TimedSocket connection, String peer) throws IOException {
    try {
      socket.shutdownOutput();
    } catch (SocketException e) {
      // The server has gone already; what it said before is still to be read.
    }
    boolean spoken = false;
    Outcome end;
    try {
      while (socket.getInputStream().read() >= 0) {
        spoken = true;
      }
      end = connection.isEnded() ? new Outcome.Closed(Phase.TLS) : null;
    } catch (SocketTimeoutException e) {
      end = new Outcome.TimedOut(Phase.TLS);
    }
    return spoken || end == null || hasTicket(socket, peer) ? null : end;
  }

  /**
   * Returns whether the server has sent a ticket: one that asks for a certificate sends it after it
   * has verified what the client presented (RFC 8446 section 4.6.1). The JDK keeps one session of
   * each handshake, and one more, under another id, for each ticket.
   */
  private static boolean hasTicket(SSLSocket socket, String peer) {
    SSLSessionContext sessions = socket.getSession().getSessionContext();
    byte[] own = socket.getSession().getId();
    return sessions != null
        && Collections.list(sessions.getIds()).stream()
            .map(sessions::getSession)
            .anyMatch(
                kept ->
                    kept != null
                        && peer.equalsIgnoreCase(kept.getPeerHost())
                        && !Arrays.equals(kept.getId(), own));
  }

  private static @Nullable Outcome checkName(
      TlsSettings settings, @Nullable String sni, String host, List<X509Certificate> chain) {
    if (settings.anyCertificateName()) {
      return null;
    }
    String name =
        settings.certificateName() != null ? settings.certificateName() : sni != null ? sni : host;
    if (!chain.isEmpty() && CertificateNames.cover(chain.get(0), name)) {
      return null;
    }
    List<String> names = chain.isEmpty() ? List.of() : CertificateNames.of(chain.get(0));
    String carried = names.isEmpty() ? "it names no host" : "it is for " + String.join(", ", names);
    return new Outcome.CertificateRejected(
        CertificateProblem.NAME_MISMATCH, carried + ", not for " + name);
  }

  private static Outcome rejected(CertificateException rejection, List<X509Certificate> chain) {
    for (Throwable t = rejection; t != null; t = t.getCause()) {
      boolean path = t instanceof CertPathValidatorException;
      if (t instanceof CertificateExpiredException
          || path && ((CertPathValidatorException) t).getReason() == BasicReason.EXPIRED) {
        return new Outcome.CertificateRejected(CertificateProblem.EXPIRED, dates(chain, true));
      }
      if (t instanceof CertificateNotYetValidException
          || path && ((CertPathValidatorException) t).getReason() == BasicReason.NOT_YET_VALID) {
        return new Outcome.CertificateRejected(
            CertificateProblem.NOT_YET_VALID, dates(chain, false));
      }
    }
    String issuer =
        chain.isEmpty()
            ? "no certificate was presented"
            : "issued by \""
                + chain.get(chain.size() - 1).getIssuerX500Principal().getName()
                + "\": "
                + rejection.getMessage();
    return new Outcome.CertificateRejected(CertificateProblem.UNTRUSTED, issuer);
  }

  private static String dates(List<X509Certificate> chain, boolean expired) {
    long now = System.currentTimeMillis();
    for (X509Certificate c : chain) {
      if (expired && c.getNotAfter().getTime() < now) {
        return "\""
            + c.getSubjectX500Principal().getName()
            + "\" was valid until "
            + c.getNotAfter().toInstant();
      }
      if (!expired && c.getNotBefore().getTime() > now) {
        return "\""
            + c.getSubjectX500Principal().getName()
            + "\" is valid from "
            + c.getNotBefore().toInstant();
      }
    }
    return "an authority above the certificates presented";
  }

  /** Returns what an error of a TLS connection stands for. */
  static Outcome outcome(IOException e, Phase phase) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      Matcher alert = ALERT.matcher(message);
      if (alert.find()) {
        return new Outcome.TlsAlert(alert.group(1));
      }
      if (t instanceof SocketTimeoutException) {
        return new Outcome.TimedOut(phase);
      }
      if (t instanceof EOFException) {
        return new Outcome.Closed(phase);
      }
      if (t instanceof SocketException
          || message.contains("Connection reset")
          || message.contains("Broken pipe")) {
        return new Outcome.Reset(phase);
      }
    }
    return new Outcome.Malformed(phase, String.valueOf(e.getMessage()));
  }

  /**
   * A server name as the caller wrote it: the JDK's own class refuses names that clients do send,
   * with underscores for instance.
   */
  private static final class AsWritten extends SNIServerName {
    AsWritten(String name) {
      super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void close(java.net.Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The peer was told or has gone: there is nothing left to do for a connection that is given
      // up.
    }
  }
}
