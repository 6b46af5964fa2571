package dev.plumbline.azure.around;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Lab;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hub's firewall on the way between a spoke's machine, a site, and the internet. */
class FirewallNetworkTest {

  private static final Estate HUB =
      new Estate(
          """
          azure:
            name: hub
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.0.0.0/26, routeTable: from-site}
                  - {name: AzureFirewallSubnet, addressPrefix: 10.0.1.0/26}
                  - {name: work, addressPrefix: 10.0.3.0/24, routeTable: to-firewall}
                  - {name: free, addressPrefix: 10.0.4.0/24}
            routeTables:
              - name: to-firewall
                routes:
                  - {name: site, addressPrefix: 192.168.0.0/24, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}
                  - {name: rest, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}
              - name: from-site
                routes:
                  - {name: work, addressPrefix: 10.0.3.0/24, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}
            virtualNetworkGateways:
              - {name: er-gateway, subnet: GatewaySubnet, gatewayType: express-route}
            connections:
              - {name: to-site, virtualNetworkGateway: er-gateway, peer: circuit, connectionType: express-route}
            expressRouteCircuits: [{name: circuit, connectedNetwork: on-premises}]
            connectedNetworks:
              - name: on-premises
                addressPrefixes: [192.168.0.0/24]
                hosts: [{name: server, address: 192.168.0.10, services: [{port: 80, kind: http}, {port: 22}]}]
            networkInterfaces:
              - name: machine
                ipConfigurations: [{subnet: work, privateIPAddress: 10.0.3.10}]
                services: [{port: 80, kind: http}, {port: 22}]
              - name: shop
                ipConfigurations: [{subnet: free, privateIPAddress: 10.0.4.10, publicIPAddress: shop-ip}]
                services: [{port: 443}, {port: 80, kind: http}]
            publicIPAddresses:
              - {name: firewall-ip, ipAddress: 203.0.113.9}
              - {name: shop-ip, ipAddress: 203.0.113.20, sku: basic}
            dnsZones: [{name: contoso.net, records: [shop A 203.0.113.20, www CNAME shop]}]
            azureFirewalls:
              - {name: firewall, subnet: AzureFirewallSubnet, publicIPAddresses: [firewall-ip], firewallPolicy: policy}
            firewallPolicies:
              - name: policy
                dnsProxy: true
                ruleCollectionGroups:
                  - name: nats
                    priority: 100
                    ruleCollections:
                      - name: in
                        priority: 100
                        natRules: [{name: web, ipProtocols: [tcp], sourceAddresses: [198.51.100.0/24], destinationAddress: 203.0.113.9, destinationPort: 8080, translatedAddress: 10.0.3.10, translatedPort: 80}]
                  - name: nets
                    priority: 200
                    ruleCollections:
                      - name: site
                        priority: 200
                        networkRules: [{name: http, ipProtocols: [tcp], sourceAddresses: ['*'], destinationAddresses: [192.168.0.0/16, 10.0.3.0/24], destinationPorts: ['80']}]
                      - name: apps
                        priority: 300
                        applicationRules: [{name: shop, sourceAddresses: [10.0.3.0/24], targetFqdns: ['*.contoso.net'], protocols: [{protocolType: https, port: 443}]}]
          """);

  @ParameterizedTest(name = "{0} {1} -> {2}:{3} {4}")
  @CsvSource(
      textBlock =
          """
          work,        10.0.3.10,    192.168.0.10, 80,   DELIVERED, firewall
          work,        10.0.3.10,    192.168.0.10, 22,   DROPPED,   the rules of firewall firewall
          on-premises, 192.168.0.10, 10.0.3.10,    80,   DELIVERED, firewall
          on-premises, 192.168.0.10, 10.0.3.10,    22,   DROPPED,   the rules of firewall firewall
          work,        10.0.3.10,    203.0.113.20, 443,  DELIVERED, firewall
          work,        10.0.3.10,    203.0.113.20, 80,   DROPPED,   the rules of firewall firewall
          work,        10.0.3.10,    198.51.100.7, 443,  DROPPED,   the rules of firewall firewall
          internet,    198.51.100.7, 203.0.113.9,  8080, DELIVERED, nats/in/web
          internet,    192.0.2.77,   203.0.113.9,  8080, DROPPED,   the rules of firewall firewall
          internet,    198.51.100.7, 203.0.113.9,  8081, DROPPED,   the rules of firewall firewall
          """)
  void what_the_firewall_lets_through_arrives_and_the_rest_vanishes(
      String segment, String from, String to, int port, Fate fate, String by) {
    Verdict verdict = HUB.fate(segment, from, to, port);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(fate);
    assertThat(String.join("\n", verdict.hops())).contains(by);
  }

