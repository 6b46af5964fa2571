package dev.plumbline.azure.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.descriptor.DescriptorException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that are taken, references that lead nowhere, and limits, of every kind of resource. */
class EveryRefusalTest {

  /** Two of each kind; each row breaks one line of it. */
  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: parts
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                dnsServers: []
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.0.0.0/27}
                  - {name: AzureFirewallSubnet, addressPrefix: 10.0.1.0/26}
                  - {name: work, addressPrefix: 10.0.3.0/24}
                  - {name: inbound, addressPrefix: 10.0.5.0/28, delegations: [Microsoft.Network/dnsResolvers]}
                  - {name: outbound, addressPrefix: 10.0.5.16/28, delegations: [Microsoft.Network/dnsResolvers]}
                peerings: [{name: to-spoke, remoteVirtualNetwork: spoke, allowGatewayTransit: true}]
              - name: spoke
                addressSpace: [10.1.0.0/16]
                subnets:
                  - {name: apps, addressPrefix: 10.1.0.0/24}
                  - {name: far, addressPrefix: 10.1.1.0/28, delegations: [Microsoft.Network/dnsResolvers]}
                peerings: [{name: to-hub, remoteVirtualNetwork: hub, useRemoteGateways: true}]
              - {name: third, addressSpace: [10.2.0.0/16]}
            connectedNetworks:
              - {name: site, addressPrefixes: [192.168.0.0/24], connectedTo: [hub], forwardsDns: true}
            routeTables:
              - name: table-1
                routes: [{name: route-1, addressPrefix: 10.9.0.0/24, nextHopType: none}, {name: route-2, addressPrefix: 10.9.1.0/24, nextHopType: none}]
              - {name: table-2}
            natGateways:
              - {name: nat-1, publicIPAddresses: [nat-ip]}
              - {name: nat-2}
            applicationSecurityGroups: [{name: asg-1}, {name: asg-2}]
            networkSecurityGroups:
              - name: nsg-1
                securityRules:
                  - {name: rule-1, priority: 100, direction: inbound, access: allow, sourceAddressPrefixes: [10.0.3.0/24]}
                  - {name: rule-2, priority: 110, direction: inbound, access: allow, sourceApplicationSecurityGroups: [asg-1]}
              - {name: nsg-2}
            publicIPAddresses:
              - {name: nat-ip, ipAddress: 203.0.113.8}
              - {name: other-ip, ipAddress: 203.0.113.9}
            networkInterfaces:
              - {name: nic-1, ipConfigurations: [{subnet: work, privateIPAddress: 10.0.3.10, applicationSecurityGroups: [asg-1]}]}
              - {name: nic-2, ipConfigurations: [{subnet: work, privateIPAddress: 10.0.3.11}]}
            dnsResolvers:
              - name: resolver-1
                virtualNetwork: hub
                inboundEndpoints: [{name: in-1, subnet: inbound}]
                outboundEndpoints: [{name: out-1, subnet: outbound}]
              - {name: resolver-2, virtualNetwork: spoke}
            dnsForwardingRulesets:
              - name: ruleset-1
                dnsResolverOutboundEndpoints: [resolver-1/out-1]
                virtualNetworkLinks: [hub]
                forwardingRules:
                  - {name: corp, domainName: corp.contoso.com., targetDnsServers: [{ipAddress: 192.168.0.53}]}
                  - {name: lab, domainName: lab.contoso.com., targetDnsServers: [{ipAddress: 192.168.0.53}]}
              - {name: ruleset-2, dnsResolverOutboundEndpoints: [resolver-1/out-1], virtualNetworkLinks: [spoke]}
            trafficManagerProfiles:
              - {name: profile-1, relativeName: label-1, trafficRoutingMethod: multi-value, endpoints: [{name: one, target: 203.0.113.71}]}
              - {name: profile-2, relativeName: label-2, trafficRoutingMethod: priority, endpoints: [{name: one, target: nat-ip}]}
            platformServices:
              - {name: data, resourceType: Microsoft.Storage/storageAccounts, publicIPAddress: 203.0.113.30}
            privateEndpoints:
              - {name: endpoint-1, subnet: work, privateIPAddress: 10.0.3.20, service: data, groupIds: [blob], applicationSecurityGroups: []}
              - {name: endpoint-2, subnet: work, privateIPAddress: 10.0.3.21, service: data, groupIds: [queue]}
            firewallPolicies:
              - name: policy-1
                ruleCollectionGroups:
                  - name: group-1
                    priority: 200
                    ruleCollections:
                      - {name: collection-1, priority: 300, networkRules: [{name: net-1, ipProtocols: [tcp], sourceAddresses: ['*'], destinationAddresses: ['*']}, {name: net-2, ipProtocols: [udp], sourceAddresses: ['*'], destinationAddresses: ['*']}]}
                      - {name: collection-2, priority: 310, applicationRules: [{name: app-1, sourceAddresses: ['*'], targetFqdns: ['*'], protocols: [{protocolType: https, port: 443}]}, {name: app-2, sourceAddresses: ['*'], fqdnTags: [WindowsUpdate]}]}
                  - {name: group-2, priority: 210}
              - name: policy-2
                basePolicy: policy-1
                ruleCollectionGroups:
                  - name: dnat
                    priority: 200
                    ruleCollections:
                      - {name: dnat, priority: 300, natRules: [{name: dnat-1, ipProtocols: [tcp], sourceAddresses: ['*'], destinationAddress: 10.0.1.4, destinationPort: 80, translatedAddress: 10.0.3.4, translatedPort: 80}, {name: dnat-2, ipProtocols: [udp], sourceAddresses: ['*'], destinationAddress: 10.0.1.4, destinationPort: 81, translatedAddress: 10.0.3.4, translatedPort: 80}]}
            azureFirewalls:
              - {name: firewall, subnet: AzureFirewallSubnet, privateIPAddress: 10.0.1.4, firewallPolicy: policy-2}
            virtualNetworkGateways:
              - {name: er, subnet: GatewaySubnet, gatewayType: express-route}
              - {name: vpn, subnet: GatewaySubnet, gatewayType: vpn}
            localNetworkGateways: [{name: branch-1, addressPrefixes: [172.16.0.0/24]}, {name: branch-2, addressPrefixes: [172.16.1.0/24]}]
            connections:
              - {name: to-branch, virtualNetworkGateway: vpn, peer: branch-1, connectionType: ipsec}
              - {name: to-circuit, virtualNetworkGateway: er, peer: circuit-1, connectionType: express-route}
            expressRouteCircuits:
              - {name: circuit-1, connectedNetwork: cloud-1, globalReach: [circuit-2]}
              - {name: circuit-2}
            vmwarePrivateClouds:
              - name: cloud-1
                networkBlock: 10.20.0.0/22
                segments:
                  - {name: segment-1, prefix: 10.30.0.0/24, workloads: [{name: vm-1, address: 10.30.0.11, ports: [80]}, {name: vm-2, address: 10.30.0.12, ports: [81]}]}
                  - {name: segment-2, prefix: 10.30.1.0/24}
                loadBalancers:
                  - {name: vip-1, virtualIP: 10.31.0.9, port: 80, tls: false, members: [vm-1]}
                  - {name: vip-2, virtualIP: 10.31.0.9, port: 81, tls: false, members: [vm-2]}
              - {name: cloud-2, networkBlock: 10.24.0.0/22}
            loadBalancers:
              - name: lb-1
                frontendIPConfigurations: [{name: front-1, subnet: work}, {name: front-2, subnet: work}]
                backendAddressPools: [{name: pool-1, networkInterfaces: [nic-1]}, {name: pool-2}]
                probes: [{name: probe-1, port: 80}, {name: probe-2, port: 81}]
                loadBalancingRules:
                  - {name: balance-1, frontendIPConfiguration: front-1, backendAddressPool: pool-1, frontendPort: 80, backendPort: 8080, probe: probe-1}
                  - {name: balance-2, frontendIPConfiguration: front-1, backendAddressPool: pool-1, frontendPort: 81, backendPort: 8081}
                inboundNatRules:
                  - {name: in-nat-1, frontendIPConfiguration: front-1, networkInterface: nic-2, frontendPort: 2201, backendPort: 22}
                  - {name: in-nat-2, frontendIPConfiguration: front-1, networkInterface: nic-2, frontendPort: 2202, backendPort: 23}
              - {name: lb-2, sku: basic, frontendIPConfigurations: [{name: basic, subnet: apps}], backendAddressPools: [{name: basics}]}
            privateLinkServices:
              - {name: link-1, loadBalancer: lb-1, frontendIPConfiguration: front-2, subnet: work}
              - {name: link-2, loadBalancer: lb-1, frontendIPConfiguration: front-1, subnet: work}
          """);

  @Test
  void an_estate_without_fault_becomes_a_network() {
    assertThat(ESTATE.network().hosts()).hasSizeGreaterThan(10);
  }

  private static void refused(String line, String broken, String path, String message) {
    refused(ESTATE, line, broken, path, message);
  }

  private static void refused(
      Estate estate, String line, String broken, String path, String message) {
    Estate changed = estate.with(line, broken.replace("\\n", "\n"));
    DescriptorException refused = catchThrowableOfType(DescriptorException.class, changed::network);
    assertThat(refused).as("nothing refused").isNotNull();
    assertThat(refused.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo("azure." + path);
              assertThat(problem.message()).contains(message);
            });
  }

  @ParameterizedTest(name = "{1} {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: spoke | name: hub | virtualNetworks[1].name
          name: table-2 | name: table-1 | routeTables[1].name
          name: route-2 | name: route-1 | routeTables[0].routes[1].name
          name: nat-2 | name: nat-1 | natGateways[1].name
          name: asg-2 | name: asg-1 | applicationSecurityGroups[1].name
          name: nsg-2 | name: nsg-1 | networkSecurityGroups[1].name
          name: rule-2 | name: rule-1 | networkSecurityGroups[0].securityRules[1].name
          name: other-ip | name: nat-ip | publicIPAddresses[1].name
          name: nic-2 | name: nic-1 | networkInterfaces[1].name
          name: resolver-2 | name: resolver-1 | dnsResolvers[1].name
          label-2 | LABEL-1 | trafficManagerProfiles[1].relativeName
          name: endpoint-2 | name: endpoint-1 | privateEndpoints[1].name
          name: policy-2 | name: policy-1 | firewallPolicies[1].name
          name: group-2 | name: group-1 | firewallPolicies[0].ruleCollectionGroups[1].name
          name: collection-2 | name: collection-1 | firewallPolicies[0].ruleCollectionGroups[0].ruleCollections[1].name
          name: net-2 | name: net-1 | firewallPolicies[0].ruleCollectionGroups[0].ruleCollections[0].networkRules[1].name
          name: app-2 | name: app-1 | firewallPolicies[0].ruleCollectionGroups[0].ruleCollections[1].applicationRules[1].name
          name: dnat-2 | name: dnat-1 | firewallPolicies[1].ruleCollectionGroups[0].ruleCollections[0].natRules[1].name
          azureFirewalls: | azureFirewalls:\\n    - {name: firewall, subnet: AzureFirewallSubnet} | azureFirewalls[1].name
          name: vpn, | name: er, | virtualNetworkGateways[1].name
          name: branch-2 | name: branch-1 | localNetworkGateways[1].name
          name: to-circuit | name: to-branch | connections[1].name
          name: circuit-2 | name: circuit-1 | expressRouteCircuits[1].name
          name: cloud-2 | name: cloud-1 | vmwarePrivateClouds[1].name
          name: segment-2 | name: segment-1 | vmwarePrivateClouds[0].segments[1].name
          name: vm-2 | name: vm-1 | vmwarePrivateClouds[0].segments[0].workloads[1].name
          name: vip-2 | name: vip-1 | vmwarePrivateClouds[0].loadBalancers[1].name
          name: lb-2 | name: lb-1 | loadBalancers[1].name
          name: front-2 | name: front-1 | loadBalancers[0].frontendIPConfigurations[1].name
          name: pool-2 | name: pool-1 | loadBalancers[0].backendAddressPools[1].name
          name: probe-2 | name: probe-1 | loadBalancers[0].probes[1].name
          name: balance-2 | name: balance-1 | loadBalancers[0].loadBalancingRules[1].name
          name: in-nat-2 | name: in-nat-1 | loadBalancers[0].inboundNatRules[1].name
          name: link-2 | name: link-1 | privateLinkServices[1].name
          [{name: out-1, | [{name: in-1, | dnsResolvers[0].outboundEndpoints[0].name
          name: site, | name: work, | connectedNetworks[0].name
          """)
  void a_name_is_taken_once(String line, String broken, String path) {
    refused(line, broken, path, " is taken");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          resolver-2, virtualNetwork: spoke | resolver-2, virtualNetwork: nowhere | dnsResolvers[1].virtualNetwork | a virtual network
          in-1, subnet: inbound | in-1, subnet: nowhere | dnsResolvers[0].inboundEndpoints[0].subnet | a subnet
          dnsResolverOutboundEndpoints: [resolver-1/out-1], | dnsResolverOutboundEndpoints: [nowhere], | dnsForwardingRulesets[1].dnsResolverOutboundEndpoints[0] | an outbound endpoint
          firewall, subnet: AzureFirewallSubnet | firewall, subnet: nowhere | azureFirewalls[0].subnet | a subnet
          firewall, subnet: AzureFirewallSubnet | firewall, managementSubnet: nowhere, subnet: AzureFirewallSubnet | azureFirewalls[0].managementSubnet | a subnet
          basePolicy: policy-1 | basePolicy: nowhere | firewallPolicies[1].basePolicy | a firewall policy
          [WindowsUpdate] | [nowhere] | firewallPolicies[0].ruleCollectionGroups[0].ruleCollections[1].applicationRules[1].fqdnTags[0] | an FQDN tag
          vpn, subnet: GatewaySubnet | vpn, subnet: nowhere | virtualNetworkGateways[1].subnet | a subnet
          vpn, subnet: GatewaySubnet | vpn, subnet: GatewaySubnet, publicIPAddresses: [nowhere] | virtualNetworkGateways[1].publicIPAddresses[0] | a public IP address
          virtualNetworkGateway: vpn | virtualNetworkGateway: nowhere | connections[0].virtualNetworkGateway | a virtual network gateway
          peer: branch-1, connectionType: ipsec | peer: nowhere, connectionType: vnet2vnet | connections[0].peer | a virtual network gateway
          connectedNetwork: cloud-1 | connectedNetwork: nowhere | expressRouteCircuits[0].connectedNetwork | a connected network or private cloud
          globalReach: [circuit-2] | globalReach: [nowhere] | expressRouteCircuits[0].globalReach[0] | an ExpressRoute circuit
          front-2, subnet: work | front-2, subnet: nowhere | loadBalancers[0].frontendIPConfigurations[1].subnet | a subnet
          front-2, subnet: work | front-2, publicIPAddress: nowhere | loadBalancers[0].frontendIPConfigurations[1].publicIPAddress | a public IP address
          networkInterface: nic-2, frontendPort: 2202 | networkInterface: nowhere, frontendPort: 2202 | loadBalancers[0].inboundNatRules[1].networkInterface | a network interface
          front-1, subnet: work} | front-1, subnet: nowhere} | privateLinkServices[1].subnet | a subnet
          loadBalancer: lb-1, frontendIPConfiguration: front-2 | loadBalancer: lb-1, frontendIPConfiguration: nowhere | privateLinkServices[0].frontendIPConfiguration | a frontend of lb-1
          endpoint-1, subnet: work | endpoint-1, subnet: nowhere | privateEndpoints[0].subnet | a subnet
          service: data, groupIds: [blob] | service: nowhere, groupIds: [blob] | privateEndpoints[0].service | a service
          10.1.0.0/24} | 10.1.0.0/24, natGateway: nowhere} | virtualNetworks[1].subnets[0].natGateway | a NAT gateway
          publicIPAddresses: [nat-ip] | publicIPAddresses: [nowhere] | natGateways[0].publicIPAddresses[0] | a public IP address
          name: nic-2, | name: nic-2, networkSecurityGroup: nowhere, | networkInterfaces[1].networkSecurityGroup | a network security group
          [{subnet: work, privateIPAddress: 10.0.3.11 | [{subnet: nowhere, privateIPAddress: 10.0.3.11 | networkInterfaces[1].ipConfigurations[0].subnet | a subnet
          privateIPAddress: 10.0.3.11 | privateIPAddress: 10.0.3.11, publicIPAddress: nowhere | networkInterfaces[1].ipConfigurations[0].publicIPAddress | a public IP address
          privateIPAddress: 10.0.3.11 | privateIPAddress: 10.0.3.11, applicationSecurityGroups: [nowhere] | networkInterfaces[1].ipConfigurations[0].applicationSecurityGroups[0] | an application security group
          connectedTo: [hub] | connectedTo: [nowhere] | connectedNetworks[0].connectedTo[0] | a virtual network
          """)
  void a_reference_leads_somewhere(String line, String broken, String path, String what) {
    refused(line, broken, path, "\"nowhere\" is not " + what);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          out-1, subnet: outbound | out-1, subnet: inbound | dnsResolvers[0].outboundEndpoints[0].subnet | has an inbound endpoint; each needs a subnet of its own
          in-1, subnet: inbound | in-1, subnet: far | dnsResolvers[0].inboundEndpoints[0].subnet | "far" is a subnet of spoke, and the resolver is in hub
          10.0.5.0/28 | 10.0.5.0/29 | dnsResolvers[0].inboundEndpoints[0].subnet | the subnet of an endpoint is a /28 to a /24
          virtualNetworkLinks: [spoke] | virtualNetworkLinks: [hub] | dnsForwardingRulesets[1].virtualNetworkLinks[0] | "hub" is linked to ruleset "ruleset-1" already
          lab.contoso.com. | CORP.contoso.com. | dnsForwardingRulesets[0].forwardingRules[1].domainName | there is a rule for "CORP.contoso.com." already
          lab.contoso.com., targetDnsServers: [{ipAddress: 192.168.0.53}] | lab.contoso.com., targetDnsServers: [] | dnsForwardingRulesets[0].forwardingRules[1].targetDnsServers | a rule needs a server to ask
          lab.contoso.com., targetDnsServers: [{ipAddress: 192.168.0.53}] | lab.contoso.com., targetDnsServers: [{ipAddress: 192.168.0.53}, {ipAddress: 192.168.0.54, port: 54}] | dnsForwardingRulesets[0].forwardingRules[1].targetDnsServers | different ports
          target: 203.0.113.71 | target: www.contoso.net | trafficManagerProfiles[0].endpoints[0].target | is not an address; the multi-value method answers addresses
          privateIPAddress: 10.0.1.4 | privateIPAddress: 10.0.3.4 | azureFirewalls[0].privateIPAddress | 10.0.3.4 lies outside 10.0.1.0/26
          dnat-2, ipProtocols: [udp] | dnat-2, ipProtocols: [] | firewallPolicies[1].ruleCollectionGroups[0].ruleCollections[0].natRules[1].ipProtocols | is empty: name TCP or UDP
          net-2, ipProtocols: [udp] | net-2, ipProtocols: [] | firewallPolicies[0].ruleCollectionGroups[0].ruleCollections[0].networkRules[1].ipProtocols | is empty: write any
          protocols: [{protocolType: https, port: 443}] | protocols: [] | firewallPolicies[0].ruleCollectionGroups[0].ruleCollections[1].applicationRules[0].protocols | is empty
          {name: circuit-1, | {name: circuit-1, privatePeering: false, | expressRouteCircuits[0].globalReach[0] | Global Reach needs private peering on both circuits; this one has none
          address: 10.30.0.12 | address: 10.30.0.11 | vmwarePrivateClouds[0].segments[0].workloads[1].address | 10.30.0.11 is the address of vm-1 already
          port: 81, tls: false | port: 80, tls: false | vmwarePrivateClouds[0].loadBalancers[1].port | 80 is taken by vip-1 at this address
          members: [vm-2] | members: [] | vmwarePrivateClouds[0].loadBalancers[1].members | is empty
          ports: [81] | ports: [] | vmwarePrivateClouds[0].loadBalancers[1].members[0] | vm-2 answers on no port
          frontendPort: 81, backendPort: 8081 | frontendPort: 0, backendPort: 8081 | loadBalancers[0].loadBalancingRules[1].frontendPort | 0 is not a port within 1 to 65535
          frontendPort: 81, backendPort: 8081 | frontendPort: 65535, backendPort: 65536 | loadBalancers[0].loadBalancingRules[1].backendPort | 65536 is not a port within 1 to 65535
          backendAddressPools: [{name: basics}] | backendAddressPools: [{name: basics}], loadBalancingRules: [{name: ha, frontendIPConfiguration: basic, backendAddressPool: basics, protocol: all, frontendPort: 0, backendPort: 0}] | loadBalancers[1].loadBalancingRules[0].protocol | HA ports need a private frontend of a load balancer of the Standard SKU
          privateIPAddress: 10.0.3.21 | privateIPAddress: 10.0.9.21 | privateEndpoints[1].privateIPAddress | 10.0.9.21 lies outside subnet work
          ipAddress: 203.0.113.9 | ipAddress: 203.0.113.8 | publicIPAddresses[1].ipAddress | 203.0.113.8 is the address of nat-ip already
          remoteVirtualNetwork: hub, useRemoteGateways: true} | remoteVirtualNetwork: hub, useRemoteGateways: true}, {name: to-third, remoteVirtualNetwork: third, useRemoteGateways: true} | virtualNetworks[1].peerings | only one peering of a virtual network uses remote gateways
          remoteVirtualNetwork: hub, useRemoteGateways: true | remoteVirtualNetwork: third, useRemoteGateways: true | virtualNetworks[1].peerings[0].useRemoteGateways | virtual network third has no gateway
          remoteVirtualNetwork: hub, useRemoteGateways: true | remoteVirtualNetwork: spoke | virtualNetworks[1].peerings[0].remoteVirtualNetwork | a virtual network is not peered with itself
          remoteVirtualNetwork: hub, useRemoteGateways: true | remoteVirtualNetwork: hub, useRemoteGateways: true, allowGatewayTransit: true | virtualNetworks[1].peerings[0].allowGatewayTransit | cannot be set together with useRemoteGateways
          nic-2, ipConfigurations: [{subnet: work, privateIPAddress: 10.0.3.11}] | nic-2, ipConfigurations: [] | networkInterfaces[1].ipConfigurations | a network interface has at least one
          privateIPAddress: 10.0.3.11} | privateIPAddress: 10.0.3.11}, {name: more, subnet: apps} | networkInterfaces[1].ipConfigurations[1].subnet | all addresses of a network interface are in one subnet
          sourceAddressPrefixes: [10.0.3.0/24] | sourceAddressPrefixes: [] | networkSecurityGroups[0].securityRules[0].sourceAddressPrefixes | is empty: write '*' for anywhere
          {name: apps, addressPrefix: 10.1.0.0/24} | {name: apps} | virtualNetworks[1].subnets[0] | needs an addressPrefix
          addressPrefixes: [192.168.0.0/24] | addressPrefixes: [] | connectedNetworks[0].addressPrefixes | a connected network needs at least one address prefix
          connectedTo: [hub], | connectedTo: [], | connectedNetworks[0].forwardsDns | needs a virtual network in connectedTo to forward to
          """)
  void what_the_platform_refuses_is_refused_with_its_place(
      String line, String broken, String path, String message) {
    refused(line, broken, path, message);
  }

  private static String repeated(int count, IntFunction<String> one) {
    return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining(", "));
  }

  private static void limit(
      Estate estate,
      String line,
      int most,
      IntFunction<String> one,
      String around,
      String path,
      String message) {
    String allowed = around.formatted(repeated(most, one));
    assertThat(estate.with(line, allowed).network().hosts()).isNotEmpty();
    refused(estate, line, around.formatted(repeated(most + 1, one)), path, message);
  }

  @Test
  void limits_of_networks_and_routes_take_the_last_that_is_allowed() {
    limit(
        ESTATE,
        "dnsServers: []",
        20,
        i -> "10.0.3." + (100 + i),
        "dnsServers: [%s]",
        "virtualNetworks[0].dnsServers",
        "21 are too many; a virtual network has 20 at most");
    limit(
        ESTATE,
        "{name: table-2}",
        400,
        i ->
            "{name: r%d, addressPrefix: 10.%d.%d.0/24, nextHopType: none}"
                .formatted(i, 100 + i / 200, i % 200),
        "{name: table-2, routes: [%s]}",
        "routeTables[1].routes",
        "has 401 routes; at most 400");
    List<String> tags =
        ServiceTags.of(ESTATE.topology()).names().stream()
            .filter(t -> !List.of("VirtualNetwork", "Internet", "AzureLoadBalancer").contains(t))
            .toList();
    limit(
        ESTATE,
        "{name: table-2}",
        25,
        i -> "{name: r%d, addressPrefix: %s, nextHopType: internet}".formatted(i, tags.get(i)),
        "{name: table-2, routes: [%s]}",
        "routeTables[1].routes",
        "has 26 routes for service tags; at most 25");
  }

  @Test
  void limits_of_security_groups_take_the_last_that_is_allowed() {
    limit(
        ESTATE,
        "{name: nsg-2}",
        1000,
        i -> "{name: r%d, priority: %d, direction: inbound, access: allow}".formatted(i, 100 + i),
        "{name: nsg-2, securityRules: [%s]}",
        "networkSecurityGroups[1].securityRules",
        "has 1001 rules; at most 1000");
    limit(
        ESTATE,
        "{name: nsg-2}",
        3999,
        i -> "10.%d.%d.0/24".formatted(i / 200, i % 200),
        "{name: nsg-2, securityRules: [{name: r, priority: 100, direction: inbound, access: allow,"
            + " sourceAddressPrefixes: [%s]}]}",
        "networkSecurityGroups[1].securityRules",
        "have 4001 address prefixes together; at most 4000");
    Estate groups = ESTATE.with("{name: asg-2}", repeated(21, i -> "{name: g" + i + "}"));
    limit(
        groups,
        "privateIPAddress: 10.0.3.11",
        20,
        i -> "g" + i,
        "privateIPAddress: 10.0.3.11, applicationSecurityGroups: [%s]",
        "networkInterfaces[1].ipConfigurations[0].applicationSecurityGroups",
        "has 21 application security groups; an address is in at most 20");
    limit(
        groups,
        "sourceAddressPrefixes: [10.0.3.0/24]",
        10,
        i -> "g" + i,
        "sourceApplicationSecurityGroups: [%s]",
        "networkSecurityGroups[0].securityRules[0].sourceApplicationSecurityGroups",
        "has 11 groups; at most 10");
  }
}
