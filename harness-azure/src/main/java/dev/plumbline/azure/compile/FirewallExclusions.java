package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleGroupOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleOverride;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.network.WebFirewall.Exclusion.Spared;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Parts of requests that managed rules do not look at. {@code …Names} and {@code …Values} are the
 * values of what has such a name, {@code …Keys} the names themselves; the case of cookies and
 * arguments counts in the engine of OWASP 3.2 and Microsoft_DefaultRuleSet, and not before ("Web
 * application firewall exclusion lists").
 */
final class FirewallExclusions {

  private FirewallExclusions() {}

  /** Returns it; empty when it is only for rules that the description never has, those of bots. */
  static Optional<Exclusion> of(WebApplicationFirewallPolicy.Exclusion one, boolean caseMatters) {
    List<Integer> rules = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    List<String> sets = new ArrayList<>();
    for (ManagedRuleSet set : one.exclusionManagedRuleSets()) {
      if (set.ruleGroupOverrides().isEmpty()) {
        sets.add(set.ruleSetType());
      }
      for (RuleGroupOverride group : set.ruleGroupOverrides()) {
        if (group.rules().isEmpty()) {
          groups.add(group.ruleGroupName());
        }
        group.rules().stream()
            .map(RuleOverride::ruleId)
            .filter(id -> id.matches("\\d{1,9}"))
            .forEach(id -> rules.add(Integer.valueOf(id)));
      }
    }
    boolean forSome = !one.exclusionManagedRuleSets().isEmpty();
    if (forSome && rules.isEmpty() && groups.isEmpty() && sets.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Exclusion(
            part(one.matchVariable()),
            spared(one.matchVariable()),
            comparison(one.selectorMatchOperator(), one.selector()),
            one.selector(),
            caseMatters,
            rules,
            groups,
            sets));
  }

  static Optional<Exclusion> of(
      WebApplicationFirewallConfiguration.Exclusion one, boolean caseMatters) {
    return of(
        new WebApplicationFirewallPolicy.Exclusion(
            one.matchVariable(), one.selectorMatchOperator(), one.selector(), List.of()),
        caseMatters);
  }

  private static Part part(String variable) {
    String lower = variable.toLowerCase(Locale.ROOT);
    return lower.startsWith("requestheader")
        ? Part.HEADER
        : lower.startsWith("requestcookie") ? Part.COOKIE : Part.ARGUMENT;
  }

  private static Spared spared(String variable) {
    return variable.toLowerCase(Locale.ROOT).endsWith("keys") ? Spared.NAME : Spared.VALUE;
  }

  /** Without operator and selector it is for all there are of the kind. */
  private static Comparison comparison(String operator, String selector) {
    return switch (operator.toLowerCase(Locale.ROOT)) {
      case "" -> selector.isEmpty() ? Comparison.EQUALS_ANY : Comparison.EQUALS;
      case "startswith" -> Comparison.STARTS_WITH;
      case "endswith" -> Comparison.ENDS_WITH;
      case "contains" -> Comparison.CONTAINS;
      case "equalsany" -> Comparison.EQUALS_ANY;
      default -> Comparison.EQUALS;
    };
  }
}
