package dev.plumbline.network;

import dev.plumbline.network.Fault.Kind;
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
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A second evaluator of flows, slow and plain on purpose: no index, no prepared filters, whole
 * lists searched each time. IPv4 only.
 */
final class NaiveFate {

  /** What both evaluators must agree on. */
  record Result(
      Fate fate,
      InetAddress seenSource,
      @Nullable Listener listener,
      @Nullable String host,
      Duration latency,
      int appliances) {}

  private final Network network;
  private final List<Fault> faults;
  private final Set<Fault> given;
  private final Flow flow;
  private InetAddress source;
  private InetAddress destination;
  private int port;
  private Duration latency = Duration.ZERO;
  private int appliances;
  private final List<List<String>> passed = new ArrayList<>();
  private final List<Integer> passedPorts = new ArrayList<>();

  /** What each device remembers of the connection: by which source address it knows it. */
  private final List<Memory> memories = new ArrayList<>();

  /** Where sources were changed, and where the internet was entered, in order. */
  private final List<Change> changes = new ArrayList<>();

  private boolean keepSource;
  private @Nullable InetAddress worldSource;

  private record Memory(String device, InetAddress source, boolean must, int order) {}

  private record Change(
      @Nullable Host at,
      Segment onSegment,
      @Nullable Host on,
      InetAddress before,
      boolean world,
      boolean first) {}

  /** How many checks of balances this flow is behind. */
  private final int behind;

  private final boolean answerMatters;

  NaiveFate(Network network, Set<Fault> faults, Flow flow) {
    this(network, faults, flow, 0, true);
  }

  private NaiveFate(
      Network network, Set<Fault> faults, Flow flow, int behind, boolean answerMatters) {
    this.behind = behind;
    this.answerMatters = answerMatters;
    this.network = network;
    this.given = faults;
    // A fault that is described and given again is one fault.
    Set<Fault> union = new LinkedHashSet<>(network.faults());
    union.addAll(faults);
    this.faults = List.copyOf(union);
    this.flow = flow;
    this.source = flow.source();
    this.destination = flow.destination();
    this.port = flow.port();
  }

  Result result() {
    Segment origin = segment(flow.segment());
    Segment at = origin;
    Host host = hostIn(at, flow.source());
    pass(at, host);
    int legs = 0;
    if (host != null && host.addresses().contains(destination)) {
      pass(at, host);
      Fate cut = cut();
      if (cut != null) {
        return end(cut);
      }
      Next next = arrive(host, null);
      if (next.result() != null) {
        return next.result();
      }
      at = next.segment();
      host = next.host();
    }
    while (legs++ <= 16) {
      Host here = host;
      Route route = route(at, host, destination);
      if (route == null) {
        Next next = lastLeg(origin, at, host);
        if (next.result() != null) {
          return next.result();
        }
        at = next.segment();
        host = next.host();
        continue;
      }
      if (route.via() == null) {
        return end(Fate.NO_ROUTE);
      }
      Host via = host(route.via());
      if (via == null || !via.forwards()) {
        return end(Fate.NO_ROUTE);
      }
      Segment viaSegment = segment(via.segment());
      Duration link = way(at, viaSegment);
      if (link == null) {
        return end(Fate.NO_ROUTE);
      }
      appliances++;
      Fate out = out(at, here);
      if (out != null) {
        return end(out);
      }
      latency = latency.plus(link);
      pass(viaSegment, via);
      Fate in = in(viaSegment, via, destination);
      Fate cut = in != null ? in : cut();
      if (cut != null) {
        return end(cut);
      }
      if (via.addresses().contains(destination)) {
        // It has arrived, and goes out nowhere.
        keepSource = false;
        worldSource = null;
        Next next = arrive(via, via);
        if (next.result() != null) {
          return next.result();
        }
        at = next.segment();
        host = next.host();
        continue;
      }
      if (down(via)) {
        return end(Fate.DROPPED);
      }
      memories.add(new Memory(via.name(), source, via.stateful(), memories.size()));
      keepSource = false;
      worldSource = null;
      at = viaSegment;
      host = via;
    }
    appliances = 17;
    return end(Fate.NO_ROUTE);
  }

  /** An end, or where it goes on. */
  private record Next(@Nullable Result result, Segment segment, @Nullable Host host) {}

