package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.Outcome;
import dev.plumbline.probe.DnsProbe;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What names resolve to. */
interface NamesContract extends OnLab {

  @Test
  default void a_name_resolves_to_its_address() {
    assertThat(workload().resolve("api.contract.test"))
        .resolvesOnlyTo("10.1.0.5")
        .isPrivate()
        .hasTtlBetween(Duration.ofSeconds(1), Duration.ofSeconds(300));
  }

  @Test
  default void a_name_resolves_differently_inside_and_outside() {
    assertThat(workload().resolve("www.contract.test")).resolvesOnlyTo("10.1.1.4");
    assertThat(internet().resolve("www.contract.test")).resolvesOnlyTo("203.0.113.10");
  }

  @Test
  default void a_name_that_exists_inside_only_does_not_exist_outside() {
    assertThat(internet().resolve("www.contract.test")).resolvesTo("203.0.113.10");
    assertThat(internet().resolve("api.contract.test")).isNxDomain();
  }

  @Test
  default void names_are_compared_without_regard_to_case() {
    assertThat(workload().resolve("API.Contract.TEST")).resolvesOnlyTo("10.1.0.5");
  }

  @Test
  default void a_name_in_no_zone_does_not_exist() {
    assertThat(internet().resolve("edge.provider.test")).resolvesOnlyTo("203.0.113.10");
    assertThat(internet().resolve("nowhere.example")).isNxDomain();
  }

  @Test
  default void a_name_without_records_of_the_type_has_no_data() {
    assertThat(internet().resolve("only6.contract.test", "AAAA")).resolvesOnlyTo("2001:db8::5");
    assertThat(internet().resolve("only6.contract.test")).hasNoData();
  }

  @Test
  default void a_chain_of_aliases_is_followed_across_zones() {
    assertThat(internet().resolve("www.contract.test"))
        .aliasesTo("edge.provider.test")
        .resolvesOnlyTo("203.0.113.10");
    assertThat(internet().resolve("www.contract.test").aliases())
        .containsExactly("front.contract.test", "edge.provider.test");
  }

  @Test
  default void an_alias_to_nothing_does_not_exist() {
    assertThat(internet().resolve("www.contract.test")).resolvesTo("203.0.113.10");
    assertThat(internet().resolve("dangling.contract.test")).isNxDomain();
  }

  @Test
  default void texts_services_and_mail_exchangers_are_answered() {
    assertThat(internet().resolve("text.contract.test", "TXT"))
        .resolvesOnlyTo("v=plumb1 \"second string\"");
    assertThat(internet().resolve("_https._tcp.contract.test", "SRV"))
        .resolvesOnlyTo("1 5 443 mail.contract.test");
    assertThat(internet().resolve("contract.test", "MX")).resolvesOnlyTo("10 mail.contract.test");
  }

  @Test
  default void a_wildcard_answers_for_names_that_are_not_there() {
    assertThat(internet().resolve("anything.wild.contract.test")).resolvesOnlyTo("203.0.113.10");
    assertThat(internet().resolve("wild.contract.test")).hasNoData();
  }

  @Test
  default void a_private_zone_hides_the_public_one_but_for_names_that_fall_through() {
    assertThat(workload().resolve("inside.mixed.test")).resolvesOnlyTo("10.1.0.5");
    assertThat(workload().resolve("outside.mixed.test")).resolvesOnlyTo("203.0.113.10");
    assertThat(internet().resolve("inside.mixed.test")).resolvesOnlyTo("203.0.113.10");
  }

  @Test
  default void an_answer_too_long_for_a_datagram_is_truncated_and_asked_again_over_tcp() {
    var observation = internet().resolve("long.contract.test", "TXT");
    assertThat(observation).resolvesOnlyTo(ContractNetwork.LONG_TEXTS.toArray(String[]::new));
    assertThat(observation.received()).hasValueSatisfying(r -> assertThat(r.truncated()).isTrue());
    assertThat(observation.received())
        .hasValueSatisfying(r -> assertThat(r.transport()).isEqualTo("TCP"));
  }

  @Test
  default void a_question_can_be_asked_over_tcp() {
    assertThat(workload().observe(DnsProbe.of("api.contract.test").tcp()))
        .resolvesOnlyTo("10.1.0.5");
  }

  @Test
  default void a_resolver_does_not_claim_authority_and_a_name_server_does() {
    assertThat(internet().observe(DnsProbe.of("mail.contract.test").at("198.51.100.54")))
        .resolvesOnlyTo("203.0.113.10")
        .isAuthoritative();
    var resolved = internet().resolve("mail.contract.test");
    assertThat(resolved.received())
        .hasValueSatisfying(r -> assertThat(r.authoritative()).isFalse());
    assertThat(resolved.received())
        .hasValueSatisfying(r -> assertThat(r.recursionAvailable()).isTrue());
  }

  @Test
  default void a_name_server_refuses_names_outside_its_zones() {
    assertThat(internet().observe(DnsProbe.of("mail.contract.test").at("198.51.100.54")))
        .resolvesTo("203.0.113.10");
    assertThat(internet().observe(DnsProbe.of("nowhere.example").at("198.51.100.54"))).isRefused();
  }

