package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.rules.PublicVips;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules and routes for a service tag, and a service of it whose public address nobody wrote. */
class PlatformServiceTagsTest {

  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: tags
            virtualNetworks:
              - name: vnet
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: closed, addressPrefix: 10.0.1.0/24, networkSecurityGroup: no-storage}
                  - {name: tunnelled, addressPrefix: 10.0.2.0/24, routeTable: nowhere}
                  - {name: endpoint, addressPrefix: 10.0.3.0/24, routeTable: nowhere, serviceEndpoints: [Microsoft.Storage]}
            networkSecurityGroups:
              - name: no-storage
                securityRules: [{name: NoStorage, priority: 100, direction: outbound, access: deny, destinationAddressPrefixes: [Storage]}]
            routeTables:
              - name: nowhere
                routes: [{name: rest, addressPrefix: 0.0.0.0/0, nextHopType: none}]
            platformServices: [{name: store, resourceType: Microsoft.Storage/storageAccounts}]
          """);

  private static Verdict toStore(String subnet, String from) {
    var topology = ESTATE.topology();
    String store = PublicVips.of(topology).of(topology.platformServices().get(0)).getHostAddress();
    return ESTATE.fate(subnet, from, store, 443);
  }

  @Test
  void a_rule_that_denies_the_tag_denies_the_service() {
    assertThat(toStore("closed", "10.0.1.9").explanation()).contains("rule NoStorage");
  }

  /** The tag of another region does not hold it, whether its region is written or the only one. */
  @ParameterizedTest
  @CsvSource({
    "westeurope, '', Storage.WestEurope, true",
    "westeurope, '', Storage.NorthEurope, false",
    "westeurope, ', location: North Europe', Storage.NorthEurope, true",
    "westeurope, ', location: North Europe', Storage.WestEurope, false",
    "westeurope, ', location: northeurope', AzureCloud.northeurope, true",
    "germanywestcentral, '', Storage.GermanyWC, true"
  })
  void a_rule_for_a_regional_tag_is_for_the_services_of_the_region(
      String network, String service, String tag, boolean denied) {
    Estate estate =
        ESTATE
            .with("- name: vnet\n", "- name: vnet\n      location: " + network + "\n")
            .with("storageAccounts}", "storageAccounts" + service + "}")
            .with(
                "destinationAddressPrefixes: [Storage]",
                "destinationAddressPrefixes: [" + tag + "]");
    var topology = estate.topology();
    String store = PublicVips.of(topology).of(topology.platformServices().get(0)).getHostAddress();

    Verdict verdict = estate.fate("closed", "10.0.1.9", store, 443);

    assertThat(verdict.explanation().contains("rule NoStorage"))
        .as(verdict.explanation())
        .isEqualTo(denied);
  }

  @Test
  void the_prefixes_of_a_region_are_those_that_are_given_for_it() {
    ServiceTags tags =
        ServiceTags.of(
            ESTATE
                .with(
                    "  platformServices:",
                    "  serviceTags: {Sql: [203.0.113.0/26], Sql.WestEurope: [203.0.113.32/27]}\n"
                        + "  platformServices:")
                .topology());

    assertThat(tags.prefixesIn("Sql", "West Europe")).hasToString("[203.0.113.32/27]");
    assertThat(tags.prefixesIn("Sql", "northeurope")).hasToString("[203.0.113.0/26]");
    assertThat(tags.prefixesIn("Sql", null)).hasToString("[203.0.113.0/26]");
    assertThat(tags.prefixesIn("EventHub", "northeurope"))
        .isEqualTo(tags.prefixes("EventHub.NorthEurope"));
  }

  @Test
  void a_service_endpoint_leads_to_the_service_past_a_default_route() {
    assertThat(toStore("tunnelled", "10.0.2.9").fate()).isEqualTo(Fate.NO_ROUTE);
    Verdict verdict = toStore("endpoint", "10.0.3.9");
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
  }
}
