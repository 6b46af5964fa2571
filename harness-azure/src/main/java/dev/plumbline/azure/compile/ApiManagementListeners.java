package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Api;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.rules.ApiManagementRegion;
import dev.plumbline.azure.rules.HostPattern;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Tcp;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownHost;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.Network.VirtualHost;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an API Management service listens to: its endpoints by their names, on TLS chosen by server
 * name.
 *
 * <p>What the documents leave open: a server name it does not know gets the default certificate,
 * and a Host it does not know the answer 404 in JSON, as an unknown path does, or a reset where the
 * service says so. Port 80 is open and knows the same names, but no API, since APIs are called by
 * HTTPS unless they say otherwise. The status endpoints answer 200 without a body.
 */
final class ApiManagementListeners {

  static final int HTTP_PORT = 80;
  static final int HTTPS_PORT = 443;
  static final int MANAGEMENT_PORT = 3443;
  static final int PROBE_PORT = 6390;

  static final String STATUS_PATH = "/status-0123456789abcdef";
  static final String PORTAL_STATUS_PATH = "/internal-status-0123456789abcdef";
  static final String MANAGEMENT_STATUS_PATH = "/ServiceStatus";

  private static final Reply NOT_FOUND =
      json(404, "{ \"statusCode\": 404, \"message\": \"Resource not found\" }");

  private final ApiManagementService service;
  private final ApiManagementNames names;

  ApiManagementListeners(ApiManagementService service) {
    this.service = service;
    this.names = new ApiManagementNames(service);
  }

  /** Returns the listeners for clients of some endpoints, by HTTPS and HTTP. */
  List<Listener> clients(
      ApiManagementRegion region, Set<HostnameType> endpoints, List<InetAddress> addresses) {
    return List.of(
        listener(HTTPS_PORT, addresses, virtualHosts(region, endpoints, true)),
        listener(HTTP_PORT, addresses, virtualHosts(region, endpoints, false)));
  }

  /**
   * Returns the listeners for clients that come from the internet while public network access is
   * disabled: the gateway answers 403 to everything, other endpoints as ever.
   *
   * <p>Sources differ on whether the setting concerns the gateway or the management plane; here it
   * is the gateway (Azure documentation, "Connect privately to API Management using an inbound
   * private endpoint").
   */
  List<Listener> refusing(
      ApiManagementRegion region, Set<HostnameType> endpoints, List<InetAddress> addresses) {
    List<Listener> listeners = new ArrayList<>();
    for (int port : List.of(HTTPS_PORT, HTTP_PORT)) {
      List<VirtualHost> hosts = new ArrayList<>();
      hosts.add(new VirtualHost(names.gateway(region), List.of(), reply(forbidden())));
      Set<HostnameType> others = EnumSet.copyOf(endpoints);
      others.remove(HostnameType.PROXY);
      hosts.addAll(virtualHosts(region, others, port == HTTPS_PORT));
      listeners.add(listener(port, addresses, exactNamesFirst(hosts)));
    }
    return listeners;
  }

  /** Returns the listener of the control plane. */
  Listener management(List<InetAddress> addresses) {
    List<VirtualHost> hosts = new ArrayList<>(List.of(managementHost()));
    anyOther(hosts);
    return listener(MANAGEMENT_PORT, addresses, hosts);
  }

  /** Returns the port by which the platform's load balancer tries the instances. */
  Listener probe(List<InetAddress> instances) {
    return new Listener(PROBE_PORT, instances, null, 0, null, null, new Tcp("", false));
  }

  /**
   * Returns the platform's certificate, and one for each custom name, as a team uploads them; the
   * platform's is last.
   */
  List<CertificateSpec> certificates() {
    List<CertificateSpec> certificates = new ArrayList<>();
    for (HostnameConfiguration custom : service.hostnameConfigurations()) {
      certificates.add(
          new CertificateSpec(
              certificateName(custom.hostName()),
              custom.certificateNames().isEmpty()
                  ? List.of(custom.hostName())
                  : custom.certificateNames(),
              custom.certificateIssuer(),
              custom.certificateValidity()));
    }
    List<String> platform = new ArrayList<>();
    for (String labels :
        List.of(
            "", ".developer", ".portal", ".management", ".scm", ".configuration", ".regional")) {
      platform.add("*" + labels + "." + ApiManagementNames.DOMAIN);
    }
    certificates.add(certificate(certificateName("default"), platform));
    return certificates;
  }

  private Listener listener(int port, List<InetAddress> addresses, List<VirtualHost> hosts) {
    UnknownHost unknown =
        service.unknownHost() == ApiManagementService.UnknownHost.RESET
            ? UnknownHost.CLOSE
            : UnknownHost.NOT_FOUND;
    Http http = new Http(hosts, unknown, null, Duration.ofSeconds(60));
    return new Listener(port, addresses, port == HTTP_PORT ? null : tls(), 0, http, null, null);
  }

