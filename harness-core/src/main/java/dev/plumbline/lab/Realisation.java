package dev.plumbline.lab;

import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Resolver;
import dev.plumbline.network.Fault;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.vantage.FirewallEvidence;
import dev.plumbline.vantage.HealthReader;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Trust;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network that is up: what a {@link LabProvider} gives, and what {@link Lab} stands on. Safe for
 * use by many threads.
 */
public interface Realisation extends AutoCloseable {

  /** Returns how it came up, step by step, for the report; nothing unless overridden. */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Returns the way out of a vantage.
   *
   * @param name the vantage's name
   * @param vantage its specification
   */
  Transport transport(String name, VantageSpec vantage);

  /**
   * Returns the DNS servers that a vantage asks, in order: the next when one gives no answer; none
   * when it has none.
   */
  List<Resolver.Server> resolvers(VantageSpec vantage);

  /** Returns whom vantages trust. */
  Trust trust();

  /** Returns the reader of probe states; empty where vantages send health probes themselves. */
  Optional<HealthReader> health();

  /**
   * Puts faults in place of those that were.
   *
   * @param faults all that are to be in force
   * @throws LabException where this ground has no faults
   */
  void apply(Set<Fault> faults);

  /**
   * Moves the lab's clock on, and returns when everything that was due by then has been done.
   *
   * @param time how far, never back: {@link Lab} has made sure of it
   * @throws LabException where this ground's clock cannot be moved
   */
  void advance(Duration time);

  /**
   * Returns what arrived at a host, oldest first: all of them.
   *
   * @param host the host's name
   * @throws LabException where this ground has no canaries, there is no such host, or more have
   *     arrived than were kept
   */
  List<Arrival> arrivals(String host);

  /**
   * Returns what a host has served, oldest first: all of it.
   *
   * @param host the host's name
   * @throws LabException where this ground has no access logs, there is no such host, or more was
   *     served than was kept
   */
  default List<AccessRecord> accessLog(String host) {
    throw new LabException("this ground has no access logs");
  }

  /**
   * Returns what the web application firewalls of a host have looked at, oldest first.
   *
   * @throws LabException where this ground has no logs of firewalls, there is no such host, or more
   *     was looked at than was kept
   */
  default List<FirewallRecord> firewallLog(String host) {
    throw new LabException("this ground has no logs of firewalls");
  }

  /**
   * Returns what it can tell of requests to web application firewalls; nothing unless overridden.
   */
  default FirewallEvidence firewallEvidence() {
    return FirewallEvidence.none();
  }

  @Override
  void close();
}
