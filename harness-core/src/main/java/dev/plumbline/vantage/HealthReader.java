package dev.plumbline.vantage;

import dev.plumbline.observation.HealthObservation.Backend;
import java.util.List;
import java.util.Optional;

/** Reads the state that a gateway keeps of its health probes, where a lab can. */
public interface HealthReader {

  /**
   * Returns the backends under a probe, in the order of their pool.
   *
   * @param probe the probe's name
   * @return the backends; empty when the network has no such probe
   */
  Optional<List<Backend>> backends(String probe);
}
