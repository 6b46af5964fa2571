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
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Member;
import dev.plumbline.network.Network.MemberCheck;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Translation;
import dev.plumbline.network.NetworkBuilder;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Hosts that pass connections on: by translating the destination, and to the members of a balance.
 */
class PassingOnTest {

  private static NetworkBuilder estate() {
    return Network.builder("passing-on")
        .internet()
        .segment("edge", "10.0.0.0/24")
        .segment("balancers", "10.1.0.0/24")
        .segment("pool", "10.2.0.0/24")
        .segment("clients", "10.3.0.0/24")
        .mesh("inside", "edge", "balancers", "pool", "clients")
        .link("internet", "edge")
        .host(
            "firewall",
            "edge",
            "10.0.0.4",
            host ->
                host.publicAddresses("20.50.1.1")
                    .forwards()
                    .translation(
                        new Translation(
                            "web",
                            Protocol.TCP,
                            IpAddresses.parse("20.50.1.1"),
                            8080,
                            List.of(),
                            IpAddresses.parse("10.2.0.4"),
                            80,
                            true,
                            null)))
        .host(
            "balancer",
            "balancers",
            "10.1.0.4",
            host -> host.balance("web", 80, "10.2.0.4", "10.2.0.5:81"))
        .host("one", "pool", "10.2.0.4", host -> host.http(80, Handling.replying(200, "one")))
        .host("two", "pool", "10.2.0.5", host -> host.http(81, Handling.replying(200, "two")));
  }

  private static NetworkBuilder balancing(UnaryOperator<Balance> change) {
    NetworkBuilder builder = estate();
    Balance balance =
        new Balance(
            "web",
            Protocol.TCP,
            null,
            80,
            List.of(
                new Member(IpAddresses.parse("10.2.0.4"), null),
                new Member(IpAddresses.parse("10.2.0.5"), 81)),
            false,
            false,
            new MemberCheck(null, null),
            Action.DROP);
    return builder.changeHost("balancer", host -> host.balance(change.apply(balance)));
  }

  private static Balance with(
      Balance balance, boolean hides, boolean sticky, @Nullable MemberCheck health, Action none) {
    return new Balance(
        balance.name(),
        balance.protocol(),
        balance.address(),
        balance.port(),
        balance.members(),
        hides,
        sticky,
        health,
        none);
  }

  private static NetworkBuilder withoutTwo(NetworkBuilder builder) {
    return builder.changeSegment(
        "pool",
        segment ->
            segment.rules(
                "nsg",
                rules -> rules.inbound(100, "no-two", Action.DROP, rule -> rule.to("10.2.0.5"))));
  }

  private static Verdict fate(
      Network network, String segment, String from, int port, String to, int toPort) {
    InetAddress source = IpAddresses.parse(from);
    return network.fate(
        new Flow(segment, source, port, IpAddresses.parse(to), toPort, Protocol.TCP));
  }

  private static Set<String> takers(Network network) {
    Set<String> takers = new TreeSet<>();
    for (int port = 50_000; port < 50_008; port++) {
      Verdict verdict = fate(network, "clients", "10.3.0.9", port, "10.1.0.4", 80);
      takers.add(verdict.host() == null ? verdict.fate().name() : verdict.host().name());
    }
    return takers;
  }