  private Next over(Fate fate, Segment at) {
    return new Next(end(fate), at, null);
  }

  private Next lastLeg(Segment origin, Segment at, @Nullable Host host) {
    InetAddress address = destination;
    Segment internet =
        network.segments().stream().filter(Segment::internet).findFirst().orElse(null);
    Segment to;
    InetAddress seen = address;
    List<Segment> by = new ArrayList<>();
    Optional<Host> published =
        network.hosts().stream().filter(h -> h.publicAddresses().contains(address)).findFirst();
    if (hostIn(at, address) != null) {
      to = at;
    } else if (published.isPresent()) {
      to = segment(published.get().segment());
      seen = published.get().addresses().get(0);
      if (internet == null) {
        return over(Fate.NO_ROUTE, at);
      }
      by.add(internet);
    } else if (!at.internet() && inPrefixes(at, address)) {
      to = at;
    } else if (at.internet() && isPrivate(address)) {
      return over(Fate.NO_ROUTE, at);
    } else {
      Segment holder =
          network.segments().stream()
              .filter(s -> s != at && holds(s, address))
              .findFirst()
              .orElse(null);
      if (holder != null && way(at, holder) != null) {
        to = holder;
      } else if (isPrivate(address) || internet == null) {
        return over(Fate.NO_ROUTE, at);
      } else {
        to = holder == null ? internet : holder;
        by.add(internet);
      }
    }
    List<Segment> path = new ArrayList<>(List.of(at));
    path.addAll(by);
    path.add(to);
    Duration along = Duration.ZERO;
    boolean overInternet = false;
    for (int i = 0; i < path.size(); i++) {
      overInternet |= path.get(i).internet();
      if (i > 0) {
        Duration way = way(path.get(i - 1), path.get(i));
        if (way == null) {
          return over(Fate.NO_ROUTE, at);
        }
        along = along.plus(way);
      }
    }
    Fate out = out(at, host);
    if (out != null) {
      return over(out, at);
    }
    latency = latency.plus(along);
    Host target = hostIn(to, seen);
    if (!by.isEmpty() && at != by.get(0) && to != by.get(0)) {
      pass(by.get(0), null);
    }
    pass(to, target);
    if (overInternet) {
      InetAddress egress = at.egress() != null ? at.egress() : origin.egress();
      if (at.ownEgress() && host != null && host.addresses().contains(source)) {
        for (InetAddress mine : host.publicAddresses()) {
          if (mine.getClass() == source.getClass()) {
            egress = mine;
            break;
          }
        }
      }
      egress = worldSource != null ? worldSource : egress;
      change(host, at, host, egress == null ? source : egress, true);
    }
    Fate in = in(to, target, seen);
    Fate cut = in != null ? in : cut();
    if (cut != null) {
      return over(cut, at);
    }
    return target == null ? over(Fate.NO_ROUTE, at) : arrive(target, target);
  }

  private void change(
      @Nullable Host at, Segment onSegment, @Nullable Host on, InetAddress after, boolean world) {
    if (world || !after.equals(source)) {
      boolean first = memories.isEmpty() && changes.isEmpty();
      changes.add(new Change(at, onSegment, on, source, world, first));
      source = after;
    }
  }

