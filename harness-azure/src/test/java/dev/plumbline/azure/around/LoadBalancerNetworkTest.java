package dev.plumbline.azure.around;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Lab;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.observation.HttpObservation;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Load balancers of layer 4, public and private, and a private link service in front of one. */
class LoadBalancerNetworkTest {

  private static final Estate WEB =
      new Estate(
          """
          azure:
            name: web
            virtualNetworks:
              - name: vnet
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: front, addressPrefix: 10.0.1.0/24, networkSecurityGroup: closed}
                  - {name: back, addressPrefix: 10.0.2.0/24, networkSecurityGroup: web-nsg}
                  - {name: work, addressPrefix: 10.0.3.0/24}
              - name: consumer
                addressSpace: [10.9.0.0/16]
                subnets: [{name: consumers, addressPrefix: 10.9.0.0/24}]
            networkSecurityGroups:
              - name: closed
                securityRules: [{name: nothing, priority: 100, direction: inbound, access: deny, sourceAddressPrefixes: ['*']}]
              - name: web-nsg
                securityRules:
                  - {name: clients, priority: 100, direction: inbound, access: allow, sourceAddressPrefixes: [198.51.100.0/24], destinationPortRanges: ['80']}
            publicIPAddresses: [{name: web-ip, ipAddress: 203.0.113.9}]
            networkInterfaces:
              - {name: web-1, ipConfigurations: [{subnet: back, privateIPAddress: 10.0.2.11}], services: [{port: 80, kind: http}, {port: 22}]}
              - {name: web-2, ipConfigurations: [{subnet: back, privateIPAddress: 10.0.2.12}], services: [{port: 80, kind: http}]}
            loadBalancers:
              - name: public
                frontendIPConfigurations: [{name: front, publicIPAddress: web-ip}]
                backendAddressPools: [{name: pool, networkInterfaces: [web-1, web-2]}]
                probes: [{name: probe, port: 80}]
                loadBalancingRules: [{name: http, frontendIPConfiguration: front, backendAddressPool: pool, frontendPort: 8080, backendPort: 80, probe: probe}]
                inboundNatRules: [{name: ssh, frontendIPConfiguration: front, frontendPort: 2201, backendPort: 22, networkInterface: web-1}]
              - name: private
                frontendIPConfigurations: [{name: front, subnet: front, privateIPAddress: 10.0.1.100}]
                backendAddressPools: [{name: pool, networkInterfaces: [web-1, web-2]}]
                probes: [{name: probe, port: 80}]
                loadBalancingRules: [{name: http, frontendIPConfiguration: front, backendAddressPool: pool, frontendPort: 80, backendPort: 80, probe: probe}]
            privateLinkServices: [{name: link, loadBalancer: private, frontendIPConfiguration: front, subnet: work}]
            privateEndpoints: [{name: endpoint, subnet: consumers, privateIPAddress: 10.9.0.50, service: link}]
          """);

  @Test
  void members_take_turns_behind_a_private_frontend() {
    try (Lab lab = WEB.open("work")) {
      Set<String> answered = new TreeSet<>();
      for (int i = 0; i < 6; i++) {
        HttpObservation answer = lab.vantage("work").get("http://10.0.1.100/");
        assertThat(answer).hasStatus(200);
        answered.addAll(answer.response().header("server"));
      }
      assertThat(answered).containsExactly("web-1", "web-2");
    }
  }

  @Test
  void a_frontend_is_not_filtered_by_its_subnet_and_members_see_the_client() {
    Verdict verdict = WEB.fate("work", "10.0.3.10", "10.0.1.100", 80);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(verdict.seenSource().getHostAddress()).isEqualTo("10.0.3.10");
  }

