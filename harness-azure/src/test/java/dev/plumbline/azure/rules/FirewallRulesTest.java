package dev.plumbline.azure.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.model.AzureFirewall;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.FirewallPolicy;
import dev.plumbline.azure.model.FirewallPolicy.Action;
import dev.plumbline.azure.model.FirewallPolicy.ApplicationProtocol;
import dev.plumbline.azure.model.FirewallPolicy.ApplicationProtocolType;
import dev.plumbline.azure.model.FirewallPolicy.ApplicationRule;
import dev.plumbline.azure.model.FirewallPolicy.FirewallProtocol;
import dev.plumbline.azure.model.FirewallPolicy.NatRule;
import dev.plumbline.azure.model.FirewallPolicy.NetworkRule;
import dev.plumbline.azure.model.FirewallPolicy.RuleCollection;
import dev.plumbline.azure.model.FirewallPolicy.RuleCollectionGroup;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirewallRulesTest {

  private static final ServiceTags NO_TAGS = ServiceTags.of(AzureTopology.builder("t").build());
  private static final InetAddress PUBLIC = IpAddresses.parse("203.0.113.9");

  /** The example of the document "Azure Firewall rule processing logic". */
  @Test
  void rules_are_asked_in_the_order_of_the_documents_example() {
    FirewallPolicy base =
        policy(
            "base",
            null,
            group(
                "BaseRCG1", 200, nat("DNATRC1", 600), nat("DNATRC3", 610), net("NetworkRC1", 800)),
            group("BaseRCG2", 300, app("AppRC2", 1200), net("NetworkRC2", 1300)));
    FirewallPolicy child =
        policy(
            "child",
            "base",
            group("ChildRCG1", 300, net("ChNetRC1", 700), app("ChAppRC1", 900)),
            group(
                "ChildRCG2",
                650,
                net("ChNetRC2", 1100),
                app("ChAppRC2", 2000),
                nat("ChDNATRC3", 3000)));
    assertThat(rules(child, base).inOrder())
        .extracting(e -> e.place().collection())
        .containsExactly(
            "DNATRC1",
            "DNATRC3",
            "ChDNATRC3",
            "NetworkRC1",
            "NetworkRC2",
            "ChNetRC1",
            "ChNetRC2",
            "AppRC2",
            "ChAppRC1",
            "ChAppRC2");
  }

  /** The documents do not agree on whether a policy has the DNAT rules of its parents. */
  @Test
  void a_policy_can_leave_out_the_dnat_rules_of_its_parents() {
    FirewallPolicy top =
        policy("top", null, group("top", 100, nat("TopNat", 100), net("TopNet", 200)));
    FirewallPolicy base =
        policy("base", "top", group("base", 100, nat("BaseNat", 100), net("BaseNet", 200)));
    FirewallPolicy child = policy("child", "base", group("child", 100, nat("ChildNat", 100)));

    assertThat(rules(withoutNat(child), base, top).inOrder())
        .extracting(e -> e.place().collection())
        .containsExactly("ChildNat", "TopNet", "BaseNet");
    assertThat(rules(child, withoutNat(base), top).inOrder())
        .extracting(e -> e.place().collection())
        .containsExactly("BaseNat", "ChildNat", "TopNet", "BaseNet");
    assertThat(rules(child, base, withoutNat(top)).inOrder())
        .extracting(e -> e.place().collection())
        .containsExactly("TopNat", "BaseNat", "ChildNat", "TopNet", "BaseNet");
  }

  private static FirewallPolicy withoutNat(FirewallPolicy policy) {
    return new FirewallPolicy(
        policy.name(),
        policy.basePolicy(),
        policy.ruleCollectionGroups(),
        policy.privateRanges(),
        policy.dnsProxy(),
        policy.dnsServers(),
        false);
  }

  @Test
  void a_parents_rule_comes_before_one_of_a_smaller_priority() {
    FirewallPolicy base =
        policy(
            "base", null, group("late", 65000, deny("no", 65000, network("x", "*", "*", "443"))));
    FirewallPolicy child =
        policy(
            "child", "base", group("early", 100, allow("yes", 100, network("x", "*", "*", "443"))));
    assertThat(rules(child, base).decide(tcp("10.0.0.4", "10.1.0.4", 443)))
        .returns(Action.DENY, FirewallDecision::action)
        .returns(
            "network rule x of collection no (65000) of group late (65000)",
            FirewallDecision::decidedBy);
  }

  @ParameterizedTest(name = "{0} {1} -> {2}:{3} {4} {5}")
  @CsvSource(
      textBlock =
          """
          TCP,  10.0.0.0,   10.1.0.0,   80,    ALLOW, web
          TCP,  10.0.0.255, 10.1.0.255, 80,    ALLOW, web
          TCP,  9.255.255.255, 10.1.0.4, 80,   DENY,
          TCP,  10.0.1.0,   10.1.0.4,   80,    DENY,
          TCP,  10.0.0.4,   10.0.255.255, 80,  DENY,
          TCP,  10.0.0.4,   10.1.1.0,   80,    DENY,
          TCP,  10.0.0.4,   10.1.0.4,   79,    DENY,
          TCP,  10.0.0.4,   10.1.0.4,   81,    DENY,
          TCP,  10.0.0.4,   10.1.0.4,   8000,  ALLOW, web
          TCP,  10.0.0.4,   10.1.0.4,   8080,  ALLOW, web
          TCP,  10.0.0.4,   10.1.0.4,   7999,  DENY,
          TCP,  10.0.0.4,   10.1.0.4,   8081,  DENY,
          UDP,  10.0.0.4,   10.1.0.4,   80,    DENY,
          UDP,  10.0.0.4,   10.1.0.4,   0,     ALLOW, datagrams
          UDP,  10.0.0.4,   10.1.0.4,   53,    ALLOW, datagrams
          UDP,  10.0.0.4,   10.1.0.4,   65535, ALLOW, datagrams
          TCP,  10.0.2.1,   10.2.0.4,   65535, DENY,
          TCP,  10.0.2.2,   10.2.0.4,   0,     ALLOW, range
          TCP,  10.0.2.9,   10.2.0.4,   65535, ALLOW, range
          TCP,  10.0.2.10,  10.2.0.4,   1,     DENY,
          ICMP, 10.0.3.4,   10.1.0.4,   0,     ALLOW, ping
          TCP,  10.0.3.4,   10.1.0.4,   0,     DENY,
          TCP,  10.0.4.4,   10.9.9.9,   1433,  ALLOW, tag
          TCP,  10.0.4.4,   10.9.9.10,  1433,  DENY,
          """)
  void a_network_rule_takes_its_sources_destinations_ports_and_protocols(
      FirewallProtocol protocol,
      String from,
      String to,
      int port,
      Action action,
      @Nullable String rule) {
    FirewallPolicy policy =
        policy(
            "policy",
            null,
            group(
                "group",
                100,
                allow(
                    "collection",
                    100,
                    network("web", "10.0.0.0/24", "10.1.0.0/24", "80", "8000-8080"),
                    rule("datagrams", FirewallProtocol.UDP, "*", "*", "0-52", "53", "81-65535"),
                    rule("range", FirewallProtocol.ANY, "10.0.2.2-10.0.2.9", "*"),
                    rule("ping", FirewallProtocol.ICMP, "10.0.3.4", "*", "1-1"),
                    network("tag", "10.0.4.0/24", "Sql", "1433"))));
    FirewallDecision decision =
        rules(policy)
            .decide(
                new FirewallFlow(
                    IpAddresses.parse(from), IpAddresses.parse(to), port, protocol, null));
    assertThat(decision.action()).isEqualTo(action);
    assertThat(decision.rule() == null ? null : decision.rule().rule()).isEqualTo(rule);
  }

  @ParameterizedTest(name = "{0}:{1} {2}")
  @CsvSource(
      textBlock =
          """
          www.contoso.com,   443,  ALLOW
          WWW.Contoso.COM,   443,  ALLOW
          a.b.contoso.com,   443,  ALLOW
          contoso.com,       443,  DENY
          www.contoso.com.evil.net, 443, DENY
          evilcontoso.com,   443,  DENY
          www.contoso.com,   80,   DENY
          www.contoso.com,   8443, DENY
          exact.example.org, 80,   ALLOW
          an.exact.example.org, 80, DENY
          exact.example.org, 443,  DENY
          endsfabrikam.com,  443,  ALLOW
          fabrikam.com,      443,  ALLOW
          sql.contoso.com,   1433, ALLOW
          """)
  void an_application_rule_takes_its_names_at_its_ports(String fqdn, int port, Action action) {
    FirewallPolicy policy =
        policy(
            "policy",
            null,
            group(
                "group",
                100,
                collection(
                    "collection",
                    100,
                    Action.ALLOW,
                    List.of(),
                    List.of(),
                    List.of(
                        application(
                            "https",
                            ApplicationProtocolType.HTTPS,
                            443,
                            "*.contoso.com",
                            "*fabrikam.com"),
                        application("http", ApplicationProtocolType.HTTP, 80, "exact.example.org"),
                        application(
                            "mssql", ApplicationProtocolType.MSSQL, 1433, "sql.contoso.com")))));
    assertThat(rules(policy).decide(tcp("10.0.0.4", "198.51.100.7", port, fqdn)).action())
        .isEqualTo(action);
    assertThat(
            rules(policy)
                .decide(
                    new FirewallFlow(
                        IpAddresses.parse("10.0.0.4"),
                        IpAddresses.parse("198.51.100.7"),
                        port,
                        FirewallProtocol.UDP,
                        fqdn))
                .action())
        .isEqualTo(Action.DENY);
  }

  @Test
  void a_network_rule_that_matches_ends_it_before_any_application_rule() {
    FirewallPolicy policy =
        policy(
            "policy",
            null,
            group("apps", 100, app("allow-all", 100)),
            group("nets", 200, deny("deny-web", 100, network("web", "*", "*", "443"))));
    assertThat(rules(policy).decide(tcp("10.0.0.4", "198.51.100.7", 443, "www.contoso.com")))
        .returns(Action.DENY, FirewallDecision::action)
        .returns(
            "network rule web of collection deny-web (100) of group nets (200)",
            FirewallDecision::decidedBy);
  }

  @Test
  void without_a_rule_everything_is_denied() {
    FirewallDecision decision =
        rules(policy("policy", null)).decide(tcp("10.0.0.4", "10.1.0.4", 443));
    assertThat(decision.action()).isEqualTo(Action.DENY);
    assertThat(decision.decidedBy()).isEqualTo("the default, which denies");
  }

  @Test
  void a_dnat_rule_leads_elsewhere_and_allows_what_a_network_rule_would_deny() {
    FirewallPolicy policy =
        policy(
            "policy",
            null,
            group("nets", 100, deny("deny-all", 100, network("all", "*", "*"))),
            group("nats", 200, nat("web", 100)));
    FirewallDecision decision = rules(policy).decide(tcp("198.51.100.7", "203.0.113.9", 443));
    assertThat(decision)
        .returns(Action.ALLOW, FirewallDecision::action)
        .returns(IpAddresses.parse("10.1.0.4"), FirewallDecision::destination)
        .returns(8443, FirewallDecision::port)
        .returns(true, FirewallDecision::sourceTranslated);
    assertThat(rules(policy).decide(tcp("198.51.100.7", "203.0.113.9", 80)).decidedBy())
        .startsWith("network rule all");
    assertThat(rules(policy).decide(tcp("198.51.100.7", "203.0.113.10", 443)).decidedBy())
        .startsWith("network rule all");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      textBlock =
          """
          9.255.255.255,   true
          10.0.0.0,        false
          10.255.255.255,  false
          11.0.0.0,        true
          100.63.255.255,  true
          100.64.0.0,      false
          100.127.255.255, false
          100.128.0.0,     true
          172.15.255.255,  true
          172.16.0.0,      false
          172.31.255.255,  false
          172.32.0.0,      true
          192.167.255.255, true
          192.168.0.0,     false
          192.168.255.255, false
          192.169.0.0,     true
          """)
  void the_source_is_translated_for_destinations_outside_private_ranges(
      String destination, boolean translated) {
    FirewallPolicy policy =
        policy("policy", null, group("g", 100, allow("all", 100, network("all", "*", "*"))));
    assertThat(rules(policy).decide(tcp("10.0.0.4", destination, 443)).sourceTranslated())
        .isEqualTo(translated);
  }

  @Test
  void private_ranges_of_a_policy_take_the_place_of_the_defaults() {
    FirewallPolicy policy =
        new FirewallPolicy(
            "policy",
            null,
            List.of(group("g", 100, allow("all", 100, network("all", "*", "*")))),
            List.of("IANAPrivateRanges", "203.0.113.0/24"),
            false,
            List.of());
    assertThat(rules(policy).decide(tcp("10.0.0.4", "203.0.113.77", 443)).sourceTranslated())
        .isFalse();
    assertThat(rules(policy).decide(tcp("10.0.0.4", "10.1.0.4", 443)).sourceTranslated()).isFalse();
    assertThat(rules(policy).decide(tcp("10.0.0.4", "198.51.100.7", 443)).sourceTranslated())
        .isTrue();
  }

  @Test
  void an_application_rule_translates_the_source_to_private_destinations_as_well() {
    FirewallPolicy policy = policy("policy", null, group("g", 100, app("all", 100)));
    assertThat(rules(policy).decide(tcp("10.0.0.4", "10.1.0.4", 443, "a.b")).sourceTranslated())
        .isTrue();
  }

  @Test
  void names_stand_for_their_addresses_where_the_name_asked_for_is_not_known() {
    NetworkRule byName =
        new NetworkRule(
            "by-name",
            List.of(FirewallProtocol.TCP),
            List.of("*"),
            List.of(),
            List.of("time.contoso.com"),
            List.of(new PortRange(123, 123)));
    FirewallPolicy policy =
        policy(
            "policy",
            null,
            group(
                "g",
                100,
                allow("nets", 100, byName),
                collection(
                    "apps",
                    200,
                    Action.ALLOW,
                    List.of(),
                    List.of(),
                    List.of(
                        application("web", ApplicationProtocolType.HTTPS, 443, "*.contoso.com")))));
    FirewallRules rules =
        rules(policy)
            .resolving(
                name ->
                    Set.of("time.contoso.com", "*.contoso.com").contains(name)
                        ? Set.of(IpAddresses.parse("198.51.100.7"))
                        : Set.of());
    assertThat(rules.decide(tcp("10.0.0.4", "198.51.100.7", 123)).action()).isEqualTo(Action.ALLOW);
    assertThat(rules.decide(tcp("10.0.0.4", "198.51.100.8", 123)).action()).isEqualTo(Action.DENY);
    assertThat(rules.decide(tcp("10.0.0.4", "198.51.100.7", 443)).action()).isEqualTo(Action.ALLOW);
    assertThat(rules.decide(tcp("10.0.0.4", "198.51.100.8", 443)).action()).isEqualTo(Action.DENY);
    assertThat(rules.decide(tcp("10.0.0.4", "198.51.100.7", 443, "www.example.org")).action())
        .isEqualTo(Action.DENY);
  }

  @Test
  void an_unknown_service_tag_is_an_error_never_no_address() {
    FirewallPolicy policy =
        policy("policy", null, group("g", 100, allow("c", 100, network("r", "*", "Sqll", "1433"))));
    assertThatThrownBy(() -> rules(policy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"Sqll\" is neither an address prefix nor a known service tag");
  }

  @Test
  void a_firewall_without_a_policy_has_its_own_rules() {
    AzureFirewall firewall =
        new AzureFirewall(
            "classic",
            "AzureFirewallSubnet",
            null,
            List.of(),
            null,
            List.of(allow("web", 200, network("out", "*", "*", "443"))));
    FirewallRules rules =
        FirewallRules.of(
            AzureTopology.builder("t").azureFirewalls(List.of(firewall)).build(), firewall);
    assertThat(rules.decide(tcp("10.0.0.4", "10.1.0.4", 443)).decidedBy())
        .isEqualTo("network rule out of collection web (200)");
  }

  @Test
  void the_explanation_is_a_table_of_every_rule_up_to_the_one_that_decides() {
    FirewallPolicy policy =
        policy(
            "hub-policy",
            null,
            group("apps", 300, app("web", 100)),
            group("nets", 200, allow("ntp", 150, network("time", "*", "*", "123"))),
            group("nats", 100, nat("in", 100)));
    assertThat(rules(policy).explain(tcp("10.0.0.4", "198.51.100.7", 443, "www.contoso.com")))
        .isEqualTo(
            """
            TCP 10.0.0.4 -> 198.51.100.7:443 (www.contoso.com)
            kind         policy      group     collection  rule  result
            DNAT         hub-policy  100 nats  100 in      in    another destination
            NETWORK      hub-policy  200 nets  150 ntp     time  another port
            APPLICATION  hub-policy  300 apps  100 web     web   ALLOW, source translated
            """);
    assertThat(rules(policy).explain(tcp("10.0.0.4", "198.51.100.7", 22)))
        .endsWith(
            """
            APPLICATION  hub-policy  300 apps  100 web     web      another port
            -            -           -         -           default  DENY
            """);
    assertThat(rules(policy).explain(tcp("198.51.100.7", "203.0.113.9", 443)))
        .endsWith("in    ALLOW to 10.1.0.4:8443, source translated\n");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "10.0.0.0-10.0.0.255, 10.0.0.0/24",
    "10.0.0.1-10.0.0.1, 10.0.0.1/32",
    "10.0.0.1-10.0.0.6, 10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32",
    "0.0.0.0-255.255.255.255, 0.0.0.0/0",
    "255.255.255.254-255.255.255.255, 255.255.255.254/31",
    "2001:db8::-2001:db8::3, 2001:db8::/126"
  })
  void a_range_is_the_fewest_prefixes(String range, String prefixes) {
    assertThat(AddressSet.of(List.of(range), NO_TAGS).prefixes())
        .containsExactlyElementsOf(Stream.of(prefixes.split(" ")).map(Cidr::of).toList());
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.2-10.0.0.1", "10.0.0.1-::1"})
  void a_range_that_goes_backwards_is_refused(String range) {
    assertThatThrownBy(() -> AddressSet.of(List.of(range), NO_TAGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("is not a range of addresses, smallest first");
  }

  private static FirewallRules rules(FirewallPolicy... policies) {
    AzureFirewall firewall =
        new AzureFirewall(
            "hub-firewall", "AzureFirewallSubnet", null, List.of(), policies[0].name(), List.of());
    return FirewallRules.of(
        AzureTopology.builder("hub")
            .firewallPolicies(List.of(policies))
            .azureFirewalls(List.of(firewall))
            .serviceTags(Map.of("Sql", List.of(Cidr.of("10.9.9.9"))))
            .build(),
        firewall);
  }

  private static FirewallPolicy policy(
      String name, @Nullable String base, RuleCollectionGroup... groups) {
    return new FirewallPolicy(name, base, List.of(groups), List.of(), false, List.of());
  }

  private static RuleCollectionGroup group(String name, int priority, RuleCollection... all) {
    return new RuleCollectionGroup(name, priority, List.of(all));
  }

  private static RuleCollection allow(String name, int priority, NetworkRule... rules) {
    return collection(name, priority, Action.ALLOW, List.of(), List.of(rules), List.of());
  }

  private static RuleCollection deny(String name, int priority, NetworkRule... rules) {
    return collection(name, priority, Action.DENY, List.of(), List.of(rules), List.of());
  }

  private static RuleCollection nat(String name, int priority) {
    NatRule rule =
        new NatRule(
            name,
            List.of(FirewallProtocol.TCP),
            List.of("*"),
            PUBLIC,
            443,
            IpAddresses.parse("10.1.0.4"),
            null,
            8443);
    return collection(name, priority, Action.ALLOW, List.of(rule), List.of(), List.of());
  }

  private static RuleCollection net(String name, int priority) {
    return allow(name, priority, network(name, "*", "*", "443"));
  }

  private static RuleCollection app(String name, int priority) {
    return collection(
        name,
        priority,
        Action.ALLOW,
        List.of(),
        List.of(),
        List.of(application(name, ApplicationProtocolType.HTTPS, 443, "*")));
  }

  private static RuleCollection collection(
      String name,
      int priority,
      Action action,
      List<NatRule> nat,
      List<NetworkRule> network,
      List<ApplicationRule> application) {
    return new RuleCollection(name, priority, action, nat, network, application);
  }

  private static ApplicationRule application(
      String name, ApplicationProtocolType type, int port, String... fqdns) {
    return new ApplicationRule(
        name,
        List.of("*"),
        List.of(fqdns),
        List.of(),
        List.of(new ApplicationProtocol(type, port)));
  }

  private static NetworkRule network(String name, String from, String to, String... ports) {
    return rule(name, FirewallProtocol.TCP, from, to, ports);
  }

  private static NetworkRule rule(
      String name, FirewallProtocol protocol, String from, String to, String... ports) {
    return new NetworkRule(
        name,
        List.of(protocol),
        List.of(from),
        List.of(to),
        List.of(),
        Stream.of(ports).map(PortRange::of).toList());
  }

  private static FirewallFlow tcp(String from, String to, int port) {
    return tcp(from, to, port, null);
  }

  private static FirewallFlow tcp(String from, String to, int port, @Nullable String fqdn) {
    return new FirewallFlow(
        IpAddresses.parse(from), IpAddresses.parse(to), port, FirewallProtocol.TCP, fqdn);
  }
}
