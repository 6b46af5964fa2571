package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.contract.ApiManagementSecurityRulesContract;
import dev.plumbline.azure.contract.ForcedTunnellingContract;
import dev.plumbline.azure.contract.InternalApiManagementContract;
import dev.plumbline.azure.contract.NetworkStatusContract;
import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Internal mode with DNS servers of its own and internet-bound traffic forced on-premises. */
@NetworkTest("internal-mode")
class InternalModeTest
    implements InternalApiManagementContract,
        ForcedTunnellingContract,
        NetworkStatusContract,
        ApiManagementSecurityRulesContract {

  @Test
  void names_are_asked_of_the_virtual_networks_own_server(@From("workload-subnet") Vantage inside) {
    assertThat(inside.resolve("contosointernalvnet.azure-api.net")).resolvesOnlyTo("10.1.0.5");
    assertThat(inside.resolve("contosointernalvnet.scm.azure-api.net")).resolvesOnlyTo("10.1.0.5");
  }

  @Test
  void the_service_does_not_listen_on_its_address_but_on_its_names(
      @From("workload-subnet") Vantage inside) {
    assertThat(inside.at("10.1.0.5", 443, "/status-0123456789abcdef"))
        .answersOnlyOn("contosointernalvnet.azure-api.net");
  }

  @ParameterizedTest
  @CsvSource({
    "contosointernalvnet.azure-api.net, /status-0123456789abcdef",
    "contosointernalvnet.portal.azure-api.net, /",
    "contosointernalvnet.developer.azure-api.net, /internal-status-0123456789abcdef",
    "contosointernalvnet.management.azure-api.net, /ServiceStatus",
    "contosointernalvnet.scm.azure-api.net, /",
  })
  void every_endpoint_answers_inside_on_its_own_name(
      String name, String path, @From("workload-subnet") Vantage inside) {
    assertThat(inside.get("https://" + name + path)).hasStatus(200);
  }
}
