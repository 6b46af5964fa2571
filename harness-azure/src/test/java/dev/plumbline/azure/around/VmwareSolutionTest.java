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

/** Azure VMware Solution behind ExpressRoute: NSX load balancer, tier-1 firewall, Global Reach. */
class VmwareSolutionTest {

  static final Estate HUB =
      new Estate(
          """
          azure:
            name: avs
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.0.0.0/26}
                  - {name: AzureFirewallSubnet, addressPrefix: 10.0.1.0/26}
                  - {name: work, addressPrefix: 10.0.3.0/24}
            virtualNetworkGateways:
              - {name: er-gateway, subnet: GatewaySubnet, gatewayType: express-route}
            connections:
              - {name: to-avs, virtualNetworkGateway: er-gateway, peer: avs-circuit, connectionType: express-route}
              - {name: to-site, virtualNetworkGateway: er-gateway, peer: site-circuit, connectionType: express-route}
            expressRouteCircuits:
              - {name: site-circuit, connectedNetwork: on-premises, globalReach: [avs-circuit]}
            connectedNetworks:
              - name: on-premises
                addressPrefixes: [192.168.0.0/24]
                hosts: [{name: server, address: 192.168.0.10, services: [{port: 80, kind: http}]}]
            networkInterfaces:
              - {name: machine, ipConfigurations: [{subnet: work, privateIPAddress: 10.0.3.10}], services: [{port: 80, kind: http}]}
            vmwarePrivateClouds:
              - name: avs
                networkBlock: 10.20.0.0/22
                segments:
                  - name: workload
                    prefix: 10.30.0.0/24
                    workloads:
                      - {name: vm-1, address: 10.30.0.11, ports: [8080]}
                      - {name: vm-2, address: 10.30.0.12, ports: [8080]}
                loadBalancers:
                  - {name: api-vip, virtualIP: 10.30.9.9, port: 80, members: [vm-1, vm-2], tls: false}
          """);

  @Test
  void a_virtual_network_reaches_the_virtual_ip_and_the_machines_take_turns() {
    try (Lab lab = HUB.open("work")) {
      Set<String> answered = new TreeSet<>();
      for (int i = 0; i < 6; i++) {
        HttpObservation answer = lab.vantage("work").get("http://10.30.9.9/orders");
        assertThat(answer).hasStatus(200);
        answered.addAll(answer.response().header("server"));
      }
      assertThat(answered).containsExactly("vm-1", "vm-2");
    }
  }

  @Test
  void machines_see_the_load_balancer_in_place_of_the_client_unless_it_hides_nobody() {
    assertThat(HUB.fate("work", "10.0.3.10", "10.30.9.9", 80).seenSource().getHostAddress())
        .isEqualTo("10.30.9.9");
    Verdict open =
        HUB.with("tls: false}", "tls: false, sourceNat: false}")
            .fate("work", "10.0.3.10", "10.30.9.9", 80);
    assertThat(open.fate()).as(open.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(open.seenSource().getHostAddress()).isEqualTo("10.0.3.10");
  }

  @Test
  void the_private_cloud_reaches_the_virtual_network_by_its_gateway() {
    Verdict verdict = HUB.fate("workload", "10.30.0.11", "10.0.3.10", 80);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(String.join("\n", verdict.hops())).contains("er-gateway");
  }

  @Test
  void a_site_reaches_the_private_cloud_by_global_reach_past_the_virtual_network() {
    Verdict verdict = HUB.fate("on-premises", "192.168.0.10", "10.30.9.9", 80);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(String.join("\n", verdict.hops())).doesNotContain("er-gateway");
    Verdict back = HUB.fate("workload", "10.30.0.11", "192.168.0.10", 80);
    assertThat(back.fate()).as(back.explanation()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void without_global_reach_the_gateway_does_not_hand_on_from_one_circuit_to_the_other() {
    Estate apart = HUB.with(", globalReach: [avs-circuit]", "");
    assertThat(apart.fate("on-premises", "192.168.0.10", "10.30.9.9", 80).fate())
        .isEqualTo(Fate.NO_ROUTE);
    assertThat(apart.fate("workload", "10.30.0.11", "192.168.0.10", 80).fate())
        .isEqualTo(Fate.NO_ROUTE);
    assertThat(apart.fate("on-premises", "192.168.0.10", "10.0.3.10", 80).fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void without_a_connection_the_virtual_network_has_no_way_to_the_private_cloud() {
    Estate unconnected =
        HUB.with(
                "- {name: to-avs, virtualNetworkGateway: er-gateway, peer: avs-circuit,"
                    + " connectionType: express-route}",
                "")
            .with(", globalReach: [avs-circuit]", "");
    assertThat(unconnected.fate("work", "10.0.3.10", "10.30.9.9", 80).fate())
        .isEqualTo(Fate.NO_ROUTE);
  }

  @Test
  void a_gateway_connected_to_the_sites_circuit_alone_reaches_the_private_cloud_by_global_reach() {
    Estate byReach =
        HUB.with(
            "- {name: to-avs, virtualNetworkGateway: er-gateway, peer: avs-circuit, connectionType:"
                + " express-route}",
            "");
    Verdict verdict = byReach.fate("work", "10.0.3.10", "10.30.9.9", 80);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void a_tier_1_firewall_that_allows_one_instance_only_fails_after_scale_out() {
    Estate guarded =
        HUB.with(
            "      loadBalancers:",
            "      firewallRules: [{name: apim-only, sources: [10.0.3.10/32], ports: ['80']}]\n"
                + "      loadBalancers:");
    Verdict first = guarded.fate("work", "10.0.3.10", "10.30.9.9", 80);
    assertThat(first.fate()).as(first.explanation()).isEqualTo(Fate.DELIVERED);
    Verdict second = guarded.fate("work", "10.0.3.11", "10.30.9.9", 80);
    assertThat(second.fate()).isEqualTo(Fate.DROPPED);
    assertThat(second.explanation()).contains("the tier-1 gateway's firewall of avs");
  }

  @Test
  void what_the_tier_1_firewall_says_of_the_virtual_ip_holds_behind_it_where_nobody_is_hidden() {
    Estate guarded =
        HUB.with("tls: false}", "tls: false, sourceNat: false}")
            .with(
                "      loadBalancers:",
                "      firewallRules: [{name: apim-only, sources: [10.0.3.10/32], destinations:"
                    + " [10.30.9.9/32], ports: ['80']}]\n"
                    + "      loadBalancers:");
    Verdict first = guarded.fate("work", "10.0.3.10", "10.30.9.9", 80);
    assertThat(first.fate()).as(first.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(guarded.fate("work", "10.0.3.11", "10.30.9.9", 80).fate()).isEqualTo(Fate.DROPPED);
    assertThat(guarded.fate("work", "10.0.3.11", "10.30.0.11", 8080).fate())
        .isEqualTo(Fate.DROPPED);
  }
}
