package dev.plumbline.sim;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.observation.Journal;
import dev.plumbline.probe.HttpProbe;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A host that stands for instances behind a load balancer, and one with addresses elsewhere. */
class InstancesTest {

  private static Network network(Action probes) {
    return Network.builder("balanced")
        .segment("platform", "172.16.0.0/24")
        .segment("clients", "10.2.0.0/24")
        .segment("elsewhere", "10.3.0.0/24")
        .segment(
            "pool",
            segment ->
                segment
                    .prefixes("10.1.0.0/24")
                    .rules(
                        "nsg",
                        rules ->
                            rules.inbound(100, "probes", probes, r -> r.from("172.16.0.0/24"))))
        .link("platform", "pool")
        .link("clients", "pool")
        .link("clients", "elsewhere")
        .link("pool", "clients")
        .host(
            "service",
            "pool",
            "10.1.0.10",
            host ->
                host.addresses("10.1.0.10", "10.1.0.4", "10.1.0.5")
                    .attachedTo("elsewhere", "10.3.0.6")
                    .instances("10.1.0.4", "10.1.0.5")
                    .instanceProbe("platform", "172.16.0.1", 6390)
                    .tcp(6390)
                    .http(
                        80,
                        http ->
                            http.host("from", Handling.replying(200, "you are {client-address}"))
                                .anyHost(Handling.forwardingTo("backend")))
                    .upstream("backend", 80, "10.2.0.9"))
        .host("backend", "clients", "10.2.0.9", host -> host.http(80, Handling.echoing()))
        .build();
  }

  private static Verdict fate(Network network, String segment, String from, String to) {
    return network.fate(flow(segment, from, to, 80));
  }

  private static Flow flow(String segment, String from, String to, int port) {
    return new Flow(
        segment, IpAddresses.parse(from), 50000, IpAddresses.parse(to), port, Protocol.TCP);
  }

  @Test
  void a_balancer_whose_probe_reaches_no_instance_passes_nothing_on_and_says_why() {
    Verdict verdict = fate(network(Action.DROP), "clients", "10.2.0.4", "10.1.0.10");
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.decidedBy()).isEqualTo("rule probes (priority 100) of nsg");
    assertThat(verdict.explanation())
        .isEqualTo(
            "the load balancer in front of host service drops TCP 10.2.0.4 -> 10.1.0.10:80, since"
                + " its probe of port 6390 reaches no instance: rule probes (priority 100) of nsg"
                + " drops TCP 172.16.0.1 -> 10.1.0.5:6390 on the way into segment pool");
  }

  @Test
  void a_balancer_whose_probe_arrives_passes_on_what_the_filters_allow() {
    assertThat(fate(network(Action.ALLOW), "clients", "10.2.0.4", "10.1.0.10").fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void an_instance_is_reached_past_its_balancer() {
    assertThat(fate(network(Action.DROP), "clients", "10.2.0.4", "10.1.0.5").fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void a_port_that_nothing_serves_vanishes_in_front_of_instances_and_is_refused_at_one() {
    Network network = network(Action.ALLOW);
    assertThat(network.fate(flow("clients", "10.2.0.4", "10.1.0.10", 22)).explanation())
        .isEqualTo(
            "the load balancer in front of host service drops TCP 10.2.0.4 -> 10.1.0.10:22: it has"
                + " no rule for TCP port 22 at 10.1.0.10");
    assertThat(network.fate(flow("clients", "10.2.0.4", "10.1.0.4", 22)).fate())
        .isEqualTo(Fate.REJECTED);
  }

  @Test
  void an_instance_does_not_reach_itself_by_way_of_its_balancer() {
    Verdict verdict = fate(network(Action.ALLOW), "pool", "10.1.0.4", "10.1.0.10");
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.explanation()).contains("cannot reach itself by way of its balancer");
    assertThat(fate(network(Action.ALLOW), "pool", "10.1.0.77", "10.1.0.10").fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void an_address_in_another_segment_is_reached_as_a_neighbour_there() {
    Verdict verdict = fate(network(Action.ALLOW), "clients", "10.2.0.4", "10.3.0.6");
    assertThat(verdict.fate()).isEqualTo(Fate.DELIVERED);
    assertThat(verdict.hops()).contains("to host service in segment elsewhere");
    assertThat(fate(network(Action.ALLOW), "elsewhere", "10.3.0.9", "10.3.0.6").fate())
        .isEqualTo(Fate.DELIVERED);
    assertThat(fate(network(Action.ALLOW), "pool", "10.1.0.9", "10.3.0.6").fate())
        .isEqualTo(Fate.NO_ROUTE);
  }

  @Test
  void what_the_service_opens_starts_from_its_instances_in_turn() {
    try (Lab lab = open()) {
      for (int i = 0; i < 4; i++) {
        assertThat(lab.vantage("clients").get("http://10.1.0.10/x")).hasStatus(200);
      }
      assertThat(lab.arrivals("backend"))
          .extracting(Arrival::source)
          .containsExactly("10.1.0.4", "10.1.0.5", "10.1.0.4", "10.1.0.5");
    }
  }

  @Test
  void a_fixed_answer_can_name_the_address_that_the_request_came_from() {
    try (Lab lab = open()) {
      assertThat(lab.vantage("clients").send(HttpProbe.get("http://10.1.0.10/x").host("from")))
          .hasStatus(200)
          .bodyContains("you are 10.2.0.44");
    }
  }

  private static Lab open() {
    Environment environment =
        Environment.builder("balanced")
            .vantage("clients", v -> v.segment("clients").address("10.2.0.44"))
            .probeTimeout(Duration.ofSeconds(5))
            .build();
    return Lab.open(environment, network(Action.ALLOW), new Journal());
  }
}
