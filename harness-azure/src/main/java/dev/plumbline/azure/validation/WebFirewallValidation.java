package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.CustomRule;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ExceptionEntry;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.Exclusion;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchCondition;
import dev.plumbline.azure.rules.FirewallWords;
import java.util.List;

/** Words in web application firewalls that the platform does not have. */
final class WebFirewallValidation {

  private final AzureTopology topology;
  private final Findings problems;

  WebFirewallValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
  }

  void check() {
    for (int i = 0; i < topology.webApplicationFirewallPolicies().size(); i++) {
      policy(
          "webApplicationFirewallPolicies[" + i + "]",
          topology.webApplicationFirewallPolicies().get(i));
    }
    for (int i = 0; i < topology.applicationGateways().size(); i++) {
      WebApplicationFirewallConfiguration own =
          topology.applicationGateways().get(i).webApplicationFirewallConfiguration();
      if (own != null) {
        configuration("applicationGateways[" + i + "].webApplicationFirewallConfiguration", own);
      }
    }
  }

  private void configuration(String at, WebApplicationFirewallConfiguration own) {
    for (int e = 0; e < own.exclusions().size(); e++) {
      WebApplicationFirewallConfiguration.Exclusion one = own.exclusions().get(e);
      exclusion(at + ".exclusions[" + e + "]", one.matchVariable(), one.selectorMatchOperator());
    }
  }

  private void policy(String at, WebApplicationFirewallPolicy policy) {
    for (int e = 0; e < policy.exclusions().size(); e++) {
      Exclusion one = policy.exclusions().get(e);
      exclusion(at + ".exclusions[" + e + "]", one.matchVariable(), one.selectorMatchOperator());
    }
    for (int e = 0; e < policy.exceptions().size(); e++) {
      ExceptionEntry one = policy.exceptions().get(e);
      String where = at + ".exceptions[" + e + "]";
      word(where + ".matchVariable", one.matchVariable(), FirewallWords.EXCEPTED);
      word(where + ".valueMatchOperator", one.valueMatchOperator(), FirewallWords.EXCEPTED_BY);
    }
    for (int r = 0; r < policy.customRules().size(); r++) {
      customRule(at + ".customRules[" + r + "]", policy.customRules().get(r));
    }
  }

  private void exclusion(String at, String variable, String operator) {
    word(at + ".matchVariable", variable, FirewallWords.EXCLUDED);
    if (!operator.isEmpty()) {
      word(at + ".selectorMatchOperator", operator, FirewallWords.SELECTIONS);
    }
  }

  private void customRule(String at, CustomRule rule) {
    for (int c = 0; c < rule.matchConditions().size(); c++) {
      MatchCondition condition = rule.matchConditions().get(c);
      String where = at + ".matchConditions[" + c + "]";
      word(where + ".operator", condition.operator(), FirewallWords.OPERATORS);
      for (int v = 0; v < condition.matchVariables().size(); v++) {
        word(
            where + ".matchVariables[" + v + "].variableName",
            condition.matchVariables().get(v).variableName(),
            FirewallWords.VARIABLES);
      }
      for (int t = 0; t < condition.transforms().size(); t++) {
        word(
            where + ".transforms[" + t + "]",
            condition.transforms().get(t),
            FirewallWords.TRANSFORMS);
      }
    }
    for (int g = 0; g < rule.groupBy().size(); g++) {
      word(at + ".groupBy[" + g + "]", rule.groupBy().get(g), FirewallWords.GROUPS);
    }
  }

  private void word(String at, String word, List<String> words) {
    if (words.stream().noneMatch(word::equalsIgnoreCase)) {
      problems.known(at, "a word of the platform here", word, words);
    }
  }
}
