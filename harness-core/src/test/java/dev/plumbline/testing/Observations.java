package dev.plumbline.testing;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.Timings;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.TlsSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes observations as if a vantage had made them, each recorded in a journal. For tests without a
 * network.
 */
public final class Observations {

  /** When every observation starts, unless {@link #at} says otherwise. */
  public static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private static final String RESOLVER = "168.63.129.16";

  private final Journal.Scope scope;
  private final String vantage;
  private final Instant startedAt;
  private final Diagnosis diagnosis;

  private Observations(
      Journal.Scope scope, String vantage, Instant startedAt, Diagnosis diagnosis) {
    this.scope = scope;
    this.vantage = vantage;
    this.startedAt = startedAt;
    this.diagnosis = diagnosis;
  }

  /** Returns observations made from a vantage, in a journal of their own. */
  public static Observations from(String vantage) {
    return in(new Journal().scope("lab", "test"), vantage);
  }

  /** Returns observations made from a vantage, recorded in a scope. */
  public static Observations in(Journal.Scope scope, String vantage) {
    return new Observations(scope, vantage, NOON, Diagnosis.unknown());
  }

  /** Returns observations made from another vantage, in the same journal. */
  public Observations alsoFrom(String other) {
    return new Observations(scope, other, startedAt, diagnosis);
  }

  /** Returns observations made at another time. */
  public Observations at(Instant time) {
    return new Observations(scope, vantage, time, diagnosis);
  }

  /** Returns observations of which a lab knows the way and the cause. */
  public Observations diagnosed(
      List<String> route, @Nullable String decidedBy, @Nullable String likelyCause) {
    return new Observations(
        scope, vantage, startedAt, new Diagnosis(route, decidedBy, likelyCause));
  }

  /** Returns the scope written to. */
  public Journal.Scope scope() {
    return scope;
  }

  /** Returns an answer with addresses (type A), each with a TTL of 300 s. */
  public DnsObservation resolved(String name, String... addresses) {
    List<DnsRecord> records = new ArrayList<>();
    for (String address : addresses) {
      records.add(new DnsRecord(name, "A", 300, address));
    }
    return answered(name, "A", false, records);
  }

  /** Returns an answer with records of the caller's own. */
  public DnsObservation answered(
      String name, String type, boolean authoritative, List<DnsRecord> answer) {
    return dns(
        name,
        type,
        RESOLVER,
        new Outcome.Resolved(),
        new DnsObservation.Response(
            "NOERROR", authoritative, false, true, "UDP", answer, List.of(), List.of()));
  }

  /** Returns the answer that a name does not exist. */
  public DnsObservation nxDomain(String name) {
    return error(name, new Outcome.NxDomain(), "NXDOMAIN");
  }

  /** Returns the answer that a name has no record of type A. */
  public DnsObservation noData(String name) {
    return error(name, new Outcome.NoData(), "NOERROR");
  }

  /** Returns an answer with another code, for example SERVFAIL. */
  public DnsObservation dnsError(String name, String rcode) {
    return error(name, new Outcome.DnsError(rcode), rcode);
  }

  /** Returns a question that no resolver answered. */
  public DnsObservation resolverUnreachable(String name) {
    return dns(
        name,
        "A",
        RESOLVER,
        new Outcome.ResolverUnreachable(new Outcome.TimedOut(Phase.RESOLVE)),
        null);
  }

  private DnsObservation error(String name, Outcome outcome, String rcode) {
    return dns(
        name,
        "A",
        RESOLVER,
        outcome,
        new DnsObservation.Response(
            rcode, false, false, true, "UDP", List.of(), List.of(), List.of()));
  }

  /** Returns any DNS observation. */
  public DnsObservation dns(
      String name,
      String type,
      @Nullable String resolver,
      Outcome outcome,
      DnsObservation.@Nullable Response response) {
    return record(
        new DnsObservation(provenance(name + " " + type), outcome, name, type, resolver, response));
  }

