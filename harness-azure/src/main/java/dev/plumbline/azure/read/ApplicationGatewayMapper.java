package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.AuthenticationCertificate;
import dev.plumbline.azure.model.ApplicationGateway.AutoscaleConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.CustomError;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.FrontendPort;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.OperationalState;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.Sku;
import dev.plumbline.azure.model.ApplicationGateway.SslCertificate;
import dev.plumbline.azure.model.ApplicationGateway.SslPolicy;
import dev.plumbline.azure.model.ApplicationGateway.SslProfile;
import dev.plumbline.azure.model.ApplicationGateway.SslProtocol;
import dev.plumbline.azure.model.ApplicationGateway.TrustedRootCertificate;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Application gateways; what stands behind their listeners is {@link RoutingMapper}'s. */
final class ApplicationGatewayMapper {

  /** "Application Gateway TLS policy overview", predefined policies. */
  private static final List<String> SSL_POLICIES =
      List.of(
          "AppGwSslPolicy20150501",
          "AppGwSslPolicy20170401",
          "AppGwSslPolicy20170401S",
          "AppGwSslPolicy20220101",
          "AppGwSslPolicy20220101S");

  private final Mapping mapping;
  private final Members members;

  ApplicationGatewayMapper(Mapping mapping, Members members) {
    this.mapping = mapping;
    this.members = members;
  }

  List<ApplicationGateway> gateways() {
    return mapping.all(ResourceTypes.APPLICATION_GATEWAY, this::gateway);
  }

  private ApplicationGateway gateway(ArmResource resource) {
    Part part = Part.of(resource.body());
    Part skuPart = part.part("sku");
    Sku sku = sku(skuPart);
    List<Part> own = part.parts("gatewayIPConfigurations");
    if (own.isEmpty()) {
      throw part.mark("gatewayIPConfigurations")
          .refuse("gatewayIPConfigurations is missing; the gateway's instances need a subnet");
    }
    RoutingMapper routing = new RoutingMapper(mapping, part, resource, sku);
    Set<String> six = six(part, resource);
    List<Part> listeners =
        part.parts("httpListeners").stream()
            .filter(l -> !six.contains(mapping.inner(l, "frontendIPConfiguration")))
            .toList();
    Set<String> left = new HashSet<>();
    part.parts("httpListeners").stream()
        .filter(l -> listeners.stream().noneMatch(one -> one.json() == l.json()))
        .forEach(l -> left.add(l.name()));
    Part scale = part.part("autoscaleConfiguration");
    return ApplicationGateway.builder(mapping.estate.local(resource))
        .sku(sku)
        .capacity(scale.has("minCapacity") ? null : skuPart.integer("capacity"))
        .autoscaleConfiguration(
            scale.has("minCapacity")
                ? new AutoscaleConfiguration(
                    scale.integer("minCapacity", 0), scale.integer("maxCapacity"))
                : null)
        .subnet(mapping.requiredReference(own.get(0), "subnet"))
        .enableHttp2(part.bool("enableHttp2", false))
        .enableNetworkIsolation(isolated(resource))
        .frontendIPConfigurations(
            mapping.each(
                part.parts("frontendIPConfigurations").stream()
                    .filter(f -> !six.contains(f.name()))
                    .toList(),
                this::frontend))
        .frontendPorts(
            mapping.each(
                part.parts("frontendPorts"),
                p -> new FrontendPort(p.name(), p.requiredInteger("port"))))
        .sslCertificates(
            mapping.each(
                part.parts("sslCertificates"),
                p ->
                    new SslCertificate(
                        p.name(),
                        ServedCertificate.names(p.textIfKnown("publicCertData")),
                        p.textIfKnown("keyVaultSecretId"))))
        .trustedRootCertificates(
            mapping.each(
                part.parts("trustedRootCertificates"),
                p -> new TrustedRootCertificate(p.name(), "lab")))
        .authenticationCertificates(
            mapping.each(
                part.parts("authenticationCertificates"),
                p -> new AuthenticationCertificate(p.name(), List.of())))
        .sslPolicy(sslPolicy(part.part("sslPolicy")))
        .sslProfiles(
            mapping.each(
                part.parts("sslProfiles"),
                p ->
                    new SslProfile(
                        p.name(), clientCertificates(p, part), sslPolicy(p.part("sslPolicy")))))
        .httpListeners(mapping.each(listeners, p -> listener(p, part, sku)))
        .backendAddressPools(
            mapping.each(part.parts("backendAddressPools"), p -> pool(p, resource)))
        .backendHttpSettings(
            mapping.each(part.parts("backendHttpSettingsCollection"), routing::settings))
        .probes(mapping.each(part.parts("probes"), routing::probe))
        .redirectConfigurations(
            mapping.each(part.parts("redirectConfigurations"), routing::redirect))
        .rewriteRuleSets(mapping.each(part.parts("rewriteRuleSets"), routing::rewriteRuleSet))
        .urlPathMaps(mapping.each(part.parts("urlPathMaps"), routing::urlPathMap))
        .requestRoutingRules(
            mapping.each(
                part.parts("requestRoutingRules").stream()
                    .filter(r -> !left.contains(mapping.inner(r, "httpListener")))
                    .toList(),
                routing::rule))
        .customErrorConfigurations(errors(part))
        .webApplicationFirewallConfiguration(
            FirewallConfigurations.configuration(
                mapping, part.part("webApplicationFirewallConfiguration")))
        .firewallPolicy(mapping.reference(part, "firewallPolicy"))
        .forceFirewallPolicyAssociation(part.bool("forceFirewallPolicyAssociation", false))
        .operationalState(
            part.word(
                "operationalState",
                Map.of(
                    "running", OperationalState.RUNNING,
                    "starting", OperationalState.STARTING,
                    "stopped", OperationalState.STOPPED,
                    "stopping", OperationalState.STOPPING),
                OperationalState.RUNNING))
        .build();
  }

