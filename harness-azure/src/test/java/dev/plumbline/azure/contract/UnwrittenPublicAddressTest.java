package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.environment.Environments;
import dev.plumbline.lab.Lab;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which public virtual IP is looked at on the ground live when the files do not tell it: answers
 * are those of a simulated network, since no deployed one is at hand.
 */
class UnwrittenPublicAddressTest {

  private static final String REAL = "20.50.1.7";
  private static final String GATEWAY = "contoso-apis.azure-api.net";
  private static final String ADDRESS = "    \"ipAddress\": \"20.50.1.7\",\n";
  private static final String TOLD = "    \"publicIPAddresses\": [\"20.50.1.7\"],\n";
  private static final String DNS =
      "    \"dnsSettings\": {\"domainNameLabel\": \"contoso-apis\","
          + " \"fqdn\": \"contoso-apis.westeurope.cloudapp.azure.com\"},\n";

  @TempDir Path folder;

  private interface Check {
    void on(Subject subject, ApiManagementService service, Vantage from);
  }

  /** Asks a simulated network, in which the address is the real one, what a live one is asked. */
  private void check(ContractRun live, Check check) {
    String answers =
        new ContractRun(folder, "deployed.json")
            .written("internet", "{segment: internet}")
            .write("answers")
            .toString();
    String asked = live.live().write("live").toString();
    try (Lab answering = Lab.open(Environments.load(answers));
        Lab deployed = Lab.open(Environments.load(asked))) {
      Subject subject = Subject.of(deployed);
      check.on(subject, subject.topology().apiManagement().get(0), answering.vantage("internet"));
    }
  }

  private ContractRun deployed() {
    return new ContractRun(folder, "deployed.json");
  }

  @Test
  void is_what_the_name_of_the_address_leads_to() {
    check(
        deployed().with(ADDRESS, "").with(TOLD, ""),
        (subject, service, from) -> {
          assertThat(subject.publicAddress("apim-ip")).isEmpty();
          assertThat(subject.publicVirtualIP(from, service)).isEqualTo(REAL);
          subject.checkPublic(from, GATEWAY, service.publicIPAddress());
          subject.checkAnyPublic(from, GATEWAY, service.publicIPAddress());
        });
  }

  @Test
  void is_what_the_gateways_name_leads_to_where_the_address_has_no_name() {
    check(
        deployed().with(ADDRESS, "").with(TOLD, "").with(DNS, "").with("stv2.1", "stv1"),
        (subject, service, from) -> {
          assertThat(subject.publicVirtualIP(from, service)).isEqualTo(REAL);
          subject.checkAnyPublic(from, GATEWAY, service.publicIPAddress());
          // That the gateway's name leads to it is what nobody can tell then.
          assertThatThrownBy(() -> subject.checkPublic(from, GATEWAY, service.publicIPAddress()))
              .isInstanceOf(AssertionError.class)
              .hasMessage(
                  "Which address public IP address apim-ip really has cannot be told, so that"
                      + " nothing can be seen of it: write its dnsSettings (fqdn, or"
                      + " domainNameLabel), and its ipAddress as in the output of az network"
                      + " public-ip show.");
        });
  }

  @Test
  void is_not_known_in_internal_mode_where_the_address_has_no_name() {
    check(
        deployed()
            .with(ADDRESS, "")
            .with(TOLD, "")
            .with(DNS, "")
            .with("stv2.1", "stv1")
            .with("\"virtualNetworkType\": \"External\"", "\"virtualNetworkType\": \"Internal\""),
        (subject, service, from) ->
            assertThatThrownBy(() -> subject.publicVirtualIP(from, service))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("apim-ip really has cannot be told"));
  }

  @Test
  void is_what_the_service_tells_that_is_deployed() {
    check(
        deployed().with(ADDRESS, ""),
        (subject, service, from) -> {
          assertThat(subject.publicAddress("apim-ip")).contains(REAL);
          assertThat(subject.publicVirtualIP(from, service)).isEqualTo(REAL);
          subject.checkPublic(from, GATEWAY, service.publicIPAddress());
        });
    check(
        deployed().with(ADDRESS, "").with(TOLD, TOLD.replace(REAL, "20.50.1.8")),
        (subject, service, from) -> {
          assertThatThrownBy(() -> subject.publicVirtualIP(from, service))
              .isInstanceOf(AssertionError.class)
              .hasMessageContaining("20.50.1.8");
          assertThatThrownBy(() -> subject.checkPublic(from, GATEWAY, service.publicIPAddress()))
              .isInstanceOf(AssertionError.class)
              .hasMessageContaining("20.50.1.8");
        });
  }

  @Test
  void is_not_what_stands_in_for_it() {
    check(
        deployed().with(ADDRESS, "").with(TOLD, ""),
        (subject, service, from) -> {
          String placeholder =
              subject.topology().publicIPAddresses().get(0).ipAddress().getHostAddress();
          assertThat(placeholder).isNotEqualTo(REAL);
          assertThat(subject.publicVirtualIP(from, service)).isNotEqualTo(placeholder);
          // The description is asked with the address that it has itself.
          assertThat(subject.controlPlane(service, Region.of(subject, service).get(0)))
              .isEqualTo(placeholder);
        });
  }
}
