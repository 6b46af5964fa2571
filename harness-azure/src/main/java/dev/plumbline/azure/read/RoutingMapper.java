package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.ConnectionDraining;
import dev.plumbline.azure.model.ApplicationGateway.CookieBasedAffinity;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RedirectConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.RedirectType;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.RuleType;
import dev.plumbline.azure.model.ApplicationGateway.Sku;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.RewriteRuleSet;
import dev.plumbline.azure.model.RewriteRuleSet.ActionSet;
import dev.plumbline.azure.model.RewriteRuleSet.Condition;
import dev.plumbline.azure.model.RewriteRuleSet.HeaderConfiguration;
import dev.plumbline.azure.model.RewriteRuleSet.RewriteRule;
import dev.plumbline.azure.model.RewriteRuleSet.UrlConfiguration;
import dev.plumbline.network.Network.PortRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an application gateway does with requests: settings, probes, rules. */
final class RoutingMapper {

  /** From this version on, rules of v2 say their priority. */
  private static final String PRIORITIES = "2021-08-01";

  private static final int FIRST = 10010;
  private static final int STEP = 10;

  private final Mapping mapping;
  private final Part gateway;
  private final ArmResource resource;
  private final Sku sku;

  RoutingMapper(Mapping mapping, Part gateway, ArmResource resource, Sku sku) {
    this.mapping = mapping;
    this.gateway = gateway;
    this.resource = resource;
    this.sku = sku;
  }

  private static Duration seconds(Part part, String name, int otherwise) {
    return Duration.ofSeconds(part.integer(name, otherwise));
  }

  BackendHttpSettings settings(Part part) {
    Protocol protocol = ApplicationGatewayMapper.protocol(part);
    Part draining = part.part("connectionDraining");
    String path = part.text("path");
    return new BackendHttpSettings(
        part.name(),
        protocol,
        part.integer("port", protocol == Protocol.HTTPS ? 443 : 80),
        seconds(part, "requestTimeout", 30),
        part.bool("pickHostNameFromBackendAddress", false) ? null : part.text("hostName"),
        part.bool("pickHostNameFromBackendAddress", false),
        path,
        mapping.inner(part, "probe"),
        part.enabled("cookieBasedAffinity", false)
            ? CookieBasedAffinity.ENABLED
            : CookieBasedAffinity.DISABLED,
        part.text("affinityCookieName"),
        draining.has("enabled")
            ? new ConnectionDraining(
                draining.bool("enabled", false), seconds(draining, "drainTimeoutInSec", 60))
            : null,
        mapping.inners(part, "trustedRootCertificates"),
        mapping.inners(part, "authenticationCertificates"),
        part.bool("validateCertChainAndExpiry", true),
        part.bool("validateSNI", true),
        part.text("sniName"),
        part.bool("dedicatedBackendConnection", false));
  }

  Probe probe(Part part) {
    boolean pick = part.bool("pickHostNameFromBackendHttpSettings", false);
    Part match = part.part("match");
    List<PortRange> codes = new ArrayList<>();
    for (JsonValue value : match.values("statusCodes")) {
      for (String code : value.scalar().split("\\s*,\\s*")) {
        try {
          codes.add(PortRange.of(code.replace(" ", "")));
        } catch (IllegalArgumentException e) {
          throw value
              .mark()
              .refuse("\"" + code + "\" is no status code; write one such as 200 or 200-399");
        }
      }
    }
    Integer port = sku.isV2() ? part.integer("port") : null;
    return new Probe(
        part.name(),
        ApplicationGatewayMapper.protocol(part),
        pick ? null : part.text("host"),
        pick,
        part.text("path", "/"),
        port == null || port == 0 ? null : port,
        seconds(part, "interval", 30),
        seconds(part, "timeout", 30),
        part.integer("unhealthyThreshold", 3),
        part.integer("minServers", 0),
        codes.isEmpty() ? List.of(new PortRange(200, 399)) : codes,
        match.text("body"));
  }

  RedirectConfiguration redirect(Part part) {
    return new RedirectConfiguration(
        part.name(),
        part.word(
            "redirectType",
            Map.of(
                "permanent", RedirectType.PERMANENT,
                "found", RedirectType.FOUND,
                "seeother", RedirectType.SEE_OTHER,
                "temporary", RedirectType.TEMPORARY),
            RedirectType.PERMANENT),
        mapping.inner(part, "targetListener"),
        part.text("targetUrl"),
        part.bool("includePath", false),
        part.bool("includeQueryString", false));
  }

