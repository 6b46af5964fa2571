package dev.plumbline.report;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.WayOut;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.Awaited.End;
import dev.plumbline.observation.BaselineTable;
import dev.plumbline.observation.BaselineTable.Weight;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HostExclusivity;
import dev.plumbline.observation.HostExclusivity.Expectation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Check;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Journal.Verdict;
import dev.plumbline.observation.Look;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.ReachabilityMatrix.Reach;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.Timings;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.TlsSession;
import dev.plumbline.observation.Watched;
import dev.plumbline.pki.LabAuthority;
import dev.plumbline.report.TestResult.Status;
import dev.plumbline.testing.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run that has everything a report can show. */
final class SampleRun {

  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private final Journal journal = new Journal();
  private final RunReport report = new RunReport(journal);
  private Journal.Scope scope = journal.scope("contoso", "");
  private Diagnosis diagnosis = Diagnosis.unknown();

  /** Returns a run with tests of every status, both tables, and all kinds of observations. */
  static RunReport complete() {
    SampleRun run = new SampleRun();
    run.report.environment(
        environment(),
        List.of(),
        List.of("taken for granted: network.json:3:5 $.x: the subnet is 10.1.0.0/24"));
    run.dns();
    run.exclusivity();
    run.health();
    run.matrix();
    run.probes();
    run.baseline("contoso", "203.0.113.10", "203.0.113.11");
    run.skipped();
    return run.report;
  }

  private static Environment environment() {
    return Environment.builder("contoso")
        .network("contoso-topology.yaml")
        .vantage("workload-subnet")
        .vantage("gateway-subnet")
        .vantage("branch", v -> v.via(WayOut.ssh("ops@10.9.0.4").withPassphrase("hunter22")))
        .vantage(
            "partner",
            v -> v.via(WayOut.http("10.9.0.5:3128").withCredentials("ursula", "hunter22")))
        .vantage("internet")
        .endpoint("api", "https://api.contoso.net/external/echo")
        .endpoint("apim-management", "tcp://203.0.113.20:3443")
        .build();
  }

  /** Returns a run in which the network, and a test's name, try to be markup, with one test. */
  static RunReport hostile() {
    SampleRun run = new SampleRun();
    run.test("<script>alert(1)</script>");
    HttpObservation seen =
        run.record(
            "GET https://a/<script>alert(2)</script>",
            "\"><img src=x onerror=alert(3)>",
            Map.of(Phase.BODY, 1),
            p ->
                new HttpObservation(
                    p,
                    new Outcome.Answered(200),
                    new HttpObservation.Request(
                        "GET",
                        "https://a/\" onmouseover=\"alert(4)",
                        List.of(new Header("X-<b>", "</pre><script>alert(5)</script>"))),
                    new DnsObservation(
                        p,
                        new Outcome.Resolved(),
                        "<svg/onload=alert(6)>.example",
                        "TXT",
                        "10.0.0.53",
                        new DnsObservation.Response(
                            "NOERROR",
                            false,
                            false,
                            true,
                            "UDP",
                            List.of(
                                new DnsRecord("a", "TXT", 1, "\"</td><script>alert(7)</script>\"")),
                            List.of(),
                            List.of())),
                    socket("10.1.0.5", 443),
                    null,
                    new HttpObservation.Response(
                        "HTTP/1.1",
                        200,
                        "</b><script>alert(8)</script>",
                        List.of(),
                        "</pre></details><script>alert(9)</script> \u202Eeman elif"
                            .getBytes(StandardCharsets.UTF_8),
                        false),
                    List.of()));
    Awaited awaited = new Awaited(Duration.ofMinutes(5), Duration.ofSeconds(10), 1);
    run.attempt(awaited, "</a><script>alert(16)</script>", "1.2.3.4", Verdict.FAILED);
    awaited.ended(End.STOPPED, "</p><script>alert(17)</script>");
    run.check(
        seen,
        "</li><script>alert(10)</script>",
        Verdict.FAILED,
        "| a | b |\n# heading <script>alert(11)</script> [x](javascript:alert(12))");
    run.baseline("<img src=x>", "</td><script>alert(7)</script>", "<img src=x onerror=alert(8)>");
    run.ended(
        "</h3><script>alert(13)</script>",
        "<script>alert(1)</script>",
        Status.FAILED,
        "</pre><script>alert(14)</script>",
        "java.lang.AssertionError");
    run.report.problem("</pre><script>alert(15)</script>");
    return run.report;
  }

