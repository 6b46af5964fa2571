package dev.plumbline.azure.live;

import static dev.plumbline.azure.live.StubAzure.NETWORK;
import static dev.plumbline.azure.live.StubAzure.error;
import static dev.plumbline.azure.live.StubAzure.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.document.BackendHealth.Entry;
import dev.plumbline.azure.document.BackendHealth.Health;
import dev.plumbline.azure.document.BackendHealth.Server;
import dev.plumbline.azure.live.StubAzure.Asked;
import dev.plumbline.azure.live.StubAzure.Reply;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import dev.plumbline.azure.platform.PlatformAnswer;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendHealthCallTest {

  private static final String GATEWAY = NETWORK + "applicationGateways/gw";
  private static final String ASK = "POST " + GATEWAY + "/backendhealth";
  private static final String RESULT =
      "/subscriptions/" + StubAzure.SUBSCRIPTION + "/operationResults/1";

  private static final String BODY =
      """
      {"backendAddressPools":[
        {"backendAddressPool":{"id":"GW/backendAddressPools/apim"},
         "backendHttpSettingsCollection":[
           {"backendHttpSettings":{"id":"GW/backendHttpSettingsCollection/https"},
            "servers":[
              {"address":"10.1.0.5","health":"Healthy","healthProbeLog":"Success. Received 200 status code",
               "healthProbeErrorName":"SuccessWithStatusCode"},
              {"address":"10.1.0.6","ipConfiguration":{"id":"NIC/ipConfigurations/ip"},"health":"Down"}]}]}]}
      """
          .replace("GW", GATEWAY);

  private StubAzure azure;

  @BeforeEach
  void open() throws Exception {
    azure = new StubAzure();
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @Test
  void an_operation_is_waited_for_and_its_result_is_data() {
    azure
        .on(ASK, azure.accepted(RESULT))
        .on("GET " + RESULT, azure.accepted(RESULT), azure.accepted(RESULT), ok(BODY));

    PlatformAnswer<BackendHealth> answer = azure.opened().backendHealth("gw");

    assertThat(answer.value())
        .isEqualTo(
            new BackendHealth(
                GATEWAY,
                List.of(
                    new Entry(
                        "apim",
                        "https",
                        List.of(
                            new Server(
                                "10.1.0.5",
                                null,
                                Health.HEALTHY,
                                "Success. Received 200 status code"),
                            new Server(
                                "10.1.0.6", "NIC/ipConfigurations/ip", Health.UNHEALTHY, ""))))));
    assertThat(answer.observation().says()).isEqualTo("1 of 2 backends healthy");
    assertThat(answer.observation().provenance().diagnosis().route())
        .containsExactly(
            "apim/https 10.1.0.5: Healthy, Success. Received 200 status code",
            "apim/https 10.1.0.6: Unhealthy");
    assertThat(azure.asked).hasSize(4);
    assertThat(azure.asked.get(0).query()).startsWith("api-version=");
    assertThat(azure.asked).extracting(Asked::authorization).containsOnly("Bearer token-1");
  }

  @Test
  void an_answer_at_once_is_taken_too() {
    azure.on(ASK, ok(BODY));

    assertThat(azure.opened().backendHealth(GATEWAY).value().entries()).hasSize(1);
    assertThat(azure.asked).hasSize(1);
  }

  @Test
  void the_answer_is_in_the_journal_of_the_test() {
    azure.on(ASK, ok(BODY));
    Journal journal = new Journal();

    azure.opened().in(journal.scope("contoso", "test")).backendHealth("gw");

    Observation seen = journal.entries().get(0).observation();
    assertThat(seen.provenance().vantage()).isEqualTo("Azure");
    assertThat(seen.provenance().question()).isEqualTo("backend health of gw");
    assertThat(seen.outcome().describe()).isEqualTo("1 of 2 backends healthy");
    assertThat(journal.entries().get(0).owner()).isEqualTo("test");
  }

  @Test
  void what_was_not_told_is_in_the_journal_as_such() {
    azure.on(ASK, error(500, "InternalServerError", "An error occurred."));
    Journal journal = new Journal();

    AzurePlatformException thrown =
        catchThrowableOfType(
            AzurePlatformException.class,
            () -> azure.opened().in(journal.scope("contoso", "test")).backendHealth("gw"));

    Observation seen = journal.entries().get(0).observation();
    assertThat(seen.outcome().vantageFailure()).isEqualTo(thrown.getMessage());
    assertThat(seen.outcome().reached()).isFalse();
  }

  @Test
  void who_may_not_ask_is_told_the_action_that_is_missing() {
    azure.on(
        ASK,
        error(
            403,
            "AuthorizationFailed",
            "The client 'c' with object id 'o' does not have authorization to perform action"
                + " 'Microsoft.Network/applicationGateways/backendhealth/action' over scope '/s/gw'"
                + " or the scope is invalid."));

    refused(
        Kind.FORBIDDEN,
        "Azure does not allow the question for the backend health of gw: 403"
            + " AuthorizationFailed, \"The client 'c' with object id 'o' does not have authorization to perform action"
            + " 'Microsoft.Network/applicationGateways/backendhealth/action' over scope '/s/gw' or"
            + " the scope is invalid\". Give the identity a role with the action"
            + " Microsoft.Network/applicationGateways/backendhealth/action at /s/gw");
  }

  @Test
  void the_action_is_named_also_where_azure_does_not_name_it() {
    azure.on(ASK, new Reply(403, ""));

    refused(
        Kind.FORBIDDEN,
        "Azure does not allow the question for the backend health of gw: 403. Give the identity a"
            + " role with the action Microsoft.Network/applicationGateways/backendhealth/action at "
            + GATEWAY);
  }

  @Test
  void what_is_not_there_is_told_with_where_it_was_looked_for() {
    azure.on(ASK, error(404, "ResourceNotFound", "The Resource 'gw' was not found."));

    refused(
        Kind.NOT_FOUND,
        "Azure does not know what the backend health of gw is of: 404 ResourceNotFound, \"The"
            + " Resource 'gw' was not found\". Looked for at "
            + GATEWAY
            + "; check subscription, resource group and name");
  }

  @Test
  void a_wait_that_azure_wants_is_waited_and_the_question_asked_again() {
    azure.on(
        ASK,
        error(429, "TooManyRequests", "Slow down.", "Retry-After", "0"),
        error(429, "TooManyRequests", "Slow down.", "Retry-After", "0"),
        ok(BODY));

    assertThat(azure.opened().backendHealth("gw").value().entries()).hasSize(1);
    assertThat(azure.asked).hasSize(3);
  }

  @Test
  void a_wait_beyond_the_deadline_is_not_waited() {
    azure.on(ASK, error(429, "TooManyRequests", "Slow down.", "Retry-After", "3600"));

    refused(
        Kind.THROTTLED,
        "Azure has too many questions to answer that for the backend health of gw: 429, try 1 of"
            + " 6; it wants a wait of 3600 s, and 0 s of the 20 s for waiting are over. Ask less"
            + " often, or give it a longer deadline");
    assertThat(azure.asked).hasSize(1);
  }

  @Test
  void waits_that_do_not_end_are_counted() {
    azure.on(ASK, error(429, "TooManyRequests", "Slow down.", "Retry-After", "0"));

    refused(
        Kind.THROTTLED,
        "Azure has too many questions to answer that for the backend health of gw: 429, try 6 of"
            + " 6; it wants a wait of 0 s, and 0 s of the 20 s for waiting are over. Ask less"
            + " often, or give it a longer deadline");
    assertThat(azure.asked).hasSize(6);
  }

  @Test
  void a_token_that_is_refused_is_replaced_once() {
    azure.on(ASK, error(401, "ExpiredAuthenticationToken", "The token is expired."), ok(BODY));

    assertThat(azure.opened().backendHealth("gw").value().entries()).hasSize(1);
    assertThat(azure.asked)
        .extracting(Asked::authorization)
        .containsExactly("Bearer token-1", "Bearer token-2");
  }

  @Test
  void tokens_that_are_refused_again_are_said_to_be() {
    azure.on(ASK, error(401, "InvalidAuthenticationToken", "The audience is invalid."));

    refused(
        Kind.TOKEN_REFUSED,
        "Azure refused the token of the question for the backend health of gw: 401"
            + " InvalidAuthenticationToken, \"The audience is invalid\". It may be for another tenant"
            + " or cloud, or be over: log in again, and check tenant and endpoint");
    assertThat(azure.asked).hasSize(2);
  }

  @Test
  void a_body_that_breaks_off_is_no_answer() {
    azure.on(ASK, ok("{\"backendAddressPools\":[{\"backendAddressPool\""));

    AzurePlatformException thrown = thrown(azure.opened());

    assertThat(thrown.kind()).isEqualTo(Kind.BROKEN);
    assertThat(thrown)
        .hasMessageStartingWith(
            "Azure's answer to the question for the backend health of gw cannot be used: ");
  }

  @Test
  void an_answer_without_what_was_asked_for_is_no_answer() {
    azure.on(ASK, ok("{}"));

    refused(
        Kind.BROKEN,
        "Azure's answer to the question for the backend health of gw cannot be used: it has no"
            + " \"backendAddressPools\"");
  }

  @Test
  void a_state_that_nobody_knows_is_no_answer() {
    azure.on(ASK, ok(BODY.replace("\"Down\"", "\"Sideways\"")));

    refused(
        Kind.BROKEN,
        "Azure's answer to the question for the backend health of gw cannot be used: \"Sideways\""
            + " is no state of a backend; allowed: Healthy (Up), Unhealthy (Down), Partial,"
            + " Draining, Unknown");
  }

  @Test
  void an_operation_that_does_not_end_is_given_up_at_the_deadline() {
    azure.on(ASK, azure.accepted(RESULT)).on("GET " + RESULT, azure.accepted(RESULT));

    try (AzurePlatform platform = azure.platform().deadline(Duration.ofSeconds(1)).open()) {
      AzurePlatformException thrown = thrown(platform);
      assertThat(thrown.kind()).isEqualTo(Kind.UNFINISHED);
      assertThat(thrown)
          .hasMessage(
              "Azure did not finish the backend health of gw within 1 s. Ask again, or give it a"
                  + " longer deadline");
    }
  }

  @Test
  void an_operation_that_fails_says_why() {
    azure
        .on(
            ASK,
            new Reply(202, "", "Azure-AsyncOperation", azure.url() + RESULT, "Retry-After", "0"))
        .on(
            "GET " + RESULT,
            ok(
                """
                {"status":"Failed","error":{"code":"GatewayStopped","message":"The gateway is stopped."}}"""));

    refused(
        Kind.FAILED,
        "Azure's operation for the backend health of gw ended as failed GatewayStopped,"
            + " \"The gateway is stopped\"");
  }

  @Test
  void an_operation_that_nobody_can_ask_after_has_no_reason() {
    azure.on(ASK, new Reply(202, ""));

    refused(
        Kind.FAILED,
        "Azure's operation for the backend health of gw ended as failed, and no reason was told:"
            + " Azure gave none, or did not say where to ask after the operation (202 without"
            + " Location). Ask again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"backendAddressPools\":[{\"back"})
  void a_result_that_breaks_off_is_not_said_to_be_empty(String body) {
    azure.on(ASK, azure.accepted(RESULT)).on("GET " + RESULT, ok(body));

    refused(
        Kind.BROKEN,
        "Azure's answer to the question for the backend health of gw cannot be used: its operation"
            + " ended with a body that is empty, breaks off, or is no JSON");
  }

  @Test
  void a_token_goes_to_no_other_host() {
    azure.on(
        ASK,
        new Reply(202, "", "Location", "https://evil.example/operations/1", "Retry-After", "0"));

    refused(
        Kind.BROKEN,
        "Azure's answer to the question for the backend health of gw cannot be used: the answer"
            + " leads on to https://evil.example, which is not localhost: it is not followed, since"
            + " the token would go there");
  }

  @Test
  void a_redirect_is_not_followed() {
    azure.on(ASK, new Reply(307, "", "Location", "https://evil.example/"));

    refused(
        Kind.BROKEN,
        "Azure's answer to the question for the backend health of gw cannot be used: it is answered"
            + " 307");
  }

  @Test
  void without_a_token_nothing_is_asked() {
    try (AzurePlatform platform =
        azure
            .platform()
            .credential(
                AzureCredential.token(
                    scope -> {
                      throw new IllegalStateException("nobody is logged in");
                    }))
            .open()) {
      AzurePlatformException thrown = thrown(platform);
      assertThat(thrown.kind()).isEqualTo(Kind.NOT_LOGGED_IN);
      assertThat(thrown)
          .hasMessage(
              "Azure cannot be asked for the backend health of gw, the login by a given token failed"
                  + " (nobody is logged in). Log in (az login), or give the platform another"
                  + " credential");
    }
    assertThat(azure.asked).isEmpty();
  }

  @Test
  void a_server_that_nobody_vouches_for_is_not_asked() {
    try (AzurePlatform platform =
        AzurePlatform.of(StubAzure.SUBSCRIPTION)
            .resourceGroup("contoso")
            .cloud(azure.cloud())
            .credential(AzureCredential.token(scope -> "token"))
            .open()) {
      AzurePlatformException thrown = thrown(platform);
      assertThat(thrown.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(thrown)
          .hasMessageStartingWith("Azure could not be reached for the backend health of gw: ");
    }
    assertThat(azure.asked).isEmpty();
  }

  private AzurePlatformException thrown(AzurePlatform platform) {
    return catchThrowableOfType(AzurePlatformException.class, () -> platform.backendHealth("gw"));
  }

  private void refused(Kind kind, String message) {
    AzurePlatformException thrown = thrown(azure.opened());
    assertThat(thrown).hasMessage(message);
    assertThat(thrown.kind()).isEqualTo(kind);
  }
}
