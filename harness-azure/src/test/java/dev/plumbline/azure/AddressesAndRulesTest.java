package dev.plumbline.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesAndRulesTest {

  @Test
  void the_private_vip_of_a_developer_instance_is_the_second_usable_address_of_its_subnet() {
    Network network = AzureCompiler.compile(new Contoso().topology());
    assertThat(network.hosts())
        .filteredOn(h -> h.name().equals("contosointernalvnet"))
        .flatExtracting(Network.Host::addresses)
        .containsExactly(IpAddresses.parse("10.1.0.5"), IpAddresses.parse("10.1.0.4"));
  }

  @Test
  void without_a_security_group_nothing_gets_in() {
    Contoso open = Contoso.with(c -> c.apimSecurityGroup = null);
    Verdict verdict = from("internet", "198.51.100.7", "203.0.113.20", 3443, open);
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.explanation())
        .contains("secure-by-default, since subnet apim-subnet has no network security group");
    assertThat(from("gateway-subnet", "10.1.1.4", "10.1.0.5", 443, open).fate())
        .isEqualTo(Fate.DROPPED);
  }

  @Test
  void a_security_group_closes_to_the_internet_what_no_rule_of_it_opens() {
    Verdict verdict = from("internet", "198.51.100.7", "203.0.113.20", 3443, guarded());
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.decidedBy()).contains("DenyAllInBound", "65500", "apim-nsg");
  }

  @Test
  void a_security_group_lets_the_virtual_network_and_what_is_connected_to_it_in() {
    assertThat(from("gateway-subnet", "10.1.1.4", "10.1.0.5", 443, guarded()).decidedBy())
        .contains("listener TCP 443");
    assertThat(from("on-premises", "192.168.0.9", "10.1.0.5", 443, guarded()).fate())
        .isEqualTo(Fate.DELIVERED);
  }

  @Test
  void a_rule_with_a_smaller_priority_overrules_the_default() {
    SecurityRule deny =
        new SecurityRule(
            "DenyAll",
            4096,
            Direction.INBOUND,
            Access.DENY,
            SecurityRuleProtocol.ANY,
            List.of("*"),
            List.of("*"),
            List.of());
    Contoso contoso = guarded(deny);
    Verdict verdict = from("gateway-subnet", "10.1.1.4", "10.1.0.5", 443, contoso);
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.decidedBy()).contains("DenyAll (priority 4096)");
  }

  @Test
  void a_port_that_the_service_does_not_serve_is_dropped_by_the_platform_not_refused() {
    Verdict verdict = from("workload-subnet", "10.1.2.9", "10.1.0.5", 22, new Contoso());
    assertThat(verdict.fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict.decidedBy()).contains("load balancer in front of host contosointernalvnet");
  }

  @Test
  void in_external_mode_the_gateway_is_reached_at_the_public_address_if_the_rules_let_it_in() {
    Contoso external = guarded(https());
    external.mode = VirtualNetworkType.EXTERNAL;
    assertThat(from("internet", "198.51.100.7", "203.0.113.20", 443, external).fate())
        .isEqualTo(Fate.DELIVERED);
    external.securityGroups.set(0, new NetworkSecurityGroup("apim-nsg", List.of()));
    assertThat(from("internet", "198.51.100.7", "203.0.113.20", 443, external).fate())
        .isEqualTo(Fate.DROPPED);
  }

  private static SecurityRule https() {
    return new SecurityRule(
        "AllowClients",
        100,
        Direction.INBOUND,
        Access.ALLOW,
        SecurityRuleProtocol.TCP,
        List.of("Internet"),
        List.of("VirtualNetwork"),
        List.of(new PortRange(443, 443)));
  }

  private static Contoso guarded(SecurityRule... rules) {
    return Contoso.with(
        c -> {
          c.securityGroups.set(0, new NetworkSecurityGroup("apim-nsg", List.of(rules)));
        });
  }

  private static Verdict from(
      String segment, String source, String destination, int port, Contoso contoso) {
    return AzureCompiler.compile(contoso.topology())
        .fate(
            new Flow(
                segment,
                IpAddresses.parse(source),
                50000,
                IpAddresses.parse(destination),
                port,
                Protocol.TCP));
  }
}
