package dev.plumbline.azure.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.azure.core.management.SubResource;
import com.azure.core.management.exception.ManagementException;
import com.azure.resourcemanager.network.fluent.NetworkManagementClient;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayBackendHealthInner;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayBackendHealthOnDemandInner;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayBackendHealthServerInner;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayInner;
import com.azure.resourcemanager.network.fluent.models.VirtualNetworkInner;
import com.azure.resourcemanager.network.fluent.models.WebApplicationFirewallPolicyInner;
import com.azure.resourcemanager.network.models.ApplicationGatewayOnDemandProbe;
import com.azure.resourcemanager.network.models.ApplicationGatewayProbeHealthResponseMatch;
import com.azure.resourcemanager.network.models.ApplicationGatewayProtocol;
import dev.plumbline.azure.arm.ResourceTypes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Azure's own Java clients, against the simulation of what they are made for. */
class ClientsOfAzureTest {

  private static SimulatedResourceManager manager;
  private static AzureSdk sdk;
  private static NetworkManagementClient network;

  @BeforeAll
  static void start() {
    manager = SimulatedResourceManager.builder(Shop.ESTATE.topology()).pageSize(2).start();
    sdk = new AzureSdk(manager);
    network = sdk.network();
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  @Test
  void an_application_with_a_secret_reads_a_virtual_network_and_asks_this_machine_only() {
    VirtualNetworkInner found =
        network.getVirtualNetworks().getByResourceGroup("shop", "shop-vnet");

    assertThat(found.addressSpace().addressPrefixes()).containsExactly("10.1.0.0/16");
    assertThat(found.subnets())
        .extracting(subnet -> subnet.name(), subnet -> subnet.addressPrefix())
        .contains(tuple("web", "10.1.2.0/24"));
    assertThat(sdk.hosts()).containsExactly("127.0.0.1");
    assertThat(manager.calls())
        .anyMatch(
            call -> call.startsWith("authority POST /" + manager.tenant() + "/oauth2/v2.0/token"))
        .noneMatch(call -> call.contains("discovery") || call.contains(".well-known"));
  }

  @Test
  void a_list_is_read_page_by_page() {
    List<String> names =
        AzureSdk.all(network.getNetworkInterfaces().listByResourceGroup("shop")).stream()
            .map(nic -> nic.name())
            .toList();

    assertThat(names).hasSize(4).contains("web-nic", "spare-nic", "appliance-nic");
    assertThat(manager.calls())
        .anyMatch(call -> call.contains("networkInterfaces?") && call.contains("skiptoken"));
  }

  @Test
  void a_gateway_and_its_firewall_policy_are_of_the_shape_that_clients_know() {
    ApplicationGatewayInner gateway =
        network.getApplicationGateways().getByResourceGroup("shop", "shop-gateway");
    assertThat(gateway.sku().name()).hasToString("WAF_v2");
    assertThat(gateway.probes()).extracting(probe -> probe.host()).containsExactly("shop.net");
    assertThat(gateway.requestRoutingRules())
        .extracting(rule -> rule.priority())
        .containsExactly(10);

    WebApplicationFirewallPolicyInner policy =
        network.getWebApplicationFirewallPolicies().getByResourceGroup("shop", "shop-waf");
    assertThat(policy.policySettings().mode()).hasToString("Prevention");
    assertThat(policy.managedRules().managedRuleSets())
        .extracting(set -> set.ruleSetType(), set -> set.ruleSetVersion())
        .containsExactly(tuple("OWASP", "3.2"));
    assertThat(policy.managedRules().exclusions())
        .extracting(exclusion -> exclusion.selector())
        .containsExactly("session");
  }

  @Test
  void backend_health_is_asked_for_until_it_is_there() {
    ApplicationGatewayBackendHealthInner health =
        network.getApplicationGateways().backendHealth("shop", "shop-gateway");

    List<ApplicationGatewayBackendHealthServerInner> servers =
        health.backendAddressPools().get(0).backendHttpSettingsCollection().get(0).servers();
    assertThat(servers)
        .extracting(server -> server.address(), server -> String.valueOf(server.health()))
        .containsExactly(tuple("10.1.2.10", "Healthy"), tuple("10.1.2.11", "Unhealthy"));
    assertThat(servers.get(0).healthProbeLog()).isEqualTo("Success. Received 200 status code");
  }

  private static List<String> onDemand(ApplicationGatewayOnDemandProbe probe) {
    String gateway = RawClient.id(ResourceTypes.APPLICATION_GATEWAY, "shop-gateway");
    ApplicationGatewayBackendHealthOnDemandInner health =
        network
            .getApplicationGateways()
            .backendHealthOnDemand(
                "shop",
                "shop-gateway",
                probe
                    .withBackendAddressPool(
                        new SubResource().withId(gateway + "/backendAddressPools/machines"))
                    .withBackendHttpSettings(
                        new SubResource()
                            .withId(gateway + "/backendHttpSettingsCollection/settings")));
    assertThat(health.backendAddressPool().id()).endsWith("/backendAddressPools/machines");
    assertThat(health.backendHealthHttpSettings().backendHttpSettings().id())
        .endsWith("/backendHttpSettingsCollection/settings");
    return health.backendHealthHttpSettings().servers().stream()
        .map(one -> one.address() + " " + one.health())
        .toList();
  }

  private static ApplicationGatewayOnDemandProbe probe() {
    return new ApplicationGatewayOnDemandProbe()
        .withProtocol(ApplicationGatewayProtocol.HTTP)
        .withHost("shop.net")
        .withPath("/");
  }

  private static ApplicationGatewayProbeHealthResponseMatch match() {
    return new ApplicationGatewayProbeHealthResponseMatch();
  }

  @Test
  void backends_are_probed_on_demand_as_the_question_says() {
    assertThat(onDemand(probe())).containsExactly("10.1.2.10 Healthy", "10.1.2.11 Unhealthy");
    assertThat(onDemand(probe().withMatch(match().withStatusCodes(List.of("200", "404-405")))))
        .containsExactly("10.1.2.10 Healthy", "10.1.2.11 Unhealthy");
    assertThat(onDemand(probe().withMatch(match().withStatusCodes(List.of("404")))))
        .containsExactly("10.1.2.10 Unhealthy", "10.1.2.11 Unhealthy");
    assertThat(onDemand(probe().withMatch(match().withBody("no such text"))))
        .containsExactly("10.1.2.10 Unhealthy", "10.1.2.11 Unhealthy");
    assertThat(onDemand(probe().withProtocol(ApplicationGatewayProtocol.HTTPS)))
        .containsExactly("10.1.2.10 Unhealthy", "10.1.2.11 Unhealthy");
  }

  @Test
  void a_probe_on_demand_that_is_none_is_refused() {
    assertThatThrownBy(() -> onDemand(probe().withMatch(match().withStatusCodes(List.of("good")))))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("'good' is not a valid statusCodes: 200 or 200-399.");
    assertThatThrownBy(() -> onDemand(probe().withHost(null)))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("'host' is missing");
  }

  @Test
  void what_is_not_there_is_an_error_with_its_code() {
    assertThatThrownBy(() -> network.getVirtualNetworks().getByResourceGroup("shop", "no-vnet"))
        .isInstanceOfSatisfying(
            ManagementException.class,
            e -> {
              assertThat(e.getResponse().getStatusCode()).isEqualTo(404);
              assertThat(e.getValue().getCode()).isEqualTo("ResourceNotFound");
            });
  }

  @Test
  void a_client_waits_when_it_is_throttled_and_asks_again() {
    try (var fault =
        manager.fault(ManagementFault.throttled(Duration.ZERO).on("/routeTables").times(2))) {
      assertThat(network.getRouteTables().getByResourceGroup("shop", "web-routes").routes())
          .hasSize(2);
      assertThat(fault.met()).isEqualTo(2);
    }
  }
}
