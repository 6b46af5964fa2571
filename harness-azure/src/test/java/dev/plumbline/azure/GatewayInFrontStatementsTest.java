package dev.plumbline.azure;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.document.BackendHealth.Health;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.Sku;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.probe.HttpProbe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the document on an application gateway in front of internal API Management says of the
 * networks, names and addresses around the two, each statement run in the simulation. Its gateway
 * is in {@link StatementsTest} and {@link ApplicationGatewayStatementsTest}, its firewall in {@link
 * WebFirewallStatementsTest}.
 */
class GatewayInFrontStatementsTest {

  private static final String ECHO = "https://api.contoso.net/echo";
  private static final String MANAGEMENT = "https://management.contoso.net/ServiceStatus";
  private static final String VIP = "10.1.0.5";

  @Test
  void a_deny_rule_before_the_default_ones_keeps_the_gateway_from_the_service() {
    SecurityRule deny = rule("DenyAll", 4096, Access.DENY, "*", "*");
    Contoso blocked = Contoso.with(c -> rules(c, deny));
    try (Lab lab = blocked.open()) {
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(502);
      assertThat(health(blocked.topology(), lab).health()).isEqualTo(Health.UNHEALTHY);
      assertThat(health(blocked.topology(), lab).healthProbeLog())
          .contains("could not connect to the backend");
      assertThat(lab.arrivals("contosointernalvnet")).isEmpty();
    }
    SecurityRule allow = rule("Gateway", 200, Access.ALLOW, "10.1.1.0/24", "VirtualNetwork");
    Contoso open = Contoso.with(c -> rules(c, allow, deny));
    try (Lab lab = open.open()) {
      assertThat(health(open.topology(), lab).health()).isEqualTo(Health.HEALTHY);
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(200);
    }
  }

  /** Of v2 the platform refuses such a group; of v1 it takes it, and cannot tell any health. */
  @Test
  void backend_health_is_unknown_where_a_security_group_keeps_the_gateways_manager_out() {
    Contoso contoso = Contoso.with(c -> c.sku = Sku.WAF_MEDIUM);
    NetworkSecurityGroup clientsOnly =
        new NetworkSecurityGroup(
            "gateway-nsg", List.of(rule("Clients", 100, Access.ALLOW, "Internet", "*")));
    AzureTopology closed = guarded(contoso.topology(), clientsOnly);
    SecurityRule manager = rule("Manager", 110, Access.ALLOW, "GatewayManager", "*");
    SecurityRule denyRest = rule("DenyInternet", 90, Access.DENY, "GatewayManager", "*");
    AzureTopology denied =
        guarded(contoso.topology(), new NetworkSecurityGroup("gateway-nsg", List.of(denyRest)));
    AzureTopology managed =
        guarded(contoso.topology(), new NetworkSecurityGroup("gateway-nsg", List.of(manager)));
    try (Lab lab = contoso.open()) {
      assertThat(health(managed, lab).health()).isEqualTo(Health.HEALTHY);
      assertThat(health(denied, lab).health()).isEqualTo(Health.UNKNOWN);
      assertThat(health(denied, lab).healthProbeLog()).contains("65503-65534", "GatewayManager");
      // The platform is part of the internet, so a rule for all of it lets its manager in as well.
      assertThat(health(closed, lab).health()).isEqualTo(Health.HEALTHY);
    }
  }

  @Test
  void access_from_the_internet_is_switched_off_and_on_at_the_gateway_alone() {
    Contoso off =
        Contoso.with(
            c -> {
              c.pools.add(new BackendAddressPool("sink", List.of()));
              c.rules.set(
                  0,
                  new RequestRoutingRule("api-rule", 10, "api-listener", "sink", "settings", null));
            });
    HttpProbe inside = HttpProbe.get(ECHO).connectTo(VIP, 443);
    try (Lab lab = off.open()) {
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(502);
      assertThat(lab.vantage("on-premises").send(inside)).hasStatus(200);
      assertThat(lab.vantage("workload-subnet").send(inside)).hasStatus(200);
    }
    try (Lab lab = new Contoso().open()) {
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(200);
      assertThat(lab.vantage("on-premises").send(inside)).hasStatus(200);
    }
  }

  @Test
  void internal_consumers_come_to_the_service_without_touching_the_internet() {
    Network network = AzureCompiler.compile(new Contoso().topology());
    for (List<String> from :
        List.of(
            List.of("on-premises", "192.168.0.9"),
            List.of("workload-subnet", "10.1.2.9"),
            List.of("gateway-subnet", "10.1.1.4"))) {
      Verdict verdict = fate(network, from.get(0), from.get(1), VIP);
      assertThat(verdict.fate()).as(verdict.explanation()).isEqualTo(Fate.DELIVERED);
      assertThat(verdict.hops()).noneMatch(hop -> hop.contains("internet"));
    }
  }

  @Test
  void an_alias_of_the_gateways_name_follows_its_address_and_an_address_record_does_not() {
    Contoso alias = Contoso.with(c -> c.topologyChange = t -> t.publicIPAddresses(moved()));
    try (Lab lab = alias.open()) {
      assertThat(lab.vantage("internet").resolve("api.contoso.net"))
          .aliasesTo("contoso.westeurope.cloudapp.azure.com")
          .resolvesOnlyTo("203.0.113.11");
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(200);
    }
    Contoso record =
        Contoso.with(
            c ->
                c.topologyChange =
                    t ->
                        t.publicIPAddresses(moved())
                            .dnsZones(
                                List.of(
                                    new DnsZone("contoso.net", List.of("api A 203.0.113.10")))));
    try (Lab lab = record.open()) {
      assertThat(lab.vantage("internet").get(ECHO).answer()).isEmpty();
    }
  }

