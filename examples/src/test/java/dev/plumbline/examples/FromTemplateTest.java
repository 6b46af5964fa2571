package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.contract.ApiManagementSecurityRulesContract;
import dev.plumbline.azure.contract.InternalApiManagementContract;
import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Test;

/** A network as its ARM template has it, simulated before it is deployed. */
@NetworkTest("from-template")
class FromTemplateTest
    implements InternalApiManagementContract, ApiManagementSecurityRulesContract {

  @Test
  void the_datacenter_calls_the_apis(@From("datacenter") Vantage datacenter) {
    assertThat(datacenter.get("https://contoso-apis.azure-api.net/echo")).hasStatus(200);
  }
}
