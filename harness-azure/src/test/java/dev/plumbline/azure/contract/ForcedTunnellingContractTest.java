package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import dev.plumbline.azure.rules.EffectiveRoutes;
import dev.plumbline.environment.Environments;
import dev.plumbline.lab.Lab;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForcedTunnellingContractTest {

  private static final String TUNNEL =
      "contosointernalvnet tunnelled by route (VirtualNetworkGateway) 0.0.0.0/0 ->"
          + " VirtualNetworkGateway > ";

  private static final String CLIENTS =
      "      securityRules:\n"
          + "        - {name: AllowClients, priority: 100, direction: Inbound, access: Allow,"
          + " protocol: Tcp, sourceAddressPrefixes: [Internet],"
          + " destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [443]}\n";

  @TempDir Path folder;
  private ContractRun run;

  @BeforeEach
  void has_a_network_that_keeps_it() {
    run = new ContractRun(folder, "internal.yaml").vantage("internet", "ns.contoso.net:53");
  }

  @Test
  void reads_like_a_protocol() {
    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .containsExactlyInAnyOrder(
            TUNNEL + "Sql is reached at 1433 (by the description)",
            TUNNEL + "Storage is reached at 443 (by the description)",
            TUNNEL + "EventHub is reached at 5671 (by the description)",
            TUNNEL + "AzureKeyVault is reached at 443 (by the description)",
            TUNNEL + "AzureMonitor is reached at 1886 (by the description)",
            TUNNEL + "management is answered by the way it came (by the description)");
  }

  @Test
  void fails_when_answers_of_management_go_through_the_tunnel() {
    Outcome outcome =
        run.with("          routeTable: apim-routes\n", "").run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            TUNNEL + "management is answered by the way it came (by the description)");
    assertThat(outcome.failure())
        .contains("Expected:      delivered")
        .contains("but it says:   dropped");
  }

  @Test
  void fails_for_what_neither_a_service_endpoint_nor_the_firewall_lets_out() {
    Outcome outcome =
        run.with("Microsoft.Sql, ", "")
            .with("        publicAddress: 203.0.113.99\n", "        internet: deny\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(
            TUNNEL + "Sql is reached at 1433 (by the description)",
            // There is no service endpoint for it.
            TUNNEL + "AzureMonitor is reached at 1886 (by the description)");
    assertThat(outcome.message(TUNNEL + "Sql is reached at 1433 (by the description)"))
        .contains("but it says:   dropped");
  }

  @Test
  void fails_when_a_route_leads_nowhere() {
    Outcome outcome =
        run.with(
                "      routes:\n",
                "      routes:\n"
                    + "        - {name: nowhere, addressPrefix: 0.0.0.0/0, nextHopType: None}\n")
            .run(ContosoTestCases.class);

    String tunnel = "contosointernalvnet tunnelled by ";
    assertThat(outcome.failed())
        .hasSize(1)
        .allSatisfy(
            (title, failure) ->
                assertThat(title)
                    .startsWith(tunnel)
                    .endsWith("AzureMonitor is reached at 1886 (by the description)"));
    assertThat(outcome.passed()).hasSize(5);
  }

  @Test
  void asks_from_every_instance() {
    Outcome outcome =
        run.with("sku: Developer", "sku: Premium")
            .with(
                "      securityRules:\n",
                "      securityRules:\n"
                    + "        - {name: DenyOne, priority: 200, direction: Outbound, access: Deny,"
                    + " protocol: Tcp, sourceAddressPrefixes: [10.1.0.6],"
                    + " destinationAddressPrefixes: [EventHub]}\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(TUNNEL + "EventHub is reached at 5671 (by the description)");
    assertThat(outcome.failure()).contains("DenyOne");
  }

  @Test
  void asks_every_region_whose_traffic_goes_elsewhere() {
    Outcome outcome =
        run.with("sku: Developer", "sku: Premium")
            .with(
                "  routeTables:\n",
                """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      subnets:
                        - {name: north-subnet, addressPrefix: 10.50.1.0/27, routeTable: nowhere, networkSecurityGroup: apim-nsg}

                  routeTables:
                    - name: nowhere
                      routes: [{name: default, addressPrefix: 0.0.0.0/0, nextHopType: None}]
                """)
            .with(
                "      virtualNetworkType: Internal\n",
                "      virtualNetworkType: Internal\n"
                    + "      additionalLocations: [{location: northeurope, subnet: north-subnet}]\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed()).hasSize(6).allMatch(title -> title.startsWith(TUNNEL));
    // The database is the first region's.
    assertThat(outcome.failed()).hasSize(5);
    assertThat(outcome.failed().keySet())
        .noneMatch(title -> title.contains("Sql"))
        .allMatch(title -> title.startsWith("contosointernalvnet in northeurope tunnelled by"));
  }

  /** Its subnet sends the half of the internet nowhere that 198.18.0.0/15 is not in. */
  @Test
  void a_half_of_the_internet_is_a_tunnel_as_well() {
    ContractRun half = half("0.0.0.0/1");
    String tunnel = "contosointernalvnet tunnelled by route half (User) 0.0.0.0/1 -> None > ";

    Outcome outcome = half.run(ContosoTestCases.class);

    // The others have service endpoints, and management a route for its tag.
    String monitor = tunnel + "AzureMonitor is reached at 1886 (by the description)";
    assertThat(outcome.passed()).hasSize(5).allMatch(title -> title.startsWith(tunnel));
    assertThat(outcome.failed()).containsOnlyKeys(monitor);
    assertThat(outcome.failure())
        .contains("stands for all addresses of AzureMonitor")
        .contains("takes route (Default) 0.0.0.0/0 -> Internet;")
        .contains("those that take route half (User) 0.0.0.0/1 -> None are not seen");

    half.with("addressPrefix: ApiManagement,", "addressPrefix: AzureMonitor,");
    assertThat(half.run(ContosoTestCases.class).failed())
        .containsOnlyKeys(
            tunnel + "management is answered by the way it came (by the description)");
  }

  /** Nothing of the topology is at any of these addresses, or stands for events there. */
  @Test
  void a_tag_whose_prefixes_are_written_is_asked_in_each_of_them() {
    ContractRun half =
        half("0.0.0.0/1")
            .with(
                "  virtualNetworks:\n",
                """
                  serviceTags:
                    AzureMonitor: [203.0.114.0/24, 20.50.0.0/16]
                    EventHub: [203.0.115.0/24, 203.0.117.0/24, '2001:db8:7::/48']
                    Storage: [203.0.116.0/24, 44.0.0.0/8]
                    ApiManagement: [203.0.118.0/24]
                  platformServices:
                    - {name: events, resourceType: Microsoft.EventHub/namespaces, publicIPAddress: 203.0.115.0}
                    - {name: files, resourceType: Microsoft.Storage/storageAccounts, publicIPAddress: 203.0.116.1}
                  virtualNetworks:
                """)
            .with("Microsoft.Storage, Microsoft.EventHub, ", "");
    String tunnel = "contosointernalvnet tunnelled by route half (User) 0.0.0.0/1 -> None > ";
    String monitor = tunnel + "AzureMonitor is reached at 1886 (by the description)";
    String storage = tunnel + "Storage is reached at 443 (by the description)";

    Outcome outcome = half.run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(monitor, storage);
    assertThat(outcome.passed()).hasSize(4);
    assertThat(outcome.message(monitor))
        .contains("TCP 10.1.0.4 -> 20.50.0.0:1886 from segment apim-subnet")
        .contains("but it says:  no route")
        .contains("half");
    assertThat(outcome.message(storage)).contains("TCP 10.1.0.4 -> 44.0.0.0:443");

    half.with(
        "      routes:\n",
        "      routes:\n"
            + "        - {name: monitor, addressPrefix: AzureMonitor, nextHopType: Internet}\n"
            + "        - {name: storage, addressPrefix: 44.0.0.0/9, nextHopType: Internet}\n");
    Outcome begun = half.run(ContosoTestCases.class);
    assertThat(begun.failed()).containsOnlyKeys(storage);
    assertThat(begun.failure()).contains("TCP 10.1.0.4 -> 44.255.255.255:443");
    // A route in the midst of a prefix, and management that is answered in part.
    half.with("addressPrefix: 44.0.0.0/9", "addressPrefix: Storage")
        .with("ApiManagement: [203.0.118.0/24]", "ApiManagement: [203.0.118.0/24, 20.60.0.0/16]")
        .with("addressPrefix: ApiManagement,", "addressPrefix: 203.0.118.0/24,")
        .with(
            "      routes:\n",
            "      routes:\n"
                + "        - {name: hole, addressPrefix: 203.0.117.64/28, nextHopType: None}\n");
    Outcome parted = half.run(ContosoTestCases.class);
    String events = tunnel + "EventHub is reached at 5671 (by the description)";
    String management = tunnel + "management is answered by the way it came (by the description)";
    assertThat(parted.failed()).containsOnlyKeys(events, management);
    assertThat(parted.message(events)).contains("203.0.117.64:5671", "hole");
    assertThat(parted.message(management)).contains("TCP 20.60.0.0 -> ", "half");
  }

  @Test
  void a_tag_that_is_written_for_the_region_is_asked_there() {
    Outcome outcome =
        half("0.0.0.0/1")
            .with(
                "  virtualNetworks:\n",
                """
                  serviceTags:
                    AzureMonitor: [203.0.114.0/24, 20.50.0.0/16]
                    AzureMonitor.WestEurope: [203.0.114.0/25]
                  virtualNetworks:
                """)
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
  }

  @Test
  void a_tag_without_a_public_address_tells_nothing() {
    Outcome outcome =
        run.with(
                "  virtualNetworks:\n",
                "  serviceTags: {Sql: ['2001:db8:7::/48']}\n  virtualNetworks:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.message(TUNNEL + "Sql is reached at 1433 (by the description)"))
        .startsWith("service tag Sql has no public IPv4 prefix");
  }

  @Test
  void both_halves_of_the_internet_are_one_tunnel() {
    Outcome outcome =
        half("0.0.0.0/1")
            .with(
                "      routes:\n",
                "      routes:\n        - {name: other, addressPrefix: 128.0.0.0/1, nextHopType: None}\n")
            .run(ContosoTestCases.class);

    String tunnel =
        "contosointernalvnet tunnelled by route half (User) 0.0.0.0/1 -> None, route other (User)"
            + " 128.0.0.0/1 -> None > ";
    assertThat(outcome.passed()).hasSize(5).allMatch(title -> title.startsWith(tunnel));
    assertThat(outcome.failed())
        .containsOnlyKeys(tunnel + "AzureMonitor is reached at 1886 (by the description)");
    assertThat(outcome.failure()).contains("but it says:   no route");
  }

  @Test
  void a_route_for_a_block_that_somebody_has_is_no_tunnel() {
    assertThat(half("12.0.0.0/8").run(ContosoTestCases.class).failure())
        .contains("whose subnet sends internet-bound traffic elsewhere");
  }

  @Test
  void clients_in_a_half_that_the_vantage_is_not_in_are_not_forgotten() {
    ContractRun external =
        half("0.0.0.0/1")
            .with("addressPrefix: ApiManagement,", "addressPrefix: AzureCloud,")
            .with("virtualNetworkType: Internal", "virtualNetworkType: External")
            .with("      securityRules:\n", CLIENTS);
    String clients =
        "contosointernalvnet tunnelled by route half (User) 0.0.0.0/1 -> None > clients are answered"
            + " by the way they came (from internet)";

    Outcome outcome = external.run(ContosoTestCases.class);

    assertThat(outcome.message(clients))
        .isEqualTo(
            "the client that was looked from is answered, but clients whose answers take route half"
                + " (User) 0.0.0.0/1 -> None are not: write routes to Internet for the prefixes that"
                + " clients are in, and look from one of them");
    // Clients are nowhere near an address of management.
    external.with(
        "      routes:\n",
        "      routes:\n"
            + "        - {name: control, addressPrefix: 13.84.189.17/32, nextHopType: Internet}\n");
    assertThat(external.run(ContosoTestCases.class).message(clients))
        .endsWith(
            " look from one of them; 203.0.113.254 is not in route control (User) 13.84.189.17/32"
                + " -> Internet");
    external.with(
        "      routes:\n",
        "      routes:\n"
            + "        - {name: clients, addressPrefix: 203.0.113.0/24, nextHopType: Internet}\n");
    assertThat(external.run(ContosoTestCases.class).passed()).contains(clients);
  }

  @Test
  void a_client_is_where_its_vantage_says() {
    ContractRun external =
        half("0.0.0.0/1")
            .with("addressPrefix: ApiManagement,", "addressPrefix: AzureCloud,")
            .with("virtualNetworkType: Internal", "virtualNetworkType: External")
            .with("      securityRules:\n", CLIENTS)
            .with(
                "      routes:\n",
                "      routes:\n"
                    + "        - {name: clients, addressPrefix: 12.0.0.0/16, nextHopType: Internet}\n");
    String clients =
        "contosointernalvnet tunnelled by route half (User) 0.0.0.0/1 -> None > clients are answered"
            + " by the way they came (from internet)";

    assertThat(external.run(ContosoTestCases.class).message(clients))
        .endsWith("203.0.113.254 is not in route clients (User) 12.0.0.0/16 -> Internet");

    external.written(
        "internet", "{segment: internet, address: 12.0.7.7, control: control-of-internet}");
    assertThat(external.run(ContosoTestCases.class).passed()).contains(clients);
  }

  /**
   * Nothing is asked of the network: in the world outside a vantage's address is what is written.
   */
  @Test
  void a_client_is_nowhere_that_is_known_live_unless_its_address_is_written() {
    ContractRun external =
        half("0.0.0.0/1")
            .with(
                "      routes:\n",
                "      routes:\n"
                    + "        - {name: clients, addressPrefix: 203.0.113.0/24, nextHopType: Internet}\n")
            .live()
            .written("internet", "{segment: internet, resolver: '127.0.0.1:9', bind: 127.0.0.1}")
            .written(
                "office",
                "{segment: internet, address: 203.0.113.7, resolver: '127.0.0.1:9', bind: 127.0.0.1}");

    try (Lab lab = Lab.open(Environments.load(external.write("live").toString()))) {
      Subject subject = Subject.of(lab);
      Tunnels tunnels = Tunnels.of(EffectiveRoutes.of(subject.topology()).of("apim-subnet"));

      assertThatThrownBy(() -> tunnels.checkClients(subject, lab.vantage("internet")))
          .hasMessageEndingWith(
              "; write the address of vantage internet, to tell if it is in route clients (User)"
                  + " 203.0.113.0/24 -> Internet");
      assertThatCode(() -> tunnels.checkClients(subject, lab.vantage("office")))
          .doesNotThrowAnyException();
    }
  }

  /** Without the default route of the site, a route of its own leads a part nowhere. */
  private ContractRun half(String prefix) {
    return run.with("      advertisesDefaultRoute: true\n", "")
        .with(
            "      routes:\n",
            "      routes:\n        - {name: half, addressPrefix: "
                + prefix
                + ", nextHopType: None}\n");
  }

  @Test
  void clients_of_every_region_are_asked_for() {
    Outcome outcome =
        run.with("sku: Developer", "sku: Premium")
            .with(
                "  routeTables:\n",
                """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      subnets:
                        - {name: north-subnet, addressPrefix: 10.50.1.0/27, routeTable: nowhere, networkSecurityGroup: apim-nsg}

                  routeTables:
                    - name: nowhere
                      routes: [{name: default, addressPrefix: 0.0.0.0/0, nextHopType: None}]
                """)
            .with(
                "      virtualNetworkType: Internal\n",
                "      virtualNetworkType: External\n"
                    + "      additionalLocations: [{location: northeurope, subnet: north-subnet}]\n")
            .with("      securityRules:\n", CLIENTS)
            .with("      advertisesDefaultRoute: true\n", "")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsKey(
            "contosointernalvnet in northeurope tunnelled by route default (User) 0.0.0.0/0 -> None"
                + " > clients are answered by the way they came (from internet)");
  }

  @Test
  void clients_are_not_asked_for_in_the_first_region_where_its_gateway_takes_no_calls() {
    Outcome outcome =
        run.with("sku: Developer", "sku: Premium")
            .with(
                "  routeTables:\n",
                """
                    - name: north-vnet
                      location: northeurope
                      addressSpace: [10.50.0.0/16]
                      subnets:
                        - {name: north-subnet, addressPrefix: 10.50.1.0/27, networkSecurityGroup: apim-nsg}

                  routeTables:
                """)
            .with(
                "      virtualNetworkType: Internal\n",
                "      virtualNetworkType: External\n      disableGateway: true\n"
                    + "      additionalLocations: [{location: northeurope, subnet: north-subnet}]\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(6).noneMatch(title -> title.contains("clients"));
  }

  @Test
  void asks_clients_in_external_mode() {
    ContractRun external =
        run.with("virtualNetworkType: Internal", "virtualNetworkType: External")
            .with("      securityRules:\n", CLIENTS);
    String clients = TUNNEL + "clients are answered by the way they came (from internet)";

    assertThat(external.run(ContosoTestCases.class).failed()).containsOnlyKeys(clients);

    external.with(
        "      routes:\n",
        "      routes:\n"
            + "        - {name: clients, addressPrefix: 203.0.113.0/24, nextHopType: Internet}\n");
    Outcome mended = external.run(ContosoTestCases.class);

    assertThat(mended.failed()).isEmpty();
    assertThat(mended.passed()).hasSize(7).contains(clients);
  }

  @Test
  void says_which_vantage_to_add_where_nobody_looks_from() {
    Outcome outcome =
        run.with("virtualNetworkType: Internal", "virtualNetworkType: External")
            .without("internet")
            .vantage("workload-subnet", "10.1.3.4:53")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(TUNNEL + "clients are answered by the way they came");
    assertThat(outcome.failure()).startsWith("Nobody looks from the internet");
  }

  @Test
  void is_an_error_for_a_topology_without_a_tunnel() {
    Outcome outcome =
        run.with("      advertisesDefaultRoute: true\n", "").run(ContosoTestCases.class);

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failure())
        .isEqualTo(
            "topology internal-mode has no API Management service whose subnet sends internet-bound"
                + " traffic elsewhere, so this contract would prove nothing; it has"
                + " contosointernalvnet (INTERNAL)");
  }

  static class ContosoTestCases implements ForcedTunnellingContract {}
}