  /** Returns a connection attempt to {@code address:port}. */
  public TcpObservation tcp(String target, Outcome outcome) {
    return record(
        new TcpObservation(
            provenance("connect " + target), outcome, target, null, socket(target), null));
  }

  /** Returns a connection attempt to a name, after it was resolved. */
  public TcpObservation tcp(
      String target, DnsObservation resolution, @Nullable String dialled, Outcome outcome) {
    return record(
        new TcpObservation(
            provenance("connect " + target),
            outcome,
            target,
            resolution,
            dialled == null ? null : socket(dialled),
            null));
  }

  /** Returns a handshake with {@code address:port} that sent a server name. */
  public TlsObservation tls(
      String target, @Nullable String sni, Outcome outcome, X509Certificate... chain) {
    boolean agreed = chain.length > 0;
    TlsSession session =
        outcome.phase().compareTo(Phase.TLS) < 0
            ? null
            : new TlsSession(
                sni,
                agreed ? "TLSv1.3" : null,
                agreed ? "TLS_AES_128_GCM_SHA256" : null,
                agreed ? "h2" : null,
                List.of(chain));
    return record(
        new TlsObservation(
            provenance("handshake " + target + (sni == null ? "" : " as " + sni)),
            outcome,
            target,
            null,
            socket(target),
            session));
  }

  /** Returns an answer to a GET of a URL at {@code address:port}. */
  public HttpObservation answer(
      String url, String dialled, int status, List<Header> headers, String body) {
    return http(
        url,
        dialled,
        new Outcome.Answered(status),
        null,
        new HttpObservation.Response(
            "HTTP/1.1", status, "", headers, body.getBytes(StandardCharsets.UTF_8), false),
        List.of());
  }

  /** Returns a GET of a URL at {@code address:port} that was not answered. */
  public HttpObservation unanswered(String url, String dialled, Outcome outcome) {
    return http(url, dialled, outcome, null, null, List.of());
  }

  /** Returns any HTTP observation of a GET. */
  public HttpObservation http(
      String url,
      @Nullable String dialled,
      Outcome outcome,
      @Nullable TlsSession session,
      HttpObservation.@Nullable Response response,
      List<HttpObservation.Redirect> redirects) {
    return record(
        new HttpObservation(
            provenance("GET " + url),
            outcome,
            new HttpObservation.Request("GET", url, List.of()),
            null,
            dialled == null ? null : socket(dialled),
            session,
            response,
            redirects));
  }

  /** Returns the state of a health probe; healthy when every backend is. */
  public HealthObservation health(String probe, HealthObservation.Backend... backends) {
    Outcome outcome = new Outcome.Healthy();
    for (HealthObservation.Backend backend : backends) {
      if (!backend.healthy()) {
        outcome = new Outcome.Unhealthy(backend.reason());
        break;
      }
    }
    return health(probe, outcome, backends);
  }

  /** Returns any health observation. */
  public HealthObservation health(
      String probe, Outcome outcome, HealthObservation.Backend... backends) {
    return record(
        new HealthObservation(
            provenance("probe " + probe), outcome, probe, List.of(backends), false));
  }

  /** Returns what was asserted of an observation so far. */
  public List<Journal.Check> checks(Observation observation) {
    return scope.journal().entries().stream()
        .filter(e -> e.observation().number() == observation.number())
        .flatMap(e -> e.checks().stream())
        .toList();
  }

  private <O extends Observation> O record(O observation) {
    return scope.record(observation, Journal.Role.CHECK);
  }

  private Provenance provenance(String question) {
    return new Provenance(
        scope.nextNumber(),
        vantage,
        question,
        startedAt,
        new Timings(Map.of(), Duration.ofMillis(5)),
        diagnosis,
        scope);
  }

  /**
   * Returns the socket address of {@code address:port}; the address is a literal, so no resolver is
   * asked.
   */
  private static InetSocketAddress socket(String target) {
    int colon = target.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          InetAddress.getByName(target.substring(0, colon)),
          Integer.parseInt(target.substring(colon + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(target + " is not address:port", e);
    }
  }
}