  private Next arrive(Host host, @Nullable Host answering) {
    Segment at = segment(host.segment());
    if (!down(host)) {
      for (Network.Translation one : host.translations()) {
        if (fits(one.protocol(), one.address(), one.port())
            && (one.from().isEmpty() || one.from().stream().anyMatch(p -> inside(p, source)))) {
          destination = one.to();
          port = one.toPort() == null ? port : one.toPort();
          Host onward = one.by() == null ? host : host(one.by());
          if (onward == null) {
            return over(Fate.NO_ROUTE, at);
          }
          memories.add(new Memory(onward.name(), source, true, memories.size()));
          keepSource = one.hidesSource();
          worldSource =
              keepSource ? onward.publicAddresses().stream().findFirst().orElse(null) : null;
          if (one.hidesSource()) {
            change(onward, at, host, onward.addresses().get(0), false);
          }
          return onward.addresses().contains(destination)
              ? over(Fate.NO_ROUTE, at)
              : new Next(null, segment(onward.segment()), onward);
        }
      }
      for (Network.Balance one : host.balances()) {
        if (fits(one.protocol(), one.address(), one.port())) {
          return balanced(host, one);
        }
      }
    }
    for (Fault fault : faults) {
      if (fault.kind() == Kind.LATENCY && concerns(fault)) {
        latency = latency.plus(fault.time());
      }
    }
    if (answerMatters && answering != null && !answered(answering)) {
      return over(Fate.DROPPED, at);
    }
    if (down(host)) {
      return new Next(
          new Result(Fate.REJECTED, source, null, host.name(), latency, appliances), at, null);
    }
    for (Listener listener : host.listeners()) {
      boolean protocol = flow.protocol() == Protocol.TCP || listener.dns() != null;
      boolean address =
          listener.addresses().isEmpty() || listener.addresses().contains(destination);
      if (listener.port() == port && protocol && address) {
        return new Next(
            new Result(Fate.DELIVERED, source, listener, host.name(), latency, appliances),
            at,
            null);
      }
    }
    return new Next(
        new Result(Fate.REJECTED, source, null, host.name(), latency, appliances), at, null);
  }

  /** One member only: which of several takes a flow is nobody's business here. */
  private Next balanced(Host host, Network.Balance balance) {
    Segment at = segment(host.segment());
    if (behind == 4) {
      return over(Fate.NO_ROUTE, at);
    }
    Network.Member member = balance.members().get(0);
    int memberPort = member.port() == null ? port : member.port();
    Network.MemberCheck health = balance.health();
    if (health != null) {
      Flow check =
          new Flow(
              at.name(),
              health.source() == null ? host.addresses().get(0) : health.source(),
              50_000,
              member.address(),
              health.port() == null ? memberPort : health.port(),
              Protocol.TCP);
      if (new NaiveFate(network, given, check, behind + 1, health.source() == null).result().fate()
          != Fate.DELIVERED) {
        return over(balance.whenNone() == Action.REJECT ? Fate.REJECTED : Fate.DROPPED, at);
      }
    }
    destination = member.address();
    port = memberPort;
    keepSource = true;
    worldSource = null;
    if (balance.hidesSource() && !host.addresses().get(0).equals(source)) {
      memories.add(new Memory(host.name(), source, true, memories.size()));
      change(host, at, host, host.addresses().get(0), false);
    } else if (!balance.hidesSource() && source.equals(destination)) {
      return over(Fate.DROPPED, at);
    }
    return host.addresses().contains(destination)
        ? over(Fate.NO_ROUTE, at)
        : new Next(null, at, host);
  }

  private boolean fits(
      Protocol protocol, @Nullable InetAddress address, @Nullable Integer itsPort) {
    return (protocol == Protocol.ANY || protocol == flow.protocol())
        && (address == null || address.equals(destination))
        && (itsPort == null || itsPort == port);
  }

  /**
   * Sends the answer as a packet of its own, from device to device, each of which looks into its
   * memory; in the end nobody who had to may be without it.
   */
  private boolean answered(Host from) {
    InetAddress to = source;
    Segment at = segment(from.segment());
    Host host = from;
    List<Change> undone = new ArrayList<>(changes);
    Set<Memory> without = new LinkedHashSet<>(memories);
    without.removeIf(memory -> !memory.must());
    for (int i = 0; i < 18; i++) {
      // What is done at this host is undone, the last first.
      while (true) {
        forget(without, host, to);
        Change last = undone.isEmpty() ? null : undone.get(undone.size() - 1);
        if (last == null || last.at() != host) {
          break;
        }
        undone.remove(last);
        to = last.before();
        forget(without, host, to);
        at = last.onSegment();
        host = last.on();
        if (undone.isEmpty()
            && (last.first() && last.world() || host != null && host.addresses().contains(to))) {
          return seenByAll(without, to);
        }
      }
      Route route = route(at, host, to);
      Host via = route == null || route.via() == null ? null : host(route.via());
      if (route == null || via != null && via.addresses().contains(to)) {
        if (undone.isEmpty()) {
          return seenByAll(without, to);
        }
        host = undone.get(undone.size() - 1).at();
        continue;
      }
      if (via == null || !via.forwards()) {
        return false;
      }
      InetAddress asked = to;
      boolean knows =
          memories.stream().anyMatch(m -> m.device().equals(via.name()) && m.source().equals(asked))
              || !undone.isEmpty()
                  && undone.get(undone.size() - 1).at() == via
                  && !undone.get(undone.size() - 1).world();
      if (!knows && (via.stateful() || down(via, flow.port()) || !newcomer(via, asked))) {
        return false;
      }
      at = segment(via.segment());
      host = via;
    }
    return false;
  }

