package dev.plumbline.probe;

import dev.plumbline.observation.HealthObservation;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a health probe of the network description.
 *
 * <p>In a simulated lab the gateway's own state is read. Elsewhere the vantage sends the probe
 * once, as the gateway would.
 *
 * @param name the probe's name in the network description
 * @param limit the time-out; null for the environment's
 */
public record HealthProbe(String name, @Nullable Duration limit)
    implements Probe<HealthObservation> {

  /** Returns a probe by its name. */
  public static HealthProbe of(String name) {
    return new HealthProbe(name, null);
  }

  @Override
  public HealthProbe within(Duration timeout) {
    return new HealthProbe(name, timeout);
  }

  @Override
  public String question() {
    return "probe " + name;
  }

  @Override
  public Optional<Duration> timeout() {
    return Optional.ofNullable(limit);
  }
}
