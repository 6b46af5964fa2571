package dev.plumbline.azure;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.probe.HttpProbe;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the documents on virtual network options and on Private Link say of each way in which API
 * Management takes part in a network: who offers it, who reaches the gateway and what the gateway
 * reaches.
 */
class VirtualNetworkOptionsStatementsTest {

  private static final String GATEWAY = "contoso.azure-api.net";
  private static final String DEVELOPER_PORTAL = "contoso.developer.azure-api.net";
  private static final String MANAGEMENT = "contoso.management.azure-api.net";
  private static final String ENDPOINT_ADDRESS = "10.1.3.6";

  private static final String EXTERNAL = "sku: premium, virtualNetworkType: external, subnet: apim";
  private static final String INTERNAL = "sku: premium, virtualNetworkType: internal, subnet: apim";
  private static final String INJECTION =
      "sku: premium-v2, virtualNetworkType: internal, subnet: injection";
  private static final String INTEGRATION =
      "sku: standard-v2, virtualNetworkType: external, subnet: integration";

  /** A private endpoint, and the zone by which the network's own clients find it. */
  private static final String ENDPOINT =
      """
        privateEndpoints:
          - {name: endpoint, subnet: endpoints, privateIPAddress: 10.1.3.6, service: contoso, groupIds: [Gateway]}
        privateDnsZones:
          - {name: privatelink.azure-api.net, virtualNetworkLinks: [{virtualNetwork: vnet}, {virtualNetwork: peer}], records: [contoso A 10.1.3.6]}
      """;

  /**
   * A network with a peer, a site by ExpressRoute, one by VPN, and a partner on the internet; in
   * each of them a backend.
   */
  private static Estate estate(String service, String... further) {
    return new Estate(
        """
        azure:
          name: options
          virtualNetworks:
            - name: vnet
              location: westeurope
              addressSpace: [10.1.0.0/16]
              subnets:
                - {name: apim, addressPrefix: 10.1.0.0/27, networkSecurityGroup: nsg}
                - {name: injection, addressPrefix: 10.1.1.0/27, networkSecurityGroup: nsg, delegations: [Microsoft.Web/hostingEnvironments]}
                - {name: integration, addressPrefix: 10.1.2.0/27, delegations: [Microsoft.Web/serverFarms]}
                - {name: endpoints, addressPrefix: 10.1.3.0/24}
                - {name: work, addressPrefix: 10.1.4.0/24}
                - {name: GatewaySubnet, addressPrefix: 10.1.255.0/27}
              peerings: [{name: to-peer, remoteVirtualNetwork: peer, allowGatewayTransit: true}]
            - name: peer
              location: westeurope
              addressSpace: [10.2.0.0/16]
              subnets: [{name: peered, addressPrefix: 10.2.0.0/24}]
              peerings: [{name: to-vnet, remoteVirtualNetwork: vnet, useRemoteGateways: true}]
            - name: stranger
              location: northeurope
              addressSpace: [10.9.0.0/16]
              subnets: [{name: strangers, addressPrefix: 10.9.0.0/24}]
          networkSecurityGroups:
            - name: nsg
              securityRules:
                - {name: clients, priority: 100, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [Internet], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [443]}
          publicIPAddresses:
            - {name: apim-ip, ipAddress: 203.0.113.20, fqdn: contoso.westeurope.cloudapp.azure.com}
            - {name: vpn-ip, ipAddress: 203.0.113.21}
          networkInterfaces:
            - {name: isolated, ipConfigurations: [{subnet: work, privateIPAddress: 10.1.4.10}], services: [{port: 80, kind: http}]}
            - {name: neighbour, ipConfigurations: [{subnet: peered, privateIPAddress: 10.2.0.10}], services: [{port: 80, kind: http}]}
          platformServices:
            - {name: partner, resourceType: Microsoft.Web/sites, hostNames: [partner.example.org], publicIPAddress: 203.0.113.77}
          virtualNetworkGateways:
            - {name: er, subnet: GatewaySubnet, gatewayType: express-route}
            - {name: vpn, subnet: GatewaySubnet, gatewayType: vpn, publicIPAddresses: [vpn-ip]}
          expressRouteCircuits: [{name: circuit, connectedNetwork: datacenter}]
          localNetworkGateways: [{name: branch, addressPrefixes: [172.16.0.0/24]}]
          connections:
            - {name: to-datacenter, virtualNetworkGateway: er, peer: circuit, connectionType: express-route}
            - {name: to-branch, virtualNetworkGateway: vpn, peer: branch, connectionType: ipsec}
          connectedNetworks:
            - name: datacenter
              addressPrefixes: [192.168.0.0/24]
              hosts: [{name: server, address: 192.168.0.10, services: [{port: 80, kind: http}]}]
          apiManagement:
            - name: contoso
              location: westeurope
        """
            + "      "
            + service.replace(", ", "\n      ")
            + "\n"
            + """
                  apis:
                    - {path: /isolated, backend: 'http://10.1.4.10'}
                    - {path: /peered, backend: 'http://10.2.0.10'}
                    - {path: /datacenter, backend: 'http://192.168.0.10'}
                    - {path: /partner, backend: 'https://partner.example.org'}
            """
            + String.join("", further));
  }