  @Test
  void the_portal_needs_management_which_a_listener_of_its_own_brings_to_the_internet() {
    Contoso without = Contoso.with(GatewayInFrontStatementsTest::withManagement);
    try (Lab lab = without.open()) {
      // The gateway has no listener for that name yet.
      assertThat(lab.vantage("internet").handshake("management.contoso.net", 443))
          .isRejectedBecause(CertificateProblem.NAME_MISMATCH);
    }
    Contoso with =
        Contoso.with(
            c -> {
              withManagement(c);
              c.listeners.add(
                  new HttpListener(
                      "management-listener",
                      "public",
                      "https",
                      Protocol.HTTPS,
                      List.of("management.contoso.net"),
                      List.of("management.contoso.net"),
                      false));
              c.rules.add(
                  new RequestRoutingRule(
                      "management-rule", 20, "management-listener", "apim", "settings", null));
            });
    try (Lab lab = with.open()) {
      assertThat(lab.vantage("internet").get(MANAGEMENT)).hasStatus(200);
    }
  }

  @Test
  void each_instance_of_the_gateway_takes_one_address_of_its_subnet() {
    for (int capacity : List.of(1, 2, 5)) {
      AzureTopology topology = of(capacity, "10.1.1.0/24").topology();
      assertThat(AddressPlan.of(topology).instances(topology.applicationGateways().get(0)))
          .hasSize(capacity)
          .allSatisfy(a -> assertThat(Cidr.of("10.1.1.0/24").contains(a)).isTrue());
    }
    AzureCompiler.compile(of(3, "10.1.1.0/29").topology());
    assertThatThrownBy(() -> AzureCompiler.compile(of(4, "10.1.1.0/29").topology()))
        .hasMessageContaining(
            "has 3 usable addresses; what stands in subnet gateway-subnet needs 4");
  }

  private static Contoso of(int capacity, String prefix) {
    return Contoso.with(
        c -> {
          c.gatewayChange = g -> g.subnet("gateway-subnet").capacity(capacity);
          c.topologyChange =
              t ->
                  t.virtualNetworks(
                      t.build().virtualNetworks().stream()
                          .map(vnet -> resized(vnet, prefix))
                          .toList());
        });
  }

  private static VirtualNetwork resized(VirtualNetwork vnet, String prefix) {
    return new VirtualNetwork(
        vnet.name(),
        vnet.addressSpace(),
        vnet.subnets().stream()
            .map(
                s ->
                    s.name().equals("gateway-subnet")
                        ? new Subnet(s.name(), Cidr.of(prefix), null)
                        : s)
            .toList());
  }

  private static void withManagement(Contoso c) {
    c.hostnames.add(
        new HostnameConfiguration(HostnameType.MANAGEMENT, "management.contoso.net", false));
    c.topologyChange =
        t ->
            t.dnsZones(
                List.of(
                    new DnsZone(
                        "contoso.net",
                        List.of(
                            "api CNAME contoso.westeurope.cloudapp.azure.com.",
                            "management CNAME contoso.westeurope.cloudapp.azure.com."))));
  }

  private static List<PublicIPAddress> moved() {
    return List.of(
        new PublicIPAddress(
            "gateway-ip",
            IpAddresses.parse("203.0.113.11"),
            "contoso.westeurope.cloudapp.azure.com"),
        new PublicIPAddress(
            "apim-ip",
            IpAddresses.parse("203.0.113.20"),
            "contoso-apim.westeurope.cloudapp.azure.com"));
  }

  private static void rules(Contoso contoso, SecurityRule... rules) {
    contoso.securityGroups.set(0, new NetworkSecurityGroup("apim-nsg", List.of(rules)));
  }

  private static SecurityRule rule(
      String name, int priority, Access access, String from, String to) {
    return new SecurityRule(
        name,
        priority,
        Direction.INBOUND,
        access,
        SecurityRuleProtocol.ANY,
        List.of(from),
        List.of(to),
        List.of());
  }

  private static AzureTopology guarded(AzureTopology topology, NetworkSecurityGroup group) {
    List<NetworkSecurityGroup> groups = new ArrayList<>(topology.networkSecurityGroups());
    groups.add(group);
    VirtualNetwork vnet = topology.virtualNetworks().get(0);
    List<Subnet> subnets =
        vnet.subnets().stream()
            .map(
                s ->
                    s.name().equals("gateway-subnet")
                        ? new Subnet(s.name(), Cidr.of("10.1.1.0/24"), group.name())
                        : s)
            .toList();
    return topology.toBuilder()
        .networkSecurityGroups(groups)
        .virtualNetworks(
            List.of(
                new VirtualNetwork(vnet.name(), vnet.addressSpace(), subnets),
                topology.virtualNetworks().get(1)))
        .build();
  }

  private static BackendHealth.Server health(AzureTopology topology, Lab lab) {
    return BackendHealth.of(topology, "contoso-gateway", lab.vantage("gateway-subnet")::probe)
        .entries()
        .get(0)
        .servers()
        .get(0);
  }

  private static Verdict fate(Network network, String segment, String from, String to) {
    return network.fate(
        new Flow(
            segment,
            IpAddresses.parse(from),
            50000,
            IpAddresses.parse(to),
            443,
            Network.Protocol.TCP));
  }
}
