package dev.plumbline.azure.model;

import dev.plumbline.azure.model.ApplicationGateway.AuthenticationCertificate;
import dev.plumbline.azure.model.ApplicationGateway.AutoscaleConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.CustomError;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.FrontendPort;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.OperationalState;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.RedirectConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.Sku;
import dev.plumbline.azure.model.ApplicationGateway.SslCertificate;
import dev.plumbline.azure.model.ApplicationGateway.SslPolicy;
import dev.plumbline.azure.model.ApplicationGateway.SslProfile;
import dev.plumbline.azure.model.ApplicationGateway.Tier;
import dev.plumbline.azure.model.ApplicationGateway.TrustedRootCertificate;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A builder of {@link ApplicationGateway}; a setter takes the place of what was set before. Without
 * more it is a running Standard_v2 gateway in the subnet {@code gateway-subnet}.
 */
public final class ApplicationGatewayBuilder {

  private String name;
  private @Nullable String apiVersion;
  private Sku sku = Sku.STANDARD_V2;
  private @Nullable Tier tier;
  private @Nullable Integer capacity;
  private @Nullable AutoscaleConfiguration autoscaleConfiguration;
  private String subnet = "gateway-subnet";
  private boolean enableHttp2;
  private boolean enableNetworkIsolation;
  private List<FrontendIPConfiguration> frontendIPConfigurations = List.of();
  private List<FrontendPort> frontendPorts = List.of();
  private List<SslCertificate> sslCertificates = List.of();
  private List<TrustedRootCertificate> trustedRootCertificates = List.of();
  private List<AuthenticationCertificate> authenticationCertificates = List.of();
  private @Nullable SslPolicy sslPolicy;
  private List<SslProfile> sslProfiles = List.of();
  private List<HttpListener> httpListeners = List.of();
  private List<BackendAddressPool> backendAddressPools = List.of();
  private List<BackendHttpSettings> backendHttpSettings = List.of();
  private List<Probe> probes = List.of();
  private List<RedirectConfiguration> redirectConfigurations = List.of();
  private List<RewriteRuleSet> rewriteRuleSets = List.of();
  private List<UrlPathMap> urlPathMaps = List.of();
  private boolean caseSensitivePaths;
  private List<RequestRoutingRule> requestRoutingRules = List.of();
  private List<CustomError> customErrorConfigurations = List.of();
  private @Nullable WebApplicationFirewallConfiguration webApplicationFirewallConfiguration;
  private @Nullable String firewallPolicy;
  private boolean forceFirewallPolicyAssociation;
  private OperationalState operationalState = OperationalState.RUNNING;

  ApplicationGatewayBuilder(String name) {
    this.name = name;
  }

  ApplicationGatewayBuilder(ApplicationGateway from) {
    name = from.name();
    apiVersion = from.apiVersion();
    sku = from.sku();
    tier = from.tier();
    capacity = from.capacity();
    autoscaleConfiguration = from.autoscaleConfiguration();
    subnet = from.subnet();
    enableHttp2 = from.enableHttp2();
    enableNetworkIsolation = from.enableNetworkIsolation();
    frontendIPConfigurations = from.frontendIPConfigurations();
    frontendPorts = from.frontendPorts();
    sslCertificates = from.sslCertificates();
    trustedRootCertificates = from.trustedRootCertificates();
    authenticationCertificates = from.authenticationCertificates();
    sslPolicy = from.sslPolicy();
    sslProfiles = from.sslProfiles();
    httpListeners = from.httpListeners();
    backendAddressPools = from.backendAddressPools();
    backendHttpSettings = from.backendHttpSettings();
    probes = from.probes();
    redirectConfigurations = from.redirectConfigurations();
    rewriteRuleSets = from.rewriteRuleSets();
    urlPathMaps = from.urlPathMaps();
    caseSensitivePaths = from.caseSensitivePaths();
    requestRoutingRules = from.requestRoutingRules();
    customErrorConfigurations = from.customErrorConfigurations();
    webApplicationFirewallConfiguration = from.webApplicationFirewallConfiguration();
    firewallPolicy = from.firewallPolicy();
    forceFirewallPolicyAssociation = from.forceFirewallPolicyAssociation();
    operationalState = from.operationalState();
  }

