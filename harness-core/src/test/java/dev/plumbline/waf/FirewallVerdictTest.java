package dev.plumbline.waf;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkSoftAssertions;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Networks;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Redaction;
import dev.plumbline.observation.WafExpectation.Finding;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.vantage.AttackTrafficException;
import dev.plumbline.vantage.Vantage;
import dev.plumbline.waf.WafCase.Polarity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is proved of firewalls in a simulation, over real HTTP, and what is not. */
class FirewallVerdictTest {

  private static final String RULES = "rules: [{id: 942200}, {id: 999999}]";
  private static final String NETWORK =
      """
      name: firewalled
      segments:
        - {name: clients, prefixes: 10.9.0.0/24}
        - {name: subnet, prefixes: 10.1.0.0/24}
      links: [clients <-> subnet]
      hosts:
        - name: gateway
          segment: subnet
          addresses: 10.1.0.4
          listeners:
            - port: 80
              http:
                hosts:
                  - names: shop.test
                    firewall: {name: shield, %1$s}
                    routes:
                      - {paths: /empty*, handling: {forward: empty}}
                      - {paths: /down*, handling: {forward: down}}
                      - {paths: /logs*, handling: {forward: shop}, firewall: {name: watcher, mode: logs, %1$s}}
                      - {paths: /off*, handling: {forward: shop}, firewall: {name: nobody, mode: 'off'}}
                      - {paths: /high*, handling: {forward: shop}, firewall: {name: high, threshold: 11, %1$s}}
                      - {paths: /bodiless*, handling: {forward: shop}, firewall: {name: bodiless, reads-bodies: false, %1$s}}
                      - {paths: /own*, handling: {forward: shop}, firewall: {name: own, %1$s, block: {status: 200, body: computer says no}}}
                      - {paths: /without*, handling: {forward: shop}, firewall: {name: without, rules: [{id: 942260}, {id: 942200, enabled: false}]}}
                      - {paths: /spares*, handling: {forward: shop}, firewall: {name: spares, %1$s, exclusions: [{part: argument, operator: starts-with, selector: q}]}}
                      - {paths: /reply*, handling: {reply: {status: 403, body: own}}}
                      - {paths: /private/*, handling: {forward: shop}}
                    otherwise: {forward: shop}
          upstreams:
            - {name: shop, members: 10.1.0.5, port: 80}
            - {name: down, members: 10.1.0.6, port: 80}
            - {name: empty, port: 80}
        - name: shop
          segment: subnet
          addresses: 10.1.0.5
          listeners:
            - port: 80
              http:
                hosts:
                  - routes:
                      - {paths: /private/*, handling: {reply: {status: 403, body: not yours}}}
                    otherwise: {echo: true}
        - {name: plain, segment: subnet, addresses: 10.1.0.7, listeners: [{port: 80, http: {hosts: [{otherwise: {echo: true}}]}}]}
      """
          .formatted(RULES);

  /** A list of quoted words, percent-encoded: rule 942200 takes it for an attack. */
  private static final String LIST = "q=%5B%22a%22%2C%22b%22%5D";

  private static final Environment ENVIRONMENT =
      Environment.builder("firewalled")
          .vantage("client", v -> v.segment("clients"))
          .attackTraffic("10.1.0.4", "shop.test", "10.1.0.7")
          .build();

  private static final Lab LAB = open(ENVIRONMENT);

  private final Vantage client = LAB.vantage("client");

  private static Lab open(Environment environment) {
    return Lab.open(
        environment, Networks.read(Source.of("firewalled.yaml", NETWORK)).value(), new Journal());
  }

  @AfterAll
  static void closes() {
    LAB.close();
  }

  private static WafCase attack() {
    return one("attack", Polarity.ATTACK, LIST);
  }

  private static WafCase harmless() {
    return one("harmless", Polarity.NEAR_MISS, "q=hello");
  }

  private static WafCase one(String id, Polarity polarity, String query) {
    WafRequest request =
        WafRequest.of("GET", "/?" + query, List.of(new Header("Accept", "*/*")), new byte[0]);
    return new WafCase(id, 942200, polarity, request, "test", "");
  }

