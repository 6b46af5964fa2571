package dev.plumbline.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.testing.Dice;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random small networks and flows, decided twice. */
class FateOfFlowPropertyTest {

  private static final int NETWORKS = 2_500;
  private static final int FLOWS_PER_NETWORK = 10;
  private static final List<Integer> PORTS = List.of(0, 53, 80, 443, 65535);
  private static final List<Integer> SERVED = List.of(53, 443, 65535);
  private static final List<String> PREFIXES =
      List.of("10.0.0.0/29", "10.0.0.8/29", "10.0.0.16/30", "203.0.113.0/29", "192.168.0.0/30");

  @Test
  void both_evaluators_agree_on_random_networks_and_flows() {
    long seed = 20_240_611;
    Random random = new Random(seed);
    Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
    int byAppliance = 0;
    int translated = 0;
    int looping = 0;
    Map<String, Integer> met = new TreeMap<>();
    for (int i = 0; i < NETWORKS; i++) {
      Maker maker = new Maker(random);
      Network network = maker.network();
      for (int j = 0; j < FLOWS_PER_NETWORK; j++) {
        Flow flow = maker.flow(network);
        Set<Fault> faults = random.nextInt(3) == 0 ? Set.of(maker.fault(network)) : Set.of();
        Verdict verdict = network.fate(flow, faults);
        NaiveFate.Result naive = new NaiveFate(network, faults, flow).result();
        Host host = verdict.host();
        assertThat(
                new NaiveFate.Result(
                    verdict.fate(),
                    verdict.seenSource(),
                    verdict.listener(),
                    host == null ? null : host.name(),
                    verdict.latency(),
                    naive.appliances()))
            .as(
                "seed %d, network %d: %s%nof %s%nwith %s%nin %s",
                seed, i, verdict, flow, faults, network)
            .isEqualTo(naive);
        fates.merge(verdict.fate(), 1, Integer::sum);
        for (String kind : List.of("no answer", "translation", "balance", "mesh", "source")) {
          if (verdict.hops().stream().anyMatch(hop -> hop.startsWith(kind))) {
            met.merge(kind, 1, Integer::sum);
            if (verdict.fate() == Fate.DELIVERED) {
              met.merge("delivered with " + kind, 1, Integer::sum);
            }
          }
        }
        looping += naive.appliances() > 16 ? 1 : 0;
        byAppliance += naive.appliances() > 0 && verdict.fate() == Fate.DELIVERED ? 1 : 0;
        translated +=
            !verdict.seenSource().equals(flow.source()) && verdict.fate() == Fate.DELIVERED ? 1 : 0;
      }
    }
    // Agreement on nothing would be worthless: every kind of case must have come up.
    assertThat(fates)
        .hasSize(4)
        .allSatisfy((fate, times) -> assertThat(times).isGreaterThan(1_000));
    assertThat(byAppliance).isGreaterThan(100);
    assertThat(translated).isGreaterThan(100);
    assertThat(looping).isPositive();
    assertThat(met)
        .hasSize(9)
        .allSatisfy((kind, times) -> assertThat(times).as(kind).isGreaterThan(30));
  }

  /** Makes networks and flows in which addresses, ports and names meet often. */
  private static final class Maker {
    private final Random random;
    private final Dice dice;
    private final List<InetAddress> addresses = new ArrayList<>();
    private final List<InetAddress> known = new ArrayList<>();

    Maker(Random random) {
      this.random = random;
      this.dice = new Dice(random);
      PREFIXES.forEach(
          prefix -> {
            byte[] first = Cidr.of(prefix).address().getAddress();
            IntStream.range(0, 8).forEach(i -> addresses.add(address(first, i)));
          });
      addresses.add(IpAddresses.parse("198.51.100.1"));
      addresses.add(IpAddresses.parse("198.51.100.2"));
      addresses.add(IpAddresses.parse("198.51.100.3"));
    }

