package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.DisabledRuleGroup;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.Action;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.CustomRule;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ExceptionEntry;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchCondition;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchVariable;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleGroupOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleType;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.azure.rules.FirewallWords;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Web application firewalls: the configuration of a gateway, and policies. */
final class FirewallConfigurations {

  private static final Map<String, FirewallMode> MODES =
      Map.of("detection", FirewallMode.DETECTION, "prevention", FirewallMode.PREVENTION);

  // The words of "Web Application Firewall Policies - Create Or Update" (Azure REST reference).
  private static final List<String> DURATIONS = List.of("OneMin", "FiveMins");
  private static final List<String> OVERRIDES =
      List.of("AnomalyScoring", "Allow", "Block", "Log", "JSChallenge");

  private FirewallConfigurations() {}

  static @Nullable WebApplicationFirewallConfiguration configuration(Mapping mapping, Part part) {
    if (part.json().members().isEmpty()) {
      return null;
    }
    return mapping.made(
        new WebApplicationFirewallConfiguration(
            part.bool("enabled", true),
            part.word("firewallMode", MODES, FirewallMode.DETECTION),
            part.text("ruleSetType", "OWASP"),
            part.text("ruleSetVersion", "3.0"),
            part.parts("disabledRuleGroups").stream()
                .map(
                    g ->
                        new DisabledRuleGroup(
                            g.required("ruleGroupName"),
                            g.values("rules").stream().map(Part::integer).toList()))
                .toList(),
            part.parts("exclusions").stream()
                .map(
                    e ->
                        new WebApplicationFirewallConfiguration.Exclusion(
                            e.oneOf("matchVariable", FirewallWords.EXCLUDED, null),
                            e.has("selectorMatchOperator")
                                ? e.oneOf("selectorMatchOperator", FirewallWords.SELECTIONS, null)
                                : "",
                            e.text("selector", "")))
                .toList(),
            part.bool("requestBodyCheck", true),
            // The first name is the newer one of the two for the same limit.
            part.integer("maxRequestBodySizeInKb", part.integer("maxRequestBodySize", 128)),
            part.integer("fileUploadLimitInMb", 100)),
        part);
  }

  static List<WebApplicationFirewallPolicy> policies(Mapping mapping) {
    return mapping.all(
        ResourceTypes.WEB_APPLICATION_FIREWALL_POLICY,
        resource -> {
          Part part = Part.of(resource.body());
          Part managed = part.part("managedRules");
          return new WebApplicationFirewallPolicy(
              mapping.estate.local(resource),
              part.has("policySettings") ? settings(part.part("policySettings")) : null,
              mapping.each(part.parts("customRules"), FirewallConfigurations::customRule),
              managed.parts("managedRuleSets").stream()
                  .map(FirewallConfigurations::ruleSet)
                  .toList(),
              managed.parts("exclusions").stream()
                  .map(
                      e ->
                          new WebApplicationFirewallPolicy.Exclusion(
                              e.oneOf("matchVariable", FirewallWords.EXCLUDED, null),
                              e.oneOf("selectorMatchOperator", FirewallWords.SELECTIONS, "Equals"),
                              e.text("selector", ""),
                              e.parts("exclusionManagedRuleSets").stream()
                                  .map(FirewallConfigurations::excluded)
                                  .toList()))
                  .toList(),
              managed.parts("exceptions").stream().map(FirewallConfigurations::exception).toList());
        });
  }

  private static State state(Part part) {
    return part.enabled("state", part.bool("enabled", true)) ? State.ENABLED : State.DISABLED;
  }

  private static PolicySettings settings(Part part) {
    return new PolicySettings(
        state(part),
        part.word("mode", MODES, FirewallMode.DETECTION),
        part.bool("requestBodyCheck", true),
        part.bool("requestBodyEnforcement", true),
        part.integer("requestBodyInspectLimitInKB"),
        part.integer("maxRequestBodySizeInKb", 128),
        part.bool("fileUploadEnforcement", true),
        part.integer("fileUploadLimitInMb", 100),
        part.integer("customBlockResponseStatusCode"),
        part.text("customBlockResponseBody"));
  }

  private static CustomRule customRule(Part part) {
    return new CustomRule(
        part.name(),
        part.integer("priority", 1),
        state(part),
        part.word(
            "ruleType",
            Map.of("matchrule", RuleType.MATCH_RULE, "ratelimitrule", RuleType.RATE_LIMIT_RULE),
            RuleType.MATCH_RULE),
        part.word(
            "action",
            Map.of(
                "allow", Action.ALLOW,
                "block", Action.BLOCK,
                "log", Action.LOG,
                "jschallenge", Action.JS_CHALLENGE),
            null),
        part.parts("matchConditions").stream()
            .map(
                c ->
                    new MatchCondition(
                        c.parts("matchVariables").stream()
                            .map(
                                v ->
                                    new MatchVariable(
                                        v.oneOf("variableName", FirewallWords.VARIABLES, null),
                                        v.text("selector")))
                            .toList(),
                        c.oneOf("operator", FirewallWords.OPERATORS, null),
                        c.bool("negationConditon", c.bool("negationCondition", false)),
                        c.texts("matchValues"),
                        c.values("transforms").stream()
                            .map(t -> Part.oneOf(t, "transform", FirewallWords.TRANSFORMS))
                            .toList()))
            .toList(),
        part.has("rateLimitDuration") ? part.oneOf("rateLimitDuration", DURATIONS, null) : null,
        part.integer("rateLimitThreshold"),
        part.parts("groupByUserSession").stream()
            .flatMap(session -> session.parts("groupByVariables").stream())
            .map(variable -> variable.oneOf("variableName", FirewallWords.GROUPS, null))
            .filter(variable -> !variable.equals("None"))
            .toList());
  }

  private static ManagedRuleSet ruleSet(Part part) {
    return new ManagedRuleSet(
        part.text("ruleSetType", "OWASP"),
        part.required("ruleSetVersion"),
        part.parts("ruleGroupOverrides").stream()
            .map(
                g ->
                    new RuleGroupOverride(
                        g.required("ruleGroupName"),
                        g.parts("rules").stream()
                            .map(
                                r ->
                                    new RuleOverride(
                                        r.required("ruleId"),
                                        r.enabled("state", false) ? State.ENABLED : State.DISABLED,
                                        r.has("action")
                                            ? r.oneOf("action", OVERRIDES, null)
                                            : null))
                            .toList()))
            .toList());
  }

  private static ExceptionEntry exception(Part part) {
    return new ExceptionEntry(
        part.required("matchVariable"),
        part.text("selector"),
        part.text("valueMatchOperator", "Equals"),
        part.texts("values"),
        part.parts("exceptionManagedRuleSets").stream()
            .map(FirewallConfigurations::excluded)
            .toList());
  }

  private static ManagedRuleSet excluded(Part part) {
    return new ManagedRuleSet(
        part.text("ruleSetType", "OWASP"),
        part.required("ruleSetVersion"),
        part.parts("ruleGroups").stream()
            .map(
                g ->
                    new RuleGroupOverride(
                        g.required("ruleGroupName"),
                        g.parts("rules").stream()
                            .map(r -> new RuleOverride(r.required("ruleId"), State.DISABLED, null))
                            .toList()))
            .toList());
  }
}
