package dev.plumbline.azure.apim;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Networks;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.probe.HttpProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mode of the documents, and what they state of it. */
class ApiManagementModesTest {

  private static final String RULES =
      """
            - {name: Management, priority: 110, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [ApiManagement], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [3443]}
            - {name: Clients, priority: 120, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [Internet], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [443]}
            - {name: LoadBalancer, priority: 130, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [AzureLoadBalancer], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [6390]}
            - {name: DenyAll, priority: 4096, direction: inbound, access: deny, sourceAddressPrefixes: ['*'], destinationAddressPrefixes: ['*']}
      """;

  /**
   * A service with one line of settings of its own, in a subnet with the rules of the documents.
   */
  private static String topology(String service, String... further) {
    return """
    azure:
      name: modes
      virtualNetworks:
        - name: vnet
          location: westeurope
          addressSpace: [10.1.0.0/16]
          subnets:
            - {name: apim-subnet, addressPrefix: 10.1.0.0/24, networkSecurityGroup: apim-nsg}
            - {name: v2-subnet, addressPrefix: 10.1.3.0/24, networkSecurityGroup: apim-nsg, delegations: [Microsoft.Web/serverFarms]}
            - {name: v2-injected, addressPrefix: 10.1.4.0/24, networkSecurityGroup: v2-nsg, delegations: [Microsoft.Web/hostingEnvironments]}
            - {name: workload-subnet, addressPrefix: 10.1.2.0/24}
      networkSecurityGroups:
        - name: v2-nsg
        - name: apim-nsg
          securityRules:
    """
        + RULES.indent(6)
        + "  apiManagement:\n    - {name: contoso, location: westeurope, "
        + service
        + ", apis: [{path: /echo}, {path: /orders, backend: 'http://10.1.2.50/backend'}]}\n"
        + String.join("", further);
  }

  private static final String INTERNAL =
      "sku: premium, virtualNetworkType: internal, subnet: apim-subnet";
  private static final String EXTERNAL =
      "sku: premium, virtualNetworkType: external, subnet: apim-subnet";
  private static final String ENDPOINT =
      """
        privateEndpoints:
          - {name: gateway-endpoint, subnet: workload-subnet, privateIPAddress: 10.1.2.6, service: contoso, groupIds: [Gateway]}
      """;
  private static final String VIP = "192.0.2.64";

  private static Network network(String yaml) {
    return Networks.read(Source.of("topology.yaml", yaml)).value();
  }

  private static Verdict fate(String yaml, String segment, String from, String to, int port) {
    return network(yaml)
        .fate(
            new Flow(
                segment,
                IpAddresses.parse(from),
                50000,
                IpAddresses.parse(to),
                port,
                Protocol.TCP));
  }

  private static Network.Host host(Network network, String name) {
    return network.hosts().stream().filter(h -> h.name().equals(name)).findFirst().orElseThrow();
  }

  private static String controlPlane(String yaml) {
    return host(network(yaml), "service-tag-ApiManagement").addresses().get(0).getHostAddress();
  }

  private static Lab open(Network network) {
    Network with =
        network.toBuilder()
            .host("orders", "workload-subnet", "10.1.2.50", h -> h.http(80, Handling.echoing()))
            .build();
    Environment environment =
        Environment.builder("modes")
            .vantage("workload", v -> v.segment("workload-subnet").address("10.1.2.9"))
            .vantage("internet", v -> v.segment("internet").address("198.51.100.7"))
            .probeTimeout(Duration.ofSeconds(5))
            .build();
    return Lab.open(environment, with, new Journal());
  }

  @Test
  void one_premium_unit_in_internal_mode_takes_three_addresses_and_four_units_nine() {
    assertThat(host(network(topology(INTERNAL)), "contoso").addresses()).hasSize(3);
    assertThat(host(network(topology(INTERNAL + ", capacity: 4")), "contoso").addresses())
        .hasSize(9);
  }

