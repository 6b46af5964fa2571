package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.azure.rules.ManagedRule;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The web application firewalls of an application gateway. The policy of a path rule replaces that
 * of its listener, which replaces that of the gateway; a policy counts before the gateway's own
 * configuration (article "Azure Web Application Firewall policy overview").
 *
 * <p>Names are {@code scope/scope name/policy}, as in {@code Listener/api-listener/contoso-waf};
 * that of the gateway's own configuration has no policy. Of the managed rules those of {@link
 * ManagedRule} are compiled; all else that would look at requests is named as left out.
 */
final class GatewayFirewalls {

  private final AzureTopology topology;
  private final ApplicationGateway gateway;

  GatewayFirewalls(AzureTopology topology, ApplicationGateway gateway) {
    this.topology = topology;
    this.gateway = gateway;
  }

  /** Returns the firewall of a listener; null when there is none, or it is off. */
  @Nullable WebFirewall of(HttpListener listener) {
    if (listener.firewallPolicy() != null) {
      return policy("Listener/" + listener.name() + "/", listener.firewallPolicy());
    }
    if (gateway.firewallPolicy() != null) {
      return policy("Global/Global/", gateway.firewallPolicy());
    }
    WebApplicationFirewallConfiguration own = gateway.webApplicationFirewallConfiguration();
    return own == null || !own.enabled() ? null : configuration("Global/Global/", own);
  }

  /** Returns the firewall of a path rule; null when that of the listener holds. */
  @Nullable WebFirewall of(PathRule path) {
    return path.firewallPolicy() == null
        ? null
        : policy("Location/" + path.name() + "/", path.firewallPolicy());
  }

  private WebFirewall policy(String scope, String name) {
    Optional<WebApplicationFirewallPolicy> found =
        topology.webApplicationFirewallPolicies().stream()
            .filter(policy -> policy.name().equals(name))
            .findFirst();
    if (found.isEmpty()) {
      return new WebFirewall(scope + name, Mode.OFF, List.of());
    }
    WebApplicationFirewallPolicy policy = found.get();
    PolicySettings settings = policy.policySettings();
    Mode mode =
        settings == null
            ? Mode.LOGS
            : settings.state() == State.ENABLED ? mode(settings.mode()) : Mode.OFF;
    List<Rule> rules = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    policy.customRules().stream()
        .filter(rule -> rule.state() == State.ENABLED)
        .forEach(rule -> leftOut.add("custom rule " + rule.name()));
    policy.exclusions().forEach(e -> leftOut.add(exclusion(e.matchVariable(), e.selector())));
    policy
        .exceptions()
        .forEach(
            e ->
                leftOut.add(
                    "exception " + e.matchVariable() + " " + String.join(", ", e.values())));
    if (policy.managedRuleSets().isEmpty()) {
      leftOut.add("managed rule sets: the policy names none");
    }
    for (ManagedRuleSet set : policy.managedRuleSets()) {
      for (ManagedRule rule : ManagedRule.in(set.ruleSetType(), set.ruleSetVersion())) {
        add(rule, set, rules, leftOut);
      }
      others(set.ruleSetType(), set.ruleSetVersion(), leftOut);
    }
    return new WebFirewall(
        scope + name,
        mode,
        rules,
        WebFirewall.USUAL_THRESHOLD,
        settings == null || settings.requestBodyCheck(),
        settings == null ? null : block(settings),
        leftOut);
  }

  private static void add(
      ManagedRule rule, ManagedRuleSet set, List<Rule> rules, List<String> leftOut) {
    boolean groupOff =
        set.ruleGroupOverrides().stream()
            .anyMatch(
                group ->
                    group.rules().isEmpty()
                        && group.ruleGroupName().equalsIgnoreCase(rule.groupIn(set.ruleSetType())));
    Optional<RuleOverride> override =
        set.ruleGroupOverrides().stream()
            .flatMap(group -> group.rules().stream())
            .filter(one -> one.ruleId().equals(Integer.toString(rule.id())))
            .findFirst();
    boolean on =
        override
            .map(one -> one.state() == State.ENABLED)
            .orElse(!groupOff && rule.isOnByDefault(set.ruleSetType(), set.ruleSetVersion()));
    if (!on) {
      return;
    }
    String action = override.flatMap(one -> Optional.ofNullable(one.action())).orElse("");
    switch (action) {
      case "", "AnomalyScoring" -> rules.add(new Rule(rule.id(), rule.score()));
      case "Block" -> rules.add(new Rule(rule.id(), rule.score(), Action.BLOCK));
      case "Log" -> rules.add(new Rule(rule.id(), rule.score(), Action.LOG));
      case "Allow" -> rules.add(new Rule(rule.id(), rule.score(), Action.ALLOW));
      default -> leftOut.add("rule " + rule.id() + " with action " + action);
    }
  }

  private static WebFirewall configuration(
      String scope, WebApplicationFirewallConfiguration configuration) {
    String type = configuration.ruleSetType();
    String version = configuration.ruleSetVersion();
    List<Rule> rules =
        ManagedRule.in(type, version).stream()
            .filter(rule -> rule.isOnByDefault(type, version))
            .filter(rule -> !isDisabled(rule, configuration))
            .map(rule -> new Rule(rule.id(), rule.score()))
            .toList();
    List<String> leftOut = new ArrayList<>();
    configuration
        .exclusions()
        .forEach(e -> leftOut.add(exclusion(e.matchVariable(), e.selector())));
    others(type, version, leftOut);
    return new WebFirewall(
        scope,
        mode(configuration.firewallMode()),
        rules,
        WebFirewall.USUAL_THRESHOLD,
        configuration.requestBodyCheck(),
        null,
        leftOut);
  }

  private static boolean isDisabled(
      ManagedRule rule, WebApplicationFirewallConfiguration configuration) {
    String own = rule.groupIn(configuration.ruleSetType());
    return configuration.disabledRuleGroups().stream()
        .anyMatch(
            group ->
                group.rules().isEmpty()
                    ? group.ruleGroupName().equalsIgnoreCase(own)
                    : group.rules().contains(rule.id()));
  }

  private static void others(String type, String version, List<String> leftOut) {
    leftOut.add("all other rules of " + type + " " + version);
    leftOut.add("limits of request bodies");
  }

  private static String exclusion(String variable, String selector) {
    return ("exclusion " + variable + " " + selector).strip();
  }

  private static Mode mode(FirewallMode mode) {
    return mode == FirewallMode.PREVENTION ? Mode.BLOCKS : Mode.LOGS;
  }

  private static @Nullable Reply block(PolicySettings settings) {
    Integer status = settings.customBlockResponseStatusCode();
    String body = settings.customBlockResponseBody();
    if (status == null && body == null) {
      return null;
    }
    return new Reply(
        status == null ? 403 : status,
        List.of("Content-Type: text/html"),
        body == null
            ? ""
            : new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8));
  }
}
