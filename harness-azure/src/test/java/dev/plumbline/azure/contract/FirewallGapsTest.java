package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.Action;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.CustomRule;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ExceptionEntry;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.Exclusion;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchCondition;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchVariable;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleGroupOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleType;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.azure.rules.ManagedRule;
import dev.plumbline.azure.rules.ManagedRuleGroups;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirewallGapsTest {

  private static final String LFI = "REQUEST-930-APPLICATION-ATTACK-LFI";

  /** Terraform writes them so; a rule that only logs, or lets pass, stops nothing either. */
  @Test
  void a_group_is_off_when_its_rules_are_off_one_by_one() {
    FirewallGaps gaps =
        gaps(
            LFI,
            new RuleOverride("930100", State.DISABLED, null),
            new RuleOverride("930110", State.ENABLED, "Log"),
            new RuleOverride("930120", State.ENABLED, "Allow"),
            new RuleOverride("930130", State.DISABLED, null));

    assertThat(gaps.groups()).containsExactly(LFI);
    assertThat(gaps.rules()).isEmpty();
  }

  @Test
  void a_group_is_not_off_while_one_of_its_rules_blocks() {
    FirewallGaps gaps =
        gaps(
            LFI,
            new RuleOverride("930100", State.DISABLED, null),
            new RuleOverride("930110", State.ENABLED, "Block"),
            new RuleOverride("930120", State.DISABLED, null),
            new RuleOverride("930130", State.ENABLED, "AnomalyScoring"));

    assertThat(gaps.groups()).isEmpty();
    assertThat(gaps.rules()).containsExactly("930100", "930120");
  }

  @Test
  void every_group_is_off_when_every_rule_of_the_set_is() {
    List<RuleOverride> all = new ArrayList<>();
    ManagedRuleGroups.of("OWASP", "3.2")
        .values()
        .forEach(
            group ->
                group.forEach(rule -> all.add(new RuleOverride("" + rule, State.DISABLED, null))));

    FirewallGaps gaps = gaps("any", all.toArray(RuleOverride[]::new));

    assertThat(gaps.groups())
        .hasSize(14)
        .containsExactlyElementsOf(ManagedRuleGroups.of("OWASP", "3.2").keySet());
    assertThat(gaps.rules()).isEmpty();
  }

  /** The two tables are from the same article, and written down apart. */
  @ParameterizedTest
  @CsvSource({
    "OWASP, 3.0, 13",
    "OWASP, 3.1, 14",
    "OWASP, 3.2, 14",
    "Microsoft_DefaultRuleSet, 2.1, 17"
  })
  void the_groups_hold_the_rules_that_stand_in_the_portals_way(
      String type, String version, int groups) {
    assertThat(ManagedRuleGroups.of(type, version)).hasSize(groups);
    for (ManagedRule rule : ManagedRule.in(type, version)) {
      if (version.equals("3.0") && rule.id() == 942180) {
        continue; // The article's list of 3.0 lacks it.
      }
      assertThat(ManagedRuleGroups.of(type, version).get(rule.groupIn(type))).contains(rule.id());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RequestArgNames, EqualsAny, *, true",
    "RequestCookieValues, Contains, '', true",
    "RequestHeaderKeys, EqualsAny, *, true",
    "RequestHeaderNames, Equals, Authorization, false",
    "RequestCookieNames, StartsWith, session, false"
  })
  void an_exclusion_of_everything_of_a_kind_is_a_gap(
      String variable, String operator, String selector, boolean gap) {
    for (ManagedRuleSet scope : scopes(List.of())) {
      FirewallGaps gaps = gaps(new Exclusion(variable, operator, selector, List.of(scope)));
      assertThat(gaps.parts()).hasSize(gap ? 1 : 0);
      assertThat(gaps.exclusions()).hasSize(gap ? 0 : 1);
    }
    FirewallGaps global = gaps(new Exclusion(variable, operator, selector, List.of()));
    assertThat(global.parts()).hasSize(gap ? 1 : 0);
  }

  @Test
  void an_exclusion_for_single_rules_or_for_bots_is_none() {
    RuleOverride rule = new RuleOverride("930100", State.DISABLED, null);
    ManagedRuleSet bots = new ManagedRuleSet("Microsoft_BotManagerRuleSet", "1.0", List.of());
    for (ManagedRuleSet scope : List.of(scopes(List.of(rule)).get(1), bots)) {
      FirewallGaps gaps = gaps(new Exclusion("RequestArgNames", "EqualsAny", "*", List.of(scope)));
      assertThat(gaps.parts()).isEmpty();
      assertThat(gaps.exclusions()).hasSize(1);
    }
  }

  @Test
  void bodies_that_are_not_looked_at_are_a_gap() {
    assertThat(FirewallGaps.of(policy(settings(false, true), List.of(), null)).parts())
        .containsExactly("bodies");
    FirewallGaps padded = FirewallGaps.of(policy(settings(true, false), List.of(), null));
    assertThat(padded.parts()).isEmpty();
    assertThat(padded.exclusions()).containsExactly("what is in bodies behind 128 KB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RemoteAddr    | IPMatch    | 0.0.0.0/0              | false | true",
        "RemoteAddr    | IPMatch    | 0.0.0.0/1 128.0.0.0/1  | false | true",
        "RemoteAddr    | IPMatch    | ::/0                   | false | true",
        "RemoteAddr    | IPMatch    | 10.0.0.0/8             | true  | true",
        "RemoteAddr    | IPMatch    | 10.0.0.0/8             | false | false",
        "RemoteAddr    | IPMatch    | 198.51.100.0/24        | false | false",
        "RequestUri    | BeginsWith | /                      | false | true",
        "RequestUri    | Contains   | /                      | false | true",
        "RequestUri    | Regex      | ^/.*$                  | false | true",
        "RequestUri    | Regex      | .                      | false | true",
        "RequestUri    | BeginsWith | /health                | false | false",
        "RequestUri    | BeginsWith | /health                | true  | true",
        "RequestMethod | Equal      | GET POST PUT           | false | true",
        "RequestMethod | Equal      | OPTIONS                | false | false",
        "RequestHeaders| Any        | x                      | false | true",
        "RequestHeaders| Equal      | secret                 | false | false",
        "QueryString   | Contains   | secret                 | true  | true"
      })
  void a_custom_rule_that_lets_every_caller_pass_is_a_gap(
      String variable, String operator, String values, boolean negate, boolean gap) {
    MatchCondition condition =
        new MatchCondition(
            List.of(new MatchVariable(variable, null)),
            operator,
            negate,
            List.of(values.split(" ")),
            List.of());

    FirewallGaps gaps = FirewallGaps.of(policy(null, List.of(), rule(Action.ALLOW, condition)));

    assertThat(gaps.callers()).isEqualTo(gap ? List.of("custom rule own") : List.of());
    assertThat(gaps.allowed()).isEqualTo(gap ? List.of() : List.of("custom rule own"));
    assertThat(FirewallGaps.of(policy(null, List.of(), rule(Action.LOG, condition))).callers())
        .isEmpty();
  }

  @Test
  void a_custom_rule_is_no_gap_while_one_of_its_conditions_is_not_for_everyone() {
    MatchCondition all = condition("RequestUri", "BeginsWith", "/");
    MatchCondition some = condition("RemoteAddr", "IPMatch", "198.51.100.0/24");

    assertThat(FirewallGaps.of(policy(null, List.of(), rule(Action.ALLOW, all, some))).callers())
        .isEmpty();
  }

  @Test
  void an_exception_is_a_gap_when_it_is_for_every_request() {
    WebApplicationFirewallPolicy policy =
        new WebApplicationFirewallPolicy(
            "own",
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(
                new ExceptionEntry("RequestURI", null, "StartsWith", List.of("/"), List.of()),
                new ExceptionEntry("RequestURI", null, "Equals", List.of("/login"), List.of()),
                new ExceptionEntry(
                    "RemoteAddr", null, "IPMatch", List.of("0.0.0.0/0"), scopes(List.of()))));

    assertThat(FirewallGaps.of(policy).callers())
        .containsExactly(
            "exception RequestURI StartsWith /",
            "exception RemoteAddr IPMatch 0.0.0.0/0 for OWASP 3.2, " + LFI);
    assertThat(FirewallGaps.of(policy).allowed())
        .containsExactly("exception RequestURI Equals /login");
  }

  /** A whole set, and a group of it. */
  private static List<ManagedRuleSet> scopes(List<RuleOverride> rules) {
    return List.of(
        new ManagedRuleSet("OWASP", "3.2", List.of()),
        new ManagedRuleSet("OWASP", "3.2", List.of(new RuleGroupOverride(LFI, rules))));
  }

  private static FirewallGaps gaps(String group, RuleOverride... rules) {
    ManagedRuleSet set =
        new ManagedRuleSet("OWASP", "3.2", List.of(new RuleGroupOverride(group, List.of(rules))));
    return FirewallGaps.of(
        new WebApplicationFirewallPolicy("own", null, List.of(), List.of(set), List.of()));
  }

  private static FirewallGaps gaps(Exclusion exclusion) {
    return FirewallGaps.of(policy(null, List.of(exclusion), null));
  }

  private static MatchCondition condition(String variable, String operator, String value) {
    return new MatchCondition(
        List.of(new MatchVariable(variable, null)), operator, false, List.of(value), List.of());
  }

  private static CustomRule rule(Action action, MatchCondition... conditions) {
    return new CustomRule(
        "own", 1, State.ENABLED, RuleType.MATCH_RULE, action, List.of(conditions), null, null);
  }

  private static WebApplicationFirewallPolicy policy(
      @Nullable PolicySettings settings, List<Exclusion> exclusions, @Nullable CustomRule rule) {
    return new WebApplicationFirewallPolicy(
        "own", settings, rule == null ? List.of() : List.of(rule), List.of(), exclusions);
  }

  private static PolicySettings settings(boolean check, boolean enforcement) {
    return new PolicySettings(
        State.ENABLED,
        FirewallMode.PREVENTION,
        check,
        enforcement,
        null,
        128,
        true,
        100,
        null,
        null);
  }
}
