package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.Failing.inconclusive;
import static dev.plumbline.assertion.Failing.refused;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Redirect;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.testing.Observations;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HttpAssertTest {

  private static final String URL = "https://api.contoso.net/status";
  private static final String JSON = "application/json";

  private final Observations inside = Observations.from("workload-subnet");

  @Test
  void hasStatus_and_hasStatusBetween_pass_within_their_bounds() {
    assertThat(answered(204, "")).hasStatus(204).hasStatusBetween(200, 204);
  }

  @Test
  void hasStatus_shows_the_body_of_a_gateways_own_404() {
    fails(
        () ->
            assertThat(
                    answered(404, "{ \"statusCode\": 404, \"message\": \"Resource not found\" }"))
                .hasStatus(200),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected status:   200
        but was answered:  404, HTTP/1.1, application/json
        with the body:     { "statusCode": 404, "message": "Resource not found" }
        Likely cause:      the gateway is reached and answers for itself: nothing is published at this path and host
        """);
  }

  @Test
  void hasStatusBetween_shows_a_gateway_without_a_backend() {
    fails(
        () -> assertThat(answered(502, "")).hasStatusBetween(200, 299),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected status:   200 to 299
        but was answered:  502, HTTP/1.1, application/json
        Likely cause:      the gateway has no healthy backend, or its backend broke off
        """);
  }

  @Test
  void hasStatus_says_in_which_phase_an_unanswered_request_stopped() {
    fails(
        () ->
            assertThat(inside.unanswered(URL, "10.1.0.5:443", new Outcome.TimedOut(Phase.RESPONSE)))
                .hasStatus(200),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected status:  200
        but was:          timed out in phase response
        """);
  }

  @Test
  void an_answer_that_broke_off_is_none_whatever_its_status_line_said() {
    HttpObservation.Response begun =
        new HttpObservation.Response(
            "HTTP/1.1", 200, "OK", List.of(), "half".getBytes(StandardCharsets.UTF_8), true);
    HttpObservation seen =
        inside.http(URL, "10.1.0.5:443", new Outcome.Reset(Phase.BODY), null, begun, List.of());
    fails(
        () -> assertThat(seen).hasStatus(200),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected status:           200
        but the answer broke off:  reset by the peer in phase body
        it began:                  200 OK, HTTP/1.1
        with the body:             half
        """);
    fails(
        () -> assertThat(seen).bodyContains("half"),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected a body that contains:  half
        but the answer broke off:       reset by the peer in phase body
        it began:                       200 OK, HTTP/1.1
        with the body:                  half
        """);
  }

  @Test
  void hasJson_does_not_judge_a_body_that_was_cut() {
    HttpObservation.Response cut =
        new HttpObservation.Response(
            "HTTP/1.1", 200, "", List.of(), "{\"a\":1}".getBytes(StandardCharsets.UTF_8), true);
    fails(
        () ->
            assertThat(
                    inside.http(
                        URL, "10.1.0.5:443", new Outcome.Answered(200), null, cut, List.of()))
                .hasJson("/a", 1),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected JSON:     /a = 1
        but was answered:  200, HTTP/1.1
        found:             a body that is not whole, which is not judged; see HttpProbe.bodyLimit
        with the body:     {"a":1}... (only the first 7 bytes were kept)
        """);
  }

  @Test
  void hasHeader_passes_whatever_the_case_of_the_name() {
    assertThat(answered(200, "")).hasHeader("CONTENT-TYPE").hasHeader("content-type", JSON);
  }

  @Test
  void hasHeader_shows_the_names_of_the_headers_there_are() {
    fails(
        () -> assertThat(answered(200, "")).hasHeader("X-Powered-By"),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected header:   X-Powered-By
        but was answered:  200, HTTP/1.1, application/json
        its headers:       Content-Type, Server
        """);
  }

  @Test
  void hasHeader_with_a_value_shows_the_values_there_are() {
    fails(
        () -> assertThat(answered(200, "")).hasHeader("server", "nginx"),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected header:   server: nginx
        but was answered:  200, HTTP/1.1, application/json
        its headers:       server: Microsoft-Azure-Application-Gateway/v2
        """);
  }

  @Test
  void doesNotHaveHeader_needs_an_answer() {
    assertThat(answered(200, "")).doesNotHaveHeader("X-Powered-By");
    fails(
        () -> assertThat(answered(200, "")).doesNotHaveHeader("Server"),
        """
        [#2 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected no header:  Server
        but was answered:    200, HTTP/1.1, application/json
        its headers:         Server: Microsoft-Azure-Application-Gateway/v2
        """);
    fails(
        () ->
            assertThat(inside.unanswered(URL, "10.1.0.5:443", new Outcome.NoRoute()))
                .doesNotHaveHeader("Server"),
        """
        [#3 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected no header:  Server
        but was:             no route
        """);
  }

  @Test
  void hasBody_compares_the_whole() {
    assertThat(answered(200, "up")).hasBody("up");
    fails(
        () -> assertThat(answered(200, "upper")).hasBody("up"),
        """
        [#2 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected the body:  up
        but was answered:   200, HTTP/1.1, application/json
        with the body:      upper
        """);
  }

  @Test
  void a_body_longer_than_what_was_kept_is_never_equal() {
    HttpObservation cut =
        inside.http(
            URL,
            "10.1.0.5:443",
            new Outcome.Answered(200),
            null,
            new HttpObservation.Response(
                "h2", 200, "", List.of(), "up".getBytes(StandardCharsets.UTF_8), true),
            List.of());
    fails(
        () -> assertThat(cut).hasBody("up"),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected the body:  up
        but was answered:   200, h2
        with the body:      up... (only the first 2 bytes were kept)
        """);
  }

  @Test
  void bodyContains_shows_the_start_of_the_body() {
    assertThat(answered(200, "all is well")).bodyContains("well");
    fails(
        () -> assertThat(answered(200, "x".repeat(300))).bodyContains("well"),
        """
        [#2 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected a body that contains:  well
        but was answered:               200, HTTP/1.1, application/json
        with the body:                  %s... (300 characters)
        """
            .formatted("x".repeat(200)));
  }

  @Test
  void hasJson_finds_by_pointer_and_compares_numbers_by_value() {
    HttpObservation seen =
        answered(200, "{\"a/b\":[{\"n\":4.0},null],\"s\":\"x\",\"o\":{\"k\":true}}");
    assertThat(seen)
        .hasJson("/a~1b/0/n", 4)
        .hasJson("/a~1b/1", null)
        .hasJson("/s", "x")
        .hasJson("/o", Map.of("k", true))
        .hasJson("/a~1b", Arrays.asList(Map.of("n", 4.0), null));
  }

  @Test
  void hasJson_shows_what_is_at_the_pointer() {
    fails(
        () -> assertThat(answered(200, "{\"n\":4}")).hasJson("/n", "4"),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected JSON:     /n = "4"
        but was answered:  200, HTTP/1.1, application/json
        found:             4
        with the body:     {"n":4}
        """);
    fails(
        () -> assertThat(answered(200, "{\"n\":4}")).hasJson("/m", null),
        """
        [#2 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected JSON:     /m = null
        but was answered:  200, HTTP/1.1, application/json
        found:             nothing at /m
        with the body:     {"n":4}
        """);
  }

  @Test
  void a_body_that_is_not_json_has_no_json() {
    fails(
        () -> assertThat(answered(200, "")).hasJson("", null),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected JSON:     the whole = null
        but was answered:  200, HTTP/1.1, application/json
        found:             an empty body
        """);
    fails(
        () -> assertThat(answered(200, "<html>")).hasJson("/n", 1),
        """
        [#2 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected JSON:     /n = 1
        but was answered:  200, HTTP/1.1, application/json
        found:             a body that is not JSON
        with the body:     <html>
        """);
  }

  @Test
  void wasAnsweredBy_takes_the_server_header_or_the_address_dialled() {
    assertThat(answered(200, ""))
        .wasAnsweredBy("microsoft-azure-application-gateway")
        .wasAnsweredBy("Microsoft-Azure-Application-Gateway/v2")
        .wasAnsweredBy("10.1.0.5")
        .wasAnsweredBy("10.1.0.5:443");
    fails(
        () -> assertThat(answered(200, "")).wasAnsweredBy("nginx"),
        """
        [#2 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected an answer by:  nginx
        but was answered:       200, HTTP/1.1, application/json
        answered by:            Server: Microsoft-Azure-Application-Gateway/v2
        """);
  }

  @Test
  void wasAnsweredBy_fails_for_the_address_dialled_when_nothing_answered() {
    fails(
        () ->
            assertThat(inside.unanswered(URL, "10.1.0.5:443", new Outcome.Reset(Phase.TLS)))
                .wasAnsweredBy("10.1.0.5"),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected an answer by:  10.1.0.5
        but was:                reset by the peer in phase TLS
        """);
  }

  @Test
  void wasRedirectedTo_takes_the_last_redirect_followed() {
    HttpObservation seen =
        inside.http(
            URL,
            "10.1.0.5:443",
            new Outcome.Answered(200),
            null,
            answered(200, "").response(),
            List.of(
                new Redirect(301, "http://api.contoso.net/", "https://api.contoso.net/"),
                new Redirect(302, "https://api.contoso.net/", "https://api.contoso.net/home")));
    assertThat(seen).wasRedirectedTo("https://api.contoso.net/home");
    fails(
        () -> assertThat(seen).wasRedirectedTo("https://api.contoso.net/"),
        """
        [#2 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected to be redirected to:  https://api.contoso.net/
        but was answered:              200, HTTP/1.1, application/json
        redirects followed:            301 to https://api.contoso.net/, 302 to https://api.contoso.net/home
        """);
  }

  @Test
  void what_failed_after_a_redirect_is_not_the_fate_of_what_was_asked() {
    inside.tcp("10.1.0.6:443", new Outcome.Open());
    HttpObservation seen = afterRedirect(new Outcome.TimedOut(Phase.CONNECT), null);
    fails(
        () -> assertThat(seen).isDropped(),
        """
        [#2 GET http://api.contoso.net/ at 10.1.0.5:443 from workload-subnet]
        Expected:          dropped
        but was answered:  302 to https://api.contoso.net/
        and only then:     dropped (no answer to the connection attempt)
        To judge it:       ask the place that the redirect leads to by itself, or follow none
        """);
  }

  @Test
  void an_answer_that_broke_off_after_a_redirect_shows_neither_the_redirect_nor_who_answered() {
    HttpObservation seen =
        afterRedirect(
            new Outcome.TimedOut(Phase.BODY),
            new HttpObservation.Response("HTTP/1.1", 200, "", List.of(), new byte[1], true));
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> assertThat(seen).wasRedirectedTo("https://api.contoso.net/"));
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> assertThat(seen).wasAnsweredBy("10.1.0.5"));
  }

  private HttpObservation afterRedirect(
      Outcome outcome, HttpObservation.@Nullable Response response) {
    return inside.http(
        "http://api.contoso.net/",
        "10.1.0.5:443",
        outcome,
        null,
        response,
        List.of(new Redirect(302, "http://api.contoso.net/", "https://api.contoso.net/")));
  }

  @Test
  void redirectsTo_needs_a_redirect_status_beside_the_location() {
    List<Header> location = List.of(new Header("Location", "https://api.contoso.net/"));
    assertThat(inside.answer(URL, "10.1.0.5:443", 308, location, ""))
        .redirectsTo("https://api.contoso.net/");
    fails(
        () ->
            assertThat(inside.answer(URL, "10.1.0.5:443", 201, location, ""))
                .redirectsTo("https://api.contoso.net/"),
        """
        [#2 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected a redirect to:  https://api.contoso.net/
        but was answered:        201, HTTP/1.1
        its location:            https://api.contoso.net/
        """);
  }

  @Test
  void timedOutIn_needs_an_answer_at_the_same_door() {
    HttpObservation late =
        inside.unanswered(URL, "10.1.0.5:443", new Outcome.TimedOut(Phase.RESPONSE));
    inconclusive(
        () -> assertThat(late).timedOutIn(Phase.RESPONSE),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        INCONCLUSIVE:  no other handshake or request succeeded at 10.1.0.5:443 from workload-subnet \
        in the same window of time, so it may fail for everyone
        Expected:      timed out in phase response
        and saw:       timed out in phase response
        To prove it:   first make a handshake or request at the same address and port that must succeed
        """);
    answered(200, "");
    assertThat(late).timedOutIn(Phase.RESPONSE);
    fails(
        () -> assertThat(late).timedOutIn(Phase.BODY),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected:  timed out in phase body
        but was:   timed out in phase response
        """);
  }

  @Test
  void a_request_that_did_not_connect_needs_something_else_reached() {
    HttpObservation refused = inside.unanswered(URL, "10.1.0.9:443", new Outcome.Refused());
    HttpObservation dropped =
        inside.unanswered(URL, "10.1.0.9:443", new Outcome.TimedOut(Phase.CONNECT));
    HttpObservation noRoute = inside.unanswered(URL, "10.1.0.9:443", new Outcome.NoRoute());
    inconclusive(() -> assertThat(refused).isRefused());
    inconclusive(() -> assertThat(dropped).isDropped());
    inconclusive(() -> assertThat(noRoute).hasNoRoute());
    answered(200, "");
    assertThat(refused).isRefused();
    assertThat(dropped).isDropped();
    assertThat(noRoute).hasNoRoute();
  }

  @Test
  void an_answer_is_not_a_drop() {
    fails(
        () -> assertThat(answered(403, "")).isDropped(),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected:  dropped
        but was:   answered 403
        """);
  }

  @Test
  void expectations_that_any_answer_meets_are_refused() {
    refused(
        () -> assertThat(answered(200, "")).bodyContains(""),
        "bodyContains(\"\") would pass for every body; give a text that must be there");
    refused(
        () -> assertThat(answered(200, "")).hasStatusBetween(300, 200),
        "status codes 300 to 200 are not within 100 to 999, in order");
    refused(
        () -> assertThat(answered(200, "")).hasJson("a", 1),
        "\"a\" is not a JSON pointer (RFC 6901); write it like /items/0/name");
  }

  private HttpObservation answered(int status, String body) {
    return inside.answer(
        URL,
        "10.1.0.5:443",
        status,
        List.of(
            new Header("Content-Type", JSON),
            new Header("Server", "Microsoft-Azure-Application-Gateway/v2")),
        body);
  }
}
