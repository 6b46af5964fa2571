package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.OperationalState;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.SslPolicy;
import dev.plumbline.azure.model.ApplicationGateway.SslProfile;
import dev.plumbline.azure.model.ApplicationGateway.SslProtocol;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.rules.HostPattern;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownHost;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.network.Network.VirtualHost;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An application gateway as one host: listeners in the order of their rules, and an upstream for
 * each pool and settings in use.
 *
 * <p>A stopped gateway listens to nothing.
 */
final class ApplicationGatewayCompiler {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final String SERVER = "Microsoft-Azure-Application-Gateway/v2";

  /** The page of v1, article "Troubleshoot bad gateway errors in Application Gateway". */
  private static final Reply BAD_GATEWAY_OF_V1 =
      new Reply(
          502,
          List.of("Content-Type: text/html"),
          "<h2>Server Error: 502 - Web server received an invalid response while acting as a"
              + " gateway or proxy server.</h2>\r\n"
              + "<h3>There is a problem with the page you are looking for, and it cannot be"
              + " displayed.</h3>\r\n");

  private final NetworkParts parts;
  private final ApplicationGateway gateway;
  private final ApplicationGatewayRouting routing;

  ApplicationGatewayCompiler(NetworkParts parts, ApplicationGateway gateway) {
    this.parts = parts;
    this.gateway = gateway;
    this.routing = new ApplicationGatewayRouting(parts.topology, gateway);
  }

  void add() {
    parts.add(host());
    certificates().forEach(parts::add);
  }

  private Host host() {
    List<InetAddress> own = new ArrayList<>();
    List<InetAddress> publicAddresses = new ArrayList<>();
    for (FrontendIPConfiguration frontend : gateway.frontendIPConfigurations()) {
      (frontend.publicIPAddress() == null ? own : publicAddresses).add(addressOf(frontend));
    }
    // The instances' addresses: where their connections to backends start, at the first one here.
    own.addAll(0, parts.addresses.instances(gateway));
    boolean stopped =
        gateway.operationalState() == OperationalState.STOPPED
            || gateway.operationalState() == OperationalState.STOPPING;
    List<Listener> listeners = stopped ? List.of() : listeners();
    List<Upstream> upstreams = new ApplicationGatewayBackends(parts, gateway).upstreams();
    return new Host(
        gateway.name(),
        parts.subnets.find(gateway.subnet()).orElseThrow().name(),
        own,
        publicAddresses,
        false,
        LoadBalancer.passing("frontend of " + gateway.name(), listeners),
        listeners,
        upstreams);
  }

  private List<CertificateSpec> certificates() {
    List<CertificateSpec> certificates = new ArrayList<>();
    for (HttpListener listener : gateway.httpListeners()) {
      if (listener.protocol() == Protocol.HTTPS) {
        certificates.add(certificate(certificate(listener), certificateNames(listener)));
      }
    }
    for (ApplicationGateway.AuthenticationCertificate backend :
        gateway.authenticationCertificates()) {
      if (!backend.certificateNames().isEmpty()) {
        certificates.add(
            certificate(
                ApplicationGatewayBackends.certificate(gateway, backend.name()),
                backend.certificateNames()));
      }
    }
    return certificates;
  }

  private static CertificateSpec certificate(String name, List<String> names) {
    return new CertificateSpec(name, names, "lab", Validity.VALID);
  }

  private List<Listener> listeners() {
    Map<String, List<RequestRoutingRule>> byDoor = new LinkedHashMap<>();
    for (RequestRoutingRule rule : RuleOrder.of(gateway)) {
      HttpListener listener = routing.listener(rule.httpListener());
      byDoor
          .computeIfAbsent(
              listener.frontendIPConfiguration() + " " + routing.port(listener),
              k -> new ArrayList<>())
          .add(rule);
    }
    return byDoor.values().stream().map(this::listener).toList();
  }

