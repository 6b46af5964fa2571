package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.RewriteRuleSet.Condition;
import dev.plumbline.azure.model.RewriteRuleSet.HeaderConfiguration;
import dev.plumbline.azure.model.RewriteRuleSet.RewriteRule;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What the platform would refuse of an application gateway's rewrites. */
final class RewriteValidation {

  private static final Set<String> UNTOUCHED = Set.of("connection", "upgrade", "x-original-host");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** What Java's regular expressions have and RE2 has not. */
  private static final Pattern NOT_RE2 =
      Pattern.compile("\\(\\?(=|!|<=|<!|>)|\\\\[1-9]|\\\\k<|[*+?}]\\+");

  private final ApplicationGateway gateway;
  private final String path;
  private final Findings problems;

  RewriteValidation(ApplicationGateway gateway, String path, Findings problems) {
    this.gateway = gateway;
    this.path = path;
    this.problems = problems;
  }

  void check() {
    if (!gateway.rewriteRuleSets().isEmpty() && !gateway.sku().isV2()) {
      problems.add(path + ".rewriteRuleSets", "needs sku v2");
    }
    for (int s = 0; s < gateway.rewriteRuleSets().size(); s++) {
      List<RewriteRule> rules = gateway.rewriteRuleSets().get(s).rewriteRules();
      for (int r = 0; r < rules.size(); r++) {
        rule(rules.get(r), path + ".rewriteRuleSets[" + s + "].rewriteRules[" + r + "]");
      }
    }
  }

  private void rule(RewriteRule rule, String at) {
    for (int c = 0; c < rule.conditions().size(); c++) {
      condition(rule.conditions().get(c), at + ".conditions[" + c + "]");
    }
    headers(
        rule.actionSet().requestHeaderConfigurations(),
        at + ".actionSet.requestHeaderConfigurations");
    headers(
        rule.actionSet().responseHeaderConfigurations(),
        at + ".actionSet.responseHeaderConfigurations");
  }

  private void condition(Condition condition, String at) {
    if (!condition.variable().matches("(var|http_req|http_resp)_.+")) {
      problems.add(
          at + ".variable",
          "\""
              + condition.variable()
              + "\" is not a variable such as var_uri_path, http_req_Name or http_resp_Name");
    }
    if (NOT_RE2.matcher(condition.pattern()).find()) {
      problems.add(
          at + ".pattern",
          "\""
              + condition.pattern()
              + "\" has look-around, a back reference or a possessive quantifier, which RE2 does"
              + " not know");
      return;
    }
    try {
      Pattern.compile(condition.pattern());
    } catch (PatternSyntaxException e) {
      problems.add(
          at + ".pattern",
          "\"" + condition.pattern() + "\" is not a regular expression: " + e.getDescription());
    }
  }

  private void headers(List<HeaderConfiguration> headers, String at) {
    for (int i = 0; i < headers.size(); i++) {
      HeaderConfiguration header = headers.get(i);
      String name = header.headerName().toLowerCase(Locale.ROOT);
      String here = at + "[" + i + "]";
      if (UNTOUCHED.contains(name)) {
        problems.add(here + ".headerName", header.headerName() + " cannot be rewritten");
      } else if (name.equals("host") && header.headerValue().isEmpty()) {
        problems.add(here + ".headerValue", "Host cannot be taken away");
      } else if (!HEADER_NAME.matcher(name).matches()) {
        problems.add(
            here + ".headerName", "\"" + header.headerName() + "\" is not the name of a header");
      }
    }
  }
}
