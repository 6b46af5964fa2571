package dev.plumbline.azure.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.ApplicationSecurityGroup;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.VirtualNetwork.PrivateEndpointNetworkPolicies;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.RuleCases.Section;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of {@code security-groups.txt}; the file says what the network is. */
class SecurityGroupCasesTest {

  private static final Map<Section, SecurityGroups> PREPARED = new HashMap<>();

  static Stream<Arguments> cases() {
    return RuleCases.read("security-groups.txt").stream()
        .flatMap(
            section ->
                section.lines().stream()
                    .filter(line -> !line.startsWith("rule "))
                    .map(line -> Arguments.of(section, line)));
  }

  @Test
  void there_are_more_than_two_hundred_cases() {
    assertThat(cases()).hasSizeGreaterThan(200);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void each_case_is_decided_as_the_table_says(Section section, String line) {
    SecurityGroups groups = PREPARED.computeIfAbsent(section, s -> SecurityGroups.of(topology(s)));
    String[] words = line.substring(0, line.indexOf('=')).trim().split(" +");
    String[] expected = line.substring(line.indexOf('=') + 1).trim().split(" +");
    boolean inbound = words[0].equals("in");
    FiveTuple flow =
        RuleCases.flow(ServiceTags.of(RuleCases.empty()), words[1], words[2], words[3]);
    String subnet = subnet(inbound ? flow.destination() : flow.source());
    SecurityEvaluation evaluation =
        inbound ? groups.inbound(subnet, flow) : groups.outbound(subnet, flow);
    assertThat(
            evaluation.groups().stream()
                .map(g -> g.networkSecurityGroup() + "/" + g.decision().name()))
        .as(evaluation::explain)
        .isEqualTo(
            expected[1].equals("none")
                ? List.of()
                : Arrays.asList(expected).subList(1, expected.length));
    assertThat(evaluation.allowed()).as(evaluation::explain).isEqualTo(expected[0].equals("allow"));
    assertThat(groups.allows(inbound ? null : subnet, flow, inbound ? subnet : null))
        .isEqualTo(evaluation.allowed());
  }

  private static String subnet(java.net.InetAddress address) {
    Map<String, String> subnets =
        Map.of(
            "a", "10.0.0.0/24", "b", "10.0.1.0/24", "pe", "10.0.2.0/24", "filtered", "10.0.3.0/24");
    return subnets.entrySet().stream()
        .filter(e -> Cidr.of(e.getValue()).contains(address))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static AzureTopology topology(Section section) {
    Map<String, List<SecurityRule>> rules =
        section.all("rule").stream()
            .collect(
                Collectors.groupingBy(
                    w -> w[0],
                    Collectors.mapping(
                        w -> RuleCases.rule(Arrays.copyOfRange(w, 1, w.length)),
                        Collectors.toList())));
    List<NetworkSecurityGroup> groups = new ArrayList<>();
    groups.add(new NetworkSecurityGroup("subnet", rules.getOrDefault("subnet", List.of())));
    groups.add(new NetworkSecurityGroup("nic", rules.getOrDefault("nic", List.of())));
    return AzureTopology.builder("cases")
        .virtualNetworks(
            List.of(
                RuleCases.network(
                    "vnet",
                    "10.0.0.0/16",
                    List.of(
                        RuleCases.subnet("a", "10.0.0.0/24", "subnet"),
                        RuleCases.subnet("b", "10.0.1.0/24", ""),
                        RuleCases.subnet("pe", "10.0.2.0/24", "subnet"),
                        filtered()),
                    "peer"),
                RuleCases.network(
                    "peer",
                    "10.5.0.0/16",
                    List.of(RuleCases.subnet("far", "10.5.0.0/24", "")),
                    "vnet")))
        .connectedNetworks(List.of(RuleCases.site("site", "192.168.0.0/16", "vnet")))
        .networkSecurityGroups(groups)
        .applicationSecurityGroups(
            Stream.of("web", "app", "db", "all", "nobody")
                .map(ApplicationSecurityGroup::new)
                .toList())
        .networkInterfaces(
            List.of(
                nic("web", "a", "10.0.0.4", "nic", "web"),
                nic("app", "a", "10.0.0.5", null, "app", "all"),
                nic("plain", "a", "10.0.0.6", null),
                nic("db", "b", "10.0.1.4", null, "db")))
        .platformServices(
            List.of(
                new PlatformService(
                    "store", "Microsoft.Storage/storageAccounts", List.of(), null, true)))
        .privateEndpoints(List.of(endpoint("pe", "10.0.2.4"), endpoint("filtered", "10.0.3.4")))
        .serviceTags(Map.of("Contoso", List.of(Cidr.of("203.0.113.200"))))
        .build();
  }

  private static Subnet filtered() {
    return new Subnet(
        "filtered",
        Cidr.of("10.0.3.0/24"),
        List.of(),
        "subnet",
        null,
        null,
        List.of(),
        List.of(),
        PrivateEndpointNetworkPolicies.NETWORK_SECURITY_GROUP_ENABLED,
        true);
  }

  private static NetworkInterface nic(
      String name, String subnet, String address, @Nullable String group, String... asgs) {
    return new NetworkInterface(
        name,
        null,
        List.of(new IpConfiguration("ip", subnet, IpAddresses.parse(address), null, List.of(asgs))),
        group,
        false,
        List.of(),
        List.of());
  }

  private static PrivateEndpoint endpoint(String subnet, String address) {
    return new PrivateEndpoint(
        "endpoint-" + subnet,
        subnet,
        IpAddresses.parse(address),
        "store",
        List.of("blob"),
        ConnectionState.APPROVED,
        List.of(),
        List.of());
  }
}
