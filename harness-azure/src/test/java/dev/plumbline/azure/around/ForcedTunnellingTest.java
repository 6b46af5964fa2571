package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.api.Test;

/** A site that advertises the default route: what goes to the internet goes there first. */
class ForcedTunnellingTest {

  private static final Estate FORCED =
      new Estate(
          """
          azure:
            name: forced
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.0.0.0/26}
                  - {name: work, addressPrefix: 10.0.3.0/24}
              - name: far
                addressSpace: [10.9.0.0/16]
                subnets: [{name: shop-subnet, addressPrefix: 10.9.0.0/24}]
            virtualNetworkGateways:
              - {name: er-gateway, subnet: GatewaySubnet, gatewayType: express-route}
            connections:
              - {name: to-site, virtualNetworkGateway: er-gateway, peer: circuit, connectionType: express-route}
            expressRouteCircuits: [{name: circuit, connectedNetwork: on-premises}]
            connectedNetworks:
              - name: on-premises
                addressPrefixes: [192.168.0.0/24]
                advertisesDefaultRoute: true
                firewall: {address: 192.168.0.1, publicAddress: 203.0.113.77, internet: allow}
                hosts: [{name: server, address: 192.168.0.10, services: [{port: 80, kind: http}]}]
            networkInterfaces:
              - name: machine
                ipConfigurations: [{subnet: work, privateIPAddress: 10.0.3.10}]
                services: [{port: 80, kind: http}]
              - name: shop
                ipConfigurations: [{subnet: shop-subnet, privateIPAddress: 10.9.0.10, publicIPAddress: shop-ip}]
                services: [{port: 443}]
            publicIPAddresses: [{name: shop-ip, ipAddress: 203.0.113.20, sku: basic}]
          """);

  @Test
  void what_goes_to_the_internet_passes_the_sites_firewall_and_bears_its_address() {
    Verdict verdict = FORCED.fate("work", "10.0.3.10", "203.0.113.20", 443);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(verdict.seenSource().getHostAddress()).isEqualTo("203.0.113.77");
    assertThat(String.join("\n", verdict.hops())).contains("on-premises-edge");
  }

  @Test
  void a_firewall_that_lets_nothing_out_ends_it_and_says_so() {
    Verdict verdict =
        FORCED
            .with("internet: allow", "internet: deny")
            .fate("work", "10.0.3.10", "203.0.113.20", 443);
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.explanation()).contains("firewall of on-premises");
  }

  @Test
  void exceptions_of_the_firewall_are_the_opposite_of_the_rest() {
    Estate denies = FORCED.with("internet: allow", "internet: deny, exceptions: [203.0.113.20/32]");
    assertThat(denies.fate("work", "10.0.3.10", "203.0.113.20", 443).fate())
        .isEqualTo(Fate.DELIVERED);
    Estate allows =
        FORCED.with("internet: allow", "internet: allow, exceptions: [203.0.113.20/32]");
    assertThat(allows.fate("work", "10.0.3.10", "203.0.113.20", 443).fate())
        .isEqualTo(Fate.DROPPED);
  }

  @Test
  void the_sites_own_machines_pass_the_same_firewall() {
    assertThat(FORCED.fate("on-premises", "192.168.0.10", "203.0.113.20", 443).fate())
        .isEqualTo(Fate.DELIVERED);
    assertThat(
            FORCED
                .with("internet: allow", "internet: deny")
                .fate("on-premises", "192.168.0.10", "203.0.113.20", 443)
                .fate())
        .isEqualTo(Fate.DROPPED);
    Verdict inside = FORCED.fate("on-premises", "192.168.0.10", "10.0.3.10", 80);
    assertThat(inside.fate()).as(inside.explanation()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void a_client_from_the_internet_is_answered_by_the_site_and_so_not_at_all() {
    Estate open =
        FORCED
            .with(
                "{subnet: work, privateIPAddress: 10.0.3.10}",
                "{subnet: work, privateIPAddress: 10.0.3.10, publicIPAddress: work-ip}")
            .with(
                "publicIPAddresses: [",
                "publicIPAddresses: [{name: work-ip, ipAddress: 203.0.113.30, sku: basic}, ");
    Verdict verdict = open.fate("internet", "198.18.200.7", "203.0.113.30", 80);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.explanation()).contains("on-premises-edge");
  }

  @Test
  void without_the_default_route_the_virtual_network_goes_out_itself() {
    Verdict verdict =
        FORCED
            .with("advertisesDefaultRoute: true", "advertisesDefaultRoute: false")
            .fate("work", "10.0.3.10", "203.0.113.20", 443);
    assertThat(verdict.fate()).isEqualTo(Fate.DELIVERED);
    assertThat(verdict.seenSource().getHostAddress()).isEqualTo("192.0.2.1");
  }
}
