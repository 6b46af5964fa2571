package dev.plumbline.assertion;

import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HealthObservation.Backend;
import java.util.ArrayList;
import java.util.List;

/** Messages about the backends under a health probe. */
final class ShouldBeHealthy {

  private ShouldBeHealthy() {}

  static Message be(HealthObservation seen, String expected) {
    List<String> rows = new ArrayList<>();
    for (Backend backend : seen.backends()) {
      rows.add(
          backend.address()
              + (backend.healthy() ? " healthy" : " unhealthy")
              + (backend.reason().isEmpty() ? "" : ": " + backend.reason())
              + (backend.failuresInARow() > 0
                  ? " (" + backend.failuresInARow() + " in a row)"
                  : ""));
    }
    Message message =
        Message.expected("Expected", expected).line("but was", seen.outcome().describe());
    if (!rows.isEmpty()) {
      message.line("backends", String.join("\n", rows));
    }
    if (seen.emulated()) {
      message.line("seen by", "one probe sent from " + seen.provenance().vantage() + " itself");
    }
    return message.diagnosed(seen.provenance().diagnosis());
  }

  static Message haveBackends(HealthObservation seen, String expected) {
    return Message.expected("INCONCLUSIVE", "the probe has no backend, so nothing was probed")
        .line("Expected", expected)
        .line("and saw", seen.outcome().describe())
        .line("To prove it", "put the probe's backends in their pool, or ask for another probe")
        .diagnosed(seen.provenance().diagnosis());
  }
}
