package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalApiManagementContractTest {

  private static final String SERVICE = "contoso-apis in external mode > ";
  private static final String CLOSED =
      SERVICE + "management > management is closed to the internet (from internet)";

  private static final String DESCRIBED =
      SERVICE + "management > management is closed to the internet (by the description)";

  @TempDir Path folder;
  private ContractRun run;

  @BeforeEach
  void has_a_network_that_keeps_it() {
    run =
        new ContractRun(folder, "avs-external.yaml")
            .vantage("internet", "contoso-apis.azure-api.net:443")
            .vantage("hub", "apim-subnet", "10.10.1.6:443");
  }

  @Test
  void reads_like_a_protocol() {
    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .containsExactlyInAnyOrder(
            named("contoso-apis"),
            named("contoso-apis.portal"),
            named("contoso-apis.developer"),
            named("contoso-apis.management"),
            named("contoso-apis.scm"),
            SERVICE
                + "endpoints > the gateway answers on contoso-apis.azure-api.net (from internet)",
            SERVICE + "endpoints > the gateway answers on contoso-apis.azure-api.net (from hub)",
            SERVICE
                + "endpoints > the developer portal answers on"
                + " contoso-apis.developer.azure-api.net (from internet)",
            SERVICE + "endpoints > the gateway answers on no other host name (from internet)",
            CLOSED,
            DESCRIBED);
  }

  @Test
  void fails_when_clients_are_not_let_in() {
    Outcome outcome =
        run.with(
                "AllowClients, priority: 100, direction: Inbound, access: Allow",
                "DenyClients, priority: 100, direction: Inbound, access: Deny")
            .run(ContosoTestCases.class);

    String answers =
        SERVICE + "endpoints > the gateway answers on contoso-apis.azure-api.net (from internet)";
    assertThat(outcome.failed())
        .containsOnlyKeys(
            answers,
            SERVICE + "endpoints > the gateway answers on contoso-apis.azure-api.net (from hub)",
            SERVICE
                + "endpoints > the developer portal answers on"
                + " contoso-apis.developer.azure-api.net (from internet)",
            SERVICE + "endpoints > the gateway answers on no other host name (from internet)",
            CLOSED);
    assertThat(outcome.message(answers))
        .contains("Expected status:  200")
        .contains("but was:          dropped")
        .contains("rule DenyClients (priority 100) of nsg apim-nsg drops");
    // Its control is the gateway, which is closed too.
    assertThat(outcome.failed().get(CLOSED)).isInstanceOf(InconclusiveError.class);
  }

  @Test
  void fails_when_management_is_open_to_everybody() {
    Outcome outcome =
        run.with("sourceAddressPrefixes: [ApiManagement]", "sourceAddressPrefixes: [Internet]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(CLOSED, DESCRIBED);
    assertThat(outcome.message(CLOSED))
        .contains("connect 203.0.113.30:3443 from internet]")
        .contains("Expected:   dropped")
        .contains("but was:    open");
  }

  /** The vantage is in none. */
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/1", "AzureCloud", "20.32.0.0/11"})
  void fails_when_management_is_open_to_a_part_of_the_internet(String clients) {
    Outcome outcome =
        run.with(
                "sourceAddressPrefixes: [ApiManagement]",
                "sourceAddressPrefixes: [ApiManagement, " + clients + "]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(DESCRIBED);
    assertThat(outcome.failure()).contains("rule AllowManagementEndpoint (priority 110)");
  }

  @Test
  void fails_when_management_of_another_region_is_open_to_everybody() {
    Outcome outcome =
        run.with(
                "  ddosProtectionPlans:\n",
                """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      subnets:
                        - {name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: north-nsg}

                  ddosProtectionPlans:
                """)
            .with(
                "  networkSecurityGroups:\n",
                """
                  networkSecurityGroups:
                    - name: north-nsg
                      securityRules:
                        - {name: AllowAll, priority: 100, direction: Inbound, access: Allow, protocol: Tcp, sourceAddressPrefixes: [Internet], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [443, 3443]}
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
            .run(ContosoTestCases.class);

    String title =
        "contoso-apis in external mode > management > management in northeurope is closed to the"
            + " internet (from internet)";
    assertThat(outcome.failed()).containsKey(title);
    assertThat(outcome.message(title)).contains("203.0.113.35:3443").contains("but was:    open");
  }

  @Test
  void fails_when_management_is_open_in_a_region_whose_address_is_not_written() {
    Outcome outcome =
        run.with(
                "  ddosProtectionPlans:\n",
                """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      subnets:
                        - {name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: north-nsg}

                  ddosProtectionPlans:
                """)
            .with(
                "  networkSecurityGroups:\n",
                """
                  networkSecurityGroups:
                    - name: north-nsg
                      securityRules:
                        - {name: AllowAll, priority: 100, direction: Inbound, access: Allow, protocol: Tcp, sourceAddressPrefixes: [Internet], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [443, 3443]}
                """)
            .with(
                "      virtualNetworkType: External\n",
                "      virtualNetworkType: External\n"
                    + "      additionalLocations: [{location: northeurope, subnet: north-subnet}]\n")
            .run(ContosoTestCases.class);

    String title =
        "contoso-apis in external mode > management > management in northeurope is closed to the"
            + " internet (from internet)";
    assertThat(outcome.failed()).containsKey(title);
    assertThat(outcome.message(title)).contains("192.0.2.64:3443").contains("but was:    open");
  }

  @Test
  void fails_where_a_private_zone_hides_the_public_one() {
    Outcome outcome =
        run.with(
                "  privateDnsZones:\n",
                "  privateDnsZones:\n"
                    + "    - name: azure-api.net\n"
                    + "      virtualNetworkLinks:\n"
                    + "        - virtualNetwork: hub-vnet\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            SERVICE + "endpoints > the gateway answers on contoso-apis.azure-api.net (from hub)");
    assertThat(outcome.failure())
        .contains("but was:          NXDOMAIN")
        .contains("hides public DNS zone azure-api.net, which has 203.0.113.30");
  }

  @Test
  void says_which_vantage_to_add_where_nobody_looks_from() {
    Outcome outcome = run.without("hub").run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            SERVICE + "endpoints > the gateway answers on contoso-apis.azure-api.net");
    assertThat(outcome.failure())
        .isEqualTo(
            "Nobody looks from virtual network hub-vnet: environment contoso has no vantage there."
                + " Add one under vantages, with its segment.");
  }

  @Test
  void is_an_error_for_a_topology_without_a_service_in_external_mode() {
    Outcome outcome =
        run.with("virtualNetworkType: External", "virtualNetworkType: Internal")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failure())
        .isEqualTo(
            "topology avs-external has no API Management service in external mode, so this contract"
                + " would prove nothing; it has contoso-apis (INTERNAL)");
  }

  private static String named(String name) {
    return SERVICE
        + "names > "
        + name
        + ".azure-api.net is in public DNS and leads to the public virtual IP (from internet)";
  }

  static class ContosoTestCases implements ExternalApiManagementContract {}
}
