package dev.plumbline.azure.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** README's table of what is refused of networks and application gateways: each row happens. */
class RefusalsInReadmeTest {

  /**
   * A row of the table.
   *
   * @param refused what is refused
   * @param because what the message says of it
   * @param line what stands in the topology
   * @param broken what stands there instead
   */
  private record Row(String refused, String because, String line, String broken) {}

  private static final String SETTINGS = "path: /v1/";
  private static final String PROBE = "host: www.contoso.net}";
  private static final String NETWORK = "addressSpace: [10.1.0.0/16]";
  private static final String SUBNET = "{name: web-subnet, addressPrefix: 10.1.2.0/24}";

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "subnets of one virtual network that overlap",
              "overlaps",
              SUBNET,
              "{name: web-subnet, addressPrefix: 10.1.1.128/25}"),
          new Row(
              "a peering of virtual networks whose address spaces overlap",
              "overlaps",
              NETWORK,
              NETWORK
                  + "\n      peerings: [{name: to-spoke, remoteVirtualNetwork: spoke}]"
                  + "\n    - name: spoke\n      addressSpace: [10.1.4.0/24]"
                  + "\n    - name: further\n      addressSpace: [10.1.0.0/16]"),
          new Row(
              "two rules of one priority in one direction",
              "is taken by another rule of this direction",
              "[{name: none}]",
              "[{name: none, securityRules: ["
                  + "{name: a, priority: 100, direction: inbound, access: allow},"
                  + "{name: b, priority: 100, direction: inbound, access: deny}]}]"),
          new Row(
              "other resources, or gateways of the other generation, in a gateway's subnet",
              "the subnet of an application gateway is for application gateways of one generation"
                  + " only",
              "{subnet: web-subnet,",
              "{subnet: gateway-subnet,"),
          new Row(
              "a network security group that keeps GatewayManager from a subnet of v2",
              "ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup",
              "{name: gateway-subnet, addressPrefix: 10.1.1.0/24}",
              "{name: gateway-subnet, addressPrefix: 10.1.1.0/24, networkSecurityGroup: none}"),
          new Row(
              "a private frontend of v2 alone, without network isolation",
              "sku v2 needs a public frontend, unless the gateway was made with network isolation",
              "        - {name: public, publicIPAddress: gateway-ip}\n",
              ""),
          new Row(
              "a public IP address for v2 that is dynamic or of the Basic SKU",
              "is not a static address of sku Standard, which sku v2 needs",
              "ipAddress: 203.0.113.10",
              "ipAddress: 203.0.113.10, sku: basic"),
          new Row(
              "a listener that two rules use",
              "is used by another rule; each takes one",
              "httpListener: wild,",
              "httpListener: web,"),
          new Row(
              "a rule of v2 without a priority, or with that of another",
              "is taken by another rule",
              "priority: 3",
              "priority: 2"),
          new Row(
              "several host names or a wildcard in v1",
              "several names and wildcards need sku v2",
              "sku: waf-v2",
              "sku: waf-medium"),
          new Row(
              "a redirection to a listener of several names or a wildcard",
              "takes several names or a wildcard, and cannot be redirected to",
              "targetListener: any",
              "targetListener: wild"),
          new Row(
              "a path pattern with * elsewhere than at its end",
              "must start with /, have * only at its end, and no ? or #",
              "['/a*']",
              "['/*/a']"),
          new Row(
              "a probe with both a host and the host of its settings, or neither",
              "needs exactly one of host and pickHostNameFromBackendHttpSettings",
              PROBE,
              "host: www.contoso.net, pickHostNameFromBackendHttpSettings: true}"),
          new Row(
              "a probe that picks the host of settings which have none",
              "ApplicationGatewayBackendHttpSettingsIncompatibleProbeSettingPickHostName",
              PROBE,
              "pickHostNameFromBackendHttpSettings: true}"),
          new Row(
              "settings with both a host name and the backend's",
              "hostName and pickHostNameFromBackendAddress exclude each other",
              SETTINGS,
              "hostName: www.contoso.net, pickHostNameFromBackendAddress: true"),
          new Row(
              "trusted roots in v1, authentication certificates in v2",
              "needs sku v1; sku v2 has trustedRootCertificates",
              SETTINGS,
              "authenticationCertificates: [leaf]"),
          new Row(
              "a web application firewall in a tier without one",
              "needs sku WAF_v2",
              "sku: waf-v2",
              "sku: standard-v2"),
          new Row(
              "a web application firewall policy that is nowhere described",
              "is not a web application firewall policy",
              "hostNames: ['*.contoso.net']",
              "hostNames: ['*.contoso.net'], firewallPolicy: elsewhere"),
          new Row(
              "a network security group at AzureFirewallSubnet",
              "has no network security group: the platform disables it there",
              SUBNET,
              SUBNET
                  + "\n        - {name: AzureFirewallSubnet, addressPrefix: 10.1.3.0/26,"
                  + " networkSecurityGroup: none}"),
          new Row(
              "a route table at AzureBastionSubnet",
              "user-defined routes are not supported in a AzureBastionSubnet",
              SUBNET,
              SUBNET
                  + "\n        - {name: AzureBastionSubnet, addressPrefix: 10.1.3.0/26,"
                  + " routeTable: any}"));

  static Stream<Row> rows() {
    return ROWS.stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void what_is_refused_is_refused_for_that_reason(Row row) {
    assertThat(topology()).contains(row.line());
    assertThatThrownBy(() -> read(topology().replace(row.line(), row.broken())))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining(row.because());
  }

  @Test
  void the_topology_is_fine_without_a_change() {
    read(topology());
  }

  @Test
  void readme_has_the_table() throws IOException {
    StringBuilder table = new StringBuilder("| refused | the message says |\n|---|---|\n");
    ROWS.forEach(r -> table.append("| %s | %s |\n".formatted(r.refused(), r.because())));
    Path above = Path.of("../README.md");
    assertThat(Files.readString(Files.exists(above) ? above : Path.of("README.md")))
        .contains(table);
  }

  private static void read(String yaml) {
    Networks.read(Source.of("topology.yaml", yaml));
  }

  private static String topology() {
    return ApplicationGatewayRefusalsTest.TOPOLOGY
        + "  networkSecurityGroups: [{name: none}]\n  routeTables: [{name: any}]\n";
  }
}
