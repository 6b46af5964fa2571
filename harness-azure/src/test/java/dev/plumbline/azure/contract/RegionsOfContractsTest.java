package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service of two regions: each is asked for its own gateway, name, addresses and rules. */
class RegionsOfContractsTest {

  private static final String RULES =
      "sourceAddressPrefixes: [ApiManagement], destinationAddressPrefixes: [VirtualNetwork],"
          + " destinationPortRanges: [3443]}\n";

  private static final String INTERNAL = "contosointernalvnet in internal mode > ";
  private static final String WEST = INTERNAL + "region westeurope > ";
  private static final String NORTH = INTERNAL + "region northeurope > ";
  private static final String CLOSED = INTERNAL + "closed outside > ";
  private static final String PASSED_ON =
      "no public address is passed on to the private virtual IP";
  private static final String DEFAULT_NAME = "contosointernalvnet.azure-api.net";
  private static final String WEST_NAME =
      "contosointernalvnet-westeurope-01.regional.azure-api.net";
  private static final String NORTH_NAME =
      "contosointernalvnet-northeurope-01.regional.azure-api.net";
  private static final String IN_WEST =
      INTERNAL + DEFAULT_NAME + " leads to the private virtual IP (from workload)";
  private static final String IN_NORTH =
      INTERNAL
          + DEFAULT_NAME
          + " leads to the private virtual IP, seen in northeurope (from north)";
  private static final String OF_WEST =
      INTERNAL + WEST_NAME + " leads to the private virtual IP of the region (from workload)";
  private static final String OF_NORTH =
      INTERNAL + NORTH_NAME + " leads to the private virtual IP of the region (from north)";
  private static final String OUT = "contoso-apis in external mode > region northeurope > ";
  private static final String OUT_NAME = "contoso-apis-northeurope-01.regional.azure-api.net";

  @TempDir Path folder;

  private ContractRun internal() {
    return new ContractRun(folder, "internal.yaml")
        .with("sku: Developer", "sku: Premium")
        .with(
            "      apis:\n",
            "      additionalLocations: [{location: northeurope, subnet: north-subnet,"
                + " publicIPAddress: north-ip}]\n"
                + "      apis:\n")
        .with(
            "  publicIPAddresses:\n",
            "  publicIPAddresses:\n"
                + "    - {name: north-ip, ipAddress: 203.0.113.25, fqdn:"
                + " contosointernalvnet.northeurope.cloudapp.azure.com}\n")
        .with(
            "  routeTables:\n",
            """
                - name: north-vnet
                  location: northeurope
                  addressSpace: [10.2.0.0/16]
                  subnets:
                    - {name: north-subnet, addressPrefix: 10.2.0.0/27, networkSecurityGroup: north-nsg}
                    - {name: north-workload, addressPrefix: 10.2.1.0/24}
              routeTables:
            """)
        .with(
            "  networkSecurityGroups:\n",
            "  networkSecurityGroups:\n"
                + "    - name: north-nsg\n"
                + "      securityRules:\n"
                + "        - {name: AllowManagementEndpoint, priority: 110, direction: Inbound,"
                + " access: Allow, protocol: Tcp, "
                + RULES)
        .with(
            "        - contosointernalvnet A 10.1.0.5\n",
            "        - contosointernalvnet A 10.1.0.5\n"
                + "        - contosointernalvnet-westeurope-01.regional A 10.1.0.5\n")
        .with(
            "  apiManagement:\n",
            """
                - name: azure-api.net/north
                  virtualNetworkLinks:
                    - virtualNetwork: north-vnet
                  records:
                    - contosointernalvnet A 10.2.0.6
                    - contosointernalvnet-northeurope-01.regional A 10.2.0.6
              apiManagement:
            """)
        .with("azure-api.net/north", "azure-api.net")
        .patient()
        .vantage("internet", "ns.contoso.net:53")
        .vantage("workload", "workload-subnet", "contosointernalvnet.azure-api.net:443")
        .vantage("north", "north-workload", "contosointernalvnet.azure-api.net:443");
  }

