package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.FlowEvaluation.Outcome;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a VPN gateway knows of a site, with BGP and without, and its point-to-site clients. */
class VpnRoutesTest {

  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: vpn
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.0.0.0/26}
                  - {name: work, addressPrefix: 10.0.1.0/24, networkSecurityGroup: guarded}
                peerings: [{name: to-spoke, remoteVirtualNetwork: spoke, allowGatewayTransit: true}]
              - name: spoke
                addressSpace: [10.1.0.0/16]
                subnets: [{name: apps, addressPrefix: 10.1.0.0/24}]
                peerings: [{name: to-hub, remoteVirtualNetwork: hub, useRemoteGateways: true}]
              - name: lone
                addressSpace: [10.2.0.0/16]
                subnets: [{name: alone, addressPrefix: 10.2.0.0/24}]
                peerings: [{name: lone-to-hub, remoteVirtualNetwork: hub}]
            networkSecurityGroups: [{name: guarded}]
            virtualNetworkGateways:
              - {name: gateway, subnet: GatewaySubnet, gatewayType: vpn, enableBgp: false, vpnClientAddressPool: [172.31.0.0/24]}
            localNetworkGateways: [{name: branch, addressPrefixes: [172.16.1.0/24]}]
            connections: [{name: tunnel, virtualNetworkGateway: gateway, peer: branch, connectionType: ipsec}]
            connectedNetworks:
              - name: branch
                addressPrefixes: [172.16.0.0/16]
                hosts:
                  - {name: till, address: 172.16.1.10, services: [{port: 443}]}
                  - {name: store, address: 172.16.2.10, services: [{port: 443}]}
            networkInterfaces:
              - {name: machine, ipConfigurations: [{subnet: work, privateIPAddress: 10.0.1.10}], services: [{port: 443}]}
              - {name: app, ipConfigurations: [{subnet: apps, privateIPAddress: 10.1.0.10}], services: [{port: 443}]}
              - {name: hermit, ipConfigurations: [{subnet: alone, privateIPAddress: 10.2.0.10}], services: [{port: 443}]}
          """);

  private static final Estate WITH_BGP = ESTATE.with("enableBgp: false", "enableBgp: true");

  @ParameterizedTest(name = "{0} to {2}")
  @CsvSource(
      textBlock =
          """
          work,            10.0.1.10,   172.16.1.10, DELIVERED, DELIVERED
          work,            10.0.1.10,   172.16.2.10, NO_ROUTE,  DELIVERED
          branch,          172.16.1.10, 10.0.1.10,   DELIVERED, DELIVERED
          branch,          172.16.2.10, 10.0.1.10,   DROPPED,   DELIVERED
          gateway-clients, 172.31.0.7,  10.0.1.10,   DELIVERED, DELIVERED
          gateway-clients, 172.31.0.7,  10.1.0.10,   DELIVERED, DELIVERED
          gateway-clients, 172.31.0.7,  10.2.0.10,   NO_ROUTE,  NO_ROUTE
          """)
  void without_bgp_a_gateway_knows_of_a_site_what_its_local_network_gateway_says(
      String place, String from, String to, Fate withoutBgp, Fate withBgp) {
    check(ESTATE, place, from, to, withoutBgp);
    check(WITH_BGP, place, from, to, withBgp);
  }

  private static void check(Estate estate, String place, String from, String to, Fate fate) {
    Verdict verdict = estate.fate(place, from, to, 443);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(fate);
    Outcome said =
        NetworkRules.of(estate.topology()).explain(place, FiveTuple.tcp(from, to, 443)).outcome();
    assertThat(said)
        .isEqualTo(
            switch (fate) {
              case DELIVERED -> Outcome.ALLOWED;
              case NO_ROUTE -> Outcome.NO_ROUTE;
              // The tag VirtualNetwork holds what the gateway knows.
              default -> Outcome.DENIED;
            });
  }

  @Test
  void clients_of_the_gateway_are_in_the_tag_virtual_network() {
    assertThat(NetworkRules.of(ESTATE.topology()).securityGroups().virtualNetwork("work"))
        .extracting(Object::toString)
        .contains("172.31.0.0/24");
  }
}
