package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.AzureTopology;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A backend pool and settings that a rule of an application gateway uses together: one upstream of
 * the network, with a health probe of its own.
 *
 * @param pool the pool, by name
 * @param settings the settings, by name
 * @param probe the name of its health probe in the network, as {@code Vantage.probe} takes it;
 *     where several pairs share a probe, its name, {@code @} and the upstream's name
 */
public record BackendPair(String pool, String settings, String probe) {

  /** Returns the name of its upstream in the network: {@code pool/settings}. */
  public String upstream() {
    return pool + "/" + settings;
  }

  /**
   * Returns the pairs of a gateway, in the order of its rules.
   *
   * @param topology the topology that the gateway is part of
   */
  public static List<BackendPair> of(AzureTopology topology, ApplicationGateway gateway) {
    List<BackendPair> pairs = new ArrayList<>();
    for (List<String> used : used(gateway)) {
      String upstream = used.get(0) + "/" + used.get(1);
      Optional<Probe> custom = custom(gateway, used.get(1));
      String own =
          custom
              .map(probe -> ownName(topology, gateway, probe))
              .orElse(gateway.name() + "/" + upstream + "/default");
      pairs.add(new BackendPair(used.get(0), used.get(1), own));
    }
    return pairs.stream()
        .map(
            pair ->
                pairs.stream().filter(p -> p.probe().equals(pair.probe())).count() == 1
                    ? pair
                    : new BackendPair(
                        pair.pool(), pair.settings(), pair.probe() + "@" + pair.upstream()))
        .toList();
  }

  /** Returns the custom probe of settings; empty for the default probe. */
  static Optional<Probe> custom(ApplicationGateway gateway, String settings) {
    return gateway.backendHttpSettings().stream()
        .filter(s -> s.name().equals(settings))
        .map(BackendHttpSettings::probe)
        .flatMap(name -> gateway.probes().stream().filter(p -> p.name().equals(name)))
        .findFirst();
  }

  private static Set<List<String>> used(ApplicationGateway gateway) {
    Set<List<String>> used = new LinkedHashSet<>();
    for (RequestRoutingRule rule : RuleOrder.of(gateway)) {
      add(used, rule.backendAddressPool(), rule.backendHttpSettings());
      for (UrlPathMap map : gateway.urlPathMaps()) {
        if (map.name().equals(rule.urlPathMap())) {
          for (PathRule path : map.pathRules()) {
            add(used, path.backendAddressPool(), path.backendHttpSettings());
          }
          add(used, map.defaultBackendAddressPool(), map.defaultBackendHttpSettings());
        }
      }
    }
    return used;
  }

  private static void add(
      Set<List<String>> used, @Nullable String pool, @Nullable String settings) {
    if (pool != null && settings != null) {
      used.add(List.of(pool, settings));
    }
  }

  /**
   * The probe's name, with that of the gateway before it where another gateway has a probe of that
   * name.
   */
  private static String ownName(AzureTopology topology, ApplicationGateway gateway, Probe probe) {
    boolean ambiguous =
        topology.applicationGateways().stream()
            .filter(g -> !g.name().equals(gateway.name()))
            .flatMap(g -> g.probes().stream())
            .anyMatch(p -> p.name().equals(probe.name()));
    return ambiguous ? gateway.name() + "/" + probe.name() : probe.name();
  }
}
