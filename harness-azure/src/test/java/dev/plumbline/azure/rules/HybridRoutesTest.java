package dev.plumbline.azure.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.AzureTopologyBuilder;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.Connection;
import dev.plumbline.azure.model.Connection.ConnectionType;
import dev.plumbline.azure.model.ExpressRouteCircuit;
import dev.plumbline.azure.model.LocalNetworkGateway;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PeeringState;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.azure.model.VirtualNetworkGateway;
import dev.plumbline.azure.model.VirtualNetworkGateway.GatewayType;
import dev.plumbline.azure.model.VmwarePrivateCloud;
import dev.plumbline.azure.model.VmwarePrivateCloud.NsxLoadBalancer;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HybridRoutesTest {

  private static final ConnectedNetwork SITE =
      new ConnectedNetwork("site", List.of(Cidr.of("192.168.0.0/16")), List.of(), false);

  @Test
  void a_circuit_gives_a_gateway_the_prefixes_of_the_network_at_its_end() {
    AzureTopology topology =
        hub()
            .connectedNetworks(List.of(SITE))
            .expressRouteCircuits(List.of(circuit("circuit", "site", true)))
            .connections(List.of(expressRoute("circuit")))
            .build();
    assertThat(learned(topology, "hub")).containsExactly("192.168.0.0/16 site er");
    assertThat(HybridRoutes.reached(topology, "site"))
        .extracting(r -> r.virtualNetwork().name())
        .containsExactly("hub");
  }

  @Test
  void a_circuit_without_private_peering_leads_nowhere() {
    AzureTopology topology =
        hub()
            .connectedNetworks(List.of(SITE))
            .expressRouteCircuits(List.of(circuit("circuit", "site", false)))
            .connections(List.of(expressRoute("circuit")))
            .build();
    assertThat(learned(topology, "hub")).isEmpty();
  }

  @Test
  void a_network_that_advertises_the_default_route_is_forced_tunnelling() {
    AzureTopology topology =
        hub()
            .connectedNetworks(
                List.of(
                    new ConnectedNetwork("site", SITE.addressPrefixes(), List.of(), false, true)))
            .expressRouteCircuits(List.of(circuit("circuit", "site", true)))
            .connections(List.of(expressRoute("circuit")))
            .build();
    assertThat(learned(topology, "hub"))
        .containsExactly("192.168.0.0/16 site er", "0.0.0.0/0 site er");
  }

  @Test
  void global_reach_joins_the_networks_of_two_circuits_and_without_it_they_are_apart() {
    AzureTopology apart =
        hub()
            .connectedNetworks(List.of(SITE))
            .vmwarePrivateClouds(List.of(cloud("avs-circuit")))
            .expressRouteCircuits(
                List.of(circuit("circuit", "site", true), circuit("avs-circuit", "avs", true)))
            .connections(List.of(expressRoute("circuit"), expressRoute("avs-circuit")))
            .build();
    assertThat(HybridRoutes.joined(apart, "site")).isEmpty();
    assertThat(HybridRoutes.joined(apart, "avs")).isEmpty();
    AzureTopology joined =
        apart.toBuilder()
            .expressRouteCircuits(
                List.of(
                    circuit("circuit", "site", true, "avs-circuit"),
                    circuit("avs-circuit", "avs", true)))
            .build();
    assertThat(HybridRoutes.joined(joined, "site")).containsExactly("avs");
    assertThat(HybridRoutes.joined(joined, "avs")).containsExactly("site");
  }

  @Test
  void a_private_cloud_is_reached_by_the_circuit_the_platform_makes_with_all_its_segments() {
    AzureTopology topology =
        hub()
            .vmwarePrivateClouds(List.of(cloud(null)))
            .connections(List.of(expressRoute("avs-circuit")))
            .build();
    assertThat(learned(topology, "hub"))
        .containsExactly("10.20.0.0/22 avs er", "10.30.9.9/32 avs er", "10.30.0.0/24 workload er");
  }

  @Test
  void a_gateway_reaches_the_private_cloud_through_global_reach_of_its_own_circuit() {
    AzureTopology topology =
        hub()
            .connectedNetworks(List.of(SITE))
            .vmwarePrivateClouds(List.of(cloud(null)))
            .expressRouteCircuits(List.of(circuit("circuit", "site", true, "avs-circuit")))
            .connections(List.of(expressRoute("circuit")))
            .build();
    assertThat(learned(topology, "hub"))
        .containsExactly(
            "192.168.0.0/16 site er",
            "10.20.0.0/22 avs er",
            "10.30.9.9/32 avs er",
            "10.30.0.0/24 workload er");
  }

  @Test
  void a_vpn_connection_gives_the_prefixes_of_the_site_and_one_of_another_kind_gives_none() {
    AzureTopology topology =
        hub()
            .localNetworkGateways(
                List.of(new LocalNetworkGateway("branch", List.of(Cidr.of("172.16.0.0/24")), null)))
            .connections(List.of(new Connection("c", "vpn", "branch", ConnectionType.IPSEC)))
            .build();
    assertThat(learned(topology, "hub")).containsExactly("172.16.0.0/24 branch vpn");
    AzureTopology wrong =
        topology.toBuilder()
            .connections(List.of(new Connection("c", "er", "branch", ConnectionType.IPSEC)))
            .build();
    assertThat(learned(wrong, "hub")).isEmpty();
  }

  @Test
  void a_spoke_is_reached_by_the_hubs_gateway_only_when_both_sides_of_the_peering_say_so() {
    for (boolean uses : List.of(true, false)) {
      for (boolean allows : List.of(true, false)) {
        AzureTopology topology =
            AzureTopology.builder("t")
                .virtualNetworks(
                    List.of(
                        vnet("hub", "10.0", peering("spoke", allows, false)),
                        vnet("spoke", "10.1", peering("hub", false, uses))))
                .virtualNetworkGateways(List.of(gateway("er", GatewayType.EXPRESS_ROUTE)))
                .connectedNetworks(List.of(SITE))
                .expressRouteCircuits(List.of(circuit("circuit", "site", true)))
                .connections(List.of(expressRoute("circuit")))
                .build();
        assertThat(learned(topology, "spoke")).isEmpty();
        assertThat(HybridRoutes.reached(topology, "site"))
            .as("uses %s, allows %s", uses, allows)
            .extracting(r -> r.virtualNetwork().name() + " by " + r.gateway())
            .isEqualTo(uses && allows ? List.of("hub by er", "spoke by er") : List.of("hub by er"));
      }
    }
  }

  @Test
  void two_vpn_gateways_that_are_connected_give_each_the_others_address_space() {
    VirtualNetworkGateway other =
        new VirtualNetworkGateway(
            "other-vpn", "far/GatewaySubnet", GatewayType.VPN, false, List.of(), List.of());
    AzureTopology topology =
        AzureTopology.builder("t")
            .virtualNetworks(List.of(vnet("near", "10.0"), vnet("far", "10.1")))
            .virtualNetworkGateways(
                List.of(
                    new VirtualNetworkGateway(
                        "near-vpn",
                        "near/GatewaySubnet",
                        GatewayType.VPN,
                        false,
                        List.of(),
                        List.of()),
                    other))
            .connections(
                List.of(
                    new Connection("a", "near-vpn", "other-vpn", ConnectionType.VNET2VNET),
                    new Connection("b", "other-vpn", "near-vpn", ConnectionType.VNET2VNET)))
            .build();
    assertThat(learned(topology, "near")).containsExactly("10.1.0.0/16 null near-vpn");
    AzureTopology oneSided =
        topology.toBuilder().connections(topology.connections().subList(0, 1)).build();
    assertThat(learned(oneSided, "far")).containsExactly("10.0.0.0/16 null other-vpn");
    AzureTopology none = topology.toBuilder().connections(List.of()).build();
    assertThat(learned(none, "near")).isEmpty();
  }

  @Test
  void a_site_with_a_circuit_and_a_tunnel_is_reached_by_the_circuit() {
    AzureTopology topology =
        hub()
            .connectedNetworks(List.of(SITE))
            .expressRouteCircuits(List.of(circuit("circuit", "site", true)))
            .connections(
                List.of(
                    new Connection("c", "vpn", "site", ConnectionType.IPSEC),
                    expressRoute("circuit")))
            .build();
    assertThat(learned(topology, "hub")).containsExactly("192.168.0.0/16 site er");
  }

  @Test
  void a_connected_network_needs_no_gateway() {
    AzureTopology topology =
        AzureTopology.builder("t")
            .virtualNetworks(List.of(vnet("hub", "10.0")))
            .connectedNetworks(
                List.of(
                    new ConnectedNetwork("site", SITE.addressPrefixes(), List.of("hub"), false)))
            .build();
    assertThat(learned(topology, "hub")).containsExactly("192.168.0.0/16 site null");
  }

  private static List<String> learned(AzureTopology topology, String vnet) {
    VirtualNetwork found =
        topology.virtualNetworks().stream().filter(v -> v.name().equals(vnet)).findFirst().get();
    return HybridRoutes.learned(topology, found).stream()
        .map(l -> l.prefix() + " " + l.segment() + " " + l.gateway())
        .toList();
  }

  private static AzureTopologyBuilder hub() {
    return AzureTopology.builder("t")
        .virtualNetworks(List.of(vnet("hub", "10.0")))
        .virtualNetworkGateways(
            List.of(gateway("vpn", GatewayType.VPN), gateway("er", GatewayType.EXPRESS_ROUTE)));
  }

  private static VirtualNetwork vnet(String name, String start, VirtualNetworkPeering... peerings) {
    return new VirtualNetwork(
        name,
        null,
        List.of(Cidr.of(start + ".0.0/16")),
        List.of(),
        List.of(new Subnet("GatewaySubnet", Cidr.of(start + ".0.0/24"), null)),
        List.of(peerings),
        null);
  }

  private static VirtualNetworkPeering peering(String to, boolean allows, boolean uses) {
    return new VirtualNetworkPeering(
        "to-" + to, to, true, false, allows, uses, PeeringState.CONNECTED);
  }

  private static VirtualNetworkGateway gateway(String name, GatewayType type) {
    return new VirtualNetworkGateway(name, "hub/GatewaySubnet", type, false, List.of(), List.of());
  }

  private static ExpressRouteCircuit circuit(
      String name, String network, boolean privatePeering, String... globalReach) {
    return new ExpressRouteCircuit(name, network, List.of(globalReach), privatePeering);
  }

  private static Connection expressRoute(String circuit) {
    return new Connection("to-" + circuit, "er", circuit, ConnectionType.EXPRESS_ROUTE);
  }

  private static VmwarePrivateCloud cloud(@Nullable String circuit) {
    return new VmwarePrivateCloud(
        "avs",
        Cidr.of("10.20.0.0/22"),
        circuit,
        List.of(new VmwarePrivateCloud.Segment("workload", Cidr.of("10.30.0.0/24"), List.of())),
        List.of(
            new NsxLoadBalancer(
                "inside", IpAddresses.parse("10.30.0.100"), 443, List.of(), true, List.of(), true),
            new NsxLoadBalancer(
                "vip", IpAddresses.parse("10.30.9.9"), 443, List.of(), true, List.of(), true)),
        List.of());
  }
}
