package dev.plumbline.azure.drill;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.OperationalState;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.TrustedRootCertificate;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.drill.Catalogue;
import dev.plumbline.drill.Catalogue.Places;
import dev.plumbline.drill.Edit;
import dev.plumbline.network.IpAddresses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Mistakes with application gateways. */
final class AzureGateways {

  private static final String WRONG_NAME = "wrong.contoso.invalid";
  private static final int WRONG_PORT = 8444;

  private final AzureTopology topology;
  private final Catalogue<AzureTopology> catalogue;

  AzureGateways(AzureTopology topology, Catalogue<AzureTopology> catalogue) {
    this.topology = topology;
    this.catalogue = catalogue;
  }

  void add() {
    probes();
    backends();
    listeners();
    paths();
  }

  private void probes() {
    String nowhere = "no application gateway has a health probe of its own";
    catalogue
        .add(
            "probe-wrong-path",
            nowhere,
            places ->
                each(
                    Probe.class,
                    (gateway, one) ->
                        places.add(
                            where("probe " + one.name(), gateway),
                            Edit.change(
                                topology, one, "path", "/wrong-" + one.path().substring(1)))))
        .add(
            "probe-wrong-port",
            nowhere,
            places ->
                each(
                    Probe.class,
                    (gateway, one) ->
                        places.add(
                            where("probe " + one.name(), gateway),
                            Edit.change(topology, one, "port", WRONG_PORT))))
        .add(
            "probe-missing",
            "no backend settings name a health probe",
            places ->
                each(
                    BackendHttpSettings.class,
                    (gateway, one) -> {
                      if (one.probe() != null) {
                        places.add(
                            where("settings " + one.name(), gateway),
                            Edit.change(topology, one, "probe", null));
                      }
                    }));
  }

  private void backends() {
    catalogue
        .add(
            "backend-host-name-wrong",
            "no application gateway has backend settings",
            places ->
                settings(places, "hostName", WRONG_NAME, "pickHostNameFromBackendAddress", false))
        .add(
            "backend-port-wrong",
            "no application gateway has backend settings",
            places -> settings(places, "port", WRONG_PORT))
        .add(
            "backend-root-untrusted",
            "no application gateway trusts an authority of its own",
            places ->
                each(
                    TrustedRootCertificate.class,
                    (gateway, one) ->
                        places.add(
                            where("root " + one.name(), gateway),
                            Edit.change(topology, one, "issuer", "somebody else"))))
        .add(
            "pool-member-wrong",
            "no pool has an address",
            places ->
                each(BackendAddressPool.class, (gateway, one) -> members(places, gateway, one)))
        .add(
            "pool-emptied",
            "no pool has members",
            places ->
                each(
                    BackendAddressPool.class,
                    (gateway, one) -> {
                      if (!isSink(one)) {
                        places.add(
                            where("pool " + one.name(), gateway),
                            Edit.change(
                                topology,
                                one,
                                "backendAddresses",
                                List.of(),
                                "backendIPConfigurations",
                                List.of()));
                      }
                    }))
        .add("sink-pool-filled", "no pool is without members on purpose", this::sinks);
  }

  private void settings(Places<AzureTopology> places, @Nullable Object... changes) {
    each(
        BackendHttpSettings.class,
        (gateway, one) -> {
          if (isForMembers(gateway, one.name())) {
            places.add(
                where("settings " + one.name(), gateway), Edit.change(topology, one, changes));
          }
        });
  }

  /** Settings that only go with a pool without members ask nobody. */
  private static boolean isForMembers(ApplicationGateway gateway, String settings) {
    Set<@Nullable String> pools = new HashSet<>();
    for (UrlPathMap map : gateway.urlPathMaps()) {
      if (settings.equals(map.defaultBackendHttpSettings())) {
        pools.add(map.defaultBackendAddressPool());
      }
      for (PathRule rule : map.pathRules()) {
        if (settings.equals(rule.backendHttpSettings())) {
          pools.add(rule.backendAddressPool());
        }
      }
    }
    for (RequestRoutingRule rule : gateway.requestRoutingRules()) {
      if (settings.equals(rule.backendHttpSettings())) {
        pools.add(rule.backendAddressPool());
      }
    }
    return gateway.backendAddressPools().stream()
        .anyMatch(pool -> !isSink(pool) && pools.contains(pool.name()));
  }

  private void members(
      Places<AzureTopology> places, ApplicationGateway gateway, BackendAddressPool pool) {
    for (int i = 0; i < pool.backendAddresses().size(); i++) {
      String member = pool.backendAddresses().get(i);
      List<String> members = new ArrayList<>(pool.backendAddresses());
      members.set(
          i,
          IpAddresses.isLiteral(member) && member.contains(".")
              ? member.replaceAll("\\d+$", member.endsWith(".250") ? "249" : "250")
              : WRONG_NAME);
      places.add(
          where(member + " of pool " + pool.name(), gateway),
          Edit.change(topology, pool, "backendAddresses", members));
    }
  }

  private void sinks(Places<AzureTopology> places) {
    each(
        BackendAddressPool.class,
        (gateway, sink) ->
            gateway.backendAddressPools().stream()
                .filter(other -> isSink(sink) && !isSink(other))
                .findFirst()
                .ifPresent(
                    other -> {
                      AzureTopology filled =
                          Edit.replace(topology, sink, Edit.with(other, "name", sink.name()));
                      places.add(where("pool " + sink.name(), gateway), asked(filled, sink, other));
                    }));
  }