  private static Estate endpoint(String service) {
    return estate(service, ENDPOINT);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          tier        | external | internal | injected | integrated | private endpoint
          consumption | no       | no       | no       | no         | no
          developer   | yes      | yes      | no       | no         | yes
          basic       | no       | no       | no       | no         | yes
          standard    | no       | no       | no       | no         | yes
          premium     | yes      | yes      | no       | no         | yes
          basic-v2    | no       | no       | no       | no         | no
          standard-v2 | no       | no       | no       | yes        | yes
          premium-v2  | no       | no       | yes      | yes        | yes
          """)
  void each_tier_has_the_options_of_the_tables_and_no_other(
      String tier,
      String external,
      String internal,
      String injected,
      String integrated,
      String privateEndpoint) {
    Map<String, Estate> options =
        Map.of(
            "external " + external,
            estate("sku: " + tier + ", virtualNetworkType: external, subnet: apim"),
            "internal " + internal,
            estate("sku: " + tier + ", virtualNetworkType: internal, subnet: apim"),
            "injected " + injected,
            estate("sku: " + tier + ", virtualNetworkType: internal, subnet: injection"),
            "integrated " + integrated,
            estate("sku: " + tier + ", virtualNetworkType: external, subnet: integration"),
            "private endpoint " + privateEndpoint,
            endpoint("sku: " + tier));
    options.forEach(
        (option, estate) -> {
          if (option.endsWith(" yes")) {
            assertThatCode(estate::network).as(option).doesNotThrowAnyException();
          } else {
            assertThatThrownBy(estate::network).as(option).isInstanceOf(DescriptorException.class);
          }
        });
  }

  /** Which networks the gateway takes calls from, and which it calls backends in. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          mode             | from internet | from peer | from ExpressRoute | from VPN | to internet | to peer | to ExpressRoute | to VPN
          external         | yes           | yes       | yes               | yes      | yes         | yes     | yes             | yes
          internal         | no            | yes       | yes               | yes      | yes         | yes     | yes             | yes
          injected         | no            | yes       | yes               | yes      | yes         | yes     | yes             | yes
          private endpoint | yes           | yes       | yes               | yes      | yes         | no      | no              | no
          """)
  void each_option_has_the_traffic_of_the_tables_and_no_other(
      String mode,
      String fromInternet,
      String fromPeer,
      String fromCircuit,
      String fromVpn,
      String toInternet,
      String toPeer,
      String toCircuit,
      String toVpn) {
    Estate estate =
        switch (mode) {
          case "external" -> estate(EXTERNAL + ", privateIPAddress: 10.1.0.10");
          case "internal" -> estate(INTERNAL + ", privateIPAddress: 10.1.0.10");
          case "injected" -> estate(INJECTION + ", privateIPAddress: 10.1.1.10");
          default -> endpoint("sku: standard");
        };
    Network network =
        estate.network().toBuilder()
            .host("branch-server", "branch", "172.16.0.10", host -> host.tcp(80))
            .build();
    Network.Host service =
        network.hosts().stream().filter(h -> h.name().equals("contoso")).findFirst().orElseThrow();
    String address =
        switch (mode) {
          case "injected" -> "10.1.1.10";
          case "private endpoint" -> ENDPOINT_ADDRESS;
          default -> "10.1.0.10";
        };
    String publicVip =
        mode.equals("private endpoint")
            ? service.addresses().get(0).getHostAddress()
            : "192.0.2.64";
    Network.Instances instances = service.instances();
    String source = instances == null ? publicVip : instances.addresses().get(0).getHostAddress();
    boolean internet = leadsToGateway(network, publicVip) || leadsToGateway(network, address);
    assertThat(
            List.of(
                yes(internet),
                yes(isDelivered(network, "peered", "10.2.0.9", address, 443)),
                yes(isDelivered(network, "datacenter", "192.168.0.9", address, 443)),
                yes(isDelivered(network, "branch", "172.16.0.9", address, 443)),
                yes(isDelivered(network, service.segment(), source, "203.0.113.77", 443)),
                yes(isDelivered(network, service.segment(), source, "10.2.0.10", 80)),
                yes(isDelivered(network, service.segment(), source, "192.168.0.10", 80)),
                yes(isDelivered(network, service.segment(), source, "172.16.0.10", 80))))
        .containsExactly(
            fromInternet, fromPeer, fromCircuit, fromVpn, toInternet, toPeer, toCircuit, toVpn);
  }