  /**
   * Returns a run that holds a secret wherever a report can show a text; the secret is {@code
   * S3cr3tV4lue}.
   */
  static RunReport withSecrets() {
    SampleRun run = new SampleRun();
    String secret = "S3cr3tV4lue";
    run.report.environment(
        Environment.builder(secret)
            .network(secret)
            .vantage(secret)
            .endpoint(secret, "https://" + secret + "/" + secret)
            .build(),
        List.of(secret),
        List.of("note " + secret));
    run.test("secrets " + secret);
    run.diagnosis = new Diagnosis(List.of("hop " + secret), "rule " + secret, "cause " + secret);
    HttpObservation seen =
        run.http(
            "https://jane:" + secret + "@a/?code=" + secret,
            secret,
            secret,
            secret,
            200,
            "body " + secret);
    run.check(seen, "expects " + secret, Verdict.FAILED, "message " + secret);
    Awaited awaited = new Awaited(Duration.ofMinutes(5), Duration.ofSeconds(10), 1);
    run.attempt(awaited, secret, secret, Verdict.FAILED);
    awaited.ended(End.STOPPED, secret);
    DnsObservation dns = run.resolved(secret, secret, "10.1.0.5");
    run.check(dns, "resolves", Verdict.PASSED, null);
    run.scope.record(
        new HostExclusivity(
            secret,
            secret,
            secret,
            List.of(secret),
            List.of(new HostExclusivity.Row(secret, secret, secret, Expectation.ANSWERED, seen))));
    run.baseline(secret, secret, secret);
    run.ended(
        "Type " + secret,
        "secrets " + secret,
        Status.FAILED,
        "message " + secret,
        "java.lang.AssertionError");
    run.report.problem("problem " + secret);
    return run.report;
  }

  /**
   * Returns a run with a test that waited until a name had changed, and one that waited in vain.
   */
  static RunReport awaited() {
    SampleRun run = new SampleRun();
    ManualTime time = new ManualTime();
    run.test("the_name_moves()");
    run.scope = run.scope.at(time);
    Awaited moved = new Awaited(Duration.ofMinutes(5), Duration.ofSeconds(10), 1);
    run.attempt(moved, "api.contoso.net", "10.1.0.9", Verdict.FAILED);
    run.attempt(moved, "api.contoso.net", "10.1.0.5", Verdict.PASSED);
    moved.ended(End.PASSED, null);
    run.ended("PropagationTest", "the_name_moves()", Status.PASSED, null, null);

    run.test("the_name_never_moves()");
    run.scope = run.scope.at(time);
    Awaited stayed = new Awaited(Duration.ofSeconds(15), Duration.ofSeconds(10), 1);
    run.attempt(stayed, "portal.contoso.net", "10.1.0.9", Verdict.FAILED);
    run.attempt(stayed, "portal.contoso.net", "10.1.0.9", Verdict.FAILED);
    stayed.ended(End.FAILED, null);
    run.ended(
        "PropagationTest",
        "the_name_never_moves()",
        Status.FAILED,
        "message",
        "java.lang.AssertionError");
    return run.report;
  }