  /** Returns the IPv6 frontends, which are left out with their listeners and rules. */
  private Set<String> six(Part gateway, ArmResource resource) {
    Set<String> six = new HashSet<>();
    for (Part frontend : gateway.parts("frontendIPConfigurations")) {
      if (PublicAddressMapper.six(mapping, frontend)) {
        six.add(frontend.name());
        mapping.note(
            Note.Kind.IGNORED,
            frontend.mark(),
            "the IPv6 frontend "
                + frontend.name()
                + " of "
                + resource.name()
                + " was left out, with its listeners and their rules");
      }
    }
    return six;
  }

  private static boolean isolated(ArmResource resource) {
    String tag = resource.tags().text("EnhancedNetworkControl");
    return tag != null && tag.equalsIgnoreCase("true");
  }

  private Sku sku(Part sku) {
    Map<String, Sku> names =
        Map.of(
            "standard_small", Sku.STANDARD_SMALL,
            "standard_medium", Sku.STANDARD_MEDIUM,
            "standard_large", Sku.STANDARD_LARGE,
            "standard", Sku.STANDARD_MEDIUM,
            "waf_medium", Sku.WAF_MEDIUM,
            "waf_large", Sku.WAF_LARGE,
            "waf", Sku.WAF_MEDIUM,
            "standard_v2", Sku.STANDARD_V2,
            "waf_v2", Sku.WAF_V2,
            "basic", Sku.BASIC);
    if (!sku.has("name") || !sku.has("tier")) {
      String member = sku.has("tier") ? "tier" : "name";
      return sku.word(member, names, sku.has(member) ? null : Sku.STANDARD_V2);
    }
    Sku named = sku.word("name", names, null);
    if (sku.word("tier", names, named).tier() != named.tier()) {
      mapping.note(
          Note.Kind.ASSUMED,
          sku.mark("tier"),
          "the tier "
              + sku.text("tier")
              + " is not that of the SKU "
              + sku.text("name")
              + ", which was taken");
    }
    return named;
  }

  private static @Nullable SslPolicy sslPolicy(Part part) {
    if (!part.has("policyName") && !part.has("minProtocolVersion")) {
      return null;
    }
    return new SslPolicy(
        part.has("policyName") ? part.oneOf("policyName", SSL_POLICIES, null) : null,
        part.has("minProtocolVersion")
            ? part.word(
                "minProtocolVersion",
                Map.of(
                    "tlsv1_0", SslProtocol.TLSV1_0,
                    "tlsv1_1", SslProtocol.TLSV1_1,
                    "tlsv1_2", SslProtocol.TLSV1_2,
                    "tlsv1_3", SslProtocol.TLSV1_3),
                null)
            : null);
  }

