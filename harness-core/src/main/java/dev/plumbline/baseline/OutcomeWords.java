package dev.plumbline.baseline;

import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import org.jspecify.annotations.Nullable;

/** What a baseline holds of an outcome: what it is, without times and texts of machines. */
final class OutcomeWords {

  private OutcomeWords() {}

  static String of(Outcome outcome) {
    if (outcome instanceof Outcome.TimedOut t && t.phase() == Phase.CONNECT) {
      return "dropped";
    }
    if (outcome instanceof Outcome.NoData) {
      return "NODATA";
    }
    if (outcome instanceof Outcome.DnsError error) {
      return error.rcode();
    }
    if (outcome instanceof Outcome.CertificateRejected rejected) {
      return "certificate " + rejected.problem().label();
    }
    if (outcome instanceof Outcome.Malformed malformed) {
      return "malformed answer in phase " + malformed.phase().label();
    }
    return outcome.describe();
  }

  /**
   * Returns why an observation shows nothing that may be held; null when it shows something.
   * Whatever was not reached needs its positive control, as in every assertion.
   */
  static @Nullable String unseen(Observation o) {
    Outcome outcome = o.outcome();
    String broken = outcome.vantageFailure();
    if (broken != null) {
      return "the vantage is broken: " + broken;
    }
    if (outcome instanceof Outcome.ResolverUnreachable) {
      return outcome.describe();
    }
    if (outcome instanceof Outcome.FirewallDecided) {
      return outcome.reached() ? null : "nothing proves what a firewall did with the request";
    }
    boolean shown =
        outcome.reached()
            || outcome instanceof Outcome.CertificateRejected
            || outcome instanceof Outcome.Malformed
            || o.provenance().scope().journal().controlFor(o).isPresent();
    return shown ? null : OutcomeWords.of(outcome) + ", without a positive control";
  }
}