  RewriteRuleSet rewriteRuleSet(Part part) {
    return new RewriteRuleSet(
        part.name(), mapping.each(part.parts("rewriteRules"), RoutingMapper::rewriteRule));
  }

  private static RewriteRule rewriteRule(Part part) {
    Part actions = part.part("actionSet");
    Part url = actions.part("urlConfiguration");
    return new RewriteRule(
        part.name(),
        part.integer("ruleSequence", 100),
        part.parts("conditions").stream()
            .map(
                c ->
                    new Condition(
                        c.required("variable"),
                        c.text("pattern", ""),
                        c.bool("ignoreCase", false),
                        c.bool("negate", false)))
            .toList(),
        new ActionSet(
            headers(actions, "requestHeaderConfigurations"),
            headers(actions, "responseHeaderConfigurations"),
            url.has("modifiedPath") || query(url) != null
                ? new UrlConfiguration(
                    url.text("modifiedPath"), query(url), url.bool("reroute", false))
                : null));
  }

  /** An empty one takes away the query that came. */
  private static @Nullable String query(Part url) {
    String name = "modifiedQueryString";
    return url.json().value(name) instanceof JsonString text && text.value().isBlank()
        ? ""
        : url.text(name);
  }

  private static List<HeaderConfiguration> headers(Part actions, String name) {
    return actions.parts(name).stream()
        .map(h -> new HeaderConfiguration(h.required("headerName"), h.text("headerValue", "")))
        .toList();
  }

  UrlPathMap urlPathMap(Part part) {
    String redirect = mapping.inner(part, "defaultRedirectConfiguration");
    return new UrlPathMap(
        part.name(),
        redirect == null ? mapping.inner(part, "defaultBackendAddressPool") : null,
        redirect == null ? mapping.inner(part, "defaultBackendHttpSettings") : null,
        redirect,
        mapping.inner(part, "defaultRewriteRuleSet"),
        mapping.each(part.parts("pathRules"), this::pathRule));
  }

  private PathRule pathRule(Part part) {
    String redirect = mapping.inner(part, "redirectConfiguration");
    return new PathRule(
        part.name(),
        part.texts("paths"),
        redirect == null ? mapping.inner(part, "backendAddressPool") : null,
        redirect == null ? mapping.inner(part, "backendHttpSettings") : null,
        redirect,
        mapping.inner(part, "rewriteRuleSet"),
        mapping.reference(part, "firewallPolicy"));
  }

  RequestRoutingRule rule(Part part) {
    boolean pathBased = part.has("urlPathMap");
    String redirect = pathBased ? null : mapping.inner(part, "redirectConfiguration");
    return new RequestRoutingRule(
        part.name(),
        pathBased ? RuleType.PATH_BASED_ROUTING : RuleType.BASIC,
        priority(part),
        mapping.innerRequired(part, "httpListener"),
        pathBased || redirect != null ? null : mapping.inner(part, "backendAddressPool"),
        pathBased || redirect != null ? null : mapping.inner(part, "backendHttpSettings"),
        pathBased ? mapping.inner(part, "urlPathMap") : null,
        redirect,
        pathBased ? null : mapping.inner(part, "rewriteRuleSet"));
  }

  /**
   * Rules written for an older version of the API are given priorities by the platform: those of
   * multi-site listeners first, then those of basic ones, each in the order written, from 10010 in
   * steps of ten ("Hosting multiple sites on an application gateway").
   */
  private @Nullable Integer priority(Part part) {
    if (!sku.isV2()) {
      return null;
    }
    Integer priority = part.integer("priority");
    String version = resource.apiVersion();
    if (priority != null || version == null || version.compareTo(PRIORITIES) >= 0) {
      return priority;
    }
    List<Part> rules = gateway.parts("requestRoutingRules");
    int place = 0;
    boolean mine = multiSite(part);
    for (Part rule : rules) {
      boolean theirs = multiSite(rule);
      if (rule.json() == part.json()) {
        break;
      }
      place += theirs == mine ? 1 : 0;
    }
    if (!mine) {
      place += (int) rules.stream().filter(this::multiSite).count();
    }
    return FIRST + STEP * place;
  }

  private boolean multiSite(Part rule) {
    String name = mapping.inner(rule, "httpListener");
    return gateway.parts("httpListeners").stream()
        .filter(l -> l.name().equalsIgnoreCase(String.valueOf(name)))
        .anyMatch(l -> l.has("hostName") || !l.values("hostNames").isEmpty());
  }
}
