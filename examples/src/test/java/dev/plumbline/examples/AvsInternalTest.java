package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.contract.ApiManagementSecurityRulesContract;
import dev.plumbline.azure.contract.GatewayFrontedApiManagementContract;
import dev.plumbline.azure.contract.InternalApiManagementContract;
import dev.plumbline.azure.contract.VmwareSolutionApiManagementContract;
import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Test;

/**
 * APIs on Azure VMware Solution for internal and external consumers: the firewall stands before the
 * internal ones, the application gateway before the external ones.
 */
@NetworkTest("avs-internal")
class AvsInternalTest
    implements InternalApiManagementContract,
        GatewayFrontedApiManagementContract,
        VmwareSolutionApiManagementContract,
        ApiManagementSecurityRulesContract {

  @Test
  void internal_consumers_call_every_api(@From("datacenter") Vantage consumers) {
    assertThat(consumers.get("https://contoso-apis.azure-api.net/internal/stock")).hasStatus(200);
    assertThat(consumers.get("https://contoso-apis.azure-api.net/external/orders")).hasStatus(200);
  }

  @Test
  void external_consumers_call_the_exposed_apis_and_no_other(@From("internet") Vantage consumers) {
    assertThat(consumers.get("https://apis.contoso.net/external/orders")).hasStatus(200);
    assertThat(consumers.get("https://apis.contoso.net/internal/stock"))
        .hasStatus(502)
        .hasHeader("Server", "Microsoft-Azure-Application-Gateway/v2");
  }
}
