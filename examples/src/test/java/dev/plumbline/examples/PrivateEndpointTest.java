package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.contract.ApiManagementNameResolutionContract;
import dev.plumbline.azure.contract.PrivateEndpointApiManagementContract;
import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Test;

/** A gateway reached by a private endpoint, with public network access off. */
@NetworkTest("private-endpoint")
class PrivateEndpointTest
    implements PrivateEndpointApiManagementContract, ApiManagementNameResolutionContract {

  @Test
  void the_gateway_has_a_private_address_in_the_virtual_network(
      @From("workload-subnet") Vantage inside) {
    assertThat(inside.resolve("contoso.azure-api.net"))
        .aliasesTo("contoso.privatelink.azure-api.net")
        .resolvesOnlyTo("10.0.0.6");
    assertThat(inside.get("https://contoso.azure-api.net/echo")).hasStatus(200);
  }

  @Test
  void connected_networks_reach_it_too(@From("datacenter") Vantage datacenter) {
    assertThat(datacenter.get("https://contoso.azure-api.net/echo")).hasStatus(200);
  }

  @Test
  void public_callers_are_answered_403_that_names_them(@From("internet") Vantage outside) {
    assertThat(outside.get("https://contoso.azure-api.net/echo"))
        .hasStatus(403)
        .bodyContains("Microsoft.ApiManagement/service/contoso");
  }

  @Test
  void other_networks_have_no_way_to_it_and_see_the_public_address(
      @From("partner-subnet") Vantage partner) {
    assertThat(partner.resolve("contoso.azure-api.net")).resolvesOnlyTo("192.0.2.64");
    assertThat(partner.get("https://contoso.azure-api.net/echo")).hasStatus(403);
    assertThat(partner.connect("10.0.0.6", 443)).hasNoRoute();
  }
}
