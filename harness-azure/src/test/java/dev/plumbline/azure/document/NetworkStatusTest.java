package dev.plumbline.azure.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.document.NetworkStatus.Connectivity;
import dev.plumbline.azure.document.NetworkStatus.Status;
import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.azure.model.ApiManagementService.AdditionalLocation;
import dev.plumbline.azure.model.ApiManagementService.PlatformVersion;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import dev.plumbline.azure.model.ApiManagementService.VirtualNetworkType;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkStatusTest {

  private static NetworkStatus status(String... allowed) {
    return status(List.of(), allowed);
  }

  private static NetworkStatus status(List<String> dnsServers, String... allowed) {
    List<SecurityRule> rules = new ArrayList<>();
    for (String tag : allowed) {
      rules.add(rule("Allow" + tag.replace("/", "-"), 100 + rules.size(), Access.ALLOW, tag));
    }
    rules.add(rule("DenyAll", 4096, Access.DENY, "*"));
    AzureTopology topology =
        AzureTopology.builder("status")
            .virtualNetworks(
                List.of(
                    new VirtualNetwork(
                        "vnet",
                        null,
                        List.of(Cidr.of("10.1.0.0/16")),
                        dnsServers.stream().map(IpAddresses::parse).toList(),
                        List.of(
                            new Subnet("apim-subnet", Cidr.of("10.1.0.0/24"), "nsg"),
                            new Subnet("dns-subnet", Cidr.of("10.1.2.0/24"), null)),
                        List.of(),
                        null)))
            .networkSecurityGroups(List.of(new NetworkSecurityGroup("nsg", rules)))
            .apiManagement(
                List.of(
                    new ApiManagementService(
                        "contoso",
                        Sku.PREMIUM,
                        VirtualNetworkType.INTERNAL,
                        "apim-subnet",
                        null,
                        null,
                        List.of(),
                        List.of())))
            .build();
    return NetworkStatus.of(topology, AzureCompiler.compile(topology), "contoso").get(0);
  }

  private static SecurityRule rule(String name, int priority, Access access, String to) {
    return new SecurityRule(
        name,
        priority,
        Direction.OUTBOUND,
        access,
        SecurityRuleProtocol.ANY,
        List.of("*"),
        List.of(to),
        List.of());
  }

  @Test
  void a_dependency_that_the_rules_allow_succeeds_and_others_fail_with_the_rule() {
    NetworkStatus status = status("Storage", "Sql", "AzureKeyVault");
    assertThat(status.failedRequirements()).isEmpty();
    Connectivity metrics = status.dependency("Metrics").orElseThrow();
    assertThat(metrics.status()).isEqualTo(Status.FAILURE);
    assertThat(metrics.isOptional()).isTrue();
    assertThat(metrics.error()).contains("DenyAll (priority 4096)");
  }

  @Test
  void without_the_rule_for_storage_a_requirement_fails() {
    assertThat(status("Sql", "AzureKeyVault").failedRequirements())
        .extracting(Connectivity::resourceType)
        .containsExactly("BlobStorage", "TableStorage");
  }

  @Test
  void nothing_is_reached_while_no_dns_server_of_the_network_can_be_asked() {
    List<String> own = List.of("10.1.2.4", "10.1.2.5");
    NetworkStatus deaf = status(own, "Storage", "Sql", "AzureKeyVault");
    assertThat(deaf.dnsServers()).isEqualTo(own);
    assertThat(deaf.failedRequirements())
        .extracting(Connectivity::resourceType)
        .containsExactly("BlobStorage", "TableStorage", "SQLDatabase", "KeyVault");
    assertThat(deaf.dependency("SQLDatabase").orElseThrow().error())
        .startsWith("no DNS server can be asked: ")
        .contains("10.1.2.4", "10.1.2.5", "DenyAll (priority 4096)");

    assertThat(status(own, "Storage", "Sql", "AzureKeyVault", "10.1.2.5/32").failedRequirements())
        .isEmpty();
  }

  @Test
  void key_vault_is_required_on_platform_stv2_only() {
    assertThat(closed(PlatformVersion.STV2).get(0).failedRequirements())
        .extracting(Connectivity::resourceType)
        .containsExactly("BlobStorage", "TableStorage", "SQLDatabase", "KeyVault");
    NetworkStatus first = closed(PlatformVersion.STV1).get(0);
    assertThat(first.failedRequirements())
        .extracting(Connectivity::resourceType)
        .containsExactly("BlobStorage", "TableStorage", "SQLDatabase");
    assertThat(first.dependency("KeyVault").orElseThrow().isOptional()).isTrue();
  }

  @Test
  void the_database_is_required_in_the_first_region_only() {
    List<NetworkStatus> regions = closed(PlatformVersion.STV2);
    assertThat(regions).extracting(NetworkStatus::location).containsExactly("West US", "East US");
    assertThat(regions.get(1).failedRequirements())
        .extracting(Connectivity::resourceType)
        .containsExactly("BlobStorage", "TableStorage", "KeyVault");
    assertThat(regions.get(1).dependency("SQLDatabase").orElseThrow().status())
        .isEqualTo(Status.FAILURE);
  }

  /** A service of two regions whose subnets let nothing out. */
  private static List<NetworkStatus> closed(PlatformVersion platform) {
    AzureTopology topology =
        AzureTopology.builder("status")
            .virtualNetworks(
                List.of(
                    new VirtualNetwork(
                        "vnet",
                        List.of(Cidr.of("10.1.0.0/16")),
                        List.of(
                            new Subnet("west", Cidr.of("10.1.0.0/24"), "nsg"),
                            new Subnet("east", Cidr.of("10.1.1.0/24"), "nsg")))))
            .networkSecurityGroups(
                List.of(
                    new NetworkSecurityGroup(
                        "nsg", List.of(rule("DenyAll", 4096, Access.DENY, "*")))))
            .apiManagement(
                List.of(
                    new ApiManagementService(
                        "contoso",
                        Sku.PREMIUM,
                        1,
                        "West US",
                        VirtualNetworkType.INTERNAL,
                        "west",
                        null,
                        null,
                        true,
                        platform,
                        List.of(),
                        List.of(
                            new AdditionalLocation(
                                "East US", 1, "east", null, null, List.of(), false)),
                        false,
                        List.of(),
                        List.of())))
            .build();
    return NetworkStatus.of(topology, AzureCompiler.compile(topology), "contoso");
  }

  @Test
  void the_document_has_the_shape_of_the_api() {
    String json = NetworkStatus.json(List.of(status("Sql")), Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(json)
        .startsWith(
            "[{\"location\":\"\",\"networkStatus\":{\"dnsServers\":[\"168.63.129.16\"],"
                + "\"connectivityStatus\":[{\"name\":\"blob.core.windows.net\","
                + "\"status\":\"failure\",\"error\":\"")
        .contains(
            "\"lastUpdated\":\"2026-01-01T00:00:00Z\","
                + "\"lastStatusChange\":\"2026-01-01T00:00:00Z\","
                + "\"resourceType\":\"BlobStorage\",\"isOptional\":false}");
  }
}
