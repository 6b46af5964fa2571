package dev.plumbline.observation;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long each phase of a check took.
 *
 * @param phases the phases that took place, each with its own time; a phase that was not reached is
 *     absent
 * @param total from the start of the check to its outcome
 */
public record Timings(Map<Phase, Duration> phases, Duration total) {

  /** Makes an unmodifiable copy, in the order of the phases. */
  public Timings {
    EnumMap<Phase, Duration> ordered = new EnumMap<>(Phase.class);
    ordered.putAll(phases);
    phases = Collections.unmodifiableMap(ordered);
  }

  /** Returns the time of one phase; empty when the check did not come to it. */
  public Optional<Duration> of(Phase phase) {
    return Optional.ofNullable(phases.get(phase));
  }
}
