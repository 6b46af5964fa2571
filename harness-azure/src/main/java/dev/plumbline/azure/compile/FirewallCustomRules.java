package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ExceptionEntry;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchCondition;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchVariable;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleType;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.azure.rules.AddressPrefixes;
import dev.plumbline.azure.rules.Re2Pattern;
import dev.plumbline.network.CustomRule;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.CustomRule.RateLimit;
import dev.plumbline.network.CustomRule.RateLimit.GroupBy;
import dev.plumbline.network.CustomRule.Transform;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.network.CustomRule.Variable.Part;
import dev.plumbline.network.WebFirewall.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a policy's own, and its exceptions. What cannot be said of one is named as left out
 * ("Custom rules for Azure Web Application Firewall v2 on Azure Application Gateway", "Application
 * Gateway WAF exceptions list").
 *
 * <p>An exception from all managed rules is a rule that allows, behind all others: custom rules
 * still see such a request. One from some rules only is left out.
 */
final class FirewallCustomRules {

  private final List<CustomRule> rules = new ArrayList<>();
  private final List<String> leftOut;

  private FirewallCustomRules(List<String> leftOut) {
    this.leftOut = leftOut;
  }

  /**
   * Returns the rules.
   *
   * @param leftOut gets what is left out
   */
  static List<CustomRule> of(WebApplicationFirewallPolicy policy, List<String> leftOut) {
    FirewallCustomRules all = new FirewallCustomRules(leftOut);
    policy.customRules().forEach(all::add);
    int last = policy.customRules().stream().mapToInt(r -> r.priority()).max().orElse(0);
    for (ExceptionEntry exception : policy.exceptions()) {
      all.add(exception, policy.managedRuleSets(), ++last);
    }
    return all.rules;
  }

  private void add(WebApplicationFirewallPolicy.CustomRule rule) {
    boolean on = rule.state() == State.ENABLED;
    String what = "custom rule " + rule.name();
    if (rule.action() == WebApplicationFirewallPolicy.Action.JS_CHALLENGE) {
      if (on) {
        leftOut.add(what + " with action JSChallenge");
      }
      return;
    }
    List<Condition> conditions = new ArrayList<>();
    for (MatchCondition condition : rule.matchConditions()) {
      try {
        conditions.add(condition(condition));
      } catch (IllegalArgumentException e) {
        if (on) {
          leftOut.add(what + ", which cannot be tried: " + e.getMessage());
        }
        return;
      }
    }
    rules.add(
        new CustomRule(
            rule.name(), rule.priority(), action(rule.action()), on, conditions, limit(rule)));
  }

  private static Action action(WebApplicationFirewallPolicy.Action action) {
    return switch (action) {
      case ALLOW -> Action.ALLOW;
      case LOG -> Action.LOG;
      case BLOCK, JS_CHALLENGE -> Action.BLOCK;
    };
  }

  /** A window that is not said is one minute; a threshold that is not said limits nothing. */
  private static @Nullable RateLimit limit(WebApplicationFirewallPolicy.CustomRule rule) {
    Integer threshold = rule.rateLimitThreshold();
    if (rule.ruleType() != RuleType.RATE_LIMIT_RULE || threshold == null) {
      return null;
    }
    return new RateLimit(
        Duration.ofMinutes("FiveMins".equalsIgnoreCase(rule.rateLimitDuration()) ? 5 : 1),
        threshold,
        rule.groupBy().stream().map(FirewallCustomRules::group).toList());
  }

  private static GroupBy group(String variable) {
    return switch (variable.toLowerCase(Locale.ROOT)) {
      case "clientaddr" -> GroupBy.CLIENT_ADDRESS;
      case "clientaddrxffheader" -> GroupBy.FORWARDED_ADDRESS;
      case "geolocation" -> GroupBy.CLIENT_COUNTRY;
      case "geolocationxffheader" -> GroupBy.FORWARDED_COUNTRY;
      default -> throw unknown(variable);
    };
  }

  private static Condition condition(MatchCondition condition) {
    Operator operator = operator(condition.operator());
    return new Condition(
        condition.matchVariables().stream().map(FirewallCustomRules::variable).toList(),
        operator,
        condition.negate(),
        operator == Operator.ANY
            ? List.of()
            : condition.matchValues().stream().map(value -> value(operator, value)).toList(),
        condition.transforms().stream().map(FirewallCustomRules::transform).toList());
  }

  /** Says a value in the core's words: prefixes without bits behind them, patterns of Java. */
  private static String value(Operator operator, String value) {
    return switch (operator) {
      case IN_PREFIX -> AddressPrefixes.of(value).toString();
      case MATCHES -> Re2Pattern.of(value, true).pattern();
      case LESS_THAN, GREATER_THAN, AT_MOST, AT_LEAST -> {
        if (!value.matches("-?\\d{1,18}")) {
          throw new IllegalArgumentException("\"" + value + "\" is no number to compare with");
        }
        yield value;
      }
      default -> value;
    };
  }

  private static Variable variable(MatchVariable variable) {
    Part part =
        switch (variable.variableName().toLowerCase(Locale.ROOT)) {
          case "remoteaddr" -> Part.CLIENT_ADDRESS;
          case "requestmethod" -> Part.METHOD;
          case "querystring" -> Part.QUERY;
          case "postargs" -> Part.BODY_ARGUMENTS;
          case "requesturi" -> Part.URI;
          case "requestheaders" -> Part.HEADERS;
          case "requestbody" -> Part.BODY;
          case "requestcookies" -> Part.COOKIES;
          default -> throw unknown(variable.variableName());
        };
    String selector = variable.selector();
    boolean named = part == Part.HEADERS || part == Part.COOKIES || part == Part.BODY_ARGUMENTS;
    return new Variable(part, named && selector != null && !selector.isEmpty() ? selector : null);
  }

  private static Operator operator(String operator) {
    return switch (operator.toLowerCase(Locale.ROOT)) {
      case "any" -> Operator.ANY;
      case "ipmatch" -> Operator.IN_PREFIX;
      case "geomatch" -> Operator.IN_COUNTRY;
      case "equal", "equals" -> Operator.EQUALS;
      case "contains" -> Operator.CONTAINS;
      case "lessthan" -> Operator.LESS_THAN;
      case "greaterthan" -> Operator.GREATER_THAN;
      case "lessthanorequal" -> Operator.AT_MOST;
      case "greaterthanorequal" -> Operator.AT_LEAST;
      case "beginswith", "startswith" -> Operator.STARTS_WITH;
      case "endswith" -> Operator.ENDS_WITH;
      case "regex" -> Operator.MATCHES;
      default -> throw unknown(operator);
    };
  }

  private static Transform transform(String transform) {
    return switch (transform.toLowerCase(Locale.ROOT)) {
      case "lowercase" -> Transform.LOWERCASE;
      case "uppercase" -> Transform.UPPERCASE;
      case "trim" -> Transform.TRIM;
      case "urldecode" -> Transform.URL_DECODE;
      case "urlencode" -> Transform.URL_ENCODE;
      case "removenulls" -> Transform.REMOVE_NULLS;
      case "htmlentitydecode" -> Transform.HTML_ENTITY_DECODE;
      default -> throw unknown(transform);
    };
  }

  private static IllegalArgumentException unknown(String word) {
    return new IllegalArgumentException("\"" + word + "\" is not known");
  }

  private void add(ExceptionEntry exception, List<ManagedRuleSet> sets, int priority) {
    String what =
        "exception " + exception.matchVariable() + " " + String.join(", ", exception.values());
    if (!isForAll(exception.exceptionManagedRuleSets(), sets)) {
      leftOut.add(what);
      return;
    }
    String variable =
        exception.matchVariable().equalsIgnoreCase("RequestHeader")
            ? "RequestHeaders"
            : exception.matchVariable();
    MatchCondition condition =
        new MatchCondition(
            List.of(new MatchVariable(variable, exception.selector())),
            exception.valueMatchOperator(),
            false,
            exception.values(),
            List.of());
    try {
      rules.add(new CustomRule(what, priority, Action.ALLOW, condition(condition)));
    } catch (IllegalArgumentException e) {
      leftOut.add(what + ", which cannot be tried: " + e.getMessage());
    }
  }

  private static boolean isForAll(List<ManagedRuleSet> of, List<ManagedRuleSet> all) {
    return of.isEmpty()
        || all.stream()
            .allMatch(
                set ->
                    of.stream()
                        .anyMatch(
                            one ->
                                one.ruleGroupOverrides().isEmpty()
                                    && one.ruleSetType().equalsIgnoreCase(set.ruleSetType())));
  }
}
