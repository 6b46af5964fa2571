package dev.plumbline.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.document.NetworkStatus;
import dev.plumbline.azure.document.NetworkStatus.Connectivity;
import dev.plumbline.azure.document.NetworkStatus.Status;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.SecurityEvaluation;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The table of security rules that API Management needs, row by row: with exactly these rules, and
 * everything else denied, each flow of the table is let through; without its row it is not, and
 * what depends on it fails.
 */
class SecurityRulesStatementsTest {

  private static final String SUBNET = "apim-subnet";
  private static final String CLIENT = "198.51.100.7";
  private static final String PUBLIC_VIP = "192.0.2.64";
  private static final String PRIVATE_VIP = "10.1.0.10";
  private static final String OTHER_INSTANCE = "10.1.0.20";

  /** The rows: those that are needed first, then those that features need. */
  private enum Row {
    CLIENTS(true, "Internet", true, Protocol.TCP, 80, 443),
    MANAGEMENT(true, "ApiManagement", false, Protocol.TCP, 3443),
    LOAD_BALANCER(true, "AzureLoadBalancer", false, Protocol.TCP, 6390),
    TRAFFIC_MANAGER(true, "AzureTrafficManager", true, Protocol.TCP, 443),
    STORAGE(false, "Storage", false, Protocol.TCP, 443),
    SQL(false, "Sql", false, Protocol.TCP, 1433),
    KEY_VAULT(false, "AzureKeyVault", false, Protocol.TCP, 443),
    MONITOR(false, "AzureMonitor", false, Protocol.TCP, 1886, 443),
    CERTIFICATES(false, "Internet", false, Protocol.TCP, 80),
    IDENTITY(false, "AzureActiveDirectory", false, Protocol.TCP, 443),
    CREDENTIALS(false, "AzureConnectors", false, Protocol.TCP, 443),
    EVENT_HUB(false, "EventHub", false, Protocol.TCP, 5671, 5672, 443),
    REDIS_OUT(false, "VirtualNetwork", false, Protocol.TCP, 6380),
    REDIS_IN(true, "VirtualNetwork", false, Protocol.TCP, 6380),
    CACHE_OUT(false, "VirtualNetwork", false, Protocol.TCP, 6381, 6382, 6383),
    CACHE_IN(true, "VirtualNetwork", false, Protocol.TCP, 6381, 6382, 6383),
    COUNTERS_OUT(false, "VirtualNetwork", false, Protocol.UDP, 4290),
    COUNTERS_IN(true, "VirtualNetwork", false, Protocol.UDP, 4290);

    private final boolean inbound;
    private final String tag;
    private final boolean externalOnly;
    private final Protocol protocol;
    private final List<Integer> ports;

    Row(boolean inbound, String tag, boolean externalOnly, Protocol protocol, Integer... ports) {
      this.inbound = inbound;
      this.tag = tag;
      this.externalOnly = externalOnly;
      this.protocol = protocol;
      this.ports = List.of(ports);
    }

    /** The rule as the table has it: from any port, with the virtual network at one end. */
    SecurityRule rule() {
      return new SecurityRule(
          name(),
          100 + ordinal(),
          inbound ? Direction.INBOUND : Direction.OUTBOUND,
          Access.ALLOW,
          protocol == Protocol.UDP ? SecurityRuleProtocol.UDP : SecurityRuleProtocol.TCP,
          List.of(inbound ? tag : "VirtualNetwork"),
          List.of(inbound ? "VirtualNetwork" : tag),
          ports.stream().map(p -> new PortRange(p, p)).toList());
    }

    String otherEnd() {
      return switch (tag) {
        case "Internet" -> CLIENT;
        case "VirtualNetwork" -> OTHER_INSTANCE;
        case "AzureLoadBalancer" -> "168.63.129.16";
        default ->
            ServiceTags.of(AzureTopology.builder("none").build())
                .address(tag)
                .orElseThrow()
                .getHostAddress();
      };
    }

    FiveTuple flow(int port) {
      String from = inbound ? otherEnd() : "10.1.0.4";
      String to = inbound ? "10.1.0.4" : otherEnd();
      return protocol == Protocol.UDP
          ? FiveTuple.udp(from, to, port)
          : FiveTuple.tcp(from, to, port);
    }
  }

  private static AzureTopology topology(VirtualNetworkType mode, Set<Row> without) {
    return topology(mode, Sku.DEVELOPER, without);
  }