  @Test
  void a_decision_names_group_collection_and_rule() {
    assertThat(String.join("\n", HUB.fate("work", "10.0.3.10", "192.168.0.10", 80).hops()))
        .contains("rule nets/site/http");
    assertThat(HUB.fate("work", "10.0.3.10", "192.168.0.10", 22).explanation())
        .contains("no inbound rule of the rules of firewall firewall matches");
  }

  @Test
  void the_internet_sees_the_firewalls_public_address_and_a_site_the_source_itself() {
    assertThat(HUB.fate("work", "10.0.3.10", "203.0.113.20", 443).seenSource().getHostAddress())
        .isEqualTo("203.0.113.9");
    assertThat(HUB.fate("work", "10.0.3.10", "192.168.0.10", 80).seenSource().getHostAddress())
        .isEqualTo("10.0.3.10");
  }

  @Test
  void a_machine_behind_a_dnat_rule_sees_the_firewalls_private_address() {
    Verdict verdict = HUB.fate("internet", "198.51.100.7", "203.0.113.9", 8080);
    assertThat(verdict.seenSource().getHostAddress()).isEqualTo("10.0.1.4");
    try (Lab lab = HUB.open("work")) {
      assertThat(lab.vantage("work").get("http://192.168.0.10/"))
          .hasStatus(200)
          .hasHeader("Server", "server");
    }
  }

  @Test
  void
      a_firewall_only_on_the_way_out_is_asymmetric_and_drops_until_the_gateway_subnet_leads_back() {
    Estate oneWay = HUB.with(", routeTable: from-site", "");
    Verdict dropped = oneWay.fate("work", "10.0.3.10", "192.168.0.10", 80);
    assertThat(dropped.fate()).as(dropped.explanation()).isEqualTo(Fate.DROPPED);
    assertThat(dropped.explanation()).contains("firewall");
    Verdict fromSite = oneWay.fate("on-premises", "192.168.0.10", "10.0.3.10", 80);
    assertThat(fromSite.fate()).as(fromSite.explanation()).isEqualTo(Fate.DROPPED);
    assertThat(fromSite.explanation()).contains("firewall");
    assertThat(HUB.fate("on-premises", "192.168.0.10", "10.0.3.10", 80).fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void a_firewall_only_on_the_way_in_is_asymmetric_and_drops() {
    Estate oneWay =
        HUB.with(
            "{name: work, addressPrefix: 10.0.3.0/24, routeTable: to-firewall}",
            "{name: work, addressPrefix: 10.0.3.0/24}");
    Verdict dropped = oneWay.fate("on-premises", "192.168.0.10", "10.0.3.10", 80);
    assertThat(dropped.fate()).as(dropped.explanation()).isEqualTo(Fate.DROPPED);
    assertThat(dropped.explanation()).contains("firewall");
  }

  @Test
  void a_route_shorter_than_the_learned_one_does_not_lead_to_the_firewall() {
    Estate shorter =
        HUB.with(
            "{name: site, addressPrefix: 192.168.0.0/24",
            "{name: site, addressPrefix: 192.168.0.0/16");
    Verdict dropped = shorter.fate("work", "10.0.3.10", "192.168.0.10", 80);
    assertThat(dropped.fate()).isEqualTo(Fate.DROPPED);
    assertThat(dropped.explanation())
        .isEqualTo(
            "the answer from 192.168.0.10 to 10.0.3.10 goes by route work (10.0.3.0/24) of segment"
                + " GatewaySubnet to host firewall, which has not seen the connection and drops"
                + " it");
  }

  @Test
  void a_dnat_rule_may_be_for_the_private_address() {
    Estate inside =
        HUB.with(
            "[198.51.100.0/24], destinationAddress: 203.0.113.9",
            "['*'], destinationAddress: 10.0.1.4");
    Verdict verdict = inside.fate("on-premises", "192.168.0.10", "10.0.1.4", 8080);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(String.join("\n", verdict.hops())).contains("nats/in/web");
    assertThat(verdict.seenSource().getHostAddress()).isEqualTo("10.0.1.4");
    assertThat(inside.fate("internet", "198.51.100.7", "203.0.113.9", 8080).fate())
        .isNotEqualTo(Fate.DELIVERED);
  }

  @ParameterizedTest
  @CsvSource({"10.0.3.11, no host", "10.77.0.4, 10.0.0.0/8", "192.168.0.77, no host"})
  void a_dnat_rule_that_leads_nowhere_delivers_nothing_and_says_where_it_ends(
      String address, String why) {
    Verdict verdict =
        HUB.with("translatedAddress: 10.0.3.10", "translatedAddress: " + address)
            .fate("internet", "198.51.100.7", "203.0.113.9", 8080);
    assertThat(verdict.fate()).as(verdict.explanation()).isNotEqualTo(Fate.DELIVERED);
    assertThat(verdict.explanation() + verdict.hops()).contains(address).contains(why);
  }
}
