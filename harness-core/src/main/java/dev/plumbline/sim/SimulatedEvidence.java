package dev.plumbline.sim;

import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.WafObservation.Arrival;
import dev.plumbline.sim.Arrivals.Station;
import dev.plumbline.vantage.FirewallEvidence;
import dev.plumbline.waf.FirewallLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the simulation knows of a request by its sender's id: where it came, what was found. */
final class SimulatedEvidence implements FirewallEvidence {

  private static final int MOST_ROWS = 20;

  private final Set<String> guarded;
  private final Set<String> leftOut;
  private final Arrivals arrivals;
  private final Map<String, HostLog<FirewallRecord>> logs;

  /**
   * Makes it.
   *
   * @param guarded the hosts with a firewall that is on
   * @param leftOut what descriptions of firewalls leave out, which is no matter of one request
   */
  SimulatedEvidence(
      Set<String> guarded,
      Set<String> leftOut,
      Arrivals arrivals,
      Map<String, HostLog<FirewallRecord>> logs) {
    this.guarded = guarded;
    this.leftOut = leftOut;
    this.arrivals = arrivals;
    this.logs = logs;
  }

  @Override
  public Arrival arrived(String id) {
    List<String> behind = new ArrayList<>();
    for (Station station : arrivals.marked(id)) {
      if (guarded.contains(station.host())) {
        behind.clear();
      } else {
        behind.add(station.host());
      }
    }
    return behind.isEmpty() ? Arrival.nowhere() : Arrival.at(String.join(", ", behind));
  }

  @Override
  public List<FirewallLog> logs() {
    return List.of(new Log());
  }

  /** The logs of all firewalls of the network. */
  private final class Log implements FirewallLog {

    @Override
    public String name() {
      return "log of the simulated firewall";
    }

    @Override
    public Optional<FirewallReport> report(Sent request) {
      List<FirewallRecord> found = new ArrayList<>();
      for (Station station : arrivals.marked(request.id())) {
        HostLog<FirewallRecord> log = logs.get(station.host());
        if (log != null) {
          found.addAll(log.lines(station.record()));
        }
      }
      return found.isEmpty() ? Optional.empty() : Optional.of(report(found));
    }

    private FirewallReport report(List<FirewallRecord> found) {
      return new FirewallReport(
          found.stream()
              .map(r -> "log of firewall " + r.firewall())
              .distinct()
              .collect(Collectors.joining(", ")),
          found.get(0).id(),
          decision(found),
          found.stream().flatMap(r -> r.matches().stream()).toList(),
          found.stream().limit(MOST_ROWS).map(SimulatedEvidence::row).toList(),
          found.stream()
              .flatMap(r -> r.notAsked().stream())
              .filter(text -> !leftOut.contains(text))
              .distinct()
              .toList());
    }

    @Override
    public boolean tellsCleanRequests() {
      return true;
    }

    @Override
    public boolean mayBeLate() {
      return false;
    }

    @Override
    public void close() {
      // The lab keeps its logs itself.
    }
  }

  private static Decision decision(List<FirewallRecord> found) {
    List<Decision> all = found.stream().map(FirewallRecord::decision).toList();
    for (Decision decision : List.of(Decision.BLOCKED, Decision.DETECTED, Decision.ALLOWED)) {
      if (all.contains(decision)) {
        return decision;
      }
    }
    return Decision.PASSED;
  }

  private static String row(FirewallRecord r) {
    return "%s, which %s: %s, score %d of %d%s"
        .formatted(
            r.firewall(),
            r.blocks() ? "blocks" : "only logs",
            r.decision().name().toLowerCase(Locale.ROOT),
            r.score(),
            r.threshold(),
            r.matches().stream()
                .map(match -> ", rule " + match.rule() + " in " + match.part())
                .collect(Collectors.joining()));
  }
}