  /** Sets the name. */
  public ApplicationGatewayBuilder name(String value) {
    name = value;
    return this;
  }

  /** Sets the version of the API it is written for, such as 2024-05-01. */
  public ApplicationGatewayBuilder apiVersion(@Nullable String value) {
    apiVersion = value;
    return this;
  }

  /** Sets the SKU. */
  public ApplicationGatewayBuilder sku(Sku value) {
    sku = value;
    return this;
  }

  /** Sets the tier. */
  public ApplicationGatewayBuilder tier(@Nullable Tier value) {
    tier = value;
    return this;
  }

  /** Sets how many instances it has. */
  public ApplicationGatewayBuilder capacity(@Nullable Integer value) {
    capacity = value;
    return this;
  }

  /** Sets how it scales by itself, v2 only. */
  public ApplicationGatewayBuilder autoscaleConfiguration(@Nullable AutoscaleConfiguration value) {
    autoscaleConfiguration = value;
    return this;
  }

  /** Sets the subnet of its instances. */
  public ApplicationGatewayBuilder subnet(String value) {
    subnet = value;
    return this;
  }

  /** Sets whether clients are offered HTTP/2. */
  public ApplicationGatewayBuilder enableHttp2(boolean value) {
    enableHttp2 = value;
    return this;
  }

  /** Sets whether the subscription has network isolation for gateways. */
  public ApplicationGatewayBuilder enableNetworkIsolation(boolean value) {
    enableNetworkIsolation = value;
    return this;
  }

  /** Sets the addresses it is reached at. */
  public ApplicationGatewayBuilder frontendIPConfigurations(List<FrontendIPConfiguration> value) {
    frontendIPConfigurations = List.copyOf(value);
    return this;
  }

  /** Sets the addresses it is reached at. */
  public ApplicationGatewayBuilder frontendIPConfigurations(FrontendIPConfiguration... values) {
    return frontendIPConfigurations(List.of(values));
  }

  /** Sets the ports it is reached at. */
  public ApplicationGatewayBuilder frontendPorts(List<FrontendPort> value) {
    frontendPorts = List.copyOf(value);
    return this;
  }

  /** Sets the ports it is reached at. */
  public ApplicationGatewayBuilder frontendPorts(FrontendPort... values) {
    return frontendPorts(List.of(values));
  }

  /** Sets the certificates of its listeners. */
  public ApplicationGatewayBuilder sslCertificates(List<SslCertificate> value) {
    sslCertificates = List.copyOf(value);
    return this;
  }

  /** Sets the roots that backends' certificates may come from, v2 only. */
  public ApplicationGatewayBuilder trustedRootCertificates(List<TrustedRootCertificate> value) {
    trustedRootCertificates = List.copyOf(value);
    return this;
  }

  /** Sets the certificates of backends, v1 only. */
  public ApplicationGatewayBuilder authenticationCertificates(
      List<AuthenticationCertificate> value) {
    authenticationCertificates = List.copyOf(value);
    return this;
  }

  /** Sets the lowest TLS version of its listeners. */
  public ApplicationGatewayBuilder sslPolicy(@Nullable SslPolicy value) {
    sslPolicy = value;
    return this;
  }

  /** Sets tLS policies and client certificates of single listeners, v2 only. */
  public ApplicationGatewayBuilder sslProfiles(List<SslProfile> value) {
    sslProfiles = List.copyOf(value);
    return this;
  }

  /** Sets the listeners. */
  public ApplicationGatewayBuilder httpListeners(List<HttpListener> value) {
    httpListeners = List.copyOf(value);
    return this;
  }

  /** Sets the listeners. */
  public ApplicationGatewayBuilder httpListeners(HttpListener... values) {
    return httpListeners(List.of(values));
  }

  /** Sets the backend pools. */
  public ApplicationGatewayBuilder backendAddressPools(List<BackendAddressPool> value) {
    backendAddressPools = List.copyOf(value);
    return this;
  }

  /** Sets the backend pools. */
  public ApplicationGatewayBuilder backendAddressPools(BackendAddressPool... values) {
    return backendAddressPools(List.of(values));
  }

  /** Sets the backend settings. */
  public ApplicationGatewayBuilder backendHttpSettings(List<BackendHttpSettings> value) {
    backendHttpSettings = List.copyOf(value);
    return this;
  }

