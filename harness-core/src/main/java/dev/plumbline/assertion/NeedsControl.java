package dev.plumbline.assertion;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says why a negative proves nothing, and how to make it prove something. */
final class NeedsControl {

  private NeedsControl() {}

  static Message of(Observation o, String expectation) {
    return Message.expected("INCONCLUSIVE", nothingElse(o))
        .line("Expected", expectation)
        .line("and saw", o.outcome().describe())
        .line("To prove it", remedy(o))
        .diagnosed(o.provenance().diagnosis());
  }

  /** Says why the backends that a vantage asked itself, and could not connect to, prove nothing. */
  static Message of(HealthObservation o, List<Backend> backends, String expectation) {
    HttpObservation attempt =
        Objects.requireNonNull(
            backends.get(0).attempt(), "only attempts of the vantage's own need a control");
    return Message.expected("INCONCLUSIVE", nothingElse(attempt))
        .line("Expected", expectation)
        .line("and saw", o.outcome().describe())
        .line("seen by", "one probe sent from " + o.provenance().vantage() + " itself")
        .line("To prove it", remedy(attempt))
        .diagnosed(o.provenance().diagnosis());
  }

  /** Says that nothing was seen at all. */
  static Message brokenVantage(Observation o, String expectation, String broken) {
    return Message.expected(
            "INCONCLUSIVE",
            o.outcome() instanceof Outcome.NotMade
                ? "the check was not made, so nothing was seen of what was asked"
                : "the vantage "
                    + o.provenance().vantage()
                    + " is broken, so nothing was seen of what was asked")
        .line("Expected", expectation)
        .line("but", broken)
        .diagnosed(o.provenance().diagnosis());
  }

  /** Says what was not seen, in the terms by which the journal looks for a control. */
  private static String nothingElse(Observation o) {
    String vantage = o.provenance().vantage();
    Outcome outcome = o.outcome();
    if (outcome.phase() == Phase.RESOLVE && !(outcome instanceof Outcome.ResolverUnreachable)) {
      DnsObservation question = resolution(o);
      String resolver =
          question == null || question.resolver() == null ? "its resolver" : question.resolver();
      return resolver
          + " answered no other question from "
          + vantage
          + " with data in the same window of time, so it may know nothing at all";
    }
    if (outcome.phase() == Phase.RESOLVE || outcome.phase() == Phase.CONNECT) {
      return isIpv6(o)
          ? "nothing else was reached over IPv6 from "
              + vantage
              + " in the same window of time, so it may have no IPv6 at all"
          : "nothing else was reached from "
              + vantage
              + " in the same window of time, so it may be unable to reach anything";
    }
    InetSocketAddress door = Headline.dialled(o);
    return "no other handshake or request succeeded at "
        + (door == null ? "the same address" : Headline.socket(door))
        + " from "
        + vantage
        + " in the same window of time, so it may fail for everyone";
  }

  private static String remedy(Observation o) {
    String vantage = o.provenance().vantage();
    Outcome outcome = o.outcome();
    if (outcome.phase() == Phase.RESOLVE && !(outcome instanceof Outcome.ResolverUnreachable)) {
      return "declare \"control: <endpoint>\" for the vantage "
          + vantage
          + " with an endpoint that has a host name, or first resolve a name that must exist there";
    }
    if (outcome.phase() == Phase.RESOLVE || outcome.phase() == Phase.CONNECT) {
      return isIpv6(o)
          ? "declare \"control: <endpoint>\" for the vantage "
              + vantage
              + " with an endpoint that has an IPv6 address, or first connect from there to"
              + " something at an IPv6 address that must be open"
          : "declare \"control: <endpoint>\" for the vantage "
              + vantage
              + ", or first connect from there to something that must be open";
    }
    return "first make a handshake or request at the same address and port that must succeed";
  }

  private static boolean isIpv6(Observation o) {
    return Journal.isIpv6(o).orElse(false);
  }

  static @Nullable DnsObservation resolution(Observation o) {
    if (o instanceof DnsObservation dns) {
      return dns;
    }
    if (o instanceof TcpObservation tcp) {
      return tcp.resolution();
    }
    if (o instanceof TlsObservation tls) {
      return tls.resolution();
    }
    return o instanceof HttpObservation http ? http.resolution() : null;
  }
}
