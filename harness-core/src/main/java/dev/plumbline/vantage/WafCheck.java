package dev.plumbline.vantage;

import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafObservation.Arrival;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.probe.WafProbe;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends one request to a firewall; what the firewall did with it is judged later. */
final class WafCheck {

  private static final AtomicInteger SENT = new AtomicInteger();

  /** Tells the requests of this process from those of others in a log that they share. */
  private static final String PROCESS = random();

  private WafCheck() {}

  /** Eight letters: no rule takes them for a number in any notation. */
  private static String random() {
    SecureRandom random = new SecureRandom();
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      letters.append((char) ('a' + random.nextInt(26)));
    }
    return letters.toString();
  }

  private static String nextId() {
    return "pl" + PROCESS + "x" + SENT.incrementAndGet();
  }

  static CompletableFuture<WafObservation> start(WafProbe probe, Check check, HttpCheck http) {
    WafProbe.Marked marked = probe.marked(nextId());
    return http.start(marked.probe(), check).thenApply(seen -> unjudged(probe, marked.id(), seen));
  }

  private static WafObservation unjudged(WafProbe probe, String id, HttpObservation seen) {
    return new WafObservation(
        seen.provenance(),
        new Outcome.FirewallDecided(WafVerdict.UNDECIDABLE, seen.outcome()),
        probe.subject(),
        id,
        seen,
        Arrival.unknown("nobody has looked yet"),
        null,
        WafVerdict.UNDECIDABLE,
        List.of("nobody has looked for proof yet"),
        probe.stated());
  }
}