    private static InetAddress address(byte[] first, int offset) {
      return IpAddresses.parse(
          (first[0] & 0xff)
              + "."
              + (first[1] & 0xff)
              + "."
              + (first[2] & 0xff)
              + "."
              + (first[3] + offset));
    }

    Network network() {
      List<Segment> segments = new ArrayList<>();
      int count = 2 + random.nextInt(4);
      boolean internet = random.nextInt(4) > 0;
      for (int i = 0; i < count; i++) {
        segments.add(
            new Segment(
                "s" + i,
                List.of(Cidr.of(PREFIXES.get(i))),
                false,
                null,
                dice.oneIn(3, () -> dice.pick(addresses)),
                dice.oneIn(2, this::rules),
                routes(),
                List.of(),
                random.nextBoolean()));
      }
      if (internet) {
        segments.add(
            new Segment(
                "net",
                List.of(),
                true,
                null,
                dice.oneIn(4, () -> dice.pick(addresses)),
                dice.oneIn(3, this::rules),
                routes()));
      }
      List<Link> links = new ArrayList<>();
      for (Segment from : segments) {
        for (Segment to : segments) {
          if (from != to && random.nextInt(3) > 0) {
            links.add(new Link(from.name(), to.name(), Duration.ofMillis(random.nextInt(5))));
          }
        }
      }
      List<Host> hosts = new ArrayList<>();
      for (int i = 0; i < count + 3; i++) {
        hosts.add(host("h" + i, segments.get(random.nextInt(segments.size())), hosts));
      }
      List<Network.Mesh> meshes =
          random.nextInt(4) == 0
              ? List.of(
                  new Network.Mesh(
                      "mesh",
                      segments.stream().skip(random.nextInt(2)).map(Segment::name).toList(),
                      Duration.ofMillis(random.nextInt(5))))
              : List.of();
      Network bare = new Network("random", segments, links, hosts, List.of(), List.of(), List.of());
      List<Fault> faults = random.nextInt(5) == 0 ? List.of(fault(bare)) : List.of();
      return new Network("random", segments, links, hosts, List.of(), List.of(), faults, meshes);
    }

    private Host host(String name, Segment segment, List<Host> others) {
      InetAddress address =
          segment.internet()
              ? IpAddresses.parse("198.51.100." + (10 + others.size()))
              : address(segment.prefixes().get(0).address().getAddress(), random.nextInt(4));
      boolean taken = others.stream().anyMatch(other -> other.addresses().contains(address));
      addresses.add(address);
      known.add(address);
      InetAddress published = IpAddresses.parse("198.51.100." + (50 + others.size()));
      addresses.add(published);
      List<InetAddress> mine =
          taken ? List.of(IpAddresses.parse("10.99.0." + others.size())) : List.of(address);
      List<InetAddress> at =
          random.nextInt(4) == 0
              ? List.of(random.nextBoolean() ? mine.get(0) : published)
              : List.of();
      boolean forwards = random.nextInt(3) > 0;
      return new Host(
          name,
          segment.name(),
          mine,
          random.nextInt(3) == 0 ? List.of(published) : List.of(),
          forwards,
          dice.oneIn(4, this::rules),
          List.of(
              new Listener(443, at, null, 0, null, null, new Network.Tcp("", false)),
              new Listener(53, List.of(), null, 0, null, new Network.Dns(false, List.of()), null),
              new Listener(65535, List.of(), null, 0, null, null, new Network.Tcp("", false))),
          List.of(),
          random.nextInt(3) == 0,
          random.nextInt(5) == 0 ? List.of(translation(mine)) : List.of(),
          random.nextInt(6) == 0 ? List.of(dice.sources(mine, this::prefix)) : List.of(),
          random.nextInt(6) == 0 ? List.of(balance(mine)) : List.of(),
          List.of(),
          null,
          List.of(),
          random.nextInt(8) == 0);
    }

