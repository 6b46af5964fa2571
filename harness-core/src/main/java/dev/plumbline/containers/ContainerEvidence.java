package dev.plumbline.containers;

import dev.plumbline.containers.firewall.FirewallLogs;
import dev.plumbline.containers.http.ArrivalLog;
import dev.plumbline.containers.plan.FirewallPlace;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.observation.WafObservation.Arrival;
import dev.plumbline.vantage.FirewallEvidence;
import dev.plumbline.waf.FirewallLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the machine of a lab tells of requests to web application firewalls: what arrived behind
 * them, and what they have written.
 */
final class ContainerEvidence implements FirewallEvidence {

  private final FirewallLogs logs;
  private final ArrivalLog arrivals;
  private final Set<String> guarded;

  ContainerEvidence(Plan plan, FirewallLogs logs, ArrivalLog arrivals) {
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
    List<String> behind = new ArrayList<>();
    for (String host : arrivals.hostsOf(id)) {
      if (guarded.contains(host)) {
        behind.clear();
      } else {
        behind.add(host);
      }
    }
    return behind.isEmpty() ? Arrival.nowhere() : Arrival.at(String.join(", ", behind));
  }

  @Override
  public List<FirewallLog> logs() {
    return List.of(logs);
  }
}
