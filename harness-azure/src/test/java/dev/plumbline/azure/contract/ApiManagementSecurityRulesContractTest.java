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

class ApiManagementSecurityRulesContractTest {

  private static final String INTERNAL =
      "contosointernalvnet in internal mode, subnet apim-subnet > ";
  private static final String EXTERNAL = "contoso-apis in external mode, subnet apim-subnet > ";

  @TempDir Path folder;
  private ContractRun run;

  @BeforeEach
  void has_a_network_that_keeps_it() {
    run = new ContractRun(folder, "internal.yaml");
  }

  @Test
  void reads_like_the_table_for_internal_mode() {
    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .containsExactlyInAnyOrder(
            internal("a network security group is attached, without which nothing comes in"),
            internal("in from ApiManagement at 3443: management endpoint"),
            internal("in from the rest of the internet at 3443: no rule"),
            internal("in from AzureLoadBalancer at 6390: infrastructure load balancer"),
            internal("out to Storage at 443: core service functionality"),
            internal("out to Sql at 1433: core service functionality"),
            internal("out to AzureKeyVault at 443: core service functionality"),
            internal("out to AzureMonitor at 1886: metrics and resource health"),
            internal("out to AzureMonitor at 443: diagnostics logs"));
  }

  @Test
  void has_two_rows_more_for_external_mode() {
    Outcome outcome = new ContractRun(folder, "avs-external.yaml").run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .hasSize(11)
        .contains(
            EXTERNAL + "in from Internet at 443: clients (by the description)",
            EXTERNAL
                + "in from AzureTrafficManager at 443: routing to several regions (by the"
                + " description)");
  }

  @Test
  void fails_without_the_rule_for_management() {
    Outcome outcome =
        run.with(
                "AllowManagementEndpoint, priority: 110, direction: Inbound, access: Allow",
                "DenyManagementEndpoint, priority: 110, direction: Inbound, access: Deny")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(internal("in from ApiManagement at 3443: management endpoint"));
    assertThat(outcome.failure())
        .contains("Expected:     allowed")
        .contains("but it says:  denied")
        .contains("DenyManagementEndpoint");
  }

  /** The tunnel loses the answers, today: that is no rule. */
  @Test
  void fails_when_a_rule_lets_everybody_to_the_management_endpoint() {
    Outcome outcome =
        run.with(
                "access: Allow, protocol: Tcp, sourceAddressPrefixes: [ApiManagement]",
                "access: Allow, protocol: Tcp, sourceAddressPrefixes: ['*']")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(internal("in from the rest of the internet at 3443: no rule"));
    assertThat(outcome.failure())
        .contains("Expected:     not allowed")
        .contains("but it says:  allowed")
        .contains("AllowManagementEndpoint");
  }

  @Test
  void fails_when_a_rule_lets_out_a_part_of_a_tag_only() {
    Outcome outcome =
        run.with(
                "      securityRules:\n",
                "      securityRules:\n"
                    + rule("AllowSomeStorage", 100, "Allow", "'*'", "Storage.NorthEurope")
                    + rule("DenyStorage", 101, "Deny", "'*'", "Storage"))
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(internal("out to Storage at 443: core service functionality"));
    assertThat(outcome.failure()).contains("DenyStorage");
  }

  @Test
  void takes_the_regional_form_of_storage_and_sql_and_of_nothing_else() {
    Outcome outcome =
        run.with(
                "      securityRules:\n",
                "      securityRules:\n"
                    + rule("AllowStorage", 100, "Allow", "'*'", "Storage.WestEurope")
                    + rule("AllowSql", 101, "Allow", "'*'", "Sql.westeurope")
                    + rule("AllowKeyVault", 102, "Allow", "'*'", "AzureKeyVault.WestEurope")
                    + rule("AllowMonitor", 103, "Allow", "'*'", "AzureMonitor")
                    + rule("DenyAll", 109, "Deny", "'*'", "'*'"))
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(internal("out to AzureKeyVault at 443: core service functionality"));
  }

