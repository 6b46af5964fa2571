package dev.plumbline.servers;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network description in the kernel's own terms: addresses on the loopback interface, routing
 * rules where there is no way, filters by nftables.
 *
 * <p>All segments share one kernel, so the source and destination address of a packet say where it
 * comes from and goes to. An address that no host has is not there: no route, as in the simulation,
 * but told before any filter is asked.
 */
final class KernelNetwork {

  /**
   * Servers listen below, clients speak from above: a routing rule must stop those who open
   * connections, not those who answer.
   */
  private static final String SERVER_PORTS = "1-32767";

  /**
   * The mark of packets that a filter on the way out drops; dropped on arrival, since a local drop
   * on the way out is an error of the sender's.
   */
  private static final String DROPPED = "0x706c";

  private final Places places;
  private final List<Segment> segments;

  KernelNetwork(Places places) {
    this.places = places;
    this.segments = places.network().segments();
  }

  /** Returns a batch for the command {@code ip}. */
  String ipBatch() {
    List<String> lines = new ArrayList<>();
    lines.add("link set lo up");
    places.all().forEach(address -> lines.add("addr add " + address + "/32 dev lo"));
    for (int segment = 0; segment < segments.size(); segment++) {
      lines.add("addr add " + BindConfiguration.behind(segment) + "/32 dev lo");
    }
    // Local addresses are looked up before anything else, unless their rule stands behind ours.
    lines.add("rule add pref 1000 lookup local");
    lines.add("rule del pref 0");
    for (Segment from : segments) {
      noWay(lines, 10, places.sources(from), routedNowhere(from));
      for (Segment to : segments) {
        noWay(lines, 20, places.sources(from), unreachable(from, to));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  /** Returns the addresses for which the longest prefix is that of a route to nowhere. */
  private List<String> routedNowhere(Segment from) {
    List<String> nowhere = new ArrayList<>();
    for (String address : places.all()) {
      InetAddress to = IpAddresses.parse(address);
      int own = longest(from.prefixes().stream(), to);
      int none = longest(from.routes().stream().filter(Route::none).map(Route::prefix), to);
      int some = longest(from.routes().stream().filter(r -> !r.none()).map(Route::prefix), to);
      if (none >= own && none > some) {
        nowhere.add(address);
      }
    }
    return nowhere;
  }

  /** Returns the length of the longest prefix that holds an address; -1 for none. */
  private static int longest(Stream<Cidr> prefixes, InetAddress address) {
    return prefixes.filter(p -> p.contains(address)).mapToInt(Cidr::length).max().orElse(-1);
  }

  private Set<String> unreachable(Segment from, Segment to) {
    Set<String> none = new LinkedHashSet<>();
    if (from == to) {
      return none;
    }
    boolean byInternet =
        places.internet().stream()
            .anyMatch(internet -> places.linked(from, internet) && places.linked(internet, to));
    for (String own : places.own(to)) {
      boolean isPublic = IpAddresses.isPublic(Cidr.of(own).address());
      boolean way =
          from.internet()
              ? isPublic && places.linked(from, to)
              : places.linked(from, to) || isPublic && byInternet;
      if (!way) {
        none.add(own);
      }
    }
    if (!byInternet) {
      none.addAll(places.published(to));
    }
    return none;
  }

  private static void noWay(
      List<String> lines, int preference, Collection<String> from, Collection<String> to) {
    for (String source : from) {
      for (String destination : to) {
        for (String protocol : List.of("tcp", "udp")) {
          lines.add(
              "rule add pref %d from %s to %s ipproto %s dport %s unreachable"
                  .formatted(preference, source, destination, protocol, SERVER_PORTS));
        }
      }
    }
  }

  /** Returns a script for the command {@code nft}. */
  String filters() {
    StringBuilder chains = new StringBuilder();
    List<String> leaving = new ArrayList<>();
    List<String> arriving = new ArrayList<>();
    int number = 0;
    for (Host host : places.network().hosts()) {
      if (host.rules() != null && !host.addresses().isEmpty()) {
        Set<String> own = new LinkedHashSet<>(Places.texts(host.addresses()));
        Set<String> reached = new LinkedHashSet<>(own);
        reached.addAll(Places.texts(host.publicAddresses()));
        filter(chains, "host" + number++, host.rules(), own, reached, leaving, arriving, true);
      }
    }
    for (Segment segment : segments) {
      if (segment.rules() != null) {
        Set<String> reached = new LinkedHashSet<>(places.own(segment));
        reached.addAll(places.published(segment));
        filter(
            chains,
            "segment" + number++,
            segment.rules(),
            places.sources(segment),
            reached,
            leaving,
            arriving,
            false);
      }
    }
    places.network().hosts().forEach(host -> arriving.addAll(0, inFrontOfInstances(host)));
    return """
        table ip plumbline {
        %s
          chain leaving {
            type filter hook output priority 0; policy accept;
            ip daddr 127.0.0.0/8 accept
            ct state established,related accept
        %s
          }
          chain seen_as {
            type nat hook postrouting priority 100; policy accept;
        %s
          }
          chain arriving {
            type filter hook input priority 0; policy accept;
            meta mark %s drop
            ip daddr 127.0.0.0/8 accept
            ct state established,related accept
        %s
          }
        }
        """
        .formatted(chains, lines(leaving), lines(egress()), DROPPED, lines(arriving));
  }

  /** What instances send to the address in front of them vanishes, and what nothing listens to. */
  private static List<String> inFrontOfInstances(Host host) {
    if (host.instances() == null) {
      return List.of();
    }
    Set<String> instances = new LinkedHashSet<>(Places.texts(host.instances().addresses()));
    List<String> lines = new ArrayList<>();
    for (InetAddress front :
        Stream.concat(host.addresses().stream(), host.publicAddresses().stream()).toList()) {
      if (!instances.contains(front.getHostAddress())) {
        List<PortRange> open =
            host.listeners().stream()
                .filter(l -> l.addresses().isEmpty() || l.addresses().contains(front))
                .map(listener -> PortRange.of(String.valueOf(listener.port())))
                .toList();
        String to = "ip daddr " + front.getHostAddress();
        lines.add("ip saddr " + set(instances) + " " + to + " drop");
        lines.add(to + " tcp dport != " + ports(open) + " drop");
      }
    }
    return lines;
  }

  private void filter(
      StringBuilder chains,
      String name,
      RuleSet rules,
      Set<String> sources,
      Set<String> destinations,
      List<String> leaving,
      List<String> arriving,
      boolean inner) {
    chains.append("  # ").append(rules.name()).append('\n');
    chains.append(chain(name + "_out", rules.outbound(), rules.otherwiseOutbound(), false));
    chains.append(chain(name + "_in", rules.inbound(), rules.otherwiseInbound(), true));
    if (!sources.isEmpty()) {
      leaving.add("ip saddr " + set(sources) + " jump " + name + "_out");
    }
    if (!destinations.isEmpty()) {
      String jump = "ip daddr " + set(destinations) + " jump " + name + "_in";
      // On the way out the host's filter comes first, on the way in the segment's.
      arriving.add(inner ? arriving.size() : 0, jump);
    }
  }

  private String chain(String name, List<Rule> rules, Action otherwise, boolean inbound) {
    List<String> lines = new ArrayList<>();
    rules.stream()
        .sorted(Comparator.comparingInt(Rule::priority))
        .forEach(
            rule -> {
              for (Protocol protocol : List.of(Protocol.TCP, Protocol.UDP)) {
                boolean ofProtocol = rule.protocol() == Protocol.ANY || rule.protocol() == protocol;
                if (ofProtocol && hasV4(rule.from()) && hasV4(rule.to())) {
                  lines.add(rule(rule, protocol, inbound));
                }
              }
            });
    lines.add("meta l4proto tcp " + verdict(otherwise, Protocol.TCP, inbound));
    lines.add("meta l4proto udp " + verdict(otherwise, Protocol.UDP, inbound));
    return "  chain " + name + " {\n" + lines(lines) + "\n  }\n";
  }

  /** No address of this kernel's is an IPv6 one: a rule for such alone matches nothing. */
  private static boolean hasV4(List<Cidr> prefixes) {
    return prefixes.isEmpty() || !texts(prefixes).isEmpty();
  }

  private String rule(Rule rule, Protocol protocol, boolean inbound) {
    String l4 = protocol.name().toLowerCase(Locale.ROOT);
    StringBuilder line = new StringBuilder("meta l4proto ").append(l4);
    if (!rule.from().isEmpty()) {
      line.append(" ip saddr ").append(set(texts(rule.from())));
    }
    if (!rule.to().isEmpty()) {
      line.append(" ip daddr ").append(set(destinations(rule.to(), inbound)));
    }
    if (!rule.fromPorts().isEmpty()) {
      line.append(' ').append(l4).append(" sport ").append(ports(rule.fromPorts()));
    }
    if (!rule.ports().isEmpty()) {
      line.append(' ').append(l4).append(" dport ").append(ports(rule.ports()));
    }
    return line.append(' ').append(verdict(rule.action(), protocol, inbound)).toString();
  }

  private static String verdict(Action action, Protocol protocol, boolean inbound) {
    return switch (action) {
      case ALLOW -> "return";
      case DROP -> inbound ? "drop" : "meta mark set " + DROPPED + " accept";
      case REJECT ->
          protocol == Protocol.TCP
              ? "reject with tcp reset"
              : "reject with icmp type port-unreachable";
    };
  }

  /** Filters on the way in see a host's own address where a public one was dialled. */
  private Set<String> destinations(List<Cidr> to, boolean inbound) {
    Set<String> all = new LinkedHashSet<>(texts(to));
    if (inbound) {
      for (Host host : places.network().hosts()) {
        if (!host.addresses().isEmpty() && holds(to, host.addresses().get(0))) {
          host.publicAddresses().stream()
              .filter(address -> !holds(to, address))
              .forEach(a -> all.add(a.getHostAddress()));
        }
      }
    }
    return all;
  }

  private static boolean holds(List<Cidr> prefixes, @Nullable InetAddress address) {
    return address != null && prefixes.stream().anyMatch(prefix -> prefix.contains(address));
  }

  private List<String> egress() {
    Set<String> outside = new LinkedHashSet<>();
    segments.forEach(segment -> outside.addAll(places.published(segment)));
    places.internet().forEach(internet -> outside.addAll(places.own(internet)));
    List<String> lines = new ArrayList<>();
    for (Host host : places.network().hosts()) {
      boolean own =
          segments.stream().anyMatch(s -> s.name().equals(host.segment()) && s.ownEgress());
      if (own && !host.publicAddresses().isEmpty() && !outside.isEmpty()) {
        lines.add(
            "ip saddr "
                + set(Places.texts(host.addresses()))
                + " ip daddr "
                + set(outside)
                + " snat to "
                + host.publicAddresses().get(0).getHostAddress());
      }
    }
    for (Segment segment : segments) {
      if (segment.egress() != null && !outside.isEmpty() && !places.sources(segment).isEmpty()) {
        lines.add(
            "ip saddr "
                + set(places.sources(segment))
                + " ip daddr "
                + set(outside)
                + " snat to "
                + segment.egress().getHostAddress());
      }
    }
    return lines;
  }

  private static Set<String> texts(List<Cidr> prefixes) {
    Set<String> texts = new LinkedHashSet<>();
    for (Cidr prefix : prefixes) {
      // The kernel's sets take no overlaps.
      if (prefix.address() instanceof Inet4Address
          && prefixes.stream()
              .noneMatch(
                  other ->
                      !other.equals(prefix)
                          && other.length() <= prefix.length()
                          && other.overlaps(prefix))) {
        texts.add(prefix.toString());
      }
    }
    return texts;
  }

  private static String set(Collection<String> members) {
    return "{ " + String.join(", ", members) + " }";
  }

  private static String ports(List<PortRange> ranges) {
    // Overlapping ranges are merged by nft only where told to: one set is written without them.
    List<PortRange> merged = new ArrayList<>();
    ranges.stream()
        .sorted(Comparator.comparingInt(PortRange::first))
        .forEach(
            range -> {
              PortRange last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
              if (last != null && range.first() <= last.last()) {
                merged.set(
                    merged.size() - 1,
                    new PortRange(last.first(), Math.max(last.last(), range.last())));
              } else {
                merged.add(range);
              }
            });
    return set(merged.stream().map(PortRange::toString).toList());
  }

  private static String lines(List<String> lines) {
    return "    " + String.join("\n    ", lines);
  }
}
