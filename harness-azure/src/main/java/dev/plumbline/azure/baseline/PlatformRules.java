package dev.plumbline.azure.baseline;

import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.platform.EffectiveRouteList;
import dev.plumbline.azure.platform.EffectiveRouteList.Route;
import dev.plumbline.azure.platform.EffectiveSecurityRules;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Group;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Rule;
import dev.plumbline.azure.rules.SecurityEvaluation.Level;
import dev.plumbline.baseline.BaselineContributor;
import dev.plumbline.baseline.BaselineContributor.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What Azure itself says is in force at a network interface, as rows of a baseline: for a {@link
 * BaselineContributor} of a project's own, which knows how Azure is asked, and for which
 * interfaces.
 *
 * <pre><code class='java'>
 * public List&lt;Row&gt; rows(Environment environment) {
 *   try (AzurePlatform azure = AzurePlatform.from(Path.of("azure.yaml")).open()) {
 *     List&lt;Row&gt; rows = new ArrayList&lt;&gt;(PlatformRules.of(azure.effectiveSecurityRules("client-nic").value()));
 *     rows.addAll(PlatformRules.of(azure.effectiveRoutes("client-nic").value()));
 *     return rows;
 *   }
 * }
 * </code></pre>
 *
 * <p>What changes by itself is left out: the prefixes that service tags stand for, and those of
 * service endpoints, of which only the tag and that there are any is told.
 */
public final class PlatformRules {

  /** Who says so. */
  static final String SOURCE = "Azure";

  private PlatformRules() {}

  /**
   * Returns the rows of the security rules: which groups there are and where, and each rule.
   *
   * @param told as {@code AzurePlatform.effectiveSecurityRules(..)} tells it
   */
  public static List<Row> of(EffectiveSecurityRules told) {
    String subject = "security rules of " + told.networkInterface();
    Set<String> groups = new TreeSet<>();
    List<Row> rows = new ArrayList<>();
    for (Group group : told.groups()) {
      String name =
          group.name()
              + (group.level() == Level.SUBNET ? " on subnet " : " on network interface ")
              + group.place();
      groups.add(name);
      for (Rule rule : group.rules()) {
        rows.add(
            new Row(
                SOURCE,
                subject,
                String.format(
                    Locale.ROOT,
                    "%s %05d %s of %s",
                    rule.direction().name().toLowerCase(Locale.ROOT),
                    rule.priority(),
                    rule.name(),
                    name),
                text(rule)));
      }
    }
    rows.add(
        new Row(
            SOURCE,
            subject,
            "network security groups",
            groups.isEmpty() ? "none" : String.join(", ", groups)));
    return rows;
  }

  private static String text(Rule rule) {
    return (rule.access() == Access.ALLOW ? "allow " : "deny ")
        + rule.protocol().toLowerCase(Locale.ROOT)
        + " from "
        + sorted(rule.sources())
        + ports(rule.sourcePorts())
        + " to "
        + sorted(rule.destinations())
        + ports(rule.destinationPorts());
  }

  private static String ports(List<String> ranges) {
    return ranges.contains("*") || ranges.contains("0-65535") ? "" : " ports " + sorted(ranges);
  }

  private static String sorted(List<String> values) {
    return values.isEmpty() ? "(not told)" : String.join(", ", new TreeSet<>(values));
  }

  /**
   * Returns the rows of the routes that count: each prefix, or service tag, with where it leads to.
   *
   * @param told as {@code AzurePlatform.effectiveRoutes(..)} tells it
   */
  public static List<Row> of(EffectiveRouteList told) {
    Map<String, Set<String>> hops = new TreeMap<>();
    for (Route route : told.routes()) {
      if (route.active()) {
        for (String to : destinations(route)) {
          String name = route.name();
          String fact = "to " + to + " (" + route.source() + (name == null ? "" : " " + name) + ")";
          hops.computeIfAbsent(fact, any -> new TreeSet<>()).add(route.nextHop());
        }
      }
    }
    String subject = "routes of " + told.networkInterface();
    List<Row> rows = new ArrayList<>();
    // Several equal ways to one prefix are one fact.
    hops.forEach((fact, next) -> rows.add(new Row(SOURCE, subject, fact, String.join(", ", next))));
    if (rows.isEmpty()) {
      rows.add(new Row(SOURCE, subject, "active routes", "none"));
    }
    return rows;
  }

  private static List<String> destinations(Route route) {
    if (route.nextHopType().equalsIgnoreCase("VirtualNetworkServiceEndpoint")) {
      return List.of("service endpoints");
    }
    return route.serviceTags().isEmpty()
        ? route.prefixes().stream().map(Object::toString).toList()
        : route.serviceTags();
  }
}
