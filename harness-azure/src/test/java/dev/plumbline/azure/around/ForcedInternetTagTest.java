package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tag {@code Internet} where a default route makes {@code VirtualNetwork} hold everything. */
class ForcedInternetTagTest {

  private static final Estate FORCED =
      new Estate(
          """
          azure:
            name: forced
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: app, addressPrefix: 10.0.1.0/24, routeTable: forced, networkSecurityGroup: app-nsg}
                  - {name: appliances, addressPrefix: 10.0.2.0/24}
            routeTables:
              - name: forced
                routes:
                  - {name: all, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.2.4}
                  - {name: clients, addressPrefix: 198.51.100.0/24, nextHopType: internet}
            networkSecurityGroups:
              - name: app-nsg
                securityRules:
                  - {name: one, priority: 100, direction: inbound, access: ACCESS, protocol: tcp, sourceAddressPrefixes: Internet, destinationPortRanges: 443}
                  - {name: other, priority: 4096, direction: inbound, access: OTHERWISE}
            networkInterfaces:
              - name: appliance
                enableIPForwarding: true
                ipConfigurations: [{subnet: appliances, privateIPAddress: 10.0.2.4}]
              - name: web
                ipConfigurations: [{subnet: app, privateIPAddress: 10.0.1.10, publicIPAddress: web-ip}]
                services: [{port: 443}]
            publicIPAddresses: [{name: web-ip, ipAddress: 203.0.113.20}]
          """);

  @ParameterizedTest(name = "{0} Internet, else {1}: {2}")
  @CsvSource({"allow, deny, DELIVERED, one", "deny, allow, DROPPED, one"})
  void a_default_route_takes_nothing_from_the_internet(
      String access, String otherwise, Fate fate, String rule) {
    Verdict verdict =
        FORCED
            .with("ACCESS", access)
            .with("OTHERWISE", otherwise)
            .fate("internet", "198.51.100.7", "203.0.113.20", 443);

    assertThat(verdict.fate()).as(verdict.toString()).isEqualTo(fate);
    assertThat(verdict.hops().toString()).contains(rule);
  }

  @ParameterizedTest
  @CsvSource({"10.0.2.4, appliances"})
  void the_networks_own_addresses_are_not_the_internet(String from, String segment) {
    Verdict verdict =
        FORCED
            .with("ACCESS", "allow")
            .with("OTHERWISE", "deny")
            .fate(segment, from, "10.0.1.10", 443);

    assertThat(verdict.fate()).as(verdict.toString()).isEqualTo(Fate.DROPPED);
  }
}
