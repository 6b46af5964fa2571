package dev.plumbline.azure;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.probe.HttpProbe;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the document on internal mode says of endpoints, names, addresses and the networks around,
 * each statement run in the simulation. Its table of security rules is in {@link
 * SecurityRulesStatementsTest}, forced tunnelling in {@link ForcedTunnellingStatementsTest}.
 */
class InternalModeStatementsTest {

  private static final String SERVICE = "contosointernalvnet";
  private static final String VIP = "10.1.0.5";
  private static final String PUBLIC_VIP = "203.0.113.20";

  /** The endpoints by their names, and a path at which each answers 200. */
  private static final Map<String, String> ENDPOINTS =
      Map.of(
          SERVICE + ".azure-api.net", "/status-0123456789abcdef",
          SERVICE + ".portal.azure-api.net", "/",
          SERVICE + ".developer.azure-api.net", "/internal-status-0123456789abcdef",
          SERVICE + ".management.azure-api.net", "/ServiceStatus",
          SERVICE + ".scm.azure-api.net", "/");

  static final String TOPOLOGY =
      """
      azure:
        name: internal
        virtualNetworks:
          - name: vnet
            location: westeurope
            addressSpace: [10.1.0.0/16]
            subnets:
              - {name: apim-subnet, addressPrefix: 10.1.0.0/24, networkSecurityGroup: nsg}
              - {name: work, addressPrefix: 10.1.2.0/24, networkSecurityGroup: work-nsg}
            peerings: [{name: to-peer, remoteVirtualNetwork: peer}]
          - name: peer
            location: westeurope
            addressSpace: [10.2.0.0/16]
            subnets: [{name: peered, addressPrefix: 10.2.0.0/24}]
            peerings: [{name: to-vnet, remoteVirtualNetwork: vnet}]
        networkSecurityGroups:
          - name: nsg
            securityRules:
              - {name: management, priority: 110, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [ApiManagement], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [3443]}
              - {name: balancer, priority: 120, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [AzureLoadBalancer], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [6390]}
          - name: work-nsg
        publicIPAddresses:
          - {name: apim-ip, ipAddress: 203.0.113.20, fqdn: contosointernalvnet.westeurope.cloudapp.azure.com}
        networkInterfaces:
          - {name: isolated, ipConfigurations: [{subnet: work, privateIPAddress: 10.1.2.10}], services: [{port: 80, kind: http}]}
          - {name: neighbour, ipConfigurations: [{subnet: peered, privateIPAddress: 10.2.0.10}], services: [{port: 80, kind: http}]}
          - {name: machine, ipConfigurations: [{subnet: apim-subnet, privateIPAddress: 10.1.0.200}]}
        platformServices:
          - {name: partner, resourceType: Microsoft.Web/sites, hostNames: [partner.example.org], publicIPAddress: 203.0.113.77}
          - {name: contosostore, resourceType: Microsoft.Storage/storageAccounts, publicIPAddress: 203.0.113.80}
          - {name: contososql, resourceType: Microsoft.Sql/servers, publicIPAddress: 203.0.113.81}
          - {name: contosovault, resourceType: Microsoft.KeyVault/vaults, publicIPAddress: 203.0.113.82}
          - {name: graph, resourceType: Microsoft.Graph, hostNames: [graph.microsoft.com], publicIPAddress: 198.18.24.20}
        privateDnsZones:
          - name: azure-api.net
            virtualNetworkLinks: [{virtualNetwork: vnet}]
            records:
              - contosointernalvnet A 10.1.0.5
              - contosointernalvnet.portal A 10.1.0.5
              - contosointernalvnet.developer A 10.1.0.5
              - contosointernalvnet.management A 10.1.0.5
              - contosointernalvnet.scm A 10.1.0.5
        apiManagement:
          - name: contosointernalvnet
            sku: developer
            location: westeurope
            virtualNetworkType: internal
            subnet: apim-subnet
            privateIPAddress: 10.1.0.5
            publicIPAddress: apim-ip
            apis:
              - {path: /isolated, backend: 'http://10.1.2.10'}
              - {path: /peered, backend: 'http://10.2.0.10'}
              - {path: /partner, backend: 'https://partner.example.org'}
      """;

  private static final Estate ESTATE = new Estate(TOPOLOGY);

