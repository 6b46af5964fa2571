package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import dev.plumbline.contract.WebFirewallContract;
import dev.plumbline.environment.Environments;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract says of firewalls of application gateways, in Azure's words. */
class WebApplicationFirewallContractTest {

  private static final String AT = "firewall at https://apis.contoso.net/external > ";
  private static final String OWN =
      "      webApplicationFirewallConfiguration:\n"
          + "        firewallMode: Prevention\n"
          + "        ruleSetVersion: '3.2'\n";
  private static final String SQL =
      AT + "rule 942100: attacks are blocked, near misses are not taken for them (from internet)";
  private static final String LISTS =
      AT + "rule 942200: attacks are blocked, near misses are not taken for them (from internet)";
  private static final String LONG =
      AT + "attacks at the end of long bodies are blocked (from internet)";

  @TempDir Path folder;

  @NetworkTest("contoso")
  static class UsualTestCases implements WebApplicationFirewallContract {}

  @NetworkTest("contoso")
  static class PortalTestCases implements WebApplicationFirewallContract {
    @Override
    public Set<Integer> disabledRules(String url) {
      return Set.of(942200);
    }
  }

  private ContractRun topology() {
    return new ContractRun(folder, "avs-internal.yaml")
        .vantage("internet", "apis.contoso.net:443")
        .attackTraffic("apis.contoso.net");
  }

  /** Puts a policy in the place of the gateway's own configuration. */
  private ContractRun policy(String settings) {
    return topology()
        .with(OWN, "      firewallPolicy: edge-waf\n")
        .with(
            "  applicationGateways:\n",
            "  webApplicationFirewallPolicies:\n    - {name: edge-waf, "
                + settings
                + "}\n  applicationGateways:\n");
  }

  private static String policy(String settings, String overrides) {
    return "policySettings: {mode: Prevention"
        + settings
        + "}, managedRuleSets: [{ruleSetType: OWASP, ruleSetVersion: '3.2'"
        + overrides
        + "}]";
  }

  /** Runs, one by one, the tests by the description and of two rules and bodies. */
  private static Outcome some(ContractRun run, WebFirewallContract contract) {
    Outcome outcome = new Outcome(new ArrayList<>(), new LinkedHashMap<>());
    try (Lab lab = Lab.open(Environments.load(run.patient().write("contoso").toString()))) {
      some("", contract.web_application_firewall(lab), outcome);
    }
    return outcome;
  }

  private static void some(String above, Stream<? extends DynamicNode> nodes, Outcome outcome) {
    nodes.forEach(
        node -> {
          String title = above + node.getDisplayName();
          if (node instanceof DynamicContainer container) {
            some(title + " > ", container.getChildren(), outcome);
          } else if (node instanceof DynamicTest test
              && title.matches(".*(description|rule 942(100|200)|bod).*")) {
            try {
              test.getExecutable().execute();
              outcome.passed().add(title);
            } catch (Throwable failure) {
              outcome.failed().put(title, failure);
            }
          }
        });
  }

  private void noticed(ContractRun run, String described, String says, String sent, String cause) {
    Outcome outcome = some(run, new UsualTestCases());
    assertThat(outcome.message(AT + described + " (by the description)")).contains(says);
    assertThat(outcome.message(sent)).contains(cause);
  }

