package dev.plumbline.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.SourceTranslation;
import dev.plumbline.network.Verdict.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the answer to a flow finds its way back. */
class AnswersTest {

  private static final String INBOUND = "TCP 203.0.113.7:40000 -> 20.50.1.1:443";
  private static final String SPOKE_TO_SPOKE = "TCP 10.1.0.4:40000 -> 10.2.0.4:22";
  private static final String SPOKE_TO_WORLD = "TCP 10.1.0.4:40000 -> 203.0.113.80:80";

  private static Network estate(Consumer<NetworkBuilder> change) {
    NetworkBuilder builder =
        Network.builder("estate")
            .internet()
            .segment("hub", "10.0.0.0/24")
            .segment("apim-subnet", "10.3.0.0/24")
            .segment("a", "10.1.0.0/24")
            .segment("b", "10.2.0.0/24")
            .mesh("peered", "hub", "apim-subnet", "a", "b")
            .link("internet", "apim-subnet")
            .link("internet", "hub")
            .link("hub", "internet")
            .link("a", "internet")
            .host("web", "internet", "203.0.113.80", host -> host.tcp(80))
            .host("firewall", "hub", "10.0.0.4", HostBuilder::forwards)
            .host(
                "apim",
                "apim-subnet",
                "10.3.0.5",
                host -> host.publicAddresses("20.50.1.1").tcp(443))
            .host("vm-a", "a", "10.1.0.4", host -> host.tcp(22))
            .host("vm-a2", "a", "10.1.0.5", host -> host.tcp(22))
            .host("vm-b", "b", "10.2.0.4", host -> host.tcp(22));
    change.accept(builder);
    return builder.build();
  }

  private static Consumer<NetworkBuilder> route(String segment, String prefix, String via) {
    return builder -> builder.changeSegment(segment, with -> with.route("to-hub", prefix, via));
  }

  private static Consumer<NetworkBuilder> firewall(Consumer<HostBuilder> change) {
    return builder -> builder.changeHost("firewall", change);
  }

