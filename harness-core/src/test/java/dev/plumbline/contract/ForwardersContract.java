package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.probe.DnsProbe;
import org.junit.jupiter.api.Test;

/** Name servers that ask others. */
@NotOn(
    value = Arm.LIVE,
    because = "name servers that ask on by way of the network need a network stack of their own")
interface ForwardersContract extends OnLab {

  private DnsObservation asking(String name) {
    return workload().observe(DnsProbe.of(name).at("10.1.0.54"));
  }

  @Test
  default void a_forwarder_is_asked_for_the_names_it_is_for() {
    assertThat(asking("desk.partner.test")).resolvesOnlyTo("10.9.0.20");
    assertThat(asking("nobody.partner.test")).isNxDomain();
    assertThat(workload().resolve("desk.partner.test")).isNxDomain();
  }

  @Test
  default void an_alias_that_a_forwarder_tells_is_followed() {
    assertThat(asking("alias.partner.test"))
        .aliasesTo("desk.partner.test")
        .resolvesOnlyTo("10.9.0.20");
    assertThat(asking("out.partner.test"))
        .aliasesTo("edge.provider.test")
        .resolvesOnlyTo("203.0.113.10");
  }

  @Test
  default void a_forwarder_that_does_not_answer_makes_a_server_failure() {
    assertThat(asking("desk.lost.test")).isServfail();
  }

  @Test
  default void the_next_forwarder_is_asked_when_one_does_not_answer() {
    assertThat(asking("desk.spare.test")).resolvesOnlyTo("10.9.0.21");
  }

  @Test
  default void a_server_may_answer_everybody_as_one_segment_sees_names() {
    assertThat(edge().resolve("inside.mixed.test")).resolvesOnlyTo("203.0.113.10");
    assertThat(edge().observe(DnsProbe.of("inside.mixed.test").at("10.1.0.55")))
        .resolvesOnlyTo("10.1.0.5");
  }

  @Test
  default void a_segments_second_resolver_is_asked_when_the_first_does_not_answer() {
    assertThat(lab().vantage("branch").resolve("www.contract.test")).resolvesOnlyTo("203.0.113.10");
    assertThat(lab().vantage("branch").resolve("api.contract.test")).isNxDomain();
  }
}
