package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.ApplicationGateway.RedirectConfiguration;
import dev.plumbline.azure.model.RewriteRuleSet;
import dev.plumbline.azure.model.RewriteRuleSet.ActionSet;
import dev.plumbline.azure.model.RewriteRuleSet.Condition;
import dev.plumbline.azure.model.RewriteRuleSet.HeaderConfiguration;
import dev.plumbline.azure.model.RewriteRuleSet.RewriteRule;
import dev.plumbline.azure.model.RewriteRuleSet.UrlConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.CustomRule;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleGroupOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What parts of an application gateway do to requests, whatever their names: equal for two of a
 * kind that do the same.
 */
final class Nameless {

  private static final String NAME = "";

  private Nameless() {}

  /** What one rewrite does to requests. */
  private record Rewrite(
      Set<Condition> conditions,
      List<HeaderConfiguration> headers,
      @Nullable UrlConfiguration url) {}

  /** Rewrites act in the order of their sequences; those of answers do nothing to requests. */
  static Object of(RewriteRuleSet set) {
    return set.rewriteRules().stream()
        .sorted(Comparator.comparingInt(RewriteRule::ruleSequence))
        .map(Nameless::rewrite)
        .filter(rewrite -> !rewrite.headers().isEmpty() || rewrite.url() != null)
        .toList();
  }

  private static Rewrite rewrite(RewriteRule rule) {
    ActionSet actions = rule.actionSet();
    return new Rewrite(
        Set.copyOf(rule.conditions()),
        actions.requestHeaderConfigurations().stream()
            .map(
                header ->
                    new HeaderConfiguration(
                        header.headerName().toLowerCase(Locale.ROOT), header.headerValue()))
            .toList(),
        actions.urlConfiguration());
  }

  /** Custom rules are tried by priority; those that are off are not. */
  static Object of(WebApplicationFirewallPolicy policy) {
    return new WebApplicationFirewallPolicy(
        NAME,
        policy.policySettings(),
        policy.customRules().stream()
            .filter(rule -> rule.state() == State.ENABLED)
            .sorted(Comparator.comparingInt(CustomRule::priority))
            .map(Nameless::rule)
            .toList(),
        policy.managedRuleSets(),
        policy.exclusions(),
        policy.exceptions());
  }

  private static CustomRule rule(CustomRule rule) {
    return new CustomRule(
        NAME,
        0,
        rule.state(),
        rule.ruleType(),
        rule.action(),
        rule.matchConditions(),
        rule.rateLimitDuration(),
        rule.rateLimitThreshold(),
        rule.groupBy());
  }

  /** A gateway's own configuration and a policy that says the same are one. */
  static Object of(WebApplicationFirewallConfiguration own) {
    return of(
        new WebApplicationFirewallPolicy(
            NAME,
            new PolicySettings(
                own.enabled() ? State.ENABLED : State.DISABLED,
                own.firewallMode(),
                own.requestBodyCheck(),
                true,
                null,
                own.maxRequestBodySizeInKb(),
                true,
                own.fileUploadLimitInMb(),
                null,
                null),
            List.of(),
            List.of(
                new ManagedRuleSet(
                    own.ruleSetType(),
                    own.ruleSetVersion(),
                    own.disabledRuleGroups().stream()
                        .map(
                            group ->
                                new RuleGroupOverride(
                                    group.ruleGroupName(),
                                    group.rules().stream()
                                        .map(
                                            rule ->
                                                new RuleOverride("" + rule, State.DISABLED, null))
                                        .toList()))
                        .toList())),
            own.exclusions().stream()
                .map(
                    one ->
                        new WebApplicationFirewallPolicy.Exclusion(
                            one.matchVariable(),
                            one.selectorMatchOperator(),
                            one.selector(),
                            List.of()))
                .toList()));
  }

  static Object of(RedirectConfiguration redirect) {
    return new RedirectConfiguration(
        NAME,
        redirect.redirectType(),
        redirect.targetListener(),
        redirect.targetUrl(),
        redirect.includePath(),
        redirect.includeQueryString());
  }
}
