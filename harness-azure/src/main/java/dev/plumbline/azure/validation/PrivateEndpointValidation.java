package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateLinkService;
import dev.plumbline.azure.rules.NetworkMode;
import dev.plumbline.azure.rules.Subnets;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the platform would refuse of private endpoints. */
final class PrivateEndpointValidation {

  private static final String GATEWAY = "Gateway";
  private static final int MOST_CONNECTIONS = 100;

  private final AzureTopology topology;
  private final Findings problems;
  private final Subnets subnets;
  private final Map<String, ApiManagementService> apis = new HashMap<>();

  PrivateEndpointValidation(AzureTopology topology, Findings problems) {
    this.topology = topology;
    this.problems = problems;
    this.subnets = Subnets.of(topology);
    topology.apiManagement().forEach(service -> apis.put(service.name(), service));
  }

  void check() {
    List<String> services =
        Stream.of(
                apis.keySet().stream(),
                topology.platformServices().stream().map(PlatformService::name),
                topology.privateLinkServices().stream().map(PrivateLinkService::name))
            .flatMap(names -> names)
            .sorted()
            .toList();
    problems.unique(
        "privateEndpoints",
        topology.privateEndpoints().stream().map(PrivateEndpoint::name).toList());
    Map<String, Integer> connections = new HashMap<>();
    for (int i = 0; i < topology.privateEndpoints().size(); i++) {
      PrivateEndpoint endpoint = topology.privateEndpoints().get(i);
      String path = "privateEndpoints[" + i + "]";
      problems.known(path + ".subnet", "a subnet", endpoint.subnet(), subnets.names());
      problems.known(path + ".service", "a service", endpoint.service(), services);
      address(path, endpoint);
      ApiManagementService service = apis.get(endpoint.service());
      if (service != null) {
        toApiManagement(path, endpoint, service);
        if (connections.merge(service.name(), 1, Integer::sum) == MOST_CONNECTIONS + 1) {
          problems.add(
              path + ".service",
              ApiManagementRefusal.ENDPOINTS.because(
                  service.name() + " has " + MOST_CONNECTIONS + " private endpoints before"));
        }
      }
    }
  }

  private void address(String path, PrivateEndpoint endpoint) {
    InetAddress address = endpoint.privateIPAddress();
    subnets
        .find(endpoint.subnet())
        .filter(placed -> !problems.broken("virtualNetworks"))
        .filter(
            placed ->
                address != null
                    && placed.subnet().prefixes().stream().noneMatch(p -> p.contains(address)))
        .ifPresent(
            placed ->
                problems.add(
                    path + ".privateIPAddress",
                    (address == null ? "" : address.getHostAddress())
                        + " lies outside subnet "
                        + placed.name()
                        + " ("
                        + VirtualNetworkValidation.shown(placed.subnet())
                        + ")"));
  }

  private void toApiManagement(
      String path, PrivateEndpoint endpoint, ApiManagementService service) {
    NetworkMode mode = NetworkMode.of(service);
    if (!NetworkMode.PRIVATE_ENDPOINT.tiers().contains(service.sku())) {
      problems.add(
          path + ".service",
          ApiManagementRefusal.ENDPOINT_OF_TIER.because(
              service.name() + " is of the " + NetworkMode.tier(service.sku()) + " tier"));
    } else if (mode.isClassicInjection()) {
      problems.add(
          path + ".service",
          ApiManagementRefusal.ENDPOINT_WITH_INJECTION.because(
              service.name() + " has " + mode.inWords()));
    }
    if (service.platformVersion() == ApiManagementService.PlatformVersion.STV1) {
      problems.add(
          path + ".service",
          ApiManagementRefusal.ENDPOINT_OF_PLATFORM.because(service.name() + " runs on stv1"));
    }
    for (int g = 0; g < endpoint.groupIds().size(); g++) {
      if (!endpoint.groupIds().get(g).equalsIgnoreCase(GATEWAY)) {
        problems.add(
            path + ".groupIds[" + g + "]",
            ApiManagementRefusal.ENDPOINT_GROUP.because("it is " + endpoint.groupIds().get(g)));
      }
    }
  }
}