  /** Who the answer goes to sees it. */
  private boolean seenByAll(Set<Memory> without, InetAddress to) {
    return without.stream()
        .map(memory -> host(memory.device()))
        .allMatch(device -> device != null && device.addresses().contains(to));
  }

  private static void forget(Set<Memory> without, @Nullable Host host, InetAddress to) {
    without.removeIf(
        memory ->
            host != null && memory.device().equals(host.name()) && memory.source().equals(to));
  }

  /** Whether filters let an answer through that looks like something new. */
  private boolean newcomer(Host via, InetAddress to) {
    NaiveFate answer =
        new NaiveFate(
            network,
            given,
            new Flow(via.segment(), answersAs(), port, to, flow.sourcePort(), flow.protocol()));
    Segment there = segment(via.segment());
    List<@Nullable RuleSet> around =
        via.apart() ? List.of() : Collections.singletonList(there.rules());
    return Stream.concat(around.stream(), Stream.of(via).map(Host::rules))
        .allMatch(
            rules ->
                answer.filter(rules, true, to) == null && answer.filter(rules, false, to) == null);
  }

  private InetAddress answersAs() {
    return network.hosts().stream()
        .filter(h -> h.publicAddresses().contains(destination))
        .findFirst()
        .map(h -> h.addresses().get(0))
        .orElse(destination);
  }

  private Result end(Fate fate) {
    return new Result(fate, source, null, null, latency, appliances);
  }

  private @Nullable Route route(Segment at, @Nullable Host host, InetAddress towards) {
    if (host != null && host.apart()) {
      return null;
    }
    int ownLength =
        at.prefixes().stream()
            .filter(p -> inside(p, towards))
            .mapToInt(Cidr::length)
            .max()
            .orElse(-1);
    return at.routes().stream()
        .filter(route -> inside(route.prefix(), towards))
        .filter(route -> route.prefix().length() >= ownLength)
        .max(Comparator.comparingInt(route -> route.prefix().length()))
        .filter(route -> !route.direct())
        .filter(route -> host == null || !host.name().equals(route.via()))
        .orElse(null);
  }

  private @Nullable Fate out(Segment segment, @Nullable Host host) {
    Fate byHost = host == null ? null : filter(host.rules(), false, destination);
    if (byHost != null) {
      return byHost;
    }
    if (host != null && !keepSource) {
      Optional<Network.SourceTranslation> hides =
          host.sourceTranslations().stream()
              .filter(one -> one.from().isEmpty() || any(one.from(), source))
              .filter(one -> one.to().isEmpty() || any(one.to(), destination))
              .filter(one -> !any(one.except(), destination))
              .findFirst();
      if (hides.isPresent()) {
        InetAddress asSaid = hides.get().address();
        worldSource =
            asSaid != null
                ? asSaid
                : host.publicAddresses().isEmpty() ? null : host.publicAddresses().get(0);
        keepSource = asSaid != null;
        InetAddress after = asSaid != null ? asSaid : host.addresses().get(0);
        if (!after.equals(source)) {
          memories.add(new Memory(host.name(), source, true, memories.size()));
          change(host, segment, host, after, false);
        }
      }
    }
    return host != null && host.apart() ? null : filter(segment.rules(), false, destination);
  }

  private static boolean any(List<Cidr> prefixes, InetAddress address) {
    return prefixes.stream().anyMatch(prefix -> inside(prefix, address));
  }

  private @Nullable Fate in(Segment segment, @Nullable Host host, InetAddress destination) {
    Fate bySegment =
        host != null && host.apart() ? null : filter(segment.rules(), true, destination);
    return bySegment != null || host == null ? bySegment : filter(host.rules(), true, destination);
  }

