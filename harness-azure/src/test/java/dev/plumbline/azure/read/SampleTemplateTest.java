package dev.plumbline.azure.read;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.EnvironmentBuilder;
import dev.plumbline.environment.Environments;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public template is read and simulated, on its own and in an environment. */
class SampleTemplateTest {

  private static final String HOST = "contoso-apim.azure-api.net";

  @TempDir Path folder;

  private static EnvironmentBuilder environment() {
    return Environment.builder("contoso")
        .vantage("inside", v -> v.segment("appGatewaySubnet").control("platform-control"))
        .vantage("internet", v -> v.segment("internet").control("platform-control"))
        .http("platform-control", "contoso.westeurope.cloudapp.azure.com", 80)
        .probeTimeout(Duration.ofSeconds(5));
  }

  private static void check(Lab lab) {
    assertThat(lab.vantage("inside").resolve(HOST)).resolvesOnlyTo("10.0.1.5");
    assertThat(lab.vantage("inside").probe("apim-gateway-probe")).isHealthy();
    assertThat(
            lab.vantage("internet")
                .get("http://contoso.westeurope.cloudapp.azure.com/status-0123456789abcdef"))
        .hasStatus(200);
    assertThat(lab.vantage("internet").resolve(HOST)).isNxDomain();
  }

  @Test
  void the_network_of_the_template_is_simulated() {
    Network network = Topology.from(SampleTemplate.OPTIONS, SampleTemplate.file()).network();

    try (Lab lab = Lab.open(environment().build(), network, new Journal())) {
      check(lab);
    }
  }

  @Test
  void an_environment_names_a_template_as_its_network() throws IOException {
    Files.copy(SampleTemplate.file(), folder.resolve("azuredeploy.json"));
    Files.writeString(
        folder.resolve("azuredeploy.parameters.json"),
        """
        {
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
          "contentVersion": "1.0.0.0",
          "parameters": {
            "base-name": {"value": "contoso"},
            "log-analytics-workspace-id": {"value": "workspace"}
          }
        }
        """);
    Path descriptor =
        Files.writeString(
            folder.resolve("contoso.yaml"),
            """
            name: contoso
            ground: simulated
            network: azuredeploy.json
            vantages:
              inside: { segment: appGatewaySubnet, control: platform-control }
              internet: { segment: internet, control: platform-control }
            endpoints:
              platform-control: { scheme: http, host: contoso.westeurope.cloudapp.azure.com, port: 80 }
            """);

    Environments.Loaded loaded = Environments.loadWithNetwork(descriptor.toString());
    assertThat(loaded.notes())
        .as("what the report shows")
        .anySatisfy(note -> assertThat(note).contains("azuredeploy.json", "left out"));
    try (Lab lab = Lab.open(loaded.environment(), loaded.network(), new Journal())) {
      check(lab);
    }
    assertThat(Topology.of(loaded.environment()).model().apiManagement())
        .extracting(s -> s.name())
        .containsExactly("contoso-apim");
  }

  @Test
  void a_document_adds_what_a_template_does_not_tell() throws IOException {
    Files.copy(SampleTemplate.file(), folder.resolve("azuredeploy.json"));
    Path document =
        Files.writeString(
            folder.resolve("network.yaml"),
            """
            azure:
              name: contoso
              connectedNetworks:
                - name: on-premises
                  addressPrefixes: [192.168.0.0/16]
                  connectedTo: [contoso-vnet]
              apiManagement:
                - name: contoso-apim
                  apis: [{path: /echo}]
            sources:
              - file: azuredeploy.json
                values:
                  base-name: contoso
                  log-analytics-workspace-id: workspace
                location: northeurope
            """);

    Topology topology = Topology.from(document);
    assertThat(topology.model().connectedNetworks()).hasSize(1);
    assertThat(topology.model().apiManagement().get(0).apis())
        .extracting(a -> a.path())
        .containsExactly("/echo");
    assertThat(topology.model().publicIPAddresses().get(0).fqdn())
        .isEqualTo("contoso.northeurope.cloudapp.azure.com");
    assertThat(topology.notes()).isNotEmpty();
    Network network = Networks.read(document);
    try (Lab lab =
        Lab.open(
            environment()
                .http("platform-control", "contoso.northeurope.cloudapp.azure.com", 80)
                .build(),
            network,
            new Journal())) {
      assertThat(lab.vantage("internet").get("http://contoso.northeurope.cloudapp.azure.com/echo"))
          .hasStatus(200);
    }
  }
}
