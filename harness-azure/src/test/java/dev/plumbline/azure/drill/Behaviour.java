package dev.plumbline.azure.drill;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.Verdict;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.vantage.Vantage;
import dev.plumbline.waf.WafPack;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a network does: the fate of flows between all of its segments and hosts, and what is seen of
 * its names, certificates and services. Two networks behave differently where these differ.
 */
final class Behaviour {

  private static final List<String> PAYLOADS =
      List.of("/", "/external/x", "/internal/x", "/external/narrow/x", "/external/blocked");
  private static final String ATTACK =
      "1%27%20OR%20%271%27=%271%27%20UNION%20SELECT%20a%20FROM%20b--";

  private final Environment environment;
  private final Network network;
  private final List<FateOf> fates;
  private final Map<String, String> seen;

  Behaviour(Environment environment, Network network) {
    this.environment = environment.toBuilder().probeTimeout(Duration.ofMillis(700)).build();
    this.network = network;
    fates = fates(network);
    seen = seen(network, new Seen(null));
  }

  /** Returns a difference from what another network does; null when none is seen. */
  @Nullable String difference(Network other) {
    for (FateOf expected : fates) {
      Verdict verdict = other.fate(expected.flow());
      if (verdict.fate() != expected.fate()
          || !verdict.seenSource().equals(expected.seenSource())) {
        return expected + " and not " + verdict;
      }
    }
    try {
      seen(other, new Seen(seen));
      return null;
    } catch (Different e) {
      return e.getMessage();
    }
  }

  /** The first difference ends the looking. */
  private static final class Different extends RuntimeException {
    private static final long serialVersionUID = 1;

    Different(String message) {
      super(message);
    }
  }

  /** What is seen; compared at once with what is expected. */
  private static final class Seen {
    private final Map<String, String> all = new LinkedHashMap<>();
    private final @Nullable Map<String, String> expected;

    Seen(@Nullable Map<String, String> expected) {
      this.expected = expected;
    }

    void put(String what, String how) {
      all.put(what, how);
      if (expected != null && !how.equals(expected.get(what))) {
        throw new Different(what + ": " + expected.get(what) + " and not " + how);
      }
    }
  }

  private record FateOf(Flow flow, Verdict.Fate fate, InetAddress seenSource) {}

  /** Returns the fate of flows between what a network has. */
  private static List<FateOf> fates(Network network) {
    Set<Integer> ports = new TreeSet<>(Set.of(22, 443, 444, 3443, 3444, 6390, 6391));
    network
        .hosts()
        .forEach(host -> host.listeners().forEach(listener -> ports.add(listener.port())));
    Set<InetAddress> targets = samples(network);
    network.hosts().forEach(host -> targets.addAll(host.addresses()));
    network.hosts().forEach(host -> targets.addAll(host.publicAddresses()));
    List<FateOf> fates = new ArrayList<>();
    for (Segment segment : network.segments()) {
      for (InetAddress from : sources(network, segment)) {
        for (InetAddress to : targets) {
          for (int port : from.getClass() == to.getClass() ? ports : Set.<Integer>of()) {
            Flow flow = new Flow(segment.name(), from, 50000, to, port, Protocol.TCP);
            Verdict verdict = network.fate(flow);
            fates.add(new FateOf(flow, verdict.fate(), verdict.seenSource()));
          }
        }
      }
    }
    return fates;
  }

  /** Returns its hosts, one address without a host, and on the internet what filters speak of. */
  private static Set<InetAddress> sources(Network network, Segment segment) {
    Set<InetAddress> sources = new LinkedHashSet<>();
    network.hosts().stream()
        .filter(host -> host.segment().equals(segment.name()))
        .forEach(host -> sources.addAll(host.addresses()));
    segment.prefixes().forEach(prefix -> sources.add(within(prefix)));
    if (segment.internet()) {
      samples(network).stream()
          .filter(
              address ->
                  network.segments().stream()
                      .flatMap(other -> other.prefixes().stream())
                      .noneMatch(prefix -> prefix.contains(address)))
          .forEach(sources::add);
    }
    return sources;
  }