  @Test
  void holds_of_a_gateway_as_it_is_to_be() {
    Outcome outcome = topology().patient().run(UsualTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(24).contains(SQL, LISTS, LONG);
  }

  @Test
  void names_the_mode() {
    noticed(
        topology().with("firewallMode: Prevention", "firewallMode: Detection"),
        "it blocks what it finds",
        "mode and state in policySettings (firewallMode and enabled without a policy)",
        SQL,
        "the firewall detects and does not block; see mode and state in policySettings");
  }

  @Test
  void names_overrides_of_rules_and_groups() {
    String rule =
        ", ruleGroupOverrides: [{ruleGroupName: REQUEST-942-APPLICATION-ATTACK-SQLI, rules:"
            + " [{ruleId: '942200', state: Disabled}]}]";
    noticed(
        policy(policy("", rule)),
        "its rules are on, but for those that are off on purpose",
        "942200 is off",
        LISTS,
        "it is off, or the rule set does not have it, or its parts are excluded; see"
            + " ruleGroupOverrides in managedRuleSets");
    assertThat(some(policy(policy("", rule)), new PortalTestCases()).failed()).isEmpty();
    String group = ", ruleGroupOverrides: [{ruleGroupName: REQUEST-942-APPLICATION-ATTACK-SQLI}]";
    noticed(
        policy(policy("", group)),
        "its rules are on, but for those that are off on purpose",
        "942100 is off; 942110 is off; 942180 is off",
        SQL,
        "see ruleGroupOverrides in managedRuleSets");
  }

  @Test
  void names_exclusions_and_custom_rules() {
    noticed(
        policy(
            policy("", "")
                + ", exclusions: [{matchVariable: RequestArgNames, selectorMatchOperator:"
                + " EqualsAny, selector: '*'}]"),
        "no exclusion is broader than those on purpose",
        "https://apis.contoso.net/external: exclusions",
        SQL,
        "so arguments are excluded: see exclusions");
    noticed(
        policy(
            policy("", "")
                + ", customRules: [{name: partners, priority: 1, ruleType: MatchRule, action: Allow,"
                + " matchConditions: [{matchVariables: [{variableName: RemoteAddr}], operator:"
                + " IPMatch, matchValues: [0.0.0.0/0]}]}]"),
        "no custom rule lets requests past its rules",
        "partners",
        SQL,
        "custom rule partners lets it past all other rules: see customRules and exceptions");
  }

  @Test
  void names_the_inspection_of_bodies_and_its_limits() {
    noticed(
        policy(policy(", requestBodyCheck: false", "")),
        "it looks at bodies",
        "requestBodyCheck",
        LISTS,
        "so bodies are not looked at: see requestBodyCheck");
    noticed(
        policy(policy(", requestBodyInspectLimitInKB: 8", "")),
        "no part of a body is let through unseen",
        "only 8 are looked at",
        LONG,
        "see requestBodyEnforcement, maxRequestBodySizeInKb, requestBodyInspectLimitInKB");
  }

  @Test
  void names_older_and_newer_rule_sets() {
    noticed(
        policy(policy("", "").replace("3.2", "2.2.9")),
        "its rule set is recent enough",
        "OWASP 2.2.9, but it is to have Microsoft_DefaultRuleSet 2.1 or OWASP 3.0 or later",
        SQL,
        "ruleSetType and ruleSetVersion in managedRuleSets");
    noticed(
        policy(policy("", "").replace("OWASP", "Microsoft_DefaultRuleSet").replace("3.2", "2.2")),
        "its rules are on, but for those that are off on purpose",
        "931130 is not in Microsoft_DefaultRuleSet 2.2; 942110 is off",
        LISTS,
        "Microsoft_DefaultRuleSet 2.2 has rules of paranoia level 2 off unless an override enables");
  }

  @Test
  void a_laxer_policy_of_a_path_fails_there() {
    ContractRun run =
        topology()
            .with(
                "  applicationGateways:\n",
                "  webApplicationFirewallPolicies:\n    - {name: lax, policySettings: {mode:"
                    + " Detection}, managedRuleSets: [{ruleSetType: OWASP, ruleSetVersion: '3.2'}]}\n"
                    + "  applicationGateways:\n")
            .with(
                "          pathRules:\n",
                "          pathRules:\n            - {name: reports, paths: [/external/reports/*],"
                    + " backendAddressPool: apim, backendHttpSettings: apim-settings,"
                    + " firewallPolicy: lax}\n");

    assertThat(some(run, new UsualTestCases()).failed().keySet())
        .isNotEmpty()
        .allMatch(t -> t.startsWith("firewall at https://apis.contoso.net/external/reports > "));
  }

  @Test
  void a_gateway_without_a_firewall_in_a_tier_that_has_one_fails() {
    Outcome outcome = some(topology().with(OWN, ""), new UsualTestCases());

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.message(AT + "there is one (by the description)"))
        .contains("firewallPolicy of the path rule, of the listener or of the gateway");
    assertThat(outcome.message(SQL)).contains("no sign of a firewall");
  }
}
