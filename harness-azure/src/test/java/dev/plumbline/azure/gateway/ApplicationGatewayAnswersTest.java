package dev.plumbline.azure.gateway;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.azure.gateway.GatewayStage.listener;
import static dev.plumbline.azure.gateway.GatewayStage.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.document.ApplicationGatewayAccessLog;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.SslProfile;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.TlsSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application gateway answers for itself, and what it writes down. */
class ApplicationGatewayAnswersTest {

  private static final String WWW = "http://www.contoso.net";

  private static HttpObservation get(Lab lab, String url) {
    return lab.vantage("internet").get(url);
  }

  private static GatewayStage slow(GatewayStage stage, String... slow) {
    stage.with(
        g ->
            g.backendHttpSettings(
                new BackendHttpSettings(
                    "settings",
                    Protocol.HTTP,
                    80,
                    Duration.ofSeconds(1),
                    null,
                    false,
                    null,
                    List.of())));
    for (String host : slow) {
      stage.around(
          n ->
              n.changeHost(
                  host,
                  h ->
                      h.http(
                          80,
                          http ->
                              http.anyHost(
                                  any ->
                                      any.route(
                                              "/slow",
                                              Handling.echoing().after(Duration.ofSeconds(3)))
                                          .otherwise(Handling.echoing())))));
    }
    return stage;
  }

  @Test
  void a_backend_slower_than_the_request_timeout_is_answered_502_in_v1_and_504_in_v2() {
    try (Lab lab = slow(GatewayStage.v1(), "web4", "web5").open()) {
      assertThat(get(lab, WWW + "/slow"))
          .hasStatus(502)
          .bodyContains("Server Error: 502 - Web server received an invalid response");
      assertThat(lab.accessLog("gateway").get(0).failure()).isEqualTo(Failure.BACKEND_LATE);
    }
    try (Lab lab = slow(GatewayStage.v2(), "web4", "web5").open()) {
      assertThat(get(lab, WWW + "/slow"))
          .hasStatus(504)
          .hasHeader("Server", "Microsoft-Azure-Application-Gateway/v2")
          .bodyContains("Microsoft-Azure-Application-Gateway/v2");
    }
  }

