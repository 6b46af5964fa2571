package dev.plumbline.observation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway's health probe says of its backends.
 *
 * @param provenance where this comes from
 * @param outcome {@code Healthy}, {@code Unhealthy}, or what kept the state from being read
 * @param probe the probe's name
 * @param backends the state of each backend, in the order of the pool
 * @param emulated true when the vantage sent the probe itself, once, because the gateway's own
 *     state cannot be read
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
   * @param reason the result of the last attempt, in the prober's words, for example {@code "status
   *     404 is not in 200-399"}
   * @param failuresInARow how many attempts in a row failed, 0 after a good one
   * @param attempt the request the vantage sent in the gateway's place; null when the state is the
   *     gateway's own
   */
  public record Backend(
      String address,
      boolean healthy,
      String reason,
      int failuresInARow,
      @Nullable HttpObservation attempt) {

    /** Makes the state of a backend that the gateway told. */
    public Backend(String address, boolean healthy, String reason, int failuresInARow) {
      this(address, healthy, reason, failuresInARow, null);
    }

    /**
     * Returns what stands for a pool without members beside others under the same probe: unhealthy,
     * with the upstream in the place of an address.
     */
    public static Backend ofEmptyPool(String upstream) {
      return new Backend("upstream " + upstream, false, "the pool has no members", 0);
    }

    /**
     * Returns whether this state may be the vantage's own fault: it asked in the gateway's place,
     * and no connection opened. Then it is a negative, which shows nothing unless the vantage did
     * reach something else.
     */
    public boolean needsControl() {
      return !healthy && attempt != null && attempt.outcome().phase().compareTo(Phase.CONNECT) <= 0;
    }
  }
}
