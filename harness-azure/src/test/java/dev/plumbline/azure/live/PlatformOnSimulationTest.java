package dev.plumbline.azure.live;

import static dev.plumbline.azure.assertion.AzureAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.document.NetworkStatus;
import dev.plumbline.azure.management.ManagementFault;
import dev.plumbline.azure.management.SimulatedResourceManager;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import dev.plumbline.azure.platform.Comparison;
import dev.plumbline.azure.platform.Comparisons;
import dev.plumbline.azure.platform.PlatformAnswer;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLog.Sent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every question, to an Azure that another hand made from the same description. */
class PlatformOnSimulationTest {

  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: contoso
            virtualNetworks:
              - name: vnet
                location: westeurope
                addressSpace: [10.1.0.0/16]
                subnets:
                  - {name: gateways, addressPrefix: 10.1.0.0/24}
                  - {name: clients, addressPrefix: 10.1.1.0/24, networkSecurityGroup: clients-nsg, routeTable: routes}
                  - {name: servers, addressPrefix: 10.1.2.0/24, networkSecurityGroup: servers-nsg}
                  - {name: apis, addressPrefix: 10.1.3.0/24, networkSecurityGroup: apis-nsg}
                peerings: [{name: to-hub, remoteVirtualNetwork: hub-vnet, allowForwardedTraffic: true}]
              - name: hub-vnet
                location: westeurope
                addressSpace: [10.2.0.0/16]
                subnets: [{name: appliances, addressPrefix: 10.2.0.0/24}]
                peerings: [{name: to-vnet, remoteVirtualNetwork: vnet, allowForwardedTraffic: true}]
            networkSecurityGroups:
              - name: clients-nsg
                securityRules:
                  - {name: deny-ssh, priority: 100, direction: outbound, access: deny, protocol: tcp, destinationPortRanges: [22]}
              - name: servers-nsg
                securityRules:
                  - {name: allow-https, priority: 100, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [10.1.0.0/24, 10.1.1.0/24], destinationPortRanges: [443, 8080-8090]}
                  - {name: deny-storage, priority: 300, direction: inbound, access: deny, protocol: tcp, sourceAddressPrefixes: [Storage], destinationPortRanges: [8000-8010]}
                  - {name: deny-all, priority: 4000, direction: inbound, access: deny}
              - name: server-nsg
                securityRules:
                  - {name: allow-in, priority: 200, direction: inbound, access: allow}
              - name: apis-nsg
                securityRules:
                  - {name: management, priority: 100, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [ApiManagement], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [3443]}
                  - {name: probes, priority: 110, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [AzureLoadBalancer], destinationAddressPrefixes: [VirtualNetwork], destinationPortRanges: [6390]}
            routeTables:
              - name: routes
                routes: [{name: out, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.2.0.4}]
            networkInterfaces:
              - {name: client-nic, virtualMachine: client, ipConfigurations: [{subnet: clients, privateIPAddress: 10.1.1.4}]}
              - {name: server-nic, virtualMachine: server, networkSecurityGroup: server-nsg, ipConfigurations: [{subnet: servers, privateIPAddress: 10.1.2.4}], services: [{port: 443, kind: https}, {port: 8080, kind: http}]}
              - {name: spare-nic, virtualMachine: spare, ipConfigurations: [{subnet: servers, privateIPAddress: 10.1.2.5}]}
              - {name: appliance-nic, virtualMachine: appliance, enableIPForwarding: true, ipConfigurations: [{subnet: appliances, privateIPAddress: 10.2.0.4}]}
            publicIPAddresses:
              - {name: gateway-ip, ipAddress: 203.0.113.10}
            privateDnsZones:
              - {name: contoso.internal, virtualNetworkLinks: [{virtualNetwork: vnet}], records: [db A 10.1.2.4]}
            apiManagement:
              - {name: contoso-apis, sku: developer, location: westeurope, virtualNetworkType: internal, subnet: apis, privateIPAddress: 10.1.3.5, apis: [{path: /orders}]}
            webApplicationFirewallPolicies:
              - name: contoso-waf
                policySettings: {mode: prevention}
                managedRuleSets: [{ruleSetVersion: '3.2'}]
                exclusions: [{matchVariable: RequestCookieNames, selector: session}]
            applicationGateways:
              - name: contoso-gateway
                sku: WAF_v2
                subnet: gateways
                firewallPolicy: contoso-waf
                frontendIPConfigurations: [{name: public, publicIPAddress: gateway-ip}]
                frontendPorts: [{name: http, port: 80}]
                httpListeners: [{name: web, frontendIPConfiguration: public, frontendPort: http, protocol: http}]
                backendAddressPools: [{name: machines, backendAddresses: [10.1.2.4, 10.1.2.5]}]
                backendHttpSettings: [{name: settings, protocol: http, port: 8080, probe: probe}]
                probes: [{name: probe, protocol: http, host: contoso.net}]
                requestRoutingRules: [{name: rule, priority: 10, httpListener: web, backendAddressPool: machines, backendHttpSettings: settings}]
          """);

  private static final FiveTuple HTTPS = FiveTuple.tcp("10.1.1.4", "10.1.2.4", 443);

  private static SimulatedResourceManager manager;
  private static AzurePlatform azure;
  private static AzureTopology topology;

  @BeforeAll
  static void start() {
    topology = ESTATE.topology();
    manager = SimulatedResourceManager.builder(topology).pageSize(3).start();
    azure = platform(manager).open();
  }

  @AfterAll
  static void stop() {
    azure.close();
    manager.close();
  }

  private static AzurePlatformBuilder platform(SimulatedResourceManager of) {
    return AzurePlatform.of(of.subscription())
        .resourceGroup("contoso")
        .tenant(of.tenant())
        .cloud(new AzureCloud(of.resourceManager(), of.authority(), of.logAnalytics()))
        .trusting(of.certificateAuthority())
        .credential(AzureCredential.clientSecret(of.clientId(), of.clientSecret()))
        .pollInterval(Duration.ofMillis(1));
  }

  @Test
  void backend_health_is_what_the_simulated_network_predicts() {
    try (Lab lab = ESTATE.open("gateways")) {
      BackendHealth predicted =
          BackendHealth.of(topology, "contoso-gateway", lab.vantage("gateways")::probe);

      PlatformAnswer<BackendHealth> told = azure.backendHealth("contoso-gateway");

      assertThat(Comparisons.backendHealth(predicted, told)).agrees();
      assertThat(told.observation().says()).isEqualTo("1 of 2 backends healthy");
    }
  }

  @Test
  void rules_routes_and_all_flows_are_what_our_evaluators_predict() {
    for (String nic : new String[] {"client-nic", "server-nic", "spare-nic"}) {
      assertThat(Comparisons.securityRules(topology, nic, azure.effectiveSecurityRules(nic)))
          .agrees();
      assertThat(Comparisons.flows(topology, nic, azure.effectiveSecurityRules(nic))).agrees();
      assertThat(Comparisons.routes(topology, nic, azure.effectiveRoutes(nic))).agrees();
    }
  }

  @Test
  void a_connection_is_the_same_predicted_observed_and_by_azure() {
    try (Lab lab = ESTATE.open("clients@10.1.1.4")) {
      AzurePlatform recording = azure.in(lab.scope());

      assertThat(recording.flow(topology, HTTPS, lab.vantage("clients").connect("10.1.2.4", 443)))
          .agrees();
      assertThat(
              recording.flow(
                  topology,
                  FiveTuple.tcp("10.1.1.4", "10.1.2.4", 22),
                  lab.vantage("clients").connect("10.1.2.4", 22)))
          .agrees();
    }
  }

  @Test
  void an_azure_that_was_changed_by_hand_differs_from_the_description() {
    Estate changed =
        ESTATE
            .with(
                "sourceAddressPrefixes: [10.1.0.0/24, 10.1.1.0/24]",
                "sourceAddressPrefixes: [10.1.0.0/24]")
            .with(
                "nextHopType: virtual-appliance, nextHopIpAddress: 10.2.0.4",
                "nextHopType: internet");
    try (SimulatedResourceManager other = SimulatedResourceManager.start(changed.topology());
        AzurePlatform live = platform(other).open();
        Lab lab = ESTATE.open("clients@10.1.1.4")) {
      Comparison flow =
          live.in(lab.scope())
              .flow(topology, HTTPS, lab.vantage("clients").connect("10.1.2.4", 443));

      assertThatThrownBy(() -> assertThat(flow).agrees())
          .hasMessage(
              """
              [#1 #2 #3 #4 TCP 10.1.1.4:50000 -> 10.1.2.4:443]
              Expected to agree, but 2 of 4 rows differ
                                   predicted                      | observed          | Azure says
              => connection        arrives                        | open from clients | in: deny by deny-all
                 out of client-nic allow by AllowVnetOutBound     | -                 | allow by AllowVnetOutBound
                 next hop          VnetLocal                      | -                 | VnetLocal
              => into server-nic   allow by allow-https, allow-in | -                 | deny by deny-all""");
      assertThatThrownBy(
              () ->
                  assertThat(
                          Comparisons.routes(
                              topology, "client-nic", live.effectiveRoutes("client-nic")))
                      .agrees())
          .hasMessageContaining(
              "=> 0.0.0.0/0   VirtualAppliance 10.2.0.4 (User out) | Internet (User out)");
      assertThatThrownBy(
              () ->
                  assertThat(
                          Comparisons.flows(
                              topology, "server-nic", live.effectiveSecurityRules("server-nic")))
                      .agrees())
          .hasMessageContaining("=> inbound TCP 10.1.1.0:50000 -> 10.1.2.4:443");
    }
  }

  @Test
  void a_route_for_a_service_tag_that_leads_elsewhere_differs_from_the_description() {
    Estate described =
        ESTATE.with(
            "routes: [{name: out,",
            "routes: [{name: storage, addressPrefix: Storage, nextHopType: internet}, {name: out,");
    Estate elsewhere =
        described.with(
            "addressPrefix: Storage, nextHopType: internet",
            "addressPrefix: Storage, nextHopType: virtual-appliance, nextHopIpAddress: 10.2.0.4");
    Estate half =
        described.with(
            "addressPrefix: Storage, nextHopType: internet",
            "addressPrefix: 128.0.0.0/1, nextHopType: internet");

    assertThat(routes(described, described).verdict()).isEqualTo(Comparison.Verdict.AGREE);
    assertThat(routes(described, elsewhere).verdict()).isEqualTo(Comparison.Verdict.DIFFER);
    assertThat(routes(described, ESTATE).verdict()).isEqualTo(Comparison.Verdict.DIFFER);
    assertThat(routes(described, half).verdict()).isEqualTo(Comparison.Verdict.OPEN);
  }

  private static Comparison routes(Estate described, Estate real) {
    try (SimulatedResourceManager other = SimulatedResourceManager.start(real.topology());
        AzurePlatform live = platform(other).open()) {
      return Comparisons.routes(
          described.topology(), "client-nic", live.effectiveRoutes("client-nic"));
    }
  }

  @Test
  void single_questions_are_answered() {
    assertThat(azure.verifyIpFlow("client", Direction.OUTBOUND, HTTPS).value().toString())
        .isEqualTo("allow by AllowVnetOutBound");
    assertThat(
            azure
                .nextHop("client", HTTPS.source(), IpAddresses.parse("192.0.2.7"))
                .value()
                .toString())
        .isEqualTo("VirtualAppliance 10.2.0.4 (route table routes)");
    assertThat(azure.troubleshootConnection("client", "10.1.2.4", 443).value().isReachable())
        .isTrue();
    assertThat(azure.troubleshootConnection("client", "10.1.2.4", 22).value().isUnreachable())
        .isTrue();
    assertThat(
            azure
                .checkConnection("contoso-apis", "westeurope", "10.1.2.5", 443)
                .value()
                .isReachable())
        .isFalse();
  }

  @Test
  void each_rule_tried_is_what_our_evaluator_tries() {
    String machine =
        "/subscriptions/%s/resourceGroups/contoso/providers/Microsoft.Compute/virtualMachines/server"
            .formatted(manager.subscription());

    for (int port : new int[] {443, 22, 8000}) {
      FiveTuple flow = FiveTuple.tcp("10.1.1.4", "10.1.2.4", port);
      var told = azure.diagnoseSecurity(machine, Direction.INBOUND, flow);

      assertThat(Comparisons.diagnostic(topology, "servers", told)).agrees();
      assertThat(told.value().access()).isEqualTo(port == 443 ? Access.ALLOW : Access.DENY);
    }
  }

  @Test
  void the_network_status_is_what_the_network_predicts() {
    assertThat(
            Comparisons.networkStatus(
                NetworkStatus.of(topology, AzureCompiler.compile(topology), "contoso-apis"),
                azure.networkStatus("contoso-apis")))
        .agrees();
  }

  @Test
  void a_firewall_policy_is_the_described_one() {
    assertThat(
            Comparisons.webApplicationFirewall(
                topology, "contoso-waf", azure.webApplicationFirewallPolicy("contoso-waf")))
        .agrees();
  }

  @Test
  void a_discovered_group_decides_flows_as_the_described_one() {
    Topology discovered = azure.topology().value();

    assertThat(discovered.model().name()).isEqualTo("contoso");
    assertThat(discovered.model().networkInterfaces()).hasSize(4);
    assertThat(discovered.model().applicationGateways()).hasSize(1);
    assertThat(discovered.model().apiManagement()).hasSize(1);
    assertThat(discovered.model().privateDnsZones().get(0).records()).isNotEmpty();
    assertThat(
            Comparisons.securityRules(
                discovered.model(), "server-nic", azure.effectiveSecurityRules("server-nic")))
        .agrees();
    assertThat(
            Comparisons.routes(
                discovered.model(), "client-nic", azure.effectiveRoutes("client-nic")))
        .agrees();
  }

  @Test
  void what_a_firewall_did_is_proved_by_the_rows_of_log_analytics() {
    try (Lab lab =
            Lab.open(
                Environment.builder("contoso")
                    .vantage("internet", v -> v.segment("internet"))
                    .build(),
                ESTATE.network(),
                new Journal());
        SimulatedResourceManager other =
            SimulatedResourceManager.builder(topology).lab(lab).start();
        AzurePlatform platform = platform(other).open();
        FirewallLog log = platform.in(lab.scope()).firewallLog(other.workspace())) {
      String target = "/?id=1%27%20OR%20%271%27=%271%27%20UNION%20SELECT%201--";
      Instant before = Instant.now();
      HttpObservation blocked =
          lab.vantage("internet")
              .observe(
                  HttpProbe.get("http://203.0.113.10" + target).header("User-Agent", "test r77"));

      Sent sent = new Sent("r77", "test r77", "GET", "203.0.113.10", target, before, Instant.now());
      assertThat(blocked.outcome()).isEqualTo(new Outcome.Answered(403));
      assertThat(log.report(sent))
          .hasValueSatisfying(
              report -> {
                assertThat(report.decision()).isEqualTo(Decision.BLOCKED);
                assertThat(report.matches()).isNotEmpty();
              });
    }
  }

  /** Every question, for what goes wrong with all of them alike. */
  private enum Asking {
    BACKEND_HEALTH("/backendhealth", a -> a.backendHealth("contoso-gateway")),
    RULES("/effectiveNetworkSecurityGroups", a -> a.effectiveSecurityRules("client-nic")),
    ROUTES("/effectiveRouteTable", a -> a.effectiveRoutes("client-nic")),
    IP_FLOW("/ipFlowVerify", a -> a.verifyIpFlow("client", Direction.OUTBOUND, HTTPS)),
    NEXT_HOP("/nextHop", a -> a.nextHop("client", HTTPS.source(), HTTPS.destination())),
    TROUBLESHOOT("/connectivityCheck", a -> a.troubleshootConnection("client", "10.1.2.4", 443)),
    DIAGNOSTIC(
        "/networkConfigurationDiagnostic",
        a ->
            a.diagnoseSecurity(
                "/subscriptions/%s/resourceGroups/contoso/providers/Microsoft.Compute/virtualMachines/server"
                    .formatted(manager.subscription()),
                Direction.INBOUND,
                HTTPS)),
    NETWORK_STATUS("/networkstatus", a -> a.networkStatus("contoso-apis")),
    API_MANAGEMENT(
        "/connectivityCheck",
        a -> a.checkConnection("contoso-apis", "westeurope", "10.1.2.4", 443)),
    POLICY(
        "/ApplicationGatewayWebApplicationFirewallPolicies",
        a -> a.webApplicationFirewallPolicy("contoso-waf")),
    DISCOVERY("/resources", AzurePlatform::topology);

    final String path;
    final java.util.function.Function<AzurePlatform, PlatformAnswer<?>> ask;

    Asking(String path, java.util.function.Function<AzurePlatform, PlatformAnswer<?>> ask) {
      this.path = path;
      this.ask = ask;
    }

    /** Where the answer is in the end. */
    String answered() {
      return this == NETWORK_STATUS || this == POLICY || this == DISCOVERY
          ? path
          : "/operationResults";
    }
  }

  @ParameterizedTest
  @EnumSource
  void throttling_is_waited_out(Asking asking) {
    try (var fault =
        manager.fault(ManagementFault.throttled(Duration.ZERO).on(asking.path).times(2))) {
      assertThat(asking.ask.apply(azure).observation().outcome().reached()).isTrue();
      assertThat(fault.met()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void throttling_beyond_the_deadline_is_an_error(Asking asking) {
    try (var fault =
        manager.fault(ManagementFault.throttled(Duration.ofHours(1)).on(asking.path))) {
      assertThat(kind(asking, azure)).isEqualTo(Kind.THROTTLED);
      assertThat(fault.met()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void half_a_body_is_no_answer(Asking asking) {
    try (var fault = manager.fault(ManagementFault.brokenBody().on(asking.answered()))) {
      assertThat(kind(asking, azure)).isIn(Kind.UNREACHABLE, Kind.BROKEN);
      assertThat(fault.met()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void half_a_document_is_no_answer(Asking asking) {
    try (var fault = manager.fault(ManagementFault.malformedBody().on(asking.answered()))) {
      assertThat(kind(asking, azure)).isEqualTo(Kind.BROKEN);
      assertThat(fault.met()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void who_may_not_ask_is_told_the_action_that_is_missing(Asking asking) {
    try (var fault = manager.fault(ManagementFault.forbidden().on(asking.path))) {
      AzurePlatformException thrown =
          catchThrowableOfType(AzurePlatformException.class, () -> asking.ask.apply(azure));
      assertThat(thrown.kind()).isEqualTo(Kind.FORBIDDEN);
      assertThat(thrown.getMessage())
          .containsPattern("a role with the action Microsoft\\.[\\w./]+ at /");
      assertThat(fault.met()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_connection_that_ends_is_no_answer(Asking asking) {
    try (var fault = manager.fault(ManagementFault.droppedConnection().on(asking.path))) {
      assertThat(kind(asking, azure)).isEqualTo(Kind.UNREACHABLE);
      assertThat(fault.met()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NETWORK_STATUS", "POLICY", "DISCOVERY"})
  void an_operation_that_never_ends_is_given_up(Asking asking) {
    try (AzurePlatform hurried = platform(manager).deadline(Duration.ofMillis(400)).open();
        var fault = manager.fault(ManagementFault.endlessOperation())) {
      assertThat(kind(asking, hurried)).isEqualTo(Kind.UNFINISHED);
      assertThat(fault.met()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NETWORK_STATUS", "POLICY", "DISCOVERY"})
  void an_operation_that_fails_says_why(Asking asking) {
    try (var fault = manager.fault(ManagementFault.failedOperation("Unlucky", "It went wrong."))) {
      AzurePlatformException thrown =
          catchThrowableOfType(AzurePlatformException.class, () -> asking.ask.apply(azure));
      assertThat(thrown.kind()).isIn(Kind.FAILED, Kind.REFUSED);
      assertThat(thrown.getMessage()).contains("Unlucky, \"It went wrong\"");
      assertThat(fault.met()).isPositive();
    }
  }

  private static Kind kind(Asking asking, AzurePlatform platform) {
    AzurePlatformException thrown =
        catchThrowableOfType(AzurePlatformException.class, () -> asking.ask.apply(platform));
    return thrown == null ? null : thrown.kind();
  }

  @Test
  void a_token_whose_time_is_over_is_replaced() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    InstantSource source = now::get;
    Clock clock = source.withZone(ZoneOffset.UTC);
    try (SimulatedResourceManager other =
            SimulatedResourceManager.builder(topology)
                .clock(clock)
                .tokenLifetime(Duration.ofHours(1))
                .start();
        AzurePlatform platform =
            platform(other)
                .credential(AzureCredential.token(scope -> other.token(other.resourceManager())))
                .open()) {
      platform.networkStatus("contoso-apis");
      now.set(now.get().plus(Duration.ofHours(2)));

      assertThat(platform.networkStatus("contoso-apis").value().regions()).isNotEmpty();
      assertThat(other.calls()).hasSize(3);
    }
  }

  @Test
  void a_secret_that_is_wrong_is_nobodys_and_stands_nowhere() {
    try (AzurePlatform platform =
        platform(manager)
            .credential(AzureCredential.clientSecret(manager.clientId(), "not-the-s3cret"))
            .open()) {
      AzurePlatformException thrown =
          catchThrowableOfType(
              AzurePlatformException.class, () -> platform.networkStatus("contoso-apis"));

      assertThat(thrown.kind()).isEqualTo(Kind.NOT_LOGGED_IN);
      assertThat(thrown.getMessage())
          .startsWith(
              "Azure cannot be asked for the network status of contoso-apis, the login by client"
                  + " secret of application "
                  + manager.clientId()
                  + " failed (")
          .doesNotContain("not-the-s3cret");
      assertThat(thrown.getCause()).isNull();
    }
  }

  @Test
  void nothing_of_the_credential_is_in_the_text_of_anything() {
    assertThat(AzureCredential.clientSecret("app", "not-the-s3cret").toString())
        .isEqualTo("client secret of application app");
  }
}
