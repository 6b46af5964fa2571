package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.TrafficManagerProfile;
import dev.plumbline.azure.model.TrafficManagerProfile.Endpoint;
import dev.plumbline.azure.model.TrafficManagerProfile.TrafficRoutingMethod;
import dev.plumbline.azure.rules.ApiManagementRegion;
import dev.plumbline.azure.rules.NetworkMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the default gateway name of a public service of several regions leads to the nearest of them:
 * by a Traffic Manager profile of the platform's own over the regional names. A region whose
 * gateway is disabled takes no part.
 */
final class ApiManagementRouting {

  private ApiManagementRouting() {}

  /** Returns whether the default gateway name of a service is routed by region. */
  static boolean isRouted(ApiManagementService service) {
    return !service.additionalLocations().isEmpty()
        && service.location() != null
        && NetworkMode.of(service).isPublic();
  }

  /** Returns the label of the platform's profile of a service. */
  static String label(ApiManagementService service) {
    return "apimgmt-" + service.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the topology with the platform's profiles beside its own. */
  static AzureTopology withProfiles(AzureTopology topology) {
    List<TrafficManagerProfile> profiles = new ArrayList<>(topology.trafficManagerProfiles());
    for (ApiManagementService service : topology.apiManagement()) {
      if (isRouted(service)) {
        profiles.add(profile(service));
      }
    }
    return topology.toBuilder().trafficManagerProfiles(profiles).build();
  }

  private static TrafficManagerProfile profile(ApiManagementService service) {
    ApiManagementNames names = new ApiManagementNames(service);
    List<Endpoint> endpoints =
        ApiManagementRegion.of(service).stream()
            .map(
                region ->
                    new Endpoint(
                        region.host(),
                        names.regional(region),
                        1,
                        1,
                        region.location(),
                        !region.disableGateway(),
                        true))
            .toList();
    return new TrafficManagerProfile(
        label(service),
        label(service),
        Duration.ofSeconds(60),
        TrafficRoutingMethod.PERFORMANCE,
        endpoints);
  }
}