  /** Returns a run that watched two places, one of which was down for a while and then not seen. */
  static RunReport watched() {
    SampleRun run = new SampleRun();
    run.test("stays_up()");
    DnsObservation down = run.look("api.contoso.net", "10.1.0.9", Verdict.FAILED);
    DnsObservation last = run.look("api.contoso.net", "10.1.0.5", Verdict.PASSED);
    run.scope.record(
        new Watched(
            "contoso",
            Duration.ofSeconds(1),
            Duration.ofSeconds(100),
            List.of(
                new Watched.Place(
                    "workload-subnet",
                    "api.contoso.net A",
                    90,
                    80,
                    List.of(
                        new Watched.Gap(
                            Watched.Kind.DOWN,
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(35),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(35),
                            Duration.ofSeconds(20),
                            10,
                            down.number(),
                            down.number(),
                            "10.1.0.9"),
                        new Watched.Gap(
                            Watched.Kind.UNSEEN,
                            Duration.ofSeconds(90),
                            null,
                            Duration.ofSeconds(90),
                            Duration.ofSeconds(100),
                            Duration.ZERO,
                            0,
                            0,
                            0,
                            "the watcher came late")),
                    3,
                    Duration.ofMillis(40),
                    Duration.ofSeconds(1),
                    false,
                    last),
                new Watched.Place(
                    "internet",
                    "",
                    2,
                    2,
                    List.of(),
                    0,
                    Duration.ZERO,
                    Duration.ofSeconds(9),
                    true,
                    null)),
            "no time has passed: it stands still"));
    run.check(last, "no gap", Verdict.FAILED, "there was one");
    run.ended("RollOutTest", "stays_up()", Status.FAILED, "message", "java.lang.AssertionError");
    return run.report;
  }

  private DnsObservation look(String name, String address, Verdict verdict) {
    try (Look look = Look.begin(journal)) {
      DnsObservation seen = resolved(name, "workload-subnet", address);
      check(seen, "resolves to 10.1.0.5", verdict, null);
      if (look.entries().size() != 1) {
        throw new IllegalStateException("a look that observed " + look.entries());
      }
      return seen;
    }
  }

  private void attempt(Awaited awaited, String name, String address, Verdict verdict) {
    if (awaited.attempts() > 0) {
      awaited.passUntilNext();
    }
    try (Awaited.Attempt attempt = awaited.begin()) {
      DnsObservation seen = resolved(name, "workload-subnet", address);
      boolean passes = verdict == Verdict.PASSED;
      check(seen, "resolves to 10.1.0.5", verdict, passes ? null : "is " + address);
      if (passes) {
        attempt.passed();
      }
    }
  }

  private void baseline(String name, String recorded, String now) {
    scope.record(
        new BaselineTable(
            name,
            "Baseline " + name + ": 1 changed, 1 not seen, of 7 facts",
            List.of("recorded", "now"),
            List.of(
                new BaselineTable.Row(
                    "internet", "api", "A", List.of(recorded, now), "changed", Weight.FAILS, 1),
                new BaselineTable.Row(
                    "internet",
                    "portal " + now,
                    "A",
                    List.of(recorded, "(resolver unreachable)"),
                    "not seen",
                    Weight.INCONCLUSIVE,
                    null)),
            "{}\n"));
  }

  private void test(String name) {
    scope = journal.scope("contoso", "id:" + name);
    diagnosis = Diagnosis.unknown();
  }

  private void ended(
      String type, String name, Status status, @Nullable String message, @Nullable String error) {
    report.result(
        new TestResult(
            "id:" + name,
            List.of(type),
            name,
            "contoso",
            status,
            message,
            error,
            NOON,
            Duration.ofMillis(status == Status.SKIPPED ? 0 : 148)));
  }