  private static String yes(boolean holds) {
    return holds ? "yes" : "no";
  }

  private static boolean isDelivered(
      Network network, String segment, String from, String to, int port) {
    return fate(network, segment, from, to, port).fate() == Fate.DELIVERED;
  }

  /** Portal and management of an injected v2 service are public, on another host. */
  private static boolean leadsToGateway(Network network, String to) {
    Verdict verdict = fate(network, "internet", "198.51.100.7", to, 443);
    Network.Host host = verdict.host();
    return verdict.fate() == Fate.DELIVERED && host != null && host.name().equals("contoso");
  }

  private static Verdict fate(Network network, String segment, String from, String to, int port) {
    return network.fate(
        new Flow(
            segment,
            IpAddresses.parse(from),
            50000,
            IpAddresses.parse(to),
            port,
            Network.Protocol.TCP));
  }

  @Test
  void without_a_virtual_network_the_gateway_is_public_and_so_are_its_backends() {
    try (Lab lab = estate("sku: standard").open("internet", "work")) {
      for (String vantage : List.of("internet", "work")) {
        assertThat(lab.vantage(vantage).get("https://" + GATEWAY + "/partner")).hasStatus(200);
        assertThat(lab.vantage(vantage).get("https://" + GATEWAY + "/isolated")).hasStatus(500);
      }
      assertThat(lab.vantage("internet").resolve(GATEWAY)).resolvesOnlyTo("192.0.2.64");
    }
  }

  /** Injection reaches what the network reaches, in external mode as in internal mode. */
  @ParameterizedTest
  @ValueSource(strings = {EXTERNAL, INTERNAL, INJECTION})
  void an_injected_service_calls_backends_in_its_network_peers_sites_and_the_internet(
      String service) {
    String address = service.equals(INJECTION) ? "10.1.1.10" : "10.1.0.10";
    try (Lab lab = estate(service + ", privateIPAddress: " + address).open("work")) {
      for (String path : List.of("/isolated", "/peered", "/datacenter", "/partner")) {
        assertThat(
                lab.vantage("work")
                    .send(HttpProbe.get("https://" + GATEWAY + path).connectTo(address, 443)))
            .hasStatus(200);
      }
    }
  }

