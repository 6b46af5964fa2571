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
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private final Flow flow;
  private InetAddress source;
  private Duration latency = Duration.ZERO;
  private int appliances;
  private final List<List<String>> passed = new ArrayList<>();

  NaiveFate(Network network, Set<Fault> faults, Flow flow) {
    this.network = network;
    // A fault that is described and given again is one fault.
    Set<Fault> union = new LinkedHashSet<>(network.faults());
    union.addAll(faults);
    this.faults = List.copyOf(union);
    this.flow = flow;
    this.source = flow.source();
  }

  Result result() {
    Segment origin = segment(flow.segment());
    Segment at = origin;
    Host host = hostIn(at, flow.source());
    passed.add(names(at, host));
    if (host != null && host.addresses().contains(flow.destination())) {
      passed.add(names(at, host));
      Fate cut = cut();
      return cut != null ? end(cut) : arrive(host);
    }
    while (true) {
      Route route = route(at, host);
      if (route == null) {
        break;
      }
      if (route.via() == null) {
        return end(Fate.NO_ROUTE);
      }
      Host next =
          network.hosts().stream()
              .filter(h -> h.name().equals(route.via()))
              .findFirst()
              .orElse(null);
      if (next == null || !next.forwards() || appliances > 16) {
        return end(Fate.NO_ROUTE);
      }
      Segment nextSegment = segment(next.segment());
      Link link = link(at, nextSegment);
      if (nextSegment != at && link == null) {
        return end(Fate.NO_ROUTE);
      }
      appliances++;
      Fate out = out(at, host);
      if (out != null) {
        return end(out);
      }
      if (link != null) {
        latency = latency.plus(link.latency());
      }
      passed.add(names(nextSegment, next));
      Fate in = in(nextSegment, next, flow.destination());
      Fate cut = in != null ? in : cut();
      if (cut != null) {
        return end(cut);
      }
      if (down(next)) {
        return end(Fate.DROPPED);
      }
      at = nextSegment;
      host = next;
    }
    return lastLeg(origin, at, host);
  }

  private Result lastLeg(Segment origin, Segment at, @Nullable Host host) {
    InetAddress address = flow.destination();
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
        return end(Fate.NO_ROUTE);
      }
      by.add(internet);
    } else if (!at.internet() && inPrefixes(at, address)) {
      to = at;
    } else if (at.internet() && isPrivate(address)) {
      return end(Fate.NO_ROUTE);
    } else {
      Segment holder =
          network.segments().stream()
              .filter(s -> s != at && holds(s, address))
              .findFirst()
              .orElse(null);
      if (holder != null && link(at, holder) != null) {
        to = holder;
      } else if (isPrivate(address) || internet == null) {
        return end(Fate.NO_ROUTE);
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
      if (i > 0 && path.get(i) != path.get(i - 1)) {
        Link link = link(path.get(i - 1), path.get(i));
        if (link == null) {
          return end(Fate.NO_ROUTE);
        }
        along = along.plus(link.latency());
      }
    }
    Fate out = out(at, host);
    if (out != null) {
      return end(out);
    }
    latency = latency.plus(along);
    Host target = hostIn(to, seen);
    if (!by.isEmpty() && at != by.get(0) && to != by.get(0)) {
      passed.add(names(by.get(0), null));
    }
    passed.add(names(to, target));
    if (overInternet) {
      InetAddress egress = at.egress() != null ? at.egress() : origin.egress();
      source = egress == null ? source : egress;
    }
    Fate in = in(to, target, seen);
    Fate cut = in != null ? in : cut();
    if (cut != null) {
      return end(cut);
    }
    return target == null ? end(Fate.NO_ROUTE) : arrive(target);
  }

  private Result arrive(Host host) {
    for (Fault fault : faults) {
      if (fault.kind() == Kind.LATENCY && concerns(fault)) {
        latency = latency.plus(fault.time());
      }
    }
    if (down(host)) {
      return new Result(Fate.REJECTED, source, null, host.name(), latency, appliances);
    }
    for (Listener listener : host.listeners()) {
      boolean protocol = flow.protocol() == Protocol.TCP || listener.dns() != null;
      boolean address =
          listener.addresses().isEmpty() || listener.addresses().contains(flow.destination());
      if (listener.port() == flow.port() && protocol && address) {
        return new Result(Fate.DELIVERED, source, listener, host.name(), latency, appliances);
      }
    }
    return new Result(Fate.REJECTED, source, null, host.name(), latency, appliances);
  }

  private Result end(Fate fate) {
    return new Result(fate, source, null, null, latency, appliances);
  }

  private @Nullable Route route(Segment at, @Nullable Host host) {
    int ownLength =
        at.prefixes().stream()
            .filter(p -> inside(p, flow.destination()))
            .mapToInt(Cidr::length)
            .max()
            .orElse(-1);
    return at.routes().stream()
        .filter(route -> inside(route.prefix(), flow.destination()))
        .filter(route -> route.prefix().length() >= ownLength)
        .max(Comparator.comparingInt(route -> route.prefix().length()))
        .filter(route -> !route.direct())
        .filter(route -> host == null || !host.name().equals(route.via()))
        .orElse(null);
  }

  private @Nullable Fate out(Segment segment, @Nullable Host host) {
    Fate byHost = host == null ? null : filter(host.rules(), false, flow.destination());
    return byHost != null ? byHost : filter(segment.rules(), false, flow.destination());
  }

  private @Nullable Fate in(Segment segment, @Nullable Host host, InetAddress destination) {
    Fate bySegment = filter(segment.rules(), true, destination);
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
              && (rule.from().isEmpty() || rule.from().stream().anyMatch(p -> inside(p, source)))
              && (rule.to().isEmpty() || rule.to().stream().anyMatch(p -> inside(p, destination)))
              && (rule.fromPorts().isEmpty()
                  || rule.fromPorts().stream()
                      .anyMatch(
                          p -> flow.sourcePort() >= p.first() && flow.sourcePort() <= p.last()))
              && (rule.ports().isEmpty()
                  || rule.ports().stream()
                      .anyMatch(p -> flow.port() >= p.first() && flow.port() <= p.last()));
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
    return faults.stream()
        .anyMatch(fault -> fault.kind() == Kind.HOST_DOWN && host.name().equals(fault.name()));
  }

  private boolean concerns(Fault fault) {
    if (fault.port() != null && fault.port() != flow.port()) {
      return false;
    }
    for (int i = 0; i < passed.size(); i++) {
      for (int j = i + 1; j < passed.size(); j++) {
        if ((fault.from() == null || passed.get(i).contains(fault.from()))
            && (fault.to() == null || passed.get(j).contains(fault.to()))) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> names(Segment segment, @Nullable Host host) {
    return host == null ? List.of(segment.name()) : List.of(segment.name(), host.name());
  }

  private Segment segment(String name) {
    return network.segments().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private @Nullable Link link(Segment from, Segment to) {
    return network.links().stream()
        .filter(l -> l.from().equals(from.name()) && l.to().equals(to.name()))
        .findFirst()
        .orElse(null);
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
