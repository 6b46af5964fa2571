package dev.plumbline.drill;

import dev.plumbline.drill.Catalogue.Places;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Mistakes with names. A zone that the internet does not see is private. */
final class NetworkNames {

  private final Network network;
  private final Catalogue<Network> catalogue;
  private final List<String> internet;

  NetworkNames(Network network, Catalogue<Network> catalogue) {
    this.network = network;
    this.catalogue = catalogue;
    internet = network.segments().stream().filter(Segment::internet).map(Segment::name).toList();
  }

  void add() {
    catalogue
        .add(
            "public-address-in-private-record",
            "no private zone has an address",
            each(
                this::isPrivate,
                ZoneLine::isAddress,
                line -> line.withData(NetworkMisconfigurations.PUBLIC_ADDRESS)))
        .add("private-record-missing", "no private zone has a record", without(this::isPrivate))
        .add(
            "private-record-stale",
            "no private zone has an address",
            each(this::isPrivate, ZoneLine::isAddress, this::stale))
        .add("private-record-published", "no private zone has a record", this::published)
        .add("zone-link-missing", "no zone is for some segments only", this::unseen)
        .add("zone-seen-too-widely", "no zone is for some segments only", this::seenByAll)
        .add(
            "public-record-missing",
            "the internet sees no record",
            without(zone -> !isPrivate(zone)))
        .add(
            "public-record-stale",
            "the internet sees no address",
            each(
                zone -> !isPrivate(zone),
                ZoneLine::isAddress,
                line -> line.withData(NetworkMisconfigurations.PUBLIC_ADDRESS)))
        .add(
            "record-ttl-of-a-week",
            "no zone has an address",
            each(zone -> true, ZoneLine::isAddress, line -> line.withTtl(604800)))
        .add("forwarder-missing", "no DNS server passes questions on", this::forwarders);
  }

  private boolean isPrivate(Zone zone) {
    return !zone.isSeenFromEverywhere() && internet.stream().noneMatch(zone::isSeenFrom);
  }

  private Consumer<Places<Network>> each(
      Predicate<Zone> which, Predicate<ZoneLine> lines, Function<ZoneLine, ZoneLine> change) {
    return places ->
        records(
            which,
            (zone, index) -> {
              ZoneLine line = ZoneLine.of(zone.records().get(index));
              if (lines.test(line)) {
                List<String> records = new ArrayList<>(zone.records());
                records.set(index, change.apply(line).toString());
                places.add(where(zone, line), Edit.change(network, zone, "records", records));
              }
            });
  }

  private Consumer<Places<Network>> without(Predicate<Zone> which) {
    return places ->
        records(
            which,
            (zone, index) -> {
              ZoneLine line = ZoneLine.of(zone.records().get(index));
              if (line.leadsSomewhere()) {
                List<String> records = new ArrayList<>(zone.records());
                records.remove(index.intValue());
                places.add(where(zone, line), Edit.change(network, zone, "records", records));
              }
            });
  }

  private void records(Predicate<Zone> which, BiConsumer<Zone, Integer> each) {
    for (Zone zone : network.zones()) {
      for (int i = 0; i < zone.records().size(); i++) {
        if (which.test(zone)) {
          each.accept(zone, i);
        }
      }
    }
  }

  private ZoneLine stale(ZoneLine line) {
    return line.withData(
        NetworkMisconfigurations.free(network, IpAddresses.parse(line.data())).getHostAddress());
  }

  private void published(Places<Network> places) {
    records(
        this::isPrivate,
        (zone, index) -> {
          ZoneLine line = ZoneLine.of(zone.records().get(index));
          if (line.leadsSomewhere() && !internet.isEmpty()) {
            Zone leak =
                new Zone(
                    zone.name(), internet, List.of(), List.of(line.toString()), zone.ttl(), true);
            List<Zone> zones = new ArrayList<>(network.zones());
            int there = -1;
            for (int i = 0; i < zones.size(); i++) {
              if (zones.get(i).name().equalsIgnoreCase(zone.name()) && !isPrivate(zones.get(i))) {
                there = i;
              }
            }
            if (there < 0) {
              zones.add(leak);
            } else {
              List<String> more = new ArrayList<>(zones.get(there).records());
              more.removeIf(old -> ZoneLine.of(old).name().equalsIgnoreCase(line.name()));
              more.add(line.toString());
              zones.set(there, Edit.with(zones.get(there), "records", more));
            }
            places.add(where(zone, line), Edit.with(network, "zones", zones));
          }
        });
  }

  private void unseen(Places<Network> places) {
    for (Zone zone : network.zones()) {
      for (String segment : zone.seenFrom()) {
        List<String> others = new ArrayList<>(zone.seenFrom());
        others.remove(segment);
        Network changed =
            others.isEmpty()
                ? Edit.remove(network, zone)
                : Edit.change(network, zone, "seenFrom", others);
        places.add("zone " + zone.name() + " for segment " + segment, changed);
      }
    }
  }

  private void seenByAll(Places<Network> places) {
    for (Zone zone : network.zones()) {
      for (Segment segment : network.segments()) {
        boolean other =
            network.zones().stream()
                .anyMatch(
                    one ->
                        one.name().equalsIgnoreCase(zone.name()) && one.isSeenFrom(segment.name()));
        if (isPrivate(zone) && !zone.isSeenFrom(segment.name()) && !other) {
          List<String> more = new ArrayList<>(zone.seenFrom());
          more.add(segment.name());
          places.add(
              "zone " + zone.name() + " for segment " + segment.name(),
              Edit.change(
                  network,
                  zone,
                  "seenFrom",
                  more,
                  "unseenFrom",
                  zone.unseenFrom().stream()
                      .filter(one -> !one.segment().equals(segment.name()))
                      .toList()));
        }
      }
    }
  }

  private void forwarders(Places<Network> places) {
    for (Dns.Forwarder forwarder : Edit.all(network, Dns.Forwarder.class)) {
      places.add(forwarder.inWords(), Edit.remove(network, forwarder));
    }
  }

  private static String where(Zone zone, ZoneLine line) {
    return line.name()
        + " of zone "
        + zone.name()
        + (zone.seenFrom().isEmpty() ? "" : " (seen from " + zone.seenFrom().get(0) + ")");
  }
}
