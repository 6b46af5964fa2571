package dev.plumbline.probe;

import dev.plumbline.observation.DnsObservation;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question for a resolver: one name, one type, one message (and a second one over TCP when the
 * first answer is truncated).
 *
 * @param name the name, with or without the trailing dot
 * @param type a record type by name: A, AAAA, CNAME, TXT, SRV, MX, NS, SOA, PTR, CAA
 * @param overTcp whether to ask over TCP at once, of a resolver that is spoken to over UDP; default
 *     false
 * @param recursionDesired the RD flag; default true
 * @param resolver another server than the vantage's own, written as in an environment: {@code
 *     10.1.0.4}, {@code 10.1.0.4:5353}, {@code tcp://10.1.0.4}, {@code
 *     tls://10.1.0.4#dns.contoso.net}, {@code https://10.1.0.4/dns-query#dns.contoso.net} or {@code
 *     system}; null for the vantage's own
 * @param limit the time-out; null for the environment's
 */
public record DnsProbe(
    String name,
    String type,
    boolean overTcp,
    boolean recursionDesired,
    @Nullable String resolver,
    @Nullable Duration limit)
    implements Probe<DnsObservation> {

  private static final Set<String> TYPES =
      Set.of("A", "AAAA", "CNAME", "TXT", "SRV", "MX", "NS", "SOA", "PTR", "CAA");

  /** Checks the type. */
  public DnsProbe {
    type = type.toUpperCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw new IllegalArgumentException(
          "record type " + type + " is not one of A, AAAA, CNAME, TXT, SRV, MX, NS, SOA, PTR, CAA");
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("a DNS question needs a name");
    }
  }

  /** Returns a question for the addresses (type A) of a name. */
  public static DnsProbe of(String name) {
    return of(name, "A");
  }

  /** Returns a question. */
  public static DnsProbe of(String name, String type) {
    return new DnsProbe(name, type, false, true, null, null);
  }

  /** Returns this question, asked over TCP. */
  public DnsProbe tcp() {
    return new DnsProbe(name, type, true, recursionDesired, resolver, limit);
  }

  /** Returns this question without the RD flag. */
  public DnsProbe withoutRecursion() {
    return new DnsProbe(name, type, overTcp, false, resolver, limit);
  }

  /**
   * Returns this question, asked of another server, written as in an environment: {@code 10.1.0.4}
   * or {@code tls://10.1.0.4#dns.contoso.net}, for instance.
   */
  public DnsProbe at(String server) {
    return new DnsProbe(name, type, overTcp, recursionDesired, server, limit);
  }

  @Override
  public DnsProbe within(Duration timeout) {
    return new DnsProbe(name, type, overTcp, recursionDesired, resolver, timeout);
  }

  @Override
  public String question() {
    return name + " " + type;
  }

  @Override
  public Optional<Duration> timeout() {
    return Optional.ofNullable(limit);
  }
}