  private static WafCase raw(String text) {
    return new WafCase(
        "raw",
        942200,
        Polarity.ATTACK,
        WafRequest.raw(text.getBytes(StandardCharsets.ISO_8859_1)),
        "test",
        "");
  }

  private WafObservation at(String path, WafCase one) {
    return client.send(one.to("http://shop.test" + path).connectTo("10.1.0.4", 80));
  }

  private WafObservation toPlain(WafCase one) {
    return client.send(one.to("http://shop.test/").connectTo("10.1.0.7", 80));
  }

  private static void expect(WafObservation seen, WafVerdict verdict, String... proof) {
    assertThat(seen.verdict()).as(String.join("\n", seen.proof())).isEqualTo(verdict);
    assertThat(String.join("\n", seen.proof())).contains(proof);
  }

  @Test
  void blocked_is_proved_by_the_log_and_the_silent_canary() {
    WafObservation seen = at("/", attack());

    expect(
        seen,
        WafVerdict.BLOCKED,
        "answered 403, as what is blocked is (403)",
        "log of firewall shield says: blocked; rule 942200 in ARGS:q",
        "it arrived nowhere behind the firewall");
    assertThat(seen).isBlocked().isBlockedBecauseOf(942200).hasFoundRule(942200).isAsExpected();
    assertThatThrownBy(() -> assertThat(seen).isBlockedBecauseOf(920300))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("but was:       blocked, rules found: 942200")
        .hasMessageContaining(
            "firewall shield blocked the request: score 5 of 5, rule 942200 in ARGS:q");
    assertThatThrownBy(() -> assertThat(seen).passes()).isExactlyInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat(seen).isOnlyLogged())
        .isExactlyInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat(seen).isNotBlocked())
        .isExactlyInstanceOf(AssertionError.class);
  }

  @Test
  void a_request_names_its_sender_and_its_id_in_the_last_header_line() {
    WafObservation seen = at("/", harmless());

    assertThat(seen.requestId()).matches("pl[a-z]{8}x\\d+");
    List<Header> headers = seen.exchange().request().headers();
    assertThat(headers.get(headers.size() - 1))
        .isEqualTo(new Header("X-Plumbline-Request", seen.requestId()));
    assertThat(headers)
        .contains(
            new Header(
                "User-Agent", "Plumbline/1.0 (network acceptance test " + seen.requestId() + ")"));
    assertThat(LAB.arrivals("shop")).anyMatch(a -> a.headers().containsAll(headers));
  }

  @Test
  void passed_is_proved_by_an_entry_of_the_log_with_nothing_found() {
    WafObservation seen = at("/", harmless());

    expect(seen, WafVerdict.PASSED, "says: passed; nothing found", "at shop");
    assertThat(seen).passes().isNotBlocked().isAsExpected();
    assertThatThrownBy(() -> assertThat(seen).isBlocked())
        .isExactlyInstanceOf(AssertionError.class);
  }

  @Test
  void a_rule_that_is_on_and_was_not_asked_is_not_taken_for_one_that_was_not_found() {
    WafCase unknown =
        new WafCase("unknown", 999999, Polarity.NEAR_MISS, harmless().request(), "test", "");
    WafObservation seen = at("/", unknown);

    expect(seen, WafVerdict.UNDECIDABLE, "did not ask all that the case is about: rule 999999");
    assertThatThrownBy(() -> assertThat(seen).passes()).isInstanceOf(InconclusiveError.class);
  }

  @Test
  void what_is_found_and_let_through_is_only_logged_and_says_why() {
    WafObservation detected = at("/logs", attack());
    WafObservation below = at("/high", attack());

    expect(detected, WafVerdict.LOGGED_ONLY, "detected; rule 942200");
    expect(below, WafVerdict.LOGGED_ONLY, "passed; rule 942200");
    assertThat(detected).isOnlyLogged().hasFoundRule(942200).isNotBlocked().isAsExpected();
    assertThat(below).isOnlyLogged().isAsExpected();
    assertThatThrownBy(() -> assertThat(detected).isBlocked())
        .hasMessageContaining(
            "Likely cause:  the firewall's mode is to log only: in the other mode it would have"
                + " blocked the request");
    assertThatThrownBy(() -> assertThat(below).isBlocked())
        .hasMessageContaining(
            "Likely cause:  the rule's action only logs, or the score stays below its threshold");
  }

  @Test
  void a_403_of_the_application_behind_is_its_own() {
    WafObservation passed = at("/private", one("harmless", Polarity.NEAR_MISS, "q=hello"));
    WafObservation undecided = at("/reply", harmless());

    expect(passed, WafVerdict.PASSED, "so the 403 is that of shop itself");
    assertThatThrownBy(() -> assertThat(passed).isBlocked())
        .isExactlyInstanceOf(AssertionError.class);
    expect(
        undecided,
        WafVerdict.UNDECIDABLE,
        "the log says that the firewall let it pass, and the answer 403 came although");
  }

  @Test
  void a_block_page_of_status_200_is_known_by_its_body() {
    expect(
        at("/own", attack()),
        WafVerdict.BLOCKED,
        "answered 200, as what is blocked is (200 with \"computer says no\")");
    expect(at("/own", harmless()), WafVerdict.PASSED, "which is not the answer");
  }

  @Test
  void what_no_firewall_has_looked_at_is_undecidable_and_says_what_it_is() {
    expect(at("/empty", attack()), WafVerdict.UNDECIDABLE, "no sign of a firewall", "502");
    expect(at("/off", attack()), WafVerdict.UNDECIDABLE, "no sign of a firewall");
    expect(
        client.send(attack().to("http://shop.test").connectTo("10.1.0.4", 81)),
        WafVerdict.UNDECIDABLE,
        "no answer: refused");
    expect(
        at("/", raw("GET /?" + LIST + " HTTP/1.1\r\nHost: other.test\r\n\r\n")),
        WafVerdict.UNDECIDABLE,
        "404 is what a gateway answers");
    expect(
        at("/", raw("GET /?" + LIST + " HTTP/1.1\r\nBad Header: x\r\nHost: shop.test\r\n\r\n")),
        WafVerdict.UNDECIDABLE,
        "400 is what a server answers");
    WafObservation cut =
        client.send(
            raw("GET / HTTP/1.1\r\nHost: shop.test\r\n")
                .to("http://shop.test/")
                .connectTo("10.1.0.4", 80)
                .within(Duration.ofMillis(300)));
    expect(cut, WafVerdict.UNDECIDABLE, "no answer: timed out", "could carry no id");
  }

  @Test
  void nothing_is_proved_in_front_of_an_origin_without_a_firewall() {
    for (WafCase one : List.of(attack(), harmless())) {
      WafObservation seen = toPlain(one);
      expect(seen, WafVerdict.UNDECIDABLE, "no sign of a firewall");
      assertThatThrownBy(() -> assertThat(seen).isBlocked()).isInstanceOf(InconclusiveError.class);
      assertThatThrownBy(() -> assertThat(seen).passes()).isInstanceOf(InconclusiveError.class);
      assertThatThrownBy(() -> assertThat(seen).isNotBlocked())
          .isInstanceOf(InconclusiveError.class);
      assertThatThrownBy(() -> assertThat(seen).matches(o -> true, "anything"))
          .isInstanceOf(InconclusiveError.class);
    }
    assertThatThrownBy(
            () ->
                assertThat(client.firewall("http://10.1.0.7"))
                    .wafVerdicts(List.of(attack(), harmless())))
        .isInstanceOf(InconclusiveError.class)
        .hasMessageContaining("2 cases: 0 as expected, 0 at odds, 2 undecidable");
  }

  @Test
  void an_answer_that_is_cut_off_on_its_way_proves_nothing() {
    try (Lab.Guard cut = LAB.fault(Fault.drop("clients", "subnet"))) {
      assertThat(cut).isNotNull();
      WafObservation seen =
          client.send(
              attack()
                  .to("http://shop.test/")
                  .connectTo("10.1.0.4", 80)
                  .within(Duration.ofMillis(300)));
      expect(seen, WafVerdict.UNDECIDABLE, "no answer: dropped");
    }
  }

  @Test
  void an_expectation_follows_the_settings_of_the_firewall() {
    assertThat(at("/", attack()).expectation())
        .satisfies(e -> assertThat(e.verdicts()).containsExactly(WafVerdict.BLOCKED))
        .satisfies(e -> assertThat(e.rule()).isEqualTo(Finding.FOUND));
    assertThat(at("/without", attack())).passes().isAsExpected();
    assertThat(at("/without", attack()).expectation())
        .satisfies(e -> assertThat(e.rule()).isEqualTo(Finding.NOT_FOUND))
        .satisfies(e -> assertThat(e.because()).contains("rule 942200 is off"));
    WafRequest form =
        WafRequest.of(
            "POST",
            "/",
            List.of(
                new Header("Content-Type", "application/x-www-form-urlencoded"),
                new Header("Content-Length", Integer.toString(LIST.length()))),
            LIST.getBytes(StandardCharsets.UTF_8));
    WafCase inBody = new WafCase("body", 942200, Polarity.ATTACK, form, "test", "");
    assertThat(at("/", inBody)).isBlocked().isAsExpected();
    WafObservation unread = at("/bodiless", inBody);
    assertThat(unread).isNotBlocked().isAsExpected();
    assertThat(unread.expectation().because()).contains("body it is in is not looked at");
  }

  @Test
  void many_cases_are_judged_as_a_table() {
    FirewallSite site = client.firewall("http://10.1.0.4");
    FirewallSite shop = new Elsewhere(client, "/");
    FirewallSite logs = new Elsewhere(client, "/logs");

    assertThat(shop).blocks(attack()).allows(harmless()).blocksBecauseOf(942200, attack());
    assertThat(shop).wafVerdicts(List.of(attack(), harmless()));
    assertThat(logs).onlyLogs(attack()).allows(attack(), harmless());
    assertThatThrownBy(() -> assertThat(logs).blocks(attack(), harmless()))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("2 cases: 0 as expected, 2 at odds, 0 undecidable")
        .hasMessageContaining("only logged (answered 200), rules found: 942200");
    assertThatThrownBy(() -> assertThat(shop).blocksBecauseOf(920300, attack()))
        .isExactlyInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat(shop).allows(attack()))
        .isExactlyInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat(site).wafVerdicts(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> assertThat(site).blocks())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                NetworkSoftAssertions.assertSoftly(
                    softly -> {
                      softly.assertThat(shop).blocks(harmless());
                      softly.assertThat(logs.send(List.of(attack())).get(0)).isBlocked();
                      softly.assertThat(LAB.firewall("http://shop.test/logs")).isInPreventionMode();
                    }))
        .hasMessageContaining("Multiple Failures (3 failures)");
  }

  /** Dials the gateway whatever the name. */
  private record Elsewhere(Vantage client, String path) implements FirewallSite {
    @Override
    public FirewallSite root() {
      return this;
    }

    @Override
    public String vantage() {
      return client.name();
    }

    @Override
    public String url() {
      return "http://shop.test" + path;
    }

    @Override
    public List<WafObservation> send(List<WafCase> cases) {
      return client.observeAll(
          cases.stream().map(c -> c.to(url()).connectTo("10.1.0.4", 80)).toList());
    }
  }

  @Test
  void settings_are_asserted_of_the_description_and_recorded() {
    assertThat(LAB.firewall("http://shop.test/"))
        .isInPreventionMode()
        .hasRuleEnabled(942200)
        .hasRuleDisabled(942260)
        .hasThreshold(5)
        .readsBodies();
    assertThat(LAB.firewall("http://shop.test/logs")).isInDetectionMode();
    assertThat(LAB.firewall("http://shop.test/without")).hasRuleDisabled(942200);
    assertThatThrownBy(() -> assertThat(LAB.firewall("http://shop.test/logs")).isInPreventionMode())
        .hasMessageContaining("mode of the firewall watcher")
        .hasMessageContaining("but it says:")
        .hasMessageContaining("detection");
    assertThatThrownBy(() -> assertThat(LAB.firewall("http://shop.test/high")).hasThreshold(5))
        .hasMessageContaining("11");
    assertThatThrownBy(() -> assertThat(LAB.firewall("http://shop.test/bodiless")).readsBodies())
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(
            () -> assertThat(LAB.firewall("http://shop.test/without")).hasRuleEnabled(942200))
        .isInstanceOf(AssertionError.class);
    // A rule that nobody described may be on: a slip of the pen is not off, either.
    assertThatThrownBy(() -> assertThat(LAB.firewall("http://shop.test")).hasRuleDisabled(942120))
        .hasMessageContaining("not said");
    assertThatThrownBy(() -> assertThat(LAB.firewall("http://shop.test")).hasRuleDisabled(942200))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void an_exclusion_is_expected_to_spare_and_told_when_it_spares_too_much() {
    assertThat(at("/spares", attack())).passes().isAsExpected();
    assertThat(at("/spares", attack()).expectation().because()).contains("an exclusion spares");
    Exclusion everyQ = new Exclusion(Part.ARGUMENT, Comparison.STARTS_WITH, "q");
    FirewallDescription spares = LAB.firewall("http://shop.test/spares");
    assertThat(spares).hasNoBroaderExclusionThan(everyQ);
    assertThat(spares)
        .hasNoBroaderExclusionThan(new Exclusion(Part.ARGUMENT, Comparison.CONTAINS, "q"));
    for (Exclusion narrower :
        List.of(
            new Exclusion(Part.ARGUMENT, Comparison.EQUALS, "q"),
            new Exclusion(Part.ARGUMENT, Comparison.STARTS_WITH, "qu"),
            new Exclusion(Part.COOKIE, Comparison.EQUALS_ANY, ""),
            everyQ.ofNames(),
            everyQ.forRules(942200))) {
      assertThatThrownBy(() -> assertThat(spares).hasNoBroaderExclusionThan(narrower))
          .hasMessageContaining(
              "the value of each argument with a name that starts with \"q\", for all rules");
    }
    assertThatThrownBy(() -> assertThat(spares).hasNoBroaderExclusionThan())
        .isInstanceOf(AssertionError.class);
    assertThat(LAB.firewall("http://shop.test/")).hasNoBroaderExclusionThan();
  }

  @Test
  void attack_traffic_goes_to_authorised_hosts_only() {
    int before = LAB.accessLog("gateway").size();
    for (WafCase one : List.of(attack(), harmless())) {
      assertThatThrownBy(() -> client.send(one.to("http://other.test/").connectTo("10.1.0.4", 80)))
          .isInstanceOf(AttackTrafficException.class)
          .hasMessageContaining("does not allow attack traffic to other.test")
          .hasMessageEndingWith(
              "  guards:\n    attack-traffic:\n      authorised: [10.1.0.4, shop.test, 10.1.0.7, other.test]");
      assertThatThrownBy(() -> client.send(one.to("http://shop.test/").connectTo("10.1.0.5", 80)))
          .isInstanceOf(AttackTrafficException.class)
          .hasMessageContaining("to 10.1.0.5");
    }
    assertThat(LAB.accessLog("gateway")).hasSize(before);
  }

  @Test
  void a_budget_is_not_overdrawn_and_payloads_are_left_out_on_demand() {
    Environment small =
        ENVIRONMENT.toBuilder().name("small").attackBudget(2, 1000).redactPayloads().build();
    try (Lab lab = open(small)) {
      WafObservation seen =
          lab.vantage("client").send(attack().to("http://shop.test/").connectTo("10.1.0.4", 80));

      assertThat(seen).isBlockedBecauseOf(942200);
      assertThat(seen.exchange().request().url()).isEqualTo("http://shop.test/" + Redaction.MARK);
      assertThat(lab.journal().entries().toString() + seen).doesNotContain("%5B", "[\"a\"", ":q");
      assertThatThrownBy(
              () ->
                  lab.vantage("client")
                      .firewall("http://10.1.0.4")
                      .send(List.of(attack(), attack())))
          .isInstanceOf(AttackTrafficException.class)
          .hasMessageContaining("of 2 requests 1 were sent, and 2 more are asked for")
          .hasMessageContaining("budget: {requests: 3, per-second: 1000}");
      assertThat(lab.accessLog("gateway")).hasSize(1);
    }
  }
}
