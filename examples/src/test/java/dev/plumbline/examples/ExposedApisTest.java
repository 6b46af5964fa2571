package dev.plumbline.examples;

import static dev.plumbline.azure.assertion.AzureAssertions.assertThat;

import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which APIs can be called from where. */
@NetworkTest("contoso")
class ExposedApisTest {

  @Tag("smoke")
  @Test
  void an_external_api_is_answered_from_the_internet(@From("internet") Vantage outside) {
    assertThat(outside.get("https://api.contoso.net/external/echo")).hasStatus(200);
  }

  @Test
  void an_internal_api_is_not_exposed_to_the_internet(@From("internet") Vantage outside) {
    // Paths outside /external/ lead to a pool without members.
    assertThat(outside.get("https://api.contoso.net/internal/echo"))
        .wasAnsweredByApplicationGateway()
        .hasStatus(502);
  }

  @Tag("smoke")
  @Test
  void both_are_answered_inside(@From("workload-subnet") Vantage inside) {
    assertThat(inside.get("https://api.contoso.net/external/echo")).hasStatus(200);
    assertThat(inside.get("https://api.contoso.net/internal/echo")).hasStatus(200);
  }

  @Test
  void the_developer_portal_is_reached_through_its_own_listener(@From("internet") Vantage outside) {
    assertThat(outside.get("https://portal.contoso.net/"))
        .hasStatus(200)
        .bodyContains("Developer portal");
  }

  @Test
  void the_backend_learns_the_callers_name_and_address(@From("internet") Vantage outside) {
    assertThat(outside.get("https://api.contoso.net/external/echo"))
        .hasStatus(200)
        .hasJson("/headers/x-original-host/0", "api.contoso.net")
        .hasJson("/headers/x-forwarded-proto/0", "https");
  }
}
