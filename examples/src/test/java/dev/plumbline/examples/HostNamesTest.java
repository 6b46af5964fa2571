package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gateways answer on their own host names, and on no other. */
@NetworkTest("contoso")
class HostNamesTest {

  @Tag("smoke")
  @Test
  void the_api_gateway_answers_only_on_its_own_names(@From("workload-subnet") Vantage inside) {
    assertThat(inside.at("apim-vip"))
        .answersOnlyOn("contosointernalvnet.azure-api.net", "api.contoso.net");
  }

  @Test
  void the_application_gateway_answers_only_on_the_names_of_its_listeners(
      @From("internet") Vantage outside) {
    assertThat(outside.at("portal")).answersOnlyOn("portal.contoso.net");
  }
}
