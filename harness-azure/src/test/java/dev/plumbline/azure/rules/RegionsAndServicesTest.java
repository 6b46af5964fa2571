package dev.plumbline.azure.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.network.IpAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an API Management service in two regions adds to service tags and to ways out. */
class RegionsAndServicesTest {

  private static final String LOCATION =
      ", additionalLocations: [{location: northeurope, subnet: north, publicIPAddress: north-ip}]";

  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: regions
            virtualNetworks:
              - name: vnet
                location: westeurope
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: first, addressPrefix: 10.0.1.0/24, defaultOutboundAccess: false}
                  - {name: gateways, addressPrefix: 10.0.2.0/24, defaultOutboundAccess: false}
                  - {name: AzureFirewallSubnet, addressPrefix: 10.0.3.0/26, defaultOutboundAccess: false}
                  - {name: GatewaySubnet, addressPrefix: 10.0.4.0/26, defaultOutboundAccess: false}
                  - {name: machines, addressPrefix: 10.0.5.0/24, defaultOutboundAccess: false}
              - name: other
                addressSpace: [10.1.0.0/16]
                subnets:
                  - {name: north, addressPrefix: 10.1.0.0/24, defaultOutboundAccess: false}
            publicIPAddresses:
              - {name: gateway-ip, ipAddress: 203.0.113.10}
              - {name: firewall-ip, ipAddress: 203.0.113.11}
              - {name: north-ip, ipAddress: 203.0.113.12, fqdn: north.northeurope.cloudapp.azure.com}
              - {name: first-ip, ipAddress: 203.0.113.13, fqdn: first.westeurope.cloudapp.azure.com}
            apiManagement:
              - {name: contoso, location: westeurope, sku: premium, virtualNetworkType: internal, subnet: first, publicIPAddress: first-ip%s}
            azureFirewalls:
              - {name: firewall, subnet: AzureFirewallSubnet, privateIPAddress: 10.0.3.4, publicIPAddresses: [firewall-ip]}
            virtualNetworkGateways: [{name: vpn, gatewayType: vpn, subnet: GatewaySubnet}]
            applicationGateways:
              - name: gateway
                subnet: gateways
                frontendIPConfigurations: [{name: public, publicIPAddress: gateway-ip}]
                frontendPorts: [{name: http, port: 80}]
                httpListeners: [{name: web, frontendIPConfiguration: public, frontendPort: http, protocol: http}]
                backendAddressPools: [{name: pool, backendAddresses: [10.0.5.9]}]
                backendHttpSettings: [{name: settings, protocol: http, port: 80}]
                requestRoutingRules: [{name: rule, priority: 10, httpListener: web, backendAddressPool: pool, backendHttpSettings: settings}]
          """
              .formatted(LOCATION));

  private static final AzureTopology TWO_REGIONS = ESTATE.topology();
  private static final AzureTopology ONE_REGION = ESTATE.with(LOCATION, "").topology();

  @Test
  void the_regions_of_a_topology_are_those_of_its_networks_and_of_all_locations_of_its_services() {
    assertThat(ServiceTags.regions(TWO_REGIONS)).containsExactly("westeurope", "northeurope");
    assertThat(ServiceTags.regions(ONE_REGION)).containsExactly("westeurope");
  }

  /**
   * A public IP address tells no region: it is in a regional tag only where there is one region.
   */
  @ParameterizedTest
  @CsvSource({
    "AzureCloud, true, true",
    "AzureCloud.WestEurope, true, false",
    "AzureCloud.NorthEurope, false, false",
    "Storage, false, false",
    "ApiManagement, false, false"
  })
  void a_public_address_of_the_topology_is_in_the_tag_of_azures_datacenters(
      String tag, boolean one, boolean two) {
    assertThat(holds(ONE_REGION, tag)).isEqualTo(one);
    assertThat(holds(TWO_REGIONS, tag)).isEqualTo(two);
  }

  private static boolean holds(AzureTopology topology, String tag) {
    return ServiceTags.of(topology).prefixes(tag).stream()
        .anyMatch(p -> p.contains(IpAddresses.parse("203.0.113.10")));
  }

  /** Services of the platform have public addresses of their own to go out by. */
  @ParameterizedTest
  @ValueSource(strings = {"first", "north", "gateways", "AzureFirewallSubnet", "GatewaySubnet"})
  void a_service_goes_out_of_a_private_subnet(String subnet) {
    OutboundAccess access = OutboundAccess.of(TWO_REGIONS, AddressPlan.of(TWO_REGIONS));
    Subnets.Placed placed = Subnets.of(TWO_REGIONS).find(subnet).orElseThrow();

    assertThat(access.limit(placed)).isEmpty();
    assertThat(access.missing(placed, placed.subnet().prefixes().get(0).address())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"machines", "north"})
  void nothing_else_does(String subnet) {
    OutboundAccess access = OutboundAccess.of(ONE_REGION, AddressPlan.of(ONE_REGION));
    Subnets.Placed placed = Subnets.of(ONE_REGION).find(subnet).orElseThrow();

    assertThat(access.limit(placed).orElseThrow().because())
        .contains("subnet " + subnet + " is private");
    assertThat(access.missing(placed, placed.subnet().prefixes().get(0).address())).isPresent();
  }
}
