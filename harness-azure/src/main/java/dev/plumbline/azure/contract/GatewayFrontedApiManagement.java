package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.ApplicationGateway;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The tests of {@link GatewayFrontedApiManagementContract}. */
final class GatewayFrontedApiManagement {

  private GatewayFrontedApiManagement() {}

  static Stream<DynamicNode> of(Subject subject) {
    List<DynamicNode> nodes = new ArrayList<>();
    for (ApplicationGateway gateway : subject.topology().applicationGateways()) {
      for (ApiManagementService service : subject.topology().apiManagement()) {
        List<GatewayRoute> routes =
            GatewayRoute.of(gateway).stream().filter(r -> leadsTo(subject, r, service)).toList();
        if (!routes.isEmpty()) {
          nodes.add(node(subject, gateway, service, routes));
        }
      }
    }
    if (nodes.isEmpty()) {
      throw new IllegalStateException(
          "topology "
              + subject.topology().name()
              + " has no application gateway with a pool that leads to an API Management service,"
              + " by its virtual IP or one of its host names, so this contract would prove"
              + " nothing");
    }
    return nodes.stream();
  }

  private static DynamicNode node(
      Subject subject,
      ApplicationGateway gateway,
      ApiManagementService service,
      List<GatewayRoute> routes) {
    Chapter chapter = new Chapter(subject, service.name() + " behind " + gateway.name());
    for (GatewayRoute route : routes) {
      chapter.add(new FrontedRoute(subject, service, route).chapter());
    }
    if (service.virtualNetworkType() == VirtualNetworkType.INTERNAL) {
      chapter.add(noWayPast(subject, service));
    }
    return chapter.node();
  }

  private static Chapter noWayPast(Subject subject, ApiManagementService service) {
    return InternalApiManagement.closedOutside(subject, service, "no way past the gateway");
  }

  private static boolean leadsTo(
      Subject subject, GatewayRoute route, ApiManagementService service) {
    List<String> names = EndpointNames.all(service);
    return route.pool().backendAddresses().stream()
        .anyMatch(
            member ->
                names.stream().anyMatch(member::equalsIgnoreCase)
                    || subject.isMeantFor(member, service));
  }
}
