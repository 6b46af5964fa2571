package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environments;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.Journal;
import dev.plumbline.waf.WafPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each example's network with one mistake, and what its suite then says; docs/examples.md quotes
 * it.
 */
class BrokenVariantsTest {

  private static final Path ENVIRONMENTS = Path.of("src/test/resources/environments");
  private static final Path DOCS = Path.of("../docs/examples.md");

  @TempDir Path folder;

  @Test
  void without_the_rule_for_clients_nobody_outside_is_answered() throws IOException {
    broken(
        "avs-external",
        "(?m)^        - \\{name: AllowClients,.*\\n",
        "",
        lab ->
            assertThat(lab.vantage("internet").get("https://contoso-apis.azure-api.net/orders"))
                .hasStatus(200));
  }

  @Test
  void without_the_gateway_subnets_route_the_way_is_asymmetric() throws IOException {
    broken(
        "avs-internal",
        "          routeTable: to-apim\n",
        "",
        lab -> assertThat(lab.vantage("datacenter").connect("10.20.1.6", 443)).isOpen());
  }

  @Test
  void without_its_link_a_private_zone_is_not_seen() throws IOException {
    broken(
        "virtual-network-options",
        "(?s)(- name: contoso-internal.azure-api.net\\n) +virtualNetworkLinks:\\n +- virtualNetwork: contoso-vnet\\n",
        "$1",
        lab ->
            assertThat(lab.vantage("workload-subnet").resolve("contoso-internal.azure-api.net"))
                .resolvesOnlyTo("10.30.2.6"));
  }

  @Test
  void without_a_route_for_its_tag_management_is_lost_in_the_tunnel() throws IOException {
    broken(
        "internal-mode",
        "          routeTable: apim-routes\n",
        "",
        lab ->
            assertThat(
                    lab.fate(
                        new Flow(
                            "internet",
                            IpAddresses.parse("192.0.2.99"),
                            50000,
                            IpAddresses.parse("203.0.113.20"),
                            3443,
                            Protocol.TCP)))
                .says("delivered"));
  }

  @Test
  void without_the_custom_probe_the_gateway_finds_its_backend_unhealthy() throws IOException {
    broken(
        "contoso",
        "          probe: apim-gateway-probe\n",
        "",
        lab ->
            assertThat(lab.vantage("internet").get("https://api.contoso.net/external/echo"))
                .hasStatus(200));
  }

  @Test
  void in_detection_mode_the_firewall_lets_attacks_through() throws IOException {
    broken(
        "contoso",
        "firewallMode: Prevention",
        "firewallMode: Detection",
        lab ->
            assertThat(
                    lab.vantage("internet")
                        .send(
                            WafPack.of(942100)
                                .attacks()
                                .get(0)
                                .to("https://api.contoso.net/external")))
                .isBlockedBecauseOf(942100));
  }

  @Test
  void without_its_link_the_private_endpoint_is_passed_by() throws IOException {
    broken(
        "private-endpoint",
        "(?s)(- name: privatelink.azure-api.net\\n) +virtualNetworkLinks:\\n +- virtualNetwork: contoso-apim-eastus-vnet\\n",
        "$1",
        lab ->
            assertThat(lab.vantage("workload-subnet").get("https://contoso.azure-api.net/echo"))
                .hasStatus(200));
  }

  @Test
  void without_a_way_for_questions_the_datacenter_does_not_see_private_names() throws IOException {
    broken(
        "from-template",
        "      forwardsDns: true\n",
        "",
        lab ->
            assertThat(lab.vantage("datacenter").get("https://contoso-apis.azure-api.net/echo"))
                .hasStatus(200));
  }

  private void broken(String example, String part, String replacement, Consumer<Lab> check)
      throws IOException {
    Path file = ENVIRONMENTS.resolve(example + "-topology.yaml");
    String text = Files.readString(file);
    String changed = text.replaceAll(part, replacement);
    assertThat(changed).as("the broken variant of %s", example).isNotEqualTo(text);
    // A topology may name files beside it.
    Files.copy(ENVIRONMENTS.resolve("azuredeploy.json"), folder.resolve("azuredeploy.json"));
    Path broken = Files.writeString(folder.resolve(file.getFileName()), changed);
    Network network = Networks.read(Source.of(broken)).value();
    Environment environment = Environments.load(ENVIRONMENTS.resolve(example + ".yaml").toString());
    try (Lab lab = Lab.open(environment, network, new Journal())) {
      Throwable failure = catchThrowable(() -> check.accept(lab));
      assertThat(failure).as("what the suite says").isInstanceOf(AssertionError.class);
      assertThat(flat(Files.readString(DOCS)))
          .as("docs/examples.md quotes\n%s", failure.getMessage())
          .contains(flat(quoted(failure.getMessage(), environment.ground())));
    }
  }

  /** Quoted from the simulation; what servers do is the same, and not what is known of the way. */
  private static String quoted(String message, Ground ground) {
    return ground == Ground.SIMULATED
        ? message
        : message.split("\n(proof|by way of|Likely cause):", 2)[0];
  }

  private static String flat(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
