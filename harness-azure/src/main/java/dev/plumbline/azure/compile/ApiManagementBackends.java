package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Api;
import dev.plumbline.azure.rules.BackendUrl;
import dev.plumbline.network.Network.Upstream;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The backends of APIs as upstreams. The gateway asks for the backend's own host name, puts its
 * path in place of the API's, waits 300 s by default, and answers 500 when it cannot be reached or
 * is too late: a backend is called by policy, whose errors are the service's.
 */
final class ApiManagementBackends {

  private static final Duration TIMEOUT = Duration.ofSeconds(300);

  private ApiManagementBackends() {}

  static List<Upstream> of(ApiManagementService service) {
    return service.apis().stream()
        .filter(api -> api.backend() != null)
        .flatMap(api -> BackendUrl.parse(api.backend()).stream().map(url -> upstream(api, url)))
        .toList();
  }

  static String name(Api api) {
    return "api " + api.path();
  }

  private static Upstream upstream(Api api, URI url) {
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
    return new Upstream(
        name(api),
        List.of(BackendUrl.host(url)),
        port,
        tls,
        List.of(),
        null,
        true,
        TIMEOUT,
        500,
        500,
        null,
        false,
        url.getRawPath().isEmpty() ? "/" : url.getRawPath(),
        List.of(),
        null,
        false,
        null,
        false);
  }
}
