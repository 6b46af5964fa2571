package dev.plumbline.assertion;

import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.TlsSession;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what was said in a TLS handshake, made for its own sake or for a request.
 *
 * <p>A refusal by the peer is a negative: it passes only when the same address and port completed
 * another handshake or answered another request.
 *
 * @param <SELF> the type of the assertion
 * @param <O> the type of the observation
 */
public abstract class AbstractHandshakeAssert<
        SELF extends AbstractHandshakeAssert<SELF, O>, O extends Observation>
    extends AbstractConnectionAssert<SELF, O> {

  /**
   * Alerts with which servers refuse a server name; RFC 6066 section 3 has the first one for it.
   */
  private static final Set<String> NAME_ALERTS =
      Set.of("unrecognized_name", "handshake_failure", "access_denied", "internal_error");

  /**
   * Alerts with which servers refuse a version; RFC 8446 section 4.2.1 and RFC 5246 appendix E. The
   * last two come from OpenSSL where its security level leaves an old version nothing to sign with.
   */
  private static final Set<String> VERSION_ALERTS =
      Set.of("protocol_version", "handshake_failure", "insufficient_security", "internal_error");

  AbstractHandshakeAssert(@Nullable O actual, Class<?> selfType) {
    super(actual, selfType);
  }

  /**
   * Checks that the certificate presented names a host, by its subject alternative names (RFC 9525
   * section 6.3). Whether it is trusted and in date is another question: {@link #isTrusted}.
   *
   * <pre><code class='java'>
   * // subject alternative names: *.contoso.net
   * assertThat(inside.handshake("gateway")).presentsCertificateFor("api.contoso.net");    // passes
   * assertThat(inside.handshake("gateway")).presentsCertificateFor("a.api.contoso.net");  // fails: a wildcard is one label
   * </code></pre>
   *
   * @param host a host name or an address
   */
  public SELF presentsCertificateFor(String host) {
    String expected = Given.one("presentsCertificateFor", "host", host);
    return expect(
        "presents a certificate for " + expected,
        o ->
            chain(o).stream()
                .findFirst()
                .filter(leaf -> CertificateNames.name(leaf, expected))
                .isPresent(),
        o -> ShouldHandshake.name(o, session(o), expected));
  }

  /**
   * Checks that the handshake was completed with a certificate that is trusted, in date, and for
   * the name that the probe wants it to carry: the host asked, unless its settings say otherwise.
   *
   * <pre><code class='java'>
   * assertThat(inside.handshake("gateway")).isTrusted();         // passes
   * assertThat(inside.handshake("expired-portal")).isTrusted();  // fails: expired
   * </code></pre>
   */
  public SELF isTrusted() {
    return expect(
        "presents a trusted certificate",
        o ->
            !chain(o).isEmpty()
                && (o.outcome() instanceof Outcome.HandshakeCompleted
                    || o.outcome().phase().compareTo(Phase.TLS) > 0),
        o -> ShouldHandshake.be(o, session(o), "a trusted certificate"));
  }

  /**
   * Checks that every certificate presented is valid for some time to come, counted from the
   * observation.
   *
   * <pre><code class='java'>
   * // expires in 40 days
   * assertThat(inside.handshake("gateway")).expiresAfter(Duration.ofDays(30)); // passes
   * assertThat(inside.handshake("gateway")).expiresAfter(Duration.ofDays(60)); // fails
   * </code></pre>
   *
   * @param remaining how long it is to be valid at least
   * @throws IllegalArgumentException when the time is negative
   */
  public SELF expiresAfter(Duration remaining) {
    if (Given.some("expiresAfter", "time", remaining).isNegative()) {
      throw new IllegalArgumentException("expiresAfter(" + remaining + "): the time is negative");
    }
    return expect(
        "presents certificates valid for another " + remaining,
        o ->
            ShouldHandshake.notYetValid(o, session(o)).isEmpty()
                && ShouldHandshake.firstToExpire(session(o))
                    .filter(
                        c ->
                            c.getNotAfter()
                                .toInstant()
                                .isAfter(o.provenance().startedAt().plus(remaining)))
                    .isPresent(),
        o ->
            ShouldHandshake.expireAfter(
                o, session(o), remaining, o.provenance().startedAt().plus(remaining)));
  }

  /**
   * Checks the protocol version agreed on.
   *
   * <pre><code class='java'>
   * assertThat(inside.handshake("gateway")).negotiated("TLSv1.3"); // passes
   * assertThat(inside.handshake("gateway")).negotiated("TLSv1.2"); // fails
   * </code></pre>
   *
   * @param version {@code TLSv1.3}, {@code TLSv1.2} and so on
   */
  public SELF negotiated(String version) {
    String expected = Given.one("negotiated", "version", version);
    return expect(
        "negotiates " + expected,
        o -> expected.equals(protocol(session(o))),
        o -> ShouldHandshake.negotiate(o, session(o), expected));
  }

  /**
   * Checks that the peer refused the server name sent, or that none was sent: by an alert ({@code
   * unrecognized_name}, {@code handshake_failure}, {@code access_denied}, {@code internal_error}),
   * a reset or a close in the handshake. Needs a positive control with another server name.
   *
   * <pre><code class='java'>
   * assertThat(inside.handshake("10.1.0.5", 443)).refusesSni(); // passes when a handshake with its own name was completed
   * assertThat(inside.handshake("gateway")).refusesSni();       // fails: it was completed
   * </code></pre>
   *
   * @throws InconclusiveError when no handshake with another server name was completed at the same
   *     address and port; after a reset or a close, also when the network was changed since
   */
  public SELF refusesSni() {
    return expectNegative(
        "the server name refused",
        o -> refused(o, NAME_ALERTS),
        o -> ShouldHandshake.be(o, session(o), "the server name refused"),
        control -> !sameSni(sessionOf(control), session(actual)) && isOfNow(control));
  }

  /**
   * Checks that the peer refused the protocol versions offered: by an alert ({@code
   * protocol_version}, {@code handshake_failure}, {@code insufficient_security}, {@code
   * internal_error}), a reset or a close in the handshake. Needs a positive control with other
   * versions.
   *
   * <pre><code class='java'>
   * assertThat(inside.handshake(TlsProbe.to("10.1.0.5", 443).withVersions("TLSv1.1"))).refusesVersion(); // passes
   * assertThat(inside.handshake(TlsProbe.to("10.1.0.5", 443).withVersions("TLSv1.3"))).refusesVersion(); // fails
   * </code></pre>
   *
   * @throws InconclusiveError when no other handshake was completed at the same address and port
   *     with the same server name; after a reset or a close, also when the network was changed
   *     since
   */
  public SELF refusesVersion() {
    return expectNegative(
        "the version refused",
        o -> refused(o, VERSION_ALERTS),
        o -> ShouldHandshake.be(o, session(o), "the version refused"),
        control ->
            sameSni(sessionOf(control), session(actual))
                && isOfNow(control)
                && !control.provenance().question().equals(actual.provenance().question()));
  }

  /**
   * Checks that the certificate presented was not accepted, and why. It needs no control: the
   * certificate was seen.
   *
   * <pre><code class='java'>
   * assertThat(inside.handshake("expired-portal")).isRejectedBecause(CertificateProblem.EXPIRED);       // passes
   * assertThat(inside.handshake("expired-portal")).isRejectedBecause(CertificateProblem.NAME_MISMATCH); // fails
   * </code></pre>
   */
  public SELF isRejectedBecause(CertificateProblem problem) {
    Given.some("isRejectedBecause", "problem", problem);
    String expected = "certificate " + problem.label();
    return expect(
        expected,
        o ->
            o.outcome() instanceof Outcome.CertificateRejected rejected
                && rejected.problem() == problem,
        o -> ShouldHandshake.be(o, session(o), expected));
  }

  /**
   * Checks that the peer ended the handshake with an alert. Needs a positive control.
   *
   * <pre><code class='java'>
   * assertThat(inside.handshake("10.1.0.5", 443)).endsWithAlert("unrecognized_name"); // passes with a control
   * assertThat(inside.handshake("gateway")).endsWithAlert("unrecognized_name");       // fails: it was completed
   * </code></pre>
   *
   * @param name the alert's name as in RFC 8446 section 6, for example {@code unrecognized_name}
   * @throws InconclusiveError when nothing succeeded at the same address and port
   */
  public SELF endsWithAlert(String name) {
    String expected = Given.one("endsWithAlert", "alert", name);
    return expectNegative(
        "TLS alert " + expected,
        o -> o.outcome() instanceof Outcome.TlsAlert alert && alert.alert().equals(expected),
        o -> ShouldHandshake.be(o, session(o), "TLS alert " + expected));
  }

  /**
   * Checks that the peer closed the connection in an orderly way without an answer. Needs a
   * positive control.
   *
   * <pre><code class='java'>
   * assertThat(inside.handshake("10.1.0.5", 443)).isClosed(); // passes when another handshake succeeded at that port
   * assertThat(inside.handshake("gateway")).isClosed();       // fails: the handshake completed
   * </code></pre>
   *
   * @throws InconclusiveError when nothing succeeded at the same address and port
   */
  public SELF isClosed() {
    return outcome("closed by the peer", o -> o instanceof Outcome.Closed);
  }

  /** The session tells more than the bare outcome of a connection. */
  @Override
  SELF outcome(String expectation, Predicate<Outcome> outcome) {
    return expectNegative(
        expectation,
        o -> outcome.test(o.outcome()),
        (Function<O, Message>) o -> ShouldHandshake.be(o, session(o), expectation));
  }

  /** Where name and version were agreed on, what came then is about the client's certificate. */
  private boolean refused(O observation, Set<String> alerts) {
    Outcome outcome = observation.outcome();
    if (protocol(session(observation)) != null) {
      return false;
    }
    return outcome instanceof Outcome.TlsAlert alert && alerts.contains(alert.alert())
        || (outcome instanceof Outcome.Reset || outcome instanceof Outcome.Closed)
            && outcome.phase() == Phase.TLS;
  }

  /**
   * An alert says what the peer refuses. A connection that broke off may as well be a fault of the
   * network, which a handshake made before the network changed does not exclude.
   */
  private boolean isOfNow(Observation control) {
    return actual.outcome() instanceof Outcome.TlsAlert
        || actual.provenance().scope().journal().sameNetwork(control, actual);
  }

  private static boolean sameSni(@Nullable TlsSession a, @Nullable TlsSession b) {
    String one = a == null ? null : a.sni();
    String other = b == null ? null : b.sni();
    return one == null
        ? other == null
        : one.equalsIgnoreCase(Objects.requireNonNullElse(other, ""));
  }

  private List<X509Certificate> chain(O observation) {
    TlsSession session = session(observation);
    return session == null ? List.of() : session.chain();
  }

  private static @Nullable String protocol(@Nullable TlsSession session) {
    return session == null ? null : session.protocol();
  }

  /** Returns the session of the observation judged. */
  abstract @Nullable TlsSession session(O observation);

  private static @Nullable TlsSession sessionOf(Observation o) {
    if (o instanceof TlsObservation tls) {
      return tls.session();
    }
    return o instanceof HttpObservation http ? http.session() : null;
  }
}