  /**
   * Without a server name, or with one that fits no certificate: the only custom gateway name's,
   * else the one of the custom gateway name marked for it, else the platform's.
   */
  private Tls tls() {
    List<HostnameConfiguration> gateways =
        service.hostnameConfigurations().stream()
            .filter(c -> c.type() == HostnameType.PROXY)
            .toList();
    String first =
        gateways.stream()
            .filter(c -> gateways.size() == 1 || c.defaultSslBinding())
            .findFirst()
            .map(c -> certificateName(c.hostName()))
            .orElse(certificateName("default"));
    List<String> order = new ArrayList<>(List.of(first));
    for (CertificateSpec certificate : certificates()) {
      if (!order.contains(certificate.name())) {
        order.add(certificate.name());
      }
    }
    // Each host name has the certificate that was uploaded for it, whatever names that carries.
    Map<String, String> serverNames = new LinkedHashMap<>();
    for (HostnameConfiguration custom : service.hostnameConfigurations()) {
      serverNames.putIfAbsent(custom.hostName(), certificateName(custom.hostName()));
    }
    serverNames.put("*." + ApiManagementNames.DOMAIN, certificateName("default"));
    return new Tls(
        order, "TLSv1.2", UnknownSni.DEFAULT_CERTIFICATE, false, false, serverNames, null);
  }

  private List<VirtualHost> virtualHosts(
      ApiManagementRegion region, Set<HostnameType> endpoints, boolean secure) {
    List<VirtualHost> hosts = new ArrayList<>();
    for (HostnameType type : HostnameType.values()) {
      List<String> own = type == HostnameType.PROXY ? names.gateway(region) : names.of(type);
      boolean silent = type == HostnameType.PROXY && region.disableGateway();
      if (endpoints.contains(type) && !own.isEmpty() && !silent) {
        hosts.add(virtualHost(type, own, secure));
      }
    }
    hosts = exactNamesFirst(hosts);
    anyOther(hosts);
    return hosts;
  }

  /** A custom name with a wildcard leaves to others what they name exactly. */
  private static List<VirtualHost> exactNamesFirst(List<VirtualHost> hosts) {
    List<VirtualHost> exact = new ArrayList<>();
    List<VirtualHost> wild = new ArrayList<>();
    for (VirtualHost host : hosts) {
      named(host, false).ifPresent(exact::add);
      named(host, true).ifPresent(wild::add);
    }
    exact.addAll(wild);
    return exact;
  }

  private static Optional<VirtualHost> named(VirtualHost host, boolean wild) {
    List<String> names =
        host.names().stream().filter(name -> HostPattern.isWild(name) == wild).toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new VirtualHost(names, host.routes(), host.otherwise()));
  }

  private void anyOther(List<VirtualHost> hosts) {
    if (service.unknownHost() == ApiManagementService.UnknownHost.NOT_FOUND) {
      hosts.add(new VirtualHost(List.of(), List.of(), reply(NOT_FOUND)));
    }
  }

  private VirtualHost virtualHost(HostnameType type, List<String> own, boolean secure) {
    return switch (type) {
      case PROXY -> new VirtualHost(own, gatewayRoutes(secure), reply(NOT_FOUND));
      case DEVELOPER_PORTAL ->
          new VirtualHost(
              own, List.of(route(PORTAL_STATUS_PATH, ok())), reply(page("Developer portal")));
      case PORTAL -> new VirtualHost(own, List.of(), reply(page("Publisher portal")));
      case MANAGEMENT -> managementHost();
      case SCM -> new VirtualHost(own, List.of(), reply(page("Repository")));
      case CONFIGURATION_API -> new VirtualHost(own, List.of(), reply(NOT_FOUND));
    };
  }

  private List<PathRoute> gatewayRoutes(boolean secure) {
    List<PathRoute> routes = new ArrayList<>(List.of(route(STATUS_PATH, ok())));
    if (secure) {
      for (Api api : service.apis()) {
        Handling handling =
            api.backend() == null
                ? Handling.echoing()
                : Handling.forwardingTo(ApiManagementBackends.name(api));
        routes.add(new PathRoute(List.of(api.path(), api.path() + "/*"), handling));
      }
    }
    return routes;
  }

  private VirtualHost managementHost() {
    return new VirtualHost(
        names.of(HostnameType.MANAGEMENT),
        List.of(route(MANAGEMENT_STATUS_PATH, ok())),
        reply(NOT_FOUND));
  }

  private Reply forbidden() {
    return json(
        403,
        "{ \"statusCode\": 403, \"message\": \"Request originated from client public IP address"
            + " {client-address}, public network access on this 'Microsoft.ApiManagement/service/"
            + service.name()
            + "' is disabled.\" }");
  }

  private String certificateName(String of) {
    return service.name() + "/" + of;
  }

  private static CertificateSpec certificate(String name, List<String> hosts) {
    return new CertificateSpec(name, hosts, "lab", Validity.VALID);
  }

  private static PathRoute route(String path, Reply reply) {
    return new PathRoute(List.of(path), reply(reply));
  }

  private static Handling reply(@Nullable Reply reply) {
    return new Handling(reply, false, null, null, Duration.ZERO);
  }

  private static Reply ok() {
    return new Reply(200, List.of(), "");
  }

  private static Reply json(int status, String body) {
    return new Reply(status, List.of("Content-Type: application/json"), body);
  }

  private static Reply page(String title) {
    return new Reply(
        200,
        List.of("Content-Type: text/html; charset=utf-8"),
        "<!doctype html><title>" + title + "</title><h1>" + title + "</h1>");
  }
}