  @Test
  void internal_mode_asks_each_region() {
    Outcome outcome = internal().run(InternalTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed().stream().filter(title -> title.contains("> region ")))
        .containsExactlyInAnyOrder(
            WEST + WEST_NAME + " is not in public DNS (from internet)",
            WEST + WEST_NAME + " leads to the private virtual IP of the region (from workload)",
            WEST + "the gateway answers on " + WEST_NAME + " (from workload)",
            WEST + "the gateway answers on no other host name (from workload)",
            NORTH + NORTH_NAME + " is not in public DNS (from internet)",
            NORTH + NORTH_NAME + " leads to the private virtual IP of the region (from north)",
            NORTH + "the gateway answers on " + NORTH_NAME + " (from north)",
            NORTH + "the gateway answers on no other host name (from north)");
    assertThat(outcome.passed().stream().filter(title -> title.startsWith(CLOSED)))
        .containsExactlyInAnyOrder(
            CLOSED + "there is no way to the private virtual IP (from internet)",
            CLOSED + "there is no way to the private virtual IP in northeurope (from internet)",
            CLOSED + "the public virtual IP takes no calls (from internet)",
            CLOSED + "the public virtual IP in northeurope takes no calls (from internet)",
            CLOSED + "the public virtual IP takes no calls (by the description)",
            CLOSED + "the public virtual IP in northeurope takes no calls (by the description)",
            CLOSED + "management is closed to the internet (from internet)",
            CLOSED + "management in northeurope is closed to the internet (from internet)",
            CLOSED + "management is closed to the internet (by the description)",
            CLOSED + "management in northeurope is closed to the internet (by the description)",
            CLOSED + PASSED_ON + " (by the description)",
            CLOSED + PASSED_ON + " in northeurope (by the description)",
            CLOSED + "there is no way from other virtual networks (from north)",
            CLOSED + "there is no way from other virtual networks to northeurope (from workload)");
  }

  @Test
  void internal_mode_fails_for_the_region_that_does_not_hold() {
    Outcome outcome =
        internal()
            .with("northeurope-01.regional A 10.2.0.6", "northeurope-01.regional A 10.2.0.7")
            .with("westeurope-01.regional A 10.1.0.5", "westeurope-02.regional A 10.1.0.5")
            .without("workload")
            .run(InternalTestCases.class);

    assertThat(outcome.failed())
        .containsKeys(
            NORTH + NORTH_NAME + " leads to the private virtual IP of the region (from north)",
            NORTH + "the gateway answers on " + NORTH_NAME + " (from north)",
            WEST + WEST_NAME + " leads to the private virtual IP of the region");
    assertThat(
            outcome.message(
                NORTH + NORTH_NAME + " leads to the private virtual IP of the region (from north)"))
        .contains("10.2.0.6")
        .contains("10.2.0.7");
    assertThat(outcome.message(WEST + WEST_NAME + " leads to the private virtual IP of the region"))
        .contains("Nobody looks from virtual network contoso-vnet");
  }

  private ContractRun external() {
    return new ContractRun(folder, "avs-external.yaml")
        .with(
            "  ddosProtectionPlans:\n",
            """
                - name: north-vnet
                  location: northeurope
                  addressSpace: [10.50.0.0/16]
                  subnets:
                    - {name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: apim-nsg}

              ddosProtectionPlans:
            """)
        .with(
            "  publicIPAddresses:\n",
            """
              publicIPAddresses:
                - {name: north-ip, ipAddress: 203.0.113.35, fqdn: contoso-apis.northeurope.cloudapp.azure.com}
            """)
        .with(
            "      virtualNetworkType: External\n",
            "      virtualNetworkType: External\n"
                + "      additionalLocations: [{location: northeurope, subnet: north-subnet,"
                + " publicIPAddress: north-ip}]\n")
        .patient()
        .vantage("internet", "contoso-apis.azure-api.net:443")
        .vantage("hub", "apim-subnet", "10.10.1.6:443");
  }

