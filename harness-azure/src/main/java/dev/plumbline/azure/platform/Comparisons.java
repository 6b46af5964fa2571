package dev.plumbline.azure.platform;

import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.document.BackendHealth.Entry;
import dev.plumbline.azure.document.BackendHealth.Server;
import dev.plumbline.azure.document.NetworkStatus;
import dev.plumbline.azure.document.NetworkStatus.Connectivity;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.platform.Comparison.Cell;
import dev.plumbline.azure.platform.Comparison.Row;
import dev.plumbline.azure.platform.ServiceNetworkStatus.Dependency;
import dev.plumbline.azure.platform.ServiceNetworkStatus.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts what Azure says beside what is predicted, and beside what was observed. */
public final class Comparisons {

  /** Azure finds it out about every 15 minutes. */
  private static final Duration FRESH = Duration.ofHours(1);

  private static final String NOT_REACHED = "not reached";

  private Comparisons() {}

  /**
   * Returns the backend health of a gateway, member by member, in two columns: nobody observes it
   * beside the gateway.
   *
   * @param predicted for example {@code BackendHealth.of(topology, gateway,
   *     simulated.vantage("gateway-subnet")::probe)}
   */
  public static Comparison backendHealth(
      BackendHealth predicted, PlatformAnswer<BackendHealth> azure) {
    return health(predicted, null, azure);
  }

  /**
   * Returns the backend health of a gateway, member by member.
   *
   * @param predicted for example {@code BackendHealth.of(topology, gateway,
   *     simulated.vantage("gateway-subnet")::probe)}
   * @param observed the same of a vantage in the gateway's subnet of the live network, which sends
   *     the probes itself
   */
  public static Comparison backendHealth(
      BackendHealth predicted, BackendHealth observed, PlatformAnswer<BackendHealth> azure) {
    return health(predicted, observed, azure);
  }

  private static Comparison health(
      BackendHealth predicted,
      @Nullable BackendHealth observed,
      PlatformAnswer<BackendHealth> azure) {
    Map<String, Cell> ours = cells(predicted);
    Map<String, Cell> seen = observed == null ? Map.of() : cells(observed);
    Map<String, Cell> theirs = cells(azure.value());
    Set<String> members = new LinkedHashSet<>(ours.keySet());
    members.addAll(seen.keySet());
    members.addAll(theirs.keySet());
    Cell absent = Cell.said("no such member");
    List<Row> rows = pools(predicted, observed, azure.value());
    for (String member : members) {
      rows.add(
          new Row(
              member,
              ours.getOrDefault(member, absent),
              observed == null ? Cell.none() : seen.getOrDefault(member, absent),
              theirs.getOrDefault(member, absent)));
    }
    return new Comparison(azure.observation().subject(), rows, List.of(azure.observation()));
  }

