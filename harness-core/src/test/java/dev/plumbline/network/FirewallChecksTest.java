package dev.plumbline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.CustomRule.RateLimit;
import dev.plumbline.network.CustomRule.RateLimit.GroupBy;
import dev.plumbline.network.CustomRule.Transform;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.OnBodyError;
import dev.plumbline.network.WebFirewall.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading the description of a web application firewall. */
class FirewallChecksTest {

  private static final String PATH = "hosts[0].listeners[0].http.hosts[0].firewall";

  private static final String EVERY_KEY =
      """
      name: shield
      mode: logs
      rule-sets: [{name: OWASP, version: '3.2'}]
      rules:
        - {id: 942200, score: 4, action: log, group: SQLI, rule-set: OWASP}
        - {id: 942430, enabled: false}
      threshold: 7
      exclusions:
        - {part: header, operator: contains, selector: x-}
        - {part: cookie, of: name, operator: equals-any, selector: '*'}
        - {part: argument, operator: starts-with, selector: q, case-matters: false, rules: 942200, groups: SQLI, rule-sets: OWASP}
      custom-rules:
        - name: slow
          priority: 2
          enabled: false
          conditions:
            - variables: [{part: headers, selector: User-Agent}]
              operator: matches
              negated: true
              values: ['^curl/\\d', wget]
              transforms: [lowercase, url-decode]
          rate-limit: {window: 5m, threshold: 10, per: [client-address, forwarded-country]}
        - {name: in, priority: 1, action: allow, conditions: [{variables: [{part: client-address}], operator: in-prefix, values: [10.0.0.0/8, '2001:db8::1']}]}
      body-limits: {body-kib: 1, enforced: false, inspected-kib: 2, upload-kib: 3, uploads-enforced: false, buffer-kib: 4, status: 400}
      on-body-error: ignore
      body-error-status: 400
      countries: [{code: DE, prefixes: 203.0.113.0/24}]
      block: {status: 429, body: go away}
      left-out: [bots]
      """;

  @Test
  void every_key_is_read_and_the_builder_says_the_same() {
    WebFirewall read = read(EVERY_KEY);
    assertThat(read)
        .isEqualTo(
            WebFirewall.named("shield")
                .mode(Mode.LOGS)
                .ruleSet("OWASP", "3.2")
                .rules(new Rule(942200, 4, Action.LOG, true, "SQLI", "OWASP"))
                .rule(942430, 5)
                .disable(942430)
                .threshold(7)
                .exclusions(
                    new Exclusion(Part.HEADER, Comparison.CONTAINS, "x-"),
                    new Exclusion(Part.COOKIE, Comparison.EQUALS_ANY, "*").ofNames(),
                    new Exclusion(
                        Part.ARGUMENT,
                        Exclusion.Spared.VALUE,
                        Comparison.STARTS_WITH,
                        "q",
                        false,
                        List.of(942200),
                        List.of("SQLI"),
                        List.of("OWASP")))
                .customRules(
                    new CustomRule(
                            "slow",
                            2,
                            Action.BLOCK,
                            new Condition(
                                    new Variable(Variable.Part.HEADERS, "User-Agent"),
                                    Operator.MATCHES,
                                    "^curl/\\d",
                                    "wget")
                                .not()
                                .after(Transform.LOWERCASE, Transform.URL_DECODE))
                        .disabled()
                        .above(
                            new RateLimit(
                                Duration.ofMinutes(5),
                                10,
                                GroupBy.CLIENT_ADDRESS,
                                GroupBy.FORWARDED_COUNTRY)),
                    new CustomRule(
                        "in",
                        1,
                        Action.ALLOW,
                        new Condition(
                            new Variable(Variable.Part.CLIENT_ADDRESS),
                            Operator.IN_PREFIX,
                            "10.0.0.0/8",
                            "2001:db8::1")))
                .bodyLimits(new BodyLimits(1, false, 2, 3, false, 4, 400))
                .onBodyError(OnBodyError.IGNORE)
                .bodyErrorStatus(400)
                .country("DE", "203.0.113.0/24")
                .block(new Reply(429, List.of(), "go away"))
                .leftOut("bots")
                .build());
    assertThat(read.toBuilder().build()).isEqualTo(read);
  }

