package dev.plumbline.vantage;

import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Look;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Phase;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.Family;
import dev.plumbline.probe.Probe;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.TcpProbe;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives negative observations their positive control: when the journal has none, the vantage's
 * control endpoint is observed, at most once in a control window, once more after the network was
 * changed, and in each attempt and look. What becomes of it is the journal's to judge.
 */
final class Controls {

  private final Vantage.Setup setup;
  private final Engine engine;
  private final @Nullable Endpoint endpoint;

  /** Each control as last observed; guarded by this. */
  private final Map<Probe<?>, Last> last = new HashMap<>();

  /**
   * A control as last observed.
   *
   * @param at when, by {@link System#nanoTime()}
   * @param look in which look, since it is forgotten with that; null where it was in none
   */
  private record Last(long at, Observation seen, @Nullable Look look) {}

  Controls(Vantage.Setup setup, Engine engine) {
    this.setup = setup;
    this.engine = engine;
    VantageSpec spec = setup.environment().vantages().get(setup.name());
    String control = spec == null ? null : spec.control();
    endpoint = control == null ? null : setup.environment().endpoints().get(control);
    if (control != null && endpoint == null) {
      throw Unknown.name("control endpoint", control, setup.environment().endpoints().keySet());
    }
  }

  /** Sees to it that a negative observation has been given its chance of a control. */
  void ensure(Probe<?> probe, Observation observation, Journal.Scope scope) {
    if (observation instanceof HealthObservation health) {
      for (HealthObservation.Backend backend : health.backends()) {
        if (backend.needsControl() && backend.attempt() != null) {
          ensure(probe, backend.attempt(), scope);
        }
      }
      return;
    }
    if (endpoint == null
        || observation.outcome().reached()
        || observation.outcome().vantageFailure() != null) {
      return;
    }
    Probe<?> control = control(probe, observation, endpoint);
    if (control == null || named(control).equals(named(probe))) {
      return;
    }
    // One at a time: those that come meanwhile wait for it, and then find it in the journal.
    synchronized (this) {
      if (scope.journal().controlFor(observation).isPresent()
          || !due(control, observation, scope)) {
        return;
      }
      Observation seen = engine.observe(control, scope, Role.CONTROL);
      last.put(control, new Last(System.nanoTime(), seen, look()));
    }
  }

  /** Returns what could be a control; null when nothing at the control endpoint can be. */
  private static @Nullable Probe<?> control(
      Probe<?> probe, Observation negative, Endpoint endpoint) {
    if (negative.outcome().phase().compareTo(Phase.CONNECT) > 0) {
      // It failed at an open door: only that door, answering, would show anything.
      return null;
    }
    if (probe instanceof DnsProbe question
        && (question.resolver() != null || question.overTcp())
        && !IpAddresses.isLiteral(endpoint.host())) {
      DnsProbe other = DnsProbe.of(endpoint.host(), "A");
      DnsProbe there = question.resolver() == null ? other : other.at(question.resolver());
      return question.overTcp() ? there.tcp() : there;
    }
    TcpProbe connect = TcpProbe.to(Target.of(endpoint.host(), endpoint.port()));
    Boolean six = Journal.isIpv6(negative).orElse(null);
    if (six == null) {
      return connect;
    }
    if (IpAddresses.isLiteral(endpoint.host())) {
      boolean known = IpAddresses.parse(endpoint.host()) instanceof Inet6Address;
      return known == six ? connect : null;
    }
    // A name's IPv4 address is the one dialled where it has both.
    return six ? connect.over(Family.IPV6) : connect;
  }

  /**
   * Returns a connection attempt with its endpoint's name replaced by host and port, whatever its
   * family; others as they are.
   */
  private Probe<?> named(Probe<?> probe) {
    if (probe instanceof TcpProbe connect) {
      Place place = Place.of(setup.environment(), connect.target());
      return TcpProbe.to(place.host(), place.port());
    }
    return probe;
  }

  private boolean due(Probe<?> control, Observation negative, Journal.Scope scope) {
    Last before = last.get(control);
    Duration window = setup.environment().timeouts().controlWindow();
    return before == null
        || before.look() != look()
        || System.nanoTime() - before.at() > window.toNanos()
        || !scope.journal().sameNetwork(before.seen(), negative)
        || !scope.journal().sameAttempt(before.seen(), negative);
  }

  private static @Nullable Look look() {
    return Look.current().orElse(null);
  }
}
