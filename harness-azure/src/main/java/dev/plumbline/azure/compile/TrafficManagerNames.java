package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.TrafficManagerProfile;
import dev.plumbline.azure.model.TrafficManagerProfile.Endpoint;
import dev.plumbline.azure.model.TrafficManagerProfile.TrafficRoutingMethod;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.rules.Locations;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Zone;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of Traffic Manager profiles in their simplest form: one answer that does not change as
 * long as the description does not.
 *
 * <p>Priority: the healthy endpoint of the smallest number. Weighted: the healthy one of the
 * greatest weight. Performance: the healthy one in the region of the virtual network that asks; for
 * all others the first. Geographic and subnet: the first that is enabled, healthy or not, since
 * regions and ranges are not described. Multi-value: all healthy ones. Where none is healthy, all
 * that are enabled count as if they were (Azure documentation, "Traffic Manager endpoint
 * monitoring"); where none is enabled, the name does not exist.
 */
final class TrafficManagerNames {

  private final AzureTopology topology;
  private final Subnets subnets;

  TrafficManagerNames(AzureTopology topology, Subnets subnets) {
    this.topology = topology;
    this.subnets = subnets;
  }

  void addTo(PublicNames names) {
    for (TrafficManagerProfile profile : topology.trafficManagerProfiles()) {
      List<Endpoint> answer = chosen(profile, null);
      for (Endpoint endpoint : answer) {
        Target target = target(endpoint);
        names.add(name(profile), profile.ttl().toSeconds(), target.type(), target.data());
      }
    }
  }

  /** Returns what virtual networks see that a profile answers by region. */
  List<Zone> views() {
    Map<String, List<String>> segments = new LinkedHashMap<>();
    for (VirtualNetwork vnet : topology.virtualNetworks()) {
      if (vnet.location() != null) {
        for (Placed placed : subnets.of(vnet)) {
          segments
              .computeIfAbsent(Locations.key(vnet.location()), r -> new ArrayList<>())
              .add(placed.name());
        }
      }
    }
    List<Zone> views = new ArrayList<>();
    for (TrafficManagerProfile profile : topology.trafficManagerProfiles()) {
      if (profile.trafficRoutingMethod() == TrafficRoutingMethod.PERFORMANCE) {
        segments.forEach((region, seenFrom) -> view(profile, region, seenFrom, views));
      }
    }
    return views;
  }

  private void view(
      TrafficManagerProfile profile, String region, List<String> seenFrom, List<Zone> views) {
    List<Endpoint> there = chosen(profile, region);
    if (there.isEmpty() || there.equals(chosen(profile, null))) {
      return;
    }
    Target target = target(there.get(0));
    // A zone of the one name: the names of other profiles stay those of the public zone.
    if (target.type().equals("CNAME")) {
      views.add(
          zone(
              PublicNames.TRAFFIC_MANAGER,
              seenFrom,
              List.of(
                  profile.relativeName().toLowerCase(Locale.ROOT)
                      + " "
                      + profile.ttl().toSeconds()
                      + " CNAME "
                      + target.data()),
              profile,
              region));
    } else {
      views.add(
          zone(
              name(profile),
              seenFrom,
              List.of("@ " + profile.ttl().toSeconds() + " " + target.type() + " " + target.data()),
              profile,
              region));
    }
  }

  private static Zone zone(
      String name,
      List<String> seenFrom,
      List<String> records,
      TrafficManagerProfile profile,
      String region) {
    return new Zone(
        name,
        seenFrom,
        List.of(),
        records,
        profile.ttl(),
        true,
        "Traffic Manager profile " + profile.name() + " for " + region,
        List.of());
  }

  private List<Endpoint> chosen(TrafficManagerProfile profile, @Nullable String region) {
    List<Endpoint> enabled = profile.endpoints().stream().filter(Endpoint::enabled).toList();
    List<Endpoint> healthy = enabled.stream().filter(Endpoint::healthy).toList();
    List<Endpoint> able = healthy.isEmpty() ? enabled : healthy;
    return switch (profile.trafficRoutingMethod()) {
      case PRIORITY ->
          able.stream().min(Comparator.comparing(Endpoint::priority)).stream().toList();
      case WEIGHTED -> first(able, Comparator.comparing((Endpoint e) -> -e.weight()));
      case PERFORMANCE ->
          first(
              able,
              Comparator.comparing((Endpoint e) -> region == null || !region.equals(location(e))));
      case GEOGRAPHIC, SUBNET -> first(enabled, Comparator.comparing(e -> 0));
      case MULTI_VALUE -> able;
    };
  }

  private static List<Endpoint> first(List<Endpoint> endpoints, Comparator<Endpoint> by) {
    return endpoints.stream().min(by).stream().toList();
  }

  private @Nullable String location(Endpoint endpoint) {
    if (endpoint.location() != null) {
      return Locations.key(endpoint.location());
    }
    for (ApiManagementService service : topology.apiManagement()) {
      if (service.name().equals(endpoint.target()) && service.location() != null) {
        return Locations.key(service.location());
      }
    }
    return null;
  }

  /** A record that leads to an endpoint. */
  private record Target(String type, String data) {
    static Target of(InetAddress address) {
      String type = address.getAddress().length == 4 ? "A" : "AAAA";
      return new Target(type, address.getHostAddress());
    }
  }

  private Target target(Endpoint endpoint) {
    for (PublicIPAddress address : topology.publicIPAddresses()) {
      if (address.name().equals(endpoint.target())) {
        return address.fqdn() == null
            ? Target.of(address.ipAddress())
            : new Target("CNAME", address.fqdn() + ".");
      }
    }
    for (ApiManagementService service : topology.apiManagement()) {
      if (service.name().equals(endpoint.target())) {
        return new Target("CNAME", new ApiManagementNames(service).defaults().get(0) + ".");
      }
    }
    return IpAddresses.isLiteral(endpoint.target())
        ? Target.of(IpAddresses.parse(endpoint.target()))
        : new Target("CNAME", endpoint.target() + ".");
  }

  private static String name(TrafficManagerProfile profile) {
    return profile.relativeName().toLowerCase(Locale.ROOT) + "." + PublicNames.TRAFFIC_MANAGER;
  }
}
