package dev.plumbline.examples;

import static dev.plumbline.azure.assertion.AzureAssertions.assertThat;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.document.NetworkStatus;
import dev.plumbline.azure.live.AzureCloud;
import dev.plumbline.azure.live.AzureCredential;
import dev.plumbline.azure.live.AzurePlatform;
import dev.plumbline.azure.management.SimulatedResourceManager;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.platform.Comparisons;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.environment.Ground;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.junit.OnGround;
import dev.plumbline.lab.Lab;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Azure itself says agrees with the description; here a simulated Azure says it. */
@NetworkTest("contoso")
@OnGround({Ground.SIMULATED, Ground.CONTAINERS})
class AzureSaysTest {

  private SimulatedResourceManager manager;
  private AzureTopology topology;
  private AzurePlatform azure;

  @BeforeEach
  void open(Lab lab) {
    topology = Topology.of(lab.environment()).model();
    manager = SimulatedResourceManager.start(topology);
    azure =
        AzurePlatform.of(manager.subscription())
            .tenant(manager.tenant())
            .resourceGroup(topology.name())
            .credential(AzureCredential.clientSecret(manager.clientId(), manager.clientSecret()))
            .cloud(
                new AzureCloud(
                    manager.resourceManager(), manager.authority(), manager.logAnalytics()))
            .trusting(manager.certificateAuthority())
            .pollInterval(Duration.ofMillis(10))
            .open();
  }

  @AfterEach
  void close() {
    azure.close();
    manager.close();
  }

  @Test
  void azure_finds_the_backends_as_they_are_seen(Lab lab) {
    BackendHealth seen =
        BackendHealth.of(topology, "contoso-gateway", lab.vantage("gateway-subnet")::probe);

    assertThat(
            Comparisons.backendHealth(seen, azure.in(lab.scope()).backendHealth("contoso-gateway")))
        .agrees();
  }

  @Test
  void api_management_reaches_what_it_depends_on(Lab lab) {
    String service = topology.apiManagement().get(0).name();

    assertThat(
            Comparisons.networkStatus(
                NetworkStatus.of(topology, AzureCompiler.compile(topology), service),
                azure.in(lab.scope()).networkStatus(service)))
        .agrees();
  }
}
