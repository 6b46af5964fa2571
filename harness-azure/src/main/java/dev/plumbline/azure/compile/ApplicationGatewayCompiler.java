package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownHost;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.Network.VirtualHost;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An application gateway as one host: listeners in the order of their rules, and an upstream for
 * each pool and settings in use.
 */
final class ApplicationGatewayCompiler {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  private final NetworkParts parts;
  private final AzureTopology topology;
  private final ApplicationGateway gateway;
  private final Map<String, Upstream> upstreams = new LinkedHashMap<>();

  ApplicationGatewayCompiler(NetworkParts parts, ApplicationGateway gateway) {
    this.parts = parts;
    this.topology = parts.topology;
    this.gateway = gateway;
  }

  void add() {
    parts.add(host());
    certificates().forEach(parts::add);
  }

  private Host host() {
    List<InetAddress> own = new ArrayList<>();
    List<InetAddress> publicAddresses = new ArrayList<>();
    for (FrontendIPConfiguration frontend : gateway.frontendIPConfigurations()) {
      (frontend.privateIPAddress() == null ? publicAddresses : own).add(addressOf(frontend));
    }
    // An instance's address: where its connections to backends start.
    own.add(0, parts.addresses.instances(gateway).get(0));
    List<Listener> listeners = listeners();
    return new Host(
        gateway.name(),
        parts.subnets.find(gateway.subnet()).orElseThrow().name(),
        own,
        publicAddresses,
        false,
        LoadBalancer.passing("frontend of " + gateway.name(), listeners),
        listeners,
        List.copyOf(upstreams.values()));
  }

  private List<CertificateSpec> certificates() {
    return gateway.httpListeners().stream()
        .filter(l -> l.protocol() == Protocol.HTTPS)
        .map(l -> new CertificateSpec(certificate(l), certificateNames(l), "lab", Validity.VALID))
        .toList();
  }

  private List<Listener> listeners() {
    Map<String, List<RequestRoutingRule>> byDoor = new LinkedHashMap<>();
    for (RequestRoutingRule rule : rulesInOrder()) {
      HttpListener listener = listener(rule);
      byDoor
          .computeIfAbsent(
              listener.frontendIPConfiguration() + " " + port(listener), k -> new ArrayList<>())
          .add(rule);
    }
    return byDoor.values().stream().map(this::listener).toList();
  }

  /**
   * The rules that share an address and port become one listener; the first virtual host that fits
   * wins, as the first rule does.
   */
  private Listener listener(List<RequestRoutingRule> rules) {
    List<HttpListener> listeners = rules.stream().map(this::listener).toList();
    HttpListener first = listeners.get(0);
    List<VirtualHost> hosts = new ArrayList<>();
    for (RequestRoutingRule rule : rules) {
      VirtualHost host = virtualHost(rule, listener(rule));
      // Behind a listener that takes every name no request comes; its backends are probed all the
      // same.
      if (hosts.stream().noneMatch(earlier -> earlier.names().isEmpty())) {
        hosts.add(host);
      }
    }
    Http http =
        new Http(
            hosts,
            UnknownHost.NOT_FOUND,
            gateway.sku().isV2() ? "Microsoft-Azure-Application-Gateway/v2" : null,
            REQUEST_TIMEOUT);
    InetAddress address =
        gateway.frontendIPConfigurations().stream()
            .filter(f -> f.name().equals(first.frontendIPConfiguration()))
            .findFirst()
            .map(this::addressOf)
            .orElseThrow();
    return new Listener(
        port(first),
        List.of(address),
        first.protocol() == Protocol.HTTPS ? tls(listeners) : null,
        0,
        http,
        null,
        null);
  }

  private Tls tls(List<HttpListener> listeners) {
    boolean required =
        !gateway.sku().isV2()
            && listeners.stream().allMatch(HttpListener::requireServerNameIndication);
    // A listener presents its own certificate for its host names, whatever names that carries.
    Map<String, String> serverNames = new LinkedHashMap<>();
    for (HttpListener listener : listeners) {
      listener.hosts().forEach(name -> serverNames.putIfAbsent(name, certificate(listener)));
    }
    return new Tls(
        listeners.stream().map(this::certificate).toList(),
        "TLSv1.2",
        required ? UnknownSni.RESET : UnknownSni.DEFAULT_CERTIFICATE,
        false,
        gateway.enableHttp2(),
        serverNames,
        listeners.stream()
            .filter(l -> l.hosts().isEmpty())
            .findFirst()
            .map(this::certificate)
            .orElse(null));
  }

