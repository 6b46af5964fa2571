package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.descriptor.DescriptorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the platform refuses of firewalls, gateways, circuits, private clouds, load balancers. */
class RefusedTest {

  /** An estate with one of everything; each test breaks one line of it. */
  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: all
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: GatewaySubnet, addressPrefix: 10.0.0.0/27, routeTable: from-site}
                  - {name: AzureFirewallSubnet, addressPrefix: 10.0.1.0/26}
                  - {name: AzureFirewallManagementSubnet, addressPrefix: 10.0.2.0/26}
                  - {name: AzureBastionSubnet, addressPrefix: 10.0.4.0/26}
                  - {name: work, addressPrefix: 10.0.3.0/24}
                peerings: [{name: to-spoke, remoteVirtualNetwork: spoke, allowGatewayTransit: true}]
              - name: spoke
                addressSpace: [10.1.0.0/16]
                subnets: [{name: apps, addressPrefix: 10.1.0.0/24}]
                peerings: [{name: to-hub, remoteVirtualNetwork: hub, useRemoteGateways: true}]
            routeTables:
              - {name: from-site, routes: [{name: work, addressPrefix: 10.0.3.0/24, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}]}
              - {name: tunnel, routes: [{name: all, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.3.9}]}
              - {name: loop, routes: [{name: all, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.1.4}]}
              - {name: out, routes: [{name: all, addressPrefix: 0.0.0.0/0, nextHopType: internet}]}
            networkSecurityGroups:
              - {name: open}
              - name: bastion
                securityRules:
                  - {name: in-manager, priority: 100, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [GatewayManager], destinationPortRanges: [443]}
                  - {name: to-machines, priority: 100, direction: outbound, access: allow, protocol: tcp, destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [22, 3389]}
                  - {name: to-azure, priority: 110, direction: outbound, access: allow, protocol: tcp, destinationAddressPrefixes: [AzureCloud], destinationPortRanges: [443]}
                  - {name: no-other, priority: 4096, direction: outbound, access: deny}
            publicIPAddresses:
              - {name: firewall-ip, ipAddress: 203.0.113.9}
              - {name: vpn-ip, ipAddress: 203.0.113.10}
            azureFirewalls:
              - {name: firewall, subnet: AzureFirewallSubnet, publicIPAddresses: [firewall-ip], firewallPolicy: policy}
            firewallPolicies:
              - name: base
              - name: policy
                basePolicy: base
                ruleCollectionGroups:
                  - name: one
                    priority: 200
                    ruleCollections:
                      - {name: a, priority: 300, networkRules: [{name: r, ipProtocols: [tcp], sourceAddresses: ['*'], destinationAddresses: [Sql]}]}
                      - {name: b, priority: 400, applicationRules: [{name: r, sourceAddresses: ['*'], targetFqdns: ['*.contoso.net'], protocols: [{protocolType: https, port: 443}]}]}
                  - name: two
                    priority: 210
                    ruleCollections:
                      - {name: c, priority: 300, natRules: [{name: r, ipProtocols: [tcp], sourceAddresses: ['*'], destinationAddress: 203.0.113.9, destinationPort: 80, translatedAddress: 10.0.3.4, translatedPort: 80}]}
            virtualNetworkGateways:
              - {name: er, subnet: GatewaySubnet, gatewayType: express-route}
              - {name: vpn, subnet: GatewaySubnet, gatewayType: vpn, publicIPAddresses: [vpn-ip]}
            localNetworkGateways: [{name: branch, addressPrefixes: [172.16.0.0/24]}]
            connections:
              - {name: to-branch, virtualNetworkGateway: vpn, peer: branch, connectionType: ipsec}
              - {name: to-site, virtualNetworkGateway: er, peer: site-circuit, connectionType: express-route}
            expressRouteCircuits:
              - {name: site-circuit, connectedNetwork: on-premises, globalReach: [other-circuit]}
              - {name: other-circuit, privatePeering: true}
            connectedNetworks:
              - name: on-premises
                addressPrefixes: [192.168.0.0/24]
                firewall: {address: 192.168.0.1}
                hosts: [{name: server, address: 192.168.0.10}]
            vmwarePrivateClouds:
              - name: avs
                networkBlock: 10.20.0.0/22
                segments:
                  - {name: workload, prefix: 10.30.0.0/24, workloads: [{name: vm-1, address: 10.30.0.11, ports: [80]}]}
                loadBalancers: [{name: vip, virtualIP: 10.31.0.9, members: [vm-1], hostNames: [api.contoso.net]}]
            networkInterfaces: [{name: machine, ipConfigurations: [{subnet: work}]}]
            loadBalancers:
              - name: lb
                frontendIPConfigurations: [{name: front, subnet: work}]
                backendAddressPools: [{name: pool, networkInterfaces: [machine]}]
                probes: [{name: probe, port: 80}]
                loadBalancingRules:
                  - {name: first, frontendIPConfiguration: front, backendAddressPool: pool, frontendPort: 80, backendPort: 80, probe: probe}
                  - {name: second, frontendIPConfiguration: front, backendAddressPool: pool, frontendPort: 81, backendPort: 80}
            privateLinkServices: [{name: link, loadBalancer: lb, frontendIPConfiguration: front, subnet: work}]
          """);

  @Test
  void an_estate_without_fault_becomes_a_network() {
    assertThat(ESTATE.network().hosts())
        .extracting(h -> h.name())
        .contains(
            "firewall", "er", "vpn", "server", "on-premises-edge", "vm-1", "vip", "lb", "link");
  }

  @Test
  void reserved_names_of_subnets_are_known_without_regard_to_case() {
    Estate lower =
        ESTATE
            .with("name: GatewaySubnet", "name: gatewaysubnet")
            .with("er, subnet: GatewaySubnet", "er, subnet: gatewaysubnet")
            .with("vpn, subnet: GatewaySubnet", "vpn, subnet: gatewaysubnet")
            .with("name: AzureFirewallSubnet", "name: azurefirewallsubnet")
            .with("firewall, subnet: AzureFirewallSubnet", "firewall, subnet: azurefirewallsubnet");

    assertThat(lower.network().hosts()).extracting(h -> h.name()).contains("firewall", "er", "vpn");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          firewall, subnet: AzureFirewallSubnet | firewall, subnet: work | azureFirewalls[0].subnet | is work; a firewall stands in a subnet named AzureFirewallSubnet
          10.0.1.0/26 | 10.0.1.0/27 | azureFirewalls[0].subnet | 10.0.1.0/27 is too small: AzureFirewallSubnet needs a /26 or larger
          publicIPAddresses: [firewall-ip] | publicIPAddresses: [firewal-ip] | azureFirewalls[0].publicIPAddresses[0] | "firewal-ip" is not a public IP address; allowed: firewall-ip, vpn-ip; did you mean "firewall-ip"?
          publicIPAddresses: [vpn-ip] | publicIPAddresses: [firewall-ip] | virtualNetworkGateways[1].publicIPAddresses[0] | firewall-ip is in use by firewall already
          firewallPolicy: policy | firewallPolicy: polices | azureFirewalls[0].firewallPolicy | "polices" is not a firewall policy; allowed: base, policy; did you mean "policy"?
          firewallPolicy: policy | firewallPolicy: policy, ruleCollections: [{name: x, priority: 100}] | azureFirewalls[0].ruleCollections | a firewall with a policy has no rules of its own: move them to policy policy
          - name: base | - {name: base, basePolicy: policy} | firewallPolicies[0].basePolicy | the parents of base go round in a circle
          priority: 210 | priority: 200 | firewallPolicies[1].ruleCollectionGroups[1].priority | 200 is taken by another rule collection group
          priority: 210 | priority: 99 | firewallPolicies[1].ruleCollectionGroups[1].priority | 99 is not within 100 to 65000
          priority: 400 | priority: 300 | firewallPolicies[1].ruleCollectionGroups[0].ruleCollections[1].priority | 300 is taken by another rule collection of the group
          priority: 400 | priority: 65001 | firewallPolicies[1].ruleCollectionGroups[0].ruleCollections[1].priority | 65001 is not within 100 to 65000
          b, priority: 400 | b, priority: 400, networkRules: [{name: n, ipProtocols: [tcp], destinationAddresses: ['*']}] | firewallPolicies[1].ruleCollectionGroups[0].ruleCollections[1] | has rules of several kinds; the rules of one collection are all DNAT, all network or all application rules
          c, priority: 300 | c, priority: 300, action: deny | firewallPolicies[1].ruleCollectionGroups[1].ruleCollections[0].action | DNAT rules cannot deny
          destinationAddress: 203.0.113.9 | destinationAddress: 203.0.113.8 | firewallPolicies[1].ruleCollectionGroups[1].ruleCollections[0].natRules[0].destinationAddress | 203.0.113.8 is no address of the firewall; it has 203.0.113.9, 10.0.1.4
          translatedAddress: 10.0.3.4, | | firewallPolicies[1].ruleCollectionGroups[1].ruleCollections[0].natRules[0] | needs either translatedAddress or translatedFqdn
          destinationAddresses: [Sql] | destinationAddresses: [Sqll] | firewallPolicies[1].ruleCollectionGroups[0].ruleCollections[0].networkRules[0].destinationAddresses[0] | "Sqll" is neither an address prefix nor a known service tag; did you mean "Sql"? (a tag that is not built in needs its prefixes under serviceTags)
          destinationAddresses: [Sql] | destinationAddresses: [] | firewallPolicies[1].ruleCollectionGroups[0].ruleCollections[0].networkRules[0] | needs destinationAddresses or destinationFqdns: write '*' for anywhere
          targetFqdns: ['*.contoso.net'] | targetFqdns: ['api.*.net'] | firewallPolicies[1].ruleCollectionGroups[0].ruleCollections[1].applicationRules[0].targetFqdns[0] | "api.*.net": '*' stands only at the beginning of a name, or alone
          targetFqdns: ['*.contoso.net'] | targetFqdns: [] | firewallPolicies[1].ruleCollectionGroups[0].ruleCollections[1].applicationRules[0] | needs targetFqdns or fqdnTags: write '*' for every name
          10.0.0.0/27 | 10.0.0.0/30 | virtualNetworks[0].subnets[0].addressPrefix | 10.0.0.0/30 is too small: five addresses of each subnet are the platform's
          AzureFirewallSubnet, addressPrefix: 10.0.1.0/26 | AzureFirewallSubnet, addressPrefix: 10.0.1.0/26, networkSecurityGroup: open | virtualNetworks[0].subnets[1].networkSecurityGroup | a AzureFirewallSubnet has no network security group: the platform disables it there
          AzureFirewallSubnet, addressPrefix: 10.0.1.0/26 | AzureFirewallSubnet, addressPrefix: 10.0.1.0/26, routeTable: tunnel | virtualNetworks[0].subnets[1].routeTable | route all leads 0.0.0.0/0 elsewhere than to the internet; forced tunnelling needs a firewall with a management interface (managementSubnet)
          10.0.1.0/26}| 10.0.1.0/26, routeTable: loop} | virtualNetworks[0].subnets[1].routeTable | route all leads 0.0.0.0/0 to the firewall itself
          10.0.2.0/26} | 10.0.2.0/26, routeTable: tunnel} | virtualNetworks[0].subnets[2].routeTable | route all leads 0.0.0.0/0 elsewhere than to the internet; the management interface of a firewall needs the internet
          firewallPolicy: policy | firewallPolicy: policy, managementSubnet: work | azureFirewalls[0].managementSubnet | is work; the management interface of a firewall stands in a subnet named AzureFirewallManagementSubnet
          10.0.4.0/26} | 10.0.4.0/26, routeTable: out} | virtualNetworks[0].subnets[3].routeTable | user-defined routes are not supported in a AzureBastionSubnet
          er, subnet: GatewaySubnet | er, subnet: work | virtualNetworkGateways[0].subnet | is work; a virtual network gateway stands in a subnet named GatewaySubnet
          gatewayType: vpn, | gatewayType: express-route, | virtualNetworkGateways[1].gatewayType | virtual network hub has ExpressRoute gateway er already; it takes one of each type
          name: from-site, | name: from-site, disableBgpRoutePropagation: true, | virtualNetworks[0].subnets[0].routeTable | route table from-site disables BGP route propagation; in a GatewaySubnet the gateway would not work
          addressPrefix: 10.0.3.0/24, nextHop | addressPrefix: 0.0.0.0/0, nextHop | virtualNetworks[0].subnets[0].routeTable | route table from-site has a route for 0.0.0.0/0; in a GatewaySubnet the gateway would not work
          virtualNetworkGateway: vpn | virtualNetworkGateway: er | connections[0].connectionType | a connection of type IPsec needs a VPN gateway; er is of type ExpressRoute
          virtualNetworkGateway: er | virtualNetworkGateway: vpn | connections[1].connectionType | a connection of type ExpressRoute needs an ExpressRoute gateway; vpn is of type VPN
          peer: branch | peer: brnch | connections[0].peer | "brnch" is not a local network gateway; allowed: branch; did you mean "branch"?
          peer: site-circuit | peer: no-circuit | connections[1].peer | "no-circuit" is not an ExpressRoute circuit; allowed: avs-circuit, other-circuit, site-circuit; did you mean "avs-circuit"?
          privatePeering: true | privatePeering: false | expressRouteCircuits[0].globalReach[0] | Global Reach needs private peering on both circuits; other-circuit has none
          globalReach: [other-circuit] | globalReach: [site-circuit] | expressRouteCircuits[0].globalReach[0] | a circuit is not joined with itself
          address: 192.168.0.10 | address: 192.168.1.10 | connectedNetworks[0].hosts[0].address | 192.168.1.10 lies outside [192.168.0.0/24]
          address: 192.168.0.10 | address: 192.168.0.53 | connectedNetworks[0].hosts[0].address | 192.168.0.53 is the address of its resolver already
          networkBlock: 10.20.0.0/22 | networkBlock: 10.20.0.0/23 | vmwarePrivateClouds[0].networkBlock | 10.20.0.0/23 is not a /22, which a private cloud's management takes
          networkBlock: 10.20.0.0/22 | networkBlock: 10.0.0.0/22 | vmwarePrivateClouds[0].networkBlock | 10.0.0.0/22 overlaps 10.0.0.0/16 of virtual network hub
          prefix: 10.30.0.0/24 | prefix: 192.168.0.0/25 | vmwarePrivateClouds[0].segments[0].prefix | 192.168.0.0/25 overlaps 192.168.0.0/24 of network on-premises
          address: 10.30.0.11 | address: 10.30.1.11 | vmwarePrivateClouds[0].segments[0].workloads[0].address | 10.30.1.11 lies outside 10.30.0.0/24
          virtualIP: 10.31.0.9 | virtualIP: 10.30.0.11 | vmwarePrivateClouds[0].loadBalancers[0].virtualIP | 10.30.0.11 is the address of vm-1 already
          virtualIP: 10.31.0.9 | virtualIP: 10.0.3.99 | vmwarePrivateClouds[0].loadBalancers[0].virtualIP | 10.0.3.99/32 overlaps 10.0.0.0/16 of virtual network hub
          members: [vm-1] | members: [vm-2] | vmwarePrivateClouds[0].loadBalancers[0].members[0] | "vm-2" is not a machine of this private cloud; allowed: vm-1; did you mean "vm-1"?
          members: [vm-1] | members: [vm-1], memberPort: 81 | vmwarePrivateClouds[0].loadBalancers[0].members[0] | vm-1 does not answer on 81, only on [80]
          hostNames: [api.contoso.net] | hostNames: [] | vmwarePrivateClouds[0].loadBalancers[0].hostNames | is empty: TLS needs the names of the certificate, or write tls: false
          name: front, subnet: work | name: front | loadBalancers[0].frontendIPConfigurations[0] | needs either a subnet or a publicIPAddress
          networkInterfaces: [machine] | networkInterfaces: [machin] | loadBalancers[0].backendAddressPools[0].networkInterfaces[0] | "machin" is not a network interface; allowed: machine; did you mean "machine"?
          frontendPort: 81 | frontendPort: 80 | loadBalancers[0].loadBalancingRules[1].frontendPort | 80 of frontend front is taken by rule first already
          frontendPort: 81 | frontendPort: 81, protocol: all | loadBalancers[0].loadBalancingRules[1].frontendPort | protocol all is for every port: both ports are 0 (HA ports)
          probe: probe | probe: prob | loadBalancers[0].loadBalancingRules[0].probe | "prob" is not a probe; allowed: probe; did you mean "probe"?
          loadBalancer: lb, | loadBalancer: bl, | privateLinkServices[0].loadBalancer | "bl" is not a load balancer; allowed: lb; did you mean "lb"?
          - name: lb | - name: lb\\n      sku: basic | privateLinkServices[0].loadBalancer | lb is not of the Standard SKU, which Private Link needs
          """)
  void what_the_platform_refuses_is_refused_with_its_place_and_the_reason(
      String line, String broken, String path, String message) {
    Estate changed = ESTATE.with(line, broken == null ? "" : broken.replace("\\n", "\n"));
    DescriptorException refused = catchThrowableOfType(DescriptorException.class, changed::network);
    assertThat(refused).as("nothing refused").isNotNull();
    assertThat(refused.problems())
        .extracting(p -> p.path() + ": " + p.message())
        .contains("azure." + path + ": " + message);
  }

  @Test
  void a_firewall_with_a_management_interface_may_be_tunnelled_itself() {
    Estate tunnelled =
        ESTATE
            .with(
                "firewallPolicy: policy}",
                "firewallPolicy: policy, managementSubnet: AzureFirewallManagementSubnet}")
            .with("10.0.1.0/26}", "10.0.1.0/26, routeTable: tunnel}")
            .with("10.0.2.0/26}", "10.0.2.0/26, routeTable: out}");

    assertThat(tunnelled.network().hosts()).extracting(h -> h.name()).contains("firewall");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[GatewayManager], destinationPortRanges: [443] | [GatewayManager], destinationPortRanges: [444] | 443 from GatewayManager",
        "[AzureCloud], destinationPortRanges: [443] | [AzureCloud.westeurope], destinationPortRanges: [443] | 443 to AzureCloud",
        "destinationPortRanges: [22, 3389] | destinationPortRanges: [3389] | 22 to VirtualNetwork",
        "destinationPortRanges: [22, 3389] | destinationPortRanges: [22] | 3389 to VirtualNetwork"
      })
  void a_group_of_a_bastion_subnet_needs_the_rules_that_the_platform_wants(
      String line, String broken, String needed) {
    Estate estate = ESTATE.with("10.0.4.0/26}", "10.0.4.0/26, networkSecurityGroup: bastion}");
    assertThat(estate.network().hosts()).isNotEmpty();

    Estate changed = estate.with(line, broken);
    DescriptorException refused = catchThrowableOfType(DescriptorException.class, changed::network);
    assertThat(refused).as("nothing refused").isNotNull();
    assertThat(refused.problems())
        .extracting(p -> p.path() + ": " + p.message())
        .singleElement()
        .asString()
        .startsWith(
            "azure.virtualNetworks[0].subnets[3].networkSecurityGroup: a network security group of a"
                + " AzureBastionSubnet must allow "
                + needed);
  }
}
