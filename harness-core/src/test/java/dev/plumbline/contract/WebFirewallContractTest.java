package dev.plumbline.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkAssertions;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Networks;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafExpectation.Finding;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.vantage.AttackTrafficException;
import dev.plumbline.waf.FirewallSite;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafPack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** What the contract of firewalls says of settings that were changed, one at a time. */
class WebFirewallContractTest {

  private static final String FIREWALL =
      """
      {name: shield, mode: blocks, rule-sets: [{name: OWASP, version: '3.2'}], threshold: 5,
       rules: [{id: 920300, score: 2}, {id: 920330, score: 2}, {id: 931130}, {id: 942100},
       {id: 942110, score: 3}, {id: 942180}, {id: 942200}, {id: 942260}, {id: 942340}, {id: 942370},
       {id: 942430, score: 3}, {id: 942440}],
       body-limits: {body-kib: 128}}\
      """
          .replace("\n", " ");
  private static final String NETWORK =
      """
      name: firewalled
      segments:
        - {name: internet, prefixes: 0.0.0.0/0, internet: true}
        - {name: subnet, prefixes: 10.1.0.0/24}
      links: [internet -> subnet]
      hosts:
        - name: gateway
          segment: subnet
          addresses: 10.1.0.4
          public-addresses: 203.0.113.4
          listeners:
            - port: 80
              http:
                hosts:
                  - names: 203.0.113.4
                    firewall: %s
                    routes: []
                    otherwise: {forward: shop}
          upstreams: [{name: shop, members: 10.1.0.5, port: 80}]
        - name: shop
          segment: subnet
          addresses: 10.1.0.5
          listeners: [{port: 80, http: {hosts: [{otherwise: {echo: true}}]}}]
      """;
  private static final String AT = "firewall at http://203.0.113.4 > ";

  private static class Usual implements WebFirewallContract {}

  /** What became of the tests, by title. */
  private record Outcome(List<String> passed, Map<String, Throwable> failed) {}

  private static Outcome run(String network, WebFirewallContract contract) {
    return run(network, contract, ".*", "203.0.113.4");
  }

  /** Runs the tests whose titles fit: a run of all takes its time. */
  private static Outcome run(
      String network, WebFirewallContract contract, String titles, String... allowed) {
    Environment environment =
        Environment.builder("firewalled")
            .vantage("outside", v -> v.segment("internet"))
            .attackTraffic(allowed)
            .build();
    Outcome outcome = new Outcome(new ArrayList<>(), new LinkedHashMap<>());
    try (Lab lab =
        Lab.open(
            environment,
            Networks.read(Source.of("firewalled.yaml", network)).value(),
            new Journal())) {
      run("", contract.web_application_firewall(lab), titles, outcome);
    }
    return outcome;
  }

  private static void run(
      String above, Stream<? extends DynamicNode> nodes, String titles, Outcome outcome) {
    nodes.forEach(
        node -> {
          String title = above + node.getDisplayName();
          if (node instanceof DynamicContainer container) {
            run(title + " > ", container.getChildren(), titles, outcome);
          } else if (node instanceof DynamicTest test
              && title.matches("(?s).*(" + titles + ").*")) {
            try {
              test.getExecutable().execute();
              outcome.passed().add(title);
            } catch (Throwable failure) {
              outcome.failed().put(title, failure);
            }
          }
        });
  }

  private static String network(String old, String changed) {
    assertThat(FIREWALL).contains(old);
    return NETWORK.formatted(FIREWALL.replace(old, changed));
  }

  /** Returns a network whose firewall has one more setting. */
  private static String with(String setting) {
    return network("body-limits:", setting + ", body-limits:");
  }

  /**
   * Checks what is said of a changed setting: by the description, and by traffic, which knows
   * nothing of that.
   *
   * @param described the title of the test that is to fail by the description
   * @param says what its message has
   * @param sent the title of one that is to fail by traffic; empty for none
   * @param cause what that is said to come of
   */
  private static void noticed(
      String network, String described, String says, String sent, String cause) {
    Outcome outcome =
        run(network, new Usual(), "by the description|rule 942(100|200):|bod", "203.0.113.4");
    String title = AT + described + " (by the description)";
    assertThat(outcome.failed().keySet())
        .filteredOn(t -> t.endsWith("(by the description)"))
        .containsExactly(title);
    assertThat(outcome.failed().get(title)).hasMessageContaining(says);
    String traffic = AT + sent + " (from outside)";
    assertThat(outcome.failed()).containsKey(traffic);
    assertThat(String.valueOf(outcome.failed().get(traffic).getMessage()))
        .containsPattern("Likely cause: +" + Pattern.quote(cause));
  }