  @Test
  void premium_without_the_load_balancers_rule_lets_nothing_in() {
    // Without any rule of its own the default rule lets the probe in; a deny rule stops it.
    String open =
        topology(INTERNAL)
            .replace("destinationPortRanges: [6390]", "destinationPortRanges: [6391]")
            .replace(
                "access: deny, sourceAddressPrefixes: ['*']",
                "access: deny, sourceAddressPrefixes: [AzureLoadBalancer]");
    Verdict verdict = fate(open, "workload-subnet", "10.1.2.9", "10.1.0.6", 443);
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.explanation()).contains("its probe of port 6390", "DenyAll");
    String developer = open.replace("sku: premium", "sku: developer");
    assertThat(fate(developer, "workload-subnet", "10.1.2.9", "10.1.0.5", 443).fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void external_mode_without_the_clients_rule_times_out() {
    String yaml = topology(EXTERNAL);
    assertThat(fate(yaml, "internet", "198.51.100.7", VIP, 443).fate()).isEqualTo(Fate.DELIVERED);
    String without =
        yaml.replace("sourceAddressPrefixes: [Internet]", "sourceAddressPrefixes: [10.99.0.0/16]");
    Verdict verdict = fate(without, "internet", "198.51.100.7", VIP, 443);
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.decidedBy()).contains("DenyAll (priority 4096)");
  }

  @Test
  void without_the_management_rule_the_control_plane_is_lost_and_api_traffic_is_not() {
    String without =
        topology(EXTERNAL)
            .replace(
                "sourceAddressPrefixes: [ApiManagement]", "sourceAddressPrefixes: [10.99.0.0/16]");
    String control = controlPlane(without);
    assertThat(fate(without, "internet", control, VIP, 3443).fate()).isEqualTo(Fate.DROPPED);
    assertThat(fate(without, "internet", "198.51.100.7", VIP, 443).fate())
        .isEqualTo(Fate.DELIVERED);
    assertThat(fate(topology(EXTERNAL), "internet", control, VIP, 3443).fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void in_internal_mode_the_public_vip_takes_management_only() {
    String control = controlPlane(topology(INTERNAL));
    assertThat(fate(topology(INTERNAL), "internet", control, VIP, 3443).fate())
        .isEqualTo(Fate.DELIVERED);
    Verdict clients = fate(topology(INTERNAL), "internet", "198.51.100.7", VIP, 443);
    assertThat(clients.fate()).isEqualTo(Fate.DROPPED);
  }

  @Test
  void an_instance_does_not_reach_itself_by_its_own_vip() {
    String yaml = topology(INTERNAL).replace("access: deny", "access: allow");
    assertThat(fate(yaml, "apim-subnet", "10.1.0.4", "10.1.0.6", 443).explanation())
        .contains("cannot reach itself");
  }

  @Test
  void backends_are_called_from_every_instance_in_turn() {
    String yaml = topology(EXTERNAL);
    try (Lab lab = open(network(yaml))) {
      for (int i = 0; i < 2; i++) {
        assertThat(lab.vantage("internet").get("https://contoso.azure-api.net/orders/1"))
            .hasStatus(200)
            .hasJson("/target", "/backend/1");
      }
      assertThat(lab.arrivals("orders"))
          .extracting(Arrival::source)
          .containsExactly("10.1.0.4", "10.1.0.5");
    }
  }

  @Test
  void a_firewall_that_allows_one_instance_only_fails_after_scale_out() {
    Network one =
        network(topology("sku: developer, virtualNetworkType: external, subnet: apim-subnet"));
    Network two = network(topology(EXTERNAL));
    assertThat(callsThrough(one)).containsExactly(200, 200);
    assertThat(callsThrough(two)).containsExactly(200, 500);
  }

  /** Calls twice, with a backend that lets in the first instance alone, as its firewall would. */
  private static List<Integer> callsThrough(Network network) {
    Network guarded =
        network.toBuilder()
            .host(
                "orders",
                "workload-subnet",
                "10.1.2.50",
                host ->
                    host.rules(
                            "tier-1 firewall",
                            rules ->
                                rules
                                    .inbound(
                                        100,
                                        "first-instance",
                                        Action.ALLOW,
                                        rule -> rule.from("10.1.0.4/32"))
                                    .inbound(200, "others", Action.REJECT))
                        .http(80, Handling.echoing()))
            .build();
    Environment environment =
        Environment.builder("scale-out").vantage("internet", v -> v.segment("internet")).build();
    try (Lab lab = Lab.open(environment, guarded, new Journal())) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        HttpObservation seen =
            lab.vantage("internet").get("https://contoso.azure-api.net/orders/1");
        statuses.add(Objects.requireNonNull(seen.response()).status());
      }
      return statuses;
    }
  }

