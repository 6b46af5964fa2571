package dev.plumbline.containers.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.SourceTranslation;
import dev.plumbline.network.Network.Translation;
import dev.plumbline.network.Networks;
import dev.plumbline.network.Verdict;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's routes and filters decide as the description says. */
class WiringTest {

  private static final List<InetAddress> OTHERS =
      Stream.of("10.0.0.9", "10.0.1.9", "10.77.1.9", "192.0.2.9").map(IpAddresses::parse).toList();

  private static Plan plan(Site site) {
    PlanBuilder builder = new PlanBuilder(site.network().name(), "/nowhere");
    new Wiring(site).addTo(builder);
    return builder.build();
  }

  private static Site site(String description) {
    Network network = Networks.read(Source.of("wiring.yaml", description)).value();
    EnvironmentBuilder environment = Environment.builder("wiring");
    for (Network.Segment segment : network.segments()) {
      environment.vantage(segment.name(), v -> v.segment(segment.name()));
    }
    return Site.of(network, environment.build().vantages());
  }

  /** Returns what differs without faults, and then with some at a time. */
  @SafeVarargs
  private static List<String> differences(Site site, Set<Fault>... faults) {
    List<Trial.Step> steps = new ArrayList<>();
    steps.add(new Trial.Step(Set.of(), Map.of()));
    for (Set<Fault> some : faults) {
      steps.add(new Trial.Step(some, new FaultRules(site).scripts(some)));
    }
    return new Trial(site).everything(List.of(53, 80, 443), OTHERS).differences(plan(site), steps);
  }

