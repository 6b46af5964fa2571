package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Api;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Upstream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
        .flatMap(api -> url(api.backend()).stream().map(url -> upstream(api, url)))
        .toList();
  }

  static String name(Api api) {
    return "api " + api.path();
  }

  /** Returns the URL of a backend; empty when it is not one that can be called. */
  static Optional<URI> url(String text) {
    try {
      URI url = new URI(text);
      String host = url.getHost() == null ? "" : unbracketed(url.getHost());
      boolean callable =
          ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
              && (HostNames.isHostName(host) || IpAddresses.isLiteral(host))
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && url.getPort() != 0
              && url.getPort() <= 65535;
      return callable ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Upstream upstream(Api api, URI url) {
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
    return new Upstream(
        name(api),
        List.of(unbracketed(url.getHost())),
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

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