  private @Nullable Fate filter(@Nullable RuleSet rules, boolean inbound, InetAddress destination) {
    if (rules == null) {
      return null;
    }
    Action action = inbound ? rules.otherwiseInbound() : rules.otherwiseOutbound();
    int best = Integer.MAX_VALUE;
    for (Rule rule : inbound ? rules.inbound() : rules.outbound()) {
      boolean matches =
          (rule.protocol() == Protocol.ANY || rule.protocol() == flow.protocol())
              && (rule.from().isEmpty() || any(rule.from(), source))
              && (rule.to().isEmpty() || any(rule.to(), destination))
              && (rule.fromPorts().isEmpty()
                  || rule.fromPorts().stream()
                      .anyMatch(
                          p -> flow.sourcePort() >= p.first() && flow.sourcePort() <= p.last()))
              && (rule.ports().isEmpty()
                  || rule.ports().stream().anyMatch(p -> port >= p.first() && port <= p.last()));
      if (matches && rule.priority() < best) {
        best = rule.priority();
        action = rule.action();
      }
    }
    return action == Action.ALLOW ? null : action == Action.DROP ? Fate.DROPPED : Fate.REJECTED;
  }

  private @Nullable Fate cut() {
    if (faults.stream().anyMatch(fault -> fault.kind() == Kind.DROP && concerns(fault))) {
      return Fate.DROPPED;
    }
    return faults.stream().anyMatch(fault -> fault.kind() == Kind.REJECT && concerns(fault))
        ? Fate.REJECTED
        : null;
  }

  private boolean down(Host host) {
    return down(host, port);
  }

  private boolean down(Host host, int asked) {
    return faults.stream()
        .anyMatch(
            fault ->
                fault.kind() == Kind.HOST_DOWN
                    && host.name().equals(fault.name())
                    && (fault.port() == null || fault.port() == asked));
  }

  private boolean concerns(Fault fault) {
    for (int i = 0; i < passed.size(); i++) {
      for (int j = i + 1; j < passed.size(); j++) {
        if ((fault.from() == null || passed.get(i).contains(fault.from()))
            && (fault.to() == null || passed.get(j).contains(fault.to()))
            && (fault.port() == null || fault.port().equals(passedPorts.get(j)))) {
          return true;
        }
      }
    }
    return false;
  }

  private void pass(Segment segment, @Nullable Host host) {
    passed.add(names(segment, host));
    passedPorts.add(port);
  }

  private @Nullable Host host(String name) {
    return network.hosts().stream().filter(h -> h.name().equals(name)).findFirst().orElse(null);
  }

  private static List<String> names(Segment segment, @Nullable Host host) {
    return host == null ? List.of(segment.name()) : List.of(segment.name(), host.name());
  }

  private Segment segment(String name) {
    return network.segments().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  /** How long the way from a segment to another takes; null for no way. */
  private @Nullable Duration way(Segment from, Segment to) {
    if (from == to) {
      return Duration.ZERO;
    }
    for (Link link : network.links()) {
      if (link.from().equals(from.name()) && link.to().equals(to.name())) {
        return link.latency();
      }
    }
    for (Network.Mesh mesh : network.meshes()) {
      if (mesh.segments().containsAll(List.of(from.name(), to.name()))) {
        return mesh.latency();
      }
    }
    return null;
  }

  private @Nullable Host hostIn(Segment segment, InetAddress address) {
    return network.hosts().stream()
        .filter(h -> h.segment().equals(segment.name()) && h.addresses().contains(address))
        .findFirst()
        .orElse(null);
  }

  private boolean holds(Segment segment, InetAddress address) {
    return hostIn(segment, address) != null || inPrefixes(segment, address);
  }

  private static boolean inPrefixes(Segment segment, InetAddress address) {
    return segment.prefixes().stream().anyMatch(prefix -> inside(prefix, address));
  }

  private static boolean isPrivate(InetAddress address) {
    return List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16").stream()
        .anyMatch(p -> inside(Cidr.of(p), address));
  }

  private static boolean inside(Cidr prefix, InetAddress address) {
    int spare = 32 - prefix.length();
    BigInteger first = new BigInteger(1, prefix.address().getAddress());
    return new BigInteger(1, address.getAddress())
        .shiftRight(spare)
        .equals(first.shiftRight(spare));
  }
}
