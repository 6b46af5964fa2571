package dev.plumbline.containers.wiring;

import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.containers.wiring.Cabling.Port;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How flows are broken while the lab runs: a table of filters in each router, replaced as a whole,
 * behind those of the description. Only what opens a connection meets it; connections that are open
 * stay so.
 *
 * <p>What members of balances and instances are healthy depends on faults, too; so hosts with such
 * get theirs anew.
 */
public final class FaultRules {

  /** The kinds of faults that are put in force here. */
  public static final Set<Fault.Kind> SUPPORTED =
      Set.of(Fault.Kind.DROP, Fault.Kind.REJECT, Fault.Kind.HOST_DOWN);

  private final Site site;
  private final Ways ways;
  private final Cabling cabling;
  private final Witnesses witnesses;

  /** Makes the rules for a site. */
  public FaultRules(Site site) {
    this.site = site;
    this.ways = new Ways(site);
    this.cabling = new Cabling(site, ways);
    this.witnesses = new Witnesses(site, ways, cabling);
  }

  /**
   * Returns scripts for {@code nft -f}, by namespace, after which these faults and those of the
   * description are in force, and no others.
   *
   * <p>There is one for every router and host; those that are the same as the last time need not
   * run again.
   *
   * @param faults the faults; those of other kinds than {@link #SUPPORTED} count for nothing
   */
  public Map<String, String> scripts(Set<Fault> faults) {
    Set<Fault> all = new LinkedHashSet<>(site.network().faults());
    all.addAll(faults);
    Map<String, String> scripts = new LinkedHashMap<>();
    for (Segment segment : site.network().segments()) {
      scripts.put(site.namespace(segment), router(segment, all));
    }
    scripts.put(Cabling.CORE, core(all));
    for (Host host : site.network().hosts()) {
      String script = toItself(host, all);
      if (!host.balances().isEmpty() || host.instances() != null) {
        PlanBuilder known = new PlanBuilder(site.network().name(), "/");
        script +=
            "table inet plumbline\ndelete table inet plumbline\n"
                + new HostFilters(site, ways, witnesses, host, known, faults).script();
      }
      scripts.put(site.namespace(host), script);
    }
    return scripts;
  }

  private String router(Segment segment, Set<Fault> faults) {
    List<String> lines = new ArrayList<>();
    lines.add("meta mark != " + SegmentRoutes.OPENING + " accept");
    for (Fault.Kind kind : List.of(Fault.Kind.DROP, Fault.Kind.REJECT)) {
      for (Fault fault : faults) {
        if (fault.kind() == kind) {
          cut(lines, segment, fault);
        }
      }
    }
    for (Fault fault : faults) {
      if (fault.kind() == Fault.Kind.HOST_DOWN) {
        down(lines, segment, fault);
      }
    }
    return forwarding(lines);
  }

  private static String forwarding(List<String> lines) {
    return "table inet faults\ndelete table inet faults\ntable inet faults {\n"
        + NftText.chain("forwarding", "filter", "forward", "filter + 10", lines)
        + "}\n";
  }

  /**
   * Where a host's address is not seen any more behind the internet, it is known by it in the core
   * only.
   */
  private String core(Set<Fault> faults) {
    List<String> lines = new ArrayList<>();
    for (Fault.Kind kind : List.of(Fault.Kind.DROP, Fault.Kind.REJECT)) {
      for (Fault fault : faults) {
        Host from = fault.from() == null ? null : ways.host(fault.from());
        if (fault.kind() == kind && from != null) {
          for (boolean v4 : new boolean[] {true, false}) {
            behindInternet(lines, fault, from, v4);
          }
        }
      }
    }
    return forwarding(lines);
  }

  private void behindInternet(List<String> lines, Fault fault, Host from, boolean v4) {
    Segment segment = ways.segment(from.segment());
    List<InetAddress> own = NftText.ofFamily(from.addresses(), v4);
    InetAddress egress = segment.egress();
    if (egress == null || NftText.isV4(egress) != v4 || own.isEmpty()) {
      return;
    }
    String match =
        "ct direction original ct state new iifname "
            + SegmentFilters.quoted(site.namespace(segment))
            + (v4 ? " ip" : " ip6")
            + " saddr "
            + NftText.set(own)
            + " ";
    Segment internet = ways.internet();
    if (fault.to() == null || internet != null && internet.name().equals(fault.to())) {
      new CoreRouter(site, ways, cabling)
          .forEachWay(
              (leaving, ofV4, way, beyond) -> {
                if (leaving == segment && ofV4 == v4 && beyond.byInternet()) {
                  verdict(lines, match + way + " " + port(fault), fault);
                }
              });
      return;
    }
    List<InetAddress> to = new ArrayList<>();
    for (Host host : site.network().hosts()) {
      for (InetAddress address : Site.addresses(host)) {
        if (isAt(host, fault.to())
            && NftText.isV4(address) == v4
            && ways.lastLeg(segment, Ways.single(address)) instanceof Ways.Beyond way
            && way.byInternet()) {
          to.add(address);
        }
      }
    }
    if (!to.isEmpty()) {
      String dialled = (v4 ? "ip" : "ip6") + " daddr " + NftText.set(to) + " ";
      verdict(lines, match + dialled + port(fault), fault);
    }
  }

