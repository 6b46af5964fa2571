package dev.plumbline.azure;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.ResolutionPolicy;
import dev.plumbline.azure.model.PrivateDnsZone.VirtualNetworkLink;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.TrafficManagerProfile;
import dev.plumbline.azure.model.TrafficManagerProfile.Endpoint;
import dev.plumbline.azure.model.TrafficManagerProfile.TrafficRoutingMethod;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.ZoneRecords;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.Outcome;
import dev.plumbline.probe.DnsProbe;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** Who sees which names where, in a hub and spoke with private endpoints and a site. */
class NameResolutionTest {

  private static final String GATEWAY = "contoso.azure-api.net";

  private static DnsObservation resolve(
      Consumer<NamesOfContoso> change, String vantage, DnsProbe probe) {
    try (Lab lab = NamesOfContoso.with(change).open()) {
      return lab.vantage(vantage).observe(probe);
    }
  }

  private static DnsObservation resolve(
      Consumer<NamesOfContoso> change, String vantage, String name) {
    return resolve(change, vantage, DnsProbe.of(name));
  }

  private static DnsObservation resolve(String vantage, String name) {
    return resolve(c -> {}, vantage, name);
  }

  private static String cause(DnsObservation seen) {
    return seen.provenance().diagnosis().cause().orElse("none");
  }

  @Test
  void the_chain_of_private_link_ends_at_the_endpoint_where_its_zone_is_linked() {
    DnsObservation seen = resolve("hub-subnet", GATEWAY);
    assertThat(seen).resolvesOnlyTo("10.0.0.6");
    assertThat(chain(seen))
        .containsExactly(
            "contoso.azure-api.net 300 CNAME contoso.privatelink.azure-api.net",
            "contoso.privatelink.azure-api.net 10 A 10.0.0.6");
  }

  private static List<String> chain(DnsObservation seen) {
    return seen.received().orElseThrow().answer().stream()
        .map(r -> r.name() + " " + r.ttl() + " " + r.type() + " " + r.data())
        .toList();
  }

  @Test
  void the_chain_of_private_link_ends_at_the_public_address_elsewhere() {
    assertThat(resolve("internet", GATEWAY)).resolvesOnlyTo("192.0.2.64");
    DnsObservation seen = resolve("lone-subnet", GATEWAY);
    assertThat(seen).resolvesOnlyTo("192.0.2.64");
    assertThat(cause(seen))
        .isEqualTo(
            "the alias leads to contoso.privatelink.azure-api.net: private DNS zone"
                + " privatelink.azure-api.net, which has 10.0.0.6, is not linked to virtual network"
                + " lone: the virtual network link is missing");
  }

  @Test
  void only_the_gateways_default_name_takes_part_in_private_link() {
    assertThat(resolve("hub-subnet", "contoso.developer.azure-api.net"))
        .resolvesOnlyTo("192.0.2.64");
  }

  @Test
  void a_missing_zone_group_is_the_cause_that_the_name_does_not_exist() {
    DnsObservation seen = resolve(c -> c.zoneGroup.clear(), "hub-subnet", GATEWAY);
    assertThat(cause(seen))
        .isEqualTo(
            "the alias leads to contoso.privatelink.azure-api.net: private DNS zone"
                + " privatelink.azure-api.net has no A of contoso.privatelink.azure-api.net, and"
                + " hides public DNS zone azure-api.net, which has 192.0.2.64: private endpoint"
                + " apim-endpoint has no zone group that registers it there");
  }

  @Test
  void an_endpoint_that_is_not_approved_changes_no_name() {
    assertThat(resolve(c -> c.state = ConnectionState.PENDING, "hub-subnet", GATEWAY))
        .resolvesOnlyTo("192.0.2.64");
  }

