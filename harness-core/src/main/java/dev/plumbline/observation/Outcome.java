package dev.plumbline.observation;

import org.jspecify.annotations.Nullable;

/**
 * How a check ended. Refused, dropped, NXDOMAIN, a TLS alert and a 403 are outcomes, never
 * exceptions.
 *
 * <p>Every outcome knows the {@link #phase()} in which the check stopped and {@link #describe()
 * says itself} in the words used by messages and reports.
 */
public sealed interface Outcome {

  /** Returns the phase in which the check ended. */
  Phase phase();

  /**
   * Returns this outcome in a few words, for example {@code "dropped (no answer to the connection
   * attempt)"}.
   */
  String describe();

  /**
   * Returns whether the thing asked for was reached: a name answered with data, a connection
   * opened, an answer read.
   */
  default boolean reached() {
    return false;
  }

  /**
   * Returns why the vantage itself could not look, or did not: then nothing is known of what was
   * asked. Null when it could.
   */
  default @Nullable String vantageFailure() {
    return null;
  }

  /**
   * Returns whether asking again would end in the same way until somebody changes the vantage
   * itself: its proxy does not accept its credentials, for instance.
   */
  default boolean lasts() {
    return false;
  }

  /**
   * The vantage's own way out is broken: its proxy or its machine failed, refused, or was not
   * understood. This says nothing of the target: it may be open, closed, or not there, so no
   * assertion of any kind passes on it.
   *
   * @param detail what is broken, where, and what it said
   * @param lasts whether it is so each time until somebody changes the vantage: then nobody asks
   *     again while it is waited for something, since some lock an account after a few attempts
   */
  record VantageFailed(String detail, boolean lasts) implements Outcome {
    /** Makes a failure that may be over the next time. */
    public VantageFailed(String detail) {
      this(detail, false);
    }

    @Override
    public Phase phase() {
      return Phase.CONNECT;
    }

    @Override
    public String describe() {
      return "not seen, the vantage is broken: " + detail;
    }

    @Override
    public String vantageFailure() {
      return detail;
    }
  }

