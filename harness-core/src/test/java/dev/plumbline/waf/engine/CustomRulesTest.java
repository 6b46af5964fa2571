package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.CustomRule;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.CustomRule.RateLimit;
import dev.plumbline.network.CustomRule.RateLimit.GroupBy;
import dev.plumbline.network.CustomRule.Transform;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewallBuilder;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallRecord.MatchAction;
import dev.plumbline.observation.HttpObservation.Header;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What custom rules of a firewall are decided by. */
class CustomRulesTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** A list of quoted words: rule 942200 takes it for an attack. */
  private static final String ATTACK = "/?q=%5B%22a%22%2C%22b%22%5D";

  private static final IncomingRequest REQUEST =
      request(
          "POST",
          "/Shop/Items?page=7&x=%41",
          "203.0.113.9",
          "form=one&FORM=Two&n=042",
          "Host: shop.test",
          "User-Agent: Robot/1.0 (bad)",
          "X-Length: 250",
          "X-Forwarded-For: 198.51.100.7, 10.0.0.1",
          "Cookie: session=abc; Lang=de",
          "Content-Type: application/x-www-form-urlencoded");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "METHOD         | -            | EQUALS       | POST             | true",
        "METHOD         | -            | EQUALS       | post             | false",
        "METHOD         | -            | EQUALS       | GET;POST         | true",
        "URI            | -            | STARTS_WITH  | /Shop            | true",
        "URI            | -            | STARTS_WITH  | /shop            | false",
        "URI            | -            | ENDS_WITH    | x=%41            | true",
        "URI            | -            | ENDS_WITH    | /Items           | false",
        "URI            | -            | CONTAINS     | Items?page       | true",
        "URI            | -            | CONTAINS     | cart;page=7      | true",
        "URI            | -            | CONTAINS     | cart             | false",
        "URI            | -            | MATCHES      | ^/[A-Z]\\w+/     | true",
        "URI            | -            | MATCHES      | ^Items           | false",
        "QUERY          | -            | EQUALS       | page=7&x=%41     | true",
        "QUERY          | -            | CONTAINS     | Shop             | false",
        "HEADERS        | user-agent   | CONTAINS     | Robot            | true",
        "HEADERS        | X-Missing    | CONTAINS     | Robot            | false",
        "HEADERS        | -            | CONTAINS     | Robot            | true",
        "HEADERS        | User-Agent   | ANY          | -                | true",
        "HEADERS        | X-Missing    | ANY          | -                | false",
        "HEADERS        | X-Length     | GREATER_THAN | 249              | true",
        "HEADERS        | X-Length     | GREATER_THAN | 250              | false",
        "HEADERS        | X-Length     | AT_LEAST     | 250              | true",
        "HEADERS        | X-Length     | AT_LEAST     | 251              | false",
        "HEADERS        | X-Length     | LESS_THAN    | 251              | true",
        "HEADERS        | X-Length     | LESS_THAN    | 250              | false",
        "HEADERS        | X-Length     | AT_MOST      | 250              | true",
        "HEADERS        | X-Length     | AT_MOST      | 249              | false",
        "HEADERS        | User-Agent   | LESS_THAN    | 5                | false",
        "HEADERS        | X-Forwarded-For | IN_PREFIX | 198.51.100.0/24  | true",
        "HEADERS        | X-Forwarded-For | IN_PREFIX | 10.0.0.0/8       | false",
        "HEADERS        | User-Agent   | IN_PREFIX    | 0.0.0.0/0        | false",
        "CLIENT_ADDRESS | -            | IN_PREFIX    | 10.0.0.0/8;203.0.113.0/24 | true",
        "CLIENT_ADDRESS | -            | IN_PREFIX    | 203.0.113.9      | true",
        "CLIENT_ADDRESS | -            | IN_PREFIX    | 203.0.113.8      | false",
        "CLIENT_ADDRESS | -            | IN_PREFIX    | ::/0             | false",
        "CLIENT_ADDRESS | -            | IN_COUNTRY   | DE;FR            | true",
        "CLIENT_ADDRESS | -            | IN_COUNTRY   | FR               | false",
        "HEADERS        | X-Forwarded-For | IN_COUNTRY | FR              | true",
        "COOKIES        | session      | EQUALS       | abc              | true",
        "COOKIES        | Session      | ANY          | -                | false",
        "COOKIES        | -            | EQUALS       | de               | true",
        "BODY_ARGUMENTS | form         | EQUALS       | one              | true",
        "BODY_ARGUMENTS | FORM         | EQUALS       | Two              | true",
        "BODY_ARGUMENTS | n            | AT_MOST      | 42               | true",
        "BODY_ARGUMENTS | page         | ANY          | -                | false",
        "BODY           | -            | CONTAINS     | &FORM=           | true",
        "BODY           | -            | CONTAINS     | page             | false",
      })
  void a_condition_holds_where_a_part_fits_and_its_negation_where_none_does(
      Variable.Part part, String selector, Operator operator, String values, boolean holds) {
    Condition condition =
        new Condition(
            new Variable(part, selector),
            operator,
            values == null ? new String[0] : values.split(";"));
    assertThat(acts(condition)).isEqualTo(holds);
    assertThat(acts(condition.not())).isEqualTo(!holds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "LOWERCASE            | AZbC-\u00c4      | azbc-\u00c4",
        "UPPERCASE            | AbCz-\u00e4      | ABCZ-\u00e4",
        "TRIM                 | ~ \ta b ~       | a b",
        "URL_DECODE           | a%20b+c%zz      | a b c%zz",
        "URL_DECODE           | %2541           | %41",
        "URL_DECODE;URL_DECODE | %2541          | A",
        "URL_ENCODE           | a b/*\u00e9     | a+b%2f*%c3%a9",
        "REMOVE_NULLS         | a%00b           | a%00b",
        "URL_DECODE;REMOVE_NULLS | a%00b        | ab",
        "HTML_ENTITY_DECODE   | &lt;a&gt;&amp;&quot;&#39;&#x41;&apos; | <a>&\"'A'",
        "HTML_ENTITY_DECODE   | &unknown; & &#; &#x; &#99999999999; | &unknown; & &#; &#x; &#99999999999;",
        "HTML_ENTITY_DECODE   | &ltb &LT        | &ltb <",
        "LOWERCASE;UPPERCASE  | aB              | AB",
        "UPPERCASE;LOWERCASE  | aB              | ab",
      })
  void transforms_are_done_in_their_order(String transforms, String text, String becomes) {
    List<Transform> all = Stream.of(transforms.split(";")).map(Transform::valueOf).toList();
    String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(RequestTexts.readable(Transforms.apply(all, bytes))).isEqualTo(becomes);
  }

  @Test
  void transforms_are_done_to_the_text_and_not_to_the_value() {
    Variable agent = new Variable(Variable.Part.HEADERS, "User-Agent");
    Condition lower = new Condition(agent, Operator.CONTAINS, "robot").after(Transform.LOWERCASE);
    Condition upper = new Condition(agent, Operator.CONTAINS, "Robot").after(Transform.LOWERCASE);
    assertThat(acts(lower)).isTrue();
    assertThat(acts(upper)).isFalse();
  }

  @Test
  void all_conditions_must_hold_and_any_of_a_conditions_parts_will_do() {
    Condition post = new Condition(new Variable(Variable.Part.METHOD), Operator.EQUALS, "POST");
    Condition get = new Condition(new Variable(Variable.Part.METHOD), Operator.EQUALS, "GET");
    assertThat(acts(post, get.not())).isTrue();
    assertThat(acts(post, get)).isFalse();
    Condition either =
        new Condition(
            List.of(new Variable(Variable.Part.COOKIES), new Variable(Variable.Part.METHOD)),
            Operator.EQUALS,
            false,
            List.of("POST"),
            List.of());
    assertThat(acts(either)).isTrue();
    assertThat(acts(either.not())).isFalse();
  }

  @Test
  void values_beyond_ascii_are_compared_as_characters() {
    Condition street =
        new Condition(
            new Variable(Variable.Part.BODY_ARGUMENTS, "s"), Operator.EQUALS, "Stra\u00dfe");
    Condition one =
        new Condition(
            new Variable(Variable.Part.BODY_ARGUMENTS, "s"), Operator.MATCHES, "^Stra.e$");
    IncomingRequest request =
        request(
            "POST",
            "/",
            "203.0.113.9",
            "s=Stra%C3%9Fe",
            "Content-Type: application/x-www-form-urlencoded");
    WebFirewall firewall =
        usual().customRules(new CustomRule("own", 1, Action.BLOCK, street, one)).build();
    assertThat(evaluate(firewall, request).decision()).isEqualTo(Decision.BLOCKED);
  }

  @Test
  void priority_decides_and_what_allows_or_blocks_ends_it() {
    Condition all = new Condition(new Variable(Variable.Part.URI), Operator.ANY);
    CustomRule logs = new CustomRule("logs", 1, Action.LOG, all);
    CustomRule allows = new CustomRule("allows", 2, Action.ALLOW, all);
    CustomRule blocks = new CustomRule("blocks", 3, Action.BLOCK, all);
    IncomingRequest attack = request("GET", ATTACK, "203.0.113.9", "");
    WebFirewall firewall = usual().customRules(blocks, allows, logs).build();

    Evaluation allowed = evaluate(firewall, attack);
    assertThat(allowed.decision()).isEqualTo(Decision.ALLOWED);
    assertThat(allowed.matches()).extracting(Match::name).containsExactly("logs", "allows");
    assertThat(allowed.matches())
        .extracting(Match::action)
        .containsExactly(MatchAction.LOGGED, MatchAction.ALLOWED);
    assertThat(allowed.asked()).isEmpty();

    Evaluation blocked =
        evaluate(
            firewall.toBuilder().customRules(new CustomRule("first", 0, Action.BLOCK, all)).build(),
            attack);
    assertThat(blocked.decision()).isEqualTo(Decision.BLOCKED);
    assertThat(blocked.matches()).extracting(Match::name).containsExactly("first");
    assertThat(blocked.reason()).isEqualTo("score 0 of 5, custom rule first in REQUEST_URI");

    Evaluation scored = evaluate(usual().customRules(logs, allows.disabled()).build(), attack);
    assertThat(scored.decision()).isEqualTo(Decision.BLOCKED);
    assertThat(scored.matches()).extracting(Match::name).containsExactly("logs", "942200");
    assertThat(scored.asked()).containsExactly(942200);

    Evaluation detected = evaluate(usual().mode(Mode.LOGS).customRules(blocks).build(), REQUEST);
    assertThat(detected.decision()).isEqualTo(Decision.DETECTED);
  }

  @Test
  void a_country_that_is_not_described_leaves_the_rule_untried_and_is_told() {
    Condition french =
        new Condition(new Variable(Variable.Part.CLIENT_ADDRESS), Operator.IN_COUNTRY, "FR");
    Condition get = new Condition(new Variable(Variable.Part.METHOD), Operator.EQUALS, "GET");
    for (Condition one : List.of(french, french.not())) {
      WebFirewall firewall =
          usual().customRules(new CustomRule("geo", 1, Action.BLOCK, one)).build();
      Evaluation unknown = evaluate(firewall, request("GET", "/", "192.0.2.1", ""));
      assertThat(unknown.decision()).isEqualTo(Decision.PASSED);
      assertThat(unknown.notAsked())
          .containsExactly("custom rule geo: in which country 192.0.2.1 is, is not described");
    }
    WebFirewall both =
        usual().customRules(new CustomRule("geo", 1, Action.BLOCK, french, get)).build();
    assertThat(evaluate(both, request("POST", "/", "192.0.2.1", "")).notAsked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(.*)*x", "(a|b|ab)*c"})
  @Timeout(10)
  void a_pattern_without_end_leaves_the_rule_untried_and_is_told(String pattern) {
    Condition condition = new Condition(new Variable(Variable.Part.URI), Operator.MATCHES, pattern);
    WebFirewall firewall =
        usual().customRules(new CustomRule("slow", 1, Action.BLOCK, condition)).build();
    Evaluation evaluation =
        evaluate(firewall, request("GET", "/" + "a".repeat(60_000) + "!", "192.0.2.1", ""));
    assertThat(evaluation.decision()).isEqualTo(Decision.PASSED);
    assertThat(evaluation.notAsked())
        .singleElement()
        .asString()
        .startsWith("custom rule slow: pattern " + pattern + " takes too many steps");
  }

  @Test
  void a_rate_limit_acts_above_its_threshold_until_the_window_has_moved_on() {
    FirewallEngine engine =
        FirewallEngine.of(usual().customRules(limited(GroupBy.CLIENT_ADDRESS)).build());
    IncomingRequest one = request("GET", "/", "192.0.2.1", "");
    IncomingRequest other = request("GET", "/", "192.0.2.2", "");
    IncomingRequest elsewhere = request("POST", "/", "192.0.2.1", "");
    assertThat(engine.evaluate(one, NOON).decision()).isEqualTo(Decision.PASSED);
    assertThat(engine.evaluate(one, NOON.plusSeconds(30)).decision()).isEqualTo(Decision.PASSED);
    assertThat(engine.evaluate(elsewhere, NOON.plusSeconds(30)).decision())
        .isEqualTo(Decision.PASSED);
    Evaluation third = engine.evaluate(one, NOON.plusSeconds(59));
    assertThat(third.decision()).isEqualTo(Decision.BLOCKED);
    assertThat(third.matches())
        .extracting(Match::title)
        .containsExactly("Custom rule limit: request 3 within PT1M, 2 are let by");
    assertThat(engine.evaluate(other, NOON.plusSeconds(59)).decision()).isEqualTo(Decision.PASSED);
    // At 60 s the first no longer counts, but those of 30 s and 59 s do.
    assertThat(engine.evaluate(one, NOON.plusSeconds(60)).decision()).isEqualTo(Decision.BLOCKED);
    assertThat(engine.evaluate(one, NOON.plusSeconds(119)).decision()).isEqualTo(Decision.PASSED);
  }

  @Test
  void a_rate_limit_counts_by_what_it_names() {
    IncomingRequest one =
        request("GET", "/", "192.0.2.1", "", "X-Forwarded-For: 203.0.113.1, 9.9.9.9");
    IncomingRequest same = request("GET", "/", "192.0.2.2", "", "X-Forwarded-For: 203.0.113.1");
    IncomingRequest third = request("GET", "/", "192.0.2.1", "", "X-Forwarded-For: 203.0.113.3");
    assertThat(thirdIsBlocked(one, same, third)).isTrue();
    assertThat(thirdIsBlocked(one, same, one, GroupBy.FORWARDED_ADDRESS)).isTrue();
    assertThat(thirdIsBlocked(one, same, third, GroupBy.FORWARDED_ADDRESS)).isFalse();
    assertThat(thirdIsBlocked(one, third, same, GroupBy.CLIENT_ADDRESS)).isFalse();
    assertThat(thirdIsBlocked(one, same, third, GroupBy.FORWARDED_COUNTRY)).isTrue();
    Evaluation unknown =
        evaluate(usual().customRules(limited(GroupBy.CLIENT_COUNTRY)).build(), one);
    assertThat(unknown.notAsked())
        .containsExactly("custom rule limit: in which country the client is, is not described");
  }

  @Test
  void counts_of_clients_that_are_long_gone_are_not_kept() {
    RequestRates rates = new RequestRates(Duration.ofMinutes(1));
    for (int i = 0; i < 30_000; i++) {
      assertThat(rates.count("client " + i, NOON.plusSeconds(i))).isEqualTo(1);
    }
    assertThat(rates.size()).isLessThanOrEqualTo(10_000);
    assertThat(rates.count("client 29999", NOON.plusSeconds(30_000))).isEqualTo(2);
  }

  private static boolean thirdIsBlocked(
      IncomingRequest first, IncomingRequest second, IncomingRequest third, GroupBy... by) {
    FirewallEngine engine = FirewallEngine.of(usual().customRules(limited(by)).build());
    assertThat(engine.evaluate(first, NOON).decision()).isEqualTo(Decision.PASSED);
    assertThat(engine.evaluate(second, NOON).decision()).isEqualTo(Decision.PASSED);
    return engine.evaluate(third, NOON).decision() == Decision.BLOCKED;
  }

  private static CustomRule limited(GroupBy... by) {
    Condition get = new Condition(new Variable(Variable.Part.METHOD), Operator.EQUALS, "GET");
    return new CustomRule("limit", 1, Action.BLOCK, get)
        .above(new RateLimit(Duration.ofMinutes(1), 2, by));
  }

  private static boolean acts(Condition... conditions) {
    WebFirewall firewall =
        usual().customRules(new CustomRule("own", 1, Action.BLOCK, conditions)).build();
    Evaluation evaluation = evaluate(firewall, REQUEST);
    assertThat(evaluation.notAsked()).isEmpty();
    return evaluation.decision() == Decision.BLOCKED;
  }

  private static WebFirewallBuilder usual() {
    return WebFirewall.named("usual")
        .rule(942200, 5)
        .country("DE", "203.0.113.0/24")
        .country("FR", "198.51.100.0/24");
  }

  private static Evaluation evaluate(WebFirewall firewall, IncomingRequest request) {
    return FirewallEngine.of(firewall).evaluate(request, NOON);
  }

  private static IncomingRequest request(
      String method, String target, String client, String body, String... headers) {
    return new IncomingRequest(
        method,
        target,
        Stream.of(headers)
            .map(line -> line.split(": ", 2))
            .map(pair -> new Header(pair[0], pair[1]))
            .toList(),
        body.getBytes(StandardCharsets.ISO_8859_1),
        IpAddresses.parse(client));
  }
}