  private static final String ON = "it blocks what it finds";
  private static final String RULES = "its rules are on, but for those that are off on purpose";
  private static final String LIMITS = "no part of a body is let through unseen";
  private static final String SPARED = "no exclusion is broader than those on purpose";
  private static final String SQL =
      "rule 942100: attacks are blocked, near misses are not taken for them";
  private static final String LISTS =
      "rule 942200: attacks are blocked, near misses are not taken for them";
  private static final String LONG = "attacks at the end of long bodies are blocked";

  @Test
  void a_firewall_as_it_must_be_passes() {
    Outcome outcome = run(network("", ""), new Usual());

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(24);
  }

  @Test
  void one_that_only_logs_is_told_by_its_mode() {
    noticed(
        network("mode: blocks", "mode: logs"),
        ON,
        "but it says:  detection",
        SQL,
        "what is found is only logged: the firewall detects and does not block; see mode");
  }

  @Test
  void one_that_is_off_shows_no_sign() {
    noticed(
        network("mode: blocks", "mode: 'off'"),
        ON,
        "but it says:  off",
        LISTS,
        "nothing shows a firewall that is on: see the firewall in force, and mode");
  }

  @Test
  void a_place_without_a_firewall_fails_in_all_tests() {
    Outcome outcome =
        run(
            network("", "").replaceAll("firewall: \\{name: shield.*", "label: bare"),
            new Usual() {
              @Override
              public Set<String> gateways(Lab lab) {
                return Set.of("gateway");
              }
            });

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failed()).hasSize(16);
    assertThat(outcome.failed().get(AT + "there is one (by the description)"))
        .hasMessageContaining("no firewall at http://203.0.113.4: the firewall in force");
    assertThat(outcome.failed().get(AT + SQL + " (from outside)"))
        .isInstanceOf(InconclusiveError.class);
  }

  @Test
  void a_network_without_any_firewall_is_an_error() {
    String bare = network("", "").replaceAll("firewall: \\{name: shield.*", "label: bare");

    assertThatThrownBy(() -> run(bare, new Usual()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("describes no place with a web application firewall")
        .hasMessageContaining("urls(lab)");
  }

  @Test
  void a_rule_that_is_off_is_named() {
    noticed(
        network("{id: 942200}", "{id: 942200, enabled: false}"),
        RULES,
        "but it says:  942200 is off",
        LISTS,
        "rule 942200 is not found in queries, forms, JSON bodies, multipart bodies, cookies,"
            + " others are: it is off,");
  }

  @Test
  void a_rule_that_only_logs_is_named() {
    noticed(
        network("{id: 942200}", "{id: 942200, action: log}"),
        RULES,
        "but it says:  942200 has the action log",
        LISTS,
        "rule 942200 is found and only logs: see rules that are on, and their actions");
  }

  @Test
  void a_raised_threshold_is_told_by_the_score_that_is_too_small() {
    noticed(
        network("threshold: 5", "threshold: 50"),
        "its threshold is the usual one at most",
        "but it says:  50",
        SQL,
        "a score of 15 does not reach the threshold, which is to be 5 at most: see threshold");
  }

  @Test
  void bodies_that_are_not_looked_at_are_told_from_what_is() {
    noticed(
        with("reads-bodies: false"),
        "it looks at bodies",
        "but it says:  no",
        LISTS,
        "rule 942200 is not found in forms, JSON bodies, multipart bodies, but is in queries,"
            + " cookies, names of arguments or cookies; so bodies are not looked at: see inspection of bodies");
  }

  @Test
  void what_is_behind_the_inspected_part_is_told() {
    noticed(
        network("{body-kib: 128}", "{body-kib: 128, inspected-kib: 8}"),
        LIMITS,
        "of bodies of up to 128 KiB only 8 are looked at",
        LONG,
        "such a body passes unseen, or seen in part: see limits of bodies");
    noticed(
        network("{body-kib: 128}", "{body-kib: 128, enforced: false}"),
        LIMITS,
        "bodies above 128 KiB are let through",
        LONG,
        "such a body passes unseen, or seen in part: see limits of bodies");
  }

  @Test
  void bodies_that_cannot_be_read_are_not_let_through() {
    noticed(
        with("on-body-error: ignore"),
        "it blocks bodies that cannot be read",
        "but it says:  let through",
        "what cannot be read of a body is blocked",
        "such a body passes unseen, or seen in part: see what is done with bodies");
  }

  @Test
  void exclusions_are_told_by_the_parts_in_which_nothing_is_found() {
    noticed(
        with("exclusions: [{part: argument, operator: equals-any}]"),
        SPARED,
        ": exclusions",
        SQL,
        "rule 942100 is not found in queries, forms, JSON bodies, multipart bodies, but is in"
            + " cookies, headers; so arguments are excluded: see exclusions");
    noticed(
        with("exclusions: [{part: cookie, operator: equals-any}]"),
        SPARED,
        ": exclusions",
        SQL,
        "rule 942100 is not found in cookies, but is in queries, forms, JSON bodies, multipart"
            + " bodies, headers; so cookies are excluded: see exclusions");
  }

  @Test
  void a_custom_rule_that_lets_all_past_is_named() {
    noticed(
        with(
            "custom-rules: [{name: trusted, priority: 1, action: allow, conditions:"
                + " [{variables: [{part: uri}], operator: any}]}]"),
        "no custom rule lets requests past its rules",
        "but it says:  trusted",
        SQL,
        "custom rule trusted lets it past all other rules: see custom rules");
  }

  @Test
  void an_older_rule_set_is_told() {
    Outcome outcome =
        run(network("version: '3.2'", "version: 2.2.9"), new Usual(), "description", "203.0.113.4");

    assertThat(outcome.failed()).hasSize(1);
    assertThat(outcome.failed().get(AT + "its rule set is recent enough (by the description)"))
        .hasMessageContaining("OWASP 2.2.9, but it is to have OWASP 3.0 or later");
  }

  @Test
  void a_route_with_a_laxer_firewall_is_a_place_of_its_own() {
    String lax =
        network("", "")
            .replace(
                "routes: []",
                "routes: [{paths: /lax/*, handling: {forward: shop}, firewall: "
                    + FIREWALL.replace("mode: blocks", "mode: logs")
                    + "}, {paths: /same, handling: {forward: shop}}]");
    Outcome outcome = run(lax, new Usual(), "mode|finds|942200:|/same", "203.0.113.4");

    assertThat(outcome.failed().keySet())
        .containsExactlyInAnyOrder(
            "firewall at http://203.0.113.4/lax > " + ON + " (by the description)",
            "firewall at http://203.0.113.4/lax > " + LISTS + " (from outside)");
    assertThat(outcome.passed())
        .contains(
            AT + "an attack of each rule is blocked at http://203.0.113.4/same (from outside)");
  }

  @Test
  void what_is_there_on_purpose_is_declared() {
    WebFirewallContract declared =
        new Usual() {
          @Override
          public Set<Integer> disabledRules(String url) {
            return url.endsWith("203.0.113.4") ? Set.of(942200) : Set.of();
          }

          @Override
          public List<Exclusion> exclusions(String url) {
            return List.of(new Exclusion(Part.COOKIE, Comparison.STARTS_WITH, "consent"));
          }

          @Override
          public Set<String> allowingRules(String url) {
            return Set.of("office");
          }
        };
    String tuned =
        with("exclusions: [{part: cookie, selector: consent, operator: starts-with},"
                + " {part: argument, selector: token, rules: 942440}],"
                + " custom-rules: [{name: office, priority: 1, action: allow, conditions:"
                + " [{variables: [{part: client-address}], operator: in-prefix, values:"
                + " [198.51.100.0/24]}]}]")
            .replace("{id: 942200}", "{id: 942200, enabled: false}");

    assertThat(run(tuned, declared, "description|942200|portal", "203.0.113.4").failed()).isEmpty();
    Outcome on = run(network("", ""), declared, "description|942200", "203.0.113.4");
    assertThat(on.failed()).hasSize(2);
    assertThat(on.failed().get(AT + RULES + " (by the description)"))
        .hasMessageContaining("942200 is on, though it is off on purpose");
    assertThat(
            on.failed().get(AT + "rule 942200 is off on purpose: it is not found (from outside)"))
        .hasMessageContaining("disabledRules(..) should not return it");
  }

  @Test
  void without_permission_nothing_is_sent_and_the_lines_to_add_are_said() {
    Outcome outcome = run(network("", ""), new Usual(), "from outside");

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failed()).hasSize(15);
    assertThat(outcome.failed().values())
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOf(AttackTrafficException.class)
                    .hasMessageContaining("attack-traffic:\n      authorised: [203.0.113.4]"));
  }

  @Test
  void rules_that_there_are_no_cases_for_cannot_be_declared_off() {
    WebFirewallContract mistaken =
        new Usual() {
          @Override
          public Set<Integer> disabledRules(String url) {
            return Set.of(941100);
          }
        };

    assertThatThrownBy(() -> run(network("", ""), mistaken))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("disabledRules(\"http://203.0.113.4\") returns [941100]");
  }

  @Test
  void live_and_without_a_description_urls_are_stated_and_a_budget_is_asked_for() {
    Environment environment =
        Environment.builder("production").ground(Ground.LIVE).vantage("here", v -> {}).build();
    WebFirewallContract stated =
        new Usual() {
          @Override
          public List<String> urls(Lab lab) {
            return List.of("https://api.contoso.example/v1");
          }
        };
    Outcome outcome = new Outcome(new ArrayList<>(), new LinkedHashMap<>());
    try (Lab lab = Lab.open(environment, null, new Journal())) {
      run("", stated.web_application_firewall(lab), ".*", outcome);
      assertThatThrownBy(() -> new Usual().web_application_firewall(lab))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("return the URLs that are to have one from urls(lab)");
    }

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failed()).hasSize(15);
    assertThat(outcome.failed().values())
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOf(AttackTrafficException.class)
                    .hasMessageContaining("authorised: [api.contoso.example]")
                    .hasMessageContaining("budget: {requests: "));
  }

  /** A block without a log shows that something was found, and not what. */
  @Test
  void what_no_log_tells_of_a_rule_is_inconclusive() {
    List<WafCase> one = WafPack.of(942100).attacks().subList(0, 1);
    Environment environment =
        Environment.builder("firewalled")
            .vantage("outside", v -> v.segment("internet"))
            .attackTraffic("203.0.113.4")
            .build();
    try (Lab lab =
        Lab.open(
            environment,
            Networks.read(Source.of("firewalled.yaml", network("", ""))).value(),
            new Journal())) {
      FirewallSite site = lab.vantage("outside").firewall("http://203.0.113.4");
      WafObservation seen = site.send(one).get(0);
      FirewallSite unlogged = new Unlogged(site, seen);
      for (Finding finding : List.of(Finding.FOUND, Finding.NOT_FOUND)) {
        WafExpectation expected = new WafExpectation(Set.of(WafVerdict.BLOCKED), finding, "");
        assertThatThrownBy(
                () ->
                    NetworkAssertions.assertThat(unlogged)
                        .wafVerdicts(one, any -> expected, all -> null))
            .isInstanceOf(InconclusiveError.class);
      }
      WafExpectation passes = new WafExpectation(Set.of(WafVerdict.PASSED), Finding.EITHER, "");
      assertThatThrownBy(
              () ->
                  NetworkAssertions.assertThat(unlogged)
                      .wafVerdicts(one, any -> passes, all -> "the weather"))
          .isExactlyInstanceOf(AssertionError.class)
          .hasMessageContaining("Likely cause:  the weather");
    }
  }

  /** A site of which no log says anything. */
  private record Unlogged(FirewallSite site, WafObservation seen) implements FirewallSite {
    @Override
    public FirewallSite root() {
      return this;
    }

    @Override
    public String vantage() {
      return site.vantage();
    }

    @Override
    public String url() {
      return site.url();
    }

    @Override
    public List<WafObservation> send(List<WafCase> cases) {
      return List.of(
          new WafObservation(
              seen.provenance(),
              seen.outcome(),
              seen.subject(),
              seen.requestId(),
              seen.exchange(),
              seen.arrival(),
              null,
              seen.verdict(),
              seen.proof(),
              null));
    }
  }
}
