package dev.plumbline.azure.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.management.exception.ManagementError;
import com.azure.resourcemanager.network.fluent.NetworkManagementClient;
import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.management.SimulatedResourceManager.Guard;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes wrong with Azure, seen by its clients. */
class FaultsOfManagementTest {

  private static final String GATEWAY =
      RawClient.id(ResourceTypes.APPLICATION_GATEWAY, "shop-gateway");
  private static final String VERSION = "?api-version=2024-05-01";

  private static SimulatedResourceManager manager;
  private static NetworkManagementClient network;
  private static RawClient client;

  @BeforeAll
  static void start() {
    manager = SimulatedResourceManager.start(Shop.ESTATE.topology());
    network = new AzureSdk(manager).network();
    client = new RawClient(manager);
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  private static void requireAnswer() {
    assertThat(network.getApplicationGateways().getByResourceGroup("shop", "shop-gateway").name())
        .isEqualTo("shop-gateway");
  }

  @Test
  void an_error_of_the_platform_passes_when_it_is_tried_again() {
    try (Guard fault =
        manager.fault(
            ManagementFault.status(503, "ServerBusy", "try again").on("shop-gateway").times(2))) {
      requireAnswer();
      assertThat(fault.met()).isPositive();
    }
  }

  @Test
  void an_error_that_stays_has_its_code() {
    try (Guard fault =
        manager.fault(ManagementFault.status(409, "AnotherOperationInProgress", "wait"))) {
      assertThatThrownBy(FaultsOfManagementTest::requireAnswer)
          .isInstanceOfSatisfying(
              com.azure.core.management.exception.ManagementException.class,
              e -> {
                assertThat(e.getResponse().getStatusCode()).isEqualTo(409);
                ManagementError error = e.getValue();
                assertThat(error.getCode()).isEqualTo("AnotherOperationInProgress");
                assertThat(error.getMessage()).isEqualTo("wait");
              });
      assertThat(fault.met()).isPositive();
    }
    requireAnswer();
  }

  @Test
  void a_right_that_is_missing_is_named() {
    try (Guard fault = manager.fault(ManagementFault.forbidden().on("/backendhealth"))) {
      RawClient.Answer answer = client.post(GATEWAY + "/backendhealth" + VERSION, "");
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.message())
          .contains(
              "'Microsoft.Network/applicationGateways/backendhealth/action' over scope '"
                  + GATEWAY
                  + "'");
      assertThatThrownBy(
              () -> network.getApplicationGateways().backendHealth("shop", "shop-gateway"))
          .hasMessageContaining("AuthorizationFailed");
      assertThat(fault.met()).isPositive();
    }
  }

  @Test
  void a_connection_that_is_dropped_is_no_answer() {
    try (Guard fault = manager.fault(ManagementFault.droppedConnection())) {
      assertThatThrownBy(
              () -> client.sent("GET", manager.resourceManager() + GATEWAY + VERSION, null))
          .isInstanceOf(IOException.class);
      assertThat(fault.met()).isPositive();
    }
    try (Guard fault =
        manager.fault(ManagementFault.droppedConnection().on("shop-gateway").times(1))) {
      requireAnswer();
      assertThat(fault.met()).isPositive();
    }
  }

  @Test
  void a_body_that_breaks_off_is_no_answer() {
    try (Guard fault = manager.fault(ManagementFault.brokenBody())) {
      assertThatThrownBy(
              () -> client.sent("GET", manager.resourceManager() + GATEWAY + VERSION, null))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(FaultsOfManagementTest::requireAnswer).isNotNull();
      assertThat(fault.met()).isPositive();
    }
  }

  @Test
  void a_body_that_is_no_json_is_no_answer() {
    try (Guard fault = manager.fault(ManagementFault.malformedBody())) {
      RawClient.Answer answer = client.get(GATEWAY + VERSION);
      assertThat(answer.status()).isEqualTo(200);
      assertThatThrownBy(answer::json).isNotNull();
      assertThatThrownBy(FaultsOfManagementTest::requireAnswer).isNotNull();
      assertThat(fault.met()).isPositive();
    }
  }

  @Test
  void an_operation_that_fails_tells_its_error() {
    try (Guard fault =
        manager.fault(
            ManagementFault.failedOperation("ApplicationGatewayOperationFailed", "no instance"))) {
      assertThatThrownBy(
              () -> network.getApplicationGateways().backendHealth("shop", "shop-gateway"))
          .hasMessageContaining("Long running operation is Failed");
      RawClient.Answer begun = client.post(GATEWAY + "/backendhealth" + VERSION, "");
      assertThat(begun.status()).isEqualTo(202);
      client.send("GET", begun.header("Azure-AsyncOperation"), null);
      RawClient.Answer result = client.send("GET", begun.header("Location"), null);
      assertThat(result.status()).isEqualTo(400);
      assertThat(result.code()).isEqualTo("ApplicationGatewayOperationFailed");
      assertThat(fault.met()).isPositive();
    }
  }

  @Test
  void an_operation_may_never_end() {
    try (Guard fault = manager.fault(ManagementFault.endlessOperation())) {
      RawClient.Answer begun = client.post(GATEWAY + "/backendhealth" + VERSION, "");
      for (int i = 0; i < 20; i++) {
        assertThat(
                client
                    .send("GET", begun.header("Azure-AsyncOperation"), null)
                    .json()
                    .path("status")
                    .asString())
            .isEqualTo("InProgress");
        assertThat(client.send("GET", begun.header("Location"), null).status()).isEqualTo(202);
      }
      assertThat(fault.met()).isPositive();
    }
  }

  @Test
  void a_wrong_secret_and_an_authority_that_fails_are_told_apart() {
    assertThatThrownBy(
            () ->
                new AzureSdk(manager)
                    .secret("wrong")
                    .getTokenSync(
                        new TokenRequestContext()
                            .addScopes(manager.resourceManager() + "/.default")))
        .hasMessageContaining("AADSTS7000215");
    try (Guard fault =
        manager.fault(
            ManagementFault.status(503, "temporarily_unavailable", "later").on("/oauth2/"))) {
      assertThatThrownBy(
              () ->
                  new AzureSdk(manager)
                      .secret(manager.clientSecret())
                      .getTokenSync(
                          new TokenRequestContext()
                              .addScopes(manager.resourceManager() + "/.default")))
          .hasMessageNotContaining("AADSTS7000215");
      assertThat(fault.met()).isPositive();
    }
  }

  @Test
  void a_fault_is_over_when_its_guard_is_closed() {
    Guard fault =
        manager.fault(ManagementFault.throttled(Duration.ofSeconds(9)).on("/routeTables"));
    assertThat(
            client
                .get(RawClient.id(ResourceTypes.ROUTE_TABLE, "web-routes") + VERSION)
                .header("Retry-After"))
        .isEqualTo("9");
    requireAnswer();
    fault.close();
    fault.close();
    assertThat(client.get(RawClient.id(ResourceTypes.ROUTE_TABLE, "web-routes") + VERSION).status())
        .isEqualTo(200);
  }
}