  private static AzureTopology topology(VirtualNetworkType mode, Sku sku, Set<Row> without) {
    List<SecurityRule> rules = new ArrayList<>();
    for (Row row : Row.values()) {
      if (!without.contains(row) && (mode == VirtualNetworkType.EXTERNAL || !row.externalOnly)) {
        rules.add(row.rule());
      }
    }
    for (Direction direction : Direction.values()) {
      rules.add(
          new SecurityRule(
              "DenyAll" + direction,
              4096,
              direction,
              Access.DENY,
              SecurityRuleProtocol.ANY,
              List.of("*"),
              List.of("*"),
              List.of()));
    }
    return AzureTopology.builder("rules")
        .virtualNetworks(
            List.of(
                new VirtualNetwork(
                    "vnet",
                    List.of(Cidr.of("10.1.0.0/16")),
                    List.of(
                        new Subnet(SUBNET, Cidr.of("10.1.0.0/24"), "nsg"),
                        new Subnet("work", Cidr.of("10.1.1.0/24"), null)))))
        .networkSecurityGroups(List.of(new NetworkSecurityGroup("nsg", rules)))
        .apiManagement(
            List.of(
                new ApiManagementService(
                    "contoso",
                    sku,
                    mode,
                    SUBNET,
                    IpAddresses.parse(PRIVATE_VIP),
                    null,
                    List.of(),
                    List.of())))
        .build();
  }

  private static SecurityEvaluation evaluate(AzureTopology topology, Row row, int port) {
    SecurityGroups groups = SecurityGroups.of(topology);
    FiveTuple flow = row.flow(port);
    return row.inbound ? groups.inbound(SUBNET, flow) : groups.outbound(SUBNET, flow);
  }

  @ParameterizedTest
  @EnumSource
  void each_row_lets_its_flows_through_and_without_it_they_are_denied(Row row) {
    Set<Row> alone = new TreeSet<>(Arrays.asList(Row.values()));
    alone.remove(row);
    for (int port : row.ports) {
      assertThat(evaluate(topology(VirtualNetworkType.EXTERNAL, alone), row, port).decision())
          .startsWith("allow by " + row.name());
      Set<Row> none = new TreeSet<>(Arrays.asList(Row.values()));
      assertThat(evaluate(topology(VirtualNetworkType.EXTERNAL, none), row, port).decision())
          .startsWith("deny by DenyAll");
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"CLIENTS", "TRAFFIC_MANAGER"},
      mode = Mode.EXCLUDE)
  void in_internal_mode_the_rows_for_both_modes_are_enough(Row row) {
    for (int port : row.ports) {
      assertThat(evaluate(topology(VirtualNetworkType.INTERNAL, Set.of()), row, port).allowed())
          .isTrue();
    }
  }

  @Test
  void in_external_mode_all_that_the_rows_are_for_arrives() {
    Network network = AzureCompiler.compile(topology(VirtualNetworkType.EXTERNAL, Set.of()));
    assertThat(fate(network, "internet", CLIENT, PUBLIC_VIP, 443)).isEqualTo(Fate.DELIVERED);
    assertThat(fate(network, "internet", CLIENT, PUBLIC_VIP, 80)).isEqualTo(Fate.DELIVERED);
    assertThat(fate(network, "internet", Row.MANAGEMENT.otherEnd(), PUBLIC_VIP, 3443))
        .isEqualTo(Fate.DELIVERED);
    assertThat(fate(network, "internet", Row.TRAFFIC_MANAGER.otherEnd(), PUBLIC_VIP, 443))
        .isEqualTo(Fate.DELIVERED);
    assertThat(fate(network, "azure-platform", "168.63.129.16", "10.1.0.4", 6390))
        .isEqualTo(Fate.DELIVERED);
    for (Row row : List.of(Row.STORAGE, Row.SQL, Row.KEY_VAULT, Row.MONITOR)) {
      for (int port : row.ports) {
        assertThat(fate(network, SUBNET, "10.1.0.4", row.otherEnd(), port))
            .as(row + " " + port)
            .isEqualTo(Fate.DELIVERED);
      }
    }
  }

  @Test
  void clients_need_port_443_and_port_80_is_open_only_where_the_rule_has_it() {
    Network network =
        AzureCompiler.compile(topology(VirtualNetworkType.EXTERNAL, Set.of(Row.CLIENTS)));
    Verdict closed = verdict(network, "internet", CLIENT, PUBLIC_VIP, 443);
    assertThat(closed.fate()).isEqualTo(Fate.DROPPED);
    assertThat(closed.decidedBy()).contains("DenyAllINBOUND (priority 4096)");
    assertThat(fate(network, "internet", CLIENT, PUBLIC_VIP, 80)).isEqualTo(Fate.DROPPED);
    assertThat(fate(network, "internet", Row.TRAFFIC_MANAGER.otherEnd(), PUBLIC_VIP, 443))
        .isEqualTo(Fate.DELIVERED);
  }

  /** The tag Internet holds Azure's own addresses, so that clients' rule covers its probes too. */
  @Test
  void traffic_manager_needs_its_row_where_clients_come_from_known_addresses_only() {
    assertThat(
            evaluate(
                    topology(VirtualNetworkType.EXTERNAL, Set.of(Row.TRAFFIC_MANAGER)),
                    Row.TRAFFIC_MANAGER,
                    443)
                .decision())
        .startsWith("allow by CLIENTS");
    Network without =
        AzureCompiler.compile(
            topology(VirtualNetworkType.EXTERNAL, Set.of(Row.TRAFFIC_MANAGER, Row.CLIENTS)));
    assertThat(fate(without, "internet", Row.TRAFFIC_MANAGER.otherEnd(), PUBLIC_VIP, 443))
        .isEqualTo(Fate.DROPPED);
  }

