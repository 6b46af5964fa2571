package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateEndpointApiManagementContractTest {

  private static final String ENDPOINT = "contoso by private endpoint contoso-endpoint > ";
  private static final String LEADS =
      ENDPOINT
          + "inside > contoso.azure-api.net leads to the private endpoint by way of"
          + " privatelink.azure-api.net (from workload-subnet)";
  private static final String ANSWERS =
      ENDPOINT + "inside > the gateway answers there (from workload-subnet)";
  private static final String ONLY =
      ENDPOINT + "inside > only the gateway answers there (from workload-subnet)";
  private static final String LINKED =
      ENDPOINT
          + "inside > private zone privatelink.azure-api.net is linked where the endpoint is"
          + " reached from (by the description)";

  @TempDir Path folder;
  private ContractRun run;

  @BeforeEach
  void has_a_network_that_keeps_it() {
    run =
        new ContractRun(folder, "private-endpoint.yaml")
            .vantage("internet", "contoso.azure-api.net:443")
            .vantage("workload-subnet", "10.0.0.6:443")
            .vantage("partner-subnet", "contoso.azure-api.net:443");
  }

  @Test
  void reads_like_a_protocol() {
    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .containsExactlyInAnyOrder(
            ENDPOINT + "inside > the connection is approved (by the description)",
            LINKED,
            LEADS,
            ANSWERS,
            ONLY,
            ENDPOINT
                + "outside > contoso.azure-api.net leads to no private address (from internet)",
            ENDPOINT
                + "outside > public callers are answered 403, since public network access is"
                + " disabled (from internet)",
            ENDPOINT
                + "outside > without a link to the private zone the name leads to the public"
                + " address (from partner-subnet)");
  }

  @Test
  void fails_when_the_group_of_the_endpoint_s_subnet_keeps_connected_networks_out() {
    run.vantage("datacenter", "contoso.azure-api.net:443");
    String open =
        ENDPOINT + "inside > the private endpoint is open to connected networks (from datacenter)";

    assertThat(run.run(ContosoTestCases.class).passed()).contains(open);
    Outcome outcome =
        run.with(
                "          addressPrefix: 10.0.0.0/24\n",
                "          addressPrefix: 10.0.0.0/24\n"
                    + "          networkSecurityGroup: endpoint-nsg\n"
                    + "          privateEndpointNetworkPolicies: Enabled\n")
            .with(
                "  connectedNetworks:\n",
                "  networkSecurityGroups:\n"
                    + "    - name: endpoint-nsg\n"
                    + "      securityRules:\n"
                    + "        - {name: NoDatacenter, priority: 100, direction: Inbound,"
                    + " access: Deny, protocol: Tcp, sourceAddressPrefixes: [192.168.0.0/24],"
                    + " destinationAddressPrefixes: ['*']}\n"
                    + "  connectedNetworks:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(open);
    assertThat(outcome.message(open)).contains("rule NoDatacenter (priority 100)");
  }

  @Test
  void fails_where_a_connected_network_does_not_forward_its_questions() {
    run.vantage("datacenter", "contoso.azure-api.net:443");
    String leads = LEADS.replace("workload-subnet", "datacenter");

    assertThat(run.run(ContosoTestCases.class).passed()).contains(leads);
    Outcome outcome =
        run.with("      forwardsDns: true\n", "      forwardsDns: false\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsKey(leads);
    assertThat(outcome.message(leads)).contains("to which the DNS of datacenter does not forward");
  }

  @Test
  void fails_without_a_zone_group() {
    Outcome outcome =
        run.with("      privateDnsZoneGroup: [privatelink.azure-api.net]\n", "")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(LEADS, ANSWERS);
    assertThat(outcome.message(LEADS))
        .contains("but was:              NXDOMAIN")
        .contains("through the aliases:  contoso.privatelink.azure-api.net")
        .contains("private endpoint contoso-endpoint has no zone group that registers it there");
  }

  @Test
  void fails_where_the_private_zone_is_not_linked() {
    Outcome outcome =
        run.with(
                "      virtualNetworkLinks:\n"
                    + "        - virtualNetwork: contoso-apim-eastus-vnet\n",
                "")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .hasSize(4)
        .containsKey(LINKED)
        .allSatisfy((title, failure) -> assertThat(title).startsWith(ENDPOINT + "inside > "));
    assertThat(outcome.message(LINKED))
        .contains("Expected:     linked")
        .contains("but it says:  not linked");
  }

  @Test
  void fails_when_a_record_by_hand_leads_elsewhere() {
    Outcome outcome =
        run.with("      privateDnsZoneGroup: [privatelink.azure-api.net]\n", "")
            .with(
                "        - virtualNetwork: contoso-apim-eastus-vnet\n",
                "        - virtualNetwork: contoso-apim-eastus-vnet\n"
                    + "      records: [contoso A 10.0.0.7]\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(LEADS, ANSWERS);
    assertThat(outcome.message(LEADS))
        .contains("Expected to resolve only to:  10.0.0.6")
        .contains("but resolved to:              10.0.0.7 (private)");
  }

  @Test
  void fails_where_the_name_is_not_public_outside_and_nothing_else() {
    String outside =
        ENDPOINT + "outside > contoso.azure-api.net leads to no private address (from internet)";
    String stranger =
        ENDPOINT
            + "outside > without a link to the private zone the name leads to the public address"
            + " (from partner-subnet)";
    Outcome outcome =
        run.with(
                "  privateDnsZones:\n",
                "  dnsZones: [{name: privatelink.azure-api.net, records: [contoso A 10.0.0.6]}]\n"
                    + "  privateDnsZones:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsKeys(outside, stranger);
    assertThat(outcome.message(outside)).contains("public addresses only").contains("10.0.0.6");
  }

  /** Neither does the link of a network that the endpoint is not reached from count. */
  @Test
  void fails_where_another_zone_or_another_network_alone_is_linked() {
    Outcome outcome =
        run.with(
                "        - virtualNetwork: contoso-apim-eastus-vnet\n",
                """
                        - virtualNetwork: partner-vnet
                    - name: contoso.net
                      virtualNetworkLinks:
                        - virtualNetwork: contoso-apim-eastus-vnet
                """)
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsKey(LINKED);
    assertThat(outcome.message(LINKED)).contains("but it says:  not linked");
    // Where there is a link, the public address is not what the name should lead to.
    assertThat(outcome.passed()).noneMatch(title -> title.endsWith("(from partner-subnet)"));
    assertThat(outcome.failed().keySet())
        .noneMatch(title -> title.endsWith("(from partner-subnet)"));
  }

  @Test
  void fails_while_the_connection_is_pending() {
    Outcome outcome =
        run.with("      publicNetworkAccess: false\n", "")
            .with(
                "      groupIds: [Gateway]\n",
                "      groupIds: [Gateway]\n      connectionState: Pending\n")
            .run(ContosoTestCases.class);

    String approved = ENDPOINT + "inside > the connection is approved (by the description)";
    assertThat(outcome.failed()).containsOnlyKeys(approved, LEADS, ANSWERS, ONLY);
    // The gateway answers 200, but in public.
    assertThat(outcome.message(ANSWERS))
        .contains("an answer from 10.0.0.6")
        .contains("but was:    192.0.2.64:443\n");
    assertThat(outcome.message(approved))
        .contains("Expected:     Approved")
        .contains("but it says:  Pending");
  }

  @Test
  void says_which_vantage_to_add_where_nobody_looks_from() {
    Outcome outcome = run.without("internet").run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .hasSize(2)
        .allSatisfy(
            (title, failure) ->
                assertThat(failure)
                    .hasMessage(
                        "Nobody looks from the internet: environment contoso has no vantage there."
                            + " Add one under vantages, with its segment."));
  }

  @Test
  void is_an_error_for_a_topology_without_a_private_endpoint() {
    Outcome outcome = new ContractRun(folder, "internal.yaml").run(ContosoTestCases.class);

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failure())
        .isEqualTo(
            "topology internal-mode has no API Management service with a private endpoint, so this"
                + " contract would prove nothing; it has contosointernalvnet (INTERNAL)");
  }

  static class ContosoTestCases implements PrivateEndpointApiManagementContract {}
}