  @Test
  void the_members_security_group_judges_the_client_of_a_public_frontend() {
    Verdict client = WEB.fate("internet", "198.51.100.7", "203.0.113.9", 8080);
    assertThat(client.fate()).as(client.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(client.seenSource().getHostAddress()).isEqualTo("198.51.100.7");
    Verdict stranger = WEB.fate("internet", "192.0.2.77", "203.0.113.9", 8080);
    assertThat(stranger.fate()).isEqualTo(Fate.DROPPED);
    assertThat(stranger.explanation()).contains("DenyAllInBound", "web-nsg");
  }

  @Test
  void a_machine_does_not_reach_itself_by_the_private_frontend_in_front_of_it() {
    Estate alone = WEB.with("networkInterfaces: [web-1, web-2]", "networkInterfaces: [web-1]");
    Verdict itself = alone.fate("back", "10.0.2.11", "10.0.1.100", 80);
    assertThat(itself.fate()).as(itself.explanation()).isEqualTo(Fate.DROPPED);
    assertThat(itself.explanation()).contains("back to where it comes from");
    assertThat(alone.fate("back", "10.0.2.12", "10.0.1.100", 80).fate()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void what_no_rule_is_for_vanishes() {
    Verdict verdict = WEB.fate("internet", "198.51.100.7", "203.0.113.9", 80);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.explanation()).contains("load balancer public");
  }

  @Test
  void an_inbound_nat_rule_leads_to_one_machine() {
    Verdict verdict =
        WEB.with("destinationPortRanges: ['80']", "destinationPortRanges: ['22', '80']")
            .fate("internet", "198.51.100.7", "203.0.113.9", 2201);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(verdict.host()).isNotNull();
    assertThat(verdict.host().name()).isEqualTo("web-1");
  }

  @Test
  void a_member_that_does_not_answer_the_probe_is_left_out() {
    Estate one =
        WEB.with(
            "privateIPAddress: 10.0.2.12}], services: [{port: 80, kind: http}]",
            "privateIPAddress: 10.0.2.12}], services: [{port: 81, kind: http}]");
    for (int port = 49_200; port < 49_204; port++) {
      Verdict verdict = one.fate("work", "10.0.3.10", "10.0.1.100", 80);
      assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
      assertThat(verdict.host()).isNotNull();
      assertThat(verdict.host().name()).isEqualTo("web-1");
    }
  }

  @Test
  void a_security_group_that_keeps_probes_out_leaves_no_member() {
    Estate closed =
        WEB.with(
            "securityRules:\n        - {name: clients",
            "securityRules:\n"
                + "        - {name: no-probes, priority: 110, direction: inbound, access: deny,"
                + " sourceAddressPrefixes: [AzureLoadBalancer]}\n"
                + "        - {name: clients");
    Verdict verdict = closed.fate("work", "10.0.3.10", "10.0.1.100", 80);
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.explanation()).contains("none of its 2 members is healthy");
  }

  @Test
  void behind_a_public_frontend_of_the_standard_sku_machines_without_a_security_group_are_closed() {
    Estate unguarded =
        WEB.with(
            "{name: back, addressPrefix: 10.0.2.0/24, networkSecurityGroup: web-nsg}",
            "{name: back, addressPrefix: 10.0.2.0/24}");
    Verdict verdict = unguarded.fate("internet", "198.51.100.7", "203.0.113.9", 8080);
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.explanation()).contains("StandardSkuIsClosedWithoutNetworkSecurityGroup");
    assertThat(unguarded.fate("work", "10.0.3.10", "10.0.1.100", 80).fate())
        .isEqualTo(Fate.DELIVERED);
    assertThat(
            unguarded
                .with("- name: public\n", "- name: public\n      sku: basic\n")
                .fate("internet", "198.51.100.7", "203.0.113.9", 8080)
                .fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void machines_of_an_outbound_pool_go_out_by_the_public_frontend() {
    Estate outbound =
        WEB.with(
            "inboundNatRules: [{name: ssh",
            "outboundPools: [pool]\n      inboundNatRules: [{name: ssh");
    assertThat(out(outbound).seenSource().getHostAddress()).isEqualTo("203.0.113.9");
    assertThat(out(WEB).fate()).isEqualTo(Fate.DROPPED);
    assertThat(out(WEB).explanation())
        .contains(
            "a machine in a pool of load balancer private of the Standard SKU has no default");
  }

  private static Verdict out(Estate estate) {
    Estate shop =
        estate
            .with(
                "publicIPAddresses: [",
                "publicIPAddresses: [{name: shop-ip, ipAddress: 203.0.113.20}, ")
            .with(
                "  loadBalancers:",
                "    - {name: shop, ipConfigurations: [{subnet: consumers, publicIPAddress:"
                    + " shop-ip}], services: [{port: 443}]}\n"
                    + "  loadBalancers:");
    return shop.fate("back", "10.0.2.11", "203.0.113.20", 443);
  }

  @Test
  void a_private_endpoint_leads_to_the_load_balancer_and_members_see_the_services_address() {
    Verdict verdict = WEB.fate("consumers", "10.9.0.9", "10.9.0.50", 80);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(verdict.seenSource().getHostAddress()).startsWith("10.0.3.");
    assertThat(WEB.fate("consumers", "10.9.0.9", "10.0.1.100", 80).fate()).isEqualTo(Fate.NO_ROUTE);
  }
}
