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
 * @param apiVersion the version of the API it is written for, {@code 2024-05-01}: before 2021-08-01
 *     rules of v2 need no priority; null for a current one
 * @param sku its SKU, which also tells v1 from v2: they differ in the order of rules, server names
 *     and status codes
 * @param tier its tier as written; null for that of the SKU
 * @param capacity how many instances it has; null where it scales by itself, and for one
 * @param autoscaleConfiguration how it scales by itself, v2 only; null for a fixed capacity
 * @param subnet the subnet of its instances, by name
 * @param enableHttp2 whether clients are offered HTTP/2 over TLS
 * @param enableNetworkIsolation whether it was made with network isolation ({@code
 *     EnableApplicationGatewayNetworkIsolation}): then its subnet needs no rule for GatewayManager
 * @param frontendIPConfigurations the addresses it is reached at
 * @param frontendPorts the ports it is reached at
 * @param sslCertificates the certificates of its listeners
 * @param trustedRootCertificates the roots that backends' certificates may come from, v2 only
 * @param authenticationCertificates the certificates of backends, v1 only
 * @param sslPolicy the lowest TLS version of its listeners; null for the platform's
 * @param sslProfiles TLS policies and client certificates of single listeners, v2 only
 * @param httpListeners the listeners
 * @param backendAddressPools the backend pools
 * @param backendHttpSettings the backend settings ({@code backendHttpSettingsCollection})
 * @param probes the custom health probes
 * @param redirectConfigurations the redirections
 * @param rewriteRuleSets the rewrites of headers and URLs, v2 only
 * @param urlPathMaps the URL path maps
 * @param caseSensitivePaths whether the case of paths counts in URL path maps. The article "URL
 *     path based routing overview" says that it does not, the one on troubleshooting routing that
 *     it does
 * @param requestRoutingRules the rules
 * @param customErrorConfigurations pages in place of the gateway's own error pages
 * @param webApplicationFirewallConfiguration the firewall configured at the gateway itself; null
 *     for none
 * @param firewallPolicy the web application firewall policy, by name; null for none
 * @param forceFirewallPolicyAssociation whether the policy may be associated although it differs
 *     from the gateway's own configuration; kept as a fact: where both are, the policy holds
 * @param operationalState whether it runs
 */
