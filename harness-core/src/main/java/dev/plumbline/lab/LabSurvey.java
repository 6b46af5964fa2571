package dev.plumbline.lab;

import dev.plumbline.baseline.BaselineContributor;
import dev.plumbline.baseline.Recorder;
import dev.plumbline.baseline.Recording;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.Scheme;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Ground;
import dev.plumbline.environment.NotArmedException;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.HealthProbe;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.probe.WafProbe;
import dev.plumbline.vantage.AttackTrafficException;
import dev.plumbline.vantage.Vantage;
import dev.plumbline.waf.FirewallInForce;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafPack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a lab as a whole, for a baseline: all vantages at once, and of each what can be asked
 * together at once. Names first, then connections, then what is behind those that open.
 */
final class LabSurvey {

  /** How far names found on the way are followed. */
  private static final int ROUNDS = 8;

  /** More prefixes than this in a rule are told by their number and a digest. */
  private static final int MANY = 8;

  private static final List<String> ADDRESSES = List.of("A", "AAAA");

  /** A few cases that say whether a firewall prevents, and lets the ordinary through. */
  private static final List<Integer> ATTACKED = List.of(942100, 931130);

  private final Lab lab;
  private final Environment environment;
  private final Recorder recorder;

  LabSurvey(Lab lab) {
    this.lab = lab;
    this.environment = lab.environment();
    this.recorder = new Recorder(environment, lab.journal());
  }

