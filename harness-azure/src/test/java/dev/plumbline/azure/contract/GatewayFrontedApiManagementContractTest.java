package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayFrontedApiManagementContractTest {

  private static final String ROUTE = "contoso-apis behind edge-gateway > apis /external/* > ";
  private static final String CALLS =
      ROUTE + "calls of apis.contoso.net are answered by contoso-apis (from internet)";
  private static final String HEALTHY =
      ROUTE + "the probe finds contoso-apis healthy (from gateway-subnet)";
  private static final String POOL =
      ROUTE + "pool apim leads to nothing but contoso-apis (by the description)";
  private static final String ASKS =
      ROUTE + "the probe asks for a host name of contoso-apis (by the description)";

  private static final String RULES =
      "managedRuleSets: [{ruleSetType: OWASP, ruleSetVersion: '3.2'}]";
  private static final String MANAGED =
      "contoso-apis behind edge-gateway > the platform reaches edge-gateway to manage it (by the"
          + " description)";
  private static final String GROUPS =
      ROUTE + "the firewall: no group of its rules is off (by the description)";
  private static final String PARTS =
      ROUTE + "the firewall: it looks at every part of a request (by the description)";
  private static final String CALLERS =
      ROUTE + "the firewall: nothing lets every caller past its rules (by the description)";
  private static final String PAST =
      "contoso-apis behind edge-gateway > no way past the gateway > no public address is passed on"
          + " to the private virtual IP (by the description)";
  private static final String APART =
      "contoso-apis behind edge-gateway > path map external-apis treats the paths that it names"
          + " otherwise than the rest (by the description)";

  private static final String DOWNLOADS =
      "contoso-apis behind edge-gateway > portal > the firewall lets OpenAPI specifications be"
          + " downloaded from the portal (by the description)";

  @TempDir Path folder;
  private ContractRun run;

  @BeforeEach
  void has_a_network_that_keeps_it() {
    run =
        new ContractRun(folder, "avs-internal.yaml")
            .vantage("internet", "apis.contoso.net:443")
            .vantage("gateway-subnet", "10.20.1.6:443");
  }

  @Test
  void reads_like_a_protocol() {
    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .containsExactlyInAnyOrder(
            MANAGED,
            ROUTE + "the listener speaks HTTPS (by the description)",
            ROUTE + "the firewall prevents (by the description)",
            GROUPS,
            PARTS,
            CALLERS,
            ROUTE + "apis.contoso.net leads to the gateway (from internet)",
            ROUTE
                + "apis.contoso.net is in the gateway's certificate, which is trusted (from"
                + " internet)",
            CALLS,
            POOL,
            ASKS,
            ROUTE + "the probe takes success alone for health (by the description)",
            HEALTHY,
            APART,
            PAST,
            "contoso-apis behind edge-gateway > no way past the gateway > management is closed to the"
                + " internet (by the description)",
            "contoso-apis behind edge-gateway > no way past the gateway > there is no way to the"
                + " private virtual IP (from internet)");
  }

  @Test
  void fails_when_the_firewall_only_detects() {
    Outcome outcome =
        run.with("firewallMode: Prevention", "firewallMode: Detection").run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(ROUTE + "the firewall prevents (by the description)");
    assertThat(outcome.failure())
        .contains("firewall mode of edge-gateway at listener apis")
        .contains("Expected:     Prevention")
        .contains("but it says:  Detection");
  }

  @Test
  void fails_when_the_policy_of_the_path_only_detects() {
    Outcome outcome =
        run.with("paths: [/external/*],", "paths: [/external/*], firewallPolicy: lax,")
            .with(
                "  applicationGateways:\n",
                "  webApplicationFirewallPolicies:\n"
                    + "    - name: lax\n"
                    + "      policySettings: {mode: Detection}\n"
                    + "      managedRuleSets: [{ruleSetType: OWASP, ruleSetVersion: '3.2'}]\n"
                    + "  applicationGateways:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(ROUTE + "the firewall prevents (by the description)");
    assertThat(outcome.failure()).contains("but it says:  Detection");
  }

  @Test
  void fails_when_what_is_not_exposed_leads_to_the_service_too() {
    String all =
        "defaultBackendAddressPool: sink\n          defaultBackendHttpSettings: sink-settings";
    Outcome outcome =
        run.with(
                all,
                "defaultBackendAddressPool: apim\n          defaultBackendHttpSettings: apim-settings")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(APART);
    assertThat(outcome.message(APART))
        .contains("Expected:  ways that differ in more than names: now all APIs are exposed alike")
        .contains(
            "but was:   pool apim of 10.20.1.6 with settings apim-settings; pool apim of 10.20.1.6"
                + " with settings apim-settings");
  }

  /** A copy of a pool leads where the pool leads; a name for the address leads there too. */
  @ParameterizedTest
  @CsvSource({
    "10.20.1.6, ''",
    "10.20.1.6, 'requestTimeout: 60s, '",
    "contoso-apis.azure-api.net, ''",
    "10.20.1.6, 'hostName: apis.contoso.net, '",
    "10.20.1.6, 'hostName: contoso-apis.azure-api.net, '"
  })
  void fails_when_what_is_not_exposed_leads_to_a_copy_of_the_pool(String member, String more) {
    Outcome outcome =
        rest(member, "{name: copied-settings, " + more + "probe: apim-probe}")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsKey(APART);
    assertThat(outcome.message(APART))
        .contains(
            "but was:   pool apim of 10.20.1.6 with settings apim-settings; pool copied of "
                + member
                + " with settings copied-settings");
  }

  @ParameterizedTest
  @CsvSource({
    "10.20.1.6, 'port: 8443'",
    "10.20.1.6, 'hostName: contoso-apis.developer.azure-api.net'",
    "10.20.1.6, 'path: /maintenance'",
    "10.41.1.100, 'protocol: https'"
  })
  void holds_when_what_is_not_exposed_is_asked_for_something_else(String member, String more) {
    Outcome outcome =
        rest(member, "{name: copied-settings, " + more + "}").run(ContosoTestCases.class);

    assertThat(outcome.passed()).contains(APART);
  }

  /** A path without a policy has that of the listener, and equal policies find the same. */
  @ParameterizedTest
  @CsvSource({
    "own, own, false",
    "copy, own, false",
    "own, '', false",
    "lax, '', true",
    "lax, own, true"
  })
  void tells_ways_apart_by_what_their_policies_hold(String path, String listener, boolean apart) {
    Outcome outcome =
        rest("10.20.1.6", "{name: copied-settings}")
            .with("paths: [/external/*],", "paths: [/external/*], firewallPolicy: " + path + ",")
            .with(
                "hostNames: [apis.contoso.net]}",
                "hostNames: [apis.contoso.net]"
                    + (listener.isEmpty() ? "" : ", firewallPolicy: " + listener)
                    + "}")
            .with(
                "  applicationGateways:\n",
                "  webApplicationFirewallPolicies:\n"
                    + ("    - {name: own, policySettings: {mode: Prevention}, " + RULES + "}\n")
                    + ("    - {name: copy, policySettings: {mode: Prevention}, " + RULES + "}\n")
                    + ("    - {name: lax, policySettings: {mode: Detection}, " + RULES + "}\n")
                    + "  applicationGateways:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed().contains(APART)).isEqualTo(apart);
    assertThat(outcome.failed().containsKey(APART)).isEqualTo(!apart);
  }

  /** Names, numbers and the order of writing do nothing; nor do rules that are off. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: b, priority: 7, ACT}, {name: a, priority: 3, STOP} | false",
        "{name: x, priority: 3, STOP}, {name: y, priority: 7, ACT} | false",
        "{name: x, priority: 3, STOP}, {name: y, priority: 7, ACT},"
            + " {name: z, priority: 5, state: Disabled, ACT} | false",
        "{name: x, priority: 7, STOP}, {name: y, priority: 3, ACT} | true",
        "{name: x, priority: 3, STOP} | true"
      })
  void tells_ways_apart_by_what_custom_rules_do(String rules, boolean apart) {
    String first = "{name: a, priority: 1, STOP}, {name: b, priority: 2, ACT}";
    String some =
        "matchConditions: [{matchVariables: [{variableName: RemoteAddr}], operator: IPMatch,"
            + " matchValues: [198.51.100.0/24]}]";
    Outcome outcome =
        rest("10.20.1.6", "{name: copied-settings}")
            .with("paths: [/external/*],", "paths: [/external/*], firewallPolicy: own,")
            .with(
                "hostNames: [apis.contoso.net]}",
                "hostNames: [apis.contoso.net], firewallPolicy: copy}")
            .with(
                "  applicationGateways:\n",
                ("  webApplicationFirewallPolicies:\n"
                            + ("    - {name: own, customRules: [" + first + "], " + RULES + "}\n")
                            + ("    - {name: copy, customRules: [" + rules + "], " + RULES + "}\n"))
                        .replace("STOP", "action: Block, " + some)
                        .replace("ACT", "action: Allow, " + some)
                    + "  applicationGateways:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed().contains(APART)).isEqualTo(apart);
    assertThat(outcome.failed().containsKey(APART)).isEqualTo(!apart);
  }

  /** What is done to answers holds no request back. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: first, ruleSequence: 5, SET} | {name: other, ruleSequence: 9, SET} | false",
        "{name: a, ruleSequence: 1, SET}, {name: b, ruleSequence: 2, MOVE} |"
            + " {name: c, ruleSequence: 8, MOVE}, {name: d, ruleSequence: 7, SET} | false",
        "{name: a, ruleSequence: 1, SET}, {name: b, ruleSequence: 2, MOVE} |"
            + " {name: c, ruleSequence: 7, MOVE}, {name: d, ruleSequence: 8, SET} | true",
        "{name: a, ruleSequence: 1, SET} | {name: a, ruleSequence: 1, MOVE} | true",
        "{name: a, ruleSequence: 1, TELL} | {name: a, ruleSequence: 1, NOTHING} | false"
      })
  void tells_ways_apart_by_what_rewrites_do(String one, String two, boolean apart) {
    String rewrite = "conditions: [], actionSet: {";
    Outcome outcome =
        rest("10.20.1.6", "{name: copied-settings}")
            .with(
                "backendAddressPool: apim, backendHttpSettings: apim-settings}",
                "backendAddressPool: apim, backendHttpSettings: apim-settings,"
                    + " rewriteRuleSet: one}")
            .with(
                "defaultBackendHttpSettings: copied-settings",
                "defaultBackendHttpSettings: copied-settings\n          defaultRewriteRuleSet: two")
            .with(
                "      requestRoutingRules:\n",
                ("      rewriteRuleSets:\n"
                            + ("        - {name: one, rewriteRules: [" + one + "]}\n")
                            + ("        - {name: two, rewriteRules: [" + two + "]}\n"))
                        .replace(
                            "SET",
                            rewrite
                                + "requestHeaderConfigurations: [{headerName: X-A, headerValue: b}]}")
                        .replace("MOVE", rewrite + "urlConfiguration: {modifiedPath: /external/a}}")
                        .replace(
                            "TELL",
                            rewrite
                                + "responseHeaderConfigurations: [{headerName: X-A, headerValue: b}]}")
                        .replace("NOTHING", rewrite + "}")
                    + "      requestRoutingRules:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed().contains(APART)).isEqualTo(apart);
    assertThat(outcome.failed().containsKey(APART)).isEqualTo(!apart);
  }

  /** The first pattern that fits decides: what a wider one before it takes is not held back. */
  @ParameterizedTest
  @CsvSource({
    "/*, /internal/*, false",
    "/external/*, /external/hidden/*, false",
    "/external/*, /EXTERNAL/hidden, false",
    "/external/hidden/*, /external/*, true"
  })
  void fails_when_a_pattern_before_leaves_nothing_to_hold_back(
      String first, String second, boolean apart) {
    Outcome outcome =
        rest("10.20.1.6", "{name: copied-settings}")
            .with(
                "            - {name: external, paths: [/external/*],",
                "            - {name: first, paths: ['"
                    + first
                    + "'], backendAddressPool: "
                    + (apart ? "sink" : "apim")
                    + ", backendHttpSettings: apim-settings}\n"
                    + "            - {name: second, paths: ['"
                    + second
                    + "'], backendAddressPool: "
                    + (apart ? "apim" : "sink")
                    + ", backendHttpSettings: apim-settings}\n"
                    + "            - {name: third, paths: [/third/*],")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed().contains(APART)).isEqualTo(apart);
    assertThat(outcome.failed().containsKey(APART)).isEqualTo(!apart);
  }

  /** Sends what the path map does not name to a pool of its own. */
  private ContractRun rest(String member, String settings) {
    return run.with(
            "        - {name: sink}\n",
            "        - {name: sink}\n"
                + "        - {name: copied, backendAddresses: ["
                + member
                + "]}\n")
        .with(
            "        - {name: sink-settings}\n",
            "        - {name: sink-settings}\n        - " + settings + "\n")
        .with(
            "defaultBackendAddressPool: sink\n          defaultBackendHttpSettings: sink-settings",
            "defaultBackendAddressPool: copied\n"
                + "          defaultBackendHttpSettings: copied-settings");
  }

  @ParameterizedTest
  @CsvSource({
    "*, 192.0.2.99",
    "0.0.0.0/0, 192.0.2.99",
    "0.0.0.0/1, 1.1.1.1",
    "10.0.0.0/7, 11.0.0.1",
    "203.0.113.128/32, 203.0.113.128"
  })
  void fails_when_the_hub_s_firewall_passes_calls_on_past_the_gateway(
      String clients, String seenFrom) {
    Outcome outcome = passingOn(clients).run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(PAST);
    assertThat(outcome.message(PAST)).contains("203.0.113.41:8443 from " + seenFrom + " by ");
  }

  @Test
  void holds_when_the_hub_s_firewall_passes_calls_on_from_private_addresses_alone() {
    assertThat(passingOn("10.0.0.0/8").run(ContosoTestCases.class).failed()).isEmpty();
  }

  /** The load balancer has no public address itself, and may have more members than the service. */
  @ParameterizedTest
  @CsvSource({"10.20.1.6, 443, true", "'10.20.4.9, 10.20.1.6', 443, true", "10.20.1.6, 80, false"})
  void fails_when_calls_are_passed_on_past_the_gateway_in_two_hops(
      String members, int frontend, boolean way) {
    Outcome outcome =
        passingOn("*", "10.20.4.20")
            .with(
                "        - name: AzureFirewallSubnet\n",
                "        - {name: lb-subnet, addressPrefix: 10.20.4.0/27}\n"
                    + "        - name: AzureFirewallSubnet\n")
            .with(
                "  publicIPAddresses:\n",
                "  loadBalancers:\n"
                    + "    - name: inner\n"
                    + "      frontendIPConfigurations: [{name: front, subnet: lb-subnet,"
                    + " privateIPAddress: 10.20.4.20}]\n"
                    + "      backendAddressPools: [{name: pool, addresses: ["
                    + members
                    + "]}]\n"
                    + "      loadBalancingRules: [{name: https, frontendIPConfiguration: front,"
                    + " backendAddressPool: pool, frontendPort: "
                    + frontend
                    + ", backendPort: 443}]\n"
                    + "  publicIPAddresses:\n")
            .run(ContosoTestCases.class);

    if (way) {
      assertThat(outcome.failed()).containsOnlyKeys(PAST);
      assertThat(outcome.failure()).contains("203.0.113.41:8443 from 192.0.2.99 by ");
    } else {
      assertThat(outcome.failed()).isEmpty();
    }
  }

  private ContractRun passingOn(String clients) {
    return passingOn(clients, "10.20.1.6");
  }

  private ContractRun passingOn(String clients, String to) {
    return run.with(
        "          ruleCollections:\n",
        "          ruleCollections:\n"
            + "            - name: in\n"
            + "              priority: 100\n"
            + "              natRules: [{name: apis, ipProtocols: [tcp],"
            + " sourceAddresses: ['"
            + clients
            + "'], destinationAddress: 203.0.113.41,"
            + " destinationPort: 8443, translatedAddress: "
            + to
            + ","
            + " translatedPort: 443}]\n");
  }

  @ParameterizedTest
  @CsvSource({"Internet, 192.0.2.99", "0.0.0.0/1, 1.1.1.1", "198.51.100.0/28, 198.51.100.0"})
  void fails_when_a_public_load_balancer_passes_calls_on_past_the_gateway(
      String clients, String seenFrom) {
    Outcome outcome =
        balanced()
            .with(
                "        - {name: AllowManagementEndpoint,",
                "        - {name: Clients, priority: 100, direction: Inbound, access: Allow,"
                    + " protocol: Tcp, sourceAddressPrefixes: ["
                    + clients
                    + "], destinationAddressPrefixes: [VirtualNetwork],"
                    + " destinationPortRanges: [443]}\n"
                    + "        - {name: AllowManagementEndpoint,")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsKey(PAST);
    assertThat(outcome.message(PAST)).contains("203.0.113.44:443 from " + seenFrom + " by ");
  }

  /** The rules take everyone; the routes answer one part of the internet alone. */
  @Test
  void fails_when_a_public_load_balancer_has_clients_whose_answers_alone_find_a_way_back() {
    Outcome outcome =
        balanced()
            .with(
                "        - {name: AllowManagementEndpoint,",
                "        - {name: Clients, priority: 100, direction: Inbound, access: Allow,"
                    + " protocol: Tcp, sourceAddressPrefixes: [Internet],"
                    + " destinationAddressPrefixes: [VirtualNetwork],"
                    + " destinationPortRanges: [443]}\n"
                    + "        - {name: AllowManagementEndpoint,")
            .with(
                "        - {name: datacenter-by-firewall,",
                "        - {name: nowhere, addressPrefix: 0.0.0.0/0, nextHopType: None}\n"
                    + "        - {name: partner, addressPrefix: 20.0.0.0/8, nextHopType: Internet}\n"
                    + "        - {name: datacenter-by-firewall,")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsKey(PAST);
    assertThat(outcome.message(PAST)).contains("203.0.113.44:443 from 20.0.0.0 by ");
  }

  @Test
  void holds_when_no_rule_lets_clients_of_a_public_load_balancer_in() {
    assertThat(balanced().run(ContosoTestCases.class).failed()).isEmpty();
  }

  private ContractRun balanced() {
    return run.with(
        "  publicIPAddresses:\n",
        "  loadBalancers:\n"
            + "    - name: public\n"
            + "      frontendIPConfigurations: [{name: front, publicIPAddress: lb-ip}]\n"
            + "      backendAddressPools: [{name: pool, addresses: [10.20.1.6]}]\n"
            + "      probes: [{name: probe, port: 443}]\n"
            + "      loadBalancingRules: [{name: https, frontendIPConfiguration: front,"
            + " backendAddressPool: pool, frontendPort: 443, backendPort: 443,"
            + " probe: probe}]\n"
            + "  publicIPAddresses:\n"
            + "    - {name: lb-ip, ipAddress: 203.0.113.44}\n");
  }

  @Test
  void fails_when_a_pattern_takes_all_paths_beside_another() {
    Outcome outcome =
        run.with("paths: [/external/*]", "paths: [/external/*, /*]").run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(APART);
  }

  @Test
  void fails_when_the_firewall_breaks_downloads_from_the_portal() {
    portal();
    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(DOWNLOADS);
    assertThat(outcome.message(DOWNLOADS))
        .contains("rule 942200 of the firewall of edge-gateway at listener portal")
        .contains("but it says:  blocks")
        .contains("disable it in the policy of this listener");
    assertThat(
            run.with(
                    "        ruleSetVersion: '3.2'\n",
                    "        ruleSetVersion: '3.2'\n"
                        + "        disabledRuleGroups: [{ruleGroupName:"
                        + " REQUEST-942-APPLICATION-ATTACK-SQLI, rules: [942200]}]\n")
                .run(ContosoTestCases.class)
                .failed())
        .isEmpty();
  }

  /** The policy of a path rule counts before that of the listener, for better and for worse. */
  @ParameterizedTest
  @CsvSource({"lax, strict, true", "strict, lax, false", "lax, '', false", "strict, '', true"})
  void looks_for_what_breaks_downloads_at_the_firewall_in_force(
      String listener, String path, boolean breaks) {
    portal();
    Outcome outcome =
        run.with(
                "  applicationGateways:\n",
                "  webApplicationFirewallPolicies:\n"
                    + "    - name: strict\n"
                    + "      policySettings: {mode: Prevention}\n"
                    + ("      " + RULES + "\n")
                    + "    - name: lax\n"
                    + "      policySettings: {mode: Detection}\n"
                    + ("      " + RULES + "\n")
                    + "  applicationGateways:\n")
            .with(
                "hostNames: [portal.contoso.net]}",
                "hostNames: [portal.contoso.net], firewallPolicy: " + listener + "}")
            .with(
                "      urlPathMaps:\n",
                "      urlPathMaps:\n"
                    + "        - name: portal-paths\n"
                    + "          defaultBackendAddressPool: sink\n"
                    + "          defaultBackendHttpSettings: sink-settings\n"
                    + "          pathRules: [{name: all, paths: [/*], backendAddressPool: apim,"
                    + " backendHttpSettings: portal"
                    + (path.isEmpty() ? "" : ", firewallPolicy: " + path)
                    + "}]\n")
            .with(
                "httpListener: portal, backendAddressPool: apim, backendHttpSettings: portal}",
                "httpListener: portal, urlPathMap: portal-paths}")
            .run(ContosoTestCases.class);

    if (breaks) {
      assertThat(outcome.failed()).containsKey(DOWNLOADS);
      assertThat(outcome.message(DOWNLOADS)).contains("but it says:  blocks");
    } else {
      assertThat(outcome.passed()).contains(DOWNLOADS);
    }
  }

  /** A basic listener of the same port before it takes every request: nothing comes to this one. */
  @Test
  void cannot_tell_of_downloads_where_no_virtual_host_stands_for_the_listener() {
    portal();
    Outcome outcome =
        run.with(
                "      httpListeners:\n",
                "      httpListeners:\n"
                    + "        - {name: every, frontendIPConfiguration: public, frontendPort:"
                    + " https, certificateNames: [portal.contoso.net]}\n")
            .with(
                "      requestRoutingRules:\n",
                "      requestRoutingRules:\n"
                    + "        - {name: every, priority: 1, httpListener: every,"
                    + " backendAddressPool: sink, backendHttpSettings: sink-settings}\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.message(DOWNLOADS))
        .contains("but it says:  unknown: no virtual host of the network stands for this listener");
  }

  private void portal() {
    run.with(
            "      httpListeners:\n",
            "      httpListeners:\n"
                + "        - {name: portal, frontendIPConfiguration: public, frontendPort: https,"
                + " hostNames: [portal.contoso.net]}\n")
        .with(
            "        - type: Proxy\n",
            "        - {type: DeveloperPortal, hostName: portal.contoso.net}\n"
                + "        - type: Proxy\n")
        .with(
            "        - apis CNAME",
            "        - portal CNAME contoso-edge.westeurope.cloudapp.azure.com.\n        - apis CNAME")
        .with(
            "      probes:\n",
            "      probes:\n"
                + "        - {name: portal, host: portal.contoso.net,"
                + " path: /internal-status-0123456789abcdef}\n")
        .with(
            "      backendHttpSettings:\n",
            "      backendHttpSettings:\n        - {name: portal, probe: portal}\n")
        .with(
            "      requestRoutingRules:\n",
            "      requestRoutingRules:\n"
                + "        - {name: portal, priority: 20, httpListener: portal,"
                + " backendAddressPool: apim, backendHttpSettings: portal}\n");
  }

  @Test
  void fails_when_the_policy_has_no_rules() {
    Outcome outcome =
        run.with("paths: [/external/*],", "paths: [/external/*], firewallPolicy: empty,")
            .with(
                "  applicationGateways:\n",
                "  webApplicationFirewallPolicies:\n"
                    + "    - name: empty\n"
                    + "      policySettings: {mode: Prevention}\n"
                    + "  applicationGateways:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(ROUTE + "the firewall prevents (by the description)");
    assertThat(outcome.failure())
        .contains("but it says:  Prevention, but policy empty has no managed rule sets");
  }

  @Test
  void fails_when_the_policy_has_rules_against_bots_alone() {
    Outcome outcome =
        policy(
                "managedRuleSets: [{ruleSetType: Microsoft_BotManagerRuleSet, ruleSetVersion: '1.0'}]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(ROUTE + "the firewall prevents (by the description)");
    assertThat(outcome.failure())
        .contains("but it says:  Prevention, but policy own has no rule set that finds attacks");
  }

  @Test
  void fails_when_a_group_of_the_rules_is_off() {
    Outcome outcome =
        run.with(
                "ruleSetVersion: '3.2'",
                "ruleSetVersion: '3.2'\n"
                    + "        disabledRuleGroups: [{ruleGroupName:"
                    + " REQUEST-942-APPLICATION-ATTACK-SQLI}]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(GROUPS);
    assertThat(outcome.failure())
        .contains("Expected:  none")
        .contains("but was:   REQUEST-942-APPLICATION-ATTACK-SQLI");
  }

  @Test
  void fails_when_rules_are_off_of_a_set_that_is_not_known() {
    Outcome outcome =
        run.with(
                "ruleSetVersion: '3.2'",
                "ruleSetVersion: '2.2.9'\n"
                    + "        disabledRuleGroups: [{ruleGroupName: crs_41_sql_injection_attacks,"
                    + " rules: [981231]}]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(GROUPS);
    assertThat(outcome.failure())
        .contains(
            "but was:   rules of crs_41_sql_injection_attacks of OWASP 2.2.9 (cannot be told from"
                + " the whole group, whose rules are not known); besides 981231");
  }

  /** What the document on the portal says to switch off. */
  @Test
  void lets_single_rules_be_off_and_single_headers_be_left_out() {
    Outcome outcome =
        policy(
                "managedRuleSets: [{ruleSetType: OWASP, ruleSetVersion: '3.2', ruleGroupOverrides:"
                    + " [{ruleGroupName: REQUEST-942-APPLICATION-ATTACK-SQLI, rules: [{ruleId:"
                    + " '942200'}, {ruleId: '942260'}, {ruleId: '942370'}]}]}]\n"
                    + "      exclusions: [{matchVariable: RequestHeaderNames, selector:"
                    + " Authorization}, {matchVariable: RequestArgValues, selectorMatchOperator:"
                    + " EqualsAny, selector: '*', exclusionManagedRuleSets: [{ruleSetType: OWASP,"
                    + " ruleSetVersion: '3.2', ruleGroupOverrides: [{ruleGroupName:"
                    + " REQUEST-942-APPLICATION-ATTACK-SQLI, rules: [{ruleId: '942430'}]}]}]}]\n"
                    + "      customRules: [{name: partner, priority: 1, action: Allow,"
                    + " matchConditions: [{matchVariables: [{variableName: RemoteAddr}], operator:"
                    + " IPMatch, matchValues: [198.51.100.0/24]}]}]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).contains(GROUPS, PARTS, CALLERS);
  }

  @Test
  void fails_when_an_exclusion_takes_everything_of_its_kind() {
    Outcome outcome =
        policy(
                RULES
                    + "\n      exclusions: [{matchVariable: RequestArgNames,"
                    + " selectorMatchOperator: EqualsAny, selector: '*'}]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(PARTS);
    assertThat(outcome.failure()).contains("but was:   RequestArgNames EqualsAny *");
  }

  @Test
  void fails_when_bodies_are_not_looked_at() {
    Outcome outcome =
        run.with("ruleSetVersion: '3.2'", "ruleSetVersion: '3.2'\n        requestBodyCheck: false")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(PARTS);
    assertThat(outcome.failure()).contains("but was:   bodies");
  }

  @Test
  void fails_when_a_custom_rule_or_an_exception_lets_every_caller_pass() {
    Outcome outcome =
        policy(
                RULES
                    + "\n      customRules: [{name: all, priority: 1, action: Allow,"
                    + " matchConditions: [{matchVariables: [{variableName: RemoteAddr}], operator:"
                    + " IPMatch, matchValues: [0.0.0.0/0]}]}]"
                    + "\n      exceptions: [{matchVariable: RequestURI, valueMatchOperator:"
                    + " StartsWith, values: [/]}]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(CALLERS);
    assertThat(outcome.failure())
        .contains("but was:   exception RequestURI StartsWith /, custom rule all");
  }

  /** All requests of this way have the path and the host name, and anyone may be in a country. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "variableName: RequestUri | BeginsWith | /external/ | custom rule some",
        "variableName: RequestUri | BeginsWith | /external/orders | custom rule some",
        "variableName: RequestHeaders, selector: Host | Equal | apis.contoso.net |"
            + " custom rule some",
        "variableName: RemoteAddr | GeoMatch | DE | custom rule some (cannot be told from one for"
            + " every caller by its condition RemoteAddr GeoMatch DE)",
        "variableName: RequestUri | LessThan | 4096 | custom rule some (cannot be told from one for"
            + " every caller by its condition RequestUri LessThan 4096)"
      })
  void fails_when_a_custom_rule_may_let_every_caller_of_this_way_pass(
      String variable, String operator, String value, String says) {
    Outcome outcome =
        policy(
                RULES
                    + "\n      customRules: [{name: some, priority: 1, action: Allow,"
                    + (" matchConditions: [{matchVariables: [{" + variable + "}], operator: ")
                    + (operator + ", matchValues: ['" + value + "']}]}]"))
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(CALLERS);
    assertThat(outcome.failure()).contains("but was:   " + says);
  }

  /** What earlier patterns take is not behind a way; a path that is replaced is not asked for. */
  @ParameterizedTest
  @CsvSource({
    "/external/*, '', apis, /internal/, true",
    "/external/*, '', apis, /external/orders, false",
    "/internal/*, '', apis, /external/orders, true",
    "/internal/*, '', apis, /internal/stock, false",
    "/shop/*, /external/, apis /shop/*, /shop/orders, true",
    "/shop/*, /external, apis /shop/*, /external/orders, false",
    "/shop/*, /external/orders/old, apis /shop/*, /shop/old, false",
    "/shop/*, '', apis /shop/*, /external/orders, false"
  })
  void fails_when_a_custom_rule_is_for_every_api_behind_the_way(
      String pattern, String replaced, String way, String start, boolean gap) {
    Outcome outcome =
        policy(
                RULES
                    + "\n      customRules: [{name: some, priority: 1, action: Allow,"
                    + " matchConditions: [{matchVariables: [{variableName: RequestUri}],"
                    + " operator: BeginsWith, matchValues: ["
                    + (start + "]}]}]"))
            .with("paths: [/external/*]", "paths: [" + pattern + "]")
            .with(
                "hostNames: [apis.contoso.net]}",
                "hostNames: [apis.contoso.net], firewallPolicy: own}")
            .with(
                "{name: apim-settings, probe: apim-probe}",
                "{name: apim-settings, probe: apim-probe"
                    + (replaced.isEmpty() ? "}" : ", path: " + replaced + "}"))
            .with("defaultBackendAddressPool: sink", "defaultBackendAddressPool: apim")
            .run(ContosoTestCases.class);

    String callers = CALLERS.replace(ROUTE, "contoso-apis behind edge-gateway > " + way + " > ");
    assertThat(outcome.failed().containsKey(callers)).isEqualTo(gap);
    assertThat(outcome.passed().contains(callers)).isEqualTo(!gap);
  }

  /** Of a wildcard the service's own names are meant; all of them where it has a wildcard too. */
  @ParameterizedTest
  @CsvSource({
    "'*.contoso.net', apis.contoso.net, apis.contoso.net, custom rule some",
    "'*.contoso.net', apis.contoso.net, partner.contoso.net, none",
    "'*.contoso.net', '*.contoso.net', apis.contoso.net, custom rule some (cannot be told"
  })
  void fails_when_a_custom_rule_lets_pass_who_asks_for_a_name_that_a_wildcard_stands_for(
      String listener, String custom, String host, String says) {
    Outcome outcome =
        policy(
                RULES
                    + "\n      customRules: [{name: some, priority: 1, action: Allow,"
                    + " matchConditions: [{matchVariables: [{variableName: RequestHeaders,"
                    + " selector: Host}], operator: Equal, matchValues: ["
                    + (host + "]}]}]"))
            .with("hostNames: [apis.contoso.net]}", "hostNames: ['" + listener + "']}")
            .with("hostName: apis.contoso.net", "hostName: '" + custom + "'")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed().containsKey(CALLERS)).isEqualTo(!says.equals("none"));
    assertThat(outcome.passed().contains(CALLERS)).isEqualTo(says.equals("none"));
    if (!says.equals("none")) {
      assertThat(outcome.message(CALLERS)).contains("but was:   " + says);
    }
  }

  /** The default route of such a subnet leads to the internet, or the gateway does not work. */
  @Test
  void fails_when_the_gateways_default_route_leads_to_an_appliance() {
    Outcome outcome =
        run.with(
                "addressPrefix: 10.20.2.0/24",
                "addressPrefix: 10.20.2.0/24\n          routeTable: tunnel")
            .with(
                "  routeTables:\n",
                "  routeTables:\n"
                    + "    - name: tunnel\n"
                    + "      routes:\n"
                    + "        - {name: all, addressPrefix: 0.0.0.0/0, nextHopType:"
                    + " VirtualAppliance, nextHopIpAddress: 10.20.3.4}\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsKey(MANAGED);
    assertThat(outcome.message(MANAGED))
        .contains("Expected:     reached")
        .contains("0.0.0.0/0 must lead to the internet");
  }

  @Test
  void fails_when_the_policy_is_disabled() {
    Outcome outcome =
        policy(RULES)
            .with(
                "policySettings: {mode: Prevention}",
                "policySettings: {mode: Prevention, state: Disabled}")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed())
        .containsOnlyKeys(ROUTE + "the firewall prevents (by the description)");
    assertThat(outcome.failure()).contains("but it says:  off");
  }

  private ContractRun policy(String rest) {
    return run.with("paths: [/external/*],", "paths: [/external/*], firewallPolicy: own,")
        .with(
            "  applicationGateways:\n",
            "  webApplicationFirewallPolicies:\n"
                + "    - name: own\n"
                + "      policySettings: {mode: Prevention}\n"
                + "      "
                + rest
                + "\n"
                + "  applicationGateways:\n");
  }

  @Test
  void fails_when_the_probe_takes_a_refusal_for_health() {
    Outcome outcome =
        run.with(
                "path: /status-0123456789abcdef}",
                "path: /nothing-is-here, statusCodes: [200-499]}")
            .run(ContosoTestCases.class);

    String title = ROUTE + "the probe takes success alone for health (by the description)";
    assertThat(outcome.failed()).containsOnlyKeys(title);
    assertThat(outcome.message(title))
        .contains("Expected:  status codes within 200-399")
        .contains("but was:   200-499");
  }

  @Test
  void fails_when_a_listener_of_its_name_leads_elsewhere() {
    Outcome outcome =
        run.with(
                "      httpListeners:\n",
                "      httpListeners:\n"
                    + "        - {name: portal, frontendIPConfiguration: public, frontendPort: https,"
                    + " hostNames: [portal.contoso.net]}\n")
            .with(
                "        - type: Proxy\n",
                "        - {type: DeveloperPortal, hostName: portal.contoso.net}\n"
                    + "        - type: Proxy\n")
            .with(
                "      requestRoutingRules:\n",
                "      requestRoutingRules:\n"
                    + "        - {name: portal, priority: 20, httpListener: portal,"
                    + " backendAddressPool: sink, backendHttpSettings: sink-settings}\n")
            .run(ContosoTestCases.class);

    String title =
        "contoso-apis behind edge-gateway > listener portal leads portal.contoso.net to"
            + " contoso-apis (by the description)";
    assertThat(outcome.failed()).containsOnlyKeys(title);
    assertThat(outcome.failure())
        .contains("Expected:     contoso-apis")
        .contains("but it says:  pool sink");
  }

  @Test
  void asks_for_the_names_of_the_service_that_a_wildcard_takes() {
    Outcome outcome =
        run.with("hostNames: [apis.contoso.net]}", "hostNames: ['*.contoso.net']}")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).contains(CALLS);
  }

  @Test
  void fails_with_the_default_probe() {
    Outcome outcome =
        run.with("{name: apim-settings, probe: apim-probe}", "{name: apim-settings}")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(ASKS, HEALTHY, CALLS);
    assertThat(outcome.message(ASKS)).contains("but was:   127.0.0.1 (default probe)");
    assertThat(outcome.message(HEALTHY)).contains("Expected:{200-399} Received:{404}");
    assertThat(outcome.message(CALLS))
        .contains(
            "Expected:      an answer of API /external/orders of contoso-apis: 2xx, or 401 with its"
                + " JSON")
        .contains("but was:       502 502 Bad Gateway")
        .contains("by way of:     from segment internet; ")
        .contains(
            "Likely cause:  backend 10.20.1.6:443 of upstream apim/apim-settings is unhealthy");
  }

  /** The pool that what is not exposed leads to has no members, and no settings of its own. */
  @Test
  void asks_for_the_health_of_the_pool_alone() {
    run.with(
        "defaultBackendHttpSettings: sink-settings", "defaultBackendHttpSettings: apim-settings");

    assertThat(run.run(ContosoTestCases.class).failed()).isEmpty();
    assertThat(
            run.with("backendAddresses: [10.20.1.6]", "backendAddresses: [10.20.1.9]")
                .run(ContosoTestCases.class)
                .failed())
        .containsKey(HEALTHY);
  }

  @Test
  void does_not_take_members_for_healthy_that_are_so_by_decree_only() {
    Outcome outcome =
        run.with("path: /status-0123456789abcdef}", "path: /nothing-is-here, minServers: 1}")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(HEALTHY);
    assertThat(outcome.failure()).contains("Expected:{200-399} Received:{404}");
  }

  @Test
  void fails_when_the_pool_leads_to_another_address_of_the_subnet() {
    Outcome outcome =
        run.with("backendAddresses: [10.20.1.6]", "backendAddresses: [10.20.1.9]")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(POOL, HEALTHY, CALLS);
    assertThat(outcome.message(POOL)).contains("but was:   10.20.1.9");
  }

  @Test
  void fails_when_another_machine_answers_beside_the_service() {
    Outcome outcome =
        run.with("backendAddresses: [10.20.1.6]", "backendAddresses: [10.20.1.6, 10.20.1.20]")
            .with(
                "  applicationGateways:\n",
                "  networkInterfaces:\n"
                    + "    - name: other-nic\n"
                    + "      virtualMachine: other\n"
                    + "      ipConfigurations:\n"
                    + "        - {subnet: apim-subnet, privateIPAddress: 10.20.1.20}\n"
                    + "      services:\n"
                    + "        - {port: 443, kind: https, hostNames: [apis.contoso.net]}\n"
                    + "  applicationGateways:\n")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(POOL);
    assertThat(outcome.failure()).contains("but was:   10.20.1.6, 10.20.1.20");
  }

  @Test
  void fails_when_the_service_does_not_know_the_name_that_it_is_asked_for() {
    Outcome outcome =
        run.with(
                "{name: apim-settings, probe: apim-probe}",
                "{name: apim-settings, probe: apim-probe, hostName: other.contoso.net}")
            .run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(CALLS);
    assertThat(outcome.failure()).contains("502 502 Bad Gateway");
  }

  @Test
  void says_which_vantage_to_add_where_nobody_looks_from() {
    Outcome outcome = run.without("gateway-subnet").run(ContosoTestCases.class);

    assertThat(outcome.failed()).containsOnlyKeys(ROUTE + "the probe finds contoso-apis healthy");
    assertThat(outcome.failure())
        .isEqualTo(
            "Nobody looks from the gateway's virtual network: environment contoso has no vantage"
                + " there. Add one under vantages, with its segment.");
  }

  @Test
  void is_an_error_for_a_topology_without_a_gateway_in_front() {
    Outcome outcome = new ContractRun(folder, "internal.yaml").run(ContosoTestCases.class);

    assertThat(outcome.passed()).isEmpty();
    assertThat(outcome.failure())
        .isEqualTo(
            "topology internal-mode has no application gateway with a pool that leads to an API"
                + " Management service, by its virtual IP or one of its host names, so this"
                + " contract would prove nothing");
  }

  /** A widely used public template, as it is: what it lacks is found, and nothing else. */
  @Test
  void finds_what_a_public_template_lacks() {
    Outcome outcome =
        new ContractRun(folder, "/dev/plumbline/azure/read/internal-vnet-application-gateway.json")
            .beside(
                "contoso-topology.parameters.json",
                "{\"parameters\": {\"base-name\": {\"value\": \"contoso\"},"
                    + " \"log-analytics-workspace-id\": {\"value\": \"workspace\"}}}")
            .vantage("internet", "contoso.westeurope.cloudapp.azure.com:80")
            .vantage("gateway", "appGatewaySubnet", "contoso-apim.azure-api.net:443")
            .run(ContosoTestCases.class);

    String route = "contoso-apim behind contoso-agw > apim-listener > ";
    String management =
        "contoso-apim behind contoso-agw > no way past the gateway > management is closed to the"
            + " internet (by the description)";
    assertThat(outcome.failed())
        .containsOnlyKeys(
            route + "the listener speaks HTTPS (by the description)",
            route + "the firewall prevents (by the description)",
            management);
    // Its subnet has no network security group.
    assertThat(outcome.message(management)).contains("but it says:   delivered");
    assertThat(outcome.message(route + "the listener speaks HTTPS (by the description)"))
        .contains("but it says:  plain HTTP");
    assertThat(outcome.message(route + "the firewall prevents (by the description)"))
        .contains("but it says:  Detection");
    assertThat(outcome.passed())
        .containsExactlyInAnyOrder(
            "contoso-apim behind contoso-agw > the platform reaches contoso-agw to manage it (by the"
                + " description)",
            route + "the firewall: no group of its rules is off (by the description)",
            route + "the firewall: it looks at every part of a request (by the description)",
            route + "the firewall: nothing lets every caller past its rules (by the description)",
            route + "contoso.westeurope.cloudapp.azure.com leads to the gateway (from internet)",
            route
                + "calls of contoso.westeurope.cloudapp.azure.com are answered by contoso-apim"
                + " (from internet)",
            route + "pool gatewayBackEnd leads to nothing but contoso-apim (by the description)",
            route + "the probe asks for a host name of contoso-apim (by the description)",
            route + "the probe takes success alone for health (by the description)",
            route + "the probe finds contoso-apim healthy (from gateway)",
            "contoso-apim behind contoso-agw > no way past the gateway > no public address is passed"
                + " on to the private virtual IP (by the description)",
            "contoso-apim behind contoso-agw > no way past the gateway > there is no way to the"
                + " private virtual IP (from internet)");
  }

  static class ContosoTestCases implements GatewayFrontedApiManagementContract {}
}
