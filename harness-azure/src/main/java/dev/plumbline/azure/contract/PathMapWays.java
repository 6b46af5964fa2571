package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.RedirectConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.RewriteRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ways of the paths of a URL path map, told apart by what requests meet there: a copy of a pool
 * under another name is the same way, and so are settings that differ in patience or probes alone,
 * rewrites and firewall policies that differ in the names of their rules, and rewrites of answers.
 */
final class PathMapWays {

  private static final String PLAIN = "";

  private final Subject subject;
  private final ApplicationGateway gateway;
  private final ApiManagementService service;
  private final UrlPathMap map;

  PathMapWays(
      Subject subject, ApplicationGateway gateway, ApiManagementService service, UrlPathMap map) {
    this.subject = subject;
    this.gateway = gateway;
    this.service = service;
    this.map = map;
  }

  /**
   * One way.
   *
   * @param title its parts by name
   * @param content what its parts hold
   */
  record Way(String title, List<Object> content) {}

  /** Returns the listeners that the map is for. */
  List<HttpListener> listeners() {
    return gateway.httpListeners().stream()
        .filter(
            listener ->
                gateway.requestRoutingRules().stream()
                    .anyMatch(
                        rule ->
                            map.name().equals(rule.urlPathMap())
                                && rule.httpListener().equals(listener.name())))
        .toList();
  }

  /**
   * Returns whether requests to a listener go more than one way, or are meant to go one: by a map
   * that names nothing but all paths.
   */
  boolean areApart(HttpListener listener) {
    return map.pathRules().stream()
            .flatMap(rule -> rule.paths().stream())
            .toList()
            .equals(List.of(GatewayRoute.ALL))
        || of(listener).stream().map(Way::content).distinct().count() > 1;
  }

  /**
   * Returns the ways of the paths that are named, and of all others, of requests to a listener:
   * without those that earlier patterns leave nothing for.
   */
  List<Way> of(HttpListener listener) {
    List<Way> ways = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    for (PathRule rule : map.pathRules()) {
      for (String pattern : rule.paths()) {
        if (taken.stream().noneMatch(earlier -> GatewayRoute.covers(gateway, earlier, pattern))) {
          ways.add(
              way(
                  listener,
                  rule.backendAddressPool(),
                  rule.backendHttpSettings(),
                  rule.redirectConfiguration(),
                  rule.rewriteRuleSet(),
                  rule.firewallPolicy()));
        }
        taken.add(pattern);
      }
    }
    if (!taken.contains(GatewayRoute.ALL)) {
      ways.add(
          way(
              listener,
              map.defaultBackendAddressPool(),
              map.defaultBackendHttpSettings(),
              map.defaultRedirectConfiguration(),
              map.defaultRewriteRuleSet(),
              null));
    }
    return ways;
  }

  private Way way(
      HttpListener listener,
      @Nullable String poolName,
      @Nullable String settingsName,
      @Nullable String redirectName,
      @Nullable String rewriteName,
      @Nullable String policyOfPath) {
    List<Object> content = new ArrayList<>();
    String title;
    if (redirectName != null) {
      title = "redirection " + redirectName;
      content.add(
          find(gateway.redirectConfigurations(), RedirectConfiguration::name, redirectName)
              .<Object>map(Nameless::of)
              .orElse(title));
    } else {
      Optional<BackendAddressPool> pool =
          find(gateway.backendAddressPools(), BackendAddressPool::name, poolName);
      List<String> members =
          pool.stream()
              .flatMap(
                  p ->
                      Stream.concat(
                          p.backendAddresses().stream(), p.backendIPConfigurations().stream()))
              .toList();
      title =
          "pool "
              + poolName
              + " of "
              + (members.isEmpty() ? "nothing" : String.join(" and ", members))
              + " with settings "
              + settingsName;
      content.add(
          members.stream().map(this::member).collect(Collectors.toCollection(TreeSet::new)));
      if (!members.isEmpty()) {
        content.add(
            find(gateway.backendHttpSettings(), BackendHttpSettings::name, settingsName)
                .<Object>map(settings -> asked(settings, listener, members))
                .orElse(PLAIN));
      }
    }
    Optional<RewriteRuleSet> rewrites =
        find(gateway.rewriteRuleSets(), RewriteRuleSet::name, rewriteName);
    content.add(rewrites.<Object>map(Nameless::of).orElse(List.of()));
    content.add(firewall(listener, policyOfPath));
    return new Way(
        title
            + (rewriteName == null ? "" : ", rewrites " + rewriteName)
            + (policyOfPath == null ? "" : ", firewall policy " + policyOfPath),
        content);
  }

  /** The address of a service and its names are one. */
  private String member(String member) {
    return EndpointNames.all(service).stream().anyMatch(member::equalsIgnoreCase)
            || subject.isMeantFor(member, service)
        ? "service " + service.name()
        : member.toLowerCase(Locale.ROOT);
  }

  /** What members are asked for; how long, how often and with how much trust exposes no less. */
  private List<Object> asked(
      BackendHttpSettings settings, HttpListener listener, List<String> members) {
    List<String> hosts =
        settings.pickHostNameFromBackendAddress()
            ? members
            : settings.hostName() != null ? List.of(settings.hostName()) : listener.hosts();
    List<String> gatewayNames = EndpointNames.of(service, HostnameType.PROXY);
    Set<String> asked =
        hosts.stream()
            .map(
                host ->
                    gatewayNames.stream().anyMatch(host::equalsIgnoreCase)
                        ? EndpointNames.gateway(service)
                        : host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    String path = settings.path();
    return List.of(settings.protocol(), settings.port(), asked, path == null ? PLAIN : path);
  }

  private Object firewall(HttpListener listener, @Nullable String policyOfPath) {
    String name =
        policyOfPath != null
            ? policyOfPath
            : listener.firewallPolicy() != null
                ? listener.firewallPolicy()
                : gateway.firewallPolicy();
    if (name != null) {
      return find(
              subject.topology().webApplicationFirewallPolicies(),
              WebApplicationFirewallPolicy::name,
              name)
          .<Object>map(Nameless::of)
          .orElse("policy " + name);
    }
    return Optional.ofNullable(gateway.webApplicationFirewallConfiguration())
        .<Object>map(Nameless::of)
        .orElse(PLAIN);
  }

  private static <T> Optional<T> find(
      List<T> all, Function<T, String> name, @Nullable String wanted) {
    return all.stream().filter(one -> name.apply(one).equals(wanted)).findFirst();
  }
}
