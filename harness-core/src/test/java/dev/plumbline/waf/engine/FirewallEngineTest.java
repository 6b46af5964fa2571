package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.CustomRule;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.OnBodyError;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewallBuilder;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallRecord.MatchAction;
import dev.plumbline.observation.HttpObservation.Header;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a firewall decides on by scores, exclusions and the size of bodies. */
class FirewallEngineTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** A list of quoted words: rule 942200 takes it for an attack. */
  private static final String LIST = "%5B%22a%22%2C%22b%22%5D";

  private static final String FORM = "application/x-www-form-urlencoded";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "ARGUMENT | VALUE | EQUALS      | Token | false | /?Token=@      | true",
        "ARGUMENT | VALUE | EQUALS      | Token | false | /?token=@      | true",
        "ARGUMENT | VALUE | EQUALS      | Token | true  | /?token=@      | false",
        "ARGUMENT | VALUE | EQUALS      | Token | true  | /?Token=@      | true",
        "ARGUMENT | VALUE | EQUALS      | Token | true  | /?Token2=@     | false",
        "ARGUMENT | VALUE | STARTS_WITH | Tok   | true  | /?Token=@      | true",
        "ARGUMENT | VALUE | STARTS_WITH | ok    | true  | /?Token=@      | false",
        "ARGUMENT | VALUE | ENDS_WITH   | ken   | true  | /?Token=@      | true",
        "ARGUMENT | VALUE | ENDS_WITH   | ke    | true  | /?Token=@      | false",
        "ARGUMENT | VALUE | CONTAINS    | oke   | true  | /?Token=@      | true",
        "ARGUMENT | VALUE | CONTAINS    | OKE   | true  | /?Token=@      | false",
        "ARGUMENT | VALUE | CONTAINS    | OKE   | false | /?Token=@      | true",
        "ARGUMENT | VALUE | EQUALS_ANY  | *     | true  | /?Token=@      | true",
        "ARGUMENT | VALUE | EQUALS      | é     | true  | /?%C3%A9=@     | true",
        "ARGUMENT | VALUE | EQUALS_ANY  | *     | true  | /?@=1          | false",
        "ARGUMENT | NAME  | EQUALS_ANY  | *     | true  | /?@=1          | true",
        "ARGUMENT | NAME  | EQUALS_ANY  | *     | true  | /?Token=@      | false",
        "ARGUMENT | NAME  | STARTS_WITH | [\"a  | true  | /?@=1          | true",
        "COOKIE   | VALUE | EQUALS_ANY  | *     | true  | /?Token=@      | false",
        "HEADER   | VALUE | EQUALS_ANY  | *     | true  | /?Token=@      | false",
        "ARGUMENT | VALUE | EQUALS_ANY  | *     | true  | Cookie: a=@    | false",
        "COOKIE   | VALUE | EQUALS      | a     | true  | Cookie: a=@    | true",
        "COOKIE   | VALUE | EQUALS      | A     | true  | Cookie: a=@    | false",
        "COOKIE   | VALUE | EQUALS      | A     | false | Cookie: a=@    | true",
        "HEADER   | VALUE | EQUALS      | user-agent | true | User-Agent: | true",
        "HEADER   | VALUE | EQUALS      | USER-AGENT | true | User-Agent: | true",
        "HEADER   | NAME  | EQUALS      | user-agent | true | User-Agent: | false",
        "HEADER   | VALUE | EQUALS      | agent      | true | User-Agent: | false",
        "ARGUMENT | VALUE | EQUALS      | a.b   | true  | {\"a\":{\"b\":\"['a','b']\"}} | true",
        "ARGUMENT | VALUE | EQUALS      | json.a.b | true | {\"a\":{\"b\":\"['a','b']\"}} | true",
        "ARGUMENT | VALUE | EQUALS      | b     | true  | {\"a\":{\"b\":\"['a','b']\"}} | false",
        "ARGUMENT | VALUE | STARTS_WITH | a.    | true  | {\"a\":{\"b\":\"['a','b']\"}} | true",
      })
  void an_exclusion_spares_what_it_names_and_nothing_else(
      Part part,
      Exclusion.Spared of,
      Comparison operator,
      String selector,
      boolean caseMatters,
      String attack,
      boolean spared) {
    Exclusion exclusion =
        new Exclusion(part, of, operator, selector, caseMatters, List.of(), List.of(), List.of());
    WebFirewall firewall =
        WebFirewall.named("w").rule(942200, 5).rules(new Rule(920330, 5)).build();
    IncomingRequest request = request(attack.replace("@", LIST));
    assertThat(evaluate(firewall, request).decision()).isEqualTo(Decision.BLOCKED);
    Evaluation excluded = evaluate(firewall.toBuilder().exclusions(exclusion).build(), request);
    assertThat(excluded.decision()).isEqualTo(spared ? Decision.PASSED : Decision.BLOCKED);
    assertThat(excluded.spared()).hasSize(spared ? 1 : 0);
    assertThat(excluded.score()).isEqualTo(spared ? 0 : 5);
  }

  @Test
  void an_exclusion_is_for_all_rules_or_for_those_it_names() {
    // Found by 942200 (5), 942430 (3) and 942440 (5).
    IncomingRequest request = request("/?q=%5B%22a%22%2C%22b%22%5D%2F%2A%21%21%21%21%21%21%21%21");
    WebFirewall firewall =
        WebFirewall.named("w")
            .ruleSet("OWASP", "3.2")
            .rules(
                new Rule(942200, 5).in("SQLI"),
                new Rule(942430, 3).in("SYMBOLS"),
                new Rule(942440, 5).in("SQLI"))
            .build();
    Exclusion all = new Exclusion(Part.ARGUMENT, Comparison.EQUALS, "q");
    assertThat(evaluate(firewall, request).score()).isEqualTo(13);
    assertThat(score(firewall, request, all)).isZero();
    assertThat(score(firewall, request, all.forRules(942200))).isEqualTo(8);
    assertThat(score(firewall, request, all.forRules(942200, 942430))).isEqualTo(5);
    assertThat(score(firewall, request, all.forGroups("sqli"))).isEqualTo(3);
    assertThat(score(firewall, request, all.forGroups("XSS"))).isEqualTo(13);
    assertThat(score(firewall, request, all.forGroups("SQLI").forRules(942430))).isZero();
    assertThat(score(firewall, request, ofSet(all, "OWASP"))).isZero();
    WebFirewall two = firewall.toBuilder().ruleSet("Bots", "1.0").build();
    assertThat(score(two, request, ofSet(all, "Bots"))).isEqualTo(13);
  }

  @Test
  void custom_rules_see_what_is_excluded() {
    Condition list = new Condition(new Variable(Variable.Part.QUERY), Operator.CONTAINS, LIST);
    WebFirewall firewall =
        WebFirewall.named("w")
            .rule(942200, 5)
            .exclusions(new Exclusion(Part.ARGUMENT, Comparison.EQUALS_ANY, "*"))
            .customRules(new CustomRule("own", 1, Action.BLOCK, list))
            .build();
    assertThat(evaluate(firewall, request("/?q=" + LIST)).matches())
        .extracting(Match::name)
        .containsExactly("own");
  }

  @Test
  void a_match_says_what_logs_say_of_its_rule() {
    WebFirewall firewall =
        WebFirewall.named("w")
            .ruleSet("OWASP", "3.2")
            .rules(new Rule(942200, 5, Action.BLOCK).in("SQLI"))
            .build();
    Match match = evaluate(firewall, request("/?q=" + LIST)).matches().get(0);
    assertThat(match.name()).isEqualTo("942200");
    assertThat(match.action()).isEqualTo(MatchAction.BLOCKED);
    assertThat(match.score()).isZero();
    assertThat(match.group()).isEqualTo("SQLI");
    assertThat(match.ruleSet()).isEqualTo("OWASP");
    assertThat(match.ruleSetVersion()).isEqualTo("3.2");
  }

  @Test
  void a_rule_that_is_off_is_neither_asked_nor_named_as_unknown() {
    WebFirewall firewall =
        WebFirewall.named("w").rule(942200, 5).rule(999_999, 5).disable(942200, 999_999).build();
    Evaluation evaluation = evaluate(firewall, request("/?q=" + LIST));
    assertThat(evaluation.decision()).isEqualTo(Decision.PASSED);
    assertThat(evaluation.asked()).isEmpty();
    assertThat(evaluation.notAsked()).isEmpty();
    assertThat(evaluate(firewall.toBuilder().rule(999_999, 5).build(), request("/")).notAsked())
        .containsExactly("rule 999999");
  }

  @ParameterizedTest
  @CsvSource({
    // size, mode, enforced, attack at, decision, status
    "1024, BLOCKS, true,  -1,   PASSED,   -",
    "2048, BLOCKS, true,  -1,   PASSED,   -",
    "2049, BLOCKS, true,  -1,   BLOCKED,  413",
    "2049, BLOCKS, true,  10,   BLOCKED,  413",
    "2049, LOGS,   true,  -1,   DETECTED, 413",
    "9000, BLOCKS, false, -1,   PASSED,   -",
    "9000, BLOCKS, false, 10,   BLOCKED,  -",
    "9000, BLOCKS, false, 2000, PASSED,   -",
    "9000, LOGS,   true,  10,   DETECTED, 413",
  })
  void bodies_are_limited_to_a_kib_and_a_buffer_and_looked_at_up_to_a_kib(
      int size, Mode mode, boolean enforced, int attackAt, Decision decision, String status) {
    WebFirewall firewall =
        WebFirewall.named("w")
            .mode(mode)
            .rule(942200, 5)
            .bodyLimits(new BodyLimits(1, enforced, 1, 1, true, 1, 413))
            .build();
    StringBuilder body = new StringBuilder("a".repeat(size));
    if (attackAt >= 0) {
      String attack = "&q=" + LIST + "&";
      body.replace(attackAt, attackAt + attack.length(), attack);
    }
    Evaluation evaluation = evaluate(firewall, post(FORM, body.toString()));
    assertThat(evaluation.decision()).isEqualTo(decision);
    assertThat(evaluation.status()).isEqualTo(status.equals("-") ? null : Integer.valueOf(status));
    boolean goesOn = !(mode == Mode.BLOCKS && decision == Decision.BLOCKED && attackAt < 0);
    if (size > 1024 && goesOn && evaluation.status() == null) {
      assertThat(evaluation.notAsked())
          .containsExactly("the body after its first 1024 bytes of " + size);
    }
    assertThat(evaluation.matches().stream().filter(match -> match.rule() == 942200))
        .hasSize(attackAt == 10 && (mode == Mode.LOGS || !enforced) ? 1 : 0);
    Evaluation unread =
        evaluate(firewall.toBuilder().withoutBodies().build(), post(FORM, body.toString()));
    assertThat(unread.decision()).isEqualTo(Decision.PASSED);
    assertThat(unread.matches()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "100,  500,  true,  true,  PASSED",
    "100,  1500, true,  true,  PASSED",
    "100,  2500, true,  true,  BLOCKED",
    "100,  2500, false, true,  PASSED",
    "1100, 500,  true,  true,  BLOCKED",
    "1100, 500,  true,  false, PASSED",
  })
  void the_limit_of_bodies_is_for_what_is_beside_files_and_that_of_uploads_for_the_whole(
      int field, int file, boolean uploadsEnforced, boolean enforced, Decision decision) {
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n%s\r\n"
                .formatted("x".repeat(field))
            + "--b\r\nContent-Disposition: form-data; name=\"u\"; filename=\"a\"\r\n\r\n%s\r\n--b--\r\n"
                .formatted("y".repeat(file));
    WebFirewall firewall =
        WebFirewall.named("w")
            .rule(942200, 5)
            .bodyLimits(new BodyLimits(1, enforced, 10, 2, uploadsEnforced, 0, 413))
            .build();
    assertThat(evaluate(firewall, post("multipart/form-data; boundary=b", body)).decision())
        .isEqualTo(decision);
    assertThat(BodySize.of(post("multipart/form-data; boundary=\"b\"", body)))
        .isEqualTo(new BodySize(body.length(), file, true));
    assertThat(BodySize.of(post("multipart/form-data", body)))
        .isEqualTo(new BodySize(body.length(), 0, false));
  }

  @Test
  void a_custom_rule_acts_before_the_size_of_the_body_counts_unless_it_or_one_before_reads_it() {
    IncomingRequest large = post(FORM, "a".repeat(2000));
    Condition uri = new Condition(new Variable(Variable.Part.URI), Operator.ANY);
    Condition body = new Condition(new Variable(Variable.Part.BODY), Operator.ANY);
    CustomRule allows = new CustomRule("allows", 2, Action.ALLOW, uri);
    WebFirewallBuilder limited =
        WebFirewall.named("w").rule(942200, 5).bodyLimits(new BodyLimits(1, true));
    assertThat(evaluate(limited.build(), large).status()).isEqualTo(413);
    assertThat(evaluate(limited.build(), large).reason())
        .isEqualTo("score 0 of 5, Request body too large in REQUEST_BODY");
    WebFirewall early = limited.customRules(allows).build();
    assertThat(evaluate(early, large).decision()).isEqualTo(Decision.ALLOWED);
    WebFirewall late =
        early.toBuilder().customRules(new CustomRule("reads", 1, Action.LOG, body)).build();
    assertThat(evaluate(late, large).decision()).isEqualTo(Decision.BLOCKED);
    assertThat(evaluate(late, large).status()).isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json                 | {\"q\":     | BLOCKS | BLOCK  | BLOCKED  | 200002",
        "application/json                 | {\"q\":     | LOGS   | BLOCK  | DETECTED | 200002",
        "application/json                 | {\"q\":     | BLOCKS | IGNORE | PASSED   | 0",
        "application/json                 | {\"q\":1}   | BLOCKS | BLOCK  | PASSED   | 0",
        "application/xml                  | <a><b></a> | BLOCKS | BLOCK  | BLOCKED  | 200002",
        "multipart/form-data              | x          | BLOCKS | BLOCK  | BLOCKED  | 200002",
        "text/plain                       | {\"q\":     | BLOCKS | BLOCK  | PASSED   | 0",
      })
  void a_body_in_a_bad_form_is_blocked_unless_that_is_ignored_or_it_is_not_looked_at(
      String type, String body, Mode mode, OnBodyError onError, Decision decision, int rule) {
    WebFirewall firewall =
        WebFirewall.named("w")
            .mode(mode)
            .rule(942200, 5)
            .onBodyError(onError)
            .bodyErrorStatus(400)
            .build();
    Evaluation evaluation = evaluate(firewall, post(type, body));
    assertThat(evaluation.decision()).isEqualTo(decision);
    assertThat(evaluation.matches())
        .extracting(Match::rule)
        .startsWith(rule == 0 ? new Integer[0] : new Integer[] {rule})
        .isSubsetOf(200002, 200003);
    assertThat(evaluation.matches().isEmpty()).isEqualTo(rule == 0);
    assertThat(evaluation.status()).isEqualTo(rule == 0 ? null : 400);
    assertThat(evaluation.asked().isEmpty()).isEqualTo(decision == Decision.BLOCKED);
    String ignored = "what may come after an error in the body that is ignored: invalid json";
    assertThat(evaluation.notAsked().contains(ignored)).isEqualTo(onError == OnBodyError.IGNORE);
    WebFirewall blind = firewall.toBuilder().withoutBodies().build();
    assertThat(evaluate(blind, post(type, body)).decision()).isEqualTo(Decision.PASSED);
  }

  @Test
  void a_body_of_which_only_the_beginning_is_looked_at_is_not_held_to_its_form() {
    IncomingRequest request = post("application/json", "[\"" + "a".repeat(2000) + "\"]");
    WebFirewall firewall =
        WebFirewall.named("w").rule(942200, 5).bodyLimits(new BodyLimits(1, false)).build();
    Evaluation evaluation = evaluate(firewall, request);
    assertThat(evaluation.decision()).isEqualTo(Decision.PASSED);
    assertThat(evaluation.notAsked()).contains("the body after its first 1024 bytes of 2004");
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void a_rule_does_what_its_action_says(Action action) {
    WebFirewall firewall =
        WebFirewall.named("w")
            .threshold(6)
            .rules(new Rule(942200, 5, action), new Rule(942430, 7))
            .build();
    Evaluation evaluation = evaluate(firewall, request("/?q=" + LIST));
    assertThat(evaluation.decision())
        .isEqualTo(
            switch (action) {
              case SCORE, LOG -> Decision.PASSED;
              case BLOCK -> Decision.BLOCKED;
              case ALLOW -> Decision.ALLOWED;
            });
    assertThat(evaluation.score()).isEqualTo(action == Action.SCORE ? 5 : 0);
    assertThat(evaluation.asked())
        .isEqualTo(action == Action.ALLOW ? List.of(942200) : List.of(942200, 942430));
  }

  private static Exclusion ofSet(Exclusion all, String set) {
    return new Exclusion(
        all.part(),
        all.of(),
        all.operator(),
        all.selector(),
        true,
        List.of(),
        List.of(),
        List.of(set));
  }

  private static int score(WebFirewall firewall, IncomingRequest request, Exclusion exclusion) {
    return evaluate(firewall.toBuilder().exclusions(exclusion).build(), request).score();
  }

  private static Evaluation evaluate(WebFirewall firewall, IncomingRequest request) {
    return FirewallEngine.of(firewall).evaluate(request, NOON);
  }

  /** A target, a header line or a JSON body. */
  private static IncomingRequest request(String attack) {
    if (attack.startsWith("{")) {
      return post("application/json", attack);
    }
    List<Header> headers = new ArrayList<>();
    int colon = attack.indexOf(':');
    if (colon > 0) {
      headers.add(new Header(attack.substring(0, colon), attack.substring(colon + 1).strip()));
    }
    String target = colon > 0 ? "/" : attack;
    return new IncomingRequest(
        "GET", target, headers, new byte[0], IpAddresses.parse("203.0.113.9"));
  }

  private static IncomingRequest post(String type, String body) {
    return new IncomingRequest(
        "POST",
        "/",
        List.of(
            new Header("Content-Type", type),
            new Header("Content-Length", Integer.toString(body.length()))),
        body.getBytes(StandardCharsets.ISO_8859_1),
        IpAddresses.parse("203.0.113.9"));
  }
}
