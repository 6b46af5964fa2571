package dev.plumbline.azure.validation;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.AuthenticationCertificate;
import dev.plumbline.azure.model.ApplicationGateway.AutoscaleConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.FrontendPort;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.RedirectConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.Sku;
import dev.plumbline.azure.model.ApplicationGateway.SslCertificate;
import dev.plumbline.azure.model.ApplicationGateway.SslProfile;
import dev.plumbline.azure.model.ApplicationGateway.Tier;
import dev.plumbline.azure.model.ApplicationGateway.TrustedRootCertificate;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.PublicIPAddress.AllocationMethod;
import dev.plumbline.azure.model.RewriteRuleSet;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.Subnets;
import dev.plumbline.azure.rules.Subnets.Placed;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the platform would refuse of an application gateway. */
final class ApplicationGatewayValidation {

  private static final int MOST_OF_V1 = 32;
  private static final int MOST_OF_V2 = 125;

  private final AzureTopology topology;
  private final ApplicationGateway gateway;
  private final String path;
  private final Findings problems;
  private final boolean v2;

  ApplicationGatewayValidation(
      AzureTopology topology, ApplicationGateway gateway, String path, Findings problems) {
    this.topology = topology;
    this.gateway = gateway;
    this.path = path;
    this.problems = problems;
    this.v2 = gateway.sku().isV2();
  }

  void check() {
    names();
    sku();
    onlyOfOneGeneration();
    firewall();
    new GatewaySubnetValidation(topology, gateway, path, problems).check();
    frontends();
    frontendPorts();
    new HttpListenerValidation(gateway, path, problems).check();
    new BackendValidation(topology, gateway, path, problems).check();
    new RoutingRuleValidation(gateway, path, problems).check();
    new RewriteValidation(gateway, path, problems).check();
  }

  private void names() {
    unique("httpListeners", gateway.httpListeners(), HttpListener::name);
    unique("backendAddressPools", gateway.backendAddressPools(), BackendAddressPool::name);
    unique("backendHttpSettings", gateway.backendHttpSettings(), BackendHttpSettings::name);
    unique("probes", gateway.probes(), Probe::name);
    unique("requestRoutingRules", gateway.requestRoutingRules(), RequestRoutingRule::name);
    unique(
        "frontendIPConfigurations",
        gateway.frontendIPConfigurations(),
        FrontendIPConfiguration::name);
    unique("frontendPorts", gateway.frontendPorts(), FrontendPort::name);
    unique("urlPathMaps", gateway.urlPathMaps(), UrlPathMap::name);
    unique("redirectConfigurations", gateway.redirectConfigurations(), RedirectConfiguration::name);
    unique("rewriteRuleSets", gateway.rewriteRuleSets(), RewriteRuleSet::name);
    unique("sslCertificates", gateway.sslCertificates(), SslCertificate::name);
    unique("sslProfiles", gateway.sslProfiles(), SslProfile::name);
    unique(
        "trustedRootCertificates", gateway.trustedRootCertificates(), TrustedRootCertificate::name);
    unique(
        "authenticationCertificates",
        gateway.authenticationCertificates(),
        AuthenticationCertificate::name);
  }

  private <T> void unique(String key, List<T> all, Function<T, String> name) {
    problems.unique(path + "." + key, all.stream().map(name).toList());
  }

  private void sku() {
    Tier tier = gateway.tier();
    if (tier != null && tier != gateway.sku().tier()) {
      problems.add(path + ".tier", tier + " is not the tier of sku " + gateway.sku());
    }
    Integer capacity = gateway.capacity();
    int most = v2 ? MOST_OF_V2 : MOST_OF_V1;
    if (capacity != null && (capacity < 1 || capacity > most)) {
      problems.add(path + ".capacity", capacity + " is not within 1 to " + most);
    }
    AutoscaleConfiguration scale = gateway.autoscaleConfiguration();
    if (scale == null) {
      return;
    }
    String at = path + ".autoscaleConfiguration";
    if (!v2) {
      problems.add(at, "needs sku v2");
    }
    if (capacity != null) {
      problems.add(at, "capacity and autoscaleConfiguration exclude each other");
    }
    if (scale.minCapacity() < 0 || scale.minCapacity() > MOST_OF_V2) {
      problems.add(at + ".minCapacity", scale.minCapacity() + " is not within 0 to " + MOST_OF_V2);
    }
    Integer max = scale.maxCapacity();
    if (max != null && (max < Math.max(2, scale.minCapacity()) || max > MOST_OF_V2)) {
      problems.add(
          at + ".maxCapacity",
          max + " is not within " + Math.max(2, scale.minCapacity()) + " to " + MOST_OF_V2);
    }
  }

  private void onlyOfOneGeneration() {
    if (v2) {
      needs("authenticationCertificates", gateway.authenticationCertificates(), "v1");
    } else {
      needs("trustedRootCertificates", gateway.trustedRootCertificates(), "v2");
      needs("sslProfiles", gateway.sslProfiles(), "v2");
      for (int i = 0; i < gateway.sslCertificates().size(); i++) {
        if (gateway.sslCertificates().get(i).keyVaultSecretId() != null) {
          problems.add(path + ".sslCertificates[" + i + "].keyVaultSecretId", "needs sku v2");
        }
      }
    }
  }

