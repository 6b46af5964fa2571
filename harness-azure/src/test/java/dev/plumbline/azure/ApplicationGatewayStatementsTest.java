package dev.plumbline.azure;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.document.ApplicationGatewayAccessLog;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.document.BackendHealth.Health;
import dev.plumbline.azure.model.ApiManagementService.HostnameConfiguration;
import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApplicationGateway.AuthenticationCertificate;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.CookieBasedAffinity;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.PathRule;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.ApplicationGateway.Sku;
import dev.plumbline.azure.model.ApplicationGateway.UrlPathMap;
import dev.plumbline.azure.model.PrivateDnsZone;
import dev.plumbline.azure.model.PrivateDnsZone.ResolutionPolicy;
import dev.plumbline.azure.model.PrivateDnsZone.VirtualNetworkLink;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.lab.Lab;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the documents of "API Management behind an Application Gateway" say, each statement run in
 * the simulation.
 */
class ApplicationGatewayStatementsTest {

  private static final String API = "https://api.contoso.net";
  private static final String PORTAL = "https://portal.contoso.net";
  private static final String PORTAL_STATUS = "/internal-status-0123456789abcdef";

  @Test
  void what_no_path_rule_lets_through_to_the_service_ends_in_an_empty_pool_with_502() {
    Contoso contoso =
        Contoso.with(
            c -> {
              c.sku = Sku.WAF_V2;
              c.pools.add(new BackendAddressPool("sink", List.of()));
              c.pathMaps.add(
                  new UrlPathMap(
                      "paths",
                      "sink",
                      "settings",
                      List.of(new PathRule("external", List.of("/echo/*"), "apim", "settings"))));
              c.rules.set(
                  0, new RequestRoutingRule("api-rule", 10, "api-listener", null, null, "paths"));
              c.gatewayChange =
                  g ->
                      g.webApplicationFirewallConfiguration(
                          new WebApplicationFirewallConfiguration(
                              true,
                              FirewallMode.PREVENTION,
                              "OWASP",
                              "3.2",
                              List.of(),
                              List.of(),
                              true,
                              128,
                              100));
            });
    try (Lab lab = contoso.open()) {
      assertThat(lab.vantage("internet").get(API + "/echo/x")).hasStatus(200);
      int before = lab.arrivals("contosointernalvnet").size();
      assertThat(lab.vantage("internet").get(API + "/internal/x")).hasStatus(502);
      assertThat(lab.arrivals("contosointernalvnet")).hasSize(before);
      List<String> rows =
          ApplicationGatewayAccessLog.rows(
              contoso.topology(), "contoso-gateway", lab.accessLog("contoso-gateway"));
      assertThat(rows.get(rows.size() - 1))
          .contains("\"backendPoolName\":\"sink\"")
          .contains("\"httpStatus\":502")
          .contains("\"serverRouted\":\"\"")
          .contains("\"WAFEvaluationTime\":\"\"")
          .contains("\"error_info\":\"ERRORINFO_UPSTREAM_NO_LIVE\"");
    }
  }

  @Test
  void
      the_portal_setting_with_the_gateways_certificate_is_unhealthy_where_the_portal_has_another() {
    Contoso contoso = v1("portal.contoso.net");
    try (Lab lab = contoso.open()) {
      BackendHealth health =
          BackendHealth.of(
              contoso.topology(), "contoso-gateway", lab.vantage("gateway-subnet")::probe);
      assertThat(health.entries())
          .extracting(e -> e.pool() + " " + e.servers().get(0).health())
          .containsExactly("apim HEALTHY", "portal UNHEALTHY");
      assertThat(health.entries().get(1).servers().get(0).healthProbeLog())
          .contains("CN=portal.contoso.net has another key than CN=api.contoso.net");
      assertThat(lab.vantage("internet").get(API + "/echo")).hasStatus(200);
      assertThat(lab.vantage("internet").get(PORTAL + "/")).hasStatus(502);
    }
  }

