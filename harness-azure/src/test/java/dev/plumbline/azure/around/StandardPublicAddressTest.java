package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines with public addresses of their own, with and without network security groups. */
class StandardPublicAddressTest {

  private static final Estate MACHINES =
      new Estate(
          """
          azure:
            name: machines
            virtualNetworks:
              - name: vnet
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: bare, addressPrefix: 10.0.1.0/24}
                  - {name: guarded, addressPrefix: 10.0.2.0/24, networkSecurityGroup: web-nsg}
                  - {name: AzureBastionSubnet, addressPrefix: 10.0.3.0/26}
            networkSecurityGroups:
              - name: web-nsg
                securityRules: [{name: web, priority: 100, direction: inbound, access: allow, sourceAddressPrefixes: [Internet], destinationPortRanges: ['443']}]
            publicIPAddresses:
              - {name: standard-ip, ipAddress: 203.0.113.1}
              - {name: basic-ip, ipAddress: 203.0.113.2, sku: basic}
              - {name: guarded-ip, ipAddress: 203.0.113.3}
              - {name: own-ip, ipAddress: 203.0.113.4}
              - {name: bastion-ip, ipAddress: 203.0.113.5}
            networkInterfaces:
              - {name: bastion, ipConfigurations: [{subnet: AzureBastionSubnet, privateIPAddress: 10.0.3.4, publicIPAddress: bastion-ip}], services: [{port: 443}]}
              - {name: standard, ipConfigurations: [{subnet: bare, privateIPAddress: 10.0.1.11, publicIPAddress: standard-ip}], services: [{port: 443}]}
              - {name: basic, ipConfigurations: [{subnet: bare, privateIPAddress: 10.0.1.12, publicIPAddress: basic-ip}], services: [{port: 443}]}
              - {name: guarded, ipConfigurations: [{subnet: guarded, privateIPAddress: 10.0.2.11, publicIPAddress: guarded-ip}], services: [{port: 443}]}
              - {name: own, ipConfigurations: [{subnet: bare, privateIPAddress: 10.0.1.13, publicIPAddress: own-ip}], networkSecurityGroup: web-nsg, services: [{port: 443}]}
          """);

  @ParameterizedTest(name = "{0} {1} -> {2}: {3}")
  @CsvSource({
    "internet, 198.18.9.9, 203.0.113.1, DROPPED",
    "internet, 198.18.9.9, 203.0.113.2, DELIVERED",
    "internet, 198.18.9.9, 203.0.113.3, DELIVERED",
    "internet, 198.18.9.9, 203.0.113.4, DELIVERED",
    "internet, 198.18.9.9, 203.0.113.5, DELIVERED",
    "bare, 10.0.1.12, 10.0.1.11, DELIVERED"
  })
  void a_standard_address_without_a_security_group_is_closed_to_the_outside(
      String segment, String from, String to, Fate fate) {
    Verdict verdict = MACHINES.fate(segment, from, to, 443);

    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(fate);
    if (fate == Fate.DROPPED) {
      assertThat(verdict.decidedBy()).contains("a Standard public IP address is closed");
    }
  }

  @ParameterizedTest(name = "{0} into {1}: {2}")
  @CsvSource({
    "10.0.1.11, bare, false",
    "10.0.1.12, bare, true",
    "10.0.1.13, bare, true",
    "10.0.2.11, guarded, true",
    "10.0.3.4, AzureBastionSubnet, true"
  })
  void the_groups_say_so_with_words_and_without(String to, String subnet, boolean allowed) {
    SecurityGroups groups = SecurityGroups.of(MACHINES.topology());
    FiveTuple flow = FiveTuple.tcp("198.18.9.9", to, 443);

    assertThat(groups.allows(null, flow, subnet)).isEqualTo(allowed);
    assertThat(groups.explain(null, flow, subnet).allowed()).isEqualTo(allowed);
  }
}
