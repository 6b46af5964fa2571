package dev.plumbline.azure;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.document.ApplicationGatewayAccessLog;
import dev.plumbline.azure.document.ApplicationGatewayFirewallLog;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.Sku;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.AzureTopologyBuilder;
import dev.plumbline.azure.model.DnsZone;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.DisabledRuleGroup;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.Exclusion;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ManagedRuleSet;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.PolicySettings;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleGroupOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.RuleOverride;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLog.Sent;
import dev.plumbline.waf.log.FirewallLogFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the documents say of the web application firewall in front of API Management's portal, each
 * statement run in the simulation.
 */
class WebFirewallStatementsTest {

  private static final String SQL = "REQUEST-942-APPLICATION-ATTACK-SQLI";
  private static final String GATEWAY = "contoso-gateway";
  private static final String SERVICE = "contosointernalvnet";
  private static final String PORTAL = "https://portal.contoso.net";

  /** What scripts of portals keep in cookies: a list of texts, as JSON. */
  private static final String STATE = "state=%5B%22a%22%2C%22b%22%5D";

  @Test
  void prevention_blocks_the_portals_own_json_in_cookies_and_arguments_by_rule_942200() {
    Contoso contoso = portal(configuration(FirewallMode.PREVENTION));
    try (Lab lab = contoso.open()) {
      assertThat(lab.vantage("internet").get(PORTAL + "/")).hasStatus(200);
      int before = lab.arrivals(SERVICE).size();
      HttpObservation blocked = ask(lab, "/");
      assertThat(blocked).hasStatus(403);
      assertThat(blocked.answer().orElseThrow().text())
          .isEqualTo(
              "<html>\r\n"
                  + "<head><title>403 Forbidden</title></head>\r\n"
                  + "<body>\r\n"
                  + "<center><h1>403 Forbidden</h1></center>\r\n"
                  + "<hr><center>Microsoft-Azure-Application-Gateway/v2</center>\r\n"
                  + "</body>\r\n"
                  + "</html>\r\n");
      assertThat(lab.vantage("internet").get(PORTAL + "/?" + STATE)).hasStatus(403);
      assertThat(lab.arrivals(SERVICE)).hasSize(before);
      List<String> rows = rows(contoso, lab);
      assertThat(rows).hasSize(4);
      String id = last(lab).id();
      assertThat(rows.get(2))
          .contains("\"operationName\":\"ApplicationGatewayFirewall\"")
          .contains("\"category\":\"ApplicationGatewayFirewallLog\"")
          .contains("\"ruleSetType\":\"OWASP_CRS\",\"ruleSetVersion\":\"3.2.0\"")
          .contains("\"ruleId\":\"942200\",\"ruleGroup\":\"" + SQL + "\"")
          .contains("\"action\":\"Matched\"")
          .contains("found within ARGS:state\"")
          .contains("\"hostname\":\"portal.contoso.net\",\"transactionId\":\"" + id + "\"")
          .contains("\"policyScope\":\"Global\",\"policyScopeName\":\"Global\"");
      assertThat(rows.get(3))
          .contains("\"ruleId\":\"949110\"")
          .contains("Inbound Anomaly Score Exceeded (Total Score: 5)")
          .contains("\"action\":\"Blocked\"")
          .contains("\"transactionId\":\"" + id + "\"");
      List<String> access =
          ApplicationGatewayAccessLog.rows(contoso.topology(), GATEWAY, lab.accessLog(GATEWAY));
      assertThat(access.get(access.size() - 1))
          .contains("\"transactionId\":\"" + id + "\"")
          .contains("\"httpStatus\":403")
          .contains("\"serverRouted\":\"\"")
          .contains("\"WAFMode\":\"Prevention\"");
    }
  }

