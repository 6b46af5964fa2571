package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.util.List;

/**
 * The web application firewall configured at an {@link ApplicationGateway} itself ({@code
 * webApplicationFirewallConfiguration}), as before there were policies.
 *
 * @param enabled whether it is on
 * @param firewallMode whether it blocks or only tells
 * @param ruleSetType {@code OWASP} or {@code Microsoft_DefaultRuleSet}
 * @param ruleSetVersion its version; sources do not agree on what an absent one means
 * @param disabledRuleGroups the rules that are off
 * @param exclusions parts of requests that rules do not look at
 * @param requestBodyCheck whether bodies are looked at
 * @param maxRequestBodySizeInKb the longest body other than of files, in KB
 * @param fileUploadLimitInMb the longest upload of files, in MB
 */
public record WebApplicationFirewallConfiguration(
    @Default("true") @Doc("Whether it is on") boolean enabled,
    @Default("detection") @Doc("Whether it blocks or only tells") FirewallMode firewallMode,
    @Default("OWASP") @Doc("OWASP or Microsoft_DefaultRuleSet") String ruleSetType,
    @Default("3.0") @Doc("The version of the rules") String ruleSetVersion,
    @Doc("The rules that are off") List<DisabledRuleGroup> disabledRuleGroups,
    @Doc("Parts of requests that rules do not look at") List<Exclusion> exclusions,
    @Default("true") @Doc("Whether bodies are looked at") boolean requestBodyCheck,
    @Default("128") @Doc("The longest body other than of files, in KB") int maxRequestBodySizeInKb,
    @Default("100") @Doc("The longest upload of files, in MB") int fileUploadLimitInMb) {
  /** Copies the lists. */
  public WebApplicationFirewallConfiguration {
    disabledRuleGroups = List.copyOf(disabledRuleGroups);
    exclusions = List.copyOf(exclusions);
  }

  /** What a firewall does with a request that its rules find. */
  public enum FirewallMode {
    /** It logs it. */
    DETECTION,
    /** It answers 403. */
    PREVENTION
  }

  /**
   * Rules that are off.
   *
   * @param ruleGroupName the group, such as {@code REQUEST-942-APPLICATION-ATTACK-SQLI}
   * @param rules the rules; empty for the whole group
   */
  public record DisabledRuleGroup(
      @Doc("The group") String ruleGroupName,
      @Doc("The rules; the whole group when absent") List<Integer> rules) {
    /** Copies the list. */
    public DisabledRuleGroup {
      rules = List.copyOf(rules);
    }
  }

  /**
   * A part of requests that rules do not look at.
   *
   * @param matchVariable where it is, such as {@code RequestCookieNames}
   * @param selectorMatchOperator how the selector is compared, such as {@code Equals}; empty for
   *     all
   * @param selector the name, or a part of it
   */
  public record Exclusion(
      @Doc("Where it is") String matchVariable,
      @Default("") @Doc("How the selector is compared") String selectorMatchOperator,
      @Default("") @Doc("The name, or a part of it") String selector) {}
}