  private FrontendIPConfiguration frontend(Part part) {
    String address = mapping.reference(part, "publicIPAddress");
    return new FrontendIPConfiguration(
        part.name(), address, address == null ? mapping.privateAddress(part) : null);
  }

  static List<CustomError> errors(Part part) {
    List<CustomError> errors = new ArrayList<>();
    for (Part error : part.parts("customErrorConfigurations")) {
      String status = error.required("statusCode").replaceAll("(?i)^HttpStatus", "");
      if (!status.matches("\\d{3}")) {
        throw error
            .mark("statusCode")
            .refuse("a status such as HttpStatus502 is expected, found \"" + status + "\"");
      }
      errors.add(new CustomError(Integer.parseInt(status), error.text("customErrorPageUrl", "")));
    }
    return errors;
  }

  private static final Map<String, Protocol> PROTOCOLS =
      Map.of("http", Protocol.HTTP, "https", Protocol.HTTPS);

  static Protocol protocol(Part part) {
    return part.word("protocol", PROTOCOLS, null);
  }

  private HttpListener listener(Part part, Part gateway, Sku sku) {
    Protocol protocol = protocol(part);
    String certificate = mapping.inner(part, "sslCertificate");
    List<String> known = gateway.parts("sslCertificates").stream().map(Part::name).toList();
    if (protocol == Protocol.HTTPS && certificate == null) {
      throw part.mark("sslCertificate")
          .refuse(
              "sslCertificate is missing; an Https listener refers to one of the gateway's"
                  + " sslCertificates");
    }
    if (protocol == Protocol.HTTPS
        && certificate != null
        && known.stream().noneMatch(certificate::equalsIgnoreCase)) {
      throw part.mark("sslCertificate")
          .refuse(
              "\""
                  + certificate
                  + "\" is none of the gateway's sslCertificates"
                  + (known.isEmpty()
                      ? ", which are missing; add it there"
                      : ": " + String.join(", ", known)));
    }
    List<String> names = new ArrayList<>(part.texts("hostNames"));
    String single = part.text("hostName");
    return new HttpListener(
        part.name(),
        mapping.innerRequired(part, "frontendIPConfiguration"),
        mapping.innerRequired(part, "frontendPort"),
        protocol,
        names.isEmpty() ? single : null,
        names,
        protocol == Protocol.HTTPS ? certificate : null,
        List.of(),
        !sku.isV2() && part.bool("requireServerNameIndication", false),
        mapping.inner(part, "sslProfile"),
        mapping.reference(part, "firewallPolicy"),
        errors(part));
  }

  private List<String> clientCertificates(Part profile, Part gateway) {
    List<String> known =
        gateway.parts("trustedClientCertificates").stream().map(Part::name).toList();
    List<String> names = mapping.inners(profile, "trustedClientCertificates");
    for (String name : names) {
      if (known.stream().noneMatch(name::equalsIgnoreCase)) {
        throw profile
            .mark("trustedClientCertificates")
            .refuse(
                "\""
                    + name
                    + "\" is none of the gateway's trustedClientCertificates"
                    + (known.isEmpty()
                        ? ", which are missing; add it there"
                        : ": " + String.join(", ", known)));
      }
    }
    return names;
  }

  /** The platform takes a name in the place of an address, too. */
  private static String address(Part part) {
    String name = part.text("fqdn", part.text("ipAddress", ""));
    if (!part.has("fqdn") && !(name.contains(".") && name.matches(".*[A-Za-z].*"))) {
      InetAddress address = part.address("ipAddress");
      return address == null ? "" : address.getHostAddress();
    }
    return name;
  }

  private BackendAddressPool pool(Part part, ArmResource gateway) {
    List<String> addresses = new ArrayList<>();
    for (String text :
        mapping.eachKnown(part.parts("backendAddresses"), ApplicationGatewayMapper::address)) {
      if (!text.isEmpty() && !addresses.contains(text)) {
        addresses.add(text.replaceAll("^https?://|/+$", "").toLowerCase(Locale.ROOT));
      }
    }
    return new BackendAddressPool(
        part.name(), addresses, members.of(gateway, "backendAddressPools", part));
  }
}