  @Test
  void outbound_integration_reaches_isolated_peered_and_public_backends_and_leaves_all_public() {
    try (Lab lab = estate(INTEGRATION).open("internet")) {
      for (String path : List.of("/isolated", "/peered", "/partner")) {
        assertThat(lab.vantage("internet").get("https://" + GATEWAY + path)).hasStatus(200);
      }
      assertThat(
              lab.vantage("internet")
                  .get("https://" + DEVELOPER_PORTAL + "/internal-status-0123456789abcdef"))
          .hasStatus(200);
      assertThat(lab.vantage("internet").get("https://" + MANAGEMENT + "/ServiceStatus"))
          .hasStatus(200);
    }
    // Integration is for what goes out: nobody in the network comes in by it.
    for (int host = 4; host < 31; host++) {
      assertThat(estate(INTEGRATION).fate("work", "10.1.4.9", "10.1.2." + host, 443).fate())
          .isNotEqualTo(Fate.DELIVERED);
    }
  }

  @Test
  void a_private_endpoint_is_for_inbound_traffic_only() {
    try (Lab lab = endpoint("sku: standard").open("work")) {
      assertThat(lab.vantage("work").resolve(GATEWAY)).resolvesOnlyTo(ENDPOINT_ADDRESS);
      assertThat(lab.vantage("work").get("https://" + GATEWAY + "/partner")).hasStatus(200);
      assertThat(lab.vantage("work").get("https://" + GATEWAY + "/isolated")).hasStatus(500);
      assertThat(lab.vantage("work").get("https://" + GATEWAY + "/peered")).hasStatus(500);
    }
  }

  @Test
  void a_private_endpoint_with_outbound_integration_isolates_both_ends() {
    try (Lab lab =
        endpoint(INTEGRATION + ", publicNetworkAccess: false").open("internet", "work")) {
      assertThat(lab.vantage("work").get("https://" + GATEWAY + "/isolated")).hasStatus(200);
      assertThat(lab.vantage("internet").get("https://" + GATEWAY + "/isolated")).hasStatus(403);
    }
  }

  @Test
  void a_service_takes_several_private_endpoints() {
    String second =
        "    - {name: second, subnet: peered, privateIPAddress: 10.2.0.6, service: contoso,"
            + " groupIds: [Gateway]}\n";
    Estate two =
        endpoint("sku: standard").with("  privateDnsZones:", second + "  privateDnsZones:");
    try (Lab lab = two.open("work", "peered")) {
      for (String address : List.of(ENDPOINT_ADDRESS, "10.2.0.6")) {
        HttpProbe probe = HttpProbe.get("https://" + GATEWAY + "/partner").connectTo(address, 443);
        assertThat(lab.vantage("work").send(probe)).hasStatus(200);
        assertThat(lab.vantage("peered").send(probe)).hasStatus(200);
      }
    }
  }

  @Test
  void a_private_endpoint_is_reached_by_connected_networks_alone_and_not_over_the_internet() {
    Estate estate = endpoint("sku: standard");
    Map<String, String> connected =
        Map.of(
            "work", "10.1.4.9",
            "peered", "10.2.0.9",
            "datacenter", "192.168.0.9",
            "branch", "172.16.0.9");
    connected.forEach(
        (segment, source) -> {
          Verdict verdict = estate.fate(segment, source, ENDPOINT_ADDRESS, 443);
          assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
          assertThat(verdict.hops()).as(segment).noneMatch(hop -> hop.contains("internet"));
        });
    assertThat(estate.fate("strangers", "10.9.0.9", ENDPOINT_ADDRESS, 443).fate())
        .isEqualTo(Fate.NO_ROUTE);
    assertThat(estate.fate("internet", "198.51.100.7", ENDPOINT_ADDRESS, 443).fate())
        .isEqualTo(Fate.NO_ROUTE);
  }

