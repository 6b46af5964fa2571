package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InternalApiManagementContractTest {

  private static final String SERVICE = "contosointernalvnet in internal mode > ";

  private static final String MANAGEMENT =
      SERVICE + "closed outside > management is closed to the internet (by the description)";

  @TempDir Path folder;
  private ContractRun run;

  @BeforeEach
  void has_a_network_that_keeps_it() {
    run =
        new ContractRun(folder, "internal.yaml")
            .vantage("internet", "ns.contoso.net:53")
            .vantage("workload-subnet", "10.1.0.5:443")
            .vantage("datacenter", "10.1.0.5:443");
  }

  @Test
  void reads_like_a_protocol() {
    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .containsExactlyInAnyOrder(
            SERVICE
                + "names > contosointernalvnet.azure-api.net is not in public DNS (from internet)",
            SERVICE
                + "names > contosointernalvnet.portal.azure-api.net is not in public DNS (from"
                + " internet)",
            SERVICE
                + "names > contosointernalvnet.developer.azure-api.net is not in public DNS (from"
                + " internet)",
            SERVICE
                + "names > contosointernalvnet.management.azure-api.net is not in public DNS (from"
                + " internet)",
            SERVICE
                + "names > contosointernalvnet.scm.azure-api.net is not in public DNS (from"
                + " internet)",
            inside("contosointernalvnet"),
            inside("contosointernalvnet.portal"),
            inside("contosointernalvnet.developer"),
            inside("contosointernalvnet.management"),
            inside("contosointernalvnet.scm"),
            SERVICE
                + "endpoints > the gateway answers on contosointernalvnet.azure-api.net (from"
                + " workload-subnet)",
            SERVICE
                + "endpoints > the developer portal answers on"
                + " contosointernalvnet.developer.azure-api.net (from workload-subnet)",
            SERVICE
                + "endpoints > the gateway answers on no other host name (from workload-subnet)",
            SERVICE
                + "endpoints > the private virtual IP is open to connected networks (from"
                + " datacenter)",
            SERVICE + "closed outside > there is no way to the private virtual IP (from internet)",
            SERVICE
                + "closed outside > no public address is passed on to the private virtual IP (by the"
                + " description)",
            SERVICE + "closed outside > the public virtual IP takes no calls (from internet)",
            SERVICE + "closed outside > the public virtual IP takes no calls (by the description)",
            SERVICE + "closed outside > management is closed to the internet (from internet)",
            MANAGEMENT);
  }

  @Test
  void fails_for_a_name_that_is_in_public_dns() {
    Outcome outcome =
        run.with(
                "  dnsZones:\n",
                "  dnsZones:\n"
                    + "    - name: azure-api.net\n"
                    + "      records: [contosointernalvnet A 203.0.113.20]\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            SERVICE
                + "names > contosointernalvnet.azure-api.net is not in public DNS (from internet)");
    assertThat(outcome.failure())
        .contains("Expected:         NXDOMAIN")
        .contains("but resolved to:  203.0.113.20 (public)");
  }

  @Test
  void fails_for_a_record_that_leads_elsewhere() {
    Outcome outcome =
        run.with("contosointernalvnet.scm A 10.1.0.5", "contosointernalvnet.scm A 10.1.0.9")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(inside("contosointernalvnet.scm"));
    assertThat(outcome.failure())
        .contains("Expected to resolve only to:  10.1.0.5")
        .contains("but resolved to:              10.1.0.9 (private)");
  }

  @Test
  void fails_for_a_record_that_leads_elsewhere_when_the_virtual_ip_is_not_written() {
    Outcome outcome =
        run.with("      privateIPAddress: 10.1.0.5\n", "")
            .with("contosointernalvnet.scm A 10.1.0.5", "contosointernalvnet.scm A 10.1.0.9")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(inside("contosointernalvnet.scm"));
    assertThat(outcome.failure())
        .contains("Expected to resolve only to:  10.1.0.5")
        .contains("but resolved to:              10.1.0.9 (private)");
  }

  @Test
  void fails_where_the_private_zone_is_not_linked() {
    Outcome outcome =
        run.with("      virtualNetworkLinks:\n        - virtualNetwork: contoso-vnet\n", "")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            inside("contosointernalvnet"),
            inside("contosointernalvnet.portal"),
            inside("contosointernalvnet.developer"),
            inside("contosointernalvnet.management"),
            inside("contosointernalvnet.scm"),
            SERVICE
                + "endpoints > the gateway answers on contosointernalvnet.azure-api.net (from"
                + " workload-subnet)",
            SERVICE
                + "endpoints > the developer portal answers on"
                + " contosointernalvnet.developer.azure-api.net (from workload-subnet)");
    assertThat(outcome.message(inside("contosointernalvnet")))
        .contains(
            "is not linked to virtual network contoso-vnet: the virtual network link is missing");
  }

  @Test
  void fails_when_management_is_open_to_everybody() {
    // Without the tunnel: through it the answers would take another way, and be dropped.
    Outcome outcome =
        run.with("advertisesDefaultRoute: true", "advertisesDefaultRoute: false")
            .with("sourceAddressPrefixes: [ApiManagement]", "sourceAddressPrefixes: [Internet]")
            .run(ContosoTestCases.class);

    String seen = SERVICE + "closed outside > management is closed to the internet (from internet)";
    assertThat(outcome.failed()).containsOnlyKeys(seen, MANAGEMENT);
    assertThat(outcome.message(seen))
        .contains("connect 203.0.113.20:3443 from internet]")
        .contains("Expected:   dropped")
        .contains("but was:    open")
        .contains("rule AllowManagementEndpoint (priority 110) of nsg apim-nsg allows");
  }

  /** The platform gives the service an address of its own then, which nothing else tells. */
  @Test
  void fails_when_management_is_open_at_an_address_that_is_not_written() {
    run.with("      publicIPAddress: apim-ip\n", "")
        // Without the tunnel, which would lose the answers.
        .with("advertisesDefaultRoute: true", "advertisesDefaultRoute: false");
    assertThat(run.run(ContosoTestCases.class).passed()).contains(MANAGEMENT);
    Outcome outcome =
        run.with(
                "sourceAddressPrefixes: [ApiManagement], destinationAddressPrefixes: [VirtualNetwork],"
                    + " destinationPortRanges: [3443]",
                "sourceAddressPrefixes: ['*'], destinationAddressPrefixes: [VirtualNetwork],"
                    + " destinationPortRanges: [3443]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(MANAGEMENT);
    assertThat(outcome.message(MANAGEMENT)).contains("rule AllowManagementEndpoint (priority 110)");
  }

  /** The answers to those clients go back the way they came, and those to the vantage do not. */
  @ParameterizedTest(name = "to {0}, routes back to {1}, address written {2}: {3}")
  @CsvSource({
    "0.0.0.0/1, 0.0.0.0/1, false, 1.1.1.1",
    "20.0.0.0/8, 20.0.0.0/8, true, 20.0.0.0",
    "Internet, 20.0.0.0/8, false, 20.0.0.0",
    // As those do that name the addresses in place of the tag.
    "20.1.2.3/32, 20.1.2.3/32, true,",
  })
  void fails_when_management_is_open_to_a_part_of_the_internet(
      String clients, String routed, boolean written, @Nullable String seenFrom) {
    if (!written) {
      run.with("      publicIPAddress: apim-ip\n", "");
    }
    Outcome outcome =
        run.with(
                "      routes:\n",
                "      routes:\n        - {name: back, addressPrefix: "
                    + routed
                    + ", nextHopType: Internet}\n")
            .with(
                "      securityRules:\n",
                "      securityRules:\n"
                    + "        - {name: Part, priority: 100, direction: Inbound, access: Allow,"
                    + " protocol: Tcp, sourceAddressPrefixes: ["
                    + clients
                    + "], destinationAddressPrefixes: [VirtualNetwork],"
                    + " destinationPortRanges: [443, 3443]}\n")
            .run(ContosoTestCases.class);

    if (seenFrom == null) {
      assertThat(outcome.failed()).isEmpty();
    } else {
      assertThat(outcome.failed()).containsOnlyKeys(MANAGEMENT);
      assertThat(outcome.failure()).contains(seenFrom).contains("rule Part (priority 100)");
    }
  }

  @Test
  void asks_from_networks_that_a_peered_network_is_connected_to() {
    String open =
        SERVICE
            + "endpoints > the private virtual IP is open to connected networks (from datacenter)";
    run.with(
        """
                - name: GatewaySubnet
                  addressPrefix: 10.1.255.0/27
        """,
        """
              peerings:
                - {name: to-hub, remoteVirtualNetwork: hub-vnet, useRemoteGateways: true}
            - name: hub-vnet
              location: westeurope
              addressSpace: [10.2.0.0/16]
              peerings:
                - {name: to-contoso, remoteVirtualNetwork: contoso-vnet, allowGatewayTransit: true}
              subnets:
                - name: GatewaySubnet
                  addressPrefix: 10.2.255.0/27
        """);

    assertThat(run.run(ContosoTestCases.class).passed()).contains(open);
    assertThat(run.with(", useRemoteGateways: true", "").run(ContosoTestCases.class).message(open))
        .contains("no route");
  }

  @Test
  void asks_from_sites_that_only_a_local_network_gateway_tells_of() {
    Outcome outcome =
        run.with("gatewayType: ExpressRoute", "gatewayType: Vpn")
            .with(
                "peer: datacenter-circuit, connectionType: ExpressRoute",
                "peer: office, connectionType: IPsec")
            .with(
                "  expressRouteCircuits:\n"
                    + "    - name: datacenter-circuit\n"
                    + "      connectedNetwork: datacenter\n",
                "  localNetworkGateways:\n"
                    + "    - {name: office, addressPrefixes: [172.16.0.0/16],"
                    + " gatewayIpAddress: 198.51.100.9}\n")
            .vantage("office", "10.1.0.5:443")
            .vantage("datacenter", "ns.contoso.net:53")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .contains(
            SERVICE
                + "endpoints > the private virtual IP is open to connected networks (from office)",
            // Now it is not connected.
            SERVICE
                + "closed outside > there is no way from networks that are not connected (from"
                + " datacenter)");
  }

  @Test
  void fails_without_a_network_security_group() {
    Outcome outcome =
        run.with("          networkSecurityGroup: apim-nsg\n", "").run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            SERVICE
                + "endpoints > the gateway answers on contosointernalvnet.azure-api.net (from"
                + " workload-subnet)",
            SERVICE
                + "endpoints > the developer portal answers on"
                + " contosointernalvnet.developer.azure-api.net (from workload-subnet)",
            SERVICE
                + "endpoints > the gateway answers on no other host name (from workload-subnet)",
            SERVICE
                + "endpoints > the private virtual IP is open to connected networks (from"
                + " datacenter)");
    assertThat(
            outcome.message(
                SERVICE
                    + "endpoints > the private virtual IP is open to connected networks (from"
                    + " datacenter)"))
        .contains("but was:       dropped")
        .contains("subnet apim-subnet has no network security group");
  }

  @Test
  void fails_for_a_private_address_in_public_dns() {
    Outcome outcome =
        run.with(
                "        - ns A 192.0.2.53\n",
                "        - ns A 192.0.2.53\n        - apis A 10.1.0.5\n")
            .with(
                "      apis:\n",
                "      hostnameConfigurations:\n"
                    + "        - {type: Proxy, hostName: apis.contoso.net}\n"
                    + "      apis:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            SERVICE
                + "names > apis.contoso.net leads to no private address in public DNS (from"
                + " internet)");
    assertThat(outcome.failure())
        .contains("Expected:   an answer without a private address")
        .contains("but was:    10.1.0.5");
  }

  @Test
  void fails_where_no_name_is_answered_outside() {
    Outcome outcome =
        run.written("internet", "{segment: internet, resolver: 192.0.2.99}")
            .with(
                "      apis:\n",
                "      hostnameConfigurations:\n"
                    + "        - {type: Proxy, hostName: apis.contoso.net}\n"
                    + "      apis:\n")
            .run(ContosoTestCases.class);

    assertThat(
            outcome.message(
                SERVICE
                    + "names > apis.contoso.net leads to no private address in public DNS (from"
                    + " internet)"))
        .contains("Expected:      an answer without a private address")
        .contains("but was:       resolver unreachable");
    assertThat(outcome.passed()).noneMatch(title -> title.endsWith("(from internet)"));
  }

  @Test
  void is_inconclusive_from_a_vantage_that_reached_nothing_else() {
    Outcome outcome = run.written("internet", "{segment: internet}").run(ContosoTestCases.class);

    String title =
        SERVICE + "closed outside > there is no way to the private virtual IP (from internet)";
    assertThat(outcome.failed()).containsKey(title);
    assertThat(outcome.failed().get(title)).isInstanceOf(InconclusiveError.class);
    assertThat(outcome.message(title))
        .contains("declare \"control: <endpoint>\" for the vantage internet");
  }

  @Test
  void says_which_vantage_to_add_where_nobody_looks_from() {
    Outcome outcome = run.without("internet").run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .hasSize(8)
        .containsKey(SERVICE + "closed outside > there is no way to the private virtual IP")
        .allSatisfy(
            (title, failure) ->
                assertThat(failure)
                    .hasMessage(
                        "Nobody looks from the internet: environment contoso has no vantage there."
                            + " Add one under vantages, with its segment."));
  }

  @Test
  void looks_from_peered_networks_and_finds_a_way_in_from_others() {
    String peeredFrom = " (from appliances)";
    String strange =
        SERVICE + "closed outside > there is no way from other virtual networks (from partner)";
    ContractRun spokes =
        run.with(
                "      addressSpace: [10.1.0.0/16]\n",
                "      addressSpace: [10.1.0.0/16]\n"
                    + "      peerings: [{name: to-hub, remoteVirtualNetwork: hub-vnet,"
                    + " allowForwardedTraffic: true}]\n")
            .with(
                "  routeTables:\n",
                """
                    - name: hub-vnet
                      addressSpace: [10.60.0.0/16]
                      subnets: [{name: appliances, addressPrefix: 10.60.0.0/24}]
                      peerings:
                        - {name: to-contoso, remoteVirtualNetwork: contoso-vnet}
                        - {name: to-partner, remoteVirtualNetwork: partner-vnet}
                    - name: partner-vnet
                      addressSpace: [10.61.0.0/16]
                      subnets: [{name: partner, addressPrefix: 10.61.0.0/24, routeTable: partner-routes}]
                      peerings: [{name: to-hub, remoteVirtualNetwork: hub-vnet, allowForwardedTraffic: true}]

                  routeTables:
                    - name: partner-routes
                      routes: [{name: by-hub, addressPrefix: 10.99.0.0/16, nextHopType: VirtualAppliance, nextHopIpAddress: 10.60.0.4}]
                """)
            .with(
                "      routes:\n        - {name: management,",
                "      routes:\n"
                    + "        - {name: partner, addressPrefix: 10.61.0.0/16,"
                    + " nextHopType: VirtualAppliance, nextHopIpAddress: 10.60.0.4}\n"
                    + "        - {name: management,")
            .with(
                "  networkInterfaces:\n",
                """
                  networkInterfaces:
                    - name: appliance
                      enableIPForwarding: true
                      ipConfigurations: [{subnet: appliances, privateIPAddress: 10.60.0.4}]
                      services: [{port: 443}]
                """)
            .with(
                "        - virtualNetwork: contoso-vnet\n",
                "        - virtualNetwork: contoso-vnet\n        - virtualNetwork: hub-vnet\n")
            .vantage("appliances", "10.1.0.5:443")
            .vantage("partner", "10.60.0.4:443");

    Outcome closed = spokes.run(ContosoTestCases.class);

    assertThat(closed.failed()).isEmpty();
    assertThat(closed.passed())
        .contains(strange)
        .filteredOn(title -> title.endsWith(peeredFrom))
        .hasSize(8);

    // Now the appliance of the hub passes it on.
    Outcome open =
        spokes
            .with("addressPrefix: 10.99.0.0/16", "addressPrefix: 10.1.0.0/16")
            .run(ContosoTestCases.class);

    assertThat(open.failed()).containsOnlyKeys(strange);
    assertThat(open.failure()).contains("Expected:   no route").contains("but was:    open");
  }

  @Test
  void fails_when_management_of_another_region_is_open_to_everybody() {
    Outcome outcome =
        run.with("sku: Developer", "sku: Premium")
            .with(
                "  routeTables:\n",
                """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      subnets: [{name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: north-nsg}]

                  routeTables:
                """)
            .with(
                "  networkSecurityGroups:\n",
                """
                  networkSecurityGroups:
                    - name: north-nsg
                      securityRules:
                        - {name: AllowAll, priority: 100, direction: Inbound, access: Allow, protocol: Tcp, sourceAddressPrefixes: [Internet], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [3443]}
                """)
            .with(
                "  publicIPAddresses:\n",
                """
                  publicIPAddresses:
                    - {name: north-ip, ipAddress: 203.0.113.35, fqdn: contoso-north.northeurope.cloudapp.azure.com}
                """)
            .with(
                "      virtualNetworkType: Internal\n",
                "      virtualNetworkType: Internal\n"
                    + "      additionalLocations: [{location: northeurope, subnet: north-subnet,"
                    + " publicIPAddress: north-ip}]\n")
            .run(ContosoTestCases.class);

    String title =
        SERVICE
            + "closed outside > management in northeurope is closed to the internet (from internet)";
    assertThat(outcome.failed()).containsKey(title);
    assertThat(outcome.message(title)).contains("203.0.113.35:3443").contains("but was:    open");
  }

  @Test
  void fails_when_management_is_open_in_a_region_whose_address_is_not_written() {
    Outcome outcome =
        run.with("sku: Developer", "sku: Premium")
            .with(
                "  routeTables:\n",
                """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      subnets: [{name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: north-nsg}]

                  routeTables:
                """)
            .with(
                "  networkSecurityGroups:\n",
                """
                  networkSecurityGroups:
                    - name: north-nsg
                      securityRules:
                        - {name: AllowAll, priority: 100, direction: Inbound, access: Allow, protocol: Tcp, sourceAddressPrefixes: [Internet], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [3443]}
                """)
            .with(
                "      virtualNetworkType: Internal\n",
                "      virtualNetworkType: Internal\n"
                    + "      additionalLocations: [{location: northeurope, subnet: north-subnet}]\n")
            .run(ContosoTestCases.class);

    String title =
        SERVICE
            + "closed outside > management in northeurope is closed to the internet (by the description)";
    assertThat(outcome.failed()).containsKey(title);
    assertThat(outcome.message(title)).contains("rule AllowAll (priority 100)");
  }

  @Test
  void is_an_error_for_a_topology_without_a_service_in_internal_mode() {
    Outcome outcome =
        run.with("virtualNetworkType: Internal", "virtualNetworkType: External")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failure())
        .isEqualTo(
            "topology internal-mode has no API Management service in internal mode, so this"
                + " contract would prove nothing; it has contosointernalvnet (EXTERNAL)");
  }

  private static String inside(String name) {
    return SERVICE
        + "names > "
        + name
        + ".azure-api.net leads to the private virtual IP (from workload-subnet)";
  }

  static class ContosoTestCases implements InternalApiManagementContract {}
}
