package dev.plumbline.network;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.network.CustomRule.Variable.Part;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewall.RuleSet;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** What must hold for a web application firewall. */
final class FirewallChecks {

  private static final int HIGHEST_SCORE = 1000;
  private static final Duration LONGEST_WINDOW = Duration.ofDays(1);
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

  private static final Set<Part> NAMED =
      EnumSet.of(Part.HEADERS, Part.BODY_ARGUMENTS, Part.COOKIES);

  private final Problems problems;
  private final Names names;
  private final WebFirewall firewall;
  private final String here;

  FirewallChecks(Problems problems, Names names, WebFirewall firewall, String here) {
    this.problems = problems;
    this.names = names;
    this.firewall = firewall;
    this.here = here;
  }

  void check() {
    notBlank(here + ".name", firewall.name(), "a firewall has a name, for its log");
    if (firewall.threshold() < 1) {
      problems.addUnlessBroken(
          here + ".threshold", "is at least 1, not " + firewall.threshold() + "; usually it is 5");
    }
    boolean empty =
        firewall.rules().isEmpty()
            && firewall.customRules().isEmpty()
            && firewall.leftOut().isEmpty();
    if (empty && firewall.mode() != Mode.OFF) {
      problems.addUnlessBroken(
          here + ".rules", "a firewall without rules finds nothing: name rules, or set mode: off");
    }
    names.unique(here + ".rule-sets", firewall.ruleSets(), RuleSet::name, "rule set");
    rules();
    for (int i = 0; i < firewall.exclusions().size(); i++) {
      exclusion(firewall.exclusions().get(i), here + ".exclusions[" + i + "]");
    }
    customRules();
    if (firewall.bodyLimits() != null) {
      bodyLimits(firewall.bodyLimits(), here + ".body-limits");
    }
    if (firewall.bodyErrorStatus() != null) {
      names.status(here + ".body-error-status", firewall.bodyErrorStatus(), 400, 599);
    }
    countries();
  }

