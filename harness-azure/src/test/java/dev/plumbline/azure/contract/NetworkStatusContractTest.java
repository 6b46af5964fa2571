package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkStatusContractTest {

  private static final String REGION =
      "network status of contosointernalvnet in westeurope, subnet apim-subnet > ";
  private static final String SQL =
      REGION + "required > SQLDatabase is reached at Sql:1433 (by the description)";

  private static final String REGIONAL =
      "      securityRules:\n"
          + rule("AllowDns", 101, "Allow", "10.1.3.4")
          + rule("AllowStorage", 102, "Allow", "Storage.{0}")
          + rule("AllowSql", 103, "Allow", "Sql.{0}")
          + rule("AllowKeyVault", 104, "Allow", "AzureKeyVault.{0}")
          + rule("DenyAll", 105, "Deny", "'*'");

  @TempDir Path folder;
  private ContractRun run;

  @BeforeEach
  void has_a_network_that_keeps_it() {
    run = new ContractRun(folder, "internal.yaml");
  }

  @Test
  void reads_like_a_protocol() {
    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .containsExactlyInAnyOrder(
            REGION + "required > BlobStorage is reached at Storage:443 (by the description)",
            REGION + "required > TableStorage is reached at Storage:443 (by the description)",
            SQL,
            REGION + "required > KeyVault is reached at AzureKeyVault:443 (by the description)",
            REGION + "optional > Queue: success (by the description)",
            REGION + "optional > FileStorage: success (by the description)",
            REGION + "optional > Monitoring: success (by the description)",
            REGION + "optional > Metrics: success (by the description)",
            REGION + "optional > AzureActiveDirectory: success (by the description)",
            REGION + "optional > EventHub: success (by the description)",
            REGION + "optional > Email: success (by the description)");
  }

  @Test
  void fails_when_a_required_service_is_not_reached() {
    Outcome outcome = run.with("      securityRules:\n", deny("Sql")).run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(SQL);
    assertThat(outcome.failure())
        .contains("Expected:      delivered")
        .contains("but it says:   dropped")
        .contains("rule DenySql (priority 105) of nsg apim-nsg drops");
  }

  /** Nothing of the topology is at any of these addresses. */
  @Test
  void a_tag_whose_prefixes_are_written_is_asked_in_each_of_them() {
    ContractRun written =
        run.with(
            "  virtualNetworks:\n",
            """
              serviceTags:
                Sql: [203.0.114.0/24, 203.0.115.0/24]
                AzureKeyVault: [203.0.116.0/24]
              virtualNetworks:
            """);

    assertThat(written.run(ContosoTestCases.class).failed()).isEmpty();

    written.with("      securityRules:\n", deny("203.0.115.0/24"));
    Outcome outcome = written.run(ContosoTestCases.class);
    assertThat(outcome.failed()).containsOnlyKeys(SQL);
    assertThat(outcome.failure()).contains("TCP 10.1.0.4 -> 203.0.115.0:1433", "dropped");
  }

  @Test
  void takes_rules_for_the_service_tags_of_its_region() {
    Outcome outcome =
        run.with("      securityRules:\n", REGIONAL.replace("{0}", "WestEurope"))
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
  }

  @Test
  void fails_with_rules_for_the_service_tags_of_another_region() {
    Outcome outcome =
        run.with("      securityRules:\n", REGIONAL.replace("{0}", "NorthEurope"))
            .run(ContosoTestCases.class);

    assertThat(outcome.failed().keySet())
        .containsExactlyInAnyOrder(
            REGION + "required > BlobStorage is reached at Storage:443 (by the description)",
            REGION + "required > TableStorage is reached at Storage:443 (by the description)",
            SQL,
            REGION + "required > KeyVault is reached at AzureKeyVault:443 (by the description)");
  }

  /** The service is in the region of its virtual network, though it does not say so. */
  @Test
  void knows_the_region_by_the_virtual_network() {
    Outcome outcome =
        run.with("      sku: Developer\n      location: westeurope\n", "      sku: Developer\n")
            .with("      securityRules:\n", REGIONAL.replace("{0}", "WestEurope"))
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
  }

  @Test
  void asks_a_further_region_for_the_storage_of_the_first_one_too() {
    ContractRun two =
        run.with("sku: Developer", "sku: Premium")
            .with(
                "      apis:\n",
                "      additionalLocations:\n"
                    + "        - {location: northeurope, subnet: north-subnet}\n"
                    + "      apis:\n")
            .with(
                "  routeTables:\n",
                "    - name: north-vnet\n"
                    + "      location: northeurope\n"
                    + "      addressSpace: [10.2.0.0/16]\n"
                    + "      subnets:\n"
                    + "        - {name: north-subnet, addressPrefix: 10.2.0.0/27,"
                    + " networkSecurityGroup: north-nsg}\n"
                    + "  routeTables:\n")
            .with(
                "  networkSecurityGroups:\n",
                "  networkSecurityGroups:\n    - name: north-nsg\n"
                    + REGIONAL.replace("{0}", "NorthEurope"));
    Outcome outcome = two.run(ContosoTestCases.class);

    String north =
        "network status of contosointernalvnet in northeurope, subnet north-subnet > required > ";
    assertThat(outcome.failed())
        .containsOnlyKeys(
            north + "BlobStorage is reached at Storage:443 (by the description)",
            north + "TableStorage is reached at Storage:443 (by the description)");

    Outcome both =
        two.with(
                "Storage.NorthEurope]}",
                "Storage.NorthEurope]}\n"
                    + rule("AllowFirst", 100, "Allow", "Storage.WestEurope").stripTrailing())
            .run(ContosoTestCases.class);
    assertThat(both.failed()).isEmpty();
  }

  @Test
  void tells_in_the_title_that_an_optional_service_is_not_reached() {
    Outcome outcome =
        run.with("      securityRules:\n", deny("EventHub")).run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .hasSize(11)
        .contains(REGION + "optional > EventHub: failure (by the description)");
  }

  @Test
  void fails_for_each_service_when_the_firewall_of_the_tunnel_lets_nothing_out() {
    Outcome outcome =
        run.with(
                "          serviceEndpoints: [Microsoft.Sql, Microsoft.Storage, Microsoft.EventHub,"
                    + " Microsoft.KeyVault]\n",
                "")
            .with("        publicAddress: 203.0.113.99\n", "        internet: deny\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            REGION + "required > BlobStorage is reached at Storage:443 (by the description)",
            REGION + "required > TableStorage is reached at Storage:443 (by the description)",
            SQL,
            REGION + "required > KeyVault is reached at AzureKeyVault:443 (by the description)");
  }

  @Test
  void asks_from_every_instance_of_every_region() {
    Outcome outcome =
        run.with("sku: Developer", "sku: Premium")
            .with(
                "      apis:\n",
                "      additionalLocations:\n"
                    + "        - {location: northeurope, subnet: north-subnet}\n"
                    + "      apis:\n")
            .with(
                "  routeTables:\n",
                "    - name: north-vnet\n"
                    + "      location: northeurope\n"
                    + "      addressSpace: [10.2.0.0/16]\n"
                    + "      subnets:\n"
                    + "        - {name: north-subnet, addressPrefix: 10.2.0.0/27,"
                    + " networkSecurityGroup: north-nsg}\n"
                    + "  routeTables:\n")
            .with(
                "  networkSecurityGroups:\n",
                "  networkSecurityGroups:\n"
                    + "    - name: north-nsg\n"
                    + "      securityRules:\n"
                    + "        - {name: DenyOneInstance, priority: 100, direction: Outbound,"
                    + " access: Deny, protocol: Tcp, sourceAddressPrefixes: [10.2.0.5],"
                    + " destinationAddressPrefixes: [AzureKeyVault]}\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            "network status of contosointernalvnet in northeurope, subnet north-subnet > required >"
                + " KeyVault is reached at AzureKeyVault:443 (by the description)");
    assertThat(outcome.failure()).contains("TCP 10.2.0.5 -> ", "Expected:      delivered");
    assertThat(outcome.passed()).hasSize(21);
  }

  @Test
  void is_an_error_for_a_topology_without_an_injected_service() {
    Outcome outcome = new ContractRun(folder, "private-endpoint.yaml").run(ContosoTestCases.class);

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failure())
        .isEqualTo(
            "topology private-endpoint has no API Management service injected into a virtual"
                + " network, so this contract would prove nothing; it has contoso (NONE)");
  }

  private static String deny(String tag) {
    return "      securityRules:\n" + rule("Deny" + tag, 105, "Deny", tag);
  }

  private static String rule(String name, int priority, String access, String tag) {
    return "        - {name: "
        + name
        + ", priority: "
        + priority
        + ", direction: Outbound, access: "
        + access
        + ", protocol: any, sourceAddressPrefixes: ['*'], destinationAddressPrefixes: ["
        + tag
        + "]}\n";
  }

  static class ContosoTestCases implements NetworkStatusContract {}
}
