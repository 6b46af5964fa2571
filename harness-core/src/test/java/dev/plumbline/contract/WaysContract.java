package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.vantage.Vantage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ways through other hosts, and those of IPv6. */
@NotOn(
    value = Arm.LIVE,
    because = "ways through hosts, and those of IPv6, need network stacks of their own")
interface WaysContract extends OnLab {

  @Test
  default void an_appliance_on_the_way_passes_on_rejects_and_drops() {
    assertThat(workload().connect("10.2.0.5", 8201)).isOpen();
    assertThat(workload().connect("10.2.0.5", 8202)).isRefused();
    assertThat(workload().observe(TcpProbe.to("10.2.0.5", 8203).within(SILENCE))).isDropped();
  }

  @Test
  default void a_host_behind_an_appliance_sees_who_asks() {
    assertThat(workload().get("http://10.2.0.5/")).hasStatus(200).hasJson("/source", "10.1.2.10");
  }

  @Test
  default void a_host_behind_an_appliance_that_hides_sources_sees_the_appliance() {
    assertThat(edge().get("http://10.2.0.5/")).hasStatus(200).hasJson("/source", "10.3.0.5");
  }

  @Test
  default void a_connection_whose_answers_pass_by_a_stateful_appliance_is_dropped() {
    assertThat(workload().observe(TcpProbe.to("10.4.0.5", 8201).within(SILENCE))).isDropped();
  }

  @Test
  default void a_translated_port_leads_to_another_host() {
    assertThat(workload().get("http://10.3.0.4:8300/"))
        .hasStatus(200)
        .hasJson("/host", "island")
        .hasJson("/source", "10.1.2.10");
  }

  @Test
  default void a_balancer_passes_connections_on_to_its_members() {
    assertThat(
            Stream.generate(() -> workload().get("http://10.3.0.6/"))
                .limit(8)
                .map(observation -> OnLab.answer(observation).text())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("left", "right");
  }

  @Test
  default void a_balancer_leaves_out_members_that_do_not_listen() {
    assertThat(
            Stream.generate(() -> workload().get("http://10.3.0.6:81/"))
                .limit(4)
                .map(observation -> OnLab.answer(observation).text())
                .collect(Collectors.toSet()))
        .containsExactly("left");
  }

  @Test
  default void a_link_takes_only_the_sources_it_is_for() {
    assertThat(lab().vantage("office").connect("10.3.0.8", 8400)).isOpen();
    assertThat(partner().observe(TcpProbe.to("10.3.0.8", 8400).within(SILENCE))).isDropped();
  }

  @Test
  default void meshed_segments_reach_one_another() {
    assertThat(lab().vantage("branch").connect("10.2.0.5", 8201)).isOpen();
    assertThat(lab().vantage("branch").connect("10.3.0.8", 8400)).hasNoRoute();
  }

  @Test
  default void a_host_is_reached_by_its_address_in_another_segment() {
    assertThat(workload().get("http://10.1.2.20/"))
        .hasStatus(200)
        .hasJson("/host", "island")
        .hasJson("/source", "10.1.2.10");
  }

  @Test
  default void a_port_opens_over_ipv6() {
    assertThat(workload().connect("fd00:1::60", 80)).isOpen();
    assertThat(workload().get("http://[fd00:1::60]/"))
        .hasStatus(200)
        .hasJson("/source", ContractNetwork.WORKLOAD_V6);
  }

  @Test
  default void a_backend_with_an_ipv6_address_is_asked_by_it() {
    assertThat(workload().get("http://[fd00:1::60]:81/"))
        .hasStatus(200)
        .hasJson("/headers/host/0", "[fd00:1::60]");
    assertThat(workload().probe("by-an-ipv6-address")).isHealthy();
  }

  @Test
  default void vantages_with_one_address_are_one_machine() {
    Vantage twin = lab().vantage("twin");

    assertThat(twin.get("http://10.2.0.5/")).hasStatus(200).hasJson("/source", "10.1.2.10");
    assertThat(twin.get("http://[fd00:1::60]/"))
        .hasStatus(200)
        .hasJson("/source", ContractNetwork.WORKLOAD_V6);
  }

  @Test
  default void a_vantage_at_a_host_without_ipv6_has_none() {
    Vantage backend = lab().vantage("backend");

    assertThat(backend.connect("10.1.0.60", 80)).isOpen();
    // Nothing can be reached over IPv6 from there that would make this one a proof.
    TcpObservation six = backend.connect("fd00:1::60", 80);
    assertThat(six.outcome()).isEqualTo(new Outcome.NoRoute());
    assertThatThrownBy(() -> assertThat(six).hasNoRoute()).isInstanceOf(InconclusiveError.class);
  }

  @Test
  default void nobody_answers_at_the_address_of_a_vantage() {
    assertThat(workload().connect("10.1.2.10", 80)).hasNoRoute();
    assertThat(workload().connect("fd00:1::60", 80)).isOpen();
    assertThat(workload().connect(ContractNetwork.WORKLOAD_V6, 80)).hasNoRoute();
    assertThat(edge().connect("10.1.2.10", 80)).hasNoRoute();
  }

  @Test
  default void a_port_that_nothing_listens_on_is_refused_over_ipv6() {
    assertThat(workload().connect("fd00:1::60", 80)).isOpen();
    assertThat(workload().connect("fd00:1::60", 8091)).isRefused();
  }

  @Test
  default void filters_drop_and_reject_over_ipv6() {
    assertThat(workload().connect("fd00:1::60", 80)).isOpen();
    assertThat(workload().observe(TcpProbe.to("fd00:1::60", 8092).within(SILENCE))).isDropped();
    assertThat(workload().connect("fd00:1::60", 8093)).isRefused();
    assertThat(workload().connect("10.1.0.60", 8092)).isOpen();
  }

  @Test
  default void an_ipv6_address_that_no_host_has_is_no_route() {
    assertThat(workload().connect("fd00:1::60", 80)).isOpen();
    assertThat(workload().connect("fd00:1::61", 80)).hasNoRoute();
  }

  @Test
  default void a_fault_lasts_until_it_is_taken_away() {
    Lab.Guard dropping = lab().fault(Fault.drop("workload", "kiosk"));
    try {
      assertThat(workload().observe(TcpProbe.to("10.3.0.8", 8400).within(SILENCE))).isDropped();
      assertThat(edge().connect("10.3.0.8", 8400)).isOpen();
    } finally {
      dropping.close();
    }
    Lab.Guard rejecting = lab().fault(Fault.reject("workload", "kiosk"));
    try {
      assertThat(workload().connect("10.3.0.8", 8400)).isRefused();
    } finally {
      rejecting.close();
    }
    assertThat(workload().connect("10.3.0.8", 8400)).isOpen();
  }

  @Test
  default void what_is_sent_to_one_family_is_not_passed_on_to_the_other() {
    assertThat(workload().get("http://[fd00:1::62]:8320/"))
        .hasStatus(200)
        .hasJson("/source", "fd00:1::62");
    assertThat(workload().connect("10.1.0.62", 8320)).isRefused();
    assertThat(workload().get("http://10.1.0.62:8321/"))
        .hasStatus(200)
        .hasJson("/source", "10.1.0.62");
    assertThat(workload().connect("fd00:1::62", 8321)).isRefused();
    assertThat(workload().get("http://10.1.0.62:8322/"))
        .hasStatus(200)
        .hasJson("/source", "10.1.0.62");
    assertThat(workload().get("http://[fd00:1::62]:8322/"))
        .hasStatus(200)
        .hasJson("/source", "fd00:1::62");
  }
}
