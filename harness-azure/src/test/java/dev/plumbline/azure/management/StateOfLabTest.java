package dev.plumbline.azure.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.resourcemanager.network.fluent.NetworkManagementClient;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayBackendHealthServerInner;
import com.azure.resourcemanager.network.models.Direction;
import com.azure.resourcemanager.network.models.IpFlowProtocol;
import com.azure.resourcemanager.network.models.VerificationIpFlowParameters;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.SecurityGroups;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told follows the lab, and the topology that the simulation was started from. */
class StateOfLabTest {

  private static List<String> health(NetworkManagementClient network) {
    return network
        .getApplicationGateways()
        .backendHealth("shop", "shop-gateway")
        .backendAddressPools()
        .get(0)
        .backendHttpSettingsCollection()
        .get(0)
        .servers()
        .stream()
        .map(ApplicationGatewayBackendHealthServerInner::health)
        .map(String::valueOf)
        .toList();
  }

  @Test
  void backend_health_is_what_the_probes_of_the_lab_find() {
    try (Lab lab = Shop.ESTATE.open("internet");
        SimulatedResourceManager manager =
            SimulatedResourceManager.builder(Shop.ESTATE.topology()).lab(lab).start()) {
      NetworkManagementClient network = new AzureSdk(manager).network();
      assertThat(health(network)).containsExactly("Healthy", "Unhealthy");

      Lab.Guard cut = lab.fault(Fault.drop("gateways", "web"));
      lab.advance(Duration.ofMinutes(5));

      assertThat(health(network)).containsExactly("Unhealthy", "Unhealthy");
      cut.close();
    }
  }

  @Test
  void an_azure_that_differs_by_one_rule_says_otherwise_than_is_predicted() {
    AzureTopology described = Shop.ESTATE.topology();
    AzureTopology deployed =
        Shop.ESTATE
            .with("name: AllowHttps, priority: 100", "name: AllowHttps, priority: 300")
            .topology();

    boolean predicted =
        SecurityGroups.of(described)
            .inbound("web", FiveTuple.tcp("10.2.0.4", "10.1.2.10", 443))
            .allowed();
    try (SimulatedResourceManager manager = SimulatedResourceManager.start(deployed)) {
      String said =
          new AzureSdk(manager)
              .network()
              .getNetworkWatchers()
              .verifyIpFlow(
                  "NetworkWatcherRG",
                  "NetworkWatcher_westeurope",
                  new VerificationIpFlowParameters()
                      .withTargetResourceId(RawClient.id(ResourceTypes.VIRTUAL_MACHINE, "web"))
                      .withDirection(Direction.INBOUND)
                      .withProtocol(IpFlowProtocol.TCP)
                      .withLocalIpAddress("10.1.2.10")
                      .withLocalPort("443")
                      .withRemoteIpAddress("10.2.0.4")
                      .withRemotePort("*"))
              .access()
              .toString();

      assertThat(predicted).isTrue();
      assertThat(said).isEqualTo("Deny");
    }
  }
}
