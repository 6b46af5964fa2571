package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Api;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownHost;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.Network.VirtualHost;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An API Management service as hosts that answer only on its names. */
final class ApiManagementCompiler {

  static final String STATUS_PATH = "/status-0123456789abcdef";
  static final String PORTAL_STATUS_PATH = "/internal-status-0123456789abcdef";

  private static final int GATEWAY_PORT = 443;
  private static final int MANAGEMENT_PORT = 3443;

  private static final Reply NOT_FOUND =
      new Reply(
          404,
          List.of("Content-Type: application/json"),
          "{ \"statusCode\": 404, \"message\": \"Resource not found\" }");

  private final NetworkParts parts;
  private final ApiManagementService service;
  private final ApiManagementNames names;

  ApiManagementCompiler(NetworkParts parts, ApiManagementService service) {
    this.parts = parts;
    this.service = service;
    this.names = new ApiManagementNames(service);
  }

  void add() {
    parts.subnets.find(service.subnet()).ifPresent(s -> hosts(s.name()).forEach(parts::add));
    certificates().forEach(parts::add);
  }

  private List<Host> hosts(String segment) {
    boolean external = service.virtualNetworkType() == VirtualNetworkType.EXTERNAL;
    List<InetAddress> publicAddresses =
        parts.topology.publicIPAddresses().stream()
            .filter(a -> a.name().equals(service.publicIPAddress()))
            .map(PublicIPAddress::ipAddress)
            .toList();
    List<Host> hosts = new ArrayList<>();
    Listener management = listener(MANAGEMENT_PORT, List.of(managementHost()));
    hosts.add(
        host(
            service.name(),
            segment,
            parts.addresses.of(service),
            external ? publicAddresses : List.of(),
            List.of(listener(GATEWAY_PORT, virtualHosts()), management)));
    if (!external && !publicAddresses.isEmpty()) {
      hosts.add(
          host(
              service.name() + "-control-plane",
              segment,
              parts.addresses.instances(service).get(0),
              publicAddresses,
              List.of(management)));
    }
    return hosts;
  }

  private Host host(
      String name,
      String segment,
      InetAddress address,
      List<InetAddress> publicAddresses,
      List<Listener> listeners) {
    return new Host(
        name,
        segment,
        List.of(address),
        publicAddresses,
        false,
        LoadBalancer.passing("load balancer of " + name, listeners),
        listeners,
        List.of());
  }

  /**
   * The default certificate of the platform, and one for each custom name, as a team uploads them.
   */
  private List<CertificateSpec> certificates() {
    List<CertificateSpec> certificates = new ArrayList<>();
    for (HostnameConfiguration custom : service.hostnameConfigurations()) {
      certificates.add(certificate(certificateName(custom.hostName()), List.of(custom.hostName())));
    }
    String domain = "*." + ApiManagementNames.DOMAIN;
    certificates.add(
        certificate(
            certificateName("default"),
            List.of(
                domain,
                "*.developer." + ApiManagementNames.DOMAIN,
                "*.portal." + ApiManagementNames.DOMAIN,
                "*.management." + ApiManagementNames.DOMAIN,
                "*.scm." + ApiManagementNames.DOMAIN)));
    return certificates;
  }

  private Listener listener(int port, List<VirtualHost> hosts) {
    Http http = new Http(hosts, UnknownHost.NOT_FOUND, null, Duration.ofSeconds(60));
    return new Listener(port, List.of(), tls(), 0, http, null, null);
  }

  private Tls tls() {
    List<String> order = new ArrayList<>();
    List<HostnameConfiguration> gateways =
        service.hostnameConfigurations().stream()
            .filter(c -> c.type() == HostnameType.PROXY)
            .toList();
    // Without a server name: the only custom gateway name, else the one marked for it, else the
    // platform's.
    gateways.stream()
        .filter(c -> gateways.size() == 1 || c.defaultSslBinding())
        .findFirst()
        .ifPresent(c -> order.add(certificateName(c.hostName())));
    if (order.isEmpty()) {
      order.add(certificateName("default"));
    }
    for (CertificateSpec certificate : certificates()) {
      if (!order.contains(certificate.name())) {
        order.add(certificate.name());
      }
    }
    return new Tls(order, "TLSv1.2", UnknownSni.DEFAULT_CERTIFICATE, false, false, Map.of(), null);
  }

  private List<VirtualHost> virtualHosts() {
    List<PathRoute> gateway = new ArrayList<>();
    gateway.add(new PathRoute(List.of(STATUS_PATH), reply(new Reply(200, List.of(), ""))));
    for (Api api : service.apis()) {
      Handling echo = new Handling(null, true, null, null, Duration.ZERO);
      gateway.add(new PathRoute(List.of(api.path(), api.path() + "/*"), echo));
    }
    List<VirtualHost> hosts = new ArrayList<>();
    hosts.add(new VirtualHost(names.of(HostnameType.PROXY), gateway, reply(NOT_FOUND)));
    PathRoute portalStatus =
        new PathRoute(List.of(PORTAL_STATUS_PATH), reply(new Reply(200, List.of(), "")));
    hosts.add(
        new VirtualHost(
            names.of(HostnameType.DEVELOPER_PORTAL),
            List.of(portalStatus),
            reply(page("Developer portal"))));
    hosts.add(
        new VirtualHost(names.of(HostnameType.PORTAL), List.of(), reply(page("Publisher portal"))));
    hosts.add(managementHost());
    hosts.add(new VirtualHost(names.of(HostnameType.SCM), List.of(), reply(page("Repository"))));
    return hosts;
  }

  private VirtualHost managementHost() {
    PathRoute status =
        new PathRoute(List.of("/ServiceStatus"), reply(new Reply(200, List.of(), "")));
    return new VirtualHost(names.of(HostnameType.MANAGEMENT), List.of(status), reply(NOT_FOUND));
  }

  private String certificateName(String of) {
    return service.name() + "/" + of;
  }

  private static CertificateSpec certificate(String name, List<String> hosts) {
    return new CertificateSpec(name, hosts, "lab", Validity.VALID);
  }

  private static Handling reply(Reply reply) {
    return new Handling(reply, false, null, null, Duration.ZERO);
  }

  private static Reply page(String title) {
    return new Reply(
        200,
        List.of("Content-Type: text/html; charset=utf-8"),
        "<!doctype html><title>" + title + "</title><h1>" + title + "</h1>");
  }
}
