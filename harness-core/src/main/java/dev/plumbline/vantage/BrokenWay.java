package dev.plumbline.vantage;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.WafObservation;
import java.util.concurrent.CompletableFuture;

/**
 * Tells a peer that broke off or fell silent from a way out that did: both look the same at the end
 * of a connection, so the way is asked.
 */
final class BrokenWay {

  private BrokenWay() {}

  /** Returns what was seen, or that nothing was, when the way out is broken. */
  static CompletableFuture<Observation> confirmed(
      Observation seen, Check check, Transport transport) {
    Outcome outcome =
        seen instanceof WafObservation waf ? waf.exchange().outcome() : seen.outcome();
    boolean could = couldBeTheWay(outcome);
    String doubt = could || outcome instanceof Outcome.Open ? check.doubt(outcome) : null;
    if (doubt != null) {
      return CompletableFuture.completedFuture(with(seen, new Outcome.VantageFailed(doubt)));
    }
    if (!could) {
      return CompletableFuture.completedFuture(seen);
    }
    return transport
        .failure()
        .thenApply(why -> why == null ? seen : with(seen, new Outcome.VantageFailed(why)));
  }

  /** A connection that did not open is the transport's own to tell. */
  private static boolean couldBeTheWay(Outcome outcome) {
    return outcome instanceof Outcome.Reset
        || outcome instanceof Outcome.Closed
        || outcome instanceof Outcome.Malformed
        || outcome instanceof Outcome.ResolverUnreachable
        || outcome instanceof Outcome.TimedOut && outcome.phase() != Phase.CONNECT;
  }

  private static Observation with(Observation seen, Outcome outcome) {
    if (seen instanceof DnsObservation dns) {
      return new DnsObservation(
          dns.provenance(),
          outcome,
          dns.name(),
          dns.type(),
          dns.resolver(),
          dns.response(),
          dns.passedOver(),
          dns.ipv6());
    } else if (seen instanceof TcpObservation tcp) {
      return new TcpObservation(
          tcp.provenance(), outcome, tcp.target(), tcp.resolution(), tcp.dialled(), tcp.from());
    } else if (seen instanceof TlsObservation tls) {
      return new TlsObservation(
          tls.provenance(), outcome, tls.target(), tls.resolution(), tls.dialled(), tls.session());
    } else if (seen instanceof HttpObservation http) {
      return http(http, outcome);
    } else if (seen instanceof WafObservation waf) {
      return new WafObservation(
          waf.provenance(),
          new Outcome.FirewallDecided(waf.verdict(), outcome),
          waf.subject(),
          waf.requestId(),
          http(waf.exchange(), outcome),
          waf.arrival(),
          waf.log(),
          waf.verdict(),
          waf.proof(),
          waf.expectation());
    }
    return seen;
  }

  private static HttpObservation http(HttpObservation http, Outcome outcome) {
    return new HttpObservation(
        http.provenance(),
        outcome,
        http.request(),
        http.resolution(),
        http.dialled(),
        http.session(),
        http.response(),
        http.redirects());
  }
}
