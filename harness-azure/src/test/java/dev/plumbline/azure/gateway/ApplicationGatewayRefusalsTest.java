package dev.plumbline.azure.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.document.BackendHealth.Health;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.RouteTable.NextHopType;
import dev.plumbline.azure.model.RouteTable.Route;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PrivateEndpointNetworkPolicies;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Networks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the platform would refuse of application gateways is refused, with its place. */
class ApplicationGatewayRefusalsTest {

  /** A gateway with one of everything; each test changes one line of it. */
  static final String TOPOLOGY =
      """
      azure:
        name: contoso
        virtualNetworks:
          - name: vnet
            addressSpace: [10.1.0.0/16]
            subnets:
              - {name: gateway-subnet, addressPrefix: 10.1.1.0/24}
              - {name: web-subnet, addressPrefix: 10.1.2.0/24}
        publicIPAddresses:
          - {name: gateway-ip, ipAddress: 203.0.113.10}
        webApplicationFirewallPolicies: [{name: waf}]
        networkInterfaces:
          - {name: nic, ipConfigurations: [{subnet: web-subnet, privateIPAddress: 10.1.2.4}]}
        applicationGateways:
          - name: gateway
            sku: waf-v2
            capacity: 2
            firewallPolicy: waf
            subnet: gateway-subnet
            frontendIPConfigurations:
              - {name: public, publicIPAddress: gateway-ip}
              - {name: private, privateIPAddress: 10.1.1.20}
            frontendPorts: [{name: http, port: 80}, {name: https, port: 443}]
            sslCertificates: [{name: certificate}]
            trustedRootCertificates: [{name: root}]
            httpListeners:
              - {name: web, frontendIPConfiguration: public, frontendPort: http, protocol: http, hostName: www.contoso.net}
              - {name: any, frontendIPConfiguration: public, frontendPort: https, sslCertificate: certificate}
              - {name: wild, frontendIPConfiguration: private, frontendPort: http, protocol: http, hostNames: ['*.contoso.net']}
            backendAddressPools: [{name: pool, backendIPConfigurations: [nic]}]
            probes: [{name: probe, protocol: http, host: www.contoso.net}]
            backendHttpSettings: [{name: settings, protocol: http, port: 80, probe: probe, path: /v1/}]
            redirectConfigurations:
              - {name: secure, targetListener: any, includePath: true}
              - {name: new, targetUrl: 'https://new.contoso.net/', redirectType: SeeOther}
            rewriteRuleSets:
              - name: rewrites
                rewriteRules:
                  - {name: one, conditions: [{variable: var_uri_path, pattern: '^/a(.*)$'}], actionSet: {requestHeaderConfigurations: [{headerName: X-A, headerValue: '{var_uri_path_1}'}]}}
            urlPathMaps:
              - name: map
                defaultRedirectConfiguration: new
                pathRules: [{name: a, paths: ['/a*'], backendAddressPool: pool, backendHttpSettings: settings, rewriteRuleSet: rewrites}]
            customErrorConfigurations: [{statusCode: 502, customErrorPageUrl: 'https://errors.contoso.net/502.html'}]
            requestRoutingRules:
              - {name: one, priority: 1, httpListener: web, redirectConfiguration: secure}
              - {name: two, priority: 2, httpListener: any, ruleType: PathBasedRouting, urlPathMap: map}
              - {name: three, priority: 3, httpListener: wild, backendAddressPool: pool, backendHttpSettings: settings}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "exclusions: [{matchVariable: RequestCookieName}] | exclusions[0].matchVariable | RequestCookieNames",
        "exclusions: [{matchVariable: RequestArgNames, selectorMatchOperator: BeginsWith, selector: a}] | exclusions[0].selectorMatchOperator | EndsWith",
        "exceptions: [{matchVariable: RequestUrl, values: [/a]}] | exceptions[0].matchVariable | RequestURI",
        "customRules: [{name: a, priority: 1, action: block, matchConditions: [{matchVariables: [{variableName: RemoteAdr}], operator: IPMatch, matchValues: [10.0.0.0/8]}]}] | customRules[0].matchConditions[0].matchVariables[0].variableName | RemoteAddr",
        "customRules: [{name: a, priority: 1, action: block, matchConditions: [{matchVariables: [{variableName: remoteaddr}], operator: IPMatches, matchValues: [10.0.0.0/8]}]}] | customRules[0].matchConditions[0].operator | IPMatch",
        "customRules: [{name: a, priority: 1, action: block, matchConditions: [{matchVariables: [{variableName: RequestUri}], operator: Contains, matchValues: [a], transforms: [Lower]}]}] | customRules[0].matchConditions[0].transforms[0] | Lowercase"
      })
  void words_that_firewalls_do_not_have_are_refused(String part, String place, String known) {
    String text =
        TOPOLOGY.replace(
            "webApplicationFirewallPolicies: [{name: waf}]",
            "webApplicationFirewallPolicies: [{name: waf, " + part + "}]");
    assertThatThrownBy(() -> Networks.read(Source.of("contoso.yaml", text)))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("webApplicationFirewallPolicies[0]." + place + ": ")
        .hasMessageContaining(known);
  }

  @Test
  void a_gateway_without_fault_becomes_a_host() {
    assertThat(Networks.read(Source.of("topology.yaml", TOPOLOGY)).value().hosts())
        .extracting(host -> host.name())
        .contains("gateway");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sku: waf-v2 | sku: waf-v2, tier: standard-v2 | tier | STANDARD_V2 is not the tier of sku WAF_V2
          capacity: 2 | capacity: 126 | capacity | 126 is not within 1 to 125
          capacity: 2 | capacity: 2, autoscaleConfiguration: {minCapacity: 1} | autoscaleConfiguration | capacity and autoscaleConfiguration exclude each other
          capacity: 2 | autoscaleConfiguration: {minCapacity: 3, maxCapacity: 2} | autoscaleConfiguration.maxCapacity | 2 is not within 3 to 125
          sku: waf-v2 | sku: standard-v2 | firewallPolicy | needs sku WAF_v2
          sku: waf-v2 | sku: standard-v2, webApplicationFirewallConfiguration: {enabled: true} | webApplicationFirewallConfiguration | needs a sku of tier WAF or WAF_v2
          firewallPolicy: waf | firewallPolicy: wav | firewallPolicy | "wav" is not a web application firewall policy; allowed: waf; did you mean "waf"?
          hostName: www.contoso.net | hostName: www.contoso.net, firewallPolicy: wav | httpListeners[0].firewallPolicy | "wav" is not a web application firewall policy; allowed: waf; did you mean "waf"?
          rewriteRuleSet: rewrites | rewriteRuleSet: rewrites, firewallPolicy: wav | urlPathMaps[0].pathRules[0].firewallPolicy | "wav" is not a web application firewall policy; allowed: waf; did you mean "waf"?
          sku: waf-v2 | sku: waf-medium | trustedRootCertificates | needs sku v2
          [{name: root}] | [{name: root}, {name: root, issuer: other}] | trustedRootCertificates[1].name | "root" is taken
          [{name: certificate}] | [{name: certificate}, {name: certificate}] | sslCertificates[1].name | "certificate" is taken
          rewriteRuleSet: rewrites} | rewriteRuleSet: rewrites}, {name: a, paths: [/b], redirectConfiguration: new} | urlPathMaps[0].pathRules[1].name | "a" is taken
          /502.html'} | /502.html'}, {statusCode: 502, customErrorPageUrl: 'https://errors.contoso.net/5xx.html'} | customErrorConfigurations[1].statusCode | 502 has a page already
          sku: waf-v2 | sku: waf-medium | rewriteRuleSets | needs sku v2
          sku: waf-v2 | sku: waf-medium | httpListeners[2].hostNames | several names and wildcards need sku v2
          sku: waf-v2 | sku: waf-medium | httpListeners[2].frontendPort | listener web on another frontend has this port already; the same port on both needs sku v2
          sku: waf-v2 | sku: waf-medium | urlPathMaps[0].pathRules[0].paths | "/a*" has * not directly after a /, which needs sku v2
          sku: waf-v2 | sku: waf-v2, authenticationCertificates: [{name: leaf}] | authenticationCertificates | needs sku v1
          subnet: gateway-subnet | subnet: web-subnet | subnet | web-subnet also holds network interface nic; the subnet of an application gateway is for application gateways of one generation only
          {name: public, publicIPAddress: gateway-ip} | {name: public, privateIPAddress: 10.1.1.21} | frontendIPConfigurations[1] | frontend public is private already; a gateway has one of each at most
          {name: private, privateIPAddress: 10.1.1.20} | {name: private} | frontendIPConfigurations[1].privateIPAddress | is required for a private frontend of sku v2: static only
          ipAddress: 203.0.113.10 | ipAddress: 203.0.113.10, publicIPAllocationMethod: dynamic | frontendIPConfigurations[0].publicIPAddress | gateway-ip is not a static address of sku Standard, which sku v2 needs
          hostName: www.contoso.net | hostName: www.contoso.net, hostNames: [a.contoso.net] | httpListeners[0] | hostName and hostNames exclude each other
          hostName: www.contoso.net | hostName: '*.contoso.net' | httpListeners[0].hostName | takes no wildcard; hostNames does
          ['*.contoso.net'] | [a.n, b.n, c.n, d.n, e.n, f.n] | httpListeners[2].hostNames | 6 names; a listener takes at most 5
          ['*.contoso.net'] | ['*?.contoso.net'] | httpListeners[2].hostNames[0] | "*?.contoso.net" is not a host name such as api.contoso.net, or a pattern: letters, digits, - and points, with * (at most one in a label, two in all) and ? (four of both in all, none beside another)
          ['*.contoso.net'] | ['a*b*.contoso.net'] | httpListeners[2].hostNames[0] | "a*b*.contoso.net" is not a host name such as api.contoso.net, or a pattern: letters, digits, - and points, with * (at most one in a label, two in all) and ? (four of both in all, none beside another)
          sslCertificate: certificate | sslCertificate: other | httpListeners[1].sslCertificate | "other" is not a certificate of the gateway; allowed: certificate
          [nic] | [nick] | backendAddressPools[0].backendIPConfigurations[0] | "nick" is not a network interface, or nic/ipconfig of one
          path: /v1/ | path: v1 | backendHttpSettings[0].path | "v1" does not start with /
          path: /v1/ | hostName: www.contoso.net, pickHostNameFromBackendAddress: true | backendHttpSettings[0] | hostName and pickHostNameFromBackendAddress exclude each other
          path: /v1/ | sniName: www.contoso.net, validateSNI: false | backendHttpSettings[0].sniName | needs validateSNI
          path: /v1/ | trustedRootCertificates: [rot] | backendHttpSettings[0].trustedRootCertificates[0] | "rot" is not a trusted root certificate; allowed: root; did you mean "root"?
          path: /v1/ | connectionDraining: {enabled: true, drainTimeout: 2h} | backendHttpSettings[0].connectionDraining.drainTimeout | not within 1 to 3600 seconds
          path: /v1/ | affinityCookieName: 'a b' | backendHttpSettings[0].affinityCookieName | "a b" is not the name of a cookie
          host: www.contoso.net} | host: www.contoso.net, pickHostNameFromBackendHttpSettings: true} | probes[0] | needs exactly one of host and pickHostNameFromBackendHttpSettings
          host: www.contoso.net} | host: www.contoso.net, minServers: -1} | probes[0].minServers | -1 is negative
          targetListener: any | targetListener: wild | redirectConfigurations[0].targetListener | listener wild takes several names or a wildcard, and cannot be redirected to; name a targetUrl
          targetListener: any | targetListener: any, targetUrl: 'https://a/' | redirectConfigurations[0] | needs exactly one of targetListener and targetUrl
          'https://new.contoso.net/' | new.contoso.net | redirectConfigurations[1].targetUrl | "new.contoso.net" is not a URL such as https://www.contoso.net/
          headerName: X-A | headerName: Connection | rewriteRuleSets[0].rewriteRules[0].actionSet.requestHeaderConfigurations[0].headerName | Connection cannot be rewritten
          {headerName: X-A, headerValue: '{var_uri_path_1}'} | {headerName: Host} | rewriteRuleSets[0].rewriteRules[0].actionSet.requestHeaderConfigurations[0].headerValue | Host cannot be taken away
          '^/a(.*)$' | '^/(?!a)' | rewriteRuleSets[0].rewriteRules[0].conditions[0].pattern | "^/(?!a)" has look-around, a back reference or a possessive quantifier, which RE2 does not know
          '^/a(.*)$' | '^/a(' | rewriteRuleSets[0].rewriteRules[0].conditions[0].pattern | "^/a(" is not a regular expression: Unclosed group
          variable: var_uri_path | variable: uri_path | rewriteRuleSets[0].rewriteRules[0].conditions[0].variable | "uri_path" is not a variable such as var_uri_path, http_req_Name or http_resp_Name
          ['/a*'] | [a] | urlPathMaps[0].pathRules[0].paths | "a" must start with /, have * only at its end, and no ? or #
          ['/a*'] | [] | urlPathMaps[0].pathRules[0].paths | needs a pattern such as /external/*
          backendHttpSettings: settings, rewriteRuleSet | redirectConfiguration: new, rewriteRuleSet | urlPathMaps[0].pathRules[0] | backendAddressPool and backendHttpSettings go together
          rewriteRuleSet: rewrites | redirectConfiguration: new | urlPathMaps[0].pathRules[0] | redirectConfiguration excludes backendAddressPool and backendHttpSettings
          statusCode: 502 | statusCode: 501 | customErrorConfigurations[0].statusCode | 501 has no page of its own; allowed: [400, 403, 404, 405, 408, 500, 502, 503, 504]
          502.html | 502.php | customErrorConfigurations[0].customErrorPageUrl | "https://errors.contoso.net/502.php" is not a URL of a page in .htm or .html
          redirectConfiguration: secure} | redirectConfiguration: secure, backendAddressPool: pool, backendHttpSettings: settings} | requestRoutingRules[0] | redirectConfiguration excludes backendAddressPool and backendHttpSettings
          ruleType: PathBasedRouting | ruleType: Basic | requestRoutingRules[1].ruleType | a rule with urlPathMap is PathBasedRouting
          priority: 3 | priority: 20001 | requestRoutingRules[2].priority | 20001 is not within 1 to 20000
          priority: 3, | | requestRoutingRules[2].priority | is required by sku v2: 1 to 20000, unique
          """)
  void what_the_platform_refuses_is_said_with_its_place(
      String line, @Nullable String change, String path, String message) {
    assertThat(TOPOLOGY).contains(line);
    String changed = change == null ? "" : change;
    // A change of a block's line that adds keys is written in flow style; make lines of it.
    String text =
        line.startsWith("sku") || line.startsWith("capacity")
            ? changed.replaceAll(", (?=[a-zA-Z]+:(?! \\d+[,}]))", "\n      ")
            : changed;
    DescriptorException refused =
        catchThrowableOfType(
            DescriptorException.class,
            () -> Networks.read(Source.of("topology.yaml", TOPOLOGY.replace(line, text))));
    assertThat(refused).as("a topology with \"%s\" was taken", text).isNotNull();
    assertThat(refused.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo("azure.applicationGateways[0]." + path);
              assertThat(problem.message()).isEqualTo(message);
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_firewall_policy_of_a_path_rule_needs_sku_waf_v2(boolean v2) {
    GatewayStage stage =
        (v2 ? GatewayStage.v2() : GatewayStage.v1())
            .with(
                g ->
                    g.urlPathMaps(
                            new UrlPathMap(
                                "map",
                                "pool",
                                "settings",
                                List.of(
                                    new PathRule(
                                        "path",
                                        List.of("/a/*"),
                                        "pool",
                                        "settings",
                                        null,
                                        null,
                                        "waf"))))
                        .requestRoutingRules(
                            new RequestRoutingRule("rule", 10, "web", null, null, "map")));
    assertThatThrownBy(() -> AzureCompiler.compile(stage.topology()))
        .hasMessageContaining(
            "applicationGateways[0].urlPathMaps[0].pathRules[0].firewallPolicy: needs sku WAF_v2");
  }

  @Test
  void a_firewall_policy_that_the_topology_does_not_have_is_no_firewall() {
    String none = TOPOLOGY.replace("  webApplicationFirewallPolicies: [{name: waf}]\n", "");
    assertThatThrownBy(() -> Networks.read(Source.of("topology.yaml", none)))
        .hasMessageContaining(
            "applicationGateways[0].firewallPolicy: \"waf\" is not a web application firewall"
                + " policy; there are none");
  }

  @Test
  void a_gateway_of_v2_with_a_private_frontend_alone_needs_network_isolation() {
    String alone =
        TOPOLOGY
            .replace("        - {name: public, publicIPAddress: gateway-ip}\n", "")
            .replace("frontendIPConfiguration: public", "frontendIPConfiguration: private")
            .replace(
                "frontendPort: http, protocol: http, hostName:",
                "frontendPort: http, protocol: http, hostName:");
    DescriptorException refused =
        catchThrowableOfType(
            DescriptorException.class, () -> Networks.read(Source.of("topology.yaml", alone)));
    assertThat(refused).hasMessageContaining("sku v2 needs a public frontend");
    Networks.read(
        Source.of(
            "topology.yaml",
            alone.replace("capacity: 2", "capacity: 2\n      enableNetworkIsolation: true")));
  }

  /** Listeners are made before their rules, by the command line for one. */
  @Test
  void a_listener_without_a_rule_is_accepted_and_nothing_listens_for_it() {
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    g.httpListeners(
                        GatewayStage.listener("web"),
                        GatewayStage.listener("later", "other", Protocol.HTTP, "www.contoso.net")));
    assertThat(
            AzureCompiler.compile(stage.topology()).hosts().stream()
                .filter(host -> host.name().equals("gateway"))
                .flatMap(host -> host.listeners().stream())
                .map(listener -> listener.port()))
        .containsExactly(80);
  }

  @Test
  void rules_of_an_older_version_of_the_api_need_no_priority_and_keep_their_order() {
    String old =
        TOPOLOGY
            .replaceAll("priority: \\d, ", "")
            .replace("capacity: 2", "capacity: 2\n      apiVersion: '2020-11-01'");
    Networks.read(Source.of("topology.yaml", old));
    DescriptorException refused =
        catchThrowableOfType(
            DescriptorException.class,
            () ->
                Networks.read(Source.of("topology.yaml", old.replace("2020-11-01", "2021-08-01"))));
    assertThat(refused).hasMessageContaining("is required by sku v2: 1 to 20000, unique");
  }

  @ParameterizedTest
  @ValueSource(ints = {65200, 65199, 65201})
  void a_security_group_that_keeps_the_platform_out_is_refused(int first) {
    SecurityRule manager =
        new SecurityRule(
            "manager",
            100,
            Direction.INBOUND,
            Access.ALLOW,
            SecurityRuleProtocol.TCP,
            List.of("GatewayManager"),
            List.of("*"),
            List.of(new PortRange(first, 65535)));
    AzureTopology topology = secured(GatewayStage.v2().topology(), List.of(manager));
    if (first <= 65200) {
      AzureCompiler.compile(topology);
    } else {
      DescriptorException refused =
          catchThrowableOfType(DescriptorException.class, () -> AzureCompiler.compile(topology));
      assertThat(refused)
          .hasMessageContaining(
              "ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup")
          .hasMessageContaining("port 65200 from GatewayManager");
    }
    // Of v1 and with network isolation the platform accepts it.
    AzureCompiler.compile(
        secured(GatewayStage.v2().with(g -> g.enableNetworkIsolation(true)).topology(), List.of()));
    AzureCompiler.compile(secured(GatewayStage.v1().topology(), List.of()));
  }

  @Test
  void backend_health_is_unknown_where_a_default_route_leads_to_an_appliance() {
    GatewayStage stage = GatewayStage.v2();
    AzureTopology diverted =
        subnet(stage.topology(), null, "routes").toBuilder()
            .routeTables(
                List.of(
                    new RouteTable(
                        "routes",
                        false,
                        List.of(
                            new Route(
                                "default",
                                "0.0.0.0/0",
                                NextHopType.VIRTUAL_APPLIANCE,
                                IpAddresses.parse("10.1.2.200"))))))
            .build();
    try (Lab lab = stage.open()) {
      assertThat(
              BackendHealth.of(diverted, "gateway", lab.vantage("gateway-subnet")::probe)
                  .entries()
                  .get(0)
                  .servers())
          .allSatisfy(
              server -> {
                assertThat(server.health()).isEqualTo(Health.UNKNOWN);
                assertThat(server.healthProbeLog())
                    .contains("The backend health status could not be retrieved")
                    .contains("65200-65535")
                    .contains("aka.ms/UnknownBackendHealth");
              });
    }
  }

  private static AzureTopology secured(AzureTopology topology, List<SecurityRule> rules) {
    return subnet(topology, "nsg", null).toBuilder()
        .networkSecurityGroups(List.of(new NetworkSecurityGroup("nsg", rules)))
        .build();
  }

  private static AzureTopology subnet(
      AzureTopology topology, @Nullable String group, @Nullable String routes) {
    VirtualNetwork vnet = topology.virtualNetworks().get(0);
    List<Subnet> subnets = new ArrayList<>(vnet.subnets());
    subnets.set(
        0,
        new Subnet(
            "gateway-subnet",
            Cidr.of("10.1.1.0/24"),
            List.of(),
            group,
            routes,
            null,
            List.of(),
            List.of(),
            PrivateEndpointNetworkPolicies.DISABLED,
            true));
    return topology.toBuilder()
        .virtualNetworks(List.of(new VirtualNetwork(vnet.name(), vnet.addressSpace(), subnets)))
        .build();
  }
}