  /** Returns an address of each prefix that filters and routes speak of. */
  private static Set<InetAddress> samples(Network network) {
    Set<InetAddress> samples = new LinkedHashSet<>();
    for (Segment segment : network.segments()) {
      segment.routes().forEach(route -> samples.add(within(route.prefix())));
      Stream.of(segment.rules())
          .filter(Objects::nonNull)
          .flatMap(rules -> Stream.concat(rules.inbound().stream(), rules.outbound().stream()))
          .flatMap(rule -> Stream.concat(rule.from().stream(), rule.to().stream()))
          .filter(prefix -> prefix.length() > 0)
          .forEach(prefix -> samples.add(within(prefix)));
    }
    return samples;
  }

  private static InetAddress within(Cidr prefix) {
    byte[] bytes = prefix.address().getAddress();
    if (prefix.length() < bytes.length * 8 - 3) {
      bytes[bytes.length - 1] |= 6;
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, String> seen(Network shown, Seen seen) {
    try (Lab lab = Lab.openForDrill(environment, shown, new Journal())) {
      for (Vantage vantage : lab.vantages()) {
        names(vantage, network, seen);
        services(vantage, environment, seen);
      }
      for (Host host : network.hosts()) {
        for (Upstream upstream : host.upstreams()) {
          Probe probe = upstream.probe();
          if (probe != null) {
            seen.put("probe " + probe.name(), probe(lab, probe.name()));
          }
        }
      }
    }
    return seen.all;
  }

  private static String probe(Lab lab, String name) {
    try {
      return lab.vantages().get(0).probe(name).outcome().describe();
    } catch (RuntimeException e) {
      return "none";
    }
  }

  private static void names(Vantage vantage, Network network, Seen seen) {
    for (Zone zone : network.zones()) {
      for (String record : zone.records()) {
        String first = record.strip().split("\\s+")[0];
        String name = first.equals("@") ? zone.name() : first + "." + zone.name();
        seen.put(vantage.name() + " resolves " + name, resolved(vantage, name));
      }
    }
  }

  private static String resolved(Vantage vantage, String name) {
    DnsObservation seen = vantage.resolve(name);
    return seen.outcome().describe() + " " + seen.answer();
  }

  private static void services(Vantage vantage, Environment environment, Seen seen) {
    for (Map.Entry<String, Endpoint> entry : environment.endpoints().entrySet()) {
      Endpoint endpoint = entry.getValue();
      boolean tls = endpoint.scheme() == Environment.Scheme.HTTPS;
      String base = (tls ? "https://" : "http://") + endpoint.host() + ":" + endpoint.port();
      String who = vantage.name() + " asks " + base;
      TcpObservation opened = vantage.connect(endpoint.host(), endpoint.port());
      seen.put(who + " by TCP", opened.outcome().describe());
      if (!opened.outcome().reached()) {
        continue;
      }
      if (tls) {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
          TlsObservation shaken =
              vantage.handshake(
                  TlsProbe.to(endpoint.host(), endpoint.port()).withVersions(version));
          seen.put(who + " by " + version, shaken.outcome().describe());
        }
      }
      for (String path : PAYLOADS) {
        seen.put(who + path, answer(vantage, HttpProbe.get(base + path)));
        seen.put(
            who + path + " with an attack",
            answer(vantage, HttpProbe.get(base + path + "?q=" + ATTACK)));
      }
      seen.put(
          who + " with an attack in the body",
          answer(
              vantage,
              HttpProbe.request("POST", base + "/external/x")
                  .body("application/x-www-form-urlencoded", "q=" + ATTACK)));
      if (entry.getKey().equals("api")) {
        WafObservation attacked =
            vantage.send(WafPack.of(942100).attacks().get(0).to(base + "/external"));
        seen.put(who + " with an attack of the pack", attacked.verdict() + " " + attacked.rules());
      }
      if (!IpAddresses.isLiteral(endpoint.host())) {
        seen.put(
            who + " for another host",
            answer(vantage, HttpProbe.get(base + "/external/x").host("another.invalid")));
      }
    }
  }

  private static String answer(Vantage vantage, HttpProbe probe) {
    HttpObservation seen = vantage.send(probe);
    return seen.outcome().describe()
        + (seen.response() == null ? "" : " " + seen.response().status());
  }
}