  private static final String DENY_OUT =
      "            - {name: deny, priority: 4000, direction: outbound, access: deny,"
          + " sourceAddressPrefixes: ['*'], destinationAddressPrefixes: ['*']}\n";

  @Test
  void none_of_the_endpoints_is_in_public_dns_and_the_owners_records_lead_to_the_private_vip() {
    try (Lab lab = ESTATE.open("internet", "work", "peered")) {
      for (String vantage : List.of("internet", "peered")) {
        assertThat(lab.vantage(vantage).resolve("partner.example.org"))
            .resolvesOnlyTo("203.0.113.77");
      }
      for (String name : ENDPOINTS.keySet()) {
        assertThat(lab.vantage("internet").resolve(name)).isNxDomain();
        assertThat(lab.vantage("peered").resolve(name)).isNxDomain();
        assertThat(lab.vantage("work").resolve(name)).resolvesOnlyTo(VIP);
      }
      // What self-hosted gateways ask is private as well.
      assertThat(lab.vantage("internet").resolve(SERVICE + ".configuration.azure-api.net"))
          .isNxDomain();
    }
  }

  @Test
  void without_records_of_the_owner_nobody_reaches_an_endpoint_by_its_name() {
    Estate without =
        ESTATE.with("virtualNetworkLinks: [{virtualNetwork: vnet}]", "virtualNetworkLinks: []");
    try (Lab lab = without.open("work")) {
      assertThat(lab.vantage("work").resolve("partner.example.org")).resolvesOnlyTo("203.0.113.77");
      for (String name : ENDPOINTS.keySet()) {
        assertThat(lab.vantage("work").resolve(name)).isNxDomain();
      }
    }
  }

  @Test
  void every_endpoint_answers_inside_on_its_own_name() {
    try (Lab lab = ESTATE.open("work")) {
      ENDPOINTS.forEach(
          (name, path) ->
              assertThat(lab.vantage("work").get("https://" + name + path)).hasStatus(200));
    }
  }

  /** As a hosts file does, for a machine whose DNS servers know nothing. */
  @Test
  void a_machine_that_maps_the_names_itself_reaches_every_endpoint() {
    try (Lab lab = ESTATE.open("peered")) {
      ENDPOINTS.forEach(
          (name, path) ->
              assertThat(
                      lab.vantage("peered")
                          .send(HttpProbe.get("https://" + name + path).connectTo(VIP, 443)))
                  .hasStatus(200));
    }
  }

  @Test
  void the_service_does_not_answer_to_its_address_nor_to_another_name() {
    try (Lab lab = ESTATE.open("work")) {
      for (String host : List.of(VIP, "other.azure-api.net", "unknown.contoso.net")) {
        for (String path : List.of("/status-0123456789abcdef", "/ServiceStatus", "/")) {
          assertThat(
                  lab.vantage("work")
                      .send(
                          HttpProbe.get("https://" + SERVICE + ".azure-api.net" + path).host(host)))
              .hasStatus(404)
              .bodyContains("Resource not found");
        }
      }
    }
  }

  @Test
  void custom_names_take_the_place_of_the_default_ones_save_for_the_gateway() {
    Estate custom =
        ESTATE.with(
            "      apis:\n",
            """
                  hostnameConfigurations:
                    - {type: proxy, hostName: api.contoso.net}
                    - {type: portal, hostName: legacy.contoso.net}
                    - {type: developer-portal, hostName: portal.contoso.net}
                    - {type: management, hostName: management.contoso.net}
                    - {type: scm, hostName: git.contoso.net}
                  apis:
            """);
    Map<String, String> names =
        Map.of(
            "api.contoso.net",
            "/status-0123456789abcdef",
            SERVICE + ".azure-api.net",
            "/status-0123456789abcdef",
            "legacy.contoso.net",
            "/",
            "portal.contoso.net",
            "/internal-status-0123456789abcdef",
            "management.contoso.net",
            "/ServiceStatus",
            "git.contoso.net",
            "/");
    try (Lab lab = custom.open("work")) {
      names.forEach(
          (name, path) ->
              assertThat(
                      lab.vantage("work")
                          .send(HttpProbe.get("https://" + name + path).connectTo(VIP, 443)))
                  .hasStatus(200));
      ENDPOINTS.forEach(
          (name, path) -> {
            if (!names.containsKey(name)) {
              assertThat(
                      lab.vantage("work")
                          .send(HttpProbe.get("https://" + name + path).connectTo(VIP, 443)))
                  .hasStatus(404);
            }
          });
    }
  }