  @Test
  void a_private_endpoint_leads_to_one_service_and_to_no_other_to_carry_data_to() {
    Estate two =
        endpoint("sku: standard")
            .with(
                "  apiManagement:\n",
                "  apiManagement:\n    - {name: evil, sku: standard, location: westeurope, apis:"
                    + " [{path: /partner}]}\n");
    try (Lab lab = two.open("work", "internet")) {
      assertThat(lab.vantage("internet").get("https://evil.azure-api.net/partner")).hasStatus(200);
      assertThat(
              lab.vantage("work")
                  .send(
                      HttpProbe.get("https://evil.azure-api.net/partner")
                          .connectTo(ENDPOINT_ADDRESS, 443)))
          .hasStatus(404);
    }
  }

  @Test
  void a_private_endpoint_is_for_the_gateway_only() {
    try (Lab lab = endpoint("sku: standard").open("work")) {
      for (String other : List.of(DEVELOPER_PORTAL, MANAGEMENT, "contoso.scm.azure-api.net")) {
        assertThat(
                lab.vantage("work")
                    .send(HttpProbe.get("https://" + other + "/").connectTo(ENDPOINT_ADDRESS, 443)))
            .hasStatus(404)
            .bodyContains("Resource not found");
      }
    }
  }

  @Test
  void the_public_endpoint_stays_beside_a_private_one_until_it_is_disabled() {
    try (Lab lab = endpoint("sku: standard").open("internet", "work")) {
      assertThat(lab.vantage("internet").get("https://" + GATEWAY + "/partner")).hasStatus(200);
      assertThat(lab.vantage("work").get("https://" + GATEWAY + "/partner")).hasStatus(200);
    }
    try (Lab lab = endpoint("sku: standard, publicNetworkAccess: false").open("internet", "work")) {
      assertThat(lab.vantage("internet").get("https://" + GATEWAY + "/partner")).hasStatus(403);
      assertThat(lab.vantage("work").get("https://" + GATEWAY + "/partner")).hasStatus(200);
    }
  }

  @Test
  void a_client_whose_network_has_no_link_to_the_zone_gets_the_public_address_and_403() {
    try (Lab lab =
        endpoint("sku: standard, publicNetworkAccess: false").open("strangers", "work")) {
      assertThat(lab.vantage("strangers").resolve(GATEWAY)).resolvesOnlyTo("192.0.2.64");
      assertThat(lab.vantage("strangers").get("https://" + GATEWAY + "/partner")).hasStatus(403);
      assertThat(lab.vantage("work").resolve(GATEWAY)).resolvesOnlyTo(ENDPOINT_ADDRESS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {EXTERNAL, INTERNAL})
  void injection_in_a_classic_tier_and_a_private_endpoint_exclude_one_another(String service) {
    assertThatThrownBy(() -> endpoint(service).network())
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("injection and private endpoints exclude one another");
  }

  @Test
  void the_default_name_of_several_regions_is_one_for_all_of_them() {
    Estate regions =
        estate("sku: premium, additionalLocations: [{location: northeurope}]")
            .with("  apis:\n", "  apis:\n        - {path: /echo}\n");
    try (Lab lab = regions.open("internet", "work", "strangers")) {
      assertThat(lab.vantage("internet").get("https://" + GATEWAY + "/echo")).hasStatus(200);
      assertThat(
              lab.vantage("internet")
                  .get("https://contoso-northeurope-01.regional.azure-api.net/echo"))
          .hasStatus(200)
          .hasJson("/host", "contoso-northeurope");
      assertThat(lab.vantage("work").get("https://" + GATEWAY + "/echo"))
          .hasJson("/host", "contoso");
      // Who is nearer to the other region is answered there.
      assertThat(lab.vantage("strangers").get("https://" + GATEWAY + "/echo"))
          .hasJson("/host", "contoso-northeurope");
    }
  }
}
