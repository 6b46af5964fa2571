package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.FlowEvaluation;
import dev.plumbline.azure.rules.FlowEvaluation.Outcome;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which machines reach the internet without a route or a security group in the way. */
class OutboundAccessTest {

  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: outbound
            virtualNetworks:
              - name: vnet
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: private, addressPrefix: 10.0.1.0/24, defaultOutboundAccess: false}
                  - {name: translated, addressPrefix: 10.0.2.0/24, defaultOutboundAccess: false, natGateway: nat}
                  - {name: open, addressPrefix: 10.0.3.0/24}
                  - {name: AzureFirewallSubnet, addressPrefix: 10.0.6.0/26, defaultOutboundAccess: false}
                  - {name: empty, addressPrefix: 10.0.4.0/24, defaultOutboundAccess: false}
                  - {name: forwarded, addressPrefix: 10.0.5.0/24, routeTable: by-appliance}
            routeTables:
              - name: by-appliance
                routes: [{name: rest, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.3.13}]
            natGateways: [{name: nat, publicIPAddresses: [nat-ip]}]
            publicIPAddresses:
              - {name: own-ip, ipAddress: 203.0.113.1}
              - {name: nat-ip, ipAddress: 203.0.113.2}
              - {name: front-ip, ipAddress: 203.0.113.3}
              - {name: basic-ip, ipAddress: 203.0.113.4, sku: basic}
              - {name: firewall-ip, ipAddress: 203.0.113.5}
            azureFirewalls:
              - {name: firewall, subnet: AzureFirewallSubnet, privateIPAddress: 10.0.6.4, publicIPAddresses: [firewall-ip]}
            platformServices:
              - {name: store, resourceType: Microsoft.Storage/storageAccounts, publicIPAddress: 203.0.113.99}
            networkInterfaces:
              - {name: with, ipConfigurations: [{subnet: private, privateIPAddress: 10.0.1.10, publicIPAddress: own-ip}]}
              - {name: without, ipConfigurations: [{subnet: private, privateIPAddress: 10.0.1.11}]}
              - {name: pooled-out, ipConfigurations: [{subnet: private, privateIPAddress: 10.0.1.12}]}
              - {name: pooled-basic-out, ipConfigurations: [{subnet: private, privateIPAddress: 10.0.1.13}]}
              - {name: pooled-basic-in, ipConfigurations: [{subnet: private, privateIPAddress: 10.0.1.14}]}
              - {name: pooled-by-address, ipConfigurations: [{subnet: open, privateIPAddress: 10.0.3.14}]}
              - {name: by-nat, ipConfigurations: [{subnet: translated, privateIPAddress: 10.0.2.10}]}
              - {name: plain, ipConfigurations: [{subnet: open, privateIPAddress: 10.0.3.10}]}
              - {name: pooled-in, ipConfigurations: [{subnet: open, privateIPAddress: 10.0.3.11}]}
              - {name: pooled-basic, ipConfigurations: [{subnet: open, privateIPAddress: 10.0.3.12}]}
              - {name: appliance, enableIPForwarding: true, ipConfigurations: [{subnet: open, privateIPAddress: 10.0.3.13}]}
            loadBalancers:
              - name: out
                frontendIPConfigurations: [{name: front, publicIPAddress: front-ip}]
                backendAddressPools: [{name: pool, networkInterfaces: [pooled-out]}]
                outboundPools: [pool]
              - name: in
                frontendIPConfigurations: [{name: front, subnet: open, privateIPAddress: 10.0.3.100}]
                backendAddressPools: [{name: pool, networkInterfaces: [pooled-in, appliance], addresses: [10.0.3.14]}]
              - name: basic
                sku: basic
                frontendIPConfigurations: [{name: front, subnet: open, privateIPAddress: 10.0.3.101}]
                backendAddressPools: [{name: pool, networkInterfaces: [pooled-basic, pooled-basic-in]}]
              - name: basic-out
                sku: basic
                frontendIPConfigurations: [{name: front, publicIPAddress: basic-ip}]
                backendAddressPools: [{name: pool, networkInterfaces: [pooled-basic-out]}]
          """);

  @ParameterizedTest(name = "{1} of {0}: {2}")
  @CsvSource(
      textBlock =
          """
          private,    10.0.1.10, DELIVERED, ''
          private,    10.0.1.11, DROPPED,   subnet private is private
          private,    10.0.1.12, DELIVERED, ''
          private,    10.0.1.13, DELIVERED, ''
          private,    10.0.1.14, DROPPED,   subnet private is private
          translated, 10.0.2.10, DELIVERED, ''
          open,       10.0.3.10, DELIVERED, ''
          open,       10.0.3.11, DROPPED,   in a pool of load balancer in of the Standard SKU
          open,       10.0.3.12, DELIVERED, ''
          open,       10.0.3.13, DROPPED,   in a pool of load balancer in of the Standard SKU
          open,       10.0.3.14, DROPPED,   in a pool of load balancer in of the Standard SKU
          AzureFirewallSubnet, 10.0.6.4, DELIVERED, ''
          empty,      10.0.4.9,  DROPPED,   subnet empty is private
          forwarded,  10.0.5.10, DROPPED,   in a pool of load balancer in of the Standard SKU
          """)
  void a_machine_needs_a_way_out_of_its_own_where_the_default_one_is_gone(
      String subnet, String from, Fate fate, String because) {
    Verdict verdict = ESTATE.fate(subnet, from, "203.0.113.99", 443);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(fate);
    assertThat(fate == Fate.DROPPED ? verdict.explanation() : "").contains(because);

    FlowEvaluation said =
        NetworkRules.of(ESTATE.topology())
            .explain(subnet, FiveTuple.tcp(from, "203.0.113.99", 443));
    assertThat(said.outcome())
        .as(said.explain())
        .isEqualTo(fate == Fate.DELIVERED ? Outcome.ALLOWED : Outcome.DENIED);
    assertThat(said.decidedBy()).contains(because);
  }

  @Test
  void a_nat_gateway_takes_nothing_in() {
    FlowEvaluation seen =
        NetworkRules.of(ESTATE.topology())
            .explain("internet", FiveTuple.tcp("192.0.2.9", "203.0.113.2", 443));

    assertThat(seen.outcome()).isEqualTo(Outcome.NO_ROUTE);
    assertThat(seen.decidedBy())
        .isEqualTo("203.0.113.2 is of NAT gateway nat, which takes no connection from outside");
    assertThat(ESTATE.fate("internet", "192.0.2.9", "203.0.113.2", 443).fate())
        .isNotEqualTo(Fate.DELIVERED);
  }
}
