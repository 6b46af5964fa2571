package dev.plumbline.azure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.azure.management.SimulatedResourceManager;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLog.Sent;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of a firewall, from a workspace of Log Analytics that is simulated. */
class LogsOnSimulationTest {

  private static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: logs
            virtualNetworks:
              - {name: vnet, location: westeurope, addressSpace: [10.1.0.0/16], subnets: [{name: gateways, addressPrefix: 10.1.1.0/24}, {name: web, addressPrefix: 10.1.2.0/24}]}
            publicIPAddresses: [{name: ip, ipAddress: 203.0.113.10}]
            networkInterfaces:
              - {name: web-nic, ipConfigurations: [{subnet: web, privateIPAddress: 10.1.2.10}], services: [{port: 80, kind: http}]}
            webApplicationFirewallPolicies:
              - {name: waf, policySettings: {mode: prevention}, managedRuleSets: [{ruleSetVersion: '3.2'}]}
            applicationGateways:
              - name: gateway
                sku: WAF_v2
                subnet: gateways
                firewallPolicy: waf
                frontendIPConfigurations: [{name: public, publicIPAddress: ip}]
                frontendPorts: [{name: http, port: 80}]
                httpListeners: [{name: web, frontendIPConfiguration: public, frontendPort: http, protocol: http}]
                backendAddressPools: [{name: pool, backendAddresses: [10.1.2.10]}]
                backendHttpSettings: [{name: settings, protocol: http, port: 80}]
                requestRoutingRules: [{name: rule, priority: 10, httpListener: web, backendAddressPool: pool, backendHttpSettings: settings}]
          """);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_the_firewall_did_with_a_request_is_found_in_the_workspace(boolean dedicated) {
    try (Lab lab = ESTATE.open("internet");
        SimulatedResourceManager manager = manager(lab, dedicated);
        AzurePlatform azure =
            AzurePlatform.of(manager.subscription())
                .tenant(manager.tenant())
                .cloud(
                    new AzureCloud(
                        manager.resourceManager(), manager.authority(), manager.logAnalytics()))
                .trusting(manager.certificateAuthority())
                .credential(
                    AzureCredential.clientSecret(manager.clientId(), manager.clientSecret()))
                .open();
        FirewallLog log = azure.firewallLog(manager.workspace())) {
      Instant before = Instant.now();
      String target = "/?id=1%27%20or%20%271%27%3D%271";
      lab.vantage("internet")
          .send(
              HttpProbe.get("http://203.0.113.10" + target)
                  .header("User-Agent", "plumbline test r1"));

      Optional<FirewallReport> report =
          log.report(
              new Sent(
                  "r1", "plumbline test r1", "GET", "203.0.113.10", target, before, Instant.now()));

      assertThat(report).isPresent();
      assertThat(report.get().decision()).isEqualTo(Decision.BLOCKED);
      assertThat(report.get().rules()).contains(942100);
    }
  }

  private static SimulatedResourceManager manager(Lab lab, boolean dedicated) {
    SimulatedResourceManager.Builder builder =
        SimulatedResourceManager.builder(ESTATE.topology()).lab(lab);
    return (dedicated ? builder.resourceSpecificLogs() : builder).start();
  }
}
