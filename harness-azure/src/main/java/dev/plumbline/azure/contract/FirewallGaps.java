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
import java.util.Locale;
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

  private static final String NOT_KNOWN =
      " (cannot be told from the whole group, whose rules are not known)";

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
      List<ManagedRuleSet> together =
          policy.exclusions().stream()
              .filter(other -> part(other.matchVariable()).equals(part(one.matchVariable())))
              .filter(other -> takesAll(other.selectorMatchOperator(), other.selector()))
              .flatMap(other -> other.exclusionManagedRuleSets().stream())
              .toList();
      gaps.exclusion(
          one.matchVariable(),
          one.selectorMatchOperator(),
          one.selector(),
          one.exclusionManagedRuleSets(),
          together);
    }
    List<ManagedRuleSet> together =
        policy.exceptions().stream()
            .filter(one -> share(one, everything) != Share.SOME)
            .flatMap(one -> one.exceptionManagedRuleSets().stream())
            .toList();
    policy.exceptions().forEach(one -> gaps.exception(one, everything, together));
    gaps.callers.addAll(
        SharedOut.exceptions(
            policy.exceptions().stream()
                .filter(one -> isWide(one.exceptionManagedRuleSets(), together))
                .toList(),
            everything));
    List<CustomRule> allowing =
        policy.customRules().stream()
            .filter(r -> r.state() == State.ENABLED && r.action() == Action.ALLOW)
            .toList();
    allowing.forEach(rule -> gaps.allow(rule, everything));
    gaps.callers.addAll(SharedOut.rules(allowing, everything));
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
    NamedRules off = new NamedRules(configuration.ruleSetType(), configuration.ruleSetVersion());
    for (DisabledRuleGroup group : configuration.disabledRuleGroups()) {
      if (group.rules().isEmpty()) {
        off.addGroup(group.ruleGroupName());
      }
      group.rules().forEach(rule -> off.addRule(group.ruleGroupName(), rule));
    }
    gaps.off(off);
    for (WebApplicationFirewallConfiguration.Exclusion one : configuration.exclusions()) {
      gaps.exclusion(
          one.matchVariable(), one.selectorMatchOperator(), one.selector(), List.of(), List.of());
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
    NamedRules off = new NamedRules(set.ruleSetType(), set.ruleSetVersion());
    off.add(set, FirewallGaps::stopsNothing);
    off(off);
  }

  /** A rule that only logs, or lets pass what it finds, stops nothing either. */
  private static boolean stopsNothing(RuleOverride rule) {
    String action = rule.action() == null ? "" : rule.action();
    return rule.state() == State.DISABLED
        || action.equalsIgnoreCase("Log")
        || action.equalsIgnoreCase("Allow");
  }

  private void off(NamedRules off) {
    groups.addAll(off.groups());
    off.doubtful().forEach(group -> groups.add("rules of " + group + NOT_KNOWN));
    off.others().forEach(rule -> rules.add("" + rule));
  }

  private void exclusion(
      String variable,
      String operator,
      String selector,
      List<ManagedRuleSet> sets,
      List<ManagedRuleSet> together) {
    String shown = (variable + " " + operator + " " + selector).strip() + scope(sets);
    if (takesAll(operator, selector) && isWide(sets, together)) {
      parts.add(shown + doubt(sets));
    } else {
      exclusions.add(shown);
    }
  }

  /** An operator that is not known is not one that selects some. */
  private static boolean takesAll(String operator, String selector) {
    return switch (operator.toLowerCase(Locale.ROOT)) {
      case "equals" -> false;
      case "startswith", "endswith", "contains" -> selector.isEmpty();
      default -> true;
    };
  }

  /** "Names" is an older word for "Values". */
  private static String part(String variable) {
    return variable.toLowerCase(Locale.ROOT).replaceAll("names$", "values");
  }

  private void exception(ExceptionEntry one, Everything everything, List<ManagedRuleSet> together) {
    List<ManagedRuleSet> sets = one.exceptionManagedRuleSets();
    String shown =
        "exception "
            + one.matchVariable()
            + (one.selector() == null ? "" : " " + one.selector())
            + " "
            + one.valueMatchOperator()
            + " "
            + String.join(", ", one.values())
            + scope(sets);
    if (isWide(sets, together)) {
      past(share(one, everything), shown + doubt(sets), "");
    } else {
      allowed.add(shown);
    }
  }

  private static Share share(ExceptionEntry one, Everything everything) {
    return everything.of(SharedOut.condition(one));
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

  /**
   * For single rules a gap is as narrow as they are; for a group, a set or all it is not, be the
   * group named or every rule of it, here or elsewhere.
   *
   * @param sets what the gap is for
   * @param together what it and others of its kind are for
   */
  private static boolean isWide(List<ManagedRuleSet> sets, List<ManagedRuleSet> together) {
    return sets.isEmpty()
        || sets.stream()
            .filter(set -> ManagedRuleGroups.findsAttacks(set.ruleSetType()))
            .anyMatch(
                set -> {
                  NamedRules own = named(List.of(set), set);
                  NamedRules all = named(together, set);
                  return set.ruleGroupOverrides().isEmpty()
                      || !own.groups().isEmpty()
                      || !own.doubtful().isEmpty()
                      || !all.others().containsAll(own.others());
                });
  }

  /** What is named of one set. */
  private static NamedRules named(List<ManagedRuleSet> sets, ManagedRuleSet like) {
    NamedRules named = new NamedRules(like.ruleSetType(), like.ruleSetVersion());
    sets.stream()
        .filter(set -> set.ruleSetType().equalsIgnoreCase(like.ruleSetType()))
        .filter(set -> set.ruleSetVersion().equals(like.ruleSetVersion()))
        .forEach(set -> named.add(set, rule -> true));
    return named;
  }

  private static String doubt(List<ManagedRuleSet> sets) {
    List<String> doubtful =
        sets.stream()
            .filter(set -> ManagedRuleGroups.findsAttacks(set.ruleSetType()))
            .flatMap(set -> named(List.of(set), set).doubtful().stream())
            .toList();
    return doubtful.isEmpty() ? "" : ", rules of " + String.join(", ", doubtful) + NOT_KNOWN;
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
