package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names resolve to what, inside the virtual network and outside. */
@Tag("smoke")
@NetworkTest("contoso")
class NameResolutionTest {

  @Test
  void the_gateway_name_resolves_to_the_private_vip_inside_and_to_nothing_outside(
      @From("workload-subnet") Vantage inside, @From("internet") Vantage outside) {
    assertThat(inside.resolve("contosointernalvnet.azure-api.net"))
        .resolvesOnlyTo("10.1.0.5")
        .isPrivate();
    assertThat(outside.resolve("contosointernalvnet.azure-api.net")).isNxDomain();
  }

  @ParameterizedTest
  @ValueSource(strings = {"developer", "portal", "management", "scm"})
  void every_endpoint_of_the_service_has_its_record_in_the_private_zone(
      String endpoint, @From("workload-subnet") Vantage inside) {
    assertThat(inside.resolve("contosointernalvnet." + endpoint + ".azure-api.net"))
        .resolvesOnlyTo("10.1.0.5");
  }

  @Test
  void the_custom_names_lead_to_the_application_gateway_outside(@From("internet") Vantage outside) {
    assertThat(outside.resolve("api.contoso.net"))
        .aliasesTo("contoso.westeurope.cloudapp.azure.com")
        .resolvesOnlyTo("203.0.113.10");
  }

  @Test
  void the_custom_names_lead_to_the_private_vip_on_premises(
      @From("on-premises") Vantage onPremises) {
    assertThat(onPremises.resolve("api.contoso.net"))
        .resolvesOnlyTo("10.1.0.5")
        .isWithin("10.1.0.0/24");
  }

  @Test
  void a_virtual_network_without_a_link_sees_the_public_names_only(
      @From("partner-subnet") Vantage partner) {
    assertThat(partner.resolve("contosointernalvnet.azure-api.net")).isNxDomain();
    assertThat(partner.resolve("api.contoso.net")).resolvesOnlyTo("203.0.113.10");
  }
}
