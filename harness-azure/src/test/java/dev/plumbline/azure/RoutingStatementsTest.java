package dev.plumbline.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.Connection;
import dev.plumbline.azure.model.Connection.ConnectionType;
import dev.plumbline.azure.model.ExpressRouteCircuit;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkInterface.Service;
import dev.plumbline.azure.model.NetworkInterface.ServiceKind;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.RouteTable.NextHopType;
import dev.plumbline.azure.model.RouteTable.Route;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PrivateEndpointNetworkPolicies;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.model.VirtualNetworkGateway.GatewayType;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.FlowEvaluation.Outcome;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the documents say of security rules and routes around API Management. */
class RoutingStatementsTest {

  private static final String CLIENT = "198.51.100.7";
  private static final String PUBLIC = "203.0.113.20";
  private static final SecurityRule CLIENTS = rule(100, "Internet", 443);
  private static final SecurityRule MANAGEMENT = rule(110, "ApiManagement", 3443);
  private static final SecurityRule PROBES = rule(120, "AzureLoadBalancer", 6390);

  @Test
  void in_external_mode_without_a_rule_for_the_internet_clients_time_out() {
    Verdict closed = fate(external(List.of(), MANAGEMENT, PROBES), CLIENT, 443);
    assertThat(closed.fate()).isEqualTo(Fate.DROPPED);
    assertThat(closed.decidedBy()).contains("DenyAllInBound", "apim-nsg");
    assertThat(fate(external(List.of(), MANAGEMENT, PROBES, CLIENTS), CLIENT, 443).fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void without_the_rule_for_management_only_management_is_unreachable() {
    AzureTopology without = external(List.of(), CLIENTS, PROBES);
    assertThat(fate(without, managementPlane(), 3443).fate()).isEqualTo(Fate.DROPPED);
    assertThat(fate(without, CLIENT, 443).fate()).isEqualTo(Fate.DELIVERED);
    AzureTopology with = external(List.of(), CLIENTS, PROBES, MANAGEMENT);
    assertThat(fate(with, managementPlane(), 3443).fate()).isEqualTo(Fate.DELIVERED);
    assertThat(fate(with, CLIENT, 3443).fate()).isEqualTo(Fate.DROPPED);
  }

  @Test
  void a_deny_before_the_default_rule_stops_the_probes_of_the_load_balancer() {
    SecurityRule deny =
        new SecurityRule(
            "DenyAll",
            4096,
            Direction.INBOUND,
            Access.DENY,
            SecurityRuleProtocol.ANY,
            List.of("*"),
            List.of("*"),
            List.of());
    FiveTuple probe = FiveTuple.tcp("168.63.129.16", "10.1.0.4", 6390);
    assertThat(SecurityGroups.of(external(List.of(), deny)).inbound("apim-subnet", probe).allowed())
        .isFalse();
    assertThat(
            SecurityGroups.of(external(List.of(), deny, PROBES))
                .inbound("apim-subnet", probe)
                .decision())
        .isEqualTo("allow by r120 (priority 120) of apim-nsg on subnet apim-subnet, inbound");
    assertThat(SecurityGroups.of(external(List.of())).inbound("apim-subnet", probe).allowed())
        .isTrue();
  }

  @Test
  void forced_tunnelling_without_a_route_for_management_loses_it_by_its_asymmetric_answer() {
    AzureTopology forced = external(List.of(toAppliance("0.0.0.0/0")));
    Verdict lost = fate(forced, managementPlane(), 3443);
    assertThat(lost.fate()).isEqualTo(Fate.DROPPED);
    assertThat(lost.explanation()).contains("answer", "appliance");
    assertThat(
            NetworkRules.of(forced)
                .explain("internet", FiveTuple.tcp(managementPlane(), PUBLIC, 3443)))
        .satisfies(
            e -> {
              assertThat(e.outcome()).isEqualTo(Outcome.ASYMMETRIC);
              assertThat(e.decidedBy()).contains("the answer goes through appliance");
              assertThat(e.explain()).contains("=>", "0.0.0.0/0", "answer");
            });
    AzureTopology excepted =
        external(List.of(toAppliance("0.0.0.0/0"), toInternet("ApiManagement")));
    assertThat(fate(excepted, managementPlane(), 3443).fate()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void in_external_mode_forced_tunnelling_times_out_clients_that_no_route_excepts() {
    assertThat(fate(external(List.of(toAppliance("0.0.0.0/0"))), CLIENT, 443).fate())
        .isEqualTo(Fate.DROPPED);
    AzureTopology excepted =
        external(List.of(toAppliance("0.0.0.0/0"), toInternet("198.51.100.0/24")));
    assertThat(fate(excepted, CLIENT, 443).fate()).isEqualTo(Fate.DELIVERED);
    assertThat(fate(excepted, "203.0.113.99", 443).fate()).isEqualTo(Fate.DROPPED);
  }

  @Test
  void an_appliance_on_the_way_in_only_drops_what_it_sees_one_way() {
    Flow flow =
        new Flow(
            "workload",
            IpAddresses.parse("10.3.1.4"),
            50000,
            IpAddresses.parse("192.168.0.10"),
            443,
            Protocol.TCP);
    Verdict lost = AzureCompiler.compile(hybrid(null)).fate(flow);
    assertThat(lost.fate()).isEqualTo(Fate.DROPPED);
    assertThat(lost.explanation()).contains("answer", "appliance");
    assertThat(AzureCompiler.compile(hybrid("back")).fate(flow).fate()).isEqualTo(Fate.DELIVERED);
  }

  private static String managementPlane() {
    return ServiceTags.of(AzureTopology.builder("none").build())
        .address("ApiManagement")
        .orElseThrow()
        .getHostAddress();
  }

  private static Verdict fate(AzureTopology topology, String client, int port) {
    return AzureCompiler.compile(topology)
        .fate(
            new Flow(
                "internet",
                IpAddresses.parse(client),
                50000,
                IpAddresses.parse(PUBLIC),
                port,
                Protocol.TCP));
  }

  private static SecurityRule rule(int priority, String source, int port) {
    return new SecurityRule(
        "r" + priority,
        priority,
        Direction.INBOUND,
        Access.ALLOW,
        SecurityRuleProtocol.TCP,
        List.of(source),
        List.of("VirtualNetwork"),
        List.of(new PortRange(port, port)));
  }

  private static Route toAppliance(String prefix) {
    return new Route(
        "to-appliance", prefix, NextHopType.VIRTUAL_APPLIANCE, IpAddresses.parse("10.1.2.100"));
  }

  private static Route toInternet(String prefix) {
    return new Route("to-internet", prefix, NextHopType.INTERNET, null);
  }

  /** External API Management, in whose subnet these routes and rules are. */
  private static AzureTopology external(List<Route> routes, SecurityRule... rules) {
    Contoso contoso =
        Contoso.with(
            c -> {
              c.mode = VirtualNetworkType.EXTERNAL;
              if (rules.length > 0) {
                c.apimSecurityGroup = "apim-nsg";
                c.securityGroups.clear();
                c.securityGroups.add(new NetworkSecurityGroup("apim-nsg", List.of(rules)));
              }
            });
    AzureTopology topology = contoso.topology();
    List<VirtualNetwork> networks = new ArrayList<>(topology.virtualNetworks());
    VirtualNetwork first = networks.get(0);
    List<Subnet> subnets = new ArrayList<>(first.subnets());
    subnets.set(
        0, subnet("apim-subnet", "10.1.0.0/24", subnets.get(0).networkSecurityGroup(), "routes"));
    networks.set(0, new VirtualNetwork(first.name(), first.addressSpace(), subnets));
    return topology.toBuilder()
        .virtualNetworks(networks)
        .routeTables(List.of(new RouteTable("routes", false, routes)))
        .networkInterfaces(List.of(appliance("workload-subnet", "10.1.2.100")))
        .build();
  }

  private static NetworkInterface appliance(String subnet, String address) {
    return new NetworkInterface(
        "appliance",
        null,
        List.of(new IpConfiguration("ip", subnet, IpAddresses.parse(address), null, List.of())),
        null,
        true,
        List.of(),
        List.of());
  }

  private static Subnet subnet(
      String name, String prefix, @Nullable String group, @Nullable String table) {
    return new Subnet(
        name,
        Cidr.of(prefix),
        List.of(),
        group,
        table,
        null,
        List.of(),
        List.of(),
        PrivateEndpointNetworkPolicies.DISABLED,
        true);
  }

  /** A workload that goes on-premises through an appliance; the way back is for the gateway. */
  private static AzureTopology hybrid(@Nullable String gatewayTable) {
    InetAddress hop = IpAddresses.parse("10.3.2.4");
    return AzureTopology.builder("hybrid")
        .virtualNetworks(
            List.of(
                new VirtualNetwork(
                    "hub",
                    List.of(Cidr.of("10.3.0.0/16")),
                    List.of(
                        subnet("GatewaySubnet", "10.3.0.0/24", null, gatewayTable),
                        subnet("workload", "10.3.1.0/24", null, "out"),
                        subnet("appliances", "10.3.2.0/24", null, null)))))
        .routeTables(
            List.of(
                new RouteTable(
                    "out",
                    false,
                    List.of(
                        new Route(
                            "on-premises", "192.168.0.0/16", NextHopType.VIRTUAL_APPLIANCE, hop))),
                new RouteTable(
                    "back",
                    false,
                    List.of(
                        new Route("workload", "10.3.1.0/24", NextHopType.VIRTUAL_APPLIANCE, hop)))))
        .networkInterfaces(List.of(appliance("appliances", "10.3.2.4")))
        .virtualNetworkGateways(
            List.of(
                new VirtualNetworkGateway(
                    "gateway",
                    "GatewaySubnet",
                    GatewayType.EXPRESS_ROUTE,
                    false,
                    List.of(),
                    List.of())))
        .expressRouteCircuits(
            List.of(new ExpressRouteCircuit("circuit", "on-premises", List.of(), true)))
        .connections(
            List.of(
                new Connection("connection", "gateway", "circuit", ConnectionType.EXPRESS_ROUTE)))
        .connectedNetworks(
            List.of(
                new ConnectedNetwork(
                    "on-premises",
                    List.of(Cidr.of("192.168.0.0/16")),
                    List.of(),
                    false,
                    false,
                    List.of(
                        new ConnectedNetwork.Machine(
                            "server",
                            IpAddresses.parse("192.168.0.10"),
                            List.of(new Service(443, ServiceKind.TCP, List.of(), List.of())))),
                    null)))
        .build();
  }
}
