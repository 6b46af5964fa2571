package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.ResolutionPolicy;
import dev.plumbline.azure.model.PrivateDnsZone.VirtualNetworkLink;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.Network.Zone.Absent;
import dev.plumbline.network.Network.Zone.Unseen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Zones that not everybody sees: private zones, from the virtual networks they are linked to, and
 * those of networks outside Azure, from there.
 */
final class PrivateZones {

  private static final Duration DEFAULT_TTL = Duration.ofSeconds(300);

  private final NetworkParts parts;
  private final AzureTopology topology;
  private final PrivateZoneRecords records;

  PrivateZones(NetworkParts parts) {
    this.parts = parts;
    this.topology = parts.topology;
    this.records = new PrivateZoneRecords(parts);
  }

  List<Zone> zones() {
    List<Zone> zones = new ArrayList<>();
    topology.privateDnsZones().forEach(zone -> zones.addAll(views(zone)));
    for (VirtualNetwork vnet : topology.virtualNetworks()) {
      List<String> reverse = records.reverse(vnet);
      if (!reverse.isEmpty()) {
        zones.add(
            new Zone(
                "in-addr.arpa",
                segments(vnet),
                List.of(),
                reverse,
                DEFAULT_TTL,
                true,
                "reverse names of virtual network " + vnet.name(),
                List.of()));
      }
    }
    for (ConnectedNetwork network : topology.connectedNetworks()) {
      network.dnsZones().forEach(zone -> zones.add(outside(network, zone)));
    }
    return zones;
  }

  /** Returns a view for each policy of the links; one that nobody sees when there is no link. */
  private List<Zone> views(PrivateDnsZone zone) {
    List<Unseen> unseenFrom = unseenFrom(zone);
    List<Absent> absent = records.absent(zone);
    List<String> lines = records.of(zone);
    List<Zone> views = new ArrayList<>();
    for (ResolutionPolicy policy : ResolutionPolicy.values()) {
      List<String> seenFrom = seenFrom(zone, policy);
      if (!seenFrom.isEmpty()
          || policy == ResolutionPolicy.DEFAULT && zone.virtualNetworkLinks().isEmpty()) {
        views.add(
            new Zone(
                zone.name(),
                seenFrom,
                List.of(),
                lines,
                DEFAULT_TTL,
                policy == ResolutionPolicy.NX_DOMAIN_REDIRECT,
                "private DNS zone " + zone.name(),
                unseenFrom,
                absent));
      }
    }
    return views;
  }

  private Zone outside(ConnectedNetwork network, DnsZone zone) {
    List<Unseen> unseen = new ArrayList<>();
    String only = "is served by the DNS of " + network.name() + " only";
    unseen.add(new Unseen(Platform.INTERNET, only));
    for (Placed placed : parts.subnets.all()) {
      unseen.add(
          new Unseen(
              placed.name(),
              only
                  + ", to which no forwarding rule leads that is linked to virtual network "
                  + placed.virtualNetwork().name()));
    }
    return new Zone(
        zone.name(),
        List.of(network.name()),
        List.of(),
        zone.records(),
        DEFAULT_TTL,
        false,
        "zone " + zone.name() + " of " + network.name(),
        unseen);
  }

  /** Returns what is missing where a private zone is not seen; the internet is always among it. */
  private List<Unseen> unseenFrom(PrivateDnsZone zone) {
    Set<String> linked = new HashSet<>();
    zone.virtualNetworkLinks().forEach(link -> linked.add(link.virtualNetwork()));
    List<Unseen> unseen = new ArrayList<>();
    unseen.add(
        new Unseen(
            Platform.INTERNET, "is seen only from the virtual networks that it is linked to"));
    for (Placed placed : parts.subnets.all()) {
      String vnet = placed.virtualNetwork().name();
      if (!linked.contains(vnet)) {
        unseen.add(
            new Unseen(
                placed.name(),
                "is not linked to virtual network "
                    + vnet
                    + ": the virtual network link is missing"));
      }
    }
    for (ConnectedNetwork network : topology.connectedNetworks()) {
      if (!network.forwardsDns() || network.connectedTo().isEmpty()) {
        unseen.add(
            new Unseen(
                network.name(),
                "is seen only through a virtual network's resolver, to which the DNS of "
                    + network.name()
                    + " does not forward"));
      } else if (!linked.contains(network.connectedTo().get(0))) {
        unseen.add(
            new Unseen(
                network.name(),
                "is not linked to virtual network "
                    + network.connectedTo().get(0)
                    + ", to whose resolver the DNS of "
                    + network.name()
                    + " forwards: the virtual network link is missing"));
      }
    }
    return unseen;
  }

  private List<String> seenFrom(PrivateDnsZone zone, ResolutionPolicy policy) {
    List<String> segments = new ArrayList<>();
    for (VirtualNetworkLink link : zone.virtualNetworkLinks()) {
      if (link.resolutionPolicy() != policy) {
        continue;
      }
      for (VirtualNetwork vnet : topology.virtualNetworks()) {
        if (vnet.name().equals(link.virtualNetwork())) {
          segments.addAll(segments(vnet));
        }
      }
      for (ConnectedNetwork network : topology.connectedNetworks()) {
        if (network.forwardsDns()
            && network.connectedTo().indexOf(link.virtualNetwork()) == 0
            && DnsServers.inboundEndpoints(parts, link.virtualNetwork()).isEmpty()) {
          segments.add(network.name());
        }
      }
    }
    return segments;
  }

  private List<String> segments(VirtualNetwork vnet) {
    return parts.subnets.of(vnet).stream().map(Placed::name).toList();
  }
}
