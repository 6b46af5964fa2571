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
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The zones of a topology: private ones seen from linked virtual networks, public ones from
 * everywhere, and the platform's own.
 */
final class NameResolution {

  private static final String CLOUDAPP = "cloudapp.azure.com";

  private final AzureTopology topology;

  NameResolution(AzureTopology topology) {
    this.topology = topology;
  }

  List<Zone> zones() {
    List<Zone> zones = new ArrayList<>();
    for (PrivateDnsZone zone : topology.privateDnsZones()) {
      for (ResolutionPolicy policy : ResolutionPolicy.values()) {
        List<String> seenFrom = seenFrom(zone, policy);
        if (!seenFrom.isEmpty()) {
          boolean redirect = policy == ResolutionPolicy.NX_DOMAIN_REDIRECT;
          zones.add(zone(zone.name(), seenFrom, zone.records(), redirect));
        }
      }
    }
    publicRecords().forEach((name, records) -> zones.add(zone(name, List.of(), records, false)));
    return zones;
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
      String name, List<String> seenFrom, List<String> records, boolean fallThrough) {
    return new Zone(name, seenFrom, List.of(), records, Duration.ofSeconds(300), fallThrough);
  }
}