  /** Returns the pools that one side has no members in, or not at all, and another one does. */
  private static List<Row> pools(
      BackendHealth predicted, @Nullable BackendHealth observed, BackendHealth azure) {
    Map<String, Cell> ours = pools(predicted);
    Map<String, Cell> seen = observed == null ? Map.of() : pools(observed);
    Map<String, Cell> theirs = pools(azure);
    Set<String> pools = new LinkedHashSet<>(ours.keySet());
    pools.addAll(seen.keySet());
    pools.addAll(theirs.keySet());
    Cell absent = Cell.said("no such pool");
    List<Row> rows = new ArrayList<>();
    for (String pool : pools) {
      Row row =
          new Row(
              pool,
              ours.getOrDefault(pool, absent),
              observed == null ? Cell.none() : seen.getOrDefault(pool, absent),
              theirs.getOrDefault(pool, absent));
      if (row.verdict() == Comparison.Verdict.DIFFER) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static Map<String, Cell> pools(BackendHealth health) {
    Map<String, List<Cell>> pools = new LinkedHashMap<>();
    for (Entry entry : health.entries()) {
      put(
          pools,
          entry.pool() + "/" + entry.settings(),
          Cell.said(entry.servers().isEmpty() ? "no member" : "members"));
    }
    return joined(pools);
  }

  private static Map<String, Cell> cells(BackendHealth health) {
    Map<String, List<Cell>> cells = new LinkedHashMap<>();
    for (Entry entry : health.entries()) {
      for (Server server : entry.servers()) {
        String log = server.healthProbeLog();
        String shown = server.health().shown() + (log.isBlank() ? "" : ": " + log.strip());
        put(
            cells,
            entry.pool() + "/" + entry.settings() + " " + server.address(),
            server.health() == BackendHealth.Health.UNKNOWN
                ? Cell.missing(shown)
                : Cell.said(server.health().shown(), shown));
      }
    }
    return joined(cells);
  }

  private static void put(Map<String, List<Cell>> cells, String key, Cell cell) {
    cells.computeIfAbsent(key, k -> new ArrayList<>()).add(cell);
  }

  /** A member that is listed twice is both times. */
  private static Map<String, Cell> joined(Map<String, List<Cell>> cells) {
    Map<String, Cell> joined = new LinkedHashMap<>();
    cells.forEach((key, all) -> joined.put(key, Cell.all(all)));
    return joined;
  }

  /**
   * Returns the network status of an API Management service, as with an age of an hour.
   *
   * @param predicted {@code NetworkStatus.of(topology, network, service)}
   */
  public static Comparison networkStatus(
      List<NetworkStatus> predicted, PlatformAnswer<ServiceNetworkStatus> azure) {
    return networkStatus(predicted, azure, FRESH);
  }

  /**
   * Returns the network status of an API Management service, dependency by dependency: of each kind
   * whether all that Azure lists of it is reached. A required kind that only Azure knows is not
   * known to be as predicted, and differs when it is not reached; so does a region that only one
   * side has. Optional kinds that only one side lists are left out.
   *
   * @param predicted {@code NetworkStatus.of(topology, network, service)}
   * @param age how old a state may be when Azure is asked; one that is older, or is told without
   *     its time, says nothing
   */
  public static Comparison networkStatus(
      List<NetworkStatus> predicted, PlatformAnswer<ServiceNetworkStatus> azure, Duration age) {
    Instant oldest = azure.observation().provenance().startedAt().minus(age);
    List<Row> rows = new ArrayList<>();
    List<Region> others = new ArrayList<>(azure.value().regions());
    for (NetworkStatus region : predicted) {
      Region told = told(region, predicted.size(), azure.value());
      if (told == null) {
        rows.add(
            new Row(
                "region " + region.location(),
                Cell.said("there"),
                Cell.none(),
                Cell.said("not told", "not told; there are " + locations(azure.value()))));
        continue;
      }
      others.remove(told);
      for (Connectivity ours : region.connectivityStatus()) {
        boolean listed =
            told.dependencies().stream()
                .anyMatch(one -> one.resourceType().equalsIgnoreCase(ours.resourceType()));
        if (!listed && ours.isOptional()) {
          continue;
        }
        rows.add(
            new Row(
                told.location() + " " + ours.resourceType(),
                ours.status() == NetworkStatus.Status.SUCCESS
                    ? Cell.said("reached")
                    : Cell.said(NOT_REACHED, "not reached: " + ours.error()),
                Cell.none(),
                of(told, ours.resourceType(), oldest)));
      }
      told.dependencies().stream()
          .filter(one -> !one.isOptional())
          .map(Dependency::resourceType)
          .filter(
              type ->
                  region.connectivityStatus().stream()
                      .noneMatch(ours -> ours.resourceType().equalsIgnoreCase(type)))
          .distinct()
          .forEach(type -> rows.add(unpredicted(told, type, oldest)));
    }
    for (Region other : others) {
      rows.add(
          new Row(
              "region " + other.location(),
              Cell.said("no such region"),
              Cell.none(),
              Cell.said("there")));
    }
    return new Comparison(azure.observation().subject(), rows, List.of(azure.observation()));
  }

  /** A description may leave out where a service is that has one region. */
  private static @Nullable Region told(
      NetworkStatus region, int regions, ServiceNetworkStatus status) {
    if (region.location().isEmpty() && regions == 1 && status.regions().size() == 1) {
      return status.regions().get(0);
    }
    return status.regions().stream()
        .filter(one -> key(one.location()).equals(key(region.location())))
        .findFirst()
        .orElse(null);
  }

  /** What is reached proves no prediction; what is not would have had to be predicted. */
  private static Row unpredicted(Region told, String resourceType, Instant oldest) {
    Cell said = of(told, resourceType, oldest);
    return new Row(
        told.location() + (resourceType.isEmpty() ? " (kind not told)" : " " + resourceType),
        said.value().equals(NOT_REACHED) ? Cell.said("not listed") : Cell.missing("not listed"),
        Cell.none(),
        said);
  }

  private static Cell of(Region region, String resourceType, Instant oldest) {
    List<Dependency> all =
        region.dependencies().stream()
            .filter(one -> one.resourceType().equalsIgnoreCase(resourceType))
            .toList();
    if (all.isEmpty()) {
      return Cell.missing("no " + resourceType + " is told of");
    }
    for (Dependency one : all) {
      if (one.status().equalsIgnoreCase("failure")) {
        return Cell.said(
            NOT_REACHED,
            one.name() + " not reached" + (one.error().isBlank() ? "" : ": " + one.error()));
      } else if (!one.isReached()) {
        return Cell.missing(one.name() + " " + one.status());
      } else if (!one.isKnownSince(oldest)) {
        Instant updated = one.lastUpdated();
        return Cell.missing(
            one.name()
                + " reached, "
                + (updated == null ? "no one tells when" : "last known at " + updated));
      }
    }
    return Cell.said("reached", "reached: " + all.get(0).name());
  }

  private static List<String> locations(ServiceNetworkStatus status) {
    return status.regions().stream().map(Region::location).toList();
  }

  private static String key(String location) {
    return location.replace(" ", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the effective routes of a network interface, prefix by prefix: what counts, and where
   * it leads to. Those of user-defined routes for service tags change weekly: such a route is
   * compared by its tag and its next hop, and is not known where Azure does not say which tag it is
   * for. Routes of service endpoints are compared by whether there are any.
   *
   * @param networkInterface the network interface by its name in the topology
   */
  public static Comparison routes(
      AzureTopology topology, String networkInterface, PlatformAnswer<EffectiveRouteList> azure) {
    return RouteComparison.of(topology, networkInterface, azure);
  }

  /**
   * Returns the effective security rules of a network interface: where each group is attached, and
   * its rules one by one in the order in which they are tried.
   *
   * @param networkInterface the network interface by its name in the topology
   */
  public static Comparison securityRules(
      AzureTopology topology,
      String networkInterface,
      PlatformAnswer<EffectiveSecurityRules> azure) {
    return RuleComparison.rules(topology, networkInterface, azure);
  }

  /**
   * Returns what the effective security rules of a network interface, as Azure lists them, make of
   * flows, and what ours do: of all flows that a rule of either list tells apart from another, that
   * is from and to both ends of each prefix and of each range of ports, and beside, at each address
   * of the network interface and of every protocol. The prefixes of service tags are tried at their
   * ends alone, and of addresses in the prefixes of the same rules of both lists one is tried.
   *
   * @param networkInterface the network interface by its name in the topology
   */
  public static Comparison flows(
      AzureTopology topology,
      String networkInterface,
      PlatformAnswer<EffectiveSecurityRules> azure) {
    return RuleComparison.flows(topology, networkInterface, azure);
  }

  /**
   * Returns the rules that are tried for a flow, one by one, with what of it matched. A group is
   * one of ours by its name and where it is attached, a rule by its group and its name, in any
   * case. A rule of ours that Azure does not tell of leaves it open; one that only Azure has
   * differs.
   *
   * @param subnet the subnet of the resource that was asked about, by its name in the topology
   */
  public static Comparison diagnostic(
      AzureTopology topology, String subnet, PlatformAnswer<SecurityDiagnostic> azure) {
    return DiagnosticComparison.of(topology, subnet, azure);
  }

  /**
   * Returns the settings, rule sets, exclusions and custom rules of a web application firewall
   * policy, and what Azure says beside: what is not understood stays open.
   *
   * @param policy the policy by its name in the topology
   * @throws IllegalArgumentException when the topology has no such policy
   */
  public static Comparison webApplicationFirewall(
      AzureTopology topology, String policy, PlatformAnswer<WebApplicationFirewallPolicy> azure) {
    WebApplicationFirewallPolicy ours =
        topology.webApplicationFirewallPolicies().stream()
            .filter(one -> one.name().equals(policy))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "topology \"%s\" has no firewall policy \"%s\"; it has %s"
                            .formatted(
                                topology.name(),
                                policy,
                                topology.webApplicationFirewallPolicies().stream()
                                    .map(WebApplicationFirewallPolicy::name)
                                    .toList())));
    List<Row> rows = PolicyRows.of(ours, azure.value());
    for (String unread : azure.unread()) {
      rows.add(new Row(unread, Cell.none(), Cell.none(), Cell.missing("not understood here")));
    }
    return new Comparison(azure.observation().subject(), rows, List.of(azure.observation()));
  }
}
