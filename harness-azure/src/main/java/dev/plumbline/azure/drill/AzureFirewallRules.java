package dev.plumbline.azure.drill;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.DisabledRuleGroup;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.CustomRule;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleGroupOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.drill.Catalogue;
import dev.plumbline.drill.Catalogue.Places;
import dev.plumbline.drill.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Mistakes with the web application firewalls of application gateways. */
final class AzureFirewallRules {

  private static final String SQL_INJECTION = "REQUEST-942-APPLICATION-ATTACK-SQLI";

  private final AzureTopology topology;
  private final Catalogue<AzureTopology> catalogue;

  AzureFirewallRules(AzureTopology topology, Catalogue<AzureTopology> catalogue) {
    this.topology = topology;
    this.catalogue = catalogue;
  }

  void add() {
    String nowhere = "no application gateway has a web application firewall that blocks";
    catalogue
        .add(
            "firewall-in-detection",
            nowhere,
            places -> {
              configurations(
                  (waf, where) ->
                      places.add(
                          where,
                          Edit.change(topology, waf, "firewallMode", FirewallMode.DETECTION)));
              policies(
                  (policy, settings) ->
                      places.add(
                          "policy " + policy.name(),
                          Edit.change(topology, settings, "mode", FirewallMode.DETECTION)));
            })
        .add(
            "firewall-off",
            nowhere,
            places -> {
              configurations(
                  (waf, where) -> places.add(where, Edit.change(topology, waf, "enabled", false)));
              policies(
                  (policy, settings) ->
                      places.add(
                          "policy " + policy.name(),
                          Edit.change(topology, settings, "state", State.DISABLED)));
            })
        .add(
            "firewall-rule-disabled",
            nowhere,
            places -> disabled(places, "rule 942100", List.of(942100)))
        .add(
            "firewall-rule-group-disabled",
            nowhere,
            places -> disabled(places, "group " + SQL_INJECTION, List.of()))
        .add("firewall-exclusion-too-wide", nowhere, this::exclusions)
        .add(
            "firewall-body-inspection-off",
            nowhere,
            places -> {
              configurations(
                  (waf, where) ->
                      places.add(where, Edit.change(topology, waf, "requestBodyCheck", false)));
              policies(
                  (policy, settings) ->
                      places.add(
                          "policy " + policy.name(),
                          Edit.change(topology, settings, "requestBodyCheck", false)));
            })
        .add(
            "firewall-custom-rule-missing",
            "no web application firewall policy has rules of its own",
            places ->
                policies(
                    (policy, settings) -> {
                      for (CustomRule rule : policy.customRules()) {
                        places.add(
                            "rule " + rule.name() + " of policy " + policy.name(),
                            Edit.remove(topology, rule));
                      }
                    }));
  }

  private void configurations(BiConsumer<WebApplicationFirewallConfiguration, String> each) {
    for (ApplicationGateway gateway : topology.applicationGateways()) {
      WebApplicationFirewallConfiguration waf = gateway.webApplicationFirewallConfiguration();
      if (waf != null
          && waf.enabled()
          && waf.firewallMode() == FirewallMode.PREVENTION
          && gateway.firewallPolicy() == null) {
        each.accept(waf, "the firewall of " + gateway.name());
      }
    }
  }

  private void policies(BiConsumer<WebApplicationFirewallPolicy, PolicySettings> each) {
    for (WebApplicationFirewallPolicy policy : topology.webApplicationFirewallPolicies()) {
      PolicySettings settings = policy.policySettings();
      if (settings != null
          && settings.state() == State.ENABLED
          && settings.mode() == FirewallMode.PREVENTION) {
        each.accept(policy, settings);
      }
    }
  }

  private void disabled(Places<AzureTopology> places, String what, List<Integer> rules) {
    configurations(
        (waf, where) -> {
          List<DisabledRuleGroup> groups = new ArrayList<>();
          List<Integer> off = new ArrayList<>(rules);
          for (DisabledRuleGroup group : waf.disabledRuleGroups()) {
            if (!group.ruleGroupName().equals(SQL_INJECTION)) {
              groups.add(group);
            } else if (!rules.isEmpty()) {
              off.addAll(group.rules());
            }
          }
          groups.add(new DisabledRuleGroup(SQL_INJECTION, off));
          places.add(
              what + " of " + where, Edit.change(topology, waf, "disabledRuleGroups", groups));
        });
    policies(
        (policy, settings) -> {
          for (ManagedRuleSet set : policy.managedRuleSets()) {
            if (!set.ruleSetType().equals("OWASP")) {
              continue;
            }
            List<RuleGroupOverride> overrides = new ArrayList<>();
            List<RuleOverride> off = new ArrayList<>();
            rules.forEach(
                id -> off.add(new RuleOverride(String.valueOf(id), State.DISABLED, null)));
            for (RuleGroupOverride override : set.ruleGroupOverrides()) {
              if (!override.ruleGroupName().equals(SQL_INJECTION)) {
                overrides.add(override);
              } else if (!rules.isEmpty()) {
                off.addAll(override.rules());
              }
            }
            overrides.add(new RuleGroupOverride(SQL_INJECTION, off));
            places.add(
                what + " of policy " + policy.name(),
                Edit.change(topology, set, "ruleGroupOverrides", overrides));
          }
        });
  }

  private void exclusions(Places<AzureTopology> places) {
    configurations(
        (waf, where) -> {
          List<WebApplicationFirewallConfiguration.Exclusion> all =
              new ArrayList<>(waf.exclusions());
          all.add(
              new WebApplicationFirewallConfiguration.Exclusion(
                  "RequestArgNames", "EqualsAny", "*"));
          places.add(where, Edit.change(topology, waf, "exclusions", all));
        });
    policies(
        (policy, settings) -> {
          List<WebApplicationFirewallPolicy.Exclusion> all = new ArrayList<>(policy.exclusions());
          all.add(
              new WebApplicationFirewallPolicy.Exclusion(
                  "RequestArgNames", "EqualsAny", "*", List.of()));
          places.add("policy " + policy.name(), Edit.change(topology, policy, "exclusions", all));
        });
  }
}
