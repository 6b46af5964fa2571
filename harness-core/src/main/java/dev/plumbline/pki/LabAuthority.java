package dev.plumbline.pki;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.vantage.Trust;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities of labs: a root, an intermediate and its leaves for each issuer, made
 * in this JVM and valid nowhere else.
 *
 * <p>There is one authority of a name for the whole JVM, and a leaf is made once for the same
 * names, issuer and dates, since keys and signatures cost more than everything else about a lab.
 * The private keys of roots and intermediates are not given out.
 *
 * <p>All keys are ECDSA P-256. Authorities are valid from 60 days before their making to ten years
 * after it; a valid leaf from one hour before to one year after; an expired one ended a day ago;
 * one that is not yet valid begins in 30 days. Leaves carry no key usage, and so may serve as
 * server and as client certificates.
 */
public final class LabAuthority {

  /** The issuer that the vantages of a lab trust: {@value}. */
  public static final String LAB = "lab";

  private static final int CACHED_LEAVES = 4_096;
  private static final Map<String, LabAuthority> AUTHORITIES = new ConcurrentHashMap<>();

  private final HeldCertificate root;
  private final HeldCertificate intermediate;

  /**
   * The least recently used leaves go, so that a JVM that makes many labs does not grow for ever.
   */
  private final Map<Wanted, LabCertificate> leaves =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, LabCertificate> eldest) {
          return size() > CACHED_LEAVES;
        }
      };

  private LabAuthority(String issuer) {
    Instant now = Instant.now();
    Instant from = now.minus(Duration.ofDays(60));
    Instant until = now.plus(Duration.ofDays(3_652));
    root = authority("Plumbline root of " + issuer, from, until, 1).build();
    intermediate =
        authority("Plumbline intermediate of " + issuer, from, until, 0).signedBy(root).build();
  }

  /** Returns the authority that the vantages of every lab in this JVM trust. */
  public static LabAuthority lab() {
    return of(LAB);
  }

  /**
   * Returns the authority of a name; the same one every time.
   *
   * @param issuer {@value #LAB}, or another name of {@link CertificateSpec#issuer()}: a root that
   *     nobody trusts unless told to
   */
  public static LabAuthority of(String issuer) {
    return AUTHORITIES.computeIfAbsent(issuer, LabAuthority::new);
  }

  /** Returns the certificate of a description, from the authority and with the dates it names. */
  public static LabCertificate leaf(CertificateSpec certificate) {
    return of(certificate.issuer()).issue(certificate.names(), certificate.validity());
  }

  /**
   * Returns the certificate of a description, past its last day whatever the description says. It
   * has the same key: it has grown old, and is no other.
   */
  public static LabCertificate expiredLeaf(CertificateSpec certificate) {
    LabCertificate leaf = leaf(certificate);
    return certificate.validity() == Validity.EXPIRED
        ? leaf
        : of(certificate.issuer()).issue(new Wanted(certificate.names(), Validity.EXPIRED, leaf));
  }

  /**
   * Returns whom the vantages of a network's lab trust, this JVM's lab authority alone, with the
   * network's certificates as client certificates by name.
   */
  public static Trust trust(Network network) {
    Map<String, Trust.ClientCertificate> clients = new LinkedHashMap<>();
    for (CertificateSpec certificate : network.certificates()) {
      LabCertificate issued = leaf(certificate);
      clients.put(certificate.name(), new Trust.ClientCertificate(issued.key(), issued.chain()));
    }
    return new Trust(List.of(lab().rootCertificate()), false, clients);
  }

  /** Returns the root's certificate. */
  public X509Certificate rootCertificate() {
    return root.certificate();
  }

  /**
   * Returns a certificate for DNS names and addresses; the same one for the same names and dates.
   *
   * @param names the subject alternative names; the first is the common name too
   * @param validity its dates
   */
  public LabCertificate issue(List<String> names, Validity validity) {
    return issue(new Wanted(names, validity, null));
  }

  private LabCertificate issue(Wanted wanted) {
    // Made under the lock: whoever asks for the same leaf at the same time gets it, not a second
    // one.
    synchronized (leaves) {
      return leaves.computeIfAbsent(wanted, this::make);
    }
  }

  private LabCertificate make(Wanted wanted) {
    Instant now = Instant.now();
    HeldCertificate.Builder leaf = new HeldCertificate.Builder().ecdsa256().signedBy(intermediate);
    LabCertificate before = wanted.before();
    if (before != null) {
      leaf.keyPair(new KeyPair(before.leaf().getPublicKey(), before.key()));
    }
    switch (wanted.validity()) {
      case VALID -> dates(leaf, now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(365)));
      case EXPIRED -> dates(leaf, now.minus(Duration.ofDays(31)), now.minus(Duration.ofDays(1)));
      case NOT_YET_VALID ->
          dates(leaf, now.plus(Duration.ofDays(30)), now.plus(Duration.ofDays(365)));
    }
    leaf.commonName(wanted.names().isEmpty() ? "without a name" : wanted.names().get(0));
    wanted.names().forEach(leaf::addSubjectAlternativeName);
    HeldCertificate made = leaf.build();
    return new LabCertificate(
        made.keyPair().getPrivate(), List.of(made.certificate(), intermediate.certificate()));
  }

  private static HeldCertificate.Builder authority(
      String name, Instant from, Instant until, int below) {
    return dates(
        new HeldCertificate.Builder().ecdsa256().commonName(name).certificateAuthority(below),
        from,
        until);
  }

  private static HeldCertificate.Builder dates(
      HeldCertificate.Builder certificate, Instant from, Instant until) {
    return certificate.validityInterval(from.toEpochMilli(), until.toEpochMilli());
  }

  /**
   * What a leaf is to be.
   *
   * @param before the one whose key it has; null for a key of its own
   */
  private record Wanted(List<String> names, Validity validity, @Nullable LabCertificate before) {
    Wanted {
      names = List.copyOf(names);
    }
  }
}
