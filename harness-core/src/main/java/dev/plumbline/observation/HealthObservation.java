package dev.plumbline.observation;

import java.util.List;

/**
 * What a gateway's health probe says of its backends.
 *
 * @param provenance where this comes from
 * @param outcome {@code Healthy}, {@code Unhealthy}, or what kept the state from being read
 * @param probe the probe's name
 * @param backends the state of each backend, in the order of the pool
 * @param emulated true when the vantage sent the probe itself, once, because the gateway's own state cannot be read
 */
public record HealthObservation(
    Provenance provenance, Outcome outcome, String probe, List<Backend> backends, boolean emulated)
    implements Observation {

  /** Copies the backends. */
  public HealthObservation {
    backends = List.copyOf(backends);
  }

  /**
   * One backend under a probe.
   *
   * @param address the backend as {@code address:port}
   * @param healthy its state
   * @param reason the result of the last attempt, in the prober's words, for example {@code "status 404 is not in 200-399"}
   * @param failuresInARow how many attempts in a row failed, 0 after a good one
   */
  public record Backend(String address, boolean healthy, String reason, int failuresInARow) {}
}
