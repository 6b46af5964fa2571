package dev.plumbline.azure;

import static dev.plumbline.azure.assertion.AzureAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.azure.assertion.AzureSoftAssertions;
import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.DdosProtectionPlan;
import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.LoadBalancer.BackendAddressPool;
import dev.plumbline.azure.model.NatGateway;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.PublicIPAddress.AllocationMethod;
import dev.plumbline.azure.model.PublicIPAddress.DdosProtectionMode;
import dev.plumbline.azure.model.PublicIPAddress.Sku;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.PublicIPFacts;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What can be asserted of public IP addresses without traffic. */
class PublicIPAssertTest {

  @Test
  void an_address_inherits_the_plan_of_the_virtual_network_of_what_uses_it() {
    assertThat(facts("plan", DdosProtectionMode.VIRTUAL_NETWORK_INHERITED))
        .isProtectedAgainstDdos()
        .isStatic()
        .hasSku(Sku.STANDARD)
        .isInZones("3", "1", "2")
        .isUsedBy("hub-firewall");
  }

  @Test
  void an_address_that_inherits_from_a_virtual_network_without_a_plan_is_not_protected() {
    fails(
        () ->
            assertThat(facts(null, DdosProtectionMode.VIRTUAL_NETWORK_INHERITED))
                .isProtectedAgainstDdos(),
        """
        [public IP address firewall-ip of hub]
        Expected:  protected against DDoS
        but was:   not protected: it inherits from virtual network hub-vnet, which has no DDoS protection plan
        address:   203.0.113.9, used by hub-firewall
        remedy:    give the virtual network of what uses it a DDoS protection plan, or the address IP protection (ddosSettings.protectionMode Enabled)
        """);
  }

  @Test
  void an_address_with_ip_protection_needs_no_plan_and_one_that_is_disabled_has_no_use_of_it() {
    assertThat(facts(null, DdosProtectionMode.ENABLED)).isProtectedAgainstDdos();
    fails(
        () -> assertThat(facts("plan", DdosProtectionMode.DISABLED)).isProtectedAgainstDdos(),
        """
        [public IP address firewall-ip of hub]
        Expected:  protected against DDoS
        but was:   not protected: its own setting is Disabled
        address:   203.0.113.9, used by hub-firewall
        remedy:    give the virtual network of what uses it a DDoS protection plan, or the address IP protection (ddosSettings.protectionMode Enabled)
        """);
  }

  @Test
  void an_address_that_nothing_uses_inherits_nothing() {
    fails(
        () ->
            assertThat(PublicIPFacts.of(topology("plan", null), "spare-ip"))
                .isProtectedAgainstDdos(),
        """
        [public IP address spare-ip of hub]
        Expected:  protected against DDoS
        but was:   not protected: it inherits from a virtual network, and nothing uses it
        address:   203.0.113.10
        remedy:    give the virtual network of what uses it a DDoS protection plan, or the address IP protection (ddosSettings.protectionMode Enabled)
        """);
  }

  @Test
  void a_nat_gateways_address_is_protected_by_the_plan_of_its_subnets_network() {
    assertThat(PublicIPFacts.of(topology("plan", null), "nat-ip"))
        .isProtectedAgainstDdos()
        .isUsedBy("nat");
  }

  @Test
  void a_load_balancers_address_is_protected_by_the_plan_of_its_members_network() {
    BackendAddressPool none = new BackendAddressPool("none", List.of(), List.of());
    for (BackendAddressPool pool :
        List.of(
            new BackendAddressPool("pool", List.of("worker"), List.of()),
            new BackendAddressPool("pool", List.of(), List.of(IpAddresses.parse("10.0.1.4"))))) {
      AzureTopology balanced =
          topology("plan", null).toBuilder()
              .networkInterfaces(
                  List.of(nic("other", "AzureFirewallSubnet"), nic("worker", "work")))
              .loadBalancers(List.of(balancer(none, pool)))
              .build();
      assertThat(PublicIPFacts.of(balanced, "spare-ip")).isProtectedAgainstDdos().isUsedBy("lb");
      assertThat(PublicIPFacts.uses(balanced))
          .filteredOn(use -> use.resource().equals("lb"))
          .extracting(PublicIPFacts.Use::subnet)
          .containsExactly("work");
    }
    AzureTopology empty =
        topology("plan", null).toBuilder().loadBalancers(List.of(balancer(none))).build();
    assertThat(PublicIPFacts.of(empty, "spare-ip").isProtectedAgainstDdos()).isFalse();
  }

  private static LoadBalancer balancer(BackendAddressPool... pools) {
    return new LoadBalancer(
        "lb",
        List.of(new LoadBalancer.FrontendIPConfiguration("front", null, null, "spare-ip")),
        List.of(pools),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        LoadBalancer.Sku.STANDARD);
  }

