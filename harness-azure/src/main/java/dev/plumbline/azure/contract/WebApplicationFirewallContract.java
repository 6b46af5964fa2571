package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.Tier;
import dev.plumbline.contract.FirewallSetting;
import dev.plumbline.contract.WebFirewallContract;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the web application firewall on every way through an application gateway must show, by its
 * settings and by attacks that are sent; see {@link WebFirewallContract}, whose messages are in
 * Azure's words here.
 *
 * <p>Ways are those of all listeners, and of path rules with a policy of their own, to a pool that
 * is not empty, at gateways of a tier with a firewall. Where the policy is {@code
 * Microsoft_DefaultRuleSet} 2.2, nearly all of the twelve rules are off until overrides enable
 * them, and it does not have 931130 and 942340, which have other numbers there: declare them in
 * {@link #disabledRules}.
 *
 * <p>Whole gateways in front of API Management are {@link GatewayFrontedApiManagementContract}'s,
 * which sends no attack.
 *
 * <pre><code class='java'>
 * &#64;NetworkTest("contoso")
 * class ContosoFirewallIT implements WebApplicationFirewallContract {
 *   &#64;Override
 *   public Set&lt;Integer&gt; disabledRules(String url) {
 *     return Set.of(942200); // breaks the download of OpenAPI specifications from the portal
 *   }
 * }
 * </code></pre>
 *
 * <p>Source: "Integrate API Management in an internal VNET with Application Gateway"; "Best
 * practices for Azure Web Application Firewall on Azure Application Gateway"; "Web Application
 * Firewall DRS and CRS rule groups and rules".
 */
@NetworkTest
public interface WebApplicationFirewallContract extends WebFirewallContract {

  /** Returns the gateways of a tier with a firewall, and what else has one in the topology. */
  @Override
  default Set<String> gateways(Lab lab) {
    Set<String> names = new LinkedHashSet<>(WebFirewallContract.super.gateways(lab));
    for (ApplicationGateway gateway : Subject.of(lab).topology().applicationGateways()) {
      Tier tier = gateway.sku().tier();
      if (tier == Tier.WAF || tier == Tier.WAF_V2) {
        names.add(gateway.name());
      }
    }
    return names;
  }

  /**
   * Returns {@code OWASP} 3.0, of the versions that have the twelve rules the oldest, and {@code
   * Microsoft_DefaultRuleSet} 2.1.
   */
  @Override
  default Map<String, String> oldestRuleSets() {
    return Map.of("OWASP", "3.0", "Microsoft_DefaultRuleSet", "2.1");
  }

  @Override
  default String nameOf(FirewallSetting setting) {
    return switch (setting) {
      case FIREWALL ->
          "firewallPolicy of the path rule, of the listener or of the gateway, or the gateway's"
              + " webApplicationFirewallConfiguration";
      case MODE -> "mode and state in policySettings (firewallMode and enabled without a policy)";
      case THRESHOLD -> "action in ruleGroupOverrides, since the platform sets the threshold to 5";
      case RULE_SETS -> "ruleSetType and ruleSetVersion in managedRuleSets";
      case RULES ->
          "ruleGroupOverrides in managedRuleSets (disabledRuleGroups without a policy);"
              + " Microsoft_DefaultRuleSet 2.2 has rules of paranoia level 2 off unless an override"
              + " enables them";
      case EXCLUSIONS -> "exclusions";
      case CUSTOM_RULES -> "customRules and exceptions";
      case BODIES -> "requestBodyCheck";
      case BODY_LIMITS ->
          "requestBodyEnforcement, maxRequestBodySizeInKb, requestBodyInspectLimitInKB and"
              + " fileUploadEnforcement";
      case BODY_ERRORS -> "the rule group General in ruleGroupOverrides (disabledRuleGroups)";
    };
  }
}
