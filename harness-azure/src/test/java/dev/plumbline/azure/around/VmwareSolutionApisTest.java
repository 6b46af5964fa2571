package dev.plumbline.azure.around;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Instances;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.observation.HttpObservation;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * APIs on Azure VMware Solution published by API Management: what the document on it says of the
 * external and the internal deployment, each way run from end to end.
 */
class VmwareSolutionApisTest {

  private static final Estate INTERNAL =
      new Estate(
          """
          azure:
            name: apis
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.0.0.0/27, routeTable: from-outside}
                  - {name: AzureFirewallSubnet, addressPrefix: 10.0.1.0/26}
                  - {name: apim-subnet, addressPrefix: 10.0.2.0/27, networkSecurityGroup: apim-nsg, routeTable: from-apim}
                  - {name: edge, addressPrefix: 10.0.3.0/24}
            networkSecurityGroups:
              - name: apim-nsg
                securityRules:
                  - {name: clients, priority: 100, direction: inbound, access: allow, sourceAddressPrefixes: [Internet], destinationPortRanges: ['443']}
                  - {name: management, priority: 110, direction: inbound, access: allow, sourceAddressPrefixes: [ApiManagement], destinationPortRanges: ['3443']}
                  - {name: balancer, priority: 120, direction: inbound, access: allow, sourceAddressPrefixes: [AzureLoadBalancer], destinationPortRanges: ['6390']}
            routeTables:
              - {name: from-outside, routes: [{name: apim, addressPrefix: 10.0.2.0/27, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}]}
              - name: from-apim
                routes:
                  - {name: site, addressPrefix: 192.168.0.0/16, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}
                  - {name: avs, addressPrefix: 10.41.1.0/24, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}
            publicIPAddresses:
              - {name: edge-ip, ipAddress: 203.0.113.40, fqdn: edge.westeurope.cloudapp.azure.com}
              - {name: apim-ip, ipAddress: 203.0.113.41, fqdn: apis.westeurope.cloudapp.azure.com}
              - {name: firewall-ip, ipAddress: 203.0.113.42}
            azureFirewalls:
              - {name: firewall, subnet: AzureFirewallSubnet, publicIPAddresses: [firewall-ip], firewallPolicy: policy}
            firewallPolicies:
              - name: policy
                ruleCollectionGroups:
                  - name: apis
                    priority: 200
                    ruleCollections:
                      - name: both-ways
                        priority: 200
                        networkRules:
                          - {name: in, ipProtocols: [tcp], sourceAddresses: [192.168.0.0/16], destinationAddresses: [10.0.2.0/27], destinationPorts: ['443']}
                          - {name: out, ipProtocols: [tcp], sourceAddresses: [10.0.2.0/27], destinationAddresses: [10.41.1.0/24], destinationPorts: ['443']}
            virtualNetworkGateways:
              - {name: er-gateway, subnet: GatewaySubnet, gatewayType: express-route}
            connections:
              - {name: to-avs, virtualNetworkGateway: er-gateway, peer: avs-circuit, connectionType: express-route}
              - {name: to-site, virtualNetworkGateway: er-gateway, peer: site-circuit, connectionType: express-route}
            expressRouteCircuits: [{name: site-circuit, connectedNetwork: site}]
            connectedNetworks:
              - {name: site, addressPrefixes: [192.168.0.0/16], connectedTo: [hub], forwardsDns: true}
            vmwarePrivateClouds:
              - name: avs
                networkBlock: 10.40.0.0/22
                segments:
                  - name: orders
                    prefix: 10.41.1.0/24
                    workloads:
                      - {name: orders-1, address: 10.41.1.11, ports: [8443]}
                      - {name: orders-2, address: 10.41.1.12, ports: [8443]}
                loadBalancers:
                  - {name: orders-vip, virtualIP: 10.41.1.100, members: [orders-1, orders-2], hostNames: [orders.avs.contoso.net]}
            privateDnsZones:
              - {name: avs.contoso.net, virtualNetworkLinks: [{virtualNetwork: hub}], records: [orders A 10.41.1.100]}
              - {name: contoso.net, virtualNetworkLinks: [{virtualNetwork: hub}], records: [apis A 10.0.2.10]}
            dnsZones: [{name: contoso.net, records: [apis CNAME edge.westeurope.cloudapp.azure.com.]}]
            apiManagement:
              - name: contoso-apis
                sku: premium
                location: westeurope
                virtualNetworkType: internal
                subnet: apim-subnet
                privateIPAddress: 10.0.2.10
                publicIPAddress: apim-ip
                hostnameConfigurations: [{type: proxy, hostName: apis.contoso.net}]
                apis:
                  - {path: /external/orders, backend: 'https://orders.avs.contoso.net'}
                  - {path: /internal/stock, backend: 'https://orders.avs.contoso.net'}
            applicationGateways:
              - name: edge-gateway
                sku: waf-v2
                subnet: edge
                frontendIPConfigurations: [{name: public, publicIPAddress: edge-ip}]
                frontendPorts: [{name: https, port: 443}]
                httpListeners: [{name: apis, frontendIPConfiguration: public, frontendPort: https, hostNames: [apis.contoso.net]}]
                backendAddressPools: [{name: apim, backendAddresses: [10.0.2.10]}, {name: sink}]
                probes: [{name: probe, host: apis.contoso.net, path: /status-0123456789abcdef}]
                backendHttpSettings: [{name: settings, probe: probe}, {name: sink-settings}]
                urlPathMaps:
                  - name: paths
                    defaultBackendAddressPool: sink
                    defaultBackendHttpSettings: sink-settings
                    pathRules: [{name: external, paths: [/external/*], backendAddressPool: apim, backendHttpSettings: settings}]
                requestRoutingRules:
                  - {name: apis, ruleType: path-based-routing, priority: 10, httpListener: apis, urlPathMap: paths}
          """);

