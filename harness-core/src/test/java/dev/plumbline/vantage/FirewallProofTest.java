package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafExpectation.Finding;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafObservation.Arrival;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallSite;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What looks like proof of what a firewall did, and is none. */
class FirewallProofTest {

  private static HttpServer server;

  private final Journal journal = new Journal();
  private EnvironmentBuilder environment =
      Environment.builder("live")
          .ground(Ground.LIVE)
          .vantage("here", v -> {})
          .attackTraffic("127.0.0.1")
          .attackBudget(100, 1000);

  /** Answers with the status that the path names. */
  @BeforeAll
  static void starts() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1, 4));
          byte[] body = "page".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stops() {
    server.stop(0);
  }

  /** A clock that goes on when it is waited for. */
  private static final class Clock implements Pause {
    private long now = 1;

    @Override
    public synchronized long nanoTime() {
      return now;
    }

    @Override
    public synchronized void until(long time) {
      now = Math.max(now, time);
    }
  }

  /** A log that says of a request what a function does. */
  private record Log(
      String name, boolean tellsCleanRequests, Function<Sent, Optional<FirewallReport>> says)
      implements FirewallLog {
    @Override
    public Optional<FirewallReport> report(Sent request) {
      return says.apply(request);
    }

    @Override
    public void close() {}
  }

  /** A log of findings. */
  private static Log findings(Function<FirewallLog.Sent, Optional<FirewallReport>> says) {
    return new Log("the log", false, says);
  }

  private static Optional<FirewallReport> report(
      String transaction, Decision decision, int... rules) {
    List<Match> matches =
        Arrays.stream(rules)
            .mapToObj(rule -> new Match(rule, 5, "title", "ARGS:q", "data"))
            .toList();
    return Optional.of(
        new FirewallReport("the log", transaction, decision, matches, List.of("row")));
  }

  private Vantage vantage(Arrival arrival, FirewallLog... logs) {
    Environment made = environment.build();
    Clock clock = new Clock();
    FirewallEvidence evidence =
        new FirewallEvidence() {
          @Override
          public Arrival arrived(String id) {
            return arrival;
          }

          @Override
          public List<FirewallLog> logs() {
            return List.of(logs);
          }
        };
    return Vantage.of(
        new Vantage.Setup(
            "here",
            made,
            null,
            Transport.direct(null),
            List.of(),
            new Trust(List.of(), false, Map.of()),
            null,
            evidence,
            new AttackBudget(made, clock)),
        journal.scope("live", "test"),
        clock);
  }

  private static final Arrival UNKNOWN = Arrival.unknown("no canary");

  private static String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static WafCase one(String query) {
    return new WafCase(
        "case",
        942200,
        Polarity.NEAR_MISS,
        WafRequest.of("GET", "/?" + query, List.of(), new byte[0]),
        "test",
        "");
  }

  private static WafCase raw(String text) {
    return new WafCase(
        "raw",
        942200,
        Polarity.NEAR_MISS,
        WafRequest.raw(text.getBytes(StandardCharsets.ISO_8859_1)),
        "test",
        "");
  }

  private static void expect(WafObservation seen, WafVerdict verdict, String... proof) {
    String text = String.join("\n", seen.proof());
    assertThat(seen.verdict()).as(text).isEqualTo(verdict);
    for (String line : proof) {
      assertThat(text).contains(line);
    }
  }

  private static boolean isControl(FirewallLog.Sent request) {
    return request.target().contains("plumblinecontrol");
  }

  @Test
  void a_control_attack_to_the_host_of_the_url_shows_nothing_of_another_virtual_host() {
    FirewallLog ofOneHost =
        findings(
            request ->
                isControl(request) && request.host().startsWith("127.0.0.1")
                    ? report("t", Decision.DETECTED, 942100)
                    : Optional.empty());

    WafObservation seen =
        vantage(UNKNOWN, ofOneHost)
            .send(
                raw("GET /200?q=1 HTTP/1.1\r\nHost: 127.0.0.2\r\nConnection: close\r\n\r\n")
                    .to(url("/200")));

    expect(seen, WafVerdict.UNDECIDABLE, "no sign of a firewall");
  }

  @Test
  void a_control_attack_goes_to_the_path_of_the_request_whatever_characters_it_has() {
    FirewallLog ofOnePath =
        findings(
            request ->
                isControl(request) && !request.target().contains("@")
                    ? report("t", Decision.DETECTED, 942100)
                    : Optional.empty());

    WafObservation seen =
        vantage(UNKNOWN, ofOnePath)
            .send(
                new WafCase(
                        "path",
                        942200,
                        Polarity.NEAR_MISS,
                        WafRequest.of("GET", "/o@1?q=1", List.of(), new byte[0]),
                        "test",
                        "")
                    .to(url("/200")));

    expect(seen, WafVerdict.UNDECIDABLE, "no sign of a firewall");
  }

  @Test
  void a_log_that_cannot_be_read_may_have_what_another_does_not() {
    FirewallLog broken =
        new Log(
            "the other log",
            true,
            any -> {
              throw new IllegalStateException("other.log:3: not JSON");
            });
    FirewallLog finds =
        findings(
            request ->
                isControl(request) ? report("t", Decision.DETECTED, 942100) : Optional.empty());
    FirewallLog clean = new Log("the clean log", true, any -> report("t", Decision.PASSED));

    expect(
        vantage(UNKNOWN, broken, finds).send(one("q=1").to(url("/200"))),
        WafVerdict.UNDECIDABLE,
        "other.log:3: not JSON");
    expect(
        vantage(UNKNOWN, broken, clean).send(one("q=1").to(url("/200"))),
        WafVerdict.UNDECIDABLE,
        "other.log:3: not JSON");
  }

  @Test
  void one_entry_of_a_log_is_not_of_two_requests() {
    FirewallLog same = findings(request -> report("t-1", Decision.DETECTED, 942200));
    Vantage here = vantage(UNKNOWN, same);

    List<WafObservation> seen = here.firewall(url("/200")).send(List.of(one("q=1"), one("q=1")));

    for (WafObservation each : seen) {
      expect(each, WafVerdict.UNDECIDABLE, "t-1");
    }
  }

  @Test
  void a_403_that_anything_may_answer_needs_more_than_a_silent_canary() {
    expect(
        vantage(Arrival.nowhere()).send(one("q=1").to(url("/403"))),
        WafVerdict.UNDECIDABLE,
        "body-contains");
    environment = environment.firewallBlocksWith(403, "page");
    expect(
        vantage(Arrival.nowhere()).send(one("q=1").to(url("/403"))),
        WafVerdict.BLOCKED,
        "arrived nowhere");
  }

  @Test
  void a_rule_is_neither_found_nor_missed_without_a_log() {
    environment = environment.firewallBlocksWith(403, "page");
    for (Finding finding : Finding.values()) {
      WafExpectation expected = new WafExpectation(Set.of(WafVerdict.BLOCKED), finding, "it is so");
      WafObservation seen =
          vantage(Arrival.nowhere()).send(one("q=1").to(url("/403")).expecting(expected));

      expect(seen, WafVerdict.BLOCKED);
      assertThat(seen.isAsExpected()).isEqualTo(finding == Finding.EITHER);
      if (finding == Finding.EITHER) {
        NetworkAssertions.assertThat(seen).isAsExpected();
      } else {
        assertThatThrownBy(() -> NetworkAssertions.assertThat(seen).isAsExpected())
            .isInstanceOf(InconclusiveError.class)
            .hasMessageContaining("no log says what the firewall found");
        assertThatThrownBy(
                () ->
                    NetworkAssertions.assertThat(new Sent(List.of(seen)))
                        .wafVerdicts(List.of(one("q=1"))))
            .isInstanceOf(InconclusiveError.class)
            .hasMessageContaining("1 case: 0 as expected, 0 at odds, 1 undecidable");
      }
    }
  }

  /** A site that has been sent its cases. */
  private record Sent(List<WafObservation> seen) implements FirewallSite {
    @Override
    public FirewallSite root() {
      return this;
    }

    @Override
    public String vantage() {
      return "here";
    }

    @Override
    public String url() {
      return "http://127.0.0.1";
    }

    @Override
    public List<WafObservation> send(List<WafCase> cases) {
      return seen;
    }
  }

  @Test
  void a_redirect_may_be_the_answer_to_what_is_blocked() {
    FirewallLog undecided = findings(any -> report("t", null, 942200));

    expect(
        vantage(UNKNOWN, undecided).send(one("q=1").to(url("/302"))),
        WafVerdict.UNDECIDABLE,
        "302");
    expect(
        vantage(Arrival.at("api"), undecided).send(one("q=1").to(url("/302"))),
        WafVerdict.LOGGED_ONLY);
  }

  @Test
  void attack_traffic_is_not_sent_to_another_host_by_the_request_itself() {
    Vantage here = vantage(UNKNOWN);

    for (String request :
        List.of(
            "GET /200 HTTP/1.1\r\nHost: other.contoso.net\r\n\r\n",
            "GET http://other.contoso.net/200 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")) {
      assertThatThrownBy(() -> here.send(raw(request).to(url("/200"))))
          .isInstanceOf(AttackTrafficException.class)
          .hasMessageContaining("other.contoso.net");
    }
  }

  @Test
  void hosts_are_authorised_however_they_are_written() {
    environment = environment.attackTraffic("Shop.Test.", "::1", "127.0.0.1");
    Environment made = environment.build();
    for (String url :
        List.of("http://SHOP.test/", "http://shop.test./", "http://[::1]/", "http://[0:0::1]/")) {
      AttackGuard.require(made, one("q=1").to(url));
    }
    for (String url :
        List.of("http://127.0.0.2/", "http://xshop.test/", "http://shop.test.evil.test/")) {
      assertThatThrownBy(() -> AttackGuard.require(made, one("q=1").to(url)))
          .isInstanceOf(AttackTrafficException.class);
    }
    assertThatThrownBy(
            () ->
                AttackGuard.require(
                    made, one("q=1").to("http://shop.test").connectTo("evil.test", 80)))
        .isInstanceOf(AttackTrafficException.class);
  }
}
