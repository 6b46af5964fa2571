package dev.plumbline.containers.wiring;

import static dev.plumbline.containers.wiring.SegmentFilters.quoted;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.containers.wiring.RouteTable.Target;
import dev.plumbline.containers.wiring.Ways.Beyond;
import dev.plumbline.containers.wiring.Ways.Edge;
import dev.plumbline.containers.wiring.Ways.Way;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.Admission;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.SourceTranslation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way between the segments: the links, with what they take, and the internet, where sources are
 * seen by public addresses.
 */
final class CoreRouter {

  private static final int OPENING = 0x10000;
  private static final int BY_ADDRESS = 99;
  private static final int FIRST_SEGMENT = 100;
  private static final int FIRST_BACK = 1_000;

  private final Site site;
  private final Ways ways;
  private final Cabling cabling;
  private final List<Segment> segments;

  CoreRouter(Site site, Ways ways, Cabling cabling) {
    this.site = site;
    this.ways = ways;
    this.cabling = cabling;
    this.segments = site.network().segments();
  }

  /**
   * Adds the namespace to a plan.
   *
   * @param faults what puts the faults of the description in force
   */
  void addTo(PlanBuilder plan, String faults) {
    plan.namespace(
        new Plan.Namespace(
            Cabling.CORE, true, Wiring.ROUTER_SETTINGS, lines(), filters() + faults));
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("addr add " + Cabling.CORE_ADDRESS + "/32 dev lo");
    List<Cidr> prefixes = ways.prefixes();
    List<Cidr> shortest = prefixes.stream().filter(prefix -> prefix.length() == 0).toList();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      if (ways.v6()) {
        lines.add("addr add fe80::1/64 dev " + site.namespace(segment) + " nodad");
      }
      lines.addAll(
          RouteTable.lines(
              FIRST_SEGMENT + i, prefixes, prefix -> opening(ways.lastLeg(segment, prefix))));
      lines.addAll(RouteTable.lines(FIRST_BACK + i, shortest, prefix -> to(segment)));
      rule(lines, 10, "fwmark " + (i + 1) + " lookup " + (FIRST_BACK + i));
      rule(
          lines,
          20,
          "iif "
              + site.namespace(segment)
              + " fwmark "
              + OPENING
              + " lookup "
              + (FIRST_SEGMENT + i));
    }
    lines.addAll(RouteTable.lines(BY_ADDRESS, prefixes, this::byAddress));
    rule(lines, 30, "lookup " + BY_ADDRESS);
    return lines;
  }

  private void rule(List<String> lines, int preference, String rule) {
    lines.addAll(SegmentRoutes.rules(preference, rule, ways.v6()));
  }

  private Target opening(Way way) {
    return way instanceof Beyond beyond ? to(beyond.to()) : Target.LOST;
  }

  /** Returns where an answer goes that belongs to nothing that has passed here. */
  private Target byAddress(Cidr prefix) {
    Segment vantage = null;
    for (Segment segment : segments) {
      if (vantage == null && ways.near(segment, prefix, true) != null) {
        vantage = segment;
      }
    }
    Segment found = vantage != null ? vantage : ways.holder(prefix, segment -> segment);
    Segment end = found != null ? found : ways.internet();
    return end == null ? Target.LOST : to(end);
  }

  private Target to(Segment segment) {
    return new Target(site.namespace(segment), cabling.router(segment), "fe80::2");
  }

  private String filters() {
    return "table inet plumbline {\n"
        + NftText.chain("passed_on", "filter", "prerouting", "raw", passedOn())
        + NftText.chain("marking", "filter", "prerouting", "mangle", marks())
        + NftText.chain("forwarding", "filter", "forward", "filter", forward())
        + NftText.chain("leaving", "nat", "postrouting", "srcnat", leaving())
        + NftText.chain("refusing", "filter", "output", "mangle", refusing())
        + "}\n";
  }

  private static List<String> refusing() {
    return SegmentFilters.refused().stream()
        .map(refused -> refused.replace(" dscp ", " dscp set "))
        .toList();
  }

  private static List<String> passedOn() {
    return List.of(
        "meta l4proto udp ip dscp " + Witnesses.PASSED_ON + " notrack",
        "meta l4proto udp ip6 dscp " + Witnesses.PASSED_ON + " notrack");
  }

  /** Answers go back to the segment that a connection came from, whatever its address there. */
  private List<String> marks() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      String from = quoted(site.namespace(segments.get(i)));
      lines.add(
          "ct direction original ct state { new, established } iifname "
              + from
              + " ct mark 0 ct mark set "
              + (i + 1));
      lines.add(
          "ct direction reply iifname != "
              + from
              + " ct mark "
              + (i + 1)
              + " meta mark set "
              + (i + 1));
    }
    String starting = "ct direction original ct state { new, established } ";
    lines.add(starting + "meta l4proto tcp meta mark set " + OPENING);
    for (String ip : List.of("ip", "ip6")) {
      lines.add(
          starting
              + "meta l4proto udp "
              + ip
              + " dscp != "
              + Witnesses.ANSWERS
              + " meta mark set "
              + OPENING);
    }
    return lines;
  }

  /** Takes a way from one segment to another. */
  interface Leaving {
    void accept(Segment from, boolean v4, String match, Beyond way);
  }

  /** Tells of every way from one segment to another, with what matches the packets that take it. */
  void forEachWay(Leaving leaving) {
    for (Segment from : segments) {
      Set<String> seen = new LinkedHashSet<>();
      for (Cidr prefix : ways.prefixes()) {
        if (ways.lastLeg(from, prefix) instanceof Beyond way) {
          boolean v4 = NftText.isV4(prefix.address());
          List<InetAddress> published = NftText.ofFamily(published(way.to()), v4);
          // A link to a segment is not the way to what is published there.
          boolean toPublished = Ways.isSingle(prefix, published);
          String match =
              "iifname "
                  + quoted(site.namespace(from))
                  + " oifname "
                  + quoted(site.namespace(way.to()))
                  + " meta nfproto "
                  + (v4 ? "ipv4" : "ipv6")
                  + (published.isEmpty()
                      ? ""
                      : (v4 ? " ip" : " ip6")
                          + (toPublished ? " daddr " : " daddr != ")
                          + NftText.set(published));
          if (seen.add(match)) {
            leaving.accept(from, v4, match, way);
          }
        }
      }
    }
  }

  private List<InetAddress> published(Segment segment) {
    return site.network().hosts().stream()
        .filter(host -> host.segment().equals(segment.name()))
        .flatMap(host -> host.publicAddresses().stream())
        .toList();
  }

  private List<String> forward() {
    List<String> lines = new ArrayList<>();
    SegmentFilters.refused().forEach(refused -> lines.add(refused + " accept"));
    // Datagrams that answer what has not passed here open nothing, and keep their source.
    lines.add("meta l4proto udp ct state new ip dscp " + Witnesses.ANSWERS + " accept");
    lines.add("meta l4proto udp ct state new ip6 dscp " + Witnesses.ANSWERS + " accept");
    forEachWay(
        (from, v4, match, way) -> {
          String ip = v4 ? " ip" : " ip6";
          for (Edge link : way.taken()) {
            lines.addAll(
                admission("ct direction original ct state new " + match, link.admission(), v4));
          }
          if (way.byInternet()) {
            // Answers come back to where it leaves, whoever must see them before that.
            int passed = from.internet() ? Witnesses.FROM_INTERNET : Witnesses.THROUGH_INTERNET;
            lines.add(match + ip + " dscp set " + passed);
          }
        });
    return lines;
  }

  /** Returns the lines that drop what a link does not take. */
  static List<String> admission(String match, @Nullable Admission admission) {
    List<String> lines = new ArrayList<>();
    lines.addAll(admission(match, admission, true));
    lines.addAll(admission(match, admission, false));
    return lines;
  }

  private static List<String> admission(String match, @Nullable Admission admission, boolean v4) {
    List<Cidr> sources =
        admission == null ? List.of() : NftText.prefixesOfFamily(admission.sources(), v4);
    if (admission == null || sources.stream().anyMatch(prefix -> prefix.length() == 0)) {
      return List.of();
    }
    return List.of(
        match
            + (sources.isEmpty()
                ? " meta nfproto " + (v4 ? "ipv4" : "ipv6")
                : (v4 ? " ip" : " ip6") + " saddr != " + NftText.prefixes(sources))
            + " drop");
  }

  private List<String> leaving() {
    List<String> lines = new ArrayList<>();
    lines.add("meta l4proto udp ip dscp " + Witnesses.ANSWERS + " accept");
    lines.add("meta l4proto udp ip6 dscp " + Witnesses.ANSWERS + " accept");
    forEachWay(
        (from, v4, match, way) -> {
          if (way.byInternet()) {
            String ip = v4 ? "ip" : "ip6";
            hosts(lines, from, v4, match + " " + ip);
            egress(lines, from, v4, match + " " + ip);
          }
        });
    return lines;
  }

  /** What hosts start, or hide, is seen by their public addresses. */
  private void hosts(List<String> lines, Segment from, boolean v4, String match) {
    for (Host host : site.network().hosts()) {
      List<InetAddress> own = NftText.ofFamily(host.addresses(), v4);
      if (!host.segment().equals(from.name()) || own.isEmpty()) {
        continue;
      }
      List<InetAddress> fixed =
          NftText.ofFamily(
              host.sourceTranslations().stream()
                  .map(SourceTranslation::address)
                  .filter(Objects::nonNull)
                  .toList(),
              v4);
      if (!fixed.isEmpty()) {
        lines.add(
            match
                + " saddr "
                + NftText.set(fixed)
                + (v4 ? " ip" : " ip6")
                + " dscp "
                + Witnesses.HIDDEN
                + " accept");
      }
      List<InetAddress> published = NftText.ofFamily(host.publicAddresses(), v4);
      if (!published.isEmpty()) {
        String mine = match + " saddr " + NftText.set(own);
        if (from.ownEgress()) {
          snat(lines, mine, published.get(0));
        } else if (hides(host)) {
          String ip = v4 ? " ip" : " ip6";
          snat(lines, mine + ip + " dscp " + Witnesses.HIDDEN, published.get(0));
        }
      }
    }
  }

  private void egress(List<String> lines, Segment from, boolean v4, String match) {
    InetAddress egress = from.egress();
    if (egress != null) {
      if (NftText.isV4(egress) == v4) {
        snat(lines, match + " saddr != " + egress.getHostAddress(), egress);
      }
      return;
    }
    for (Segment origin : segments) {
      InetAddress theirs = origin.egress();
      List<Cidr> prefixes = NftText.prefixesOfFamily(origin.prefixes(), v4);
      if (origin != from && theirs != null && NftText.isV4(theirs) == v4 && !prefixes.isEmpty()) {
        snat(lines, match + " saddr " + NftText.prefixes(prefixes), theirs);
      }
    }
  }

  private static void snat(List<String> lines, String match, InetAddress to) {
    lines.add(match + " snat " + NftText.family(to) + " to " + to.getHostAddress());
  }

  private static boolean hides(Host host) {
    return host.sourceTranslations().stream().anyMatch(one -> one.address() == null)
        || host.translations().stream().anyMatch(one -> one.hidesSource());
  }
}
