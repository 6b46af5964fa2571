package dev.plumbline.azure.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.baseline.BaselineContributor;
import dev.plumbline.baseline.BaselineContributor.Row;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.environment.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveRulesTest {

  private static final String TOPOLOGY =
      """
      azure:
        name: hub
        virtualNetworks:
          - name: hub
            addressSpace: [10.0.0.0/16]
            subnets:
              - name: workload
                addressPrefix: 10.0.1.0/24
                networkSecurityGroup: filter
                routeTable: through
              - name: open
                addressPrefix: 10.0.2.0/24
        networkSecurityGroups:
          - name: filter
            securityRules:
              - name: AllowManagement
                priority: 100
                direction: inbound
                access: allow
                protocol: tcp
                sourceAddressPrefixes: [Internet, ApiManagement]
                destinationPortRanges: [6390, 3443]
        routeTables:
          - name: through
            routes:
              - name: to-firewall
                addressPrefix: 0.0.0.0/0
                nextHopType: virtual-appliance
                nextHopIpAddress: 10.0.2.4
      """;

  @TempDir Path directory;

  private List<Row> rows(String topology) throws IOException {
    Path file = directory.resolve("topology.yaml");
    Files.writeString(file, topology);
    return new EffectiveRules()
        .rows(Environment.builder("hub").network(file.toString()).vantage("workload").build());
  }

  private static List<String> of(List<Row> rows, String subject) {
    return rows.stream()
        .filter(r -> r.subject().equals(subject))
        .map(r -> r.fact() + ": " + r.value())
        .toList();
  }

  @Test
  void security_rules_keep_the_words_of_the_resources_with_the_platforms_behind_them()
      throws IOException {
    assertThat(of(rows(TOPOLOGY), "security rules of workload"))
        .containsExactly(
            "network security group: filter",
            "inbound 00100 AllowManagement: allow tcp from ApiManagement, Internet to any ports 3443, 6390",
            "inbound 65000 AllowVnetInBound: allow any from VirtualNetwork to VirtualNetwork",
            "inbound 65001 AllowAzureLoadBalancerInBound: allow any from AzureLoadBalancer to any",
            "inbound 65500 DenyAllInBound: deny any from any to any",
            "outbound 65000 AllowVnetOutBound: allow any from VirtualNetwork to VirtualNetwork",
            "outbound 65001 AllowInternetOutBound: allow any from any to Internet",
            "outbound 65500 DenyAllOutBound: deny any from any to any");
    assertThat(of(rows(TOPOLOGY), "security rules of open")).isEmpty();
  }

  @Test
  void routes_are_those_that_count() throws IOException {
    assertThat(of(rows(TOPOLOGY), "routes of workload"))
        .contains(
            "to 10.0.0.0/16 (Default): VnetLocal hub",
            "to 0.0.0.0/0 (User to-firewall): VirtualAppliance 10.0.2.4")
        .noneMatch(r -> r.startsWith("to 0.0.0.0/0 (Default)"));
    assertThat(of(rows(TOPOLOGY), "routes of open")).contains("to 0.0.0.0/0 (Default): Internet");
  }

  @Test
  void nothing_is_said_of_networks_in_other_words() throws IOException {
    assertThat(rows("name: office\nsegments:\n  - {name: office, prefixes: [10.0.0.0/24]}\n"))
        .isEmpty();
    assertThat(
            new EffectiveRules()
                .rows(Environment.builder("hub").network("in code").vantage("a").build()))
        .isEmpty();
    assertThat(new EffectiveRules().rows(Environment.builder("hub").vantage("a").build()))
        .isEmpty();
  }

  @Test
  void a_description_that_cannot_be_used_is_an_error_and_not_no_rows() {
    assertThatThrownBy(() -> rows(TOPOLOGY.replace("10.0.2.0/24", "10.9.2.0/24")))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContaining("10.9.2.0/24");
  }

  @Test
  void is_found_by_the_service_loader() {
    assertThat(ServiceLoader.load(BaselineContributor.class))
        .hasAtLeastOneElementOfType(EffectiveRules.class);
  }
}