  @Test
  void the_private_vip_is_an_address_of_the_subnet() {
    assertThat(host(ESTATE.with("      privateIPAddress: 10.1.0.5\n", "").network()).addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("10.1.0.5", "10.1.0.4");
    assertThatThrownBy(
            () ->
                ESTATE
                    .with("privateIPAddress: 10.1.0.5\n", "privateIPAddress: 10.1.2.5\n")
                    .network())
        .hasMessageContaining("10.1.2.5 lies outside subnet apim-subnet (10.1.0.0/24)");
  }

  @Test
  void the_public_vip_takes_the_control_plane_at_port_3443_and_nothing_else() {
    // A rule that would let clients in, were there anything to let them in to.
    Estate open =
        ESTATE.with(
            "    - name: work-nsg\n",
            "        - {name: all, priority: 200, direction: inbound, access: allow,"
                + " sourceAddressPrefixes: [Internet], destinationAddressPrefixes: ['*']}\n"
                + "    - name: work-nsg\n");
    String control = "198.18.4.0";
    assertThat(open.fate("internet", control, PUBLIC_VIP, 3443).fate()).isEqualTo(Fate.DELIVERED);
    for (int port : List.of(80, 443, 6390)) {
      assertThat(open.fate("internet", control, PUBLIC_VIP, port).fate())
          .as("port " + port)
          .isEqualTo(Fate.DROPPED);
    }
    // Locked down to the tag, it takes nobody else.
    assertThat(ESTATE.fate("internet", control, PUBLIC_VIP, 3443).fate()).isEqualTo(Fate.DELIVERED);
    assertThat(ESTATE.fate("internet", "198.51.100.7", PUBLIC_VIP, 3443).fate())
        .isEqualTo(Fate.DROPPED);
  }

  @Test
  void instances_call_the_network_and_its_peers_themselves_and_public_services_by_the_public_vip() {
    try (Lab lab = ESTATE.open("work")) {
      Map<String, String> seen =
          Map.of("isolated", "10.1.0.4", "peered", "10.1.0.4", "partner", PUBLIC_VIP);
      seen.forEach(
          (path, source) -> {
            assertThat(lab.vantage("work").get("https://" + SERVICE + ".azure-api.net/" + path))
                .hasStatus(200);
            assertThat(lab.arrivals(path.equals("peered") ? "neighbour" : path))
                .extracting(Arrival::source)
                .containsExactly(source);
          });
    }
  }

  @ParameterizedTest(name = "{0}, {1} units: {2} addresses")
  @CsvSource({
    "developer, 1, 2, 10.1.0.0/29",
    "premium, 1, 3, 10.1.0.0/29",
    "premium, 2, 5, 10.1.0.0/28",
    "premium, 4, 9, 10.1.0.0/28",
    "premium, 6, 13, 10.1.0.0/27",
  })
  void each_unit_takes_addresses_of_the_subnet_and_the_vip_one_more(
      String tier, int units, int addresses, String smallest) {
    Estate scaled =
        ESTATE
            .with("sku: developer", "sku: " + tier + "\n      capacity: " + units)
            .with("      privateIPAddress: 10.1.0.5\n", "")
            .with(
                "    - {name: machine, ipConfigurations: [{subnet: apim-subnet, privateIPAddress: 10.1.0.200}]}\n",
                "")
            .with("10.1.0.0/24", smallest);
    List<InetAddress> all = host(scaled.network()).addresses();
    assertThat(all).hasSize(addresses).doesNotHaveDuplicates();
    int length = Integer.parseInt(smallest.substring(smallest.indexOf('/') + 1)) + 1;
    Estate smaller = scaled.with(smallest, "10.1.0.0/" + length);
    assertThatThrownBy(smaller::network).hasMessageMatching("(?s).*(usable addresses|too small).*");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"10.1.0.4/32, 1", "10.1.0.0/24, 8"})
  void a_backend_that_allows_the_whole_subnet_takes_the_instances_that_scaling_out_adds(
      String allowed, int taken) {
    Estate guarded =
        ESTATE
            .with("sku: developer", "sku: premium\n      capacity: 4")
            .with(
                "    - name: work-nsg\n",
                """
                    - name: work-nsg
                      securityRules:
                        - {name: apim, priority: 100, direction: inbound, access: allow, sourceAddressPrefixes: [%s]}
                        - {name: deny, priority: 110, direction: inbound, access: deny, sourceAddressPrefixes: ['*']}
                """
                    .formatted(allowed));
    Network.Instances instances = host(guarded.network()).instances();
    assertThat(instances).isNotNull();
    assertThat(instances.addresses()).hasSize(8);
    assertThat(instances.addresses())
        .filteredOn(
            instance ->
                guarded.fate("apim-subnet", instance.getHostAddress(), "10.1.2.10", 80).fate()
                    == Fate.DELIVERED)
        .hasSize(taken);
  }

