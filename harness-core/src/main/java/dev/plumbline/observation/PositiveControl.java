package dev.plumbline.observation;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides which observation shows that a negative one saw something. */
final class PositiveControl {

  private PositiveControl() {}

  /**
   * Returns whether {@code control} is a positive control of {@code negative}; time and lab are the
   * caller's matter.
   */
  static boolean covers(Observation control, Observation negative) {
    if (control == negative
        || control.outcome().vantageFailure() != null
        || negative.outcome().vantageFailure() != null
        || !control.provenance().vantage().equals(negative.provenance().vantage())) {
      return false;
    }
    DnsObservation question = question(negative);
    if (question != null && !(question.outcome() instanceof Outcome.ResolverUnreachable)) {
      DnsObservation answered = question(control, Outcome.Resolved.class);
      return answered != null
          && Objects.equals(answered.resolver(), question.resolver())
          && !(answered.name().equalsIgnoreCase(question.name())
              && answered.type().equals(question.type()));
    }
    if (question != null || negative.outcome().phase() == Phase.CONNECT) {
      InetSocketAddress opened = opened(control);
      return opened != null && !opened.equals(dialled(negative));
    }
    // It failed after the connection had opened: only the same door, answering, shows that this is
    // about what was asked.
    return control.outcome().reached()
        && !(control instanceof TcpObservation)
        && dialled(negative) != null
        && Objects.equals(dialled(control), dialled(negative));
  }

  /**
   * Returns whether an observation may have come about without anything of the network being there:
   * no answer, no connection.
   */
  static boolean isBlind(Observation o) {
    return o.outcome().phase().compareTo(Phase.CONNECT) <= 0
        && !(o.outcome() instanceof Outcome.DnsError);
  }

  /** Returns the question at which an observation stopped; null when it stopped later. */
  private static @Nullable DnsObservation question(Observation o) {
    return o.outcome().phase() == Phase.RESOLVE ? resolution(o) : null;
  }

  private static @Nullable DnsObservation question(
      Observation o, Class<? extends Outcome> outcome) {
    DnsObservation resolution = resolution(o);
    return resolution != null && outcome.isInstance(resolution.outcome()) ? resolution : null;
  }

  private static @Nullable DnsObservation resolution(Observation o) {
    if (o instanceof DnsObservation dns) {
      return dns;
    }
    if (o instanceof TcpObservation tcp) {
      return tcp.resolution();
    }
    if (o instanceof TlsObservation tls) {
      return tls.resolution();
    }
    if (o instanceof WafObservation waf) {
      return waf.exchange().resolution();
    }
    return o instanceof HttpObservation http ? http.resolution() : null;
  }

  /** Returns the address to which a connection opened; null when none did. */
  private static @Nullable InetSocketAddress opened(Observation o) {
    return o.outcome().reached() || o.outcome().phase().compareTo(Phase.CONNECT) > 0
        ? dialled(o)
        : null;
  }

  private static @Nullable InetSocketAddress dialled(Observation o) {
    if (o instanceof TcpObservation tcp) {
      return tcp.dialled();
    }
    if (o instanceof TlsObservation tls) {
      return tls.dialled();
    }
    if (o instanceof WafObservation waf) {
      return waf.exchange().dialled();
    }
    return o instanceof HttpObservation http ? http.dialled() : null;
  }
}