  static Stream<Arguments> cases() {
    Consumer<NetworkBuilder> forced = route("apim-subnet", "0.0.0.0/0", "firewall");
    Consumer<NetworkBuilder> there = route("a", "10.2.0.0/24", "firewall");
    Consumer<NetworkBuilder> back = route("b", "10.1.0.0/24", "firewall");
    Consumer<NetworkBuilder> stateless = firewall(host -> host.stateful(false));
    Consumer<NetworkBuilder> hiding = firewall(host -> host.hidesSources("all"));
    Consumer<NetworkBuilder> all = route("a", "0.0.0.0/0", "firewall");
    return Stream.of(
        of("nothing leads elsewhere", "internet", INBOUND, Fate.DELIVERED),
        of("a default route to an appliance", "internet", INBOUND, Fate.DROPPED, forced),
        of(
            "an exception for the client's prefix mends it",
            "internet",
            INBOUND,
            Fate.DELIVERED,
            forced,
            builder ->
                builder.changeSegment(
                    "apim-subnet", with -> with.directRoute("clients", "203.0.113.0/24"))),
        of(
            "an exception for another prefix does not",
            "internet",
            INBOUND,
            Fate.DROPPED,
            forced,
            builder ->
                builder.changeSegment(
                    "apim-subnet", with -> with.directRoute("clients", "203.0.112.0/24"))),
        of(
            "a default route to an appliance without memory",
            "internet",
            INBOUND,
            Fate.DELIVERED,
            forced,
            stateless),
        of(
            "one without memory filters the answer as something new",
            "internet",
            INBOUND,
            Fate.DROPPED,
            forced,
            stateless,
            firewall(host -> host.rules("policy", rules -> rules.otherwiseInbound(Action.DROP)))),
        of(
            "a host apart has no routes",
            "internet",
            INBOUND,
            Fate.DELIVERED,
            forced,
            builder -> builder.changeHost("apim", HostBuilder::apart)),
        of(
            "a route to nowhere",
            "internet",
            INBOUND,
            Fate.DROPPED,
            builder ->
                builder.changeSegment("apim-subnet", with -> with.noRoute("hole", "0.0.0.0/0"))),
        of("peers without routes", "a", SPOKE_TO_SPOKE, Fate.DELIVERED),
        of("an appliance on the way there only", "a", SPOKE_TO_SPOKE, Fate.DROPPED, there),
        of("an appliance on the way back only", "a", SPOKE_TO_SPOKE, Fate.DROPPED, back),
        of("an appliance on both ways", "a", SPOKE_TO_SPOKE, Fate.DELIVERED, there, back),
        of(
            "one without memory on the way there only",
            "a",
            SPOKE_TO_SPOKE,
            Fate.DELIVERED,
            there,
            stateless),
        of(
            "one without memory on the way back only",
            "a",
            SPOKE_TO_SPOKE,
            Fate.DELIVERED,
            back,
            stateless),
        of(
            "one that hides the source on the way there only",
            "a",
            SPOKE_TO_SPOKE,
            Fate.DELIVERED,
            there,
            hiding),
        of(
            "filters on both ways need no rule for answers",
            "a",
            SPOKE_TO_SPOKE,
            Fate.DELIVERED,
            builder ->
                builder.changeSegment(
                    "a", with -> with.rules("nsg", rules -> rules.otherwiseInbound(Action.DROP))),
            builder ->
                builder.changeSegment(
                    "b", with -> with.rules("nsg", rules -> rules.otherwiseOutbound(Action.DROP)))),
        of(
            "neighbours in a segment whose default route leads to an appliance",
            "a",
            "TCP 10.1.0.4:40000 -> 10.1.0.5:22",
            Fate.DELIVERED,
            all),
        of(
            "neighbours that only one sends through an appliance",
            "a",
            "TCP 10.1.0.4:40000 -> 10.1.0.5:22",
            Fate.DROPPED,
            route("a", "10.1.0.5/32", "firewall")),
        of(
            "neighbours that both send through an appliance",
            "a",
            "TCP 10.1.0.4:40000 -> 10.1.0.5:22",
            Fate.DELIVERED,
            route("a", "10.1.0.0/24", "firewall")),
        of("out to the world by an appliance", "a", SPOKE_TO_WORLD, Fate.DELIVERED, all),
        of(
            "out to the world by an appliance that hides the source",
            "a",
            SPOKE_TO_WORLD,
            Fate.DELIVERED,
            all,
            hiding),
        of(
            "the appliance itself, from a segment that sends everything to it",
            "a",
            "TCP 10.1.0.4:40000 -> 10.0.0.4:22",
            Fate.DELIVERED,
            all,
            firewall(host -> host.tcp(22))),
        of(
            "from the appliance itself to a segment that sends everything to it",
            "hub",
            "TCP 10.0.0.4:40000 -> 10.1.0.4:22",
            Fate.DELIVERED,
            all),
        of(
            "a datagram",
            "a",
            "UDP 10.1.0.4:40000 -> 10.2.0.4:53",
            Fate.DROPPED,
            there,
            builder -> builder.changeHost("vm-b", HostBuilder::dns)),
        of(
            "a refusal is an answer",
            "a",
            "TCP 10.1.0.4:40000 -> 10.2.0.4:23",
            Fate.DROPPED,
            there));
  }