  @Test
  void fails_when_a_rule_is_for_the_instances_of_today_only() {
    Outcome outcome =
        run.with(
                "      securityRules:\n",
                "      securityRules:\n"
                    + rule("AllowToday", 100, "Allow", "10.1.0.4", "Sql")
                    + rule("DenyOthers", 101, "Deny", "'*'", "Sql"))
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(internal("out to Sql at 1433: core service functionality"));
    assertThat(outcome.failure()).contains("10.1.0.30").contains("DenyOthers");
  }

  @Test
  void fails_without_a_network_security_group() {
    Outcome outcome =
        run.with("          networkSecurityGroup: apim-nsg\n", "").run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            internal("a network security group is attached, without which nothing comes in"));
    assertThat(outcome.failure()).contains("Expected:     attached").contains("but it says:  none");
  }

  @Test
  void asks_for_a_group_on_platform_stv2_alone() {
    Outcome outcome =
        run.with("          networkSecurityGroup: apim-nsg\n", "")
            .with("      sku: Developer\n", "      sku: Developer\n      platformVersion: stv1\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(7).noneMatch(title -> title.contains("is attached"));
  }

  @Test
  void fails_when_clients_and_traffic_manager_are_not_let_in_in_external_mode() {
    Outcome outcome =
        new ContractRun(folder, "avs-external.yaml")
            .with("sourceAddressPrefixes: [Internet]", "sourceAddressPrefixes: [10.9.0.0/16]")
            .with(
                "sourceAddressPrefixes: [AzureTrafficManager]",
                "sourceAddressPrefixes: [10.9.0.0/16]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            EXTERNAL + "in from Internet at 443: clients (by the description)",
            EXTERNAL
                + "in from AzureTrafficManager at 443: routing to several regions (by the"
                + " description)");
  }

  @Test
  void fails_when_only_some_clients_are_let_in_in_external_mode() {
    Outcome outcome =
        new ContractRun(folder, "avs-external.yaml")
            .with(
                "sourceAddressPrefixes: [Internet]",
                "sourceAddressPrefixes: [192.0.2.0/24, 203.0.113.0/24]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(EXTERNAL + "in from Internet at 443: clients (by the description)");
  }

  /** Through a tunnel the tag VirtualNetwork holds every address, and so allows the lot. */
  @Test
  void fails_when_management_comes_in_by_a_default_rule_only() {
    Outcome outcome =
        run.with("destinationPortRanges: [3443]", "destinationPortRanges: [3444]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(internal("in from ApiManagement at 3443: management endpoint"));
    assertThat(outcome.failure())
        .contains("Expected:     allowed")
        .contains("but it says:  allowed by a default rule alone")
        .contains("AllowVnetInBound (priority 65000) of apim-nsg")
        .contains("add a rule of its own");
  }

  /**
   * Each is narrower than the table, or is narrowed by a rule before it; the rest stays as it is.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # management: source, destination, protocol, ports
          [ApiManagement], destinationAddressPrefixes: [VirtualNetwork] | [ApiManagement.WestEurope], destinationAddressPrefixes: [VirtualNetwork] | in from ApiManagement
          [ApiManagement], destinationAddressPrefixes: [VirtualNetwork] | [ApiManagement], destinationAddressPrefixes: [10.10.1.0/28] | in from ApiManagement
          [ApiManagement], destinationAddressPrefixes: [VirtualNetwork] | [ApiManagement], destinationAddressPrefixes: [10.10.1.4/30, 10.10.1.8/29, 10.10.1.24/29] | in from ApiManagement
          [ApiManagement], | [ApiManagement], sourcePortRanges: [32768-65535], | in from ApiManagement
          priority: 110, direction: Inbound, access: Allow, protocol: Tcp | priority: 110, direction: Inbound, access: Allow, protocol: Udp | in from ApiManagement
          # clients
          [Internet] | [1.0.0.0/8, 2.0.0.0/7, 4.0.0.0/6, 8.0.0.0/5, 16.0.0.0/4, 64.0.0.0/2, 128.0.0.0/1] | in from Internet
          [Internet] | [Internet], sourcePortRanges: [1024-49151] | in from Internet
          DENY in 168.63.129.16 6390 | | in from AzureLoadBalancer
          # shadowed by a rule before it
          DENY in ApiManagement.NorthEurope 3443 | | in from ApiManagement
          DENY in 20.0.0.0/8 443 | | in from Internet
          DENY in ActionGroup 443 | | in from Internet
          # the way out
          DENY out Storage.WestEurope 443 | | out to Storage
          DENY out AzureKeyVault.EastUS 443 | | out to AzureKeyVault
          DENY out AzureMonitor 1000-2000 | | out to AzureMonitor at 1886
          """)
  void fails_for_the_row_that_a_rule_does_not_wholly_allow(
      String line, @Nullable String narrower, String row) {
    ContractRun external = new ContractRun(folder, "avs-external.yaml");
    if (line.startsWith("DENY ")) {
      String[] words = line.split(" ");
      boolean in = words[1].equals("in");
      external
          .with(
              "        - {name: AllowClients,",
              "        - {name: Before, priority: 100, direction: "
                  + (in ? "Inbound" : "Outbound")
                  + ", access: Deny, protocol: Tcp, "
                  + (in ? "sourceAddressPrefixes: [" : "destinationAddressPrefixes: [")
                  + words[2]
                  + "], destinationPortRanges: ["
                  + words[3]
                  + "]}\n        - {name: AllowClients,")
          .with("AllowClients, priority: 100", "AllowClients, priority: 101");
    } else {
      external.with(line, String.valueOf(narrower));
    }

    Outcome outcome = external.run(ContosoTestCases.class);

    assertThat(outcome.failed().keySet()).as("failed").isNotEmpty();
    assertThat(outcome.failed().keySet()).allMatch(title -> title.contains(row));
  }

  /** Somebody who is kept out is not the clients. */
  @Test
  void takes_a_rule_that_keeps_out_a_few_clients() {
    Outcome outcome =
        new ContractRun(folder, "avs-external.yaml")
            .with("AllowClients, priority: 100", "AllowClients, priority: 101")
            .with(
                "        - {name: AllowClients,",
                "        - {name: Before, priority: 100, direction: Inbound, access: Deny,"
                    + " sourceAddressPrefixes: [20.1.2.0/24]}\n        - {name: AllowClients,")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
  }

  @Test
  void asks_the_group_of_every_region() {
    Outcome outcome =
        new ContractRun(folder, "avs-external.yaml")
            .with(
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
                "  networkSecurityGroups:\n    - name: north-nsg\n      securityRules: []\n")
            .with(
                "      virtualNetworkType: External\n",
                "      virtualNetworkType: External\n"
                    + "      additionalLocations: [{location: northeurope, subnet: north-subnet}]\n")
            .run(ContosoTestCases.class);

    String north = "contoso-apis in external mode in northeurope, subnet north-subnet > ";
    assertThat(outcome.passed()).hasSize(19);
    assertThat(outcome.failed())
        .containsOnlyKeys(
            north + "in from Internet at 443: clients (by the description)",
            north + "in from ApiManagement at 3443: management endpoint (by the description)",
            north
                + "in from AzureTrafficManager at 443: routing to several regions (by the"
                + " description)");
  }

  @Test
  void is_an_error_for_a_topology_without_an_injected_service() {
    Outcome outcome = new ContractRun(folder, "private-endpoint.yaml").run(ContosoTestCases.class);

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failure())
        .isEqualTo(
            "topology private-endpoint has no API Management service injected in a classic tier, so"
                + " this contract would prove nothing; it has contoso (NONE)");
  }

  private static String internal(String title) {
    return INTERNAL + title + " (by the description)";
  }

  private static String rule(
      String name, int priority, String access, String source, String destination) {
    return "        - {name: "
        + name
        + ", priority: "
        + priority
        + ", direction: Outbound, access: "
        + access
        + ", protocol: Tcp, sourceAddressPrefixes: ["
        + source
        + "], destinationAddressPrefixes: ["
        + destination
        + "]}\n";
  }

  static class ContosoTestCases implements ApiManagementSecurityRulesContract {}
}
