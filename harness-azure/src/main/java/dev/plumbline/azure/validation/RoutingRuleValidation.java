package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.RedirectConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.RuleType;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.RewriteRuleSet;
import dev.plumbline.azure.rules.HostPattern;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the platform would refuse of an application gateway's rules, path maps and redirections. */
final class RoutingRuleValidation {

  private static final int LAST_PRIORITY = 20000;
  private static final int MOST_PATH_RULES = 100;

  /** The first version of the API in which rules of v2 need priorities. */
  private static final String PRIORITIES_SINCE = "2021-08-01";

  private final ApplicationGateway gateway;
  private final String path;
  private final Findings problems;
  private final List<String> pools;
  private final List<String> settings;
  private final List<String> redirects;
  private final List<String> rewrites;

  RoutingRuleValidation(ApplicationGateway gateway, String path, Findings problems) {
    this.gateway = gateway;
    this.path = path;
    this.problems = problems;
    pools = gateway.backendAddressPools().stream().map(BackendAddressPool::name).toList();
    settings = gateway.backendHttpSettings().stream().map(BackendHttpSettings::name).toList();
    redirects = gateway.redirectConfigurations().stream().map(RedirectConfiguration::name).toList();
    rewrites = gateway.rewriteRuleSets().stream().map(RewriteRuleSet::name).toList();
  }

  void check() {
    redirections();
    for (int m = 0; m < gateway.urlPathMaps().size(); m++) {
      pathMap(gateway.urlPathMaps().get(m), path + ".urlPathMaps[" + m + "]");
    }
    rules();
  }

  private void redirections() {
    for (int i = 0; i < gateway.redirectConfigurations().size(); i++) {
      RedirectConfiguration redirect = gateway.redirectConfigurations().get(i);
      String at = path + ".redirectConfigurations[" + i + "]";
      String url = redirect.targetUrl();
      if ((redirect.targetListener() == null) == (url == null)) {
        problems.add(at, "needs exactly one of targetListener and targetUrl");
      }
      if (url != null && !url.matches("https?://[^\\s/]+(/\\S*)?")) {
        problems.add(
            at + ".targetUrl", "\"" + url + "\" is not a URL such as https://www.contoso.net/");
      }
      problems.known(
          at + ".targetListener",
          "a listener",
          redirect.targetListener(),
          gateway.httpListeners().stream().map(HttpListener::name).toList());
      gateway.httpListeners().stream()
          .filter(l -> l.name().equals(redirect.targetListener()))
          .filter(l -> l.hosts().size() > 1 || l.hosts().stream().anyMatch(HostPattern::isWild))
          .forEach(
              l ->
                  problems.add(
                      at + ".targetListener",
                      "listener "
                          + l.name()
                          + " takes several names or a wildcard, and cannot be redirected to; name"
                          + " a targetUrl"));
    }
  }

  private void pathMap(UrlPathMap map, String at) {
    target(
        at,
        "default",
        map.defaultBackendAddressPool(),
        map.defaultBackendHttpSettings(),
        map.defaultRedirectConfiguration());
    problems.known(
        at + ".defaultRewriteRuleSet", "a rewrite rule set", map.defaultRewriteRuleSet(), rewrites);
    int count = map.pathRules().size();
    if (count < 1 || count > MOST_PATH_RULES) {
      problems.add(
          at + ".pathRules", count + " path rules; a URL path map has 1 to " + MOST_PATH_RULES);
    }
    problems.unique(at + ".pathRules", map.pathRules().stream().map(PathRule::name).toList());
    for (int r = 0; r < count; r++) {
      PathRule rule = map.pathRules().get(r);
      String ruleAt = at + ".pathRules[" + r + "]";
      target(
          ruleAt,
          "",
          rule.backendAddressPool(),
          rule.backendHttpSettings(),
          rule.redirectConfiguration());
      if (rule.backendAddressPool() == null
          && rule.backendHttpSettings() == null
          && rule.redirectConfiguration() == null) {
        problems.add(
            ruleAt, "needs backendAddressPool with backendHttpSettings, or redirectConfiguration");
      }
      problems.known(
          ruleAt + ".rewriteRuleSet", "a rewrite rule set", rule.rewriteRuleSet(), rewrites);
      if (rule.paths().isEmpty()) {
        problems.add(ruleAt + ".paths", "needs a pattern such as /external/*");
      }
      rule.paths().forEach(pattern -> pattern(pattern, ruleAt + ".paths"));
    }
  }