  @Test
  default void a_resolver_without_a_way_to_it_is_unreachable() {
    assertThat(partner().connect("www.contract.test", 443)).isOpen();
    assertThat(partner().observe(DnsProbe.of("api.contract.test").at("10.1.0.53")))
        .resolverIsUnreachable();
  }

  @Test
  default void a_name_may_have_addresses_of_both_families() {
    assertThat(internet().resolve("dual.contract.test"))
        .resolvesOnlyTo("203.0.113.10", "2001:db8::6");
    assertThat(internet().resolve("dual.contract.test", "A")).resolvesOnlyTo("203.0.113.10");
    assertThat(internet().resolve("dual.contract.test", "AAAA")).resolvesOnlyTo("2001:db8::6");
  }

  @Test
  default void a_name_server_says_how_long_an_answer_may_be_kept() {
    assertThat(internet().observe(DnsProbe.of("hasty.contract.test").at("198.51.100.54")))
        .hasTtlBetween(Duration.ofSeconds(7), Duration.ofSeconds(7));
    assertThat(internet().observe(DnsProbe.of("mail.contract.test").at("198.51.100.54")))
        .hasTtlBetween(Duration.ofSeconds(300), Duration.ofSeconds(300));
  }

  @Test
  default void a_zone_names_its_servers_and_who_may_issue_certificates() {
    assertThat(internet().resolve("contract.test", "NS")).resolvesOnlyTo("ns.contract.test");
    assertThat(internet().resolve("contract.test", "CAA"))
        .resolvesOnlyTo("0 issue \"ca.contract.test\"");
  }

  @Test
  default void an_address_resolves_to_its_name() {
    assertThat(internet().resolve("10.113.0.203.in-addr.arpa", "PTR"))
        .resolvesOnlyTo("www.contract.test");
    assertThat(internet().resolve("11.113.0.203.in-addr.arpa", "PTR")).isNxDomain();
  }

  @Test
  default void a_name_above_others_exists_and_one_below_does_not() {
    assertThat(internet().resolve("_tcp.contract.test")).hasNoData();
    assertThat(internet().resolve("below.mail.contract.test")).isNxDomain();
  }

  @Test
  default void names_below_a_dname_are_those_of_another_tree() {
    assertThat(internet().resolve("desk.renamed.contract.test"))
        .aliasesTo("desk.moved.contract.test")
        .resolvesOnlyTo("203.0.113.20");
    assertThat(internet().resolve("nobody.renamed.contract.test")).isNxDomain();
  }

  @Test
  default void a_resolver_follows_aliases_that_a_name_server_leaves_where_its_zones_end() {
    assertThat(internet().resolve("away.contract.test")).resolvesOnlyTo("203.0.113.30");
    var left = internet().observe(DnsProbe.of("away.contract.test").at("198.51.100.54"));
    assertThat(left).aliasesTo("host.elsewhere.test");
    assertThat(left.addresses()).isEmpty();
  }

  @Test
  @Differs(
      on = {Arm.CONTAINERS, Arm.NAMESPACES, Arm.LIVE},
      because =
          "BIND as a resolver asks a name server here, and hands on nothing of an answer that"
              + " failed; one that holds the zones itself tells the aliases, as the simulation does")
  default void aliases_in_a_circle_resolve_to_nothing() {
    assertThat(internet().resolve("round.contract.test").outcome().reached()).isFalse();
  }

  @Test
  default void a_delegation_is_referred_to_by_a_name_server_and_asked_in_vain_by_a_resolver() {
    var referral = internet().observe(DnsProbe.of("x.sub.contract.test").at("198.51.100.54"));
    assertThat(referral.received())
        .hasValueSatisfying(r -> assertThat(r.rcode()).isEqualTo("NOERROR"))
        .hasValueSatisfying(r -> assertThat(r.authoritative()).isFalse());
    assertThat(referral.answer()).isEmpty();
    assertThat(internet().resolve("x.sub.contract.test")).isServfail();
  }

  @Test
  default void a_resolver_refuses_those_it_is_not_for() {
    DnsProbe probe = DnsProbe.of("mail.contract.test").at("198.51.100.57");
    assertThat(partner().observe(probe)).resolvesOnlyTo("203.0.113.10");
    assertThat(internet().observe(probe).outcome()).isEqualTo(new Outcome.DnsError("REFUSED"));
  }

  @Test
  default void a_filter_may_stop_questions_in_datagrams_and_not_those_over_tcp() {
    DnsProbe probe = DnsProbe.of("host.elsewhere.test").at("198.51.100.56");
    assertThat(internet().observe(probe.tcp())).resolvesOnlyTo("203.0.113.30");
    assertThat(internet().connect("front")).isOpen();
    assertThat(internet().observe(probe.within(SILENCE))).resolverIsUnreachable();
  }

  @Test
  default void a_host_that_is_no_name_server_is_an_unreachable_resolver() {
    assertThat(workload().connect("api")).isOpen();
    assertThat(workload().observe(DnsProbe.of("api.contract.test").at("10.1.0.5")))
        .resolverIsUnreachable();
  }
}
