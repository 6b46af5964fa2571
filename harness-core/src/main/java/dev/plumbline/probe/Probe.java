package dev.plumbline.probe;

import dev.plumbline.observation.Observation;
import java.time.Duration;
import java.util.Optional;

/**
 * What to ask of a network. An immutable value: it opens no socket and knows no vantage.
 *
 * @param <O> what asking it gives
 */
public sealed interface Probe<O extends Observation>
    permits DnsProbe, TcpProbe, TlsProbe, HttpProbe, HealthProbe, WafProbe {

  /** Returns the question in the words of messages, for example {@code "api.contoso.net A"}. */
  String question();

  /** Returns the time-out of this probe as a whole; empty for the environment's default. */
  Optional<Duration> timeout();

  /** Returns this probe with another time-out. */
  Probe<O> within(Duration timeout);
}