  @Test
  void a_public_service_answers_on_its_names_and_404_in_json_to_strangers() {
    try (Lab lab = open(network(topology("sku: standard")))) {
      assertThat(lab.vantage("internet").get("https://contoso.azure-api.net/echo")).hasStatus(200);
      assertThat(
              lab.vantage("internet")
                  .get("https://contoso-westeurope-01.regional.azure-api.net/echo"))
          .hasStatus(200);
      assertThat(
              lab.vantage("internet")
                  .send(
                      HttpProbe.get("https://contoso.azure-api.net/echo")
                          .host("other.azure-api.net")))
          .hasStatus(404)
          .bodyContains("Resource not found");
    }
  }

  @Test
  void public_access_disabled_is_403_for_public_callers_and_not_for_private_endpoints() {
    String yaml = topology("sku: standard, publicNetworkAccess: false", ENDPOINT);
    try (Lab lab = open(network(yaml))) {
      assertThat(lab.vantage("internet").get("https://contoso.azure-api.net/echo"))
          .hasStatus(403)
          .bodyContains("198.51.100.7")
          .bodyContains("Microsoft.ApiManagement/service/contoso");
      assertThat(lab.vantage("workload").get("https://contoso.azure-api.net/echo")).hasStatus(403);
    }
    String linked =
        yaml
            + """
                privateDnsZones:
                  - name: privatelink.azure-api.net
                    virtualNetworkLinks: [{virtualNetwork: vnet}]
                    records: [contoso A 10.1.2.6]
              """;
    try (Lab lab = open(network(linked))) {
      assertThat(lab.vantage("workload").resolve("contoso.azure-api.net"))
          .resolvesOnlyTo("10.1.2.6");
      assertThat(lab.vantage("workload").get("https://contoso.azure-api.net/echo")).hasStatus(200);
    }
  }