public record ApplicationGateway(
    @Doc("Its name") String name,
    @Doc("The version of the API it is written for, such as 2024-05-01; a current one when absent")
        @Nullable String apiVersion,
    @Default("Standard_v2") @Doc("Its SKU") Sku sku,
    @Doc("Its tier; that of the SKU when absent") @Nullable Tier tier,
    @Doc("How many instances it has; 1 when absent") @Nullable Integer capacity,
    @Doc("How it scales by itself, v2 only")
        @Nullable AutoscaleConfiguration autoscaleConfiguration,
    @Doc("The subnet of its instances") String subnet,
    @Default("false") @Doc("Whether clients are offered HTTP/2") boolean enableHttp2,
    @Default("false") @Doc("Whether the subscription has network isolation for gateways")
        boolean enableNetworkIsolation,
    @Doc("The addresses it is reached at") List<FrontendIPConfiguration> frontendIPConfigurations,
    @Doc("The ports it is reached at") List<FrontendPort> frontendPorts,
    @Doc("The certificates of its listeners") List<SslCertificate> sslCertificates,
    @Doc("The roots that backends' certificates may come from, v2 only")
        List<TrustedRootCertificate> trustedRootCertificates,
    @Doc("The certificates of backends, v1 only")
        List<AuthenticationCertificate> authenticationCertificates,
    @Doc("The lowest TLS version of its listeners") @Nullable SslPolicy sslPolicy,
    @Doc("TLS policies and client certificates of single listeners, v2 only")
        List<SslProfile> sslProfiles,
    @Doc("The listeners") List<HttpListener> httpListeners,
    @Doc("The backend pools") List<BackendAddressPool> backendAddressPools,
    @Doc("The backend settings") List<BackendHttpSettings> backendHttpSettings,
    @Doc("The custom health probes") List<Probe> probes,
    @Doc("The redirections") List<RedirectConfiguration> redirectConfigurations,
    @Doc("The rewrites of headers and URLs, v2 only") List<RewriteRuleSet> rewriteRuleSets,
    @Doc("The URL path maps") List<UrlPathMap> urlPathMaps,
    @Default("false")
        @Doc("Whether the case of paths counts in URL path maps; sources differ, so it is a switch")
        boolean caseSensitivePaths,
    @Doc("The rules") List<RequestRoutingRule> requestRoutingRules,
    @Doc("Pages in place of the gateway's own error pages")
        List<CustomError> customErrorConfigurations,
    @Doc("The firewall configured at the gateway itself")
        @Nullable WebApplicationFirewallConfiguration webApplicationFirewallConfiguration,
    @Doc("The web application firewall policy, by name") @Nullable String firewallPolicy,
    @Default("false")
        @Doc("Whether the policy may differ from the gateway's own configuration; a fact")
        boolean forceFirewallPolicyAssociation,
    @Default("running") @Doc("Whether it runs") OperationalState operationalState) {

  /** Copies the lists. */
  public ApplicationGateway {
    frontendIPConfigurations = List.copyOf(frontendIPConfigurations);
    frontendPorts = List.copyOf(frontendPorts);
    sslCertificates = List.copyOf(sslCertificates);
    trustedRootCertificates = List.copyOf(trustedRootCertificates);
    authenticationCertificates = List.copyOf(authenticationCertificates);
    sslProfiles = List.copyOf(sslProfiles);
    httpListeners = List.copyOf(httpListeners);
    backendAddressPools = List.copyOf(backendAddressPools);
    backendHttpSettings = List.copyOf(backendHttpSettings);
    probes = List.copyOf(probes);
    redirectConfigurations = List.copyOf(redirectConfigurations);
    rewriteRuleSets = List.copyOf(rewriteRuleSets);
    urlPathMaps = List.copyOf(urlPathMaps);
    requestRoutingRules = List.copyOf(requestRoutingRules);
    customErrorConfigurations = List.copyOf(customErrorConfigurations);
  }

  /** Returns a builder of a Standard_v2 gateway with nothing in it. */
  public static ApplicationGatewayBuilder builder(String name) {
    return new ApplicationGatewayBuilder(name);
  }

  /** Returns a builder that starts from this gateway. */
  public ApplicationGatewayBuilder toBuilder() {
    return new ApplicationGatewayBuilder(this);
  }

  /** The SKUs; v1 is retired since 28 April 2026. */
  public enum Sku {
    /** v1, small instances. */
    STANDARD_SMALL,
    /** v1, medium instances. */
    STANDARD_MEDIUM,
    /** v1, large instances. */
    STANDARD_LARGE,
    /** v1 with the web application firewall, medium instances. */
    WAF_MEDIUM,
    /** v1 with the web application firewall, large instances. */
    WAF_LARGE,
    /** v2. */
    STANDARD_V2,
    /** v2 with the web application firewall. */
    WAF_V2,
    /** v2 with fewer features. */
    BASIC;

    /** Returns whether it is of the second generation. */
    public boolean isV2() {
      return this == STANDARD_V2 || this == WAF_V2 || this == BASIC;
    }

    /** Returns the tier it belongs to. */
    public Tier tier() {
      return switch (this) {
        case STANDARD_SMALL, STANDARD_MEDIUM, STANDARD_LARGE -> Tier.STANDARD;
        case WAF_MEDIUM, WAF_LARGE -> Tier.WAF;
        case STANDARD_V2 -> Tier.STANDARD_V2;
        case WAF_V2 -> Tier.WAF_V2;
        case BASIC -> Tier.BASIC;
      };
    }
  }

  /** The tiers. */
  public enum Tier {
    /** v1. */
    STANDARD,
    /** v1 with the web application firewall. */
    WAF,
    /** v2. */
    STANDARD_V2,
    /** v2 with the web application firewall. */
    WAF_V2,
    /** v2 with fewer features. */
    BASIC
  }

  /**
   * How a gateway of v2 scales by itself.
   *
   * @param minCapacity the fewest instances, 0 to 125
   * @param maxCapacity the most instances, up to 125; null for no limit of its own
   */
  public record AutoscaleConfiguration(
      @Default("0") @Doc("The fewest instances") int minCapacity,
      @Doc("The most instances") @Nullable Integer maxCapacity) {}

  /**
   * A frontend: public with a public IP address, else private.
   *
   * @param name its name
   * @param publicIPAddress a public IP address, by name; null for a private frontend
   * @param privateIPAddress an address of the gateway's subnet; null for a public frontend, and for
   *     a private one of v1 that is given a free address
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

  /**
   * A certificate of listeners.
   *
   * @param name its name
   * @param certificateNames the DNS names it carries; empty when they are not known: then the host
   *     names of the listener, or the platform's name for its address
   * @param keyVaultSecretId the secret of a key vault that it comes from, v2 only; null for an
   *     uploaded one
   */
  public record SslCertificate(
      @Doc("Its name") String name,
      @Doc("The DNS names it carries") List<String> certificateNames,
      @Doc("The secret of a key vault that it comes from") @Nullable String keyVaultSecretId) {
    /** Copies the list. */
    public SslCertificate {
      certificateNames = List.copyOf(certificateNames);
    }
  }

  /**
   * A root that backends' certificates may come from.
   *
   * @param name its name
   * @param issuer the authority it is the root of: {@code lab}, which the certificates of a
   *     simulated network come from unless they say otherwise, or the issuer they name
   */
  public record TrustedRootCertificate(
      @Doc("Its name") String name,
      @Default("lab") @Doc("The authority it is the root of") String issuer) {}

  /**
   * The certificate of a backend, which must present exactly this key.
   *
   * @param name its name
   * @param certificateNames the DNS names of the backend's certificate: in a simulated network the
   *     certificate of the same names and issuer is the same; empty when they are not known: then
   *     any valid certificate is taken to be the right one
   */
  public record AuthenticationCertificate(
      @Doc("Its name") String name,
      @Doc("The DNS names of the backend's certificate") List<String> certificateNames) {
    /** Copies the list. */
    public AuthenticationCertificate {
      certificateNames = List.copyOf(certificateNames);
    }
  }

  /**
   * The lowest TLS version of listeners.
   *
   * @param policyName a predefined policy such as {@code AppGwSslPolicy20220101S}; null for a
   *     custom one
   * @param minProtocolVersion the lowest version of a custom policy; null for that of the
   *     predefined one
   */
  public record SslPolicy(
      @Doc("A predefined policy") @Nullable String policyName,
      @Doc("The lowest version of a custom policy") @Nullable SslProtocol minProtocolVersion) {}

  /** The TLS versions. Those before 1.2 are retired since 31 August 2025. */
  public enum SslProtocol {
    /** TLS 1.0. */
    TLSV1_0,
    /** TLS 1.1. */
    TLSV1_1,
    /** TLS 1.2. */
    TLSV1_2,
    /** TLS 1.3. */
    TLSV1_3
  }

  /**
   * TLS of single listeners.
   *
   * @param name its name
   * @param trustedClientCertificates the authorities of client certificates, by name; with any the
   *     client must present a certificate
   * @param sslPolicy the lowest TLS version; null for that of the gateway
   */
  public record SslProfile(
      @Doc("Its name") String name,
      @Doc("The authorities of client certificates") List<String> trustedClientCertificates,
      @Doc("The lowest TLS version") @Nullable SslPolicy sslPolicy) {
    /** Copies the list. */
    public SslProfile {
      trustedClientCertificates = List.copyOf(trustedClientCertificates);
    }
  }

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
   * @param hostName the one host name it takes; null for {@code hostNames}, or for every request
   * @param hostNames the host names it takes, v2 only; {@code *} and {@code ?} are wildcards; at
   *     most 5
   * @param sslCertificate its certificate, by name; null for one with {@code certificateNames}
   * @param certificateNames the DNS names of its certificate where none is named; its host names
   *     when absent
   * @param requireServerNameIndication v1 only: whether clients without a fitting server name are
   *     reset
   * @param sslProfile its TLS profile, by name, v2 only; null for none
   * @param firewallPolicy its web application firewall policy, by name, v2 only; null for that of
   *     the gateway
   * @param customErrorConfigurations its error pages, before those of the gateway
   */
  public record HttpListener(
      @Doc("Its name") String name,
      @Doc("Its frontend, by name") String frontendIPConfiguration,
      @Doc("Its port, by name") String frontendPort,
      @Default("https") @Doc("http or https") Protocol protocol,
      @Doc("The one host name it takes") @Nullable String hostName,
      @Doc("The host names it takes; every request when absent") List<String> hostNames,
      @Doc("Its certificate, by name") @Nullable String sslCertificate,
      @Doc("The DNS names of its certificate; its host names when absent")
          List<String> certificateNames,
      @Default("false") @Doc("v1 only: whether clients without a fitting server name are reset")
          boolean requireServerNameIndication,
      @Doc("Its TLS profile, by name") @Nullable String sslProfile,
      @Doc("Its web application firewall policy, by name") @Nullable String firewallPolicy,
      @Doc("Its error pages") List<CustomError> customErrorConfigurations) {
    /** Copies the lists. */
    public HttpListener {
      hostNames = List.copyOf(hostNames);
      certificateNames = List.copyOf(certificateNames);
      customErrorConfigurations = List.copyOf(customErrorConfigurations);
    }

    /** Makes a listener whose certificate is told by the names it carries. */
    public HttpListener(
        String name,
        String frontendIPConfiguration,
        String frontendPort,
        Protocol protocol,
        List<String> hostNames,
        List<String> certificateNames,
        boolean requireServerNameIndication) {
      this(
          name,
          frontendIPConfiguration,
          frontendPort,
          protocol,
          null,
          hostNames,
          null,
          certificateNames,
          requireServerNameIndication,
          null,
          null,
          List.of());
    }

    /** Returns the host names it takes, whichever way they were given; empty when it is basic. */
    public List<String> hosts() {
      return hostName == null ? hostNames : List.of(hostName);
    }
  }

  /**
   * A page in place of the gateway's own one.
   *
   * @param statusCode 400, 403, 404, 405, 408, 500, 502, 503 or 504
   * @param customErrorPageUrl where it is read from when the gateway is made
   */
  public record CustomError(
      @Doc("The status code") int statusCode,
      @Doc("Where the page is read from") String customErrorPageUrl) {}

  /**
   * A backend pool.
   *
   * @param name its name
   * @param backendAddresses its members by IP address or FQDN; empty for a sink, which answers 502
   * @param backendIPConfigurations its members by network interface, {@code nic} or {@code
   *     nic/ipconfig}
   */
  public record BackendAddressPool(
      @Doc("Its name") String name,
      @Doc("Its members by IP address or FQDN") List<String> backendAddresses,
      @Doc("Its members by network interface, nic or nic/ipconfig")
          List<String> backendIPConfigurations) {
    /** Copies the lists. */
    public BackendAddressPool {
      backendAddresses = List.copyOf(backendAddresses);
      backendIPConfigurations = List.copyOf(backendIPConfigurations);
    }

    /** Makes a pool of addresses and names. */
    public BackendAddressPool(String name, List<String> backendAddresses) {
      this(name, backendAddresses, List.of());
    }
  }

  /** Whether a client stays with the member that answered it first. */
  public enum CookieBasedAffinity {
    /** By a cookie. */
    ENABLED,
    /** Not at all. */
    DISABLED
  }

  /**
   * How members leave a pool. Kept as a fact: a simulated gateway always lets open requests finish.
   *
   * @param enabled whether open requests may finish
   * @param drainTimeout how long they may take
   */
  public record ConnectionDraining(
      @Default("false") @Doc("Whether open requests may finish") boolean enabled,
      @Default("60s") @Doc("How long they may take") Duration drainTimeout) {}

  /**
   * Backend settings.
   *
   * @param name its name
   * @param protocol HTTP or HTTPS
   * @param port the backends' port
   * @param requestTimeout how long an answer may take
   * @param hostName the Host header sent; null for the client's; not together with the next
   * @param pickHostNameFromBackendAddress whether the Host header is the pool member as written
   * @param path what is put before the path of requests, in place of what the path rule's pattern
   *     matched; null for nothing
   * @param probe the custom probe, by name; null for the default probe
   * @param cookieBasedAffinity whether a client stays with one member
   * @param affinityCookieName the cookie for it; null for {@code ApplicationGatewayAffinity}
   * @param connectionDraining how members leave the pool; null for at once
   * @param trustedRootCertificates the gateway's roots that backends' certificates may come from,
   *     by name, v2 only; the well-known authorities when empty
   * @param authenticationCertificates the gateway's certificates of which backends must present
   *     one, by name, v1 only
   * @param validateCertChainAndExpiry whether issuer and dates of backends' certificates count
   * @param validateSNI whether the name of backends' certificates counts
   * @param sniName the server name sent to backends, which their certificate must carry; null for
   *     the Host header; needs {@code validateSNI}
   * @param dedicatedBackendConnection whether each client connection has a backend connection of
   *     its own; kept as a fact
   */
  public record BackendHttpSettings(
      @Doc("Its name") String name,
      @Default("https") @Doc("http or https") Protocol protocol,
      @Default("443") @Doc("The backends' port") int port,
      @Default("30s") @Doc("How long an answer may take") Duration requestTimeout,
      @Doc("The Host header sent; the client's when absent") @Nullable String hostName,
      @Default("false") @Doc("Whether the Host header is the pool member")
          boolean pickHostNameFromBackendAddress,
      @Doc("What is put before the path, in place of what the path rule's pattern matched")
          @Nullable String path,
      @Doc("The custom probe; the default probe when absent") @Nullable String probe,
      @Default("disabled") @Doc("Whether a client stays with one member")
          CookieBasedAffinity cookieBasedAffinity,
      @Doc("The cookie for it; ApplicationGatewayAffinity when absent")
          @Nullable String affinityCookieName,
      @Doc("How members leave the pool") @Nullable ConnectionDraining connectionDraining,
      @Doc("The roots that backends' certificates may come from; the well-known ones when absent")
          List<String> trustedRootCertificates,
      @Doc("The certificates of which backends must present one, v1 only")
          List<String> authenticationCertificates,
      @Default("true") @Doc("Whether issuer and dates of backends' certificates count")
          boolean validateCertChainAndExpiry,
      @Default("true") @Doc("Whether the name of backends' certificates counts")
          boolean validateSNI,
      @Doc("The server name sent to backends; the Host header when absent")
          @Nullable String sniName,
      @Default("false") @Doc("Whether each client connection has a backend connection of its own")
          boolean dedicatedBackendConnection) {
    /** Copies the lists. */
    public BackendHttpSettings {
      trustedRootCertificates = List.copyOf(trustedRootCertificates);
      authenticationCertificates = List.copyOf(authenticationCertificates);
    }

    /** Makes settings without path, affinity and draining that check backends' certificates. */
    public BackendHttpSettings(
        String name,
        Protocol protocol,
        int port,
        Duration requestTimeout,
        @Nullable String hostName,
        boolean pickHostNameFromBackendAddress,
        @Nullable String probe,
        List<String> trustedRootCertificates) {
      this(
          name,
          protocol,
          port,
          requestTimeout,
          hostName,
          pickHostNameFromBackendAddress,
          null,
          probe,
          CookieBasedAffinity.DISABLED,
          null,
          null,
          trustedRootCertificates,
          List.of(),
          true,
          true,
          null,
          false);
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
   * @param minServers how many members are always taken as healthy
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
      @Default("0") @Doc("How many members are always taken as healthy") int minServers,
      @Default("[200-399]") @Doc("The good status codes") List<PortRange> statusCodes,
      @Doc("A text that the answer's body must hold") @Nullable String matchBody) {
    /** Copies the list. */
    public Probe {
      statusCodes = List.copyOf(statusCodes);
    }

    /** Makes a probe that takes no member as healthy that is not. */
    public Probe(
        String name,
        Protocol protocol,
        @Nullable String host,
        boolean pickHostNameFromBackendHttpSettings,
        String path,
        @Nullable Integer port,
        Duration interval,
        Duration timeout,
        int unhealthyThreshold,
        List<PortRange> statusCodes,
        @Nullable String matchBody) {
      this(
          name,
          protocol,
          host,
          pickHostNameFromBackendHttpSettings,
          path,
          port,
          interval,
          timeout,
          unhealthyThreshold,
          0,
          statusCodes,
          matchBody);
    }
  }

  /** The kinds of redirections. */
  public enum RedirectType {
    /** 301. */
    PERMANENT,
    /** 302. */
    FOUND,
    /** 303. */
    SEE_OTHER,
    /** 307. */
    TEMPORARY
  }

  /**
   * A redirection: to exactly one of a listener and a URL.
   *
   * @param name its name
   * @param redirectType the status code
   * @param targetListener the listener, by name: its protocol, port and host name, or that of the
   *     request where it has none; null for a URL
   * @param targetUrl the URL; null for a listener
   * @param includePath whether the path of the request is appended to that of the target. Sources
   *     conflict for a URL outside the gateway: "Application Gateway redirect overview" offers it,
   *     as here; another article says that paths do not go to external sites
   * @param includeQueryString whether the query of the request is appended; to a URL with a query
   *     of its own behind that, which no source describes
   */
  public record RedirectConfiguration(
      @Doc("Its name") String name,
      @Default("permanent") @Doc("The status code: 301, 302, 303 or 307") RedirectType redirectType,
      @Doc("The listener it leads to, by name") @Nullable String targetListener,
      @Doc("The URL it leads to") @Nullable String targetUrl,
      @Default("false") @Doc("Whether the path of the request is appended") boolean includePath,
      @Default("false") @Doc("Whether the query of the request is appended")
          boolean includeQueryString) {}

  /**
   * A URL path map.
   *
   * @param name its name
   * @param defaultBackendAddressPool the pool for paths that no rule takes; null for none: such
   *     paths are answered 404
   * @param defaultBackendHttpSettings the settings for it; null as above
   * @param defaultRedirectConfiguration the redirection in their place, by name; null for none
   * @param defaultRewriteRuleSet the rewrites for it, by name; null for none
   * @param pathRules the rules, tried in order; the first that fits decides, not the longest
   */
  public record UrlPathMap(
      @Doc("Its name") String name,
      @Doc("The pool for paths that no rule takes") @Nullable String defaultBackendAddressPool,
      @Doc("The settings for it") @Nullable String defaultBackendHttpSettings,
      @Doc("The redirection for paths that no rule takes")
          @Nullable String defaultRedirectConfiguration,
      @Doc("The rewrites for paths that no rule takes") @Nullable String defaultRewriteRuleSet,
      @Doc("The rules, tried in order") List<PathRule> pathRules) {
    /** Copies the list. */
    public UrlPathMap {
      pathRules = List.copyOf(pathRules);
    }

    /** Makes a map without redirection and rewrites of its own. */
    public UrlPathMap(
        String name,
        @Nullable String defaultBackendAddressPool,
        @Nullable String defaultBackendHttpSettings,
        List<PathRule> pathRules) {
      this(name, defaultBackendAddressPool, defaultBackendHttpSettings, null, null, pathRules);
    }
  }

  /**
   * A path rule: to a pool with settings, or a redirection.
   *
   * @param name its name
   * @param paths patterns that start with {@code /}; {@code *} only at the end
   * @param backendAddressPool the pool; null for a redirection
   * @param backendHttpSettings the settings; null for a redirection
   * @param redirectConfiguration the redirection; null for a pool
   * @param rewriteRuleSet the rewrites; null for none
   * @param firewallPolicy the web application firewall policy, v2 only; null for that of the
   *     listener
   */
  public record PathRule(
      @Doc("Its name") String name,
      @Doc("Patterns such as /external/*") List<String> paths,
      @Doc("The pool") @Nullable String backendAddressPool,
      @Doc("The settings") @Nullable String backendHttpSettings,
      @Doc("The redirection, in place of pool and settings") @Nullable String redirectConfiguration,
      @Doc("The rewrites") @Nullable String rewriteRuleSet,
      @Doc("The web application firewall policy") @Nullable String firewallPolicy) {
    /** Copies the list. */
    public PathRule {
      paths = List.copyOf(paths);
    }

    /** Makes a rule that leads to a pool. */
    public PathRule(
        String name, List<String> paths, String backendAddressPool, String backendHttpSettings) {
      this(name, paths, backendAddressPool, backendHttpSettings, null, null, null);
    }
  }

  /** The kinds of rules. */
  public enum RuleType {
    /** One pool or redirection for everything. */
    BASIC,
    /** By the path of the request. */
    PATH_BASED_ROUTING
  }

  /**
   * A rule: a listener, and a pool with settings or a redirection (basic), or a path map
   * (path-based).
   *
   * @param name its name
   * @param ruleType its kind as written; null for what follows from the rest
   * @param priority 1 to 20000, unique; required in v2, without meaning in v1
   * @param httpListener the listener; each is used by one rule
   * @param backendAddressPool the pool; null for another
   * @param backendHttpSettings the settings; null for another
   * @param urlPathMap the path map; null for a basic rule
   * @param redirectConfiguration the redirection; null for another
   * @param rewriteRuleSet the rewrites; null for none
   */
  public record RequestRoutingRule(
      @Doc("Its name") String name,
      @Doc("Basic or PathBasedRouting") @Nullable RuleType ruleType,
      @Doc("1 to 20000, smallest first; required in v2") @Nullable Integer priority,
      @Doc("The listener") String httpListener,
      @Doc("The pool of a basic rule") @Nullable String backendAddressPool,
      @Doc("The settings of a basic rule") @Nullable String backendHttpSettings,
      @Doc("The path map of a path-based rule") @Nullable String urlPathMap,
      @Doc("The redirection of a basic rule, in place of pool and settings")
          @Nullable String redirectConfiguration,
      @Doc("The rewrites of a basic rule") @Nullable String rewriteRuleSet) {

    /** Makes a rule without redirection and rewrites. */
    public RequestRoutingRule(
        String name,
        @Nullable Integer priority,
        String httpListener,
        @Nullable String backendAddressPool,
        @Nullable String backendHttpSettings,
        @Nullable String urlPathMap) {
      this(
          name,
          null,
          priority,
          httpListener,
          backendAddressPool,
          backendHttpSettings,
          urlPathMap,
          null,
          null);
    }
  }

  /** Whether a gateway runs. */
  public enum OperationalState {
    /** It serves. */
    RUNNING,
    /** It will serve. */
    STARTING,
    /** It does not serve: nothing listens. */
    STOPPED,
    /** It will not serve. */
    STOPPING
  }
}