  @Test
  void a_linked_zone_hides_the_names_of_others_unless_it_redirects() {
    String other = "fabrikam.privatelink.azure-api.net";
    try (Lab lab = NamesOfContoso.with(c -> {}).open()) {
      lab.vantage("hub-subnet").resolve(GATEWAY);
      assertThat(lab.vantage("hub-subnet").resolve(other)).isNxDomain();
    }
    try (Lab lab = NamesOfContoso.with(c -> c.zoneGroup.clear()).open()) {
      lab.vantage("hub-subnet").resolve("api.contoso.net");
      assertThat(lab.vantage("hub-subnet").resolve(GATEWAY)).isNxDomain();
    }
    assertThat(
            resolve(
                c -> {
                  c.zoneGroup.clear();
                  c.policy = ResolutionPolicy.NX_DOMAIN_REDIRECT;
                },
                "hub-subnet",
                GATEWAY))
        .resolvesOnlyTo("192.0.2.64");
  }

  @Test
  void other_services_have_private_names_for_the_parts_with_an_endpoint() {
    assertThat(resolve("hub-subnet", "contosodata.blob.core.windows.net"))
        .resolvesOnlyTo("10.0.0.7");
    assertThat(resolve("hub-subnet", "contosodata.queue.core.windows.net"))
        .resolvesOnlyTo("203.0.113.30");
    assertThat(resolve("internet", "contosodata.blob.core.windows.net"))
        .resolvesOnlyTo("203.0.113.30");
  }

  @Test
  void a_custom_server_that_forwards_to_the_platform_answers_with_its_own_virtual_networks_view() {
    // The zone is linked to the hub only, where the server is; the spoke asks it.
    assertThat(resolve("spoke-subnet", GATEWAY)).resolvesOnlyTo("10.0.0.6");
  }

  @Test
  void a_custom_server_that_does_not_forward_to_the_platform_knows_no_private_zone() {
    DnsObservation seen =
        resolve(c -> c.spokeServers = List.of("10.0.2.5"), "spoke-subnet", GATEWAY);
    assertThat(seen).resolvesOnlyTo("192.0.2.64");
    assertThat(cause(seen))
        .contains("the forwarder for all names asks 192.0.2.53")
        .contains("private DNS zone privatelink.azure-api.net, which has 10.0.0.6, is seen only");
  }

  @Test
  void the_inbound_endpoint_may_be_a_virtual_networks_server() {
    assertThat(resolve(c -> c.spokeServers = List.of("10.0.1.4"), "spoke-subnet", GATEWAY))
        .resolvesOnlyTo("10.0.0.6");
  }

  @Test
  void a_server_that_nobody_is_gives_no_answer() {
    DnsObservation seen = resolve("lost-subnet", GATEWAY);
    assertThat(seen.outcome()).isInstanceOf(Outcome.ResolverUnreachable.class);
    assertThat(cause(seen)).contains("no host has this address: 10.3.0.99");
  }

  @Test
  void a_site_that_forwards_gets_the_view_of_the_inbound_endpoint() {
    assertThat(resolve("site", GATEWAY)).resolvesOnlyTo("10.0.0.6");
    assertThat(resolve("site", "db.corp.contoso.com")).resolvesOnlyTo("192.168.0.7");
  }

  @Test
  void a_site_that_does_not_forward_sees_public_names_only() {
    DnsObservation seen = resolve(c -> c.siteForwards = false, "site", GATEWAY);
    assertThat(seen).resolvesOnlyTo("192.0.2.64");
    assertThat(cause(seen)).contains("to which the DNS of site does not forward");
  }

  @Test
  void a_forwarding_rule_leads_to_the_sites_server_by_way_of_the_outbound_endpoint() {
    assertThat(resolve("hub-subnet", "db.corp.contoso.com")).resolvesOnlyTo("192.168.0.7");
    // By way of the custom server in the hub.
    assertThat(resolve("spoke-subnet", "db.corp.contoso.com")).resolvesOnlyTo("192.168.0.7");
  }

  @Test
  void a_ruleset_that_is_not_linked_is_the_cause() {
    assertThat(cause(resolve(c -> c.rulesetLinks.clear(), "hub-subnet", "db.corp.contoso.com")))
        .isEqualTo(
            "rule corp of forwarding ruleset hub-rules, which asks 192.168.0.53, is not linked to"
                + " virtual network hub");
  }

  @Test
  void virtual_machines_register_their_names() {
    assertThat(resolve("hub-subnet", "dns1.contoso.internal")).resolvesOnlyTo("10.0.2.4");
    DnsObservation reverse =
        resolve(c -> {}, "hub-subnet", DnsProbe.of("4.2.0.10.in-addr.arpa", "PTR"));
    assertThat(chain(reverse))
        .containsExactly("4.2.0.10.in-addr.arpa 10 PTR dns1.contoso.internal");
  }

