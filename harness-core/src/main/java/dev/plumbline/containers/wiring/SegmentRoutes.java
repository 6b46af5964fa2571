package dev.plumbline.containers.wiring;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.containers.wiring.Cabling.Port;
import dev.plumbline.containers.wiring.RouteTable.Target;
import dev.plumbline.containers.wiring.Ways.Way;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a segment's router.
 *
 * <p>What opens a connection has other ways than answers, since links are about opening; the
 * filters mark it with {@link #OPENING}. Hosts that the segment's routes are not for, and
 * appliances that its routes lead to, have tables of their own.
 */
final class SegmentRoutes {

  /** The mark of what opens a connection. */
  static final int OPENING = 1;

  /** The mark of what follows on it in the same direction: it goes the same ways, unasked. */
  static final int FOLLOWING = 3;

  /** The mark of answers to what has come through the core. */
  static final int TO_CORE = 4;

  /** What is added to marks of what routers and filters have refused: no route leads it on. */
  static final int REFUSED = 2;

  /** The mark of answers that a host of the segment must get back, plus 16 times its number. */
  static final int RETURNING = 0x10000;

  private static final int FROM_ELSEWHERE = 90;
  private static final int ANSWERS_FROM_ELSEWHERE = 91;
  private static final int STRAIGHT = 92;
  private static final int TO_CORE_STRAIGHT = 93;
  private static final int FIRST_SENDER = 100;
  private static final int FIRST_RETURN = 1_000;
  private static final int FIRST_STEERED = 5_000;

  private final Site site;
  private final Ways ways;
  private final Cabling cabling;
  private final Segment segment;
  private final List<String> lines = new ArrayList<>();

  SegmentRoutes(Site site, Ways ways, Cabling cabling, Segment segment) {
    this.site = site;
    this.ways = ways;
    this.cabling = cabling;
    this.segment = segment;
  }

  /** Returns the lines for {@code ip -batch}. */
  List<String> lines() {
    addresses();
    steered();
    returning();
    senders();
    return List.copyOf(lines);
  }

  private void addresses() {
    lines.add("addr add " + cabling.router(segment) + "/32 dev lo");
    lines.add("addr add " + Cabling.GATEWAY + "/32 dev lo");
    if (ways.v6()) {
      lines.add("addr add " + cabling.routerV6(segment) + "/128 dev lo nodad");
      cabling
          .ports(segment)
          .forEach(p -> lines.add("addr add fe80::1/64 dev " + p.namespace() + " nodad"));
      lines.add("addr add fe80::2/64 dev " + Cabling.UP + " nodad");
      cabling
          .steered(segment)
          .forEach(a -> lines.add("addr add fe80::1/64 dev " + cabling.towards(a) + " nodad"));
      forSteeredHere(
          (from, appliance) ->
              lines.add("addr add fe80::2/64 dev " + cabling.from(from, appliance) + " nodad"));
    }
  }

  private interface Steered {
    void accept(Segment from, Host appliance);
  }

  /** Tells of every appliance of this segment that the routes of another one lead to. */
  private void forSteeredHere(Steered steered) {
    for (Segment from : site.network().segments()) {
      for (Host appliance : cabling.steered(from)) {
        if (appliance.segment().equals(segment.name())) {
          steered.accept(from, appliance);
        }
      }
    }
  }

  private void steered() {
    Map<Host, Integer> tables = new LinkedHashMap<>();
    forSteeredHere(
        (from, appliance) -> {
          Integer table = tables.get(appliance);
          if (table == null) {
            table = FIRST_STEERED + tables.size();
            tables.put(appliance, table);
            all(table, to(site.namespace(appliance)));
          }
          rule(10, "iif " + cabling.from(from, appliance) + " lookup " + table);
        });
  }

  /** What answers must come back to goes first, unless the segment's routes lead them elsewhere. */
  private void returning() {
    for (Port port : cabling.ports(segment)) {
      Host host = port.host();
      if (host != null && SegmentFilters.takesBack(host)) {
        int table = FIRST_RETURN + number(host);
        Target back = to(port.namespace());
        lines.addAll(
            RouteTable.lines(
                table, ways.prefixes(), prefix -> ledOn(ways.answer(segment, null, prefix), back)));
        // From elsewhere, answers are not led by this segment's routes any more.
        int straight = 2 * FIRST_RETURN + number(host);
        all(straight, back);
        String mark = "fwmark " + (RETURNING + 16 * number(host));
        rule(20, "iif " + Cabling.UP + " " + mark + " lookup " + straight);
        rule(20, "iif lo " + mark + " lookup " + straight);
        String refused = "fwmark " + (RETURNING + 16 * number(host) + REFUSED);
        rule(20, refused + " lookup " + straight);
        rule(21, mark + " lookup " + table);
      }
    }
  }

  private int number(Host host) {
    return site.network().hosts().indexOf(host);
  }

  private void senders() {
    String opening = "fwmark " + OPENING + "/" + OPENING + " ";
    int table = FIRST_SENDER + 3;
    for (Port port : cabling.ports(segment)) {
      Host host = port.host();
      if (host != null && hasOwnWays(host)) {
        String from = "iif " + port.namespace() + " ";
        tables(table, host);
        rule(30, from + opening + "lookup " + table);
        rule(31, from + "fwmark " + TO_CORE + " lookup " + (table + 2));
        rule(32, from + "lookup " + (table + 1));
        table += 3;
      }
    }
    lines.addAll(
        RouteTable.lines(
            FROM_ELSEWHERE, ways.prefixes(), prefix -> fromElsewhere(prefix, Cabling.NOBODY)));
    lines.addAll(
        RouteTable.lines(
            ANSWERS_FROM_ELSEWHERE, ways.prefixes(), prefix -> fromElsewhere(prefix, null)));
    tables(FIRST_SENDER, null);
    // What a router itself refuses is told to the client whatever the routes say.
    lines.addAll(
        RouteTable.lines(
            STRAIGHT,
            ways.prefixes(),
            prefix -> {
              String near = ways.near(segment, prefix, true);
              return near == null ? core() : to(near);
            }));
    all(TO_CORE_STRAIGHT, core());
    rule(22, "fwmark " + (TO_CORE + REFUSED) + " lookup " + TO_CORE_STRAIGHT);
    rule(22, "fwmark " + REFUSED + " lookup " + STRAIGHT);
    rule(25, "iif lo fwmark " + TO_CORE + " lookup " + TO_CORE_STRAIGHT);
    rule(26, "iif lo lookup " + STRAIGHT);
    rule(40, "iif " + Cabling.UP + " " + opening + "lookup " + FROM_ELSEWHERE);
    rule(41, "iif " + Cabling.UP + " lookup " + ANSWERS_FROM_ELSEWHERE);
    rule(50, opening + "lookup " + FIRST_SENDER);
    rule(51, "fwmark " + TO_CORE + " lookup " + (FIRST_SENDER + 2));
    rule(52, "lookup " + (FIRST_SENDER + 1));
  }

  private boolean hasOwnWays(Host host) {
    return host.apart() || segment.routes().stream().anyMatch(r -> host.name().equals(r.via()));
  }

  private void tables(int first, @Nullable Host sender) {
    List<Cidr> prefixes = ways.prefixes();
    lines.addAll(RouteTable.lines(first, prefixes, p -> target(ways.opening(segment, sender, p))));
    lines.addAll(
        RouteTable.lines(first + 1, prefixes, p -> target(ways.answer(segment, sender, p))));
    lines.addAll(
        RouteTable.lines(first + 2, prefixes, p -> ledOn(ways.answer(segment, sender, p), core())));
  }

  private Target fromElsewhere(Cidr prefix, @Nullable String otherwise) {
    // Answers find vantages, too; to what opens connections they are nobody.
    String near = ways.near(segment, prefix, otherwise == null);
    if (near == null) {
      near =
          site.network().hosts().stream()
              .filter(host -> host.segment().equals(segment.name()))
              .filter(host -> Ways.isSingle(prefix, host.publicAddresses()))
              .findFirst()
              .map(site::namespace)
              .orElse(null);
    }
    if (near != null) {
      return to(near);
    }
    return otherwise == null ? Target.LOST : Target.on(otherwise);
  }

  private Target target(Way way) {
    if (way instanceof Ways.Near near) {
      return to(near.namespace());
    }
    if (way instanceof Ways.Nobody) {
      return Target.on(Cabling.NOBODY);
    }
    if (way instanceof Ways.By by) {
      Segment there = ways.segment(by.appliance().segment());
      return there == segment
          ? to(site.namespace(by.appliance()))
          : new Target(cabling.towards(by.appliance()), cabling.router(there), "fe80::2");
    }
    if (way instanceof Ways.Beyond) {
      return core();
    }
    return Target.on(Cabling.NO_WAY);
  }

  /** Returns where the segment's routes lead an answer, else where it goes straight. */
  private Target ledOn(Way way, Target straight) {
    return way instanceof Ways.By || way instanceof Ways.None ? target(way) : straight;
  }

  private static Target core() {
    return new Target(Cabling.UP, Cabling.CORE_ADDRESS, "fe80::1");
  }

  /** Returns the way to a host or vantage on the segment. */
  private static Target to(String namespace) {
    return new Target(namespace, Cabling.HOST, Cabling.HOST_V6);
  }

  private void all(int table, Target target) {
    lines.addAll(
        RouteTable.lines(
            table,
            ways.prefixes().stream().filter(prefix -> prefix.length() == 0).toList(),
            prefix -> target));
  }

  private void rule(int preference, String rule) {
    lines.addAll(rules(preference, rule, ways.v6()));
  }

  /** Returns a routing rule, for both families if there are both. */
  static List<String> rules(int preference, String rule, boolean v6) {
    String line = "rule add pref " + preference + " " + rule;
    return v6 ? List.of(line, "-6 " + line) : List.of(line);
  }
}
