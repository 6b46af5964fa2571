package dev.plumbline.azure.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.azure.live.AzureCloud;
import dev.plumbline.azure.live.AzureCredential;
import dev.plumbline.azure.live.AzurePlatform;
import dev.plumbline.azure.management.SimulatedResourceManager;
import dev.plumbline.azure.platform.EffectiveRouteList;
import dev.plumbline.azure.platform.EffectiveSecurityRules;
import dev.plumbline.baseline.BaselineContributor.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformRulesTest {

  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: hub
            virtualNetworks:
              - name: hub
                location: westeurope
                addressSpace: [10.0.0.0/16]
                subnets:
                  - {name: workload, addressPrefix: 10.0.1.0/24, networkSecurityGroup: filter, routeTable: through}
            networkSecurityGroups:
              - name: filter
                securityRules:
                  - {name: AllowManagement, priority: 100, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [Internet], destinationPortRanges: [6390, 3443]}
            routeTables:
              - name: through
                routes:
                  - {name: to-firewall, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.0.2.4}
                  - {name: to-storage, addressPrefix: Storage, nextHopType: internet}
            networkInterfaces:
              - {name: nic, virtualMachine: machine, ipConfigurations: [{subnet: workload, privateIPAddress: 10.0.1.4}]}
          """);

  private static List<Row> rows(Estate estate) {
    try (SimulatedResourceManager manager = SimulatedResourceManager.start(estate.topology());
        AzurePlatform azure =
            AzurePlatform.of(manager.subscription())
                .resourceGroup("hub")
                .tenant(manager.tenant())
                .cloud(
                    new AzureCloud(
                        manager.resourceManager(), manager.authority(), manager.logAnalytics()))
                .trusting(manager.certificateAuthority())
                .credential(
                    AzureCredential.clientSecret(manager.clientId(), manager.clientSecret()))
                .pollInterval(Duration.ofMillis(1))
                .open()) {
      List<Row> rows =
          new ArrayList<>(PlatformRules.of(azure.effectiveSecurityRules("nic").value()));
      rows.addAll(PlatformRules.of(azure.effectiveRoutes("nic").value()));
      return rows;
    }
  }

  private static String text(Row row) {
    return row.source() + " | " + row.subject() + " | " + row.fact() + " | " + row.value();
  }

  @Test
  void what_azure_says_is_in_force_is_told_fact_by_fact() {
    assertThat(rows(ESTATE))
        .extracting(PlatformRulesTest::text)
        .contains(
            "Azure | security rules of nic | network security groups | filter on subnet workload",
            "Azure | security rules of nic | inbound 00100 AllowManagement of filter on subnet workload | allow tcp from Internet to 0.0.0.0/0 ports 3443, 6390",
            "Azure | security rules of nic | inbound 65500 DenyAllInBound of filter on subnet workload | deny all from 0.0.0.0/0 to 0.0.0.0/0",
            "Azure | routes of nic | to 0.0.0.0/0 (User to-firewall) | VirtualAppliance 10.0.2.4",
            "Azure | routes of nic | to Storage (User to-storage) | Internet",
            "Azure | routes of nic | to 10.0.0.0/16 (Default) | VnetLocal");
  }

  @Test
  void no_fact_has_two_values() {
    assertThat(rows(ESTATE)).extracting(Row::fact).doesNotHaveDuplicates();
  }

  @Test
  void a_rule_that_was_changed_by_hand_changes_one_row() {
    List<Row> changed =
        new ArrayList<>(
            rows(
                ESTATE.with(
                    "destinationPortRanges: [6390, 3443]", "destinationPortRanges: [3443]")));
    changed.removeAll(rows(ESTATE));

    assertThat(changed)
        .extracting(Row::value)
        .containsExactly("allow tcp from Internet to 0.0.0.0/0 ports 3443");
  }

  @Test
  void that_nothing_is_in_force_is_told_too() {
    assertThat(PlatformRules.of(new EffectiveSecurityRules("nic", List.of())))
        .extracting(PlatformRulesTest::text)
        .containsExactly("Azure | security rules of nic | network security groups | none");
    assertThat(PlatformRules.of(new EffectiveRouteList("nic", List.of())))
        .extracting(PlatformRulesTest::text)
        .containsExactly("Azure | routes of nic | active routes | none");
  }
}
