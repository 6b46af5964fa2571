package dev.plumbline.azure.around;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.rules.PublicVips;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import org.junit.jupiter.api.Test;

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

  @Test
  void a_service_endpoint_leads_to_the_service_past_a_default_route() {
    assertThat(toStore("tunnelled", "10.0.2.9").fate()).isEqualTo(Fate.NO_ROUTE);
    Verdict verdict = toStore("endpoint", "10.0.3.9");
    assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
  }
}