  @Test
  void external_consumers_come_by_the_application_gateway_and_see_the_exposed_apis_only() {
    try (Lab lab = INTERNAL.open("internet")) {
      assertThat(answeredBy(lab, "internet", "https://apis.contoso.net/external/orders"))
          .containsExactly("orders-1", "orders-2");
      assertThat(lab.vantage("internet").get("https://apis.contoso.net/internal/stock"))
          .hasStatus(502);
    }
  }

  @Test
  void internal_consumers_come_by_the_expressroute_gateway_and_the_firewall_to_every_api() {
    Verdict verdict = INTERNAL.fate("site", "192.168.0.10", "10.0.2.10", 443);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(String.join("\n", verdict.hops()))
        .containsSubsequence("er-gateway", "firewall", "rule apis/both-ways/in", "contoso-apis");
    try (Lab lab = INTERNAL.open("site")) {
      assertThat(answeredBy(lab, "site", "https://apis.contoso.net/internal/stock"))
          .containsExactly("orders-1", "orders-2");
    }
  }

  @Test
  void external_deployment_users_reach_the_machines_by_the_public_endpoint_and_the_virtual_ip() {
    Estate external =
        INTERNAL
            .with("virtualNetworkType: internal", "virtualNetworkType: external")
            .with(
                "CNAME edge.westeurope.cloudapp.azure.com.",
                "CNAME apis.westeurope.cloudapp.azure.com.");
    try (Lab lab = external.open("internet")) {
      assertThat(answeredBy(lab, "internet", "https://apis.contoso.net/external/orders"))
          .containsExactly("orders-1", "orders-2");
    }
  }

  @Test
  void without_routes_to_the_firewall_internal_consumers_come_to_the_service_directly() {
    Estate direct =
        INTERNAL
            .with(", routeTable: from-outside", "")
            .with(
                ", networkSecurityGroup: apim-nsg, routeTable: from-apim",
                ", networkSecurityGroup: apim-nsg");
    Verdict verdict = direct.fate("site", "192.168.0.10", "10.0.2.10", 443);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(verdict.hops()).noneMatch(hop -> hop.contains("firewall"));
  }