    /** Mostly the address of a host that is there already. */
    private InetAddress somebody() {
      return known.isEmpty() || random.nextInt(5) == 0 ? dice.pick(addresses) : dice.pick(known);
    }

    private Network.Translation translation(List<InetAddress> own) {
      return new Network.Translation(
          "translation",
          dice.pick(List.of(Protocol.ANY, Protocol.TCP)),
          dice.oneIn(4, () -> own.get(0)),
          dice.oneIn(2, () -> dice.pick(PORTS)),
          random.nextInt(4) == 0 ? List.of(prefix()) : List.of(),
          somebody(),
          dice.oneIn(2, () -> dice.pick(SERVED)),
          random.nextInt(3) == 0,
          dice.oneIn(4, () -> "h" + random.nextInt(5)));
    }

    private Network.Balance balance(List<InetAddress> own) {
      return new Network.Balance(
          "balance",
          dice.pick(List.of(Protocol.ANY, Protocol.TCP)),
          dice.oneIn(4, () -> own.get(0)),
          dice.oneIn(2, () -> dice.pick(PORTS)),
          List.of(new Network.Member(somebody(), dice.oneIn(2, () -> dice.pick(SERVED)))),
          random.nextBoolean(),
          random.nextBoolean(),
          dice.oneIn(
              2,
              () ->
                  new Network.MemberCheck(
                      dice.oneIn(2, () -> dice.pick(SERVED)),
                      dice.oneIn(4, () -> dice.pick(addresses)))),
          random.nextBoolean() ? Action.DROP : Action.REJECT);
    }

    private List<Route> routes() {
      return dice.routes(() -> "h" + random.nextInt(8), this::prefix);
    }

    private RuleSet rules() {
      return dice.rules(this::rule, 5);
    }

    private Rule rule(String name, int priority) {
      return new Rule(
          name,
          priority,
          dice.action(5),
          dice.pick(List.of(Protocol.values())),
          dice.several(this::prefix),
          dice.several(() -> dice.ports(PORTS)),
          dice.several(this::prefix),
          dice.several(() -> dice.ports(PORTS)));
    }

    private Cidr prefix() {
      int length = dice.pick(List.of(0, 0, 8, 24, 28, 29, 30, 31, 32));
      return Dice.around(dice.pick(addresses), length);
    }

    Flow flow(Network network) {
      Segment segment = dice.pick(network.segments());
      List<InetAddress> local =
          network.hosts().stream()
              .filter(host -> host.segment().equals(segment.name()))
              .flatMap(host -> host.addresses().stream())
              .toList();
      InetAddress source =
          local.isEmpty() || random.nextInt(4) == 0 ? dice.pick(addresses) : dice.pick(local);
      Host target = dice.pick(network.hosts());
      List<InetAddress> known = new ArrayList<>(target.addresses());
      known.addAll(target.publicAddresses());
      InetAddress destination = random.nextInt(4) == 0 ? dice.pick(addresses) : dice.pick(known);
      return new Flow(
          segment.name(),
          source,
          dice.pick(PORTS),
          destination,
          dice.pick(PORTS),
          dice.pick(List.of(Protocol.TCP, Protocol.UDP)));
    }

    Fault fault(Network network) {
      List<String> names = new ArrayList<>();
      network.segments().forEach(segment -> names.add(segment.name()));
      network.hosts().forEach(host -> names.add(host.name()));
      Fault fault =
          switch (random.nextInt(4)) {
            case 0 -> Fault.drop(dice.pick(names), dice.pick(names));
            case 1 -> Fault.reject(dice.pick(names), dice.pick(names));
            case 2 -> Fault.latency(dice.pick(names), Duration.ofMillis(7));
            default -> Fault.hostDown(dice.pick(names));
          };
      return fault.kind() != Fault.Kind.HOST_DOWN && random.nextInt(3) == 0
          ? fault.onPort(dice.pick(PORTS))
          : fault;
    }
  }
}
