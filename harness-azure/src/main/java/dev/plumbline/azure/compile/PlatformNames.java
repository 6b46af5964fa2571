package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.rules.ApiManagementRegion;
import dev.plumbline.azure.rules.NetworkMode;
import dev.plumbline.azure.rules.PrivateLinkZones;
import dev.plumbline.azure.rules.PublicVips;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names that the platform gives, and what they lead to in public DNS. */
final class PlatformNames {

  private static final long TTL = 300;

  /** The documentation does not tell that of {@code cloudapp.azure.com}. */
  private static final long LABEL_TTL = 60;

  private final AzureTopology topology;
  private final PublicVips vips;

  PlatformNames(AzureTopology topology, PublicVips vips) {
    this.topology = topology;
    this.vips = vips;
  }

  void addTo(PublicNames names) {
    for (ApiManagementService service : topology.apiManagement()) {
      if (NetworkMode.of(service) != NetworkMode.INTERNAL) {
        add(names, service);
      }
    }
    for (PlatformService service : topology.platformServices()) {
      String address = vips.of(service).getHostAddress();
      hostNames(service).forEach(name -> add(names, name, service.name(), address));
    }
    for (PublicIPAddress address : topology.publicIPAddresses()) {
      String fqdn = address.fqdn();
      if (fqdn != null) {
        names.add(fqdn, LABEL_TTL, type(address), address.ipAddress().getHostAddress());
      }
    }
  }

  /**
   * The default gateway name of a service of several regions leads to the nearest one with a
   * gateway; that of a v2 service that is injected is its owner's affair.
   */
  private void add(PublicNames names, ApiManagementService service) {
    ApiManagementNames own = new ApiManagementNames(service);
    String address = vips.of(service).getHostAddress();
    List<ApiManagementRegion> regions = ApiManagementRegion.of(service);
    for (HostnameType type : NetworkMode.endpoints(service.sku())) {
      if (type != HostnameType.PROXY) {
        names.add(own.defaultName(type), TTL, "A", address);
      } else if (NetworkMode.of(service).isPublic()) {
        ApiManagementRegion first =
            regions.stream().filter(r -> !r.disableGateway()).findFirst().orElse(regions.get(0));
        String gateway = vips.of(first.owner()).getHostAddress();
        if (ApiManagementRouting.isRouted(service) && !hasPrivateEndpoint(service.name())) {
          String label = ApiManagementRouting.label(service);
          names.add(own.defaultName(type), TTL, "CNAME", label + ".trafficmanager.net.");
        } else {
          add(names, own.defaultName(type), service.name(), gateway);
        }
        for (ApiManagementRegion region : regions) {
          if (own.hasRegionalName(region)) {
            String regional = vips.of(region.owner()).getHostAddress();
            names.add(own.regional(region), TTL, "A", regional);
          }
        }
      }
    }
  }

  /** A name leads to the private link name, for those who have no private zone for it as well. */
  private void add(PublicNames names, String name, String service, String address) {
    String behind = PrivateLinkZones.privateName(name).orElse(null);
    if (behind == null || !hasPrivateEndpoint(service)) {
      names.add(name, TTL, "A", address);
    } else {
      names.add(name, TTL, "CNAME", behind + ".");
      names.add(behind, TTL, "A", address);
    }
  }

  private boolean hasPrivateEndpoint(String service) {
    return topology.privateEndpoints().stream()
        .anyMatch(
            e -> e.service().equals(service) && e.connectionState() == ConnectionState.APPROVED);
  }

  /** Returns the public names of a service: those written, or those of its type. */
  static List<String> hostNames(PlatformService service) {
    if (!service.hostNames().isEmpty()) {
      return service.hostNames();
    }
    String label = service.name().toLowerCase(Locale.ROOT);
    return PrivateLinkZones.of(service.resourceType()).stream()
        .map(entry -> label + "." + entry.publicZone())
        .distinct()
        .toList();
  }

  /** Returns the public names that private endpoints of a group stand for. */
  static List<String> namesBehind(AzureTopology topology, PrivateEndpoint endpoint) {
    for (ApiManagementService service : topology.apiManagement()) {
      if (service.name().equals(endpoint.service())) {
        return new ApiManagementNames(service).defaults().subList(0, 1);
      }
    }
    List<String> names = new ArrayList<>();
    for (PlatformService service : topology.platformServices()) {
      if (service.name().equals(endpoint.service())) {
        for (String name : hostNames(service)) {
          if (isOfGroup(service, endpoint, name)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  private static boolean isOfGroup(
      PlatformService service, PrivateEndpoint endpoint, String hostName) {
    List<PrivateLinkZones.Entry> known =
        PrivateLinkZones.of(service.resourceType()).stream()
            .filter(entry -> hostName.toLowerCase(Locale.ROOT).endsWith("." + entry.publicZone()))
            .filter(entry -> isOfPart(entry, hostName))
            .toList();
    return known.isEmpty()
        || known.stream()
            .anyMatch(
                entry -> endpoint.groupIds().stream().anyMatch(entry.groupId()::equalsIgnoreCase));
  }

  /** The two SQL endpoints of a Synapse workspace share a zone. */
  private static boolean isOfPart(PrivateLinkZones.Entry entry, String hostName) {
    return !entry.publicZone().equals("sql.azuresynapse.net")
        || entry.groupId().equals("SqlOnDemand")
            == hostName.toLowerCase(Locale.ROOT).contains("-ondemand.");
  }

  private static String type(PublicIPAddress address) {
    return address.ipAddress().getAddress().length == 4 ? "A" : "AAAA";
  }
}
