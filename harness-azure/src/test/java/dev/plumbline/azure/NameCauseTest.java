package dev.plumbline.azure;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.DnsObservation;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Why a name is answered as it is, in the words of Azure. */
class NameCauseTest {

  private static final String NAME = "contosointernalvnet.azure-api.net";

  private static DnsObservation resolve(Consumer<Contoso> change, String vantage, String name) {
    try (Lab lab = Contoso.with(change).open()) {
      return lab.vantage(vantage).resolve(name);
    }
  }

  private static String cause(Consumer<Contoso> change, String vantage, String name) {
    return resolve(change, vantage, name).provenance().diagnosis().cause().orElse("none");
  }

  @Test
  void a_missing_virtual_network_link_is_the_cause_that_the_private_name_does_not_exist() {
    DnsObservation seen = resolve(c -> c.zoneLinks.clear(), "workload-subnet", NAME);
    assertThat(catchThrowable(() -> assertThat(seen).resolvesTo("10.1.0.5")))
        .hasMessage(
            "[#1 contosointernalvnet.azure-api.net A from workload-subnet by"
                + " 168.63.129.16]\n"
                + "Expected to resolve to:  10.1.0.5\n"
                + "but was:                 NXDOMAIN\n"
                + "by way of:               from segment workload-subnet; link workload-subnet"
                + " -> azure-platform; to host azure-dns in segment azure-platform; listener"
                + " UDP 53 of host azure-dns; decided by public DNS zone azure-api.net\n"
                + "Likely cause:            private DNS zone azure-api.net, which has"
                + " 10.1.0.5, is not linked to virtual network contoso-vnet: the virtual"
                + " network link is missing");
  }

  @Test
  void a_missing_virtual_network_link_is_the_cause_of_a_public_address() {
    DnsObservation seen =
        resolve(
            c -> {
              c.mode = VirtualNetworkType.EXTERNAL;
              c.zoneLinks.clear();
            },
            "workload-subnet",
            NAME);
    assertThat(catchThrowable(() -> assertThat(seen).resolvesOnlyTo("10.1.0.5")))
        .hasMessage(
            "[#1 contosointernalvnet.azure-api.net A from workload-subnet by"
                + " 168.63.129.16]\n"
                + "Expected to resolve only to:  10.1.0.5\n"
                + "but resolved to:              203.0.113.20 (public), ttl 300, NOERROR\n"
                + "by way of:                    from segment workload-subnet; link"
                + " workload-subnet -> azure-platform; to host azure-dns in segment"
                + " azure-platform; listener UDP 53 of host azure-dns; decided by public DNS"
                + " zone azure-api.net\n"
                + "Likely cause:                 private DNS zone azure-api.net, which has"
                + " 10.1.0.5, is not linked to virtual network contoso-vnet: the virtual"
                + " network link is missing");
  }

  @Test
  void a_link_to_another_virtual_network_is_not_enough() {
    assertThat(cause(c -> {}, "other-subnet", NAME))
        .isEqualTo(
            "private DNS zone azure-api.net, which has 10.1.0.5, is not linked to virtual network"
                + " other-vnet: the virtual network link is missing");
  }

  @Test
  void a_resolver_on_premises_that_does_not_forward_is_the_cause_there() {
    assertThat(cause(c -> {}, "on-premises", NAME))
        .isEqualTo(
            "private DNS zone azure-api.net, which has 10.1.0.5, is seen only through a virtual"
                + " network's resolver, to which the DNS of on-premises does not forward");
  }

  @Test
  void the_internet_sees_no_private_zone() {
    assertThat(cause(c -> {}, "internet", NAME))
        .isEqualTo(
            "private DNS zone azure-api.net, which has 10.1.0.5, is seen only from the virtual"
                + " networks that it is linked to");
  }

  @Test
  void a_name_that_only_the_public_zone_has_is_hidden_by_the_linked_private_one() {
    assertThat(
            cause(
                c -> c.mode = VirtualNetworkType.EXTERNAL,
                "workload-subnet",
                "contosointernalvnet.portal.azure-api.net"))
        .isEqualTo(
            "private DNS zone azure-api.net has no A of"
                + " contosointernalvnet.portal.azure-api.net, and hides public DNS zone"
                + " azure-api.net, which has 203.0.113.20");
  }

  @Test
  void a_misspelt_name_gets_the_nearest_that_the_private_zone_has() {
    assertThat(cause(c -> {}, "workload-subnet", "contosointernalvnt.azure-api.net"))
        .isEqualTo(
            "private DNS zone azure-api.net has no name"
                + " contosointernalvnt.azure-api.net; the nearest it has is"
                + " contosointernalvnet.azure-api.net");
  }

  @Test
  void an_answer_from_the_linked_zone_names_it_and_needs_no_cause() {
    DnsObservation seen = resolve(c -> {}, "workload-subnet", NAME);
    assertThat(seen).resolvesOnlyTo("10.1.0.5");
    assertThat(seen.provenance().diagnosis().decider()).contains("private DNS zone azure-api.net");
    assertThat(seen.provenance().diagnosis().cause()).isEmpty();
  }
}