  @Test
  void without_the_row_for_management_the_portal_loses_the_service_and_clients_do_not() {
    Network network =
        AzureCompiler.compile(topology(VirtualNetworkType.EXTERNAL, Set.of(Row.MANAGEMENT)));
    assertThat(fate(network, "internet", Row.MANAGEMENT.otherEnd(), PUBLIC_VIP, 3443))
        .isEqualTo(Fate.DROPPED);
    assertThat(fate(network, "internet", CLIENT, PUBLIC_VIP, 443)).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void without_the_row_for_the_load_balancer_premium_takes_nothing_and_developer_all() {
    Set<Row> without = Set.of(Row.LOAD_BALANCER);
    Network premium =
        AzureCompiler.compile(topology(VirtualNetworkType.EXTERNAL, Sku.PREMIUM, without));
    Verdict stopped = verdict(premium, "internet", CLIENT, PUBLIC_VIP, 443);
    assertThat(stopped.fate()).isEqualTo(Fate.DROPPED);
    assertThat(stopped.explanation()).contains("its probe of port 6390", "DenyAll");
    assertThat(fate(premium, "internet", Row.MANAGEMENT.otherEnd(), PUBLIC_VIP, 3443))
        .isEqualTo(Fate.DROPPED);
    Network with =
        AzureCompiler.compile(topology(VirtualNetworkType.EXTERNAL, Sku.PREMIUM, Set.of()));
    assertThat(fate(with, "internet", CLIENT, PUBLIC_VIP, 443)).isEqualTo(Fate.DELIVERED);
    Network developer = AzureCompiler.compile(topology(VirtualNetworkType.EXTERNAL, without));
    assertThat(fate(developer, "internet", CLIENT, PUBLIC_VIP, 443)).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void with_all_rows_every_dependency_is_reached_but_what_no_row_is_for() {
    assertThat(failing(Set.of()))
        .containsExactlyInAnyOrder("FileStorage (optional)", "Email (optional)");
  }

  @ParameterizedTest
  @EnumSource(names = {"STORAGE", "SQL", "KEY_VAULT", "MONITOR", "IDENTITY", "EVENT_HUB"})
  void without_an_outbound_row_the_network_status_tells_what_is_lost(Row row) {
    List<String> lost = new ArrayList<>(failing(Set.of(row)));
    lost.removeAll(failing(Set.of()));
    assertThat(lost)
        .containsExactlyInAnyOrder(
            switch (row) {
              case STORAGE ->
                  new String[] {
                    "BlobStorage (required)", "TableStorage (required)", "Queue (optional)"
                  };
              case SQL -> new String[] {"SQLDatabase (required)"};
              case KEY_VAULT -> new String[] {"KeyVault (required)"};
              case MONITOR -> new String[] {"Monitoring (optional)", "Metrics (optional)"};
              case IDENTITY -> new String[] {"AzureActiveDirectory (optional)"};
              case EVENT_HUB -> new String[] {"EventHub (optional)"};
              default -> throw new IllegalArgumentException(row.name());
            });
  }

  @Test
  void rules_must_come_before_the_default_ones_to_have_any_effect() {
    // Without a deny rule of its own, everything but clients from the internet passes by default.
    SecurityGroups defaults =
        SecurityGroups.of(
            topology(VirtualNetworkType.INTERNAL, Set.of(Row.values())).toBuilder()
                .networkSecurityGroups(List.of(new NetworkSecurityGroup("nsg", List.of())))
                .build());
    for (Row row : Row.values()) {
      for (int port : row.ports) {
        SecurityEvaluation evaluation =
            row.inbound
                ? defaults.inbound(SUBNET, row.flow(port))
                : defaults.outbound(SUBNET, row.flow(port));
        boolean fromInternet =
            row.inbound && !Set.of("AzureLoadBalancer", "VirtualNetwork").contains(row.tag);
        assertThat(evaluation.allowed()).as(evaluation.decision()).isEqualTo(!fromInternet);
        assertThat(evaluation.decision()).contains("(priority 65");
      }
    }
  }

  private static List<String> failing(Set<Row> without) {
    AzureTopology topology = topology(VirtualNetworkType.INTERNAL, without);
    assertThat(AddressPlan.of(topology).instances(topology.apiManagement().get(0))).hasSize(1);
    return NetworkStatus.of(topology, AzureCompiler.compile(topology), "contoso")
        .get(0)
        .connectivityStatus()
        .stream()
        .filter(c -> c.status() == Status.FAILURE)
        .map(SecurityRulesStatementsTest::shown)
        .toList();
  }

  private static String shown(Connectivity connectivity) {
    return connectivity.resourceType()
        + (connectivity.isOptional() ? " (optional)" : " (required)");
  }

  private static Fate fate(Network network, String segment, String from, String to, int port) {
    return verdict(network, segment, from, to, port).fate();
  }

  private static Verdict verdict(
      Network network, String segment, String from, String to, int port) {
    return network.fate(
        new Flow(
            segment, IpAddresses.parse(from), 50000, IpAddresses.parse(to), port, Protocol.TCP));
  }
}
