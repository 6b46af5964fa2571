package dev.plumbline.assertion;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what a resolver answered.
 *
 * <p>That a name does not resolve is a negative: it passes only when the same resolver answered
 * another question of the same vantage with data, and is {@linkplain InconclusiveError
 * inconclusive} otherwise.
 */
public class DnsAssert extends AbstractObservationAssert<DnsAssert, DnsObservation> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public DnsAssert(@Nullable DnsObservation actual) {
    super(actual, DnsAssert.class);
  }

  /**
   * Checks that the answer has all the data given, and perhaps more. Of {@code resolve(name)} the
   * IPv6 addresses count too.
   *
   * <pre><code class='java'>
   * // api.contoso.net A 10.1.0.5, 10.1.0.6
   * assertThat(inside.resolve("api.contoso.net")).resolvesTo("10.1.0.5"); // passes
   * assertThat(inside.resolve("api.contoso.net")).resolvesTo("10.1.0.9"); // fails
   * </code></pre>
   *
   * @param data addresses, or what the type asked has in presentation form; names without regard to
   *     case and trailing dot
   * @throws IllegalArgumentException when none is given, or one for an address question is not an
   *     address
   */
  public DnsAssert resolvesTo(String... data) {
    List<String> expected = Given.all("resolvesTo", "address or record data", data);
    return expect(
        "resolves to " + String.join(", ", expected),
        o -> data(o).containsAll(comparable(expected, o)),
        o -> ShouldResolve.to(o, expected));
  }

  /**
   * Checks that the answer has the data given and nothing else, in any order. Of {@code
   * resolve(name)} the IPv6 addresses count too; {@code resolve(name, "A")} has those of IPv4
   * alone.
   *
   * <pre><code class='java'>
   * // api.contoso.net A 10.1.0.5
   * assertThat(inside.resolve("api.contoso.net")).resolvesOnlyTo("10.1.0.5");             // passes
   * assertThat(inside.resolve("api.contoso.net")).resolvesOnlyTo("10.1.0.5", "10.1.0.6"); // fails
   * </code></pre>
   *
   * @param data addresses, or what the type asked has in presentation form; names without regard to
   *     case and trailing dot
   * @throws IllegalArgumentException when none is given, or one for an address question is not an
   *     address
   * @throws InconclusiveError when the resolver did not tell whether there are IPv6 addresses
   *     beside
   */
  public DnsAssert resolvesOnlyTo(String... data) {
    List<String> expected = Given.all("resolvesOnlyTo", "address or record data", data);
    return expectOfAll(
        "resolves only to " + String.join(", ", expected),
        o -> data(o).equals(comparable(expected, o)),
        o -> ShouldResolve.onlyTo(o, expected));
  }

  /**
   * Checks that the answer has addresses and that all are private: RFC 1918, or unique local (RFC
   * 4193). Of {@code resolve(name)} that is so of the IPv6 addresses too.
   *
   * <p>Shared addresses (100.64.0.0/10, RFC 6598) are not private: they are a carrier's, and other
   * customers of that carrier are on the same side of its translation. Use {@link #isWithin} for
   * networks that use them.
   *
   * <pre><code class='java'>
   * assertThat(inside.resolve("api.contoso.net")).isPrivate();  // passes for 10.1.0.5
   * assertThat(outside.resolve("api.contoso.net")).isPrivate(); // fails for 40.112.7.9
   * </code></pre>
   *
   * @throws InconclusiveError when the resolver did not tell whether there are IPv6 addresses
   *     beside
   */
  public DnsAssert isPrivate() {
    return expectOfAll(
        "resolves only to private addresses",
        o ->
            !o.addresses().isEmpty() && o.everyAddress().stream().allMatch(AddressRange::isPrivate),
        ShouldResolve::toPrivate);
  }

  /**
   * Checks that the answer has addresses and that all are within a prefix. Of {@code resolve(name)}
   * that is so of the IPv6 addresses too; {@code resolve(name, "A")} has those of IPv4 alone.
   *
   * <pre><code class='java'>
   * // api.contoso.net A 10.1.0.5
   * assertThat(inside.resolve("api.contoso.net")).isWithin("10.1.0.0/24"); // passes
   * assertThat(inside.resolve("api.contoso.net")).isWithin("10.2.0.0/24"); // fails
   * </code></pre>
   *
   * @param cidr an IPv4 or IPv6 prefix, for example {@code 10.1.0.0/24}
   * @throws IllegalArgumentException when it is not one
   * @throws InconclusiveError when the resolver did not tell whether there are IPv6 addresses
   *     beside
   */
  public DnsAssert isWithin(String cidr) {
    AddressRange range = AddressRange.of(Given.one("isWithin", "prefix", cidr));
    return expectOfAll(
        "resolves only to addresses within " + cidr,
        o -> !o.addresses().isEmpty() && o.everyAddress().stream().allMatch(range::contains),
        o -> ShouldResolve.within(o, range));
  }

  /**
   * Checks that the name does not exist (RCODE 3, RFC 8020), or is an alias whose last name does
   * not (RFC 6604). Needs a positive control.
   *
   * <p>An alias that leads to nothing passes: whoever can have its last name, in a cloud often
   * anybody, takes over the name asked. Where the name itself must be gone, ask for the type CNAME
   * too, which then has to be NXDOMAIN as well, or check that {@code aliases()} is empty.
   *
   * <pre><code class='java'>
   * assertThat(outside.resolve("api.internal.contoso.net")).isNxDomain(); // passes when the resolver answers other names
   * assertThat(outside.resolve("www.contoso.net")).isNxDomain();          // fails: it resolves
   * </code></pre>
   *
   * @throws InconclusiveError when the resolver answered no other question with data
   */
  public DnsAssert isNxDomain() {
    return negative("NXDOMAIN", o -> o instanceof Outcome.NxDomain);
  }

  /**
   * Checks that the name exists without a record of the type asked (RFC 2308 section 2.2). Needs a
   * positive control. Of {@code resolve(name)} that is type A: a name with IPv6 addresses alone
   * passes, so that whoever means that it has no addresses asks for {@code "AAAA"} as well.
   *
   * <pre><code class='java'>
   * assertThat(inside.resolve("api.contoso.net", "AAAA")).hasNoData(); // passes for a name with an A record only
   * assertThat(inside.resolve("api.contoso.net", "A")).hasNoData();    // fails
   * </code></pre>
   *
   * @throws InconclusiveError when the resolver answered no other question with data
   */
  public DnsAssert hasNoData() {
    return negative(new Outcome.NoData().describe(), o -> o instanceof Outcome.NoData);
  }

  /**
   * Checks that the resolver answered SERVFAIL. Needs a positive control.
   *
   * <pre><code class='java'>
   * assertThat(inside.resolve("broken.contoso.net")).isServfail(); // passes when the resolver answers other names
   * assertThat(inside.resolve("api.contoso.net")).isServfail();    // fails: it resolves
   * </code></pre>
   *
   * @throws InconclusiveError when the resolver answered no other question with data
   */
  public DnsAssert isServfail() {
    return hasRcode("SERVFAIL");
  }

  /**
   * Checks that the resolver answered REFUSED: it does not serve this client, or not this name.
   * Needs a positive control.
   *
   * <pre><code class='java'>
   * assertThat(outside.resolve("api.contoso.net")).isRefused(); // passes when the resolver answers other names
   * assertThat(inside.resolve("api.contoso.net")).isRefused();  // fails: it resolves
   * </code></pre>
   *
   * @throws InconclusiveError when the resolver answered no other question with data
   */
  public DnsAssert isRefused() {
    return hasRcode("REFUSED");
  }

  /**
   * Checks the response code. Needs a positive control unless the answer has data.
   *
   * <pre><code class='java'>
   * assertThat(inside.resolve("api.contoso.net")).hasRcode("NOERROR"); // passes
   * assertThat(inside.resolve("api.contoso.net")).hasRcode("NOTAUTH"); // fails
   * </code></pre>
   *
   * @param rcode the name registered with IANA, for example {@code NOERROR}, {@code NXDOMAIN},
   *     {@code NOTAUTH}
   * @throws InconclusiveError when it is an answer without data and the resolver answered no other
   *     question with data
   */
  public DnsAssert hasRcode(String rcode) {
    String expected = Given.one("hasRcode", "response code", rcode).toUpperCase(Locale.ROOT);
    Predicate<DnsObservation> holds =
        o -> o.received().map(r -> r.rcode().equals(expected)).orElse(false);
    isNotNull();
    return actual.outcome().reached()
        ? expect(expected, holds, o -> ShouldResolve.not(o, expected))
        : expectNegative(expected, holds, o -> ShouldResolve.not(o, expected));
  }

  /**
   * Checks that no usable answer came from the resolver. Needs a positive control: something else
   * reached from the vantage.
   *
   * <pre><code class='java'>
   * assertThat(outside.observe(DnsProbe.of("api.contoso.net").at("10.0.0.53"))).resolverIsUnreachable(); // passes
   * assertThat(inside.resolve("api.contoso.net")).resolverIsUnreachable();                               // fails
   * </code></pre>
   *
   * @throws InconclusiveError when nothing else was reached from the vantage
   */
  public DnsAssert resolverIsUnreachable() {
    return negative("resolver unreachable", o -> o instanceof Outcome.ResolverUnreachable);
  }

  /**
   * Checks that a name is among the aliases (CNAME) that led to the answer.
   *
   * <pre><code class='java'>
   * // store.contoso.net CNAME store.privatelink.blob.core.windows.net
   * assertThat(inside.resolve("store.contoso.net")).aliasesTo("store.privatelink.blob.core.windows.net"); // passes
   * assertThat(inside.resolve("store.contoso.net")).aliasesTo("store.blob.core.windows.net");             // fails
   * </code></pre>
   *
   * @param name without regard to case and trailing dot
   */
  public DnsAssert aliasesTo(String name) {
    String expected = Given.one("aliasesTo", "name", name);
    return expect(
        "is an alias of " + expected,
        o -> o.aliases().stream().anyMatch(a -> canonical(a).equals(canonical(expected))),
        o -> ShouldResolve.throughAlias(o, expected));
  }

  /**
   * Checks that every record of the answer, aliases included, has a time to live within bounds,
   * both included.
   *
   * <pre><code class='java'>
   * // ttl 300
   * assertThat(inside.resolve("api.contoso.net")).hasTtlBetween(Duration.ofMinutes(1), Duration.ofHours(1)); // passes
   * assertThat(inside.resolve("api.contoso.net")).hasTtlBetween(Duration.ZERO, Duration.ofMinutes(1));       // fails
   * </code></pre>
   *
   * @throws IllegalArgumentException when the first bound is above the second
   */
  public DnsAssert hasTtlBetween(Duration least, Duration most) {
    Given.some("hasTtlBetween", "bound", least);
    Given.some("hasTtlBetween", "bound", most);
    if (least.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "hasTtlBetween(" + least + ", " + most + "): the first bound is above the second");
    }
    return expect(
        "has a TTL between " + least.toSeconds() + " s and " + most.toSeconds() + " s",
        o ->
            !o.answer().isEmpty()
                && o.answer().stream()
                    .mapToLong(DnsRecord::ttl)
                    .allMatch(ttl -> ttl >= least.toSeconds() && ttl <= most.toSeconds()),
        o -> ShouldResolve.ttl(o, least, most));
  }

  /**
   * Checks that the answer came from a server that holds the zone (AA, RFC 1035 section 4.1.1).
   *
   * <pre><code class='java'>
   * assertThat(inside.observe(DnsProbe.of("api.contoso.net").at("10.0.0.53"))).isAuthoritative(); // passes
   * assertThat(inside.resolve("www.example.org")).isAuthoritative();                              // fails: recursion
   * </code></pre>
   */
  public DnsAssert isAuthoritative() {
    return expect(
        "is answered authoritatively",
        o -> o.received().map(DnsObservation.Response::authoritative).orElse(false),
        ShouldResolve::authoritatively);
  }

  @Override
  DnsAssert expect(
      String expectation,
      Predicate<? super DnsObservation> holds,
      Function<? super DnsObservation, Message> failure) {
    requireAsked(expectation);
    return super.expect(expectation, holds, failure);
  }

  @Override
  DnsAssert expectNegative(
      String expectation,
      Predicate<? super DnsObservation> holds,
      Function<? super DnsObservation, Message> failure,
      Predicate<? super Observation> further) {
    requireAsked(expectation);
    return super.expectNegative(expectation, holds, failure, further);
  }

  /**
   * What holds of all addresses that are known is not proved while it is not known whether there
   * are others.
   */
  private DnsAssert expectOfAll(
      String expectation,
      Predicate<? super DnsObservation> holds,
      Function<? super DnsObservation, Message> failure) {
    isNotNull();
    DnsObservation six = actual.ipv6();
    if (six != null && !isTold(six.outcome()) && holds.test(actual)) {
      throw inconclusive(expectation, ShouldResolve.haveToldOfIpv6(actual, six, expectation));
    }
    return expect(expectation, holds, failure);
  }

  /** NXDOMAIN beside addresses is wrong (RFC 8020), but says that there are none of this type. */
  private static boolean isTold(Outcome outcome) {
    return outcome instanceof Outcome.Resolved
        || outcome instanceof Outcome.NoData
        || outcome instanceof Outcome.NxDomain;
  }

  /** An address stands for itself: whatever holds of it was never asked of the network. */
  private void requireAsked(String expectation) {
    isNotNull();
    if (actual.resolver() == null && !(actual.outcome() instanceof Outcome.ResolverUnreachable)) {
      throw inconclusive(expectation, ShouldResolve.haveBeenAsked(actual, expectation));
    }
  }

  private DnsAssert negative(String expectation, Predicate<Outcome> outcome) {
    return expectNegative(
        expectation, o -> outcome.test(o.outcome()), o -> ShouldResolve.not(o, expectation));
  }

  private static boolean asksForAddresses(DnsObservation o) {
    return o.type().equals("A") || o.type().equals("AAAA");
  }

  /** Addresses compare as addresses: an IPv6 address has many spellings. */
  private static Set<Object> data(DnsObservation o) {
    return asksForAddresses(o) ? Set.<Object>copyOf(o.everyAddress()) : comparable(o.data(), o);
  }

  private static Set<Object> comparable(List<String> data, DnsObservation o) {
    return data.stream()
        .map(d -> asksForAddresses(o) ? address(d) : namesOnly(o) ? canonical(d) : d)
        .collect(Collectors.toSet());
  }

  private static InetAddress address(String literal) {
    return AddressRange.address(literal);
  }

  /**
   * Types whose data is a name, or ends with one (RFC 1035 sections 3.3.1, 3.3.9, 3.3.11 and
   * 3.3.12, RFC 2782).
   */
  private static boolean namesOnly(DnsObservation o) {
    return Set.of("CNAME", "NS", "PTR", "MX", "SRV").contains(o.type());
  }

  private static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
