package dev.plumbline.containers.firewall;

import dev.plumbline.network.CustomRule;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The custom rules of a firewall for ModSecurity, and what is done about bodies between them.
 *
 * <p>They are tried in its phase 1, which comes before bodies; the first that reads bodies, and all
 * behind it, in phase 2. Whether each condition holds is found out first, and kept; then the rule
 * acts where all of them do.
 */
final class FirewallCustomRules {

  private final FirewallRules rules;
  private final WebFirewall firewall;
  private final Consumer<String> cannot;
  private int phase = 1;

  FirewallCustomRules(FirewallRules rules, WebFirewall firewall, Consumer<String> cannot) {
    this.rules = rules;
    this.firewall = firewall;
    this.cannot = cannot;
  }

  /** Returns the custom rules that are tried, in their order: the log has their places in it. */
  static List<CustomRule> tried(WebFirewall firewall) {
    return firewall.customRules().stream()
        .filter(CustomRule::enabled)
        .sorted(Comparator.comparingInt(CustomRule::priority))
        .toList();
  }

  void add() {
    List<CustomRule> all = tried(firewall);
    for (int i = 0; i < all.size(); i++) {
      CustomRule rule = all.get(i);
      if (phase == 1 && readsBody(rule)) {
        body();
      }
      if (rule.rateLimit() == null) {
        add(rule, i);
      } else {
        cannot.accept(
            "custom rule \"%s\" has a rate limit, and ModSecurity 3 keeps no counts that end by themselves"
                .formatted(rule.name()));
      }
    }
    if (phase == 1) {
      body();
    }
  }

  private static boolean readsBody(CustomRule rule) {
    return rule.conditions().stream()
        .flatMap(condition -> condition.variables().stream())
        .anyMatch(ConditionRules::isOfBody);
  }

  private void body() {
    phase = 2;
    rules.rule("TX:pl_done", "@eq 1", "phase:2,pass,nolog,t:none,skipAfter:" + FirewallRules.END);
    if (firewall.readsBodies()) {
      new FirewallBodyRules(rules, firewall).add();
    }
  }

  private void add(CustomRule rule, int number) {
    List<String> holds = new ArrayList<>();
    for (int i = 0; i < rule.conditions().size(); i++) {
      Condition condition = rule.conditions().get(i);
      String flag = "pl_c%d_%d".formatted(number, i);
      ConditionRules writer =
          new ConditionRules(rules, firewall, rule, condition, flag, phase, cannot);
      writer.add(i == 0 ? "pl_part" + number : null);
      holds.add(
          condition.operator() == Operator.IN_COUNTRY
              ? "TX:" + flag + " \"@eq " + (condition.negated() ? 0 : 1) + "\""
              : "&TX:" + flag + " \"@eq " + (condition.negated() ? 0 : 1) + "\"");
    }
    String hit = "pl_hit" + number;
    for (int i = 0; i < holds.size(); i++) {
      boolean last = i == holds.size() - 1;
      String[] what = holds.get(i).split(" ", 2);
      String operator = what[1].substring(1, what[1].length() - 1);
      String set =
          last
              ? "setvar:tx.%s=1,setvar:'tx.pl_found=%%{tx.pl_found} c%d'%s"
                  .formatted(
                      hit, number, rule.action() == Action.LOG ? "" : ",setvar:tx.pl_by=c" + number)
              : "chain";
      if (i == 0) {
        rules.rule(what[0], operator, "phase:%d,pass,nolog,t:none,%s".formatted(phase, set));
      } else {
        rules.chained(what[0], operator, "t:none," + set);
      }
    }
    rules.rule(
        "TX:" + hit,
        "@eq 1",
        "phase:%d,pass,log,t:none,msg:'%s%d',logdata:'%%{tx.pl_part%d}'"
            .formatted(phase, FirewallRules.CUSTOM, number, number));
    if (rule.action() == Action.BLOCK && firewall.mode() == Mode.BLOCKS) {
      rules.rule("TX:" + hit, "@eq 1", FirewallRules.denial(phase, FirewallRules.DENIED));
    } else if (rule.action() != Action.LOG) {
      rules.rule(
          "TX:" + hit,
          "@eq 1",
          "phase:%d,pass,nolog,t:none,setvar:tx.pl_done=1,setvar:tx.pl_seen=2,skipAfter:%s"
              .formatted(phase, FirewallRules.END));
    }
  }
}
