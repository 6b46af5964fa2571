package dev.plumbline.containers.wiring;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Fault;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Admission;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.InstanceProbe;
import dev.plumbline.network.Network.Instances;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Member;
import dev.plumbline.network.Network.MemberCheck;
import dev.plumbline.network.Network.Mesh;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.Tcp;
import dev.plumbline.network.Network.Translation;
import dev.plumbline.testing.Dice;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Random networks in which addresses, prefixes and ports meet often. */
final class RandomSite {

  static final List<Integer> PORTS = List.of(53, 80, 443, 8443);

  private final Random random;
  private final Dice dice;
  private final int level;
  private final List<InetAddress> known = new ArrayList<>();
  private final List<Cidr> prefixes = new ArrayList<>();

  private RandomSite(long seed, int level) {
    this.random = new Random(seed);
    this.dice = new Dice(random);
    this.level = level;
  }

  /**
   * Returns a site.
   *
   * @param level 0 for links, filters and public addresses; 1 with routes and appliances; 2 with
   *     translations, balances and instances
   */
  static Site of(long seed, int level) {
    RandomSite made = new RandomSite(seed, level);
    Network network = made.network();
    EnvironmentBuilder environment = Environment.builder("random");
    for (Segment segment : network.segments()) {
      environment.vantage("from-" + segment.name(), v -> v.segment(segment.name()));
    }
    return Site.of(network, environment.build().vantages());
  }

  /** Returns something that can be broken at run time. */
  static Fault fault(Site site, Random random) {
    List<String> names = new ArrayList<>();
    site.network().segments().forEach(segment -> names.add(segment.name()));
    site.network().hosts().forEach(host -> names.add(host.name()));
    String to = names.get(random.nextInt(names.size()));
    String from = names.get(random.nextInt(names.size()));
    Fault fault =
        switch (random.nextInt(3)) {
          case 0 -> Fault.drop(from, to);
          case 1 -> Fault.reject(from, to);
          default -> Fault.hostDown("host" + random.nextInt(site.network().hosts().size()));
        };
    return random.nextInt(4) == 0 ? fault.onPort(PORTS.get(random.nextInt(PORTS.size()))) : fault;
  }

