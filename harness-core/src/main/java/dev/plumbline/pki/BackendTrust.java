package dev.plumbline.pki;

import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom gateways and probes trust: checks a backend's certificates and says in one sentence what is
 * wrong with them.
 */
public final class BackendTrust {

  // One for all labs of this JVM, as the authorities are: with it go its TLS sessions.
  private static final Map<Accepted, SSLContext> CONTEXTS = new ConcurrentHashMap<>();

  /**
   * Which certificates are accepted.
   *
   * @param roots the authorities by name; empty for the lab's own
   * @param chain whether issuer and dates count
   * @param exactly the certificates of which one's key must be presented, whatever its issuer and
   *     dates; empty for any
   */
  public record Accepted(List<String> roots, boolean chain, List<X509Certificate> exactly) {
    /** Copies the lists. */
    public Accepted {
      roots = List.copyOf(roots);
      exactly = List.copyOf(exactly);
    }
  }

  private BackendTrust() {}

  /** Returns the settings of a client that accepts some certificates and no others. */
  public static SSLContext context(Accepted accepted) {
    return CONTEXTS.computeIfAbsent(accepted, BackendTrust::create);
  }

  /** Makes what every client needs: the lab's authority, and a client that trusts it. */
  public static void prepare() {
    context(new Accepted(List.of(), true, List.of())).createSSLEngine();
  }