  @Test
  void a_name_that_the_owner_wrote_is_not_registered_over() {
    assertThat(resolve("hub-subnet", "dns2.contoso.internal")).resolvesOnlyTo("10.0.0.82");
  }

  @Test
  void a_link_without_registration_is_the_cause_that_a_machine_has_no_name() {
    assertThat(
            cause(
                resolve(
                    c -> {
                      c.registrationLinks.clear();
                      c.moreZones.add(
                          new PrivateDnsZone(
                              "contoso.lan",
                              List.of(new VirtualNetworkLink("hub", ResolutionPolicy.DEFAULT)),
                              List.of()));
                    },
                    "hub-subnet",
                    "dns1.contoso.lan")))
        .isEqualTo(
            "private DNS zone contoso.lan has no name dns1.contoso.lan: the link of virtual network"
                + " hub does not register names");
  }

  @Test
  void a_private_zone_has_an_apex_wildcards_and_other_types() {
    assertThat(resolve("hub-subnet", "contoso.internal")).resolvesOnlyTo("10.0.0.80");
    assertThat(resolve("hub-subnet", "any.apps.contoso.internal")).resolvesOnlyTo("10.0.0.81");
    assertThat(chain(resolve(c -> {}, "hub-subnet", DnsProbe.of("contoso.internal", "MX"))))
        .containsExactly("contoso.internal 300 MX 10 mail.contoso.internal");
    assertThat(
            chain(resolve(c -> {}, "hub-subnet", DnsProbe.of("_sip._tcp.contoso.internal", "SRV"))))
        .hasSize(1);
  }

  @Test
  void a_custom_name_leads_by_the_gateways_label_to_its_public_address() {
    assertThat(chain(resolve("internet", "api.contoso.net")))
        .containsExactly(
            "api.contoso.net 300 CNAME contoso.westeurope.cloudapp.azure.com",
            "contoso.westeurope.cloudapp.azure.com 60 A 203.0.113.10");
  }

  @Test
  void a_traffic_manager_profile_leads_to_the_endpoint_that_its_method_chooses() {
    assertThat(profile(TrafficRoutingMethod.PRIORITY, "internet", true)).isEqualTo("203.0.113.10");
    assertThat(profile(TrafficRoutingMethod.PRIORITY, "internet", false)).isEqualTo("203.0.113.20");
    assertThat(profile(TrafficRoutingMethod.WEIGHTED, "internet", true)).isEqualTo("203.0.113.20");
    assertThat(profile(TrafficRoutingMethod.PERFORMANCE, "lone-subnet", true))
        .isEqualTo("203.0.113.10");
    assertThat(profile(TrafficRoutingMethod.PERFORMANCE, "dns-subnet", true))
        .isEqualTo("203.0.113.10");
    assertThat(profile(TrafficRoutingMethod.GEOGRAPHIC, "internet", false))
        .isEqualTo("203.0.113.10");
  }

  @Test
  void a_profile_of_addresses_answers_those_of_each_family_to_who_asks_for_it() {
    Consumer<NamesOfContoso> both =
        c ->
            c.profiles.add(
                new TrafficManagerProfile(
                    "addresses",
                    "addresses",
                    Duration.ofSeconds(30),
                    TrafficRoutingMethod.MULTI_VALUE,
                    List.of(
                        new Endpoint("four", "203.0.113.71", 1, 1, null, true, true),
                        new Endpoint("six", "2001:db8::71", 1, 1, null, true, true))));
    String name = "addresses.trafficmanager.net";
    assertThat(resolve(both, "internet", DnsProbe.of(name)))
        .resolvesOnlyTo("203.0.113.71", "2001:db8::71");
    assertThat(resolve(both, "internet", DnsProbe.of(name, "A"))).resolvesOnlyTo("203.0.113.71");
    assertThat(resolve(both, "internet", DnsProbe.of(name, "AAAA"))).resolvesOnlyTo("2001:db8::71");
  }