  private VirtualHost virtualHost(RequestRoutingRule rule, HttpListener listener) {
    if (rule.urlPathMap() == null) {
      Handling handling =
          forward(
              Objects.requireNonNull(rule.backendAddressPool()),
              Objects.requireNonNull(rule.backendHttpSettings()));
      return new VirtualHost(listener.hosts(), List.of(), handling);
    }
    UrlPathMap map =
        gateway.urlPathMaps().stream()
            .filter(m -> m.name().equals(rule.urlPathMap()))
            .findFirst()
            .orElseThrow();
    List<PathRoute> routes = new ArrayList<>();
    for (PathRule path : map.pathRules()) {
      routes.add(
          new PathRoute(
              path.paths(), forward(path.backendAddressPool(), path.backendHttpSettings())));
    }
    String pool = map.defaultBackendAddressPool();
    String settings = map.defaultBackendHttpSettings();
    return new VirtualHost(
        listener.hosts(),
        routes,
        pool == null || settings == null ? null : forward(pool, settings));
  }

  private Handling forward(String pool, String settings) {
    String name = pool + "/" + settings;
    upstreams.computeIfAbsent(name, n -> upstream(n, pool, settings));
    return new Handling(null, false, name, null, Duration.ZERO);
  }

  private Upstream upstream(String name, String poolName, String settingsName) {
    BackendHttpSettings settings =
        gateway.backendHttpSettings().stream()
            .filter(s -> s.name().equals(settingsName))
            .findFirst()
            .orElseThrow();
    List<String> members =
        gateway.backendAddressPools().stream()
            .filter(p -> p.name().equals(poolName))
            .findFirst()
            .orElseThrow()
            .backendAddresses();
    return new Upstream(
        name,
        members,
        settings.port(),
        settings.protocol() == Protocol.HTTPS,
        settings.trustedRootCertificates(),
        settings.hostName(),
        settings.pickHostNameFromBackendAddress(),
        settings.requestTimeout(),
        gateway.sku().isV2() ? 504 : 502,
        502,
        probe(name, settings, members),
        true);
  }

  private Network.@Nullable Probe probe(
      String upstream, BackendHttpSettings settings, List<String> members) {
    ApplicationGateway.Probe custom =
        gateway.probes().stream()
            .filter(p -> p.name().equals(settings.probe()))
            .findFirst()
            .orElse(null);
    String settingsHost =
        settings.pickHostNameFromBackendAddress() && members.size() == 1
            ? members.get(0)
            : settings.hostName();
    if (custom == null) {
      return new Network.Probe(
          gateway.name() + "/" + upstream + "/default",
          settings.protocol() == Protocol.HTTPS,
          settingsHost,
          null,
          "/",
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          3,
          List.of(new PortRange(200, 399)),
          null);
    }
    String own = ownName(custom);
    boolean shared =
        upstreams.values().stream()
            .anyMatch(u -> u.probe() != null && u.probe().name().equals(own));
    return new Network.Probe(
        shared ? own + "@" + upstream : own,
        custom.protocol() == Protocol.HTTPS,
        custom.pickHostNameFromBackendHttpSettings() ? settingsHost : custom.host(),
        custom.port(),
        custom.path(),
        custom.interval(),
        custom.timeout(),
        custom.unhealthyThreshold(),
        custom.statusCodes(),
        custom.matchBody());
  }

  /**
   * The probe's name, with that of the gateway before it where another gateway has a probe of that
   * name.
   */
  private String ownName(ApplicationGateway.Probe probe) {
    boolean ambiguous =
        topology.applicationGateways().stream()
            .filter(g -> !g.name().equals(gateway.name()))
            .flatMap(g -> g.probes().stream())
            .anyMatch(p -> p.name().equals(probe.name()));
    return ambiguous ? gateway.name() + "/" + probe.name() : probe.name();
  }

  private List<RequestRoutingRule> rulesInOrder() {
    if (!gateway.sku().isV2()) {
      return gateway.requestRoutingRules();
    }
    return gateway.requestRoutingRules().stream()
        .sorted(Comparator.comparing(r -> Objects.requireNonNull(r.priority())))
        .toList();
  }

  private HttpListener listener(RequestRoutingRule rule) {
    return gateway.httpListeners().stream()
        .filter(l -> l.name().equals(rule.httpListener()))
        .findFirst()
        .orElseThrow();
  }

  private int port(HttpListener listener) {
    return gateway.frontendPorts().stream()
        .filter(p -> p.name().equals(listener.frontendPort()))
        .findFirst()
        .orElseThrow()
        .port();
  }

  private InetAddress addressOf(FrontendIPConfiguration frontend) {
    InetAddress own = frontend.privateIPAddress();
    return own != null
        ? own
        : topology.publicIPAddresses().stream()
            .filter(a -> a.name().equals(frontend.publicIPAddress()))
            .findFirst()
            .orElseThrow()
            .ipAddress();
  }

  private String certificate(HttpListener listener) {
    return gateway.name() + "/" + listener.name();
  }

  private static List<String> certificateNames(HttpListener listener) {
    return listener.certificateNames().isEmpty() ? listener.hosts() : listener.certificateNames();
  }
}
