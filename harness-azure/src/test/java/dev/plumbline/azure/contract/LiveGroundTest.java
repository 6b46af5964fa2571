package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In the world outside a description proves nothing of what traffic is to show. The vantages here
 * ask a resolver that does not answer, and connect from loopback to no other address.
 */
class LiveGroundTest {

  private static final String VANTAGE = "resolver: '127.0.0.1:9', bind: 127.0.0.1}";

  @TempDir Path folder;

  @Test
  void does_not_take_the_description_for_traffic() {
    Outcome outcome =
        new ContractRun(folder, "avs-external.yaml")
            .live()
            .written("internet", "{segment: internet, " + VANTAGE)
            .written("hub", "{segment: apim-subnet, " + VANTAGE)
            .run(TrafficTestCases.class);

    assertThat(outcome.passed())
        .allSatisfy(title -> assertThat(title).endsWith(" (by the description)"));
    assertThat(outcome.failed()).hasSize(15);
    assertThat(
            outcome.message(
                "contoso-apis in external mode > management > management is closed to the internet"
                    + " (from internet)"))
        .contains("contoso-apis.westeurope.cloudapp.azure.com A from internet by 127.0.0.1:9]")
        .contains("Expected to resolve only to:  203.0.113.30")
        .contains("but was:                      resolver unreachable");
  }

  @Test
  void does_not_take_the_silence_of_an_address_that_may_be_another_one() {
    Outcome outcome =
        new ContractRun(folder, "avs-external.yaml")
            .with("      fqdn: contoso-apis.westeurope.cloudapp.azure.com\n", "")
            .with("      sku: Premium\n", "      sku: Premium\n      platformVersion: stv1\n")
            .live()
            .written("internet", "{segment: internet, " + VANTAGE)
            .written("hub", "{segment: apim-subnet, " + VANTAGE)
            .run(ExternalTestCases.class);

    assertThat(outcome.passed())
        .allSatisfy(title -> assertThat(title).endsWith(" (by the description)"));
    assertThat(
            outcome.message(
                "contoso-apis in external mode > management > management is closed to the internet"
                    + " (from internet)"))
        .isEqualTo(
            "Whether public IP address apim-ip really is 203.0.113.30 cannot be told, so that"
                + " nothing answers there shows nothing: write its fqdn.");
  }

  @Test
  void says_in_the_title_what_is_the_descriptions_word_only() {
    Outcome outcome =
        new ContractRun(folder, "avs-external.yaml")
            .live()
            .written("internet", "{segment: internet, " + VANTAGE)
            .run(DescriptionTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed())
        .hasSize(22)
        .allSatisfy(title -> assertThat(title).endsWith(" (by the description)"));
  }

  static class ExternalTestCases implements ExternalApiManagementContract {}

  static class TrafficTestCases
      implements ExternalApiManagementContract, ApiManagementNameResolutionContract {}

  static class DescriptionTestCases
      implements ApiManagementSecurityRulesContract, NetworkStatusContract {}
}
