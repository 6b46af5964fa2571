package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.NameBasedId;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.CustomError;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RedirectConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.RuleType;
import dev.plumbline.azure.model.ApplicationGateway.Sku;
import dev.plumbline.azure.model.ApplicationGateway.SslCertificate;
import dev.plumbline.azure.model.ApplicationGateway.SslPolicy;
import dev.plumbline.azure.model.ApplicationGateway.SslProtocol;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.RewriteRuleSet;
import dev.plumbline.azure.model.RewriteRuleSet.ActionSet;
import dev.plumbline.azure.model.RewriteRuleSet.RewriteRule;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Validity;
import dev.plumbline.pki.LabAuthority;
import java.net.InetAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes application gateways. */
final class GatewayResources {

  private final Estate estate;
  private final ResourceIds ids;

  GatewayResources(Estate estate) {
    this.estate = estate;
    this.ids = estate.ids;
  }

  void add() {
    estate.topology.applicationGateways().forEach(gateway -> new Writer(gateway).add());
  }

  /** Returns {@code WAF_v2} for {@code WAF_V2}, {@code Standard_Small} for others. */
  static String sku(Enum<?> sku) {
    String[] parts = sku.name().split("_", -1);
    StringBuilder word = new StringBuilder(parts[0].equals("WAF") ? "WAF" : capital(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      word.append('_').append(parts[i].equals("V2") ? "v2" : capital(parts[i]));
    }
    return word.toString();
  }

  private static String capital(String word) {
    return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
  }

  /** Returns the chain that a certificate of some names would be uploaded with, without its key. */
  private static String served(List<String> names) {
    try {
      List<X509Certificate> chain =
          List.of(LabAuthority.lab().issue(names, Validity.VALID).chain().get(0));
      return Base64.getEncoder()
          .encodeToString(
              CertificateFactory.getInstance("X.509").generateCertPath(chain).getEncoded("PKCS7"));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String root(String issuer) {
    try {
      return Base64.getEncoder()
          .encodeToString(LabAuthority.of(issuer).rootCertificate().getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Fields sslPolicy(@Nullable SslPolicy policy) {
    if (policy == null) {
      return null;
    }
    SslProtocol lowest = policy.minProtocolVersion();
    return Fields.of()
        .with("policyType", policy.policyName() == null ? "CustomV2" : "Predefined")
        .with("policyName", policy.policyName())
        .with(
            "minProtocolVersion",
            lowest == null ? null : "TLSv1_" + lowest.name().substring("TLSV1_".length()));
  }

  private static Fields errors(Fields fields, List<CustomError> errors) {
    return fields.some(
        "customErrorConfigurations",
        errors,
        error ->
            Fields.of()
                .with("statusCode", "HttpStatus" + error.statusCode())
                .with("customErrorPageUrl", error.customErrorPageUrl()));
  }

  private final class Writer {

    private final ApplicationGateway gateway;
    private final String id;

    Writer(ApplicationGateway gateway) {
      this.gateway = gateway;
      this.id = ids.of(ResourceTypes.APPLICATION_GATEWAY, gateway.name());
    }

    void add() {
      Sku sku = gateway.sku();
      ApplicationGateway.AutoscaleConfiguration scale = gateway.autoscaleConfiguration();
      Fields properties =
          Fields.of()
              .with("resourceGuid", NameBasedId.guid(id))
              .with(
                  "sku",
                  Fields.of()
                      .with("name", sku(sku))
                      .with("tier", sku(gateway.tier() == null ? sku.tier() : gateway.tier()))
                      .with("capacity", gateway.capacity()))
              .with("operationalState", gateway.operationalState())
              .with(
                  "autoscaleConfiguration",
                  scale == null
                      ? null
                      : Fields.of()
                          .with("minCapacity", scale.minCapacity())
                          .with("maxCapacity", scale.maxCapacity()))
              .with("enableHttp2", gateway.enableHttp2())
              .with(
                  "gatewayIPConfigurations",
                  List.of(
                      part(
                          "gatewayIPConfigurations",
                          "gateway",
                          Fields.of().with("subnet", estate.subnet(gateway.subnet())))))
              .each("sslCertificates", certificates(), one -> one)
              .each(
                  "trustedRootCertificates",
                  gateway.trustedRootCertificates(),
                  one ->
                      part(
                          "trustedRootCertificates",
                          one.name(),
                          Fields.of().with("data", root(one.issuer()))))
              .some(
                  "authenticationCertificates",
                  gateway.authenticationCertificates(),
                  one -> part("authenticationCertificates", one.name(), Fields.of()))
              .some(
                  "trustedClientCertificates",
                  gateway.sslProfiles().stream()
                      .flatMap(profile -> profile.trustedClientCertificates().stream())
                      .distinct()
                      .toList(),
                  one -> part("trustedClientCertificates", one, Fields.of()))
              .with("sslPolicy", sslPolicy(gateway.sslPolicy()))
              .some(
                  "sslProfiles",
                  gateway.sslProfiles(),
                  one ->
                      part(
                          "sslProfiles",
                          one.name(),
                          Fields.of()
                              .some(
                                  "trustedClientCertificates",
                                  one.trustedClientCertificates(),
                                  name -> own("trustedClientCertificates", name))
                              .with("sslPolicy", sslPolicy(one.sslPolicy()))))
              .each("frontendIPConfigurations", gateway.frontendIPConfigurations(), this::frontend)
              .each(
                  "frontendPorts",
                  gateway.frontendPorts(),
                  port -> part("frontendPorts", port.name(), Fields.of().with("port", port.port())))
              .each("backendAddressPools", gateway.backendAddressPools(), this::pool)
              .each("backendHttpSettingsCollection", gateway.backendHttpSettings(), this::settings)
              .each("httpListeners", gateway.httpListeners(), this::listener)
              .each("urlPathMaps", gateway.urlPathMaps(), this::pathMap)
              .each("requestRoutingRules", gateway.requestRoutingRules(), this::rule)
              .each("probes", gateway.probes(), this::probe)
              .each("rewriteRuleSets", gateway.rewriteRuleSets(), this::rewrites)
              .each("redirectConfigurations", gateway.redirectConfigurations(), this::redirect);
      WebFirewallResources.configuration(properties, gateway.webApplicationFirewallConfiguration());
      properties
          .with(
              "firewallPolicy",
              estate.reference(
                  ResourceTypes.WEB_APPLICATION_FIREWALL_POLICY, gateway.firewallPolicy()))
          .with(
              "forceFirewallPolicyAssociation",
              gateway.forceFirewallPolicyAssociation() ? true : null);
      errors(properties, gateway.customErrorConfigurations());
      estate.add(
          ResourceTypes.APPLICATION_GATEWAY,
          gateway.name(),
          estate.regionOf(gateway.subnet()),
          Fields.of()
              .with(
                  "tags",
                  gateway.enableNetworkIsolation()
                      ? Map.of("EnhancedNetworkControl", "True")
                      : null),
          properties);
    }

    private Map<String, Object> part(String collection, String name, Fields properties) {
      Fields all = Fields.of().with("provisioningState", "Succeeded");
      properties.map().forEach(all::with);
      return Fields.of()
          .with("name", name)
          .with("id", id + "/" + collection + "/" + name)
          .with("etag", "W/\"" + NameBasedId.guid(id) + "\"")
          .with("type", ResourceTypes.APPLICATION_GATEWAY + "/" + collection)
          .with("properties", all)
          .map();
    }

    private @Nullable Map<String, Object> own(String collection, @Nullable String name) {
      return name == null ? null : Fields.id(id + "/" + collection + "/" + name);
    }

    /** An Https listener has a certificate by name; one that is described by its names gets one. */
    private String certificate(HttpListener listener) {
      return listener.sslCertificate() == null
          ? listener.name() + "-certificate"
          : listener.sslCertificate();
    }

    private List<Map<String, Object>> certificates() {
      List<Map<String, Object>> all = new ArrayList<>();
      for (SslCertificate one : gateway.sslCertificates()) {
        all.add(
            part(
                "sslCertificates",
                one.name(),
                Fields.of()
                    .with(
                        "publicCertData",
                        one.certificateNames().isEmpty() ? null : served(one.certificateNames()))
                    .with("keyVaultSecretId", one.keyVaultSecretId())));
      }
      for (HttpListener listener : gateway.httpListeners()) {
        if (listener.protocol() == Protocol.HTTPS && listener.sslCertificate() == null) {
          List<String> names =
              listener.certificateNames().isEmpty()
                  ? listener.hosts()
                  : listener.certificateNames();
          all.add(
              part(
                  "sslCertificates",
                  certificate(listener),
                  Fields.of().with("publicCertData", names.isEmpty() ? null : served(names))));
        }
      }
      return all;
    }

    private Map<String, Object> frontend(FrontendIPConfiguration frontend) {
      boolean isPublic = frontend.publicIPAddress() != null;
      InetAddress address = isPublic ? null : estate.addresses.of(frontend);
      return part(
          "frontendIPConfigurations",
          frontend.name(),
          Fields.of()
              .with("privateIPAddress", address)
              .with(
                  "privateIPAllocationMethod",
                  frontend.privateIPAddress() == null ? "Dynamic" : "Static")
              .with("publicIPAddress", estate.publicAddress(frontend.publicIPAddress()))
              .with("subnet", isPublic ? null : estate.subnet(gateway.subnet())));
    }

    private Map<String, Object> pool(BackendAddressPool pool) {
      return part(
          "backendAddressPools",
          pool.name(),
          Fields.of()
              .each(
                  "backendAddresses",
                  pool.backendAddresses(),
                  address ->
                      IpAddresses.isLiteral(address)
                          ? Map.of("ipAddress", address)
                          : Map.of("fqdn", address))
              .some(
                  "backendIPConfigurations",
                  Fields.ids(
                      pool.backendIPConfigurations().stream().map(ids::ipConfiguration).toList()),
                  one -> one));
    }

    private Map<String, Object> settings(BackendHttpSettings settings) {
      return part(
          "backendHttpSettingsCollection",
          settings.name(),
          Fields.of()
              .with("port", settings.port())
              .with("protocol", settings.protocol())
              .with("cookieBasedAffinity", settings.cookieBasedAffinity())
              .with("affinityCookieName", settings.affinityCookieName())
              .with(
                  "connectionDraining",
                  settings.connectionDraining() == null
                      ? null
                      : Fields.of()
                          .with("enabled", settings.connectionDraining().enabled())
                          .with(
                              "drainTimeoutInSec",
                              settings.connectionDraining().drainTimeout().toSeconds()))
              .with("hostName", settings.hostName())
              .with("pickHostNameFromBackendAddress", settings.pickHostNameFromBackendAddress())
              .with("requestTimeout", settings.requestTimeout().toSeconds())
              .with("path", settings.path())
              .with("probe", own("probes", settings.probe()))
              .some(
                  "trustedRootCertificates",
                  settings.trustedRootCertificates(),
                  name -> own("trustedRootCertificates", name))
              .some(
                  "authenticationCertificates",
                  settings.authenticationCertificates(),
                  name -> own("authenticationCertificates", name))
              .with("validateCertChainAndExpiry", settings.validateCertChainAndExpiry())
              .with("validateSNI", settings.validateSNI())
              .with("sniName", settings.sniName())
              .with("dedicatedBackendConnection", settings.dedicatedBackendConnection()));
    }

    private Map<String, Object> listener(HttpListener listener) {
      Fields fields =
          Fields.of()
              .with(
                  "frontendIPConfiguration",
                  own("frontendIPConfigurations", listener.frontendIPConfiguration()))
              .with("frontendPort", own("frontendPorts", listener.frontendPort()))
              .with("protocol", listener.protocol())
              .with("hostName", listener.hostName())
              .each("hostNames", listener.hostNames(), name -> name)
              .with(
                  "sslCertificate",
                  listener.protocol() == Protocol.HTTPS
                      ? own("sslCertificates", certificate(listener))
                      : null)
              .with("requireServerNameIndication", listener.requireServerNameIndication())
              .with("sslProfile", own("sslProfiles", listener.sslProfile()))
              .with(
                  "firewallPolicy",
                  estate.reference(
                      ResourceTypes.WEB_APPLICATION_FIREWALL_POLICY, listener.firewallPolicy()));
      return part(
          "httpListeners", listener.name(), errors(fields, listener.customErrorConfigurations()));
    }

    private Map<String, Object> pathMap(UrlPathMap map) {
      return part(
          "urlPathMaps",
          map.name(),
          Fields.of()
              .with(
                  "defaultBackendAddressPool",
                  own("backendAddressPools", map.defaultBackendAddressPool()))
              .with(
                  "defaultBackendHttpSettings",
                  own("backendHttpSettingsCollection", map.defaultBackendHttpSettings()))
              .with(
                  "defaultRedirectConfiguration",
                  own("redirectConfigurations", map.defaultRedirectConfiguration()))
              .with("defaultRewriteRuleSet", own("rewriteRuleSets", map.defaultRewriteRuleSet()))
              .each("pathRules", map.pathRules(), rule -> pathRule(map, rule)));
    }

    private Map<String, Object> pathRule(UrlPathMap map, PathRule rule) {
      return part(
          "urlPathMaps/" + map.name() + "/pathRules",
          rule.name(),
          Fields.of()
              .with("paths", rule.paths())
              .with("backendAddressPool", own("backendAddressPools", rule.backendAddressPool()))
              .with(
                  "backendHttpSettings",
                  own("backendHttpSettingsCollection", rule.backendHttpSettings()))
              .with(
                  "redirectConfiguration",
                  own("redirectConfigurations", rule.redirectConfiguration()))
              .with("rewriteRuleSet", own("rewriteRuleSets", rule.rewriteRuleSet()))
              .with(
                  "firewallPolicy",
                  estate.reference(
                      ResourceTypes.WEB_APPLICATION_FIREWALL_POLICY, rule.firewallPolicy())));
    }

    private Map<String, Object> rule(RequestRoutingRule rule) {
      RuleType type = rule.urlPathMap() == null ? RuleType.BASIC : RuleType.PATH_BASED_ROUTING;
      return part(
          "requestRoutingRules",
          rule.name(),
          Fields.of()
              .with("ruleType", type)
              .with("priority", rule.priority())
              .with("httpListener", own("httpListeners", rule.httpListener()))
              .with("backendAddressPool", own("backendAddressPools", rule.backendAddressPool()))
              .with(
                  "backendHttpSettings",
                  own("backendHttpSettingsCollection", rule.backendHttpSettings()))
              .with("urlPathMap", own("urlPathMaps", rule.urlPathMap()))
              .with(
                  "redirectConfiguration",
                  own("redirectConfigurations", rule.redirectConfiguration()))
              .with("rewriteRuleSet", own("rewriteRuleSets", rule.rewriteRuleSet())));
    }

    private Map<String, Object> probe(Probe probe) {
      return part(
          "probes",
          probe.name(),
          Fields.of()
              .with("protocol", probe.protocol())
              .with("host", probe.host())
              .with("path", probe.path())
              .with("interval", probe.interval().toSeconds())
              .with("timeout", probe.timeout().toSeconds())
              .with("unhealthyThreshold", probe.unhealthyThreshold())
              .with(
                  "pickHostNameFromBackendHttpSettings",
                  probe.pickHostNameFromBackendHttpSettings())
              .with("minServers", probe.minServers())
              .with("port", probe.port())
              .with(
                  "match",
                  Fields.of()
                      .with("body", probe.matchBody() == null ? "" : probe.matchBody())
                      .each("statusCodes", probe.statusCodes(), PortRange::toString)));
    }

    private Map<String, Object> redirect(RedirectConfiguration redirect) {
      return part(
          "redirectConfigurations",
          redirect.name(),
          Fields.of()
              .with("redirectType", redirect.redirectType())
              .with("targetListener", own("httpListeners", redirect.targetListener()))
              .with("targetUrl", redirect.targetUrl())
              .with("includePath", redirect.includePath())
              .with("includeQueryString", redirect.includeQueryString()));
    }

    private Map<String, Object> rewrites(RewriteRuleSet set) {
      return part(
          "rewriteRuleSets",
          set.name(),
          Fields.of().each("rewriteRules", set.rewriteRules(), this::rewrite));
    }

    private Fields rewrite(RewriteRule rule) {
      ActionSet actions = rule.actionSet();
      RewriteRuleSet.UrlConfiguration url = actions.urlConfiguration();
      return Fields.of()
          .with("name", rule.name())
          .with("ruleSequence", rule.ruleSequence())
          .each(
              "conditions",
              rule.conditions(),
              one ->
                  Fields.of()
                      .with("variable", one.variable())
                      .with("pattern", one.pattern())
                      .with("ignoreCase", one.ignoreCase())
                      .with("negate", one.negate()))
          .with(
              "actionSet",
              Fields.of()
                  .each(
                      "requestHeaderConfigurations",
                      actions.requestHeaderConfigurations(),
                      GatewayResources::header)
                  .each(
                      "responseHeaderConfigurations",
                      actions.responseHeaderConfigurations(),
                      GatewayResources::header)
                  .with(
                      "urlConfiguration",
                      url == null
                          ? null
                          : Fields.of()
                              .with("modifiedPath", url.modifiedPath())
                              .with("modifiedQueryString", url.modifiedQueryString())
                              .with("reroute", url.reroute())));
    }
  }

  private static Fields header(RewriteRuleSet.HeaderConfiguration header) {
    return Fields.of()
        .with("headerName", header.headerName())
        .with("headerValue", header.headerValue());
  }
}
