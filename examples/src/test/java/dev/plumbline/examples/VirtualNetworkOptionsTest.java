package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.contract.ApiManagementNameResolutionContract;
import dev.plumbline.azure.contract.ApiManagementSecurityRulesContract;
import dev.plumbline.azure.contract.ExternalApiManagementContract;
import dev.plumbline.azure.contract.InternalApiManagementContract;
import dev.plumbline.azure.contract.PrivateEndpointApiManagementContract;
import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which API Management can use a virtual network, side by side. */
@NetworkTest("virtual-network-options")
class VirtualNetworkOptionsTest
    implements ExternalApiManagementContract,
        InternalApiManagementContract,
        PrivateEndpointApiManagementContract,
        ApiManagementNameResolutionContract,
        ApiManagementSecurityRulesContract {

  @ParameterizedTest
  @ValueSource(strings = {"contoso-external", "contoso-integrated"})
  void callers_in_the_internet_reach_backends_in_the_virtual_network(
      String service, @From("internet") Vantage outside) {
    assertThat(outside.get("https://" + service + ".azure-api.net/orders")).hasStatus(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"contoso-internal", "contoso-injected"})
  void only_callers_in_the_virtual_network_reach_an_isolated_gateway(
      String service, @From("workload-subnet") Vantage inside, @From("internet") Vantage outside) {
    assertThat(inside.get("https://" + service + ".azure-api.net/orders")).hasStatus(200);
    assertThat(outside.resolve(service + ".azure-api.net")).isNxDomain();
  }

  @Test
  void a_private_endpoint_leaves_the_public_one_open_until_it_is_closed(
      @From("workload-subnet") Vantage inside, @From("internet") Vantage outside) {
    String echo = "https://contoso-standard.azure-api.net/echo";
    assertThat(inside.resolve("contoso-standard.azure-api.net")).isWithin("10.30.5.0/24");
    assertThat(inside.get(echo)).hasStatus(200);
    assertThat(outside.get(echo)).hasStatus(200);
  }
}
