package dev.plumbline.probe;

import dev.plumbline.observation.DnsObservation;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question for a resolver: one name, one type, one message (and a second one over TCP when the
 * first answer is truncated); and, where a name has IPv4 addresses and all its addresses are asked
 * for, one more for the IPv6 ones.
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
 * @param everyFamily whether the IPv6 addresses of a name are asked for too, once it has told IPv4
 *     ones; with type A alone
 */
public record DnsProbe(
    String name,
    String type,
    boolean overTcp,
    boolean recursionDesired,
    @Nullable String resolver,
    @Nullable Duration limit,
    boolean everyFamily)
    implements Probe<DnsObservation> {

  private static final Set<String> TYPES =
      Set.of("A", "AAAA", "CNAME", "TXT", "SRV", "MX", "NS", "SOA", "PTR", "CAA");

  /** Checks type and name. */
  public DnsProbe {
    type = type.toUpperCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw new IllegalArgumentException(
          "record type " + type + " is not one of A, AAAA, CNAME, TXT, SRV, MX, NS, SOA, PTR, CAA");
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("a DNS question needs a name");
    }
    if (everyFamily && !type.equals("A")) {
      throw new IllegalArgumentException(
          "IPv6 addresses are asked for beside those of type A, not of type " + type);
    }
  }

  /**
   * Returns a question for the addresses of a name: type A, and AAAA beside where there are any.
   * What comes of it is the answer of type A, with {@link DnsObservation#ipv6()}.
   */
  public static DnsProbe of(String name) {
    return new DnsProbe(name, "A", false, true, null, null, true);
  }

  /** Returns a question for records of one type, and of no other. */
  public static DnsProbe of(String name, String type) {
    return new DnsProbe(name, type, false, true, null, null, false);
  }

  /** Returns this question, asked over TCP. */
  public DnsProbe tcp() {
    return new DnsProbe(name, type, true, recursionDesired, resolver, limit, everyFamily);
  }

  /** Returns this question without the RD flag. */
  public DnsProbe withoutRecursion() {
    return new DnsProbe(name, type, overTcp, false, resolver, limit, everyFamily);
  }

  /**
   * Returns this question, asked of another server, written as in an environment: {@code 10.1.0.4}
   * or {@code tls://10.1.0.4#dns.contoso.net}, for instance.
   */
  public DnsProbe at(String server) {
    return new DnsProbe(name, type, overTcp, recursionDesired, server, limit, everyFamily);
  }

  @Override
  public DnsProbe within(Duration timeout) {
    return new DnsProbe(name, type, overTcp, recursionDesired, resolver, timeout, everyFamily);
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