  /**
   * Why the setting of the document works all the same: for a pool member by address v1 sends no
   * server name, and without one the service presents the certificate of its gateway.
   */
  @Test
  void the_same_setting_is_healthy_where_the_pool_holds_the_address() {
    Contoso contoso = v1("10.1.0.5");
    try (Lab lab = contoso.open()) {
      BackendHealth health =
          BackendHealth.of(
              contoso.topology(), "contoso-gateway", lab.vantage("gateway-subnet")::probe);
      assertThat(health.entries())
          .allSatisfy(e -> assertThat(e.servers().get(0).health()).isEqualTo(Health.HEALTHY));
      assertThat(lab.vantage("internet").get(PORTAL + "/")).hasStatus(200);
    }
  }

  /**
   * The gateway of the document: WAF_Medium, two listeners on 443, one authentication certificate.
   */
  private static Contoso v1(String portalMember) {
    return Contoso.with(
        c -> {
          c.sku = Sku.WAF_MEDIUM;
          c.hostnames.add(
              new HostnameConfiguration(
                  HostnameType.DEVELOPER_PORTAL, "portal.contoso.net", false));
          c.topologyChange =
              topology -> {
                var known = topology.build();
                List<PrivateDnsZone> zones = new ArrayList<>(known.privateDnsZones());
                zones.add(
                    new PrivateDnsZone(
                        "contoso.net",
                        List.of(new VirtualNetworkLink("contoso-vnet", ResolutionPolicy.DEFAULT)),
                        List.of("portal A 10.1.0.5", "api A 10.1.0.5")));
                return topology
                    .privateDnsZones(zones)
                    .dnsZones(
                        known.dnsZones().stream()
                            .map(
                                zone ->
                                    new dev.plumbline.azure.model.DnsZone(
                                        zone.name(),
                                        List.of(
                                            "api CNAME contoso.westeurope.cloudapp.azure.com.",
                                            "portal CNAME contoso.westeurope.cloudapp.azure.com.")))
                            .toList());
              };
          c.gatewayChange =
              g ->
                  g.httpListeners(
                          listener("api-listener", "api.contoso.net"),
                          listener("portal-listener", "portal.contoso.net"))
                      .authenticationCertificates(
                          List.of(
                              new AuthenticationCertificate(
                                  "whitelistcert1", List.of("api.contoso.net"))))
                      .backendAddressPools(
                          new BackendAddressPool("apim", List.of("10.1.0.5")),
                          new BackendAddressPool("portal", List.of(portalMember)))
                      .backendHttpSettings(
                          settings("gateway-setting", "gateway-probe"),
                          settings("portal-setting", "portal-probe"))
                      .probes(
                          probe("gateway-probe", "api.contoso.net", Contoso.STATUS),
                          probe("portal-probe", "portal.contoso.net", PORTAL_STATUS))
                      .requestRoutingRules(
                          rule("rule1", "api-listener", "apim", "gateway-setting"),
                          rule("rule2", "portal-listener", "portal", "portal-setting"));
        });
  }

  private static HttpListener listener(String name, String host) {
    return new HttpListener(
        name, "public", "https", Protocol.HTTPS, List.of(host), List.of(host), true);
  }

  private static RequestRoutingRule rule(
      String name, String listener, String pool, String settings) {
    return new RequestRoutingRule(name, null, listener, pool, settings, null);
  }

  private static Probe probe(String name, String host, String path) {
    return new Probe(
        name,
        Protocol.HTTPS,
        host,
        false,
        path,
        null,
        Contoso.seconds(30),
        Contoso.seconds(120),
        8,
        Contoso.good(),
        null);
  }

  private static BackendHttpSettings settings(String name, String probe) {
    return new BackendHttpSettings(
        name,
        Protocol.HTTPS,
        443,
        Contoso.seconds(180),
        null,
        false,
        null,
        probe,
        CookieBasedAffinity.DISABLED,
        null,
        null,
        List.of(),
        List.of("whitelistcert1"),
        true,
        true,
        null,
        false);
  }
}
