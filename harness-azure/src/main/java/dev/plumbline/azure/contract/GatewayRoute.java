package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way through an application gateway: a listener, and the pool and settings that requests of
 * one path pattern are passed on to.
 *
 * @param gateway the gateway
 * @param listener the listener
 * @param pattern the path pattern; {@code /*} for all paths
 * @param pool the pool
 * @param settings the settings
 * @param firewallPolicy the firewall policy that counts on this way, by name: the pattern's, or
 *     else the listener's, or else the gateway's; null for none
 */
record GatewayRoute(
    ApplicationGateway gateway,
    HttpListener listener,
    String pattern,
    BackendAddressPool pool,
    BackendHttpSettings settings,
    @Nullable String firewallPolicy) {

  /** The pattern of all paths. */
  static final String ALL = "/*";

  /** Returns all ways through a gateway. */
  static List<GatewayRoute> of(ApplicationGateway gateway) {
    List<GatewayRoute> routes = new ArrayList<>();
    for (RequestRoutingRule rule : gateway.requestRoutingRules()) {
      if (rule.urlPathMap() == null) {
        add(
            routes,
            gateway,
            rule,
            ALL,
            rule.backendAddressPool(),
            rule.backendHttpSettings(),
            null);
        continue;
      }
      for (UrlPathMap map : gateway.urlPathMaps()) {
        if (map.name().equals(rule.urlPathMap())) {
          for (PathRule path : map.pathRules()) {
            for (String pattern : path.paths()) {
              add(
                  routes,
                  gateway,
                  rule,
                  pattern,
                  path.backendAddressPool(),
                  path.backendHttpSettings(),
                  path.firewallPolicy());
            }
          }
          add(
              routes,
              gateway,
              rule,
              ALL,
              map.defaultBackendAddressPool(),
              map.defaultBackendHttpSettings(),
              null);
        }
      }
    }
    return routes;
  }

  private static void add(
      List<GatewayRoute> routes,
      ApplicationGateway gateway,
      RequestRoutingRule rule,
      String pattern,
      @Nullable String pool,
      @Nullable String settings,
      @Nullable String ofPath) {
    Optional<HttpListener> listener =
        gateway.httpListeners().stream()
            .filter(l -> l.name().equals(rule.httpListener()))
            .findFirst();
    Optional<BackendAddressPool> members =
        gateway.backendAddressPools().stream().filter(p -> p.name().equals(pool)).findFirst();
    Optional<BackendHttpSettings> how =
        gateway.backendHttpSettings().stream().filter(s -> s.name().equals(settings)).findFirst();
    if (listener.isPresent() && members.isPresent() && how.isPresent()) {
      String ofListener = listener.get().firewallPolicy();
      String policy =
          ofPath != null ? ofPath : ofListener != null ? ofListener : gateway.firewallPolicy();
      routes.add(
          new GatewayRoute(gateway, listener.get(), pattern, members.get(), how.get(), policy));
    }
  }

  /** Returns whether a listener redirects, all requests or those of some path. */
  static boolean redirects(ApplicationGateway gateway, HttpListener listener) {
    return gateway.requestRoutingRules().stream()
        .filter(rule -> listener.name().equals(rule.httpListener()))
        .anyMatch(
            rule ->
                rule.redirectConfiguration() != null
                    || gateway.urlPathMaps().stream()
                        .filter(map -> map.name().equals(rule.urlPathMap()))
                        .anyMatch(
                            map ->
                                map.defaultRedirectConfiguration() != null
                                    || map.pathRules().stream()
                                        .anyMatch(p -> p.redirectConfiguration() != null)));
  }

  /** Returns whether a path pattern leaves nothing for a path, or a pattern, behind it. */
  static boolean covers(ApplicationGateway gateway, String earlier, String path) {
    String first = gateway.caseSensitivePaths() ? earlier : earlier.toLowerCase(Locale.ROOT);
    String second = gateway.caseSensitivePaths() ? path : path.toLowerCase(Locale.ROOT);
    return first.endsWith("*")
        ? second.startsWith(first.substring(0, first.length() - 1))
        : second.equals(first);
  }

  /** Returns the patterns that are tried before this one. */
  List<String> earlierPatterns() {
    return gateway.requestRoutingRules().stream()
        .filter(rule -> rule.httpListener().equals(listener.name()))
        .flatMap(
            rule ->
                gateway.urlPathMaps().stream().filter(map -> map.name().equals(rule.urlPathMap())))
        .flatMap(map -> map.pathRules().stream())
        .flatMap(rule -> rule.paths().stream())
        .takeWhile(earlier -> !earlier.equals(pattern))
        .toList();
  }

  /** Returns the listener's port. */
  int port() {
    return gateway.frontendPorts().stream()
        .filter(p -> p.name().equals(listener.frontendPort()))
        .findFirst()
        .orElseThrow()
        .port();
  }

  /** Returns the custom probe; empty for the default one. */
  Optional<Probe> probe() {
    return gateway.probes().stream().filter(p -> p.name().equals(settings.probe())).findFirst();
  }

  /** Returns whether all paths go this way. */
  boolean takesAllPaths() {
    return pattern.equals(ALL);
  }

  /** Returns the public IP address of the listener's frontend, by name; empty for a private one. */
  Optional<String> publicIPAddress() {
    return gateway.frontendIPConfigurations().stream()
        .filter(f -> f.name().equals(listener.frontendIPConfiguration()))
        .findFirst()
        .flatMap(f -> Optional.ofNullable(f.publicIPAddress()));
  }

  /** Returns in words what this way is. */
  String title() {
    return listener.name() + (takesAllPaths() ? "" : " " + pattern);
  }
}
