package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.probe.TcpProbe;
import org.junit.jupiter.api.Test;

/** Whether connections open. */
interface ConnectionsContract extends OnLab {

  @Test
  default void a_port_that_is_listened_on_opens() {
    assertThat(workload().connect("api.contract.test", 8080)).isOpen();
  }

  @Test
  default void every_address_of_a_name_can_be_looked_at() {
    var every = workload().connectEach("twins.contract.test", 8080);
    assertThat(every).allSatisfy(seen -> assertThat(seen).isOpen());
    assertThat(every.observations()).hasSizeGreaterThan(1);
  }

  @Test
  default void a_port_that_nothing_listens_on_is_refused() {
    assertThat(workload().connect("10.1.0.5", 8090)).isRefused();
  }

  @Test
  default void a_filter_that_drops_is_told_from_one_that_rejects() {
    assertThat(workload().observe(TcpProbe.to("10.1.0.5", 8081).within(SILENCE))).isDropped();
    assertThat(workload().connect("10.1.0.5", 8082)).isRefused();
  }

  @Test
  default void a_filter_looks_at_the_source() {
    assertThat(edge().connect("10.1.0.5", 8081)).isOpen();
    assertThat(edge().connect("10.1.0.5", 8082)).isOpen();
  }

  @Test
  default void a_filter_on_the_way_out_drops_too() {
    assertThat(edge().observe(TcpProbe.to("10.1.0.5", 8085).within(SILENCE))).isDropped();
    assertThat(workload().connect("10.1.0.5", 8085)).isOpen();
  }

  @Test
  default void a_hosts_own_filter_comes_after_that_of_its_segment() {
    assertThat(workload().connect("10.1.0.6", 8086)).isRefused();
    assertThat(edge().connect("10.1.0.6", 8086)).isOpen();
  }

  @Test
  default void a_route_to_nowhere_is_no_route() {
    assertThat(workload().connect("198.51.100.200", 9000)).hasNoRoute();
    assertThat(partner().connect("198.51.100.200", 9000)).isOpen();
  }

  @Test
  default void an_address_that_no_host_has_is_no_route() {
    assertThat(workload().connect("10.1.0.77", 443)).hasNoRoute();
  }

  @Test
  default void a_segment_without_a_link_has_no_route() {
    assertThat(partner().connect("10.1.0.5", 443)).hasNoRoute();
    assertThat(internet().connect("10.1.1.4", 443)).hasNoRoute();
  }

  @Test
  default void a_published_address_is_reached_by_way_of_the_internet() {
    assertThat(partner().connect("203.0.113.10", 443)).isOpen();
    assertThat(workload().connect("203.0.113.10", 443)).isOpen();
  }

  @Test
  default void a_table_of_reachability_holds() {
    assertThat(
            lab()
                .reachability(
                    """
                         | api      | front | debug
                workload | open     | open  | dropped
                edge     | open     | open  | open
                internet | nxdomain | open  | no route
                """))
        .isAsExpected();
  }

  @Test
  default void a_segments_filter_is_for_what_its_own_hosts_send_one_another_too() {
    assertThat(workload().connect("10.1.1.4", 8070)).isOpen();
    assertThat(edge().observe(TcpProbe.to("10.1.1.4", 8070).within(SILENCE))).isDropped();
  }

  @Test
  default void what_no_rule_allows_is_dropped_where_a_filter_says_so() {
    assertThat(workload().connect("10.1.0.11", 8100)).isOpen();
    assertThat(workload().observe(TcpProbe.to("10.1.0.11", 8101).within(SILENCE))).isDropped();
    assertThat(edge().observe(TcpProbe.to("10.1.0.11", 8100).within(SILENCE))).isDropped();
  }

  @Test
  default void the_first_rule_that_fits_decides() {
    assertThat(workload().connect("10.1.0.11", 8111)).isOpen();
    assertThat(edge().connect("10.1.0.11", 8111)).isRefused();
  }

  @Test
  default void an_answer_needs_no_rule() {
    // Nothing may go out of this host.
    assertThat(workload().connect("10.1.0.11", 8100)).isOpen();
  }

  @Test
  default void a_filter_sees_a_hosts_own_address_where_its_public_one_was_dialled() {
    assertThat(internet().connect("203.0.113.10", 8070)).isOpen();
    assertThat(internet().connect("203.0.113.10", 8071)).isRefused();
  }

  @Test
  default void the_internet_sees_the_address_that_a_segment_goes_out_by() {
    assertThat(workload().get("http://198.51.100.80/")).hasJson("/source", "203.0.113.99");
    assertThat(partner().get("http://198.51.100.80/")).hasJson("/source", "10.9.0.10");
    assertThat(workload().connect("198.51.100.80", 8120)).isRefused();
    assertThat(partner().connect("198.51.100.80", 8120)).isOpen();
  }
}
