package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.contract.PathMapWays.Way;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.rules.GatewayManagement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    String managed = GatewayManagement.unreachable(subject.topology(), gateway).orElse("reached");
    chapter.described(
        "the platform reaches " + gateway.name() + " to manage it",
        lab ->
            assertThat(
                    lab.stated(
                        "management of " + gateway.name() + " by the platform", managed, List.of()))
                .says("reached"));
    for (GatewayRoute route : routes) {
      chapter.add(new FrontedRoute(subject, service, route).chapter());
    }
    for (UrlPathMap map : gateway.urlPathMaps()) {
      PathMapWays ways = new PathMapWays(subject, gateway, service, map);
      if (!ways.listeners().isEmpty()
          && map.pathRules().stream()
              .anyMatch(rule -> leadsTo(routes, rule.backendAddressPool()))) {
        keepsSomethingBack(chapter, map, ways);
      }
    }
    for (HttpListener listener : gateway.httpListeners()) {
      if (routes.stream().noneMatch(r -> r.listener().equals(listener))) {
        leadsElsewhere(chapter, gateway, service, listener);
      }
    }
    if (service.virtualNetworkType() == VirtualNetworkType.INTERNAL) {
      chapter.add(noWayPast(subject, service));
    }
    return chapter.node();
  }

  private static boolean leadsTo(List<GatewayRoute> routes, @Nullable String pool) {
    return routes.stream().anyMatch(route -> route.pool().name().equals(pool));
  }

  /** A map whose paths all go one way exposes every API, whatever patterns and names it has. */
  private static void keepsSomethingBack(Chapter chapter, UrlPathMap map, PathMapWays ways) {
    List<HttpListener> alike =
        ways.listeners().stream().filter(listener -> !ways.areApart(listener)).toList();
    String says =
        (alike.isEmpty() ? ways.listeners() : alike)
            .stream()
                .flatMap(listener -> ways.of(listener).stream().map(Way::title))
                .collect(Collectors.joining("; "));
    chapter.described(
        "path map " + map.name() + " treats the paths that it names otherwise than the rest",
        lab ->
            Answers.require(
                assertThat(lab.stated("ways of path map " + map.name(), says, List.of())),
                says,
                "ways that differ in more than names: now all APIs are exposed alike",
                seen -> alike.isEmpty()));
  }

  /** A listener of a name of the service's that nothing leads to the service from is a mistake. */
  private static void leadsElsewhere(
      Chapter chapter,
      ApplicationGateway gateway,
      ApiManagementService service,
      HttpListener listener) {
    if (GatewayRoute.redirects(gateway, listener)) {
      return;
    }
    List<String> pools =
        GatewayRoute.of(gateway).stream()
            .filter(r -> r.listener().equals(listener))
            .map(r -> "pool " + r.pool().name())
            .distinct()
            .toList();
    for (HostnameConfiguration custom : service.hostnameConfigurations()) {
      String name = custom.hostName();
      if (listener.hosts().stream().anyMatch(name::equalsIgnoreCase)) {
        chapter.described(
            "listener " + listener.name() + " leads " + name + " to " + service.name(),
            lab ->
                assertThat(
                        lab.stated(
                            "where listener "
                                + listener.name()
                                + " of "
                                + gateway.name()
                                + " leads",
                            pools.isEmpty() ? "nowhere" : String.join(", ", pools),
                            List.of()))
                    .says(service.name()));
      }
    }
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