  private void rules() {
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < firewall.rules().size(); i++) {
      Rule rule = firewall.rules().get(i);
      String one = here + ".rules[" + i + "]";
      if (problems.brokenAt(one)) {
        continue;
      }
      if (rule.id() < 1) {
        problems.addUnlessBroken(one + ".id", rule.id() + " is no rule; numbers are positive");
      } else if (!ids.add(rule.id())) {
        problems.addUnlessBroken(one, "rule " + rule.id() + " stands twice");
      }
      if (rule.score() < 0 || rule.score() > HIGHEST_SCORE) {
        problems.addUnlessBroken(
            one + ".score", rule.score() + " is not within 0 to " + HIGHEST_SCORE);
      }
      ruleSet(one + ".rule-set", rule.ruleSet());
    }
  }

  private void ruleSet(String path, @Nullable String name) {
    names.known(path, "a rule set", name, here + ".rule-sets", firewall.ruleSets(), RuleSet::name);
  }

  private void exclusion(Exclusion exclusion, String one) {
    if (problems.brokenAt(one)) {
      return;
    }
    String selector = exclusion.selector();
    if (exclusion.operator() == Comparison.EQUALS_ANY) {
      if (!selector.isEmpty() && !selector.equals("*")) {
        problems.addUnlessBroken(
            one + ".selector",
            "\"" + selector + "\" says nothing, since every name fits equals-any; write * or none");
      }
    } else if (selector.isEmpty()) {
      problems.addUnlessBroken(
          one + ".selector", "is missing; every name is spared with operator: equals-any");
    }
    for (int i = 0; i < exclusion.ruleSets().size(); i++) {
      ruleSet(one + ".rule-sets[" + i + "]", exclusion.ruleSets().get(i));
    }
  }

  private void customRules() {
    names.unique(here + ".custom-rules", firewall.customRules(), CustomRule::name, "custom rule");
    Map<Integer, String> priorities = new HashMap<>();
    for (int i = 0; i < firewall.customRules().size(); i++) {
      CustomRule rule = firewall.customRules().get(i);
      String one = here + ".custom-rules[" + i + "]";
      if (problems.brokenAt(one)) {
        continue;
      }
      if (rule.priority() < 0) {
        problems.addUnlessBroken(one + ".priority", rule.priority() + " is negative");
      }
      String other = priorities.putIfAbsent(rule.priority(), rule.name());
      if (other != null) {
        problems.addUnlessBroken(
            one + ".priority",
            "custom rule \"%s\" has priority %d already".formatted(other, rule.priority()));
      }
      if (rule.action() == Action.SCORE) {
        problems.addUnlessBroken(
            one + ".action", "a custom rule has no score; allowed: block, log, allow");
      }
      if (rule.conditions().isEmpty()) {
        problems.addUnlessBroken(
            one + ".conditions",
            "a custom rule needs a condition; one that holds for all is operator: any on uri");
      }
      for (int j = 0; j < rule.conditions().size(); j++) {
        condition(rule.conditions().get(j), one + ".conditions[" + j + "]");
      }
      if (rule.rateLimit() != null && !problems.brokenAt(one + ".rate-limit")) {
        Duration window = rule.rateLimit().window();
        if (window.isZero() || window.isNegative() || window.compareTo(LONGEST_WINDOW) > 0) {
          problems.addUnlessBroken(
              one + ".rate-limit.window", window + " is not above 0s and within a day");
        }
        atLeast(one + ".rate-limit.threshold", rule.rateLimit().threshold(), 1);
      }
    }
  }

  private void condition(Condition condition, String one) {
    if (problems.brokenAt(one)) {
      return;
    }
    if (condition.variables().isEmpty()) {
      problems.addUnlessBroken(one + ".variables", "a condition looks at one part at least");
    }
    Operator operator = condition.operator();
    boolean addresses = operator == Operator.IN_PREFIX || operator == Operator.IN_COUNTRY;
    for (int i = 0; i < condition.variables().size(); i++) {
      String where = one + ".variables[" + i + "]";
      if (!problems.brokenAt(where)) {
        variable(condition.variables().get(i), where, addresses);
      }
    }
    if (operator == Operator.ANY && !condition.values().isEmpty()) {
      problems.addUnlessBroken(
          one + ".values", "operator any is compared with no value; leave them out");
    }
    if (operator != Operator.ANY && condition.values().isEmpty()) {
      problems.addUnlessBroken(one + ".values", "the operator needs a value to compare with");
    }
    for (int i = 0; i < condition.values().size(); i++) {
      value(operator, condition.values().get(i), one + ".values[" + i + "]");
    }
  }

  private void variable(Variable variable, String where, boolean addresses) {
    String selector = variable.selector();
    if (selector != null && !NAMED.contains(variable.part())) {
      problems.addUnlessBroken(
          where + ".selector",
          "\"%s\" selects nothing: only headers, body-arguments and cookies have names"
              .formatted(selector));
    }
    notBlank(where + ".selector", selector, "is empty; leave it out for all of the kind");
    if (addresses && variable.part() != Part.CLIENT_ADDRESS && variable.part() != Part.HEADERS) {
      problems.addUnlessBroken(
          where + ".part", "is no address; allowed: client-address, or headers with a selector");
    }
  }

  private void value(Operator operator, String value, String where) {
    switch (operator) {
      case IN_PREFIX -> {
        try {
          Cidr.of(value);
        } catch (IllegalArgumentException e) {
          problems.addUnlessBroken(where, String.valueOf(e.getMessage()));
        }
      }
      case IN_COUNTRY ->
          fits(where, value, COUNTRY.asMatchPredicate(), "a country's code such as DE");
      case LESS_THAN, GREATER_THAN, AT_MOST, AT_LEAST ->
          fits(where, value, NUMBER.asMatchPredicate(), "a whole number");
      case MATCHES -> {
        try {
          Pattern.compile(value);
        } catch (PatternSyntaxException e) {
          problems.addUnlessBroken(
              where,
              "\"%s\" is not a regular expression: %s at index %d"
                  .formatted(value, e.getDescription(), e.getIndex()));
        }
      }
      case ANY, EQUALS, CONTAINS, STARTS_WITH, ENDS_WITH -> {
        // every text will do
      }
    }
  }

  private void fits(String where, String value, Predicate<String> form, String what) {
    if (!form.test(value)) {
      problems.addUnlessBroken(where, "\"" + value + "\" is not " + what);
    }
  }

  private void bodyLimits(BodyLimits limits, String one) {
    if (problems.brokenAt(one)) {
      return;
    }
    atLeast(one + ".body-kib", limits.bodyKib(), 1);
    atLeast(one + ".inspected-kib", limits.inspectedKib(), 1);
    atLeast(one + ".upload-kib", limits.uploadKib(), 1);
    atLeast(one + ".buffer-kib", limits.bufferKib(), 0);
    names.status(one + ".status", limits.status(), 400, 599);
  }

  private void countries() {
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < firewall.countries().size(); i++) {
      String one = here + ".countries[" + i + "]";
      if (problems.brokenAt(one)) {
        continue;
      }
      String code = firewall.countries().get(i).code();
      fits(one + ".code", code, COUNTRY.asMatchPredicate(), "a country's code such as DE");
      if (!codes.add(code)) {
        problems.addUnlessBroken(one + ".code", "country " + code + " stands twice");
      }
      if (firewall.countries().get(i).prefixes().isEmpty()) {
        problems.addUnlessBroken(one + ".prefixes", "a country needs an address");
      }
    }
  }

  private void notBlank(String path, @Nullable String text, String message) {
    if (text != null && text.isBlank()) {
      problems.addUnlessBroken(path, message);
    }
  }

  private void atLeast(String path, int found, int least) {
    if (found < least) {
      problems.addUnlessBroken(path, found + " is less than " + least);
    }
  }
}
