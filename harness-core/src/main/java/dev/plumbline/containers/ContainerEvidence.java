package dev.plumbline.containers;

import dev.plumbline.containers.firewall.FirewallLogs;
import dev.plumbline.containers.http.ArrivalLogs;
import dev.plumbline.containers.plan.FirewallPlace;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafObservation.Arrival;
import dev.plumbline.vantage.FirewallEvidence;
import dev.plumbline.waf.FirewallLog;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the machine of a lab tells of requests to web application firewalls: what arrived at hosts
 * that have none, and what the firewalls have written.
 */
final class ContainerEvidence implements FirewallEvidence {

  private final FirewallLogs logs;
  private final ArrivalLogs arrivals;
  private final Set<String> guarded;

  /** Whether a server without a firewall only passes on, so that what it refuses is not seen. */
  private final boolean unseen;

  ContainerEvidence(Plan plan, FirewallLogs logs, ArrivalLogs arrivals) {
    this.logs = logs;
    this.arrivals = arrivals;
    this.guarded =
        plan.firewalls().stream().map(FirewallPlace::host).collect(Collectors.toUnmodifiableSet());
    Set<String> origins =
        plan.origins().stream().map(Plan.Origin::namespace).collect(Collectors.toSet());
    long others =
        plan.services().stream()
            .filter(service -> service.name().startsWith("nginx-"))
            .filter(service -> !origins.contains(service.namespace()))
            .count();
    long answering =
        plan.origins().stream().map(Plan.Origin::host).filter(guarded::contains).count();
    this.unseen = others > guarded.size() - answering;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A host with a firewall is not behind it, whatever it answers.
   */
  @Override
  public Arrival arrived(String id) {
    List<String> behind =
        arrivals.hostsOf(WafObservation.ID_HEADER, id).stream()
            .filter(host -> !guarded.contains(host))
            .toList();
    if (!behind.isEmpty()) {
      return Arrival.at(String.join(", ", behind));
    }
    return unseen
        ? Arrival.unknown("a server that only passes requests on is no canary")
        : Arrival.nowhere();
  }

  @Override
  public List<FirewallLog> logs() {
    return List.of(logs);
  }
}