  private void dns() {
    test("the_name_resolves_to_the_private_vip(Vantage, Vantage)");
    DnsObservation inside =
        resolved("contosointernalvnet.azure-api.net", "workload-subnet", "10.1.0.5");
    check(inside, "resolves only to 10.1.0.5", Verdict.PASSED, null);
    diagnosis =
        new Diagnosis(
            List.of(
                "segment gateway-subnet", "resolver 168.63.129.16", "public zone azure-api.net"),
            "zone azure-api.net (public)",
            "the private zone azure-api.net has no virtual network link to appgwvnet");
    DnsObservation other =
        resolved("contosointernalvnet.azure-api.net", "gateway-subnet", "40.112.7.9");
    String message =
        "[#2 contosointernalvnet.azure-api.net A from gateway-subnet by 168.63.129.16]\n"
            + "Expected to resolve only to:  10.1.0.5\n"
            + "but resolved to:              40.112.7.9 (public), ttl 300, NOERROR\n"
            + "by way of:                    public zone azure-api.net; private zone \"azure-api.net\" is not linked to appgwvnet\n"
            + "Likely cause:                 the virtual network link is missing";
    check(other, "resolves only to 10.1.0.5", Verdict.FAILED, message);
    ended(
        "PrivateGatewayTest",
        "the_name_resolves_to_the_private_vip(Vantage, Vantage)",
        Status.FAILED,
        message,
        "java.lang.AssertionError");

    test("nothing_else_resolves_outside()");
    DnsObservation nx =
        dns(
            "contosointernalvnet.azure-api.net",
            "internet",
            new Outcome.NxDomain(),
            "NXDOMAIN",
            List.of());
    String unsure =
        "[#3 contosointernalvnet.azure-api.net A from internet by 168.63.129.16]\n"
            + "Nothing else was resolved from there, so that NXDOMAIN proves nothing.\n"
            + "What to do: resolve a name that must exist from the same vantage";
    check(nx, "is NXDOMAIN", Verdict.INCONCLUSIVE, unsure);
    ended(
        "PrivateGatewayTest",
        "nothing_else_resolves_outside()",
        Status.INCONCLUSIVE,
        unsure,
        "dev.plumbline.assertion.InconclusiveError");
  }

  private void exclusivity() {
    test("the_gateway_answers_only_on_its_own_names(Vantage)");
    diagnosis =
        new Diagnosis(
            List.of("segment workload-subnet", "link to apim-subnet", "listener apim:443"),
            "listener apim:443",
            null);
    List<HostExclusivity.Row> rows = new ArrayList<>();
    rows.add(row("own name", "api.contoso.net", "api.contoso.net", Expectation.ANSWERED, 200));
    rows.add(
        row(
            "own name, upper case",
            "API.CONTOSO.NET",
            "api.contoso.net",
            Expectation.ANSWERED,
            200));
    rows.add(
        row(
            "own name, trailing dot",
            "api.contoso.net.",
            "api.contoso.net",
            Expectation.EITHER,
            404));
    rows.add(
        row("unknown host", "unknown.example", "api.contoso.net", Expectation.TURNED_AWAY, 404));
    rows.add(row("address as host", "10.1.0.5", "api.contoso.net", Expectation.TURNED_AWAY, 404));
    rows.add(row("empty host", "", null, Expectation.TURNED_AWAY, 400));
    rows.forEach(
        r ->
            check(
                r.observation(),
                "is " + r.expectation().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                Verdict.PASSED,
                null));
    scope.record(
        new HostExclusivity(
            "workload-subnet", "10.1.0.5:443", "/external/echo", List.of("api.contoso.net"), rows));
    ended(
        "PrivateGatewayTest",
        "the_gateway_answers_only_on_its_own_names(Vantage)",
        Status.PASSED,
        null,
        null);
  }

  private HostExclusivity.Row row(
      String variant, String host, @Nullable String sni, Expectation expectation, int status) {
    HttpObservation seen =
        http(
            "https://10.1.0.5/external/echo",
            "workload-subnet",
            host,
            sni,
            status,
            "{\"statusCode\": " + status + ", \"message\": \"from the echo\"}");
    return new HostExclusivity.Row(variant, host, sni, expectation, seen);
  }