  @Test
  void a_private_endpoint_that_is_not_approved_connects_nobody() {
    String pending =
        topology(
            "sku: standard", ENDPOINT.replace("groupIds", "connectionState: pending, groupIds"));
    Verdict verdict = fate(pending, "workload-subnet", "10.1.2.9", "10.1.2.6", 443);
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.decidedBy()).contains("connection-pending");
  }

  @Test
  void outbound_integration_is_public_and_calls_from_the_subnet() {
    String yaml = topology("sku: standard-v2, virtualNetworkType: external, subnet: v2-subnet");
    try (Lab lab = open(network(yaml))) {
      assertThat(lab.vantage("internet").get("https://contoso.azure-api.net/orders/1"))
          .hasStatus(200);
      assertThat(lab.arrivals("orders")).extracting(Arrival::source).containsExactly("10.1.3.4");
    }
  }

  @Test
  void private_endpoints_of_a_service_of_several_regions_lead_to_the_first_one() {
    String yaml =
        topology(
            "sku: premium, publicNetworkAccess: false, additionalLocations: [{location:"
                + " northeurope}]",
            ENDPOINT);
    try (Lab lab = open(network(yaml))) {
      assertThat(
              lab.vantage("workload")
                  .send(
                      HttpProbe.get("https://contoso.azure-api.net/echo")
                          .connectTo("10.1.2.6", 443)))
          .hasStatus(200);
      assertThat(
              lab.vantage("internet")
                  .get("https://contoso-northeurope-01.regional.azure-api.net/echo"))
          .hasStatus(403);
    }
  }

  @Test
  void a_host_name_with_a_wildcard_leaves_to_others_what_they_name_exactly() {
    String yaml =
        topology(
            "sku: developer, hostnameConfigurations: [{type: proxy, hostName: '*.contoso.net'},"
                + " {type: developer-portal, hostName: portal.contoso.net}]");
    try (Lab lab = open(network(yaml))) {
      for (String name : List.of("api.contoso.net", "contoso.azure-api.net")) {
        assertThat(
                lab.vantage("internet")
                    .send(HttpProbe.get("https://" + name + "/echo").connectTo(VIP, 443)))
            .hasStatus(200);
      }
      assertThat(
              lab.vantage("internet")
                  .send(HttpProbe.get("https://portal.contoso.net/").connectTo(VIP, 443)))
          .hasStatus(200)
          .bodyContains("Developer portal");
      assertThat(
              lab.vantage("internet")
                  .send(
                      HttpProbe.get("https://contoso.azure-api.net/echo")
                          .host("api.fabrikam.net")
                          .connectTo(VIP, 443)))
          .hasStatus(404);
    }
  }

  private static String fronted(String certificate, String root, String settings) {
    return topology(
                "sku: developer, virtualNetworkType: internal, subnet: apim-subnet, privateIPAddress:"
                    + " 10.1.0.9, hostnameConfigurations: [{type: proxy, hostName: api.contoso.net"
                    + certificate
                    + "}]")
            .replace(
                "    - {name: workload-subnet",
                "    - {name: gateway-subnet, addressPrefix: 10.1.5.0/24}\n"
                    + "        - {name: workload-subnet")
            // A rule beside the others: the gateway comes from inside.
            .replace("sourceAddressPrefixes: [Internet]", "sourceAddressPrefixes: [VirtualNetwork]")
        + """
            publicIPAddresses: [{name: gateway-ip, ipAddress: 203.0.113.10}]
            applicationGateways:
              - name: gateway
                subnet: gateway-subnet
                frontendIPConfigurations: [{name: public, publicIPAddress: gateway-ip}]
                frontendPorts: [{name: https, port: 443}]
                trustedRootCertificates: [{name: contoso, issuer: contoso-ca}, {name: other, issuer: other-ca}]
                httpListeners: [{name: api, frontendIPConfiguration: public, frontendPort: https, hostName: api.contoso.net}]
                backendAddressPools: [{name: pool, backendAddresses: [10.1.0.9]}]
                probes: [{name: alive, host: api.contoso.net, path: /status-0123456789abcdef, timeout: 5s}]
                backendHttpSettings: [{name: settings, probe: alive%s%s}]
                requestRoutingRules: [{name: rule, priority: 1, httpListener: api, backendAddressPool: pool, backendHttpSettings: settings}]
          """
            .formatted(root.isEmpty() ? "" : ", trustedRootCertificates: [" + root + "]", settings);
  }

  /** What a gateway of v2 says of the certificate of the service's own host name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -                                                      | -       | -                                   | 200 | Success. Received 200 status code
          certificateIssuer: contoso-ca                          | -       | -                                   | 502 | is not signed by a well-known Certificate Authority (CA)
          certificateIssuer: contoso-ca                          | contoso | -                                   | 200 | Success. Received 200 status code
          certificateIssuer: contoso-ca                          | other   | -                                   | 502 | is not signed by any Root certificates uploaded
          certificateValidity: expired                           | -       | -                                   | 502 | "Valid from" and "Valid to"
          certificateValidity: expired                           | -       | validateCertChainAndExpiry: false   | 200 | Success. Received 200 status code
          'certificateNames: [www.contoso.net]'                  | -       | -                                   | 502 | The Common Name of the leaf certificate
          'certificateNames: ["*.contoso.net", contoso.net]'     | -       | -                                   | 200 | Success. Received 200 status code
          """)
  void a_gateway_checks_the_certificate_of_a_custom_host_name(
      @Nullable String certificate,
      @Nullable String root,
      @Nullable String settings,
      int status,
      String reason) {
    Network network =
        network(
            fronted(
                certificate == null ? "" : ", " + certificate,
                root == null ? "" : root,
                settings == null ? "" : ", " + settings));
    try (Lab lab = open(network)) {
      assertThat(
              lab.vantage("internet")
                  .send(
                      HttpProbe.get("https://api.contoso.net/echo").connectTo("203.0.113.10", 443)))
          .hasStatus(status);
      assertThat(lab.vantage("workload").probe("alive").backends().get(0).reason())
          .contains(reason);
    }
  }

  @Test
  void an_injected_v2_gateway_is_private() {
    String yaml = topology("sku: premium-v2, virtualNetworkType: internal, subnet: v2-injected");
    assertThat(fate(yaml, "workload-subnet", "10.1.2.9", "10.1.4.5", 443).fate())
        .isEqualTo(Fate.DELIVERED);
    try (Lab lab = open(network(yaml))) {
      assertThat(lab.vantage("internet").resolve("contoso.developer.azure-api.net"))
          .resolvesTo(VIP);
      assertThat(lab.vantage("internet").resolve("contoso.azure-api.net")).isNxDomain();
    }
  }

  @Test
  void the_default_name_of_several_regions_leads_to_the_nearest_one_with_a_gateway() {
    String yaml =
        topology(
                "sku: premium, location: northeurope, additionalLocations: [{location: westeurope}]")
            .replace("location: westeurope, sku", "sku");
    try (Lab lab = open(network(yaml))) {
      assertThat(lab.vantage("internet").resolve("contoso.azure-api.net")).resolvesOnlyTo(VIP);
      assertThat(lab.vantage("workload").resolve("contoso.azure-api.net"))
          .resolvesOnlyTo("192.0.2.65");
      assertThat(lab.vantage("workload").get("https://contoso.azure-api.net/echo"))
          .hasJson("/host", "contoso-westeurope");
    }
  }

  @Test
  void forced_tunnelling_loses_management_and_clients_until_routes_lead_their_answers_back() {
    // A route for 0.0.0.0/0 widens the tag VirtualNetwork, so that nothing is left of Internet.
    String tunnelled =
        topology(EXTERNAL)
                .replace("sourceAddressPrefixes: [Internet]", "sourceAddressPrefixes: ['*']")
                .replace(
                    "{name: apim-subnet, addressPrefix: 10.1.0.0/24,",
                    "{name: apim-subnet, addressPrefix: 10.1.0.0/24, routeTable: forced,")
            + """
                routeTables:
                  - name: forced
                    routes:
                      - {name: all, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.1.2.77}
                networkInterfaces:
                  - {name: nva, enableIPForwarding: true, ipConfigurations: [{name: ip, subnet: workload-subnet, privateIPAddress: 10.1.2.77}]}
              """;
    String control = controlPlane(tunnelled);
    assertThat(fate(tunnelled, "internet", control, VIP, 3443).fate()).isEqualTo(Fate.DROPPED);
    assertThat(fate(tunnelled, "internet", "198.51.100.7", VIP, 443).fate())
        .isEqualTo(Fate.DROPPED);
    String mended =
        tunnelled.replace(
            "nextHopIpAddress: 10.1.2.77}",
            "nextHopIpAddress: 10.1.2.77}\n        - {name: control, addressPrefix: ApiManagement,"
                + " nextHopType: internet}\n        - {name: client, addressPrefix:"
                + " 198.51.100.0/24, nextHopType: internet}");
    assertThat(fate(mended, "internet", control, VIP, 3443)).returns(Fate.DELIVERED, Verdict::fate);
    assertThat(fate(mended, "internet", "198.51.100.7", VIP, 443).fate()).isEqualTo(Fate.DELIVERED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sku: basic, virtualNetworkType: internal, subnet: apim-subnet | the Basic tier has no virtual network injection in internal mode
          sku: standard-v2, virtualNetworkType: internal, subnet: v2-injected | the Standard v2 tier has no virtual network injection of the v2 tiers
          sku: premium-v2, virtualNetworkType: internal, subnet: v2-subnet | is delegated to Microsoft.Web/serverFarms
          sku: standard-v2, virtualNetworkType: external, subnet: apim-subnet | is not delegated
          sku: premium, virtualNetworkType: internal, subnet: v2-subnet | must not be delegated
          sku: premium, virtualNetworkType: internal | no subnet is given
          sku: standard, subnet: apim-subnet | subnet apim-subnet is given, but virtualNetworkType is none; a service outside virtual networks stands in no subnet
          sku: premium, additionalLocations: [{location: northeurope, subnet: apim-subnet}] | additionalLocations[0].subnet: subnet apim-subnet is given
          sku: standard, privateIPAddress: 10.1.0.9 | only an injected service has a private virtual IP
          sku: standard-v2, virtualNetworkType: external, subnet: v2-subnet, privateIPAddress: 10.1.3.9 | only an injected service has a private virtual IP
          sku: standard, publicIPAddress: own | an address of its own is for Developer and Premium in a virtual network
          sku: premium-v2, virtualNetworkType: internal, subnet: v2-injected, publicIPAddress: own | an address of its own is for Developer and Premium in a virtual network
          sku: standard, hostnameConfigurations: [{type: proxy, hostName: a.contoso.net}, {type: proxy, hostName: b.contoso.net}] | "b.contoso.net" is a further one of the gateway; several host names of the gateway are offered in Developer and Premium
          sku: consumption, hostnameConfigurations: [{type: proxy, hostName: '*.contoso.net'}] | wildcards are offered in all tiers but Consumption
          sku: standard, hostnameConfigurations: [{type: proxy, hostName: 'a.*.net'}] | "a.*.net" is not a host name such as api.contoso.net or *.contoso.net
          sku: developer, capacity: 2 | the Developer tier has one unit
          sku: standard, zones: ['1'] | availability zones are offered in the Premium tiers
          sku: premium, virtualNetworkType: internal, subnet: apim-subnet, zones: ['1'] | needs a new public IP address
          sku: standard, additionalLocations: [{location: northeurope}] | several regions are offered in Premium
          sku: standard, publicNetworkAccess: false | contoso has no approved private endpoint
          sku: standard, hostnameConfigurations: [{type: portal, hostName: p.contoso.net, defaultSslBinding: true}] | only a host name of the gateway can have it
          sku: standard-v2, hostnameConfigurations: [{type: scm, hostName: p.contoso.net}] | v2 tiers have gateway, developer portal and management
          """)
  void what_the_platform_refuses_is_refused(String service, String message) {
    String yaml =
        topology(service)
            + "  publicIPAddresses: [{name: own, ipAddress: 203.0.113.50, fqdn:"
            + " contoso.westeurope.cloudapp.azure.com}]\n";
    assertThatThrownBy(() -> network(yaml)).hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1contoso", "con_toso", "contoso-", "con.toso"})
  void a_name_that_no_service_can_have_is_refused(String name) {
    String yaml = topology("sku: standard").replace("{name: contoso, ", "{name: " + name + ", ");
    assertThatThrownBy(() -> network(yaml)).hasMessageContaining("is not the name of a service");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sku: premium, virtualNetworkType: internal, subnet: apim-subnet | injection and private endpoints exclude one another
          sku: consumption | private endpoints are offered in
          sku: standard, platformVersion: stv1 | private endpoints need platform stv2
          """)
  void a_private_endpoint_where_it_cannot_be_is_refused(String service, String message) {
    String yaml = topology(service, ENDPOINT);
    assertThatThrownBy(() -> network(yaml)).hasMessageContaining(message);
  }
}