  private void pattern(String pattern, String at) {
    int star = pattern.indexOf('*');
    if (!pattern.startsWith("/")
        || (star >= 0 && star < pattern.length() - 1)
        || pattern.contains("?")
        || pattern.contains("#")) {
      problems.add(
          at, "\"" + pattern + "\" must start with /, have * only at its end, and no ? or #");
    } else if (star > 0 && pattern.charAt(star - 1) != '/' && !gateway.sku().isV2()) {
      problems.add(at, "\"" + pattern + "\" has * not directly after a /, which needs sku v2");
    }
  }

  /** A pool with settings, or a redirection, or nothing. */
  private void target(
      String at,
      String prefix,
      @Nullable String pool,
      @Nullable String setting,
      @Nullable String redirect) {
    String poolKey = key(prefix, "backendAddressPool");
    String settingsKey = key(prefix, "backendHttpSettings");
    String redirectKey = key(prefix, "redirectConfiguration");
    problems.known(at + "." + poolKey, "a backend pool", pool, pools);
    problems.known(at + "." + settingsKey, "backend settings", setting, settings);
    problems.known(at + "." + redirectKey, "a redirect configuration", redirect, redirects);
    if ((pool == null) != (setting == null)) {
      problems.add(at, poolKey + " and " + settingsKey + " go together");
    } else if (pool != null && redirect != null) {
      problems.add(at, redirectKey + " excludes " + poolKey + " and " + settingsKey);
    }
  }

  private static String key(String prefix, String key) {
    return prefix.isEmpty()
        ? key
        : prefix + Character.toUpperCase(key.charAt(0)) + key.substring(1);
  }

  private void rules() {
    Set<Integer> priorities = new HashSet<>();
    Set<String> used = new HashSet<>();
    List<String> listeners = gateway.httpListeners().stream().map(HttpListener::name).toList();
    List<String> maps = gateway.urlPathMaps().stream().map(UrlPathMap::name).toList();
    for (int i = 0; i < gateway.requestRoutingRules().size(); i++) {
      RequestRoutingRule rule = gateway.requestRoutingRules().get(i);
      String at = path + ".requestRoutingRules[" + i + "]";
      problems.known(at + ".httpListener", "a listener", rule.httpListener(), listeners);
      problems.known(at + ".urlPathMap", "a URL path map", rule.urlPathMap(), maps);
      problems.known(at + ".rewriteRuleSet", "a rewrite rule set", rule.rewriteRuleSet(), rewrites);
      target(rule, at);
      if (!used.add(rule.httpListener())) {
        problems.add(
            at + ".httpListener",
            "listener " + rule.httpListener() + " is used by another rule; each takes one");
      }
      priority(rule, at, priorities);
    }
  }

  private void target(RequestRoutingRule rule, String at) {
    boolean pool = rule.backendAddressPool() != null || rule.backendHttpSettings() != null;
    boolean redirect = rule.redirectConfiguration() != null;
    boolean map = rule.urlPathMap() != null;
    if (map ? pool || redirect : !pool && !redirect) {
      problems.add(
          at,
          "needs backendAddressPool with backendHttpSettings, or redirectConfiguration alone, or"
              + " urlPathMap alone");
    }
    target(
        at,
        "",
        rule.backendAddressPool(),
        rule.backendHttpSettings(),
        rule.redirectConfiguration());
    if (rule.ruleType() != null && (rule.ruleType() == RuleType.PATH_BASED_ROUTING) != map) {
      problems.add(
          at + ".ruleType",
          map ? "a rule with urlPathMap is PathBasedRouting" : "PathBasedRouting needs urlPathMap");
    }
  }

  private void priority(RequestRoutingRule rule, String at, Set<Integer> taken) {
    Integer priority = rule.priority();
    if (priority == null) {
      String version = gateway.apiVersion();
      boolean required = version == null || version.compareTo(PRIORITIES_SINCE) >= 0;
      if (gateway.sku().isV2() && required) {
        problems.add(at + ".priority", "is required by sku v2: 1 to " + LAST_PRIORITY + ", unique");
      }
    } else if (priority < 1 || priority > LAST_PRIORITY) {
      problems.add(at + ".priority", priority + " is not within 1 to " + LAST_PRIORITY);
    } else if (!taken.add(priority)) {
      problems.add(at + ".priority", priority + " is taken by another rule");
    }
  }
}