  private void health() {
    test("the_probe_is_healthy(Vantage)");
    diagnosis =
        new Diagnosis(
            List.of(),
            null,
            "the probe sends the host 10.1.0.5, which is none of the API gateway's names");
    HealthObservation seen =
        record(
            "probe apim-gateway-probe",
            "gateway-subnet",
            Map.of(Phase.BODY, 3),
            p ->
                new HealthObservation(
                    p,
                    new Outcome.Unhealthy("status 404 is not in 200-399"),
                    "apim-gateway-probe",
                    List.of(
                        new HealthObservation.Backend(
                            "10.1.0.5:443", false, "status 404 is not in 200-399", 3),
                        new HealthObservation.Backend("10.1.0.6:443", true, "status 200", 0)),
                    false));
    check(seen, "is unhealthy because of its host name", Verdict.PASSED, null);
    ended("PrivateGatewayTest", "the_probe_is_healthy(Vantage)", Status.PASSED, null, null);
  }

  private void matrix() {
    test("nothing_else_is_reachable(Lab)");
    List<ReachabilityMatrix.Cell> cells = new ArrayList<>();
    diagnosis =
        new Diagnosis(
            List.of("segment internet", "public address 203.0.113.20", "filter nsg-apim, in"),
            "rule 4096 deny-internet of nsg-apim",
            null);
    cells.add(cell("workload-subnet", "api", Reach.OPEN, new Outcome.Open(), Verdict.PASSED));
    cells.add(
        cell(
            "workload-subnet",
            "apim-management",
            Reach.DROPPED,
            new Outcome.TimedOut(Phase.CONNECT),
            Verdict.PASSED));
    cells.add(
        cell(
            "workload-subnet",
            "10.1.0.5:22",
            Reach.REFUSED,
            new Outcome.Refused(),
            Verdict.PASSED));
    cells.add(cell("internet", "api", Reach.OPEN, new Outcome.Open(), Verdict.PASSED));
    cells.add(
        cell("internet", "apim-management", Reach.DROPPED, new Outcome.Open(), Verdict.FAILED));
    cells.add(
        cell(
            "internet",
            "10.1.0.5:22",
            Reach.NO_ROUTE,
            new Outcome.NoRoute(),
            Verdict.INCONCLUSIVE));
    scope.record(
        new ReachabilityMatrix(
            List.of("workload-subnet", "internet"),
            List.of("api", "apim-management", "10.1.0.5:22"),
            cells));
    ended(
        "ReachabilityTest",
        "nothing_else_is_reachable(Lab)",
        Status.FAILED,
        "Expected of 6 cells, 1 is at odds:\n  internet → apim-management: expected dropped, but open",
        "java.lang.AssertionError");
  }

  private ReachabilityMatrix.Cell cell(
      String vantage, String target, Reach expected, Outcome seen, Verdict verdict) {
    boolean waits = seen instanceof Outcome.TimedOut;
    TcpObservation observation =
        record(
            "connect " + target,
            vantage,
            Map.of(Phase.CONNECT, waits ? 2_001 : 1),
            p -> new TcpObservation(p, seen, target, null, socket("203.0.113.20", 3443), null));
    check(
        observation,
        "is " + expected.label(),
        verdict,
        verdict == Verdict.PASSED
            ? null
            : "expected " + expected.label() + ", but " + seen.describe());
    return new ReachabilityMatrix.Cell(vantage, target, expected, observation);
  }

  private void probes() {
    test("[1] host = portal.contoso.net");
    TlsObservation tls =
        record(
            "handshake portal.contoso.net:443",
            "internet",
            Map.of(Phase.RESOLVE, 2, Phase.CONNECT, 1, Phase.TLS, 14),
            p ->
                new TlsObservation(
                    p,
                    new Outcome.HandshakeCompleted(),
                    "portal.contoso.net:443",
                    null,
                    socket("203.0.113.10", 443),
                    session("portal.contoso.net")));
    check(tls, "is trusted", Verdict.PASSED, null);
    check(tls, "presents a certificate for portal.contoso.net", Verdict.PASSED, null);
    resolvedAs(Role.CONTROL, "www.contoso.net", "internet", "203.0.113.80");
    resolved("portal.contoso.net", "internet", "203.0.113.10");
    report.result(
        new TestResult(
            "id:[1] host = portal.contoso.net",
            List.of(
                "CertificateTest", "every_listener_presents_its_own_certificate(String, Vantage)"),
            "[1] host = portal.contoso.net",
            "contoso",
            Status.PASSED,
            null,
            null,
            NOON,
            Duration.ofMillis(31)));
  }

