package dev.plumbline.observation;

import java.util.stream.Collectors;

/** What was seen, in so few words that two of them can be compared. */
final class Brief {

  private Brief() {}

  /** Returns it without what is another each time although nothing has changed, such as a TTL. */
  static String of(Observation o) {
    String outcome = o.outcome().describe();
    if (o instanceof DnsObservation dns && dns.outcome() instanceof Outcome.Resolved) {
      String answer =
          dns.answer().stream()
              .map(r -> (r.type().equals(dns.type()) ? "" : r.type() + " ") + r.data())
              .sorted()
              .collect(Collectors.joining(", "));
      DnsObservation six = dns.ipv6();
      return six == null || six.outcome() instanceof Outcome.NoData
          ? answer
          : answer + ", AAAA " + of(six);
    }
    if (o instanceof HealthObservation health && health.backends().size() > 1) {
      return health.backends().stream()
          .map(b -> b.address() + (b.healthy() ? " healthy" : " unhealthy: " + b.reason()))
          .collect(Collectors.joining("; "));
    }
    return outcome;
  }
}
