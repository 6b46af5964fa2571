package dev.plumbline.sim;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.network.Network.Handling.forwardingTo;
import static dev.plumbline.network.Network.Handling.replying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.UpstreamBuilder;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a gateway answered for itself, as the reader of a failing test sees it. */
class GatewayCauseTest {

  private final Environment environment =
      Environment.builder("contoso")
          .vantage("workload")
          .probeTimeout(Duration.ofSeconds(30))
          .build();
  private Lab lab;
  private Vantage workload;

  @BeforeEach
  void open() {
    lab = Lab.open(environment, network(), new Journal());
    workload = lab.vantage("workload");
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static Network network() {
    return Network.builder("contoso")
        .segment("workload", "10.1.1.0/24")
        .segment("gateway", "10.1.2.0/24")
        .segment("apim", "10.1.0.0/24")
        .linkBoth("workload", "gateway")
        .linkBoth("gateway", "apim")
        .certificate("api", "api.contoso.net")
        .host(
            "appgw",
            "gateway",
            "10.1.2.4",
            h ->
                h.http(80, http -> http.host("api.contoso.net", forwardingTo("apim/settings")))
                    .http(81, forwardingTo("empty"))
                    .http(82, forwardingTo("silent"))
                    .http(83, forwardingTo("refused"))
                    .http(84, forwardingTo("own"))
                    .http(85, forwardingTo("other"))
                    .upstream("apim/settings", 443, probing(p -> p.tls().path("/status")))
                    .upstream(
                        "empty",
                        80,
                        u -> u.unavailableStatus(503).probe("empty-probe", p -> p.path("/")))
                    .upstream(
                        "silent", 23, u -> u.members("10.1.0.5").timeout(Duration.ofMillis(200)))
                    .upstream("refused", 99, u -> u.members("10.1.0.5"))
                    .upstream("own", 80, u -> u.members("10.1.0.5"))
                    .upstream("other", 81, u -> u.members("10.1.0.5")))
        .host(
            "apim",
            "apim",
            "10.1.0.5",
            h ->
                h.https(443, "api", http -> http.host("api.contoso.net", replying(200, "")))
                    .http(80, replying(502, "mine"))
                    .http(81, forwardingTo("orders"))
                    .tcp(23)
                    .upstream("orders", 8080, u -> u.members("10.1.0.9")))
        .build();
  }

  private static Consumer<UpstreamBuilder> probing(Consumer<UpstreamBuilder.ProbeBuilder> with) {
    return u -> u.members("10.1.0.5").tls().host("api.contoso.net").probe("apim-probe", with);
  }

  private HttpObservation get(int port) {
    return workload.observe(
        HttpProbe.get("http://api.contoso.net/orders").connectTo("10.1.2.4", port));
  }

  private String cause(int port) {
    return get(port).provenance().diagnosis().cause().orElse("none");
  }

  private static String message(ThrowingCallable assertion) {
    Throwable thrown = catchThrowable(assertion);
    assertThat(thrown).isExactlyInstanceOf(AssertionError.class);
    return String.valueOf(thrown.getMessage()).replace("\r", "");
  }

  @Test
  void a_502_names_the_backend_and_what_its_probe_found() {
    HttpObservation seen = get(80);

    assertThat(seen.response().headers())
        .extracting("name")
        .containsExactlyInAnyOrder("Content-Type", "content-length");
    assertThat(message(() -> assertThat(seen).hasStatus(200)))
        .isEqualTo(
            """
            [#1 GET http://api.contoso.net/orders at 10.1.2.4:80 from workload]
            Expected status:   200
            but was answered:  502 Bad Gateway, HTTP/1.1, text/html
            with the body:     <html>
                               <head><title>502 Bad Gateway</title></head>
                               <body>
                               <center><h1>502 Bad Gateway</h1></center>
                               <hr><center></center>
                               </body>
                               </html>
            by way of:         from segment workload; link workload -> gateway; to host appgw in segment gateway; listener TCP 80 of host appgw
            Likely cause:      backend 10.1.0.5:443 of upstream apim/settings is unhealthy: Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}""");
  }

  @Test
  void the_state_of_an_unhealthy_backend_keeps_its_reason() {
    assertThat(message(() -> assertThat(workload.probe("apim-probe")).isHealthy()))
        .isEqualTo(
            """
            [#1 probe apim-probe from workload]
            Expected:  healthy
            but was:   unhealthy: Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}.
            backends:  10.1.0.5:443 unhealthy: Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}. (1 in a row)""");
  }

  @Test
  void a_pool_without_members_says_so() {
    assertThat(get(81)).hasStatus(503);
    assertThat(cause(81)).isEqualTo("upstream empty has no members");
  }

  @Test
  void the_probe_of_a_pool_without_members_is_neither_healthy_nor_proof_of_the_contrary() {
    HealthObservation seen = workload.probe("empty-probe");
    assertThat(seen.outcome()).isEqualTo(new Outcome.Unhealthy("the pool has no members"));
    assertThat(catchThrowable(() -> assertThat(seen).isHealthy()))
        .isInstanceOf(InconclusiveError.class);
  }

  @Test
  void a_504_names_the_backend_that_was_late() {
    assertThat(get(82)).hasStatus(504);
    assertThat(cause(82))
        .isEqualTo(
            "backend 10.1.0.5:23 of upstream silent failed the request: It did not answer within 200 ms");
  }

  @Test
  void a_backend_that_cannot_be_reached_is_named_with_who_decided() {
    assertThat(cause(83))
        .isEqualTo(
            "backend 10.1.0.5:99 of upstream refused failed the request: Connecting to 10.1.0.5:99 ended with: refused, decided by host apim");
    try (Lab.Guard cut = lab.fault(Fault.hostDown("apim"))) {
      assertThat(cut).isNotNull();
      assertThat(cause(84))
          .isEqualTo(
              "backend 10.1.0.5:80 of upstream own failed the request: Connecting to 10.1.0.5:80 ended with: refused, decided by fault HOST_DOWN of apim");
    }
  }

  @Test
  void an_answer_of_the_backends_own_has_no_cause_here() {
    assertThat(get(84)).hasStatus(502).hasBody("mine");
    assertThat(cause(84)).isEqualTo("none");
  }

  @Test
  void a_gateway_behind_the_gateway_says_what_ails_it() {
    assertThat(get(85)).hasStatus(502);
    assertThat(cause(85))
        .isEqualTo(
            "backend 10.1.0.5:81 of upstream other answered for itself: backend 10.1.0.9:8080 of upstream orders failed the request: "
                + "Connecting to 10.1.0.9:8080 ended with: no route, decided by no host");
  }

  @Test
  void what_was_said_of_one_request_is_not_said_of_the_next() {
    HttpProbe twice =
        HttpProbe.get("http://api.contoso.net/orders").connectTo("10.1.2.4", 81).followRedirects(0);
    assertThat(workload.observeAll(List.of(twice, twice.connectTo("10.1.2.4", 84))))
        .extracting(o -> o.provenance().diagnosis().cause().orElse("none"))
        .containsExactly("upstream empty has no members", "none");
  }
}
