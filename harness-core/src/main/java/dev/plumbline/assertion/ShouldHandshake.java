package dev.plumbline.assertion;

import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TlsSession;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages about handshakes and the certificates presented in them. */
final class ShouldHandshake {

  private ShouldHandshake() {}

  static Message be(Observation seen, @Nullable TlsSession session, String expected) {
    return ended(Message.expected("Expected", expected), seen, session);
  }

  static Message name(Observation seen, @Nullable TlsSession session, String host) {
    return presented(Message.expected("Expected a certificate for", host), seen, session);
  }

  static Message expireAfter(
      Observation seen, @Nullable TlsSession session, Duration remaining, Instant earliest) {
    Message message =
        Message.expected("Expected to be valid until", earliest + " (" + words(remaining) + ")");
    Optional<X509Certificate> first = firstToExpire(session);
    if (first.isEmpty()) {
      return presented(message, seen, session);
    }
    Optional<X509Certificate> early = notYetValid(seen, session);
    if (early.isPresent()) {
      return message
          .line("but is valid only from", String.valueOf(early.get().getNotBefore().toInstant()))
          .line("certificate of", early.get().getSubjectX500Principal().getName())
          .diagnosed(seen.provenance().diagnosis());
    }
    Instant end = first.get().getNotAfter().toInstant();
    Duration left = Duration.between(seen.provenance().startedAt(), end);
    return message
        .line("but expires", end + (left.isNegative() ? " (expired)" : " (in " + words(left) + ")"))
        .line("certificate of", first.get().getSubjectX500Principal().getName())
        .diagnosed(seen.provenance().diagnosis());
  }

  static Message negotiate(Observation seen, @Nullable TlsSession session, String version) {
    String agreed = session == null ? null : session.protocol();
    Message message = Message.expected("Expected to agree on", version);
    return agreed == null
        ? ended(message, seen, session)
        : message
            .line("but agreed on", agreed + suite(session))
            .diagnosed(seen.provenance().diagnosis());
  }

  static Message ended(Message message, Observation seen, @Nullable TlsSession session) {
    message.line("but was", seen.outcome().describe() + agreed(seen, session));
    if (session != null) {
      message.line("server name sent", session.sni() == null ? "none" : session.sni());
    }
    return message.diagnosed(seen.provenance().diagnosis()).because(cause(seen, session));
  }

  private static Message presented(
      Message message, Observation seen, @Nullable TlsSession session) {
    if (session == null || session.chain().isEmpty()) {
      return ended(message, seen, session);
    }
    X509Certificate leaf = session.chain().get(0);
    List<String> names = CertificateNames.in(leaf);
    message
        .line("but it names", names.isEmpty() ? "nothing" : String.join(", ", names))
        .line("valid", leaf.getNotBefore().toInstant() + " to " + leaf.getNotAfter().toInstant())
        .line("server name sent", session.sni() == null ? "none" : session.sni())
        .diagnosed(seen.provenance().diagnosis());
    if (names.isEmpty()) {
      message.because(
          "the certificate has no subject alternative name; a common name does not count");
    }
    return message;
  }

  private static String agreed(Observation seen, @Nullable TlsSession session) {
    boolean told = seen.outcome() instanceof Outcome.VersionAccepted;
    return told || session == null || session.protocol() == null ? "" : ", " + session.protocol();
  }

  private static String suite(@Nullable TlsSession session) {
    return session == null || session.cipherSuite() == null ? "" : " with " + session.cipherSuite();
  }

  private static @Nullable String cause(Observation seen, @Nullable TlsSession session) {
    Outcome outcome = seen.outcome();
    if (outcome instanceof Outcome.CertificateRejected rejected
        && session != null
        && !session.chain().isEmpty()) {
      X509Certificate leaf = session.chain().get(0);
      CertificateProblem problem = rejected.problem();
      return switch (problem) {
        case NAME_MISMATCH ->
            "the certificate is for " + String.join(", ", CertificateNames.in(leaf));
        case EXPIRED, NOT_YET_VALID -> {
          X509Certificate faulty = faulty(session, problem, seen.provenance().startedAt());
          yield "the certificate of "
              + faulty.getSubjectX500Principal().getName()
              + " is valid from "
              + faulty.getNotBefore().toInstant()
              + " to "
              + faulty.getNotAfter().toInstant();
        }
        case UNTRUSTED -> {
          X509Certificate last = session.chain().get(session.chain().size() - 1);
          yield "the chain presented ends at the issuer "
              + last.getIssuerX500Principal().getName()
              + ", whom the vantage does not trust, or an intermediate is missing";
        }
      };
    }
    if (outcome.phase() == Phase.TLS
        && session != null
        && session.protocol() != null
        && (outcome instanceof Outcome.Closed
            || outcome instanceof Outcome.Reset
            || outcome instanceof Outcome.TimedOut)) {
      return (session.clientCertificate() == null
              ? "the server asked for a client certificate, and none was presented"
              : "the server asked for a client certificate, and was shown \""
                  + session.clientCertificate()
                  + "\"")
          + "; it did not say that it accepts that, neither by a ticket, nor by data, nor by a"
          + " close_notify";
    }
    return ShouldConnect.cause(seen);
  }

  private static X509Certificate faulty(
      TlsSession session, CertificateProblem problem, Instant now) {
    return session.chain().stream()
        .filter(
            c ->
                problem == CertificateProblem.EXPIRED
                    ? c.getNotAfter().toInstant().isBefore(now)
                    : c.getNotBefore().toInstant().isAfter(now))
        .findFirst()
        .orElse(session.chain().get(0));
  }

  /** Returns a certificate of the chain whose time has not come yet. */
  static Optional<X509Certificate> notYetValid(Observation seen, @Nullable TlsSession session) {
    return session == null
        ? Optional.empty()
        : session.chain().stream()
            .filter(c -> c.getNotBefore().toInstant().isAfter(seen.provenance().startedAt()))
            .findFirst();
  }

  /** Returns the certificate of the chain that ends first: the chain is valid no longer than it. */
  static Optional<X509Certificate> firstToExpire(@Nullable TlsSession session) {
    return session == null
        ? Optional.empty()
        : session.chain().stream().min((a, b) -> a.getNotAfter().compareTo(b.getNotAfter()));
  }

  private static String words(Duration time) {
    return time.toDays() >= 2
        ? time.toDays() + " days"
        : time.toHours() >= 2 ? time.toHours() + " hours" : time.toSeconds() + " s";
  }
}
