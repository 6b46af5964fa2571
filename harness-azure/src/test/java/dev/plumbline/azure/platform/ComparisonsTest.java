package dev.plumbline.azure.platform;

import static dev.plumbline.azure.assertion.AzureAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.document.BackendHealth.Entry;
import dev.plumbline.azure.document.BackendHealth.Health;
import dev.plumbline.azure.document.BackendHealth.Server;
import dev.plumbline.azure.document.NetworkStatus;
import dev.plumbline.azure.document.NetworkStatus.Connectivity;
import dev.plumbline.azure.document.NetworkStatus.Status;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.EffectiveRouteList.Route;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Group;
import dev.plumbline.azure.platform.EffectiveSecurityRules.Rule;
import dev.plumbline.azure.platform.ServiceNetworkStatus.Dependency;
import dev.plumbline.azure.platform.ServiceNetworkStatus.Region;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.SecurityEvaluation.Level;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComparisonsTest {

  private final Said azure = new Said();

  private static Route route(
      @Nullable String name, String source, boolean active, String prefix, String hop) {
    String[] parts = hop.split(" ");
    return new Route(
        name,
        source,
        active,
        List.of(Cidr.of(prefix)),
        parts[0],
        parts.length < 2 ? List.of() : List.of(IpAddresses.parse(parts[1])),
        List.of());
  }

  private static List<Route> routes() {
    return new ArrayList<>(
        List.of(
            route(null, "Default", true, "10.1.0.0/16", "VnetLocal"),
            route(null, "Default", false, "0.0.0.0/0", "Internet"),
            route("out", "User", true, "0.0.0.0/0", "VirtualAppliance 10.1.2.9"),
            route(null, "Default", true, "25.33.80.0/20", "None")));
  }

  private Comparison compared(List<Route> routes) {
    return Comparisons.routes(
        azure.topology,
        "client-nic",
        azure.answer(
            "effective routes of client-nic",
            "routes",
            new EffectiveRouteList("client-nic", routes)));
  }

  @Test
  void routes_that_count_are_the_same_on_both_sides() {
    assertThat(compared(routes())).agrees();
  }

  @Test
  void a_route_that_leads_elsewhere_is_marked() {
    List<Route> changed = routes();
    changed.set(2, route("out", "User", true, "0.0.0.0/0", "Internet"));
    changed.add(
        route(null, "VirtualNetworkGateway", true, "192.168.0.0/16", "VirtualNetworkGateway"));

    assertThatThrownBy(() -> assertThat(compared(changed)).agrees())
        .hasMessage(
            """
            [#1 effective routes of client-nic]
            Expected to agree, but 2 of 3 rows differ
                              predicted                            | Azure says
               10.1.0.0/16    VnetLocal (Default)                  | VnetLocal (Default)
            => 0.0.0.0/0      VirtualAppliance 10.1.2.9 (User out) | Internet (User out)
            => 192.168.0.0/16 no route                             | VirtualNetworkGateway (VirtualNetworkGateway)""");
  }

  @Test
  void of_two_routes_to_one_prefix_neither_is_left_out() {
    List<Route> changed = routes();
    changed.add(1, route("by-hand", "User", true, "10.1.0.0/16", "Internet"));
    changed.add(route(null, "Default", true, "10.1.0.0/16", "VnetLocal"));

    assertThatThrownBy(() -> assertThat(compared(changed)).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("| VnetLocal (Default) and Internet (User by-hand)");
  }

  @Test
  void what_azure_adds_of_itself_is_passed_over_only_as_its_own() {
    List<Route> changed = routes();
    changed.set(3, route("drop", "User", true, "25.33.80.0/20", "None"));

    assertThatThrownBy(() -> assertThat(compared(changed)).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> 25.33.80.0/20 no route ")
        .hasMessageContaining("| None (User drop)");
  }

  @Test
  void a_route_without_a_prefix_is_compared_with_nothing() {
    List<Route> changed = routes();
    changed.add(new Route("evil", "User", true, List.of(), "Internet", List.of(), List.of()));

    assertThatThrownBy(() -> assertThat(compared(changed)).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> (no prefix) no route")
        .hasMessageContaining("| Internet (User evil)");
  }

  private Comparison endpoints(String services, Route... told) {
    List<Route> all = routes();
    all.addAll(List.of(told));
    return Comparisons.routes(
        Said.ESTATE
            .with(
                "addressPrefix: 10.1.1.0/24",
                "addressPrefix: 10.1.1.0/24, serviceEndpoints: [" + services + "]")
            .topology(),
        "client-nic",
        azure.answer("effective routes of client-nic", "r", new EffectiveRouteList("nic", all)));
  }

  @Test
  void service_endpoints_are_there_on_both_sides_or_on_none() {
    Route endpoint =
        route(null, "Default", true, "198.51.100.0/24", "VirtualNetworkServiceEndpoint");
    Route byHand = route("x", "User", true, "0.0.0.0/1", "VirtualNetworkServiceEndpoint");

    assertThat(endpoints("Microsoft.Storage", endpoint)).agrees();
    assertThat(endpoints("")).agrees();
    assertThatThrownBy(() -> assertThat(endpoints("Microsoft.Storage")).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> service endpoints routes ")
        .hasMessageContaining("| no route");
    assertThatThrownBy(() -> assertThat(endpoints("", endpoint)).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> service endpoints no route ")
        .hasMessageContaining("| routes");
    assertThatThrownBy(() -> assertThat(endpoints("Microsoft.Storage", endpoint, byHand)).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> 0.0.0.0/1");
  }

  private Comparison tagged(Route... told) {
    AzureTopology described =
        Said.ESTATE
            .with(
                "routes: [{name: out,",
                "routes: [{name: storage, addressPrefix: Storage, nextHopType: internet}, {name:"
                    + " out,")
            .topology();
    List<Route> all = routes();
    all.addAll(List.of(told));
    return Comparisons.routes(
        described,
        "client-nic",
        azure.answer("effective routes of client-nic", "r", new EffectiveRouteList("nic", all)));
  }

  private static Route tagged(String name, String prefix, String hop, String... tags) {
    Route plain = route(name, "User", true, prefix, hop);
    return new Route(
        name,
        "User",
        true,
        plain.prefixes(),
        plain.nextHopType(),
        plain.nextHopAddresses(),
        List.of(tags));
  }

  @Test
  void a_route_for_a_service_tag_is_compared_by_its_tag_and_next_hop() {
    assertThat(tagged(tagged("storage", "20.60.0.0/16", "Internet", "Storage"))).agrees();

    assertThatThrownBy(
            () ->
                assertThat(
                        tagged(
                            tagged(
                                "storage", "20.60.0.0/16", "VirtualAppliance 10.1.2.9", "Storage")))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "=> Storage     Internet (User storage)              | VirtualAppliance 10.1.2.9 (User"
                + " storage)");
    assertThatThrownBy(() -> assertThat(tagged()).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> Storage     Internet (User storage)              | no route");
    assertThatThrownBy(
            () ->
                assertThat(
                        tagged(
                            tagged("storage", "20.60.0.0/16", "Internet", "Storage"),
                            tagged("sql", "20.61.0.0/16", "Internet", "Sql")))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "=> Sql         no route                             | Internet (User sql)");
  }

  @Test
  void a_route_of_the_name_of_one_for_a_tag_is_not_taken_for_it() {
    assertThatThrownBy(
            () ->
                assertThat(tagged(tagged("storage", "128.0.0.0/1", "VirtualAppliance 10.1.2.9")))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> 128.0.0.0/1")
        .hasMessageContaining("=> Storage");
    assertThatThrownBy(
            () -> assertThat(tagged(tagged("storage", "128.0.0.0/1", "Internet"))).agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining(
            "Internet (User storage), for 128.0.0.0/1: Azure does not say whether these are the"
                + " prefixes of Storage");
    assertThatThrownBy(
            () ->
                assertThat(
                        tagged(
                            tagged("storage", "128.0.0.0/1", "Internet"),
                            tagged("storage", "20.60.0.0/16", "Internet", "Storage")))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> 128.0.0.0/1");
  }

  private static Rule rule(
      String name,
      int priority,
      Access access,
      String protocol,
      String from,
      List<String> expanded,
      String port) {
    return new Rule(
        name,
        priority,
        Direction.INBOUND,
        access,
        protocol,
        List.of("0-65535"),
        List.of(port),
        List.of(from),
        expanded,
        List.of(from.equals("VirtualNetwork") ? from : "0.0.0.0/0"),
        List.of());
  }

  private static List<Rule> inbound() {
    return new ArrayList<>(
        List.of(
            rule("allow-https", 100, Access.ALLOW, "Tcp", "10.1.1.0/24", List.of(), "443"),
            rule(
                "deny-storage",
                300,
                Access.DENY,
                "Tcp",
                "Storage",
                List.of("20.60.0.0/16"),
                "8000-8010"),
            rule("deny-all", 4000, Access.DENY, "All", "0.0.0.0/0", List.of(), "0-65535"),
            rule(
                "AllowVnetInBound",
                65000,
                Access.ALLOW,
                "All",
                "VirtualNetwork",
                List.of("10.1.0.0/16"),
                "0-65535"),
            rule(
                "AllowAzureLoadBalancerInBound",
                65001,
                Access.ALLOW,
                "All",
                "AzureLoadBalancer",
                List.of("168.63.129.16/32"),
                "0-65535"),
            rule("DenyAllInBound", 65500, Access.DENY, "All", "0.0.0.0/0", List.of(), "0-65535")));
  }

  private static List<Rule> outbound() {
    List<Rule> rules = new ArrayList<>();
    for (String line :
        List.of(
            "AllowVnetOutBound 65000 ALLOW VirtualNetwork VirtualNetwork 10.1.0.0/16",
            "AllowInternetOutBound 65001 ALLOW 0.0.0.0/0 Internet 1.0.0.0/8,192.0.0.0/8",
            "DenyAllOutBound 65500 DENY 0.0.0.0/0 0.0.0.0/0 ")) {
      String[] part = line.split(" ", -1);
      List<String> expanded = part[5].isEmpty() ? List.of() : List.of(part[5].split(","));
      rules.add(
          new Rule(
              part[0],
              Integer.parseInt(part[1]),
              Direction.OUTBOUND,
              Access.valueOf(part[2]),
              "All",
              List.of("0-65535"),
              List.of("0-65535"),
              List.of(part[3]),
              part[3].equals("VirtualNetwork") ? expanded : List.of(),
              List.of(part[4]),
              expanded));
    }
    return rules;
  }

  private PlatformAnswer<EffectiveSecurityRules> rules(List<Rule> inbound) {
    List<Rule> all = new ArrayList<>(inbound);
    all.addAll(outbound());
    return azure.answer(
        "effective security rules of server-nic",
        "rules",
        new EffectiveSecurityRules(
            "server-nic",
            List.of(new Group("servers-nsg", Level.SUBNET, "servers", all, Map.of()))));
  }

  @Test
  void rules_are_the_same_in_their_order_with_the_platforms_own() {
    assertThat(Comparisons.securityRules(azure.topology, "server-nic", rules(inbound()))).agrees();
  }

  @Test
  void a_rule_that_was_added_and_one_that_was_changed_are_marked() {
    List<Rule> changed = inbound();
    changed.set(0, rule("allow-https", 100, Access.ALLOW, "Tcp", "10.1.1.0/24", List.of(), "8443"));
    changed.add(1, rule("by-hand", 110, Access.ALLOW, "Tcp", "0.0.0.0/0", List.of(), "22"));

    assertThatThrownBy(
            () ->
                assertThat(Comparisons.securityRules(azure.topology, "server-nic", rules(changed)))
                    .agrees())
        .hasMessage(
            """
            [#1 effective security rules of server-nic]
            Expected to agree, but 2 of 11 rows differ
                                                                       predicted                                       | Azure says
               group servers-nsg                                       at subnet servers                               | at subnet servers
            => servers-nsg inbound 100 allow-https                     allow TCP from 10.1.1.0/24 to any ports 443     | allow TCP from 10.1.1.0/24 to any ports 8443
            => servers-nsg inbound 110 by-hand                         no such rule                                    | allow TCP from any to any ports 22
               servers-nsg inbound 300 deny-storage                    deny TCP from Storage to any ports 8000-8010    | deny TCP from Storage to any ports 8000-8010
               servers-nsg inbound 4000 deny-all                       deny any from any to any                        | deny any from any to any
               servers-nsg inbound 65000 AllowVnetInBound              allow any from VirtualNetwork to VirtualNetwork | allow any from VirtualNetwork to VirtualNetwork
               servers-nsg inbound 65001 AllowAzureLoadBalancerInBound allow any from AzureLoadBalancer to any         | allow any from AzureLoadBalancer to any
               servers-nsg inbound 65500 DenyAllInBound                deny any from any to any                        | deny any from any to any
               servers-nsg outbound 65000 AllowVnetOutBound            allow any from VirtualNetwork to VirtualNetwork | allow any from VirtualNetwork to VirtualNetwork
               servers-nsg outbound 65001 AllowInternetOutBound        allow any from any to Internet                  | allow any from any to Internet
               servers-nsg outbound 65500 DenyAllOutBound              deny any from any to any                        | deny any from any to any""");
  }

  @Test
  void of_two_rules_of_one_priority_and_name_neither_is_left_out() {
    List<Rule> twice = inbound();
    twice.add(2, rule("deny-all", 4000, Access.ALLOW, "All", "0.0.0.0/0", List.of(), "0-65535"));
    List<Rule> after = inbound();
    after.add(3, rule("deny-all", 4000, Access.ALLOW, "All", "0.0.0.0/0", List.of(), "0-65535"));

    assertThatThrownBy(
            () ->
                assertThat(Comparisons.securityRules(azure.topology, "server-nic", rules(twice)))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("Expected to agree, but 2 of 11 rows differ")
        .hasMessageContaining("=> servers-nsg inbound 4000 deny-all (2)");
    assertThatThrownBy(
            () ->
                assertThat(Comparisons.securityRules(azure.topology, "server-nic", rules(after)))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> servers-nsg inbound 4000 deny-all (2)")
        .hasMessageContaining("no such rule")
        .hasMessageContaining("| allow any from any to any");
  }

  @Test
  void a_group_that_is_not_attached_is_marked() {
    PlatformAnswer<EffectiveSecurityRules> none =
        azure.answer(
            "effective security rules of server-nic",
            "none",
            new EffectiveSecurityRules("server-nic", List.of()));

    assertThatThrownBy(
            () ->
                assertThat(Comparisons.securityRules(azure.topology, "server-nic", none)).agrees())
        .hasMessage(
            """
            [#1 effective security rules of server-nic]
            Expected to agree, but 1 of 1 row differs
                                 predicted         | Azure says
            => group servers-nsg at subnet servers | not attached""");
  }

  private PlatformAnswer<EffectiveSecurityRules> groups(Group... groups) {
    return azure.answer(
        "effective security rules of server-nic",
        "rules",
        new EffectiveSecurityRules("server-nic", List.of(groups)));
  }

  private static Group group(Level level, String place, List<Rule> inbound) {
    List<Rule> all = new ArrayList<>(inbound);
    all.addAll(outbound());
    return new Group("servers-nsg", level, place, all, Map.of());
  }

  @Test
  void a_group_that_is_attached_elsewhere_is_marked() {
    assertThatThrownBy(
            () ->
                assertThat(
                        Comparisons.securityRules(
                            azure.topology,
                            "server-nic",
                            groups(group(Level.NETWORK_INTERFACE, "server-nic", inbound()))))
                    .agrees())
        .hasMessage(
            """
            [#1 effective security rules of server-nic]
            Expected to agree, but 2 of 2 rows differ
                                 predicted         | Azure says
            => group servers-nsg at subnet servers | not attached
            => group servers-nsg not attached      | at network interface server-nic""");
    assertThatThrownBy(
            () ->
                assertThat(
                        Comparisons.securityRules(
                            azure.topology,
                            "server-nic",
                            groups(group(Level.SUBNET, "clients", inbound()))))
                    .agrees())
        .hasMessageContaining("=> group servers-nsg")
        .hasMessageContaining("| at subnet clients");
  }

  @Test
  void of_two_groups_of_one_name_both_are_compared() {
    List<Rule> open = inbound();
    open.set(2, rule("deny-all", 4000, Access.ALLOW, "All", "0.0.0.0/0", List.of(), "0-65535"));
    Group good = group(Level.NETWORK_INTERFACE, "server-nic", inbound());

    assertThatThrownBy(
            () ->
                assertThat(
                        Comparisons.securityRules(
                            azure.topology,
                            "server-nic",
                            groups(group(Level.SUBNET, "servers", open), good)))
                    .agrees())
        .hasMessageContaining("=> servers-nsg inbound 4000 deny-all")
        .hasMessageContaining("=> group servers-nsg")
        .hasMessageContaining("| at network interface server-nic");

    AzureTopology both =
        Said.ESTATE
            .with("{name: server-nic, ", "{name: server-nic, networkSecurityGroup: servers-nsg, ")
            .topology();
    Comparison compared =
        Comparisons.securityRules(
            both, "server-nic", groups(group(Level.SUBNET, "servers", open), good));
    assertThat(compared.rows())
        .filteredOn(row -> row.verdict() == Comparison.Verdict.DIFFER)
        .extracting(Comparison.Row::what)
        .containsExactly("servers-nsg (subnet servers) inbound 4000 deny-all");
  }

  @Test
  void a_rule_whose_ports_or_addresses_are_not_told_is_none_for_any() {
    List<Rule> changed = inbound();
    changed.set(
        2,
        new Rule(
            "deny-all",
            4000,
            Direction.INBOUND,
            Access.DENY,
            "All",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of("0.0.0.0/0"),
            List.of()));

    assertThatThrownBy(
            () ->
                assertThat(Comparisons.securityRules(azure.topology, "server-nic", rules(changed)))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> servers-nsg inbound 4000 deny-all")
        .hasMessageContaining("deny any from (not told) ports (not told) to any ports (not told)");
  }

  @Test
  void a_rule_whose_addresses_or_ports_are_not_told_decides_nothing() {
    List<Rule> changed = inbound();
    changed.set(
        2,
        new Rule(
            "deny-all",
            4000,
            Direction.INBOUND,
            Access.DENY,
            "All",
            List.of("0-65535"),
            List.of("0-65535"),
            List.of(),
            List.of(),
            List.of("0.0.0.0/0"),
            List.of()));

    assertThat(
            rules(changed)
                .value()
                .decide(Direction.INBOUND, FiveTuple.tcp("192.0.2.1", "10.1.2.4", 22)))
        .isEqualTo(
            new EffectiveSecurityRules.Decision(
                null, "rule deny-all of servers-nsg, whose addresses Azure does not tell"));

    changed.set(
        2,
        new Rule(
            "deny-all",
            4000,
            Direction.INBOUND,
            Access.DENY,
            "All",
            List.of("0-65535"),
            List.of(),
            List.of("0.0.0.0/0"),
            List.of(),
            List.of("0.0.0.0/0"),
            List.of()));
    assertThat(
            rules(changed)
                .value()
                .decide(Direction.INBOUND, FiveTuple.tcp("192.0.2.1", "10.1.2.4", 22)))
        .isEqualTo(
            new EffectiveSecurityRules.Decision(
                null, "rule deny-all of servers-nsg, whose ports Azure does not tell"));
  }

  private void marksFlow(Rule instead, String flow) {
    List<Rule> changed = inbound();
    changed.set(0, instead);

    assertThatThrownBy(
            () ->
                assertThat(Comparisons.flows(azure.topology, "server-nic", rules(changed)))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> inbound TCP " + flow);
  }

  @Test
  void a_prefix_that_is_wider_or_narrower_in_azure_is_marked() {
    marksFlow(
        rule("allow-https", 100, Access.ALLOW, "Tcp", "10.1.0.0/23", List.of(), "443"),
        "10.1.0.0:50000 -> 10.1.2.4:443");
    marksFlow(
        rule("allow-https", 100, Access.ALLOW, "Tcp", "10.1.1.0/28", List.of(), "443"),
        "10.1.1.16:50000 -> 10.1.2.4:443");
    marksFlow(
        rule("allow-https", 100, Access.ALLOW, "Tcp", "10.0.0.0/8", List.of(), "443"),
        "10.0.0.0:50000 -> 10.1.2.4:443");
  }

  @Test
  void source_ports_that_are_narrower_in_azure_are_marked() {
    marksFlow(
        new Rule(
            "allow-https",
            100,
            Direction.INBOUND,
            Access.ALLOW,
            "Tcp",
            List.of("1024-65535"),
            List.of("443"),
            List.of("10.1.1.0/24"),
            List.of(),
            List.of("0.0.0.0/0"),
            List.of()),
        "10.1.1.0:1023 -> 10.1.2.4:443");
  }

  @Test
  void all_flows_that_rules_tell_apart_come_out_the_same() {
    Comparison compared = Comparisons.flows(azure.topology, "server-nic", rules(inbound()));

    assertThat(compared).agrees();
    assertThat(compared.rows())
        .extracting(row -> row.what() + " " + row.azure().value())
        .containsExactly("inbound, the same 135 flows", "outbound, the same 22 flows");
  }

  private static List<String> prefixes(int count) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add("20." + i / 60 + "." + i % 60 * 4 + ".0/23");
    }
    return all;
  }

  private static List<Rule> allowingStorage(List<String> prefixes) {
    List<Rule> rules = inbound();
    rules.set(1, rule("deny-storage", 300, Access.ALLOW, "Tcp", "Storage", prefixes, "8000-8010"));
    return rules;
  }

  private static AzureTopology allowingStorage(String tags) {
    return Said.ESTATE
        .with(
            "priority: 300, direction: inbound, access: deny",
            "priority: 300, direction: inbound, access: allow")
        .with("networkInterfaces:", tags + "networkInterfaces:")
        .topology();
  }

  @Test
  void service_tags_of_thousands_of_prefixes_make_no_more_flows_than_one_prefix() {
    AzureTopology described = allowingStorage("");
    Comparison one =
        Comparisons.flows(described, "server-nic", rules(allowingStorage(prefixes(1))));
    Comparison many =
        Comparisons.flows(described, "server-nic", rules(allowingStorage(prefixes(2000))));

    assertThat(many).agrees();
    assertThat(many.rows()).isEqualTo(one.rows());
  }

  @Test
  void one_prefix_of_thousands_that_is_wider_or_missing_is_found() {
    String given = "serviceTags: {Storage: " + prefixes(2000) + "}\n  ";
    List<String> wider = prefixes(2000);
    wider.set(777, wider.get(777).replace("/23", "/22"));
    List<String> without = prefixes(2000);
    without.remove(778);

    for (Map.Entry<List<String>, String> told :
        Map.of(wider, "TCP 20.12.231.255:", without, "TCP 20.12.232.0:").entrySet()) {
      assertThatThrownBy(
              () ->
                  assertThat(
                          Comparisons.flows(
                              allowingStorage(given),
                              "server-nic",
                              rules(allowingStorage(told.getKey()))))
                      .agrees())
          .isExactlyInstanceOf(AssertionError.class)
          .hasMessageContaining("=> inbound " + told.getValue());
    }
  }

  @Test
  void a_flow_that_azure_decides_otherwise_is_told_with_both_rules() {
    List<Rule> changed = inbound();
    changed.add(1, rule("by-hand", 110, Access.ALLOW, "Tcp", "192.0.2.0/24", List.of(), "22"));

    assertThatThrownBy(
            () ->
                assertThat(Comparisons.flows(azure.topology, "server-nic", rules(changed)))
                    .agrees())
        .hasMessageContaining(
            "=> inbound TCP 192.0.2.0:50000 -> 10.1.2.4:22 deny by deny-all (priority 4000) of")
        .hasMessageContaining("| allow by by-hand of servers-nsg");
  }

  @Test
  void a_rule_for_a_protocol_without_ports_is_tried() {
    List<Rule> changed = inbound();
    changed.add(0, rule("ping", 90, Access.ALLOW, "Icmp", "192.0.2.0/24", List.of(), "0-65535"));

    assertThatThrownBy(
            () ->
                assertThat(Comparisons.flows(azure.topology, "server-nic", rules(changed)))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> inbound ICMP 192.0.2.0 -> 10.1.2.4")
        .hasMessageContaining("| allow by ping of servers-nsg");
  }

  @Test
  void every_address_of_the_interface_is_tried() {
    AzureTopology described =
        Said.ESTATE
            .with(
                "privateIPAddress: 10.1.2.4}",
                "privateIPAddress: 10.1.2.4}, {name: second, subnet: servers, privateIPAddress: 10.1.2.5}")
            .topology();
    List<Rule> changed = inbound();
    changed.add(
        0,
        new Rule(
            "by-hand",
            90,
            Direction.INBOUND,
            Access.ALLOW,
            "Tcp",
            List.of("0-65535"),
            List.of("22"),
            List.of("0.0.0.0/0"),
            List.of(),
            List.of("10.1.2.5/32"),
            List.of()));

    assertThatThrownBy(
            () -> assertThat(Comparisons.flows(described, "server-nic", rules(changed))).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("-> 10.1.2.5:22")
        .hasMessageNotContaining("-> 10.1.2.4:22");
  }

  @Test
  void members_of_application_security_groups_are_tried() {
    AzureTopology described =
        Said.ESTATE
            .with(
                "networkInterfaces:",
                "applicationSecurityGroups: [{name: web}]\n  networkInterfaces:")
            .with(
                "{name: allow-https,",
                "{name: allow-ssh, priority: 110, direction: inbound, access: allow, protocol: tcp, sourceApplicationSecurityGroups: [web], destinationPortRanges: [22]}\n        - {name: allow-https,")
            .with(
                "privateIPAddress: 10.1.1.4}",
                "privateIPAddress: 10.1.1.4, applicationSecurityGroups: [web]}")
            .topology();

    assertThatThrownBy(
            () -> assertThat(Comparisons.flows(described, "server-nic", rules(inbound()))).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> inbound TCP 10.1.1.4:50000 -> 10.1.2.4:22")
        .hasMessageContaining("| deny by deny-all of servers-nsg");
  }

  @Test
  void a_tag_that_azure_does_not_expand_leaves_it_open() {
    List<Rule> changed = inbound();
    changed.set(
        1, rule("deny-storage", 300, Access.DENY, "Tcp", "Storage", List.of(), "8000-8010"));

    assertThatThrownBy(
            () ->
                assertThat(Comparisons.flows(azure.topology, "server-nic", rules(changed)))
                    .agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("whose service tag Storage Azure does not expand");
  }

  private BackendHealth health(Server... servers) {
    return new BackendHealth("/gw", List.of(new Entry("apim", "https", List.of(servers))));
  }

  @Test
  void backends_are_compared_one_by_one_with_the_probers_words() {
    BackendHealth predicted =
        health(
            new Server("10.1.0.5", null, Health.HEALTHY, "Success. Received 200 status code"),
            new Server("10.1.0.6", null, Health.HEALTHY, ""));
    BackendHealth observed =
        health(
            new Server("10.1.0.5", null, Health.HEALTHY, "status 200"),
            new Server("10.1.0.6", null, Health.HEALTHY, ""));
    PlatformAnswer<BackendHealth> told =
        azure.answer(
            "backend health of gw",
            "1 of 2 healthy",
            health(
                new Server("10.1.0.5", null, Health.HEALTHY, ""),
                new Server("10.1.0.6", null, Health.UNHEALTHY, "Received 404")));

    assertThatThrownBy(
            () -> assertThat(Comparisons.backendHealth(predicted, observed, told)).agrees())
        .hasMessage(
            """
            [#1 backend health of gw]
            Expected to agree, but 1 of 2 rows differs
                                   predicted                                  | observed            | Azure says
               apim/https 10.1.0.5 Healthy: Success. Received 200 status code | Healthy: status 200 | Healthy
            => apim/https 10.1.0.6 Healthy                                    | Healthy             | Unhealthy: Received 404""");
    assertThat(Comparisons.backendHealth(predicted, told).rows().get(1).verdict())
        .isEqualTo(Comparison.Verdict.DIFFER);
  }

  @Test
  void a_gateway_that_cannot_ask_its_backends_leaves_it_open() {
    BackendHealth predicted = health(new Server("10.1.0.5", null, Health.HEALTHY, ""));
    PlatformAnswer<BackendHealth> told =
        azure.answer(
            "backend health of gw",
            "unknown",
            health(new Server("10.1.0.5", null, Health.UNKNOWN, "could not be retrieved")));

    assertThatThrownBy(() -> assertThat(Comparisons.backendHealth(predicted, told)).agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("(not known) Unknown: could not be retrieved");
  }

  @Test
  void a_member_that_azure_lists_twice_is_both_times() {
    BackendHealth predicted = health(new Server("10.1.0.5", null, Health.HEALTHY, ""));
    Server unhealthy = new Server("10.1.0.5", null, Health.UNHEALTHY, "Received 404");
    Server healthy = new Server("10.1.0.5", null, Health.HEALTHY, "");
    Server unknown = new Server("10.1.0.5", null, Health.UNKNOWN, "");
    List<Entry> entries =
        List.of(
            new Entry("apim", "https", List.of(unhealthy)),
            new Entry("apim", "https", List.of(healthy)));

    for (BackendHealth told :
        List.of(
            health(unhealthy, healthy),
            health(healthy, unhealthy),
            new BackendHealth("/gw", entries))) {
      assertThatThrownBy(
              () ->
                  assertThat(
                          Comparisons.backendHealth(
                              predicted, azure.answer("backend health of gw", "h", told)))
                      .agrees())
          .isExactlyInstanceOf(AssertionError.class)
          .hasMessageContaining(
              "=> apim/https 10.1.0.5 Healthy   | Healthy and Unhealthy: Received 404");
    }
    assertThatThrownBy(
            () ->
                assertThat(
                        Comparisons.backendHealth(
                            predicted,
                            azure.answer("backend health of gw", "h", health(unknown, healthy))))
                    .agrees())
        .isInstanceOf(InconclusiveError.class)
        .hasMessageContaining("| Healthy and (not known) Unknown");
    assertThat(
            Comparisons.backendHealth(
                predicted, azure.answer("backend health of gw", "h", health(healthy, healthy))))
        .agrees();
  }

  @Test
  void a_pool_that_azure_lists_with_members_and_without_is_both() {
    Entry full =
        new Entry("apim", "https", List.of(new Server("10.1.0.5", null, Health.HEALTHY, "")));
    BackendHealth told =
        new BackendHealth("/gw", List.of(new Entry("apim", "https", List.of()), full));

    assertThatThrownBy(
            () ->
                assertThat(
                        Comparisons.backendHealth(
                            new BackendHealth("/gw", List.of(full)),
                            azure.answer("backend health of gw", "h", told)))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> apim/https          members   | members and no member");
  }

  @Test
  void a_pool_that_only_azure_has_and_is_empty_is_marked() {
    Entry apim =
        new Entry("apim", "https", List.of(new Server("10.1.0.5", null, Health.HEALTHY, "")));
    BackendHealth told =
        new BackendHealth("/gw", List.of(apim, new Entry("portal", "https", List.of())));

    assertThatThrownBy(
            () ->
                assertThat(
                        Comparisons.backendHealth(
                            new BackendHealth("/gw", List.of(apim)),
                            azure.answer("backend health of gw", "1 of 1", told)))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessage(
            """
            [#1 backend health of gw]
            Expected to agree, but 1 of 2 rows differs
                                   predicted    | Azure says
            => portal/https        no such pool | no member
               apim/https 10.1.0.5 Healthy      | Healthy""");
  }

  @Test
  void a_gateway_without_backends_shows_nothing() {
    assertThatThrownBy(
            () ->
                assertThat(
                        Comparisons.backendHealth(
                            health(), azure.answer("backend health of gw", "none", health())))
                    .agrees())
        .isExactlyInstanceOf(InconclusiveError.class);
  }

  @Test
  void dependencies_of_api_management_are_compared_by_kind() {
    List<NetworkStatus> predicted =
        List.of(
            new NetworkStatus(
                "westeurope",
                List.of(),
                List.of(
                    new Connectivity(
                        "blob.core.windows.net", "BlobStorage", false, Status.SUCCESS, ""),
                    new Connectivity(
                        "database.windows.net", "SQLDatabase", false, Status.SUCCESS, ""),
                    new Connectivity("smtp", "Email", true, Status.SUCCESS, ""))));
    Instant now = Instant.now();
    Dependency blob =
        new Dependency("a.blob.core.windows.net", "BlobStorage", false, "success", "", now);
    PlatformAnswer<ServiceNetworkStatus> told =
        azure.answer(
            "network status of apim",
            "1 failure",
            new ServiceNetworkStatus(
                "apim",
                List.of(
                    new Region(
                        "West Europe",
                        List.of(),
                        List.of(
                            blob,
                            new Dependency(
                                "x.database.windows.net",
                                "SQLDatabase",
                                false,
                                "failure",
                                "TCP connect timed out",
                                now.minus(Duration.ofHours(2))))))));

    assertThatThrownBy(() -> assertThat(Comparisons.networkStatus(predicted, told)).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessage(
            """
            [#1 network status of apim]
            Expected to agree, but 1 of 2 rows differs
                                       predicted | Azure says
               West Europe BlobStorage reached   | reached: a.blob.core.windows.net
            => West Europe SQLDatabase reached   | x.database.windows.net not reached: TCP connect timed out""");
    assertThat(told.value().notShown(now, Duration.ofMinutes(30))).hasSize(1);
    assertThat(told.value().notShown(now.plus(Duration.ofHours(1)), Duration.ofMinutes(30)))
        .hasSize(2);
  }

  private static final List<NetworkStatus> BLOB_IN_WEST =
      List.of(
          new NetworkStatus(
              "westeurope",
              List.of(),
              List.of(
                  new Connectivity(
                      "blob.core.windows.net", "BlobStorage", false, Status.SUCCESS, ""))));

  private static Dependency blob(@Nullable Instant updated) {
    return new Dependency("a.blob.core.windows.net", "BlobStorage", false, "success", "", updated);
  }

  private static Dependency vault(String status) {
    return new Dependency("x.vault.azure.net", "AzureKeyVault", false, status, "", Instant.now());
  }

  private Comparison status(Region... regions) {
    return Comparisons.networkStatus(
        BLOB_IN_WEST,
        azure.answer(
            "network status of apim", "s", new ServiceNetworkStatus("apim", List.of(regions))));
  }

  private static Region west(Dependency... dependencies) {
    return new Region("West Europe", List.of(), List.of(dependencies));
  }

  @Test
  void a_required_dependency_that_only_azure_lists_is_not_passed_over() {
    assertThat(status(west(blob(Instant.now())))).agrees();
    assertThatThrownBy(
            () -> assertThat(status(west(blob(Instant.now()), vault("failure")))).agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "=> West Europe AzureKeyVault not listed | x.vault.azure.net not reached");
    assertThatThrownBy(
            () -> assertThat(status(west(blob(Instant.now()), vault("success")))).agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("(not known) not listed");
  }

  @Test
  void a_region_that_only_azure_has_is_marked() {
    assertThatThrownBy(
            () ->
                assertThat(
                        status(
                            west(blob(Instant.now())),
                            new Region("North Europe", List.of(), List.of(vault("failure")))))
                    .agrees())
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("=> region North Europe     no such region | there");
  }

  @Test
  void a_state_that_is_old_or_has_no_time_says_nothing() {
    Instant old = Instant.now().minus(Duration.ofDays(40));

    assertThatThrownBy(() -> assertThat(status(west(blob(old)))).agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("(not known) a.blob.core.windows.net reached, last known at " + old);
    assertThatThrownBy(() -> assertThat(status(west(blob(null)))).agrees())
        .isExactlyInstanceOf(InconclusiveError.class)
        .hasMessageContaining("(not known) a.blob.core.windows.net reached, no one tells when");
    assertThat(
            Comparisons.networkStatus(
                BLOB_IN_WEST,
                azure.answer(
                    "network status of apim",
                    "s",
                    new ServiceNetworkStatus("apim", List.of(west(blob(old))))),
                Duration.ofDays(41)))
        .agrees();
  }

  @Test
  void what_has_no_time_and_a_region_without_dependencies_are_not_shown() {
    Instant now = Instant.now();
    ServiceNetworkStatus status =
        new ServiceNetworkStatus(
            "apim", List.of(west(blob(null)), new Region("North Europe", List.of(), List.of())));

    assertThat(status.notShown(now, Duration.ofMinutes(30)))
        .containsExactly(
            blob(null),
            new Dependency(
                "North Europe", "", false, "not told", "no dependency is told of", null));
  }
}
