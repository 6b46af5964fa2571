package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmwareSolutionApiManagementContractTest {

  private static final String INTERNAL = "contoso-apis, internal deployment > ";
  private static final String STOCK = INTERNAL + "/internal/stock on orders-lb > ";
  private static final String ORDERS = INTERNAL + "/external/orders on orders-lb > ";
  private static final String NORTH =
      INTERNAL + "the way from datacenter to northeurope leads through ";
  private static final String EXTERNAL = "contoso-apis, external deployment > ";
  private static final String BY_FIREWALL =
      INTERNAL + "the way from datacenter leads through hub-firewall (by the description)";
  private static final String DDOS =
      EXTERNAL + "the public address is protected against DDoS (by the description)";

  @TempDir Path folder;
  private ContractRun internal;
  private ContractRun external;

  @BeforeEach
  void has_networks_that_keep_it() {
    internal =
        new ContractRun(folder.resolve("internal"), "avs-internal.yaml")
            .vantage("internet", "apis.contoso.net:443")
            .vantage("datacenter", "10.20.1.6:443");
    external =
        new ContractRun(folder.resolve("external"), "avs-external.yaml")
            .vantage("internet", "contoso-apis.azure-api.net:443");
  }

  @Test
  void reads_like_a_protocol_of_an_internal_deployment() {
    Outcome outcome = internal.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .containsExactlyInAnyOrder(
            ORDERS + "calls are answered by the machines behind it (from datacenter)",
            ORDERS + "it takes connections from 10.20.1.4 of apim-subnet (by the description)",
            ORDERS + "it takes connections from 10.20.1.5 of apim-subnet (by the description)",
            ORDERS + "it takes connections from 10.20.1.30 of apim-subnet (by the description)",
            ORDERS + "there is no way to it from the internet (from internet)",
            STOCK + "calls are answered by the machines behind it (from datacenter)",
            STOCK + "it takes connections from 10.20.1.4 of apim-subnet (by the description)",
            STOCK + "it takes connections from 10.20.1.5 of apim-subnet (by the description)",
            STOCK + "it takes connections from 10.20.1.30 of apim-subnet (by the description)",
            STOCK + "there is no way to it from the internet (from internet)",
            BY_FIREWALL);
  }

  @Test
  void reads_like_a_protocol_of_an_external_deployment() {
    Outcome outcome = external.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .hasSize(6)
        .contains(
            EXTERNAL
                + "/orders on orders-lb > calls are answered by the machines behind it (from"
                + " internet)",
            DDOS);
  }

  @Test
  void fails_when_the_firewall_lets_the_instances_of_today_pass_only() {
    Outcome outcome =
        internal
            .with(
                "sourceAddresses: [10.20.1.0/27], destinationAddresses: [10.41.1.100]",
                "sourceAddresses: [10.20.1.4, 10.20.1.5], destinationAddresses: [10.41.1.100]")
            .run(ContosoTestCases.class);

    String tomorrow = "it takes connections from 10.20.1.30 of apim-subnet (by the description)";
    assertThat(outcome.failed()).containsOnlyKeys(ORDERS + tomorrow, STOCK + tomorrow);
    assertThat(outcome.message(ORDERS + tomorrow))
        .contains("Expected:      delivered")
        .contains("but it says:   ")
        .contains("hub-firewall");
  }

  @Test
  void fails_when_the_firewall_is_on_the_way_in_only() {
    Outcome outcome =
        internal
            .with(
                "        - {name: datacenter-by-firewall, addressPrefix: 192.168.0.0/16,"
                    + " nextHopType: VirtualAppliance, nextHopIpAddress: 10.20.3.4}\n",
                "")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            ORDERS + "calls are answered by the machines behind it (from datacenter)",
            STOCK + "calls are answered by the machines behind it (from datacenter)",
            BY_FIREWALL);
    assertThat(outcome.message(BY_FIREWALL)).contains("but it says:   dropped");
  }

  @Test
  void fails_when_the_way_leads_past_the_firewall() {
    Outcome outcome =
        internal
            .with(
                "        - {name: datacenter-by-firewall, addressPrefix: 192.168.0.0/16,"
                    + " nextHopType: VirtualAppliance, nextHopIpAddress: 10.20.3.4}\n",
                "")
            .with("          routeTable: to-apim\n", "")
            .with(
                "        - {name: avs-by-firewall, addressPrefix: 10.41.1.0/24, nextHopType:"
                    + " VirtualAppliance, nextHopIpAddress: 10.20.3.4}\n",
                "        - {name: unused, addressPrefix: 10.99.0.0/24, nextHopType: None}\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(BY_FIREWALL);
    assertThat(outcome.failure())
        .contains("Expected:  a way that passes hub-firewall")
        .contains("but was:   ");
  }

  @Test
  void fails_when_the_answers_to_some_clients_pass_the_firewall_by() {
    Outcome outcome =
        internal
            .with(
                "      addressPrefixes: [192.168.0.0/16]\n",
                "      addressPrefixes: [192.168.0.0/16, 172.16.0.0/16]\n")
            .with(
                "sourceAddresses: [192.168.0.0/16]",
                "sourceAddresses: [192.168.0.0/16, 172.16.0.0/16]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(BY_FIREWALL);
    assertThat(outcome.failure()).contains("TCP 172.16.0.77").contains("but it says:   dropped");
  }

  /** The network of the other region is connected with nothing, and has no plan. */
  @Test
  void asks_every_region_whose_gateway_takes_calls() {
    ContractRun run =
        external
            .with(
                "  ddosProtectionPlans:\n",
                """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      subnets: [{name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: apim-nsg}]

                  ddosProtectionPlans:
                """)
            .with(
                "      virtualNetworkType: External\n",
                "      virtualNetworkType: External\n"
                    + "      additionalLocations: [{location: northeurope, subnet: north-subnet}]\n");
    String orders = EXTERNAL + "/orders on orders-lb > it takes connections from 10.50.1.";

    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            orders + "4 of north-subnet (by the description)",
            orders + "5 of north-subnet (by the description)",
            orders + "30 of north-subnet (by the description)",
            EXTERNAL
                + "the public address in northeurope is protected against DDoS (by the"
                + " description)");
    assertThat(outcome.passed()).hasSize(6);

    run.with("subnet: north-subnet}", "subnet: north-subnet, disableGateway: true}");
    assertThat(run.run(ContosoTestCases.class).failed()).isEmpty();
  }

  @Test
  void asks_not_of_the_first_region_where_its_gateway_takes_no_calls() {
    Outcome outcome =
        external
            .with(
                "  ddosProtectionPlans:\n",
                """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      subnets: [{name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: apim-nsg}]

                  ddosProtectionPlans:
                """)
            .with(
                "      virtualNetworkType: External\n",
                "      virtualNetworkType: External\n      disableGateway: true\n"
                    + "      additionalLocations: [{location: northeurope, subnet: north-subnet}]\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed()).noneMatch(title -> title.contains("of apim-subnet"));
    assertThat(outcome.passed()).doesNotContain(DDOS);
    assertThat(outcome.failed().keySet())
        .filteredOn(title -> title.contains("it takes connections from"))
        .hasSize(3)
        .allMatch(title -> title.contains("of north-subnet"));
  }

  @Test
  void asks_every_region_where_no_gateway_takes_calls() {
    Outcome outcome =
        external
            .with(
                "      virtualNetworkType: External\n",
                "      virtualNetworkType: External\n      disableGateway: true\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed()).contains(DDOS);
    assertThat(outcome.failed())
        .containsOnlyKeys(
            EXTERNAL
                + "/orders on orders-lb > calls are answered by the machines behind it (from"
                + " internet)");
  }

  @Test
  void asks_the_way_to_the_other_region_too() {
    Outcome outcome =
        internal
            .with(
                "  networkSecurityGroups:\n",
                """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      peerings: [{name: to-hub, remoteVirtualNetwork: hub-vnet, useRemoteGateways: true}]
                      subnets: [{name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: north-nsg}]

                  networkSecurityGroups:
                    - {name: north-nsg, securityRules: []}
                """)
            .with(
                "      addressSpace: [10.20.0.0/16]\n",
                "      addressSpace: [10.20.0.0/16]\n"
                    + "      peerings: [{name: to-north, remoteVirtualNetwork: north-vnet,"
                    + " allowGatewayTransit: true}]\n")
            .with(
                "      privateIPAddress: 10.20.1.6\n",
                "      privateIPAddress: 10.20.1.6\n"
                    + "      additionalLocations: [{location: northeurope, subnet: north-subnet,"
                    + " privateIPAddress: 10.50.1.6}]\n")
            .run(ContosoTestCases.class);

    String way = INTERNAL + "the way from datacenter to northeurope leads through hub-firewall";
    assertThat(outcome.passed()).contains(BY_FIREWALL);
    assertThat(outcome.message(way + " (by the description)"))
        .contains("Expected:  a way that passes hub-firewall");
  }

  @Test
  void each_region_has_the_firewall_of_its_own_hub() {
    ContractRun run = twoHubs();

    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed().keySet()).noneMatch(title -> title.contains("leads through"));
    assertThat(outcome.passed())
        .filteredOn(title -> title.contains("leads through"))
        .containsExactlyInAnyOrder(BY_FIREWALL, NORTH + "north-firewall (by the description)");

    // The way to the second hub passes its firewall no more, though that of the first is there.
    run.with(
            "        - {name: GatewaySubnet, addressPrefix: 10.50.255.0/27, routeTable: to-north}\n",
            "        - {name: GatewaySubnet, addressPrefix: 10.50.255.0/27}\n")
        .with(
            "        - {name: dc, addressPrefix: 192.168.0.0/16, nextHopType: VirtualAppliance, nextHopIpAddress: 10.50.3.4}\n",
            "");
    Outcome past = run.run(ContosoTestCases.class);
    assertThat(past.passed()).contains(BY_FIREWALL);
    assertThat(past.message(NORTH + "north-firewall (by the description)"))
        .contains("Expected:  a way that passes north-firewall");
  }

  /** Hubs are peered with one another: no call passes both firewalls. */
  @Test
  void of_the_firewalls_of_two_peered_hubs_one_is_passed() {
    Outcome outcome =
        twoHubs()
            .with(
                "      addressSpace: [10.20.0.0/16]\n",
                "      addressSpace: [10.20.0.0/16]\n"
                    + "      peerings: [{name: to-north, remoteVirtualNetwork: north-vnet}]\n")
            .with(
                "      addressSpace: [10.50.0.0/16]\n",
                "      addressSpace: [10.50.0.0/16]\n"
                    + "      peerings: [{name: to-hub, remoteVirtualNetwork: hub-vnet}]\n")
            .run(ContosoTestCases.class);

    String either = "north-firewall or hub-firewall (by the description)";
    assertThat(outcome.passed())
        .filteredOn(title -> title.contains("leads through"))
        .containsExactlyInAnyOrder(
            INTERNAL + "the way from datacenter leads through " + either, NORTH + either);
  }

  @Test
  void a_region_without_a_hub_is_asked_for_the_firewall_of_the_other_one() {
    Outcome outcome =
        twoHubs()
            .with(
                "    - {name: north-firewall, subnet: north-vnet/AzureFirewallSubnet,"
                    + " privateIPAddress: 10.50.3.4, publicIPAddresses: [fw2-ip], firewallPolicy:"
                    + " hub-policy}\n",
                "")
            .with(", routeTable: north-by}", "}")
            .with(", routeTable: to-north}", "}")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed()).contains(BY_FIREWALL);
    assertThat(outcome.message(NORTH + "hub-firewall (by the description)"))
        .contains("Expected:  a way that passes hub-firewall");
  }

  @Test
  void a_firewall_of_a_network_that_is_not_peered_is_nobodys_way() {
    Outcome outcome =
        twoHubs()
            .with(
                "      additionalLocations: [{location: northeurope, subnet: north-subnet, privateIPAddress: 10.50.1.6}]\n",
                "")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .filteredOn(title -> title.contains("leads through"))
        .containsExactly(BY_FIREWALL);
  }

  @Test
  void callers_are_connected_to_the_first_network_whose_gateway_takes_calls() {
    Outcome outcome =
        twoHubs()
            .with(
                "      privateIPAddress: 10.20.1.6\n",
                "      privateIPAddress: 10.20.1.6\n      disableGateway: true\n")
            .without("datacenter")
            .run(ContosoTestCases.class);

    String way = INTERNAL + "the way from a connected network leads through north-firewall";
    assertThat(outcome.message(way))
        .startsWith("Nobody looks from a network connected to north-vnet");
  }

  /** Each region has a network of its own, with a firewall and a gateway. */
  private ContractRun twoHubs() {
    return internal
        .with(
            "  networkSecurityGroups:\n",
            """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      subnets:
                        - {name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: north-nsg, routeTable: north-by}
                        - {name: AzureFirewallSubnet, addressPrefix: 10.50.3.0/26}
                        - {name: GatewaySubnet, addressPrefix: 10.50.255.0/27, routeTable: to-north}

                  networkSecurityGroups:
                    - {name: north-nsg, securityRules: []}
                """)
        .with("subnet: AzureFirewallSubnet", "subnet: hub-vnet/AzureFirewallSubnet")
        .with("subnet: GatewaySubnet", "subnet: hub-vnet/GatewaySubnet")
        .with(
            "  routeTables:\n",
            """
                  routeTables:
                    - name: to-north
                      routes: [{name: apim, addressPrefix: 10.50.1.0/27, nextHopType: VirtualAppliance, nextHopIpAddress: 10.50.3.4}]
                    - name: north-by
                      routes:
                        - {name: dc, addressPrefix: 192.168.0.0/16, nextHopType: VirtualAppliance, nextHopIpAddress: 10.50.3.4}
                        - {name: avs, addressPrefix: 10.41.1.0/24, nextHopType: VirtualAppliance, nextHopIpAddress: 10.50.3.4}
                """)
        .with(
            "  azureFirewalls:\n",
            """
                    - {name: fw2-ip, ipAddress: 203.0.113.51}
                    - {name: er2-ip, ipAddress: 203.0.113.52}

                  azureFirewalls:
                    - {name: north-firewall, subnet: north-vnet/AzureFirewallSubnet, privateIPAddress: 10.50.3.4, publicIPAddresses: [fw2-ip], firewallPolicy: hub-policy}
                """)
        .with("sourceAddresses: [10.20.1.0/27]", "sourceAddresses: [10.20.1.0/27, 10.50.1.0/27]")
        .with(
            "destinationAddresses: [10.20.1.0/27]",
            "destinationAddresses: [10.20.1.0/27, 10.50.1.0/27]")
        .with(
            "  expressRouteCircuits:\n",
            """
                    - {name: north-er, subnet: north-vnet/GatewaySubnet, gatewayType: ExpressRoute, publicIPAddresses: [er2-ip]}

                  expressRouteCircuits:
                """)
        .with(
            "  connections:\n",
            """
                  connections:
                    - {name: north-to-avs, virtualNetworkGateway: north-er, peer: avs-circuit, connectionType: ExpressRoute}
                    - {name: north-to-dc, virtualNetworkGateway: north-er, peer: datacenter-circuit, connectionType: ExpressRoute}
                """)
        .with("connectedTo: [hub-vnet]", "connectedTo: [hub-vnet, north-vnet]")
        .with(
            "      privateIPAddress: 10.20.1.6\n",
            "      privateIPAddress: 10.20.1.6\n"
                + "      additionalLocations: [{location: northeurope, subnet: north-subnet,"
                + " privateIPAddress: 10.50.1.6}]\n")
        .patient();
  }

  @Test
  void fails_without_protection_against_ddos() {
    Outcome outcome =
        external.with("      ddosProtectionPlan: contoso-ddos\n", "").run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(DDOS);
    assertThat(outcome.failure())
        .contains("Expected:     on")
        .contains("but it says:  off")
        .contains("virtual network hub-vnet has no DDoS protection plan");
  }

  @ParameterizedTest(name = "address {0}, network with a plan {1}")
  @CsvSource({
    "VirtualNetworkInherited, true, true",
    "VirtualNetworkInherited, false, false",
    "Enabled, false, true",
    "Disabled, true, false",
    // Without an address that is written the platform's own inherits too.
    ", true, true",
    ", false, false",
  })
  void is_protected_by_the_address_itself_or_by_the_plan_that_it_inherits(
      @Nullable String mode, boolean plan, boolean isProtected) {
    ContractRun run = new ContractRun(folder.resolve("ddos"), "avs-external.yaml");
    if (mode == null) {
      run.with("      publicIPAddress: apim-ip\n", "");
    } else {
      run.with(
          "    - name: apim-ip\n", "    - name: apim-ip\n      ddosProtection: " + mode + "\n");
    }
    if (!plan) {
      run.with("      ddosProtectionPlan: contoso-ddos\n", "");
    }

    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.passed().contains(DDOS)).isEqualTo(isProtected);
    assertThat(outcome.failed().containsKey(DDOS)).isEqualTo(!isProtected);
  }

  @Test
  void finds_the_load_balancer_of_a_backend_by_its_virtual_ip_too() {
    Outcome outcome =
        new ContractRun(folder.resolve("address"), "avs-external.yaml")
            .with("backend: https://orders.avs.contoso.net", "backend: https://10.41.1.100")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed())
        .anyMatch(title -> title.startsWith(EXTERNAL + "/orders on orders-lb"));
  }

  @Test
  void fails_when_the_machines_do_not_answer() {
    Outcome outcome =
        external
            .with("        - orders A 10.41.1.100\n", "        - orders A 10.41.1.99\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            EXTERNAL
                + "/orders on orders-lb > calls are answered by the machines behind it (from"
                + " internet)");
    assertThat(outcome.failure())
        .contains("Expected status:   200")
        .contains("but was answered:  500 Internal Server Error")
        .contains("Connecting to 10.41.1.99:443 ended with: no route");
  }

  @Test
  void says_which_vantage_to_add_where_nobody_looks_from() {
    Outcome outcome = internal.without("datacenter").run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            ORDERS + "calls are answered by the machines behind it",
            STOCK + "calls are answered by the machines behind it",
            INTERNAL + "the way from a connected network leads through hub-firewall");
    assertThat(outcome.message(ORDERS + "calls are answered by the machines behind it"))
        .isEqualTo(
            "Nobody looks from a network connected to hub-vnet: environment contoso has no vantage"
                + " there. Add one under vantages, with its segment.");
  }

  @Test
  void is_an_error_for_a_topology_without_a_private_cloud_behind_an_api() {
    Outcome outcome =
        new ContractRun(folder.resolve("other"), "internal.yaml").run(ContosoTestCases.class);

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failure())
        .startsWith(
            "topology internal-mode has no API Management service with an API whose backend is an"
                + " NSX load balancer of a private cloud, so this contract would prove nothing");
  }

  static class ContosoTestCases implements VmwareSolutionApiManagementContract {}
}
