package dev.plumbline.sim;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Zone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** The zones that a DNS server answers from, as one segment sees them. Pure. */
final class ZoneSet {

  private final Map<Name, List<ZoneLookup>> byApex;

  private ZoneSet(List<ZoneLookup> zones) {
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

  /** Returns the zones that a segment sees, whoever serves them. */
  static ZoneSet seenFrom(String segment, List<ZoneLookup> zones) {
    return new ZoneSet(zones.stream().filter(zone -> sees(segment, zone.zone())).toList());
  }

  /** Returns the zones that a segment sees and a host is authoritative for. */
  static ZoneSet servedBy(Host host, String segment, List<ZoneLookup> zones) {
    return new ZoneSet(
        zones.stream()
            .filter(zone -> sees(segment, zone.zone()))
            .filter(zone -> serves(host, zone.zone()))
            .toList());
  }

  /**
   * Returns the zones that a segment would be answered from, if only it saw them.
   *
   * @param server an authoritative server; null for a resolver, which asks all
   */
  static ZoneSet unseenFrom(String segment, @Nullable Host server, List<ZoneLookup> zones) {
    return new ZoneSet(
        zones.stream()
            .filter(zone -> !sees(segment, zone.zone()))
            .filter(zone -> server == null || serves(server, zone.zone()))
            .toList());
  }

  private static boolean sees(String segment, Zone zone) {
    return zone.isSeenFrom(segment);
  }

  private static boolean serves(Host host, Zone zone) {
    return zone.servers().isEmpty() || zone.servers().contains(host.name());
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
    return candidates.isEmpty() ? atTheCut : candidates;
  }
}