  /** Sets the backend settings. */
  public ApplicationGatewayBuilder backendHttpSettings(BackendHttpSettings... values) {
    return backendHttpSettings(List.of(values));
  }

  /** Sets the custom health probes. */
  public ApplicationGatewayBuilder probes(List<Probe> value) {
    probes = List.copyOf(value);
    return this;
  }

  /** Sets the custom health probes. */
  public ApplicationGatewayBuilder probes(Probe... values) {
    return probes(List.of(values));
  }

  /** Sets the redirections. */
  public ApplicationGatewayBuilder redirectConfigurations(List<RedirectConfiguration> value) {
    redirectConfigurations = List.copyOf(value);
    return this;
  }

  /** Sets the redirections. */
  public ApplicationGatewayBuilder redirectConfigurations(RedirectConfiguration... values) {
    return redirectConfigurations(List.of(values));
  }

  /** Sets the rewrites of headers and URLs, v2 only. */
  public ApplicationGatewayBuilder rewriteRuleSets(List<RewriteRuleSet> value) {
    rewriteRuleSets = List.copyOf(value);
    return this;
  }

  /** Sets the rewrites of headers and URLs, v2 only. */
  public ApplicationGatewayBuilder rewriteRuleSets(RewriteRuleSet... values) {
    return rewriteRuleSets(List.of(values));
  }

  /** Sets the URL path maps. */
  public ApplicationGatewayBuilder urlPathMaps(List<UrlPathMap> value) {
    urlPathMaps = List.copyOf(value);
    return this;
  }

  /** Sets the URL path maps. */
  public ApplicationGatewayBuilder urlPathMaps(UrlPathMap... values) {
    return urlPathMaps(List.of(values));
  }

  /** Sets whether the case of paths counts in URL path maps. */
  public ApplicationGatewayBuilder caseSensitivePaths(boolean value) {
    caseSensitivePaths = value;
    return this;
  }

  /** Sets the rules. */
  public ApplicationGatewayBuilder requestRoutingRules(List<RequestRoutingRule> value) {
    requestRoutingRules = List.copyOf(value);
    return this;
  }

  /** Sets the rules. */
  public ApplicationGatewayBuilder requestRoutingRules(RequestRoutingRule... values) {
    return requestRoutingRules(List.of(values));
  }

  /** Sets pages in place of the gateway's own error pages. */
  public ApplicationGatewayBuilder customErrorConfigurations(List<CustomError> value) {
    customErrorConfigurations = List.copyOf(value);
    return this;
  }

  /** Sets the firewall configured at the gateway itself. */
  public ApplicationGatewayBuilder webApplicationFirewallConfiguration(
      @Nullable WebApplicationFirewallConfiguration value) {
    webApplicationFirewallConfiguration = value;
    return this;
  }

  /** Sets the web application firewall policy, by name. */
  public ApplicationGatewayBuilder firewallPolicy(@Nullable String value) {
    firewallPolicy = value;
    return this;
  }

  /** Sets whether the policy holds although the gateway has a configuration of its own. */
  public ApplicationGatewayBuilder forceFirewallPolicyAssociation(boolean value) {
    forceFirewallPolicyAssociation = value;
    return this;
  }

  /** Sets whether it runs. */
  public ApplicationGatewayBuilder operationalState(OperationalState value) {
    operationalState = value;
    return this;
  }

  /** Returns the gateway. */
  public ApplicationGateway build() {
    return new ApplicationGateway(
        name,
        apiVersion,
        sku,
        tier,
        capacity,
        autoscaleConfiguration,
        subnet,
        enableHttp2,
        enableNetworkIsolation,
        frontendIPConfigurations,
        frontendPorts,
        sslCertificates,
        trustedRootCertificates,
        authenticationCertificates,
        sslPolicy,
        sslProfiles,
        httpListeners,
        backendAddressPools,
        backendHttpSettings,
        probes,
        redirectConfigurations,
        rewriteRuleSets,
        urlPathMaps,
        caseSensitivePaths,
        requestRoutingRules,
        customErrorConfigurations,
        webApplicationFirewallConfiguration,
        firewallPolicy,
        forceFirewallPolicyAssociation,
        operationalState);
  }
}
