package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An application gateway ({@code Microsoft.Network/applicationGateways}). Its parts refer to one
 * another by name.
 *
 * @param name its name
 * @param sku v1 or v2: they differ in the order of rules, server names and status codes
 * @param subnet the subnet of its instances, by name
 * @param enableHttp2 whether clients are offered HTTP/2
 * @param frontendIPConfigurations the addresses it is reached at
 * @param frontendPorts the ports it is reached at
 * @param httpListeners the listeners
 * @param backendAddressPools the backend pools
 * @param backendHttpSettings the backend settings
 * @param probes the custom health probes
 * @param urlPathMaps the URL path maps
 * @param requestRoutingRules the rules
 */
public record ApplicationGateway(
    @Doc("Its name") String name,
    @Default("v2") @Doc("v1 or v2") Sku sku,
    @Doc("The subnet of its instances") String subnet,
    @Default("false") @Doc("Whether clients are offered HTTP/2") boolean enableHttp2,
    @Doc("The addresses it is reached at") List<FrontendIPConfiguration> frontendIPConfigurations,
    @Doc("The ports it is reached at") List<FrontendPort> frontendPorts,
    @Doc("The listeners") List<HttpListener> httpListeners,
    @Doc("The backend pools") List<BackendAddressPool> backendAddressPools,
    @Doc("The backend settings") List<BackendHttpSettings> backendHttpSettings,
    @Doc("The custom health probes") List<Probe> probes,
    @Doc("The URL path maps") List<UrlPathMap> urlPathMaps,
    @Doc("The rules") List<RequestRoutingRule> requestRoutingRules) {

  /** Copies the lists. */
  public ApplicationGateway {
    frontendIPConfigurations = List.copyOf(frontendIPConfigurations);
    frontendPorts = List.copyOf(frontendPorts);
    httpListeners = List.copyOf(httpListeners);
    backendAddressPools = List.copyOf(backendAddressPools);
    backendHttpSettings = List.copyOf(backendHttpSettings);
    probes = List.copyOf(probes);
    urlPathMaps = List.copyOf(urlPathMaps);
    requestRoutingRules = List.copyOf(requestRoutingRules);
  }

  /** The generations of the service. */
  public enum Sku {
    /**
     * Standard and WAF: rules in list order, unknown server names reset where a server name is
     * required, a late backend answered 502.
     */
    V1,
    /**
     * Standard_v2 and WAF_v2: rules by priority, unknown server names get the first certificate, a
     * late backend answered 504.
     */
    V2
  }

  /**
   * A frontend: exactly one of the two addresses.
   *
   * @param name its name
   * @param publicIPAddress a public IP address, by name; null for a private frontend
   * @param privateIPAddress an address of the gateway's subnet; null for a public frontend
   */
  public record FrontendIPConfiguration(
      @Doc("Its name") String name,
      @Doc("A public IP address, by name") @Nullable String publicIPAddress,
      @Doc("An address of the gateway's subnet") @Nullable InetAddress privateIPAddress) {}

  /**
   * A frontend port.
   *
   * @param name its name
   * @param port the port
   */
  public record FrontendPort(@Doc("Its name") String name, @Doc("The port") int port) {}

  /** What a listener or backend speaks. */
  public enum Protocol {
    /** Plain HTTP. */
    HTTP,
    /** HTTP over TLS. */
    HTTPS
  }

  /**
   * A listener. Without a host name it is basic, and takes every request that reaches it; with one
   * or more it is multi-site.
   *
   * @param name its name
   * @param frontendIPConfiguration its frontend, by name
   * @param frontendPort its port, by name
   * @param protocol HTTP or HTTPS
   * @param hostNames the host names it takes; v2 allows the wildcards {@code *} and {@code ?}; at
   *     most 5
   * @param certificateNames the DNS names of its certificate; its host names when absent
   * @param requireServerNameIndication v1 only: whether clients without a fitting server name are
   *     reset
   */
  public record HttpListener(
      @Doc("Its name") String name,
      @Doc("Its frontend, by name") String frontendIPConfiguration,
      @Doc("Its port, by name") String frontendPort,
      @Default("https") @Doc("http or https") Protocol protocol,
      @Doc("The host names it takes; every request when absent") List<String> hostNames,
      @Doc("The DNS names of its certificate; its host names when absent")
          List<String> certificateNames,
      @Default("false") @Doc("v1 only: whether clients without a fitting server name are reset")
          boolean requireServerNameIndication) {
    /** Copies the lists. */
    public HttpListener {
      hostNames = List.copyOf(hostNames);
      certificateNames = List.copyOf(certificateNames);
    }
  }

  /**
   * A backend pool.
   *
   * @param name its name
   * @param backendAddresses its members by IP address or FQDN; empty for a sink, which answers 502
   */
  public record BackendAddressPool(
      @Doc("Its name") String name,
      @Doc("Its members by IP address or FQDN") List<String> backendAddresses) {
    /** Copies the list. */
    public BackendAddressPool {
      backendAddresses = List.copyOf(backendAddresses);
    }
  }

  /**
   * Backend settings.
   *
   * @param name its name
   * @param protocol HTTP or HTTPS
   * @param port the backends' port
   * @param requestTimeout how long an answer may take
   * @param hostName the Host header sent; null for the client's; not together with the next
   * @param pickHostNameFromBackendAddress whether the Host header is the pool member as written
   * @param probe the custom probe, by name; null for the default probe
   * @param trustedRootCertificates the authorities that backends' certificates may come from, by
   *     name; the well-known ones when absent
   */
  public record BackendHttpSettings(
      @Doc("Its name") String name,
      @Default("https") @Doc("http or https") Protocol protocol,
      @Default("443") @Doc("The backends' port") int port,
      @Default("30s") @Doc("How long an answer may take") Duration requestTimeout,
      @Doc("The Host header sent; the client's when absent") @Nullable String hostName,
      @Default("false") @Doc("Whether the Host header is the pool member")
          boolean pickHostNameFromBackendAddress,
      @Doc("The custom probe; the default probe when absent") @Nullable String probe,
      @Doc(
              "The authorities that backends' certificates may come from; the well-known ones when absent")
          List<String> trustedRootCertificates) {
    /** Copies the list. */
    public BackendHttpSettings {
      trustedRootCertificates = List.copyOf(trustedRootCertificates);
    }
  }

  /**
   * A custom health probe: exactly one of {@code host} and {@code
   * pickHostNameFromBackendHttpSettings}.
   *
   * @param name its name
   * @param protocol HTTP or HTTPS
   * @param host the Host header, and in v2 the server name; null when picked from the settings
   * @param pickHostNameFromBackendHttpSettings whether the host is that of the settings
   * @param path the path
   * @param port the port, v2 only; null for that of the settings
   * @param interval the time between attempts
   * @param timeout how long an attempt may take
   * @param unhealthyThreshold how many attempts in a row must fail
   * @param statusCodes the good status codes
   * @param matchBody a text that the answer's body must hold; null for none
   */
  public record Probe(
      @Doc("Its name") String name,
      @Default("https") @Doc("http or https") Protocol protocol,
      @Doc("The Host header, and in v2 the server name") @Nullable String host,
      @Default("false") @Doc("Whether the host is that of the settings")
          boolean pickHostNameFromBackendHttpSettings,
      @Default("/") @Doc("The path") String path,
      @Doc("The port; that of the settings when absent") @Nullable Integer port,
      @Default("30s") @Doc("The time between attempts") Duration interval,
      @Default("30s") @Doc("How long an attempt may take") Duration timeout,
      @Default("3") @Doc("How many attempts in a row must fail") int unhealthyThreshold,
      @Default("[200-399]") @Doc("The good status codes") List<PortRange> statusCodes,
      @Doc("A text that the answer's body must hold") @Nullable String matchBody) {
    /** Copies the list. */
    public Probe {
      statusCodes = List.copyOf(statusCodes);
    }
  }

  /**
   * A URL path map.
   *
   * @param name its name
   * @param defaultBackendAddressPool the pool for paths that no rule takes; null for none: such
   *     paths are answered 404
   * @param defaultBackendHttpSettings the settings for it; null as above
   * @param pathRules the rules, tried in order; the first that fits decides, not the longest
   */
  public record UrlPathMap(
      @Doc("Its name") String name,
      @Doc("The pool for paths that no rule takes") @Nullable String defaultBackendAddressPool,
      @Doc("The settings for it") @Nullable String defaultBackendHttpSettings,
      @Doc("The rules, tried in order") List<PathRule> pathRules) {
    /** Copies the list. */
    public UrlPathMap {
      pathRules = List.copyOf(pathRules);
    }
  }

  /**
   * A path rule.
   *
   * @param name its name
   * @param paths patterns that start with {@code /}; {@code *} only at the end
   * @param backendAddressPool the pool
   * @param backendHttpSettings the settings
   */
  public record PathRule(
      @Doc("Its name") String name,
      @Doc("Patterns such as /external/*") List<String> paths,
      @Doc("The pool") String backendAddressPool,
      @Doc("The settings") String backendHttpSettings) {
    /** Copies the list. */
    public PathRule {
      paths = List.copyOf(paths);
    }
  }

  /**
   * A rule: a listener, and either a pool with settings (basic) or a path map (path-based).
   *
   * @param name its name
   * @param priority 1 to 20000, unique; required in v2, without meaning in v1
   * @param httpListener the listener; each is used by one rule
   * @param backendAddressPool the pool; null for a path-based rule
   * @param backendHttpSettings the settings; null for a path-based rule
   * @param urlPathMap the path map; null for a basic rule
   */
  public record RequestRoutingRule(
      @Doc("Its name") String name,
      @Doc("1 to 20000, smallest first; required in v2") @Nullable Integer priority,
      @Doc("The listener") String httpListener,
      @Doc("The pool of a basic rule") @Nullable String backendAddressPool,
      @Doc("The settings of a basic rule") @Nullable String backendHttpSettings,
      @Doc("The path map of a path-based rule") @Nullable String urlPathMap) {}
}
