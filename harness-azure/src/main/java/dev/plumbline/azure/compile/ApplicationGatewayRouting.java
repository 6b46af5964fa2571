package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.CustomError;
import dev.plumbline.azure.model.ApplicationGateway.FrontendPort;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RedirectConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.RewriteRuleSet;
import dev.plumbline.azure.model.RewriteRuleSet.HeaderConfiguration;
import dev.plumbline.azure.model.RewriteRuleSet.RewriteRule;
import dev.plumbline.azure.model.RewriteRuleSet.UrlConfiguration;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.Redirect;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Rewrite;
import dev.plumbline.network.Network.RewriteCondition;
import dev.plumbline.network.Network.VirtualHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an application gateway's rules do with requests: one virtual host each. */
final class ApplicationGatewayRouting {

  private final ApplicationGateway gateway;
  private final GatewayFirewalls firewalls;

  ApplicationGatewayRouting(AzureTopology topology, ApplicationGateway gateway) {
    this.gateway = gateway;
    this.firewalls = new GatewayFirewalls(topology, gateway);
  }

  VirtualHost virtualHost(RequestRoutingRule rule) {
    HttpListener listener = listener(rule.httpListener());
    List<PathRoute> routes = new ArrayList<>();
    Handling otherwise;
    if (rule.urlPathMap() == null) {
      otherwise =
          handling(
              rule.backendAddressPool(),
              rule.backendHttpSettings(),
              rule.redirectConfiguration(),
              rule.rewriteRuleSet(),
              false);
    } else {
      UrlPathMap map = named(gateway.urlPathMaps(), UrlPathMap::name, rule.urlPathMap());
      for (PathRule path : map.pathRules()) {
        Handling handling =
            handling(
                path.backendAddressPool(),
                path.backendHttpSettings(),
                path.redirectConfiguration(),
                path.rewriteRuleSet(),
                true);
        if (handling != null) {
          routes.add(new PathRoute(path.paths(), handling, firewalls.of(path)));
        }
      }
      otherwise =
          handling(
              map.defaultBackendAddressPool(),
              map.defaultBackendHttpSettings(),
              map.defaultRedirectConfiguration(),
              map.defaultRewriteRuleSet(),
              true);
    }
    return new VirtualHost(
        listener.hosts(),
        routes,
        otherwise,
        rule.name(),
        pages(listener.customErrorConfigurations()),
        firewalls.of(listener));
  }

  HttpListener listener(String name) {
    return named(gateway.httpListeners(), HttpListener::name, name);
  }

  int port(HttpListener listener) {
    return named(gateway.frontendPorts(), FrontendPort::name, listener.frontendPort()).port();
  }

  /** Returns what stands for pages that cannot be read here: they name their addresses. */
  static List<Reply> pages(List<CustomError> errors) {
    return errors.stream()
        .map(
            error ->
                new Reply(
                    error.statusCode(),
                    List.of("Content-Type: text/html"),
                    "<html><head><title>Custom error page</title></head>"
                        + "<body>"
                        + error.customErrorPageUrl()
                        + "</body></html>"))
        .toList();
  }

  private @Nullable Handling handling(
      @Nullable String pool,
      @Nullable String settings,
      @Nullable String redirect,
      @Nullable String rewrites,
      boolean pathBased) {
    if (redirect != null) {
      return new Handling(null, false, null, redirect(redirect), Duration.ZERO, List.of());
    }
    if (pool == null || settings == null) {
      return null;
    }
    return new Handling(
        null, false, pool + "/" + settings, null, Duration.ZERO, rewrites(rewrites, pathBased));
  }

  private Redirect redirect(String name) {
    RedirectConfiguration redirect =
        named(gateway.redirectConfigurations(), RedirectConfiguration::name, name);
    int status =
        switch (redirect.redirectType()) {
          case PERMANENT -> 301;
          case FOUND -> 302;
          case SEE_OTHER -> 303;
          case TEMPORARY -> 307;
        };
    String url = redirect.targetUrl();
    return new Redirect(
        url == null ? url(listener(String.valueOf(redirect.targetListener()))) : url,
        status,
        redirect.includePath(),
        redirect.includeQueryString());
  }

  /** A listener of one name leads to that name, a basic one to the host that was asked for. */
  private String url(HttpListener target) {
    boolean https = target.protocol() == Protocol.HTTPS;
    String host = target.hosts().size() == 1 ? target.hosts().get(0) : "{host}";
    int port = port(target);
    return (https ? "https://" : "http://") + host + (port == (https ? 443 : 80) ? "" : ":" + port);
  }

  /** Only a path map can be asked again. */
  private List<Rewrite> rewrites(@Nullable String name, boolean pathBased) {
    if (name == null) {
      return List.of();
    }
    return named(gateway.rewriteRuleSets(), RewriteRuleSet::name, name).rewriteRules().stream()
        .sorted(Comparator.comparingInt(RewriteRule::ruleSequence))
        .map(rule -> rewrite(rule, pathBased))
        .toList();
  }

  private static Rewrite rewrite(RewriteRule rule, boolean pathBased) {
    UrlConfiguration url = rule.actionSet().urlConfiguration();
    return new Rewrite(
        rule.name(),
        rule.conditions().stream()
            .map(c -> new RewriteCondition(c.variable(), c.pattern(), c.ignoreCase(), c.negate()))
            .toList(),
        lines(rule.actionSet().requestHeaderConfigurations()),
        lines(rule.actionSet().responseHeaderConfigurations()),
        url == null ? null : url.modifiedPath(),
        url == null ? null : url.modifiedQueryString(),
        url != null && url.reroute() && pathBased);
  }

  private static List<String> lines(List<HeaderConfiguration> headers) {
    return headers.stream().map(h -> h.headerName() + ": " + h.headerValue()).toList();
  }

  private static <T> T named(List<T> all, Function<T, String> name, @Nullable String wanted) {
    return all.stream().filter(one -> name.apply(one).equals(wanted)).findFirst().orElseThrow();
  }
}