  @SafeVarargs
  private static Arguments of(
      String name, String segment, String flow, Fate fate, Consumer<NetworkBuilder>... changes) {
    return Arguments.of(
        name,
        segment,
        flow,
        fate,
        (Consumer<NetworkBuilder>)
            builder -> {
              for (Consumer<NetworkBuilder> change : changes) {
                change.accept(builder);
              }
            });
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("cases")
  void an_answer_finds_its_way_or_does_not(
      String name, String segment, String flow, Fate fate, Consumer<NetworkBuilder> change) {
    Verdict verdict = estate(change).fate(Flows.of(segment, flow));
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(fate);
  }

  @Test
  void the_verdict_says_which_route_leads_the_answer_to_whom() {
    Verdict verdict =
        estate(
                builder ->
                    builder.changeSegment(
                        "apim-subnet", with -> with.route("default", "0.0.0.0/0", "firewall")))
            .fate(Flows.of("internet", INBOUND));
    assertThat(verdict.explanation())
        .isEqualTo(
            "the answer from 10.3.0.5 to 203.0.113.7 goes by route default (0.0.0.0/0) of segment apim-subnet to host firewall, which has not seen the connection and drops it");
    assertThat(verdict.decidedBy()).isEqualTo("route default (0.0.0.0/0) of segment apim-subnet");
    assertThat(verdict.hops())
        .endsWith("no answer: route default (0.0.0.0/0) of segment apim-subnet");
  }

  @Test
  void the_verdict_says_whom_the_answer_goes_past() {
    assertThat(
            estate(route("a", "10.2.0.0/24", "firewall"))
                .fate(Flows.of("a", SPOKE_TO_SPOKE))
                .explanation())
        .isEqualTo(
            "the answer from 10.2.0.4 to 10.1.0.4 goes past host firewall, which has seen the connection open and drops what it sees one way only: no route of segment b leads it there");
    assertThat(
            estate(
                    builder -> {
                      route("a", "10.2.0.0/24", "firewall").accept(builder);
                      builder.changeSegment(
                          "b", with -> with.directRoute("straight", "10.1.0.0/24"));
                    })
                .fate(Flows.of("a", SPOKE_TO_SPOKE))
                .explanation())
        .endsWith("route straight (10.1.0.0/24) of segment b leads it on directly");
  }

  @Test
  void an_answer_without_a_way_is_lost_and_the_client_waits() {
    Verdict verdict =
        estate(builder -> builder.changeSegment("b", with -> with.noRoute("hole", "10.1.0.0/16")))
            .fate(Flows.of("a", SPOKE_TO_SPOKE));
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.explanation())
        .isEqualTo(
            "the answer from 10.2.0.4 to 10.1.0.4 has no way back: route hole (10.1.0.0/16) of segment b gives it none");
  }

  @Test
  void the_world_sees_the_public_address_of_an_appliance_that_hides_sources() {
    Network network =
        estate(
            builder -> {
              route("a", "0.0.0.0/0", "firewall").accept(builder);
              builder.changeHost(
                  "firewall",
                  host -> host.publicAddresses("20.50.9.9").hidesSources("world", "10.0.0.0/8"));
            });
    assertThat(network.fate(Flows.of("a", SPOKE_TO_WORLD)).seenSource())
        .isEqualTo(IpAddresses.parse("20.50.9.9"));
    // What it does not hide keeps its source, and needs the way back through it.
    assertThat(network.fate(Flows.of("a", SPOKE_TO_SPOKE)).fate()).isEqualTo(Fate.DROPPED);
  }

  @Test
  void a_source_is_hidden_for_the_flows_that_are_named_only() {
    Network network =
        estate(
            builder -> {
              route("a", "0.0.0.0/0", "firewall").accept(builder);
              builder.changeHost(
                  "firewall",
                  host ->
                      host.sourceTranslation(
                          new SourceTranslation(
                              "some",
                              List.of(Cidr.of("10.1.0.4/32")),
                              List.of(Cidr.of("10.2.0.0/24")),
                              List.of(Cidr.of("10.2.0.128/25")),
                              IpAddresses.parse("10.0.0.4"))));
            });
    Verdict hidden = network.fate(Flows.of("a", SPOKE_TO_SPOKE));
    assertThat(hidden.fate()).isEqualTo(Fate.DELIVERED);
    assertThat(hidden.seenSource()).isEqualTo(IpAddresses.parse("10.0.0.4"));
    assertThat(hidden.hops()).contains("source 10.1.0.4 is seen as 10.0.0.4");
    assertThat(network.fate(Flows.of("a", "TCP 10.1.0.5:1 -> 10.2.0.4:22")).seenSource())
        .isEqualTo(IpAddresses.parse("10.1.0.5"));
    assertThat(network.fate(Flows.of("a", SPOKE_TO_WORLD)).seenSource())
        .isEqualTo(IpAddresses.parse("10.1.0.4"));
  }

