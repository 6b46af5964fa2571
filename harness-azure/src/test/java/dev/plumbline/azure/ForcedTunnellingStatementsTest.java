package dev.plumbline.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the document on internal mode says of internet-bound traffic that is forced through a
 * firewall on-premises: what breaks, and what mends it.
 */
class ForcedTunnellingStatementsTest {

  private static final String INSTANCE = "10.1.0.4";
  private static final String PUBLIC_VIP = "192.0.2.64";
  private static final String CONTROL_PLANE = "198.18.4.0";
  private static final String CLIENT = "198.51.100.7";

  /** The firewall on-premises lets nothing out, until a test says otherwise. */
  private static final Estate FORCED =
      new Estate(
          """
          azure:
            name: forced
            virtualNetworks:
              - name: vnet
                addressSpace: [10.1.0.0/16]
                subnets:
                  - {name: apim-subnet, addressPrefix: 10.1.0.0/24, networkSecurityGroup: nsg, routeTable: routes, serviceEndpoints: []}
                  - {name: GatewaySubnet, addressPrefix: 10.1.255.0/27}
            routeTables: [{name: routes, routes: []}]
            networkSecurityGroups:
              - name: nsg
                securityRules:
                  - {name: clients, priority: 100, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [Internet], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [443]}
                  - {name: management, priority: 110, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [ApiManagement], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [3443]}
            virtualNetworkGateways: [{name: er, subnet: GatewaySubnet, gatewayType: express-route}]
            connections: [{name: to-site, virtualNetworkGateway: er, peer: circuit, connectionType: express-route}]
            expressRouteCircuits: [{name: circuit, connectedNetwork: on-premises}]
            connectedNetworks:
              - name: on-premises
                addressPrefixes: [192.168.0.0/24]
                advertisesDefaultRoute: true
                firewall: {address: 192.168.0.1, publicAddress: 203.0.113.77, internet: deny}
            apiManagement: [{name: contoso, virtualNetworkType: external, subnet: apim-subnet}]
          """);

  /** The service tags that stand for dependencies, with their first addresses. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Sql, 1433, Microsoft.Sql",
    "Storage, 443, Microsoft.Storage",
    "EventHub, 5671, Microsoft.EventHub",
    "AzureKeyVault, 443, Microsoft.KeyVault",
  })
  void a_service_endpoint_keeps_its_service_out_of_the_tunnel(
      String tag, int port, String serviceEndpoint) {
    String address = address(tag);
    Verdict lost = FORCED.fate("apim-subnet", INSTANCE, address, port);
    assertThat(lost.fate()).isEqualTo(Fate.DROPPED);
    assertThat(lost.explanation()).contains("firewall of on-premises");
    Verdict reached =
        FORCED
            .with("serviceEndpoints: []", "serviceEndpoints: [" + serviceEndpoint + "]")
            .fate("apim-subnet", INSTANCE, address, port);
    assertThat(reached.fate()).as(reached.explanation()).isEqualTo(Fate.DELIVERED);
    assertThat(reached.hops()).noneMatch(hop -> hop.contains("on-premises"));
  }

  /**
   * Metrics and diagnostics, identity, the mail relay, activation, and the CAPTCHA of the portal.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "AzureMonitor, 443",
    "AzureMonitor, 1886",
    "AzureActiveDirectory, 443",
    "AzurePlatformLKM, 1688",
    "192.0.2.25, 25028",
    "192.0.2.26, 443",
  })
  void other_dependencies_stay_in_the_tunnel_and_its_firewall_must_let_them_out(
      String destination, int port) {
    boolean tag = !destination.startsWith("192");
    String address = tag ? address(destination) : destination;
    String endpoints =
        "serviceEndpoints: [Microsoft.Sql, Microsoft.Storage, Microsoft.EventHub,"
            + " Microsoft.KeyVault]";
    Estate estate =
        FORCED
            .with("serviceEndpoints: []", endpoints)
            .with(
                "  apiManagement:",
                "  networkInterfaces: []\n  platformServices:\n    - {name: there, resourceType:"
                    + " Microsoft.Web/sites, publicIPAddress: 192.0.2.26}\n    - {name: mail,"
                    + " resourceType: Microsoft.Web/sites, publicIPAddress: 192.0.2.25}\n"
                    + "  apiManagement:");
    Verdict denied = estate.fate("apim-subnet", INSTANCE, address, port);
    assertThat(denied.fate()).isEqualTo(Fate.DROPPED);
    assertThat(denied.explanation()).contains("firewall of on-premises");
    Verdict let =
        estate
            .with("internet: deny", "internet: allow")
            .fate("apim-subnet", INSTANCE, address, port);
    assertThat(let.hops()).anyMatch(hop -> hop.contains("on-premises"));
    assertThat(let.explanation()).doesNotContain("firewall of on-premises lets");
    // What comes out of the tunnel bears an address that nobody knows for the service's.
    assertThat(let.seenSource().getHostAddress()).isEqualTo("203.0.113.77");
  }

  @Test
  void the_firewall_must_allow_the_whole_range_of_a_service_that_has_no_endpoint() {
    Estate first =
        FORCED.with("internet: deny", "internet: deny, exceptions: [" + address("Sql") + "/32]");
    assertThat(first.fate("apim-subnet", INSTANCE, address("Sql"), 1433).fate())
        .isEqualTo(Fate.DELIVERED);
    assertThat(first.fate("apim-subnet", INSTANCE, address("Storage"), 443).fate())
        .isEqualTo(Fate.DROPPED);
  }

  @Test
  void management_is_lost_until_a_route_for_its_tag_leads_to_the_internet() {
    Estate open = FORCED.with("internet: deny", "internet: allow");
    Verdict lost = open.fate("internet", CONTROL_PLANE, PUBLIC_VIP, 3443);
    assertThat(lost.fate()).isEqualTo(Fate.DROPPED);
    assertThat(lost.explanation()).contains("answer");
    Estate excepted =
        open.with(
            "routes: []",
            "routes: [{name: management, addressPrefix: ApiManagement, nextHopType: internet}]");
    assertThat(excepted.fate("internet", CONTROL_PLANE, PUBLIC_VIP, 3443).fate())
        .isEqualTo(Fate.DELIVERED);
    // The route is for the answers to management only.
    assertThat(excepted.fate("internet", CLIENT, PUBLIC_VIP, 443).fate()).isEqualTo(Fate.DROPPED);
    assertThat(excepted.fate("internet", CLIENT, PUBLIC_VIP, 3443).fate()).isEqualTo(Fate.DROPPED);
  }

  @Test
  void in_external_mode_each_client_needs_a_route_to_the_internet_of_its_own() {
    Estate open = FORCED.with("internet: deny", "internet: allow");
    Verdict lost = open.fate("internet", CLIENT, PUBLIC_VIP, 443);
    assertThat(lost.fate()).isEqualTo(Fate.DROPPED);
    assertThat(lost.explanation()).contains("answer");
    Estate excepted =
        open.with(
            "routes: []",
            "routes: [{name: client, addressPrefix: 198.51.100.0/28, nextHopType: internet}]");
    assertThat(excepted.fate("internet", CLIENT, PUBLIC_VIP, 443).fate()).isEqualTo(Fate.DELIVERED);
    assertThat(excepted.fate("internet", "198.51.100.16", PUBLIC_VIP, 443).fate())
        .isEqualTo(Fate.DROPPED);
  }

  private static String address(String tag) {
    return ServiceTags.of(AzureTopology.builder("none").build())
        .address(tag)
        .orElseThrow()
        .getHostAddress();
  }
}
