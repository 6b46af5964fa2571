package dev.plumbline.azure.drill;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.ResolutionPolicy;
import dev.plumbline.azure.model.PrivateDnsZone.VirtualNetworkLink;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.drill.Catalogue;
import dev.plumbline.drill.Catalogue.Places;
import dev.plumbline.drill.Edit;
import dev.plumbline.drill.ZoneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Mistakes with private and public DNS zones. */
final class AzureNames {

  private static final String NOBODY = "198.51.100.77";

  private final AzureTopology topology;
  private final Catalogue<AzureTopology> catalogue;

  AzureNames(AzureTopology topology, Catalogue<AzureTopology> catalogue) {
    this.topology = topology;
    this.catalogue = catalogue;
  }

  void add() {
    String noAddress = "no private DNS zone has an address";
    catalogue
        .add(
            "public-address-in-private-record",
            noAddress,
            places ->
                privately(places, ZoneLine::isAddress, line -> List.of(line.withData(publicly()))))
        .add(
            "private-record-missing",
            "no private DNS zone has a record",
            places -> privately(places, ZoneLine::leadsSomewhere, line -> List.of()))
        .add(
            "private-record-stale",
            noAddress,
            places ->
                privately(places, ZoneLine::isAddress, line -> List.of(line.withData(stale(line)))))
        .add("private-record-published", "no private DNS zone has a record", this::published)
        .add("zone-link-missing", "no private DNS zone has a link", this::unlinked)
        .add(
            "zone-seen-too-widely",
            "every virtual network has a link to every private DNS zone",
            this::linked)
        .add(
            "public-record-missing",
            "no public DNS zone has a record",
            places -> publicly(places, ZoneLine::leadsSomewhere, line -> List.of()))
        .add(
            "public-record-stale",
            "no public DNS zone has a record",
            places ->
                publicly(
                    places,
                    ZoneLine::leadsSomewhere,
                    line -> List.of(new ZoneLine(line.name(), line.ttl(), "A", NOBODY))))
        .add(
            "record-ttl-of-a-week",
            noAddress,
            places -> privately(places, ZoneLine::isAddress, line -> List.of(line.withTtl(604800))))
        .add(
            "forwarder-missing",
            "no connected network passes questions on",
            places -> {
              for (ConnectedNetwork one : topology.connectedNetworks()) {
                if (one.forwardsDns()) {
                  places.add(
                      "connected network " + one.name(),
                      Edit.change(topology, one, "forwardsDns", false));
                }
              }
            });
  }

  private String publicly() {
    return topology.publicIPAddresses().stream()
        .map(PublicIPAddress::ipAddress)
        .map(address -> address.getHostAddress())
        .filter(address -> address.contains("."))
        .findFirst()
        .orElse(NOBODY);
  }

  private static String stale(ZoneLine line) {
    return line.data().replaceAll("\\d+$", line.data().endsWith(".250") ? "249" : "250");
  }

  private void privately(
      Places<AzureTopology> places,
      Predicate<ZoneLine> which,
      Function<ZoneLine, List<ZoneLine>> change) {
    for (PrivateDnsZone zone : topology.privateDnsZones()) {
      for (int i = 0; i < zone.records().size(); i++) {
        ZoneLine line = ZoneLine.of(zone.records().get(i));
        if (which.test(line)) {
          places.add(
              line.name() + " of private DNS zone " + zone.name(),
              Edit.change(
                  topology, zone, "records", changed(zone.records(), i, change.apply(line))));
        }
      }
    }
  }

  private void publicly(
      Places<AzureTopology> places,
      Predicate<ZoneLine> which,
      Function<ZoneLine, List<ZoneLine>> change) {
    for (DnsZone zone : topology.dnsZones()) {
      for (int i = 0; i < zone.records().size(); i++) {
        ZoneLine line = ZoneLine.of(zone.records().get(i));
        if (which.test(line)) {
          places.add(
              line.name() + " of DNS zone " + zone.name(),
              Edit.change(
                  topology, zone, "records", changed(zone.records(), i, change.apply(line))));
        }
      }
    }
  }

  private static List<String> changed(List<String> records, int index, List<ZoneLine> others) {
    List<String> changed = new ArrayList<>(records);
    changed.remove(index);
    changed.addAll(index, others.stream().map(ZoneLine::toString).toList());
    return changed;
  }

  private void published(Places<AzureTopology> places) {
    for (PrivateDnsZone zone : topology.privateDnsZones()) {
      for (String record : zone.records()) {
        ZoneLine line = ZoneLine.of(record);
        if (!line.leadsSomewhere()) {
          continue;
        }
        List<DnsZone> zones = new ArrayList<>();
        boolean there = false;
        for (DnsZone one : topology.dnsZones()) {
          if (one.name().equalsIgnoreCase(zone.name())) {
            List<String> records = new ArrayList<>(one.records());
            records.removeIf(old -> ZoneLine.of(old).name().equalsIgnoreCase(line.name()));
            records.add(record);
            zones.add(Edit.with(one, "records", records));
            there = true;
          } else {
            zones.add(one);
          }
        }
        if (!there) {
          zones.add(new DnsZone(zone.name(), List.of(record)));
        }
        places.add(
            line.name() + " of private DNS zone " + zone.name(),
            Edit.with(topology, "dnsZones", zones));
      }
    }
  }

  private void unlinked(Places<AzureTopology> places) {
    for (PrivateDnsZone zone : topology.privateDnsZones()) {
      for (VirtualNetworkLink link : zone.virtualNetworkLinks()) {
        places.add(
            "private DNS zone " + zone.name() + " and virtual network " + link.virtualNetwork(),
            Edit.remove(topology, link));
      }
    }
  }

  private void linked(Places<AzureTopology> places) {
    for (PrivateDnsZone zone : topology.privateDnsZones()) {
      for (VirtualNetwork one : topology.virtualNetworks()) {
        if (zone.virtualNetworkLinks().stream()
            .noneMatch(link -> link.virtualNetwork().equals(one.name()))) {
          List<VirtualNetworkLink> links = new ArrayList<>(zone.virtualNetworkLinks());
          links.add(new VirtualNetworkLink(one.name(), ResolutionPolicy.DEFAULT));
          places.add(
              "private DNS zone " + zone.name() + " and virtual network " + one.name(),
              Edit.change(topology, zone, "virtualNetworkLinks", links));
        }
      }
    }
  }
}
