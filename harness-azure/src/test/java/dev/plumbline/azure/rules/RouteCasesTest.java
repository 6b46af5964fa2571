package dev.plumbline.azure.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.PlatformService;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.RouteTable.NextHopType;
import dev.plumbline.azure.model.RouteTable.Route;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PeeringState;
import dev.plumbline.azure.model.VirtualNetwork.PrivateEndpointNetworkPolicies;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.azure.rules.RuleCases.Section;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of {@code routes.txt}, each section with the network it is about. */
class RouteCasesTest {

  private static final Map<Section, EffectiveRoutes> PREPARED = new HashMap<>();

  static Stream<Arguments> cases() {
    return RuleCases.read("routes.txt").stream()
        .flatMap(
            section ->
                section.lines().stream()
                    .filter(line -> line.contains(" = "))
                    .map(line -> Arguments.of(section, line)));
  }

  @Test
  void there_are_more_than_a_hundred_cases() {
    assertThat(cases()).hasSizeGreaterThan(100);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void each_case_takes_the_route_that_the_table_says(Section section, String line) {
    EffectiveRoutes routes =
        PREPARED.computeIfAbsent(section, s -> EffectiveRoutes.of(topology(s)));
    String[] question = line.substring(0, line.indexOf(" = ")).trim().split(" +");
    String expected = line.substring(line.indexOf(" = ") + 3).trim();
    EffectiveRouteTable table = routes.of(question[0]);
    EffectiveRoute route =
        table
            .select(RuleCases.address(ServiceTags.of(RuleCases.empty()), question[1]))
            .orElse(null);
    assertThat(route == null ? "nothing" : shown(route)).as(table::toString).isEqualTo(expected);
  }

  private static String shown(EffectiveRoute route) {
    return route.nextHopType()
        + (route.nextHopIpAddress() == null ? "" : " " + route.nextHopIpAddress().getHostAddress())
        + (route.name() == null ? "" : " by " + route.name());
  }

  @Test
  void the_table_is_printed_as_the_command_line_tool_does() {
    Section example =
        RuleCases.read("routes.txt").stream()
            .filter(s -> s.title().equals("the vendor's example, first subnet"))
            .findFirst()
            .orElseThrow();
    EffectiveRoutes routes = EffectiveRoutes.of(topology(example));
    assertThat(routes.of("subnet1"))
        .hasToString(
            """
            Source                 State    Address Prefix  Next Hop Type                  Next Hop IP
            ---------------------  -------  --------------  -----------------------------  -----------
            Default                Invalid  10.0.0.0/16     VnetLocal
            Default                Invalid  10.1.0.0/16     VNetPeering
            Default                Invalid  10.2.0.0/16     VNetPeering
            Default                Invalid  0.0.0.0/0       Internet
            Default                Active   198.19.40.0/22  VirtualNetworkServiceEndpoint
            VirtualNetworkGateway  Invalid  10.10.0.0/16    VirtualNetworkGateway
            User                   Active   10.0.0.0/16     VirtualAppliance               10.0.100.4
            User                   Active   10.0.0.0/24     VnetLocal
            User                   Active   10.1.0.0/16     None
            User                   Active   10.2.0.0/16     None
            User                   Active   10.10.0.0/16    VirtualAppliance               10.0.100.4
            User                   Active   0.0.0.0/0       VirtualAppliance               10.0.100.4
            """);
    assertThat(routes.of("subnet2"))
        .hasToString(
            """
            Source                 State   Address Prefix  Next Hop Type          Next Hop IP
            ---------------------  ------  --------------  ---------------------  -----------
            Default                Active  10.0.0.0/16     VnetLocal
            Default                Active  10.1.0.0/16     VNetPeering
            Default                Active  10.2.0.0/16     VNetPeering
            Default                Active  0.0.0.0/0       Internet
            Default                Active  10.0.0.0/8      None
            Default                Active  172.16.0.0/12   None
            Default                Active  192.168.0.0/16  None
            Default                Active  100.64.0.0/10   None
            VirtualNetworkGateway  Active  10.10.0.0/16    VirtualNetworkGateway
            """);
    assertThat(routes.of("subnet1").explain(IpAddresses.parse("10.0.0.9")))
        .isEqualTo(
            """
            routes of subnet1 to 10.0.0.9
                Source   State    Address Prefix  Next Hop Type     Next Hop IP
                Default  Invalid  10.0.0.0/16     VnetLocal                      the same prefix: route Within-VNet1 (User) 10.0.0.0/16 -> VirtualAppliance 10.0.100.4
                Default  Invalid  0.0.0.0/0       Internet                       the same prefix: route Default-NVA (User) 0.0.0.0/0 -> VirtualAppliance 10.0.100.4
                User     Active   10.0.0.0/16     VirtualAppliance  10.0.100.4   a longer prefix is taken
            =>  User     Active   10.0.0.0/24     VnetLocal
                User     Active   0.0.0.0/0       VirtualAppliance  10.0.100.4   a longer prefix is taken
            """);
  }

  static AzureTopology topology(Section section) {
    return AzureTopology.builder("routes")
        .virtualNetworks(
            section.all("vnet").stream().map(words -> network(section, words)).toList())
        .connectedNetworks(section.all("site").stream().map(RouteCasesTest::site).toList())
        .routeTables(section.all("table").stream().map(words -> table(section, words)).toList())
        .networkInterfaces(section.all("nic").stream().map(RouteCasesTest::nic).toList())
        .platformServices(
            List.of(
                new PlatformService(
                    "service", "Microsoft.Contoso/services", List.of(), null, true)))
        .privateEndpoints(section.all("endpoint").stream().map(RouteCasesTest::endpoint).toList())
        .serviceTags(
            Map.of(
                "Contoso", List.of(Cidr.of("203.0.113.0/24")),
                "Contoso.WestEurope", List.of(Cidr.of("203.0.113.0/24"))))
        .build();
  }

  private static VirtualNetwork network(Section section, String[] words) {
    List<Subnet> subnets =
        section.all("subnet").stream()
            .filter(w -> w[0].startsWith(words[0] + "/"))
            .map(w -> subnet(w[0].substring(words[0].length() + 1), w))
            .toList();
    List<VirtualNetworkPeering> peerings =
        section.all("peering").stream()
            .filter(w -> w[0].equals(words[0]))
            .map(RouteCasesTest::peering)
            .toList();
    return new VirtualNetwork(
        words[0], null, prefixes(words[1]), List.of(), subnets, peerings, null);
  }

  private static List<Cidr> prefixes(String word) {
    return Stream.of(word.split(",")).map(Cidr::of).toList();
  }

  private static Subnet subnet(String name, String[] words) {
    String policies = option(words, "policies");
    String endpoints = option(words, "endpoints");
    return new Subnet(
        name,
        Cidr.of(words[1]),
        List.of(),
        null,
        option(words, "table"),
        null,
        endpoints == null ? List.of() : List.of(endpoints.split(",")),
        List.of(),
        PrivateEndpointNetworkPolicies.valueOf(
            Objects.requireNonNullElse(policies, "disabled")
                .toUpperCase(Locale.ROOT)
                .replace('-', '_')),
        true);
  }

  private static @Nullable String option(String[] words, String name) {
    return Stream.of(words)
        .filter(w -> w.startsWith(name + "="))
        .map(w -> w.substring(name.length() + 1))
        .findFirst()
        .orElse(null);
  }

  private static VirtualNetworkPeering peering(String[] words) {
    List<String> flags = Arrays.asList(words);
    return new VirtualNetworkPeering(
        words[0] + "-" + words[1],
        words[1],
        !flags.contains("noaccess"),
        flags.contains("forwarded"),
        flags.contains("transit"),
        flags.contains("remote"),
        flags.contains("initiated")
            ? PeeringState.INITIATED
            : flags.contains("disconnected") ? PeeringState.DISCONNECTED : PeeringState.CONNECTED);
  }

  private static ConnectedNetwork site(String[] words) {
    return new ConnectedNetwork(
        words[0],
        prefixes(words[1]),
        List.of(words[2].split(",")),
        false,
        Arrays.asList(words).contains("default"));
  }

  private static RouteTable table(Section section, String[] words) {
    return new RouteTable(
        words[0],
        Arrays.asList(words).contains("nobgp"),
        section.all("route").stream()
            .filter(w -> w[0].equals(words[0]))
            .map(
                w ->
                    new Route(
                        w[1],
                        w[2],
                        NextHopType.valueOf(
                            w[3].replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT)),
                        w.length > 4 ? IpAddresses.parse(w[4]) : null))
            .toList());
  }

  private static NetworkInterface nic(String[] words) {
    return new NetworkInterface(
        words[0],
        null,
        List.of(new IpConfiguration("ip", words[1], IpAddresses.parse(words[2]), null, List.of())),
        null,
        Arrays.asList(words).contains("forwarding"),
        List.of(),
        List.of());
  }

  private static PrivateEndpoint endpoint(String[] words) {
    return new PrivateEndpoint(
        words[0],
        words[1],
        IpAddresses.parse(words[2]),
        "service",
        List.of(),
        Arrays.asList(words).contains("pending")
            ? ConnectionState.PENDING
            : ConnectionState.APPROVED,
        List.of(),
        List.of());
  }
}
