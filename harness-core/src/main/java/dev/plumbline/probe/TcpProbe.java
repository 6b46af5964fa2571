package dev.plumbline.probe;

import dev.plumbline.observation.TcpObservation;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a TCP connection opens. The connection is closed at once; nothing is sent.
 *
 * @param target where to
 * @param limit the time-out; null for the environment's
 */
public record TcpProbe(Target target, @Nullable Duration limit) implements Probe<TcpObservation> {

  /** Returns a probe of a target. */
  public static TcpProbe to(Target target) {
    return new TcpProbe(target, null);
  }

  /** Returns a probe of a host's port. */
  public static TcpProbe to(String host, int port) {
    return to(Target.of(host, port));
  }

  /** Returns this probe, dialling an address of one family alone. */
  public TcpProbe over(Family family) {
    return new TcpProbe(target.over(family), limit);
  }

  @Override
  public TcpProbe within(Duration timeout) {
    return new TcpProbe(target, timeout);
  }

  @Override
  public String question() {
    return "connect " + target;
  }

  @Override
  public Optional<Duration> timeout() {
    return Optional.ofNullable(limit);
  }
}