  Recording take() {
    lab.network().ifPresent(this::rules);
    for (BaselineContributor contributor : ServiceLoader.load(BaselineContributor.class)) {
      contributor.rows(environment).forEach(recorder::told);
    }
    List<Vantage> vantages = lab.vantages();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, vantages.size()),
            task -> {
              Thread thread = new Thread(task, "plumbline-survey");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<CompletableFuture<Void>> looks =
          vantages.stream()
              .map(v -> CompletableFuture.runAsync(() -> new Look(v).take(), threads))
              .toList();
      looks.forEach(LabSurvey::join);
    } finally {
      threads.shutdown();
    }
    return recorder.recording();
  }

  private static void join(CompletableFuture<Void> look) {
    try {
      look.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /**
   * Returns an environment on the ground simulated, with another description. What a live one says
   * of its vantages beside their place is about the machine they look from, and its logs are those
   * of real firewalls.
   */
  static Environment simulated(Environment environment, String description) {
    EnvironmentBuilder builder =
        environment.toBuilder().ground(Ground.SIMULATED).network(description);
    if (environment.ground() != Ground.LIVE) {
      return builder.build();
    }
    EnvironmentBuilder stripped =
        Environment.builder(environment.name())
            .ground(Ground.SIMULATED)
            .network(description)
            .attackTraffic(environment.guards().attackTraffic().authorised().toArray(String[]::new))
            .probeTimeout(environment.timeouts().probe())
            .suiteTimeout(environment.timeouts().suite())
            .baseline(environment.baseline());
    environment.endpoints().forEach(stripped::endpoint);
    environment
        .vantages()
        .forEach(
            (name, spec) ->
                stripped.vantage(
                    name,
                    v -> {
                      if (spec.segment() != null) {
                        v.segment(spec.segment());
                      }
                      if (spec.address() != null) {
                        v.address(IpAddresses.text(spec.address()));
                      }
                      if (spec.control() != null) {
                        v.control(spec.control());
                      }
                    }));
    return stripped.build();
  }

  /** One thing to connect to. */
  private record Goal(String subject, String host, int port, @Nullable Endpoint endpoint) {}

  private List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    environment.endpoints().forEach((name, e) -> goals.add(new Goal(name, e.host(), e.port(), e)));
    for (String target : environment.baseline().closed()) {
      int colon = target.lastIndexOf(':');
      String host = target.substring(0, colon);
      goals.add(
          new Goal(
              target,
              host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
              Integer.parseInt(target.substring(colon + 1)),
              null));
    }
    return goals;
  }

  /** What one vantage sees. */
  private final class Look {

    private final Vantage vantage;

    /** What was answered for the addresses of names, of both kinds, by name in lower case. */
    private final Map<String, List<DnsObservation>> addresses = new LinkedHashMap<>();

    Look(Vantage vantage) {
      this.vantage = vantage;
    }

    void take() {
      List<Goal> goals = goals();
      names(goals);
      Map<Goal, List<TcpObservation>> connections = connections(goals);
      exchanges(connections);
      attacks(connections);
      probes();
    }

    private boolean isAsked(String subject, String question) {
      return !recorder.leavesOut(vantage.name(), subject, question);
    }

    /** A name asked; where the answer is not held, it only tells where to connect to. */
    private record Question(String subject, DnsProbe probe, boolean held) {}

    private void names(List<Goal> goals) {
      Set<String> known = new TreeSet<>();
      List<Question> questions = new ArrayList<>();
      for (Goal goal : goals) {
        if (!IpAddresses.isLiteral(goal.host())) {
          known.add(plain(goal.host()));
          questions.addAll(questions(goal.subject(), goal.host()));
          if (!isAsked(goal.subject(), "A") && isAsked(goal.subject(), "connect")) {
            // whoever connects asks for it anyway, and would try one address of several
            questions.add(new Question(goal.subject(), DnsProbe.of(goal.host(), "A"), false));
          }
        }
      }
      for (int round = 0; round < ROUNDS && !questions.isEmpty(); round++) {
        List<DnsObservation> seen =
            vantage.observeAll(questions.stream().map(Question::probe).toList());
        Set<String> found = new LinkedHashSet<>();
        for (int i = 0; i < seen.size(); i++) {
          DnsObservation o = seen.get(i);
          if (ADDRESSES.contains(o.type())) {
            addresses.computeIfAbsent(plain(o.name()), any -> new ArrayList<>()).add(o);
          }
          if (!questions.get(i).held()) {
            continue;
          }
          recorder.name(questions.get(i).subject(), o);
          o.aliases().stream().map(Look::plain).filter(known::add).forEach(found::add);
          if (o.type().equals("CNAME")) {
            o.data().stream().map(Look::plain).filter(known::add).forEach(found::add);
          }
        }
        questions = found.stream().flatMap(n -> questions(n, n).stream()).toList();
      }
    }

    private List<Question> questions(String subject, String name) {
      return Recorder.NAME_TYPES.stream()
          .filter(type -> isAsked(subject, type))
          .map(type -> new Question(subject, DnsProbe.of(name, type), true))
          .toList();
    }

    private static String plain(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** Every address of a name is tried: which one comes first is often left to chance. */
    private Map<Goal, List<TcpObservation>> connections(List<Goal> goals) {
      List<Goal> asked = new ArrayList<>();
      List<TcpProbe> probes = new ArrayList<>();
      for (Goal goal : goals) {
        if (!isAsked(goal.subject(), "connect")) {
          continue;
        }
        List<InetAddress> several = addresses(goal);
        if (several.size() < 2) {
          asked.add(goal);
          probes.add(TcpProbe.to(Target.of(goal.host(), goal.port())));
        } else {
          for (InetAddress address : several) {
            asked.add(goal);
            probes.add(TcpProbe.to(Target.of(IpAddresses.text(address), goal.port())));
          }
        }
      }
      Map<Goal, List<TcpObservation>> seen = new LinkedHashMap<>();
      if (probes.isEmpty()) {
        return seen;
      }
      List<TcpObservation> all = vantage.observeAll(probes);
      for (int i = 0; i < all.size(); i++) {
        seen.computeIfAbsent(asked.get(i), any -> new ArrayList<>()).add(all.get(i));
      }
      seen.forEach((goal, tries) -> recorder.connections(goal.subject(), answers(goal), tries));
      return seen;
    }

    private List<DnsObservation> answers(Goal goal) {
      return addresses.getOrDefault(plain(goal.host()), List.of());
    }

    private List<InetAddress> addresses(Goal goal) {
      return answers(goal).stream()
          .flatMap(led -> led.addresses().stream())
          .distinct()
          .sorted(Comparator.comparing(IpAddresses::text))
          .toList();
    }

    /** Every address that opens is asked: half the clients may meet another server. */
    private void exchanges(Map<Goal, List<TcpObservation>> connections) {
      List<Goal> asked = new ArrayList<>();
      List<InetSocketAddress> dialled = new ArrayList<>();
      List<HttpProbe> probes = new ArrayList<>();
      connections.forEach(
          (goal, tries) -> {
            Endpoint endpoint = goal.endpoint();
            if (endpoint == null
                || endpoint.scheme() == Scheme.TCP
                || !isAsked(goal.subject(), "http") && !isAsked(goal.subject(), "tls")) {
              return;
            }
            HttpProbe plain = HttpProbe.get(url(endpoint));
            String presented = endpoint.clientCertificate();
            HttpProbe probe =
                presented == null
                    ? plain
                    : plain.with(plain.tls().withClientCertificate(presented));
            for (InetSocketAddress open : open(tries)) {
              asked.add(goal);
              dialled.add(open);
              probes.add(
                  tries.size() < 2
                      ? probe
                      : probe.connectTo(IpAddresses.text(open.getAddress()), open.getPort()));
            }
          });
      if (probes.isEmpty()) {
        return;
      }
      Map<Goal, Map<InetAddress, HttpObservation>> seen = new LinkedHashMap<>();
      List<HttpObservation> all = vantage.observeAll(probes);
      for (int i = 0; i < all.size(); i++) {
        seen.computeIfAbsent(asked.get(i), any -> new LinkedHashMap<>())
            .put(dialled.get(i).getAddress(), all.get(i));
      }
      seen.forEach((goal, answers) -> recorder.exchanges(goal.subject(), answers(goal), answers));
    }

    private static List<InetSocketAddress> open(List<TcpObservation> tries) {
      return tries.stream()
          .filter(t -> t.outcome().reached())
          .flatMap(t -> t.addressDialled().stream())
          .toList();
    }

    private static String url(Endpoint endpoint) {
      return endpoint.scheme().name().toLowerCase(Locale.ROOT)
          + "://"
          + (endpoint.host().indexOf(':') >= 0 ? "[" + endpoint.host() + "]" : endpoint.host())
          + ":"
          + endpoint.port()
          + endpoint.path();
    }

    /**
     * Sends the fixed cases to endpoints that may be sent them, where the description has a
     * firewall on the way; without a description, to all. Of several addresses the first that opens
     * is asked, in the order of their texts: attacks are in a budget.
     */
    private void attacks(Map<Goal, List<TcpObservation>> connections) {
      List<String> authorised = environment.guards().attackTraffic().authorised();
      List<String> subjects = new ArrayList<>();
      List<WafProbe> probes = new ArrayList<>();
      connections.forEach(
          (goal, tries) -> {
            Endpoint endpoint = goal.endpoint();
            InetSocketAddress open = open(tries).stream().findFirst().orElse(null);
            if (endpoint == null
                || endpoint.scheme() == Scheme.TCP
                || open == null
                || !isAsked(goal.subject(), "waf")
                || !hasFirewall(open, endpoint)) {
              return;
            }
            if (authorised.stream().noneMatch(a -> plain(a).equals(plain(goal.host())))) {
              recorder.notAsked(
                  vantage.name(),
                  goal.subject(),
                  "waf",
                  "guards.attack-traffic does not authorise " + goal.host());
              return;
            }
            for (WafCase one : cases()) {
              subjects.add(goal.subject());
              WafProbe plain = one.to(url(endpoint));
              String presented = endpoint.clientCertificate();
              WafProbe probe =
                  presented == null
                      ? plain
                      : plain.with(plain.request().tls().withClientCertificate(presented));
              probes.add(
                  tries.size() < 2
                      ? probe
                      : probe.connectTo(IpAddresses.text(open.getAddress()), open.getPort()));
            }
          });
      if (probes.isEmpty()) {
        return;
      }
      List<WafObservation> seen;
      try {
        seen = vantage.observeAll(probes);
      } catch (AttackTrafficException | NotArmedException e) {
        // The guards of the environment are not for a baseline to loosen: nothing was sent.
        subjects.forEach(
            s -> recorder.notAsked(vantage.name(), s, "waf", String.valueOf(e.getMessage())));
        return;
      }
      for (int i = 0; i < seen.size(); i++) {
        recorder.verdict(subjects.get(i), seen.get(i));
      }
    }

    /**
     * Whoever has the address that was dialled and listens there says whether a firewall looks at
     * requests; where that is passed on, whoever serves the name does.
     */
    private boolean hasFirewall(InetSocketAddress dialled, Endpoint endpoint) {
      Network network = lab.network().orElse(null);
      if (network == null) {
        return true;
      }
      List<Host> there =
          network.hosts().stream()
              .filter(h -> h.listeners().stream().anyMatch(l -> l.port() == dialled.getPort()))
              .filter(
                  h ->
                      Stream.concat(h.addresses().stream(), h.publicAddresses().stream())
                          .anyMatch(dialled.getAddress()::equals))
              .toList();
      Network asked =
          there.isEmpty()
              ? network
              : new Network(
                  network.name(),
                  network.segments(),
                  network.links(),
                  there,
                  network.certificates(),
                  network.zones(),
                  network.faults(),
                  network.meshes());
      return FirewallInForce.at(asked, dialled, endpoint.host(), "", endpoint.path()).isPresent();
    }

    /**
     * The state of a probe is the gateway's: it is read once, and where it cannot be read, asked
     * from the segment of the gateway alone.
     */
    private void probes() {
      List<String> names = new ArrayList<>();
      List<HealthProbe> probes = new ArrayList<>();
      lab.network()
          .ifPresent(
              network -> {
                for (Host host : network.hosts()) {
                  if (isAsker(host)) {
                    host.upstreams().stream()
                        .filter(u -> u.probe() != null)
                        .map(u -> Objects.requireNonNull(u.probe()).name())
                        .filter(n -> !names.contains(n) && isAsked("probe " + n, "state"))
                        .forEach(
                            n -> {
                              names.add(n);
                              probes.add(HealthProbe.of(n));
                            });
                  }
                }
              });
      if (!probes.isEmpty()) {
        List<HealthObservation> seen = vantage.observeAll(probes);
        seen.forEach(recorder::probe);
      }
    }

    private boolean isAsker(Host host) {
      Map<String, VantageSpec> vantages = environment.vantages();
      String there =
          vantages.entrySet().stream()
              .filter(v -> host.segment().equals(v.getValue().segment()))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse(null);
      if (there == null && environment.ground() != Ground.LIVE) {
        there = vantages.keySet().stream().findFirst().orElse(null);
      }
      return vantage.name().equals(there);
    }
  }

  private static List<WafCase> cases() {
    return Stream.concat(
            ATTACKED.stream().map(WafPack::of).map(p -> p.attacks().get(0)),
            Stream.of(WafPack.portal().cases().get(0)))
        .toList();
  }

  /** The filters of the description, where no contributor knows the resources behind them. */
  private void rules(Network network) {
    network.segments().forEach(s -> rules("rules of segment " + s.name(), s.rules()));
    network.hosts().forEach(h -> rules("rules of host " + h.name(), h.rules()));
  }

  private void rules(String subject, @Nullable RuleSet rules) {
    if (rules == null) {
      return;
    }
    rules.inbound().forEach(r -> rule(subject, "inbound", r));
    rules.outbound().forEach(r -> rule(subject, "outbound", r));
    recorder.described(subject, "inbound otherwise", word(rules.otherwiseInbound()));
    recorder.described(subject, "outbound otherwise", word(rules.otherwiseOutbound()));
  }

  private void rule(String subject, String direction, Rule rule) {
    recorder.described(
        subject,
        String.format(Locale.ROOT, "%s %05d %s", direction, rule.priority(), rule.name()),
        word(rule.action())
            + " "
            + word(rule.protocol())
            + " from "
            + prefixes(rule.from())
            + ports(rule.fromPorts())
            + " to "
            + prefixes(rule.to())
            + ports(rule.ports()));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String prefixes(List<Cidr> prefixes) {
    if (prefixes.size() > MANY) {
      return prefixes.size()
          + " prefixes with the digest "
          + Recorder.digest(prefixes.stream().map(Cidr::toString).sorted().toList());
    }
    return prefixes.isEmpty()
        ? "any"
        : prefixes.stream().map(Cidr::toString).sorted().collect(Collectors.joining(", "));
  }

  private static String ports(List<Network.PortRange> ports) {
    return ports.isEmpty()
        ? ""
        : " ports "
            + ports.stream()
                .sorted(
                    Comparator.comparingInt(Network.PortRange::first)
                        .thenComparingInt(Network.PortRange::last))
                .map(Network.PortRange::toString)
                .collect(Collectors.joining(", "));
  }
}
