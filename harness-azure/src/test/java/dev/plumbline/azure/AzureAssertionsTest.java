package dev.plumbline.azure;

import static dev.plumbline.azure.assertion.AzureAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.azure.assertion.AzureSoftAssertions;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.probe.HttpProbe;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The assertions in Azure's words, of what a network of Azure really showed. */
class AzureAssertionsTest {

  private static final String DEFAULT_PROBE = "contoso-gateway/apim/settings/default";
  private static final Lab GOOD = new Contoso().open();
  private static final Lab BAD = Contoso.with(c -> c.probe = null).open();

  @AfterAll
  static void close() {
    GOOD.close();
    BAD.close();
  }

  private static HealthObservation healthy() {
    return GOOD.vantage("gateway-subnet").probe("apim-probe");
  }

  private static HealthObservation unhealthy() {
    return BAD.vantage("gateway-subnet").probe(DEFAULT_PROBE);
  }

  private static HttpObservation get(Lab lab, String path) {
    return lab.vantage("internet").get("https://api.contoso.net" + path);
  }

  private static void fails(ThrowingCallable assertion, String message) {
    Throwable thrown = catchThrowable(assertion);
    assertThat(thrown).isExactlyInstanceOf(AssertionError.class);
    // Numbers, retries and the way through the network are not what these assertions say.
    String text =
        thrown
            .getMessage()
            .replace("\r", "")
            .replaceFirst("#\\d+", "#n")
            .replaceAll("\\(\\d+ in a row\\)", "(n in a row)")
            .replaceFirst("\nby way of:[^\n]*", "");
    assertThat(text).isEqualTo(message.stripTrailing());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.0.5", "10.1.0.5:443"})
  void a_healthy_backend_is_found_by_its_address(String address) {
    assertThat(healthy()).hasHealthyBackend(address).isHealthy();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.0.6", "10.1.0.50", "0.1.0.5", "10.1.0.5:80", "443"})
  void another_address_is_no_backend(String address) {
    fails(
        () -> assertThat(healthy()).hasHealthyBackend(address),
        """
        [#n probe apim-probe from gateway-subnet]
        Expected:  a healthy backend ADDRESS
        but was:   healthy
        backends:  10.1.0.5:443 healthy: Success. Received 200 status code
        """
            .replace("ADDRESS", address));
  }

  @Test
  void an_unhealthy_backend_is_not_a_healthy_one() {
    fails(
        () -> assertThat(unhealthy()).hasHealthyBackend("10.1.0.5"),
        """
        [#n probe contoso-gateway/apim/settings/default from gateway-subnet]
        Expected:  a healthy backend 10.1.0.5
        but was:   unhealthy: Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}.
        backends:  10.1.0.5:443 unhealthy: Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}. (n in a row)
        """);
  }

  @Test
  void an_unhealthy_backend_is_found_by_its_address_and_reason() {
    assertThat(unhealthy()).hasUnhealthyBackend("10.1.0.5", "Received:{404}").isUnhealthy();
    fails(
        () -> assertThat(unhealthy()).hasUnhealthyBackend("10.1.0.5", "certificate"),
        """
        [#n probe contoso-gateway/apim/settings/default from gateway-subnet]
        Expected:  an unhealthy backend 10.1.0.5 because of "certificate"
        but was:   unhealthy: Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}.
        backends:  10.1.0.5:443 unhealthy: Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}. (n in a row)
        """);
    assertThat(
            catchThrowable(
                () -> assertThat(unhealthy()).hasUnhealthyBackend("10.1.0.6", "Received:{404}")))
        .isExactlyInstanceOf(AssertionError.class);
    assertThat(
            catchThrowable(() -> assertThat(healthy()).hasUnhealthyBackend("10.1.0.5", "Success")))
        .isExactlyInstanceOf(AssertionError.class);
  }

  @Test
  void a_pool_without_members_is_inconclusive() {
    Contoso empty = Contoso.with(c -> c.pools.set(0, new BackendAddressPool("apim", List.of())));
    try (Lab lab = empty.open()) {
      HealthObservation seen = lab.vantage("gateway-subnet").probe("apim-probe");
      assertThat(catchThrowable(() -> assertThat(seen).hasHealthyBackend("10.1.0.5")))
          .isInstanceOf(InconclusiveError.class);
      assertThat(catchThrowable(() -> assertThat(seen).hasUnhealthyBackend("10.1.0.5", "x")))
          .isInstanceOf(InconclusiveError.class);
    }
  }

  @Test
  void what_every_backend_would_fit_is_refused() {
    assertThat(catchThrowable(() -> assertThat(healthy()).hasHealthyBackend(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "hasHealthyBackend(..) was given a blank address, which every backend would fit");
    assertThat(catchThrowable(() -> assertThat(unhealthy()).hasUnhealthyBackend("10.1.0.5", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "hasUnhealthyBackend(..) was given a blank reason, which every backend would fit");
  }

  @Test
  void an_answer_of_the_gateway_itself_is_told_from_one_it_passes_on() {
    assertThat(get(BAD, "/echo")).wasAnsweredByApplicationGateway().hasStatus(502);
    HttpProbe stranger = HttpProbe.get("https://api.contoso.net/echo").host("other.contoso.net");
    assertThat(GOOD.vantage("internet").send(stranger))
        .wasAnsweredByApplicationGateway()
        .hasStatus(404);
    fails(
        () -> assertThat(get(GOOD, "/none")).wasAnsweredByApplicationGateway(),
        """
        [#n GET https://api.contoso.net/none at 203.0.113.10:443 from internet]
        Expected an answer by:  the application gateway itself
        but was answered:       404 Not Found, HTTP/1.1, application/json
        answered by:            no Server header
        with the body:          { "statusCode": 404, "message": "Resource not found" }
        Likely cause:           the gateway is reached and answers for itself: nothing is published at this path and host
        """);
  }

  @Test
  void an_answer_of_api_management_itself_is_told_from_one_of_an_api_or_of_the_gateway() {
    assertThat(get(GOOD, "/none")).isApiManagementNotFound().hasStatus(404);
    assertThat(get(GOOD, "/none")).wasAnsweredByApiManagement();
    fails(
        () -> assertThat(get(BAD, "/echo")).wasAnsweredByApiManagement(),
        """
        [#n GET https://api.contoso.net/echo at 203.0.113.10:443 from internet]
        Expected an answer by:  API Management itself
        but was answered:       502 Bad Gateway, HTTP/1.1, text/html
        answered by:            Server: Microsoft-Azure-Application-Gateway/v2
        with the body:          <html>
                                <head><title>502 Bad Gateway</title></head>
                                <body>
                                <center><h1>502 Bad Gateway</h1></center>
                                <hr><center>Microsoft-Azure-Application-Gateway/v2</center>
                                </body>
                                </html>
        Likely cause:           backend 10.1.0.5:443 of upstream apim/settings is unhealthy: Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}
        """);
    HttpProbe stranger = HttpProbe.get("https://api.contoso.net/echo").host("other.contoso.net");
    assertThat(
            catchThrowable(
                () ->
                    assertThat(GOOD.vantage("internet").send(stranger)).isApiManagementNotFound()))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("Expected an answer by:  API Management: 404 Resource not found");
    assertThat(catchThrowable(() -> assertThat(get(GOOD, "/echo")).wasAnsweredByApiManagement()))
        .isExactlyInstanceOf(AssertionError.class);
  }

  @Test
  void the_core_assertions_come_with_them() {
    assertThat(GOOD.vantage("workload-subnet").resolve("contosointernalvnet.azure-api.net"))
        .resolvesOnlyTo("10.1.0.5");
    assertThat(GOOD.vantage("workload-subnet").at("10.1.0.5", 443, Contoso.STATUS))
        .answersOnlyOn("contosointernalvnet.azure-api.net", "api.contoso.net");
  }

  @Test
  void they_are_recorded_in_the_journal() {
    HealthObservation seen = healthy();
    assertThat(seen).hasHealthyBackend("10.1.0.5");
    catchThrowable(() -> assertThat(seen).hasHealthyBackend("10.1.0.6"));
    assertThat(GOOD.journal().entries())
        .filteredOn(entry -> entry.observation().number() == seen.number())
        .flatExtracting(Journal.Entry::checks)
        .extracting(Journal.Check::expectation, Journal.Check::verdict)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "a healthy backend 10.1.0.5", Journal.Verdict.PASSED),
            org.assertj.core.groups.Tuple.tuple(
                "a healthy backend 10.1.0.6", Journal.Verdict.FAILED));
  }

  @Test
  void they_can_be_collected() {
    AzureSoftAssertions softly = new AzureSoftAssertions();
    softly.assertThat(healthy()).hasHealthyBackend("10.1.0.6");
    softly.assertThat(get(GOOD, "/echo")).isApiManagementNotFound();
    softly.assertThat(healthy()).hasHealthyBackend("10.1.0.5");
    assertThat(softly.errorsCollected()).hasSize(2);
  }
}
