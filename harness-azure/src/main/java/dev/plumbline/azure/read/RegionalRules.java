package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the pools of cross-region load balancers: their members are frontends of
 * regional ones, whose rules lead on to the machines. Clients keep their address all the way.
 */
final class RegionalRules {

  private static final String FRONTENDS = "/frontendipconfigurations/";

  /**
   * A rule of a regional load balancer.
   *
   * @param balancer the load balancer
   * @param rule its rule
   */
  record Regional(ArmResource balancer, Part rule) {

    int frontendPort() {
      return rule.integer("frontendPort", 0);
    }

    int backendPort() {
      return rule.integer("backendPort", frontendPort());
    }

    String protocol() {
      return rule.text("protocol", "Tcp").toLowerCase(Locale.ROOT);
    }
  }

  private final Mapping mapping;

  RegionalRules(Mapping mapping) {
    this.mapping = mapping;
  }

  /** Returns the health probe of a rule; null for none. */
  @Nullable Part probe(Regional regional) {
    String name = mapping.inner(regional.rule(), "probe");
    return Part.of(regional.balancer().body()).parts("probes").stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** Returns whether a pool has frontends of other load balancers as members. */
  static boolean isCrossRegion(Part pool) {
    return pool.parts("loadBalancerBackendAddresses").stream()
        .anyMatch(a -> Mapping.id(a, "loadBalancerFrontendIPConfiguration") != null);
  }

  /** Returns the rules at the frontends that are members of a pool. */
  List<Regional> behind(Part pool) {
    List<Regional> all = new ArrayList<>();
    for (Part address : pool.parts("loadBalancerBackendAddresses")) {
      JsonValue id = Mapping.id(address, "loadBalancerFrontendIPConfiguration");
      String text = id == null ? "" : id.scalar();
      int at = text.toLowerCase(Locale.ROOT).lastIndexOf(FRONTENDS);
      ArmResource balancer = at < 0 ? null : mapping.estate.find(text.substring(0, at));
      if (balancer != null) {
        String frontend = text.substring(at + FRONTENDS.length());
        Part.of(balancer.body()).parts("loadBalancingRules").stream()
            .filter(r -> frontend.equalsIgnoreCase(mapping.inner(r, "frontendIPConfiguration")))
            .forEach(r -> all.add(new Regional(balancer, r)));
      }
    }
    return all;
  }

  /** Returns the pools of machines that rules lead to. */
  List<Part> pools(List<Regional> rules, List<ArmResource> owners) {
    List<Part> all = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Regional one : rules) {
      String name = mapping.inner(one.rule(), "backendAddressPool");
      for (Part pool : mapping.estate.children(one.balancer(), "backendAddressPools")) {
        if (pool.name().equalsIgnoreCase(Objects.requireNonNullElse(name, ""))
            && seen.add(ResourceId.key(one.balancer().id() + "/" + pool.name()))) {
          all.add(pool);
          owners.add(one.balancer());
        }
      }
    }
    return all;
  }
}