  /** A sink's settings may be such that backends would not answer: those of the other are used. */
  private static AzureTopology asked(
      AzureTopology filled, BackendAddressPool sink, BackendAddressPool other) {
    AzureTopology changed = filled;
    for (UrlPathMap map : Edit.all(filled, UrlPathMap.class)) {
      if (sink.name().equals(map.defaultBackendAddressPool())) {
        for (PathRule rule : map.pathRules()) {
          if (other.name().equals(rule.backendAddressPool())) {
            changed =
                Edit.change(changed, map, "defaultBackendHttpSettings", rule.backendHttpSettings());
            break;
          }
        }
      }
    }
    return changed;
  }

  private static boolean isSink(BackendAddressPool pool) {
    return pool.backendAddresses().isEmpty() && pool.backendIPConfigurations().isEmpty();
  }

  private void listeners() {
    catalogue
        .add(
            "listener-missing",
            "no application gateway has several listeners",
            places ->
                each(
                    HttpListener.class,
                    (gateway, one) -> {
                      List<RequestRoutingRule> rules =
                          gateway.requestRoutingRules().stream()
                              .filter(rule -> !rule.httpListener().equals(one.name()))
                              .toList();
                      places.add(
                          where("listener " + one.name(), gateway),
                          Edit.change(
                              topology,
                              gateway,
                              "httpListeners",
                              gateway.httpListeners().stream().filter(l -> l != one).toList(),
                              "requestRoutingRules",
                              rules,
                              "redirectConfigurations",
                              gateway.redirectConfigurations().stream()
                                  .filter(r -> !one.name().equals(r.targetListener()))
                                  .toList()));
                    }))
        .add(
            "host-check-off",
            "no listener is for some host names only",
            places ->
                each(
                    HttpListener.class,
                    (gateway, one) -> {
                      if (!one.hosts().isEmpty()) {
                        places.add(
                            where("listener " + one.name(), gateway),
                            Edit.change(
                                topology,
                                one,
                                "hostName",
                                null,
                                "hostNames",
                                List.of(),
                                "certificateNames",
                                one.certificateNames().isEmpty() && one.sslCertificate() == null
                                    ? one.hosts()
                                    : one.certificateNames()));
                      }
                    }))
        .add("redirect-missing", "no rule redirects", this::redirects)
        .add(
            "gateway-stopped",
            "there is no application gateway",
            places -> {
              for (ApplicationGateway gateway : topology.applicationGateways()) {
                places.add(
                    "application gateway " + gateway.name(),
                    Edit.change(topology, gateway, "operationalState", OperationalState.STOPPED));
              }
            });
  }

  private void redirects(Places<AzureTopology> places) {
    each(
        RequestRoutingRule.class,
        (gateway, rule) -> {
          if (rule.redirectConfiguration() != null) {
            gateway.requestRoutingRules().stream()
                .filter(other -> other.redirectConfiguration() == null)
                .findFirst()
                .ifPresent(
                    other ->
                        places.add(
                            where("rule " + rule.name(), gateway),
                            Edit.change(
                                topology,
                                rule,
                                "redirectConfiguration",
                                null,
                                "backendAddressPool",
                                other.backendAddressPool(),
                                "backendHttpSettings",
                                other.backendHttpSettings(),
                                "urlPathMap",
                                other.urlPathMap())));
          }
        });
  }

  private void paths() {
    String nowhere = "no application gateway has path rules";
    catalogue
        .add(
            "path-rule-missing",
            nowhere,
            places ->
                each(
                    PathRule.class,
                    (gateway, one) ->
                        places.add(
                            where("path rule " + one.name(), gateway), Edit.remove(topology, one))))
        .add(
            "path-rule-too-wide",
            nowhere,
            places ->
                each(
                    PathRule.class,
                    (gateway, one) ->
                        places.add(
                            where("path rule " + one.name(), gateway),
                            Edit.change(topology, one, "paths", List.of("/*")))))
        .add(
            "path-rule-to-the-wrong-pool",
            nowhere,
            places ->
                each(
                    PathRule.class,
                    (gateway, one) -> {
                      for (BackendAddressPool other : gateway.backendAddressPools()) {
                        if (one.backendAddressPool() != null
                            && !other.name().equals(one.backendAddressPool())) {
                          places.add(
                              where(
                                  "path rule " + one.name() + " to pool " + other.name(), gateway),
                              Edit.change(topology, one, "backendAddressPool", other.name()));
                        }
                      }
                    }))
        .add("path-rule-order-swapped", "no path rule is narrower than the next", this::swapped);
  }

  private void swapped(Places<AzureTopology> places) {
    each(
        UrlPathMap.class,
        (gateway, map) -> {
          for (int i = 0; i + 1 < map.pathRules().size(); i++) {
            PathRule one = map.pathRules().get(i);
            PathRule next = map.pathRules().get(i + 1);
            if (hides(next, one)) {
              List<PathRule> rules = new ArrayList<>(map.pathRules());
              Collections.swap(rules, i, i + 1);
              places.add(
                  where("path rules " + one.name() + " and " + next.name(), gateway),
                  Edit.change(topology, map, "pathRules", rules));
            }
          }
        });
  }

  private static boolean hides(PathRule wide, PathRule narrow) {
    return wide.paths().stream()
        .filter(path -> path.endsWith("*"))
        .map(path -> path.substring(0, path.length() - 1))
        .anyMatch(start -> narrow.paths().stream().anyMatch(path -> path.startsWith(start)));
  }

  private <T> void each(Class<T> type, BiConsumer<ApplicationGateway, T> each) {
    for (ApplicationGateway gateway : topology.applicationGateways()) {
      for (T one : Edit.all(gateway, type)) {
        each.accept(gateway, Objects.requireNonNull(one));
      }
    }
  }

  private static String where(String part, ApplicationGateway gateway) {
    return part + " of " + gateway.name();
  }
}
