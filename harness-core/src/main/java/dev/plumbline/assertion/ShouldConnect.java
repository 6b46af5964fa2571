package dev.plumbline.assertion;

import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import org.jspecify.annotations.Nullable;

/** Messages about whether a connection opened, whatever was to be said over it. */
final class ShouldConnect {

  private ShouldConnect() {}

  static Message be(Observation seen, String expected) {
    return Message.expected("Expected", expected)
        .line("but was", seen.outcome().describe())
        .diagnosed(seen.provenance().diagnosis())
        .because(cause(seen));
  }

  /** What the observation and the rest of the journal show of the cause. */
  static @Nullable String cause(Observation seen) {
    Outcome outcome = seen.outcome();
    if (outcome instanceof Outcome.TimedOut && outcome.phase() == Phase.CONNECT) {
      return seen.provenance()
          .scope()
          .journal()
          .controlFor(seen)
          .map(c -> "a filter drops it: the vantage did reach " + Headline.reference(c))
          .orElse(null);
    }
    if (outcome instanceof Outcome.Refused) {
      return "the host is there, but nothing listens at this port, or a filter rejects it";
    }
    return null;
  }
}
