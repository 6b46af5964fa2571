package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.Exclusion;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.azure.rules.ManagedRule;
import dev.plumbline.network.CustomRule;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.OnBodyError;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewallBuilder;
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

  private static final String GENERAL = "General";

  /** What a body may be above its limit, in KiB ("Request size limits"). */
  private static final int BUFFER = 4;

  private static final int TOO_LARGE = 413;

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
    List<String> leftOut = new ArrayList<>();
    List<ManagedRuleSet> sets = policy.managedRuleSets();
    if (sets.isEmpty()) {
      leftOut.add("managed rule sets: the policy names none");
    }
    WebFirewallBuilder firewall =
        WebFirewall.named(scope + name)
            .mode(mode)
            .customRules(FirewallCustomRules.of(policy, leftOut).toArray(new CustomRule[0]))
            .onBodyError(onBodyError(sets))
            .block(settings == null ? null : block(settings));
    for (ManagedRuleSet set : sets) {
      firewall.ruleSet(set.ruleSetType(), set.ruleSetVersion());
      for (ManagedRule rule : ManagedRule.in(set.ruleSetType(), set.ruleSetVersion())) {
        add(rule, set, firewall, leftOut);
      }
      leftOut.add(others(set.ruleSetType(), set.ruleSetVersion()));
    }
    boolean caseMatters = sets.stream().allMatch(GatewayFirewalls::isNewEngine);
    for (Exclusion one : policy.exclusions()) {
      FirewallExclusions.of(one, caseMatters)
          .ifPresentOrElse(
              firewall::exclusions,
              () ->
                  leftOut.add(
                      "exclusion "
                          + one.matchVariable()
                          + " "
                          + one.selector()
                          + " for other rules"));
    }
    if (settings != null && !settings.requestBodyCheck()) {
      firewall.withoutBodies();
    } else {
      firewall.bodyLimits(limits(settings));
    }
    return firewall.leftOut(leftOut.toArray(new String[0])).build();
  }

  /** What a policy without settings has is what absent settings are. */
  private static BodyLimits limits(@Nullable PolicySettings settings) {
    if (settings == null) {
      return new BodyLimits(128, true, 128, 100 * 1024, true, BUFFER, TOO_LARGE);
    }
    Integer inspected = settings.requestBodyInspectLimitInKB();
    return new BodyLimits(
        settings.maxRequestBodySizeInKb(),
        settings.requestBodyEnforcement(),
        inspected == null ? 128 : inspected,
        settings.fileUploadLimitInMb() * 1024,
        settings.fileUploadEnforcement(),
        BUFFER,
        TOO_LARGE);
  }

  private static boolean isNewEngine(ManagedRuleSet set) {
    return isNewEngine(set.ruleSetType(), set.ruleSetVersion());
  }

  private static boolean isNewEngine(String type, String version) {
    return !type.equalsIgnoreCase("OWASP") || !List.of("2.2.9", "3.0", "3.1").contains(version);
  }

  /** The rules about bodies that cannot be read are the group General. */
  private static OnBodyError onBodyError(List<ManagedRuleSet> sets) {
    boolean off =
        sets.stream()
            .flatMap(set -> set.ruleGroupOverrides().stream())
            .anyMatch(
                group ->
                    group.ruleGroupName().equalsIgnoreCase(GENERAL) && group.rules().isEmpty());
    return off ? OnBodyError.IGNORE : OnBodyError.BLOCK;
  }

  private static void add(
      ManagedRule rule, ManagedRuleSet set, WebFirewallBuilder firewall, List<String> leftOut) {
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
    String action = override.flatMap(one -> Optional.ofNullable(one.action())).orElse("");
    Action does =
        switch (action) {
          case "Block" -> Action.BLOCK;
          case "Log" -> Action.LOG;
          case "Allow" -> Action.ALLOW;
          default -> Action.SCORE;
        };
    if (on && !List.of("", "AnomalyScoring", "Block", "Log", "Allow").contains(action)) {
      leftOut.add("rule " + rule.id() + " with action " + action);
      return;
    }
    firewall.rules(rule(rule, set.ruleSetType(), does, on));
  }

  private static Rule rule(ManagedRule rule, String type, Action action, boolean on) {
    return new Rule(rule.id(), rule.score(), action, on, rule.groupIn(type), type);
  }

  private static WebFirewall configuration(
      String scope, WebApplicationFirewallConfiguration configuration) {
    String type = configuration.ruleSetType();
    String version = configuration.ruleSetVersion();
    WebFirewallBuilder firewall =
        WebFirewall.named(scope)
            .mode(mode(configuration.firewallMode()))
            .ruleSet(type, version)
            .leftOut(others(type, version));
    for (ManagedRule rule : ManagedRule.in(type, version)) {
      boolean on = rule.isOnByDefault(type, version) && !isDisabled(rule, configuration);
      firewall.rules(rule(rule, type, Action.SCORE, on));
    }
    boolean caseMatters = isNewEngine(type, version);
    configuration
        .exclusions()
        .forEach(one -> FirewallExclusions.of(one, caseMatters).ifPresent(firewall::exclusions));
    boolean general =
        configuration.disabledRuleGroups().stream()
            .noneMatch(
                group ->
                    group.ruleGroupName().equalsIgnoreCase(GENERAL) && group.rules().isEmpty());
    firewall.onBodyError(general ? OnBodyError.BLOCK : OnBodyError.IGNORE);
    int kib = configuration.maxRequestBodySizeInKb();
    int uploadKib = configuration.fileUploadLimitInMb() * 1024;
    if (configuration.requestBodyCheck()) {
      firewall.bodyLimits(new BodyLimits(kib, true, kib, uploadKib, true, BUFFER, TOO_LARGE));
    } else {
      firewall.withoutBodies();
    }
    return firewall.build();
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

  private static String others(String type, String version) {
    return "all other rules of " + type + " " + version;
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
