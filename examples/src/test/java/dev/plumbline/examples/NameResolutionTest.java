package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
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
  void every_endpoint_of_the_service_has_its_record_in_the_private_zone_and_no_public_one(
      String endpoint, @From("workload-subnet") Vantage inside, @From("internet") Vantage outside) {
    String name = "contosointernalvnet." + endpoint + ".azure-api.net";
    assertThat(inside.resolve(name)).resolvesOnlyTo("10.1.0.5");
    assertThat(outside.resolve(name)).isNxDomain();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "contosointernalvnet.azure-api.net",
        "contosointernalvnet.developer.azure-api.net",
        "contosointernalvnet.portal.azure-api.net",
        "contosointernalvnet.management.azure-api.net",
        "contosointernalvnet.scm.azure-api.net",
        "api.contoso.net",
        "portal.contoso.net"
      })
  void a_change_of_a_private_record_is_seen_within_an_hour(
      String name, @From("workload-subnet") Vantage inside) {
    assertThat(inside.resolve(name)).hasTtlBetween(Duration.ZERO, Duration.ofHours(1));
  }

  @Test
  void the_custom_names_lead_to_the_application_gateway_outside(@From("internet") Vantage outside) {
    assertThat(outside.resolve("api.contoso.net"))
        .aliasesTo("contoso.westeurope.cloudapp.azure.com")
        .resolvesOnlyTo("203.0.113.10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api.contoso.net", "portal.contoso.net"})
  void the_custom_names_lead_to_the_private_vip_on_premises(
      String name, @From("on-premises") Vantage onPremises) {
    assertThat(onPremises.resolve(name)).resolvesOnlyTo("10.1.0.5").isWithin("10.1.0.0/24");
  }

  @Test
  void a_virtual_network_without_a_link_sees_the_public_names_only(
      @From("partner-subnet") Vantage partner) {
    assertThat(partner.resolve("contosointernalvnet.azure-api.net")).isNxDomain();
    assertThat(partner.resolve("api.contoso.net")).resolvesOnlyTo("203.0.113.10");
  }
}
