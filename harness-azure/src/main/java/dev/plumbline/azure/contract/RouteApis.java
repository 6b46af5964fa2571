package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Api;
import java.util.List;
import java.util.Optional;

/** The APIs of a service that are behind one way through a gateway. */
final class RouteApis {

  private RouteApis() {}

  /**
   * Returns the paths that calls of the APIs behind a way start with, as callers ask the gateway
   * for them; without a slash at the end.
   */
  static List<String> of(GatewayRoute route, ApiManagementService service) {
    return service.apis().stream()
        .map(Api::path)
        .map(RouteApis::withoutSlash)
        .flatMap(path -> asked(route, path).stream())
        .filter(path -> GatewayRoute.covers(route.gateway(), route.pattern(), path + "/"))
        .filter(
            path ->
                route.earlierPatterns().stream()
                    .noneMatch(
                        earlier -> GatewayRoute.covers(route.gateway(), earlier, path + "/")))
        .toList();
  }

  /**
   * A path that takes the place of what the pattern stands for is not in what callers ask for. An
   * API that is deeper than this path is all that is behind the way.
   */
  private static Optional<String> asked(GatewayRoute route, String path) {
    String own = route.settings().path();
    if (own == null) {
      return Optional.of(path);
    }
    String replaced = withoutSlash(own);
    return (path + "/").startsWith(replaced + "/")
        ? Optional.of(start(route.pattern()) + path.substring(replaced.length()))
        : Optional.empty();
  }

  /** Returns what all paths that a pattern takes start with; without a slash at the end. */
  static String start(String pattern) {
    return pattern.replaceAll("/?\\*$", "");
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