  /**
   * What a host sends to itself passes no router, and a closed port is the host's own answer; both
   * come before the host leads anything on.
   */
  private static String toItself(Host host, Set<Fault> faults) {
    List<String> starting = new ArrayList<>();
    List<String> coming = new ArrayList<>();
    List<String> arriving = new ArrayList<>();
    for (Fault.Kind kind : List.of(Fault.Kind.DROP, Fault.Kind.REJECT, Fault.Kind.HOST_DOWN)) {
      for (Fault fault : faults) {
        if (fault.kind() != kind) {
          continue;
        }
        boolean down = kind == Fault.Kind.HOST_DOWN;
        if (down
            ? host.name().equals(fault.name()) || host.name().equals(fault.to())
            : isAt(host, fault.from()) && isAt(host, fault.to())) {
          for (String to : to(host.addresses(), fault)) {
            starting.add("oifname \"lo\" " + to + "meta mark set " + HostFilters.LED_NOWHERE);
            if (!down) {
              verdict(arriving, "iifname \"lo\" " + to, fault);
            }
          }
          if (down) {
            arriving.addAll(HostFilters.looped(host));
            for (String to : to(Site.addresses(host), fault)) {
              coming.add(to + "meta mark set " + HostFilters.LED_NOWHERE);
              verdict(arriving, to, fault);
            }
          }
        }
      }
    }
    return "table inet faults\ndelete table inet faults\n"
        + (arriving.isEmpty()
            ? ""
            : "table inet faults {\n"
                + NftText.chain("starting", "filter", "output", "-110", starting)
                + NftText.chain("coming", "filter", "prerouting", "-110", coming)
                + NftText.chain("arriving", "filter", "input", "filter - 10", arriving)
                + "}\n");
  }

  private static List<String> to(List<InetAddress> addresses, Fault fault) {
    return Stream.of(true, false)
        .map(v4 -> NftText.ofFamily(addresses, v4))
        .filter(own -> !own.isEmpty())
        .map(own -> NftText.family(own.get(0)) + " daddr " + NftText.set(own) + " ")
        .map(to -> "ct state new " + to + port(fault))
        .toList();
  }

  private static boolean isAt(Host host, @Nullable String place) {
    return place == null || place.equals(host.name()) || place.equals(host.segment());
  }

  private static String port(Fault fault) {
    return fault.port() == null
        ? "meta l4proto { tcp, udp } "
        : "meta l4proto { tcp, udp } th dport " + fault.port() + " ";
  }

  private void cut(List<String> lines, Segment segment, Fault fault) {
    String to = fault.to();
    Set<String> into = new LinkedHashSet<>();
    for (Port port : cabling.ports(segment)) {
      Host host = port.host();
      boolean named = host != null && host.name().equals(to);
      if (to == null || to.equals(segment.name()) || named) {
        into.add(port.namespace());
      }
    }
    if (to == null || to.equals(segment.name())) {
      into.add(Cabling.NOBODY);
    }
    if (!into.isEmpty()) {
      String match = "oifname " + names(into);
      from(segment, fault).forEach(from -> verdict(lines, match + from + port(fault), fault));
    }
    Segment internet = ways.internet();
    if (internet != null && internet != segment && internet.name().equals(to)) {
      // What has come through the internet.
      for (String from : from(segment, fault)) {
        for (String ip : families()) {
          if (!from.contains("dscp") && (from.isBlank() || from.contains(ip + " saddr"))) {
            verdict(lines, ip + " dscp " + Witnesses.THROUGH_INTERNET + from + port(fault), fault);
          }
        }
      }
    }
  }

  private static void verdict(List<String> lines, String match, Fault fault) {
    Action action = fault.kind() == Fault.Kind.DROP ? Action.DROP : Action.REJECT;
    RuleChain.addVerdict(lines, match, Protocol.ANY, action);
  }

