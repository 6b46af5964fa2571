package dev.plumbline.azure.rules;

import static dev.plumbline.azure.model.ApiManagementService.Sku.BASIC;
import static dev.plumbline.azure.model.ApiManagementService.Sku.DEVELOPER;
import static dev.plumbline.azure.model.ApiManagementService.Sku.PREMIUM;
import static dev.plumbline.azure.model.ApiManagementService.Sku.PREMIUM_V2;
import static dev.plumbline.azure.model.ApiManagementService.Sku.STANDARD;
import static dev.plumbline.azure.model.ApiManagementService.Sku.STANDARD_V2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.ApiManagementService.HostnameType;
import dev.plumbline.azure.model.ApiManagementService.Sku;
import org.junit.jupiter.api.Test;

/** The tables of the documents about virtual network options and Private Link. */
class NetworkModeTest {

  @Test
  void injection_is_for_developer_and_premium_and_in_the_v2_tiers_for_premium_v2() {
    assertThat(NetworkMode.EXTERNAL.tiers()).containsExactlyInAnyOrder(DEVELOPER, PREMIUM);
    assertThat(NetworkMode.INTERNAL.tiers()).containsExactlyInAnyOrder(DEVELOPER, PREMIUM);
    assertThat(NetworkMode.INJECTION_V2.tiers()).containsExactly(PREMIUM_V2);
  }

  @Test
  void outbound_integration_is_for_standard_v2_and_premium_v2() {
    assertThat(NetworkMode.OUTBOUND_INTEGRATION.tiers())
        .containsExactlyInAnyOrder(STANDARD_V2, PREMIUM_V2);
  }

  @Test
  void private_endpoints_are_for_all_tiers_of_the_announcement_and_later_for_v2_tiers() {
    assertThat(NetworkMode.PRIVATE_ENDPOINT.tiers())
        .contains(DEVELOPER, BASIC, STANDARD, PREMIUM)
        .contains(STANDARD_V2, PREMIUM_V2)
        .doesNotContain(Sku.CONSUMPTION);
  }

  @Test
  void a_private_endpoint_leads_to_the_gateway_only_and_injection_covers_all_components() {
    assertThat(NetworkMode.PRIVATE_ENDPOINT.privateEndpoints()).containsExactly(HostnameType.PROXY);
    assertThat(NetworkMode.INTERNAL.privateEndpoints())
        .contains(
            HostnameType.PROXY,
            HostnameType.DEVELOPER_PORTAL,
            HostnameType.MANAGEMENT,
            HostnameType.SCM);
  }
}
