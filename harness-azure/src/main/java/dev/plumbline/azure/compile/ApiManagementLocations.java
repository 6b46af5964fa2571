package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.Subnets;

/**
 * Where services are whose region is not written: a service and its virtual network are in one
 * region, so that the network tells it. Regional names and the routing between regions need it.
 */
final class ApiManagementLocations {

  private ApiManagementLocations() {}

  /** Returns the topology with the regions that the virtual networks of services tell. */
  static AzureTopology told(AzureTopology topology) {
    Subnets subnets = Subnets.of(topology);
    return topology.toBuilder()
        .apiManagement(
            topology.apiManagement().stream().map(service -> told(service, subnets)).toList())
        .build();
  }

  private static ApiManagementService told(ApiManagementService service, Subnets subnets) {
    String location = subnets.region(service.location(), service.subnet());
    if (service.location() != null || location == null) {
      return service;
    }
    return new ApiManagementService(
        service.name(),
        service.sku(),
        service.capacity(),
        location,
        service.virtualNetworkType(),
        service.subnet(),
        service.privateIPAddress(),
        service.publicIPAddress(),
        service.publicNetworkAccess(),
        service.platformVersion(),
        service.zones(),
        service.additionalLocations(),
        service.disableGateway(),
        service.hostnameConfigurations(),
        service.apis(),
        service.unknownHost());
  }
}
