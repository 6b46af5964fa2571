package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The developer portal beside the APIs: by a listener at a port of its own, under another name than
 * the one it knows, and with a listener for plain HTTP that redirects.
 */
class GatewayFrontedPortalTest {

  private static final String GATEWAY = "contoso-apis behind edge-gateway > ";
  private static final String APIS = GATEWAY + "apis /external/* > ";
  private static final String PORTAL = GATEWAY + "portal > ";

  @TempDir Path folder;
  private ContractRun run;

  @BeforeEach
  void has_a_portal_too() {
    run =
        new ContractRun(folder, "avs-internal.yaml")
            .with(
                "        - {name: https, port: 443}\n",
                """
                        - {name: https, port: 443}
                        - {name: portal, port: 8443}
                        - {name: http, port: 80}
                """)
            .with(
                "      httpListeners:\n",
                """
                      httpListeners:
                        - {name: portal, frontendIPConfiguration: public, frontendPort: portal, hostNames: [portal.contoso.net]}
                        - {name: plain, protocol: Http, frontendIPConfiguration: public, frontendPort: http, hostNames: [apis.contoso.net]}
                """)
            .with(
                "      backendAddressPools:\n",
                """
                      redirectConfigurations: [{name: to-https, targetListener: apis}]
                      backendAddressPools:
                        - {name: portal, backendAddresses: [contoso-apis.developer.azure-api.net]}
                """)
            .with(
                "      probes:\n",
                """
                      probes:
                        - {name: portal-probe, pickHostNameFromBackendHttpSettings: true, path: /internal-status-0123456789abcdef}
                """)
            .with(
                "      backendHttpSettings:\n",
                """
                      backendHttpSettings:
                        - {name: portal-settings, probe: portal-probe, hostName: contoso-apis.developer.azure-api.net}
                """)
            .with(
                "      requestRoutingRules:\n",
                """
                      requestRoutingRules:
                        - {name: portal, priority: 20, httpListener: portal, backendAddressPool: portal, backendHttpSettings: portal-settings}
                        - {name: plain, priority: 30, httpListener: plain, redirectConfiguration: to-https}
                """)
            .with(
                "        - apis CNAME contoso-edge.westeurope.cloudapp.azure.com.\n",
                """
                        - apis CNAME contoso-edge.westeurope.cloudapp.azure.com.
                        - portal CNAME contoso-edge.westeurope.cloudapp.azure.com.
                """)
            .vantage("internet", "apis.contoso.net:443")
            .vantage("gateway-subnet", "10.20.1.6:443");
  }

  @Test
  void is_asked_at_its_port_for_its_own_status_and_a_redirection_is_no_mistake() {
    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .filteredOn(title -> !title.startsWith(APIS) && !title.contains("the firewall"))
        .containsExactlyInAnyOrder(
            GATEWAY + "the platform reaches edge-gateway to manage it (by the description)",
            GATEWAY
                + "path map external-apis treats the paths that it names otherwise than the rest (by"
                + " the description)",
            GATEWAY
                + "no way past the gateway > no public address is passed on to the private virtual"
                + " IP (by the description)",
            PORTAL + "the listener speaks HTTPS (by the description)",
            PORTAL + "portal.contoso.net leads to the gateway (from internet)",
            PORTAL
                + "portal.contoso.net is in the gateway's certificate, which is trusted (from"
                + " internet)",
            PORTAL + "calls of portal.contoso.net are answered by contoso-apis (from internet)",
            PORTAL + "pool portal leads to nothing but contoso-apis (by the description)",
            PORTAL + "the probe asks for a host name of contoso-apis (by the description)",
            PORTAL + "the probe takes success alone for health (by the description)",
            PORTAL + "the probe finds contoso-apis healthy (from gateway-subnet)",
            GATEWAY
                + "no way past the gateway > management is closed to the internet (by the"
                + " description)",
            GATEWAY
                + "no way past the gateway > there is no way to the private virtual IP (from"
                + " internet)");
  }

  /** The policy of a listener counts before that of the gateway, which counts where it has none. */
  @Test
  void fails_for_each_listener_by_itself() {
    Outcome outcome =
        run.with(
                "  applicationGateways:\n",
                """
                  webApplicationFirewallPolicies:
                    - name: strict
                      policySettings: {mode: Prevention}
                      managedRuleSets: [{ruleSetType: OWASP, ruleSetVersion: '3.2'}]
                    - name: lax
                      policySettings: {mode: Detection}
                      managedRuleSets: [{ruleSetType: OWASP, ruleSetVersion: '3.2'}]
                  applicationGateways:
                """)
            .with(
                "      webApplicationFirewallConfiguration:\n"
                    + "        firewallMode: Prevention\n"
                    + "        ruleSetVersion: '3.2'\n",
                "      firewallPolicy: strict\n")
            .with(
                "frontendPort: portal, hostNames: [portal.contoso.net]}",
                "frontendPort: portal, hostNames: [portal.contoso.net], firewallPolicy: lax,"
                    + " certificateNames: [other.contoso.net]}")
            .with(
                "path: /internal-status-0123456789abcdef}",
                "path: /internal-status-0123456789abcdef, statusCodes: [200-399, 100-199]}")
            .with(
                "        - portal CNAME contoso-edge.westeurope.cloudapp.azure.com.\n",
                "        - portal A 203.0.113.40\n        - portal A 203.0.113.77\n")
            .run(ContosoTestCases.class);

    String prevents = PORTAL + "the firewall prevents (by the description)";
    String certificate =
        PORTAL
            + "portal.contoso.net is in the gateway's certificate, which is trusted (from internet)";
    String leads = PORTAL + "portal.contoso.net leads to the gateway (from internet)";
    String codes = PORTAL + "the probe takes success alone for health (by the description)";
    assertThat(outcome.failed()).containsKeys(prevents, certificate, leads, codes);
    assertThat(outcome.passed()).contains(APIS + "the firewall prevents (by the description)");
    assertThat(outcome.message(prevents)).contains("but it says:  Detection");
    assertThat(outcome.message(leads)).contains("203.0.113.77");
    assertThat(outcome.message(codes)).contains("but was:   200-399, 100-199");
  }

  @Test
  void fails_when_the_firewall_is_off() {
    Outcome outcome =
        run.with("        firewallMode: Prevention\n", "        enabled: false\n")
            .run(ContosoTestCases.class);

    String title = "the firewall prevents (by the description)";
    assertThat(outcome.failed()).containsKeys(APIS + title, PORTAL + title);
    assertThat(outcome.message(PORTAL + title)).contains("but it says:  off");
  }

  static class ContosoTestCases implements GatewayFrontedApiManagementContract {}
}