  private void needs(String key, List<?> values, String generation) {
    if (!values.isEmpty()) {
      problems.add(path + "." + key, "needs sku " + generation);
    }
  }

  private void firewall() {
    Sku sku = gateway.sku();
    boolean waf = sku.tier() == Tier.WAF || sku.tier() == Tier.WAF_V2;
    if (gateway.webApplicationFirewallConfiguration() != null && !waf) {
      problems.add(
          path + ".webApplicationFirewallConfiguration", "needs a sku of tier WAF or WAF_v2");
    }
    policy(path, gateway.firewallPolicy());
    for (int i = 0; i < gateway.httpListeners().size(); i++) {
      policy(path + ".httpListeners[" + i + "]", gateway.httpListeners().get(i).firewallPolicy());
    }
    for (int m = 0; m < gateway.urlPathMaps().size(); m++) {
      List<PathRule> rules = gateway.urlPathMaps().get(m).pathRules();
      for (int r = 0; r < rules.size(); r++) {
        policy(
            path + ".urlPathMaps[" + m + "].pathRules[" + r + "]", rules.get(r).firewallPolicy());
      }
    }
  }

  /** What a policy does that the topology does not have nobody knows: it is no firewall. */
  private void policy(String at, @Nullable String policy) {
    if (policy != null && gateway.sku().tier() != Tier.WAF_V2) {
      problems.add(at + ".firewallPolicy", "needs sku WAF_v2");
    }
    problems.known(
        at + ".firewallPolicy",
        "a web application firewall policy",
        policy,
        topology.webApplicationFirewallPolicies().stream().map(p -> p.name()).toList());
  }

  private void frontends() {
    List<String> publicAddresses =
        topology.publicIPAddresses().stream().map(PublicIPAddress::name).toList();
    @Nullable String publicOne = null;
    @Nullable String privateOne = null;
    for (int i = 0; i < gateway.frontendIPConfigurations().size(); i++) {
      FrontendIPConfiguration frontend = gateway.frontendIPConfigurations().get(i);
      String at = path + ".frontendIPConfigurations[" + i + "]";
      boolean isPublic = frontend.publicIPAddress() != null;
      String other = isPublic ? publicOne : privateOne;
      if (isPublic && frontend.privateIPAddress() != null) {
        problems.add(at, "publicIPAddress and privateIPAddress exclude each other");
      } else if (!isPublic && frontend.privateIPAddress() == null && v2) {
        problems.add(
            at + ".privateIPAddress", "is required for a private frontend of sku v2: static only");
      } else if (other != null) {
        problems.add(
            at,
            "frontend "
                + other
                + " is "
                + (isPublic ? "public" : "private")
                + " already; a gateway has one of each at most");
      }
      problems.known(
          at + ".publicIPAddress",
          "a public IP address",
          frontend.publicIPAddress(),
          publicAddresses);
      publicAddress(frontend, at);
      privateAddress(frontend, at);
      publicOne = isPublic ? frontend.name() : publicOne;
      privateOne = isPublic ? privateOne : frontend.name();
    }
    if (v2 && publicOne == null && privateOne != null && !gateway.enableNetworkIsolation()) {
      problems.add(
          path + ".frontendIPConfigurations",
          "sku v2 needs a public frontend, unless the gateway was made with network isolation"
              + " (enableNetworkIsolation)");
    }
  }

  private void publicAddress(FrontendIPConfiguration frontend, String at) {
    topology.publicIPAddresses().stream()
        .filter(address -> v2 && address.name().equals(frontend.publicIPAddress()))
        .filter(
            address ->
                address.sku() == PublicIPAddress.Sku.BASIC
                    || address.publicIPAllocationMethod() == AllocationMethod.DYNAMIC)
        .forEach(
            address ->
                problems.add(
                    at + ".publicIPAddress",
                    address.name()
                        + " is not a static address of sku Standard, which sku v2 needs"));
  }

  private void privateAddress(FrontendIPConfiguration frontend, String at) {
    InetAddress own = frontend.privateIPAddress();
    Subnet subnet = Subnets.of(topology).find(gateway.subnet()).map(Placed::subnet).orElse(null);
    if (own != null
        && subnet != null
        && subnet.prefixes().stream().noneMatch(p -> p.contains(own))) {
      problems.add(
          at + ".privateIPAddress",
          own.getHostAddress()
              + " lies outside subnet "
              + subnet.name()
              + " ("
              + VirtualNetworkValidation.shown(subnet)
              + ")");
    }
  }

  private void frontendPorts() {
    int last = v2 ? 64999 : 65502;
    int reserved = v2 ? 53 : 3389;
    for (int i = 0; i < gateway.frontendPorts().size(); i++) {
      int port = gateway.frontendPorts().get(i).port();
      if (port < 1 || port > last || port == reserved) {
        problems.add(
            path + ".frontendPorts[" + i + "].port",
            port
                + " is not a port of sku "
                + (v2 ? "v2" : "v1")
                + ": 1 to "
                + last
                + ", except "
                + reserved);
      }
    }
  }
}