  @Test
  void what_is_not_written_is_usual() {
    WebFirewall read = read("{name: shield, rules: [{id: 942200}]}");
    assertThat(read)
        .isEqualTo(new WebFirewall("shield", Mode.BLOCKS, List.of(new Rule(942200, 5))));
    assertThat(read.onBodyError()).isEqualTo(OnBodyError.BLOCK);
    assertThat(
            Objects.requireNonNull(
                read("{name: s, rules: [{id: 1}], body-limits: {}}").bodyLimits()))
        .isEqualTo(new BodyLimits());
  }

  @Test
  void a_rule_that_names_no_set_is_of_the_only_one() {
    WebFirewall one = WebFirewall.named("a").ruleSet("OWASP", "3.2").rule(942200, 5).build();
    assertThat(one.ruleSetOf(one.rules().get(0))).isPresent();
    WebFirewall two = one.toBuilder().ruleSet("Bots", "1.0").build();
    assertThat(two.ruleSetOf(two.rules().get(0))).isEmpty();
    assertThatThrownBy(() -> one.toBuilder().disable(942430))
        .hasMessage("firewall \"a\" has no rule 942430 to disable; it has [942200]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [{id: 942200}, {id: 942200}] | .rules[1] | rule 942200 stands twice",
        "rules: [{id: 0}] | .rules[0].id | 0 is no rule; numbers are positive",
        "rules: [{id: 1, score: -1}] | .rules[0].score | -1 is not within 0 to 1000",
        "rules: [{id: 1, rule-set: OWSAP}], rule-sets: [{name: OWASP, version: '3.2'}] | .rules[0].rule-set | \"OWSAP\" is not a rule set",
        "rules: [{id: 1}], rule-sets: [{name: A, version: '1'}, {name: A, version: '2'}] | .rule-sets[1].name | A",
        "rules: [{id: 1}], threshold: 0 | .threshold | is at least 1, not 0",
        "rules: [] | .rules | a firewall without rules finds nothing",
        "rules: [{id: 1}], exclusions: [{part: header}] | .exclusions[0].selector | is missing; every name is spared with operator: equals-any",
        "rules: [{id: 1}], exclusions: [{part: header, operator: equals-any, selector: q}] | .exclusions[0].selector | \"q\" says nothing",
        "rules: [{id: 1}], exclusions: [{part: body, selector: q}] | .exclusions[0].part | \"body\" is unknown",
        "rules: [{id: 1}], exclusions: [{part: header, selector: q, rule-sets: [X]}] | .exclusions[0].rule-sets[0] | \"X\" is not a rule set",
        "rules: [{id: 1}], body-limits: {body-kib: 0} | .body-limits.body-kib | 0 is less than 1",
        "rules: [{id: 1}], body-limits: {inspected-kib: 0} | .body-limits.inspected-kib | 0 is less than 1",
        "rules: [{id: 1}], body-limits: {upload-kib: 0} | .body-limits.upload-kib | 0 is less than 1",
        "rules: [{id: 1}], body-limits: {buffer-kib: -4} | .body-limits.buffer-kib | -4 is less than 0",
        "rules: [{id: 1}], body-limits: {status: 200} | .body-limits.status | 200",
        "rules: [{id: 1}], body-error-status: 99 | .body-error-status | 99",
        "rules: [{id: 1}], block: {status: 99} | .block.status | 99",
        "rules: [{id: 1}], on-body-error: explode | .on-body-error | \"explode\" is unknown",
        "rules: [{id: 1}], countries: [{code: de, prefixes: 10.0.0.0/8}] | .countries[0].code | \"de\" is not a country's code such as DE",
        "rules: [{id: 1}], countries: [{code: DE}] | .countries[0].prefixes | a country needs an address",
        "rules: [{id: 1}], countries: [{code: DE, prefixes: 10.0.0.0/8}, {code: DE, prefixes: 11.0.0.0/8}] | .countries[1].code | country DE stands twice",
      })
  void refuses_what_makes_no_sense(String firewall, String where, String why) {
    refuses("{name: shield, " + firewall + "}", where, why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: ' ' | | .name | \" \" is not a name",
        "priority: -1 | | .priority | -1 is negative",
        "action: score | | .action | a custom rule has no score; allowed: block, log, allow",
        "conditions: [] | | .conditions | a custom rule needs a condition",
        "rate-limit: {threshold: 0} | | .rate-limit.threshold | 0 is less than 1",
        "rate-limit: {threshold: 1, window: 0s} | | .rate-limit.window | is not above 0s and within a day",
        "rate-limit: {threshold: 1, window: 1500m} | | .rate-limit.window | is not above 0s and within a day",
        "| variables: [] | .conditions[0].variables | a condition looks at one part at least",
        "| variables: [{part: uri, selector: q}] | .conditions[0].variables[0].selector | \"q\" selects nothing: only headers, body-arguments and cookies have names",
        "| variables: [{part: cookies, selector: ''}] | .conditions[0].variables[0].selector | is empty; leave it out for all of the kind",
        "| operator: any | .conditions[0].values | operator any is compared with no value; leave them out",
        "| values: [] | .conditions[0].values | the operator needs a value to compare with",
        "| operator: in-prefix | .conditions[0].variables[0].part | is no address; allowed: client-address, or headers with a selector",
        "| 'variables: [{part: client-address}], operator: in-prefix, values: [10.0.0.1/8]' | .conditions[0].values[0] | 10.0.0.1/8 has bits set beyond the prefix",
        "| 'variables: [{part: client-address}], operator: in-country, values: [Germany]' | .conditions[0].values[0] | \"Germany\" is not a country's code such as DE",
        "| operator: less-than | .conditions[0].values[0] | \"x\" is not a whole number",
        "| 'operator: matches, values: [\"a(\"]' | .conditions[0].values[0] | \"a(\" is not a regular expression: Unclosed group at index 2",
      })
  void refuses_custom_rules_that_make_no_sense(
      String rule, String condition, String where, String why) {
    String conditions =
        "conditions: [{%s}]"
            .formatted(
                with("variables: [{part: uri}]; operator: contains; values: [x]", condition));
    String all = with("name: own; priority: 1; " + conditions, rule);
    refuses("{name: shield, custom-rules: [{%s}]}".formatted(all), ".custom-rules[0]" + where, why);
  }