  @Test
  void members_take_turns_and_each_answers_for_itself() {
    try (Lab lab = open(estate().build())) {
      List<String> bodies = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        HttpObservation got = lab.vantage("clients").get("http://10.1.0.4/");
        assertThat(got).hasStatus(200);
        bodies.add(got.answer().orElseThrow().text());
      }
      assertThat(bodies.subList(0, 2)).containsExactlyInAnyOrder("one", "two");
      assertThat(bodies.subList(2, 4)).isEqualTo(bodies.subList(0, 2));
      // The members see the client, not the balancer.
      assertThat(lab.arrivals("two")).extracting(Arrival::source).containsOnly("10.3.0.9");
    }
  }

  @Test
  void a_member_that_fails_the_check_is_left_out() {
    assertThat(takers(balancing(UnaryOperator.identity()).build())).containsExactly("one", "two");
    assertThat(takers(withoutTwo(estate()).build())).containsExactly("one");
  }

  @Test
  void without_a_check_connections_to_a_member_that_is_cut_off_fail() {
    assertThat(takers(withoutTwo(balancing(b -> with(b, false, false, null, Action.DROP))).build()))
        .containsExactly("DROPPED", "one");
  }

  @Test
  void the_check_comes_from_where_it_is_said_to() {
    NetworkBuilder builder =
        balancing(
            b ->
                with(
                    b,
                    false,
                    false,
                    new MemberCheck(null, IpAddresses.parse("168.63.129.16")),
                    Action.REJECT));
    builder.changeSegment(
        "pool",
        segment ->
            segment.rules(
                "nsg",
                rules ->
                    rules.inbound(
                        100, "no-checks", Action.DROP, rule -> rule.from("168.63.129.16"))));
    Verdict verdict = fate(builder.build(), "clients", "10.3.0.9", 50_000, "10.1.0.4", 80);
    assertThat(verdict.fate()).isEqualTo(Fate.REJECTED);
    assertThat(verdict.decidedBy()).isEqualTo("balance web of host balancer");
    assertThat(verdict.explanation())
        .isEqualTo(
            "balance web of host balancer rejects TCP 10.3.0.9 -> 10.1.0.4:80: none of its 2 members is healthy");
  }

  @Test
  void all_flows_of_a_source_go_to_one_member_where_the_balance_is_sticky() {
    assertThat(takers(balancing(b -> with(b, false, true, b.health(), Action.DROP)).build()))
        .hasSize(1);
  }

  @Test
  void a_member_behind_a_default_route_answers_past_the_firewall_unless_the_source_is_hidden() {
    UnaryOperator<NetworkBuilder> forced =
        builder ->
            builder.changeSegment("pool", with -> with.route("default", "0.0.0.0/0", "firewall"));
    // Checks that come from the balancer's own address would fail as well.
    Network open = forced.apply(balancing(b -> with(b, false, false, null, Action.DROP))).build();
    assertThat(takers(open)).containsExactly("DROPPED");
    Network hiding =
        forced
            .apply(balancing(b -> with(b, true, false, null, Action.DROP)))
            .changeSegment("pool", with -> with.directRoute("balancers", "10.1.0.0/24"))
            .build();
    assertThat(takers(hiding)).containsExactly("one", "two");
    assertThat(fate(hiding, "clients", "10.3.0.9", 50_000, "10.1.0.4", 80).seenSource())
        .isEqualTo(IpAddresses.parse("10.1.0.4"));
  }

  @Test
  void a_member_is_not_its_own_client_unless_the_source_is_hidden() {
    Network open = balancing(b -> with(b, false, false, null, Action.DROP)).build();
    Set<String> takers = new TreeSet<>();
    for (int port = 50_000; port < 50_008; port++) {
      Verdict verdict = fate(open, "pool", "10.2.0.4", port, "10.1.0.4", 80);
      takers.add(verdict.host() == null ? verdict.decidedBy() : verdict.host().name());
    }
    assertThat(takers).containsExactly("balance web of host balancer", "two");
    Network hiding = balancing(b -> with(b, true, false, null, Action.DROP)).build();
    for (int port = 50_000; port < 50_008; port++) {
      assertThat(fate(hiding, "pool", "10.2.0.4", port, "10.1.0.4", 80).fate())
          .isEqualTo(Fate.DELIVERED);
    }
  }

  @Test
  void a_translated_connection_arrives_at_the_host_behind() {
    try (Lab lab = open(estate().build())) {
      assertThat(lab.vantage("world").get("http://20.50.1.1:8080/")).hasStatus(200).hasBody("one");
      assertThat(lab.arrivals("one")).extracting(Arrival::source).containsOnly("10.0.0.4");
    }
  }

  @Test
  void the_verdict_tells_of_the_translation_and_names_the_host_behind() {
    Verdict verdict = fate(estate().build(), "internet", "203.0.113.7", 50_000, "20.50.1.1", 8080);
    assertThat(verdict.fate()).isEqualTo(Fate.DELIVERED);
    assertThat(verdict.host()).isNotNull().returns("one", Network.Host::name);
    assertThat(verdict.hops())
        .containsExactly(
            "from segment internet",
            "link internet -> edge",
            "20.50.1.1 is 10.0.0.4 of host firewall in segment edge",
            "to host firewall in segment edge",
            "translation web of host firewall: 20.50.1.1:8080 is 10.2.0.4:80",
            "source 203.0.113.7 is seen as 10.0.0.4",
            "mesh inside: edge -> pool",
            "to host one in segment pool",
            "listener TCP 80 of host one");
    assertThat(verdict.explanation())
        .isEqualTo(
            "TCP 203.0.113.7 -> 20.50.1.1:8080, now to 10.2.0.4:80, arrives at listener TCP 80 of host one");
    assertThat(fate(estate().build(), "internet", "203.0.113.7", 50_000, "20.50.1.1", 8081).fate())
        .isEqualTo(Fate.REJECTED);
  }

  @Test
  void a_translation_that_keeps_the_source_needs_the_way_back() {
    UnaryOperator<NetworkBuilder> keeping =
        builder ->
            builder.changeHost("firewall", host -> host.translation("web", 8080, "10.2.0.4", 80));
    Network astray = keeping.apply(estate()).build();
    assertThat(fate(astray, "internet", "203.0.113.7", 50_000, "20.50.1.1", 8080))
        .returns(Fate.DROPPED, Verdict::fate)
        .returns("host firewall", Verdict::decidedBy);
    Network back =
        keeping
            .apply(estate())
            .changeSegment("pool", with -> with.route("default", "0.0.0.0/0", "firewall"))
            .build();
    assertThat(fate(back, "internet", "203.0.113.7", 50_000, "20.50.1.1", 8080))
        .returns(Fate.DELIVERED, Verdict::fate)
        .returns(IpAddresses.parse("203.0.113.7"), Verdict::seenSource);
  }

  @Test
  void a_translation_through_a_tunnel_goes_on_from_its_other_end() {
    Network network =
        estate()
            .segment("far", "10.9.0.0/24")
            .segment("consumer", "10.8.0.0/24")
            .host("exit", "far", "10.9.0.9")
            .host("far-service", "far", "10.9.0.4", host -> host.tcp(443))
            .host(
                "entrance",
                "consumer",
                "10.8.0.4",
                host ->
                    host.apart()
                        .translation(
                            new Translation(
                                "tunnel",
                                Protocol.ANY,
                                null,
                                null,
                                List.of(),
                                IpAddresses.parse("10.9.0.4"),
                                null,
                                true,
                                "exit")))
            .build();
    Verdict verdict = fate(network, "consumer", "10.8.0.7", 50_000, "10.8.0.4", 443);
    assertThat(verdict)
        .returns(Fate.DELIVERED, Verdict::fate)
        .returns(IpAddresses.parse("10.9.0.9"), Verdict::seenSource);
    assertThat(verdict.host()).isNotNull().returns("far-service", Network.Host::name);
    assertThat(fate(network, "consumer", "10.8.0.7", 50_000, "10.9.0.4", 443).fate())
        .isEqualTo(Fate.NO_ROUTE);
  }

  private static Lab open(Network network) {
    Environment environment =
        Environment.builder("passing-on")
            .vantage("clients", v -> v.segment("clients").address("10.3.0.9"))
            .vantage("world", v -> v.segment("internet").address("203.0.113.7"))
            .probeTimeout(Duration.ofSeconds(5))
            .build();
    return Lab.open(environment, network, new Journal());
  }
}
