package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.FlowEvaluation.Outcome;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two virtual networks with a tunnel between their VPN gateways, written in either way. */
class VpnBetweenNetworksTest {

  private static final Estate APART =
      new Estate(
          """
          azure:
            name: vpn
            virtualNetworks:
              - name: near
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.0.0.0/26}
                  - {name: work, addressPrefix: 10.0.1.0/24}
              - name: far
                addressSpace: [10.1.0.0/16]
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.1.0.0/26}
                  - {name: shop, addressPrefix: 10.1.1.0/24, networkSecurityGroup: guarded}
            networkSecurityGroups:
              - name: guarded
                securityRules:
                  - {name: DenyOne, priority: 100, direction: Inbound, access: Deny, protocol: Tcp, sourceAddressPrefixes: [10.0.1.11], destinationAddressPrefixes: ['*']}
            virtualNetworkGateways:
              - {name: near-vpn, subnet: near/GatewaySubnet, gatewayType: vpn}
              - {name: far-vpn, subnet: far/GatewaySubnet, gatewayType: vpn}
            networkInterfaces:
              - {name: one, ipConfigurations: [{subnet: work, privateIPAddress: 10.0.1.10}], services: [{port: 443}]}
              - {name: till, ipConfigurations: [{subnet: shop, privateIPAddress: 10.1.1.10}], services: [{port: 443}]}
              - {name: store, ipConfigurations: [{subnet: shop, privateIPAddress: 10.1.1.200}], services: [{port: 443}]}
          """);

  private static final Estate BY_GATEWAYS =
      with(
          """
            connections:
              - {name: a, virtualNetworkGateway: near-vpn, peer: far-vpn, connectionType: vnet2vnet}
              - {name: b, virtualNetworkGateway: far-vpn, peer: near-vpn, connectionType: vnet2vnet}
          """);

  /** Local network gateways stand for the other side, of which one says only a part. */
  private static final Estate BY_SITES =
      with(
          """
            localNetworkGateways:
              - {name: far-site, addressPrefixes: [10.1.1.0/25]}
              - {name: near-site, addressPrefixes: [10.0.0.0/16]}
            connections:
              - {name: a, virtualNetworkGateway: near-vpn, peer: far-site, connectionType: ipsec}
              - {name: b, virtualNetworkGateway: far-vpn, peer: near-site, connectionType: ipsec}
          """);

  private static Estate with(String connections) {
    return APART.with("  networkInterfaces:\n", connections + "  networkInterfaces:\n");
  }

  @ParameterizedTest(name = "{0} to {2}")
  @CsvSource(
      textBlock =
          """
          work, 10.0.1.10,  10.1.1.10,  NO_ROUTE, DELIVERED, DELIVERED
          work, 10.0.1.10,  10.1.1.200, NO_ROUTE, DELIVERED, NO_ROUTE
          work, 10.0.1.11,  10.1.1.10,  NO_ROUTE, DROPPED,   DROPPED
          shop, 10.1.1.10,  10.0.1.10,  NO_ROUTE, DELIVERED, DELIVERED
          shop, 10.1.1.200, 10.0.1.10,  NO_ROUTE, DELIVERED, DROPPED
          """)
  void a_gateway_knows_the_other_network_or_what_a_local_network_gateway_says_of_it(
      String place, String from, String to, Fate apart, Fate byGateways, Fate bySites) {
    check(APART, place, from, to, apart);
    check(BY_GATEWAYS, place, from, to, byGateways);
    check(BY_SITES, place, from, to, bySites);
  }

  private static void check(Estate estate, String place, String from, String to, Fate fate) {
    Verdict verdict = estate.fate(place, from, to, 443);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(fate);
    Outcome said =
        NetworkRules.of(estate.topology()).explain(place, FiveTuple.tcp(from, to, 443)).outcome();
    assertThat(said)
        .isIn(
            switch (fate) {
              case DELIVERED -> new Object[] {Outcome.ALLOWED};
              case NO_ROUTE -> new Object[] {Outcome.NO_ROUTE};
              default -> new Object[] {Outcome.DENIED, Outcome.ASYMMETRIC};
            });
  }
}
