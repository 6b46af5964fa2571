package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.Failing.inconclusive;
import static dev.plumbline.assertion.Failing.refused;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.testing.Observations;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DnsAssertTest {

  private final Observations inside = Observations.from("workload-subnet");
  private final Observations outside =
      inside.diagnosed(
          List.of("public zone azure-api.net"),
          "private zone \"azure-api.net\" is not linked to appgwvnet",
          "the virtual network link is missing");

  @Test
  void records_of_other_names_are_not_its_own() {
    DnsObservation seen =
        inside.answered(
            "WWW.contoso.net",
            "A",
            false,
            List.of(
                new DnsRecord("other.net", "A", 60, "10.1.0.66"),
                new DnsRecord("edge.contoso.net", "A", 60, "10.1.0.5"),
                new DnsRecord("www.contoso.net", "CNAME", 60, "Edge.contoso.net"),
                new DnsRecord("other.net", "CNAME", 60, "elsewhere.net")));
    assertThat(seen).resolvesOnlyTo("10.1.0.5").aliasesTo("edge.contoso.net");
    org.assertj.core.api.Assertions.assertThat(seen.data()).containsExactly("10.1.0.5");
    org.assertj.core.api.Assertions.assertThat(seen.aliases()).containsExactly("Edge.contoso.net");
  }

  @Test
  void an_address_was_asked_of_nobody() {
    DnsObservation seen =
        inside.dns(
            "10.1.0.5",
            "A",
            null,
            new Outcome.Resolved(),
            new DnsObservation.Response(
                "NOERROR",
                false,
                false,
                false,
                "none",
                List.of(new DnsRecord("10.1.0.5", "A", 0, "10.1.0.5")),
                List.of(),
                List.of()));
    inconclusive(
        () -> assertThat(seen).resolvesOnlyTo("10.1.0.5"),
        """
        [#1 10.1.0.5 A from workload-subnet]
        INCONCLUSIVE:  10.1.0.5 is an address, so no resolver was asked
        Expected:      resolves only to 10.1.0.5
        To prove it:   resolve a host name
        """);
    inconclusive(() -> assertThat(seen).isPrivate());
  }

  @Test
  void servers_that_were_passed_over_are_named() {
    DnsObservation seen = inside.resolved("api.contoso.net", "10.1.0.9");
    DnsObservation second =
        new DnsObservation(
            seen.provenance(),
            seen.outcome(),
            seen.name(),
            seen.type(),
            "tls://10.1.0.5#dns.contoso.net",
            seen.response(),
            List.of("tls://10.1.0.4#dns.contoso.net: resolver unreachable: refused"),
            null);
    fails(
        () -> assertThat(second).resolvesOnlyTo("10.1.0.5"),
        """
        [#1 api.contoso.net A from workload-subnet by tls://10.1.0.5#dns.contoso.net]
        Expected to resolve only to:  10.1.0.5
        but resolved to:              10.1.0.9 (private), ttl 300, NOERROR
        passed over:                  tls://10.1.0.4#dns.contoso.net: resolver unreachable: refused
        """);
  }

  private DnsObservation both(Outcome six, String... data) {
    DnsRecord[] records =
        Stream.of(data)
            .map(d -> new DnsRecord("api.contoso.net", "AAAA", 300, d))
            .toArray(DnsRecord[]::new);
    DnsObservation.Response response =
        new DnsObservation.Response(
            "NOERROR", false, false, true, "UDP", List.of(records), List.of(), List.of());
    DnsObservation asked = inside.dns("api.contoso.net", "AAAA", "168.63.129.16", six, response);
    return inside.resolved("api.contoso.net", "10.1.0.5").withIpv6(asked);
  }

  @Test
  void addresses_of_both_families_are_judged() {
    DnsObservation seen = both(new Outcome.Resolved(), "2001:db8::5");
    assertThat(seen).resolvesTo("10.1.0.5").resolvesTo("2001:db8:0:0::5");
    assertThat(seen).resolvesOnlyTo("2001:db8::5", "10.1.0.5");
    fails(
        () -> assertThat(seen).resolvesOnlyTo("10.1.0.5"),
        """
        [#2 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected to resolve only to:  10.1.0.5
        but resolved to:              10.1.0.5 (private), ttl 300, NOERROR
        and of type AAAA:             2001:db8::5 (public), ttl 300, NOERROR
        """);
    fails(
        () -> assertThat(seen).isPrivate(),
        """
        [#2 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected:          only private addresses (RFC 1918, RFC 4193)
        but resolved to:   10.1.0.5 (private), ttl 300, NOERROR
        and of type AAAA:  2001:db8::5 (public), ttl 300, NOERROR
        """);
    fails(
        () -> assertThat(seen).isWithin("10.1.0.0/24"),
        """
        [#2 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected only addresses within:  10.1.0.0/24
        but resolved to:                 10.1.0.5 (private), ttl 300, NOERROR
        and of type AAAA:                2001:db8::5 (public), ttl 300, NOERROR
        """);
    assertThat(both(new Outcome.Resolved(), "fd00::5")).isPrivate();
  }

  @Test
  void a_name_may_have_no_address_of_the_other_family() {
    for (Outcome none : List.of(new Outcome.NoData(), new Outcome.NxDomain())) {
      assertThat(both(none)).isPrivate().isWithin("10.1.0.0/24").resolvesOnlyTo("10.1.0.5");
    }
  }

  @Test
  void whether_there_are_others_has_to_be_known() {
    DnsObservation seen = both(new Outcome.DnsError("SERVFAIL"));
    inconclusive(
        () -> assertThat(seen).isPrivate(),
        """
        [#2 api.contoso.net A from workload-subnet by 168.63.129.16]
        INCONCLUSIVE:     whether api.contoso.net has IPv6 addresses beside was not told: SERVFAIL
        Expected:         resolves only to private addresses
        but resolved to:  10.1.0.5 (private), ttl 300, NOERROR
        To prove it:      let the resolver answer for type AAAA; resolve(name, "A") asks for IPv4 alone
        """);
    inconclusive(() -> assertThat(seen).isWithin("10.1.0.0/24"));
    inconclusive(() -> assertThat(seen).resolvesOnlyTo("10.1.0.5"));
    for (Outcome unknown :
        List.of(
            new Outcome.ResolverUnreachable(new Outcome.TimedOut(Phase.RESOLVE)),
            new Outcome.VantageFailed("the way broke"))) {
      inconclusive(() -> assertThat(both(unknown)).isPrivate());
    }
    assertThat(seen).resolvesTo("10.1.0.5");
    fails(
        () -> assertThat(seen).resolvesOnlyTo("10.1.0.9"),
        """
        [#2 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected to resolve only to:  10.1.0.9
        but resolved to:              10.1.0.5 (private), ttl 300, NOERROR
        and of type AAAA:             SERVFAIL
        """);
  }

  @Test
  void resolvesOnlyTo_passes_for_the_same_addresses_in_any_order() {
    assertThat(inside.resolved("api.contoso.net", "10.1.0.5", "10.1.0.6"))
        .resolvesOnlyTo("10.1.0.6", "10.1.0.5");
  }

  @Test
  void resolvesOnlyTo_shows_what_was_seen_by_which_way_and_the_likely_cause() {
    DnsObservation seen =
        inside
            .diagnosed(
                List.of(
                    "public zone azure-api.net",
                    "private zone \"azure-api.net\" is not linked to appgwvnet"),
                null,
                "the virtual network link is missing")
            .resolved("contosointernalvnet.azure-api.net", "40.112.7.9");
    fails(
        () -> assertThat(seen).resolvesOnlyTo("10.1.0.5"),
        """
        [#1 contosointernalvnet.azure-api.net A from workload-subnet by 168.63.129.16]
        Expected to resolve only to:  10.1.0.5
        but resolved to:              40.112.7.9 (public), ttl 300, NOERROR
        by way of:                    public zone azure-api.net; private zone "azure-api.net" is not linked to appgwvnet
        Likely cause:                 the virtual network link is missing
        """);
  }

  @Test
  void the_rule_that_decided_stands_at_the_end_of_the_way() {
    fails(
        () -> assertThat(outside.resolved("api.contoso.net", "40.112.7.9")).isPrivate(),
        """
        [#1 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected:         only private addresses (RFC 1918, RFC 4193)
        but resolved to:  40.112.7.9 (public), ttl 300, NOERROR
        by way of:        public zone azure-api.net; decided by private zone "azure-api.net" is not linked to appgwvnet
        Likely cause:     the virtual network link is missing
        """);
  }

  @Test
  void resolvesOnlyTo_fails_for_an_address_too_many() {
    fails(
        () ->
            assertThat(inside.resolved("api.contoso.net", "10.1.0.5", "10.1.0.6"))
                .resolvesOnlyTo("10.1.0.5"),
        """
        [#1 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected to resolve only to:  10.1.0.5
        but resolved to:              10.1.0.5 (private), 10.1.0.6 (private), ttl 300, NOERROR
        """);
  }

  @Test
  void resolvesTo_passes_for_part_of_the_answer() {
    assertThat(inside.resolved("api.contoso.net", "10.1.0.5", "10.1.0.6")).resolvesTo("10.1.0.6");
  }

  @Test
  void resolvesTo_fails_when_the_name_does_not_exist() {
    fails(
        () -> assertThat(inside.nxDomain("api.contoso.net")).resolvesTo("10.1.0.5"),
        """
        [#1 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected to resolve to:  10.1.0.5
        but was:                 NXDOMAIN
        """);
  }

  @Test
  void addresses_are_compared_as_addresses_whatever_their_spelling() {
    DnsObservation seen =
        inside.answered(
            "api.contoso.net",
            "AAAA",
            false,
            List.of(new DnsRecord("api.contoso.net", "AAAA", 60, "fd00::5")));
    assertThat(seen).resolvesOnlyTo("fd00:0:0:0:0:0:0:5").isPrivate().isWithin("fd00::/8");
  }

  @Test
  void names_are_compared_without_case_and_trailing_dot() {
    DnsObservation seen =
        inside.answered(
            "contoso.net",
            "NS",
            false,
            List.of(new DnsRecord("contoso.net", "NS", 60, "ns1.Contoso.net")));
    assertThat(seen).resolvesOnlyTo("NS1.contoso.net.");
  }

  @Test
  void isPrivate_passes_for_all_private_ranges() {
    assertThat(inside.resolved("a", "10.0.0.1", "172.31.255.254", "192.168.0.1")).isPrivate();
  }

  @Test
  void shared_addresses_of_a_carrier_are_not_private() {
    fails(
        () -> assertThat(inside.resolved("api.contoso.net", "100.64.0.1")).isPrivate(),
        """
        [#1 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected:         only private addresses (RFC 1918, RFC 4193)
        but resolved to:  100.64.0.1 (shared, RFC 6598), ttl 300, NOERROR
        """);
  }

  @Test
  void an_answer_without_addresses_is_neither_private_nor_within_a_prefix() {
    DnsObservation none = inside.noData("api.contoso.net");
    fails(
        () -> assertThat(none).isPrivate(),
        """
        [#1 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected:  only private addresses (RFC 1918, RFC 4193)
        but was:   NODATA (NOERROR without a record of this type)
        """);
    fails(
        () -> assertThat(none).isWithin("0.0.0.0/0"),
        """
        [#1 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected only addresses within:  0.0.0.0/0
        but was:                         NODATA (NOERROR without a record of this type)
        """);
  }

  @Test
  void isWithin_judges_every_address() {
    assertThat(inside.resolved("api.contoso.net", "10.1.0.5")).isWithin("10.1.0.0/24");
    fails(
        () ->
            assertThat(inside.resolved("api.contoso.net", "10.1.0.5", "10.2.0.5"))
                .isWithin("10.1.0.0/24"),
        """
        [#2 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected only addresses within:  10.1.0.0/24
        but resolved to:                 10.1.0.5 (private), 10.2.0.5 (private), ttl 300, NOERROR
        """);
  }

  @Test
  void aliasesTo_finds_a_name_anywhere_in_the_chain() {
    assertThat(alias("10.1.0.9")).aliasesTo("Store.privatelink.blob.core.windows.net.");
  }

  @Test
  void aliasesTo_shows_the_chain() {
    fails(
        () -> assertThat(alias("10.1.0.9")).aliasesTo("other.contoso.net"),
        """
        [#1 store.contoso.net A from workload-subnet by 168.63.129.16]
        Expected an alias to:  other.contoso.net
        but resolved to:       10.1.0.9 (private), ttl 30, NOERROR
        through the aliases:   store.blob.core.windows.net, store.privatelink.blob.core.windows.net
        """);
    fails(
        () -> assertThat(inside.resolved("api.contoso.net", "10.1.0.5")).aliasesTo("x.net"),
        """
        [#2 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected an alias to:  x.net
        but resolved to:       10.1.0.5 (private), ttl 300, NOERROR
        Likely cause:          the answer has no alias
        """);
  }

  @Test
  void a_private_link_alias_that_ends_at_a_public_address_names_the_missing_zone() {
    fails(
        () -> assertThat(alias("20.60.1.2")).isPrivate(),
        """
        [#1 store.contoso.net A from workload-subnet by 168.63.129.16]
        Expected:             only private addresses (RFC 1918, RFC 4193)
        but resolved to:      20.60.1.2 (public), ttl 30, NOERROR
        through the aliases:  store.blob.core.windows.net, store.privatelink.blob.core.windows.net
        Likely cause:         the alias chain goes through store.privatelink.blob.core.windows.net and ends at a public address: \
        no private zone that answers for it is seen from workload-subnet
        """);
  }

  @Test
  void hasTtlBetween_includes_its_bounds() {
    assertThat(inside.resolved("api.contoso.net", "10.1.0.5"))
        .hasTtlBetween(Duration.ofSeconds(300), Duration.ofSeconds(300));
    fails(
        () ->
            assertThat(inside.resolved("api.contoso.net", "10.1.0.5"))
                .hasTtlBetween(Duration.ZERO, Duration.ofSeconds(299)),
        """
        [#2 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected a TTL between:  0 s and 299 s
        but resolved to:         10.1.0.5 (private), ttl 300, NOERROR
        """);
  }

  @Test
  void an_answer_without_records_has_no_ttl() {
    fails(
        () ->
            assertThat(inside.noData("api.contoso.net"))
                .hasTtlBetween(Duration.ZERO, Duration.ofDays(1)),
        """
        [#1 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected a TTL between:  0 s and 86400 s
        but was:                 NODATA (NOERROR without a record of this type)
        """);
  }

  @Test
  void isAuthoritative_reads_the_flag() {
    assertThat(
            inside.answered(
                "a.contoso.net",
                "A",
                true,
                List.of(new DnsRecord("a.contoso.net", "A", 5, "10.1.0.5"))))
        .isAuthoritative();
    fails(
        () -> assertThat(inside.resolved("api.contoso.net", "10.1.0.5")).isAuthoritative(),
        """
        [#2 api.contoso.net A from workload-subnet by 168.63.129.16]
        Expected:         an authoritative answer (AA)
        but resolved to:  10.1.0.5 (private), ttl 300, NOERROR
        Likely cause:     the server asked does not hold the zone, it asked others or its cache
        """);
  }

  @Nested
  class Negatives {

    @Test
    void a_name_that_does_not_exist_passes_when_the_resolver_answered_another_name() {
      inside.resolved("www.contoso.net", "10.1.0.9");
      assertThat(inside.nxDomain("api.contoso.net")).isNxDomain();
    }

    @Test
    void a_name_that_does_not_exist_is_inconclusive_when_the_resolver_answered_nothing_else() {
      inconclusive(
          () -> assertThat(inside.nxDomain("api.contoso.net")).isNxDomain(),
          """
          [#1 api.contoso.net A from workload-subnet by 168.63.129.16]
          INCONCLUSIVE:  168.63.129.16 answered no other question from workload-subnet with data in the same window of time, \
          so it may know nothing at all
          Expected:      NXDOMAIN
          and saw:       NXDOMAIN
          To prove it:   declare "control: <endpoint>" for the vantage workload-subnet with an endpoint that has a host name, \
          or first resolve a name that must exist there
          """);
    }

    @Test
    void the_same_question_answered_is_no_control() {
      inside.resolved("api.contoso.net", "10.1.0.9");
      inconclusive(() -> assertThat(inside.nxDomain("api.contoso.net")).isNxDomain());
    }

    @Test
    void an_answer_to_another_vantage_is_no_control() {
      inside.alsoFrom("internet").resolved("www.contoso.net", "10.1.0.9");
      inconclusive(() -> assertThat(inside.nxDomain("api.contoso.net")).isNxDomain());
    }

    @Test
    void an_answer_outside_the_window_of_time_is_no_control() {
      inside.at(Observations.NOON.minusSeconds(31)).resolved("www.contoso.net", "10.1.0.9");
      inconclusive(() -> assertThat(inside.nxDomain("api.contoso.net")).isNxDomain());
    }

    @Test
    void an_observation_that_contradicts_fails_and_is_not_called_inconclusive() {
      fails(
          () -> assertThat(inside.resolved("api.contoso.net", "10.1.0.5")).isNxDomain(),
          """
          [#1 api.contoso.net A from workload-subnet by 168.63.129.16]
          Expected:         NXDOMAIN
          but resolved to:  10.1.0.5 (private), ttl 300, NOERROR
          """);
    }

    @Test
    void hasNoData_needs_a_control() {
      inconclusive(() -> assertThat(inside.noData("api.contoso.net")).hasNoData());
      inside.resolved("www.contoso.net", "10.1.0.9");
      assertThat(inside.noData("api.contoso.net")).hasNoData();
      fails(
          () -> assertThat(inside.nxDomain("api.contoso.net")).hasNoData(),
          """
          [#4 api.contoso.net A from workload-subnet by 168.63.129.16]
          Expected:  NODATA (NOERROR without a record of this type)
          but was:   NXDOMAIN
          """);
    }

    @Test
    void isServfail_needs_a_control() {
      inconclusive(() -> assertThat(inside.dnsError("api.contoso.net", "SERVFAIL")).isServfail());
      inside.resolved("www.contoso.net", "10.1.0.9");
      assertThat(inside.dnsError("api.contoso.net", "SERVFAIL")).isServfail();
      fails(
          () -> assertThat(inside.dnsError("api.contoso.net", "REFUSED")).isServfail(),
          """
          [#4 api.contoso.net A from workload-subnet by 168.63.129.16]
          Expected:  SERVFAIL
          but was:   REFUSED
          """);
    }

    @Test
    void isRefused_needs_a_control() {
      inconclusive(() -> assertThat(inside.dnsError("api.contoso.net", "REFUSED")).isRefused());
      inside.resolved("www.contoso.net", "10.1.0.9");
      assertThat(inside.dnsError("api.contoso.net", "REFUSED")).isRefused();
      fails(
          () -> assertThat(inside.nxDomain("api.contoso.net")).isRefused(),
          """
          [#4 api.contoso.net A from workload-subnet by 168.63.129.16]
          Expected:  REFUSED
          but was:   NXDOMAIN
          """);
    }

    @Test
    void hasRcode_needs_a_control_unless_the_answer_has_data() {
      inconclusive(
          () -> assertThat(inside.dnsError("api.contoso.net", "NOTAUTH")).hasRcode("NOTAUTH"));
      inconclusive(() -> assertThat(inside.noData("api.contoso.net")).hasRcode("NOERROR"));
      assertThat(inside.resolved("www.contoso.net", "10.1.0.9")).hasRcode("noerror");
      assertThat(inside.dnsError("api.contoso.net", "NOTAUTH")).hasRcode("NOTAUTH");
      fails(
          () -> assertThat(inside.resolved("api.contoso.net", "10.1.0.5")).hasRcode("NOTAUTH"),
          """
          [#5 api.contoso.net A from workload-subnet by 168.63.129.16]
          Expected:         NOTAUTH
          but resolved to:  10.1.0.5 (private), ttl 300, NOERROR
          """);
    }

    @Test
    void resolverIsUnreachable_needs_something_else_reached() {
      inconclusive(
          () -> assertThat(inside.resolverUnreachable("api.contoso.net")).resolverIsUnreachable(),
          """
          [#1 api.contoso.net A from workload-subnet by 168.63.129.16]
          INCONCLUSIVE:  nothing else was reached from workload-subnet in the same window of time, \
          so it may be unable to reach anything
          Expected:      resolver unreachable
          and saw:       resolver unreachable: timed out in phase resolve
          To prove it:   declare "control: <endpoint>" for the vantage workload-subnet, \
          or first connect from there to something that must be open
          """);
      inside.tcp("10.1.0.5:443", new Outcome.Open());
      assertThat(inside.resolverUnreachable("api.contoso.net")).resolverIsUnreachable();
      fails(
          () -> assertThat(inside.nxDomain("api.contoso.net")).resolverIsUnreachable(),
          """
          [#4 api.contoso.net A from workload-subnet by 168.63.129.16]
          Expected:  resolver unreachable
          but was:   NXDOMAIN
          """);
    }
  }

  @Nested
  class Misuse {

    private final DnsObservation seen = inside.resolved("api.contoso.net", "10.1.0.5");

    @Test
    void an_expectation_of_nothing_is_refused() {
      refused(
          () -> assertThat(seen).resolvesOnlyTo(),
          "resolvesOnlyTo() needs at least one address or record data: without one it would expect nothing");
      refused(
          () -> assertThat(seen).resolvesTo(),
          "resolvesTo() needs at least one address or record data: without one it would expect nothing");
    }

    @Test
    void an_expected_address_that_is_none_is_refused() {
      refused(
          () -> assertThat(seen).resolvesOnlyTo("portal:443"),
          "\"portal:443\" is not an IP address");
    }

    @Test
    void a_prefix_that_is_none_is_refused() {
      refused(
          () -> assertThat(seen).isWithin("10.1.0.0/33"),
          "\"10.1.0.0/33\" is not an address prefix; write it like 10.1.0.0/24 or fd00::/8");
    }

    @Test
    void bounds_in_the_wrong_order_are_refused() {
      refused(
          () -> assertThat(seen).hasTtlBetween(Duration.ofSeconds(2), Duration.ofSeconds(1)),
          "hasTtlBetween(PT2S, PT1S): the first bound is above the second");
    }
  }

  private DnsObservation alias(String address) {
    return inside.answered(
        "store.contoso.net",
        "A",
        false,
        List.of(
            new DnsRecord("store.contoso.net", "CNAME", 30, "store.blob.core.windows.net"),
            new DnsRecord(
                "store.blob.core.windows.net",
                "CNAME",
                30,
                "store.privatelink.blob.core.windows.net"),
            new DnsRecord("store.privatelink.blob.core.windows.net", "A", 30, address)));
  }
}
