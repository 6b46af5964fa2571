package dev.plumbline.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the platform would refuse in security groups, routes, peerings and network interfaces. */
class RulesRefusedTest {

  private static final String TOPOLOGY =
      """
      azure:
        name: rules
        virtualNetworks:
          - name: hub
            addressSpace: [10.0.0.0/16]
            subnets:
              - {name: GatewaySubnet, addressPrefix: 10.0.0.0/24, routeTable: gateway}
              - {name: a, addressPrefix: 10.0.1.0/24, routeTable: routes, networkSecurityGroup: nsg, serviceEndpoints: [Microsoft.Storage]}
            peerings: [{name: to-spoke, remoteVirtualNetwork: spoke, allowGatewayTransit: true}]
          - name: spoke
            addressSpace: [10.1.0.0/16]
            subnets: [{name: b, addressPrefix: 10.1.0.0/24}]
            peerings: [{name: to-hub, remoteVirtualNetwork: hub, useRemoteGateways: true}]
        virtualNetworkGateways: [{name: gw, subnet: GatewaySubnet, gatewayType: vpn}]
        applicationSecurityGroups: [{name: web}, {name: app}]
        networkSecurityGroups:
          - name: nsg
            securityRules:
              - {name: one, priority: 100, direction: inbound, access: allow, sourceApplicationSecurityGroups: [web], destinationAddressPrefixes: [10.0.1.0/24]}
        routeTables:
          - name: routes
            routes:
              - {name: first, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}
              - {name: second, addressPrefix: Storage, nextHopType: internet}
          - name: gateway
            disableBgpRoutePropagation: false
            routes: [{name: third, addressPrefix: 10.0.1.0/24, nextHopType: vnet-local}]
        networkInterfaces:
          - {name: one, enableIPForwarding: true, ipConfigurations: [{subnet: a, privateIPAddress: 10.0.1.4, applicationSecurityGroups: [web]}]}
          - {name: two, ipConfigurations: [{subnet: b, applicationSecurityGroups: [app]}]}
      """;

  @Test
  void a_topology_without_fault_is_taken() {
    assertThat(Networks.read(Source.of("rules.yaml", TOPOLOGY)).value().hosts()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: second, addressPrefix: Storage | name: second, addressPrefix: Storrage | routeTables[0].routes[1].addressPrefix | did you mean "Storage"?
          name: second, addressPrefix: Storage | name: second, addressPrefix: 10.0.1.5/24 | routeTables[0].routes[1].addressPrefix | bits set beyond the prefix
          name: second, addressPrefix: Storage | name: second, addressPrefix: 0.0.0.0/0 | routeTables[0].routes[1].addressPrefix | route "first" of this table is for 0.0.0.0/0 as well
          name: second, addressPrefix: Storage | name: second, addressPrefix: VirtualNetwork | routeTables[0].routes[1].addressPrefix | is no service tag for routes
          virtual-appliance, nextHopIpAddress: 10.0.1.4 | virtual-appliance | routeTables[0].routes[0].nextHopIpAddress | a virtual appliance needs its address here
          Storage, nextHopType: internet | Storage, nextHopType: internet, nextHopIpAddress: 10.0.1.4 | routeTables[0].routes[1].nextHopIpAddress | only a virtual appliance has one; the next hop is internet
          disableBgpRoutePropagation: false | disableBgpRoutePropagation: true | virtualNetworks[0].subnets[0].routeTable | disables BGP route propagation
          name: third, addressPrefix: 10.0.1.0/24 | name: third, addressPrefix: 0.0.0.0/0 | virtualNetworks[0].subnets[0].routeTable | has a route for 0.0.0.0/0
          routeTable: gateway | networkSecurityGroup: nsg | virtualNetworks[0].subnets[0].networkSecurityGroup | a GatewaySubnet has no network security group
          routeTable: routes | routeTable: router | virtualNetworks[0].subnets[1].routeTable | "router" is not a route table
          [Microsoft.Storage] | [Microsoft.Storrage] | virtualNetworks[0].subnets[1].serviceEndpoints[0] | is not a service with service endpoints
          remoteVirtualNetwork: spoke | remoteVirtualNetwork: spokes | virtualNetworks[0].peerings[0].remoteVirtualNetwork | "spokes" is not a virtual network
          allowGatewayTransit: true | useRemoteGateways: true | virtualNetworks[0].peerings[0].useRemoteGateways | virtual network hub has a gateway of its own
          spoke, allowGatewayTransit: true | spoke | virtualNetworks[1].peerings[0].useRemoteGateways | does not allow gateway transit
          addressSpace: [10.1.0.0/16] | addressSpace: [10.1.0.0/16, 10.0.128.0/17] | virtualNetworks[0].peerings[0].remoteVirtualNetwork | 10.0.0.0/16 overlaps 10.0.128.0/17 of spoke
          [web], destinationAddressPrefixes | [wed], destinationAddressPrefixes | networkSecurityGroups[0].securityRules[0].sourceApplicationSecurityGroups[0] | "wed" is not an application security group
          sourceApplicationSecurityGroups: [web] | sourceApplicationSecurityGroups: [web], sourceAddressPrefixes: [Internet] | networkSecurityGroups[0].securityRules[0].sourceApplicationSecurityGroups | either application security groups or address prefixes
          destinationAddressPrefixes: [10.0.1.0/24] | destinationApplicationSecurityGroups: [app] | networkSecurityGroups[0].securityRules[0].destinationApplicationSecurityGroups | both are of one virtual network
          applicationSecurityGroups: [app] | applicationSecurityGroups: [web] | networkInterfaces[1].ipConfigurations[0].applicationSecurityGroups[0] | all members of one are in one virtual network
          destinationAddressPrefixes: [10.0.1.0/24] | destinationAddressPrefixes: [10.0.1.5/24] | networkSecurityGroups[0].securityRules[0].destinationAddressPrefixes[0] | bits set beyond the prefix
          privateIPAddress: 10.0.1.4 | privateIPAddress: 10.1.0.4 | networkInterfaces[0].ipConfigurations[0].privateIPAddress | lies outside subnet a
          """)
  void what_the_platform_would_refuse_is_said_with_its_place(
      String line, String broken, String path, String message) {
    assertThat(TOPOLOGY).contains(line);
    DescriptorException refused =
        catchThrowableOfType(
            DescriptorException.class,
            () -> Networks.read(Source.of("rules.yaml", TOPOLOGY.replace(line, broken))));
    assertThat(refused).as("a topology with \"%s\" was taken", broken).isNotNull();
    assertThat(refused.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo("azure." + path);
              assertThat(problem.message()).contains(message);
              assertThat(problem.line()).isPositive();
            });
  }
}
