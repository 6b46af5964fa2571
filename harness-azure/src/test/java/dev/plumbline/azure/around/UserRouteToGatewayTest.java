package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.FlowEvaluation.Outcome;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** User-defined routes to "the virtual network gateway", where one is VPN and one ExpressRoute. */
class UserRouteToGatewayTest {

  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: gateways
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.0.0.0/26}
                  - {name: learning, addressPrefix: 10.0.1.0/24}
                  - {name: routed, addressPrefix: 10.0.2.0/24, routeTable: by-hand}
            routeTables:
              - name: by-hand
                disableBgpRoutePropagation: true
                routes:
                  - {name: branch, addressPrefix: 172.16.0.0/16, nextHopType: virtual-network-gateway}
                  - {name: datacenter, addressPrefix: 192.168.0.0/16, nextHopType: virtual-network-gateway}
            virtualNetworkGateways:
              - {name: er, subnet: GatewaySubnet, gatewayType: express-route}
              - {name: vpn, subnet: GatewaySubnet, gatewayType: vpn}
            connections:
              - {name: to-datacenter, virtualNetworkGateway: er, peer: circuit, connectionType: express-route}
              - {name: to-branch, virtualNetworkGateway: vpn, peer: branch-site, connectionType: ipsec}
            expressRouteCircuits: [{name: circuit, connectedNetwork: datacenter}]
            localNetworkGateways: [{name: branch-site, addressPrefixes: [172.16.0.0/16]}]
            connectedNetworks:
              - {name: datacenter, addressPrefixes: [192.168.0.0/24], hosts: [{name: server, address: 192.168.0.10, services: [{port: 443}]}]}
              - {name: branch-site, addressPrefixes: [172.16.0.0/24], hosts: [{name: till, address: 172.16.0.10, services: [{port: 443}]}]}
          """);

  @ParameterizedTest(name = "{0} to {2}")
  @CsvSource(
      textBlock =
          """
          learning, 10.0.1.9, 192.168.0.10, DELIVERED
          learning, 10.0.1.9, 172.16.0.10,  DELIVERED
          routed,   10.0.2.9, 172.16.0.10,  DELIVERED
          routed,   10.0.2.9, 192.168.0.10, NO_ROUTE
          """)
  void a_user_defined_route_to_the_gateway_leads_to_the_vpn_gateway_only(
      String subnet, String from, String to, Fate fate) {
    Verdict verdict = ESTATE.fate(subnet, from, to, 443);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(fate);
    assertThat(NetworkRules.of(ESTATE.topology()).explain(subnet, FiveTuple.tcp(from, to, 443)))
        .returns(fate == Fate.DELIVERED ? Outcome.ALLOWED : Outcome.NO_ROUTE, e -> e.outcome());
  }
}
