package dev.plumbline.azure.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Resources that share a subnet. */
class AddressPlanTest {

  private static final String SHARED =
      """
      azure:
        name: shared
        virtualNetworks:
          - {name: vnet, addressSpace: [10.1.0.0/16], subnets: [{name: shared, addressPrefix: 10.1.0.0/24}, {name: gateways, addressPrefix: 10.1.1.0/28}]}
        apiManagement:
          - {name: first, virtualNetworkType: internal, subnet: shared}
          - {name: second, virtualNetworkType: internal, subnet: shared}
        applicationGateways:
      """
          + gateway("third", "10.1.1.4")
          + gateway("fourth", "10.1.1.10");

  private static String gateway(String name, String address) {
    return """
          - name: %s
            subnet: gateways
            enableNetworkIsolation: true
            frontendIPConfigurations: [{name: private, privateIPAddress: %s}]
            frontendPorts: [{name: https, port: 443}]
            httpListeners: [{name: api, frontendIPConfiguration: private, frontendPort: https, hostNames: [api.contoso.net]}]
            backendAddressPools: [{name: apim, backendAddresses: [10.1.0.6]}]
            probes: [{name: probe, host: api.contoso.net}]
            backendHttpSettings: [{name: settings, probe: probe}]
            requestRoutingRules: [{name: rule, priority: 1, httpListener: api, backendAddressPool: apim, backendHttpSettings: settings}]
        """
        .formatted(name, address)
        .indent(2);
  }

  @Test
  void no_two_of_them_have_one_address() {
    assertThat(addresses("first")).containsExactly("10.1.0.5", "10.1.0.4");
    assertThat(addresses("second")).containsExactly("10.1.0.7", "10.1.0.6");
    assertThat(addresses("third")).containsExactly("10.1.1.5", "10.1.1.4");
    assertThat(addresses("fourth")).containsExactly("10.1.1.6", "10.1.1.10");
  }

  @Test
  void probes_of_one_name_are_told_apart_by_their_gateway() {
    assertThat(read(SHARED).hosts())
        .flatExtracting(Network.Host::upstreams)
        .extracting(upstream -> upstream.probe().name())
        .containsExactly("third/probe", "fourth/probe");
  }

  @Test
  void a_subnet_with_too_few_addresses_for_them_is_refused() {
    String crowded =
        SHARED
            .replace("10.1.0.0/24", "10.1.0.0/29")
            .replace("first,", "first, sku: premium,")
            .replace("second,", "second, sku: premium,")
            .replace(
                "  applicationGateways:",
                "    - {name: fifth, virtualNetworkType: internal, subnet: shared}\n  applicationGateways:");
    assertThatThrownBy(() -> read(crowded))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining(
            "10.1.0.0/29 has 3 usable addresses; what stands in subnet shared needs 8");
  }

  private static List<String> addresses(String host) {
    return read(SHARED).hosts().stream()
        .filter(h -> h.name().equals(host))
        .flatMap(h -> h.addresses().stream())
        .map(InetAddress::getHostAddress)
        .toList();
  }

  private static Network read(String topology) {
    return Networks.read(Source.of("topology.yaml", topology)).value();
  }
}