  private static SSLContext create(Accepted accepted) {
    List<String> roots = accepted.roots();
    List<X509Certificate> anchors =
        (roots.isEmpty() ? List.of(LabAuthority.LAB) : roots)
            .stream().map(root -> LabAuthority.of(root).rootCertificate()).toList();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Verifier(anchors, accepted)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime cannot make a TLS client", e);
    }
  }

  /**
   * Returns why a certificate is not one of a name; null when it is.
   *
   * @param name a DNS name in lower case, which must stand among the certificate's DNS names (RFC
   *     9525), or an address, which must stand among its addresses
   */
  public static @Nullable String nameProblem(X509Certificate leaf, String name) {
    List<String> names = new ArrayList<>();
    boolean address = IpAddresses.isLiteral(name);
    try {
      Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
      for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
        String value = String.valueOf(alternative.get(1));
        names.add(value);
        int type = (Integer) alternative.get(0);
        if (!address && type == 2 && covers(value, name)) {
          return null;
        }
        if (address && type == 7 && sameAddress(value, name)) {
          return null;
        }
      }
    } catch (CertificateParsingException e) {
      return "The validity of the backend certificate could not be verified: its alternative names"
          + " cannot be read ("
          + e.getMessage()
          + ").";
    }
    return "The Common Name of the leaf certificate presented by the backend does not match the host name \"%s\": the certificate is for %s."
        .formatted(name, names);
  }

  /** Returns in one sentence why a handshake with a backend failed. */
  public static String handshakeProblem(Throwable trouble) {
    for (Throwable t = trouble; t != null; t = t.getCause()) {
      if (t instanceof Refused) {
        return String.valueOf(t.getMessage());
      }
    }
    String message = String.valueOf(trouble.getMessage());
    return "The TLS handshake with the backend failed: "
        + message
        + (message.contains("protocol_version") ? "; a gateway speaks TLS 1.2 to backends." : ".");
  }

  /** A name covers an equal one and, with {@code *.}, one label more (RFC 9525 section 6.3). */
  private static boolean covers(String certificateName, String host) {
    String name = certificateName.toLowerCase(Locale.ROOT);
    int dot = host.indexOf('.');
    return name.startsWith("*.")
        ? dot > 0 && host.substring(dot).equals(name.substring(1))
        : name.equals(host);
  }

  private static boolean sameAddress(String a, String b) {
    InetAddress first = IpAddresses.parse(a);
    return first.equals(IpAddresses.parse(b));
  }

  /** The chain or the dates are not right; the message is one sentence for the operator. */
  private static final class Refused extends CertificateException {
    private static final long serialVersionUID = 1L;

    Refused(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private static final class Verifier extends X509ExtendedTrustManager {

    private final List<X509Certificate> anchors;
    private final Accepted accepted;
    private final List<String> configured;

    Verifier(List<X509Certificate> anchors, Accepted accepted) {
      this.anchors = anchors;
      this.accepted = accepted;
      this.configured = accepted.roots();
    }

    private void verify(X509Certificate[] presented) throws CertificateException {
      if (!accepted.exactly().isEmpty()) {
        verifyKey(presented[0]);
        return;
      }
      if (!accepted.chain()) {
        return;
      }
      for (X509Certificate certificate : presented) {
        try {
          certificate.checkValidity();
        } catch (CertificateException e) {
          throw new Refused(
              "Backend certificate is invalid: the current date is not between the \"Valid from\" and \"Valid to\" dates of %s (%s to %s)."
                  .formatted(
                      certificate.getSubjectX500Principal(),
                      certificate.getNotBefore().toInstant(),
                      certificate.getNotAfter().toInstant()),
              e);
        }
      }
      List<X509Certificate> chain = new ArrayList<>(Arrays.asList(presented));
      chain.removeIf(
          anchors::contains); // a root that is sent along proves nothing (RFC 8446 section 4.4.2)
      try {
        if (chain.isEmpty()) {
          throw new Refused(
              "Leaf certificate is missing from the chain presented by the backend.", null);
        }
        PKIXParameters parameters =
            new PKIXParameters(
                anchors.stream().map(a -> new TrustAnchor(a, null)).collect(Collectors.toSet()));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
            .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
      } catch (CertPathValidatorException e) {
        throw new Refused(chainProblem(chain, e), e);
      } catch (GeneralSecurityException e) {
        if (e instanceof Refused refused) {
          throw refused;
        }
        throw new Refused(
            "The validity of the backend certificate could not be verified: "
                + e.getMessage()
                + ".",
            e);
      }
    }

    private void verifyKey(X509Certificate leaf) throws Refused {
      if (accepted.exactly().stream()
          .noneMatch(known -> known.getPublicKey().equals(leaf.getPublicKey()))) {
        throw new Refused(
            "The certificate presented by the backend is not one of those that the gateway was given for it: %s has another key than %s."
                .formatted(
                    leaf.getSubjectX500Principal(),
                    accepted.exactly().stream()
                        .map(known -> known.getSubjectX500Principal().toString())
                        .collect(Collectors.joining(", "))),
            null);
      }
    }

    private String chainProblem(List<X509Certificate> chain, CertPathValidatorException e) {
      X509Certificate last = chain.get(chain.size() - 1);
      boolean noAnchor =
          e.getReason() == PKIXReason.NO_TRUST_ANCHOR || e.getReason() == BasicReason.UNSPECIFIED;
      if (!noAnchor) {
        return "The validity of the backend certificate could not be verified: "
            + e.getMessage()
            + ".";
      }
      String issuer = last.getIssuerX500Principal().toString();
      boolean ownIntermediate = chain.size() == 1 && last.getBasicConstraints() < 0;
      if (ownIntermediate) {
        return "Intermediate certificate is missing from the chain presented by the backend, or it is self-signed: the chain ends at %s, issued by %s."
            .formatted(last.getSubjectX500Principal(), issuer);
      }
      return configured.isEmpty()
          ? "The server certificate used by the backend is not signed by a well-known Certificate Authority (CA): its chain ends at %s."
              .formatted(issuer)
          : "The Intermediate certificate of the backend is not signed by any Root certificates uploaded %s: its chain ends at %s."
              .formatted(configured, issuer);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      verify(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      verify(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      verify(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("a client's trust does not judge clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("a client's trust does not judge clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("a client's trust does not judge clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return anchors.toArray(X509Certificate[]::new);
    }
  }
}
