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
  private static final String WEST_NAME =
      "contosointernalvnet-westeurope-01.regional.azure-api.net";
  private static final String NORTH_NAME =
      "contosointernalvnet-northeurope-01.regional.azure-api.net";
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
            NORTH + "the gateway answers on no other host name (from north)",
            NORTH + "there is no way to the private virtual IP (from internet)",
            NORTH + "the public virtual IP takes no calls (from internet)");
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

  static class InternalTestCases implements InternalApiManagementContract {}

  static class ExternalTestCases implements ExternalApiManagementContract {}

  static class NamesTestCases implements ApiManagementNameResolutionContract {}
}