  private Network network() {
    boolean internet = random.nextInt(5) > 0;
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      prefixes.add(Cidr.of("10.0." + i + ".0/28"));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("s" + i);
    }
    if (internet) {
      names.add("net");
    }
    List<Integer> homes = new ArrayList<>();
    for (int i = 0; i < names.size() + 2; i++) {
      homes.add(i < names.size() ? i : random.nextInt(names.size()));
    }
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < homes.size(); i++) {
      known.addAll(own(names, homes.get(i), i));
    }
    for (int i = 0; i < homes.size(); i++) {
      hosts.add(host(names, homes.get(i), i, homes.size()));
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      boolean net = names.get(i).equals("net");
      List<Cidr> own = new ArrayList<>();
      if (!net) {
        own.add(prefixes.get(i));
        if (random.nextInt(2) == 0) {
          own.add(Cidr.of("fd00:0:0:" + i + "::/64"));
        }
        if (random.nextInt(5) == 0) {
          own.add(Cidr.of("203.0.113." + 16 * i + "/28"));
        }
      }
      segments.add(
          new Segment(
              names.get(i),
              own,
              net,
              null,
              net ? null : dice.oneIn(2, address("198.51.100." + (100 + i))),
              dice.oneIn(2, this::rules),
              level == 0 ? noRoutes() : routes(homes.size()),
              List.of(),
              random.nextInt(3) == 0));
    }
    List<Link> links = new ArrayList<>();
    for (String from : names) {
      for (String to : names) {
        if (!from.equals(to) && random.nextInt(4) > 0) {
          links.add(
              new Link(
                  from,
                  to,
                  Duration.ZERO,
                  random.nextInt(8) == 0
                      ? new Admission("gate", List.of(prefix(), prefix()))
                      : null));
        }
      }
    }
    List<Mesh> meshes =
        random.nextInt(5) == 0
            ? List.of(new Mesh("mesh", names.subList(0, 2), Duration.ZERO))
            : List.of();
    return new Network("random", segments, links, hosts, List.of(), List.of(), List.of(), meshes);
  }

  private static Supplier<InetAddress> address(String text) {
    return () -> IpAddresses.parse(text);
  }

  private static List<InetAddress> own(List<String> names, int home, int number) {
    boolean net = names.get(home).equals("net");
    List<InetAddress> own = new ArrayList<>();
    own.add(
        IpAddresses.parse(
            net ? "198.51.100." + (10 + number) : "10.0." + home + "." + (1 + number)));
    own.add(
        IpAddresses.parse(
            net ? "2001:db8::" + (10 + number) : "fd00:0:0:" + home + "::" + (1 + number)));
    return own;
  }

  private Host host(List<String> names, int home, int number, int hosts) {
    List<InetAddress> own = new ArrayList<>(own(names, home, number));
    if (random.nextInt(3) == 0) {
      own.remove(1);
    }
    List<InetAddress> published =
        random.nextInt(3) == 0
            ? List.of(IpAddresses.parse("203.0.113." + (100 + number)))
            : List.of();
    boolean forwards = level > 0 && random.nextInt(3) == 0;
    List<InetAddress> at =
        random.nextInt(4) == 0
            ? List.of(published.isEmpty() ? own.get(0) : published.get(0))
            : List.of();
    boolean second = level > 1;
    Instances instances = null;
    if (second && !forwards && random.nextInt(5) == 0) {
      InetAddress instance =
          IpAddresses.parse(
              own.get(0).getHostAddress().replaceFirst("\\.\\d+$", "." + (8 + number % 6)));
      if (!known.contains(instance)) {
        own.add(instance);
        instances =
            new Instances(
                List.of(instance),
                random.nextBoolean()
                    ? new InstanceProbe(names.get(0), IpAddresses.parse("10.0.0.13"), 443)
                    : null);
      }
    }
    return new Host(
        "host" + number,
        names.get(home),
        own,
        published,
        forwards,
        dice.oneIn(3, this::rules),
        List.of(
            new Listener(443, at, null, 0, null, null, new Tcp("", false)),
            new Listener(53, List.of(), null, 0, null, new Dns(false, List.of()), null),
            new Listener(8443, List.of(), null, 0, null, null, new Tcp("", false))),
        List.of(),
        random.nextInt(3) > 0,
        second && instances == null && random.nextInt(4) == 0
            ? List.of(translation(own))
            : List.of(),
        second && forwards && random.nextInt(2) == 0
            ? List.of(dice.sources(own, this::prefix))
            : List.of(),
        second && instances == null && random.nextInt(4) == 0 ? List.of(balance(own)) : List.of(),
        random.nextInt(6) == 0 && home != 0
            ? List.of(new Attachment(names.get(0), IpAddresses.parse("10.0.0." + (8 + number % 6))))
            : List.of(),
        instances,
        List.of(),
        random.nextInt(8) == 0);
  }

  private Translation translation(List<InetAddress> own) {
    return new Translation(
        "translation",
        dice.pick(List.of(Protocol.ANY, Protocol.TCP)),
        random.nextBoolean() ? dice.pick(own) : null,
        dice.oneIn(2, () -> dice.pick(PORTS)),
        random.nextInt(4) == 0 ? List.of(prefix()) : List.of(),
        notOf(own),
        dice.oneIn(2, () -> dice.pick(PORTS)),
        random.nextInt(2) == 0,
        null);
  }

  private InetAddress notOf(List<InetAddress> own) {
    return dice.pick(known.stream().filter(a -> !own.contains(a)).toList());
  }

  private Balance balance(List<InetAddress> own) {
    return new Balance(
        "balance",
        dice.pick(List.of(Protocol.ANY, Protocol.TCP)),
        random.nextBoolean() ? dice.pick(own) : null,
        dice.oneIn(2, () -> dice.pick(PORTS)),
        Stream.generate(() -> new Member(notOf(own), dice.pick(PORTS)))
            .limit(1 + random.nextInt(2))
            .toList(),
        random.nextBoolean(),
        random.nextBoolean(),
        dice.oneIn(2, () -> new MemberCheck(dice.oneIn(2, () -> dice.pick(PORTS)), null)),
        random.nextBoolean() ? Action.DROP : Action.REJECT);
  }

  private static List<Route> noRoutes() {
    return List.of();
  }

  private List<Route> routes(int hosts) {
    return dice.routes(() -> "host" + random.nextInt(hosts), this::prefix);
  }

  private RuleSet rules() {
    return dice.rules(this::rule, 8);
  }

  private Rule rule(String name, int priority) {
    return new Rule(
        name,
        priority,
        random.nextInt(2) == 0 ? Action.ALLOW : dice.pick(List.of(Action.DROP, Action.REJECT)),
        dice.pick(List.of(Protocol.values())),
        dice.several(this::prefix),
        random.nextInt(6) == 0 ? List.of(new PortRange(1024, 65535)) : List.of(),
        dice.several(this::prefix),
        dice.several(() -> dice.ports(PORTS)));
  }

  private Cidr prefix() {
    if (random.nextInt(3) == 0) {
      return dice.pick(prefixes);
    }
    InetAddress address = dice.pick(known);
    int bits = address.getAddress().length * 8;
    int length =
        dice.pick(bits == 32 ? List.of(0, 8, 16, 24, 28, 30, 32) : List.of(0, 16, 64, 127, 128));
    return Dice.around(address, length);
  }
}
