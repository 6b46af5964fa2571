package dev.plumbline.azure.model;

import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A web application firewall policy of application gateways ({@code
 * Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies}).
 *
 * @param name its name
 * @param policySettings its mode and limits
 * @param customRules the rules of its own, tried by priority before the managed ones
 * @param managedRuleSets the rule sets of the platform
 * @param exclusions parts of requests that managed rules do not look at
 * @param exceptions requests that managed rules do not look at
 */
public record WebApplicationFirewallPolicy(
    @Doc("Its name") String name,
    @Doc("Its mode and limits; the platform's when absent") @Nullable PolicySettings policySettings,
    @Doc("The rules of its own") List<CustomRule> customRules,
    @Doc("The rule sets of the platform") List<ManagedRuleSet> managedRuleSets,
    @Doc("Parts of requests that managed rules do not look at") List<Exclusion> exclusions,
    @Doc("Requests that managed rules do not look at") List<ExceptionEntry> exceptions) {
  /** Copies the lists. */
  public WebApplicationFirewallPolicy {
    customRules = List.copyOf(customRules);
    managedRuleSets = List.copyOf(managedRuleSets);
    exclusions = List.copyOf(exclusions);
    exceptions = List.copyOf(exceptions);
  }

  /** Makes a policy without exceptions. */
  public WebApplicationFirewallPolicy(
      String name,
      @Nullable PolicySettings policySettings,
      List<CustomRule> customRules,
      List<ManagedRuleSet> managedRuleSets,
      List<Exclusion> exclusions) {
    this(name, policySettings, customRules, managedRuleSets, exclusions, List.of());
  }

  /** Whether something is on. */
  public enum State {
    /** It is. */
    ENABLED,
    /** It is not. */
    DISABLED
  }

  /**
   * Mode and limits.
   *
   * @param state whether the policy is on
   * @param mode whether it blocks or only tells
   * @param requestBodyCheck whether bodies are looked at
   * @param requestBodyEnforcement whether the limit of bodies holds
   * @param requestBodyInspectLimitInKB how much of a body is looked at, in KB; null for the
   *     platform's limit
   * @param maxRequestBodySizeInKb the longest body other than of files, in KB
   * @param fileUploadEnforcement whether the limit of uploads holds
   * @param fileUploadLimitInMb the longest upload of files, in MB
   * @param customBlockResponseStatusCode the status of the answer to what is blocked; null for 403
   * @param customBlockResponseBody its body, in Base64; null for the platform's page
   */
  public record PolicySettings(
      @Default("enabled") @Doc("Whether the policy is on") State state,
      @Default("detection") @Doc("Whether it blocks or only tells") FirewallMode mode,
      @Default("true") @Doc("Whether bodies are looked at") boolean requestBodyCheck,
      @Default("true") @Doc("Whether the limit of bodies holds") boolean requestBodyEnforcement,
      @Doc("How much of a body is looked at, in KB") @Nullable Integer requestBodyInspectLimitInKB,
      @Default("128") @Doc("The longest body other than of files, in KB")
          int maxRequestBodySizeInKb,
      @Default("true") @Doc("Whether the limit of uploads holds") boolean fileUploadEnforcement,
      @Default("100") @Doc("The longest upload of files, in MB") int fileUploadLimitInMb,
      @Doc("The status of the answer to what is blocked; 403 when absent")
          @Nullable Integer customBlockResponseStatusCode,
      @Doc("Its body, in Base64") @Nullable String customBlockResponseBody) {}

  /** The kinds of custom rules. */
  public enum RuleType {
    /** By what the request holds. */
    MATCH_RULE,
    /** By how often requests come. */
    RATE_LIMIT_RULE
  }

  /** What a custom rule does. */
  public enum Action {
    /** It lets the request pass, unseen by all other rules. */
    ALLOW,
    /** It answers 403. */
    BLOCK,
    /** It logs, and the next rule is tried. */
    LOG,
    /** It asks the browser to prove itself. */
    JS_CHALLENGE
  }

  /**
   * A custom rule.
   *
   * @param name its name
   * @param priority its place, smallest first; unique
   * @param state whether it is on
   * @param ruleType its kind
   * @param action what it does
   * @param matchConditions what must hold, all of it
   * @param rateLimitDuration the window of a rate limit, {@code OneMin} or {@code FiveMins}; null
   *     for none
   * @param rateLimitThreshold how many requests are let through in it; null for none
   * @param groupBy whom requests count for: {@code ClientAddr}, {@code ClientAddrXFFHeader}, {@code
   *     GeoLocation}, {@code GeoLocationXFFHeader}; all count together when empty
   */
  public record CustomRule(
      @Doc("Its name") String name,
      @Doc("Its place, smallest first") int priority,
      @Default("enabled") @Doc("Whether it is on") State state,
      @Default("match-rule") @Doc("Its kind") RuleType ruleType,
      @Doc("What it does") Action action,
      @Doc("What must hold, all of it") List<MatchCondition> matchConditions,
      @Doc("The window of a rate limit") @Nullable String rateLimitDuration,
      @Doc("How many requests are let through in it") @Nullable Integer rateLimitThreshold,
      @Doc("Whom requests count for; all count together when absent") List<String> groupBy) {
    /** Copies the lists. */
    public CustomRule {
      matchConditions = List.copyOf(matchConditions);
      groupBy = List.copyOf(groupBy);
    }

    /** Makes a rule whose requests, where it limits a rate, all count together. */
    public CustomRule(
        String name,
        int priority,
        State state,
        RuleType ruleType,
        Action action,
        List<MatchCondition> matchConditions,
        @Nullable String rateLimitDuration,
        @Nullable Integer rateLimitThreshold) {
      this(
          name,
          priority,
          state,
          ruleType,
          action,
          matchConditions,
          rateLimitDuration,
          rateLimitThreshold,
          List.of());
    }
  }

  /**
   * A condition of a custom rule.
   *
   * @param matchVariables what is looked at; any may fit
   * @param operator how it is compared, such as {@code IPMatch} or {@code Contains}
   * @param negate whether it must not fit
   * @param matchValues the values; any may fit
   * @param transforms what is done to the text before, such as {@code Lowercase}
   */
  public record MatchCondition(
      @Doc("What is looked at; any may fit") List<MatchVariable> matchVariables,
      @Doc("How it is compared") String operator,
      @Default("false") @Doc("Whether it must not fit") boolean negate,
      @Doc("The values; any may fit") List<String> matchValues,
      @Doc("What is done to the text before") List<String> transforms) {
    /** Copies the lists. */
    public MatchCondition {
      matchVariables = List.copyOf(matchVariables);
      matchValues = List.copyOf(matchValues);
      transforms = List.copyOf(transforms);
    }
  }

  /**
   * A part of a request.
   *
   * @param variableName which, such as {@code RemoteAddr} or {@code RequestHeaders}
   * @param selector the name of a header, cookie or argument; null for all
   */
  public record MatchVariable(
      @Doc("Which") String variableName,
      @Doc("The name of a header, cookie or argument") @Nullable String selector) {}

  /**
   * A rule set of the platform.
   *
   * @param ruleSetType {@code OWASP}, {@code Microsoft_DefaultRuleSet} or {@code
   *     Microsoft_BotManagerRuleSet}
   * @param ruleSetVersion its version
   * @param ruleGroupOverrides what is not as the platform made it
   */
  public record ManagedRuleSet(
      @Default("OWASP") @Doc("OWASP, Microsoft_DefaultRuleSet or Microsoft_BotManagerRuleSet")
          String ruleSetType,
      @Doc("Its version") String ruleSetVersion,
      @Doc("What is not as the platform made it") List<RuleGroupOverride> ruleGroupOverrides) {
    /** Copies the list. */
    public ManagedRuleSet {
      ruleGroupOverrides = List.copyOf(ruleGroupOverrides);
    }
  }

  /**
   * What is different in a group.
   *
   * @param ruleGroupName the group
   * @param rules the rules; empty for the whole group, which is off then
   */
  public record RuleGroupOverride(
      @Doc("The group") String ruleGroupName, @Doc("The rules") List<RuleOverride> rules) {
    /** Copies the list. */
    public RuleGroupOverride {
      rules = List.copyOf(rules);
    }
  }

  /**
   * What is different in a rule.
   *
   * @param ruleId the rule
   * @param state whether it is on
   * @param action what it does, such as {@code Log}; null for what the rule set says
   */
  public record RuleOverride(
      @Doc("The rule") String ruleId,
      @Default("disabled") @Doc("Whether it is on") State state,
      @Doc("What it does") @Nullable String action) {}

  /**
   * A part of requests that managed rules do not look at.
   *
   * @param matchVariable where it is, such as {@code RequestCookieNames}
   * @param selectorMatchOperator how the selector is compared, such as {@code Equals}
   * @param selector the name, or a part of it
   * @param exclusionManagedRuleSets the rules it is for; empty for all
   */
  public record Exclusion(
      @Doc("Where it is") String matchVariable,
      @Default("Equals") @Doc("How the selector is compared") String selectorMatchOperator,
      @Default("") @Doc("The name, or a part of it") String selector,
      @Doc("The rules it is for; all when absent") List<ManagedRuleSet> exclusionManagedRuleSets) {
    /** Copies the list. */
    public Exclusion {
      exclusionManagedRuleSets = List.copyOf(exclusionManagedRuleSets);
    }
  }

  /**
   * Requests that managed rules do not look at ({@code managedRules.exceptions}).
   *
   * @param matchVariable what tells them: {@code RequestURI}, {@code RemoteAddr} or {@code
   *     RequestHeader}
   * @param selector the name of the header; null for another variable
   * @param valueMatchOperator how it is compared, such as {@code StartsWith} or {@code IPMatch}
   * @param values the values; any may fit
   * @param exceptionManagedRuleSets the rules it is for; empty for all
   */
  public record ExceptionEntry(
      @Doc("What tells them: RequestURI, RemoteAddr or RequestHeader") String matchVariable,
      @Doc("The name of the header") @Nullable String selector,
      @Default("Equals") @Doc("How it is compared") String valueMatchOperator,
      @Doc("The values; any may fit") List<String> values,
      @Doc("The rules it is for; all when absent") List<ManagedRuleSet> exceptionManagedRuleSets) {
    /** Copies the lists. */
    public ExceptionEntry {
      values = List.copyOf(values);
      exceptionManagedRuleSets = List.copyOf(exceptionManagedRuleSets);
    }
  }
}