  @Test
  void detection_lets_the_same_request_pass_and_logs_that_it_was_detected() {
    Contoso contoso = portal(configuration(FirewallMode.DETECTION));
    try (Lab lab = contoso.open()) {
      int before = lab.arrivals(SERVICE).size();
      assertThat(ask(lab, "/")).hasStatus(200);
      assertThat(lab.arrivals(SERVICE)).hasSize(before + 1);
      List<String> rows = rows(contoso, lab);
      assertThat(rows).hasSize(2);
      assertThat(rows.get(0)).contains("\"ruleId\":\"942200\"").contains("\"action\":\"Matched\"");
      assertThat(rows.get(1)).contains("\"ruleId\":\"949110\"").contains("\"action\":\"Detected\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"PREVENTION,BLOCKED", "DETECTION,DETECTED"})
  void what_the_rows_say_when_they_are_read_is_what_the_firewall_did(
      FirewallMode mode, Decision decision, @TempDir Path directory) throws IOException {
    Contoso contoso = portal(configuration(mode));
    try (Lab lab = contoso.open()) {
      HttpProbe probe = HttpProbe.get(PORTAL + "/").header("Cookie", STATE);
      Instant before = Instant.now();
      lab.vantage("internet").send(probe.header("User-Agent", "test r1"));
      lab.vantage("internet").send(probe.header("User-Agent", "test r12"));
      FirewallRecord record = lab.firewallLog(GATEWAY).get(0);
      Sent sent =
          new Sent("r1", "test r1", "GET", "portal.contoso.net", "/", before, Instant.now());
      Files.write(directory.resolve("firewall.json"), rows(contoso, lab));
      try (FirewallLog log = new FirewallLogFormats().open("application-gateway", directory)) {
        // two requests look the same as long as there is nothing but the firewall's log
        assertThat(log.report(sent).orElseThrow().candidates()).hasSize(2);
        Files.write(
            directory.resolve("access.json"),
            ApplicationGatewayAccessLog.rows(contoso.topology(), GATEWAY, lab.accessLog(GATEWAY)));
        FirewallReport report = log.report(sent).orElseThrow();
        assertThat(report.decision()).isEqualTo(decision).isEqualTo(record.decision());
        assertThat(report.score()).isEqualTo(record.score());
        assertThat(report.rules()).isEqualTo(record.found());
        assertThat(report.matches())
            .map(match -> match.part() + "=" + match.data())
            .isEqualTo(record.matches().stream().map(m -> m.part() + "=" + m.data()).toList());
      }
    }
  }

  @Test
  void what_goes_to_an_empty_pool_is_502_and_the_firewall_does_not_look_at_it() {
    Contoso contoso =
        portal(
            configuration(FirewallMode.PREVENTION),
            c -> {
              c.pools.add(new BackendAddressPool("sink", List.of()));
              c.pathMaps.add(
                  new UrlPathMap(
                      "paths",
                      "sink",
                      "settings",
                      List.of(
                          new PathRule("external", List.of("/external/*"), "apim", "settings"))));
              c.rules.set(
                  1,
                  new RequestRoutingRule(
                      "portal-rule", 20, "portal-listener", null, null, "paths"));
            });
    try (Lab lab = contoso.open()) {
      assertThat(ask(lab, "/internal/x")).hasStatus(502);
      assertThat(lab.accessLog(GATEWAY)).hasSize(1);
      assertThat(lab.firewallLog(GATEWAY)).isEmpty();
      assertThat(ask(lab, "/external/x")).hasStatus(403);
      assertThat(lab.firewallLog(GATEWAY)).hasSize(1);
    }
  }

  @Test
  void what_the_simulated_firewall_does_not_know_is_told_with_every_request() {
    try (Lab lab = portal(configuration(FirewallMode.PREVENTION)).open()) {
      assertThat(lab.vantage("internet").get(PORTAL + "/")).hasStatus(200);
      FirewallRecord passed = last(lab);
      assertThat(passed.decision()).isEqualTo(Decision.PASSED);
      assertThat(passed.asked()).contains(942200);
      assertThat(passed.notAsked()).contains("all other rules of OWASP 3.2");
    }
  }

  @Test
  void a_rule_that_is_disabled_is_not_asked() {
    WebApplicationFirewallConfiguration off =
        configuration(
            FirewallMode.PREVENTION, "OWASP", "3.2", new DisabledRuleGroup(SQL, List.of(942200)));
    try (Lab lab = portal(off).open()) {
      assertThat(ask(lab, "/")).hasStatus(200);
      assertThat(last(lab).asked()).doesNotContain(942200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OWASP, 3.0, true",
    "OWASP, 3.1, true",
    "OWASP, 3.2, true",
    "OWASP, 2.2.9, false",
    "Microsoft_DefaultRuleSet, 2.1, true",
    "Microsoft_DefaultRuleSet, 2.2, false"
  })
  void which_rule_sets_have_rule_942200_on(String type, String version, boolean on) {
    try (Lab lab = portal(configuration(FirewallMode.DETECTION, type, version)).open()) {
      assertThat(ask(lab, "/")).hasStatus(200);
      assertThat(last(lab).asked().contains(942200)).isEqualTo(on);
      assertThat(last(lab).notAsked()).contains("all other rules of " + type + " " + version);
    }
  }

  @Test
  void the_policy_of_a_path_replaces_that_of_the_listener_and_that_the_gateways() {
    Contoso contoso =
        portal(
            null,
            c -> {
              c.listeners.set(1, listener("strict"));
              c.pathMaps.add(
                  new UrlPathMap(
                      "paths",
                      "apim",
                      "settings",
                      List.of(
                          new PathRule(
                              "relaxed",
                              List.of("/relaxed/*"),
                              "apim",
                              "settings",
                              null,
                              null,
                              "relaxed"))));
              c.rules.set(
                  1,
                  new RequestRoutingRule(
                      "portal-rule", 20, "portal-listener", null, null, "paths"));
              c.gatewayChange = g -> g.firewallPolicy("watching");
              c.topologyChange =
                  withPortalName()
                          .andThen(
                              t ->
                                  t.webApplicationFirewallPolicies(
                                      List.of(
                                          policy("watching", FirewallMode.DETECTION),
                                          policy("strict", FirewallMode.PREVENTION),
                                          policy(
                                              "relaxed",
                                              FirewallMode.PREVENTION,
                                              new RuleOverride("942200", State.DISABLED, null)))))
                      ::apply;
            });
    try (Lab lab = contoso.open()) {
      assertThat(ask(lab, "/")).hasStatus(403);
      assertThat(last(lab).firewall()).isEqualTo("Listener/portal-listener/strict");
      assertThat(ask(lab, "/relaxed/x").answer().orElseThrow().status()).isNotEqualTo(403);
      assertThat(last(lab).firewall()).isEqualTo("Location/relaxed/relaxed");
      assertThat(lab.vantage("internet").get("https://api.contoso.net/echo/x?" + STATE))
          .hasStatus(200);
      assertThat(last(lab).firewall()).isEqualTo("Global/Global/watching");
      assertThat(rows(contoso, lab).get(0))
          .contains("/ApplicationGatewayWebApplicationFirewallPolicies/strict\"")
          .contains("\"policyScope\":\"Listener\",\"policyScopeName\":\"portal-listener\"");
    }
  }

  @Test
  void a_gateway_whose_firewall_is_off_has_no_log_that_could_be_taken_for_an_empty_one() {
    try (Lab lab = portal(null).open()) {
      assertThat(ask(lab, "/")).hasStatus(200);
      assertThatThrownBy(() -> lab.firewallLog(GATEWAY))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("no web application firewall that is on");
    }
  }

  private static HttpObservation ask(Lab lab, String path) {
    return lab.vantage("internet").send(HttpProbe.get(PORTAL + path).header("Cookie", STATE));
  }

  private static List<String> rows(Contoso contoso, Lab lab) {
    return ApplicationGatewayFirewallLog.rows(
        contoso.topology(), GATEWAY, lab.firewallLog(GATEWAY));
  }

  private static FirewallRecord last(Lab lab) {
    List<FirewallRecord> log = lab.firewallLog(GATEWAY);
    return log.get(log.size() - 1);
  }

  private static Contoso portal(@Nullable WebApplicationFirewallConfiguration configuration) {
    return portal(configuration, c -> {});
  }

  private static Contoso portal(
      @Nullable WebApplicationFirewallConfiguration configuration, Consumer<Contoso> change) {
    return Contoso.with(
        c -> {
          c.sku = Sku.WAF_V2;
          c.hostnames.add(
              new HostnameConfiguration(
                  HostnameType.DEVELOPER_PORTAL, "portal.contoso.net", false));
          c.listeners.add(listener(null));
          c.rules.add(
              new RequestRoutingRule(
                  "portal-rule", 20, "portal-listener", "apim", "settings", null));
          c.gatewayChange = g -> g.webApplicationFirewallConfiguration(configuration);
          c.topologyChange = withPortalName();
          change.accept(c);
        });
  }

  private static UnaryOperator<AzureTopologyBuilder> withPortalName() {
    return t ->
        t.dnsZones(
            List.of(
                new DnsZone(
                    "contoso.net",
                    List.of(
                        "api CNAME contoso.westeurope.cloudapp.azure.com.",
                        "portal CNAME contoso.westeurope.cloudapp.azure.com."))));
  }

  private static HttpListener listener(@Nullable String policy) {
    return new HttpListener(
        "portal-listener",
        "public",
        "https",
        Protocol.HTTPS,
        "portal.contoso.net",
        List.of(),
        null,
        List.of("portal.contoso.net"),
        false,
        null,
        policy,
        List.of());
  }

  private static WebApplicationFirewallConfiguration configuration(FirewallMode mode) {
    return configuration(mode, "OWASP", "3.2");
  }

  private static WebApplicationFirewallConfiguration configuration(
      FirewallMode mode, String type, String version, DisabledRuleGroup... disabled) {
    return new WebApplicationFirewallConfiguration(
        true, mode, type, version, List.of(disabled), List.of(), true, 128, 100);
  }

  private static WebApplicationFirewallPolicy policy(
      String name, FirewallMode mode, RuleOverride... overrides) {
    return new WebApplicationFirewallPolicy(
        name,
        new PolicySettings(State.ENABLED, mode, true, true, null, 128, true, 100, null, null),
        List.of(),
        List.of(
            new ManagedRuleSet(
                "OWASP",
                "3.2",
                overrides.length == 0
                    ? List.of()
                    : List.of(new RuleGroupOverride(SQL, List.of(overrides))))),
        List.of(new Exclusion("RequestCookieNames", "Equals", "taste", List.of())));
  }
}