  @Test
  void the_firewalls_rules_decide_which_internal_consumers_come_through() {
    Estate others =
        INTERNAL.with("sourceAddresses: [192.168.0.0/16]", "sourceAddresses: [192.168.9.0/24]");
    Verdict verdict = others.fate("site", "192.168.0.10", "10.0.2.10", 443);
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.explanation()).contains("firewall");
    assertThat(others.fate("site", "192.168.9.10", "10.0.2.10", 443).fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void calls_go_by_the_expressroute_gateway_and_global_reach_to_the_virtual_ip() {
    Estate external =
        INTERNAL
            .with("virtualNetworkType: internal", "virtualNetworkType: external")
            .with(
                ", networkSecurityGroup: apim-nsg, routeTable: from-apim",
                ", networkSecurityGroup: apim-nsg")
            .with(", routeTable: from-outside", "")
            .with(
                "    - {name: to-avs, virtualNetworkGateway: er-gateway, peer: avs-circuit, connectionType: express-route}\n",
                "")
            .with(
                "[{name: site-circuit, connectedNetwork: site}]",
                "[{name: site-circuit, connectedNetwork: site, globalReach: [avs-circuit]}]");
    Verdict verdict = external.fate("apim-subnet", "10.0.2.4", "10.41.1.100", 443);
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(String.join("\n", verdict.hops())).contains("balance orders-vip");
    Estate apart = external.with(", globalReach: [avs-circuit]", "");
    assertThat(apart.fate("apim-subnet", "10.0.2.4", "10.41.1.100", 443).fate())
        .isEqualTo(Fate.NO_ROUTE);
    Estate unconnected =
        external
            .with(
                "virtualNetworkGateway: er-gateway, peer: site-circuit",
                "virtualNetworkGateway: er-gateway, peer: other-circuit")
            .with("expressRouteCircuits: [", "expressRouteCircuits: [{name: other-circuit}, ");
    assertThat(unconnected.fate("apim-subnet", "10.0.2.4", "10.41.1.100", 443).fate())
        .isEqualTo(Fate.NO_ROUTE);
  }

  @Test
  void a_backend_on_premises_is_configured_and_called_as_one_on_the_private_cloud() {
    Estate both =
        INTERNAL
            .with(
                "    - {name: site, addressPrefixes: [192.168.0.0/16], connectedTo: [hub], forwardsDns: true}\n",
                "    - name: site\n      addressPrefixes: [192.168.0.0/16]\n      connectedTo: [hub]\n"
                    + "      forwardsDns: true\n      hosts: [{name: orders-site, address:"
                    + " 192.168.0.20, services: [{port: 443, kind: https, hostNames:"
                    + " [orders.site.contoso.net]}]}]\n")
            .with(
                "destinationAddresses: [10.41.1.0/24]",
                "destinationAddresses: [10.41.1.0/24, 192.168.0.0/16]")
            .with(
                "    - {name: avs.contoso.net, ",
                "    - {name: site.contoso.net, virtualNetworkLinks: [{virtualNetwork: hub}],"
                    + " records: [orders A 192.168.0.20]}\n    - {name: avs.contoso.net, ")
            .with(
                "        - {path: /external/orders,",
                "        - {path: /internal/site, backend: 'https://orders.site.contoso.net'}\n"
                    + "        - {path: /external/orders,");
    try (Lab lab = both.open("site")) {
      assertThat(lab.vantage("site").get("https://apis.contoso.net/internal/stock")).hasStatus(200);
      assertThat(lab.vantage("site").get("https://apis.contoso.net/internal/site"))
          .hasStatus(200)
          .hasJson("/host", "orders-site");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"developer", "premium"})
  void the_two_tiers_that_are_injected_reach_the_private_cloud(String tier) {
    Estate estate = INTERNAL.with("sku: premium", "sku: " + tier);
    for (InetAddress instance : instances(estate.network())) {
      assertThat(toVirtualIP(estate, instance).fate()).isEqualTo(Fate.DELIVERED);
    }
  }

  @Test
  void a_tier_1_firewall_that_knows_the_instances_of_today_fails_the_calls_of_those_added_later() {
    Estate guarded =
        INTERNAL
            .with("      loadBalancers:", FIREWALL_RULES + "      loadBalancers:")
            .with("sku: premium", "sku: developer");
    List<InetAddress> one = instances(guarded.network());
    assertThat(one).extracting(InetAddress::getHostAddress).containsExactly("10.0.2.4");
    assertThat(toVirtualIP(guarded, one.get(0)).fate()).isEqualTo(Fate.DELIVERED);
    Estate scaled = guarded.with("sku: developer", "sku: premium");
    List<InetAddress> more = instances(scaled.network());
    assertThat(more).hasSizeGreaterThan(1);
    assertThat(toVirtualIP(scaled, more.get(0)).fate()).isEqualTo(Fate.DELIVERED);
    Verdict later = toVirtualIP(scaled, more.get(1));
    assertThat(later.fate()).isEqualTo(Fate.DROPPED);
    assertThat(later.explanation()).contains("the tier-1 gateway's firewall of avs");
  }

  @Test
  void a_hub_firewall_on_one_way_only_sees_half_of_each_connection_and_drops_it() {
    Estate oneWay = INTERNAL.with(", routeTable: from-outside", "");
    Verdict dropped = oneWay.fate("site", "192.168.0.10", "10.0.2.10", 443);
    assertThat(dropped.fate()).as(dropped.explanation()).isEqualTo(Fate.DROPPED);
    assertThat(dropped.explanation())
        .contains("goes by route site (192.168.0.0/16)", "firewall, which has not seen");
    assertThat(INTERNAL.fate("site", "192.168.0.10", "10.0.2.10", 443).fate())
        .isEqualTo(Fate.DELIVERED);
  }

  private static final String FIREWALL_RULES =
      "      firewallRules: [{name: apim, sources: [10.0.2.4/32], ports: ['443']}]\n";

  private static Verdict toVirtualIP(Estate estate, InetAddress from) {
    return estate.fate("apim-subnet", from.getHostAddress(), "10.41.1.100", 443);
  }

  private static List<InetAddress> instances(Network network) {
    return network.hosts().stream()
        .filter(h -> h.name().equals("contoso-apis"))
        .map(Network.Host::instances)
        .map(Instances::addresses)
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> answeredBy(Lab lab, String vantage, String url) {
    Set<String> answered = new TreeSet<>();
    for (int i = 0; i < 6; i++) {
      HttpObservation answer = lab.vantage(vantage).get(url);
      assertThat(answer).hasStatus(200);
      answered.addAll(answer.response().header("server"));
    }
    return answered;
  }
}
