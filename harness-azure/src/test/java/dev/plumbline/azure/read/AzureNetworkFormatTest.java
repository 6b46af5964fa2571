package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureNetworkFormatTest {

  /** A topology with one of everything; each test breaks one line of it. */
  private static final String TOPOLOGY =
      """
      azure:
        name: contoso
        virtualNetworks:
          - name: vnet
            addressSpace: [10.1.0.0/16]
            subnets:
              - {name: apim-subnet, addressPrefix: 10.1.0.0/24, networkSecurityGroup: apim-nsg}
              - {name: gateway-subnet, addressPrefix: 10.1.1.0/24}
        connectedNetworks:
          - {name: on-premises, addressPrefixes: [192.168.0.0/24], connectedTo: [vnet], forwardsDns: true}
        networkSecurityGroups:
          - name: apim-nsg
            securityRules:
              - {name: one, priority: 100, direction: inbound, access: allow, sourceAddressPrefixes: [Internet]}
              - {name: two, priority: 110, direction: inbound, access: deny, sourceAddressPrefixes: [10.2.0.0/16]}
        publicIPAddresses:
          - {name: gateway-ip, ipAddress: 203.0.113.10, fqdn: contoso.westeurope.cloudapp.azure.com}
        privateDnsZones:
          - name: azure-api.net
            virtualNetworkLinks: [{virtualNetwork: vnet}]
            records: [contoso A 10.1.0.5]
        apiManagement:
          - {name: contoso, virtualNetworkType: internal, subnet: apim-subnet, apis: [{path: /echo}]}
        applicationGateways:
          - name: gateway
            subnet: gateway-subnet
            frontendIPConfigurations: [{name: public, publicIPAddress: gateway-ip}]
            frontendPorts: [{name: https, port: 443}]
            httpListeners:
              - {name: api, frontendIPConfiguration: public, frontendPort: https, hostNames: [api.contoso.net]}
              - {name: portal, frontendIPConfiguration: public, frontendPort: https, hostNames: [portal.contoso.net]}
            backendAddressPools: [{name: apim, backendAddresses: [10.1.0.5]}]
            probes: [{name: probe, host: api.contoso.net, path: /status}]
            backendHttpSettings: [{name: settings, probe: probe}]
            urlPathMaps:
              - name: paths
                pathRules: [{name: external, paths: [/external/*], backendAddressPool: apim, backendHttpSettings: settings}]
            requestRoutingRules:
              - {name: api-rule, priority: 1, httpListener: api, urlPathMap: paths}
              - {name: portal-rule, priority: 2, httpListener: portal, backendAddressPool: apim, backendHttpSettings: settings}
      """;

  @Test
  void a_topology_without_fault_becomes_a_network() {
    Network network = Networks.read(Source.of("topology.yaml", TOPOLOGY)).value();
    assertThat(network.segments())
        .extracting(Network.Segment::name)
        .containsExactly(
            "internet", "azure-platform", "apim-subnet", "gateway-subnet", "on-premises");
    assertThat(network.hosts()).extracting(Network.Host::name).contains("contoso", "gateway");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          addressPrefix: 10.1.1.0/24 | addressPrefix: 10.3.0.0/24 | virtualNetworks[0].subnets[1].addressPrefix | 10.3.0.0/24 lies outside the address space [10.1.0.0/16]
          addressPrefix: 10.1.1.0/24 | addressPrefix: 10.1.0.128/25 | virtualNetworks[0].subnets[1].addressPrefix | 10.1.0.128/25 overlaps subnet apim-subnet (10.1.0.0/24)
          name: gateway-subnet | name: apim-subnet | virtualNetworks[0].subnets[1].name | "apim-subnet" is taken
          networkSecurityGroup: apim-nsg | networkSecurityGroup: apim-nsq | virtualNetworks[0].subnets[0].networkSecurityGroup | "apim-nsq" is not a network security group; allowed: apim-nsg; did you mean "apim-nsg"?
          connectedTo: [vnet] | connectedTo: [vnt] | connectedNetworks[0].connectedTo[0] | "vnt" is not a virtual network; allowed: vnet; did you mean "vnet"?
          priority: 110 | priority: 100 | networkSecurityGroups[0].securityRules[1].priority | 100 is taken by another rule of this direction
          priority: 110 | priority: 4097 | networkSecurityGroups[0].securityRules[1].priority | 4097 is not within 100 to 4096
          [Internet] | [Storrage] | networkSecurityGroups[0].securityRules[0].sourceAddressPrefixes[0] | "Storrage" is neither an address prefix nor a known service tag; did you mean "Storage"? (a tag that is not built in needs its prefixes under serviceTags)
          contoso.westeurope.cloudapp.azure.com | contoso.example | publicIPAddresses[0].fqdn | "contoso.example" is not of the form label.region.cloudapp.azure.com
          virtualNetworkLinks: [{virtualNetwork: vnet}] | virtualNetworkLinks: [{virtualNetwork: hub}] | privateDnsZones[0].virtualNetworkLinks[0].virtualNetwork | "hub" is not a virtual network; allowed: vnet
          virtualNetworkType: internal | {virtualNetworkType: internal, publicIPAddress: gateway} | apiManagement[0].publicIPAddress | "gateway" is not a public IP address; allowed: gateway-ip; did you mean "gateway-ip"?
          virtualNetworkType: internal | {virtualNetworkType: internal, privateIPAddress: 10.1.1.9} | apiManagement[0].privateIPAddress | 10.1.1.9 lies outside subnet apim-subnet (10.1.0.0/24)
          path: /echo | path: echo | apiManagement[0].apis[0].path | "echo" must start with / and not end with it
          publicIPAddress: gateway-ip | publicIPAddress: gateway | applicationGateways[0].frontendIPConfigurations[0].publicIPAddress | "gateway" is not a public IP address; allowed: gateway-ip; did you mean "gateway-ip"?
          hostNames: [portal.contoso.net] | hostNames: [] | applicationGateways[0].httpListeners[1].certificateNames | a basic https listener needs the names of its certificate
          probe: probe | probe: prob | applicationGateways[0].backendHttpSettings[0].probe | "prob" is not a probe; allowed: probe; did you mean "probe"?
          host: api.contoso.net | pickHostNameFromBackendHttpSettings: false | applicationGateways[0].probes[0] | needs exactly one of host and pickHostNameFromBackendHttpSettings
          host: api.contoso.net | pickHostNameFromBackendHttpSettings: true | applicationGateways[0].backendHttpSettings[0] | probe probe picks its host from these settings, which have none (ApplicationGatewayBackendHttpSettingsIncompatibleProbeSettingPickHostName); set hostName
          paths: [/external/*] | paths: [/exter*nal] | applicationGateways[0].urlPathMaps[0].pathRules[0].paths | "/exter*nal" must start with /, have * only at its end, and no ? or #
          httpListener: portal, | httpListener: api, | applicationGateways[0].requestRoutingRules[1].httpListener | listener api is used by another rule; each takes one
          priority: 2, | priority: 1, | applicationGateways[0].requestRoutingRules[1].priority | 1 is taken by another rule
          priority: 2, | | applicationGateways[0].requestRoutingRules[1].priority | is required by sku v2: 1 to 20000, unique
          records: [contoso A 10.1.0.5] | records: [contoso A 10.1.0.999] | privateDnsZones[0].records[0] | "contoso A 10.1.0.999" is not a record such as api A 10.1.0.5: Invalid address: 10.1.0.999
          name: gateway-subnet | name: azure-platform | virtualNetworks[0].subnets[1].name | "azure-platform" is taken by the platform
          port: 443 | port: 65200 | applicationGateways[0].frontendPorts[0].port | 65200 is not a port of sku v2: 1 to 64999, except 53
          backendAddresses: [10.1.0.5] | backendAddresses: ['https://apim'] | applicationGateways[0].backendAddressPools[0].backendAddresses[0] | "https://apim" is neither a host name nor an address; it has no scheme, port or path
          ipAddress: 203.0.113.10 | ipAddress: 10.1.0.77 | publicIPAddresses[0].ipAddress | 10.1.0.77 lies in 10.1.0.0/16 of virtual network vnet; a public address lies in no private network
          name: contoso, virtualNetworkType: internal | name: gateway, virtualNetworkType: internal | applicationGateways[0].name | "gateway" is taken by an API Management service; names differ by more than their case
          [192.168.0.0/24] | [10.1.0.0/25] | connectedNetworks[0].addressPrefixes[0] | 10.1.0.0/25 overlaps 10.1.0.0/24 of subnet apim-subnet
          hostNames: [portal.contoso.net] | hostNames: [API.contoso.net] | applicationGateways[0].httpListeners[1].hostNames[0] | listener api on the same address and port takes API.contoso.net already
          hostNames: [portal.contoso.net] | hostNames: [portal.*.*.*.net] | applicationGateways[0].httpListeners[1].hostNames[0] | "portal.*.*.*.net" is not a host name such as api.contoso.net, or a pattern: letters, digits, - and points, with * (at most one in a label, two in all) and ? (four of both in all, none beside another)
          hostNames: [portal.contoso.net] | hostNames: [portal-*.contoso.net] | applicationGateways[0].httpListeners[1].certificateNames | no certificate can carry portal-*.contoso.net; name what it carries
          path: /status} | path: /status, interval: 0s} | applicationGateways[0].probes[0].interval | not a whole number of seconds within 1 to 86400
          path: /status} | path: /status, unhealthyThreshold: 21} | applicationGateways[0].probes[0].unhealthyThreshold | 21 is not within 1 to 20
          urlPathMap: paths | urlPathMap: paths, backendAddressPool: apim | applicationGateways[0].requestRoutingRules[0] | needs backendAddressPool with backendHttpSettings, or redirectConfiguration alone, or urlPathMap alone
          """)
  void what_the_platform_would_refuse_is_said_with_its_place(
      String line, String broken, String path, String message) {
    String change =
        broken == null
            ? ""
            : broken.startsWith("{") ? broken.substring(1, broken.length() - 1) : broken;
    assertThat(TOPOLOGY).contains(line);
    DescriptorException refused =
        catchThrowableOfType(
            DescriptorException.class,
            () -> Networks.read(Source.of("topology.yaml", TOPOLOGY.replace(line, change))));
    assertThat(refused).as("a topology with \"%s\" was taken", change).isNotNull();
    assertThat(refused.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo("azure." + path);
              assertThat(problem.message()).isEqualTo(message);
              assertThat(problem.line()).isPositive();
            });
  }
}