  private List<String> families() {
    return ways.v6() ? List.of("ip", "ip6") : List.of("ip");
  }

  private static String names(Set<String> names) {
    return NftText.set(names.stream().map(SegmentFilters::quoted).toList());
  }

  /** Returns what matches packets that have passed a place: where they start, or an appliance. */
  private List<String> from(Segment segment, Fault fault) {
    String from = fault.from();
    if (from == null) {
      return List.of(" ");
    }
    List<String> matches = new ArrayList<>();
    Set<String> near = new LinkedHashSet<>();
    for (Port port : cabling.ports(segment)) {
      if (from.equals(segment.name()) || port.host() != null && port.host().name().equals(from)) {
        near.add(port.namespace());
      }
    }
    if (!near.isEmpty()) {
      matches.add(" iifname " + names(near) + " ");
    }
    Segment internet = ways.internet();
    for (boolean v4 : new boolean[] {true, false}) {
      List<Cidr> sources = NftText.prefixesOfFamily(sources(from), v4);
      if (!sources.isEmpty() && (v4 || ways.v6())) {
        List<InetAddress> seen =
            internet != null && internet.name().equals(from) ? seenThere(internet, v4) : List.of();
        String others =
            seen.isEmpty() ? "" : (v4 ? "ip" : "ip6") + " saddr != " + NftText.set(seen) + " ";
        matches.add(" " + NftText.in("saddr", sources) + others);
      }
    }
    for (String ip : families()) {
      for (Host host : site.network().hosts()) {
        for (int number : List.of(witnesses.number(host), witnesses.translated(host))) {
          if (number > 0 && (host.name().equals(from) || host.segment().equals(from))) {
            matches.add(" " + ip + " dscp " + number + " ");
          }
        }
      }
      if (internet != null && internet != segment && internet.name().equals(from)) {
        String passed = "{ " + Witnesses.FROM_INTERNET + ", " + Witnesses.THROUGH_INTERNET + " }";
        matches.add(" " + ip + " dscp " + passed + " ");
      }
    }
    return matches;
  }

  /** Returns the addresses by which what starts elsewhere is seen in the internet. */
  private List<InetAddress> seenThere(Segment internet, boolean v4) {
    Stream<@Nullable InetAddress> egress =
        site.network().segments().stream()
            .filter(segment -> segment != internet)
            .map(Segment::egress);
    Stream<InetAddress> published =
        site.network().hosts().stream()
            .filter(host -> !host.segment().equals(internet.name()))
            .flatMap(host -> host.publicAddresses().stream());
    return NftText.ofFamily(Stream.concat(egress.filter(Objects::nonNull), published).toList(), v4);
  }

  /** Returns the addresses by which flows that start somewhere are seen elsewhere. */
  private List<Cidr> sources(String from) {
    Set<Cidr> sources = new LinkedHashSet<>();
    for (Host host : site.network().hosts()) {
      if (host.name().equals(from) || host.segment().equals(from)) {
        Stream.concat(host.addresses().stream(), host.publicAddresses().stream())
            .forEach(address -> sources.add(Ways.single(address)));
      }
    }
    for (Segment segment : site.network().segments()) {
      if (segment.name().equals(from)) {
        sources.addAll(segment.prefixes());
        InetAddress egress = segment.egress();
        if (egress != null) {
          sources.add(Ways.single(egress));
        }
      }
    }
    for (VantageAddresses.Place place : site.vantages().values()) {
      if (place.segment().equals(from)) {
        Stream.of(place.v4(), place.v6()).forEach(address -> add(sources, address));
      }
    }
    return List.copyOf(sources);
  }

  private static void add(Set<Cidr> sources, @Nullable InetAddress address) {
    if (address != null) {
      sources.add(Ways.single(address));
    }
  }

  private void down(List<String> lines, Segment segment, Fault fault) {
    for (Port port : cabling.ports(segment)) {
      Host host = port.host();
      if (host != null && (host.name().equals(fault.name()) || host.name().equals(fault.to()))) {
        String into = "oifname " + SegmentFilters.quoted(port.namespace()) + " ";
        for (boolean v4 : new boolean[] {true, false}) {
          List<InetAddress> own = NftText.ofFamily(Site.addresses(host), v4);
          if (own.isEmpty()) {
            continue;
          }
          String dialled = into + (v4 ? "ip" : "ip6") + " daddr " + NftText.set(own) + " ";
          lines.add(dialled + "accept");
        }
        // An appliance that is down forwards nothing.
        lines.add(into + port(fault) + "drop");
      }
    }
  }
}
