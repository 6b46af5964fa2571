package dev.plumbline.observation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a resolver answered to one question.
 *
 * @param provenance where this comes from
 * @param outcome {@code Resolved}, {@code NxDomain}, {@code NoData}, {@code DnsError} or {@code
 *     ResolverUnreachable}
 * @param name the name asked, without the trailing dot
 * @param type the type asked, for example {@code A}
 * @param resolver the server asked, and over what where it is not UDP: {@code 10.1.0.4}, {@code
 *     10.1.0.4:5353}, {@code tcp://10.1.0.4}, {@code tls://10.1.0.4#dns.contoso.net}; null for an
 *     address literal, which is not asked
 * @param response the message that came back; null when none did
 * @param passedOver the servers asked before that one, each with why it was passed over
 * @param ipv6 what came of the question for the name's IPv6 addresses (type AAAA), which followed
 *     an answer with IPv4 addresses; null where they were not asked for, or there was no such
 *     answer
 */
public record DnsObservation(
    Provenance provenance,
    Outcome outcome,
    String name,
    String type,
    @Nullable String resolver,
    @Nullable Response response,
    List<String> passedOver,
    @Nullable DnsObservation ipv6)
    implements Observation {

  /** Copies the list. */
  public DnsObservation {
    passedOver = List.copyOf(passedOver);
  }

  /** Makes the observation of the first server asked. */
  public DnsObservation(
      Provenance provenance,
      Outcome outcome,
      String name,
      String type,
      @Nullable String resolver,
      @Nullable Response response) {
    this(provenance, outcome, name, type, resolver, response, List.of(), null);
  }

  /** Returns this observation with what came of the question for the name's IPv6 addresses. */
  public DnsObservation withIpv6(DnsObservation seen) {
    return new DnsObservation(
        provenance, outcome, name, type, resolver, response, passedOver, seen);
  }

  /**
   * A DNS response message.
   *
   * @param rcode the response code's name, for example {@code NOERROR}
   * @param authoritative the AA flag
   * @param truncated whether the first answer, over UDP, had the TC flag and TCP was used after it
   * @param recursionAvailable the RA flag
   * @param transport {@code UDP}, {@code TCP}, {@code TLS} or {@code HTTPS}: how the answer kept
   *     here came
   * @param answer the answer section, in the server's order
   * @param authority the authority section
   * @param additional the additional section, without the OPT pseudo-record
   */
  public record Response(
      String rcode,
      boolean authoritative,
      boolean truncated,
      boolean recursionAvailable,
      String transport,
      List<DnsRecord> answer,
      List<DnsRecord> authority,
      List<DnsRecord> additional) {

    /** Copies the sections. */
    public Response {
      answer = List.copyOf(answer);
      authority = List.copyOf(authority);
      additional = List.copyOf(additional);
    }
  }

  /** Returns the answer section; empty when there is no response. */
  public List<DnsRecord> answer() {
    return response == null ? List.of() : response.answer();
  }

  /** Returns the response; empty when none came. */
  public Optional<Response> received() {
    return Optional.ofNullable(response);
  }

  /**
   * Returns the data of the records of the type asked, in the server's order; only those of the
   * name asked, or of the name that its aliases lead to.
   */
  public List<String> data() {
    return chain().records.stream()
        .filter(r -> r.type().equals(type))
        .map(DnsRecord::data)
        .toList();
  }

  /**
   * Returns the aliases from the name asked to the name that has the data, in the order of the
   * chain, without the name asked.
   */
  public List<String> aliases() {
    return chain().aliases;
  }

  /**
   * Returns the addresses of the answer (types A and AAAA), in the server's order; of the same
   * records as {@link #data()}.
   */
  public List<InetAddress> addresses() {
    return chain().records.stream()
        .filter(r -> r.type().equals("A") || r.type().equals("AAAA"))
        .map(r -> literal(r.data()))
        .toList();
  }

  /**
   * Returns the addresses of the answer and of {@link #ipv6()}, in the server's order; the IPv4
   * ones first.
   */
  public List<InetAddress> everyAddress() {
    return ipv6 == null
        ? addresses()
        : Stream.concat(addresses().stream(), ipv6.addresses().stream()).toList();
  }

  /** What of an answer is about the name asked. */
  private record Chain(List<String> aliases, List<DnsRecord> records) {}

  private Chain chain() {
    if (answer().stream().noneMatch(r -> same(r.name(), name))) {
      // Asked under another spelling (an address for PTR, an internationalised name); that it
      // answers was seen when it was read.
      List<String> all =
          answer().stream().filter(r -> r.type().equals("CNAME")).map(DnsRecord::data).toList();
      return new Chain(all, answer());
    }
    Set<String> owners = new LinkedHashSet<>();
    String owner = name;
    while (owner != null && owners.add(plain(owner))) {
      String current = owner;
      owner =
          answer().stream()
              .filter(r -> r.type().equals("CNAME") && same(r.name(), current))
              .map(DnsRecord::data)
              .findFirst()
              .orElse(null);
    }
    List<DnsRecord> own = answer().stream().filter(r -> owners.contains(plain(r.name()))).toList();
    List<String> aliases =
        owners.stream()
            .flatMap(
                o ->
                    own.stream()
                        .filter(r -> r.type().equals("CNAME") && same(r.name(), o))
                        .limit(1))
            .map(DnsRecord::data)
            .toList();
    return new Chain(aliases, own);
  }

  private static boolean same(String a, String b) {
    return plain(a).equals(plain(b));
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.length() > 1 && lower.endsWith(".")
        ? lower.substring(0, lower.length() - 1)
        : lower;
  }

  /** Address records carry literals, which the JDK parses without asking a resolver. */
  private static InetAddress literal(String data) {
    try {
      return InetAddress.getByName(data);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address record with data " + data, e);
    }
  }
}