  @Test
  void v2_asks_one_other_member_when_the_first_is_late() {
    try (Lab lab = slow(GatewayStage.v2(), "web4").open()) {
      assertThat(get(lab, WWW + "/slow")).hasStatus(200).hasJson("/host", "web5");
    }
    try (Lab lab = slow(GatewayStage.v1(), "web4").open()) {
      assertThat(get(lab, WWW + "/slow")).hasStatus(502);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1 | 400 | NO_HOST | HTTP_NO_HOST_HEADER",
        "GET / HTTP/1.1;Host: a b | 400 | HOST | INVALID_HOST",
        "GET / HTTP/1.1;Host: a;Host: b | 400 | HOST | INVALID_HOST",
        "GET /%zz HTTP/1.1;Host: www.contoso.net | 400 | TARGET | REQUEST_URI_INVALID",
        "GET / HTTP/1.1;Host: www.contoso.net;broken | 400 | MALFORMED | INVALID_REQUEST",
        "GET / HTTP/1.1;Host: other.contoso.net | 404 | NOT_FOUND | NO_ERROR",
        "GET / HTTP/1.1;Host: www.contoso.net;Upgrade: h2c;Connection: Upgrade | 403 | UPGRADE | NO_ERROR",
        "GET / HTTP/1.1;Host: www.contoso.net | 200 | NONE | NO_ERROR",
      })
  void wrong_requests_have_their_statuses_and_error_information(
      String request, int status, Failure failure, String error) {
    GatewayStage stage =
        GatewayStage.v2().with(g -> g.httpListeners(listener("web", "www.contoso.net")));
    try (Lab lab = stage.open()) {
      byte[] raw = (request.replace(";", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
      assertThat(lab.vantage("internet").send(HttpProbe.get(WWW + "/").raw(raw))).hasStatus(status);
      AccessRecord record = lab.accessLog("gateway").get(0);
      assertThat(record.status()).isEqualTo(status);
      assertThat(record.failure()).isEqualTo(failure);
      assertThat(ApplicationGatewayAccessLog.errorInfo(failure)).isEqualTo("ERRORINFO_" + error);
    }
  }

  @Test
  void plain_http_at_a_port_of_https_is_answered_400_and_written_down() {
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    g.httpListeners(listener("web"), listener("tls", "https", Protocol.HTTPS))
                        .requestRoutingRules(rule("rule", 1, "web"), rule("second", 2, "tls")));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, "http://www.contoso.net:443/")).hasStatus(400);
      assertThat(lab.accessLog("gateway"))
          .singleElement()
          .satisfies(record -> assertThat(record.failure()).isEqualTo(Failure.PLAIN));
      assertThat(get(lab, "https://www.contoso.net/"))
          .hasStatus(200)
          .hasJson("/headers/x-forwarded-proto/0", "https");
      assertThat(lab.accessLog("gateway").get(1).tls()).startsWith("TLSv1.");
    }
  }

  @Test
  void a_row_of_the_access_log_tells_rule_listener_backend_and_the_id_that_the_backend_got() {
    GatewayStage stage = GatewayStage.v2();
    try (Lab lab = stage.open()) {
      HttpObservation answer = get(lab, WWW + "/a?b=c");
      List<AccessRecord> records = lab.accessLog("gateway");
      assertThat(records).hasSize(1);
      assertThat(answer).hasJson("/headers/x-appgw-trace-id/0", records.get(0).id());
      assertThat(ApplicationGatewayAccessLog.rows(stage.topology(), "gateway", records))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row)
                      .contains("\"listenerName\":\"web\",\"ruleName\":\"rule\"")
                      .contains("\"backendPoolName\":\"pool\",\"backendSettingName\":\"settings\"")
                      .contains("\"category\":\"ApplicationGatewayAccessLog\"")
                      .contains("\"originalRequestUriWithArgs\":\"/a?b=c\"")
                      .contains("\"requestUri\":\"/a\",\"requestQuery\":\"b=c\"")
                      .contains("\"httpStatus\":200")
                      .contains("\"transactionId\":\"" + records.get(0).id() + "\"")
                      .contains("\"sslEnabled\":\"off\"")
                      .contains("\"serverRouted\":\"10.1.2.4:80\",\"serverStatus\":\"200\"")
                      .contains("\"originalHost\":\"www.contoso.net\"")
                      .contains("\"error_info\":\"ERRORINFO_NO_ERROR\""));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_empty_pool_is_answered_502_with_the_page_of_the_generation(boolean v2) {
    GatewayStage stage = v2 ? GatewayStage.v2() : GatewayStage.v1();
    stage.with(g -> g.backendAddressPools(new BackendAddressPool("pool", List.of())));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/"))
          .hasStatus(502)
          .bodyContains(
              v2 ? "<center>Microsoft-Azure-Application-Gateway/v2</center>" : "Server Error: 502");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // listener with a profile, its hosts, url, server name, status
    "shop, https://www.contoso.net, www.contoso.net, 200",
    "shop, https://shop.contoso.net, shop.contoso.net, 400",
    "shop, https://shop.contoso.net, www.contoso.net, 421",
    "shop, https://shop.contoso.net, , 400",
    "www, https://www.contoso.net, www.contoso.net, 400",
    "www, https://shop.contoso.net, shop.contoso.net, 200",
    "both, https://www.contoso.net, www.contoso.net, 400",
    "both, https://shop.contoso.net, shop.contoso.net, 400",
  })
  void a_listener_asks_for_a_client_certificate_whatever_others_on_its_port_do(
      String asking, String url, @Nullable String serverName, int status) {
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    g.sslProfiles(List.of(new SslProfile("clients", List.of("authority"), null)))
                        .httpListeners(
                            secure("www", !asking.equals("shop")),
                            secure("shop", !asking.equals("www")))
                        .requestRoutingRules(rule("first", 10, "www"), rule("second", 20, "shop")));
    try (Lab lab = stage.open()) {
      HttpProbe probe =
          HttpProbe.get(url)
              .connectTo("www.contoso.net", 443)
              .with(TlsSettings.defaults().withAnyCertificateName());
      HttpObservation answer =
          lab.vantage("internet")
              .send(serverName == null ? probe.withoutSni() : probe.withSni(serverName));
      assertThat(answer).hasStatus(status);
      if (status == 400) {
        assertThat(answer.answer().orElseThrow().text())
            .contains("400 No required SSL certificate was sent");
      }
    }
  }

  private static HttpListener secure(String name, boolean asks) {
    return new HttpListener(
        name,
        "public",
        "https",
        Protocol.HTTPS,
        null,
        List.of(name + ".contoso.net"),
        null,
        List.of(),
        false,
        asks ? "clients" : null,
        null,
        List.of());
  }
}