  /**
   * The check was not made, since a time was over before its turn came. This says nothing of the
   * target, so no assertion of any kind passes on it.
   *
   * @param why whose turn it would have been, when, and which time was over
   */
  record NotMade(String why) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.CONNECT;
    }

    @Override
    public String describe() {
      return "not made: " + why;
    }

    @Override
    public String vantageFailure() {
      return why;
    }
  }

  /** A name was answered with data (NOERROR and at least one record of the type asked). */
  record Resolved() implements Outcome {
    @Override
    public Phase phase() {
      return Phase.RESOLVE;
    }

    @Override
    public String describe() {
      return "resolved";
    }

    @Override
    public boolean reached() {
      return true;
    }
  }

  /** The name does not exist (RCODE 3, RFC 1035 section 4.1.1 and RFC 8020). */
  record NxDomain() implements Outcome {
    @Override
    public Phase phase() {
      return Phase.RESOLVE;
    }

    @Override
    public String describe() {
      return "NXDOMAIN";
    }
  }

  /** The name exists but has no record of the type asked (RFC 2308 section 2.2). */
  record NoData() implements Outcome {
    @Override
    public Phase phase() {
      return Phase.RESOLVE;
    }

    @Override
    public String describe() {
      return "NODATA (NOERROR without a record of this type)";
    }
  }

  /**
   * The resolver answered with an error code other than NXDOMAIN.
   *
   * @param rcode the code's name as registered with IANA, for example {@code SERVFAIL} or {@code
   *     REFUSED}
   */
  record DnsError(String rcode) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.RESOLVE;
    }

    @Override
    public String describe() {
      return rcode;
    }
  }

  /**
   * No usable answer came from the resolver.
   *
   * @param cause how the exchange with it ended: refused, timed out, no route, malformed; of one
   *     spoken to over TLS or HTTPS also a certificate rejected, an alert, or a status other than
   *     200
   */
  record ResolverUnreachable(Outcome cause) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.RESOLVE;
    }

    @Override
    public String describe() {
      return "resolver unreachable: " + cause.describe();
    }

    @Override
    public @Nullable String vantageFailure() {
      return cause.vantageFailure();
    }

    @Override
    public boolean lasts() {
      return cause.lasts();
    }
  }

  /** The TCP connection opened. */
  record Open() implements Outcome {
    @Override
    public Phase phase() {
      return Phase.CONNECT;
    }

    @Override
    public String describe() {
      return "open";
    }

    @Override
    public boolean reached() {
      return true;
    }
  }

  /**
   * The connection attempt, or the datagram, was refused (TCP reset on SYN, or ICMP port
   * unreachable).
   */
  record Refused() implements Outcome {
    @Override
    public Phase phase() {
      return Phase.CONNECT;
    }

    @Override
    public String describe() {
      return "refused";
    }
  }

  /** There is no way to the address: no route, host or network unreachable. */
  record NoRoute() implements Outcome {
    @Override
    public Phase phase() {
      return Phase.CONNECT;
    }

    @Override
    public String describe() {
      return "no route";
    }
  }

  /**
   * Nothing came back in time. In {@link Phase#CONNECT} this is what a dropping filter looks like.
   *
   * @param phase the phase that waited
   */
  record TimedOut(Phase phase) implements Outcome {
    @Override
    public String describe() {
      return phase == Phase.CONNECT
          ? "dropped (no answer to the connection attempt)"
          : "timed out in phase " + phase.label();
    }
  }

  /**
   * The peer reset the connection after it had opened.
   *
   * @param phase the phase that was under way
   */
  record Reset(Phase phase) implements Outcome {
    @Override
    public String describe() {
      return "reset by the peer in phase " + phase.label();
    }
  }

  /**
   * The peer closed the connection in an orderly way before it had answered.
   *
   * @param phase the phase that was under way
   */
  record Closed(Phase phase) implements Outcome {
    @Override
    public String describe() {
      return "closed by the peer in phase " + phase.label();
    }
  }

  /** The TLS handshake was completed and the certificate was accepted. */
  record HandshakeCompleted() implements Outcome {
    @Override
    public Phase phase() {
      return Phase.TLS;
    }

    @Override
    public String describe() {
      return "handshake completed";
    }

    @Override
    public boolean reached() {
      return true;
    }
  }

  /**
   * The peer took an old protocol version that was offered alone. The handshake went no further, so
   * the certificate was not seen.
   *
   * @param version the version of its ServerHello: {@code TLSv1.1}, {@code TLSv1.0} or {@code
   *     SSLv3}
   */
  record VersionAccepted(String version) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.TLS;
    }

    @Override
    public String describe() {
      return version + " accepted";
    }

    @Override
    public boolean reached() {
      return true;
    }
  }

  /**
   * The peer ended the handshake with a TLS alert.
   *
   * @param alert the alert's name as in RFC 8446 section 6, for example {@code unrecognized_name}
   */
  record TlsAlert(String alert) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.TLS;
    }

    @Override
    public String describe() {
      return "TLS alert " + alert;
    }
  }

  /**
   * The certificate presented was not accepted.
   *
   * @param problem what is wrong with it
   * @param detail the finding in words: the names in the certificate, its dates, the issuer that is
   *     not trusted
   */
  record CertificateRejected(CertificateProblem problem, String detail) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.TLS;
    }

    @Override
    public String describe() {
      return "certificate " + problem.label() + (detail.isEmpty() ? "" : ": " + detail);
    }
  }

  /** What can be wrong with a certificate. */
  enum CertificateProblem {
    /** The chain does not end at a trusted authority. */
    UNTRUSTED("untrusted"),
    /** A certificate of the chain is past its last valid day. */
    EXPIRED("expired"),
    /** A certificate of the chain is not valid yet. */
    NOT_YET_VALID("not yet valid"),
    /** The certificate does not name the host (RFC 9525). */
    NAME_MISMATCH("name mismatch");

    private final String label;

    CertificateProblem(String label) {
      this.label = label;
    }

    /** Returns the words used in messages. */
    public String label() {
      return label;
    }
  }

  /**
   * An HTTP answer was read.
   *
   * @param status its status code
   */
  record Answered(int status) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.BODY;
    }

    @Override
    public String describe() {
      return "answered " + status;
    }

    @Override
    public boolean reached() {
      return true;
    }
  }

  /**
   * What came back is not what the protocol allows.
   *
   * @param phase the phase that read it
   * @param detail what is wrong with it
   */
  record Malformed(Phase phase, String detail) implements Outcome {
    @Override
    public String describe() {
      return "malformed answer in phase " + phase.label() + ": " + detail;
    }
  }

  /**
   * The description of the network says something of what was asked.
   *
   * @param says what it says
   */
  record Described(String says) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.RESPONSE;
    }

    @Override
    public String describe() {
      return says;
    }

    @Override
    public boolean reached() {
      return true;
    }
  }

  /**
   * The platform that runs the network says something of what was asked.
   *
   * @param says what it says
   */
  record Told(String says) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.RESPONSE;
    }

    @Override
    public String describe() {
      return says;
    }

    @Override
    public boolean reached() {
      return true;
    }
  }

  /**
   * The platform that runs the network could not be asked, or gave no answer that can be used. This
   * says nothing of the network, so no assertion of any kind passes on it.
   *
   * @param why what went wrong
   */
  record NotTold(String why) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.RESPONSE;
    }

    @Override
    public String describe() {
      return "not told: " + why;
    }

    @Override
    public String vantageFailure() {
      return why;
    }
  }

  /** A health probe's backends are all healthy. */
  record Healthy() implements Outcome {
    @Override
    public Phase phase() {
      return Phase.BODY;
    }

    @Override
    public String describe() {
      return "healthy";
    }

    @Override
    public boolean reached() {
      return true;
    }
  }

  /**
   * At least one of a health probe's backends is unhealthy.
   *
   * @param reason why, in the prober's words
   */
  record Unhealthy(String reason) implements Outcome {
    @Override
    public Phase phase() {
      return Phase.BODY;
    }

    @Override
    public String describe() {
      return "unhealthy: " + reason;
    }
  }

  /**
   * What a web application firewall did with a request was judged.
   *
   * @param verdict what it did
   * @param answer how the request ended
   */
  record FirewallDecided(WafVerdict verdict, Outcome answer) implements Outcome {
    @Override
    public Phase phase() {
      return answer.phase();
    }

    @Override
    public String describe() {
      return verdict.label() + " (" + answer.describe() + ")";
    }

    @Override
    public boolean reached() {
      return verdict != WafVerdict.UNDECIDABLE;
    }

    @Override
    public @Nullable String vantageFailure() {
      return answer.vantageFailure();
    }

    @Override
    public boolean lasts() {
      return answer.lasts();
    }
  }
}