  /**
   * The rules that share an address and port become one listener; the first virtual host that fits
   * wins, as the first rule does.
   */
  private Listener listener(List<RequestRoutingRule> rules) {
    List<HttpListener> listeners =
        rules.stream().map(rule -> routing.listener(rule.httpListener())).toList();
    HttpListener first = listeners.get(0);
    List<VirtualHost> hosts = new ArrayList<>();
    for (RequestRoutingRule rule : rules) {
      // Behind a listener that takes every name no request comes; its backends are probed all the
      // same.
      if (hosts.stream().noneMatch(earlier -> earlier.names().isEmpty())) {
        hosts.add(routing.virtualHost(rule));
      }
    }
    boolean v2 = gateway.sku().isV2();
    List<Reply> pages =
        new ArrayList<>(ApplicationGatewayRouting.pages(gateway.customErrorConfigurations()));
    if (!v2) {
      pages.add(BAD_GATEWAY_OF_V1);
    }
    Http http =
        new Http(
            hosts,
            UnknownHost.NOT_FOUND,
            v2 ? SERVER : null,
            REQUEST_TIMEOUT,
            pages,
            v2,
            gateway.caseSensitivePaths(),
            403);
    InetAddress address =
        gateway.frontendIPConfigurations().stream()
            .filter(f -> f.name().equals(first.frontendIPConfiguration()))
            .findFirst()
            .map(this::addressOf)
            .orElseThrow();
    return new Listener(
        routing.port(first),
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
        listeners.stream().allMatch(this::needsTls13) ? "TLSv1.3" : "TLSv1.2",
        required ? UnknownSni.RESET : UnknownSni.DEFAULT_CERTIFICATE,
        false,
        gateway.enableHttp2(),
        serverNames,
        listeners.stream()
            .filter(l -> l.hosts().isEmpty())
            .findFirst()
            .map(this::certificate)
            .orElse(null),
        // Listeners share the port; a client needs a certificate for those that ask for one.
        listeners.stream()
            .filter(this::needsClientCertificate)
            .flatMap(l -> l.hosts().isEmpty() ? Stream.of("*") : l.hosts().stream())
            .distinct()
            .toList());
  }

  /** The versions before 1.2 are retired, whatever a policy says. */
  private boolean needsTls13(HttpListener listener) {
    SslPolicy policy =
        profile(listener)
            .flatMap(profile -> Optional.ofNullable(profile.sslPolicy()))
            .orElse(gateway.sslPolicy());
    return policy != null && policy.minProtocolVersion() == SslProtocol.TLSV1_3;
  }

  private boolean needsClientCertificate(HttpListener listener) {
    return profile(listener)
        .filter(profile -> !profile.trustedClientCertificates().isEmpty())
        .isPresent();
  }

  private Optional<SslProfile> profile(HttpListener listener) {
    return gateway.sslProfiles().stream()
        .filter(profile -> profile.name().equals(listener.sslProfile()))
        .findFirst();
  }

  private InetAddress addressOf(FrontendIPConfiguration frontend) {
    return frontend.publicIPAddress() == null
        ? parts.addresses.of(frontend)
        : publicAddress(frontend).ipAddress();
  }

  private PublicIPAddress publicAddress(FrontendIPConfiguration frontend) {
    return parts.topology.publicIPAddresses().stream()
        .filter(a -> a.name().equals(frontend.publicIPAddress()))
        .findFirst()
        .orElseThrow();
  }

  private String certificate(HttpListener listener) {
    return gateway.name() + "/" + listener.name();
  }

  private List<String> certificateNames(HttpListener listener) {
    List<String> known =
        gateway.sslCertificates().stream()
            .filter(c -> c.name().equals(listener.sslCertificate()))
            .findFirst()
            .map(ApplicationGateway.SslCertificate::certificateNames)
            .orElse(listener.certificateNames());
    if (!known.isEmpty()) {
      return known;
    }
    if (!listener.hosts().isEmpty()) {
      return listener.hosts().stream().map(HostPattern::certificateName).toList();
    }
    // Nobody knows what an uploaded certificate of a basic listener carries: its only sure name.
    return gateway.frontendIPConfigurations().stream()
        .filter(f -> f.name().equals(listener.frontendIPConfiguration()))
        .filter(f -> f.publicIPAddress() != null)
        .map(f -> publicAddress(f).fqdn())
        .filter(Objects::nonNull)
        .map(List::<String>of)
        .findFirst()
        .orElse(List.of(gateway.name() + ".invalid"));
  }
}