  private static Verdict fate(Site site, String vantage, String to, int port) {
    VantageAddresses.Place place = Objects.requireNonNull(site.vantages().get(vantage));
    InetAddress dialled = IpAddresses.parse(to);
    return site.network()
        .fate(
            new Flow(
                place.segment(),
                Objects.requireNonNull(dialled instanceof Inet4Address ? place.v4() : place.v6()),
                40_000,
                dialled,
                port,
                Network.Protocol.TCP));
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 4", "2, 5", "1, 910028", "2, 910008"})
  void connections_meet_the_fate_that_the_description_says(int level, long seed) {
    Site site = RandomSite.of(seed, level);
    Random random = new Random(seed);
    List<Trial.Step> steps = new ArrayList<>();
    steps.add(new Trial.Step(Set.of(), Map.of()));
    Set<Fault> faults = Set.of(RandomSite.fault(site, random));
    steps.add(new Trial.Step(faults, new FaultRules(site).scripts(faults)));
    Trial trial = new Trial(site).everything(List.of(53, 80, 443), OTHERS);

    assertThat(trial.differences(plan(site), steps)).isEmpty();
  }

  /**
   * What is for an appliance has arrived there, by whatever route: its own way out is not asked.
   */
  @Test
  void what_a_route_leads_to_an_appliance_and_is_for_it_has_arrived() {
    Site site =
        site(
            """
            name: arrived
            segments:
              - {name: spoke, prefixes: [10.1.0.0/24, 'fd00:1::/64'], routes: [{name: r, prefix: 0.0.0.0/0, via: fw}, {name: r6, prefix: '::/0', via: fw}]}
              - {name: hub, prefixes: [10.0.0.0/24, 'fd00::/64']}
            links: [spoke <-> hub]
            hosts:
              - name: fw
                segment: hub
                addresses: [10.0.0.4, 'fd00::4']
                forwards: true
                rules: {name: own, outbound: [{name: none, priority: 1, action: reject, ports: 443}, {name: silent, priority: 2, action: drop, ports: 53}]}
                listeners: [{port: 443, tcp: {echo: true}}, {port: 53, dns: {}}]
              - {name: far, segment: hub, addresses: [10.0.0.5, 'fd00::5'], listeners: [{port: 443, tcp: {echo: true}}, {port: 53, dns: {}}]}
            """);
    Set<Fault> down = Set.of(Fault.hostDown("fw"));

    assertThat(differences(site, down)).isEmpty();
    assertThat(fate(site, "spoke", "10.0.0.4", 443).fate()).isEqualTo(Verdict.Fate.DELIVERED);
    assertThat(fate(site, "spoke", "10.0.0.5", 443).fate()).isEqualTo(Verdict.Fate.REJECTED);
  }

  /** Faults of the internet break what passes it, and of hosts what comes to nobody there, too. */
  @Test
  void faults_of_the_internet_break_what_comes_to_it() {
    Site site =
        site(
            """
            name: outside
            segments:
              - {name: a, prefixes: 10.0.0.0/24, egress: 203.0.113.9}
              - {name: b, prefixes: 10.0.1.0/24}
              - {name: net, internet: true, prefixes: 203.0.113.0/24}
            links: [a <-> net, b <-> net]
            hosts:
              - {name: in-a, segment: a, addresses: 10.0.0.4, public-addresses: 203.0.113.4, listeners: [{port: 443, tcp: {echo: true}}]}
              - {name: in-b, segment: b, addresses: 10.0.1.4, public-addresses: 203.0.113.5, listeners: [{port: 443, tcp: {echo: true}}]}
              - {name: outside, segment: net, addresses: 203.0.113.80, listeners: [{port: 443, tcp: {echo: true}}]}
            """);

    assertThat(
            differences(
                site,
                Set.of(Fault.reject("net", "net")),
                Set.of(Fault.reject("in-a", "net")),
                Set.of(Fault.reject("b", "net"))))
        .isEmpty();
  }

  /** What is broken at a host is not led on by it, and it is the host that refuses. */
  @Test
  void a_host_that_is_down_or_cut_off_from_itself_leads_nothing_on() {
    Site site =
        site(
            """
            name: leading
            segments: [{name: a, prefixes: 10.0.0.0/24}, {name: b, prefixes: 10.0.1.0/24, routes: [{name: none, prefix: 10.0.0.128/25, none: true}]}]
            links: [a <-> b]
            hosts:
              - {name: nat, segment: a, addresses: 10.0.0.4, translations: [{name: t, protocol: tcp, port: 443, to: 10.0.0.5}, {name: far, protocol: tcp, port: 80, to: 10.0.1.5}]}
              - {name: end, segment: a, addresses: 10.0.0.5, listeners: [{port: 443, tcp: {echo: true}}]}
              - {name: back, segment: b, addresses: 10.0.1.6, translations: [{name: t, protocol: tcp, port: 443, to: 10.0.0.5}]}
              - {name: far, segment: b, addresses: 10.0.1.5, listeners: [{port: 80, tcp: {echo: true}}]}
              - {name: front, segment: a, addresses: [10.0.0.6, 10.0.0.7], attachments: [{segment: b, address: 10.0.1.7}], instances: {addresses: [10.0.0.7]}, listeners: [{port: 443, tcp: {echo: true}}]}
            """);

    assertThat(
            differences(
                site,
                Set.of(Fault.hostDown("nat"), Fault.hostDown("back"), Fault.hostDown("front")),
                Set.of(Fault.reject("nat", "nat"), Fault.reject("front", "front")),
                Set.of(Fault.drop("a", "a"))))
        .isEmpty();
  }

  /**
   * What a router or a filter refuses is told to the client, whatever has been passed on the way.
   */
  @Test
  void refusals_come_back_through_translations_and_appliances() {
    Site site =
        site(
            """
            name: refusing
            segments:
              - {name: a, prefixes: 10.0.0.0/24, routes: [{name: c, prefix: 10.0.2.0/24, via: fw}]}
              - {name: b, prefixes: 10.0.1.0/24, routes: [{name: back, prefix: 10.0.0.0/24, via: fw}]}
              - {name: c, prefixes: 10.0.2.0/24, rules: {name: closed, inbound: [{name: closed, priority: 1, action: reject, ports: 443}]}}
              - {name: d, prefixes: 10.0.3.0/24}
            links: [a <-> b, b <-> c]
            hosts:
              - {name: fw, segment: b, addresses: 10.0.1.9, forwards: true}
              - {name: nat, segment: b, addresses: 10.0.1.4, translations: [{name: t, from: [10.0.0.0/24, 10.0.1.254/32], port: 80, to: 10.0.1.6}, {name: u, from: [10.0.0.0/24, 10.0.1.254/32], port: 443, to: 10.0.1.6}, {name: v, from: [10.0.0.0/24, 10.0.1.254/32], port: 53, to: 10.0.1.7}]}
              - {name: again, segment: b, addresses: 10.0.1.6, translations: [{name: t, port: 80, to: 10.0.3.5}, {name: u, port: 443, to: 10.0.2.5}]}
              - name: hiding
                segment: b
                addresses: 10.0.1.7
                forwards: true
                source-translations: [{name: all}]
                rules: {name: own, outbound: [{name: none, priority: 1, action: reject, ports: [53, 80]}]}
              - {name: end, segment: c, addresses: 10.0.2.5, listeners: [{port: 443, tcp: {echo: true}}]}
              - {name: far, segment: d, addresses: 10.0.3.5, listeners: [{port: 80, tcp: {echo: true}}]}
            """);

    assertThat(differences(site)).isEmpty();
    assertThat(fate(site, "b", "10.0.1.4", 80).fate()).isEqualTo(Verdict.Fate.NO_ROUTE);
    assertThat(fate(site, "b", "10.0.1.4", 443).fate()).isEqualTo(Verdict.Fate.REJECTED);
  }

  /** What was sent to one family goes on to targets of it alone. */
  @Test
  void translations_and_balances_are_for_the_family_of_their_targets() {
    Network network =
        Network.builder("families")
            .segment("office", s -> s.prefixes("10.0.0.0/24", "fd00:0::/64"))
            .segment("hub", s -> s.prefixes("10.1.0.0/24", "fd00:1::/64"))
            .segment("servers", s -> s.prefixes("10.2.0.0/24", "fd00:2::/64"))
            .linkBoth("office", "hub")
            .linkBoth("hub", "servers")
            .host(
                "appliance",
                "hub",
                "10.1.0.4",
                h ->
                    h.addresses("10.1.0.4", "fd00:1::4")
                        .forwards()
                        .translation(
                            new Translation(
                                "to-v4",
                                Protocol.TCP,
                                null,
                                8001,
                                List.of(),
                                IpAddresses.parse("10.2.0.5"),
                                80,
                                true,
                                null))
                        .translation("to-v6", 8002, "fd00:2::5", 80)
                        .tcp(8003)
                        .balance("mixed", 8004, "10.2.0.5:80", "[fd00:2::5]:80")
                        .balance("only-v6", 8005, "[fd00:2::5]:80")
                        .sourceTranslation(
                            new SourceTranslation(
                                "as-v6",
                                List.of(),
                                List.of(),
                                List.of(),
                                IpAddresses.parse("fd00:1::4"))))
            .host("web", "servers", "10.2.0.5", h -> h.addresses("10.2.0.5", "fd00:2::5").tcp(80))
            .build();
    Environment environment =
        Environment.builder("families").vantage("office", v -> v.segment("office")).build();
    Site site = Site.of(network, environment.vantages());
    Trial trial = new Trial(site).everything(List.of(8001, 8002, 8003, 8004, 8005, 80));

    assertThat(trial.differences(plan(site), List.of(new Trial.Step(Set.of(), Map.of()))))
        .isEmpty();
    assertThat(reached(site, "10.1.0.4")).containsExactly(8001, 8003, 8004);
    assertThat(reached(site, "fd00:1::4")).containsExactly(8002, 8003, 8004, 8005);
  }

  private static List<Integer> reached(Site site, String to) {
    return Stream.of(8001, 8002, 8003, 8004, 8005)
        .filter(port -> fate(site, "office", to, port).fate() == Verdict.Fate.DELIVERED)
        .toList();
  }

  @Test
  void says_what_it_cannot_do() {
    Network network =
        Network.builder("slow")
            .segment("a", "10.0.0.0/24")
            .segment("b", "10.0.1.0/24")
            .link("a", "b", java.time.Duration.ofMillis(20))
            .fault(Fault.halfOpen("b"))
            .build();

    assertThatThrownBy(() -> plan(Site.of(network, Map.of())))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("link \"a\" -> \"b\": latency PT0.02S")
        .hasMessageContaining("fault HALF_OPEN to b");
  }

  @Test
  void says_which_vantages_have_the_address_of_a_host_elsewhere() {
    Network network =
        Network.builder("shared")
            .segment("a", "10.0.0.0/24")
            .internet()
            .host("h", "a", "10.0.0.4", h -> h.publicAddresses("203.0.113.4"))
            .build();
    Environment environment =
        Environment.builder("shared")
            .vantage("outside", v -> v.segment("internet").address("203.0.113.4"))
            .vantage("there", v -> v.segment("a").address("10.0.0.4"))
            .build();

    assertThatThrownBy(() -> plan(Site.of(network, environment.vantages())))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(
            "\n  - vantage \"outside\" in segment \"internet\": its address 203.0.113.4 is one of host \"h\" in segment \"a\"\n")
        .hasMessageNotContaining("there");
  }
}