  private void skipped() {
    ended(
        "FirewallLogTest",
        "the_block_is_logged()",
        Status.SKIPPED,
        "only for live, but environment contoso is simulated",
        null);
  }

  private DnsObservation resolved(String name, String vantage, String address) {
    return resolvedAs(Role.CHECK, name, vantage, address);
  }

  private DnsObservation resolvedAs(Role role, String name, String vantage, String address) {
    String alias = name.replace("azure-api", "privatelink.azure-api");
    return dns(
        role,
        name,
        vantage,
        new Outcome.Resolved(),
        "NOERROR",
        List.of(new DnsRecord(name, "CNAME", 300, alias), new DnsRecord(alias, "A", 300, address)));
  }

  private DnsObservation dns(
      String name, String vantage, Outcome outcome, String rcode, List<DnsRecord> answer) {
    return dns(Role.CHECK, name, vantage, outcome, rcode, answer);
  }

  private DnsObservation dns(
      Role role,
      String name,
      String vantage,
      Outcome outcome,
      String rcode,
      List<DnsRecord> answer) {
    return record(
        role,
        name + " A",
        vantage,
        Map.of(Phase.RESOLVE, 2),
        p ->
            new DnsObservation(
                p,
                outcome,
                name,
                "A",
                "168.63.129.16",
                new DnsObservation.Response(
                    rcode, true, false, true, "UDP", answer, List.of(), List.of())));
  }

  private HttpObservation http(
      String url, String vantage, String host, @Nullable String sni, int status, String body) {
    return record(
        "GET " + url,
        vantage,
        Map.of(Phase.CONNECT, 1, Phase.TLS, 9, Phase.REQUEST, 1, Phase.RESPONSE, 22, Phase.BODY, 4),
        p ->
            new HttpObservation(
                p,
                new Outcome.Answered(status),
                new HttpObservation.Request(
                    "GET",
                    url,
                    List.of(
                        new Header("Host", host),
                        new Header("Authorization", "Bearer S3cr3tV4lue"))),
                null,
                socket("10.1.0.5", 443),
                session(sni),
                new HttpObservation.Response(
                    "HTTP/1.1",
                    status,
                    status == 200 ? "OK" : "",
                    List.of(
                        new Header("Content-Type", "application/json"),
                        new Header("Set-Cookie", "sid=S3cr3tV4lue; Path=/; HttpOnly")),
                    body.getBytes(StandardCharsets.UTF_8),
                    false),
                List.of()));
  }

  private static TlsSession session(@Nullable String sni) {
    return new TlsSession(
        sni,
        "TLSv1.3",
        "TLS_AES_128_GCM_SHA256",
        "h2",
        LabAuthority.lab()
            .issue(List.of("api.contoso.net", "portal.contoso.net"), Validity.VALID)
            .chain());
  }

  private <O extends Observation> O record(
      String question, String vantage, Map<Phase, Integer> millis, Function<Provenance, O> make) {
    return record(Role.CHECK, question, vantage, millis, make);
  }

  private <O extends Observation> O record(
      Role role,
      String question,
      String vantage,
      Map<Phase, Integer> millis,
      Function<Provenance, O> make) {
    Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
    new LinkedHashMap<>(millis).forEach((phase, ms) -> phases.put(phase, Duration.ofMillis(ms)));
    int total = millis.values().stream().mapToInt(Integer::intValue).sum();
    return scope.record(
        make.apply(
            new Provenance(
                scope.nextNumber(),
                vantage,
                question,
                NOON,
                new Timings(phases, Duration.ofMillis(total)),
                diagnosis,
                scope)),
        role);
  }

  private void check(
      Observation seen, String expectation, Verdict verdict, @Nullable String message) {
    scope.asserted(seen.number(), new Check(expectation, verdict, message));
  }

  private static InetSocketAddress socket(String address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