  @Test
  void external_mode_asks_each_region_and_fails_for_the_one_that_lets_no_clients_in() {
    Outcome outcome =
        external()
            .with("northeurope, subnet: north-subnet", "northeurope, subnet: closed-subnet")
            .with(
                "addressPrefix: 10.50.1.0/27, networkSecurityGroup: apim-nsg}",
                "addressPrefix: 10.50.1.0/27, networkSecurityGroup: apim-nsg}\n"
                    + "        - {name: closed-subnet, addressPrefix: 10.50.2.0/27,"
                    + " networkSecurityGroup: closed-nsg}")
            .with(
                "  networkSecurityGroups:\n",
                "  networkSecurityGroups:\n    - {name: closed-nsg, securityRules: []}\n")
            .run(ExternalTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            OUT + "the gateway answers on " + OUT_NAME + " (from internet)",
            OUT + "the gateway answers on no other host name (from internet)");
    assertThat(outcome.passed().stream().filter(title -> title.contains("> region ")))
        .hasSize(4)
        .contains(
            OUT
                + OUT_NAME
                + " is in public DNS and leads to the public virtual IP of the region (from"
                + " internet)");
  }

  @Test
  void the_names_of_both_regions_are_asked_for() {
    Outcome outcome = external().run(NamesTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .hasSize(7)
        .contains(
            "contoso-apis in external mode > "
                + OUT_NAME
                + " leads to a public address (from internet)");
  }

  /** The hub's firewall has a public address; the other region's network is peered with it. */
  private ContractRun peered() {
    return new ContractRun(folder, "avs-internal.yaml")
        .with(
            "      addressSpace: [10.20.0.0/16]\n",
            "      addressSpace: [10.20.0.0/16]\n"
                + "      peerings:\n"
                + "        - {name: to-north, remoteVirtualNetwork: north-vnet}\n"
                + "        - {name: to-partner, remoteVirtualNetwork: partner-vnet}\n")
        .with(
            "  networkSecurityGroups:\n",
            """
                - name: north-vnet
                  location: northeurope
                  addressSpace: [10.50.0.0/16]
                  peerings: [{name: to-hub, remoteVirtualNetwork: hub-vnet, allowForwardedTraffic: true}]
                  subnets:
                    - {name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: north-nsg, routeTable: north-routes}
                - name: partner-vnet
                  location: westeurope
                  addressSpace: [10.61.0.0/16]
                  peerings: [{name: to-hub, remoteVirtualNetwork: hub-vnet, allowForwardedTraffic: true}]
                  subnets: [{name: partner, addressPrefix: 10.61.0.0/24, routeTable: partner-routes}]

              networkSecurityGroups:
                - {name: north-nsg, securityRules: []}
            """)
        .with(
            "  routeTables:\n",
            """
              routeTables:
                - name: north-routes
                  routes: [{name: partner, addressPrefix: 10.61.0.0/16, nextHopType: VirtualAppliance, nextHopIpAddress: 10.20.3.4}]
                - name: partner-routes
                  routes: [{name: by-hub, addressPrefix: 10.99.0.0/16, nextHopType: VirtualAppliance, nextHopIpAddress: 10.20.3.4}]
            """)
        .with(
            "              networkRules:\n",
            "              networkRules:\n"
                + "                - {name: partner-to-north, ipProtocols: [Tcp],"
                + " sourceAddresses: [10.61.0.0/16], destinationAddresses: [10.50.1.0/27],"
                + " destinationPorts: [443]}\n")
        .with(
            "      privateIPAddress: 10.20.1.6\n",
            "      privateIPAddress: 10.20.1.6\n"
                + "      additionalLocations: [{location: northeurope, subnet: north-subnet,"
                + " privateIPAddress: 10.50.1.6}]\n")
        .patient()
        .vantage("internet", "apis.contoso.net:443")
        .vantage("gateway-subnet", "10.20.1.6:443")
        .vantage("partner", "10.20.1.6:443");
  }

  @Test
  void ways_to_the_private_virtual_ip_of_another_region_are_found() {
    String region = "contoso-apis in internal mode > closed outside > ";
    String passedOn = PASSED_ON + " in northeurope (by the description)";
    String strange = "there is no way from other virtual networks to northeurope (from partner)";

    assertThat(peered().run(InternalTestCases.class).passed())
        .contains(region + passedOn, region + strange);

    ContractRun open =
        peered()
            .with("addressPrefix: 10.99.0.0/16", "addressPrefix: 10.50.0.0/16")
            .with(
                "          ruleCollections:\n",
                "          ruleCollections:\n"
                    + "            - name: in\n"
                    + "              priority: 100\n"
                    + "              natRules: [{name: apis, ipProtocols: [tcp],"
                    + " sourceAddresses: ['*'], destinationAddress: 203.0.113.41,"
                    + " destinationPort: 8443, translatedAddress: 10.50.1.6,"
                    + " translatedPort: 443}]\n");
    Outcome outcome = open.run(InternalTestCases.class);

    assertThat(outcome.failed()).containsKeys(region + passedOn, region + strange);
    assertThat(outcome.message(region + passedOn)).contains("203.0.113.41:8443 from 192.0.2.99");
    assertThat(outcome.message(region + strange)).contains("but was:    open");
    assertThat(outcome.passed()).contains(region + PASSED_ON + " (by the description)");
    assertThat(open.run(FrontedTestCases.class).failed())
        .containsKeys(
            "contoso-apis behind edge-gateway > no way past the gateway > " + passedOn,
            "contoso-apis behind edge-gateway > no way past the gateway > " + strange);
  }

  @Test
  void the_first_region_is_where_its_subnet_is() {
    String title = INTERNAL + WEST_NAME + " is not in public DNS (from internet)";
    String own = "      sku: Premium\n      location: westeurope\n";

    Outcome hidden = internal().with(own, "      sku: Premium\n").run(NamesTestCases.class);
    Outcome seen =
        internal()
            .with(own, "      sku: Premium\n")
            .with(
                "  dnsZones:\n",
                "  dnsZones:\n"
                    + "    - name: azure-api.net\n"
                    + "      records: [contosointernalvnet-westeurope-01.regional A"
                    + " 203.0.113.20]\n")
            .run(NamesTestCases.class);

    assertThat(hidden.failed()).isEmpty();
    assertThat(hidden.passed()).contains(title);
    assertThat(seen.failed()).containsOnlyKeys(title);
  }

  @Test
  void private_names_are_asked_for_in_the_network_of_each_region() {
    Outcome outcome = internal().run(NamesTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed().stream().filter(title -> title.contains("private virtual IP")))
        .containsExactlyInAnyOrder(IN_WEST, IN_NORTH, OF_WEST, OF_NORTH);
  }

  @Test
  void private_names_that_are_wrong_in_the_network_of_a_further_region_fail() {
    ContractRun wrong =
        internal()
            .with("northeurope-01.regional A 10.2.0.6", "northeurope-01.regional A 10.2.0.99")
            .with("contosointernalvnet A 10.2.0.6", "contosointernalvnet A 10.2.0.7");

    assertThat(wrong.run(NamesTestCases.class).failed()).containsOnlyKeys(IN_NORTH, OF_NORTH);
    assertThat(wrong.without("north").run(NamesTestCases.class).failed())
        .containsOnlyKeys(
            IN_NORTH.replace(" (from north)", ""), OF_NORTH.replace(" (from north)", ""));
  }

  /** Each private zone holds the regional name of its own region alone. */
  @Test
  void private_names_of_a_region_are_not_asked_for_in_the_network_of_a_peered_one() {
    ContractRun peered =
        internal()
            .with(
                "      addressSpace: [10.1.0.0/16]\n",
                "      addressSpace: [10.1.0.0/16]\n"
                    + "      peerings: [{name: to-north, remoteVirtualNetwork: north-vnet}]\n")
            .with(
                "      addressSpace: [10.2.0.0/16]\n",
                "      addressSpace: [10.2.0.0/16]\n"
                    + "      peerings: [{name: to-west, remoteVirtualNetwork: contoso-vnet}]\n");
    Outcome outcome = peered.run(NamesTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).contains(OF_WEST, OF_NORTH);
    assertThat(peered.without("internet").run(InternalTestCases.class).passed())
        .contains(
            NORTH + NORTH_NAME + " leads to the private virtual IP of the region (from north)")
        .noneMatch(title -> title.startsWith(NORTH) && title.endsWith("(from workload)"));
  }

  @Test
  void the_default_name_leads_to_a_region_whose_gateway_takes_calls() {
    String own = "      sku: Premium\n      location: westeurope\n";
    ContractRun off = internal().with(own, own + "      disableGateway: true\n");

    assertThat(off.run(NamesTestCases.class).failed()).containsOnlyKeys(IN_WEST);
    assertThat(
            off.with("contosointernalvnet A 10.1.0.5", "contosointernalvnet A 10.2.0.6")
                .run(NamesTestCases.class)
                .failed())
        .isEmpty();
  }

  /** Its names and who answers to them belong to the region that takes calls. */
  @Test
  void a_first_gateway_that_takes_no_calls_is_not_asked_for_other_host_names() {
    String own = "      sku: Premium\n      location: westeurope\n";
    Outcome outcome =
        internal().with(own, own + "      disableGateway: true\n").run(InternalTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            INTERNAL + "endpoints > the gateway answers on " + DEFAULT_NAME + " (from workload)",
            INTERNAL
                + "names > "
                + DEFAULT_NAME
                + " leads to the private virtual IP (from workload)");
    assertThat(outcome.passed())
        .contains(NORTH + "the gateway answers on no other host name (from north)");
  }

  /** The default name leads to the other region, whose management is closed. */
  @Test
  void management_of_the_first_region_is_looked_for_where_its_subnet_is() {
    Outcome outcome =
        external()
            .with("      location: westeurope\n      virtual", "      virtual")
            .with("      publicIPAddress: apim-ip\n", "      disableGateway: true\n")
            .with("northeurope, subnet: north-subnet", "northeurope, subnet: closed-subnet")
            .with(
                "addressPrefix: 10.50.1.0/27, networkSecurityGroup: apim-nsg}",
                "addressPrefix: 10.50.1.0/27, networkSecurityGroup: apim-nsg}\n"
                    + "        - {name: closed-subnet, addressPrefix: 10.50.2.0/27,"
                    + " networkSecurityGroup: closed-nsg}")
            .with(
                "  networkSecurityGroups:\n",
                "  networkSecurityGroups:\n"
                    + "    - name: closed-nsg\n"
                    + "      securityRules:\n"
                    + "        - {name: AllowClients, priority: 100, direction: Inbound, access:"
                    + " Allow, protocol: Tcp, sourceAddressPrefixes: [Internet],"
                    + " destinationAddressPrefixes: [VirtualNetwork],"
                    + " destinationPortRanges: [443]}\n")
            .with("sourceAddressPrefixes: [ApiManagement]", "sourceAddressPrefixes: [Internet]")
            .run(ExternalTestCases.class);

    String management = "contoso-apis in external mode > management > management";
    String seen = management + " is closed to the internet (from internet)";
    assertThat(outcome.failed())
        .containsOnlyKeys(seen, management + " is closed to the internet (by the description)");
    assertThat(outcome.message(seen)).contains("Expected:   dropped").contains("but was:    open");
    assertThat(outcome.passed())
        .contains(
            management + " in northeurope is closed to the internet (from internet)",
            management + " in northeurope is closed to the internet (by the description)");
  }

  @Test
  void a_first_region_that_nothing_tells_of_is_asked_to_be_written() {
    Outcome outcome =
        new ContractRun(folder, "options.yaml")
            .with(
                "      sku: Basic\n      location: westeurope\n",
                "      sku: Premium\n      additionalLocations: [{location: northeurope}]\n")
            .vantage("internet", "contoso-public.azure-api.net:443")
            .vantage("workload-subnet", "10.30.2.6:443")
            .run(NamesTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            "contoso-public without a virtual network > the regional name of its first region leads"
                + " to a public address (from internet)");
    assertThat(outcome.failure())
        .isEqualTo(
            "contoso-public has several regions, but it is not known where its first one is: write"
                + " its location, so that its regional name can be asked for");
  }

  static class InternalTestCases implements InternalApiManagementContract {}

  static class ExternalTestCases implements ExternalApiManagementContract {}

  static class NamesTestCases implements ApiManagementNameResolutionContract {}

  static class FrontedTestCases implements GatewayFrontedApiManagementContract {}
}
