package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.ResolutionPolicy;
import dev.plumbline.azure.model.PrivateDnsZone.VirtualNetworkLink;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.Network.Zone.Unseen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The zones of a topology: private ones seen from linked virtual networks, public ones from
 * everywhere, and the platform's own.
 */
final class NameResolution {

  private static final String CLOUDAPP = "cloudapp.azure.com";
  private static final Duration DEFAULT_TTL = Duration.ofSeconds(300);

  private final AzureTopology topology;

  NameResolution(AzureTopology topology) {
    this.topology = topology;
  }

  List<Zone> zones() {
    List<Zone> zones = new ArrayList<>();
    topology.privateDnsZones().forEach(zone -> zones.addAll(views(zone)));
    publicRecords()
        .forEach(
            (name, records) ->
                zones.add(
                    zone("public DNS zone " + name, name, List.of(), records, false, List.of())));
    return zones;
  }

  /** Returns a view for each policy of the links; one that nobody sees when there is no link. */
  private List<Zone> views(PrivateDnsZone zone) {
    String title = "private DNS zone " + zone.name();
    List<Unseen> unseenFrom = unseenFrom(zone);
    List<Zone> views = new ArrayList<>();
    for (ResolutionPolicy policy : ResolutionPolicy.values()) {
      List<String> seenFrom = seenFrom(zone, policy);
      if (!seenFrom.isEmpty()) {
        boolean redirect = policy == ResolutionPolicy.NX_DOMAIN_REDIRECT;
        views.add(zone(title, zone.name(), seenFrom, zone.records(), redirect, unseenFrom));
      }
    }
    return views.isEmpty()
        ? List.of(zone(title, zone.name(), List.of(), zone.records(), false, unseenFrom))
        : views;
  }

  /** Returns what is missing where a private zone is not seen; the internet is always among it. */
  private List<Unseen> unseenFrom(PrivateDnsZone zone) {
    Set<String> linked = new HashSet<>();
    zone.virtualNetworkLinks().forEach(link -> linked.add(link.virtualNetwork()));
    List<Unseen> unseen = new ArrayList<>();
    unseen.add(
        new Unseen(
            AzureCompiler.INTERNET, "is seen only from the virtual networks that it is linked to"));
    for (VirtualNetwork vnet : topology.virtualNetworks()) {
      if (!linked.contains(vnet.name())) {
        vnet.subnets()
            .forEach(
                subnet ->
                    unseen.add(
                        new Unseen(
                            subnet.name(),
                            "is not linked to virtual network "
                                + vnet.name()
                                + ": the virtual network link is missing")));
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
          vnet.subnets().forEach(s -> segments.add(s.name()));
        }
      }
      for (ConnectedNetwork network : topology.connectedNetworks()) {
        if (network.forwardsDns() && network.connectedTo().indexOf(link.virtualNetwork()) == 0) {
          segments.add(network.name());
        }
      }
    }
    return segments;
  }

  private Map<String, List<String>> publicRecords() {
    Map<String, List<String>> zones = new LinkedHashMap<>();
    for (DnsZone zone : topology.dnsZones()) {
      zones.computeIfAbsent(zone.name(), n -> new ArrayList<>()).addAll(zone.records());
    }
    // Public names of the platform: the zone exists even when it is empty, so that a name in it
    // does not.
    List<String> apis = zones.computeIfAbsent(ApiManagementNames.DOMAIN, n -> new ArrayList<>());
    for (ApiManagementService service : topology.apiManagement()) {
      if (service.virtualNetworkType() == VirtualNetworkType.EXTERNAL) {
        String address = publicAddress(service);
        new ApiManagementNames(service)
            .defaults()
            .forEach(
                host -> apis.add(relative(host, ApiManagementNames.DOMAIN) + " 300 A " + address));
      }
    }
    List<String> labels = zones.computeIfAbsent(CLOUDAPP, n -> new ArrayList<>());
    for (PublicIPAddress address : topology.publicIPAddresses()) {
      if (address.fqdn() != null) {
        labels.add(
            relative(address.fqdn(), CLOUDAPP) + " 60 A " + address.ipAddress().getHostAddress());
      }
    }
    return zones;
  }

  private String publicAddress(ApiManagementService service) {
    return topology.publicIPAddresses().stream()
        .filter(a -> a.name().equals(service.publicIPAddress()))
        .findFirst()
        .map(a -> a.ipAddress().getHostAddress())
        .orElseThrow();
  }

  private static String relative(String host, String zone) {
    return host.substring(0, host.length() - zone.length() - 1);
  }

  private static Zone zone(
      String title,
      String name,
      List<String> seenFrom,
      List<String> records,
      boolean fallThrough,
      List<Unseen> unseenFrom) {
    return new Zone(
        name, seenFrom, List.of(), records, DEFAULT_TTL, fallThrough, title, unseenFrom);
  }
}
