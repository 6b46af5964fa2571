package dev.plumbline.vantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.environment.NotArmedException;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafObservation.Arrival;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is proved of firewalls by logs that are late, or name findings only, and by canaries. */
class FirewallWatchTest {

  private static HttpServer server;

  private final Journal journal = new Journal();
  private final Clock clock = new Clock();
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
          boolean control = exchange.getRequestURI().getRawQuery().contains("UNION");
          String path = exchange.getRequestURI().getPath().substring(1, 4);
          int status = control && path.equals("200") ? 403 : Integer.parseInt(path);
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
    private int waits;

    @Override
    public synchronized long nanoTime() {
      return now;
    }

    @Override
    public synchronized void until(long time) {
      if (time > now) {
        now = time;
        waits++;
      }
    }

    Duration passed() {
      return Duration.ofNanos(now - 1);
    }
  }

  /** A log that says of a request what a function does. */
  private record Log(boolean tellsCleanRequests, Function<Sent, Optional<FirewallReport>> says)
      implements FirewallLog {
    @Override
    public String name() {
      return "the log";
    }

    @Override
    public Optional<FirewallReport> report(Sent request) {
      return says.apply(request);
    }

    @Override
    public void close() {}
  }

  private static FirewallReport report(@Nullable Decision decision, int... rules) {
    List<Match> matches = new ArrayList<>();
    for (int rule : rules) {
      matches.add(new Match(rule, 5, "title", "ARGS:q", "data"));
    }
    return new FirewallReport("the log", "", decision, matches, List.of("row"));
  }

  private Vantage vantage(Arrival arrival, FirewallLog... logs) {
    Environment made = environment.build();
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

  private static String url(int status) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + status;
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

  private WafObservation send(Vantage from, int status) {
    return from.send(one("q=1").to(url(status)));
  }

  private static void expect(WafObservation seen, WafVerdict verdict, String... proof) {
    assertThat(seen.verdict()).as(String.join("\n", seen.proof())).isEqualTo(verdict);
    for (String line : proof) {
      assertThat(String.join("\n", seen.proof())).contains(line);
    }
  }

  private long controls() {
    return journal.entries().stream().filter(e -> e.role() == Role.CONTROL).count();
  }

  /** A log of findings that has the control attack. */
  private static Optional<FirewallReport> finds(FirewallLog.Sent request) {
    return request.target().contains("UNION")
        ? Optional.of(report(Decision.BLOCKED, 942100))
        : Optional.empty();
  }

  @Test
  void silence_of_a_log_of_findings_is_shown_by_one_control_attack_to_the_same_place() {
    Vantage here = vantage(UNKNOWN, new Log(false, FirewallWatchTest::finds));

    List<WafObservation> all =
        here.firewall(url(200)).send(List.of(one("a=1"), one("a=2"), one("a=3")));

    for (WafObservation seen : all) {
      expect(
          seen, WafVerdict.PASSED, "the log has no entry for it", "does name the control attack #");
    }
    assertThat(controls()).isEqualTo(1);
    expect(send(here, 200), WafVerdict.PASSED);
    assertThat(controls()).isEqualTo(1);
    // all wait together, each time until the log has had its time
    assertThat(clock.passed()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
  }

  @Test
  void silence_of_a_log_that_does_not_have_the_control_attack_either_proves_nothing() {
    Vantage here = vantage(UNKNOWN, new Log(false, any -> Optional.empty()));

    expect(
        send(here, 200),
        WafVerdict.UNDECIDABLE,
        "no sign of a firewall: the control attack #",
        "is not named by the log");
  }

  @Test
  void a_control_attack_that_the_budget_does_not_allow_is_missed() {
    environment = environment.attackBudget(1, 1000);
    Vantage here = vantage(UNKNOWN, new Log(false, FirewallWatchTest::finds));

    expect(
        send(here, 200),
        WafVerdict.UNDECIDABLE,
        "control attack that would show one was not sent: the budget of attack traffic");
    assertThatThrownBy(() -> send(here, 200)).isInstanceOf(AttackTrafficException.class);
  }

  @Test
  void a_log_that_fails_while_many_requests_are_sent_may_have_lost_what_its_silence_hides() {
    CountDownLatch readOn = new CountDownLatch(1);
    HttpContext held =
        server.createContext(
            "/held",
            exchange -> {
              boolean read = awaited(readOn);
              exchange.sendResponseHeaders(read ? 200 : 500, -1);
              exchange.close();
            });
    FirewallLog log =
        new FirewallLog() {
          @Override
          public String name() {
            return "the log";
          }

          @Override
          public Optional<FirewallReport> report(Sent request) {
            return finds(request);
          }

          @Override
          public void readOn() {
            readOn.countDown();
            throw new IllegalStateException("a part of it is lost");
          }

          @Override
          public boolean tellsCleanRequests() {
            return false;
          }

          @Override
          public void close() {}
        };
    List<WafCase> cases = Collections.nCopies(40, one("q=1"));

    List<WafObservation> all =
        vantage(UNKNOWN, log)
            .firewall("http://127.0.0.1:" + server.getAddress().getPort() + "/held")
            .send(cases);

    server.removeContext(held);
    for (WafObservation seen : all) {
      expect(
          seen,
          WafVerdict.UNDECIDABLE,
          "answered 200",
          "the log could not be read: a part of it is lost");
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void entries_found_by_id_are_of_their_requests_although_they_share_a_transaction() {
    FirewallReport entry =
        new FirewallReport("the log", "1", Decision.PASSED, List.of(), List.of("row"));
    for (boolean byId : List.of(true, false)) {
      FirewallLog log =
          new FirewallLog() {
            @Override
            public String name() {
              return "the log";
            }

            @Override
            public Optional<FirewallReport> report(Sent request) {
              return Optional.of(entry);
            }

            @Override
            public boolean tellsCleanRequests() {
              return true;
            }

            @Override
            public boolean findsById() {
              return byId;
            }

            @Override
            public void close() {}
          };
      List<WafObservation> both =
          vantage(UNKNOWN, log).firewall(url(200)).send(List.of(one("a=1"), one("a=2")));

      for (WafObservation seen : both) {
        expect(seen, byId ? WafVerdict.PASSED : WafVerdict.UNDECIDABLE);
      }
    }
  }

  @Test
  void silence_of_a_log_that_names_every_request_is_no_sign_of_a_firewall() {
    Vantage here = vantage(Arrival.at("origin"), new Log(true, any -> Optional.empty()));

    expect(send(here, 200), WafVerdict.UNDECIDABLE, "no sign of a firewall: the log names every");
    expect(send(here, 403), WafVerdict.UNDECIDABLE, "no sign of a firewall");
    assertThat(controls()).isZero();
  }

  @Test
  void late_rows_are_waited_for_together_and_no_longer_than_they_take() {
    long due = Duration.ofSeconds(3).toNanos();
    Vantage here =
        vantage(
            UNKNOWN,
            new Log(
                true,
                any ->
                    clock.nanoTime() < due
                        ? Optional.empty()
                        : Optional.of(report(Decision.BLOCKED, 942200))));

    List<WafObservation> all =
        here.firewall(url(403)).send(List.of(one("a=1"), one("a=2"), one("a=3")));

    all.forEach(seen -> expect(seen, WafVerdict.BLOCKED, "rule 942200"));
    assertThat(clock.passed()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
    assertThat(clock.waits).isLessThan(12);
  }

  @Test
  void without_a_log_a_block_answer_needs_a_canary_that_is_silent_and_a_page_of_its_own() {
    expect(send(vantage(Arrival.nowhere()), 403), WafVerdict.UNDECIDABLE, "body-contains");
    expect(
        send(vantage(Arrival.at("api")), 403),
        WafVerdict.UNDECIDABLE,
        "the 403 is that of api itself");
    expect(
        send(vantage(UNKNOWN), 403),
        WafVerdict.UNDECIDABLE,
        "firewall-logs:\n    - {format: modsecurity-json");
    expect(send(vantage(UNKNOWN), 200), WafVerdict.UNDECIDABLE, "firewall-logs:");
    expect(send(vantage(Arrival.nowhere()), 404), WafVerdict.UNDECIDABLE, "404 is what a gateway");
    expect(send(vantage(Arrival.nowhere()), 413), WafVerdict.UNDECIDABLE, "413 is what a server");
  }

  @Test
  void what_contradicts_itself_is_undecidable_and_names_both() {
    FirewallLog blocked = new Log(true, any -> Optional.of(report(Decision.BLOCKED, 942200)));
    FirewallLog passed = new Log(true, any -> Optional.of(report(Decision.PASSED)));

    expect(
        send(vantage(UNKNOWN, blocked), 200),
        WafVerdict.UNDECIDABLE,
        "the log says that it was blocked, and the answer is 200",
        "blocks-with: {status: 200");
    expect(
        send(vantage(Arrival.at("api"), blocked), 403),
        WafVerdict.UNDECIDABLE,
        "it arrived at api all the same");
    expect(
        send(vantage(UNKNOWN, passed), 403),
        WafVerdict.UNDECIDABLE,
        "let it pass, and the answer is like one to what is blocked");
    expect(
        send(vantage(Arrival.nowhere(), passed), 403), WafVerdict.UNDECIDABLE, "arrived nowhere");
    FirewallLog silent = new Log(false, any -> Optional.empty());
    expect(
        send(vantage(Arrival.nowhere(), silent), 403), WafVerdict.UNDECIDABLE, "does not name it");
  }

  @Test
  void the_log_proves_what_other_answers_are() {
    FirewallLog blocked = new Log(true, any -> Optional.of(report(Decision.BLOCKED, 942200)));
    FirewallLog passed = new Log(true, any -> Optional.of(report(Decision.PASSED)));

    expect(send(vantage(UNKNOWN, blocked), 413), WafVerdict.BLOCKED, "limit on the size");
    expect(send(vantage(UNKNOWN, passed), 404), WafVerdict.PASSED);
    expect(send(vantage(UNKNOWN, passed), 502), WafVerdict.PASSED);
    expect(send(vantage(UNKNOWN, passed), 400), WafVerdict.UNDECIDABLE, "cannot read to its end");
    expect(send(vantage(Arrival.at("api"), passed), 400), WafVerdict.PASSED);
    FirewallLog undecided = new Log(true, any -> Optional.of(report(null, 942200)));
    expect(send(vantage(UNKNOWN, undecided), 200), WafVerdict.LOGGED_ONLY);
    expect(send(vantage(UNKNOWN, undecided), 403), WafVerdict.UNDECIDABLE);
    expect(send(vantage(Arrival.nowhere(), undecided), 403), WafVerdict.BLOCKED);
  }

  @Test
  void a_log_that_cannot_be_read_or_is_ambiguous_proves_nothing_and_says_so() {
    FirewallLog broken =
        new Log(
            true,
            any -> {
              throw new IllegalStateException("audit.log:3: not JSON");
            });
    FirewallLog two =
        new Log(true, any -> Optional.of(FirewallReport.ambiguous("the log", List.of("a", "b"))));

    expect(
        send(vantage(Arrival.nowhere(), broken), 403),
        WafVerdict.UNDECIDABLE,
        "the log could not be read: audit.log:3: not JSON");
    expect(
        send(vantage(UNKNOWN, two), 403),
        WafVerdict.UNDECIDABLE,
        "could be the request, or one entry several requests: a, b");
  }

  @Test
  void a_stated_block_page_is_known_by_its_body() {
    environment = environment.firewallBlocksWith(200, "page");
    expect(send(vantage(Arrival.nowhere()), 200), WafVerdict.BLOCKED);
    environment = environment.firewallBlocksWith(403, "another page");
    expect(send(vantage(Arrival.nowhere()), 403), WafVerdict.UNDECIDABLE, "403 may come from");
  }

  @Test
  void attack_traffic_to_a_live_network_needs_a_budget_and_keeps_to_its_rate() {
    Vantage here = vantage(UNKNOWN);
    Environment boundless =
        Environment.builder("boundless")
            .ground(Ground.LIVE)
            .vantage("here", v -> {})
            .attackTraffic("127.0.0.1")
            .build();
    environment = boundless.toBuilder();
    Vantage unbounded = vantage(UNKNOWN);

    assertThatThrownBy(() -> send(unbounded, 200))
        .isInstanceOf(AttackTrafficException.class)
        .hasMessageContaining("needs a budget")
        .hasMessageEndingWith(
            "      authorised: [127.0.0.1]\n      budget: {requests: 1000, per-second: 10}");
    send(here, 200);
    long before = clock.nanoTime();
    environment = environment.attackBudget(100, 2);
    vantage(UNKNOWN).firewall(url(200)).send(List.of(one("a=1"), one("a=2"), one("a=3")));
    assertThat(clock.nanoTime() - before).isEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void attack_traffic_to_production_needs_a_budget_on_every_ground_and_a_run_that_is_armed() {
    environment = environment.name("armed-in-FirewallWatchTest").production();
    Vantage unarmed = vantage(UNKNOWN);
    environment =
        Environment.builder("boundless")
            .vantage("here", v -> {})
            .attackTraffic("127.0.0.1")
            .production();
    Vantage unbounded = vantage(UNKNOWN);

    assertThatThrownBy(() -> send(unbounded, 200))
        .isExactlyInstanceOf(AttackTrafficException.class)
        .hasMessageContaining("attack traffic to production needs a budget");
    assertThatThrownBy(() -> send(unarmed, 200))
        .isExactlyInstanceOf(NotArmedException.class)
        .hasMessageContaining("so attack traffic is refused")
        .hasMessageContaining("-Dplumbline.armed=armed-in-FirewallWatchTest");
    assertThat(journal.entries()).isEmpty();

    System.setProperty("plumbline.armed", "armed-in-FirewallWatchTest");
    try {
      send(unarmed, 200);
    } finally {
      System.clearProperty("plumbline.armed");
    }
    assertThat(journal.entries()).isNotEmpty();
  }
}