  @Test
  void neither_mode_needs_a_public_ip_address_of_the_owners() {
    Estate without = ESTATE.with("      publicIPAddress: apim-ip\n", "");
    assertThat(without.fate("internet", "198.18.4.0", "192.0.2.64", 3443).fate())
        .isEqualTo(Fate.DELIVERED);
    try (Lab lab =
        without
            .with("virtualNetworkType: internal", "virtualNetworkType: external")
            .open("internet")) {
      assertThat(lab.vantage("internet").resolve(SERVICE + ".azure-api.net"))
          .resolvesOnlyTo("192.0.2.64");
    }
  }

  @Test
  void the_owners_public_ip_address_is_the_public_vip() {
    try (Lab lab =
        ESTATE
            .with("virtualNetworkType: internal", "virtualNetworkType: external")
            .open("internet")) {
      for (String name : ENDPOINTS.keySet()) {
        assertThat(lab.vantage("internet").resolve(name)).resolvesOnlyTo(PUBLIC_VIP);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"internal", "external"})
  void zone_redundancy_needs_a_public_ip_address_in_both_modes(String mode) {
    Estate zones =
        ESTATE
            .with("sku: developer", "sku: premium\n      zones: ['1', '2']")
            .with("virtualNetworkType: internal", "virtualNetworkType: " + mode);
    assertThat(host(zones.network()).addresses()).isNotEmpty();
    assertThatThrownBy(() -> zones.with("      publicIPAddress: apim-ip\n", "").network())
        .hasMessageContaining("zone redundancy in a virtual network needs a new public IP address");
  }

  @Test
  void in_external_mode_every_endpoint_answers_to_the_internet() {
    Estate external =
        ESTATE
            .with("virtualNetworkType: internal", "virtualNetworkType: external")
            .with(
                "    - name: work-nsg\n",
                "        - {name: clients, priority: 100, direction: inbound, access: allow, protocol:"
                    + " tcp, sourceAddressPrefixes: [Internet], destinationAddressPrefixes:"
                    + " [VirtualNetwork], destinationPortRanges: [443]}\n    - name: work-nsg\n");
    try (Lab lab = external.open("internet")) {
      ENDPOINTS.forEach(
          (name, path) ->
              assertThat(lab.vantage("internet").get("https://" + name + path)).hasStatus(200));
    }
  }

  @Test
  void each_region_needs_a_network_of_its_own_with_rules_of_its_own() {
    Estate regions =
        ESTATE
            .with(
                "      apis:\n",
                "      additionalLocations: [{location: northeurope, subnet: north-subnet}]\n"
                    + "      apis:\n")
            .with("sku: developer", "sku: premium")
            .with(
                "  networkSecurityGroups:\n",
                """
                    - name: north
                      location: northeurope
                      addressSpace: [10.3.0.0/16]
                      subnets:
                        - {name: north-subnet, addressPrefix: 10.3.0.0/24, networkSecurityGroup: nsg}
                        - {name: north-work, addressPrefix: 10.3.1.0/24}
                  networkSecurityGroups:
                """);
    assertThat(regions.fate("work", "10.1.2.9", VIP, 443).fate()).isEqualTo(Fate.DELIVERED);
    assertThat(regions.fate("north-work", "10.3.1.9", "10.3.0.6", 443).fate())
        .isEqualTo(Fate.DELIVERED);
    assertThat(regions.fate("north-work", "10.3.1.9", VIP, 443).fate()).isEqualTo(Fate.NO_ROUTE);
    Estate open = regions.with("10.3.0.0/24, networkSecurityGroup: nsg}", "10.3.0.0/24}");
    assertThat(open.fate("north-work", "10.3.1.9", "10.3.0.6", 443).fate()).isEqualTo(Fate.DROPPED);
    assertThat(open.fate("work", "10.1.2.9", VIP, 443).fate()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void without_a_network_security_group_the_load_balancer_rejects_everything() {
    Estate without = ESTATE.with("10.1.0.0/24, networkSecurityGroup: nsg}", "10.1.0.0/24}");
    for (int port : List.of(443, 3443)) {
      Verdict inside = without.fate("work", "10.1.2.9", VIP, port);
      assertThat(inside.fate()).isEqualTo(Fate.DROPPED);
      assertThat(inside.explanation()).contains("has no network security group");
    }
    assertThat(without.fate("internet", "198.18.4.0", PUBLIC_VIP, 3443).fate())
        .isEqualTo(Fate.DROPPED);
  }

  /** The document's check list for a deployment that does not succeed. */
  @ParameterizedTest
  @CsvSource({
    "contosostore.blob.core.windows.net, 443, Storage",
    "contosostore.table.core.windows.net, 443, Storage",
    "contososql.database.windows.net, 1433, Sql",
    "contosovault.vault.azure.net, 443, AzureKeyVault",
  })
  void a_machine_in_the_same_subnet_finds_what_keeps_the_service_from_its_dependencies(
      String name, int port, String tag) {
    try (Lab lab = ESTATE.open("apim-subnet")) {
      assertThat(lab.vantage("apim-subnet").connect(name, port)).isOpen();
    }
    String deny =
        DENY_OUT.replace(
            "destinationAddressPrefixes: ['*']", "destinationAddressPrefixes: [" + tag + "]");
    try (Lab lab =
        ESTATE
            .with("    - name: work-nsg\n", deny.substring(4) + "    - name: work-nsg\n")
            .open("apim-subnet", "work")) {
      assertThat(lab.vantage("apim-subnet").connect("partner.example.org", 443)).isOpen();
      assertThat(lab.vantage("apim-subnet").connect(name, port)).isDropped();
      assertThat(lab.vantage("work").connect(name, port)).isOpen();
    }
  }

  @Test
  void microsoft_graph_needs_a_rule_for_the_identity_tag_and_its_name_resolved() {
    String url = "https://graph.microsoft.com/v1.0/$metadata";
    try (Lab lab = ESTATE.open("apim-subnet")) {
      assertThat(lab.vantage("apim-subnet").get(url)).hasStatus(200);
    }
    Estate closed =
        ESTATE.with("    - name: work-nsg\n", DENY_OUT.substring(4) + "    - name: work-nsg\n");
    Verdict dropped = closed.fate("apim-subnet", "10.1.0.200", "198.18.24.20", 443);
    assertThat(dropped.fate()).isEqualTo(Fate.DROPPED);
    assertThat(dropped.decidedBy()).contains("deny (priority 4000)");
    Estate allowed =
        closed.with(
            "    - name: work-nsg\n",
            "        - {name: identity, priority: 100, direction: outbound, access: allow, protocol:"
                + " tcp, sourceAddressPrefixes: [VirtualNetwork], destinationAddressPrefixes:"
                + " [AzureActiveDirectory], destinationPortRanges: [443]}\n    - name: work-nsg\n");
    try (Lab lab = allowed.open("apim-subnet")) {
      assertThat(lab.vantage("apim-subnet").get(url)).hasStatus(200);
    }
    Estate blind =
        ESTATE.with(
            "      addressSpace: [10.1.0.0/16]\n",
            "      addressSpace: [10.1.0.0/16]\n      dnsServers: [10.1.2.53]\n");
    try (Lab lab = blind.open("apim-subnet")) {
      assertThat(lab.vantage("apim-subnet").get(url).answer()).isEmpty();
    }
    Estate served =
        blind.with(
            "  networkInterfaces:\n",
            "  networkInterfaces:\n    - {name: dns, ipConfigurations: [{subnet: work,"
                + " privateIPAddress: 10.1.2.53}], services: [{port: 53, kind: dns, forwarders:"
                + " [168.63.129.16]}]}\n");
    try (Lab lab = served.open("apim-subnet")) {
      assertThat(lab.vantage("apim-subnet").get(url)).hasStatus(200);
    }
  }

  private static Network.Host host(Network network) {
    return network.hosts().stream().filter(h -> h.name().equals(SERVICE)).findFirst().orElseThrow();
  }
}
