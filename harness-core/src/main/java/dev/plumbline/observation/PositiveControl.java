package dev.plumbline.observation;

import java.net.Inet6Address;
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
      Boolean six = isIpv6(negative);
      return opened != null
          && !opened.equals(dialled(negative))
          && (six == null || six == isIpv6(opened));
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

  /**
   * Returns whether what gave no answer, a target or a resolver, was asked over IPv6; null when it
   * was not asked at an address. The two families have ways of their own: a connection over one
   * shows nothing of the other.
   */
  static @Nullable Boolean isIpv6(Observation negative) {
    InetSocketAddress dialled = dialled(negative);
    if (dialled != null) {
      return isIpv6(dialled);
    }
    DnsObservation question = question(negative);
    String resolver = question == null ? null : question.resolver();
    if (resolver == null) {
      return null;
    }
    int scheme = resolver.indexOf("://");
    String place = scheme < 0 ? resolver : resolver.substring(scheme + 3);
    // With a port or in a URL an IPv6 address has brackets (RFC 3986 section 3.2.2), alone it has
    // two colons at least.
    return place.startsWith("[") || scheme < 0 && place.indexOf(':') != place.lastIndexOf(':');
  }

  private static boolean isIpv6(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address;
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