  @Test
  void two_appliances_in_turn_must_both_see_both_ways() {
    Network network =
        estate(
            builder -> {
              builder.segment("hub2", "10.9.0.0/24").mesh("hubs", "hub", "hub2", "a", "b");
              builder.host("second", "hub2", "10.9.0.4", HostBuilder::forwards);
              route("a", "10.2.0.0/24", "firewall").accept(builder);
              route("hub", "10.2.0.0/24", "second").accept(builder);
              route("b", "10.1.0.0/24", "second").accept(builder);
            });
    Verdict skipped = network.fate(Flows.of("a", SPOKE_TO_SPOKE));
    assertThat(skipped.fate()).isEqualTo(Fate.DROPPED);
    assertThat(skipped.explanation())
        .contains("past host firewall", "no route of segment hub2 leads it there");
    assertThat(
            network.toBuilder()
                .changeSegment("hub2", with -> with.route("back", "10.1.0.0/24", "firewall"))
                .build()
                .fate(Flows.of("a", SPOKE_TO_SPOKE))
                .fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void an_answer_that_goes_round_in_circles_is_lost() {
    Network network =
        estate(
            builder -> {
              builder.changeHost("firewall", host -> host.stateful(false));
              builder.host("second", "b", "10.2.0.9", host -> host.forwards().stateful(false));
              route("b", "10.1.0.0/24", "firewall").accept(builder);
              route("hub", "10.1.0.0/24", "second").accept(builder);
            });
    assertThat(network.fate(Flows.of("a", SPOKE_TO_SPOKE)).explanation())
        .startsWith("the answer from 10.2.0.4 to 10.1.0.4 goes round in circles");
  }

  @Test
  void an_answer_vanishes_at_an_appliance_that_is_down() {
    Network network =
        estate(
            builder -> {
              builder.changeHost("firewall", host -> host.stateful(false));
              route("b", "10.1.0.0/24", "firewall").accept(builder);
            });
    assertThat(
            network
                .fate(Flows.of("a", SPOKE_TO_SPOKE), Set.of(Fault.hostDown("firewall")))
                .explanation())
        .endsWith("to host firewall in segment hub, which is down");
    assertThat(network.fate(Flows.of("a", SPOKE_TO_SPOKE)).fate()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void a_mesh_leads_from_each_to_each_and_a_link_says_how_one_way_is() {
    Network network =
        Network.builder("mesh")
            .segment("a", "10.1.0.0/24")
            .segment("b", "fd00:2::/64")
            .segment("c", "fd00:3::/64")
            .mesh(new Network.Mesh("all", List.of("a", "b", "c"), Duration.ofMillis(3)))
            .link("c", "b", Duration.ofMillis(7))
            .host("b", "b", "fd00:2::1", host -> host.tcp(1))
            .host("c", "c", "fd00:3::1", host -> host.tcp(1))
            .build();
    Verdict there = network.fate(Flows.of("b", "TCP [fd00:2::1]:9 -> [fd00:3::1]:1"));
    assertThat(there.hops()).contains("mesh all: b -> c");
    assertThat(there.latency()).hasMillis(3);
    Verdict linked = network.fate(Flows.of("c", "TCP [fd00:3::1]:9 -> [fd00:2::1]:1"));
    assertThat(linked.hops()).contains("link c -> b");
    assertThat(linked.latency()).hasMillis(7);
    assertThat(linked.fate()).isEqualTo(Fate.DELIVERED);
  }
}
