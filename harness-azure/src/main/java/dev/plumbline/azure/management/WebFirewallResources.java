package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.Action;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.CustomRule;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ExceptionEntry;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.Exclusion;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes web application firewalls: policies, and the configuration at a gateway itself. */
final class WebFirewallResources {

  private final Estate estate;

  WebFirewallResources(Estate estate) {
    this.estate = estate;
  }

  void add() {
    estate.topology.webApplicationFirewallPolicies().forEach(this::policy);
  }

  static void configuration(
      Fields gateway, @Nullable WebApplicationFirewallConfiguration firewall) {
    if (firewall == null) {
      return;
    }
    gateway.with(
        "webApplicationFirewallConfiguration",
        Fields.of()
            .with("enabled", firewall.enabled())
            .with("firewallMode", firewall.firewallMode())
            .with("ruleSetType", firewall.ruleSetType())
            .with("ruleSetVersion", firewall.ruleSetVersion())
            .each(
                "disabledRuleGroups",
                firewall.disabledRuleGroups(),
                group ->
                    Fields.of()
                        .with("ruleGroupName", group.ruleGroupName())
                        .some("rules", group.rules(), rule -> rule))
            .each(
                "exclusions",
                firewall.exclusions(),
                one ->
                    Fields.of()
                        .with("matchVariable", one.matchVariable())
                        .with("selectorMatchOperator", one.selectorMatchOperator())
                        .with("selector", one.selector()))
            .with("requestBodyCheck", firewall.requestBodyCheck())
            .with("maxRequestBodySizeInKb", firewall.maxRequestBodySizeInKb())
            .with("fileUploadLimitInMb", firewall.fileUploadLimitInMb()));
  }

  private void policy(WebApplicationFirewallPolicy policy) {
    List<String> gateways =
        estate.topology.applicationGateways().stream()
            .filter(gateway -> policy.name().equals(gateway.firewallPolicy()))
            .map(ApplicationGateway::name)
            .map(name -> estate.ids.of(ResourceTypes.APPLICATION_GATEWAY, name))
            .toList();
    PolicySettings settings = policy.policySettings();
    estate.add(
        ResourceTypes.WEB_APPLICATION_FIREWALL_POLICY,
        policy.name(),
        Fields.of()
            .with("resourceState", "Enabled")
            .with("policySettings", settings == null ? null : settings(settings))
            .each("customRules", policy.customRules(), WebFirewallResources::customRule)
            .with(
                "managedRules",
                Fields.of()
                    .each("managedRuleSets", policy.managedRuleSets(), one -> ruleSet(one))
                    .each("exclusions", policy.exclusions(), WebFirewallResources::exclusion)
                    .some("exceptions", policy.exceptions(), WebFirewallResources::exception))
            .some("applicationGateways", Fields.ids(gateways), one -> one));
  }

  private static Fields settings(PolicySettings settings) {
    return Fields.of()
        .with("state", settings.state())
        .with("mode", settings.mode())
        .with("requestBodyCheck", settings.requestBodyCheck())
        .with("requestBodyEnforcement", settings.requestBodyEnforcement())
        .with("requestBodyInspectLimitInKB", settings.requestBodyInspectLimitInKB())
        .with("maxRequestBodySizeInKb", settings.maxRequestBodySizeInKb())
        .with("fileUploadEnforcement", settings.fileUploadEnforcement())
        .with("fileUploadLimitInMb", settings.fileUploadLimitInMb())
        .with("customBlockResponseStatusCode", settings.customBlockResponseStatusCode())
        .with("customBlockResponseBody", settings.customBlockResponseBody());
  }

  private static Fields customRule(CustomRule rule) {
    return Fields.of()
        .with("name", rule.name())
        .with("priority", rule.priority())
        .with("state", rule.state())
        .with("ruleType", rule.ruleType())
        .with(
            "action",
            rule.action() == Action.JS_CHALLENGE ? "JSChallenge" : Fields.word(rule.action()))
        .with("rateLimitDuration", rule.rateLimitDuration())
        .with("rateLimitThreshold", rule.rateLimitThreshold())
        .with(
            "groupByUserSession",
            rule.groupBy().isEmpty()
                ? null
                : List.of(
                    Map.of(
                        "groupByVariables",
                        rule.groupBy().stream()
                            .map(name -> Map.of("variableName", name))
                            .toList())))
        .each(
            "matchConditions",
            rule.matchConditions(),
            one ->
                Fields.of()
                    .each(
                        "matchVariables",
                        one.matchVariables(),
                        variable ->
                            Fields.of()
                                .with("variableName", variable.variableName())
                                .with("selector", variable.selector()))
                    .with("operator", one.operator())
                    // The platform's own spelling.
                    .with("negationConditon", one.negate())
                    .with("matchValues", one.matchValues())
                    .with("transforms", one.transforms()));
  }

  private static Fields ruleSet(ManagedRuleSet set) {
    return Fields.of()
        .with("ruleSetType", set.ruleSetType())
        .with("ruleSetVersion", set.ruleSetVersion())
        .each(
            "ruleGroupOverrides",
            set.ruleGroupOverrides(),
            group ->
                Fields.of()
                    .with("ruleGroupName", group.ruleGroupName())
                    .each(
                        "rules",
                        group.rules(),
                        rule ->
                            Fields.of()
                                .with("ruleId", rule.ruleId())
                                .with(
                                    "state", rule.state() == State.ENABLED ? "Enabled" : "Disabled")
                                .with("action", rule.action())));
  }

  private static Fields exclusion(Exclusion one) {
    return Fields.of()
        .with("matchVariable", one.matchVariable())
        .with("selectorMatchOperator", one.selectorMatchOperator())
        .with("selector", one.selector())
        .each(
            "exclusionManagedRuleSets",
            one.exclusionManagedRuleSets(),
            WebFirewallResources::spared);
  }

  private static Fields exception(ExceptionEntry one) {
    return Fields.of()
        .with("matchVariable", one.matchVariable())
        .with("selector", one.selector())
        .with("valueMatchOperator", one.valueMatchOperator())
        .with("values", one.values())
        .each(
            "exceptionManagedRuleSets",
            one.exceptionManagedRuleSets(),
            WebFirewallResources::spared);
  }

  private static Fields spared(ManagedRuleSet set) {
    return Fields.of()
        .with("ruleSetType", set.ruleSetType())
        .with("ruleSetVersion", set.ruleSetVersion())
        .each(
            "ruleGroups",
            set.ruleGroupOverrides(),
            group ->
                Fields.of()
                    .with("ruleGroupName", group.ruleGroupName())
                    .each("rules", group.rules(), rule -> Map.of("ruleId", rule.ruleId())));
  }
}