  private static NetworkInterface nic(String name, String subnet) {
    return new NetworkInterface(
        name,
        null,
        List.of(new IpConfiguration("ip", subnet, null, null, List.of())),
        null,
        false,
        List.of(),
        List.of());
  }

  @Test
  void what_is_otherwise_than_expected_is_said() {
    PublicIPFacts spare = PublicIPFacts.of(topology(null, null), "spare-ip");
    fails(
        () -> assertThat(spare).isStatic(),
        """
        [public IP address spare-ip of hub]
        Expected:  a static address
        but was:   dynamic: it can change when what uses it stops and starts
        address:   203.0.113.10
        remedy:    set publicIPAllocationMethod to Static
        """);
    fails(
        () -> assertThat(spare).hasSku(Sku.STANDARD),
        """
        [public IP address spare-ip of hub]
        Expected:  SKU standard
        but was:   basic
        address:   203.0.113.10
        remedy:    make it anew with SKU standard: a SKU does not change in place
        """);
    fails(
        () -> assertThat(spare).isInZones("1", "2"),
        """
        [public IP address spare-ip of hub]
        Expected:  in zones 1, 2
        but was:   no zones told
        address:   203.0.113.10
        remedy:    make it anew with zones [1, 2]: zones do not change in place
        """);
    fails(
        () -> assertThat(spare).isUsedBy("hub-firewall"),
        """
        [public IP address spare-ip of hub]
        Expected:  used by hub-firewall
        but was:   used by nothing
        address:   203.0.113.10
        remedy:    name spare-ip as the public IP address of hub-firewall
        """);
  }

  @Test
  void soft_assertions_collect_all_of_them() {
    AzureSoftAssertions softly = new AzureSoftAssertions();
    PublicIPFacts spare = PublicIPFacts.of(topology(null, null), "spare-ip");
    softly.assertThat(spare).isStatic().hasSku(Sku.STANDARD).isProtectedAgainstDdos();
    assertThat(softly.errorsCollected()).hasSize(3);
  }

  @Test
  void an_unknown_address_or_an_empty_question_is_misuse() {
    assertThatThrownBy(() -> PublicIPFacts.of(topology(null, null), "firewal-ip"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "topology \"hub\" has no public IP address \"firewal-ip\"; it has [firewall-ip,"
                + " spare-ip, nat-ip]");
    PublicIPFacts facts = facts(null, DdosProtectionMode.ENABLED);
    assertThatThrownBy(() -> assertThat(facts).isInZones())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> assertThat(facts).isUsedBy(" "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static PublicIPFacts facts(@Nullable String plan, DdosProtectionMode mode) {
    return PublicIPFacts.of(topology(plan, mode), "firewall-ip");
  }

  private static AzureTopology topology(@Nullable String plan, @Nullable DdosProtectionMode mode) {
    DdosProtectionMode inherited = DdosProtectionMode.VIRTUAL_NETWORK_INHERITED;
    return AzureTopology.builder("hub")
        .ddosProtectionPlans(plan == null ? List.of() : List.of(new DdosProtectionPlan(plan)))
        .virtualNetworks(
            List.of(
                new VirtualNetwork(
                    "hub-vnet",
                    null,
                    List.of(Cidr.of("10.0.0.0/16")),
                    List.of(),
                    List.of(
                        new Subnet("AzureFirewallSubnet", Cidr.of("10.0.0.0/26"), null),
                        new Subnet(
                            "work",
                            Cidr.of("10.0.1.0/24"),
                            List.of(),
                            null,
                            null,
                            "nat",
                            List.of(),
                            List.of(),
                            VirtualNetwork.PrivateEndpointNetworkPolicies.DISABLED,
                            true)),
                    List.of(),
                    plan)))
        .natGateways(List.of(new NatGateway("nat", List.of("nat-ip"))))
        .azureFirewalls(
            List.of(
                new AzureFirewall(
                    "hub-firewall",
                    "AzureFirewallSubnet",
                    null,
                    List.of("firewall-ip"),
                    null,
                    List.of())))
        .publicIPAddresses(
            List.of(
                new PublicIPAddress(
                    "firewall-ip",
                    IpAddresses.parse("203.0.113.9"),
                    null,
                    Sku.STANDARD,
                    AllocationMethod.STATIC,
                    List.of("1", "2", "3"),
                    mode == null ? inherited : mode),
                new PublicIPAddress(
                    "spare-ip",
                    IpAddresses.parse("203.0.113.10"),
                    null,
                    Sku.BASIC,
                    AllocationMethod.DYNAMIC,
                    List.of(),
                    inherited),
                new PublicIPAddress("nat-ip", IpAddresses.parse("203.0.113.11"), null)))
        .build();
  }

  private static void fails(ThrowingCallable assertion, String message) {
    Throwable thrown = catchThrowable(assertion);
    assertThat(thrown).isExactlyInstanceOf(AssertionError.class);
    assertThat(thrown.getMessage()).isEqualTo(message.stripTrailing());
  }
}
