package dev.plumbline.azure.contract;

import dev.plumbline.azure.contract.Everything.Share;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.DisabledRuleGroup;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.Action;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.CustomRule;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ExceptionEntry;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchCondition;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleGroupOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.azure.rules.ManagedRuleGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a web application firewall does not see, though it is on and prevents.
 *
 * <p>A rule that is off, an exclusion of one header, a trusted caller are how the documentation
 * tunes a firewall: they are told. A whole group of rules, all arguments, every caller are gaps:
 * nothing of that kind is found any more ("Web application firewall exclusion lists", section
 * "Exclusion scopes"; "Application Gateway WAF exceptions list"; "Best practices for Azure Web
 * Application Firewall on Azure Application Gateway").
 *
 * @param groups groups of rules that are off
 * @param rules rules that are off, one by one
 * @param parts parts of every request that are not looked at
 * @param exclusions what else is not looked at
 * @param callers what lets everyone past the managed rules
 * @param allowed what lets some past them
 */
record FirewallGaps(
    List<String> groups,
    List<String> rules,
    List<String> parts,
    List<String> exclusions,
    List<String> callers,
    List<String> allowed) {

  /**
   * Returns the gaps of a policy on one way through a gateway.
   *
   * @param everything the requests of this way
   */
  static FirewallGaps of(WebApplicationFirewallPolicy policy, Everything everything) {
    FirewallGaps gaps = none();
    for (ManagedRuleSet set : policy.managedRuleSets()) {
      if (ManagedRuleGroups.findsAttacks(set.ruleSetType())) {
        gaps.overrides(set);
      }
    }
    for (WebApplicationFirewallPolicy.Exclusion one : policy.exclusions()) {
      gaps.exclusion(
          one.matchVariable(),
          one.selectorMatchOperator(),
          one.selector(),
          one.exclusionManagedRuleSets());
    }
    policy.exceptions().forEach(one -> gaps.exception(one, everything));
    policy.customRules().stream()
        .filter(r -> r.state() == State.ENABLED && r.action() == Action.ALLOW)
        .forEach(rule -> gaps.allow(rule, everything));
    PolicySettings settings = policy.policySettings();
    if (settings != null) {
      gaps.bodies(settings.requestBodyCheck());
      if (settings.requestBodyCheck() && !settings.requestBodyEnforcement()) {
        Integer limit = settings.requestBodyInspectLimitInKB();
        gaps.exclusions.add("what is in bodies behind " + (limit == null ? 128 : limit) + " KB");
      }
    }
    return gaps;
  }

  static FirewallGaps of(WebApplicationFirewallConfiguration configuration) {
    FirewallGaps gaps = none();
    Set<Integer> off = new TreeSet<>();
    List<String> whole = new ArrayList<>();
    for (DisabledRuleGroup group : configuration.disabledRuleGroups()) {
      off.addAll(group.rules());
      if (group.rules().isEmpty()) {
        whole.add(group.ruleGroupName());
      }
    }
    gaps.off(configuration.ruleSetType(), configuration.ruleSetVersion(), whole, off);
    for (WebApplicationFirewallConfiguration.Exclusion one : configuration.exclusions()) {
      gaps.exclusion(one.matchVariable(), one.selectorMatchOperator(), one.selector(), List.of());
    }
    gaps.bodies(configuration.requestBodyCheck());
    return gaps;
  }

  private static FirewallGaps none() {
    return new FirewallGaps(
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }

  private void overrides(ManagedRuleSet set) {
    Set<Integer> off = new TreeSet<>();
    List<String> whole = new ArrayList<>();
    for (RuleGroupOverride group : set.ruleGroupOverrides()) {
      if (group.rules().isEmpty()) {
        whole.add(group.ruleGroupName());
      }
      group.rules().stream().filter(FirewallGaps::stopsNothing).forEach(r -> off.add(number(r)));
    }
    off(set.ruleSetType(), set.ruleSetVersion(), whole, off);
  }

  /** A rule that only logs, or lets pass what it finds, stops nothing either. */
  private static boolean stopsNothing(RuleOverride rule) {
    String action = rule.action() == null ? "" : rule.action();
    return rule.state() == State.DISABLED
        || action.equalsIgnoreCase("Log")
        || action.equalsIgnoreCase("Allow");
  }

  private static int number(RuleOverride rule) {
    String id = rule.ruleId();
    return id.matches("\\d{1,9}") ? Integer.parseInt(id) : 0;
  }

  private void off(String type, String version, List<String> whole, Set<Integer> off) {
    groups.addAll(whole);
    Set<Integer> within = new TreeSet<>();
    for (String group : ManagedRuleGroups.within(type, version, off)) {
      within.addAll(ManagedRuleGroups.of(type, version).get(group));
      if (whole.stream().noneMatch(group::equalsIgnoreCase)) {
        groups.add(group);
      }
    }
    off.stream().filter(rule -> !within.contains(rule)).forEach(rule -> rules.add("" + rule));
  }

  private void exclusion(
      String variable, String operator, String selector, List<ManagedRuleSet> sets) {
    boolean any =
        operator.isEmpty()
            || operator.equalsIgnoreCase("EqualsAny")
            || (selector.isEmpty() && !operator.equalsIgnoreCase("Equals"));
    String shown = (variable + " " + operator + " " + selector).strip();
    (any && isWide(sets) ? parts : exclusions).add(shown + scope(sets));
  }

  private void exception(ExceptionEntry one, Everything everything) {
    Share share =
        everything.of(
            one.matchVariable(),
            one.selector(),
            one.valueMatchOperator(),
            one.values(),
            false,
            List.of());
    String shown =
        "exception "
            + one.matchVariable()
            + (one.selector() == null ? "" : " " + one.selector())
            + " "
            + one.valueMatchOperator()
            + " "
            + String.join(", ", one.values())
            + scope(one.exceptionManagedRuleSets());
    if (isWide(one.exceptionManagedRuleSets())) {
      past(share, shown, "");
    } else {
      allowed.add(shown);
    }
  }

  /** All conditions must hold: one that is narrow is enough, and one that may be is not. */
  private void allow(CustomRule rule, Everything everything) {
    Share share =
        rule.matchConditions().stream()
            .map(everything::of)
            .min(Share::compareTo)
            .orElse(Share.EVERY);
    String unknown =
        rule.matchConditions().stream()
            .filter(condition -> everything.of(condition) == Share.UNKNOWN)
            .map(FirewallGaps::shown)
            .collect(Collectors.joining(" and "));
    past(share, "custom rule " + rule.name(), " by its condition " + unknown);
  }

  private void past(Share share, String shown, String by) {
    switch (share) {
      case SOME -> allowed.add(shown);
      case UNKNOWN -> callers.add(shown + " (cannot be told from one for every caller" + by + ")");
      case EVERY -> callers.add(shown);
    }
  }

  private static String shown(MatchCondition condition) {
    return condition.matchVariables().stream()
            .map(v -> v.variableName() + (v.selector() == null ? "" : " " + v.selector()))
            .collect(Collectors.joining(" or "))
        + (condition.negate() ? " not " : " ")
        + condition.operator()
        + " "
        + String.join(", ", condition.matchValues());
  }

  private void bodies(boolean looked) {
    if (!looked) {
      parts.add("bodies");
    }
  }

  /** For single rules a gap is as narrow as they are; for a group, a set or all it is not. */
  private static boolean isWide(List<ManagedRuleSet> sets) {
    return sets.isEmpty()
        || sets.stream()
            .filter(set -> ManagedRuleGroups.findsAttacks(set.ruleSetType()))
            .anyMatch(
                set ->
                    set.ruleGroupOverrides().isEmpty()
                        || set.ruleGroupOverrides().stream().anyMatch(g -> g.rules().isEmpty()));
  }

  private static String scope(List<ManagedRuleSet> sets) {
    List<String> scopes = new ArrayList<>();
    for (ManagedRuleSet set : sets) {
      if (set.ruleGroupOverrides().isEmpty()) {
        scopes.add(set.ruleSetType() + " " + set.ruleSetVersion());
      }
      for (RuleGroupOverride group : set.ruleGroupOverrides()) {
        if (group.rules().isEmpty()) {
          scopes.add(group.ruleGroupName());
        }
        group.rules().forEach(rule -> scopes.add("rule " + rule.ruleId()));
      }
    }
    return scopes.isEmpty() ? "" : " for " + String.join(", ", scopes);
  }
}
