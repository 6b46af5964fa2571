package dev.plumbline.sim;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Zone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** The zones that a DNS server answers from, as one segment sees them. Pure. */
final class ZoneSet {

  private final Map<Name, List<ZoneLookup>> byApex;
  private final boolean viewFirst;

  private ZoneSet(List<ZoneLookup> zones) {
    this(zones, false);
  }

  private ZoneSet(List<ZoneLookup> zones, boolean viewFirst) {
    this.viewFirst = viewFirst;
    byApex = new HashMap<>();
    zones.forEach(zone -> byApex.computeIfAbsent(zone.apex(), apex -> new ArrayList<>()).add(zone));
    // A zone that names segments hides one that does not: it comes first.
    byApex
        .values()
        .forEach(
            same -> same.sort(Comparator.comparing(zone -> zone.zone().isSeenFromEverywhere())));
  }

  /** Reads all zones of a network. */
  static List<ZoneLookup> read(Network network) {
    return network.zones().stream().map(ZoneLookup::new).toList();
  }

  /**
   * Returns the zones that a segment sees, whoever serves them: those that name segments before all
   * that do not, since a resolver that has the answer does not ask for it.
   */
  static ZoneSet seenFrom(String segment, List<ZoneLookup> zones) {
    return new ZoneSet(zones.stream().filter(zone -> sees(segment, zone.zone())).toList(), true);
  }

  /** Returns the zones that a segment sees and a host is authoritative for. */
  static ZoneSet servedBy(Host host, Dns dns, String segment, List<ZoneLookup> zones) {
    return new ZoneSet(
        zones.stream()
            .filter(zone -> sees(segment, zone.zone()))
            .filter(zone -> serves(host, dns, zone.zone()))
            .toList());
  }

  /**
   * Returns the zones that a segment would be answered from, if only it saw them.
   *
   * @param server the server's host
   */
  static ZoneSet unseenFrom(String segment, Host server, Dns dns, List<ZoneLookup> zones) {
    return new ZoneSet(
        zones.stream()
            .filter(zone -> !sees(segment, zone.zone()))
            .filter(zone -> dns.recursive() || serves(server, dns, zone.zone()))
            .toList());
  }

  private static boolean sees(String segment, Zone zone) {
    return zone.isSeenFrom(segment);
  }

  private static boolean serves(Host host, Dns dns, Zone zone) {
    return zone.servers().isEmpty()
        ? dns.forwarders().isEmpty()
        : zone.servers().contains(host.name());
  }

  /** Returns whether there is none. */
  boolean isEmpty() {
    return byApex.isEmpty();
  }

  /**
   * Returns the zones that a question may be answered from: the one with the longest name that
   * fits, then, as far as each lets names fall through, those that it hides. A question for DS at a
   * zone's own name belongs to the zone above (RFC 4035 section 3.1.4.1).
   */
  List<ZoneLookup> candidates(Name name, int type) {
    List<ZoneLookup> candidates = new ArrayList<>(2);
    List<ZoneLookup> atTheCut = List.of();
    for (int strip = 0; strip <= name.labels() - 1; strip++) {
      List<ZoneLookup> same =
          byApex.getOrDefault(strip == 0 ? name : new Name(name, strip), List.of());
      if (strip == 0 && type == Type.DS) {
        atTheCut = same;
      } else {
        candidates.addAll(same);
      }
    }
    if (viewFirst) {
      candidates.sort(Comparator.comparing(zone -> zone.zone().isSeenFromEverywhere()));
    }
    return candidates.isEmpty() ? atTheCut : candidates;
  }
}
