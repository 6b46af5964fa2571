package dev.plumbline.vantage;

import dev.plumbline.observation.WafObservation.Arrival;
import dev.plumbline.waf.FirewallLog;
import java.util.List;

/**
 * What a lab can tell of requests to web application firewalls: what arrived behind them, and what
 * they wrote. Safe for use by many threads.
 */
public interface FirewallEvidence {

  /**
   * Returns whether a request arrived behind the firewall.
   *
   * <p>That it did not may only be said where it would have been seen: a canary that has never seen
   * the id of any request does not know.
   *
   * @param id the value of its identifying header
   */
  Arrival arrived(String id);

  /** Returns the logs of the firewalls; none where they cannot be read. */
  List<FirewallLog> logs();

  /** Returns the evidence of a lab that has none. */
  static FirewallEvidence none() {
    return new FirewallEvidence() {
      @Override
      public Arrival arrived(String id) {
        return Arrival.unknown("there is no canary behind the firewall");
      }

      @Override
      public List<FirewallLog> logs() {
        return List.of();
      }
    };
  }
}