  @Test
  void refuses_a_name_or_priority_that_is_taken() {
    String rule =
        "{name: %s, priority: %d, conditions: [{variables: [{part: uri}], operator: any}]}";
    refuses(
        "{name: s, custom-rules: [%s, %s]}"
            .formatted(rule.formatted("a", 1), rule.formatted("b", 1)),
        ".custom-rules[1].priority",
        "custom rule \"a\" has priority 1 already");
    refuses(
        "{name: s, custom-rules: [%s, %s]}"
            .formatted(rule.formatted("a", 1), rule.formatted("a", 2)),
        ".custom-rules[1].name",
        "a");
  }

  /** Puts keys in the place of those of the same name; keys are separated by semicolons. */
  private static String with(String usual, String other) {
    if (other == null) {
      return usual.replace("; ", ", ");
    }
    StringBuilder all = new StringBuilder(other);
    for (String key : usual.split("; ")) {
      if (!other.matches("(^|.*, )" + key.substring(0, key.indexOf(':')) + ":.*")) {
        all.append(", ").append(key);
      }
    }
    return all.toString();
  }

  private static void refuses(String firewall, String where, String why) {
    assertThatThrownBy(() -> read(firewall))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining(PATH + where)
        .hasMessageContaining(why);
  }

  private static WebFirewall read(String firewall) {
    String network =
        """
        name: firewalled
        segments: [{name: subnet, prefixes: 10.1.0.0/24}]
        hosts:
          - name: gateway
            segment: subnet
            addresses: 10.1.0.4
            listeners:
              - port: 80
                http:
                  hosts:
                    - otherwise: {echo: true}
                      firewall:
        """;
    Network read =
        Networks.read(Source.of("firewalled.yaml", network + firewall.indent(16))).value();
    return Objects.requireNonNull(
        Objects.requireNonNull(read.hosts().get(0).listeners().get(0).http())
            .hosts()
            .get(0)
            .firewall());
  }
}
