package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.contract.ApiManagementSecurityRulesContract;
import dev.plumbline.azure.contract.ExternalApiManagementContract;
import dev.plumbline.azure.contract.VmwareSolutionApiManagementContract;
import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Test;

/** APIs on Azure VMware Solution, published to the internet: an external deployment. */
@NetworkTest("avs-external")
class AvsExternalTest
    implements ExternalApiManagementContract,
        VmwareSolutionApiManagementContract,
        ApiManagementSecurityRulesContract {

  @Test
  void users_reach_the_machines_by_way_of_api_management(@From("internet") Vantage users) {
    assertThat(users.get("https://contoso-apis.azure-api.net/orders"))
        .hasStatus(200)
        .hasJson("/headers/host/0", "orders.avs.contoso.net");
  }

  @Test
  void who_reaches_what(Lab lab) {
    assertThat(
            lab.reachability(
                """
                               | orders-api | orders-lb | management
                internet       | open       | no route  | dropped
                datacenter     | open       | open      | dropped
                orders-segment | no route   | open      | no route
                """))
        .isAsExpected();
  }
}