  private static String profile(TrafficRoutingMethod method, String vantage, boolean healthy) {
    DnsObservation seen =
        resolve(
            c ->
                c.profiles.add(
                    new TrafficManagerProfile(
                        "global",
                        "contoso",
                        Duration.ofSeconds(30),
                        method,
                        List.of(
                            new Endpoint("one", "gateway-ip", 1, 1, "westeurope", true, healthy),
                            new Endpoint("two", "other-ip", 2, 5, "northeurope", true, true)))),
            vantage,
            "global.contoso.net");
    return seen.received().orElseThrow().answer().stream()
        .filter(r -> r.type().equals("A"))
        .map(DnsRecord::data)
        .findFirst()
        .orElse("none");
  }

  @Test
  void the_internet_sees_no_private_address_whatever_name_it_asks_for() {
    Network network = AzureCompiler.compile(NamesOfContoso.with(c -> {}).topology());
    TreeSet<String> names = new TreeSet<>();
    for (Zone zone : network.zones()) {
      ZoneRecords.parse(zone).forEach(r -> names.add(r.getName().toString(true)));
    }
    assertThat(names).hasSizeGreaterThan(20).contains("contoso.privatelink.azure-api.net");
    List<String> seenFromOutside = new ArrayList<>();
    int answered = 0;
    try (Lab lab = NamesOfContoso.with(c -> {}).open()) {
      for (String name : names) {
        if (name.startsWith("*")) {
          continue;
        }
        DnsObservation seen = lab.vantage("internet").resolve(name);
        for (DnsRecord record : seen.received().orElseThrow().answer()) {
          answered++;
          if (record.type().equals(Type.string(Type.A)) && isPrivate(record.data())) {
            seenFromOutside.add(name + " " + record.data());
          }
        }
      }
    }
    assertThat(seenFromOutside).isEmpty();
    assertThat(answered).isGreaterThan(10);
  }

  private static boolean isPrivate(String address) {
    try {
      InetAddress parsed = InetAddress.getByName(address);
      return parsed.isSiteLocalAddress();
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_the_platform_refuses_is_refused() {
    refused(
        c -> c.privateLinkLinks.add("hub"),
        "privateDnsZones[0].virtualNetworkLinks[1].virtualNetwork: the zone is linked to \"hub\""
            + " already");
    refused(
        c ->
            c.moreZones.add(
                new PrivateDnsZone(
                    "privatelink.azure-api.net",
                    List.of(new VirtualNetworkLink("hub", ResolutionPolicy.DEFAULT)),
                    List.of())),
        "another zone \"privatelink.azure-api.net\" is linked to \"hub\"");
    refused(
        c ->
            c.moreZones.add(
                new PrivateDnsZone(
                    "contoso.lan",
                    List.of(new VirtualNetworkLink("hub", ResolutionPolicy.DEFAULT, true)),
                    List.of())),
        "the names of \"hub\" are registered in zone \"contoso.lan\" already");
    refused(
        c -> c.moreZones.add(new PrivateDnsZone("lan", List.of(), List.of())),
        "\"lan\" has one label");
    refused(
        c ->
            c.moreZones.add(
                new PrivateDnsZone("contoso.lan", List.of(), List.of("sub NS ns.contoso.net."))),
        "a private zone has no NS records");
    refused(
        c -> c.delegations.clear(),
        "dnsResolvers[0].inboundEndpoints[0].subnet: \"inbound\" is not delegated to"
            + " Microsoft.Network/dnsResolvers");
    refused(
        c -> c.ruleDomain = "corp.contoso.com",
        "dnsForwardingRulesets[0].forwardingRules[0].domainName: \"corp.contoso.com\" does not end"
            + " with a dot");
    refused(c -> c.rulesetLinks.add("hbu"), "dnsForwardingRulesets[0].virtualNetworkLinks[1]");
    refused(c -> c.zoneGroup.add("privatelink.azure-api.nt"), "privateDnsZoneGroup[1]");
  }

  private static void refused(Consumer<NamesOfContoso> change, String message) {
    assertThatThrownBy(() -> AzureCompiler.compile(NamesOfContoso.with(change).topology()))
        .hasMessageContaining(message);
  }
}
