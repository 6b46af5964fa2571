package dev.plumbline.containers;

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

  ContainerEvidence(Plan plan, FirewallLogs logs, ArrivalLogs arrivals) {
    this.logs = logs;
    this.arrivals = arrivals;
    this.guarded =
        plan.firewalls().stream().map(FirewallPlace::host).collect(Collectors.toUnmodifiableSet());
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
    return behind.isEmpty() ? Arrival.nowhere() : Arrival.at(String.join(", ", behind));
  }

  @Override
  public List<FirewallLog> logs() {
    return List.of(logs);
  }
}
