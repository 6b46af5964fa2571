package dev.plumbline.azure.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who sees a private zone, and what is in it: two virtual networks, and a site behind both. */
class PrivateZonesTest {

  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: zones
            virtualNetworks:
              - name: hub
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: work, addressPrefix: 10.0.0.0/24}
                  - {name: inbound, addressPrefix: 10.0.1.0/28, delegations: [Microsoft.Network/dnsResolvers]}
              - {name: spoke, addressSpace: [10.1.0.0/16], subnets: [{name: far, addressPrefix: 10.1.0.0/24}]}
            connectedNetworks:
              - {name: site, addressPrefixes: [192.168.0.0/24], connectedTo: [hub, spoke], forwardsDns: true}
            networkInterfaces:
              - {name: one, virtualMachine: Machine, ipConfigurations: [{subnet: work, privateIPAddress: 10.0.0.10}, {name: more, subnet: work, privateIPAddress: 10.0.0.11}]}
              - {name: two, virtualMachine: Machine, ipConfigurations: [{subnet: work, privateIPAddress: 10.0.0.12}]}
              - {name: none, ipConfigurations: [{subnet: work, privateIPAddress: 10.0.0.13}]}
              - {name: other, virtualMachine: elsewhere, ipConfigurations: [{subnet: far, privateIPAddress: 10.1.0.10}]}
            platformServices:
              - {name: data, resourceType: Microsoft.Storage/storageAccounts, publicIPAddress: 203.0.113.30}
            privateEndpoints:
              - {name: endpoint, subnet: work, privateIPAddress: 10.0.0.7, service: data, groupIds: [blob], connectionState: approved, privateDnsZoneGroup: [privatelink.blob.core.windows.net]}
            privateDnsZones:
              - {name: privatelink.blob.core.windows.net, virtualNetworkLinks: [{virtualNetwork: hub}]}
              - {name: contoso.internal, virtualNetworkLinks: [{virtualNetwork: hub, registrationEnabled: true}]}
          """);

  private static Zone zone(Network network, String name) {
    return network.zones().stream().filter(z -> z.name().equals(name)).findFirst().orElseThrow();
  }

  private static Estate withInboundEndpoint(String network, String subnet) {
    return ESTATE
        .with(
            "subnets: [{name: far, addressPrefix: 10.1.0.0/24}]",
            "subnets: [{name: far, addressPrefix: 10.1.0.0/24}, {name: inbound-far,"
                + " addressPrefix: 10.1.1.0/28, delegations: [Microsoft.Network/dnsResolvers]}]")
        .with(
            "  privateDnsZones:",
            "  dnsResolvers: [{name: resolver, virtualNetwork: %s, inboundEndpoints: [{name: in, subnet: %s}]}]\n  privateDnsZones:"
                .formatted(network, subnet));
  }

  /** A zone is seen from linked networks; a site has the view of the one whose resolver it asks. */
  @ParameterizedTest
  @CsvSource({"hub, true, false, true", "spoke, false, true, false"})
  void a_site_sees_what_is_linked_to_the_first_network_that_it_is_connected_to(
      String linked, boolean work, boolean far, boolean site) {
    Zone zone =
        zone(
            ESTATE
                .with(
                    "windows.net, virtualNetworkLinks: [{virtualNetwork: hub}]",
                    "windows.net, virtualNetworkLinks: [{virtualNetwork: " + linked + "}]")
                .network(),
            "privatelink.blob.core.windows.net");

    assertThat(zone.isSeenFrom("work")).isEqualTo(work);
    assertThat(zone.isSeenFrom("far")).isEqualTo(far);
    assertThat(zone.isSeenFrom("site")).isEqualTo(site);
    assertThat(zone.isSeenFrom("internet")).isFalse();
  }

  /**
   * An inbound endpoint is asked over the network and answers as its own network sees it; the site
   * sees nothing past it. One in a network that the site does not ask changes nothing.
   */
  @ParameterizedTest
  @CsvSource({"hub, inbound, false", "spoke, inbound-far, true"})
  void a_site_sees_a_zone_by_way_of_an_inbound_endpoint_only_where_there_is_one(
      String network, String subnet, boolean seen) {
    Zone zone =
        zone(withInboundEndpoint(network, subnet).network(), "privatelink.blob.core.windows.net");

    assertThat(zone.isSeenFrom("work")).isTrue();
    assertThat(zone.isSeenFrom("site")).isEqualTo(seen);
  }

  @ParameterizedTest
  @CsvSource({"approved, true", "pending, false", "rejected, false", "disconnected, false"})
  void only_an_approved_private_endpoint_is_in_its_zone_and_leads_to_the_service(
      String state, boolean approved) {
    Estate estate = ESTATE.with("connectionState: approved", "connectionState: " + state);

    Zone zone = zone(estate.network(), "privatelink.blob.core.windows.net");
    assertThat(zone.records()).isEqualTo(approved ? List.of("data 10 A 10.0.0.7") : List.of());
    Verdict verdict = estate.fate("work", "10.0.0.9", "10.0.0.7", 443);
    assertThat(verdict.fate() == Fate.DELIVERED).as(verdict.explanation()).isEqualTo(approved);
  }

  @Test
  void a_machine_registers_the_first_address_of_its_first_interface_only() {
    Network network = ESTATE.network();

    assertThat(zone(network, "contoso.internal").records())
        .containsExactly("machine 10 A 10.0.0.10");
    assertThat(zone(network, "in-addr.arpa").records())
        .containsExactly("10.0.0.10 10 PTR machine.contoso.internal.");
  }
}
