package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One region of an API Management service.
 *
 * @param service the service
 * @param owner the record that has the region's addresses: the service or the additional location
 * @param location the region; null when not told
 * @param capacity its units
 * @param subnet its subnet, by name; null for none
 * @param disableGateway whether its gateway takes no calls
 */
public record ApiManagementRegion(
    ApiManagementService service,
    Object owner,
    @Nullable String location,
    int capacity,
    @Nullable String subnet,
    boolean disableGateway) {

  /** Returns the regions of a service, its first one first. */
  public static List<ApiManagementRegion> of(ApiManagementService service) {
    List<ApiManagementRegion> regions = new ArrayList<>();
    regions.add(
        new ApiManagementRegion(
            service,
            service,
            service.location(),
            service.capacity(),
            service.subnet(),
            service.disableGateway()));
    for (AdditionalLocation other : service.additionalLocations()) {
      regions.add(
          new ApiManagementRegion(
              service,
              other,
              other.location(),
              other.capacity(),
              other.subnet(),
              other.disableGateway()));
    }
    return regions;
  }

  /** Returns whether it is the service's first region, where its portals are. */
  public boolean first() {
    return owner == service;
  }

  /** Returns the name of its host: the service's, and that of the region behind it elsewhere. */
  public String host() {
    return first() ? service.name() : service.name() + "-" + Locations.key(location);
  }

  /**
   * Returns the name of the host that stands for what is public of a service with private parts.
   */
  public static String publicHost(ApiManagementService service) {
    return service.name() + "-public";
  }
}
