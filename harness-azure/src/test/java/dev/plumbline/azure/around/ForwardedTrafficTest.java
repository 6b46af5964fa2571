package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a virtual network takes from a peer that only passes it on. */
class ForwardedTrafficTest {

  /** Two spokes whose traffic to each other a hub's appliance passes on, and a site at the hub. */
  private static final Estate SPOKES =
      new Estate(
          """
          azure:
            name: spokes
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.0.0.0/26}
                  - {name: appliances, addressPrefix: 10.0.1.0/24}
                peerings:
                  - {name: to-one, remoteVirtualNetwork: one, allowGatewayTransit: true}
                  - {name: to-two, remoteVirtualNetwork: two, allowGatewayTransit: true}
              - name: one
                addressSpace: [10.1.0.0/16]
                subnets: [{name: app-one, addressPrefix: 10.1.0.0/24, routeTable: by-appliance}]
                peerings: [{name: one-to-hub, remoteVirtualNetwork: hub, useRemoteGateways: true, allowForwardedTraffic: FORWARDED-ONE}]
              - name: two
                addressSpace: [10.2.0.0/16]
                subnets: [{name: app-two, addressPrefix: 10.2.0.0/24, routeTable: by-appliance}]
                peerings: [{name: two-to-hub, remoteVirtualNetwork: hub, useRemoteGateways: true, allowForwardedTraffic: FORWARDED-TWO}]
            routeTables:
              - name: by-appliance
                routes:
                  - {name: one, addressPrefix: 10.1.0.0/16, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}
                  - {name: two, addressPrefix: 10.2.0.0/16, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}
            virtualNetworkGateways:
              - {name: er-gateway, subnet: GatewaySubnet, gatewayType: express-route}
            connections:
              - {name: to-site, virtualNetworkGateway: er-gateway, peer: circuit, connectionType: express-route}
            expressRouteCircuits: [{name: circuit, connectedNetwork: on-premises}]
            connectedNetworks:
              - name: on-premises
                addressPrefixes: [192.168.0.0/24]
                hosts: [{name: server, address: 192.168.0.10, services: [{port: 443}]}]
            networkInterfaces:
              - name: appliance
                enableIPForwarding: true
                ipConfigurations: [{subnet: appliances, privateIPAddress: 10.0.1.4}]
                services: [{port: 443}]
              - name: vm-one
                ipConfigurations: [{subnet: app-one, privateIPAddress: 10.1.0.10}]
                services: [{port: 443}]
              - name: vm-two
                ipConfigurations: [{subnet: app-two, privateIPAddress: 10.2.0.10}]
                services: [{port: 443}]
          """);

  private static Estate spokes(boolean one, boolean two) {
    return SPOKES
        .with("FORWARDED-ONE", String.valueOf(one))
        .with("FORWARDED-TWO", String.valueOf(two));
  }

  @ParameterizedTest(name = "{2} to {4}: one {0}, two {1}")
  @CsvSource({
    // The receiving side's peering decides; that of the side it started on has no say.
    "false, false, app-one, 10.1.0.10, 10.2.0.10, two-to-hub",
    "true, false, app-one, 10.1.0.10, 10.2.0.10, two-to-hub",
    "false, true, app-one, 10.1.0.10, 10.2.0.10, ",
    "true, true, app-one, 10.1.0.10, 10.2.0.10, ",
    "false, false, app-two, 10.2.0.10, 10.1.0.10, one-to-hub",
    "false, true, app-two, 10.2.0.10, 10.1.0.10, one-to-hub",
    "true, false, app-two, 10.2.0.10, 10.1.0.10, ",
    // What starts in the peer is not forwarded, wherever the appliance is.
    "false, false, appliances, 10.0.1.4, 10.1.0.10, ",
    "false, false, appliances, 10.0.1.4, 10.2.0.10, ",
    "false, false, app-one, 10.1.0.10, 10.0.1.4, ",
    // Neither is what comes by the gateway that the peer lends, nor what goes there.
    "false, false, on-premises, 192.168.0.10, 10.1.0.10, ",
    "false, false, app-two, 10.2.0.10, 192.168.0.10, ",
  })
  void a_virtual_network_takes_what_its_own_peering_allows(
      boolean one, boolean two, String segment, String from, String to, String refusing) {
    Verdict verdict = spokes(one, two).fate(segment, from, to, 443);

    if (refusing == null) {
      assertThat(verdict.fate()).as(verdict.toString()).isEqualTo(Fate.DELIVERED);
    } else {
      assertThat(verdict.fate()).as(verdict.toString()).isEqualTo(Fate.DROPPED);
      assertThat(verdict.decidedBy())
          .contains("peering " + refusing + " of ")
          .contains("allowForwardedTraffic is false");
      assertThat(verdict.explanation()).contains(from);
    }
  }

  @Test
  void what_a_site_sends_by_an_appliance_is_forwarded_too() {
    Estate routed =
        spokes(false, true)
            .with(
                "{name: GatewaySubnet, addressPrefix: 10.0.0.0/26}",
                "{name: GatewaySubnet, addressPrefix: 10.0.0.0/26, routeTable: by-appliance}")
            .with(
                "{name: two, addressPrefix",
                "{name: site, addressPrefix: 192.168.0.0/24, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}\n"
                    + "        - {name: two, addressPrefix");

    assertThat(routed.fate("on-premises", "192.168.0.10", "10.1.0.10", 443).decidedBy())
        .contains("peering one-to-hub of one");
    assertThat(routed.fate("on-premises", "192.168.0.10", "10.2.0.10", 443).fate())
        .isEqualTo(Fate.DELIVERED);
  }
}
